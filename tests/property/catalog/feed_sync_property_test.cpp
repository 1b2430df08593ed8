#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/catalog/feed_sync.hpp>

#include <algorithm>
#include <map>
#include <set>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

/// Few ids and few values, so that feeds and stores meet often.
FeedItem any_item(const std::string& id) {
    FeedItem out;
    out.id = id;
    out.title = *rc::gen::elementOf(std::vector<std::string>{"mug", "bowl"});
    if (*rc::gen::inRange(0, 2) == 0) out.price = Money{{*rc::gen::inRange<std::int64_t>(1, 3)}, Currency{"EUR"}};
    if (*rc::gen::inRange(0, 3) == 0) out.stock = *rc::gen::inRange<std::int64_t>(0, 2);
    if (*rc::gen::inRange(0, 3) == 0) out.attributes["color"] = *rc::gen::elementOf(std::vector<std::string>{"a", "b"});
    out.is_deleted = *rc::gen::inRange(0, 6) == 0;
    out.line = *rc::gen::inRange<std::int64_t>(1, 100);
    return out;
}

template <class T>
std::vector<T> shuffled(std::vector<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) {
        std::swap(values[i - 1], values[*rc::gen::inRange<std::size_t>(0, i)]);
    }
    return values;
}

std::vector<std::string> any_ids() {
    std::vector<std::string> out;
    for (char letter = 'a'; letter < 'k'; ++letter) {
        if (*rc::gen::inRange(0, 3) > 0) out.emplace_back(1, letter);
    }
    return shuffled(out);
}

std::vector<FeedItem> any_feed() {
    std::vector<FeedItem> out;
    for (const std::string& id : any_ids()) out.push_back(any_item(id));
    return out;
}

std::vector<StoredItem> any_stored() {
    std::vector<StoredItem> out;
    for (const std::string& id : any_ids()) {
        out.push_back({any_item(id), *rc::gen::inRange(0, 3) > 0});
        out.back().item.is_deleted = false;
        out.back().item.line = 0;
    }
    return out;
}

FeedReport any_report() {
    FeedReport out;
    out.is_complete = *rc::gen::inRange(0, 4) > 0;
    out.problems_total = *rc::gen::inRange(0, 3);
    for (std::int64_t i = 0; i < out.problems_total; ++i) {
        const std::string id(1, static_cast<char>('a' + *rc::gen::inRange(0, 12)));
        out.problems.push_back({1, 1, id, "", "", "", ""});
    }
    return out;
}

FeedReport whole() {
    FeedReport out;
    out.is_complete = true;
    return out;
}

SyncOptions any_options() {
    SyncOptions out;
    out.mode = *rc::gen::elementOf(std::vector<SyncMode>{SyncMode::full, SyncMode::delta});
    out.update_only = *rc::gen::inRange(0, 3) == 0;
    out.prices_only = *rc::gen::inRange(0, 3) == 0;
    out.allow_delisting = true;
    return out;
}

SyncOptions full() {
    SyncOptions out;
    out.allow_delisting = true;
    return out;
}

SyncOptions delta() {
    SyncOptions out = full();
    out.mode = SyncMode::delta;
    return out;
}

std::vector<StoredItem> sorted(std::vector<StoredItem> items) {
    std::ranges::sort(items, {}, [](const StoredItem& each) { return each.item.id; });
    return items;
}

/// What a full feed leaves behind, by the plainest rules: no sorting, no merging.
std::map<std::string, StoredItem> full_twin(const std::vector<StoredItem>& stored, const std::vector<FeedItem>& feed) {
    std::map<std::string, StoredItem> out;
    for (const StoredItem& each : stored) out[each.item.id] = {each.item, false};
    for (FeedItem each : feed) {
        each.line = 0;
        if (!each.is_deleted) out[each.id] = {each, true};
    }
    return out;
}

}  // namespace

TEST_CASE("after a plan is applied the same feed changes nothing more") {
    CHECK(rc::check([] {
        const std::vector<StoredItem> stored = any_stored();
        const std::vector<FeedItem> feed = any_feed();
        const FeedReport report = any_report();
        const SyncOptions options = any_options();
        const std::vector<StoredItem> after = apply_plan(stored, plan_sync(stored, feed, report, options));
        const SyncPlan again = plan_sync(after, feed, report, options);
        RC_ASSERT(is_empty(again));
        RC_ASSERT(apply_plan(after, again) == after);
    }));
}

TEST_CASE("a full feed leaves what the plain rules leave") {
    CHECK(rc::check([] {
        const std::vector<StoredItem> stored = any_stored();
        const std::vector<FeedItem> feed = any_feed();
        const std::vector<StoredItem> after = apply_plan(stored, plan_sync(stored, feed, whole(), full()));
        std::vector<StoredItem> expected;
        for (const auto& [id, item] : full_twin(stored, feed)) expected.push_back(item);
        RC_ASSERT(after == expected);
    }));
}

TEST_CASE("a feed in parts, with what is missing taken back, is the full feed") {
    CHECK(rc::check([] {
        const std::vector<StoredItem> stored = any_stored();
        const std::vector<FeedItem> feed = any_feed();
        std::vector<FeedItem> rest = feed;
        for (const StoredItem& each : stored) {
            const auto has_id = [&](const FeedItem& item) { return item.id == each.item.id; };
            if (std::ranges::any_of(feed, has_id)) continue;
            rest.push_back({});
            rest.back().id = each.item.id;
            rest.back().is_deleted = true;
        }
        rest = shuffled(rest);
        std::vector<StoredItem> in_parts = sorted(stored);
        while (!rest.empty()) {
            const auto count = *rc::gen::inRange<std::ptrdiff_t>(1, std::ssize(rest) + 1);
            const std::vector<FeedItem> part(rest.end() - count, rest.end());
            rest.resize(rest.size() - part.size());
            in_parts = apply_plan(in_parts, plan_sync(in_parts, part, whole(), delta()));
        }
        RC_ASSERT(in_parts == apply_plan(stored, plan_sync(stored, feed, whole(), full())));
    }));
}

TEST_CASE("neither the order of the feed nor that of the store matters") {
    CHECK(rc::check([] {
        const std::vector<StoredItem> stored = any_stored();
        const std::vector<FeedItem> feed = any_feed();
        const FeedReport report = any_report();
        const SyncOptions options = any_options();
        const SyncPlan plan = plan_sync(stored, feed, report, options);
        RC_ASSERT(plan_sync(shuffled(stored), shuffled(feed), report, options) == plan);
        RC_ASSERT(apply_plan(shuffled(stored), plan) == apply_plan(stored, plan));
    }));
}

TEST_CASE("every stored item is in one class, every item of the feed has its place, and nothing is lost") {
    CHECK(rc::check([] {
        const std::vector<StoredItem> stored = any_stored();
        std::vector<FeedItem> feed = any_feed();
        const std::vector<FeedItem> more = any_feed();
        feed.insert(feed.end(), more.begin(), more.end());
        const FeedReport report = any_report();
        const SyncOptions options = any_options();
        const SyncPlan plan = plan_sync(stored, feed, report, options);
        std::set<std::string> ids;
        for (const auto* list : {&plan.changed, &plan.price_changed, &plan.relisted}) {
            for (const ItemChange& each : *list) RC_ASSERT(ids.insert(each.item.id).second);
        }
        for (const Delisting& each : plan.delisted) RC_ASSERT(ids.insert(each.id).second);
        RC_ASSERT(std::ssize(ids) + plan.unchanged + plan.unstated == std::ssize(stored));
        for (const FeedProblem& problem : report.problems) {
            const auto is_absent = [&](const Delisting& each) {
                return each.id == problem.item_id && each.reason == DelistReason::absent;
            };
            RC_ASSERT(std::ranges::none_of(plan.delisted, is_absent));
        }
        const std::vector<StoredItem> after = apply_plan(stored, plan);
        RC_ASSERT(after.size() == stored.size() + plan.added.size());
    }));
}
