#include <doctest/doctest.h>

#include <marketplace/affiliate/conversion_check.hpp>

using namespace marketplace;
using namespace marketplace::affiliate;

namespace {

ConversionFacts honest() {
    ConversionFacts facts;
    facts.event_id = EventId{"e"};
    facts.order_id = OrderId{"o"};
    facts.program_id = ProgramId{"p"};
    facts.affiliate_id = AffiliateId{"a"};
    facts.customer_id = CustomerId{"c"};
    facts.affiliate_customer_id = CustomerId{"own"};
    facts.customer_fingerprints = {"card-1", "mail-1"};
    facts.affiliate_fingerprints = {"card-2", "mail-2"};
    facts.country = "DE";
    facts.touched_at = Timestamp{0};
    facts.converted_at = Timestamp{} + Duration::seconds(60);
    return facts;
}

ConversionPolicy strict() {
    ConversionPolicy policy;
    policy.click_to_conversion_min = Duration::seconds(5);
    policy.conversions_in_hour_max = 10;
    policy.countries = {"DE", "AT"};
    policy.order_hold_above_minor = {100'000};
    return policy;
}

template <class Change>
ConversionDecision changed(Change change, Amount total = {5000}) {
    ConversionFacts facts = honest();
    change(facts);
    return check_conversion(facts, total, strict());
}

}  // namespace

TEST_CASE("an honest conversion is accepted and every check is on record") {
    const ConversionDecision decision = changed([](ConversionFacts&) {});
    CHECK(decision.verdict == ConversionVerdict::accepted);
    CHECK(decision.reason.empty());
    CHECK(decision.checks.size() == 9);
}

TEST_CASE("an event and an order of a program are rewarded once") {
    CHECK(changed([](ConversionFacts& f) { f.event_seen = true; }).verdict == ConversionVerdict::duplicate);
    const ConversionDecision decision = changed([](ConversionFacts& f) { f.order_seen = true; });
    CHECK(decision.verdict == ConversionVerdict::duplicate);
    CHECK(decision.reason == "duplicate_order");
}

TEST_CASE("the affiliate as customer is a self-referral, by account or by fingerprint") {
    CHECK(changed([](ConversionFacts& f) { f.affiliate_customer_id = f.customer_id; }).verdict ==
          ConversionVerdict::self_referral);
    const ConversionDecision decision =
        changed([](ConversionFacts& f) { f.affiliate_fingerprints.push_back("card-1"); });
    CHECK(decision.verdict == ConversionVerdict::self_referral);
    CHECK(decision.reason == "same_fingerprint");
    CHECK(decision.checks[4].found == "card-1");
}

TEST_CASE("a program may allow self-referral, and two unknown customers are not the same one") {
    ConversionFacts facts = honest();
    facts.affiliate_customer_id = facts.customer_id;
    ConversionPolicy policy = strict();
    policy.allow_self_referral = true;
    CHECK(check_conversion(facts, {1}, policy).verdict == ConversionVerdict::accepted);
    CHECK(changed([](ConversionFacts& f) { f.customer_id = f.affiliate_customer_id = {}; }).verdict ==
          ConversionVerdict::accepted);
}

TEST_CASE("banned, too fast, too many, elsewhere, too large") {
    CHECK(changed([](ConversionFacts& f) { f.affiliate_banned = true; }).verdict == ConversionVerdict::fraud);
    CHECK(changed([](ConversionFacts& f) { f.converted_at = Timestamp{} + Duration::seconds(4); }).verdict ==
          ConversionVerdict::fraud);
    CHECK(changed([](ConversionFacts& f) { f.conversions_in_hour = 10; }).verdict == ConversionVerdict::hold);
    CHECK(changed([](ConversionFacts& f) { f.country = "FR"; }).verdict == ConversionVerdict::excluded);
    CHECK(changed([](ConversionFacts&) {}, {100'001}).verdict == ConversionVerdict::hold);
    CHECK(changed([](ConversionFacts& f) { f.touched_at.reset(); }).verdict == ConversionVerdict::accepted);
}

TEST_CASE("the first check that fails gives the verdict") {
    const ConversionDecision decision = changed([](ConversionFacts& f) {
        f.event_seen = true;
        f.affiliate_banned = true;
    });
    CHECK(decision.verdict == ConversionVerdict::duplicate);
    CHECK_THROWS_AS((void)changed([](ConversionFacts& f) { f.event_id = {}; }), Error);
    CHECK_THROWS_AS((void)changed([](ConversionFacts& f) { f.affiliate_id = {}; }), Error);
}
