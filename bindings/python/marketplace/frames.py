"""Records as tables and tables as records: pandas, polars, pyarrow, or plain columns.

A record within a record becomes columns with its name in front, as in the tables of a store: the price of an offer is
`price_minor` and `price_currency`. Enumerations and exact rates are texts, instants are datetimes; lists and
dictionaries stay what they are. Amounts are whole minor units, never floating point.

None of the libraries has to be there: each function imports the one that it is named after.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
import json
import math
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar, Union

from marketplace import _native, errors

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped,import-not-found,unused-ignore]
    import polars  # type: ignore[import-not-found,unused-ignore]
    import pyarrow  # type: ignore[import-untyped,import-not-found,unused-ignore]

R = TypeVar("R")


@dataclasses.dataclass(frozen=True)
class _Field:
    name: str
    column: str
    is_whole: bool
    record: type[Any] | None  # the class of a record within the record


def _plain_name(name: str) -> str:
    return name.rstrip("_")  # a field whose name is a Python keyword has an underscore


def _bare_type(hint: Any) -> Any:
    """Without `None`."""
    if typing.get_origin(hint) in (Union, types.UnionType):
        others = [each for each in typing.get_args(hint) if each is not type(None)]
        return others[0] if len(others) == 1 else None
    return hint


_known: dict[type[Any], tuple[_Field, ...]] = {}


def _fields(record: type[Any]) -> tuple[_Field, ...]:
    if record not in _known:
        _known[record] = _read_fields(record)
    return _known[record]


def _read_fields(record: type[Any]) -> tuple[_Field, ...]:
    hints = typing.get_type_hints(record)
    out = []
    for each in dataclasses.fields(record):
        bare = _bare_type(hints[each.name])
        is_record = isinstance(bare, type) and dataclasses.is_dataclass(bare)
        out.append(_Field(each.name, _plain_name(each.name), bare is int, bare if is_record else None))
    return tuple(out)


def column_names(record: type[Any]) -> list[str]:
    """The columns of a class of records, in order."""
    out = []
    for each in _fields(record):
        if each.record is None:
            out.append(each.column)
        else:
            out.extend(f"{each.column}_{name}" for name in column_names(each.record))
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.column: _plain(getattr(value, each.name)) for each in _fields(type(value))}
    return value


def _add_row(into: dict[str, list[Any]], prefix: str, record: type[Any], row: Any) -> None:
    for each in _fields(record):
        value = None if row is None else getattr(row, each.name)
        if each.record is None:
            into[prefix + each.column].append(_plain(value))
        else:
            _add_row(into, f"{prefix}{each.column}_", each.record, value)


def to_columns(records: Iterable[Any], record: type[Any] | None = None) -> dict[str, list[Any]]:
    """A list for each column. `record` is the class, which an empty table needs and others tell themselves."""
    rows = list(records)
    if record is None:
        if not rows:
            raise _wrong("record", None, "the class of the records, where there are none")
        record = type(rows[0])
    if not dataclasses.is_dataclass(record):
        raise _wrong("records", rows[0] if rows else record, "records of this library")
    for number, row in enumerate(rows):
        if type(row) is not record:
            raise _wrong(f"records[{number}]", row, f"a {record.__name__}, as the first one is")
    out: dict[str, list[Any]] = {name: [] for name in column_names(record)}
    for row in rows:
        _add_row(out, "", record, row)
    return out


def to_pandas(records: Iterable[Any], record: type[Any] | None = None) -> pandas.DataFrame:
    """A DataFrame. Whole numbers that may be absent are `Int64`, which keeps every digit."""
    import pandas

    columns = to_columns(records, record)
    return pandas.DataFrame({name: _pandas_column(pandas, values) for name, values in columns.items()})


def _pandas_column(pandas: Any, values: list[Any]) -> Any:
    stated = [each for each in values if each is not None]
    is_whole = bool(stated) and all(type(each) is int for each in stated)
    return pandas.array(values, dtype="Int64") if is_whole and len(stated) < len(values) else pandas.Series(values)


def to_polars(records: Iterable[Any], record: type[Any] | None = None) -> polars.DataFrame:
    """A polars DataFrame."""
    import polars

    return polars.DataFrame(_arrow_columns(to_columns(records, record)), strict=False)


def to_arrow(records: Iterable[Any], record: type[Any] | None = None) -> pyarrow.Table:
    """An Arrow table, which whatever speaks Arrow takes without a copy."""
    import pyarrow

    return pyarrow.table(_arrow_columns(to_columns(records, record)))


def _arrow_columns(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Dictionaries have keys of their own in each row, so that they are texts of JSON."""
    def has_dictionary(values: list[Any]) -> bool:
        return any(isinstance(each, Mapping) for each in values)

    return {name: [None if each is None else json.dumps(each, default=str) for each in values]
            if has_dictionary(values) else values for name, values in columns.items()}


def from_frame(record: type[R], frame: Any, *, rename: Mapping[str, str] | None = None,
               **constants: Any) -> list[R]:
    """Records of a class from a table: pandas, polars, pyarrow, or a mapping of columns.

    Columns have the names that `column_names` tells; `rename` says which column of the table is which of these, and
    what is the same in every row is passed by name. Columns that the record does not have are refused, and so is a value
    that does not fit: `errors.Error` with the row in its field, `rows[3].price.minor`. What is missing in a row (None,
    NaN, NA) has the default of its field.
    """
    names = column_names(record)
    columns = {(rename or {}).get(name, name): values for name, values in _columns_of(frame).items()}
    for name in [*columns, *constants]:
        if name not in names:
            raise _wrong(name, name, f"a column of {record.__name__}: {', '.join(names)}")
    both = [name for name in constants if name in columns]
    if both:
        raise _wrong(both[0], constants[both[0]], "a column of the table, or one value for all rows")
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        raise _wrong("frame", sorted(lengths), "columns of one length")
    out = []
    for number in range(lengths.pop() if lengths else 0):
        cells = {name: values[number] for name, values in columns.items()} | constants
        out.append(_record_of(record, cells, number))
    return out


def _record_of(record: type[R], cells: Mapping[str, Any], number: int) -> R:
    try:
        return typing.cast(R, _native.from_json(record, json.dumps(_nested(record, "", cells) or {}, default=_json_value)))
    except errors.Error as error:
        field = f"rows[{number}]" + (f".{error.field}" if error.field else "")
        raise type(error)(f"{error.message} in row {number}", field, error.value, error.expected) from None


def _nested(record: type[Any], prefix: str, cells: Mapping[str, Any]) -> dict[str, Any] | None:
    """The cells as JSON has them; None where all are missing."""
    out: dict[str, Any] = {}
    for each in _fields(record):
        name = prefix + each.column
        if each.record is None:
            value = cells.get(name)
            if not _is_missing(value):
                out[each.column] = _whole(value) if each.is_whole else value
        else:
            inner = _nested(each.record, name + "_", cells)
            if inner is not None:
                out[each.column] = inner
    return out or None


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value)) or type(value).__name__ in ("NAType", "NaTType")


def _whole(value: Any) -> Any:
    """A table of floating point numbers may hold whole ones, because some of its rows are empty."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) <= 2**53 else value


def _json_value(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.isoformat() if value.tzinfo else value.isoformat() + "Z"
    if isinstance(value, (datetime.date, Decimal, Fraction)):
        return str(value)
    if isinstance(value, enum.Enum):
        return value.value
    if hasattr(value, "tolist"):  # of numpy
        return value.tolist()
    if isinstance(value, (tuple, set, frozenset)):
        return list(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _plain(value)
    raise _wrong("", value, "a value that JSON has")


def _columns_of(frame: Any) -> dict[str, Sequence[Any]]:
    if isinstance(frame, Mapping):
        return {str(name): list(values) for name, values in frame.items()}
    if hasattr(frame, "to_pydict"):  # pyarrow
        return dict(frame.to_pydict())
    if hasattr(frame, "get_columns"):  # polars
        return {each.name: each.to_list() for each in frame.get_columns()}
    if hasattr(frame, "columns") and hasattr(frame, "iloc"):  # pandas
        return {str(name): frame[name].tolist() for name in frame.columns}
    if hasattr(frame, "__arrow_c_stream__"):
        import pyarrow

        return dict(pyarrow.table(frame).to_pydict())
    raise _wrong("frame", frame, "a table of pandas, polars or Arrow, or a mapping of columns")


def _wrong(field: str, value: Any, expected: str) -> errors.Error:
    shown = f"{value!r} ({type(value).__name__})"
    return errors.WrongTypeError(f"wrong_type: {field} is {shown}, expected {expected}", field, repr(value), expected)
