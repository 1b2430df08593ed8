#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <marketplace/catalog/attributes.hpp>

#include <string>
#include <vector>

using namespace marketplace::catalog;

namespace {

/// Pieces of titles, in any order: what a generator of plain characters would rarely write.
std::string any_title() {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "6", "330", "ml", " ", " ", " x ", "x", "1.5", "1,000", "½", "PS-LX350H", "v", "8.0", "/", "-", ".", "\"",
        "pack of ", "gray", "Windows", "2007", "é", "日本", "\xE9", "\xF0\x9F\x98\x80", "fl oz", "12", "GB", "'",
        "999999999999999", "&"));
    std::string out;
    for (const std::string& each : pieces) out += each;
    return out;
}

}  // namespace

TEST_CASE("folding twice is folding once") {
    CHECK(rc::check([] {
        const std::string once = fold(any_title());
        RC_ASSERT(fold(once) == once);
    }));
    CHECK(rc::check([](const std::string& bytes) {
        const std::string once = fold(bytes);
        RC_ASSERT(fold(once) == once);
    }));
}

TEST_CASE("tokens cover what is no blank, in order, and their places are in the original") {
    CHECK(rc::check([] {
        const std::string text = any_title();
        FoldedText folded;
        fold(text, folded);
        RC_ASSERT(folded.begin.size() == folded.text.size());
        RC_ASSERT(folded.end.size() == folded.text.size());
        std::vector<Token> tokens;
        tokenize(folded.text, tokens);
        std::size_t at = 0;
        for (const Token& token : tokens) {
            for (; at < token.begin; ++at) RC_ASSERT(folded.text[at] == ' ');
            RC_ASSERT(token.end > token.begin);
            const TextSpan span = folded.span_of(token.begin, token.end);
            RC_ASSERT(span.begin < span.end);
            RC_ASSERT(span.end <= text.size());
            at = token.end;
        }
        for (; at < folded.text.size(); ++at) RC_ASSERT(folded.text[at] == ' ');
    }));
}

TEST_CASE("attributes of any text lie in it, in order, and are found again") {
    CHECK(rc::check([] {
        const std::string text = any_title();
        const std::vector<Attribute> found = extract_attributes(text);
        std::uint32_t before = 0;
        for (const Attribute& each : found) {
            RC_ASSERT(each.span.begin < each.span.end);
            RC_ASSERT(each.span.end <= text.size());
            RC_ASSERT(each.span.begin >= before);
            RC_ASSERT((each.amount_micro > 0) != !each.text.empty());
            RC_ASSERT(states_the_same(each, each));
            before = each.span.begin;
        }
        RC_ASSERT(extract_attributes(text) == found);
    }));
}
