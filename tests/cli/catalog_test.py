"""`marketplace catalog` and `marketplace match evaluate`: feeds become a catalog that stays, questions are asked and
answered, pairs are explained, prices compared; and what is wrong is said."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("MARKETPLACE_PROGRAM", ROOT / "build/dev/bin/marketplace"))
BRANDS = ["Sony", "Bose", "Linksys", "Panasonic", "Garmin"]
THINGS = ["turntable", "wireless headphones", "ethernet switch", "cordless phone"]


def run(*arguments, stdin: str | None = None) -> subprocess.CompletedProcess:
    return subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=300)


def names(number: int) -> tuple[str, str, str]:
    return BRANDS[number % 5], THINGS[number % 4], f"PX{1000 + 37 * number}"


def acme_rows(count: int = 40) -> list[str]:
    """Google's table: number, title, price."""
    rows = ["id\ttitle\tprice\tshipping"]
    for i in range(count):
        brand, thing, code = names(i)
        rows.append(f"{i}\t{brand} {code} {thing}\t{20 + 3.5 * i:.2f} EUR\tDE:::4.90 EUR")
    return rows


def bolt_lines(count: int = 40) -> list[str]:
    lines = []
    for i in range(count):
        brand, thing, code = names(i)
        cents = 2050 + 350 * i
        lines.append(json.dumps({"id": f"b{i}", "title": f"{brand} {thing} - {code}",
                                 "price": {"minor": cents, "currency": "EUR"}}))
    return lines


@pytest.fixture
def feeds(tmp_path):
    (tmp_path / "acme.tsv").write_text("\n".join(acme_rows()) + "\n")
    (tmp_path / "bolt.jsonl").write_text("\n".join(bolt_lines()) + "\n")
    return tmp_path


@pytest.fixture
def catalog(feeds):
    """A folder with the two feeds and the catalog of both."""
    done = sync(feeds, f"acme={feeds / 'acme.tsv'}", f"bolt={feeds / 'bolt.jsonl'}")
    assert done.returncode == 0, done.stderr
    return feeds


def store_of(folder: Path) -> list[str]:
    return ["--store", f"sqlite:{folder / 'catalog.db'}"]


def sync(folder: Path, *arguments) -> subprocess.CompletedProcess:
    return run("catalog", "sync", *arguments, *store_of(folder))


def joined(folder: Path) -> list[dict]:
    """Variants that both vendors sell."""
    rows = sqlite3.connect(folder / "catalog.db").execute("SELECT id, members FROM catalog_variant").fetchall()
    variants = [{"id": id, "members": json.loads(members)} for id, members in rows]
    return [each for each in variants if len(each["members"]) == 2]


def test_feeds_become_variants_and_are_applied_once(catalog):
    assert len(joined(catalog)) >= 25
    again = sync(catalog, f"acme={catalog / 'acme.tsv'}", "--json")
    assert again.returncode == 0
    assert json.loads(again.stdout)["feeds"][0]["standing"] == "applied"


def test_a_dry_run_tells_the_change_and_makes_none(catalog):
    rows = acme_rows()
    rows[1] = rows[1].replace("20.00", "18.00")
    (catalog / "acme.tsv").write_text("\n".join(rows) + "\n")
    before = (catalog / "catalog.db").read_bytes()
    done = sync(catalog, f"acme={catalog / 'acme.tsv'}", "--dry-run")
    assert done.returncode == 0
    assert "~ 0 price 20.00 EUR -> 18.00 EUR" in done.stdout
    assert "dry run" in done.stdout
    assert (catalog / "catalog.db").read_bytes() == before


def test_the_brake_stops_a_feed_that_would_delist_too_much(catalog):
    (catalog / "acme.tsv").write_text("\n".join(acme_rows(10)) + "\n")
    stopped = sync(catalog, f"acme={catalog / 'acme.tsv'}")
    assert stopped.returncode == 3
    assert "nothing was changed" in stopped.stdout
    assert len(joined(catalog)) >= 25
    let_through = sync(catalog, f"acme={catalog / 'acme.tsv'}", "--allow-delisting")
    assert let_through.returncode == 0
    assert len(joined(catalog)) <= 10


def test_an_older_feed_and_another_feed_of_the_same_version_are_refused(feeds):
    assert sync(feeds, f"acme={feeds / 'acme.tsv'}", "--version", 7).returncode == 0
    assert sync(feeds, f"acme={feeds / 'acme.tsv'}", "--version", 6).returncode == 1
    (feeds / "acme.tsv").write_text("\n".join(acme_rows(39)) + "\n")
    other = sync(feeds, f"acme={feeds / 'acme.tsv'}", "--version", 7)
    assert other.returncode == 1
    assert "other contents" in other.stdout


def test_problems_of_a_feed_are_told_with_their_place(feeds):
    rows = acme_rows()
    rows[2] = rows[2].replace("23.50 EUR", "cheap")
    (feeds / "acme.tsv").write_text("\n".join(rows) + "\n")
    done = sync(feeds, f"acme={feeds / 'acme.tsv'}")
    assert done.returncode == 0
    assert "line 3, column 3, price: 'cheap'" in done.stdout
    assert "1 problem" in done.stdout


def test_a_file_that_is_no_feed_is_to_be_looked_at_and_delists_nothing(catalog):
    (catalog / "acme.tsv").write_text("<html>503 Service Unavailable</html>")
    done = sync(catalog, f"acme={catalog / 'acme.tsv'}")
    assert done.returncode == 3
    assert "1 problem" in done.stdout and "the feed is not complete" in done.stdout
    assert len(joined(catalog)) >= 25


def test_a_pair_is_explained(catalog):
    pair = [f"{each['vendor_id']}/{each['sku']}" for each in joined(catalog)[0]["members"]]
    done = run("catalog", "explain", *pair, *store_of(catalog))
    assert done.returncode == 0, done.stderr
    assert "PX1" in done.stdout and ", joined" in done.stdout
    told = json.loads(run("catalog", "explain", *pair, *store_of(catalog), "--json").stdout)
    parts = told["base"] + told["rivals"] + sum(each["log_odds"] for each in told["features"])
    assert abs(parts - told["log_odds"]) < 1e-6


def test_a_person_separates_what_was_joined_and_joins_it_again(catalog):
    pair = joined(catalog)[0]["members"]
    row = [pair[0]["vendor_id"], pair[0]["sku"], pair[1]["vendor_id"], pair[1]["sku"]]

    def answer(text: str) -> None:
        with open(catalog / "answers.csv", "w", newline="") as file:
            csv.writer(file).writerows([["a_vendor", "a_sku", "b_vendor", "b_sku", "is_match"], [*row, text]])
        done = run("catalog", "review", "--answers", catalog / "answers.csv", "--by", "anna", *store_of(catalog))
        assert done.returncode == 0, done.stderr

    answer("no")
    assert pair not in [each["members"] for each in joined(catalog)]
    explained = run("catalog", "explain", f"{row[0]}/{row[1]}", f"{row[2]}/{row[3]}", *store_of(catalog))
    assert "separated, by a person's verdict" in explained.stdout
    answer("yes")
    assert pair in [each["members"] for each in joined(catalog)]
    verdicts = sqlite3.connect(catalog / "catalog.db").execute("SELECT decided_by FROM catalog_verdict").fetchall()
    assert verdicts == [("anna",)]


@pytest.fixture
def doubtful(feeds):
    """A catalog with questions: items that are alike but for their codes."""
    lines = [json.dumps({"id": f"b{i}", "title": " ".join(names(i)[:2]), "price": {"minor": 2000, "currency": "EUR"}})
             for i in range(40)]
    (feeds / "bolt.jsonl").write_text("\n".join(lines) + "\n")
    assert sync(feeds, f"acme={feeds / 'acme.tsv'}", f"bolt={feeds / 'bolt.jsonl'}").returncode == 0
    return feeds


def questions_of(folder: Path) -> list[dict]:
    return json.loads(run("catalog", "review", *store_of(folder), "--json").stdout)


def test_questions_are_exported_and_their_answers_taken_over(doubtful):
    asked = questions_of(doubtful)
    assert asked, "this catalog is meant to raise questions"
    table = doubtful / "questions.csv"
    done = run("catalog", "review", "--export", table, *store_of(doubtful))
    assert done.returncode == 0 and done.stdout == ""
    rows = list(csv.DictReader(table.open(newline="")))
    assert len(rows) == len(asked)
    rows[0]["is_match"] = "no"
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    taken = run("catalog", "review", "--answers", table, *store_of(doubtful))
    assert taken.returncode == 0 and "1 verdict taken over" in taken.stdout
    pairs = [(each["question"]["pair"]["a"], each["question"]["pair"]["b"]) for each in questions_of(doubtful)]
    first = asked[0]["question"]["pair"]
    assert (first["a"], first["b"]) not in pairs


def test_questions_are_asked_in_the_terminal(doubtful):
    done = run("catalog", "review", "--ask", "--by", "anna", *store_of(doubtful), stdin="perhaps\nno\n\nq\n")
    assert done.returncode == 0, done.stderr
    assert "yes, no or nothing" in done.stdout
    rows = sqlite3.connect(doubtful / "catalog.db").execute("SELECT is_match, decided_by FROM catalog_verdict").fetchall()
    assert rows == [(0, "anna")]


def test_prices_of_a_variant_stand_side_by_side(catalog):
    variant = joined(catalog)[0]
    sku = next(each["sku"] for each in variant["members"] if each["vendor_id"] == "acme")
    done = run("catalog", "prices", f"acme/{sku}", "--country", "DE", *store_of(catalog))
    assert done.returncode == 0, done.stderr
    assert "2 offers" in done.stdout and "+ 4.90 EUR" in done.stdout
    by_id = json.loads(run("catalog", "prices", variant["id"], *store_of(catalog), "--json").stdout)
    assert [each["price"]["minor"] for each in by_id[0]["offers"]] == sorted(
        each["price"]["minor"] for each in by_id[0]["offers"])
    everything = json.loads(run("catalog", "prices", *store_of(catalog), "--json").stdout)
    assert len(everything) == len(joined(catalog))


def test_a_record_tells_where_its_values_come_from(catalog):
    variant = joined(catalog)[0]
    acme = next(each["sku"] for each in variant["members"] if each["vendor_id"] == "acme")
    done = run("catalog", "show", f"acme/{acme}", *store_of(catalog))
    assert done.returncode == 0, done.stderr
    assert variant["id"] in done.stdout and "(most_trusted: " in done.stdout and f"of acme/{acme}" in done.stdout
    assert "product of 1 variant" in done.stdout
    record = json.loads(run("catalog", "show", variant["id"], *store_of(catalog), "--json").stdout)
    row = sqlite3.connect(catalog / "catalog.db").execute(
        "SELECT title, product_id FROM catalog_record WHERE variant_id = ?", [variant["id"]]).fetchone()
    assert row == (record["record"]["title"], record["product_id"])


@pytest.mark.parametrize(
    "arguments, expected",
    [
        (["show", "var_none"], ["not_found", "var_none"]),
        (["show", "acme/999"], ["not_found", "acme/999"]),
        (["sync", "nowhere.tsv", "--vendor", "acme"], ["not_found", "nowhere.tsv"]),
        (["sync", "{feed}"], ["missing_field", "VENDOR=FILE"]),
        (["sync", "acme={feed}", "--delist-max", "lots"], ["--delist-max", "lots"]),
        (["sync", "acme={feed}", "--currency", "EURO"], ["EURO"]),
        (["explain", "acme", "bolt/b1"], ["invalid_value", "VENDOR/SKU"]),
        (["explain", "acme/1", "acme/2"], ["invalid_value"]),
        (["explain", "acme/1", "bolt/none"], ["not_found", "none"]),
        (["prices", "var_none"], ["not_found", "var_none"]),
        (["prices", "acme/1", "--at", "yesterday"], ["yesterday"]),
        (["review", "--answers", "nowhere.csv"], ["not_found", "nowhere.csv"]),
    ],
)
def test_wrong_input_is_named_and_changes_nothing(catalog, arguments, expected):
    before = (catalog / "catalog.db").read_bytes()
    words = [each.replace("{feed}", str(catalog / "acme.tsv")) for each in arguments]
    done = run("catalog", *words, *store_of(catalog))
    assert done.returncode == 1
    assert done.stdout == ""
    assert all(each in done.stderr for each in expected), done.stderr
    assert (catalog / "catalog.db").read_bytes() == before


def test_a_catalog_that_is_not_there_is_not_made_by_reading(tmp_path):
    done = run("catalog", "prices", *store_of(tmp_path))
    assert done.returncode == 1 and "not_found" in done.stderr
    assert not (tmp_path / "catalog.db").exists()


@pytest.fixture
def tables(tmp_path):
    """Two tables of 60 products, and pairs whose labels are known."""
    with open(tmp_path / "left.csv", "w") as left, open(tmp_path / "right.csv", "w") as right:
        left.write("id,title,price\n")
        right.write("id,name,manufacturer,price\n")
        for i in range(60):
            brand, thing, code = names(i)
            left.write(f"l{i},{brand} {code} {thing},{20 + i}\n")
            right.write(f"r{i},{thing} {code},{brand},{21 + i}\n")
    for part, name in enumerate(["train", "valid", "test"]):
        lines = ["ltable_id,rtable_id,label"]
        for i in range(part, 60, 3):
            lines += [f"l{i},r{i},1"] + [f"l{i},r{(i + step) % 60},0" for step in (20, 40)]
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return tmp_path


def evaluate(folder: Path, *arguments) -> subprocess.CompletedProcess:
    return run("match", "evaluate", "--left", folder / "left.csv", "--right", folder / "right.csv", "--train",
               folder / "train.csv", "--valid", folder / "valid.csv", "--test", folder / "test.csv", *arguments)


@pytest.mark.parametrize("protocol", [[], ["--labels", "none"], ["--labels", "30"], ["--end-to-end"]])
def test_matching_is_measured_by_every_protocol(tables, protocol):
    done = evaluate(tables, *protocol, "--seeds", 2, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert len(report["seeds"]) == 2
    assert 0.8 <= report["f1"] <= 1
    assert report["f1_interval"]["low"] <= report["seeds"][0]["scores"]["f1"] <= report["f1_interval"]["high"]
    assert [each["k"] for each in report["blocking_recall"]] == [1, 5, 10, 50]
    assert report["pairs_per_second"] > 0 and report["peak_memory_mb"] > 0


def test_the_measurement_is_the_same_every_time(tables):
    first, second = (json.loads(evaluate(tables, "--json").stdout) for _ in range(2))
    assert first["seeds"] == second["seeds"]


def test_what_is_judged_wrongly_is_written_with_its_kind(tables):
    # Labels that no text explains: the words of a match labelled as none, and two titles of the same words.
    with (tables / "left.csv").open("a") as left, (tables / "right.csv").open("a") as right:
        brand, thing, code = names(0)
        left.write("l60,Stone mug large,9\nl61,Reader 7.0 for Windows,9\n")
        right.write(f"r60,{thing} {code},{brand},21\nr61,stone MUG (large),,9\nr62,Reader 8.0 for Windows,,9\nr63,Pot,,1\n")
    with (tables / "test.csv").open("a") as test:
        test.write("l0,r60,1\nl60,r61,0\nl61,r62,1\nl61,r63,1\n")
    with (tables / "train.csv").open("a") as train:
        train.write("l0,r60,0\n")
    done = evaluate(tables, "--errors", tables / "wrong.jsonl", "--seeds", 1, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    wrong = [json.loads(line) for line in (tables / "wrong.jsonl").read_text().splitlines()]
    scores = report["seeds"][0]["scores"]
    assert len(wrong) == scores["others_found"] + scores["matches_missed"]
    assert sum(each["missed"] + each["wrong"] for each in report["errors"]) == len(wrong)
    kinds = {(each["left"], each["right"]): each["kind"] for each in wrong}
    for pair, kind in {("l60", "r61"): "label_equal_texts", ("l61", "r62"): "version", ("l61", "r63"): "not_found"}.items():
        assert kinds.get(pair, kind) == kind
    assert ("l60", "r61") in kinds
    assert all((each["probability"] >= each["threshold"]) != each["is_match"] for each in wrong)
    done = evaluate(tables, "--errors", tables / "wrong.jsonl", "--end-to-end")
    assert done.returncode == 1 and "errors" in done.stderr
    done = evaluate(tables, "--errors", tables / "nowhere" / "wrong.jsonl", "--seeds", 1)
    assert done.returncode == 1 and "a file that can be written" in done.stderr


@pytest.mark.parametrize(
    "file, text, expected",
    [
        ("test.csv", "ltable_id,rtable_id,label\nl1,r1,2\n", ["line 2.label", "'2'", "0 or 1"]),
        ("train.csv", "ltable_id,rtable_id,label\nl1,r999,1\n", ["line 2.right", "r999"]),
        ("left.csv", "title,price\nMug,1\n", ["missing_field", "a column id"]),
        ("right.csv", "id,name\nr1,Mug\nr1,Cup\n", ["line 3.id", "r1"]),
    ],
)
def test_tables_with_something_wrong_are_refused_with_the_line(tables, file, text, expected):
    (tables / file).write_text(text)
    done = evaluate(tables)
    assert done.returncode == 1
    assert all(each in done.stderr for each in expected), done.stderr
