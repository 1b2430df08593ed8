#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/catalog/catalog_matcher.hpp>
#include <marketplace/catalog/match_review.hpp>
#include <marketplace/core/json.hpp>

#include "catalogs.hpp"

#include <array>
#include <set>

using namespace catalogs;
using marketplace::Money;
using marketplace::VendorId;

namespace {

constexpr std::size_t dimensions = 5;

/// Items of some vendors, in words so few that many are alike.
class Items {
public:
    explicit Items(Titles& titles, bool has_embeddings = false)
        : titles_(titles), has_filler_(titles.any(3) == 0), has_embeddings_(has_embeddings) {}

    VendorProductId id() { return {VendorId{"v" + std::to_string(titles_.any(5))}, std::to_string(titles_.any(40))}; }

    CatalogItem next() {
        Listing listing;
        listing.title = is_seldom() || before_.empty() ? titles_.next() : before_[titles_.any(before_.size())];
        if (titles_.any(3) == 0) listing.title += " " + std::to_string(titles_.any(3) + 1) + " GB";
        if (titles_.any(3) == 0) listing.brand = "Sony";
        if (titles_.any(4) == 0) listing.part_number = "PS" + std::to_string(100 + titles_.any(9));
        if (has_filler_ || titles_.any(6) == 0) listing.gtin = "4006381333931";
        if (titles_.any(2) == 0) {
            listing.price = Money{marketplace::Amount{static_cast<std::int64_t>(100 + titles_.any(9))},
                                  marketplace::Currency{"EUR"}};
        }
        if (has_embeddings_ && titles_.any(4) > 0) listing.embedding = embedding();
        before_.push_back(listing.title);
        return {id(), listing};
    }

private:
    /// So few numbers that many are as near as others.
    std::vector<double> embedding() {
        std::vector<double> out{1};
        while (out.size() < dimensions) out.push_back(static_cast<double>(titles_.any(3)) - 1);
        return out;
    }

    bool is_seldom() { return titles_.any(3) == 0; }

    Titles& titles_;
    bool has_filler_;  ///< one number for everything, which then tells nothing
    bool has_embeddings_;
    std::vector<std::string> before_;
};

std::vector<CatalogItem> some_items(Titles& titles, std::size_t count, bool has_embeddings = false) {
    Items items{titles, has_embeddings};
    std::map<VendorProductId, CatalogItem> out;
    for (std::size_t i = 0; i < count; ++i) {
        CatalogItem each = items.next();
        out[each.id] = each;
    }
    std::vector<CatalogItem> list;
    for (auto& [id, each] : out) list.push_back(each);
    return list;
}

PairModel learned_from(bool has_embeddings) {
    Titles fixed{7};
    return learn_pair_model(some_items(fixed, 150, has_embeddings), {});
}

/// Learned once; some thresholds are drawn for each case, so that joins, doubts and questions all occur.
PairModel model_for(Titles& titles) {
    static const std::array learned{learned_from(false), learned_from(true)};
    PairModel out = learned[titles.any(2)];
    // Sometimes as if the catalog were so large that only the nearest cells are looked into.
    if (out.embeddings.dimensions > 0 && titles.any(2) == 0) {
        for (const std::int32_t sign : {1, -1}) {
            for (std::size_t i = 0; i < 10 * dimensions; ++i) {
                out.embeddings.centres.push_back(i % 11 == 0 ? sign << 13 : static_cast<std::int32_t>(titles.any(99)));
            }
        }
    }
    out.auto_from = 0.55 + 0.1 * static_cast<double>(titles.any(4));
    out.review_from = 0.1;
    out.candidates_max = static_cast<std::int64_t>(1 + titles.any(20));
    return out;
}

/// What has been told to a matcher.
struct Told {
    std::map<VendorProductId, CatalogItem> items;
    std::map<std::pair<VendorProductId, VendorProductId>, PairVerdict> verdicts;

    /// An item that is there, mostly.
    [[nodiscard]] VendorProductId any(Items& unknown, Titles& titles) const {
        if (items.empty() || titles.any(5) == 0) return unknown.id();
        return std::next(items.begin(), static_cast<std::ptrdiff_t>(titles.any(items.size())))->first;
    }

    [[nodiscard]] CatalogMatcher rebuilt(const PairModel& model) const {
        CatalogMatcher out{model};
        std::vector<CatalogItem> all;
        std::vector<PairVerdict> said;
        for (const auto& [id, each] : items) all.push_back(each);
        for (const auto& [pair, each] : verdicts) said.push_back(each);
        out.upsert(all);
        out.decide(said);
        static_cast<void>(out.settle());
        return out;
    }
};

void decide(CatalogMatcher& matcher, Told& told, Items& items, Titles& titles) {
    const VendorProductId a = told.any(items, titles);
    const VendorProductId b = told.any(items, titles);
    if (a == b) return;
    const auto key = a < b ? std::pair{a, b} : std::pair{b, a};
    if (titles.any(4) == 0) {
        RC_ASSERT(matcher.withdraw(a, b) == (told.verdicts.erase(key) > 0));
        return;
    }
    const PairVerdict verdict{a, b, a.vendor_id != b.vendor_id && titles.any(2) == 0};
    matcher.decide(std::vector{verdict});
    told.verdicts[key] = verdict;
}

void step(CatalogMatcher& matcher, Told& told, Items& items, Titles& titles) {
    switch (titles.any(8)) {
        case 0: {
            const VendorProductId id = told.any(items, titles);
            matcher.erase(std::vector{id});
            told.items.erase(id);
            return;
        }
        case 1: return decide(matcher, told, items, titles);
        default: {
            const CatalogItem item = items.next();
            matcher.upsert(std::vector{item});
            told.items[item.id] = item;
        }
    }
}

/// A matcher before its first step, and what the steps need.
struct Growing {
    explicit Growing(unsigned seed) : titles(seed) {}

    Titles titles;
    PairModel model = model_for(titles);
    Items items{titles, model.embeddings.dimensions > 0};
    CatalogMatcher matcher{model};
    Told told;
};

using Groups = std::set<std::vector<VendorProductId>>;

Groups groups_of(const CatalogMatcher& matcher) {
    Groups out;
    for (const MasterVariant& each : matcher.variants()) out.insert(each.members);
    return out;
}

void require_constraints(const CatalogMatcher& matcher, const Told& told) {
    std::size_t members = 0;
    for (const MasterVariant& each : matcher.variants()) {
        std::set<VendorId> vendors;
        for (const VendorProductId& member : each.members) {
            RC_ASSERT(vendors.insert(member.vendor_id).second);
            RC_ASSERT(told.items.contains(member));
            RC_ASSERT(matcher.variant_of(member) == each.id);
        }
        members += each.members.size();
    }
    RC_ASSERT(members == told.items.size());
    for (const auto& [pair, verdict] : told.verdicts) {
        const auto a = matcher.variant_of(verdict.a);
        if (!verdict.is_match && a) RC_ASSERT(a != matcher.variant_of(verdict.b));
    }
}

/// The journal, applied to what was before.
void replay(std::map<VariantId, std::set<VendorProductId>>& variants, const std::vector<VariantChange>& changes) {
    for (const VariantChange& each : changes) {
        std::set<VendorProductId>& members = variants[each.variant_id];
        RC_ASSERT(members.empty() == (each.kind == VariantChangeKind::created));
        for (const VendorProductId& left : each.left) RC_ASSERT(members.erase(left) == 1);
        for (const VendorProductId& joined : each.joined) RC_ASSERT(members.insert(joined).second);
        RC_ASSERT(members.empty() == (each.kind == VariantChangeKind::retired));
        if (members.empty()) variants.erase(each.variant_id);
    }
}

/// A question about a pair as the queue documents it.
ReviewQuestion asked_about(const CatalogMatcher& matcher, const MatchedPair& pair, ReviewReason reason) {
    ReviewQuestion out{reason, pair, 1, {}, 0};
    const auto price = [&](const VendorProductId& id) { return matcher.listing_of(id)->price; };
    const auto a = price(pair.a);
    const auto b = price(pair.b);
    out.value = !a || (b && b->minor > a->minor) ? b : a;  // there is one currency
    if (reason == ReviewReason::uncertain) out.uncertainty = 1 - std::abs(2 * pair.probability - 1);
    if (reason == ReviewReason::contradicted) out.uncertainty = 2 * pair.probability - 1;
    out.priority = out.uncertainty * (out.value ? static_cast<double>(out.value->minor.value) : 1);
    return out;
}

/// The item's pair with the likeliest of those it is joined with, if nobody has decided about one of them.
std::optional<MatchedPair> joined_by(const CatalogMatcher& matcher, const VendorProductId& id) {
    std::vector<MatchedPair> pairs = matcher.pairs_of(id);
    std::erase_if(pairs, [](const MatchedPair& each) { return each.decision != MatchDecision::joined; });
    if (pairs.empty() || std::ranges::any_of(pairs, &MatchedPair::has_verdict)) return std::nullopt;
    return pairs.front();
}

/// The queue, slow and obvious: every question there is, sorted, and then divided.
std::vector<ReviewQuestion> queue_twin(const CatalogMatcher& matcher, const OutlierPolicy& policy) {
    std::vector<ReviewQuestion> all;
    for (const MatchedPair& each : matcher.pairs()) {
        if (each.decision != MatchDecision::review || each.has_verdict) continue;
        const bool is_sure = each.probability >= matcher.model().auto_from;
        const ReviewReason reason = is_sure ? ReviewReason::contradicted : ReviewReason::uncertain;
        all.push_back(asked_about(matcher, each, reason));
    }
    for (const MasterVariant& variant : matcher.variants()) {
        PriceStatistics prices;
        for (std::size_t i = 0; i < variant.members.size(); ++i) {
            const auto price = matcher.listing_of(variant.members[i])->price;
            if (price) prices.set(OfferId{std::to_string(i)}, price->minor);
        }
        for (const PriceOutlier& each : prices.outliers(policy)) {
            const auto pair = joined_by(matcher, variant.members[std::stoul(each.offer_id.value)]);
            if (pair) all.push_back(asked_about(matcher, *pair, ReviewReason::price));
        }
    }
    std::ranges::sort(all, [](const ReviewQuestion& a, const ReviewQuestion& b) {
        if (a.priority != b.priority) return a.priority > b.priority;
        return std::tie(a.pair.a, a.pair.b, a.reason) < std::tie(b.pair.a, b.pair.b, b.reason);
    });
    std::set<VendorProductId> asked;
    std::vector<ReviewQuestion> out;
    std::vector<ReviewQuestion> later;
    for (const ReviewQuestion& each : all) {
        const bool is_new = !asked.contains(each.pair.a) && !asked.contains(each.pair.b);
        if (is_new) asked.insert({each.pair.a, each.pair.b});
        (is_new ? out : later).push_back(each);
    }
    out.insert(out.end(), later.begin(), later.end());
    return out;
}

}  // namespace

TEST_CASE("the first questions of the review queue are those of all questions, sorted") {
    CHECK(rc::check([] {
        Growing catalog{*rc::gen::arbitrary<unsigned>()};
        auto& [titles, model, items, matcher, told] = catalog;
        for (std::size_t steps = 10 + titles.any(200); steps > 0; --steps) step(matcher, told, items, titles);
        static_cast<void>(matcher.settle());
        ReviewOptions options;
        options.outliers.offers_min = static_cast<std::int64_t>(3 + titles.any(2));
        options.outliers.deviations_max = 1;
        options.outliers.ratio_min_bps = 10'100;
        std::vector<ReviewQuestion> expected = queue_twin(matcher, options.outliers);
        options.questions_max = static_cast<std::int64_t>(1 + titles.any(expected.size() + 3));
        const std::vector<ReviewQuestion> found = review_queue(matcher, options);
        expected.resize(std::min(expected.size(), static_cast<std::size_t>(options.questions_max)));
        RC_ASSERT(found == expected);
    }));
}

TEST_CASE("a catalog that has grown step by step is the one that is built at once, in all pairs and groups") {
    CHECK(rc::check([] {
        Growing catalog{*rc::gen::arbitrary<unsigned>()};
        auto& [titles, model, items, matcher, told] = catalog;
        std::map<VariantId, std::set<VendorProductId>> journal;
        for (std::size_t steps = 10 + titles.any(250); steps > 0; --steps) {
            step(matcher, told, items, titles);
            if (titles.any(3) == 0) replay(journal, matcher.settle());
        }
        replay(journal, matcher.settle());
        const CatalogMatcher rebuilt = told.rebuilt(model);
        RC_ASSERT(matcher.pairs() == rebuilt.pairs());
        RC_ASSERT(groups_of(matcher) == groups_of(rebuilt));
        require_constraints(matcher, told);
        RC_ASSERT(journal.size() == matcher.variants().size());
        for (const MasterVariant& each : matcher.variants()) {
            RC_ASSERT(journal[each.id] == std::set(each.members.begin(), each.members.end()));
        }
        RC_ASSERT(matcher.settle().empty());
    }));
}

TEST_CASE("ids of before are kept where the items are the same, and those that have ended are not given again") {
    CHECK(rc::check([] {
        Titles titles{*rc::gen::arbitrary<unsigned>()};
        const PairModel model = model_for(titles);
        const std::vector<CatalogItem> items = some_items(titles, 1 + titles.any(80));
        CatalogMatcher first{model};
        first.upsert(items);
        static_cast<void>(first.settle());
        CatalogMatcher second{model};
        second.adopt(first.variants());
        second.upsert(items);
        RC_ASSERT(second.settle().empty());
        RC_ASSERT(second.variants() == first.variants());

        std::vector<VariantId> ended;
        for (const MasterVariant& each : first.variants()) ended.push_back(each.id);
        CatalogMatcher third{model};
        third.adopt({}, ended);
        third.upsert(items);
        static_cast<void>(third.settle());
        for (const MasterVariant& each : third.variants()) {
            RC_ASSERT(std::ranges::find(ended, each.id) == ended.end());
        }
    }));
}

TEST_CASE("a matcher that recalls an earlier one, whatever has changed since, is the one that is built at once") {
    CHECK(rc::check([] {
        Titles titles{*rc::gen::arbitrary<unsigned>()};
        Items items{titles};
        const PairModel model = model_for(titles);
        CatalogMatcher matcher{model};
        Told told;
        const auto live = [&](std::size_t steps) {
            for (; steps > 0; --steps) step(matcher, told, items, titles);
            static_cast<void>(matcher.settle());
        };
        live(20 + titles.any(150));
        const std::string snapshot = matcher.snapshot();
        RC_ASSERT(matcher.changes_since_snapshot() == 0U);
        live(titles.any(3) == 0 ? 0 : titles.any(60));

        CatalogMatcher second{model};
        second.adopt(matcher.variants());
        std::vector<CatalogItem> all;
        std::vector<PairVerdict> said;
        for (const auto& [id, each] : told.items) all.push_back(each);
        for (const auto& [pair, each] : told.verdicts) said.push_back(each);
        second.upsert(all);
        second.decide(said);
        const bool is_recalled = second.recall(snapshot);
        // Of embeddings nothing is remembered.
        const bool is_possible = model.embeddings.dimensions == 0;
        if (matcher.changes_since_snapshot() == 0) RC_ASSERT(is_recalled == is_possible);
        RC_ASSERT(second.settle().empty());
        RC_ASSERT(second.variants() == matcher.variants());
        RC_ASSERT(second.pairs() == told.rebuilt(model).pairs());

        std::swap(matcher, second);  // and it goes on as if nothing had been
        live(1 + titles.any(40));
        RC_ASSERT(matcher.pairs() == told.rebuilt(model).pairs());
        RC_ASSERT(groups_of(matcher) == groups_of(told.rebuilt(model)));
    }));
}

TEST_CASE("a snapshot of another model, or one that is damaged anywhere, is not recalled") {
    CHECK(rc::check([] {
        Titles titles{*rc::gen::arbitrary<unsigned>()};
        const PairModel model = model_for(titles);
        const std::vector<CatalogItem> items = some_items(titles, 1 + titles.any(60));
        CatalogMatcher first{model};
        first.upsert(items);
        static_cast<void>(first.settle());
        std::string snapshot = first.snapshot();
        PairModel other = model;
        other.intercept += 0.5;
        CatalogMatcher second{other};
        second.upsert(items);
        RC_ASSERT(!second.recall(snapshot));
        CatalogMatcher third{model};
        third.upsert(items);
        if (*rc::gen::arbitrary<bool>()) snapshot.resize(titles.any(snapshot.size()));
        else snapshot[titles.any(snapshot.size())] ^= static_cast<char>(1U << titles.any(8));
        RC_ASSERT(!third.recall(snapshot));
        static_cast<void>(third.settle());
        RC_ASSERT(third.pairs() == first.pairs());
    }));
}

TEST_CASE("a catalog that learns is the one that is built anew with what was learned") {
    Titles titles{23};
    Items items{titles};
    Told told;
    CatalogMatcher matcher{learn_pair_model({}, {})};
    for (int i = 0; i < 200; ++i) step(matcher, told, items, titles);
    static_cast<void>(matcher.settle());
    const auto before = matcher.variants();
    for (int i = 0; i < 20; ++i) step(matcher, told, items, titles);
    matcher.learn();
    std::vector<CatalogItem> all;
    std::vector<PairVerdict> said;
    for (const auto& [id, each] : told.items) all.push_back(each);
    for (const auto& [pair, each] : told.verdicts) said.push_back(each);
    CHECK(matcher.model() == learn_pair_model(all, said));
    const CatalogItem late = items.next();
    matcher.upsert(std::vector{late});
    told.items[late.id] = late;
    static_cast<void>(matcher.settle());
    const CatalogMatcher rebuilt = told.rebuilt(matcher.model());
    CHECK(matcher.pairs() == rebuilt.pairs());
    CHECK(groups_of(matcher) == groups_of(rebuilt));
}

TEST_CASE("what is learned does not depend on the order of items and verdicts") {
    Titles titles{11};
    std::vector<CatalogItem> items = some_items(titles, 120);
    std::vector<PairVerdict> verdicts{{items[0].id, items[60].id, true}, {items[1].id, items[70].id, false}};
    const PairModel model = learn_pair_model(items, verdicts);
    std::ranges::reverse(items);
    std::ranges::reverse(verdicts);
    CHECK(learn_pair_model(items, verdicts) == model);
    CHECK(marketplace::from_json<PairModel>(marketplace::to_json(model)) == model);
}
