#include <marketplace/affiliate/conversion_check.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace {

/// Collects outcomes; the first failure gives the verdict.
struct Checks {
    ConversionDecision decision;

    void add(std::string_view check, bool passed, std::string found, ConversionVerdict otherwise) {
        if (!passed && decision.reason.empty()) {
            decision.verdict = otherwise;
            decision.reason = check;
        }
        decision.checks.push_back({std::string{check}, passed, std::move(found)});
    }
};

template <class Texts>
bool holds(const Texts& texts, const std::string& text) {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::string shared_fingerprint(const ConversionFacts& facts) {
    for (const std::string& one : facts.customer_fingerprints) {
        if (!one.empty() && holds(facts.affiliate_fingerprints, one)) return one;
    }
    return {};
}

void check_person(Checks& checks, const ConversionFacts& facts, const ConversionPolicy& policy) {
    const bool same = !facts.customer_id.empty() && facts.customer_id == facts.affiliate_customer_id;
    const std::string shared = shared_fingerprint(facts);
    checks.add("same_customer", policy.allow_self_referral || !same, facts.customer_id.value,
               ConversionVerdict::self_referral);
    checks.add("same_fingerprint", policy.allow_self_referral || shared.empty(), shared,
               ConversionVerdict::self_referral);
}

void check_speed(Checks& checks, const ConversionFacts& facts, const ConversionPolicy& policy) {
    if (facts.touched_at) {
        const Duration took = facts.converted_at - *facts.touched_at;
        checks.add("too_fast", took >= policy.click_to_conversion_min, std::to_string(took.micros) + " microseconds",
                   ConversionVerdict::fraud);
    }
    const bool few = policy.conversions_in_hour_max == 0 || facts.conversions_in_hour < policy.conversions_in_hour_max;
    checks.add("too_many", few, std::to_string(facts.conversions_in_hour) + " in the last hour",
               ConversionVerdict::hold);
}

}  // namespace

ConversionDecision check_conversion(const ConversionFacts& facts, Amount order_total, const ConversionPolicy& policy) {
    if (facts.event_id.empty()) fail(ErrorCode::missing_field, "event_id", "", "the id of the event");
    if (facts.affiliate_id.empty()) fail(ErrorCode::missing_field, "affiliate_id", "", "the affiliate who claims it");
    Checks checks;
    checks.add("duplicate_event", !facts.event_seen, facts.event_id.value, ConversionVerdict::duplicate);
    checks.add("duplicate_order", !facts.order_seen, facts.order_id.value + " in " + facts.program_id.value,
               ConversionVerdict::duplicate);
    checks.add("banned", !facts.affiliate_banned, facts.affiliate_id.value, ConversionVerdict::fraud);
    check_person(checks, facts, policy);
    checks.add("country", policy.countries.empty() || holds(policy.countries, facts.country), facts.country,
               ConversionVerdict::excluded);
    check_speed(checks, facts, policy);
    const bool usual = policy.order_hold_above_minor == Amount{} || order_total <= policy.order_hold_above_minor;
    checks.add("large_order", usual, std::to_string(order_total.value), ConversionVerdict::hold);
    return checks.decision;
}

}  // namespace marketplace::affiliate
