"""The stubs say what is there: checked by mypy's stubtest, used by a typed program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import marketplace
import pytest

pytest.importorskip("mypy")
PACKAGE = Path(marketplace.__file__).parent
ENVIRONMENT = os.environ | {"MYPYPATH": str(PACKAGE.parent), "PYTHONPATH": str(PACKAGE.parent)}

PROGRAM = """
import datetime
from fractions import Fraction
from marketplace import affiliate, money, order, routing

parts: tuple[int, ...] = money.allocate(5, [1, 2], money.AllocationOptions(mode=money.AllocationMode.first)).parts
rate: Fraction = money.ExchangeRate(rate="1/3").rate
sale = order.Order(lines=[order.OrderLine(quantity=1)], placed_at=datetime.datetime.now(datetime.timezone.utc))
shares: tuple[affiliate.Share, ...] = affiliate.calculate(affiliate.compile(affiliate.CommissionPlan()), sale).lines[0].shares
def show(so_far: routing.SolveProgress) -> None: print(so_far.cost)
cost: int = routing.solve(routing.compile(routing.Problem()), iterations=5, progress=show).solution.cost.total
"""


def mypy(*arguments: str, where: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=where, env=ENVIRONMENT, capture_output=True, text=True)


def test_the_package_ships_a_stub_for_each_module_and_py_typed():
    for module in [*marketplace.__all__]:
        if (PACKAGE / f"{module}.py").exists():
            assert (PACKAGE / f"{module}.pyi").exists(), module
    assert (PACKAGE / "py.typed").exists() and (PACKAGE / "_native.pyi").exists()


def test_stubs_and_modules_agree(tmp_path):
    allowed = tmp_path / "allowed"
    allowed.write_text("marketplace\\._native\\..*\nmarketplace\\.frames\\.(pandas|polars|pyarrow)\n")  # described, not measured; for types alone
    done = mypy("mypy.stubtest", "marketplace", "--concise", "--allowlist", str(allowed), "--ignore-unused-allowlist",
                where=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_typed_program_passes_strict_mypy(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    done = mypy("mypy", "--strict", "program.py", where=tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("wrong", ["money.allocate(1.5, [1])", "money.allocate(1, [1], mode='first')",
                                   "order.Order(lines='none')", "money.Money(minor='1')",
                                   "routing.solve(routing.compile(routing.Problem()), time_limit='1')"])
def test_what_is_refused_at_run_time_is_refused_by_mypy(tmp_path, wrong):
    (tmp_path / "program.py").write_text(f"from marketplace import money, order, routing\n{wrong}\n")
    assert "error:" in mypy("mypy", "--strict", "program.py", where=tmp_path).stdout
