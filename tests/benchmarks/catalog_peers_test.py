"""How the answers of the peers of the catalog are measured."""

import importlib.util
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks/peers/catalog"


def module(name):
    """By its path: the routing benchmark has modules with the same names."""
    spec = importlib.util.spec_from_file_location(f"catalog_{name}", FOLDER / f"{name}.py")
    found = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = found
    spec.loader.exec_module(found)
    return found


tables, run = module("tables"), module("run")
LABELS = {("1", "1"): True, ("1", "2"): False, ("2", "3"): True, ("2", "4"): False}


def test_a_pair_without_a_score_is_no_match():
    scores = {("1", "1"): 0.9, ("1", "2"): 0.4}
    assert tables.f1(scores, LABELS, 0.5) == 2 / 3
    assert tables.f1({}, LABELS, 0.5) == 0
    assert tables.f1(scores, LABELS, 0.4) == 0.5


def test_the_threshold_is_the_best_of_the_scores():
    scores = {("1", "1"): 0.9, ("1", "2"): 0.4, ("2", "3"): 0.6, ("2", "4"): 0.1}
    assert tables.best_threshold(scores, LABELS) == 0.6
    assert tables.best_threshold({}, LABELS) == 0


def test_titles_have_two_names():
    assert tables.title({"name": "a"}) == tables.title({"title": "a", "name": ""}) == "a"


def test_tables_are_read(tmp_path):
    (tmp_path / "tableA.csv").write_text('id,name\n1,"tv, black"\n')
    (tmp_path / "tableB.csv").write_text("id,name\n7,tv\n")
    for split in ("train", "valid", "test"):
        (tmp_path / f"{split}.csv").write_text("ltable_id,rtable_id,label\n1,7,1\n")
    data = tables.load(tmp_path)
    assert data.left["1"]["name"] == "tv, black"
    assert data.splits["test"] == {("1", "7"): True}


def test_recall_and_speed_are_read_from_the_benchmark():
    text = ("abt-buy, recall in % of the labelled matches\n  all   1028 matches   @1  91.15   @5  99.22   @10  99.71\n"
            "  searched   1092 queries   18184 products/s\namazon-google, recall in % of the labelled matches\n"
            "  all   1167 matches   @1  81.92   @10 100.00\n  searched   3226 queries   15148 products/s\n")
    assert run.read_blocking(text, "abt-buy") == {"recall": 0.9971, "queries_per_second": 18184}
    assert run.read_blocking(text, "amazon-google") == {"recall": 1, "queries_per_second": 15148}
    assert "note" in run.read_blocking("", "abt-buy")


def test_a_row_says_why_it_is_empty():
    text = run.table("abt-buy", {"dedupe": {"note": "not done in 5 s", "seconds": 5}})
    assert "**not done in 5 s**" in text and "| 5.0 |" in text
