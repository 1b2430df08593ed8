#include <marketplace/money/allocation.hpp>

#include <algorithm>
#include <numeric>

namespace marketplace {
namespace {

/// One part while it is being computed, in steps, of the magnitude of the total.
struct Share {
    std::size_t index;
    std::int64_t weight;
    std::int64_t units;   ///< whole steps given so far
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
        shares.push_back({i, weights[i], static_cast<std::int64_t>(product / sum), product % sum});
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
    std::uint64_t left = units;
    for (const Share& share : shares) left -= static_cast<std::uint64_t>(share.units);
    return static_cast<std::int64_t>(left);
}

void keep_whole_blocks(std::uint64_t units, std::vector<Share>& shares) {
    std::int64_t common = 0;
    for (const Share& share : shares) common = std::gcd(common, share.weight);
    int128 block = 0;
    for (const Share& share : shares) block += share.weight / common;
    const auto blocks = static_cast<std::int64_t>(static_cast<int128>(units) / block);
    for (Share& share : shares) share.units = share.weight / common * blocks;
}

/// Webster: seat after seat to the largest weight / (2 * seats + 1), started near the quota from below.
void sainte_lague(std::uint64_t units, std::vector<Share>& shares) {
    for (Share& share : shares) share.units = std::max<std::int64_t>(0, share.units - 1);
    const auto next = [](const Share& a, const Share& b) {
        return static_cast<int128>(a.weight) * (2 * static_cast<int128>(b.units) + 1) >
               static_cast<int128>(b.weight) * (2 * static_cast<int128>(a.units) + 1);
    };
    for (std::int64_t left = unassigned(units, shares); left > 0; --left) {
        Share* best = nullptr;
        for (Share& share : shares) {
            if (share.weight > 0 && (best == nullptr || next(share, *best))) best = &share;
        }
        best->units += 1;
    }
}

void distribute(std::uint64_t units, std::vector<Share>& shares, AllocationMode mode) {
    switch (mode) {
        case AllocationMode::largest_remainder:
            return hand_out(shares, unassigned(units, shares), [](const Share& a, const Share& b) { return a.fraction > b.fraction; });
        case AllocationMode::first:
            return hand_out(shares, unassigned(units, shares), [](const Share&, const Share&) { return false; });
        case AllocationMode::largest_weight:
            return hand_out(shares, unassigned(units, shares), [](const Share& a, const Share& b) { return a.weight > b.weight; });
        case AllocationMode::separate: return;
        case AllocationMode::block: return keep_whole_blocks(units, shares);
        case AllocationMode::sainte_lague: return sainte_lague(units, shares);
    }
}

bool returns_remainder(AllocationMode mode) { return mode == AllocationMode::separate || mode == AllocationMode::block; }

/// Back to signed amounts; the remainder is whatever the parts leave of the total.
Allocation signed_parts(std::int64_t total, const std::vector<Share>& shares, std::int64_t step, bool keep_remainder) {
    Allocation out;
    out.parts.resize(shares.size());
    std::int64_t rest = total;
    std::size_t last = 0;
    for (const Share& share : shares) {
        const std::int64_t part = checked_multiply(total < 0 ? -share.units : share.units, step);
        out.parts[share.index] = {part};
        rest -= part;
        if (share.weight > 0) last = share.index;
    }
    if (keep_remainder) {
        out.remainder = {rest};
    } else {
        out.parts[last] += Amount{rest};
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
    distribute(units, shares, options.mode);
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

std::vector<Amount> allocate_cumulative(std::span<const Amount> parts, Amount cumulative,
                                        std::span<const Amount> before) {
    Amount whole;
    Amount given;
    for (const Amount part : parts) whole += part;
    for (const Amount part : before) given += part;
    const std::int64_t sign = whole.value < 0 ? -1 : 1;
    const bool ordered = sign * given.value >= 0 && sign * given.value <= sign * cumulative.value && sign * cumulative.value <= sign * whole.value;
    if (before.size() != parts.size() || !ordered) {
        fail(ErrorCode::out_of_range, "cumulative", std::to_string(cumulative.value),
             "between " + std::to_string(given.value) + " and " + std::to_string(whole.value));
    }
    std::vector<Amount> out{before.begin(), before.end()};
    if (cumulative == given) return out;
    // Every part is owed its exact share of the cumulative total. Those who have less than the floor of
    // it get that first; then one unit at a time to whoever is furthest below, never above the part.
    std::int64_t left = sign * (cumulative.value - given.value);
    struct Claim {
        std::size_t index;
        int128 lag;  ///< whole * share - whole * received: how far below, in units of 1 / whole
    };
    const int128 scale = static_cast<int128>(sign) * whole.value;
    const auto lag_of = [&](std::size_t i) {
        return static_cast<int128>(sign * cumulative.value) * (sign * parts[i].value) - scale * (sign * out[i].value);
    };
    std::vector<Claim> claims;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const int128 lag = lag_of(i);
        if (lag <= 0) continue;
        const auto floor_units = std::min<std::int64_t>(static_cast<std::int64_t>(lag / scale), left);
        out[i] += Amount{sign * floor_units};
        left -= floor_units;
    }
    while (left > 0) {
        std::size_t best = parts.size();
        int128 best_lag = 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (out[i] == parts[i]) continue;
            const int128 lag = lag_of(i);
            if (best == parts.size() || lag > best_lag) {
                best = i;
                best_lag = lag;
            }
        }
        out[best] += Amount{sign};
        --left;
    }
    return out;
}

}  // namespace marketplace
