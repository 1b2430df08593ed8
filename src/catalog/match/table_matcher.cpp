#include <marketplace/catalog/table_matcher.hpp>

#include "two_stage.hpp"
#include "unsupervised.hpp"

#include <marketplace/core/detail/validation.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <cmath>

namespace marketplace::catalog {
namespace detail {

using marketplace::detail::indexed;

class TableMatcherData {
public:
    TableMatcherData(std::span<const Listing> left, std::span<const Listing> right, std::span<const PairKey> wanted,
                     const TableMatchOptions& options)
        : left_places_(places_of(left, "left")),
          right_places_(places_of(right, "right")),
          table_(left, right, pairs_of(wanted), {options.candidates_max}) {
        for (const Listing& each : left) left_keys_.push_back(each.key);
        for (const Listing& each : right) right_keys_.push_back(each.key);
    }

    [[nodiscard]] const PairTable& table() const { return table_; }
    [[nodiscard]] PairKey key_of(std::size_t row) const {
        return {left_keys_[table_.pairs()[row].left], right_keys_[table_.pairs()[row].right]};
    }

    /// The row of a pair. Throws `invalid_value` if it is not in the table.
    [[nodiscard]] std::size_t row_of(const PairKey& key, const std::string& path) const {
        const auto left = left_places_.find(key.left);
        const auto right = right_places_.find(key.right);
        const bool is_known = left != left_places_.end() && right != right_places_.end();
        const std::size_t row = is_known ? table_.find({left->second, right->second}) : table_.size();
        if (row < table_.size()) return row;
        fail(ErrorCode::invalid_value, path, std::to_string(key.left) + ", " + std::to_string(key.right),
             "a candidate, or a pair that was asked for");
    }

    [[nodiscard]] std::vector<LabelledRow> rows_of(std::span<const LabelledPair> labels) const {
        std::vector<LabelledRow> out;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            const std::uint8_t label = labels[i].is_match ? 1 : 0;
            out.push_back({row_of(labels[i].pair, indexed("labels", i)), label});
        }
        return out;
    }

private:
    using Places = boost::unordered_flat_map<std::int64_t, std::uint32_t>;

    static Places places_of(std::span<const Listing> listings, std::string_view side) {
        Places out;
        for (std::uint32_t i = 0; i < listings.size(); ++i) {
            if (out.emplace(listings[i].key, i).second) continue;
            fail(ErrorCode::invalid_value, indexed(side, i) + ".key", std::to_string(listings[i].key),
                 "a key that no other listing of this side has");
        }
        return out;
    }

    [[nodiscard]] std::vector<Pair> pairs_of(std::span<const PairKey> wanted) const {
        std::vector<Pair> out;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const auto left = left_places_.find(wanted[i].left);
            const auto right = right_places_.find(wanted[i].right);
            const auto refuse = [&](std::string_view side, std::int64_t key) {
                fail(ErrorCode::invalid_value, indexed("wanted", i) + "." + std::string{side}, std::to_string(key),
                     "the key of a listing");
            };
            if (left == left_places_.end()) refuse("left", wanted[i].left);
            if (right == right_places_.end()) refuse("right", wanted[i].right);
            out.push_back({left->second, right->second});
        }
        return out;
    }

    Places left_places_;
    Places right_places_;
    std::vector<std::int64_t> left_keys_;
    std::vector<std::int64_t> right_keys_;
    PairTable table_;
};

}  // namespace detail

namespace {

/// Fewer labels than this teach less than what is known without them.
constexpr std::size_t labels_min = 20;
/// From so many on, labels need no help of what is judged without them.
constexpr std::size_t labels_many = 1000;
/// Which pairs to ask about is found with less than the answer itself.
enum class Care : std::uint8_t { quick, full };
/// What a pair without a label counts beside one with.
constexpr float guess_weight = 0.1F;

bool has_both_kinds(std::span<const LabelledPair> labels) {
    const auto matches = std::ranges::count(labels, true, &LabelledPair::is_match);
    return matches > 0 && matches < std::ssize(labels);
}

std::int32_t rank_of(const PairTable& table, std::size_t row) {
    const std::uint32_t rank = table.rank_of_left(row);
    return rank < PairTableOptions{}.context_max ? static_cast<std::int32_t>(rank) : -1;
}

/// Log-odds of a judgement.
std::vector<double> odds_of(std::vector<double> judged) {
    constexpr double little = 1e-6;
    for (double& each : judged) {
        const double p = std::clamp(each, little, 1 - little);
        each = std::log(p / (1 - p));
    }
    return judged;
}

/// What labels teach, and a guess about the pairs that have none.
std::vector<double> learn_beside(const PairTable& table, std::vector<LabelledRow> rows, std::span<const double> guess,
                                 const TwoStageOptions& options) {
    std::vector<std::uint8_t> has_verdict(table.size(), 0);
    for (const LabelledRow& each : rows) has_verdict[each.row] = 1;
    for (const LabelledRow& each : soft_labels(guess, guess_weight)) {
        if (has_verdict[each.row] == 0) rows.push_back(each);
    }
    return learn_two_stages(table, rows, options);
}

/// Added to a seed, so that the second pass has folds and samples of its own.
constexpr std::int64_t second_pass = 31;

/// Few labels correct what is judged without any; many speak for themselves. The corrected judgement is then the guess
/// about all the pairs that have no label, and is corrected once more.
std::vector<double> learn_from_few(const PairTable& table, const std::vector<LabelledRow>& rows, std::int64_t seed,
                                   Care care) {
    const std::vector<double> alone = judge_without_labels(table, {.rounds = 1, .trees = {}, .seed = seed});
    const std::vector<double> prior = odds_of(alone);
    TwoStageOptions options;
    options.seed = seed;
    options.prior = prior;
    if (care == Care::quick) options.bags = 1;
    std::vector<double> judged = learn_beside(table, rows, alone, options);
    if (care == Care::quick) return judged;
    share_out(table, judged);
    options.seed = seed + second_pass;
    return learn_beside(table, rows, judged, options);
}

std::vector<double> probabilities(const PairTable& table, const std::vector<LabelledRow>& rows, bool is_taught,
                                  std::int64_t seed, Care care) {
    if (table.size() == 0) return {};
    if (!is_taught) return judge_without_labels(table, {.rounds = 1, .trees = {}, .seed = seed});
    if (rows.size() < labels_many) return learn_from_few(table, rows, seed, care);
    TwoStageOptions options;
    options.seed = seed;
    return learn_two_stages(table, rows, options);
}

}  // namespace

TableMatcher::TableMatcher(std::span<const Listing> left, std::span<const Listing> right,
                           std::span<const PairKey> wanted, const TableMatchOptions& options) {
    marketplace::detail::require_between(options.candidates_max, 1, 1000, "candidates_max");
    data_ = std::make_unique<detail::TableMatcherData>(left, right, wanted, options);
}
TableMatcher::TableMatcher(TableMatcher&&) noexcept = default;
TableMatcher& TableMatcher::operator=(TableMatcher&&) noexcept = default;
TableMatcher::~TableMatcher() = default;

std::size_t TableMatcher::size() const { return data_->table().size(); }

std::int32_t TableMatcher::left_rank(const PairKey& pair) const {
    return rank_of(data_->table(), data_->row_of(pair, "pair"));
}

std::vector<PairKey> TableMatcher::candidates() const {
    std::vector<PairKey> out;
    for (std::size_t row = 0; row < size(); ++row) {
        if (data_->table().is_candidate(row)) out.push_back(data_->key_of(row));
    }
    std::ranges::sort(out);
    return out;
}

std::vector<JudgedPair> TableMatcher::judge(std::span<const LabelledPair> labels, std::int64_t seed) const {
    const PairTable& table = data_->table();
    const bool is_taught = labels.size() >= labels_min && has_both_kinds(labels);
    const std::vector<double> judged = probabilities(table, data_->rows_of(labels), is_taught, seed, Care::full);
    std::vector<JudgedPair> out;
    for (std::size_t row = 0; row < table.size(); ++row) {
        out.push_back({data_->key_of(row), judged[row], table.is_candidate(row), rank_of(table, row)});
    }
    std::ranges::sort(out, {}, &JudgedPair::pair);
    return out;
}

std::vector<PairKey> TableMatcher::choose_for_review(std::span<const PairKey> pool,
                                                     std::span<const LabelledPair> labels, std::int64_t count,
                                                     std::int64_t seed) const {
    const PairTable& table = data_->table();
    const std::vector<LabelledRow> rows = data_->rows_of(labels);
    const bool is_taught = labels.size() >= labels_min && has_both_kinds(labels);
    const std::vector<double> judged = probabilities(table, rows, is_taught, seed, Care::quick);
    std::vector<std::uint8_t> is_labelled(table.size(), 0);
    for (const LabelledRow& each : rows) is_labelled[each.row] = 1;
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < pool.size(); ++i) {
        const std::size_t row = data_->row_of(pool[i], marketplace::detail::indexed("pool", i));
        if (is_labelled[row] == 0) open.push_back(row);
    }
    std::ranges::stable_sort(open, {}, [&](std::size_t row) { return std::abs(judged[row] - 0.5); });
    std::vector<PairKey> out;
    boost::unordered_flat_map<std::uint32_t, int> of_left;
    for (const std::size_t row : open) {
        if (std::ssize(out) == count) break;
        // One question about a row is worth more than two: its other pairs are then judged anew.
        if (of_left[table.pairs()[row].left]++ == 0) out.push_back(data_->key_of(row));
    }
    return out;
}

}  // namespace marketplace::catalog
