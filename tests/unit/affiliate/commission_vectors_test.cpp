#include <doctest/doctest.h>

#include <marketplace/affiliate/commission_calculator.hpp>
#include <marketplace/core/json.hpp>

#include <boost/json.hpp>

#include <fstream>
#include <sstream>

using namespace marketplace;
using namespace marketplace::affiliate;

namespace {

boost::json::value read_vectors() {
    std::ifstream file{std::string{MARKETPLACE_SOURCE_DIR} + "/tests/vectors/commission.json"};
    std::stringstream text;
    text << file.rdbuf();
    return boost::json::parse(text.str());
}

void check_line(const boost::json::value& expected, const LineCommission& found) {
    CHECK(found.line_id.value == expected.at("line_id").as_string());
    const auto& charges = expected.at("charges").as_array();
    REQUIRE(found.charges.size() == charges.size());
    for (std::size_t i = 0; i < charges.size(); ++i) {
        CHECK(found.charges[i].slot == charges[i].at("slot").as_string());
        CHECK(found.charges[i].rule_id.value == charges[i].at("rule_id").as_string());
        CHECK(found.charges[i].amount_minor.value == charges[i].at("amount_minor").as_int64());
        CHECK(found.charges[i].tax_minor.value == charges[i].at("tax_minor").as_int64());
    }
    std::vector<Share> shares;
    for (const auto& each : expected.at("shares").as_array())
        shares.push_back(from_json<Share>(boost::json::serialize(each)));
    CHECK(to_json(found.shares) == to_json(shares));
}

}  // namespace

TEST_CASE("published and computed commission examples come out to the minor unit") {
    const boost::json::value document = read_vectors();
    const auto& vectors = document.at("vectors").as_array();
    REQUIRE(vectors.size() > 50);
    for (const auto& vector : vectors) {
        CAPTURE(std::string{vector.at("id").as_string()});
        const CompiledPlan plan = compile(parse_plan(boost::json::serialize(vector.at("plan"))));
        const Order order = from_json<Order>(boost::json::serialize(vector.at("order")));
        const OrderCommission found = calculate(plan, order);
        const auto& lines = vector.at("expected").at("lines").as_array();
        REQUIRE(found.lines.size() == lines.size());
        for (std::size_t i = 0; i < lines.size(); ++i) check_line(lines[i], found.lines[i]);
        CHECK(calculate(plan, order) == found);  // again: still one line, the same figures
    }
}
