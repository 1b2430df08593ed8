"""The example for analysts: the same table in every run, and the fees of `calculate`."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = os.environ.get("MARKETPLACE_PYTHON_PACKAGE", str(ROOT / "build/dev/package"))
EXAMPLE = ROOT / "examples/what_if"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = {} if PACKAGE == "installed" else {"PYTHONPATH": PACKAGE}
    return subprocess.run([sys.executable, str(EXAMPLE / "what_if.py"), *arguments], cwd=folder, capture_output=True, text=True,
                          env=os.environ | path)


def by_hand(price: int, quantity: int, category: str) -> tuple[int, int]:
    """Both plans, half up, in a hundredth of a minor unit."""
    gross = price * quantity
    before = gross * (15 if category == "books" else 12) * 10
    after = {"books": min(gross, 5000) * 150 + max(gross - 5000, 0) * 100,
             "electronics": max(gross * 90, 50_000)}.get(category, gross * 125)
    return (before + 500) // 1000, (after + 500) // 1000


def test_the_sums_are_those_of_a_calculation_by_hand(tmp_path):
    first, second = run(tmp_path), run(tmp_path)
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    with (tmp_path / "what_if_sample.csv").open(encoding="utf-8") as file:
        fees = [by_hand(int(row["price_minor"]), int(row["quantity"]), row["category"]) for row in csv.DictReader(file)]
    summary = json.loads(first.stdout.splitlines()[0])
    assert summary["lines"] == len(fees) == 50_000
    assert summary["fee before"] == f"{sum(fee for fee, _ in fees) / 100:.2f}"
    assert summary["fee after"] == f"{sum(fee for _, fee in fees) / 100:.2f}"


@pytest.mark.parametrize("text", ["vendor,category,price_minor\nv,books,100\n",
                                  "vendor,category,price_minor,quantity\nv,books,1.99,1\n"])
def test_a_file_that_does_not_fit_is_refused_in_a_sentence(tmp_path, text):
    (tmp_path / "lines.csv").write_text(text, encoding="utf-8")
    done = run(tmp_path, "--lines", "lines.csv")
    assert done.returncode == 1
    assert "columns vendor, category, price_minor and quantity are needed" in done.stderr and "Traceback" not in done.stderr


def test_a_plot_without_matplotlib_says_what_is_missing(tmp_path):
    (tmp_path / "matplotlib.py").write_text("raise ImportError\n", encoding="utf-8")
    path = str(tmp_path) if PACKAGE == "installed" else f"{tmp_path}{os.pathsep}{PACKAGE}"
    done = subprocess.run([sys.executable, str(EXAMPLE / "what_if.py"), "--plot", "plot.png"], cwd=tmp_path,
                          capture_output=True, text=True, env=os.environ | {"PYTHONPATH": path})
    assert done.returncode == 1 and "pip install matplotlib" in done.stderr
