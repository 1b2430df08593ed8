#pragma once
// A pair beside its rivals: the pairs that share its left listing, or its right one, as a first model has judged them.

#include "pair_table.hpp"

#include <span>
#include <vector>

namespace marketplace::catalog {

class Rivals {
public:
    /// `own` are log-odds of each pair of the table when it is judged itself, `known` what its rivals see of it: where
    /// somebody has given a verdict, that.
    Rivals(const PairTable& table, std::span<const double> own, std::span<const double> known, bool is_left);

    static constexpr std::size_t columns = 6;
    /// Writes: the best rival's log-odds; how far ahead of it the pair is; how many rivals are more likely; the sum of
    /// the rivals' probabilities; of those about as likely, how many have a closer price, and how many a closer title.
    void write(std::size_t row, std::span<float> out) const;

private:
    const PairTable& table_;
    std::span<const double> own_;
    std::span<const double> known_;
    bool is_left_;
    std::vector<std::uint32_t> begin_;  ///< of each listing, and the end: places in `rows_`
    std::vector<std::uint32_t> rows_;
};

}  // namespace marketplace::catalog
