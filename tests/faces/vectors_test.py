"""The vectors that C++ runs too, through Python."""

from __future__ import annotations

import dataclasses
import datetime
import json
import zoneinfo
from pathlib import Path

import pytest

import marketplace
from marketplace import affiliate, loyalty, money, order

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


def document(name: str):
    return json.loads((VECTORS / name).read_text())


def record(name: str):
    module, type_name = name.split(".")
    return getattr(getattr(marketplace, module), type_name)


def passed(type, argument, results):
    """An argument as the function takes it: what an earlier call gave, or a value of the type that the file names."""
    if isinstance(argument, dict) and "result" in argument:
        result = results[argument["result"]]
        return getattr(result, argument["member"]) if "member" in argument else result
    if isinstance(type, list):
        return [passed(type[0], each, results) for each in argument]
    if type == "timestamp":
        return datetime.datetime.fromisoformat(argument.replace("Z", "+00:00"))
    if type == "date":
        return datetime.date.fromisoformat(argument)
    if type == "integer":
        return argument
    return marketplace.from_json(record(type), json.dumps(argument))


def given(type, result):
    if isinstance(type, list):
        return [given(type[0], each) for each in result]
    return str(result) if type == "date" else json.loads(marketplace.to_json(result))


@pytest.mark.parametrize("vector", read("calls.json"), ids=lambda vector: vector["id"])
def test_calls(vector):
    functions, results = document("calls.json")["functions"], []
    for call in vector["calls"]:
        of = functions[call["function"]]
        arguments = [passed(type, each, results) for type, each in zip(of["takes"], call["arguments"], strict=True)]
        if call["function"] == "affiliate.calculate":
            arguments[0] = affiliate.compile(arguments[0])
        module, name = call["function"].split(".")
        results.append(getattr(getattr(marketplace, module), name)(*arguments))
        same_members(call["expected"], given(of["gives"], results[-1]), f"call {len(results)}")


def earn_and_refund(vector):
    program = loyalty.parse_program(json.dumps(vector["program"]))
    sale = marketplace.from_json(order.Order, json.dumps(vector["order"]))
    context = marketplace.from_json(loyalty.EarnContext, json.dumps(vector["context"]))
    found = loyalty.calculate(program, sale, context)
    assert found.points == vector["expected"]["points"]
    assert [line.points for line in found.lines] == vector["expected"]["lines"]

    wallet = loyalty.empty_wallet(sale.customer_id, program.id)
    earned = loyalty.earn(program, wallet, loyalty.EarnOrder(
        command_id="earn", at=sale.placed_at, order=sale, tier=context.tier, points_paid_minor=context.points_paid_minor))
    assert earned.balance.active == found.points
    wallet, facts = loyalty.applied(wallet, earned), earned.order
    for i, refund in enumerate(vector["refunds"]):
        command = {key: value for key, value in refund.items() if key != "reverse"}
        command = marketplace.from_json(loyalty.RefundOrder, json.dumps(command | {"command_id": f"refund {i}"}))
        outcome = loyalty.refund(program, wallet, dataclasses.replace(command, order=facts))
        assert [(entry.type.value, entry.points) for entry in outcome.entries] == [("reverse_earn", refund["reverse"])]
        wallet, facts = loyalty.applied(wallet, outcome), outcome.order


def expire(vector):
    program = loyalty.parse_program(json.dumps(vector["program"]))
    active_at = datetime.datetime.fromisoformat(vector["active_at"].replace("Z", "+00:00"))
    active_on = active_at.astimezone(zoneinfo.ZoneInfo(program.time_zone)).date()
    assert str(loyalty.last_day_of(program.expiry, active_on)) == vector["expected"]["last_day"]
    expires_at = datetime.datetime.fromisoformat(vector["expected"]["expires_at"].replace("Z", "+00:00"))
    assert loyalty.expiry_of(program, active_at) == expires_at


@pytest.mark.parametrize("vector", read("loyalty.json"), ids=lambda vector: vector["id"])
def test_loyalty(vector):
    if "earn" in vector:
        earn_and_refund(vector["earn"])
    else:
        expire(vector["expiry"])
