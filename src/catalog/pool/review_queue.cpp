#include "matcher_data.hpp"

#include <marketplace/catalog/match_review.hpp>
#include <marketplace/core/detail/validation.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace marketplace::catalog {
namespace detail {

/// A question before anything is copied for it: of many, only some are asked.
struct OpenQuestion {
    Slot a = 0;
    Slot b = 0;
    ReviewReason reason = ReviewReason::uncertain;
    double uncertainty = 1;
    double priority = 0;
};

namespace {

/// The higher of two prices; of one currency, else the first that is there.
const std::optional<Money>& value_of(const Pool& pool, Slot a, Slot b) {
    const std::optional<Money>& of_a = pool.item(a).listing.price;
    const std::optional<Money>& of_b = pool.item(b).listing.price;
    if (!of_a || !of_b) return of_a ? of_a : of_b;
    return of_a->currency == of_b->currency && of_b->minor > of_a->minor ? of_b : of_a;
}

/// A weight for sorting, no money; without a price a question counts little, but it counts.
double weight_of(const std::optional<Money>& value) {
    return value && value->minor.value > 0 ? static_cast<double>(value->minor.value) : 1;
}

OpenQuestion question(const Pool& pool, Slot a, Slot b, double probability, ReviewReason reason) {
    OpenQuestion out{a, b, reason, 1, 0};
    if (reason == ReviewReason::uncertain) out.uncertainty = 1 - std::abs(2 * probability - 1);
    if (reason == ReviewReason::contradicted) out.uncertainty = 2 * probability - 1;
    out.priority = out.uncertainty * weight_of(value_of(pool, a, b));
    return out;
}

/// Items whose prices are far off those of the others in their variant, currency by currency.
std::vector<Slot> price_outliers(const Pool& pool, const std::vector<VendorProductId>& members,
                                 const OutlierPolicy& policy) {
    std::vector<Slot> slots;
    std::int64_t low = std::numeric_limits<std::int64_t>::max();
    std::int64_t high = 0;
    for (const VendorProductId& member : members) {
        const auto slot = pool.find(member);
        if (!slot) continue;
        const std::optional<Money>& price = pool.item(*slot).listing.price;
        if (!price || price->minor.value < 1) continue;
        slots.push_back(*slot);
        low = std::min(low, price->minor.value);
        high = std::max(high, price->minor.value);
    }
    // Where the dearest is not far from the cheapest, nothing is far from the median.
    if (high == 0 || wide_multiply(high, 10'000) < wide_multiply(low, policy.ratio_min_bps)) return {};
    std::map<std::string, PriceStatistics> by_currency;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const Money& price = *pool.item(slots[i]).listing.price;
        by_currency[std::string{price.currency.code()}].set(OfferId{std::to_string(i)}, price.minor);
    }
    std::vector<Slot> out;
    for (const auto& [currency, prices] : by_currency) {
        for (const PriceOutlier& each : prices.outliers(policy)) out.push_back(slots[std::stoul(each.offer_id.value)]);
    }
    return out;
}

/// Whether one question comes after another: by falling priority, then by ids.
struct AskedAfter {
    const Pool& pool;

    bool operator()(const OpenQuestion& x, const OpenQuestion& y) const {
        if (x.priority != y.priority) return x.priority < y.priority;
        return key(x) > key(y);
    }
    [[nodiscard]] std::tuple<const VendorProductId&, const VendorProductId&, ReviewReason> key(
        const OpenQuestion& of) const {
        return {pool.item(of.a).id, pool.item(of.b).id, of.reason};
    }
};

/// The order in which questions are asked, from a heap: as a rule only the first of many are.
class QuestionHeap {
public:
    QuestionHeap(const Pool& pool, std::vector<OpenQuestion> open) : pool_(pool), open_(std::move(open)) {
        std::ranges::make_heap(open_, AskedAfter{pool_});
    }

    /// Questions about items that nobody has been asked about come first; in both parts the order stays.
    [[nodiscard]] std::vector<OpenQuestion> first(std::size_t count) && {
        std::vector<std::uint8_t> is_asked(pool_.slots_end(), 0);
        std::vector<OpenQuestion> out;
        std::vector<OpenQuestion> later;
        while (out.size() < count && !open_.empty()) {
            std::ranges::pop_heap(open_, AskedAfter{pool_});
            const OpenQuestion each = open_.back();
            open_.pop_back();
            const bool is_new = is_asked[each.a] == 0 && is_asked[each.b] == 0;
            if (is_new) is_asked[each.a] = is_asked[each.b] = 1;
            (is_new ? out : later).push_back(each);
        }
        later.resize(std::min(later.size(), count - out.size()));
        out.insert(out.end(), later.begin(), later.end());
        return out;
    }

private:
    const Pool& pool_;
    std::vector<OpenQuestion> open_;
};

}  // namespace

/// The pairs that a person has to decide about, each from the item of the lesser id.
std::vector<OpenQuestion> CatalogMatcherData::open_pairs() const {
    const std::vector<const VariantId*> variants = variants_by_slot();
    std::vector<OpenQuestion> out;
    for (Slot slot = 0; slot < variants.size(); ++slot) {
        for (const Edge& each : edges_->of(slot)) {
            // The least likely pairs are most of all: nothing else is looked up for them.
            if (each.other < slot || each.probability < model_.review_from || each.are_variants) continue;
            const bool is_lesser = pool_->item(slot).id < pool_->item(each.other).id;
            const auto [a, b] = is_lesser ? std::pair{slot, each.other} : std::pair{each.other, slot};
            if (variants[a] == nullptr || (variants[b] != nullptr && *variants[a] == *variants[b])) continue;
            if (verdicts_.contains(verdict_key(pool_->item(a).id, pool_->item(b).id))) continue;
            const bool is_sure = each.probability >= model_.auto_from;
            const ReviewReason reason = is_sure ? ReviewReason::contradicted : ReviewReason::uncertain;
            out.push_back(question(*pool_, a, b, each.probability, reason));
        }
    }
    return out;
}

std::vector<ReviewQuestion> CatalogMatcherData::review(const ReviewOptions& options) const {
    std::vector<OpenQuestion> open = open_pairs();
    for (const auto& [id, members] : variants_) {
        if (std::ssize(members) < options.outliers.offers_min) continue;
        for (const Slot each : price_outliers(*pool_, members, options.outliers)) {
            if (const Edge* by = joining_edge(each)) {
                open.push_back(question(*pool_, each, by->other, by->probability, ReviewReason::price));
            }
        }
    }
    QuestionHeap heap{*pool_, std::move(open)};
    std::vector<ReviewQuestion> out;
    for (const OpenQuestion& each : std::move(heap).first(static_cast<std::size_t>(options.questions_max))) {
        out.push_back({each.reason, matched(each.a, *edges_->find(each.a, each.b)), each.uncertainty,
                       value_of(*pool_, each.a, each.b), each.priority});
    }
    return out;
}

/// The pair by which an item is in its variant: the likeliest. None if a person has put it there.
const Edge* CatalogMatcherData::joining_edge(Slot slot) const {
    const Edge* out = nullptr;
    for (const Edge& each : edges_->of(slot)) {
        const MatchedPair pair = matched(slot, each);
        if (pair.decision != MatchDecision::joined) continue;
        if (pair.has_verdict) return nullptr;
        const bool is_first = out == nullptr || each.probability > out->probability ||
                              (each.probability == out->probability && pair.b < pool_->item(out->other).id);
        if (is_first) out = &each;
    }
    return out;
}

}  // namespace detail

std::vector<ReviewQuestion> review_queue(const CatalogMatcher& matcher, const ReviewOptions& options) {
    constexpr std::int64_t limit = 1'000'000;
    marketplace::detail::require_between(options.questions_max, 1, limit, "questions_max");
    marketplace::detail::at_path("outliers", [&] { validate(options.outliers); });
    return matcher.data_->review(options);
}

}  // namespace marketplace::catalog
