#include <doctest/doctest.h>

#include <marketplace/core/json.hpp>
#include <marketplace/loyalty/points_expiry.hpp>
#include <marketplace/loyalty/points_reversal.hpp>

#include <boost/json.hpp>

#include <fstream>
#include <sstream>

using namespace marketplace;
using namespace marketplace::loyalty;

namespace {

boost::json::value read_vectors() {
    std::ifstream file{std::string{MARKETPLACE_SOURCE_DIR} + "/tests/vectors/loyalty.json"};
    std::stringstream text;
    text << file.rdbuf();
    return boost::json::parse(text.str());
}

Program program_of(const boost::json::value& vector) {
    return parse_program(boost::json::serialize(vector.at("program")));
}

void check_refunds(const Program& program, const boost::json::array& refunds, Wallet wallet, OrderPoints facts) {
    for (std::size_t i = 0; i < refunds.size(); ++i) {
        boost::json::object refund = refunds[i].as_object();
        const std::int64_t reverse = refund.at("reverse").as_int64();
        refund.erase("reverse");
        auto command = from_json<RefundOrder>(boost::json::serialize(refund));
        command.command_id = CommandId{"refund " + std::to_string(i)};
        command.order = facts;
        const WalletOutcome outcome = loyalty::refund(program, wallet, command);
        REQUIRE(outcome.entries.size() == 1);
        CHECK(outcome.entries[0].type == EntryType::reverse_earn);
        CHECK(outcome.entries[0].points.value == reverse);
        wallet = applied(wallet, outcome);
        facts = *outcome.order;
    }
}

void check_earn(const boost::json::value& vector) {
    const Program program = program_of(vector);
    const auto order = from_json<Order>(boost::json::serialize(vector.at("order")));
    const auto context = from_json<EarnContext>(boost::json::serialize(vector.at("context")));
    const PointsCalculation found = calculate(program, order, context);
    const auto& lines = vector.at("expected").at("lines").as_array();
    CHECK(found.points.value == vector.at("expected").at("points").as_int64());
    REQUIRE(found.lines.size() == lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) CHECK(found.lines[i].points.value == lines[i].as_int64());

    EarnOrder command;
    command.command_id = CommandId{"earn"};
    command.at = order.placed_at;
    command.order = order;
    command.tier = context.tier;
    command.points_paid_minor = context.points_paid_minor;
    const Wallet wallet = empty_wallet(order.customer_id, program.id);
    const WalletOutcome earned = earn(program, wallet, command);
    CHECK(earned.balance.active == found.points);
    check_refunds(program, vector.at("refunds").as_array(), applied(wallet, earned), *earned.order);
}

void check_expiry(const boost::json::value& vector) {
    const Program program = program_of(vector);
    const Timestamp active_at = parse_timestamp(std::string_view{vector.at("active_at").as_string()});
    const auto last_day = last_day_of(program.expiry, TimeZone{program.time_zone}.date_of(active_at));
    const auto expires_at = expiry_of(program, active_at);
    REQUIRE(last_day);
    REQUIRE(expires_at);
    CHECK(to_string(*last_day) == vector.at("expected").at("last_day").as_string());
    CHECK(to_string(*expires_at) == vector.at("expected").at("expires_at").as_string());
}

}  // namespace

TEST_CASE("published and computed loyalty examples come out to the point and to the day") {
    const boost::json::value document = read_vectors();
    const auto& vectors = document.at("vectors").as_array();
    REQUIRE(vectors.size() > 20);
    for (const auto& vector : vectors) {
        CAPTURE(std::string{vector.at("id").as_string()});
        const auto& object = vector.as_object();
        REQUIRE(object.contains("earn") != object.contains("expiry"));
        if (object.contains("earn")) check_earn(vector.at("earn"));
        if (object.contains("expiry")) check_expiry(vector.at("expiry"));
    }
}

TEST_CASE("every day of January plus one month, rounded up to the month, lasts to the end of February") {
    const ExpiryPolicy policy{ExpiryMode::rolling, 1, 0, PeriodEnd::month, {}, true, true};
    for (std::int32_t day = 1; day <= 31; ++day) {
        CHECK(last_day_of(policy, Date{2023, 1, day}) == Date{2023, 2, 28});
        CHECK(last_day_of(policy, Date{2024, 1, day}) == Date{2024, 2, 29});
    }
}
