#include <doctest/doctest.h>

#include "commission_samples.hpp"

using namespace commission_samples;

namespace {

/// The first condition of a rule that a line fails, "" when the rule wins.
std::string failed(const Conditions& conditions, const Order& order) {
    CommissionRule only = percent("only", 1000);
    only.conditions = conditions;
    const OrderCommission found = calculate(compile(plan({only})), order);
    const Charge& result = charge(found);
    if (!result.rule_id.empty()) return "";
    const auto& explanation = *result.explanation;
    // The index may have ruled the rule out without a look.
    return explanation.candidates.empty() ? "index"
                                          : std::string{name_of(explanation.candidates[0].failed_condition.value())};
}

Order full_order() {
    OrderLine l = line("l1", 1000, 2);
    l.vendor_type = VendorType::brand;
    l.tier = "gold";
    l.product_id = ProductId{"p"};
    l.sku = "s";
    l.categories = {CategoryId{"root"}, CategoryId{"middle"}, CategoryId{"leaf"}};
    l.brand = BrandId{"b"};
    l.product_type = "new";
    l.collections = {"summer", "sale"};
    l.tags = {"eco", "gift"};
    l.offer_state = "new";
    l.fulfillment_type = "vendor";
    l.campaign = CampaignId{"c"};
    l.affiliate = AffiliateId{"a"};
    Order o = order({l, line("l2", 500)});
    o.customer_segment = "vip";
    o.channel = "web";
    o.country = "DE";
    o.region = "BE";
    o.payment_method = "card";
    o.referrer = "r";
    o.ordinal = 2;
    return o;
}

}  // namespace

TEST_CASE("each condition holds for its value and for no other") {
    const Order o = full_order();
    const auto check = [&](auto Conditions::* field, auto good, auto bad) {
        Conditions holds;
        holds.*field = {good};
        CHECK(failed(holds, o) == "");
        Conditions fails;
        fails.*field = {bad};
        CHECK(failed(fails, o) != "");
    };
    check(&Conditions::product, std::vector{ProductId{"p"}}, std::vector{ProductId{"x"}});
    check(&Conditions::sku, std::vector<std::string>{"s", "t"}, std::vector<std::string>{"x"});
    check(&Conditions::category, std::vector{CategoryId{"middle"}}, std::vector{CategoryId{"x"}});
    check(&Conditions::product_type, std::vector<std::string>{"new"}, std::vector<std::string>{"x"});
    check(&Conditions::collection, std::vector<std::string>{"sale"}, std::vector<std::string>{"x"});
    check(&Conditions::brand, std::vector{BrandId{"b"}}, std::vector{BrandId{"x"}});
    check(&Conditions::tag, std::vector<std::string>{"gift"}, std::vector<std::string>{"x"});
    check(&Conditions::vendor, std::vector{VendorId{"v1"}}, std::vector{VendorId{"x"}});
    check(&Conditions::vendor_type, std::vector{VendorType::brand}, std::vector{VendorType::shop});
    check(&Conditions::tier, std::vector<std::string>{"gold"}, std::vector<std::string>{"x"});
    check(&Conditions::channel, std::vector<std::string>{"web"}, std::vector<std::string>{"x"});
    check(&Conditions::country, std::vector<std::string>{"DE"}, std::vector<std::string>{"FR"});
    check(&Conditions::region, std::vector<std::string>{"BE"}, std::vector<std::string>{"x"});
    check(&Conditions::currency, std::vector{Currency{"EUR"}}, std::vector{Currency{"USD"}});
    check(&Conditions::offer_state, std::vector<std::string>{"new"}, std::vector<std::string>{"used"});
    check(&Conditions::payment_method, std::vector<std::string>{"card"}, std::vector<std::string>{"x"});
    check(&Conditions::customer_segment, std::vector<std::string>{"vip"}, std::vector<std::string>{"x"});
    check(&Conditions::fulfillment_type, std::vector<std::string>{"vendor"}, std::vector<std::string>{"x"});
    check(&Conditions::campaign, std::vector{CampaignId{"c"}}, std::vector{CampaignId{"x"}});
    check(&Conditions::referrer, std::vector<std::string>{"r"}, std::vector<std::string>{"x"});
    check(&Conditions::affiliate, std::vector{AffiliateId{"a"}}, std::vector{AffiliateId{"x"}});
}

TEST_CASE("ranges contain their lower end and not their upper end") {
    const Order o = full_order();
    const auto amount = [&](std::optional<AmountRange> Conditions::* field, std::int64_t value, const char* name) {
        Conditions c;
        c.*field = {Amount{value}, Amount{value + 1}};
        CHECK(failed(c, o) == "");
        c.*field = {Amount{value + 1}, std::nullopt};
        CHECK(failed(c, o) == name);
        c.*field = {std::nullopt, Amount{value}};
        CHECK(failed(c, o) == name);
    };
    amount(&Conditions::line_amount, 2000, "line_amount");
    amount(&Conditions::unit_price, 1000, "unit_price");
    amount(&Conditions::order_amount, 2500, "order_amount");
    const auto count = [&](std::optional<CountRange> Conditions::* field, std::int64_t value, const char* name) {
        Conditions c;
        c.*field = {value, value + 1};
        CHECK(failed(c, o) == "");
        c.*field = {std::nullopt, value};
        CHECK(failed(c, o) == name);
    };
    count(&Conditions::quantity, 2, "quantity");
    count(&Conditions::order_ordinal, 2, "order_ordinal");
}

TEST_CASE("an unknown ordinal is never among the first orders") {
    Order o = full_order();
    o.ordinal = 0;
    Conditions first;
    first.order_ordinal = {std::nullopt, 4};
    CHECK(failed(first, o) == "order_ordinal");
}

TEST_CASE("without descendants only the most specific category counts") {
    Conditions c;
    c.category = {{CategoryId{"middle"}}};
    c.include_descendants = false;
    CHECK(failed(c, full_order()) == "category");
    c.category = {{CategoryId{"leaf"}}};
    CHECK(failed(c, full_order()) == "");
}

TEST_CASE("the first failing condition is named, in the order of the dimensions") {
    Conditions c;
    c.product = {{ProductId{"p"}}};
    c.tier = {{"silver"}};
    c.country = {{"FR"}};
    CHECK(failed(c, full_order()) == "tier");
    c.product = {{ProductId{"x"}}};
    CHECK(failed(c, full_order()) == "index");  // filed under a word that the line does not have
    CommissionRule rule = percent("a", 100);
    rule.conditions.country = {{"DE"}};
    rule.conditions.tier = {{"silver", "gold"}};
    rule.conditions.quantity = {5, std::nullopt};
    const OrderCommission found = calculate(compile(plan({rule})), full_order());
    CHECK(charge(found).explanation->candidates[0].failed_condition == RuleCondition::quantity);
}

TEST_CASE("a condition that can fail has the name of its field, and a dimension that of its condition") {
    std::vector<std::string_view> fields;
    for (const FieldInfo& field : type_of<Conditions>().fields) {
        if (std::string_view{field.name} != "include_descendants") fields.push_back(field.name);  // widens another
    }
    fields.push_back("months");  // of the charge
    std::vector<std::string_view> conditions;
    for (const EnumeratorInfo& each : type_of<RuleCondition>().enumerators) conditions.push_back(each.name);
    CHECK(conditions == fields);
    for (const EnumeratorInfo& each : type_of<Dimension>().enumerators)
        CHECK(conditions[static_cast<std::size_t>(each.value)] == each.name);
}
