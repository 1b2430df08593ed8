#pragma once
// What a commission calculation returns: frozen facts about one order, split to the last minor unit.
//
// For each line: the charges of its slots, and the shares of every party, which sum to what the customer
// pays for the line. Rules that change later never touch these records; refunds reverse them, and a
// restatement writes adjustments beside them.

#include <marketplace/order/order.hpp>

#include <optional>
#include <string>
#include <vector>

namespace marketplace::affiliate {

/// A role in the split of an order.
enum class Party {
    platform,
    vendor,
    affiliate,
    brand,
    distributor,
    referrer,
    tax_authority,
    payment_processor,
    delivery_partner,
    marketing_fund,
    rounding,
};
MARKETPLACE_COMPILED_ENUM(Party, platform, vendor, affiliate, brand, distributor, referrer, tax_authority,
                          payment_processor, delivery_partner, marketing_fund, rounding)

/// Who receives money: a role and, where there are many of it, which one.
struct Beneficiary {
    Party party = Party::platform;
    std::string id;  ///< the vendor's, affiliate's ... id; empty for the platform

    friend bool operator==(const Beneficiary&, const Beneficiary&) = default;
    friend auto operator<=>(const Beneficiary&, const Beneficiary&) = default;
};
MARKETPLACE_COMPILED_RECORD(Beneficiary, (party, id));

/// One party's part of an amount.
struct Share {
    Beneficiary beneficiary;
    Amount amount_minor;

    friend bool operator==(const Share&, const Share&) = default;
    friend auto operator<=>(const Share&, const Share&) = default;
};
MARKETPLACE_COMPILED_RECORD(Share, (beneficiary, amount_minor));

/// Why a rule of a slot was not chosen, or that it was.
enum class Verdict { won, lost, failed_condition, not_effective, skipped_currency, excluded };
MARKETPLACE_COMPILED_ENUM(Verdict, won, lost, failed_condition, not_effective, skipped_currency, excluded)

/// What a rule can ask of a line: the conditions of its `Conditions`, in the order in which they are checked, and
/// the months of a recurring charge. `brand`, `affiliate` and `referrer` fail too where a line names none to pay.
enum class RuleCondition {
    product,
    sku,
    category,
    product_type,
    collection,
    brand,
    tag,
    vendor,
    vendor_type,
    tier,
    channel,
    country,
    region,
    currency,
    offer_state,
    payment_method,
    customer_segment,
    fulfillment_type,
    campaign,
    referrer,
    affiliate,
    line_amount,
    unit_price,
    quantity,
    order_amount,
    order_ordinal,
    months,
};
MARKETPLACE_COMPILED_ENUM(RuleCondition, product, sku, category, product_type, collection, brand, tag, vendor,
                          vendor_type, tier, channel, country, region, currency, offer_state, payment_method,
                          customer_segment, fulfillment_type, campaign, referrer, affiliate, line_amount, unit_price,
                          quantity, order_amount, order_ordinal, months)

/// One rule that was looked at, in evaluation order.
struct CandidateVerdict {
    RuleId rule_id;
    Verdict verdict = Verdict::lost;
    std::optional<RuleCondition> failed_condition;  ///< the first that failed; absent where none did

    friend bool operator==(const CandidateVerdict&, const CandidateVerdict&) = default;
    friend auto operator<=>(const CandidateVerdict&, const CandidateVerdict&) = default;
};
MARKETPLACE_COMPILED_RECORD(CandidateVerdict, (rule_id, verdict, failed_condition));

/// One band of a graduated charge: so much of the base at such a rate.
struct BandPart {
    Amount from_minor;
    Amount base_minor;
    Rate rate;
    Amount fixed_minor;

    friend bool operator==(const BandPart&, const BandPart&) = default;
};
MARKETPLACE_COMPILED_RECORD(BandPart, (from_minor, base_minor, rate, fixed_minor));

/// What the total of an order line consists of.
enum class PriceComponent {
    goods,      ///< what is not one of the others: the price less discounts, with tax
    shipping,
    gift_wrap,
    fees,
};
MARKETPLACE_COMPILED_ENUM(PriceComponent, goods, shipping, gift_wrap, fees)

/// From what a base was added up.
struct BaseParts {
    Amount goods_minor;           ///< the price less the discounts and taxes that the rule leaves out, 0 or more
    Amount tax_minor;
    Amount shipping_minor;
    Amount gift_wrap_minor;
    Amount fees_minor;
    Amount charged_before_minor;  ///< by the slots that this one comes after: taken off, though never below zero

    friend bool operator==(const BaseParts&, const BaseParts&) = default;
};
MARKETPLACE_COMPILED_RECORD(BaseParts, (goods_minor, tax_minor, shipping_minor, gift_wrap_minor, fees_minor,
                                        charged_before_minor));

/// How a tax on the fee that a rule knows was applied to a vendor.
struct FeeTaxTreatment {
    bool exempt = false;       ///< this vendor's fees carry none
    Rate rate;                 ///< of the rule
    std::string jurisdiction;  ///< whose tax it is: "DE"
    std::string reason;        ///< what the rule says for the invoice: "standard rate"

    friend bool operator==(const FeeTaxTreatment&, const FeeTaxTreatment&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeeTaxTreatment, (exempt, rate, jurisdiction, reason));

/// How a charge came about; enough to compute it again by hand.
struct ChargeExplanation {
    std::vector<CandidateVerdict> candidates;
    std::int64_t candidates_excluded = 0;  ///< rules that an index ruled out without a look
    std::vector<BandPart> bands;
    std::string raw;                       ///< the exact amount before bounds and rounding: "1999/20"
    std::string bound;                     ///< "min" or "max" if a bound applied, else empty
    Rounding rounding = Rounding::half_up;
    bool capped = false;                   ///< reduced because the charges exceeded what was collected
    std::vector<FeeTaxTreatment> taxes;    ///< one for each tax on the fee that the rule knows
    std::optional<std::string> tier;       ///< of the vendor when the order was placed; absent if none
    std::optional<BaseParts> base;         ///< where everything is explained, not the winner alone

    friend bool operator==(const ChargeExplanation&, const ChargeExplanation&) = default;
};
MARKETPLACE_COMPILED_RECORD(ChargeExplanation, (candidates, candidates_excluded, bands, raw, bound, rounding, capped,
                                                taxes, tier, base));

/// What one slot of the plan charges on one line. Zero is a real answer, kept with its explanation.
struct Charge {
    std::string slot;            ///< platform_fee, affiliate, ...
    RuleId rule_id;              ///< empty when no rule matched
    std::int64_t rule_version = 0;
    Amount base_minor;
    Amount amount_minor;         ///< the charge without tax
    Amount tax_minor;            ///< VAT on the charge, a supply of its own: the sum of `tax_shares`
    std::vector<Share> shares;   ///< of amount_minor, in the order that the rule declares; tax is not in it
    std::vector<Share> tax_shares;  ///< of tax_minor: whose tax it is, each rounded by itself; none is zero
    std::optional<ChargeExplanation> explanation;
    /// What of the line beside the goods was in the base, for refunds; absent where it was the goods alone.
    std::optional<std::vector<PriceComponent>> base_extras;

    friend bool operator==(const Charge&, const Charge&) = default;
};
MARKETPLACE_COMPILED_RECORD(Charge, (slot, rule_id, rule_version, base_minor, amount_minor, tax_minor, shares,
                                     tax_shares, explanation, base_extras));

/// The whole of one order line, divided.
struct LineCommission {
    OrderLineId line_id;
    VendorId vendor_id;
    Amount total_minor;          ///< what the customer pays for the line; the shares sum to it
    std::vector<Charge> charges; ///< one for each slot, in the order of the plan
    std::vector<Share> shares;   ///< one for each beneficiary, in order of first appearance, residual last

    friend bool operator==(const LineCommission&, const LineCommission&) = default;
};
MARKETPLACE_COMPILED_RECORD(LineCommission, (line_id, vendor_id, total_minor, charges, shares));

/// The frozen split of an order.
struct OrderCommission {
    OrderId order_id;
    Currency currency;
    PlanId plan_id;
    std::int64_t plan_version = 0;
    Timestamp rule_time;         ///< the instant at which rules had to be effective
    std::vector<LineCommission> lines;

    friend bool operator==(const OrderCommission&, const OrderCommission&) = default;
};
MARKETPLACE_COMPILED_RECORD(OrderCommission, (order_id, currency, plan_id, plan_version, rule_time, lines));

/// The shares of all lines, summed by beneficiary, in order of first appearance.
[[nodiscard]] std::vector<Share> shares_of(const OrderCommission& commission);

}  // namespace marketplace::affiliate
