#include <marketplace/affiliate/commission_batch.hpp>

#include "line_split.hpp"
#include "plain_columns.hpp"

#include <algorithm>
#include <optional>

namespace marketplace::affiliate {
namespace {

using namespace detail;

/// Turns one row after another into the facts of an order of one line.
class Rows {
public:
    Rows(const PlanIndex& plan, const LineColumns& lines) : plan_(plan), lines_(lines) {
        const auto length = [&](std::size_t size, std::string_view column) {
            if (size != 0 && size != lines.gross_minor.size()) {
                fail(ErrorCode::out_of_range, column, std::to_string(size), "as many values as gross_minor or none");
            }
        };
        length(lines.quantity.size(), "quantity");
        length(lines.discount_vendor_minor.size(), "discount_vendor_minor");
        length(lines.discount_platform_minor.size(), "discount_platform_minor");
        length(lines.tax_included_minor.size(), "tax_included_minor");
        length(lines.tax_added_minor.size(), "tax_added_minor");
        length(lines.shipping_minor.size(), "shipping_minor");
        length(lines.gift_wrap_minor.size(), "gift_wrap_minor");
        length(lines.fees_minor.size(), "fees_minor");
        length(lines.order_ordinal.size(), "order_ordinal");
        for (const KeyColumn& key : lines.keys) length(key.symbols.size(), name_of(key.dimension));
        if (lines.currency.info().exponent < 0) {
            fail(ErrorCode::unknown_currency, "currency", lines.currency.code(), "a currency with a minor unit");
        }
        currency_ = plan.symbol(Dimension::currency, lines.currency.code());
        facts_.lines.resize(1);
    }

    const OrderFacts& row(std::size_t index) {
        read_numbers(index, facts_.lines.front());
        check(facts_.lines.front());
        read_keys(index);
        return facts_;
    }

private:
    static std::int64_t value(std::span<const std::int64_t> column, std::size_t index, std::int64_t otherwise) {
        return column.empty() ? otherwise : column[index];
    }

    void read_numbers(std::size_t index, LineFacts& out) const {
        out.gross = lines_.gross_minor[index];
        out.quantity = value(lines_.quantity, index, 1);
        if (out.quantity < 1) fail(ErrorCode::out_of_range, "quantity", std::to_string(out.quantity), "1 or more");
        if (out.gross % out.quantity != 0) {
            fail(ErrorCode::inexact, "quantity", std::to_string(out.quantity),
                 "a divisor of the gross " + std::to_string(out.gross));
        }
        out.unit_price = out.gross / out.quantity;
        out.discount_vendor = value(lines_.discount_vendor_minor, index, 0);
        out.discount_platform = value(lines_.discount_platform_minor, index, 0);
        out.tax_included = value(lines_.tax_included_minor, index, 0);
        out.tax_added = value(lines_.tax_added_minor, index, 0);
        out.shipping = value(lines_.shipping_minor, index, 0);
        out.gift_wrap = value(lines_.gift_wrap_minor, index, 0);
        out.fees = value(lines_.fees_minor, index, 0);
        out.order_amount = out.gross;
        out.order_ordinal = value(lines_.order_ordinal, index, 0);
        out.currency = lines_.currency;
    }

    static void check(LineFacts& line) {
        const std::int64_t any = line.gross | line.discount_vendor | line.discount_platform | line.tax_included |
                                 line.tax_added | line.shipping | line.gift_wrap | line.fees | line.order_ordinal;
        if (any < 0) fail(ErrorCode::out_of_range, "", "", "numbers of 0 or more");
        const std::int64_t paid =
            checked_subtract(line.gross, checked_add(line.discount_vendor, line.discount_platform));
        if (paid < 0 || line.tax_included > paid) {
            fail(ErrorCode::out_of_range, "gross_minor", std::to_string(line.gross),
                 "at least the discounts and the contained tax");
        }
        const std::int64_t extras =
            checked_add(checked_add(line.shipping, line.gift_wrap), checked_add(line.fees, line.tax_added));
        line.total = checked_add(paid, extras);
    }

    void read_keys(std::size_t index) {
        std::array<std::uint32_t, dimension_count + 1>& offsets = facts_.lines.front().offsets;
        std::uint32_t absent = party_bit(Party::affiliate) | party_bit(Party::brand) | party_bit(Party::referrer);
        facts_.symbols.clear();
        for (std::size_t d = 0; d < dimension_count; ++d) {
            offsets[d] = static_cast<std::uint32_t>(facts_.symbols.size());
            const auto dimension = static_cast<Dimension>(d);
            if (dimension == Dimension::currency) facts_.symbols.push_back(currency_);
            for (const KeyColumn& key : lines_.keys) {
                if (key.dimension != dimension || key.symbols.empty() || key.symbols[index] == symbol_absent) continue;
                facts_.symbols.push_back(key.symbols[index]);
                absent &= ~party_of(dimension);
            }
        }
        offsets[dimension_count] = static_cast<std::uint32_t>(facts_.symbols.size());
        facts_.lines.front().absent_parties = absent;
    }

    static std::uint32_t party_of(Dimension dimension) {
        if (dimension == Dimension::affiliate) return party_bit(Party::affiliate);
        if (dimension == Dimension::brand) return party_bit(Party::brand);
        if (dimension == Dimension::referrer) return party_bit(Party::referrer);
        return 0;
    }

    const PlanIndex& plan_;
    const LineColumns& lines_;
    Symbol currency_ = symbol_absent;
    OrderFacts facts_;
};

/// Prices any line, as `calculate` does.
class ThoroughColumns {
public:
    ThoroughColumns(const PlanIndex& plan, const LineColumns& lines) : plan_(plan), at_(lines.at), rows_(plan, lines) {
        context_.explanation = ExplanationLevel::none;
    }

    LineSums price(std::size_t line) {
        try {
            const OrderFacts& facts = rows_.row(line);
            pricing_.price(facts, context_, at_, nullptr);
            LineSums out;
            for (std::size_t slot = 0; slot < plan_.slots.size(); ++slot) {
                out.fee = checked_add(out.fee, pricing_.charge(0, slot).amount);
                out.tax = checked_add(out.tax, pricing_.charge(0, slot).tax);
            }
            out.residual = residual_share(plan_, pricing_, facts.lines.front());
            return out;
        } catch (const Error& error) {
            throw error.within("[" + std::to_string(line) + "]");
        }
    }

private:
    const PlanIndex& plan_;
    Timestamp at_;
    CalculationContext context_;
    Rows rows_;
    OrderPricing pricing_{plan_};
};

void require_length(std::span<std::int64_t> out, std::size_t lines, std::string_view column) {
    if (!out.empty() && out.size() != lines) {
        fail(ErrorCode::out_of_range, column, std::to_string(out.size()), std::to_string(lines) + " places or none");
    }
}

void require_plan_time(const CommissionPlan& plan, Timestamp at) {
    if (at >= plan.effective_from.value_or(timestamp_min) && (!plan.effective_to || at < *plan.effective_to)) return;
    fail(ErrorCode::out_of_range, "at", to_string(at), "an instant at which plan " + plan.id.value + " is effective");
}

}  // namespace

void percentage_batch(const Rate& rate, Rounding rounding, std::span<const std::int64_t> base,
                      std::span<std::int64_t> out) {
    if (out.size() != base.size()) {
        fail(ErrorCode::out_of_range, "out", std::to_string(out.size()), std::to_string(base.size()) + " places");
    }
    for (std::size_t i = 0; i < base.size(); ++i) out[i] = rate.of(base[i], rounding);
}

void calculate_batch(const CompiledPlan& plan, const LineColumns& lines, const CommissionColumns& out) {
    const PlanIndex& index = plan.index();
    const std::size_t count = lines.gross_minor.size();
    require_length(out.fee_minor, count, "fee_minor");
    require_length(out.fee_tax_minor, count, "fee_tax_minor");
    require_length(out.residual_minor, count, "residual_minor");
    require_plan_time(index.plan, lines.at);
    const std::optional<PlainColumns> plain = PlainColumns::of(index, lines);
    ThoroughColumns thorough{index, lines};
    for (std::size_t i = 0; i < count; ++i) {
        const std::optional<LineSums> easy = plain ? plain->price(lines.gross_minor[i]) : std::nullopt;
        const LineSums line = easy ? *easy : thorough.price(i);
        if (!out.fee_minor.empty()) out.fee_minor[i] = line.fee;
        if (!out.fee_tax_minor.empty()) out.fee_tax_minor[i] = line.tax;
        if (!out.residual_minor.empty()) out.residual_minor[i] = line.residual;
    }
}

}  // namespace marketplace::affiliate
