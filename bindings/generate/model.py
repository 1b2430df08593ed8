"""The description that the C++ program prints, joined with the doc texts of the headers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from headers import FunctionDoc, Headers

# The order in which modules may use each other's types.
MODULES = ["core", "money", "order", "ledger", "affiliate", "loyalty", "vendors", "payments", "ports", "adapters", "engine"]

MODULE_DOCS = {
    "core": "Instants, days and time zones.",
    "money": "Amounts of money: whole minor units, exact rates, splits that sum to the whole.",
    "order": "The facts of a sale that every module reads.",
    "ledger": "Double entry: accounts, postings, balances, the hash chain.",
    "affiliate": "Commission plans, splits, refunds, attribution, rewards and tiers.",
    "loyalty": "Points: earning, redeeming, expiring.",
    "vendors": "Vendors: onboarding, strategies, fees, analytics.",
    "payments": "Payouts: schedules, planning, statements.",
    "ports": "What the engine asks of others: payment instructions.",
    "adapters": "Stores, and payment files for banks.",
    "engine": "Events in, decisions stored, effects out, exactly once in effect.",
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

    def doc_of_function(self, function: dict[str, Any]) -> str:
        docs = [each.doc for each in self.stands_for(function) if each.doc]
        return docs[0] if docs else ""


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)
