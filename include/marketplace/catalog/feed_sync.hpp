#pragma once
// A vendor's feed against what is stored of that vendor: a plan of what changes, to be looked at and then applied.
//
// Nothing is applied twice: planning the same feed against the result gives an empty plan, and `standing_of` knows a
// feed that was applied before. Nothing is lost: an item is delisted for its absence only where the feed is known to be
// whole, a plan that would delist too much is stopped, and delisted items stay stored. The order of the items in a feed
// does not matter, but for those that come twice; every list of a plan is in order of ids.

#include <marketplace/catalog/feed_reader.hpp>
#include <marketplace/money/rate.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace marketplace::catalog {

/// What is kept of one item of a vendor; `item.id` is its key.
struct StoredItem {
    FeedItem item;          ///< as last stated; its `line` and `is_deleted` mean nothing here
    bool is_listed = true;  ///< false once it was delisted

    friend bool operator==(const StoredItem&, const StoredItem&) = default;
};
MARKETPLACE_COMPILED_RECORD(StoredItem, (item, is_listed));

/// What a feed says about the items that it does not contain.
enum class SyncMode : std::uint8_t {
    full,   ///< they are not sold any more
    delta,  ///< nothing
};
MARKETPLACE_COMPILED_ENUM(SyncMode, full, delta)

/// How a feed is taken.
struct SyncOptions {
    SyncMode mode = SyncMode::full;
    bool update_only = false;  ///< items that are not stored are ignored
    /// Only offers of stored items change: prices, availability, stock and shipping, each where the feed states it; the
    /// price, the sale price and its dates are one statement. Nothing is added, listed again or delisted.
    bool prices_only = false;
    /// A plan that would delist more than this share of the listed items is stopped.
    Rate delist_share_max{1, 5};
    std::int64_t delist_always = 3;  ///< so many may be delisted whatever the share, so that small vendors can work
    bool allow_delisting = false;    ///< a person has seen that so many are to be delisted: no plan is stopped

    friend bool operator==(const SyncOptions&, const SyncOptions&) = default;
};
MARKETPLACE_COMPILED_RECORD(SyncOptions, (mode, update_only, prices_only, delist_share_max, delist_always,
                                          allow_delisting));

/// Throws `out_of_range` naming the first field that is wrong.
void validate(const SyncOptions& options);

/// A field that differs, with both values as text: "12.00 EUR", "in_stock", shipping as Google writes it.
struct FieldChange {
    std::string field;  ///< as `FeedItem` names it; of an attribute "attributes.color"
    std::string before; ///< empty: it was not stated
    std::string after;  ///< empty: it is not stated any more

    friend bool operator==(const FieldChange&, const FieldChange&) = default;
};
MARKETPLACE_COMPILED_RECORD(FieldChange, (field, before, after));

/// An item that is stored anew or otherwise than before.
struct ItemChange {
    FeedItem item;                    ///< as it is stored afterwards; `line` is that of the feed
    std::vector<FieldChange> fields;  ///< none of an item that is added

    friend bool operator==(const ItemChange&, const ItemChange&) = default;
};
MARKETPLACE_COMPILED_RECORD(ItemChange, (item, fields));

/// Why an item is delisted.
enum class DelistReason : std::uint8_t {
    absent,   ///< a full feed does not contain it
    deleted,  ///< the feed takes it back
};
MARKETPLACE_COMPILED_ENUM(DelistReason, absent, deleted)

/// An item that is not sold any more. It stays stored.
struct Delisting {
    std::string id;
    std::string title;
    DelistReason reason = DelistReason::absent;

    friend bool operator==(const Delisting&, const Delisting&) = default;
};
MARKETPLACE_COMPILED_RECORD(Delisting, (id, title, reason));

/// Why an item of the feed has no effect.
enum class IgnoreReason : std::uint8_t {
    update_only,  ///< it is not stored, and the options create nothing
    prices_only,  ///< it is not stored, or the feed takes it back; a feed of prices does neither
    not_stored,   ///< the feed takes back what is not there
};
MARKETPLACE_COMPILED_ENUM(IgnoreReason, update_only, prices_only, not_stored)

/// An item of the feed that has no effect.
struct IgnoredItem {
    std::string id;
    std::int64_t line = 0;
    IgnoreReason reason = IgnoreReason::update_only;

    friend bool operator==(const IgnoredItem&, const IgnoredItem&) = default;
};
MARKETPLACE_COMPILED_RECORD(IgnoredItem, (id, line, reason));

/// An id that comes again in one feed. The last is taken, as it is by whoever reads row after row into a table.
struct DuplicateItem {
    std::string id;
    std::int64_t line = 0;        ///< of the one that is dropped
    std::int64_t taken_line = 0;  ///< of the one that counts
    bool is_same = false;         ///< both say the same, so that nothing is lost

    friend bool operator==(const DuplicateItem&, const DuplicateItem&) = default;
};
MARKETPLACE_COMPILED_RECORD(DuplicateItem, (id, line, taken_line, is_same));

/// What it means that a stored item is not in the feed.
enum class Absence : std::uint8_t {
    delists,             ///< the feed is full and whole; items that were skipped for a problem are kept all the same
    says_nothing,        ///< a delta, or a feed of prices
    feed_incomplete,     ///< nothing: the reader did not come to an end that is one
    problems_cut_off,    ///< nothing: the report does not keep all problems, so that skipped items are unknown
    problem_without_id,  ///< nothing: an item was skipped whose id could not be read, and it may be any of them
};
MARKETPLACE_COMPILED_ENUM(Absence, delists, says_nothing, feed_incomplete, problems_cut_off, problem_without_id)

/// Why a plan may not be applied.
enum class SyncStop : std::uint8_t {
    none,
    too_many_delisted,  ///< more than `delistings_max`; to be planned again with `allow_delisting` if it is right
};
MARKETPLACE_COMPILED_ENUM(SyncStop, none, too_many_delisted)

/// What a feed changes. Each stored item is either in one of the lists or counted as unchanged or unstated.
struct SyncPlan {
    SyncStop stop = SyncStop::none;
    Absence absence = Absence::delists;
    std::int64_t listed = 0;          ///< stored items that are listed before
    std::int64_t delistings_max = 0;  ///< so many the options let pass
    std::int64_t unchanged = 0;       ///< stored items of which the feed says what is stored
    std::int64_t unstated = 0;        ///< stored items of which it says nothing that counts; they stay as they are
    std::vector<ItemChange> added;
    std::vector<ItemChange> changed;
    std::vector<ItemChange> price_changed;  ///< only prices, availability, stock or shipping
    std::vector<ItemChange> relisted;       ///< delisted before, and in the feed again
    std::vector<Delisting> delisted;
    std::vector<IgnoredItem> ignored;
    std::vector<DuplicateItem> duplicates;

    friend bool operator==(const SyncPlan&, const SyncPlan&) = default;
};
MARKETPLACE_COMPILED_RECORD(SyncPlan, (stop, absence, listed, delistings_max, unchanged, unstated, added, changed,
                                       price_changed, relisted, delisted, ignored, duplicates));

/// What the items of a feed change of what is stored of their vendor, delisted items among it. The report is the
/// reader's at its end; one that is not complete delists nothing for its absence. Where an item stands in its feed is
/// no change. Throws what `validate` throws, `missing_field` for an item without an id, "items[3].id", and
/// `invalid_value` for an id that is stored twice, "stored[3].item.id".
[[nodiscard]] SyncPlan plan_sync(std::span<const StoredItem> stored, std::span<const FeedItem> items,
                                 const FeedReport& report, const SyncOptions& options = {});

/// Whether a plan would change nothing.
[[nodiscard]] bool is_empty(const SyncPlan& plan) noexcept;

/// What is stored after a plan, in order of ids. Throws `invalid_value` for a plan that is stopped or that adds what is
/// stored already, `not_found` for one that changes what is not stored, and what `plan_sync` throws about `stored`.
[[nodiscard]] std::vector<StoredItem> apply_plan(std::vector<StoredItem> stored, const SyncPlan& plan);

/// A plan for people: why it is stopped, the figures, and then a line for each item that is delisted (-), comes again
/// twice (!), changes (~), is listed again (^) or is added (+), `lines_max` of them.
[[nodiscard]] std::string describe(const SyncPlan& plan, std::size_t lines_max = 50);

/// Which feed of a vendor was applied last, to be stored together with the items.
struct FeedState {
    VendorId vendor_id;
    /// Rises with every feed of the vendor, whatever its mode: a counter or the instant at which the vendor made it. It
    /// orders the feeds, since an older one would undo a newer one; numbers may be left out.
    std::int64_t version = 0;
    std::string digest;  ///< SHA-256 of the bytes of the feed, 64 lower-case hexadecimal digits
    SyncMode mode = SyncMode::full;

    friend bool operator==(const FeedState&, const FeedState&) = default;
};
MARKETPLACE_COMPILED_RECORD(FeedState, (vendor_id, version, digest, mode));

/// The state after a feed of these bytes is applied.
[[nodiscard]] FeedState feed_state(const VendorId& vendor_id, std::int64_t version, std::string_view bytes,
                                   SyncMode mode);

/// What to do with a feed.
enum class FeedStanding : std::uint8_t {
    due,          ///< newer than what was applied, or the first
    applied,      ///< it is what was applied last: nothing is to be done
    conflicting,  ///< of the same version with other bytes or another mode: the vendor is to be asked
    outdated,     ///< older than what was applied: to be refused
};
MARKETPLACE_COMPILED_ENUM(FeedStanding, due, applied, conflicting, outdated)

/// How a feed stands to the one that was applied last, if any was. Throws `invalid_value` for feeds of different
/// vendors and `parse_error` for a digest that is none.
[[nodiscard]] FeedStanding standing_of(const std::optional<FeedState>& last, const FeedState& feed);

}  // namespace marketplace::catalog
