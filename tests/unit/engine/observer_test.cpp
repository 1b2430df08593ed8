// What an engine tells whoever observes it.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

using namespace engine_test;

namespace {

/// Writes down what it hears, a line for each call.
class Diary final : public Observer {
public:
    void log(LogLevel level, std::string_view message, std::span<const LogField> fields) override {
        lines += std::string{level == LogLevel::error ? "error " : "warning "} + std::string{message} + text(fields);
    }
    void count(std::string_view metric, std::int64_t times, std::span<const LogField> labels) override {
        lines += std::to_string(times) + " " + std::string{metric} + text(labels);
    }
    std::string take() { return std::exchange(lines, {}); }

private:
    static std::string text(std::span<const LogField> fields) {
        std::string out;
        for (const LogField& field : fields) out += " " + std::string{field.name} + "=" + std::string{field.value};
        return out + "\n";
    }
    std::string lines;
};

/// A bank that cannot be reached, or that refuses everything.
class BadBank final : public PaymentProvider {
public:
    explicit BadBank(bool is_reached) : is_reached_(is_reached) {}
    [[nodiscard]] std::string_view name() const noexcept override { return "bank"; }
    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
        if (is_reached_) return {ProviderOutcome::rejected, "", "no such account"};
        fail(ErrorCode::provider_failed, "provider", instruction.idempotency_key, "a connection that holds");
    }
    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery&) override { return {}; }

private:
    bool is_reached_;
};

}  // namespace

TEST_CASE("an observer hears of every answer, and of refusals without what they refused") {
    Marketplace shop;
    const auto diary = std::make_shared<Diary>();
    Engine engine{shop.store, {}, diary};
    const std::vector<Event> events = {event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}),
                                       event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"nobody's"}})};
    engine.handle_batch(events);
    CHECK(diary->take() == "1 events outcome=applied\n1 events outcome=refused\n"
                           "warning event refused id=e2 error=out_of_order field=order_id\n");
    engine.handle(events[0]);
    CHECK(diary->take() == "1 events outcome=repeated\n");
    CHECK(error_of([&] { engine.handle(events[1]); }) == "out_of_order order_id");
    CHECK(diary->take() == "1 events outcome=refused\nwarning event refused id=e2 error=out_of_order field=order_id\n");
    static_cast<void>(engine.preview(event("e3", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}})));
    CHECK(diary->take().empty());
}

TEST_CASE("an observer hears of a provider that failed, and of deliveries that were refused") {
    Marketplace shop;
    const auto diary = std::make_shared<Diary>();
    Engine engine{shop.store, {}, diary};
    engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1"), {}}));
    engine.handle(event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}}));
    engine.handle(event("e3", "2024-03-06T09:00:00Z", OrderFulfilled{OrderId{"o1"}}));
    shop.close_days("2024-03-06", 30);
    diary->take();
    BadBank unreachable{false};
    CHECK(error_of([&] { engine.deliver(unreachable, at("2024-04-10T09:00:00Z")); }) == "provider_failed provider");
    CHECK(diary->take() == "error provider failed error=provider_failed\n");
    BadBank refusing{true};
    const DeliveryReport report = engine.deliver(refusing, at("2024-04-10T10:00:00Z"));
    REQUIRE(report.failed > 0);
    const std::string failed = std::to_string(report.failed);
    CHECK(diary->take() == failed + " deliveries outcome=failed\nwarning deliveries failed failed=" + failed + "\n");
}
