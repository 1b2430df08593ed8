"""The Python face: errors, edges of 64 bits, times, rates, handles, threads, columns."""

from __future__ import annotations

import datetime
import pickle
import threading
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest

import marketplace
from marketplace import affiliate, core, errors, ledger, money, order, vendors

UTC = datetime.timezone.utc
PLAN = {"id": "plan", "slots": [{"name": "fee"}],
        "rules": [{"id": "r", "slot": "fee", "charge": {"kind": "percent", "rate": "12.5%"}}]}


def an_order(**changes):
    line = order.OrderLine(id="l", vendor_id="v", quantity=2, unit_price_minor=1999)
    return order.Order(**{"id": "o", "currency": "EUR", "placed_at": datetime.datetime(2024, 1, 1, tzinfo=UTC),
                          "lines": [line], **changes})


def test_an_error_says_field_value_and_what_was_expected():
    with pytest.raises(errors.InvalidWeightsError) as caught:
        money.allocate(100, [])
    assert caught.value.code == "invalid_weights" and caught.value.number == 1102
    assert isinstance(caught.value, marketplace.Error) and isinstance(caught.value, ValueError)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (type(copy), str(copy), copy.field) == (type(caught.value), str(caught.value), caught.value.field)


def test_every_code_has_its_class():
    assert {each.code for each in errors.BY_CODE.values()} == set(errors.BY_CODE)
    assert issubclass(errors.OverflowError, OverflowError) and issubclass(errors.NotFoundError, KeyError)
    assert str(errors.NotFoundError("not found")) == "not found"


@pytest.mark.parametrize("value", [2**63 - 1, -2**63, 2**53 + 1])
def test_the_edges_of_64_bits_arrive(value):
    assert money.Money(minor=value, currency="EUR") == money.subtract(money.Money(minor=value, currency="EUR"),
                                                                      money.Money(minor=0, currency="EUR"))


@pytest.mark.parametrize("value", [2**63, -2**63 - 1, 10**30])
def test_beyond_64_bits_is_an_overflow(value):
    with pytest.raises(OverflowError) as caught:
        money.allocate(value, [1])
    assert caught.value.field == "total"


def test_checked_arithmetic_overflows_instead_of_wrapping():
    with pytest.raises(errors.OverflowError):
        money.Money(minor=2**63 - 1, currency="EUR") + money.Money(minor=1, currency="EUR")
    with pytest.raises(errors.CurrencyMismatchError):
        money.Money(minor=1, currency="EUR") + money.Money(minor=1, currency="USD")


@pytest.mark.parametrize("value", [1.0, float("nan"), True, "1", None, Decimal(1), numpy.float64(1)])
def test_what_is_no_integer_is_refused_with_its_path(value):
    with pytest.raises(errors.WrongTypeError) as caught:
        money.allocate(10, [1, value])
    assert caught.value.field == "weights[1]"


def test_integers_of_numpy_are_integers():
    assert money.allocate(numpy.int64(10), numpy.array([1, 1])).parts == (5, 5)


def test_the_path_leads_into_lists_of_records():
    with pytest.raises(errors.UnknownFieldError) as caught:
        order.total_of({"lines": [{}, {"quantitty": 1}]})
    assert caught.value.field == "order.lines[1].quantitty"


def test_money_reads_as_decimal_and_text():
    price = money.Money(minor=1999, currency="EUR")
    assert price.decimal == Decimal("19.99") and str(price) == "19.99 EUR"
    assert money.Money(minor=5, currency="JPY").decimal == Decimal(5)
    assert money.parse_money("19.99 EUR") == price and -(-price) == price


@pytest.mark.parametrize("rate", [Fraction(1, 8), Decimal("0.125"), "12.5%", "1/8", "1250bps"])
def test_rates_are_taken_from_everything_exact(rate):
    assert money.multiply(1000, rate, "half_up") == 125
    assert money.ExchangeRate(rate=rate).rate == Fraction(1, 8)


def test_times_are_exact_and_need_a_zone():
    at = datetime.datetime(2024, 3, 31, 1, 30, 0, 123457, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30)))
    assert core.parse_timestamp(core.format_timestamp(at)) == at
    with pytest.raises(errors.InvalidTimeError):
        core.format_timestamp(datetime.datetime(2024, 1, 1))
    assert core.date_of("America/Sao_Paulo", datetime.datetime(2018, 2, 18, 1, 30, tzinfo=UTC)) == datetime.date(2018, 2, 17)


@pytest.mark.parametrize("end", [datetime.datetime.min, datetime.datetime.max])
def test_the_ends_of_time_are_since_ever_and_for_ever(end):
    text = core.format_timestamp(end.replace(tzinfo=UTC))
    assert text.endswith("infinity") and core.parse_timestamp(text) == end.replace(tzinfo=UTC)


def test_handles_are_refused_where_another_is_expected():
    plan = affiliate.compile(PLAN)
    with pytest.raises(errors.WrongTypeError):
        affiliate.calculate(affiliate.WhatIf(plan, plan), an_order())
    with pytest.raises(TypeError):
        affiliate.CompiledPlan()
    assert plan.plan().rules[0].charge == affiliate.Percent(rate="12.5%")


def test_a_book_keeps_state_and_refuses_what_the_ledger_refuses():
    book = ledger.Book()
    book.add_account(ledger.vendor_available("v", "EUR"))
    assert book.find_account("nobody") is None
    assert [account.owner_id for account in book.accounts()] == ["v"]
    with pytest.raises(errors.UnknownAccountError):
        book.set_frozen("nobody", True)


def test_calls_from_many_threads_give_what_one_gives():
    plan, sale = affiliate.compile(PLAN), an_order()
    expected, results = affiliate.calculate(plan, sale), []

    def work():
        for _ in range(50):
            results.append(affiliate.calculate(plan, sale) == expected)
            results.append(affiliate.calculate_orders(plan, [sale] * 3) == (expected,) * 3)

    threads = [threading.Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(results) == 400 and all(results)


def test_an_accumulator_shared_between_threads_counts_everything():
    plan = affiliate.compile(PLAN)
    tally = affiliate.WhatIf(plan, plan)
    threads = [threading.Thread(target=lambda: [tally.add(an_order()) for _ in range(50)]) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert tally.report().totals[0].orders == 200


def test_a_batch_of_columns_equals_line_by_line():
    plan = affiliate.compile(PLAN)
    gross = numpy.array([1, 4, 1999, 123456, 7], dtype=numpy.int64)
    at = datetime.datetime(2024, 1, 1, tzinfo=UTC)
    out = affiliate.calculate_batch(plan, "EUR", at, {"gross_minor": gross, "vendor": plan.symbols("vendor", ["v"] * 5)})
    for i, amount in enumerate(gross):
        line = order.OrderLine(id="l", vendor_id="v", unit_price_minor=int(amount))
        commission = affiliate.calculate(plan, an_order(lines=[line], placed_at=at)).lines[0]
        assert out["fee_minor"][i] == commission.charges[0].amount_minor
    assert (out["fee_minor"] + out["residual_minor"] == gross).all()


@pytest.mark.parametrize("column", [numpy.arange(4.0), numpy.arange(8, dtype=numpy.int64)[::2], [1, 2], b"12345678",
                                    numpy.zeros((2, 2), dtype=numpy.int64), numpy.arange(4, dtype=numpy.uint64)])
def test_a_column_is_contiguous_int64_or_refused(column):
    with pytest.raises(errors.WrongTypeError) as caught:
        affiliate.percentage_batch("10%", money.Rounding.half_up, column)
    assert caught.value.field == "base"


def test_a_column_of_an_empty_array_is_empty():
    assert len(affiliate.percentage_batch("10%", "half_up", numpy.array([], dtype=numpy.int64))) == 0


def test_keywords_of_python_get_an_underscore_and_keep_their_name_in_json():
    exchange = money.ExchangeRate(from_="EUR", to="USD", rate="1.1")
    assert marketplace.to_json(exchange) == '{"from":"EUR","to":"USD","rate":"110%"}'
    assert money.convert(money.Money(minor=100, currency="EUR"), exchange, "half_up").minor == 110


def test_docs_come_from_the_headers():
    assert "Splits `total` by integer weights" in money.allocate.__doc__
    assert "1 or more" in order.OrderLine.__doc__ and vendors.FeeRule.__doc__
