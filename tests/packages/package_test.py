"""The packages as people install them: pip into a new environment, npm into a new project. The library is compiled once
more for each, so these are for the long run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/quickstart"
EXPECTED_LINES = 8


def run(*command: str | Path, folder: Path) -> str:
    without_ours = {name: value for name, value in os.environ.items()
                    if name not in ("PYTHONPATH", "NODE_PATH", "MARKETPLACE_ADDON")}
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True,
                          env=without_ours | {"CMAKE_CXX_COMPILER_LAUNCHER": "ccache"})
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_pip_installs_a_package_that_tells_the_quickstart(tmp_path):
    run(sys.executable, "-m", "venv", "venv", folder=tmp_path)
    python = tmp_path / "venv/bin/python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        f"--config-settings=build-dir={ROOT / 'build/pip'}", ROOT / "bindings/python", folder=tmp_path)
    told = run(python, EXAMPLE / "quickstart.py", EXAMPLE / "plan.json", folder=tmp_path)
    assert len(told.splitlines()) == EXPECTED_LINES and "vendor potter" in told
    assert str(tmp_path) in run(python, "-c", "import marketplace; print(marketplace.__file__)", folder=tmp_path)


def test_npm_installs_a_package_that_tells_the_quickstart(tmp_path):
    run("npm", "init", "--yes", folder=tmp_path)
    run("npm", "install", "--no-audit", "--no-fund", ROOT / "bindings/node", folder=tmp_path)
    shutil.copy(EXAMPLE / "quickstart.mjs", tmp_path)
    told = run("node", "quickstart.mjs", EXAMPLE / "plan.json", folder=tmp_path)
    assert len(told.splitlines()) == EXPECTED_LINES and "vendor potter" in told
