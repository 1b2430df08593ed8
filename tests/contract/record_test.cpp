// What goes in comes out, whatever the fields hold.

#include "backends.hpp"

#include <limits>

using namespace marketplace;
using namespace marketplace::contract;

namespace {

Everything full_record() {
    Everything record;
    record.id = "full";
    record.flag = true;
    record.small = std::numeric_limits<std::int32_t>::min();
    record.large = std::numeric_limits<std::int64_t>::max();
    record.angle = 1.0 / 3;
    record.price_minor = Amount{std::numeric_limits<std::int64_t>::min()};
    record.wait = Duration{-1};
    record.at = parse_timestamp("2017-07-09T21:57:05.000001Z");
    record.day = Date{2000, 2, 29};
    record.currency = Currency{"BRL"};
    record.rate = Rate::bps(1234);
    record.colour = Colour::dark_green;
    record.vendor = VendorId{"vendor"};
    record.place = {"S\xC3\xA3o Paulo", -2};
    record.note = "";
    record.answer = false;
    record.until = timestamp_max;
    record.tint = Colour::blue;
    record.second_place = Place{"Rio \"de\" Janeiro\n", std::nullopt};
    record.places = {{"a", 1}, {"", std::nullopt}};
    record.words = {"", "\xF0\x9F\x9B\x92", "a,b"};
    record.counts = {{"", 0}, {"x", std::numeric_limits<std::int64_t>::min()}};
    record.shape = Square{3};
    return record;
}

}  // namespace

CONTRACT("every kind of field comes back as it went in") {
    Backend backend;
    Everything empty;
    empty.id = "empty";
    change(*backend.store, [&](Transaction& transaction) {
        put(transaction, full_record());
        put(transaction, empty);
    });
    backend.again();
    const auto transaction = backend.store->begin();
    CHECK(get<Everything>(*transaction, "full") == full_record());
    CHECK(get<Everything>(*transaction, "empty") == empty);
}

CONTRACT("reading into a used record leaves nothing of what it held") {
    Backend backend;
    Everything empty;
    empty.id = "empty";
    change(*backend.store, [&](Transaction& transaction) { put(transaction, empty); });
    Everything into = full_record();
    const auto transaction = backend.store->begin();
    CHECK(transaction->get(table_of<Everything>(), make_key("empty"), &into));
    CHECK(into == empty);
}

CONTRACT("texts keep every byte, also in keys") {
    Backend backend;
    const std::vector<std::string> texts{"",
                                         " ",
                                         "a",
                                         std::string("a\0", 2),
                                         std::string("a\0b", 3),
                                         "a\x01",
                                         "ab",
                                         "'; DROP TABLE entry; --",
                                         "\xC3\xA3",
                                         "\xF0\x9F\x9B\x92",
                                         "\x7F",
                                         std::string(5000, 'x')};
    change(*backend.store, [&](Transaction& transaction) {
        for (const std::string& text : texts) CHECK(insert(transaction, Entry{text, 1, text, std::nullopt, 7}));
    });
    backend.again();
    const auto transaction = backend.store->begin();
    for (const std::string& text : texts)
        CHECK(get<Entry>(*transaction, text, 1) == Entry{text, 1, text, std::nullopt, 7});
}

CONTRACT("integers keep their 64 bits and sort by value") {
    Backend backend;
    const std::vector<std::int64_t> numbers{INT64_MIN, INT64_MIN + 1,    -256,          -1,       0, 1, 255,
                                            256,       INT64_C(1) << 53, INT64_MAX - 1, INT64_MAX};
    change(*backend.store, [&](Transaction& transaction) {
        for (auto at = numbers.rbegin(); at != numbers.rend(); ++at)
            put(transaction, Entry{"b", *at, std::nullopt, std::nullopt, *at});
    });
    std::vector<std::int64_t> by_key, by_index;
    for (const Entry& entry : rows<Entry>(*backend.store)) by_key.push_back(entry.number);
    Scan scan;
    scan.index = "value";
    for (const Entry& entry : rows<Entry>(*backend.store, scan)) by_index.push_back(entry.value);
    CHECK(by_key == numbers);
    CHECK(by_index == numbers);
}

CONTRACT("instants keep their bounds and sort by time") {
    Backend backend;
    const std::vector<Timestamp> instants{
        timestamp_min, parse_timestamp("0000-01-01T00:00:00Z"),        Timestamp{-1}, Timestamp{0},
        Timestamp{1},  parse_timestamp("9999-12-31T23:59:59.999999Z"), timestamp_max};
    change(*backend.store, [&](Transaction& transaction) {
        for (std::size_t i = 0; i < instants.size(); ++i) {
            Everything record;
            record.id = std::to_string(instants.size() - i);
            record.at = instants[i];
            put(transaction, record);
        }
    });
    Scan scan;
    scan.index = "colour,at";
    scan.prefix = make_key(Colour::red);
    std::vector<Timestamp> found;
    for (const Everything& record : rows<Everything>(*backend.store, scan)) found.push_back(record.at);
    CHECK(found == instants);
    scan.from = make_cell(Timestamp{0});
    scan.to = make_cell(timestamp_max);
    CHECK(rows<Everything>(*backend.store, scan).size() == 3);
}

CONTRACT("what would not come back the same is refused and writes nothing") {
    Backend backend;
    const auto transaction = backend.store->begin();
    Everything late;
    late.at = Timestamp{INT64_MAX - 1};
    CHECK(code_of([&] { put(*transaction, late); }) == ErrorCode::invalid_time);
    Everything no_day;
    no_day.day = Date{2018, 2, 30};
    CHECK(code_of([&] { put(*transaction, no_day); }) == ErrorCode::invalid_time);
    Everything no_colour;
    no_colour.colour = static_cast<Colour>(17);
    CHECK(code_of([&] { insert(*transaction, no_colour); }) == ErrorCode::unknown_choice);
    Everything no_angle;
    no_angle.angle = std::numeric_limits<double>::quiet_NaN();
    CHECK(code_of([&] { put(*transaction, no_angle); }) == ErrorCode::invalid_value);
    // These are the caller's mistakes, not failures of the store: the transaction goes on.
    put(*transaction, full_record());
    transaction->commit();
    CHECK(rows<Everything>(*backend.store).size() == 1);
}
