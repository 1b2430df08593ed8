#pragma once
// A pair beside its rivals: the pairs that share its left listing, or its right one, as a first model has judged them.

#include "pair_table.hpp"

#include <span>
#include <vector>

namespace marketplace::catalog {

/// What counts of a pair when it is a rival, or has some.
struct RivalFacts {
    float odds = 0;
    float price_ratio = 0;
    float letter_similarity = 0;
    std::uint32_t share = 0;  ///< its probability as `share_of` the odds: whole numbers add up alike in any order
};

/// The probability of log-odds, in 2^-24ths.
[[nodiscard]] std::uint32_t share_of(double odds);

inline constexpr std::size_t rival_columns = 6;
/// Writes: the best rival's log-odds; how far ahead of it the pair is; how many rivals are more likely; the sum of the
/// rivals' probabilities; of those about as likely, how many have a closer price, and how many a closer title.
void write_rivals(const RivalFacts& own, std::span<const RivalFacts> rivals, std::span<float> out);

class Rivals {
public:
    /// `own` are log-odds of each pair of the table when it is judged itself, `known` what its rivals see of it: where
    /// somebody has given a verdict, that.
    Rivals(const PairTable& table, std::span<const double> own, std::span<const double> known, bool is_left);

    /// Writes `rival_columns` numbers.
    void write(std::size_t row, std::span<float> out) const { write_rivals(facts_of(row), of(row), out); }
    /// The rivals of a pair.
    [[nodiscard]] std::vector<RivalFacts> of(std::size_t row) const;
    [[nodiscard]] RivalFacts facts_of(std::size_t row) const { return with_odds(row, own_[row]); }

private:
    [[nodiscard]] std::uint32_t group_of(std::size_t row) const {
        return is_left_ ? table_.left_group(row) : table_.right_group(row);
    }

    [[nodiscard]] RivalFacts with_odds(std::size_t row, double odds) const;

    const PairTable& table_;
    std::span<const double> own_;
    bool is_left_;
    std::vector<RivalFacts> seen_;      ///< what rivals see of each row
    std::vector<std::uint32_t> begin_;  ///< of each group, and the end: places in `rows_`
    std::vector<std::uint32_t> rows_;
};

}  // namespace marketplace::catalog
