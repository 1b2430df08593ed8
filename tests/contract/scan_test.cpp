// Order, ranges and pages, along keys and indexes, with nulls, in both directions.

#include "backends.hpp"

#include <algorithm>
#include <random>

using namespace marketplace;
using namespace marketplace::contract;

namespace {

/// Some entries: books and tags repeat, tags and weights are sometimes null.
std::vector<Entry> sample_entries() {
    std::vector<Entry> out;
    std::mt19937_64 random{7};
    for (const char* book : {"", "a", "ab", "b"}) {
        for (std::int64_t number = -2; number < 8; ++number) {
            Entry each{book, number, std::nullopt, std::nullopt, static_cast<std::int64_t>(random() % 5)};
            if (random() % 3 != 0) each.tag = std::string(random() % 3, 't');
            if (random() % 3 != 0) each.weight = static_cast<std::int64_t>(random() % 4) - 2;
            out.push_back(each);
        }
    }
    return out;
}

/// The slow and obvious way: sort everything, then look at each row.
std::vector<Entry> slow_scan(std::vector<Entry> all, const Scan& scan) {
    const TableInfo& table = table_of<Entry>();
    const auto order = order_of(table, scan);
    const auto cells = [&](const Entry& entry) { return cells_of(table, order, &entry); };
    std::sort(all.begin(), all.end(), [&](const Entry& a, const Entry& b) {
        return scan.descending ? cells(b) < cells(a) : cells(a) < cells(b);
    });
    std::vector<Entry> out;
    for (const Entry& entry : all) {
        const std::vector<Cell> has = cells(entry);
        if (!std::equal(scan.prefix.begin(), scan.prefix.end(), has.begin())) continue;
        if (scan.from || scan.to) {
            const Cell& cell = has[scan.prefix.size()];
            if (cell == Cell{} || (scan.from && cell < *scan.from) || (scan.to && cell >= *scan.to)) continue;
        }
        if (!scan.after.empty() && (scan.descending ? has >= scan.after : has <= scan.after)) continue;
        if (out.size() < scan.limit) out.push_back(entry);
    }
    return out;
}

Scan random_scan(std::mt19937_64& random, const std::vector<Entry>& all) {
    const std::string_view indexes[] = {"", "tag,weight", "value", "number"};
    Scan scan;
    scan.index = indexes[random() % 4];
    scan.descending = random() % 2 == 0;
    const TableInfo& table = table_of<Entry>();
    const auto order = order_of(table, scan);
    const std::vector<Cell> like = cells_of(table, order, &all[random() % all.size()]);
    const std::size_t width = random() % (order.size() + 1);
    scan.prefix.assign(like.begin(), like.begin() + static_cast<std::ptrdiff_t>(width));
    if (width < order.size()) {
        const Cell bounds[] = {cell_of(table.columns[order[width]], &all[random() % all.size()]),
                               cell_of(table.columns[order[width]], &all[random() % all.size()])};
        if (random() % 3 == 0 && bounds[0] != Cell{}) scan.from = bounds[0];
        if (random() % 3 == 0 && bounds[1] != Cell{}) scan.to = bounds[1];
    }
    if (random() % 2 == 0) {
        scan.after = cells_of(table, order, &all[random() % all.size()]);
        std::copy(scan.prefix.begin(), scan.prefix.end(), scan.after.begin());
    }
    if (random() % 4 == 0) scan.limit = random() % 6;
    return scan;
}

}  // namespace

CONTRACT("any scan finds what sorting and filtering everything finds") {
    Backend backend;
    const std::vector<Entry> all = sample_entries();
    change(*backend.store, [&](Transaction& transaction) {
        for (const Entry& entry : all) put(transaction, entry);
    });
    const auto transaction = backend.store->begin();
    std::mt19937_64 random{11};
    int found = 0;
    for (int round = 0; round < 4000; ++round) {
        const Scan scan = random_scan(random, all);
        const std::vector<Entry> rows = scan_all<Entry>(*transaction, scan);
        REQUIRE(rows == slow_scan(all, scan));
        found += rows.empty() ? 0 : 1;
    }
    CHECK(found > 1000);  // the scans were not all empty
}

CONTRACT("pages join to the whole, in each order and direction") {
    Backend backend;
    const std::vector<Entry> all = sample_entries();
    change(*backend.store, [&](Transaction& transaction) {
        for (const Entry& entry : all) put(transaction, entry);
    });
    const auto transaction = backend.store->begin();
    for (const std::string_view index : {"", "tag,weight", "value", "number"}) {
        for (const bool descending : {false, true}) {
            Scan page;
            page.index = index;
            page.descending = descending;
            const std::vector<Entry> whole = scan_all<Entry>(*transaction, page);
            REQUIRE(whole.size() == all.size());
            page.limit = 7;
            std::vector<Entry> joined;
            for (auto rows = scan_all<Entry>(*transaction, page); !rows.empty();
                 rows = scan_all<Entry>(*transaction, page)) {
                joined.insert(joined.end(), rows.begin(), rows.end());
                page.after = position_of(page, rows.back());
            }
            CHECK(joined == whole);
        }
    }
}

CONTRACT("a page goes on although the row that it follows is gone") {
    Backend backend;
    const auto transaction = backend.store->begin();
    for (std::int64_t i = 0; i < 4; ++i) put(*transaction, Entry{"a", i, std::nullopt, std::nullopt, 0});
    erase<Entry>(*transaction, "a", 1);
    Scan scan;
    scan.after = make_key("a", 1);
    CHECK(scan_all<Entry>(*transaction, scan).front().number == 2);
}

CONTRACT("booleans, enumerations and ids are found by the values that they are") {
    Backend backend;
    const auto transaction = backend.store->begin();
    Everything record;
    for (int i = 0; i < 6; ++i) {
        record.id = std::to_string(i);
        record.flag = i % 2 == 0;
        record.colour = i < 3 ? Colour::blue : Colour::dark_green;
        put(*transaction, record);
    }
    Scan scan;
    scan.index = "flag";
    scan.prefix = make_key(true);
    CHECK(scan_all<Everything>(*transaction, scan).size() == 3);
    scan.index = "colour,at";
    scan.prefix = make_key(Colour::blue);
    CHECK(scan_all<Everything>(*transaction, scan).size() == 3);
    scan.prefix = make_key(Colour::red);
    CHECK(scan_all<Everything>(*transaction, scan).empty());
}

CONTRACT("a visitor ends the scan, reads and scans within it, and may throw") {
    Backend backend;
    const auto transaction = backend.store->begin();
    for (std::int64_t i = 0; i < 5; ++i) put(*transaction, Entry{"a", i, std::nullopt, std::nullopt, 0});
    int visits = 0;
    scan<Entry>(*transaction, {}, [&](const Entry&) { return ++visits < 3; });
    CHECK(visits == 3);
    int pairs = 0;
    scan<Entry>(*transaction, {}, [&](const Entry& outer) {
        CHECK(get<Entry>(*transaction, "a", outer.number) == outer);
        scan<Entry>(*transaction, {}, [&](const Entry&) { return ++pairs > 0; });
        return true;
    });
    CHECK(pairs == 25);
    CHECK_THROWS_AS(scan<Entry>(*transaction, {}, [](const Entry&) -> bool { throw std::runtime_error("enough"); }),
                    std::runtime_error);
    put(*transaction, Entry{"a", 9, std::nullopt, std::nullopt, 0});
    CHECK(scan_all<Entry>(*transaction, {}).size() == 6);
}

CONTRACT("a visitor may not write") {
    Backend backend;
    const auto transaction = backend.store->begin();
    const Entry entry{"a", 1, std::nullopt, std::nullopt, 0};
    put(*transaction, entry);
    const auto within = [&](auto&& action) {
        return code_of([&] {
            scan<Entry>(*transaction, {}, [&](const Entry&) {
                action();
                return true;
            });
        });
    };
    CHECK(within([&] { put(*transaction, entry); }) == ErrorCode::store_failed);
    CHECK(within([&] { insert(*transaction, entry); }) == ErrorCode::store_failed);
    CHECK(within([&] { erase<Entry>(*transaction, "a", 1); }) == ErrorCode::store_failed);
    CHECK(within([&] { transaction->commit(); }) == ErrorCode::store_failed);
    CHECK(scan_all<Entry>(*transaction, {}).size() == 1);
}

CONTRACT("scans that do not fit the table are refused") {
    Backend backend;
    const auto transaction = backend.store->begin();
    const auto refused = [&](const Scan& scan) {
        return code_of([&] { static_cast<void>(scan_all<Entry>(*transaction, scan)); });
    };
    Scan scan;
    scan.index = "weight";
    CHECK(refused(scan) == ErrorCode::invalid_value);
    scan = {};
    scan.prefix = make_key("a", 1, 2);
    CHECK(refused(scan) == ErrorCode::invalid_value);
    scan.prefix = make_key("a", 1);
    CHECK(refused(scan) == std::nullopt);
    scan.from = make_cell(1);
    CHECK(refused(scan) == ErrorCode::invalid_value);
    scan = {};
    scan.from = Cell{};
    CHECK(refused(scan) == ErrorCode::invalid_value);
    scan = {};
    scan.after = make_key("a");
    CHECK(refused(scan) == ErrorCode::invalid_value);
    scan.prefix = make_key("b");
    scan.after = make_key("a", 1);
    CHECK(refused(scan) == ErrorCode::invalid_value);
}
