#pragma once
// Long calls that tell Python how far they are, and that Ctrl-C ends.

#include "convert.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <stop_token>

namespace marketplace::python {

/// Runs a call on a thread of its own, while the calling thread hands its reports to the callback and looks for
/// signals. Whatever the callback raises ends the call and is raised in its place. KeyboardInterrupt ends the call too,
/// which then returns what it has; a second one is raised.
class Watcher {
public:
    /// `callback` may be None. Throws `wrong_type` naming `field` for anything else that cannot be called.
    Watcher(py::handle callback, const TypeInfo& report_type, const std::string& field);

    [[nodiscard]] surface::Watch watch();
    /// Needs the GIL, and releases it while it waits.
    void run(surface::Call& call);

private:
    bool report(const void* record);
    void execute(surface::Call& call);
    bool wait();
    bool attend();
    void answer(const void* record);
    void note_exception();

    py::object callback_;
    const TypeInfo* report_type_;
    std::stop_source stop_;
    std::mutex mutex_;
    std::condition_variable changed_;
    const void* reported_ = nullptr;  ///< waits for an answer
    bool is_done_ = false;
    bool is_interrupted_ = false;
    std::exception_ptr failure_;
    std::optional<py::error_already_set> raised_;
};

}  // namespace marketplace::python
