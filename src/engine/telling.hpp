#pragma once
// What an engine tells its observer; the names of metrics are part of the interface, see `Engine`.

#include <marketplace/engine/engine.hpp>

#include <string_view>

namespace marketplace::engine_detail {

/// Passes on what it is told; to nobody, if there is no observer.
class Telling {
public:
    explicit Telling(std::shared_ptr<Observer> observer) : observer_(std::move(observer)) {}

    /// Does the work and tells what came of it, also when that is an error; which is thrown on.
    template <class Work>
    std::invoke_result_t<Work> of(std::string_view event_id, Work work) const {
        if (!observer_) return work();
        try {
            auto result = work();
            tell(result);
            return result;
        } catch (const Error& error) {
            tell(event_id, error);
            throw;
        }
    }

private:
    void tell(const EventAnswer& answer) const { tell(std::span{&answer, 1}); }
    void tell(const std::vector<EventAnswer>& answers) const { tell(std::span{answers}); }
    void tell(std::span<const EventAnswer> answers) const;
    void tell(const DeliveryReport& report) const;
    void tell(const ReconciliationReport& report) const;
    void tell(std::string_view event_id, const Error& error) const;
    void count(std::string_view metric, std::string_view outcome, std::int64_t times) const;
    void log_refusal(std::string_view event_id, std::string_view error, std::string_view field) const;
    void log_number(std::string_view message, std::string_view name, std::int64_t number) const;

    std::shared_ptr<Observer> observer_;
};

}  // namespace marketplace::engine_detail
