#!/usr/bin/env python3
"""One measurement of one peer on one data set, in a process of its own: peers.py PEER FOLDER. Prints JSON."""

from __future__ import annotations

import io
import json
import logging
import re
import sqlite3
import sys
import time
from pathlib import Path

import tables

HITS = 10


def words(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\w+", text.lower())))


def fts5(data: tables.Tables, tokenizer: str) -> dict:
    """Titles of table A, a query for each title of table B: its words, or its groups of three letters, joined by OR."""
    base = sqlite3.connect(":memory:")
    base.execute(f"CREATE VIRTUAL TABLE masters USING fts5(title, tokenize='{tokenizer}')")
    base.executemany("INSERT INTO masters(rowid, title) VALUES (?, ?)",
                     [(int(key), tables.title(row)) for key, row in data.left.items()])

    def query(text: str) -> str:
        parts = words(text)
        if tokenizer == "trigram":
            parts = list(dict.fromkeys(text[i:i + 3].lower() for i in range(len(text) - 2)))
        return " OR ".join('"' + part.replace('"', '""') + '"' for part in parts)

    found = {}
    begin = time.perf_counter()
    for key, row in data.right.items():
        asked = query(tables.title(row))
        rows = base.execute("SELECT rowid FROM masters WHERE masters MATCH ? ORDER BY bm25(masters) LIMIT ?",
                            (asked, HITS)).fetchall() if asked else []
        found[key] = {str(each[0]) for each in rows}
    seconds = time.perf_counter() - begin
    matches = [pair for labels in data.splits.values() for pair, is_match in labels.items() if is_match]
    return {"version": sqlite3.sqlite_version, "recall": sum(a in found[b] for a, b in matches) / len(matches),
            "queries_per_second": len(data.right) / seconds}


def rapidfuzz(data: tables.Tables, scorer: str) -> dict:
    """A similarity of titles after the library's own processing; the threshold is the best one of the validation split."""
    import rapidfuzz
    from rapidfuzz import fuzz, process, utils

    score = getattr(fuzz, scorer)
    pairs = [pair for split in ("valid", "test") for pair in data.splits[split]]
    left, right = ([utils.default_process(tables.title(table[pair[side]])) for pair in pairs]
                   for side, table in enumerate((data.left, data.right)))
    scores, repeats, begin = [], 0, time.perf_counter()
    while repeats == 0 or time.perf_counter() - begin < 1:
        scores = process.cpdist(left, right, scorer=score, workers=1)
        repeats += 1
    seconds = time.perf_counter() - begin
    by_pair = dict(zip(pairs, map(float, scores)))
    threshold = tables.best_threshold(by_pair, data.splits["valid"])
    return {"version": rapidfuzz.__version__, "pairs_per_second": repeats * len(pairs) / seconds,
            "f1": tables.f1(by_pair, data.splits["test"], threshold)}


def splink(data: tables.Tables) -> dict:
    """Fellegi-Sunter trained by EM without labels; a match is what is likelier than not."""
    import importlib.metadata

    import pandas
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.disable(logging.WARNING)

    def frame(table: dict) -> pandas.DataFrame:
        return pandas.DataFrame([{
            "unique_id": key, "title": tables.title(row).lower(), "tokens": words(tables.title(row)) or [""],
            "manufacturer": row.get("manufacturer") or None, "price": number(row.get("price"))}
            for key, row in table.items()])

    comparisons = [compare.JaroWinklerAtThresholds("title"), compare.ArrayIntersectAtSizes("tokens", [6, 4, 2, 1]),
                   compare.ExactMatch("price")]
    if any(row.get("manufacturer") for row in data.left.values()):
        comparisons.append(compare.JaroWinklerAtThresholds("manufacturer"))
    shared_word = block_on("tokens", arrays_to_explode=["tokens"])
    settings = SettingsCreator(link_type="link_only", comparisons=comparisons,
                               blocking_rules_to_generate_predictions=[shared_word])
    api = DuckDBAPI()
    linker = Linker([api.register(frame(data.left), dataset_display_name="a"),
                     api.register(frame(data.right), dataset_display_name="b")], settings)
    begin = time.perf_counter()
    linker.training.estimate_probability_two_random_records_match([block_on("title")], recall=0.1)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for rule in (block_on("price"), block_on("title")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    predicted = linker.inference.predict().as_pandas_dataframe()
    seconds = time.perf_counter() - begin
    scores = {(row.unique_id_l, row.unique_id_r): row.match_probability for row in predicted.itertuples()}
    tuned = tables.best_threshold(scores, data.splits["valid"])
    return {"version": importlib.metadata.version("splink"), "f1": tables.f1(scores, data.splits["test"], 0.5),
            "f1_tuned": tables.f1(scores, data.splits["test"], tuned), "pairs_per_second": len(scores) / seconds}


def number(text: str | None) -> float | None:
    found = re.search(r"\d[\d,]*\.?\d*", text or "")
    return float(found[0].replace(",", "")) if found else None


def dedupe(data: tables.Tables) -> dict:
    """Trained with all labels of the train split; the threshold is the best one of the validation split."""
    import importlib.metadata

    import dedupe as library

    logging.disable(logging.WARNING)
    has_maker = any(row.get("manufacturer") for row in data.left.values())

    def record(row: dict) -> dict:
        price = number(row.get("price"))
        out = {"title": tables.title(row) or None, "price": price if price and price > 0 else None}
        return {**out, "manufacturer": row.get("manufacturer") or None} if has_maker else out

    left, right = ({side + key: record(row) for key, row in table.items()}
                   for side, table in (("a", data.left), ("b", data.right)))
    variables = [library.variables.String("title", has_missing=True), library.variables.Text("title", has_missing=True),
                 library.variables.Price("price", has_missing=True)]
    if has_maker:
        variables.append(library.variables.String("manufacturer", has_missing=True))
    linker = library.RecordLink(variables, num_cores=1)
    begin = time.perf_counter()
    # As its examples give labels that are there already: a file of pairs.
    marked: dict[str, list] = {"match": [], "distinct": []}
    for (a, b), is_match in data.splits["train"].items():
        pair = {"__class__": "tuple", "__value__": [left["a" + a], right["b" + b]]}
        marked["match" if is_match else "distinct"].append(pair)
    linker.prepare_training(left, right, training_file=io.StringIO(json.dumps(marked)))
    linker.train()
    learned = time.perf_counter()
    pairs = [pair for split in ("valid", "test") for pair in data.splits[split]]
    asked = ((("a" + a, left["a" + a]), ("b" + b, right["b" + b])) for a, b in pairs)
    scores = {(a[1:], b[1:]): float(score) for (a, b), score in linker.score(asked)}
    seconds = time.perf_counter() - learned
    threshold = tables.best_threshold(scores, data.splits["valid"])
    return {"version": importlib.metadata.version("dedupe"), "f1": tables.f1(scores, data.splits["test"], threshold),
            "pairs_per_second": len(pairs) / seconds, "learn_s": learned - begin}


MEASURES = {
    "fts5": lambda data: fts5(data, "unicode61"),
    "fts5-trigram": lambda data: fts5(data, "trigram"),
    "rapidfuzz-ratio": lambda data: rapidfuzz(data, "ratio"),
    "rapidfuzz-token-set": lambda data: rapidfuzz(data, "token_set_ratio"),
    "rapidfuzz-wratio": lambda data: rapidfuzz(data, "WRatio"),
    "splink": splink,
    "dedupe": dedupe,
}


if __name__ == "__main__":
    print(json.dumps(MEASURES[sys.argv[1]](tables.load(Path(sys.argv[2])))))
