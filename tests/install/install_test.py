"""A stranger's project finds and uses the library: installed, and as a subdirectory."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONSUMER = ROOT / "tests/install/consumer"
FULL = os.environ.get("MARKETPLACE_FULL") == "1"  # the whole library once more takes minutes


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def build_consumer(folder: Path, *options: str) -> str:
    run("cmake", "-G", "Ninja", "-S", str(CONSUMER), "-B", str(folder), "-DCMAKE_BUILD_TYPE=Debug",
        "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache", *options)
    run("cmake", "--build", str(folder))
    return run(str(folder / "consumer"))


def test_find_package_finds_the_installed_library(tmp_path):
    prefix = tmp_path / "prefix"
    run("cmake", "--install", str(ROOT / "build/dev"), "--prefix", str(prefix))
    assert build_consumer(tmp_path / "build", f"-DCMAKE_PREFIX_PATH={prefix}").strip() == "3.34 3.33 3.33 EUR"


@pytest.mark.parametrize("library", ["money_layer", *(["marketplace"] if FULL else [])])
def test_add_subdirectory_builds_what_is_used_and_no_more(tmp_path, library):
    out = build_consumer(tmp_path / "build", f"-DMARKETPLACE_SOURCE={ROOT}", f"-DCONSUMER_LIBRARY=marketplace::{library}")
    assert out.strip() == "3.34 3.33 3.33 EUR"
    engine_is_built = any((tmp_path / "build").rglob("libmarketplace_engine.*"))
    assert engine_is_built == (library == "marketplace")
