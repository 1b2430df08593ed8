"""The engine from Python: an order's life, the same event twice, a store in memory and one in a file."""

from __future__ import annotations

import datetime
import json
import threading

import pytest

from marketplace import affiliate, engine, errors, order

UTC = datetime.timezone.utc
AT = datetime.datetime(2024, 1, 1, tzinfo=UTC)
PLAN = {"id": "standard", "slots": [{"name": "fee"}],
        "rules": [{"id": "r", "slot": "fee", "charge": {"kind": "percent", "rate": "10%"}}]}


def vendor():
    return {"kind": "vendor_registered", "vendor": {"id": "v", "name": "Potter", "country": "DE", "status": "active",
                                                    "approved_at": AT, "plan_id": "standard"}}


def placed(id: str):
    line = order.OrderLine(id="l", vendor_id="v", unit_price_minor=1000)
    return engine.OrderPlaced(order=order.Order(id=id, currency="EUR", placed_at=AT, lines=[line]))


@pytest.mark.parametrize("where", ["memory", "file"])
def test_an_order_is_applied_once_however_often_it_is_told(where, tmp_path):
    host = engine.Engine(path="" if where == "memory" else str(tmp_path / "shop.db"))
    host.handle(engine.Event(id="e0", at=AT, payload={"kind": "plan_published", "plan": PLAN}))
    host.handle(engine.Event(id="e1", at=AT, payload=vendor()))
    first = host.handle(engine.Event(id="e2", at=AT, payload=placed("o1")))
    again = host.handle(engine.Event(id="e2", at=AT, payload=placed("o1")))
    assert (first.outcome, again.outcome) == (engine.EventOutcome.applied, engine.EventOutcome.repeated)
    assert again.answer == first.answer
    with pytest.raises(errors.EventConflictError):
        host.handle(engine.Event(id="e2", at=AT, payload=placed("o2")))
    shares = [json.loads(row) for row in host.rows("commission_share")]
    assert sum(each["amount_minor"] for each in shares) == 1000


def test_unknown_tables_are_not_found():
    with pytest.raises(KeyError):
        engine.Engine().rows("nothing")


def test_events_from_several_threads_are_all_applied():
    host = engine.Engine()
    host.handle_batch([engine.Event(id="e0", at=AT, payload=engine.PlanPublished(plan=json_plan())),
                       engine.Event(id="e1", at=AT, payload=vendor())])

    def work(number: int):
        for i in range(10):
            host.handle(engine.Event(id=f"{number}-{i}", at=AT, payload=placed(f"order-{number}-{i}")))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    again = host.handle(engine.Event(id="2-9", at=AT, payload=placed("order-2-9")))
    assert again.outcome is engine.EventOutcome.repeated


def json_plan() -> affiliate.CommissionPlan:
    return affiliate.parse_plan(json.dumps(PLAN))
