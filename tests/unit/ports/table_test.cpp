#include "contract/samples.hpp"

#include <doctest/doctest.h>

using namespace marketplace;
using namespace marketplace::contract;

namespace {

std::vector<std::string> layout(std::initializer_list<const char*> lines) { return {lines.begin(), lines.end()}; }

struct Colliding {
    Place a;
    std::string a_city;
};
MARKETPLACE_RECORD(Colliding, (a, a_city));

}  // namespace

TEST_CASE("a table's columns come from the record: nested ones are flattened, lists are text") {
    CHECK(layout_of(table_of<Everything>()) == layout({"column id text not null",
                                                       "column flag integer not null",
                                                       "column small integer not null",
                                                       "column large integer not null",
                                                       "column angle text not null",
                                                       "column price_minor integer not null",
                                                       "column wait integer not null",
                                                       "column at text not null",
                                                       "column day text not null",
                                                       "column currency text not null",
                                                       "column rate text not null",
                                                       "column colour text not null",
                                                       "column vendor text not null",
                                                       "column place_city text not null",
                                                       "column place_floor integer",
                                                       "column note text",
                                                       "column answer integer",
                                                       "column until text",
                                                       "column tint text",
                                                       "column second_place text",
                                                       "column places text not null",
                                                       "column words text not null",
                                                       "column counts text not null",
                                                       "column shape text not null",
                                                       "key id",
                                                       "index colour,at",
                                                       "index place_floor",
                                                       "index flag"}));
}

TEST_CASE("a wrong table spec is refused when the table is made") {
    const auto refused = [](const TableSpec& spec) {
        return code_of([&] { static_cast<void>(make_table(type_of<Everything>(), spec)); });
    };
    CHECK(refused({"t", "id", {"colour"}}) == std::nullopt);
    CHECK(refused({"t", "", {}}) == ErrorCode::internal);
    CHECK(refused({"t", "name", {}}) == ErrorCode::internal);
    CHECK(refused({"t", "note", {}}) == ErrorCode::internal);
    CHECK(refused({"t", "words", {}}) == ErrorCode::internal);
    CHECK(refused({"t", "id", {"words"}}) == ErrorCode::internal);
    CHECK(refused({"t", "id", {"second_place"}}) == ErrorCode::internal);
    CHECK(code_of([] {
              static_cast<void>(make_table(type_of<Colliding>(), {"t", "a_city", {}}));
          }) == ErrorCode::internal);
}

TEST_CASE("a cell made from a value equals the cell of a field of that value") {
    Everything record;
    record.id = "x";
    record.flag = true;
    record.price_minor = Amount{-5};
    record.wait = Duration{7};
    record.at = Timestamp{1};
    record.day = Date{2018, 2, 28};
    record.currency = Currency{"EUR"};
    record.rate = Rate::bps(15);
    record.colour = Colour::dark_green;
    record.vendor = VendorId{"v"};
    record.until = Timestamp{2};
    const TableInfo& table = table_of<Everything>();
    const auto cell = [&](std::string_view name) {
        for (const ColumnInfo& column : table.columns) {
            if (column.name == name) return cell_of(column, &record);
        }
        return Cell{"no such column"};
    };
    CHECK(cell("id") == make_cell("x"));
    CHECK(cell("flag") == make_cell(true));
    CHECK(cell("price_minor") == make_cell(Amount{-5}));
    CHECK(cell("wait") == make_cell(Duration{7}));
    CHECK(cell("at") == make_cell(Timestamp{1}));
    CHECK(cell("at") == Cell{"1970-01-01T00:00:00.000001Z"});
    CHECK(cell("day") == make_cell(Date{2018, 2, 28}));
    CHECK(cell("currency") == make_cell(Currency{"EUR"}));
    CHECK(cell("rate") == make_cell(Rate::bps(15)));
    CHECK(cell("colour") == make_cell(Colour::dark_green));
    CHECK(cell("vendor") == make_cell(VendorId{"v"}));
    CHECK(cell("until") == make_cell(record.until));
    CHECK(cell("note") == make_cell(record.note));
    CHECK(cell("note") == Cell{});
    CHECK(key_of(record) == make_key("x"));
}

TEST_CASE("a stored value of the wrong kind is damage") {
    Entry entry;
    const TableInfo& table = table_of<Entry>();
    CHECK(code_of([&] { set_text(table.columns[1], &entry, "1"); }) == ErrorCode::store_corrupt);
    CHECK(code_of([&] { set_integer(table.columns[0], &entry, 1); }) == ErrorCode::store_corrupt);
    CHECK(code_of([&] { set_null(table.columns[0], &entry); }) == ErrorCode::store_corrupt);
    CHECK(code_of([&] { set_null(table.columns[2], &entry); }) == std::nullopt);
}
