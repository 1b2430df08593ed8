"""Bad input to the command line program: a clear error by file, line and column, and a database that stays as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("MARKETPLACE_PROGRAM", ROOT / "build/dev/bin/marketplace"))
ORDERS = "olist_orders_dataset.csv"
ITEMS = "olist_order_items_dataset.csv"


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("olist")
    for archive in (ROOT / "examples/cli/data/olist").glob("*.tar.xz"):
        with tarfile.open(archive) as tar:
            tar.extractall(folder)
    return folder


@pytest.fixture
def data(original, tmp_path):
    """A copy that may be broken."""
    return Path(shutil.copytree(original, tmp_path / "data"))


def replay(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([PROGRAM, "replay", *arguments, "--limit", "50", "--json"], capture_output=True, text=True)


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


@pytest.mark.parametrize(
    "name, line, expected",
    [
        (ORDERS, "too,few,fields", ["invalid_csv", "line {line}"]),
        (ORDERS, '"o1","c1","never closed', ["invalid_csv", "line {line}"]),
        (ORDERS, '"o1","c1","delivered","yesterday","","","",""', ["invalid_time", "line {line}", "yesterday"]),
        (ORDERS, '"o1","c1","delivered","","","","",""', ["missing_field", "line {line}", "order_purchase_timestamp"]),
        (ITEMS, '"o1","1","p1","s1","2018-01-01 00:00:00","12.345","1.00"', ["line {line}", "12.345"]),
        (ITEMS, '"o1","1","p1","s1","2018-01-01 00:00:00","99999999999999999999","1.00"', ["overflow", "line {line}"]),
    ],
)
def test_a_malformed_line_is_named_and_changes_nothing(data, tmp_path, name, line, expected):
    database = tmp_path / "market.db"
    assert replay(str(data), "--store", f"sqlite:{database}").returncode == 0
    before = content(database)
    number = append_line(data / name, line)
    done = replay(str(data), "--store", f"sqlite:{database}")
    assert done.returncode == 1 and not done.stdout
    for part in [name, *expected]:
        assert part.format(line=number) in done.stderr
    assert content(database) == before


def test_an_order_that_the_file_has_twice_is_named(data):
    first = (data / ORDERS).read_text(encoding="utf-8").splitlines()[1]
    number = append_line(data / ORDERS, first)
    done = replay(str(data))
    assert done.returncode == 1 and not done.stdout
    for part in [ORDERS, f"line {number}", "duplicate_key", "orders.id", "no earlier line"]:
        assert part in done.stderr


def test_a_database_of_another_version_is_refused_and_stays_as_it_is(data, tmp_path):
    database = tmp_path / "other.db"
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE event(id TEXT PRIMARY KEY, number INTEGER)")
    connection.execute("INSERT INTO event VALUES('e1', 7)")
    connection.commit()
    connection.close()
    before = content(database)
    done = replay(str(data), "--store", f"sqlite:{database}")
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
    assert replay(str(data), "--store", f"sqlite:{database}").returncode == 0
    before = content(database)
    done = replay(str(data), "--plan", str(file), "--store", f"sqlite:{database}")
    assert done.returncode == 1 and not done.stdout
    for part in expected:
        assert part in done.stderr
    assert content(database) == before


@pytest.mark.parametrize(
    "command, said",
    [
        (["replay", "DIR", "--limit", "-3"], "--limit: '-3' is not 0 or more"),
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
