"""Reads the public headers: doc texts of types, fields, enumerators and functions, and what functions there are.

Not a C++ parser. It knows the shape of this library's headers: namespaces, structs, classes, enumerations and
declarations, with `///` before and `///<` behind. Whatever it cannot read has no doc text, and a function that
it cannot read is missed by the comparison with the registry, which then says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

MACRO = re.compile(r"MARKETPLACE_\w+\((?:[^()]|\([^()]*\))*\)\s*;?")
KEYWORDS_BEFORE_NAME = re.compile(r"\[\[\w+\]\]|\b(?:inline|constexpr|static|explicit|virtual|friend|extern)\b")


@dataclass
class TypeDoc:
    """A struct, class or enumeration."""

    name: str
    module: str
    doc: str = ""
    members: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FunctionDoc:
    """A function of a namespace or of a class; `types` tell overloads apart."""

    module: str
    name: str
    types: tuple[str, ...]
    doc: str = ""
    names: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        return f"{self.name}({', '.join(self.types)})"


@dataclass
class Headers:
    types: dict[str, TypeDoc] = field(default_factory=dict)
    functions: list[FunctionDoc] = field(default_factory=list)
    modules: dict[str, str] = field(default_factory=dict)


@dataclass
class Scope:
    kind: str  # namespace, class, enum, skip
    name: str = ""
    public: bool = True


class Reader:
    """Walks one header once, character by character, and notes what it declares."""

    def __init__(self, into: Headers, module: str, text: str) -> None:
        self.into = into
        self.module = module
        self.text = text
        self.scopes: list[Scope] = []
        self.pending = ""     # the `///` lines before a declaration
        self.statement = ""
        self.parentheses = 0
        self.last: tuple[TypeDoc, str] | None = None  # what a `///<` is about

    def read(self) -> None:
        position = 0
        while position < len(self.text):
            position = self.step(position)

    def step(self, at: int) -> int:
        text = self.text
        if text.startswith("//", at):
            return self.comment(at)
        if text[at] == "#" and not self.statement.strip():
            return self.end_of_directive(at)
        if text[at] in "\"'" and not (text[at] == "'" and at and text[at - 1].isdigit()):
            end = self.end_of_literal(at)
            self.statement += text[at:end]
            return end
        self.character(text[at])
        return at + 1

    def comment(self, at: int) -> int:
        end = self.text.find("\n", at)
        line = self.text[at:end]
        if line.startswith("///<"):
            self.trailing(line[4:].strip())
        elif line.startswith("///"):
            self.pending += ("\n" if self.pending else "") + line[3:].strip()
        return end

    def end_of_directive(self, at: int) -> int:
        end = self.text.find("\n", at)
        while self.text[end - 1] == "\\":
            end = self.text.find("\n", end + 1)
        return end

    def end_of_literal(self, at: int) -> int:
        end = at + 1
        while self.text[end] != self.text[at]:
            end += 2 if self.text[end] == "\\" else 1
        return end + 1

    def character(self, c: str) -> None:
        scope = self.scopes[-1] if self.scopes else Scope("namespace")
        self.parentheses += (c == "(") - (c == ")")
        if self.parentheses > 0 or (c == ")"):
            self.statement += c
        elif c == "{":
            self.open(scope)
        elif c == "}":
            self.close(scope)
        elif c == ";":
            self.end_statement(scope)
        elif c == "," and scope.kind == "enum":
            self.end_enumerator(scope)
        elif c == ":" and scope.kind == "class" and self.statement.strip() in ("public", "private", "protected"):
            scope.public = self.statement.strip() == "public"
            self.statement = ""
        else:
            self.statement += c

    def open(self, scope: Scope) -> None:
        head = MACRO.sub("", self.statement).strip()
        found = re.match(r"namespace\s*([\w:]*)$", head)
        if found:
            self.scopes.append(Scope("namespace", found[1] or "-"))
        elif found := re.match(r"enum class (\w+)", head):
            self.begin_type(scope, "enum", found[1])
        elif (found := re.match(r"(struct|class) (\w+)", head)) and scope.kind in ("namespace", "class"):
            self.begin_type(scope, "class", found[2], public=found[1] == "struct")
        else:
            self.scopes.append(Scope("skip", head))
            return
        self.statement = ""

    def begin_type(self, scope: Scope, kind: str, name: str, public: bool = True) -> None:
        if scope.kind == "class" and not scope.public:
            public = False
        self.scopes.append(Scope(kind, name, public))
        self.into.types[self.path()] = TypeDoc(self.path(), self.module, self.pending)
        self.pending = ""

    def close(self, scope: Scope) -> None:
        if scope.kind == "enum":
            self.end_enumerator(scope)
        self.scopes.pop()
        if scope.kind == "skip":
            outer = self.scopes[-1] if self.scopes else Scope("namespace")
            is_body = outer.kind in ("namespace", "class") and re.search(r"\)[\s\w]*(:[^?]*)?$", scope.name)
            self.statement = scope.name
            if is_body:
                self.end_statement(outer)
            return
        self.statement = ""

    def path(self) -> str:
        return "::".join(scope.name for scope in self.scopes if scope.kind != "skip")

    def trailing(self, doc: str) -> None:
        scope = self.scopes[-1] if self.scopes else Scope("namespace")
        if scope.kind == "enum" and self.statement.strip():
            self.end_enumerator(scope)
        if self.last is not None:
            owner, name = self.last
            owner.members[name] = doc

    def end_enumerator(self, scope: Scope) -> None:
        name = re.match(r"\s*(\w+)", self.statement)
        if name:
            self.note_member(name[1])
        self.statement = ""

    def note_member(self, name: str) -> None:
        owner = self.into.types[self.path()]
        owner.members[name] = self.pending.replace("\n", " ")
        self.last = (owner, name)
        self.pending = ""

    def end_statement(self, scope: Scope) -> None:
        statement = MACRO.sub("", self.statement).strip()
        self.statement = ""
        if not statement:
            return
        is_hidden = any(each.kind == "skip" or not each.public or each.name in ("-", "detail") for each in self.scopes)
        if not is_hidden and "(" in statement and not re.match(r"(using|friend|template|static_assert)\b", statement):
            self.note_function(statement)
        elif scope.kind == "class" and not statement.startswith(("friend", "using", "static")):
            name = re.search(r"(\w+)$", re.split(r"[={]", statement)[0].strip())
            if name:
                self.note_member(name[1])
        self.pending = ""

    def note_function(self, statement: str) -> None:
        if re.search(r"=\s*(default|delete)$", statement):
            return
        found = re.match(r"(.*?)\b(operator\s*[^\s\w(]+|\w+)\s*\((.*?)\)(?:[\s\w]*(?::.*)?|[^()]*)$", statement, re.S)
        if not found:
            return
        owner = "::".join(scope.name for scope in self.scopes if scope.kind == "class")
        name = re.sub(r"\s+", "", found[2])
        if re.match(r"\(\*", statement[len(found[1]) + len(found[2]):].lstrip()) or found[3].startswith("*"):
            return  # a field that is a pointer to a function
        self.into.functions.append(FunctionDoc(self.module, f"{owner}::{name}" if owner else name,
                                               tuple(map(plain_type, split_parameters(found[3]))), self.pending,
                                               tuple(map(name_of_parameter, split_parameters(found[3])))))


def split_parameters(parameters: str) -> list[str]:
    out, depth, current = [], 0, ""
    for c in parameters + ",":
        depth += (c in "<({") - (c in ">)}")
        if c == "," and depth == 0:
            if current.strip():
                out.append(current)
            current = ""
        else:
            current += c
    return out


def name_of_parameter(parameter: str) -> str:
    found = re.search(r"[\s&*](\w+)$", re.sub(r"=.*$", "", parameter, flags=re.S).strip())
    return found[1] if found else ""


def plain_type(parameter: str) -> str:
    """"const std::span<const Amount>& parts = {}" to "span<Amount>"."""
    text = re.sub(r"=.*$", "", parameter, flags=re.S)
    text = re.sub(r"\bconst\b|[&]|\b(?:std|marketplace|affiliate|payments|vendors|ledger|loyalty|catalog)::", " ", text)
    text = re.sub(r"\s+", " ", text).strip()
    named = re.match(r"(.*[\w>*]) (\w+)$", text)
    text = named[1] if named else text
    return re.sub(r"\s*([<>,])\s*", r"\1", text).replace(",", ", ").strip()


def module_text(text: str) -> str:
    """The opening comment of a header."""
    found = re.match(r"#pragma once\n((?://[^\n]*\n)+)", text)
    return "\n".join(line[2:].strip() for line in found[1].splitlines()) if found else ""


def read_headers(root: Path) -> Headers:
    into = Headers()
    # A layer that is an engine over another shares its namespace, and the faces have one module for both.
    shared = {"catalog_engine": "catalog"}
    base = root / "include/marketplace"
    for path in sorted(base.rglob("*.hpp")):
        parts = path.relative_to(base).parts
        if len(parts) < 2 or "detail" in parts:
            continue
        text = path.read_text(encoding="utf-8")
        module = shared.get(parts[0], parts[0])
        into.modules.setdefault(module, module_text(text))
        Reader(into, module, text).read()
    return into
