"""Records become tables and tables records, with pandas, polars, pyarrow and plain columns, and nothing is lost."""

from __future__ import annotations

import datetime
from fractions import Fraction

import numpy
import pandas
import polars
import pyarrow
import pytest

from marketplace import affiliate, catalog, errors, frames, money, order

UTC = datetime.timezone.utc
ITEMS = [
    catalog.FeedItem(id="m1", title="Stone mug, 330 ml", price=money.Money(minor=2**53 + 1, currency="EUR"), stock=3,
                     sale_from=datetime.datetime(2024, 1, 1, tzinfo=UTC), availability="in_stock"),
    catalog.FeedItem(id="m2", title="Bowl", line=7),
]
WAYS = {"pandas": frames.to_pandas, "polars": frames.to_polars, "pyarrow": frames.to_arrow, "columns": frames.to_columns}
FLAT = ["id", "title", "price_minor", "price_currency", "stock", "sale_from", "availability", "line"]


def only(frame, names):
    if isinstance(frame, dict):
        return {name: frame[name] for name in names}
    return frame.select(names) if hasattr(frame, "select") else frame[names]


@pytest.mark.parametrize("way", WAYS)
def test_there_and_back_is_the_same(way):
    table = WAYS[way](ITEMS)
    assert frames.from_frame(catalog.FeedItem, only(table, FLAT)) == ITEMS


@pytest.mark.parametrize("way", WAYS)
def test_records_within_records_are_columns_with_their_names(way):
    pair = catalog.PairVerdict(a=catalog.VendorProductId(vendor_id="acme", sku="1"),
                               b=catalog.VendorProductId(vendor_id="bolt", sku="9"), is_match=True)
    table = WAYS[way]([pair])
    names = list({"pyarrow": lambda: table.column_names, "columns": lambda: table}.get(way, lambda: table.columns)())
    assert names == ["a_vendor_id", "a_sku", "b_vendor_id", "b_sku", "is_match"] == frames.column_names(catalog.PairVerdict)
    assert frames.from_frame(catalog.PairVerdict, table) == [pair]


def test_an_empty_table_has_its_columns():
    assert list(frames.to_pandas([], money.Money).columns) == ["minor", "currency"]
    with pytest.raises(errors.WrongTypeError, match="the class of the records"):
        frames.to_columns([])
    assert frames.from_frame(money.Money, {"minor": [], "currency": []}) == []


def test_amounts_keep_every_digit_beside_rows_without_one():
    table = frames.to_pandas(ITEMS)
    assert table["price_minor"].tolist()[0] == 2**53 + 1
    assert table["price_minor"].isna().tolist() == [False, True]


def test_rates_are_exact_texts():
    charge = affiliate.Percent(rate=Fraction(1, 3))
    assert frames.to_columns([charge])["rate"] == ["1/3"]
    assert frames.from_frame(affiliate.Percent, {"rate": ["1/3", "12.5%"]})[1].rate == Fraction(1, 8)


def test_columns_are_renamed_and_completed():
    table = pandas.DataFrame({"sku": ["a", "b"], "name": ["Mug", "Cup"], "cents": numpy.array([100, 250])})
    items = frames.from_frame(catalog.FeedItem, table, price_currency="EUR",
                              rename={"sku": "id", "name": "title", "cents": "price_minor"})
    assert [each.price for each in items] == [money.Money(minor=100, currency="EUR"), money.Money(minor=250, currency="EUR")]


def test_whole_numbers_that_pandas_made_floating_are_whole_again():
    table = pandas.DataFrame({"id": ["a", "b"], "title": ["x", "y"], "stock": [3, None]})
    assert [each.stock for each in frames.from_frame(catalog.FeedItem, table)] == [3, None]


@pytest.mark.parametrize("columns, extra, message, field", [
    ({"minor": [1], "colour": ["red"]}, {}, "a column of Money", "colour"),
    ({"minor": [1, 2.5], "currency": ["EUR", "EUR"]}, {}, "in row 1", "rows[1].minor"),
    ({"minor": [1], "currency": ["EURO"]}, {}, "in row 0", "rows[0].currency"),
    ({"minor": [1, 2], "currency": ["EUR"]}, {}, "columns of one length", "frame"),
    ({"minor": [1], "currency": ["EUR"]}, {"currency": "USD"}, "a column of the table, or one value", "currency"),
])
def test_a_table_with_something_wrong_is_refused_with_its_place(columns, extra, message, field):
    with pytest.raises(errors.Error, match=message) as caught:
        frames.from_frame(money.Money, columns, **extra)
    assert caught.value.field == field


def test_records_of_two_kinds_are_no_table():
    with pytest.raises(errors.WrongTypeError) as caught:
        frames.to_columns([money.Money(), order.OrderLine()])
    assert caught.value.field == "records[1]"
    with pytest.raises(errors.WrongTypeError):
        frames.to_columns([1, 2])
    with pytest.raises(errors.WrongTypeError):
        frames.from_frame(money.Money, [1, 2])


def test_whatever_speaks_arrow_is_read():
    class Stream:
        def __init__(self, table):
            self.table = table

        def __arrow_c_stream__(self, schema=None):
            return self.table.__arrow_c_stream__(schema)

    table = pyarrow.table({"minor": [5], "currency": ["EUR"]})
    assert frames.from_frame(money.Money, Stream(table)) == [money.Money(minor=5, currency="EUR")]
    assert isinstance(frames.to_polars(ITEMS), polars.DataFrame)


def test_a_frame_of_listings_is_matched():
    titles = [f"{brand} {thing} PX{1000 + 37 * i}" for i, (brand, thing) in enumerate(
        (brand, thing) for brand in ("Sony", "Bose", "Linksys") for thing in ("turntable", "headphones", "switch", "phone"))]
    table = polars.DataFrame({"key": range(len(titles)), "title": titles})
    listings = frames.from_frame(catalog.Listing, table)
    matcher = catalog.TableMatcher(listings, listings)
    judged = frames.to_polars(matcher.judge([], 1))
    assert {"pair_left", "pair_right", "probability"} <= set(judged.columns)
