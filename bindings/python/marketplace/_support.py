"""What the generated modules share: frozen containers, exact rates, JSON."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from marketplace import _native
from marketplace import errors as errors  # binds the exception classes before the first call

__version__: str = _native.version

_set = object.__setattr__


class FrozenDict(dict):  # type: ignore[type-arg]
    """A dict that cannot be changed and so has a hash; the dictionaries of records."""

    __slots__ = ()

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("dictionaries of records cannot be changed; make a new one: {**old, key: value}")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)


_native.bind_library(FrozenDict)

_parse_rate: Callable[[str], Fraction] = _native.function("money.parse_rate")
_parse_timestamp: Callable[[str], datetime.datetime] = _native.function("core.parse_timestamp")


def rate(value: Fraction | Decimal | int | str) -> Fraction:
    """An exact rate of whatever is exact: "13.25%", "1/3", a Fraction, a Decimal, an int. Never a float."""
    if isinstance(value, Fraction):
        return value
    return _parse_rate(value) if isinstance(value, str) else _checked_rate(value)


def _checked_rate(value: Any) -> Fraction:
    if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
        return Fraction(value)
    expected = "a Fraction, Decimal, int or text, which are exact"
    raise errors.WrongTypeError(f"wrong_type: {value!r} ({type(value).__name__}), expected {expected}", "", repr(value),
                                expected)


def timestamp(text: str) -> datetime.datetime:
    return _parse_timestamp(text)


def as_tuple(record: object, field: str) -> None:
    value = getattr(record, field)
    if isinstance(value, list):
        _set(record, field, tuple(value))
    elif not isinstance(value, tuple) and hasattr(value, "tolist"):  # an array of numpy
        _set(record, field, tuple(value.tolist()))


def as_frozen_dict(record: object, field: str) -> None:
    value = getattr(record, field)
    if isinstance(value, dict) and not isinstance(value, FrozenDict):
        _set(record, field, FrozenDict(value))


def as_rate(record: object, field: str) -> None:
    value = getattr(record, field)
    if value is None or isinstance(value, Fraction):
        return
    try:
        _set(record, field, rate(value))
    except errors.Error as error:
        raise type(error)(error.message, field, error.value, error.expected) from None


E_ = TypeVar("E_", bound=enum.Enum)


def as_enum(record: object, field: str, kind: type[E_]) -> None:
    value = getattr(record, field)
    if value is None or isinstance(value, kind):
        return
    try:
        _set(record, field, kind(value))
    except ValueError:
        expected = ", ".join(each.value for each in kind)
        raise errors.UnknownChoiceError(f"unknown_choice at {field}: {value!r}, expected {expected}", field, repr(value),
                                        expected) from None


def to_json(record: Any, *, pretty: bool = False) -> str:
    """Compact JSON of a record, the same bytes as from C++; `pretty` indents it for people."""
    return _native.to_json(record, pretty)


R = TypeVar("R")


def from_json(record_class: type[R], text: str) -> R:
    """A record from JSON: strict about names and types, with the path of the field in the error."""
    return _native.from_json(record_class, text)
