#include <doctest/doctest.h>

#include <marketplace/catalog/blocking_index.hpp>
#include <marketplace/core/error.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace marketplace;
using namespace marketplace::catalog;

namespace {

bool shares_term(std::string_view a, std::string_view b, std::int32_t importance) {
    const std::vector<BlockingTerm> terms = blocking_terms(b);
    return std::ranges::any_of(blocking_terms(a), [&](const BlockingTerm& each) {
        return each.importance == importance && std::ranges::find(terms, each) != terms.end();
    });
}

BlockingIndex small_index() {
    BlockingIndex out;
    out.upsert(1, "Sony turntable PS-LX350H");
    out.upsert(2, "Bose Acoustimass 5 series III speaker system AM53BK");
    out.upsert(3, "Sony speaker system");
    return out;
}

std::vector<std::int64_t> keys_of(const BlockingResult& result) {
    std::vector<std::int64_t> out;
    for (const BlockingHit& hit : result.hits) out.push_back(hit.key);
    return out;
}

}  // namespace

TEST_CASE("codes are found however they are cut") {
    CHECK(shares_term("PS-LX350H", "pslx350h", 2));
    CHECK(shares_term("ps lx350h", "PS-LX350H", 2));
    CHECK(shares_term("am 53bk", "AM53BK", 2));
    CHECK_FALSE(shares_term("red-hot", "redhot", 2));  // no digit: two words
    CHECK(shares_term("turntable", "turntables", 1));  // by their letters
    CHECK(blocking_terms("").empty());
    CHECK(blocking_terms("a").size() == 1);            // the word: no four letters
    CHECK(blocking_terms("ab ab").size() == 2);        // and "_ab_"
}

TEST_CASE("the best comes first, and equals come by key") {
    BlockingIndex index = small_index();
    CHECK(keys_of(index.search("sony pslx350h")) == std::vector<std::int64_t>{1, 3});
    CHECK(index.search("sony pslx350h").is_exact);
    CHECK(index.search("quark").hits.empty());
    CHECK(index.search("").hits.empty());
    index.upsert(0, "Sony speaker system");
    CHECK(keys_of(index.search("speaker system", {3})) == std::vector<std::int64_t>{0, 3, 2});
    CHECK(BlockingIndex{}.search("sony").hits.empty());
}

TEST_CASE("a score is what the header says") {
    const BlockingIndex index = small_index();
    // The word "bose" and its four grams are in one record of three.
    std::int64_t sum = 0;
    for (const BlockingTerm& each : blocking_terms("bose")) sum += term_weight(each.importance, 3, 1);
    const BlockingResult result = index.search("bose");
    REQUIRE(result.hits.size() == 1);
    CHECK(result.hits[0].key == 2);
    CHECK(result.hits[0].score == sum * length_factor("Bose Acoustimass 5 series III speaker system AM53BK"));
    CHECK(term_weight(1, 3, 1) == 2 * 256);  // log2(4 / 1)
    CHECK(term_weight(2, 3, 1) == 4 * 256);
    CHECK(term_weight(1, 7, 4) == 256);
    CHECK(term_weight(1, 1'000'000, 1'000'000) == 1);  // at least the importance
}

TEST_CASE("records are replaced and removed") {
    BlockingIndex index = small_index();
    index.upsert(3, "Canon camera");
    CHECK(index.size() == 3);
    CHECK(index.text_of(3) == "canon camera");
    CHECK(keys_of(index.search("speaker system")) == std::vector<std::int64_t>{2});
    CHECK(index.erase(2));
    CHECK_FALSE(index.erase(2));
    CHECK_FALSE(index.contains(2));
    CHECK(index.text_of(2).empty());
    CHECK(index.search("speaker system").hits.empty());
    index.compact();
    CHECK(index.size() == 2);
    CHECK(keys_of(index.search("canon")) == std::vector<std::int64_t>{3});
}

TEST_CASE("of many records with one key the last counts") {
    std::vector<BlockingRecord> records;
    for (int i = 0; i < 1000; ++i) records.push_back({i % 400, "product " + std::to_string(i)});
    BlockingIndex index;
    index.upsert(records);
    CHECK(index.size() == 400);
    CHECK(index.text_of(5) == "product 805");
    CHECK(keys_of(index.search("product 805", {1})) == std::vector<std::int64_t>{5});
    for (int i = 0; i < 400; ++i) CHECK(index.erase(i));
    CHECK(index.size() == 0);
    CHECK(index.search("product").hits.empty());
}

TEST_CASE("long texts are cut between two characters") {
    std::string text(blocking_text_bytes_max - 1, 'a');
    BlockingIndex index;
    index.upsert(1, text + "語 tail");
    CHECK(index.text_of(1) == text);
    CHECK_THROWS_AS(index.upsert(1, std::string(1 << 21, 'a')), Error);
    CHECK(index.text_of(1) == text);
}

TEST_CASE("a snapshot gives the same index again, and anything else is an error") {
    BlockingIndex index = small_index();
    std::vector<BlockingRecord> records;
    for (int i = 10; i < 500; ++i) records.push_back({i, "case no " + std::to_string(i)});
    index.upsert(records);
    index.erase(11);
    index.upsert(7, "fresh case");
    const std::string bytes = index.snapshot();
    const BlockingIndex again = BlockingIndex::restore(bytes);
    CHECK(again.size() == index.size());
    CHECK(again.snapshot() == bytes);
    for (const char* query : {"case no 77", "sony", "fresh", "case"}) CHECK(again.search(query) == index.search(query));

    const auto refuse = [](const std::string& damaged, const char* field) {
        try {
            static_cast<void>(BlockingIndex::restore(damaged));
            FAIL("accepted");
        } catch (const Error& error) {
            CHECK(error.code() == ErrorCode::invalid_snapshot);
            CHECK(error.field() == field);
        }
    };
    refuse("", "head");
    refuse("mp-blocc" + bytes.substr(8), "head");
    refuse(bytes.substr(0, 40), "size");
    refuse(bytes + "x", "size");
    std::string other = bytes;
    other[8] = 1;
    refuse(other, "version");
    other = bytes;
    other[bytes.size() / 2] ^= 4;
    refuse(other, "checksum");
}

TEST_CASE("options out of range are refused") {
    const BlockingIndex index = small_index();
    CHECK_THROWS_WITH_AS(static_cast<void>(index.search("sony", {0})), doctest::Contains("1 to 1000"), Error);
    CHECK_THROWS_AS(static_cast<void>(index.search("sony", {1001})), Error);
    CHECK_THROWS_AS(static_cast<void>(index.search("sony", {10, -1})), Error);
    CHECK_THROWS_AS(static_cast<void>(term_weight(3, 1, 1)), Error);
    CHECK_THROWS_AS(static_cast<void>(term_weight(1, 1, 2)), Error);
}
