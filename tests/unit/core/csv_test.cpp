#include <doctest/doctest.h>

#include <marketplace/core/csv.hpp>

#include <cstring>

using namespace marketplace;

namespace {

/// Serves a text in pieces, so that every state of the reader meets the end of a buffer.
ByteSource pieces(std::string text, std::size_t size) {
    return [text = std::move(text), size, at = std::size_t{0}](std::span<char> out) mutable {
        const std::size_t count = std::min({size, out.size(), text.size() - at});
        std::memcpy(out.data(), text.data() + at, count);
        at += count;
        return count;
    };
}

std::vector<std::vector<std::string>> rows(const std::string& text, std::size_t size = 1) {
    CsvReader reader{pieces(text, size)};
    std::vector<std::vector<std::string>> out;
    for (std::vector<std::string_view> fields; reader.next(fields);) out.emplace_back(fields.begin(), fields.end());
    return out;
}

using Rows = std::vector<std::vector<std::string>>;

}  // namespace

TEST_CASE("fields, quotes, doubled quotes and quoted line breaks are read as RFC 4180 says") {
    const std::string text = "a,b\r\n\"x,1\",\"say \"\"hi\"\"\"\n\"two\nlines\",\n\n,\n";
    const Rows expected{{"a", "b"}, {"x,1", "say \"hi\""}, {"two\nlines", ""}, {"", ""}};
    for (const std::size_t size : {1, 2, 3, 7, 4096}) CHECK(rows(text, size) == expected);
}

TEST_CASE("a byte order mark and a missing last line break do not matter") {
    CHECK(rows("\xEF\xBB\xBF" "id\n7", 4096) == Rows{{"id"}, {"7"}});
}

TEST_CASE("a byte order mark may come in pieces, and half of one is a field") {
    for (const std::size_t size : {1, 2, 3, 4}) CHECK(rows("\xEF\xBB\xBF" "id\n7", size) == Rows{{"id"}, {"7"}});
    for (const std::size_t size : {1, 2, 3, 4}) CHECK(rows("\xEF\xBB", size) == Rows{{"\xEF\xBB"}});
    CHECK(rows("\xEF\xBB\xBF", 1).empty());
}

TEST_CASE("after a record that is too long, quoted or not, the reader goes on with the next line") {
    for (const std::string& record : {std::string(20, 'x'), '"' + std::string(20, 'x') + '"'}) {
        CsvReader reader{pieces(record + "\nnext\n", 7), {',', 10}};
        std::vector<std::string_view> fields;
        try {
            reader.next(fields);
            FAIL("a record of 20 bytes was accepted");
        } catch (const Error& error) {
            CHECK(error.code() == ErrorCode::limit_exceeded);
            CHECK(error.field() == "line 1");
        }
        REQUIRE(reader.next(fields));
        CHECK(fields[0] == "next");
    }
}

TEST_CASE("separators count towards the length of a record") {
    std::string lines(1000, ',');
    lines += "\nnext\n";
    CsvReader reader{pieces(lines, 7), {',', 10}};
    std::vector<std::string_view> fields;
    CHECK_THROWS_WITH_AS(reader.next(fields), doctest::Contains("limit_exceeded"), Error);
    REQUIRE(reader.next(fields));
    CHECK(fields[0] == "next");
}

TEST_CASE("quotes within a field are text where that is asked for, and still go around whole fields") {
    CsvReader reader{pieces("24\" monitor,\"a,\"\"b\"\"\"\n", 1), {',', 100, true}};
    std::vector<std::string_view> fields;
    REQUIRE(reader.next(fields));
    REQUIRE(fields.size() == 2);
    CHECK(fields[0] == "24\" monitor");
    CHECK(fields[1] == "a,\"b\"");
}

TEST_CASE("a malformed line names line and column, and the reader goes on after it") {
    CsvReader reader{pieces("a,b\nx\"y,1\n\"q\"z,2\n3,4\n", 4096)};
    std::vector<std::string_view> fields;
    REQUIRE(reader.next(fields));
    try {
        reader.next(fields);
        FAIL("a quote inside a field was accepted");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::invalid_csv);
        CHECK(error.field() == "line 2, column 2");
    }
    CHECK_THROWS_AS(reader.next(fields), Error);
    REQUIRE(reader.next(fields));
    CHECK(fields[1] == "4");
    CHECK(reader.line() == 4);
}

TEST_CASE("an unclosed quote is an error that names where it began") {
    CsvReader reader{pieces("a\n\"open\nnever closed", 4096)};
    std::vector<std::string_view> fields;
    REQUIRE(reader.next(fields));
    CHECK_THROWS_WITH_AS(reader.next(fields), doctest::Contains("closing quote of line 2"), Error);
    CHECK_FALSE(reader.next(fields));
}

TEST_CASE("a table finds columns by name and refuses ragged lines") {
    const std::string_view wanted[] = {"price", "id"};
    CsvTable table{pieces("id,note,price\n1,x,2.50\n2,y\n", 4096), wanted};
    REQUIRE(table.next());
    CHECK(table[0] == "2.50");
    CHECK(table[1] == "1");
    CHECK(table.optional("note") == "x");
    CHECK(table.optional("colour").empty());
    CHECK_THROWS_WITH_AS(table.next(), doctest::Contains("2 fields"), Error);
    const std::string_view missing[] = {"gtin"};
    CHECK_THROWS_AS((CsvTable{pieces("id\n1\n", 4096), missing}), Error);
}
