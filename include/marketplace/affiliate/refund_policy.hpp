#pragma once
// What a refund takes back of a commission, as a record that a commission plan embeds.

#include <marketplace/money/money.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace marketplace::affiliate {

/// How much of a fee stays charged when the sale that it was charged for is refunded.
enum class Retain {
    none,    ///< the whole fee is given back
    all,     ///< the whole fee stays
    capped,  ///< the lesser of `retain_rate` of the refunded fee and the cap of the currency
};
MARKETPLACE_COMPILED_ENUM(Retain, none, all, capped)

/// How a partial refund divides.
enum class RefundMode {
    proportional,  ///< the frozen split, in proportion; minimum and maximum fees are not applied again
    recompute,     ///< the commission of what is left of the sale, by the frozen rules; the difference is booked
};
MARKETPLACE_COMPILED_ENUM(RefundMode, proportional, recompute)

/// Frozen with the plan version that computed a commission. The customer always gets the whole refund:
/// what is retained is not given back to the vendor, it stays with those who received the fee. Tax on a
/// fee is never retained.
struct RefundPolicy {
    RefundMode refund_mode = RefundMode::proportional;
    Retain retain = Retain::none;
    std::optional<Rate> retain_rate;                ///< of the refunded fee, for `capped`, which needs it: 0 to 1
    std::map<std::string, Amount> retain_cap_minor; ///< by currency code, for each order line, whatever its
                                                    ///< quantity and however many refunds; absent: no cap
    std::vector<std::string> retain_slots;          ///< whose fees stay, such as platform_fee; the cap is on their sum

    friend bool operator==(const RefundPolicy&, const RefundPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(RefundPolicy, (refund_mode, retain, retain_rate, retain_cap_minor, retain_slots));

/// Throws `missing_field` for `capped` without a rate; `invalid_plan` naming the field: a rate outside 0 to 1, a
/// negative cap, a cap or rate without `capped`, no slots where something is retained, an empty or repeated slot;
/// `unknown_currency` for a code that is none.
void validate(const RefundPolicy& policy);

/// The part of a fee that stays after `refunded_fee` of it (0 or more) has been refunded on one line.
/// Never decreases as the refunded fee grows, so that caps hold over any number of partial refunds.
[[nodiscard]] Amount retained_of(const RefundPolicy& policy, Amount refunded_fee, Currency currency);

/// Amazon's refund administration fee: the lesser of a rate (20 %) of the fee of `platform_fee` and a cap.
[[nodiscard]] RefundPolicy lesser_of_cap_and_rate(const Rate& rate, std::map<std::string, Amount> cap_minor);

}  // namespace marketplace::affiliate
