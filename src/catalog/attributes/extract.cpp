#include "amounts.hpp"
#include "tables.hpp"

#include "../text/characters.hpp"

#include <algorithm>
#include <array>

namespace marketplace::catalog {
namespace {

constexpr std::int64_t million = 1'000'000;
constexpr std::size_t code_size_min = 4;
constexpr std::size_t code_size_max = 32;

class Extractor {
public:
    Extractor(std::string_view text, NumberStyle style) : style_(style) {
        fold(text, folded_);
        tokenize(folded_.text, tokens_);
        pieces_ = cut(folded_.text, tokens_);
    }

    std::vector<Attribute> run() {
        model_codes();
        for (std::size_t at = 0; at < pieces_.size();) at = one(at);
        for (Attribute& each : out_) each.span = folded_.span_of(each.span.begin, each.span.end);
        std::ranges::stable_sort(out_, {}, [](const Attribute& each) { return each.span.begin; });
        return std::move(out_);
    }

private:
    /// Reads what begins at a piece and returns where to go on.
    std::size_t one(std::size_t at) {
        if (is_in_code(at)) return at + 1;
        if (const std::size_t next = phrase(at); next > at) return next;
        Found found = read_amount(pieces_, at, style_);
        if (!found.attributes.empty()) {
            std::ranges::move(found.attributes, std::back_inserter(out_));
            return found.next;
        }
        if (const std::size_t next = version_or_size(at); next > at) return next;
        return year_or_version(at);
    }

    /// The longest phrase of the tables that begins here, between the ends of words.
    std::size_t phrase(std::size_t at) {
        if (at > 0 && pieces_.goes_on(at)) return at;
        const Phrase* best = nullptr;
        std::size_t best_end = at;
        for (const Phrase& each : phrases_from(word_at(at).of(folded_.text))) {
            const std::size_t end = end_of(each.words, at);
            if (end > best_end) {
                best = &each;
                best_end = end;
            }
        }
        if (best == nullptr) return at;
        put(best->kind, 0, std::string{best->normal}, at, best_end);
        return best_end;
    }

    /// The piece at which a phrase that begins at `at` ends; `at` if the text goes another way.
    [[nodiscard]] std::size_t end_of(std::string_view words, std::size_t at) const {
        std::size_t next = at;
        while (!words.empty()) {
            const std::string_view word = words.substr(0, words.find(' '));
            words.remove_prefix(std::min(word.size() + 1, words.size()));
            if (next >= pieces_.size()) return at;
            const Token whole = word_at(next);
            if (whole.of(folded_.text) != word) return at;
            while (next < pieces_.size() && pieces_.tokens[next].end <= whole.end) ++next;
        }
        return next;
    }

    /// The token that a piece begins, in one again: the tables have "2xl" and "3xl".
    [[nodiscard]] Token word_at(std::size_t at) const {
        Token out = pieces_.tokens[at];
        while (pieces_.goes_on(at + 1) && out.kind != TokenKind::sign) out.end = pieces_.tokens[++at].end;
        return out;
    }

    /// "v3.0", "version 8", "ver. 2", "release 4", "cs3"; "size 42".
    std::size_t version_or_size(std::size_t at) {
        constexpr std::array<std::string_view, 6> words{"rel", "release", "v", "ver", "version", "vers"};
        const std::string_view word = pieces_.at(at);
        std::size_t next = at + 1;
        if (word == "size" || std::ranges::find(words, word) != words.end()) {
            if (pieces_.is(next, ".") || pieces_.is(next, ":")) ++next;
            if (!pieces_.is(next, TokenKind::number) || pieces_.goes_on(next + 1)) return at;
            const AttributeKind kind = word == "size" ? AttributeKind::size : AttributeKind::version;
            put(kind, 0, version(pieces_.at(next)), at, next + 1);
            return next + 1;
        }
        return short_version(at);
    }

    /// "v3", "v1.5", "cs3": letters and a number without a blank.
    std::size_t short_version(std::size_t at) {
        const std::string_view word = pieces_.at(at);
        if (!pieces_.is(at, TokenKind::code)) return at;
        const bool is_suite = word.size() == 3 && word.starts_with("cs");
        const std::size_t prefix = is_suite ? 2 : 1;
        if (!is_suite && word[0] != 'v') return at;
        if (!std::ranges::all_of(word.substr(prefix), is_digit) || word.size() > prefix + 4) return at;
        std::string number{word.substr(prefix)};
        std::size_t next = at + 1;
        if (pieces_.is(next, ".") && pieces_.tokens[next].is_joined && pieces_.is(next + 1, TokenKind::number) &&
            pieces_.tokens[next + 1].is_joined) {
            number += "." + std::string{pieces_.at(next + 1)};
            next += 2;
        }
        put(AttributeKind::version, 0, (is_suite ? "cs" : "") + version(number), at, next);
        return next;
    }

    /// "2007" by itself, and "8.0" or "10.4" by itself.
    std::size_t year_or_version(std::size_t at) {
        const std::string_view text = pieces_.at(at);
        if (!pieces_.is(at, TokenKind::number) || pieces_.goes_on(at) || pieces_.goes_on(at + 1)) return at + 1;
        if (at > 0 && (pieces_.is(at - 1, "$") || pieces_.is(at - 1, "#"))) return at + 1;
        const bool is_plain = std::ranges::all_of(text, is_digit);
        if (is_plain && text.size() == 4 && (text.starts_with("19") || text.starts_with("20"))) {
            const std::int64_t year = read_number(text, style_)->numerator;
            put(AttributeKind::year, year * million, {}, at, at + 1);
        } else if (!is_plain && text.size() <= 6 && std::ranges::count(text, '.') == 1 && text.find(',') == text.npos) {
            put(AttributeKind::version, 0, version(text), at, at + 1);
        }
        return at + 1;
    }

    /// "8.0" is "8", "08" too.
    static std::string version(std::string_view text) {
        while (text.size() > 1 && text[0] == '0' && is_digit(text[1])) text.remove_prefix(1);
        const std::size_t point = text.find('.');  // 2.10 comes after 2.9, so that its zero stays
        if (point != text.npos && text.find_first_not_of('0', point + 1) == text.npos) text = text.substr(0, point);
        return std::string{text};
    }

    /// Chains of tokens with - / . _ between them and no blank, that have letters and digits: "ps-lx350h"; and numbers
    /// of five digits and more.
    void model_codes() {
        for (std::size_t i = 0; i < tokens_.size();) {
            std::size_t end = i + 1;
            while (end + 1 < tokens_.size() && is_link(tokens_[end]) && tokens_[end].is_joined &&
                   tokens_[end + 1].is_joined && tokens_[end + 1].kind != TokenKind::sign) {
                end += 2;
            }
            if (tokens_[i].kind != TokenKind::sign) model_code(tokens_[i].begin, tokens_[end - 1].end, end - i);
            i = end;
        }
    }

    [[nodiscard]] bool is_link(const Token& token) const {
        const char c = folded_.text[token.begin];
        return token.kind == TokenKind::sign && (c == '-' || c == '/' || c == '.' || c == '_');
    }

    void model_code(std::uint32_t begin, std::uint32_t end, std::size_t tokens) {
        const std::string_view chain = std::string_view{folded_.text}.substr(begin, end - begin);
        std::string code;
        for (const char c : chain) {
            if (is_alphanumeric(c)) code += c;
        }
        const auto digits = std::ranges::count_if(code, is_digit);
        const bool has_letter = digits < std::ssize(code);
        const bool is_number = !has_letter && digits >= 5 && tokens == 1 && chain.find_first_of(".,") == chain.npos;
        if (code.size() < code_size_min || code.size() > code_size_max || digits == 0) return;
        if ((!has_letter && !is_number) || is_common_code(code) || is_ordinary(chain, begin)) return;
        out_.push_back({AttributeKind::model_code, 0, std::move(code), {begin, end}});
        codes_.push_back({begin, end});
    }

    /// Whether a chain is read in another way: an amount ("330ml", "6-pack"), a version, a phrase, an ordinal.
    [[nodiscard]] bool is_ordinary(std::string_view chain, std::uint32_t begin) const {
        std::size_t at = 0;
        while (pieces_.tokens[at].begin < begin) ++at;
        const auto end = static_cast<std::uint32_t>(begin + chain.size());
        const Found found = read_amount(pieces_, at, style_);
        if (!found.attributes.empty() && pieces_.tokens[found.next - 1].end >= end) return true;
        const bool is_version = chain[0] == 'v' && chain.size() <= 6 &&
                                chain.find_first_not_of("0123456789.", 1) == chain.npos;
        if (is_version) return true;
        const bool is_short = chain.size() <= 5;
        return is_short && is_digit(chain[0]) && (chain.ends_with("st") || chain.ends_with("nd") ||
                                                  chain.ends_with("rd") || chain.ends_with("th"));
    }

    [[nodiscard]] bool is_in_code(std::size_t at) const {
        const Token& token = pieces_.tokens[at];
        return std::ranges::any_of(codes_, [&](const TextSpan& code) {
            return token.begin >= code.begin && token.end <= code.end;
        });
    }

    void put(AttributeKind kind, std::int64_t amount, std::string text, std::size_t from, std::size_t to) {
        out_.push_back({kind, amount, std::move(text), {pieces_.tokens[from].begin, pieces_.tokens[to - 1].end}});
    }

    NumberStyle style_;
    FoldedText folded_;
    std::vector<Token> tokens_;
    Pieces pieces_;
    std::vector<TextSpan> codes_;
    std::vector<Attribute> out_;
};

}  // namespace

std::vector<Attribute> extract_attributes(std::string_view text, NumberStyle style) {
    return Extractor{text, style}.run();
}

bool states_the_same(const Attribute& a, const Attribute& b) {
    if (a.kind != b.kind || a.text != b.text) return false;
    return are_same_amounts(a.kind, a.amount_micro, b.amount_micro);
}

}  // namespace marketplace::catalog
