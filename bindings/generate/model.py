"""The description that the C++ program prints, joined with the doc texts of the headers."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import Any

from headers import FunctionDoc, Headers

# The order in which modules may use each other's types.
MODULES = ["core", "money", "order", "ledger", "affiliate", "loyalty", "vendors", "payments", "catalog", "routing", "ports",
           "adapters", "engine"]

MODULE_DOCS = {
    "core": "Instants, days and time zones.",
    "money": "Amounts of money: whole minor units, exact rates, splits that sum to the whole.",
    "order": "The facts of a sale that every module reads.",
    "ledger": "Double entry: accounts, postings, balances, the hash chain.",
    "affiliate": "Commission plans, splits, refunds, attribution, rewards and tiers.",
    "loyalty": "Points: earning, redeeming, expiring.",
    "vendors": "Vendors: onboarding, strategies, fees, analytics.",
    "payments": "Payouts: schedules, planning, statements.",
    "catalog": "Products of many vendors: trade item numbers, what titles state, the search for candidates.",
    "routing": "Route optimization: who drives where, in which order, and what it costs.",
    "ports": "What the engine asks of others: payment instructions.",
    "adapters": "Stores, and payment files for banks.",
    "engine": "Events in, decisions stored, effects out, exactly once in effect.",
}


# What a face does while a long call runs.
WATCH_DOCS = {
    "python": "`progress` is called with a record now and then, at most about a hundred times. If it returns False the call ends "
              "with the best result so far, and if it raises that is raised. Ctrl-C (KeyboardInterrupt) ends the call, which "
              "returns the best result so far; a second one before it ends is raised.",
    "node": "`onProgress` is called with a record now and then, at most about a hundred times. If it returns false, or when `signal` "
            "is aborted, the call ends with the best result so far; what it throws ends the call and rejects the promise.",
}


@dataclass
class Model:
    description: dict[str, Any]
    headers: Headers

    def __post_init__(self) -> None:
        self.types = {each["name"]: each for each in self.description["types"]}
        for each in self.types.values():
            each["module"] = self.headers.types[each["name"]].module
            each["short"] = each["name"].rsplit("::", 1)[1]

    @property
    def functions(self) -> list[dict[str, Any]]:
        return self.description["functions"]

    @property
    def modules(self) -> list[str]:
        used = {each["module"] for each in self.functions} | {each["module"] for each in self.types.values()}
        return [name for name in MODULES if name in used]

    def types_of(self, module: str) -> list[dict[str, Any]]:
        return [each for each in self.types.values() if each["module"] == module]

    def functions_of(self, module: str, role: str = "free", owner: str = "") -> list[dict[str, Any]]:
        return [each for each in self.functions
                if (each["module"], each["role"], each["owner"]) == (module, role, owner)]

    def handles_of(self, module: str) -> list[dict[str, Any]]:
        return [each for each in self.description["handles"] if each["module"] == module]

    def doc_of_type(self, name: str) -> str:
        return self.headers.types[name].doc

    def doc_of_member(self, type_name: str, member: str) -> str:
        return self.headers.types[type_name].members.get(member, "")

    def doc_of_handle(self, handle: dict[str, Any]) -> str:
        for name, doc in self.headers.types.items():
            if name.endswith("::" + handle["name"]) and doc.module == handle["module"]:
                return doc.doc
        return ""

    def stands_for(self, function: dict[str, Any]) -> list[FunctionDoc]:
        """The C++ functions that a registered one stands for."""
        wanted = function["cpp"]
        same_name = [each for each in self.headers.functions
                     if each.module == function["module"] and each.name == wanted.split("(")[0]]
        return [each for each in same_name if "(" not in wanted or each.signature == wanted]

    def doc_of_function(self, function: dict[str, Any], face: str = "") -> str:
        """The doc text of the header, and what the faces have to add."""
        docs = [each.doc for each in self.stands_for(function) if each.doc][:1]
        if function["note"]:
            docs.append(wrapped(function["note"]))
        if face and any(each["type"]["form"] == "watch" for each in function["parameters"]):
            docs.append(wrapped(WATCH_DOCS[face]))
        return "\n\n".join(docs)


def wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 110))


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)
