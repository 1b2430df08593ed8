"""What the tests of the program share: the sample data, whole and cut to its first orders."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

import pytest
from sample import CUSTOMERS, ORDERS, SAMPLE, rows_of, write_rows


@pytest.fixture(scope="session")
def olist(tmp_path_factory) -> Path:
    """The whole sample; not to be changed."""
    archives = sorted(SAMPLE.glob("*.tar.xz"))
    if not archives:
        pytest.skip("the sample data is not in this tree")
    folder = tmp_path_factory.mktemp("olist")
    for archive in archives:
        with tarfile.open(archive) as tar:
            tar.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def first_orders(olist, tmp_path_factory) -> Path:
    """The first 150 orders by time, in files that fit together; not to be changed."""
    folder = tmp_path_factory.mktemp("first_orders")
    orders = sorted(rows_of(olist / ORDERS), key=lambda row: (row["order_purchase_timestamp"], row["order_id"]))[:150]
    ids = {row["order_id"] for row in orders}
    for file in olist.glob("*.csv"):
        rows = rows_of(file)
        columns = list(rows[0])
        if file.name == ORDERS:
            rows = orders
        elif "order_id" in columns:
            rows = [row for row in rows if row["order_id"] in ids]
        elif file.name == CUSTOMERS:
            customers = {row["customer_id"] for row in orders}
            rows = [row for row in rows if row["customer_id"] in customers]
        write_rows(folder / file.name, rows, columns)
    return folder


@pytest.fixture
def data(first_orders, tmp_path) -> Path:
    """A copy of the first orders that may be broken."""
    return Path(shutil.copytree(first_orders, tmp_path / "data"))
