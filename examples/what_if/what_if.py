"""What another commission plan would have cost whom: two plans over a file of order lines.

    python what_if.py [--lines FILE] [--before PLAN] [--after PLAN] [--plot FILE]

Without --lines it makes a sample of 50,000 lines, the same in every run. Columns of the file: vendor, category,
price_minor, quantity. Each line is priced as an order of its own.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from marketplace import affiliate, money

HERE = Path(__file__).parent
AT = datetime.datetime(2024, 5, 1, tzinfo=datetime.timezone.utc)
CURRENCY = "EUR"
CATEGORIES = ("books", "electronics", "garden", "toys")


@dataclass
class Lines:
    """Order lines by column."""

    vendor: np.ndarray
    category: np.ndarray
    price_minor: np.ndarray
    quantity: np.ndarray

    @property
    def gross_minor(self) -> np.ndarray:
        return self.price_minor * self.quantity


def write_sample(path: Path, count: int = 50_000) -> None:
    """Sales with many small prices and few large ones. A multiplicative generator: no seed, no chance."""
    state = 1
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["vendor", "category", "price_minor", "quantity"])
        for _ in range(count):
            state = state * 48271 % 2147483647
            price = 300 + state % 4_000 + (state // 7 % 60_000 if state % 11 == 0 else 0)
            out.writerow([f"vendor-{state // 13 % 40:02}", CATEGORIES[state // 17 % len(CATEGORIES)], price, 1 + state // 19 % 3])


def read_lines(path: Path) -> Lines:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        sys.exit(f"{path}: no lines")
    try:
        numbers = {name: np.array([int(row[name]) for row in rows], dtype=np.int64) for name in ("price_minor", "quantity")}
        texts = {name: np.array([row[name] for row in rows]) for name in ("vendor", "category")}
    except (KeyError, ValueError) as error:
        sys.exit(f"{path}: columns vendor, category, price_minor and quantity are needed, the last two whole numbers: {error}")
    return Lines(**texts, **numbers)


def symbols_of(plan: affiliate.CompiledPlan, dimension: str, texts: np.ndarray) -> np.ndarray:
    """Numbers for texts, asked once for each different text."""
    distinct, where = np.unique(texts, return_inverse=True)
    return np.asarray(plan.symbols(dimension, distinct.tolist()))[where]


def fees_of(plan: affiliate.CompiledPlan, lines: Lines) -> np.ndarray:
    columns: dict[str, Any] = {"gross_minor": lines.gross_minor, "quantity": lines.quantity}
    for dimension in ("vendor", "category"):
        columns[dimension] = symbols_of(plan, dimension, getattr(lines, dimension))
    return np.asarray(affiliate.calculate_batch(plan, CURRENCY, AT, columns)["fee_minor"])


def amount(minor: np.int64 | int) -> str:
    return money.to_decimal(money.Money(minor=int(minor), currency=CURRENCY))


def print_table(title: str, keys: np.ndarray, before: np.ndarray, after: np.ndarray, rows_max: int = 10) -> None:
    names, where = np.unique(keys, return_inverse=True)
    sums = [np.zeros(len(names), dtype=np.int64) for _ in range(2)]
    for total, fees in zip(sums, (before, after)):
        np.add.at(total, where, fees)
    delta = sums[1] - sums[0]
    print(f"\n{title:<16}{'lines':>8}{'before':>14}{'after':>14}{'change':>14}")
    for i in np.argsort(-np.abs(delta), kind="stable")[:rows_max]:
        print(f"{names[i]:<16}{int((where == i).sum()):>8}{amount(sums[0][i]):>14}{amount(sums[1][i]):>14}{amount(delta[i]):>14}")


def save_plot(path: Path, lines: Lines, delta: np.ndarray) -> None:
    try:
        import matplotlib
    except ImportError:
        sys.exit("the plot needs matplotlib: pip install matplotlib, or leave --plot away")
    matplotlib.use("Agg")
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(8, 5))
    for name in np.unique(lines.category):
        own = lines.category == name
        # Minor units become major ones here, on the axes, and nowhere else.
        axes.scatter(lines.gross_minor[own] / 100, delta[own] / 100, s=3, label=str(name))
    axes.set(xlabel=f"line amount, {CURRENCY}", ylabel=f"change of the fee, {CURRENCY}", title="What the other plan changes")
    axes.axhline(0, linewidth=0.5, color="black")
    axes.legend()
    figure.savefig(path, dpi=120)
    print(f"\nplot: {path}")


def load_plan(path: Path) -> affiliate.CompiledPlan:
    plan = affiliate.parse_plan(path.read_text(encoding="utf-8"))
    for finding in affiliate.lint(plan):
        print(f"{path.name}: {finding.kind.value}: {finding.message}", file=sys.stderr)
    return affiliate.compile(plan)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Two commission plans over the same order lines.")
    arguments.add_argument("--lines", type=Path, help="CSV: vendor, category, price_minor, quantity")
    arguments.add_argument("--before", type=Path, default=HERE / "before.json")
    arguments.add_argument("--after", type=Path, default=HERE / "after.json")
    arguments.add_argument("--plot", type=Path, help="where to save a plot (needs matplotlib)")
    chosen = arguments.parse_args()
    path = chosen.lines or Path("what_if_sample.csv")
    if chosen.lines is None:
        write_sample(path)
    lines = read_lines(path)
    before, after = (fees_of(load_plan(each), lines) for each in (chosen.before, chosen.after))
    print(json.dumps({"lines": len(before), "gross": amount(lines.gross_minor.sum()), "fee before": amount(before.sum()),
                      "fee after": amount(after.sum()), "lines that change": int((before != after).sum())}))
    print_table("category", lines.category, before, after)
    print_table("vendor", lines.vendor, before, after)
    if chosen.plot:
        save_plot(chosen.plot, lines, after - before)


if __name__ == "__main__":
    main()
