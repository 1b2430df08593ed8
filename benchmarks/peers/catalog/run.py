#!/usr/bin/env python3
"""Catalog matching beside SQLite FTS5, RapidFuzz, Splink and dedupe: the same tables, one thread each, in one run.

Every measurement is a process of its own, one after the other; what takes longer than --seconds is stopped, and this
is said. benchmarks/peers/README.md tells what each was given, and what it is not made for.

Results: the table, and table.md and runs.json in --out.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
SETS = ["abt-buy", "amazon-google"]
SPLITS = ["train", "valid", "test"]
PEERS = {
    "ours": "index of words, codes and grams; boosted trees, all labels",
    "ours-unlabelled": "the same features without labels",
    "fts5": "bm25, words joined by OR",
    "fts5-trigram": "bm25, groups of three letters joined by OR",
    "rapidfuzz-ratio": "ratio of titles",
    "rapidfuzz-token-set": "token_set_ratio of titles",
    "rapidfuzz-wratio": "WRatio of titles",
    "splink": "Fellegi-Sunter by EM, no labels, 0.5",
    "dedupe": "logistic regression, labels of train",
}
COLUMNS = {"recall": ("recall@10", "{:.2%}"), "queries_per_second": ("queries/s", "{:,.0f}"),
           "pairs_per_second": ("pairs/s", "{:,.0f}"), "f1": ("F1", "{:.3f}"), "seconds": ("s in all", "{:.1f}")}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("MARKETPLACE_CATALOG_DATA"),
                        help="folder with abt-buy and amazon-google; $MARKETPLACE_CATALOG_DATA")
    parser.add_argument("--peers", nargs="+", default=list(PEERS), choices=list(PEERS), help="all of them if none is named")
    parser.add_argument("--seconds", type=float, default=300, help="limit of a measurement (%(default)s)")
    parser.add_argument("--build", type=Path, default=ROOT / "build/release", help="ours, built for speed")
    parser.add_argument("--python", type=Path, default=ROOT / "build/peers-catalog/bin/python", help="has the peers")
    parser.add_argument("--out", type=Path, default=ROOT / "out/bench/peers-catalog", help="folder of results")
    options = parser.parse_args()
    if options.data is None or not all((Path(options.data) / name / "tableA.csv").exists() for name in SETS):
        parser.error("--data has to be a folder with abt-buy and amazon-google, as the DeepMatcher collection has them")
    options.data = Path(options.data).resolve()
    return options


def run(command: list, seconds: float) -> tuple[str, str]:
    """What a command prints, and why it is nothing."""
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=seconds,
                              env={**os.environ, **ONE_THREAD})
    except subprocess.TimeoutExpired:
        return "", f"not done in {seconds:.0f} s"
    except OSError as error:
        return "", f"cannot be run: {error.strerror}"
    if done.returncode != 0:
        return "", (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
    return done.stdout, ""


def ours(options: argparse.Namespace, folder: Path, has_labels: bool) -> dict:
    tables = [word for side, table in (("left", "A"), ("right", "B")) for word in (f"--{side}", folder / f"table{table}.csv")]
    splits = [word for split in SPLITS for word in (f"--{split}", folder / f"{split}.csv")]
    labels = [] if has_labels else ["--labels", "none"]
    text, note = run([options.build / "bin/marketplace", "match", "evaluate", *tables, *splits, *labels, "--json"],
                     options.seconds)
    if note:
        return {"note": note}
    answer = json.loads(text)
    return {"f1": answer["f1"], "pairs_per_second": answer["pairs_per_second"]}


def searched(options: argparse.Namespace, folder: Path) -> dict:
    text, note = run([options.build / "bin/bench_blocking", "--data", folder.parent, "--records", "0"], options.seconds)
    if note:
        return {"note": note}
    return read_blocking(text, folder.name)


def read_blocking(text: str, name: str) -> dict:
    """Recall and speed of a data set from what bench_blocking prints."""
    part = text.split(f"{name}, recall", 1)[-1]
    recall = re.search(r"^  all .*@10 +([\d.]+)", part, re.MULTILINE)
    speed = re.search(r"^  searched .* (\d+) products/s", part, re.MULTILINE)
    if not recall or not speed:
        return {"note": "bench_blocking printed something else"}
    return {"recall": float(recall[1]) / 100, "queries_per_second": float(speed[1])}


def measure(options: argparse.Namespace, peer: str, folder: Path) -> dict:
    if peer == "ours":
        version, _ = run([options.build / "bin/marketplace", "--version"], options.seconds)
        return {"version": (version.split() or [""])[-1], **searched(options, folder), **ours(options, folder, True)}
    if peer == "ours-unlabelled":
        return ours(options, folder, False)
    text, note = run([options.python, HERE / "peers.py", peer, folder], options.seconds)
    return {"note": note} if note else json.loads(text)


def table(name: str, runs: dict[str, dict]) -> str:
    lines = [f"| {name} | version | {' | '.join(head for head, _ in COLUMNS.values())} | what |",
             "|---|---|" + "---:|" * len(COLUMNS) + "---|"]
    for peer, each in runs.items():
        cells = [form.format(each[key]) if key in each else "" for key, (_, form) in COLUMNS.items()]
        what = PEERS[peer] + (f"; **{each['note']}**" if "note" in each else "")
        lines.append(f"| {peer} | {each.get('version', '')} | {' | '.join(cells)} | {what} |")
    return "\n".join(lines)


def main() -> None:
    options = arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    runs: dict[str, dict[str, dict]] = {}
    parts = []
    for name in SETS:
        runs[name] = {}
        for peer in options.peers:
            begin = os.times()
            runs[name][peer] = measure(options, peer, options.data / name)
            runs[name][peer]["seconds"] = os.times().elapsed - begin.elapsed
            if sys.stderr.isatty():
                print(f"\r{name} {peer:24}", end="", file=sys.stderr, flush=True)
        parts.append(table(name, runs[name]))
    text = "\n\n".join(parts) + "\n"
    (options.out / "table.md").write_text(text)
    (options.out / "runs.json").write_text(json.dumps(runs, indent=2) + "\n")
    print(("\r" if sys.stderr.isatty() else "") + text, end="")


if __name__ == "__main__":
    main()
