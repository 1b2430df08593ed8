"""Headers, registry and surface.txt agree, and what surface.txt promises is there."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import marketplace
import pytest
from values import DESCRIPTION

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bindings/generate"))

from headers import read_headers  # noqa: E402
from model import Model, camel  # noqa: E402
from surface import read_reasons, write_surface  # noqa: E402


def test_the_file_is_that_of_headers_and_registry():
    model = Model(DESCRIPTION, read_headers(ROOT))
    assert write_surface(model, read_reasons(ROOT / "bindings/surface/reasons.txt")) == \
        (ROOT / "bindings/surface.txt").read_text(encoding="utf-8")


def named(path: str):
    found = marketplace
    for part in path.split("."):
        found = getattr(found, part if part != "constructor" else "__init__")
    return found


@pytest.mark.parametrize("function", DESCRIPTION["functions"], ids=lambda function: function["full_name"])
def test_every_registered_function_is_in_all_three_faces(function):
    found = named(function["full_name"])
    names = [each["name"].rstrip("_") for each in function["parameters"] if each["name"] != "self"]
    assert [name.rstrip("_") for name in inspect.signature(found).parameters if name != "self"] == names
    types = (ROOT / "bindings/node/index.d.ts").read_text(encoding="utf-8")
    name = "constructor" if function["role"] == "constructor" else camel(function["name"])
    assert re.search(rf"\b{name}\(", types)


def test_no_reason_is_given_for_nothing():
    from fnmatch import fnmatchcase
    functions = [f"{each.module} {each.signature}" for each in read_headers(ROOT).functions]
    idle = [pattern for pattern, _ in read_reasons(ROOT / "bindings/surface/reasons.txt")
            if not any(fnmatchcase(each, pattern) for each in functions)]
    assert not idle
