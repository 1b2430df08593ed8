#include "id_order.hpp"

#include <marketplace/catalog/feed_sync.hpp>

namespace marketplace::catalog {
namespace {

using namespace sync;  // NOLINT: the parts of this file

StoredItem stored_of(const FeedItem& item) {
    StoredItem out{item, true};
    out.item.line = 0;  // its feed is gone, and the same item of another feed is stored as the same bytes
    return out;
}

class Applying {
public:
    explicit Applying(std::vector<StoredItem>& stored) : stored_(stored_in_order(std::span{stored})) {}

    /// Stores what each change says; the items of one list are listed or stay as they are.
    void change(const std::vector<ItemChange>& changes, std::string_view list, bool is_relisting) {
        for (std::size_t i = 0; i < changes.size(); ++i) {
            StoredItem& into = find(changes[i].item.id, list, i, ".item.id");
            const bool is_listed = into.is_listed || is_relisting;
            into = stored_of(changes[i].item);
            into.is_listed = is_listed;
        }
    }

    void delist(const std::vector<Delisting>& delisted) {
        for (std::size_t i = 0; i < delisted.size(); ++i) find(delisted[i].id, "delisted", i, ".id").is_listed = false;
    }

    void add(const std::vector<ItemChange>& added) {
        for (std::size_t i = 0; i < added.size(); ++i) {
            const std::string& id = added[i].item.id;
            if (position_of(id) != stored_.end()) {
                fail(ErrorCode::invalid_value, detail::indexed("plan.added", i) + ".item.id", id,
                     "an id not stored yet");
            }
            added_.push_back(stored_of(added[i].item));
        }
    }

    /// Everything in order of ids.
    std::vector<StoredItem> finish() {
        std::vector<StoredItem> out;
        out.reserve(stored_.size() + added_.size());
        const std::vector<StoredItem*> added = stored_in_order(std::span{added_});
        auto next = added.begin();
        for (StoredItem* each : stored_) {
            while (next != added.end() && id_of(**next) < id_of(*each)) out.push_back(std::move(**next++));
            out.push_back(std::move(*each));
        }
        while (next != added.end()) out.push_back(std::move(**next++));
        return out;
    }

private:
    [[nodiscard]] std::vector<StoredItem*>::iterator position_of(const std::string& id) {
        const auto id_at = [](const StoredItem* each) -> const std::string& { return id_of(*each); };
        const auto found = std::ranges::lower_bound(stored_, id, {}, id_at);
        return found != stored_.end() && id_of(**found) == id ? found : stored_.end();
    }

    StoredItem& find(const std::string& id, std::string_view list, std::size_t index, std::string_view field) {
        const auto found = position_of(id);
        if (found != stored_.end()) return **found;
        fail(ErrorCode::not_found, detail::indexed("plan." + std::string{list}, index) + std::string{field}, id,
             "an item that is stored");
    }

    std::vector<StoredItem*> stored_;
    std::vector<StoredItem> added_;
};

}  // namespace

std::vector<StoredItem> apply_plan(std::vector<StoredItem> stored, const SyncPlan& plan) {
    if (plan.stop != SyncStop::none) {
        fail(ErrorCode::invalid_value, "plan.stop", name_of(plan.stop), "a plan that is not stopped");
    }
    Applying applying{stored};
    applying.change(plan.changed, "changed", false);
    applying.change(plan.price_changed, "price_changed", false);
    applying.change(plan.relisted, "relisted", true);
    applying.delist(plan.delisted);
    applying.add(plan.added);
    return applying.finish();
}

}  // namespace marketplace::catalog
