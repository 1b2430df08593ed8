"""The command line program, run as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("MARKETPLACE_PROGRAM", ROOT / "build/dev/bin/marketplace"))
TIMES = {"elapsed_s", "reading_s", "events_per_s", "peak_rss_mb"}


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("olist")
    for archive in (ROOT / "examples/cli/data/olist").glob("*.tar.xz"):
        with tarfile.open(archive) as tar:
            tar.extractall(folder)
    return folder


def replay(*arguments: str) -> dict:
    done = subprocess.run([PROGRAM, "replay", *arguments, "--json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    return {key: value for key, value in summary.items() if key not in TIMES}


def test_the_whole_sample_adds_up_and_repeats(data, tmp_path):
    summary = replay(str(data))
    assert summary["orders"] == 8135 and summary["orders_without_items"] == 775 and summary["vendors"] == 1610
    assert summary["gross_minor"] == 126555274
    assert sum(summary["shares_minor"].values()) == summary["gross_minor"]
    assert summary["ledger"]["debits_minor"] == summary["ledger"]["credits_minor"]
    database = f"sqlite:{tmp_path / 'm.db'}"
    assert replay(str(data), "--store", database) == summary
    assert replay(str(data), "--store", database) == summary  # over the same database: nothing changes


def test_bad_input_is_a_clear_error(tmp_path):
    done = subprocess.run([PROGRAM, "replay", str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 1 and "product_category_name_translation.csv" in done.stderr and not done.stdout
