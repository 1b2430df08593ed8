"""Every record of the library: JSON to Python and back, equality, hash, pickle, and what is refused."""

from __future__ import annotations

import dataclasses
import json
import pickle

import marketplace
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from values import RECORDS, TYPES, of_record

from marketplace import _native, errors


def class_of(name: str) -> type:
    short = name.rsplit("::", 1)[1]
    found = [getattr(getattr(marketplace, module), short, None) for module in marketplace.__all__
             if hasattr(marketplace, module)]
    fields = [each["name"].rstrip("_") for each in TYPES[name]["fields"]]
    for each in filter(dataclasses.is_dataclass, found):
        module = each.__module__.rsplit(".", 1)[1]
        own = f"marketplace::{module}::{short}"
        if name == (own if own in TYPES else f"marketplace::{short}") and \
                [field.name.rstrip("_") for field in dataclasses.fields(each)] == fields:
            return each
    raise AssertionError(f"no class for {name}")


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_goes_to_python_and_back_without_loss(name):
    record_class = class_of(name)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(of_record(name))
    def check(value):
        record = marketplace.from_json(record_class, json.dumps(value))
        text = marketplace.to_json(record)
        again = marketplace.from_json(record_class, text)
        assert again == record and hash(again) == hash(record)
        assert marketplace.to_json(again) == text
        assert pickle.loads(pickle.dumps(record)) == record
        assert dataclasses.replace(record) == record
        for field, given_value in value.items():
            if isinstance(given_value, (bool, int)) and not isinstance(given_value, str):
                assert json.loads(text)[field] == given_value

    check()


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_made_of_nothing_has_the_defaults_of_cpp(name):
    record_class = class_of(name)
    assert marketplace.from_json(record_class, "{}") == record_class()


@pytest.mark.parametrize("name", RECORDS)
def test_records_are_frozen_and_refuse_unknown_fields(name):
    record = class_of(name)()
    for field in dataclasses.fields(record):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(record, field.name, None)
    with pytest.raises((AttributeError, TypeError)):
        record.no_such_field = 1
    with pytest.raises(TypeError):
        class_of(name)(no_such_field=1)
    with pytest.raises(errors.UnknownFieldError):
        marketplace.from_json(class_of(name), '{"no_such_field": 1}')


@given(st.floats())
def test_a_float_is_refused_wherever_an_integer_or_rate_is_expected(value):
    with pytest.raises(errors.WrongTypeError):
        marketplace.to_json(marketplace.money.Money(minor=value, currency="EUR"))
    with pytest.raises(errors.WrongTypeError):
        marketplace.money.ExchangeRate(rate=value)


def test_the_description_is_that_of_the_committed_classes():
    for name in RECORDS:
        assert _native.description() and class_of(name)
