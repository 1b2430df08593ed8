#include "olist_staging.hpp"

#include "olist_files.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace replay {
namespace {

using namespace marketplace;

constexpr const char* products_file = "olist_products_dataset.csv";
constexpr const char* customers_file = "olist_customers_dataset.csv";
constexpr const char* orders_file = "olist_orders_dataset.csv";

/// What the items of all orders may cost together, in minor units: a thousand times less than a balance can hold, since
/// the same money moves through several accounts, more than once.
constexpr Amount gross_max{10'000'000'000'000'000};

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

/// The keys of a table.
class Keys {
public:
    Keys(Staging& staging, const char* sql) : find_(staging.prepare(sql)) {}

    [[nodiscard]] bool has(std::string_view key) {
        find_.reset();
        return find_.bind(1, key).step();
    }
    /// Throws `not_found` for a key that the file does not have.
    void require(const Row& row, std::size_t column, const char* file) {
        if (!has(row.id(column))) row.refuse(ErrorCode::not_found, column, "one that is in " + std::string{file});
    }

private:
    Statement find_;
};

Keys order_keys(Staging& staging) { return {staging, "SELECT 1 FROM orders WHERE id = ?"}; }

void load_products(Staging& staging, OlistFiles& files) {
    Statement category = staging.prepare("INSERT INTO category VALUES(?, ?)");
    files.read("product_category_name_translation.csv", {"product_category_name", "product_category_name_english"},
               [&](const Row& row) { category.bind(1, row.id(0)).bind(2, row.id(1)).run(); });
    Statement product = staging.prepare(
        "INSERT INTO product VALUES(?1, coalesce((SELECT english FROM category WHERE name = ?2), ?2))");
    files.read(products_file, {"product_id", "product_category_name"}, [&](const Row& row) {
        product.bind(1, row.id(0)).bind(2, row.text(1).empty() ? std::string_view{"uncategorised"} : row.id(1)).run();
    });
}

void load_customers(Staging& staging, OlistFiles& files) {
    Statement customer = staging.prepare("INSERT INTO customer VALUES(?, ?, ?)");
    files.read(customers_file, {"customer_id", "customer_unique_id", "customer_state"}, [&](const Row& row) {
        customer.bind(1, row.id(0)).bind(2, row.id(1)).bind(3, row.id(2)).run();
    });
}

bool is_order_status(std::string_view text) {
    constexpr std::array<std::string_view, 8> known = {"created",   "approved", "processing", "invoiced",
                                                       "shipped",   "delivered", "canceled",  "unavailable"};
    return std::find(known.begin(), known.end(), text) != known.end();
}

void load_orders(Staging& staging, OlistFiles& files) {
    const Columns columns{"order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at",
                          "order_delivered_customer_date", "order_estimated_delivery_date"};
    Keys customers{staging, "SELECT 1 FROM customer WHERE id = ?"};
    Statement order = staging.prepare("INSERT INTO orders VALUES(?, ?, ?, ?, ?, ?, ?)");
    files.read(orders_file, columns, [&](const Row& row) {
        order.bind(1, row.id(0)).bind(4, row.required_time(3).micros);
        customers.require(row, 1, customers_file);
        if (!is_order_status(row.text(2))) row.refuse(ErrorCode::unknown_choice, 2, "a status of the Olist data set");
        order.bind(2, row.id(1)).bind(3, row.id(2));
        for (int i = 4; i <= 6; ++i) {
            const auto at = row.time(static_cast<std::size_t>(i));
            if (at) order.bind(i + 1, at->micros); else order.bind_null(i + 1);
        }
        order.run();
    });
}

/// The first payment of an order says how it is paid.
void load_payments(Staging& staging, OlistFiles& files) {
    Keys orders = order_keys(staging);
    Statement payment = staging.prepare("INSERT OR IGNORE INTO payment VALUES(?, ?)");
    files.read("olist_order_payments_dataset.csv", {"order_id", "payment_type"}, [&](const Row& row) {
        orders.require(row, 0, orders_file);
        payment.bind(1, row.id(0)).bind(2, row.id(1)).run();
    });
}

void refuse_sum(const Row& row, std::size_t column) {
    const std::string most = to_string(Money{gross_max, Currency{olist_currency}});
    row.refuse(ErrorCode::overflow, column, "amounts that come to no more than " + most + " together");
}

void load_items(Staging& staging, OlistFiles& files) {
    const Currency currency{olist_currency};
    const Columns columns{"order_id", "order_item_id", "product_id", "seller_id", "price", "freight_value"};
    Keys orders = order_keys(staging);
    Keys products{staging, "SELECT 1 FROM product WHERE id = ?"};
    Statement item = staging.prepare("INSERT INTO item VALUES(?, ?, ?, ?, ?, ?)");
    Amount gross;
    files.read("olist_order_items_dataset.csv", columns, [&](const Row& row) {
        const Amount price = row.amount(4, currency);
        const Amount freight = row.amount(5, currency);
        const std::int64_t position = row.number(1, 1, std::numeric_limits<std::int64_t>::max());
        orders.require(row, 0, orders_file);
        products.require(row, 2, products_file);
        if (price > gross_max - gross) refuse_sum(row, 4);
        gross += price;
        if (freight > gross_max - gross) refuse_sum(row, 5);
        gross += freight;
        item.bind(1, row.id(0)).bind(2, position).bind(3, row.id(2)).bind(4, row.id(3));
        item.bind(5, price.value).bind(6, freight.value).run();
    });
}

void load_ratings(Staging& staging, OlistFiles& files) {
    constexpr const char* file = "olist_order_reviews_dataset.csv";
    if (!files.has(file)) return;  // reviews are optional; nothing but ratings comes of them
    Keys orders = order_keys(staging);
    Statement rating = staging.prepare("INSERT INTO rating VALUES(?, ?, ?)");
    files.read(file, {"order_id", "review_score", "review_creation_date"}, [&](const Row& row) {
        orders.require(row, 0, orders_file);
        rating.bind(1, row.id(0)).bind(2, row.required_time(2).micros).bind(3, row.number(1, 1, 5)).run();
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
    INSERT INTO event
        SELECT max(coalesce(estimated, placed), coalesce(delivered, placed), coalesce(captured, placed)), 4, id, 0
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
    OlistFiles files{folder, zone};
    load_products(staging, files);
    load_customers(staging, files);
    load_orders(staging, files);
    load_payments(staging, files);
    load_items(staging, files);
    load_ratings(staging, files);
    if (orders_max > 0) keep_first(staging, orders_max);
    staging.execute(derive_events);
    staging.execute("COMMIT");
    SourceTotals totals;
    totals.fingerprint = files.fingerprint();
    totals.orders = single(staging, "SELECT count(*) FROM orders");
    totals.orders_without_items = single(staging, "SELECT count(*) FROM orders WHERE id NOT IN (SELECT id FROM sold)");
    totals.order_lines = single(staging, "SELECT count(*) FROM item");
    totals.gross_minor = {single(staging, "SELECT coalesce(sum(price + freight), 0) FROM item")};
    totals.events = single(staging, "SELECT count(*) FROM event");
    return totals;
}

}  // namespace replay
