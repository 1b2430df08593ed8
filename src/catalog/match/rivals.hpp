#pragma once
// A pair beside its rivals: the pairs that share its left listing, or its right one, as a first model has judged them.

#include "pair_table.hpp"

#include <span>
#include <vector>

namespace marketplace::catalog {

/// What counts of a pair when it is a rival, or has some.
struct RivalFacts {
    double odds = 0;
    float price_ratio = 0;
    float letter_similarity = 0;
};

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
    void write(std::size_t row, std::span<float> out) const { write_rivals(facts_of(row, own_[row]), of(row), out); }
    /// The rivals of a pair.
    [[nodiscard]] std::vector<RivalFacts> of(std::size_t row) const;
    [[nodiscard]] RivalFacts facts_of(std::size_t row, double odds) const;

private:
    [[nodiscard]] std::uint32_t group_of(std::size_t row) const {
        return is_left_ ? table_.left_group(row) : table_.right_group(row);
    }

    const PairTable& table_;
    std::span<const double> own_;
    std::span<const double> known_;
    bool is_left_;
    std::vector<std::uint32_t> begin_;  ///< of each group, and the end: places in `rows_`
    std::vector<std::uint32_t> rows_;
};

}  // namespace marketplace::catalog
