#pragma once
// What a commission rule charges: on which base, by which formula, within which bounds.

#include <marketplace/affiliate/commission.hpp>

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace marketplace::affiliate {

/// Where the base of a charge starts. Every base is clamped at zero.
enum class BaseFrom {
    gross,                   ///< unit price times quantity, as priced
    net_of_seller_discount,  ///< gross - the vendor's discounts - tax contained in the price
    net_paid,                ///< as above, less the platform's discounts
};
MARKETPLACE_COMPILED_ENUM(BaseFrom, gross, net_of_seller_discount, net_paid)

/// The base of a charge. By default a discount that the platform pays for does not reduce it: it
/// reduces the platform's share instead, so that the vendor gets what was agreed.
struct BaseSpec {
    BaseFrom from = BaseFrom::net_of_seller_discount;
    bool add_tax = false;        ///< tax added on top, and contained tax where `from` excludes it
    bool add_shipping = false;
    bool add_gift_wrap = false;
    bool add_fees = false;

    friend bool operator==(const BaseSpec&, const BaseSpec&) = default;
};
MARKETPLACE_COMPILED_RECORD(BaseSpec, (from, add_tax, add_shipping, add_gift_wrap, add_fees));

/// By currency code, minor units of that currency; never converted. An order in a currency without an
/// amount is not charged by the rule: it is skipped and the next rule is looked at.
using AmountByCurrency = std::map<std::string, Amount>;

/// What a fixed amount is charged for.
enum class FixedScope {
    unit,   ///< each unit of a line, so that grouping a cart cannot change the fee
    line,   ///< each line
    order,  ///< each vendor's part of an order once, divided over its lines that the rule won, by gross
};
MARKETPLACE_COMPILED_ENUM(FixedScope, unit, line, order)

struct FixedPerUnit {
    AmountByCurrency amounts_minor;

    friend bool operator==(const FixedPerUnit&, const FixedPerUnit&) = default;
};
MARKETPLACE_COMPILED_RECORD(FixedPerUnit, (amounts_minor));

struct FixedPerLine {
    AmountByCurrency amounts_minor;

    friend bool operator==(const FixedPerLine&, const FixedPerLine&) = default;
};
MARKETPLACE_COMPILED_RECORD(FixedPerLine, (amounts_minor));

/// See `FixedScope::order`.
struct FixedPerOrder {
    AmountByCurrency amounts_minor;

    friend bool operator==(const FixedPerOrder&, const FixedPerOrder&) = default;
};
MARKETPLACE_COMPILED_RECORD(FixedPerOrder, (amounts_minor));

/// The rate has to be said, here and in the other formulas: `validate` refuses one that is absent, since a
/// word forgotten in a plan must not become 0 %. Zero that is written down is a rate.
struct Percent {
    std::optional<Rate> rate;

    friend bool operator==(const Percent&, const Percent&) = default;
};
MARKETPLACE_COMPILED_RECORD(Percent, (rate));

/// eBay's 13.25 % + 0.30 for each order.
struct PercentPlusFixed {
    std::optional<Rate> rate;
    AmountByCurrency amounts_minor;
    FixedScope scope = FixedScope::unit;

    friend bool operator==(const PercentPlusFixed&, const PercentPlusFixed&) = default;
};
MARKETPLACE_COMPILED_RECORD(PercentPlusFixed, (rate, amounts_minor, scope));

/// One band; it ends where the next begins, so bands can neither overlap nor leave a gap.
struct Threshold {
    Amount from_minor;   ///< zero for the first band. For a volume of orders or units: a count
    std::optional<Rate> rate;
    Amount fixed_minor;  ///< charged once if anything falls into the band

    friend bool operator==(const Threshold&, const Threshold&) = default;
};
MARKETPLACE_COMPILED_RECORD(Threshold, (from_minor, rate, fixed_minor));

/// Each part of the base at the rate of its band (Mirakl: PORTION; Amazon's furniture).
struct Graduated {
    std::vector<Threshold> thresholds;

    friend bool operator==(const Graduated&, const Graduated&) = default;
};
MARKETPLACE_COMPILED_RECORD(Graduated, (thresholds));

/// To which band a base belongs that equals a threshold.
enum class Boundary {
    inclusive_below,  ///< the band that ends there: Amazon's "10.00 or less: 8 %"
    inclusive_above,  ///< the band that begins there: "100 and more: 20 %"
};
MARKETPLACE_COMPILED_ENUM(Boundary, inclusive_below, inclusive_above)

/// The whole base at the rate of the band that contains it (Mirakl: TOTAL_PRICE; Amazon's beauty).
struct Slab {
    std::vector<Threshold> thresholds;
    Boundary boundary = Boundary::inclusive_below;

    friend bool operator==(const Slab&, const Slab&) = default;
};
MARKETPLACE_COMPILED_RECORD(Slab, (thresholds, boundary));

/// What a vendor's volume counts.
enum class VolumeMetric { amount, orders, units };
MARKETPLACE_COMPILED_ENUM(VolumeMetric, amount, orders, units)

/// Over which time a vendor's volume counts; the host sums it in the time zone of the plan.
enum class VolumeWindow { day, month, quarter, year, all };
MARKETPLACE_COMPILED_ENUM(VolumeWindow, day, month, quarter, year, all)

/// How the band of a volume applies.
enum class BandMode {
    marginal,  ///< each part of the order at the band that it falls into when added to the volume so far
    slab,      ///< everything at the band of the volume before the order
};
MARKETPLACE_COMPILED_ENUM(BandMode, marginal, slab)

/// A rate by the vendor's volume so far, which the calculation context gives. Bands contain the volume
/// that they begin with. For `orders` marginal and slab are the same.
struct Volume {
    VolumeMetric metric = VolumeMetric::amount;
    VolumeWindow window = VolumeWindow::month;
    BandMode mode = BandMode::slab;
    std::vector<Threshold> thresholds;

    friend bool operator==(const Volume&, const Volume&) = default;
};
MARKETPLACE_COMPILED_RECORD(Volume, (metric, window, mode, thresholds));

/// A percentage, a fixed amount or both (one of them has to be given), for so many months since the first order
/// of the customer for the beneficiary; afterwards the rule no longer matches. Months are counted in the plan's
/// time zone.
struct Recurring {
    std::optional<Rate> rate;            ///< absent: the fixed amount alone
    AmountByCurrency amounts_minor;      ///< empty: the percentage alone, in any currency
    FixedScope scope = FixedScope::order;
    std::optional<std::int64_t> months;  ///< absent: forever

    friend bool operator==(const Recurring&, const Recurring&) = default;
};
MARKETPLACE_COMPILED_RECORD(Recurring, (rate, amounts_minor, scope, months));

/// The formula of a rule. A rule for which none is given is a fixed amount without an amount, which
/// `validate` refuses; it never is a silent zero percent.
using ChargeFormula = std::variant<FixedPerUnit, FixedPerLine, FixedPerOrder, Percent, PercentPlusFixed, Graduated,
                                   Slab, Volume, Recurring>;

/// VAT, GST or another tax on the fee itself, a supply of its own: added to the fee, rounded by itself, paid by
/// the residual party to the tax authority. Where two authorities tax a fee (Canada's GST and Quebec's QST), each
/// has its own.
struct FeeTax {
    std::optional<Rate> rate;  ///< has to be said
    std::string jurisdiction;  ///< becomes the id of the tax authority: "DE"; each of a rule once
    std::string reason;        ///< for the invoice: "standard rate", "reverse charge"

    friend bool operator==(const FeeTax&, const FeeTax&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeeTax, (rate, jurisdiction, reason));

/// Least and most that a charge may be, before rounding. A currency without bounds is unbounded.
struct Bounds {
    std::optional<Amount> min_minor;
    std::optional<Amount> max_minor;

    friend bool operator==(const Bounds&, const Bounds&) = default;
};
MARKETPLACE_COMPILED_RECORD(Bounds, (min_minor, max_minor));

/// Whether bounds hold for a line or for each unit of it.
enum class BoundScope { line, unit };
MARKETPLACE_COMPILED_ENUM(BoundScope, line, unit)

/// Throws unless the formula is sound: rates of 0 to 1 (`rate_out_of_range`; above one only with
/// `allow_over_100`), thresholds that begin at zero and strictly increase (`thresholds_out_of_order`),
/// at least one amount where one is needed, no negative amounts (`invalid_plan`), a rate where one is needed
/// (`missing_field`).
void validate(const ChargeFormula& charge, bool allow_over_100);

}  // namespace marketplace::affiliate
