"""Bad input to the command line program: a clear error by file, line and column, and a database that stays as it is."""

from __future__ import annotations

import sqlite3
import subprocess
from pathlib import Path

import pytest
from sample import CUSTOMERS, ITEMS, ORDERS, PAYMENTS, PRODUCTS, PROGRAM, REVIEWS, rows_of, write_rows


def replay(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([PROGRAM, "replay", *map(str, arguments), "--json"], capture_output=True, text=True)


def content(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def append_line(file: Path, line: str) -> int:
    """Returns the number of the line."""
    text = file.read_text()
    file.write_text(text + line + "\n")
    return text.count("\n") + 1


TIME = "2016-10-05 12:00:00"

# A line that is put at the end of a file, with ids that the files have for {order}, {product} and {customer}.

MALFORMED = [
    (ORDERS, "too,few,fields", ["invalid_csv", "line {line}"]),
    (ORDERS, '"o1","c1","never closed', ["invalid_csv", "line {line}"]),
    (ORDERS, '"o1","{customer}","delivered","yesterday","","","",""',
     ["invalid_time", "line {line}", "order_purchase_timestamp", "yesterday"]),
    (ORDERS, '"o1","{customer}","delivered","","","","",""',
     ["missing_field", "line {line}", "order_purchase_timestamp"]),
    (ORDERS, f'"","{{customer}}","created","{TIME}","","","",""', ["missing_field", "line {line}", "order_id"]),
    (ORDERS, f'"o1","nobody","created","{TIME}","","","",""', ["not_found", "line {line}", "customer_id", "nobody"]),
    (ORDERS, f'"o1","{{customer}}","lost","{TIME}","","","",""', ["unknown_choice", "line {line}", "order_status"]),
    (ORDERS, '"o1","{customer}","created","1016-10-05 12:00:00","","","",""',
     ["out_of_range", "line {line}", "order_purchase_timestamp", "1016-10-05", "50 years", "line 2"]),
    (ORDERS, f'"o1","{{customer}}","delivered","{TIME}","","","3018-01-01 00:00:00",""',
     ["out_of_range", "line {line}", "order_delivered_customer_date"]),
    (ITEMS, '"{order}","9","{product}","s1","","12.345","1.00"', ["line {line}", "price", "12.345"]),
    (ITEMS, '"{order}","9","{product}","s1","","99999999999999999999","1.00"', ["overflow", "line {line}", "price"]),
    (ITEMS, '"{order}","9","{product}","s1","","92233720368547758.07","1.00"', ["overflow", "line {line}", "price"]),
    (ITEMS, '"{order}","9","{product}","s1","","1.00","99999999999999.00"',
     ["overflow", "line {line}", "freight_value"]),
    (ITEMS, '"{order}","9","{product}","s1","","-5.00","1.00"', ["out_of_range", "line {line}", "price", "-5.00"]),
    (ITEMS, '"{order}","9","{product}","s1","","5.00","-1.00"', ["out_of_range", "line {line}", "freight_value"]),
    (ITEMS, '"{order}","0","{product}","s1","","5.00","1.00"', ["out_of_range", "line {line}", "order_item_id"]),
    (ITEMS, '"{order}","9","{product}","","","5.00","1.00"', ["missing_field", "line {line}", "seller_id"]),
    (ITEMS, '"{order}","9","no-such-thing","s1","","5.00","1.00"',
     ["not_found", "line {line}", "product_id", "no-such-thing", PRODUCTS]),
    (ITEMS, '"no-such-order","1","{product}","s1","","5.00","1.00"',
     ["not_found", "line {line}", "order_id", "no-such-order", ORDERS]),
    (REVIEWS, '"{order}","99","2016-12-01 00:00:00"', ["out_of_range", "line {line}", "review_score", "99"]),
    (REVIEWS, '"{order}","0","2016-12-01 00:00:00"', ["out_of_range", "line {line}", "review_score"]),
    (REVIEWS, '"{order}","5",""', ["missing_field", "line {line}", "review_creation_date"]),
    (REVIEWS, '"no-such-order","5","2016-12-01 00:00:00"', ["not_found", "line {line}", "order_id"]),
    (PAYMENTS, '"no-such-order","1","boleto","1","5.00"', ["not_found", "line {line}", "order_id"]),
    (PAYMENTS, '"{order}","1","","1","5.00"', ["missing_field", "line {line}", "payment_type"]),
    (CUSTOMERS, '"c1","","01000","sao paulo","SP"', ["missing_field", "line {line}", "customer_unique_id"]),
    (CUSTOMERS, '"{customer}","u1","01000","sao paulo","SP"', ["duplicate_key", "line {line}", "customer.id"]),
]


@pytest.mark.parametrize("name, line, expected", MALFORMED)
def test_a_malformed_line_is_named_and_leaves_nothing_behind(data, tmp_path, name, line, expected):
    item = rows_of(data / ITEMS)[0]
    known = {"order": item["order_id"], "product": item["product_id"],
             "customer": rows_of(data / CUSTOMERS)[0]["customer_id"]}
    for key, value in known.items():
        line = line.replace("{" + key + "}", value)
    number = append_line(data / name, line)
    payments = tmp_path / "payments"
    done = replay(data, "--store", f"sqlite:{tmp_path / 'market.db'}", "--payments", payments)
    assert done.returncode == 1 and not done.stdout
    for part in [name, *expected]:
        assert part.format(line=number) in done.stderr
    assert not (tmp_path / "market.db").exists() and not payments.exists()


def test_a_malformed_line_changes_nothing_in_a_database_that_is_there(data, tmp_path):
    database = tmp_path / "market.db"
    assert replay(data, "--store", f"sqlite:{database}").returncode == 0
    before = content(database)
    append_line(data / ITEMS, "too,few")
    assert replay(data, "--store", f"sqlite:{database}").returncode == 1
    assert content(database) == before


@pytest.mark.parametrize("bad", [b"S\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"S\xc3"])
def test_text_that_is_not_utf_8_is_named_by_line_and_column(data, bad):
    file = data / CUSTOMERS
    lines = file.read_bytes().split(b"\n")
    column = len(lines[4]) - 1 + bad.index(next(byte for byte in bad if byte >= 0x80))
    lines[4] = lines[4][:-2] + bad
    file.write_bytes(b"\n".join(lines))
    done = replay(data)
    assert done.returncode == 1 and not done.stdout
    assert f"invalid_csv: {CUSTOMERS}.line 5, column {column}, expected text in UTF-8" in done.stderr


def test_text_beyond_ascii_is_read(data, tmp_path):
    rows = rows_of(data / PRODUCTS)
    for row in rows:
        row["product_category_name"] = "pão de açúcar 日本 \U0001f600"
    write_rows(data / PRODUCTS, rows, list(rows[0]))
    database = tmp_path / "market.db"
    assert replay(data, "--store", f"sqlite:{database}").returncode == 0
    assert "pão de açúcar 日本 \U0001f600" in "\n".join(content(database))


def test_an_order_that_was_cancelled_without_a_day_of_delivery_is_refunded_when_it_was_last_heard_of(data, tmp_path):
    sold = {row["order_id"] for row in rows_of(data / ITEMS)}
    rows = rows_of(data / ORDERS)
    cancelled = next(row for row in rows if row["order_status"] in ("canceled", "unavailable") and row["order_id"] in sold)
    cancelled["order_estimated_delivery_date"] = ""
    write_rows(data / ORDERS, rows, list(rows[0]))
    database = tmp_path / "market.db"
    assert replay(data, "--store", f"sqlite:{database}").returncode == 0
    with sqlite3.connect(database) as connection:
        row = connection.execute("SELECT status, placed_at, cancelled_at FROM customer_order WHERE id = ?",
                                 [cancelled["order_id"]]).fetchone()
    assert row[0] in ("cancelled", "refunded") and row[2] >= row[1]


def test_an_order_that_the_file_has_twice_is_named(data):
    first = (data / ORDERS).read_text(encoding="utf-8").splitlines()[1]
    number = append_line(data / ORDERS, first)
    done = replay(data)
    assert done.returncode == 1 and not done.stdout
    for part in [ORDERS, f"line {number}", "duplicate_key", "orders.id", "no earlier line"]:
        assert part in done.stderr


def test_a_database_that_other_files_filled_is_refused_and_stays_as_it_is(data, tmp_path):
    database = tmp_path / "market.db"
    plan = tmp_path / "plan.json"
    plan.write_text('{"id": "p", "slots": [{"name": "fee"}]}')
    store = ["--store", f"sqlite:{database}"]
    assert replay(data, *store, "--limit", "100").returncode == 0
    before = content(database)
    for arguments, reason in [([], "100 orders by --limit"), (["--limit", "101"], "100 orders by --limit"),
                              (["--limit", "100", "--plan", plan], "other rules")]:
        done = replay(data, *store, *arguments)
        assert done.returncode == 1 and not done.stdout
        assert "event_conflict" in done.stderr and reason in done.stderr and "a new database" in done.stderr
    append_line(data / CUSTOMERS, '"c1","u1","01000","sao paulo","SP"')
    done = replay(data, *store, "--limit", "100")
    assert done.returncode == 1 and "other files" in done.stderr
    assert content(database) == before


def test_a_database_of_another_version_is_refused_and_stays_as_it_is(data, tmp_path):
    database = tmp_path / "other.db"
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE event(id TEXT PRIMARY KEY, number INTEGER)")
    connection.execute("INSERT INTO event VALUES('e1', 7)")
    connection.commit()
    connection.close()
    before = content(database)
    done = replay(data, "--store", f"sqlite:{database}")
    assert done.returncode == 1 and "store_version" in done.stderr and not done.stdout
    assert content(database) == before


@pytest.mark.parametrize(
    "plan, expected",
    [
        ('"charge": {"kind": "percent", "rate": "101%"}', ["rate_out_of_range", "rules[0].charge.rate", "101%"]),
        ('"conditions": {"moon": ["full"]}, "charge": {"kind": "percent", "rate": "1%"}', ["unknown_condition", "moon"]),
    ],
)
def test_a_plan_that_is_not_sound_is_refused(data, tmp_path, plan, expected):
    file = tmp_path / "plan.json"
    file.write_text('{"id": "p", "slots": [{"name": "fee"}], "rules": [{"id": "r", "slot": "fee", %s}]}' % plan)
    database = tmp_path / "market.db"
    assert replay(data, "--store", f"sqlite:{database}").returncode == 0
    before = content(database)
    for store in [database, tmp_path / "new.db"]:
        done = replay(data, "--plan", file, "--store", f"sqlite:{store}", "--payments", tmp_path / "payments")
        assert done.returncode == 1 and not done.stdout
        for part in [str(file), *expected]:
            assert part in done.stderr
    assert content(database) == before
    assert not (tmp_path / "new.db").exists() and not (tmp_path / "payments").exists()


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--plan", "{tmp}/none.json"], "not_found: --plan is '{tmp}/none.json', expected a readable file"),
        (["--plan", "{tmp}"], "not_found: --plan is '{tmp}', expected a readable file"),
        (["--report", "{tmp}/none/report.html"], "invalid_value: --report is '{tmp}/none/report.html', expected a file"),
        (["--report", "{tmp}"], "invalid_value: --report is '{tmp}', expected a file"),
        (["--payments", "{tmp}/file"], "invalid_value: --payments is '{tmp}/file', expected a folder"),
        (["--payments", "{tmp}/file/below"], "invalid_value: --payments is '{tmp}/file/below', expected a folder"),
        (["--store", "sqlite:{tmp}/none/m.db"], "invalid_value: --store is '{tmp}/none/m.db', expected a file"),
        (["--store", "postgres"], "unknown_choice: --store is 'postgres', expected memory or sqlite:PATH"),
        (["--durability", "none"], "unknown_choice: --durability is 'none'"),
    ],
)
def test_a_place_that_cannot_be_used_is_named_before_anything_is_read(tmp_path, arguments, said):
    (tmp_path / "file").write_text("")
    empty = tmp_path / "empty"  # reading would fail for want of files
    empty.mkdir()
    done = replay(empty, *[argument.format(tmp=tmp_path) for argument in arguments])
    assert done.returncode == 1 and not done.stdout
    assert said.format(tmp=tmp_path) in done.stderr


@pytest.mark.parametrize("folder", ["", "/no/such/folder", str(PROGRAM)])
def test_a_folder_that_is_none_is_named(folder):
    done = replay(folder)
    assert done.returncode == 1 and "not_found: DIR" in done.stderr and folder in done.stderr and not done.stdout


@pytest.mark.parametrize(
    "words, said",
    [
        (["repaly"], "'repaly' is no command of marketplace; these are: replay, route, match, catalog"),
        (["--bogus"], "'--bogus' is no command of marketplace"),
        ([], "A subcommand is required"),
        (["replay", "a", "b"], "The following argument was not expected: b"),
    ],
)
def test_a_command_that_does_not_exist_is_named(words, said):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True)
    assert done.returncode not in (0, 1) and said in done.stderr and not done.stdout


@pytest.mark.parametrize(
    "command, said",
    [
        (["replay", "DIR", "--limit", "-3"], "--limit: '-3' is not 0 or more"),
        (["replay", "DIR", "--limit", "3.5"], "--limit: '3.5' is not 0 or more"),
        (["replay", "DIR", "--limit", "9" * 20], "--limit: '" + "9" * 20 + "' does not fit into 64 bits"),
        (["replay", "DIR", "--rows", "1000"], "--rows: Value 1000 not in range 1024 to 100000000"),
        (["replay", "DIR", "--group", "0"], "--group: Value 0 not in range 1 to 100000"),
        (["route", "FILE", "--iterations", "0"], "--iterations: '0' is not above 0"),
        (["route", "FILE", "--time-limit", "-0.5"], "--time-limit: '-0.5' is not above 0"),
        (["catalog", "sync", "a=b", "--lines", "-1"], "--lines: '-1' is not 0 or more"),
    ],
)
def test_numbers_out_of_range_are_named_with_what_was_expected(command, said):
    done = subprocess.run([PROGRAM, *command], capture_output=True, text=True)
    assert done.returncode != 0
    assert said in done.stderr
    assert done.stdout == ""
