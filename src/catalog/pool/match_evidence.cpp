#include "../index/terms.hpp"
#include "../match/alignment.hpp"

#include <marketplace/catalog/match_review.hpp>
#include <marketplace/catalog/part_numbers.hpp>

#include <algorithm>

namespace marketplace::catalog {
namespace {

/// All terms are equally rare: evidence is what is there.
class NoCounts : public TermCounts {
public:
    [[nodiscard]] std::uint64_t records() const override { return 1; }
    [[nodiscard]] std::uint64_t records_with(std::uint32_t) const override { return 1; }
};

/// The places of a title's words, as many as are compared.
std::vector<TextSpan> word_spans(const std::string& title) {
    FoldedText folded;
    fold(title, folded);
    std::vector<TextSpan> out;
    for (std::size_t at = 0; at < folded.text.size() && out.size() < words_max;) {
        if (!is_alphanumeric(folded.text[at])) {
            ++at;
            continue;
        }
        const std::size_t end = detail::run_end(folded.text, at);
        out.push_back(folded.span_of(at, end));
        at = end;
    }
    return out;
}

std::string text_at(const std::string& title, const TextSpan& span) {
    return title.substr(span.begin, span.end - span.begin);
}

/// One side of a pair.
struct Side {
    const Listing& listing;
    PreparedListing prepared;
    std::vector<Attribute> attributes;  ///< of the title, then those of other columns
    std::size_t of_title;
    std::vector<TextSpan> words;

    explicit Side(const Listing& of)
        : listing(of),
          prepared(ListingPreparer{NoCounts{}}.prepare(of)),
          attributes(title_attributes(of)),
          of_title(attributes.size()),
          words(word_spans(of.title)) {
        std::ranges::move(other_attributes(of, attributes), std::back_inserter(attributes));
    }
};

void add_identifiers(const Side& a, const Side& b, std::vector<MatchEvidence>& out) {
    const auto add = [&](const char* name, const std::string& left, const std::string& right, bool agrees) {
        out.push_back({EvidenceKind::identifier, name, agrees, left, right, {}, {}});
    };
    const auto add_text = [&](const char* name, const std::string& left, const std::string& right,
                              std::string_view of_left, std::string_view of_right) {
        if (!of_left.empty() && !of_right.empty()) add(name, left, right, of_left == of_right);
    };
    const std::int64_t left = a.prepared.gtin;
    const std::int64_t right = b.prepared.gtin;
    if (left != 0 && right != 0) add("gtin", to_string(Gtin{left}), to_string(Gtin{right}), left == right);
    add_text("part_number", a.listing.part_number, b.listing.part_number, a.prepared.part_number(),
             b.prepared.part_number());
    add_text("brand", a.listing.brand, b.listing.brand, a.prepared.brand(), b.prepared.brand());
}

/// The place of an attribute if it is in the title, and its text in any case.
std::pair<std::string, std::optional<TextSpan>> written(const Side& side, const Attribute& attribute) {
    const auto in_title = std::span{side.attributes}.first(side.of_title);
    if (std::ranges::find(in_title, attribute) == in_title.end()) {
        return {text_at(side.listing.other, attribute.span), std::nullopt};
    }
    return {text_at(side.listing.title, attribute.span), attribute.span};
}

/// For each kind that both state: what is the same, or if nothing is, the first of each.
void add_attributes(const Side& a, const Side& b, std::vector<MatchEvidence>& out) {
    std::vector<AttributeKind> clashes;
    const auto add = [&](const Attribute& left, const Attribute& right, bool agrees) {
        const auto [text_a, span_a] = written(a, left);
        const auto [text_b, span_b] = written(b, right);
        out.push_back(
            {EvidenceKind::attribute, std::string{name_of(left.kind)}, agrees, text_a, text_b, span_a, span_b});
    };
    for (const Attribute& left : a.attributes) {
        const auto& others = b.attributes;
        const auto same = std::ranges::find_if(others, [&](const Attribute& each) {
            return states_the_same(left, each);
        });
        if (same != others.end()) add(left, *same, true);
    }
    for (const Attribute& left : a.attributes) {
        const auto is_known = [&](const MatchEvidence& each) { return each.name == name_of(left.kind); };
        const auto other = std::ranges::find(b.attributes, left.kind, &Attribute::kind);
        if (other != b.attributes.end() && std::ranges::none_of(out, is_known)) add(left, *other, false);
    }
}

void add_words(const Side& a, const Side& b, std::vector<MatchEvidence>& out) {
    Alignment alignment;
    align_equal(a.prepared, b.prepared, alignment);
    align_spellings(a.prepared, b.prepared, alignment);
    for (std::size_t i = 0; i < a.words.size(); ++i) {
        const std::int32_t other = alignment.left[i].other;
        const std::string text = text_at(a.listing.title, a.words[i]);
        MatchEvidence each{EvidenceKind::word, "", other >= 0, text, "", a.words[i], {}};
        if (other >= 0) {
            each.span_b = b.words[static_cast<std::size_t>(other)];
            each.text_b = text_at(b.listing.title, *each.span_b);
        }
        out.push_back(std::move(each));
    }
    for (std::size_t i = 0; i < b.words.size(); ++i) {
        if (alignment.right[i].other >= 0) continue;
        out.push_back({EvidenceKind::word, "", false, "", text_at(b.listing.title, b.words[i]), {}, b.words[i]});
    }
}

}  // namespace

std::vector<MatchEvidence> match_evidence(const Listing& a, const Listing& b) {
    const Side left{a};
    const Side right{b};
    std::vector<MatchEvidence> out;
    add_identifiers(left, right, out);
    add_attributes(left, right, out);
    add_words(left, right, out);
    return out;
}

}  // namespace marketplace::catalog
