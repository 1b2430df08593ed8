#include <marketplace/affiliate/commission_charge.hpp>

namespace marketplace::affiliate {
namespace {

/// One overload for each formula; the path begins at the charge.
class FormulaCheck {
public:
    explicit FormulaCheck(bool allow_over_100) : allow_over_100_(allow_over_100) {}

    void operator()(const FixedPerUnit& charge) const { amounts(charge.amounts_minor); }
    void operator()(const FixedPerLine& charge) const { amounts(charge.amounts_minor); }
    void operator()(const FixedPerOrder& charge) const { amounts(charge.amounts_minor); }
    void operator()(const Percent& charge) const { rate(charge.rate, "rate"); }
    void operator()(const PercentPlusFixed& charge) const {
        rate(charge.rate, "rate");
        amounts(charge.amounts_minor);
    }
    void operator()(const Graduated& charge) const { thresholds(charge.thresholds); }
    void operator()(const Slab& charge) const { thresholds(charge.thresholds); }
    void operator()(const Volume& charge) const { thresholds(charge.thresholds); }
    void operator()(const Recurring& charge) const {
        if (charge.rate || charge.amounts_minor.empty()) rate(charge.rate, "rate");
        if (!charge.amounts_minor.empty()) amounts(charge.amounts_minor);
        if (charge.months && *charge.months < 1) {
            fail(ErrorCode::invalid_plan, "months", std::to_string(*charge.months), "1 or more; leave it out for ever");
        }
    }

private:
    void rate(const std::optional<Rate>& value, std::string_view field) const {
        if (!value) fail(ErrorCode::missing_field, field, "", "a rate; 0% has to be said");
        const bool too_high = *value > Rate{1, 1} && !allow_over_100_;
        if (*value < Rate{} || too_high) {
            fail(ErrorCode::rate_out_of_range, field, to_string(*value), allow_over_100_ ? "0% or more" : "0% to 100%");
        }
    }
    static void amounts(const AmountByCurrency& by_currency) {
        if (by_currency.empty()) {
            fail(ErrorCode::invalid_plan, "amounts_minor", "{}", "an amount in at least one currency");
        }
        for (const auto& [code, amount] : by_currency) {
            const std::string path = "amounts_minor." + code;
            if (Currency{code}.info().exponent < 0) {
                fail(ErrorCode::unknown_currency, path, code, "a currency with a minor unit");
            }
            if (amount < Amount{}) fail(ErrorCode::invalid_plan, path, std::to_string(amount.value), "0 or more");
        }
    }
    void thresholds(const std::vector<Threshold>& bands) const {
        if (bands.empty()) fail(ErrorCode::invalid_plan, "thresholds", "[]", "at least one band");
        for (std::size_t i = 0; i < bands.size(); ++i) {
            const std::string path = "thresholds[" + std::to_string(i) + "].";
            const std::int64_t from = bands[i].from_minor.value;
            if (i == 0 && from != 0) {
                fail(ErrorCode::thresholds_out_of_order, path + "from_minor", std::to_string(from),
                     "0 for the first band");
            }
            if (i > 0 && from <= bands[i - 1].from_minor.value) {
                fail(ErrorCode::thresholds_out_of_order, path + "from_minor", std::to_string(from),
                     "more than " + std::to_string(bands[i - 1].from_minor.value));
            }
            rate(bands[i].rate, path + "rate");
            if (bands[i].fixed_minor < Amount{}) {
                fail(ErrorCode::invalid_plan, path + "fixed_minor", std::to_string(bands[i].fixed_minor.value),
                     "0 or more");
            }
        }
    }

    bool allow_over_100_;
};

}  // namespace

void validate(const ChargeFormula& charge, bool allow_over_100) { std::visit(FormulaCheck{allow_over_100}, charge); }

}  // namespace marketplace::affiliate
