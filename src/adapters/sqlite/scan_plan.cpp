#include "scan_plan.hpp"

#include <algorithm>

namespace marketplace::sqlite {
namespace {

Range bounded_range(const Scan& scan) {
    Range range;
    range.equal = scan.prefix;
    if (scan.from) {
        range.lower_kind = Range::Lower::from;
        range.lower = *scan.from;
    }
    range.upper = scan.to;
    return range;
}

bool is_null(const Cell& cell) { return std::holds_alternative<std::monostate>(cell); }

bool within_bounds(const Scan& scan, const Cell& cell) {
    if ((scan.from || scan.to) && is_null(cell)) return false;
    return (!scan.from || cell >= *scan.from) && (!scan.to || cell < *scan.to);
}

/// What comes after a cell of the column behind `range.equal`, within the bounds that the range has.
void add_upwards(std::vector<Range>& out, Range range, const Cell& cell) {
    if (range.lower_kind != Range::Lower::from || cell >= range.lower) {
        range.lower_kind = is_null(cell) ? Range::Lower::not_null : Range::Lower::above;
        range.lower = cell;
    }
    out.push_back(std::move(range));
}

void add_downwards(std::vector<Range>& out, Range range, const Cell& cell, bool nullable) {
    if (is_null(cell)) return;  // nothing comes before null
    const bool has_bounds = range.lower_kind != Range::Lower::none || range.upper.has_value();
    Range nulls;
    nulls.equal = range.equal;
    nulls.equal.emplace_back();
    range.upper = range.upper ? std::min(*range.upper, cell) : cell;
    out.push_back(std::move(range));
    if (nullable && !has_bounds) out.push_back(std::move(nulls));
}

}  // namespace

std::uint64_t Range::shape() const noexcept {
    return equal.size() << 3 | static_cast<std::uint64_t>(lower_kind) << 1 | (upper ? 1U : 0U);
}

std::vector<Range> ranges_of(const TableInfo& table, const Scan& scan, std::span<const std::size_t> order) {
    std::vector<Range> out;
    if (scan.after.empty()) {
        out.push_back(bounded_range(scan));
        return out;
    }
    const std::size_t first = scan.prefix.size();
    for (std::size_t level = order.size(); level-- > first;) {
        Range range;
        if (level == first) {
            range = bounded_range(scan);
        } else {
            if (!within_bounds(scan, scan.after[first])) continue;
            range.equal.assign(scan.after.begin(), scan.after.begin() + static_cast<std::ptrdiff_t>(level));
        }
        if (scan.descending) {
            add_downwards(out, std::move(range), scan.after[level], table.columns[order[level]].nullable);
        } else {
            add_upwards(out, std::move(range), scan.after[level]);
        }
    }
    return out;
}

}  // namespace marketplace::sqlite
