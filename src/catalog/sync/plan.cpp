#include "id_order.hpp"
#include "item_fields.hpp"

#include <marketplace/catalog/feed_sync.hpp>

#include <set>

namespace marketplace::catalog {
namespace {

using namespace sync;  // NOLINT: the parts of this file

/// The ids of items that were skipped, as far as a report tells.
class SkippedItems {
public:
    explicit SkippedItems(const FeedReport& report) {
        for (const FeedProblem& each : report.problems) {
            // An id that is no UTF-8 is told with other letters in place of the wrong ones.
            if (each.item_id.empty() || each.item_id.find("\uFFFD") != std::string::npos) is_any_unknown_ = true;
            else ids_.insert(each.item_id);
        }
    }

    [[nodiscard]] bool is_any_unknown() const { return is_any_unknown_; }

    [[nodiscard]] bool may_hold(std::string_view id) const {
        if (ids_.empty()) return false;
        if (ids_.contains(id)) return true;
        // A report tells the first 80 bytes, or up to three fewer where a letter would be cut.
        for (std::size_t bytes = 77; bytes <= 80 && bytes < id.size(); ++bytes) {
            if (ids_.contains(id.substr(0, bytes))) return true;
        }
        return false;
    }

private:
    std::set<std::string, std::less<>> ids_;
    bool is_any_unknown_ = false;
};

Absence absence_of(const FeedReport& report, const SkippedItems& skipped, const SyncOptions& options) {
    if (options.mode == SyncMode::delta || options.prices_only) return Absence::says_nothing;
    if (!report.is_complete) return Absence::feed_incomplete;
    if (std::ssize(report.problems) < report.problems_total) return Absence::problems_cut_off;
    return skipped.is_any_unknown() ? Absence::problem_without_id : Absence::delists;
}

class Planner {
public:
    Planner(const FeedReport& report, const SyncOptions& options) : skipped_(report), options_(options) {
        plan_.absence = absence_of(report, skipped_, options);
    }

    SyncPlan run(std::span<const StoredItem> stored, std::span<const FeedItem> items) {
        const std::vector<const StoredItem*> known_items = stored_in_order(stored);
        const std::vector<const FeedItem*> feed_items = without_duplicates(items);
        auto known = known_items.begin();
        auto stated = feed_items.begin();
        while (known != known_items.end() || stated != feed_items.end()) {
            const int order = known == known_items.end()    ? 1
                              : stated == feed_items.end() ? -1
                                                           : id_of(**known).compare(id_of(**stated));
            if (order <= 0 && (*known)->is_listed) ++plan_.listed;
            if (order < 0) leave_or_delist(**known++);
            else if (order > 0) add_or_ignore(**stated++);
            else update(**known++, **stated++);
        }
        brake();
        return std::move(plan_);
    }

private:
    /// The last item of each id, in order; the others are told.
    std::vector<const FeedItem*> without_duplicates(std::span<const FeedItem> items) {
        std::vector<const FeedItem*> all = in_order_of_ids(items);
        if (!all.empty() && all.front()->id.empty()) {
            const auto index = static_cast<std::size_t>(all.front() - items.data());
            fail(ErrorCode::missing_field, detail::indexed("items", index) + ".id", "", "the vendor's number");
        }
        std::vector<const FeedItem*> out;
        out.reserve(all.size());
        for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
            while (end < all.size() && all[end]->id == all[begin]->id) ++end;
            const FeedItem& taken = *all[end - 1];
            for (std::size_t i = begin; i + 1 < end; ++i) {
                const bool is_same = says_the_same(*all[i], taken) && all[i]->is_deleted == taken.is_deleted;
                plan_.duplicates.push_back({taken.id, all[i]->line, taken.line, is_same});
            }
            out.push_back(&taken);
        }
        return out;
    }

    void leave_or_delist(const StoredItem& known) {
        const bool stays = !known.is_listed || plan_.absence != Absence::delists || skipped_.may_hold(id_of(known));
        if (stays) ++plan_.unstated;
        else delist(known, DelistReason::absent);
    }

    void delist(const StoredItem& known, DelistReason reason) {
        plan_.delisted.push_back({known.item.id, known.item.title, reason});
    }

    void ignore(const FeedItem& item, IgnoreReason reason) { plan_.ignored.push_back({item.id, item.line, reason}); }

    void add_or_ignore(const FeedItem& item) {
        if (options_.prices_only) ignore(item, IgnoreReason::prices_only);
        else if (item.is_deleted) ignore(item, IgnoreReason::not_stored);
        else if (options_.update_only) ignore(item, IgnoreReason::update_only);
        else plan_.added.push_back({item, {}});
    }

    void update(const StoredItem& known, const FeedItem& item) {
        if (options_.prices_only) update_offer(known, item);
        else if (!item.is_deleted) change(known, item);
        else if (known.is_listed) delist(known, DelistReason::deleted);
        else ++plan_.unchanged;
    }

    void change(const StoredItem& known, const FeedItem& item) {
        if (known.is_listed && says_the_same(known.item, item)) {
            ++plan_.unchanged;
            return;
        }
        std::vector<FieldChange> fields = changes_between(known.item, item);
        std::vector<ItemChange>& list = !known.is_listed                           ? plan_.relisted
                                        : std::ranges::all_of(fields, is_of_offer) ? plan_.price_changed
                                                                                   : plan_.changed;
        list.push_back({item, std::move(fields)});
    }

    void update_offer(const StoredItem& known, const FeedItem& item) {
        if (item.is_deleted) {
            ignore(item, IgnoreReason::prices_only);
            ++plan_.unstated;
            return;
        }
        FeedItem after = known.item;
        take_offer(after, item);
        std::vector<FieldChange> fields = changes_between(known.item, after);
        if (fields.empty()) {
            ++plan_.unchanged;
            return;
        }
        after.line = item.line;
        plan_.price_changed.push_back({std::move(after), std::move(fields)});
    }

    void brake() {
        plan_.delistings_max =
            std::max(options_.delist_always, options_.delist_share_max.of(plan_.listed, Rounding::down));
        const bool is_too_much = std::ssize(plan_.delisted) > plan_.delistings_max;
        if (is_too_much && !options_.allow_delisting) plan_.stop = SyncStop::too_many_delisted;
    }

    SkippedItems skipped_;
    const SyncOptions& options_;
    SyncPlan plan_;
};

}  // namespace

void validate(const SyncOptions& options) {
    if (options.delist_share_max < Rate{} || options.delist_share_max > Rate{1, 1}) {
        fail(ErrorCode::out_of_range, "delist_share_max", to_string(options.delist_share_max), "0% to 100%");
    }
    if (options.delist_always < 0) {
        fail(ErrorCode::out_of_range, "delist_always", std::to_string(options.delist_always), "0 or more");
    }
}

SyncPlan plan_sync(std::span<const StoredItem> stored, std::span<const FeedItem> items, const FeedReport& report,
                   const SyncOptions& options) {
    validate(options);
    return Planner{report, options}.run(stored, items);
}

bool is_empty(const SyncPlan& plan) noexcept {
    return plan.added.empty() && plan.changed.empty() && plan.price_changed.empty() && plan.relisted.empty() &&
           plan.delisted.empty();
}

}  // namespace marketplace::catalog
