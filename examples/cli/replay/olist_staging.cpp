#include "olist_staging.hpp"

#include <marketplace/core/csv.hpp>
#include <marketplace/money/money.hpp>

#include <fstream>
#include <functional>
#include <memory>

namespace replay {
namespace {

using namespace marketplace;

using Columns = std::vector<std::string_view>;
using EachRow = std::function<void(const CsvTable&)>;

/// Calls `each` for every line of a file; errors name the file.
void read_csv(const std::filesystem::path& path, const Columns& columns, const EachRow& each) {
    auto file = std::make_shared<std::ifstream>(path, std::ios::binary);
    if (!*file) fail(ErrorCode::not_found, "file", path.string(), "a readable CSV file of the Olist data set");
    const auto source = [file](std::span<char> into) {
        file->read(into.data(), static_cast<std::streamsize>(into.size()));
        return static_cast<std::size_t>(file->gcount());
    };
    try {
        CsvTable table{source, columns};
        std::size_t line = 1;
        try {
            while (table.next()) {
                line = table.reader().line();
                each(table);
            }
        } catch (const Error& error) {
            if (error.code() == ErrorCode::invalid_csv) throw;
            throw error.within("line " + std::to_string(line));
        }
    } catch (const Error& error) {
        throw error.within(path.filename().string());
    }
}

/// "2017-07-09 21:57:05" on the clock of the marketplace; an empty text is no time.
std::optional<Timestamp> clock_time(std::string_view text, const TimeZone& zone) {
    if (text.empty()) return std::nullopt;
    const Timestamp wall = parse_timestamp(std::string{text} + "Z");
    const std::int64_t second = wall.micros / 1'000'000;
    const Date day = TimeZone{}.date_of(wall);
    const auto within = static_cast<std::int32_t>(((second % 86'400) + 86'400) % 86'400);
    return zone.at(day, within / 3600, within / 60 % 60, within % 60);
}

constexpr const char* schema = R"sql(
    CREATE TABLE customer(id TEXT PRIMARY KEY, unique_id TEXT, state TEXT) WITHOUT ROWID;
    CREATE TABLE category(name TEXT PRIMARY KEY, english TEXT) WITHOUT ROWID;
    CREATE TABLE product(id TEXT PRIMARY KEY, category TEXT) WITHOUT ROWID;
    CREATE TABLE payment(order_id TEXT PRIMARY KEY, type TEXT) WITHOUT ROWID;
    CREATE TABLE orders(id TEXT PRIMARY KEY, customer TEXT, status TEXT, placed INTEGER, captured INTEGER,
                        delivered INTEGER, estimated INTEGER) WITHOUT ROWID;
    CREATE TABLE item(order_id TEXT, position INTEGER, product TEXT, seller TEXT, price INTEGER, freight INTEGER,
                      PRIMARY KEY(order_id, position)) WITHOUT ROWID;
    CREATE TABLE rating(order_id TEXT, at INTEGER, score INTEGER);
    CREATE TABLE event(at INTEGER, kind INTEGER, subject TEXT, detail INTEGER);
)sql";

void load_products(Staging& staging, const std::filesystem::path& folder) {
    Statement category = staging.prepare("INSERT OR REPLACE INTO category VALUES(?, ?)");
    read_csv(folder / "product_category_name_translation.csv",
             {"product_category_name", "product_category_name_english"},
             [&](const CsvTable& row) { category.bind(1, row[0]).bind(2, row[1]).run(); });
    Statement product = staging.prepare(
        "INSERT OR REPLACE INTO product VALUES(?1, coalesce((SELECT english FROM category WHERE name = ?2), ?2))");
    read_csv(folder / "olist_products_dataset.csv", {"product_id", "product_category_name"}, [&](const CsvTable& row) {
        product.bind(1, row[0]).bind(2, row[1].empty() ? std::string_view{"uncategorised"} : row[1]).run();
    });
}

void load_orders(Staging& staging, const std::filesystem::path& folder, const TimeZone& zone) {
    Statement customer = staging.prepare("INSERT OR REPLACE INTO customer VALUES(?, ?, ?)");
    read_csv(folder / "olist_customers_dataset.csv", {"customer_id", "customer_unique_id", "customer_state"},
             [&](const CsvTable& row) { customer.bind(1, row[0]).bind(2, row[1]).bind(3, row[2]).run(); });
    Statement payment = staging.prepare("INSERT OR IGNORE INTO payment VALUES(?, ?)");
    read_csv(folder / "olist_order_payments_dataset.csv", {"order_id", "payment_type"},
             [&](const CsvTable& row) { payment.bind(1, row[0]).bind(2, row[1]).run(); });
    const Columns columns{"order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at",
                          "order_delivered_customer_date", "order_estimated_delivery_date"};
    Statement order = staging.prepare("INSERT INTO orders VALUES(?, ?, ?, ?, ?, ?, ?)");
    read_csv(folder / "olist_orders_dataset.csv", columns, [&](const CsvTable& row) {
        const auto placed = clock_time(row[3], zone);
        if (!placed) fail(ErrorCode::missing_field, "order_purchase_timestamp", "", "a time");
        order.bind(1, row[0]).bind(2, row[1]).bind(3, row[2]).bind(4, placed->micros);
        for (int i = 4; i <= 6; ++i) {
            const auto at = clock_time(row[static_cast<std::size_t>(i)], zone);
            if (at) order.bind(i + 1, at->micros); else order.bind_null(i + 1);
        }
        order.run();
    });
}

void load_items(Staging& staging, const std::filesystem::path& folder) {
    const Currency real{"BRL"};
    Statement item = staging.prepare("INSERT INTO item VALUES(?, ?, ?, ?, ?, ?)");
    const Columns columns{"order_id", "order_item_id", "product_id", "seller_id", "price", "freight_value"};
    read_csv(folder / "olist_order_items_dataset.csv", columns, [&](const CsvTable& row) {
        const Money position = parse_money(row[1], Currency{"JPY"});  // a whole number
        item.bind(1, row[0]).bind(2, position.minor.value).bind(3, row[2]).bind(4, row[3]);
        item.bind(5, parse_money(row[4], real).minor.value).bind(6, parse_money(row[5], real).minor.value).run();
    });
}

void load_ratings(Staging& staging, const std::filesystem::path& folder, const TimeZone& zone) {
    const std::filesystem::path file = folder / "olist_order_reviews_dataset.csv";
    if (!std::filesystem::exists(file)) return;  // reviews are optional; nothing but ratings comes of them
    Statement rating = staging.prepare("INSERT INTO rating VALUES(?, ?, ?)");
    read_csv(file, {"order_id", "review_score", "review_creation_date"}, [&](const CsvTable& row) {
        const Money score = parse_money(row[1], Currency{"JPY"});
        rating.bind(1, row[0]).bind(2, clock_time(row[2], zone)->micros).bind(3, score.minor.value).run();
    });
}

constexpr const char* derive_events = R"sql(
    CREATE INDEX item_seller ON item(seller);
    CREATE TABLE seller AS
        SELECT seller AS id, min(o.placed) AS first_sale,
               CASE WHEN count(DISTINCT p.category) >= 5 THEN 'distributor'
                    WHEN count(*) >= 10 AND count(DISTINCT p.category) = 1 THEN 'brand' ELSE 'shop' END AS type
        FROM item JOIN orders o ON o.id = item.order_id JOIN product p ON p.id = item.product GROUP BY seller;
    CREATE UNIQUE INDEX seller_id ON seller(id);
    -- Later steps are never before earlier ones.
    UPDATE orders SET captured = max(captured, placed) WHERE captured IS NOT NULL;
    UPDATE orders SET delivered = max(delivered, captured) WHERE delivered IS NOT NULL AND captured IS NOT NULL;
    INSERT INTO event SELECT first_sale - 1000000, 0, id, 0 FROM seller;
    INSERT INTO event SELECT placed, 1, id, 0 FROM orders;
    CREATE TEMP TABLE sold AS SELECT DISTINCT order_id AS id FROM item;
    CREATE UNIQUE INDEX sold_id ON sold(id);
    INSERT INTO event SELECT captured, 2, id, 0 FROM orders JOIN sold USING(id) WHERE captured IS NOT NULL;
    INSERT INTO event SELECT delivered, 3, id, 0 FROM orders JOIN sold USING(id)
        WHERE delivered IS NOT NULL AND captured IS NOT NULL;
    INSERT INTO event SELECT max(estimated, coalesce(delivered, 0), coalesce(captured, 0), placed), 4, id, 0
        FROM orders JOIN sold USING(id) WHERE status IN ('canceled', 'unavailable');
    INSERT INTO event SELECT max(r.at, o.placed), 5, r.order_id, r.score FROM rating r
        JOIN orders o ON o.id = r.order_id JOIN sold ON sold.id = o.id;
    CREATE INDEX event_time ON event(at, kind, subject, detail);  -- with all that the walk reads
)sql";

std::int64_t single(Staging& staging, const char* sql) {
    Statement statement = staging.prepare(sql);
    return statement.step() ? statement.integer(0) : 0;
}

void keep_first(Staging& staging, std::int64_t orders_max) {
    Statement drop =
        staging.prepare("DELETE FROM orders WHERE id NOT IN (SELECT id FROM orders ORDER BY placed, id LIMIT ?)");
    drop.bind(1, orders_max).run();
    staging.execute("DELETE FROM item WHERE order_id NOT IN (SELECT id FROM orders);"
                    "DELETE FROM rating WHERE order_id NOT IN (SELECT id FROM orders);");
}

}  // namespace

SourceTotals stage_olist(Staging& staging, const std::filesystem::path& folder, const TimeZone& zone,
                         std::int64_t orders_max) {
    staging.execute("BEGIN");
    staging.execute(schema);
    load_products(staging, folder);
    load_orders(staging, folder, zone);
    load_items(staging, folder);
    load_ratings(staging, folder, zone);
    if (orders_max > 0) keep_first(staging, orders_max);
    staging.execute(derive_events);
    staging.execute("COMMIT");
    SourceTotals totals;
    totals.orders = single(staging, "SELECT count(*) FROM orders");
    totals.orders_without_items = single(staging, "SELECT count(*) FROM orders WHERE id NOT IN (SELECT id FROM sold)");
    totals.order_lines = single(staging, "SELECT count(*) FROM item");
    totals.events = single(staging, "SELECT count(*) FROM event");
    return totals;
}

}  // namespace replay
