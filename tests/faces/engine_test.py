"""The engine from Python: an order's life, the same event twice, a store in memory and one in a file."""

from __future__ import annotations

import datetime
import json
import threading

import pytest

from marketplace import adapters, affiliate, engine, errors, order

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


def test_rows_go_on_behind_the_last_one():
    host = engine.Engine()
    host.handle(engine.Event(id="e0", at=AT, payload={"kind": "plan_published", "plan": PLAN}))
    host.handle(engine.Event(id="e1", at=AT, payload=vendor()))
    for number in range(7):
        host.handle(engine.Event(id=f"o{number}", at=AT, payload=placed(f"o{number}")))
    pages, after = [], ""
    while page := host.rows("customer_order", limit=3, after=after):
        pages.append([json.loads(row)["id"] for row in page])
        after = page[-1]
    assert pages == [["o0", "o1", "o2"], ["o3", "o4", "o5"], ["o6"]]
    with pytest.raises(errors.ParseError):
        host.rows("customer_order", after="o2")


def test_payments_are_written_for_a_bank_that_wants_iso_20022(tmp_path):
    host = engine.Engine(path=str(tmp_path / "shop.db"), durability="normal", busy_timeout_ms=10)
    seller = vendor() | {"vendor": vendor()["vendor"] | {"payout_account": "DE89370400440532013000"}}
    host.handle(engine.Event(id="e0", at=AT, payload={"kind": "plan_published", "plan": PLAN}))
    host.handle(engine.Event(id="e1", at=AT, payload=seller))
    host.handle(engine.Event(id="e2", at=AT, payload=placed("o1")))
    host.handle(engine.Event(id="e3", at=AT, payload={"kind": "order_captured", "order_id": "o1"}))
    host.handle(engine.Event(id="e4", at=AT, payload={"kind": "order_fulfilled", "order_id": "o1"}))
    for number in range(1, 40):
        day = AT + datetime.timedelta(days=number)
        host.handle(engine.Event(id=f"d{number}", at=day, payload={"kind": "day_closed", "day": day.date()}))
    debtor = adapters.CreditTransferDebtor(name="Marketplace", iban="DE89370400440532013000")
    report = host.deliver_to_files(str(tmp_path), AT + datetime.timedelta(days=40), prefix="sepa", debtor=debtor)
    assert (report.delivered, report.failed) == (1, 0)
    nothing = host.reconcile_with_files(str(tmp_path), AT + datetime.timedelta(days=41), prefix="sepa")
    assert nothing == engine.ReconciliationReport(settled=0, underway=0, unknown=0)
    written, = tmp_path.glob("sepa-*.xml")
    payout, = [json.loads(row) for row in host.rows("payout")]
    key = f"{payout['id']}:{payout['attempt_epoch']}"
    assert ">9.00<" in written.read_text() and f">{adapters.credit_transfer_id(key)}<" in written.read_text()


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


@pytest.mark.parametrize("groups_in_flight", [1, 3])
def test_a_stream_is_durable_when_it_was_synced(groups_in_flight, tmp_path):
    path = str(tmp_path / "shop.db")
    host = engine.Engine(path=path, groups_in_flight=groups_in_flight)
    host.stream_batch([engine.Event(id="e0", at=AT, payload={"kind": "plan_published", "plan": PLAN}),
                       engine.Event(id="e1", at=AT, payload=vendor())])
    for number in range(20):
        answer, = host.stream_batch([engine.Event(id=f"o{number}", at=AT, payload=placed(f"o{number}"))])
        assert answer.outcome == engine.EventOutcome.applied
    host.sync()
    assert len(engine.Engine(path=path).rows("customer_order")) == 20


@pytest.mark.parametrize(("field", "value"), [("groups_in_flight", 0), ("groups_in_flight", -1),
                                              ("groups_in_flight", 65), ("time_zone", "Mars/Olympus")])
def test_wrong_options_are_refused_before_there_is_a_file(field, value, tmp_path):
    path = tmp_path / "marketplace.db"
    with pytest.raises(errors.Error, match=field):
        engine.Engine(path=str(path), **{field: value})
    assert not path.exists()
