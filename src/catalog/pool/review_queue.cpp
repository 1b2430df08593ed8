#include <marketplace/catalog/match_review.hpp>
#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace marketplace::catalog {
namespace {

/// The higher of two prices; of one currency, else the first that is there.
std::optional<Money> value_of(const CatalogMatcher& matcher, const MatchedPair& pair) {
    const auto price_of = [&](const VendorProductId& id) {
        const auto listing = matcher.listing_of(id);
        return listing ? listing->price : std::nullopt;
    };
    const std::optional<Money> a = price_of(pair.a);
    const std::optional<Money> b = price_of(pair.b);
    if (!a || !b) return a ? a : b;
    return a->currency == b->currency && b->minor > a->minor ? b : a;
}

/// A weight for sorting, no money; without a price a question counts little, but it counts.
double weight_of(const std::optional<Money>& value) {
    return value && value->minor.value > 0 ? static_cast<double>(value->minor.value) : 1;
}

ReviewQuestion question(const CatalogMatcher& matcher, const MatchedPair& pair, ReviewReason reason) {
    ReviewQuestion out{reason, pair, 1, value_of(matcher, pair), 0};
    if (reason == ReviewReason::uncertain) out.uncertainty = 1 - std::abs(2 * pair.probability - 1);
    if (reason == ReviewReason::contradicted) out.uncertainty = 2 * pair.probability - 1;
    out.priority = out.uncertainty * weight_of(out.value);
    return out;
}

/// The pair by which an item is in its variant: the likeliest. None if a person has put it there.
std::optional<MatchedPair> joining_pair(const CatalogMatcher& matcher, const VendorProductId& id) {
    std::vector<MatchedPair> pairs = matcher.pairs_of(id);
    std::erase_if(pairs, [](const MatchedPair& each) { return each.decision != MatchDecision::joined; });
    if (pairs.empty() || std::ranges::any_of(pairs, &MatchedPair::has_verdict)) return std::nullopt;
    return pairs.front();
}

/// Items whose prices are far off those of the others in their variant, currency by currency.
std::vector<VendorProductId> price_outliers(const CatalogMatcher& matcher, const MasterVariant& variant,
                                            const OutlierPolicy& policy) {
    std::map<std::string, PriceStatistics> by_currency;
    for (std::size_t i = 0; i < variant.members.size(); ++i) {
        const auto listing = matcher.listing_of(variant.members[i]);
        if (!listing || !listing->price || listing->price->minor.value < 1) continue;
        const OfferId place{std::to_string(i)};
        by_currency[std::string{listing->price->currency.code()}].set(place, listing->price->minor);
    }
    std::vector<VendorProductId> out;
    for (const auto& [currency, prices] : by_currency) {
        for (const PriceOutlier& each : prices.outliers(policy)) {
            out.push_back(variant.members[std::stoul(each.offer_id.value)]);
        }
    }
    return out;
}

std::vector<ReviewQuestion> all_questions(const CatalogMatcher& matcher, const OutlierPolicy& policy) {
    std::vector<ReviewQuestion> out;
    const double sure = matcher.model().auto_from;
    for (const MatchedPair& each : matcher.pairs()) {
        if (each.decision != MatchDecision::review || each.has_verdict) continue;
        const bool is_sure = each.probability >= sure;
        out.push_back(question(matcher, each, is_sure ? ReviewReason::contradicted : ReviewReason::uncertain));
    }
    for (const MasterVariant& variant : matcher.variants()) {
        if (std::ssize(variant.members) < policy.offers_min) continue;
        for (const VendorProductId& each : price_outliers(matcher, variant, policy)) {
            if (const auto pair = joining_pair(matcher, each)) {
                out.push_back(question(matcher, *pair, ReviewReason::price));
            }
        }
    }
    return out;
}

/// Questions about items that nobody has been asked about come first; in both parts the order stays.
std::vector<ReviewQuestion> first_of_each_item(std::vector<ReviewQuestion> sorted) {
    std::set<VendorProductId> asked;
    std::vector<ReviewQuestion> first;
    std::vector<ReviewQuestion> later;
    for (ReviewQuestion& each : sorted) {
        const bool is_new = !asked.contains(each.pair.a) && !asked.contains(each.pair.b);
        if (is_new) asked.insert({each.pair.a, each.pair.b});
        (is_new ? first : later).push_back(std::move(each));
    }
    std::ranges::move(later, std::back_inserter(first));
    return first;
}

}  // namespace

std::vector<ReviewQuestion> review_queue(const CatalogMatcher& matcher, const ReviewOptions& options) {
    constexpr std::int64_t limit = 1'000'000;
    marketplace::detail::require_between(options.questions_max, 1, limit, "questions_max");
    marketplace::detail::at_path("outliers", [&] { validate(options.outliers); });
    std::vector<ReviewQuestion> all = all_questions(matcher, options.outliers);
    std::ranges::sort(all, [](const ReviewQuestion& a, const ReviewQuestion& b) {
        if (a.priority != b.priority) return a.priority > b.priority;
        return std::tie(a.pair.a, a.pair.b, a.reason) < std::tie(b.pair.a, b.pair.b, b.reason);
    });
    all = first_of_each_item(std::move(all));
    if (std::ssize(all) > options.questions_max) all.resize(static_cast<std::size_t>(options.questions_max));
    return all;
}

}  // namespace marketplace::catalog
