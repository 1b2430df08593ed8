"""Random JSON of any record, from the library's description of itself."""

from __future__ import annotations

import datetime
import json

from hypothesis import strategies as st

from marketplace import _native

DESCRIPTION = json.loads(_native.description())
TYPES = {each["name"]: each for each in DESCRIPTION["types"]}
RECORDS = sorted(name for name, each in TYPES.items() if each["kind"] == "record")
INT64 = st.one_of(st.integers(-2**63, 2**63 - 1), st.sampled_from([0, 1, -1, 2**53 + 1, 2**63 - 1, -2**63]))
REAL = st.floats(allow_nan=False, allow_infinity=False).map(lambda value: value + 0.0)  # zero has no sign in JSON
# Whatever can be written in JSON: surrogates cannot.
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)
TIMES = st.datetimes(min_value=datetime.datetime(1900, 1, 1), max_value=datetime.datetime(2200, 1, 1))
RATES = st.fractions(min_value=-5, max_value=5, max_denominator=10**6)


def snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() and i else c.lower() for i, c in enumerate(name.rsplit("::", 1)[1]))


def of_type(type: dict, depth: int):
    kind = type["kind"]
    if kind == "record":
        return of_record(type["name"], depth)
    if kind == "enumeration":
        return st.sampled_from(TYPES[type["name"]]["enumerators"])
    if kind == "optional":
        return of_type(type["element"], depth)
    if kind == "list":
        return st.lists(of_type(type["element"], depth), max_size=2)
    if kind == "dictionary":
        return st.dictionaries(TEXT, of_type(type["element"], depth), max_size=2)
    if kind == "choice":
        return st.one_of([of_record(each["name"], depth, kind=snake(each["name"])) for each in type["alternatives"]])
    if type["name"] == "uint32":
        return st.integers(0, 2**32 - 1)
    if kind == "scalar":
        if type["name"] == "Rate":
            return RATES.map(lambda rate: f"{rate.numerator}/{rate.denominator}")
        if type["name"] == "Gtin":
            return st.sampled_from(["00036000291452", "09780306406157", "00000096385074", "10614141000415"])
        return st.sampled_from(["EUR", "USD", "JPY", "KWD", "XXX"])
    return {"boolean": st.booleans(), "int32": st.integers(-2**31, 2**31 - 1), "int64": INT64, "real": REAL, "text": TEXT,
            "timestamp": TIMES.map(lambda at: at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond:06}Z"),
            "date": st.dates(min_value=datetime.date(1900, 1, 1)).map(str)}[kind]


def of_record(name: str, depth: int = 0, kind: str | None = None):
    fields = {each["name"]: of_type(each["type"], depth + 1) for each in TYPES[name]["fields"]} if depth < 6 else {}
    fixed = {"kind": st.just(kind)} if kind else {}
    return st.fixed_dictionaries(fixed, optional=fields)
