// An event that is tried and not applied.

#include "marketplace_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace engine_test;

namespace {

std::int64_t rows_of(const EventPreview& preview, const char* table) {
    return std::count_if(preview.rows.begin(), preview.rows.end(),
                         [&](const PreviewedRow& row) { return row.table == table && !row.is_erased; });
}

}  // namespace

TEST_CASE("a preview says what an event would answer and write, and writes nothing") {
    Marketplace shop;
    const Event placed = event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")});
    const std::string before = shop.content();
    const EventPreview preview = shop.engine.preview(placed);
    CHECK(shop.content() == before);
    CHECK(preview.answer.outcome == EventOutcome::applied);
    CHECK(rows_of(preview, "customer_order") == 1);
    CHECK(rows_of(preview, "order_line") == 2);
    CHECK(rows_of(preview, "commission_share") > 0);
    CHECK(shop.engine.handle(placed) == preview.answer);
    // Each row that is new or other than before was announced as it is.
    const auto transaction = shop.store->begin();
    for (const StoredCommission& row : scan_all<StoredCommission>(*transaction, {})) {
        const PreviewedRow wanted{"commission", to_json(row)};
        CHECK(std::find(preview.rows.begin(), preview.rows.end(), wanted) != preview.rows.end());
    }
}

TEST_CASE("the preview of a capture has its postings; of a repetition nothing; a refused event throws") {
    Marketplace shop;
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
    const Event captured = event("e2", "2024-03-04T11:00:00Z", OrderCaptured{OrderId{"o1"}});
    CHECK(rows_of(shop.engine.preview(captured), "ledger_posting") == 6);
    const EventAnswer answer = shop.engine.handle(captured);
    const EventPreview again = shop.engine.preview(captured);
    CHECK(again.answer.outcome == EventOutcome::repeated);
    CHECK(again.answer.answer == answer.answer);
    CHECK(again.rows.empty());
    CHECK(error_of([&] {
              static_cast<void>(shop.engine.preview(event("e3", "2024-03-04T12:00:00Z", OrderCaptured{OrderId{"o2"}})));
          }) == "out_of_order order_id");
}

TEST_CASE("rules whose publication was previewed are not in force") {
    Marketplace shop;
    affiliate::CommissionPlan dear = plan();
    dear.version = 2;
    dear.rules[0].charge = affiliate::Percent{Rate::parse("50%")};
    static_cast<void>(shop.engine.preview(event("p2", "2024-03-01T00:00:00Z", PlanPublished{dear})));
    shop.engine.handle(event("e1", "2024-03-04T10:00:00Z", OrderPlaced{order("o1")}));
    CHECK(shop.all<StoredCommission>()[0].plan_version == 1);
    dear.rules[0].charge = affiliate::Percent{Rate::parse("8%")};
    shop.engine.handle(event("p2", "2024-03-05T00:00:00Z", PlanPublished{dear}));
    shop.engine.handle(event("e2", "2024-03-06T10:00:00Z", OrderPlaced{order("o2", "2024-03-06T10:00:00Z")}));
    CHECK(shop.all<StoredCommission>().back().commission.charges[0].amount_minor == Amount{240});
}
