// The published and computed examples in calls.json, which Python and Node run too.

#include <doctest/doctest.h>

#include <marketplace/affiliate/commission_calculator.hpp>
#include <marketplace/affiliate/reversal.hpp>
#include <marketplace/affiliate/tier_evaluation.hpp>
#include <marketplace/core/json.hpp>
#include <marketplace/payments/payout_schedule.hpp>
#include <marketplace/vendors/fee_calculator.hpp>

#include <boost/json.hpp>

#include <fstream>
#include <functional>
#include <map>
#include <sstream>

using namespace marketplace;
namespace json = boost::json;

namespace {

json::value read_document() {
    std::ifstream file{MARKETPLACE_SOURCE_DIR "/tests/vectors/calls.json"};
    std::stringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
}

template <class T>
T read(const json::value& argument) {
    return from_json<T>(json::serialize(argument));
}

template <class T>
json::value written(const T& result) {
    return json::parse(to_json(result));
}

json::value calculate(const json::array& of) {
    return written(affiliate::calculate(affiliate::compile(read<affiliate::CommissionPlan>(of.at(0))),
                                        read<Order>(of.at(1))));
}

json::value reverse(const json::array& of) {
    return written(affiliate::reverse(read<Order>(of.at(0)), read<affiliate::OrderCommission>(of.at(1)),
                                      read<affiliate::ReversalState>(of.at(2)),
                                      read<affiliate::RefundRequest>(of.at(3)),
                                      read<affiliate::RefundPolicy>(of.at(4))));
}

json::value snapshot(const json::array& of) {
    const auto buckets = read<std::vector<affiliate::DailyMetrics>>(of.at(2));
    return written(affiliate::snapshot(read<affiliate::TierPolicy>(of.at(0)), read<affiliate::VendorHistory>(of.at(1)),
                                       buckets, parse_timestamp(std::string_view{of.at(3).as_string()})));
}

json::value evaluate(const json::array& of) {
    return written(affiliate::evaluate(read<affiliate::TierPolicy>(of.at(0)), read<affiliate::MetricSnapshot>(of.at(1)),
                                       read<affiliate::TierState>(of.at(2)), read<affiliate::TierPeriod>(of.at(3))));
}

json::value calculate_subscription(const json::array& of) {
    return written(vendors::calculate_subscription(read<vendors::FeeRule>(of.at(0)),
                                                   read<vendors::SubscriptionUse>(of.at(1))));
}

json::value available_on(const json::array& of) {
    return json::value(to_string(payments::available_on(parse_date(of.at(0).as_string()), of.at(1).as_int64())));
}

const std::map<std::string, std::function<json::value(const json::array&)>, std::less<>> functions{
    {"affiliate.calculate", calculate},
    {"affiliate.reverse", reverse},
    {"affiliate.snapshot", snapshot},
    {"affiliate.evaluate", evaluate},
    {"vendors.calculate_subscription", calculate_subscription},
    {"payments.available_on", available_on}};

/// An argument as it is, or what an earlier call gave.
json::value resolved(const json::value& argument, const std::vector<json::value>& results) {
    const json::object* const reference = argument.if_object();
    if (reference == nullptr || !reference->contains("result")) return argument;
    const json::value& result = results.at(static_cast<std::size_t>(reference->at("result").as_int64()));
    return reference->contains("member") ? result.at(reference->at("member").as_string()) : result;
}

/// Each member of what is expected is in the result. JSON leaves out what has its default.
void check_members(const json::value& expected, const json::value* found, const std::string& where) {
    CAPTURE(where);
    if (found == nullptr) {
        const bool is_default = expected == json::value(0) || expected == json::value("");
        CHECK_MESSAGE(is_default, "absent, not " << json::serialize(expected));
    } else if (expected.is_object()) {
        for (const auto& [name, value] : expected.as_object())
            check_members(value, found->as_object().if_contains(name), where + "." + std::string{name});
    } else if (expected.is_array()) {
        REQUIRE(found->as_array().size() == expected.as_array().size());
        for (std::size_t i = 0; i < expected.as_array().size(); ++i)
            check_members(expected.at(i), &found->at(i), where + "[" + std::to_string(i) + "]");
    } else {
        CHECK(json::serialize(*found) == json::serialize(expected));
    }
}

}  // namespace

TEST_CASE("refunds, subscriptions, payouts and tiers come out as published and computed") {
    const json::value document = read_document();
    REQUIRE(document.at("functions").as_object().size() == functions.size());
    REQUIRE(document.at("vectors").as_array().size() == 18);
    for (const json::value& vector : document.at("vectors").as_array()) {
        std::vector<json::value> results;
        for (const json::value& call : vector.at("calls").as_array()) {
            json::array arguments;
            for (const json::value& each : call.at("arguments").as_array())
                arguments.push_back(resolved(each, results));
            results.push_back(functions.at(std::string{call.at("function").as_string()})(arguments));
            check_members(call.at("expected"), &results.back(),
                          std::string{vector.at("id").as_string()} + " call " + std::to_string(results.size()));
        }
    }
}
