#pragma once
// What an affiliate earns of a sale, from pending to paid, and what becomes of it when the sale comes back.
//
//   pending -> approved -> locked -> paid          on hold and back from pending or approved
//   pending, on hold, approved -> rejected         reversed in full before the lock: refunded, amount 0
//
// A locked or paid item is never edited. What is refunded after the lock becomes a new negative item of a
// later period. Items of the partners who recruited the affiliate follow their source through all of it.

#include <marketplace/affiliate/proration.hpp>
#include <marketplace/affiliate/reward_terms.hpp>

#include <span>
#include <string>
#include <vector>

namespace marketplace::affiliate {

MARKETPLACE_ID(AffiliateItemId);

enum class ItemStatus { pending, on_hold, approved, locked, paid, rejected, refunded };
MARKETPLACE_COMPILED_ENUM(ItemStatus, pending, on_hold, approved, locked, paid, rejected, refunded)

enum class ItemKind {
    sale,      ///< for a sale that the affiliate brought
    referral,  ///< for a sale that an affiliate brought whom this one recruited
    clawback,  ///< negative: what was refunded of an item after its lock
    bonus,     ///< for the volume of a period
};
MARKETPLACE_COMPILED_ENUM(ItemKind, sale, referral, clawback, bonus)

/// One entry of an affiliate's account.
struct AffiliateItem {
    AffiliateItemId id;
    AffiliateId affiliate_id;
    OrderId order_id;
    CampaignId campaign_id;
    Currency currency;
    ItemKind kind = ItemKind::sale;
    ItemStatus status = ItemStatus::pending;
    Amount original_minor;            ///< as first earned
    Amount amount_minor;              ///< what it is worth now
    Amount reversed_minor;            ///< refunded so far, whether by lowering this item or by clawbacks
    Timestamp occurred_at;
    RewardSchedule schedule;
    AffiliateItemId source_item_id;   ///< what a clawback or a referral comes from; else empty
    AffiliateId source_affiliate_id;
    std::string reason;               ///< of a hold, a rejection, a refund

    friend bool operator==(const AffiliateItem&, const AffiliateItem&) = default;
};
MARKETPLACE_COMPILED_RECORD(AffiliateItem, (id, affiliate_id, order_id, campaign_id, currency, kind, status,
                                            original_minor, amount_minor, reversed_minor, occurred_at, schedule,
                                            source_item_id, source_affiliate_id, reason));

/// The rules that an item lives by.
struct ItemTerms {
    LockPolicy lock;
    PayPolicy pay;

    friend bool operator==(const ItemTerms&, const ItemTerms&) = default;
};
MARKETPLACE_COMPILED_RECORD(ItemTerms, (lock, pay));

/// What happens to an item by decision or by time.
enum class ItemAction { approve, hold, release, lock, pay, reject };
MARKETPLACE_COMPILED_ENUM(ItemAction, approve, hold, release, lock, pay, reject)

/// The item after an action. Throws `invalid_transition` when its status does not allow it, and
/// `out_of_order` when it is too early: to approve within the holding period, to lock before the lock, to
/// pay before the day of payment.
[[nodiscard]] AffiliateItem advance(AffiliateItem item, ItemAction action, Timestamp at, const TimeZone& zone,
                                    std::string_view reason = {});

/// A refund of the sale, as far as it has come.
struct ItemRefund {
    RefundId refund_id;
    Progress progress;  ///< of the sale: refunded so far of the whole base
    Timestamp at;
    std::string reason;

    friend bool operator==(const ItemRefund&, const ItemRefund&) = default;
};
MARKETPLACE_COMPILED_RECORD(ItemRefund, (refund_id, progress, at, reason));

/// Applies a refund of an order to all items of it, those of recruiting partners included. Cumulative:
/// each item gives back original * progress in all, exactly all of it at the end. Items before their lock
/// are lowered, and are `refunded` with amount 0 when nothing is left; locked and paid ones are untouched
/// but for `reversed_minor`, and a new negative item follows them, with the dates of a sale at the time of
/// the refund, named "<item>/<refund>". Returns all items, the new ones last. Applying the same progress
/// again changes nothing. Throws `out_of_range` when the progress is not between zero and one.
[[nodiscard]] std::vector<AffiliateItem> refund_items(std::vector<AffiliateItem> items, const OrderId& order_id,
                                                      const ItemRefund& refund, const ItemTerms& terms,
                                                      const TimeZone& zone);

/// Rejects an item and all that derive from it. Throws `invalid_transition` if one of them is locked.
[[nodiscard]] std::vector<AffiliateItem> reject_items(std::vector<AffiliateItem> items, const AffiliateItemId& id,
                                                      std::string_view reason);

/// Puts an item on hold with all that derive from it, so that no recruiter is paid for a sale in doubt. What
/// waits already or is closed stays as it is, clawbacks too. Throws `invalid_transition` if one of them is
/// locked, `missing_field` without a reason, `not_found`.
[[nodiscard]] std::vector<AffiliateItem> hold_items(std::vector<AffiliateItem> items, const AffiliateItemId& id,
                                                    std::string_view reason);

/// Releases an item, and those that derive from it and wait for the same reason. All are pending again.
/// Throws `invalid_transition` if the item is not on hold, `not_found`.
[[nodiscard]] std::vector<AffiliateItem> release_items(std::vector<AffiliateItem> items, const AffiliateItemId& id);

/// What each level of recruiters earns: of the commission of the affiliate who made the sale.
struct ReferralPolicy {
    std::vector<Rate> level_rates;  ///< the first for the recruiter of the affiliate, the second for theirs ...

    friend bool operator==(const ReferralPolicy&, const ReferralPolicy&) = default;
};
MARKETPLACE_COMPILED_RECORD(ReferralPolicy, (level_rates));

/// The items of the recruiters, nearest first, named "<source>/level-1" and so on. A recruiter who is the
/// affiliate, or comes twice, ends the chain: nobody earns by recruiting themselves. Levels that round to
/// zero are left out. Throws `rate_out_of_range` unless rates are 0 to 1.
[[nodiscard]] std::vector<AffiliateItem> referral_items(const AffiliateItem& source,
                                                        std::span<const AffiliateId> recruiters,
                                                        const ReferralPolicy& policy);

/// What one affiliate is paid on a day.
struct AffiliateStatement {
    AffiliateId affiliate_id;
    Currency currency;
    Date day;
    Amount due_minor;                    ///< of all locked items whose day has come, clawbacks included
    bool below_minimum = false;          ///< then nothing is paid and the items stay
    std::vector<AffiliateItemId> items;  ///< to be paid; empty when below the minimum or nothing is due

    friend bool operator==(const AffiliateStatement&, const AffiliateStatement&) = default;
};
MARKETPLACE_COMPILED_RECORD(AffiliateStatement, (affiliate_id, currency, day, due_minor, below_minimum, items));

/// The statements of all affiliates with a locked item that is due, one for each currency, in order of
/// affiliate and currency code. A sum of zero or less is never paid.
[[nodiscard]] std::vector<AffiliateStatement> statements_of(std::span<const AffiliateItem> items, const Date& day,
                                                            const PayPolicy& policy);

}  // namespace marketplace::affiliate
