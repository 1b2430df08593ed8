"""The example of the README says the same in C++, Python and Node."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PACKAGE, ROOT

EXAMPLE = ROOT / "examples/quickstart"
ADDON = Path(os.environ.get("MARKETPLACE_ADDON", ROOT / "build/dev/bindings/node/marketplace.node"))


def output(*command: str, **environment: str) -> str:
    return subprocess.run([*command, str(EXAMPLE / "plan.json")], check=True, capture_output=True, text=True,
                          env=os.environ | environment).stdout


def python_output() -> str:
    path = {} if PACKAGE == "installed" else {"PYTHONPATH": PACKAGE}
    return output(sys.executable, str(EXAMPLE / "quickstart.py"), **path)


def test_python_prints_a_split_that_sums_to_what_was_paid():
    lines = python_output().splitlines()
    amounts = [round(float(line.split(": ")[1].split()[0]) * 100) for line in lines if line.startswith("  ")]
    assert sum(amounts[:3]) == 5997 and sum(amounts[3:]) == -1999


def test_cpp_prints_the_same():
    programs = [path for path in ROOT.glob("build/*/bin/quickstart") if path.is_file()]
    if not programs:
        pytest.skip("the C++ example is not built")
    newest = max(programs, key=lambda path: path.stat().st_mtime)
    assert output(str(newest)) == python_output()


def test_node_prints_the_same(tmp_path):
    if not ADDON.exists():
        pytest.skip("the Node addon is not built")
    modules = tmp_path / "node_modules"
    modules.mkdir()
    (modules / "marketplace-engine").symlink_to(ROOT / "bindings/node")
    script = tmp_path / "quickstart.mjs"
    script.write_text((EXAMPLE / "quickstart.mjs").read_text())
    assert output("node", str(script), MARKETPLACE_ADDON=str(ADDON)) == python_output()
