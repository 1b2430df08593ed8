"""`marketplace replay`, run as a user runs it: what it sums up, writes and draws."""

from __future__ import annotations

import importlib.util
import json
import os
import pty
import re
import sqlite3
import subprocess
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sample import CUSTOMERS, ITEMS, ORDERS, PAYMENTS, PRODUCTS, PROGRAM, REVIEWS, ROOT, rows_of, write_rows

TIMES = {"elapsed_s", "reading_s", "events_per_s", "peak_rss_mb"}


def run(*arguments, **options) -> subprocess.CompletedProcess:
    return subprocess.run([PROGRAM, "replay", *map(str, arguments)], text=True, **{
        "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options)


def replay(*arguments) -> dict:
    done = run(*arguments, "--json")
    assert done.returncode == 0 and not done.stderr, done.stderr
    summary = json.loads(done.stdout)
    return {key: value for key, value in summary.items() if key not in TIMES}


def asked(database: Path, sql: str, *values) -> list[tuple]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def minor(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def test_the_whole_sample_adds_up_and_repeats(olist, tmp_path):
    summary = replay(olist)
    assert summary["orders"] == 8135 and summary["orders_without_items"] == 775 and summary["vendors"] == 1610
    assert summary["gross_minor"] == 126555274
    assert sum(summary["shares_minor"].values()) == summary["gross_minor"]
    assert summary["ledger"]["debits_minor"] == summary["ledger"]["credits_minor"]
    database = f"sqlite:{tmp_path / 'm.db'}"
    assert replay(olist, "--store", database) == summary
    assert replay(olist, "--store", database) == summary  # over the same database: nothing changes


def test_the_rows_that_are_remembered_change_nothing_but_the_time(data, tmp_path):
    summary = replay(data, "--store", f"sqlite:{tmp_path / 'many.db'}")
    assert replay(data, "--store", f"sqlite:{tmp_path / 'few.db'}", "--rows", "1024") == summary


def test_bad_input_is_a_clear_error(tmp_path):
    done = run(tmp_path)
    assert done.returncode == 1 and "product_category_name_translation.csv" in done.stderr and not done.stdout


def test_the_first_orders_are_those_by_time(data, tmp_path):
    database = tmp_path / "m.db"
    assert replay(data, "--store", f"sqlite:{database}", "--limit", 20)["orders"] == 20
    by_time = sorted(rows_of(data / ORDERS), key=lambda row: (row["order_purchase_timestamp"], row["order_id"]))
    assert {id for id, in asked(database, "SELECT id FROM customer_order")} == {row["order_id"] for row in by_time[:20]}


def test_the_orders_of_the_benchmark_are_a_multiple_with_ids_and_times_of_their_own(first_orders, tmp_path):
    spec = importlib.util.spec_from_file_location("replay_benchmark", ROOT / "benchmarks/replay/run.py")
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    benchmark.multiply(first_orders, tmp_path / "twice", 2)
    once, twice = replay(first_orders), replay(tmp_path / "twice")
    for name in ("orders", "orders_without_items", "order_lines", "customers", "gross_minor"):
        assert twice[name] == 2 * once[name]
    assert twice["vendors"] == once["vendors"]
    times = sorted(row["order_purchase_timestamp"] for row in rows_of(tmp_path / "twice" / ORDERS))
    assert times[149] < "2018" < times[150]


# How the files are read: the rules at the head of olist_source.hpp.


@pytest.fixture(scope="module")
def database(first_orders, tmp_path_factory):
    path = tmp_path_factory.mktemp("mapping") / "m.db"
    replay(first_orders, "--store", f"sqlite:{path}")
    return path


def test_every_line_of_the_files_is_in_the_store_with_its_price_and_freight(first_orders, database):
    stored = asked(database, "SELECT order_id, id, product_id, vendor_id, quantity, unit_price_minor, shipping_minor "
                             "FROM order_line")
    assert Counter(stored) == Counter(
        (row["order_id"], row["order_item_id"], row["product_id"], row["seller_id"], 1, minor(row["price"]),
         minor(row["freight_value"])) for row in rows_of(first_orders / ITEMS))


def test_orders_have_the_customer_state_and_first_payment_of_the_files(first_orders, database):
    customers = {row["customer_id"]: row for row in rows_of(first_orders / CUSTOMERS)}
    payments = {}
    for row in rows_of(first_orders / PAYMENTS):
        payments.setdefault(row["order_id"], row["payment_type"])
    wanted = {row["order_id"]: (customers[row["customer_id"]]["customer_unique_id"],
                                customers[row["customer_id"]]["customer_state"], payments.get(row["order_id"], ""))
              for row in rows_of(first_orders / ORDERS)}
    stored = asked(database, "SELECT id, customer_id, region, payment_method, currency, country FROM customer_order")
    assert {id: (customer, region, method) for id, customer, region, method, *_ in stored} == wanted
    assert {row[4:] for row in stored} == {("BRL", "BR")}


def test_sellers_are_distributors_brands_or_shops_by_what_they_sell(first_orders, database):
    products = {row["product_id"]: row["product_category_name"] for row in rows_of(first_orders / PRODUCTS)}
    sold = {}
    for row in rows_of(first_orders / ITEMS):
        sold.setdefault(row["seller_id"], []).append(products[row["product_id"]])
    kind = lambda categories: ("distributor" if len(set(categories)) >= 5 else
                               "brand" if len(categories) >= 10 and len(set(categories)) == 1 else "shop")
    assert dict(asked(database, "SELECT id, type FROM vendor")) == {id: kind(lines) for id, lines in sold.items()}


def test_one_customer_in_eight_came_through_an_affiliate_of_the_second_digit(database):
    rows = asked(database, "SELECT o.customer_id, l.affiliate FROM order_line l JOIN customer_order o ON o.id = l.order_id")
    assert {bool(affiliate) for _, affiliate in rows} == {True, False}
    for customer, affiliate in rows:
        assert affiliate == (f"affiliate-{customer[1]}" if customer[0] in "01" else "")


def test_cancelled_and_unavailable_orders_with_items_are_refunded_in_full(first_orders, database):
    sold = {row["order_id"] for row in rows_of(first_orders / ITEMS)}
    gone = {row["order_id"] for row in rows_of(first_orders / ORDERS)
            if row["order_status"] in ("canceled", "unavailable") and row["order_id"] in sold}
    assert gone
    rows = asked(database, "SELECT id, status, captured_at IS NOT NULL, total_minor, refunded_minor FROM customer_order")
    assert {id for id, status, *_ in rows if status in ("cancelled", "refunded")} == gone
    for id, status, was_paid, total, refunded in rows:
        assert (status == "refunded") == (id in gone and was_paid)
        assert refunded == (total if status == "refunded" else 0)


def test_steps_whose_clocks_disagree_keep_their_order(data, tmp_path):
    rows = rows_of(data / ORDERS)
    sold = {row["order_id"] for row in rows_of(data / ITEMS)}
    row = next(row for row in rows if row["order_status"] == "delivered" and row["order_id"] in sold)
    row["order_delivered_customer_date"] = "2016-09-20 00:00:00"  # before it was bought
    row["order_approved_at"] = "2016-09-21 00:00:00"
    row["order_purchase_timestamp"] = "2016-09-22 10:00:00"
    write_rows(data / ORDERS, rows, list(rows[0]))
    replay(data, "--store", f"sqlite:{tmp_path / 'm.db'}")
    (times,) = asked(tmp_path / "m.db", "SELECT placed_at, captured_at, fulfilled_at FROM customer_order WHERE id = ?",
                     row["order_id"])
    assert set(times) == {"2016-09-22T13:00:00.000000Z"}  # three hours behind UTC


def test_reviews_rate_the_orders_that_have_lines_and_may_be_left_out(first_orders, database, data, tmp_path):
    sold = {row["order_id"] for row in rows_of(first_orders / ITEMS)}
    reviews = {(row["order_id"], row["review_creation_date"], row["review_score"])
               for row in rows_of(first_orders / REVIEWS) if row["order_id"] in sold}
    assert asked(database, "SELECT count(*) FROM event WHERE kind = 'order_rated'") == [(len(reviews),)]
    (data / REVIEWS).unlink()
    assert replay(data)["gross_minor"] == asked(database, "SELECT sum(total_minor) FROM customer_order")[0][0]


# What is summed up.


def test_fees_are_those_whose_beneficiary_is_the_platform_whatever_their_slot_is_called(data, tmp_path):
    charge = {"kind": "percent", "rate": "10%"}
    plan = {"id": "p", "slots": [{"name": "marketplace_cut"}, {"name": "platform_fee", "beneficiary": {"party": "affiliate"}}],
            "rules": [{"id": "a", "slot": "marketplace_cut", "charge": charge},
                      {"id": "b", "slot": "platform_fee", "charge": charge,
                       "beneficiaries": [{"beneficiary": {"party": "affiliate", "id": "x"}, "weight": 3},
                                         {"beneficiary": {"party": "platform"}, "weight": 1}]}]}
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    summary = replay(data, "--plan", tmp_path / "plan.json")
    assert summary["fees_minor"] == summary["shares_minor"]["platform"]
    assert summary["fees_minor"] > summary["shares_minor"]["affiliate"] > 0


def test_fees_that_are_kept_are_those_of_the_books(database, first_orders):
    summary = replay(first_orders)
    ((kept,),) = asked(database, "SELECT credits_posted_minor - debits_posted_minor FROM ledger_account "
                                 "WHERE id = 'rev:platform:BRL:commission'")
    assert 0 < summary["fees_kept_minor"] == kept < summary["fees_minor"]


def test_payouts_are_divided_by_payee(database, first_orders):
    summary = replay(first_orders)
    stored = dict(asked(database, "SELECT payee_party, sum(amount_minor) FROM payout WHERE status = 'paid' GROUP BY 1"))
    assert set(stored) == {"vendor", "affiliate"}
    assert summary["payouts_by_party_minor"] == stored
    assert summary["payouts_minor"] == sum(stored.values())


def test_text_says_what_the_json_says(data):
    summary = replay(data)
    done = run(data)
    assert done.returncode == 0 and not done.stderr
    money = lambda amount: f"{amount // 100}.{amount % 100:02} BRL"
    for name, amount in [("gross", summary["gross_minor"]), ("refunded", summary["refunded_minor"]),
                         ("platform fees", summary["fees_minor"]), ("  kept after refunds", summary["fees_kept_minor"]),
                         ("tax on fees", summary["fee_tax_minor"]), ("paid out", summary["payouts_minor"]),
                         ("owed to vendors", summary["vendor_balance_minor"]),
                         *((f"  {party}", amount) for party, amount in summary["shares_minor"].items()),
                         *((f"  {party}", amount) for party, amount in summary["payouts_by_party_minor"].items())]:
        assert re.search(rf"^  {re.escape(name)} +{re.escape(money(amount))}$", done.stdout, re.M), name
    points = {word: int(n) for n, word in re.findall(r"(\d+) (earned|taken back|redeemed|expired|outstanding)", done.stdout)}
    assert points["earned"] == sum(amount for name, amount in points.items() if name != "earned") > 0
    assert f"{summary['orders']} orders of {summary['customers']} customers at {summary['vendors']} vendors" in done.stdout
    assert summary["ledger"]["hash"][:16] in done.stdout


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_files_without_lines_come_to_nothing(data, form):
    for file in data.glob("*.csv"):
        file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n")
    done = run(data, *form)
    assert done.returncode == 0 and not done.stderr
    assert '"orders": 0' in done.stdout if form else "gross                   0.00 BRL" in done.stdout


# What is written.


class Page(HTMLParser):
    """Headings, ids, and whatever a page would load from elsewhere."""

    def __init__(self):
        super().__init__()
        self.headings, self.ids, self.loads, self.open = [], set(), [], ""

    def handle_starttag(self, tag, attributes):
        self.open = tag
        self.ids.update(value for name, value in attributes if name == "id")
        self.loads += [value for name, value in attributes if name in ("src", "href")]

    def handle_endtag(self, tag):
        self.open = ""

    def handle_data(self, text):
        if self.open in ("h1", "h2"):
            self.headings.append(text)


def test_the_report_is_one_file_with_every_section_and_the_figures_of_the_summary(data, tmp_path):
    report = tmp_path / "report.html"
    summary = replay(data, "--report", report)
    text = report.read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert not page.loads and "@import" not in text and not re.search(r"\burl\(", text.split("<script>")[0])
    assert page.headings == [
        "A marketplace replayed, every cent accounted for", "Gross merchandise value, fees and payouts by month",
        "Who earned what", "Tier moves", "Points liability", "Top vendors, with their statement", "Ledger check",
        "Balances by kind of account"]
    assert {"tiles", "months", "share_table", "tier_table", "points_table", "vendors", "checks", "accounts"} <= page.ids
    data_of_page = json.loads(re.search(r"^const data = (.*);$", text, re.M)[1])
    assert data_of_page["summary"] == summary
    months = data_of_page["months"]
    for part, whole in [("gross_minor", "gross_minor"), ("refunded_minor", "refunded_minor"),
                        ("fees_kept_minor", "fees_kept_minor")]:
        assert sum(month[part] for month in months) == summary[whole]
    assert sum(month["paid_to_vendors_minor"] for month in months) == summary["payouts_by_party_minor"]["vendor"]
    assert sum(month["paid_to_others_minor"] for month in months) == summary["payouts_by_party_minor"]["affiliate"]
    assert all(check["ok"] for check in data_of_page["checks"]) and len(data_of_page["checks"]) >= 7
    for vendor in data_of_page["vendors"]:
        *lines, closing = vendor["statement"]
        assert sum(line["amount_minor"] for line in lines) == closing["amount_minor"]


def test_payments_that_cannot_be_written_are_counted_and_end_in_an_error(data, tmp_path):
    payments = tmp_path / "payments"
    assert run(data, "--payments", payments).returncode == 0
    files = sorted(payments.glob("*.csv"))
    lost = [len(rows_of(file)) for file in files[:2]]
    for file in files[:2]:
        file.unlink()
        file.mkdir()  # where the file would be
    for file in files[2:]:
        file.unlink()
    store = ["--store", f"sqlite:{tmp_path / 'm.db'}"]
    done = run(data, "--payments", payments, *store)
    assert done.returncode == 1 and "gross" in done.stdout
    assert f"The bank took every payment: {sum(lost)} of " in done.stderr and files[0].name in done.stderr
    assert run(data, "--payments", payments, *store).returncode == 1  # they are still missing


def test_output_that_cannot_be_written_is_an_error(data):
    for words in [[data, "--json"], [data], ["--help"]]:
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = run(*words, stdout=full)
        assert done.returncode == 1 and "standard output cannot be written" in done.stderr


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_progress_is_drawn_on_a_terminal_and_ends_with_everything_done(data, form):
    master, slave = pty.openpty()
    done = run(data, *form, stderr=slave)
    os.close(slave)
    drawn = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # nobody holds the other end any more
            break
        drawn += part
    os.close(master)
    assert done.returncode == 0
    steps = [(int(at), int(of)) for at, of in re.findall(rb"\] (\d+) of (\d+), \d+/s", drawn)]
    assert steps[-1][0] == steps[-1][1] > 150 and all(at <= of for at, of in steps)
    assert drawn.endswith(b"\r\x1b[K")  # and leaves the line as it was
