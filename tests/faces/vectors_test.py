"""The vectors that C++ runs too, through Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import marketplace
from marketplace import affiliate, money, order

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def read(name: str):
    return json.loads((VECTORS / name).read_text())["vectors"]


def allocation(vector):
    function, options = vector["function"], {"mode": vector.get("mode", "largest_remainder"), "step": vector.get("step", 1)}
    if function == "allocate" and "rates" in vector:
        return money.allocate_by_rates(vector["total"], vector["rates"], options)
    if function == "allocate":
        return money.allocate(vector["total"], vector["weights"], options)
    if function == "allocate_portions":
        return money.allocate_portions(vector["total"], vector["rates"])
    if function == "allocate_cumulative":
        before = vector.get("before", [0] * len(vector["weights"]))
        return money.Allocation(parts=money.allocate_cumulative(vector["weights"], vector["total"], before))
    rounded = money.multiply(vector["total"], f"1/{vector['weights'][0]}", vector["rounding"])
    return money.Allocation(parts=[rounded])


@pytest.mark.parametrize("vector", read("allocation.json"), ids=lambda vector: vector["id"])
def test_allocation(vector):
    if "error" in vector:
        with pytest.raises(marketplace.Error) as caught:
            allocation(vector)
        assert caught.value.code == vector["error"]
        return
    result = allocation(vector)
    assert list(result.parts) == vector["parts"] and result.remainder == vector.get("remainder", 0)


def same_members(expected, actual, where=""):
    """Each member of the vector is in the result; what the vector does not say is free."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            same_members(value, actual.get(key, {} if isinstance(value, dict) else None), f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(expected) == len(actual), where
        for i, (a, b) in enumerate(zip(expected, actual, strict=True)):
            same_members(a, b, f"{where}[{i}]")
    else:
        assert expected == actual, where


@pytest.mark.parametrize("vector", read("commission.json"), ids=lambda vector: vector["id"])
def test_commission(vector):
    def calculate():
        plan = affiliate.compile(affiliate.parse_plan(json.dumps(vector["plan"])))
        sale = marketplace.from_json(order.Order, json.dumps(vector["order"]))
        context = marketplace.from_json(affiliate.CalculationContext, json.dumps(vector.get("context", {})))
        return affiliate.calculate(plan, sale, context)

    if "error" in vector:
        with pytest.raises(marketplace.Error):
            calculate()
        return
    same_members(vector["expected"], json.loads(marketplace.to_json(calculate())))
