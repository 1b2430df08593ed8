#include <marketplace/affiliate/proration.hpp>

#include <marketplace/money/allocation.hpp>

#include <algorithm>

namespace marketplace::affiliate {
namespace {

/// The parts of one sign, with where they stand in the list.
struct Side {
    std::vector<std::size_t> indexes;
    std::vector<Amount> parts;
    std::vector<Amount> before;
    Amount whole;
    Amount given;

    void add(std::size_t index, Amount part, Amount part_before) {
        indexes.push_back(index);
        parts.push_back(part);
        before.push_back(part_before);
        whole += part;
        given += part_before;
    }

    void put_into(std::vector<Amount>& out, Amount cumulative) const {
        if (parts.empty()) return;
        const std::vector<Amount> now = allocate_cumulative(parts, cumulative, before);
        for (std::size_t i = 0; i < indexes.size(); ++i) out[indexes[i]] = now[i];
    }
};

}  // namespace

Amount prorate(Amount value, Progress progress, Amount before) {
    const Rate fraction{progress.done, progress.whole};
    const Amount now = multiply(value, fraction, Rounding::half_up);
    return value < Amount{} ? std::min(now, before) : std::max(now, before);
}

std::vector<Amount> prorate(std::span<const Amount> parts, Progress progress, Amount cumulative,
                            std::span<const Amount> before) {
    if (before.size() != parts.size()) {
        fail(ErrorCode::out_of_range, "before", std::to_string(before.size()) + " amounts",
             std::to_string(parts.size()) + " amounts, one for each part");
    }
    Side positive;
    Side negative;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        Side& side = parts[i] < Amount{} ? negative : positive;
        side.add(i, parts[i], before[i]);
    }
    const bool positive_carries = positive.whole + negative.whole >= Amount{};
    const Side& light = positive_carries ? negative : positive;
    const Side& heavy = positive_carries ? positive : negative;
    const Amount light_now = prorate(light.whole, progress, light.given);
    std::vector<Amount> out(parts.size());
    light.put_into(out, light_now);
    heavy.put_into(out, cumulative - light_now);
    return out;
}

}  // namespace marketplace::affiliate
