#include "charge_formula.hpp"

#include <marketplace/money/allocation.hpp>

#include <algorithm>

namespace marketplace::affiliate::detail {
namespace {

/// Adds up the bands of one charge.
class Bands {
public:
    explicit Bands(std::vector<BandPart>* parts) : parts_(parts) {}

    void take(const Threshold& band, std::int64_t base) {
        if (base == 0) return;  // nothing falls into the band, so its fixed part is not due
        sum_ = sum_ + product(base, *band.rate) + Fraction{band.fixed_minor.value, 1};
        if (parts_ != nullptr) parts_->push_back({band.from_minor, Amount{base}, *band.rate, band.fixed_minor});
    }
    const Fraction& sum() const { return sum_; }

private:
    Fraction sum_;
    std::vector<BandPart>* parts_;
};

/// The end of a band, which is the begin of the next.
std::int64_t end_of(const std::vector<Threshold>& bands, std::size_t index) {
    return index + 1 < bands.size() ? bands[index + 1].from_minor.value : INT64_MAX;
}

/// The band [from, next) of a value.
const Threshold& band_from(const std::vector<Threshold>& bands, std::int64_t value) {
    const auto after =
        std::upper_bound(bands.begin() + 1, bands.end(), value,
                         [](std::int64_t v, const Threshold& band) { return v < band.from_minor.value; });
    return *(after - 1);
}

/// The band (from, next] of a value; zero is in the first.
const Threshold& band_up_to(const std::vector<Threshold>& bands, std::int64_t value) {
    const auto after =
        std::lower_bound(bands.begin() + 1, bands.end(), value,
                         [](const Threshold& band, std::int64_t v) { return band.from_minor.value < v; });
    return *(after - 1);
}

/// How much of [from, from + length) lies in each band; the last band has no end.
template <class Take>
void each_part(const std::vector<Threshold>& bands, std::int64_t from, std::int64_t length, Take&& take) {
    const std::int64_t to = checked_add(from, length);
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const std::int64_t low = std::max(from, bands[i].from_minor.value);
        const std::int64_t high = std::min(to, end_of(bands, i));
        if (low < high) take(bands[i], high - low);
    }
}

/// One overload for each formula.
class Formula {
public:
    Formula(const CompiledRule& rule, const FormulaInput& input, std::vector<BandPart>* bands)
        : rule_(rule), input_(input), bands_(bands) {}

    Fraction operator()(const FixedPerUnit&) { return fixed(); }
    Fraction operator()(const FixedPerLine&) { return fixed(); }
    Fraction operator()(const FixedPerOrder&) { return fixed(); }
    Fraction operator()(const Percent& charge) { return product(input_.base, *charge.rate); }
    Fraction operator()(const PercentPlusFixed& charge) { return product(input_.base, *charge.rate) + fixed(); }
    Fraction operator()(const Recurring& charge) {
        return charge.rate ? product(input_.base, *charge.rate) + fixed() : fixed();
    }
    Fraction operator()(const Graduated& charge) {
        each_part(charge.thresholds, 0, input_.base,
                  [&](const Threshold& band, std::int64_t part) { bands_.take(band, part); });
        return bands_.sum();
    }
    Fraction operator()(const Slab& charge) {
        const bool below = charge.boundary == Boundary::inclusive_below;
        bands_.take(below ? band_up_to(charge.thresholds, input_.base) : band_from(charge.thresholds, input_.base),
                    input_.base);
        return bands_.sum();
    }
    Fraction operator()(const Volume& charge) {
        if (charge.mode == BandMode::slab || charge.metric == VolumeMetric::orders) {
            bands_.take(band_from(charge.thresholds, input_.volume_before), input_.base);
        } else if (charge.metric == VolumeMetric::amount) {
            each_part(charge.thresholds, input_.volume_before, input_.base,
                      [&](const Threshold& band, std::int64_t part) { bands_.take(band, part); });
        } else {
            units(charge.thresholds);
        }
        return bands_.sum();
    }

private:
    Fraction fixed() const {
        if (rule_.amounts.empty()) return {};
        if (rule_.fixed_scope == FixedScope::order) return input_.order_fixed;
        const std::int64_t amount = fixed_amount(rule_, input_.line->currency);
        if (rule_.fixed_scope == FixedScope::line) return {amount, 1};
        return {wide_multiply(amount, input_.line->quantity), 1};
    }

    /// The base divided over the bands by how many units fall into each.
    void units(const std::vector<Threshold>& thresholds) {
        std::vector<const Threshold*> met;
        std::vector<std::int64_t> counts;
        each_part(thresholds, input_.volume_before, input_.line->quantity,
                  [&](const Threshold& band, std::int64_t count) {
                      met.push_back(&band);
                      counts.push_back(count);
                  });
        const Allocation bases = allocate(Amount{input_.base}, counts);
        for (std::size_t i = 0; i < met.size(); ++i) bands_.take(*met[i], bases.parts[i].value);
    }

    const CompiledRule& rule_;
    const FormulaInput& input_;
    Bands bands_;
};

}  // namespace

BaseParts base_parts(const BaseSpec& spec, const LineFacts& line) {
    BaseParts out;
    std::int64_t goods = line.gross;
    if (spec.from != BaseFrom::gross)
        goods = checked_subtract(goods, checked_add(line.discount_vendor, line.tax_included));
    if (spec.from == BaseFrom::net_paid) goods = checked_subtract(goods, line.discount_platform);
    out.goods_minor = {std::max<std::int64_t>(goods, 0)};
    if (spec.add_tax) {
        out.tax_minor = {spec.from == BaseFrom::gross ? line.tax_added : line.remitted_tax()};
    }
    if (spec.add_shipping) out.shipping_minor = {line.shipping};
    if (spec.add_gift_wrap) out.gift_wrap_minor = {line.gift_wrap};
    if (spec.add_fees) out.fees_minor = {line.fees};
    return out;
}

std::int64_t base_of(const BaseSpec& spec, const LineFacts& line) {
    const BaseParts parts = base_parts(spec, line);
    const Amount sum = parts.goods_minor + parts.tax_minor + parts.shipping_minor + parts.gift_wrap_minor +
                       parts.fees_minor;
    return sum.value;
}

std::int64_t fixed_amount(const CompiledRule& rule, Currency currency) {
    for (const CurrencyAmount& amount : rule.amounts) {
        if (amount.currency == currency) return amount.value;
    }
    return 0;
}

Fraction raw_charge(const CompiledRule& rule, const FormulaInput& input, std::vector<BandPart>* bands) {
    return std::visit(Formula{rule, input, bands}, rule.charge);
}

Fraction within_bounds(const CompiledRule& rule, const LineFacts& line, const Fraction& raw, std::string_view& bound) {
    for (const CurrencyBounds& bounds : rule.bounds) {
        if (bounds.currency != line.currency) continue;
        const std::int64_t times = rule.bound_scope == BoundScope::unit ? line.quantity : 1;
        const Fraction min{wide_multiply(bounds.min, times), 1};
        const Fraction max{wide_multiply(bounds.max, times), 1};
        bound = raw < min ? "min" : max < raw ? "max" : "";
        if (bound == "min") return min;
        if (bound == "max") return max;
    }
    return raw;
}

}  // namespace marketplace::affiliate::detail
