#include "amounts.hpp"

#include "tables.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace marketplace::catalog {
namespace {

constexpr std::int64_t million = 1'000'000;
constexpr std::int64_t pack_max = 100'000;
constexpr std::size_t factors_max = 4;

/// A number of a product of numbers, with the unit behind it if there is one.
struct Factor {
    Number number;
    const Unit* unit = nullptr;
    std::size_t begin = 0;
    std::size_t end = 0;  ///< the piece behind it
};

class Reader {
public:
    Reader(const Pieces& pieces, std::size_t at, NumberStyle style) : pieces_(pieces), begin_(at), style_(style) {}

    Found run() {
        if (pieces_.is(begin_, TokenKind::word)) pack_of();
        else if (pieces_.is(begin_, TokenKind::number)) product();
        if (found_.attributes.empty()) found_.next = begin_;
        return std::move(found_);
    }

private:
    [[nodiscard]] std::optional<Number> number(std::size_t at) const {
        return pieces_.is(at, TokenKind::number) ? read_number(pieces_.at(at), style_) : std::nullopt;
    }

    /// A number, "3/4" and "5 1/2" among them, and its unit.
    std::optional<Factor> factor(std::size_t at) {
        const std::optional<Number> whole = number(at);
        if (!whole) return std::nullopt;
        Factor out{*whole, nullptr, at, at + 1};
        fraction(out);
        unit(out);
        return out;
    }

    void fraction(Factor& factor) const {
        const std::size_t at = factor.end;
        if (pieces_.is(at, "/")) {
            const std::optional<Number> of = number(at + 1);
            const std::optional<Number> mixed = of ? mixed_number({}, factor.number, *of) : std::nullopt;
            if (!mixed) return;
            factor.number = *mixed;
            factor.end = at + 2;
            return;
        }
        const std::size_t part_at = pieces_.is(at, "-") && pieces_.tokens[at].is_joined ? at + 1 : at;
        const std::optional<Number> part = number(part_at);
        const std::optional<Number> of = part && pieces_.is(part_at + 1, "/") ? number(part_at + 2) : std::nullopt;
        const std::optional<Number> mixed = of ? mixed_number(factor.number, *part, *of) : std::nullopt;
        if (!mixed) return;
        factor.number = *mixed;
        factor.end = part_at + 3;
    }

    /// "330ml", "330 ml", "6-pack", "12 fl. oz.", "19 in."
    void unit(Factor& factor) const {
        std::size_t at = factor.end;
        if (pieces_.is(at, "-") && pieces_.tokens[at].is_joined && pieces_.is(at + 1, TokenKind::word)) ++at;
        const Unit* unit = find_unit(pieces_.at(at));
        std::size_t end = at + 1;
        if (pieces_.is(at, "fl") || pieces_.is(at, "fluid")) {
            const std::size_t ounces = pieces_.is(at + 1, ".") ? at + 2 : at + 1;
            if (!pieces_.is(ounces, "oz") && !pieces_.is(ounces, "ounce") && !pieces_.is(ounces, "ounces")) return;
            unit = find_unit("floz");
            end = ounces + 1;
        }
        const bool is_short_of_a_code = end < pieces_.size() && pieces_.goes_on(end) && !pieces_.is(end, "x");
        if (unit == nullptr || is_short_of_a_code) return;
        if (unit->is_word && !pieces_.tokens[at].is_joined && !ends_there(end)) return;
        factor.unit = unit;
        factor.end = pieces_.is(end, ".") && pieces_.tokens[end].is_joined ? end + 1 : end;
    }

    [[nodiscard]] bool ends_there(std::size_t at) const {
        return at >= pieces_.size() || pieces_.is(at, TokenKind::sign) || pieces_.is(at, "x");
    }

    /// Factors with x or * between them; what they mean depends on the units.
    void product() {
        std::vector<Factor> factors;
        for (std::size_t at = begin_; factors.size() < factors_max;) {
            const std::optional<Factor> next = factor(at);
            if (!next) break;
            factors.push_back(*next);
            if (!pieces_.is(next->end, "x") && !pieces_.is(next->end, "*")) break;
            at = next->end + 1;
        }
        if (factors.empty()) return;
        const bool has_lengths_alone = std::ranges::all_of(factors, [](const Factor& each) {
            return each.unit == nullptr || each.unit->kind == AttributeKind::length;
        });
        // "x2": a number that goes on as a code, "10x4b", is part of that code.
        if (pieces_.goes_on(factors.back().end)) factors.pop_back();
        if (factors.size() >= 2 && has_lengths_alone) dimensions(factors);
        else if (!factors.empty()) pack_and_amount(factors);
    }

    /// "10 x 20 cm": a length without a unit has that of the next one that has.
    void dimensions(std::vector<Factor>& factors) {
        const Unit* unit = nullptr;
        for (std::size_t i = factors.size(); i-- > 0;) {
            if (factors[i].unit != nullptr) unit = factors[i].unit;
            factors[i].unit = unit;
        }
        std::string text;
        for (const Factor& each : factors) {
            const Unit& scale = each.unit != nullptr ? *each.unit : Unit{};
            const std::optional<std::int64_t> amount = millionths(each.number, scale.numerator, scale.denominator);
            if (!amount) return;
            if (!text.empty()) text += 'x';
            text += decimal(*amount);
        }
        put(AttributeKind::dimensions, 0, std::move(text), factors.front().begin, factors.back().end);
    }

    /// "6 x 330 ml", "330 ml x 6", "4 x 6 x 330 ml": one amount with a unit, and counts around it.
    void pack_and_amount(const std::vector<Factor>& factors) {
        const auto counts = [](const Factor& each) {
            return each.unit == nullptr || each.unit->kind == AttributeKind::pack;
        };
        if (std::ranges::count_if(factors, counts) + 1 < std::ssize(factors)) return first_alone(factors);
        std::int64_t count = 1;
        bool has_count = false;
        for (const Factor& each : factors) {
            if (!counts(each)) continue;
            if (factors.size() == 1 && each.unit == nullptr) return;
            if (!each.number.is_whole() || each.number.numerator > pack_max || each.number.numerator == 0) return;
            count *= each.number.numerator;
            if (count > pack_max) return;
            has_count = true;
        }
        const auto amount = std::ranges::find_if_not(factors, counts);
        if (has_count && amount != factors.begin()) pack(count, factors.front().begin, behind_counts(factors));
        if (amount != factors.end()) put_amount(*amount);
        if (has_count && amount == factors.begin()) pack(count, factors[1].begin, factors.back().end);
        found_.next = factors.back().end;
    }

    /// Two amounts with units, "110v x 60hz": they are no product.
    void first_alone(const std::vector<Factor>& factors) {
        put_amount(factors.front());
        found_.next = factors.front().end;
    }

    /// The end of the counts before an amount, or of all factors where there is no amount.
    [[nodiscard]] static std::size_t behind_counts(const std::vector<Factor>& factors) {
        std::size_t end = factors.front().end;
        for (const Factor& each : factors) {
            if (each.unit != nullptr && each.unit->kind != AttributeKind::pack) break;
            end = each.end;
        }
        return end;
    }

    void put_amount(const Factor& factor) {
        const Unit* unit = factor.unit;
        if (unit == nullptr) return;
        const std::optional<std::int64_t> amount = millionths(factor.number, unit->numerator, unit->denominator);
        if (amount && *amount > 0) put(unit->kind, *amount, {}, factor.begin, factor.end);
    }

    /// "pack of 6", "box of 12": the word, "of" and a whole number.
    void pack_of() {
        constexpr std::array<std::string_view, 8> words{"bag", "box", "bundle", "carton", "case", "lot", "pack", "set"};
        const bool is_pack = std::ranges::find(words, pieces_.at(begin_)) != words.end();
        if (!is_pack || !pieces_.is(begin_ + 1, "of")) return;
        const std::optional<Number> count = number(begin_ + 2);
        if (!count || !count->is_whole() || count->numerator == 0 || count->numerator > pack_max) return;
        if (!pieces_.goes_on(begin_ + 3)) pack(count->numerator, begin_, begin_ + 3);
    }

    void pack(std::int64_t count, std::size_t from, std::size_t to) {
        put(AttributeKind::pack, count * million, {}, from, to);
    }

    void put(AttributeKind kind, std::int64_t amount, std::string text, std::size_t from, std::size_t to) {
        found_.attributes.push_back(
            {kind, amount, std::move(text), {pieces_.tokens[from].begin, pieces_.tokens[to - 1].end}});
        found_.next = std::max(found_.next, to);
    }

    /// Millionths as a decimal number without needless zeros.
    static std::string decimal(std::int64_t micro) {
        std::string out = std::to_string(micro / million);
        if (micro % million == 0) return out;
        std::string rest = std::to_string(million + micro % million).substr(1);
        while (rest.back() == '0') rest.pop_back();
        return out + "." + rest;
    }

    const Pieces& pieces_;
    std::size_t begin_;
    NumberStyle style_;
    Found found_;
};

}  // namespace

Found read_amount(const Pieces& pieces, std::size_t at, NumberStyle style) {
    return Reader{pieces, at, style}.run();
}

}  // namespace marketplace::catalog
