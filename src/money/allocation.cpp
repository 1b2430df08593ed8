#include <marketplace/money/allocation.hpp>

#include <algorithm>
#include <numeric>

namespace marketplace {
namespace {

/// One part while it is being computed, in steps, of the magnitude of the total.
struct Share {
    std::size_t index;
    std::int64_t weight;
    int128 units;         ///< whole steps given so far; wide, as the lowest amount has no 64 bit magnitude
    int128 fraction;      ///< remainder of total * weight over the weight sum
};

int128 checked_sum(std::span<const std::int64_t> weights) {
    if (weights.empty()) fail(ErrorCode::invalid_weights, "weights", "[]", "at least one weight");
    int128 sum = 0;
    for (const std::int64_t weight : weights) {
        if (weight < 0) fail(ErrorCode::invalid_weights, "weights", std::to_string(weight), "weights of zero or more");
        sum += weight;
    }
    if (sum == 0) fail(ErrorCode::invalid_weights, "weights", "all zero", "at least one weight above zero");
    return sum;
}

/// The magnitude in unsigned range, safe for the lowest number.
std::uint64_t magnitude(std::int64_t value) {
    return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

/// floor(units * weight / sum) and the rest of that division, for sums beyond 64 bits too.
std::vector<Share> proportional(std::uint64_t units, std::span<const std::int64_t> weights, int128 sum) {
    std::vector<Share> shares;
    shares.reserve(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const int128 product = static_cast<int128>(units) * weights[i];
        shares.push_back({i, weights[i], product / sum, product % sum});
    }
    return shares;
}

/// Gives one step each to the first `left` weighted shares in an order of preference.
template <class Before>
void hand_out(std::vector<Share>& shares, std::int64_t left, Before before) {
    std::vector<Share*> order;
    for (Share& share : shares) {
        if (share.weight > 0) order.push_back(&share);
    }
    std::stable_sort(order.begin(), order.end(), [&](const Share* a, const Share* b) { return before(*a, *b); });
    for (std::size_t i = 0; left > 0; i = (i + 1) % order.size(), --left) order[i]->units += 1;
}

std::int64_t unassigned(std::uint64_t units, const std::vector<Share>& shares) {
    int128 left = static_cast<int128>(units);
    for (const Share& share : shares) left -= share.units;
    return static_cast<std::int64_t>(left);
}

void keep_whole_blocks(std::uint64_t units, std::vector<Share>& shares) {
    std::int64_t common = 0;
    for (const Share& share : shares) common = std::gcd(common, share.weight);
    int128 block = 0;
    for (const Share& share : shares) block += share.weight / common;
    const int128 blocks = static_cast<int128>(units) / block;
    for (Share& share : shares) share.units = share.weight / common * blocks;
}

/// Webster's claim to a step: the larger weight / (2 * steps + 1) goes first, ties to the earlier part.
/// `a_steps` and `b_steps` are what they hold without the step in question.
bool claims_before(const Share& a, int128 a_steps, const Share& b, int128 b_steps) {
    const int128 left = a.weight * (2 * b_steps + 1);
    const int128 right = b.weight * (2 * a_steps + 1);
    return left != right ? left > right : a.index < b.index;
}

/// Webster, as if step after step went to the largest claim. Rounding every quota to the nearest gives
/// the steps of all claims above a common divisor, so at most half as many steps as there are parts are
/// then missing, or must be taken back in reverse order of claims. Starting below the quotas alone would
/// be wrong: many small parts that round up can push a large one below its quota by several steps.
void sainte_lague(std::uint64_t units, std::vector<Share>& shares, int128 sum) {
    int128 left = static_cast<int128>(units);
    std::vector<Share*> order;
    for (Share& share : shares) {
        if (2 * share.fraction > sum) share.units += 1;
        left -= share.units;
        if (share.weight > 0) order.push_back(&share);
    }
    const auto claims_less = [](const Share* a, const Share* b) { return claims_before(*b, b->units, *a, a->units); };
    const auto claimed_more = [](const Share* a, const Share* b) {  // a share without steps has none to give back
        if (a->units == 0 || b->units == 0) return a->units == 0 && b->units != 0;
        return claims_before(*a, a->units - 1, *b, b->units - 1);
    };
    if (left > 0) std::make_heap(order.begin(), order.end(), claims_less);
    if (left < 0) std::make_heap(order.begin(), order.end(), claimed_more);
    for (; left > 0; --left) {
        std::pop_heap(order.begin(), order.end(), claims_less);
        order.back()->units += 1;
        std::push_heap(order.begin(), order.end(), claims_less);
    }
    for (; left < 0; ++left) {
        std::pop_heap(order.begin(), order.end(), claimed_more);
        order.back()->units -= 1;
        std::push_heap(order.begin(), order.end(), claimed_more);
    }
}

void distribute(std::uint64_t units, std::vector<Share>& shares, AllocationMode mode, int128 sum) {
    switch (mode) {
        case AllocationMode::largest_remainder:
            return hand_out(shares, unassigned(units, shares),
                            [](const Share& a, const Share& b) { return a.fraction > b.fraction; });
        case AllocationMode::first:
            return hand_out(shares, unassigned(units, shares), [](const Share&, const Share&) { return false; });
        case AllocationMode::largest_weight:
            return hand_out(shares, unassigned(units, shares),
                            [](const Share& a, const Share& b) { return a.weight > b.weight; });
        case AllocationMode::separate: return;
        case AllocationMode::block: return keep_whole_blocks(units, shares);
        case AllocationMode::sainte_lague: return sainte_lague(units, shares, sum);
    }
}

bool returns_remainder(AllocationMode mode) {
    return mode == AllocationMode::separate || mode == AllocationMode::block;
}

/// Back to signed amounts; the remainder is whatever the parts leave of the total.
Allocation signed_parts(std::int64_t total, const std::vector<Share>& shares, std::int64_t step, bool keep_remainder) {
    Allocation out;
    out.parts.resize(shares.size());
    int128 rest = total;
    std::size_t last = 0;
    for (const Share& share : shares) {
        const int128 part = (total < 0 ? -share.units : share.units) * step;  // within the total
        out.parts[share.index] = {narrow(part)};
        rest -= part;
        if (share.weight > 0) last = share.index;
    }
    if (keep_remainder) {
        out.remainder = {narrow(rest)};
    } else {
        out.parts[last] += Amount{narrow(rest)};
    }
    return out;
}

/// Exact rates brought to a common denominator; throws `overflow` when that does not fit.
std::vector<std::int64_t> to_weights(std::span<const Rate> rates) {
    std::int64_t common = 1;
    for (const Rate& rate : rates) {
        common = checked_multiply(common / std::gcd(common, rate.denominator()), rate.denominator());
    }
    std::vector<std::int64_t> weights;
    for (const Rate& rate : rates) weights.push_back(checked_multiply(rate.numerator(), common / rate.denominator()));
    return weights;
}

}  // namespace

Allocation allocate(Amount total, std::span<const std::int64_t> weights, const AllocationOptions& options) {
    const int128 sum = checked_sum(weights);
    if (options.step < 1) fail(ErrorCode::out_of_range, "step", std::to_string(options.step), "1 or more");
    const std::uint64_t units = magnitude(total.value) / static_cast<std::uint64_t>(options.step);
    if (sum > INT64_MAX) fail(ErrorCode::overflow, "weights", "", "a sum within 64 bits");
    std::vector<Share> shares = proportional(units, weights, sum);
    distribute(units, shares, options.mode, sum);
    return signed_parts(total.value, shares, options.step, returns_remainder(options.mode));
}

Allocation allocate_by_rates(Amount total, std::span<const Rate> weights, const AllocationOptions& options) {
    const std::vector<std::int64_t> integers = to_weights(weights);
    return allocate(total, integers, options);
}

Allocation allocate_portions(Amount total, std::span<const Rate> portions) {
    Rate left{1, 1};
    std::vector<Rate> all{portions.begin(), portions.end()};
    for (const Rate& portion : portions) left = left - portion;
    if (left < Rate{}) fail(ErrorCode::invalid_weights, "portions", "", "portions that sum to at most 1");
    all.push_back(left);
    return allocate_by_rates(total, all);
}

}  // namespace marketplace
