#pragma once
// Whether a conversion that an affiliate claims is to be rewarded: duplicates, self-referral, fraud.

#include <marketplace/order/order.hpp>

#include <optional>
#include <string>
#include <vector>

namespace marketplace::affiliate {

/// What is known of a conversion and its affiliate. Fingerprints are whatever the host uses to recognise a
/// person without telling who it is: hashes of an e-mail address, a card, a device, a postal address.
struct ConversionFacts {
    EventId event_id;
    OrderId order_id;
    ProgramId program_id;
    AffiliateId affiliate_id;
    CustomerId customer_id;
    CustomerId affiliate_customer_id;      ///< the affiliate's own customer account; empty if none
    std::vector<std::string> customer_fingerprints;
    std::vector<std::string> affiliate_fingerprints;
    std::string country;                   ///< of the order
    std::optional<Timestamp> touched_at;   ///< the last click; absent when a code was used
    Timestamp converted_at;
    bool event_seen = false;               ///< this event was processed before
    bool order_seen = false;               ///< this order was rewarded in this program before
    bool affiliate_banned = false;
    std::int64_t conversions_in_hour = 0;  ///< of the affiliate in the last hour, without this one

    friend bool operator==(const ConversionFacts&, const ConversionFacts&) = default;
};
MARKETPLACE_COMPILED_RECORD(ConversionFacts, (event_id, order_id, program_id, affiliate_id, customer_id,
                                              affiliate_customer_id, customer_fingerprints, affiliate_fingerprints,
                                              country, touched_at, converted_at, event_seen, order_seen,
                                              affiliate_banned, conversions_in_hour));

/// What a program tolerates.
struct ConversionPolicy {
    bool allow_self_referral = false;
    Duration click_to_conversion_min;            ///< faster is a machine; zero: no limit
    std::int64_t conversions_in_hour_max = 0;    ///< more wait for a person; 0: no limit
    std::vector<std::string> countries;          ///< where the program runs; empty: everywhere
    Amount order_hold_above_minor;               ///< larger orders wait for a person; 0: no limit

    friend bool operator==(const ConversionPolicy&, const ConversionPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(ConversionPolicy, (allow_self_referral, click_to_conversion_min, conversions_in_hour_max,
                                               countries, order_hold_above_minor));

/// What becomes of a conversion.
enum class ConversionVerdict {
    accepted,
    duplicate,      ///< counted before; nothing happens
    self_referral,  ///< the affiliate is the customer; rejected
    excluded,       ///< outside of the program; rejected
    fraud,          ///< rejected
    hold,           ///< a person decides
};
MARKETPLACE_COMPILED_ENUM(ConversionVerdict, accepted, duplicate, self_referral, excluded, fraud, hold)

/// One check and what it said, in the order of the checks.
struct CheckOutcome {
    std::string check;    ///< duplicate_event, duplicate_order, banned, same_customer, same_fingerprint, country,
                          ///< too_fast, too_many, large_order
    bool passed = true;
    std::string found;    ///< what was compared, for a person

    friend bool operator==(const CheckOutcome&, const CheckOutcome&) = default;
};
MARKETPLACE_COMPILED_RECORD(CheckOutcome, (check, passed, found));

/// The verdict of the first check that failed, and all checks.
struct ConversionDecision {
    ConversionVerdict verdict = ConversionVerdict::accepted;
    std::string reason;  ///< the name of that check; empty if accepted
    std::vector<CheckOutcome> checks;

    friend bool operator==(const ConversionDecision&, const ConversionDecision&) = default;
};
MARKETPLACE_COMPILED_RECORD(ConversionDecision, (verdict, reason, checks));

/// Runs all checks. An event, or an order within a program, is rewarded once.
[[nodiscard]] ConversionDecision check_conversion(const ConversionFacts& facts, Amount order_total,
                                                  const ConversionPolicy& policy);

}  // namespace marketplace::affiliate
