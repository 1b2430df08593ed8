"""Runs the Python blocks of one page: JSON of blocks in, JSON of what each comment expects and what came out."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
from typing import Any

from marketplace import Error

MARK = "# -> "


def expectation(lines: list[str], after: int) -> str | None:
    """What the comment at the end of a statement says, or the comment lines right under it."""
    behind = lines[after].partition(MARK)[2]
    if behind:
        return behind.strip()
    under = []
    for line in lines[after + 1:]:
        if not line.strip().startswith(MARK.strip()):
            break
        under.append(line.strip()[len(MARK.strip()):].strip())
    return "\n".join(under) if under else None


def statement_result(statement: ast.stmt, names: dict[str, Any]) -> str:
    """The text that a statement prints, or else the value of its expression or of what it assigns."""
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        if isinstance(statement, ast.Expr):
            value = eval(compile(ast.Expression(statement.value), "page", "eval"), names)
        else:
            exec(compile(ast.Module([statement], []), "page", "exec"), names)
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                value = names[statement.targets[0].id]
    if printed.getvalue() or value is None:
        return printed.getvalue().rstrip("\n")
    return value if isinstance(value, str) else repr(value)


def run_block(block: dict[str, Any], names: dict[str, Any]) -> list[dict[str, Any]]:
    lines = block["text"].split("\n")
    checks = []
    for statement in ast.parse(block["text"]).body:
        last = (statement.end_lineno or 1) - 1
        expected = expectation(lines, last)
        try:
            actual = statement_result(statement, names)
        except Error as error:
            if expected is None or not expected.startswith("error "):
                raise
            actual = f"error {error}"
        if expected is not None:
            checks.append({"line": block["line"] + last, "expected": expected, "actual": actual})
    return checks


def main() -> None:
    names: dict[str, Any] = {"__name__": "page"}
    checks: list[dict[str, Any]] = []
    failure = ""
    for block in json.load(sys.stdin):
        try:
            checks += run_block(block, names)
        except Exception as error:  # the page is wrong, whatever it is
            failure = f"line {block['line']}: {type(error).__name__}: {error}"
            break
    json.dump({"checks": checks, "failure": failure}, sys.stdout)


if __name__ == "__main__":
    main()
