#include "refusal.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace marketplace;

TEST_CASE("every code has one row, one name and a summary, in numeric order") {
    std::set<std::string_view> names;
    ErrorCode before{};
    for (const ErrorInfo& row : error_table()) {
        CHECK(row.code > before);
        CHECK(names.insert(row.name).second);
        CHECK(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
        CHECK_FALSE(row.summary.empty());
        CHECK(name_of(row.code) == row.name);
        before = row.code;
    }
    CHECK(name_of(static_cast<ErrorCode>(1)) == "internal");
}

TEST_CASE("an error says field, value and what was expected") {
    const Error error{ErrorCode::out_of_range, "quantity", "0", "1 or more"};
    CHECK(error.code() == ErrorCode::out_of_range);
    CHECK(error.field() == "quantity");
    CHECK(error.value() == "0");
    CHECK(error.expected() == "1 or more");
    CHECK(std::string{error.what()} == "out_of_range: quantity is '0', expected 1 or more");
    CHECK(std::string{Error{ErrorCode::inexact, "", "", "no fraction"}.what()} == "inexact: no fraction");
    CHECK(std::string{Error{ErrorCode::inexact, "", "", ""}.what()} == "inexact");
    CHECK(std::string{Error{ErrorCode::missing_field, "id", "", "an id"}.what()} ==
          "missing_field: id, expected an id");
}

TEST_CASE("the path of an error grows from the inside out") {
    const Error inner{ErrorCode::out_of_range, "bps", "-1", "0 or more"};
    CHECK(inner.within("charge").within("rules[3]").field() == "rules[3].charge.bps");
    CHECK(Error{ErrorCode::wrong_type, "[2]", "", ""}.within("weights").field() == "weights[2]");
    CHECK(Error{ErrorCode::overflow, "", "", ""}.within("total").field() == "total");
    CHECK(inner.within("x").value() == "-1");
}

TEST_CASE("long values are cut, and never within a character") {
    std::string shown;
    const auto value_of = [&](const std::string& value) {
        try {
            fail(ErrorCode::invalid_value, "text", value, "");
        } catch (const Error& error) {
            shown = error.value();
        }
        return shown;
    };
    CHECK(value_of(std::string(120, 'a')) == std::string(120, 'a'));
    CHECK(value_of(std::string(121, 'a')) == std::string(120, 'a') + "...");
    CHECK(value_of(std::string(119, 'a') + "\xC3\xA3" + "b") == std::string(119, 'a') + "...");
    CHECK(value_of(std::string(118, 'a') + "\xE2\x82\xAC" + "b") == std::string(118, 'a') + "...");
    CHECK(value_of(std::string(117, 'a') + "\xE2\x82\xAC" + "b") == std::string(117, 'a') + "\xE2\x82\xAC" + "...");
}
