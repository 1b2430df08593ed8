#!/usr/bin/env python3
"""How much memory the replay needs, and how fast it is, for a multiple of the orders of a data set.

The orders are repeated with ids, customers and times of their own, each copy after the one before, so that days are as
busy as in the original and there are more of them. Every run is a process of its own over a new SQLite database; with
several runs the settings take turns, since the machine's own speed changes from minute to minute.

    run.py --program build/release/bin/marketplace --data out/demo/olist --times 1,2,4 --rows 131072,32768 --runs 5
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DAYS_OF_A_COPY = 784  # whole weeks, and more than the sample lasts
OWN_IDS = ("order_id", "customer_id", "customer_unique_id")
TIMES = ("order_purchase_timestamp", "order_approved_at", "order_delivered_carrier_date",
         "order_delivered_customer_date", "order_estimated_delivery_date", "shipping_limit_date",
         "review_creation_date")


def copied(row: dict[str, str], copy: int) -> dict[str, str]:
    later = datetime.timedelta(days=copy * DAYS_OF_A_COPY)
    out = dict(row)
    for column in OWN_IDS:
        if column in out and copy:
            out[column] += f"-{copy}"
    for column in TIMES:
        if out.get(column):
            out[column] = str(datetime.datetime.fromisoformat(out[column]) + later)
    return out


def multiply(data: Path, out: Path, times: int) -> None:
    """Writes the files of `data` to `out`, with every order so many times."""
    out.mkdir(parents=True)
    for file in sorted(data.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            columns = list(reader.fieldnames or [])
            rows = list(reader)
        if not set(columns) & set(OWN_IDS):  # products, sellers and categories are there once
            shutil.copy(file, out)
            continue
        with (out / file.name).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, columns, lineterminator="\n")
            writer.writeheader()
            for copy in range(times):
                writer.writerows(copied(row, copy) for row in rows)


def sample(folder: Path) -> Path:
    for archive in sorted((ROOT / "examples/cli/data/olist").glob("*.tar.xz")):
        with tarfile.open(archive) as tar:
            tar.extractall(folder)
    return folder


def measure(program: str, data: Path, rows: int, folder: Path) -> dict:
    store = folder / "replay.db"
    done = subprocess.run([program, "replay", data, "--store", f"sqlite:{store}", "--rows", str(rows), "--json"],
                          capture_output=True, text=True, check=False)
    for file in folder.glob("replay.db*"):
        file.unlink()
    if done.returncode != 0:
        sys.exit(f"replay: {done.stderr}")
    return json.loads(done.stdout)


def line(rows: int, found: list[dict]) -> str:
    speeds = [run["events_per_s"] for run in found]
    spread = f" ({min(speeds):,}-{max(speeds):,})" if len(speeds) > 1 else ""
    return (f"| {found[0]['orders']:,} | {rows:,} | {found[0]['events']:,} | {max(run['peak_rss_mb'] for run in found):,} "
            f"| {statistics.median(speeds):,.0f}{spread} |")


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "build/release/bin/marketplace"))
    parser.add_argument("--data", type=Path, help="the sample unless told")
    parser.add_argument("--times", type=numbers, default=[1, 2, 4], help="1,2,4 unless told")
    parser.add_argument("--rows", type=numbers, default=[131072, 32768],
                        help="rows of the store that are remembered; 131072,32768 unless told")
    parser.add_argument("--runs", type=int, default=1, help="of each; speed is the median and, in brackets, the extremes")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error(f"--runs {options.runs}: 1 or more")
    print("| orders | rows remembered | events | peak MB | events/s |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = options.data or sample(folder / "sample")
        for times in options.times:
            multiplied = folder / f"times{times}"
            multiply(data, multiplied, times)
            found = {rows: [] for rows in options.rows}
            for _ in range(options.runs):
                for rows in options.rows:
                    found[rows].append(measure(options.program, multiplied, rows, folder))
            for rows in options.rows:
                print(line(rows, found[rows]), flush=True)
            shutil.rmtree(multiplied)


if __name__ == "__main__":
    main()
