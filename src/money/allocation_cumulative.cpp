#include <marketplace/money/allocation.hpp>

#include <algorithm>

namespace marketplace {
namespace {

/// How far one part is below its exact share of the cumulative total, in units of 1 / whole. All
/// magnitudes are those of the sign of the whole, so that negative amounts mirror positive ones.
struct Claim {
    std::size_t index;
    int128 lag;
};

/// A magnitude in the direction of the whole; negative when the amount points the other way.
int128 along(Amount amount, bool negative) {
    return negative ? -static_cast<int128>(amount.value) : static_cast<int128>(amount.value);
}

[[noreturn]] void refuse(std::string_view field, Amount value, Amount from, Amount to) {
    fail(ErrorCode::out_of_range, field, std::to_string(value.value),
         "between " + std::to_string(from.value) + " and " + std::to_string(to.value));
}

void require_parts(std::span<const Amount> parts, std::span<const Amount> before, bool negative) {
    if (before.size() != parts.size()) {
        fail(ErrorCode::out_of_range, "before", std::to_string(before.size()) + " amounts",
             std::to_string(parts.size()) + " amounts, one for each part");
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string at = "[" + std::to_string(i) + "]";
        if (along(parts[i], negative) < 0) {
            fail(ErrorCode::out_of_range, "parts" + at, std::to_string(parts[i].value), "parts of one sign");
        }
        const bool inside = along(before[i], negative) >= 0 && along(before[i], negative) <= along(parts[i], negative);
        if (!inside) refuse("before" + at, before[i], {}, parts[i]);
    }
}

/// How many units are given while every unit goes to a part that lags by more than `level` whole units.
int128 given_down_to(const std::vector<Claim>& claims, int128 scale, int128 level) {
    int128 units = 0;
    for (const Claim& claim : claims) units += std::max<int128>(0, claim.lag / scale - level);
    return units;
}

/// The lowest level whose units do not exceed `left`; it is zero unless some part had received far more
/// than its share, so that the others cannot all have theirs.
int128 lowest_level(const std::vector<Claim>& claims, int128 scale, int128 left) {
    int128 low = 0;
    int128 high = 0;
    for (const Claim& claim : claims) high = std::max(high, claim.lag / scale);
    while (low < high) {
        const int128 middle = (low + high) / 2;
        if (given_down_to(claims, scale, middle) <= left) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/// Gives `left` units, each to whoever lags most at that moment, ties to the earlier part: first whole
/// levels at once, then one unit each. Lags of all parts sum to what is left, so the largest is above
/// zero until nothing is left, and nobody is given more than its part.
void give(std::vector<Claim>& claims, int128 scale, int128 left, std::vector<int128>& units) {
    const int128 level = lowest_level(claims, scale, left);
    for (Claim& claim : claims) {
        const int128 now = std::max<int128>(0, claim.lag / scale - level);
        units[claim.index] += now;
        claim.lag -= now * scale;
        left -= now;
    }
    std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.lag > b.lag; });
    for (std::size_t i = 0; left > 0; ++i, --left) units[claims[i].index] += 1;
}

}  // namespace

std::vector<Amount> allocate_cumulative(std::span<const Amount> parts, Amount cumulative,
                                        std::span<const Amount> before) {
    Amount whole;
    Amount given;
    for (const Amount part : parts) whole += part;
    for (const Amount part : before) given += part;
    const bool negative = whole < Amount{};
    require_parts(parts, before, negative);
    const int128 left = along(cumulative, negative) - along(given, negative);
    const int128 scale = along(whole, negative);
    if (left < 0 || along(cumulative, negative) > scale) refuse("cumulative", cumulative, given, whole);
    std::vector<Amount> out{before.begin(), before.end()};
    if (left == 0) return out;

    std::vector<Claim> claims;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const int128 owed = along(cumulative, negative) * along(parts[i], negative);
        const int128 lag = owed - scale * along(before[i], negative);
        if (lag > 0) claims.push_back({i, lag});
    }
    std::vector<int128> units(parts.size());
    give(claims, scale, left, units);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const int128 moved = negative ? -units[i] : units[i];
        out[i] = {narrow(before[i].value + moved)};
    }
    return out;
}

}  // namespace marketplace
