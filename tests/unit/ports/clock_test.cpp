#include <doctest/doctest.h>

#include <marketplace/ports/clock.hpp>
#include <marketplace/ports/observer.hpp>
#include <marketplace/ports/payment_provider.hpp>

#include <array>
#include <string>

using namespace marketplace;

namespace {

struct Counter final : Observer {
    void count(std::string_view metric, std::int64_t times, std::span<const LogField> labels) override {
        seen += std::string{metric} + "=" + std::to_string(times) + ";" + std::string{labels.front().value};
    }
    std::string seen;
};

struct Echo final : PaymentProvider {
    [[nodiscard]] std::string_view name() const noexcept override { return "echo"; }
    [[nodiscard]] ProviderResult submit_payout(const PayoutInstruction& instruction) override {
        return {ProviderOutcome::accepted, instruction.idempotency_key, ""};
    }
    [[nodiscard]] ProviderPayout query_payout(const PayoutQuery&) override { return {}; }
};

}  // namespace

TEST_CASE("a fixed clock stands still until it is told otherwise") {
    FixedClock clock{Timestamp{5}};
    const Clock& seen = clock;
    CHECK(seen.now() == Timestamp{5});
    clock.advance(Duration{7});
    CHECK(seen.now() == Timestamp{12});
    clock.set(Timestamp{1});
    CHECK(seen.now() == Timestamp{1});
}

TEST_CASE("an observer hears what it overrides and ignores the rest") {
    Counter counter;
    Observer& observer = counter;
    const std::array<LogField, 1> fields{LogField{"kind", "order"}};
    observer.log(LogLevel::error, "ignored", fields);
    observer.gauge("ignored", 1, fields);
    observer.timing("ignored", Duration{1}, fields);
    observer.count("events", 3, fields);
    CHECK(counter.seen == "events=3;order");
}

TEST_CASE("a provider without a batch of its own is asked one by one, in order") {
    Echo echo;
    std::vector<PayoutInstruction> all(2);
    all[0].idempotency_key = "a";
    all[1].idempotency_key = "b";
    const auto out = echo.submit_payouts(all);
    REQUIRE(out.size() == 2);
    CHECK(out[0].reference == "a");
    CHECK(out[1].reference == "b");
}
