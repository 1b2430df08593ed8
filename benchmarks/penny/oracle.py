#!/usr/bin/env python3
"""Recalculates the cases that `penny_proof --emit-oracle N FILE` writes, in exact fractions, and compares.

Written from the rules of commission (base, formula, bounds, rounding, tax on the fee, limits, pools,
residual, refunds) and not from the code of the library. Compared exactly: every base, charge, tax and
pool part of every slot, every share of every line, the amount that each refund pays for each line, what
everybody has given back after each refund, and the amount that is retained. Where the split of all that
was refunded so far would take something back (the Alabama paradox), the units go one by one to whoever is
furthest behind its exact part. At the end everything is back.

    oracle.py FILE
"""

import json
import sys
import time
from collections import defaultdict
from fractions import Fraction
from math import ceil, floor


def rate(text):
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    if text.endswith("bps"):
        return Fraction(text[:-3]) / 10000
    return Fraction(text)


def rounded(value, mode):
    low = floor(value)
    rest = value - low
    if mode == "floor" or rest == 0:
        return low
    if mode == "ceiling":
        return low + 1
    negative = value < 0
    if mode == "down":
        return low + 1 if negative else low
    if mode == "up":
        return low if negative else low + 1
    if rest != Fraction(1, 2):
        return low + (1 if rest > Fraction(1, 2) else 0)
    if mode == "half_up":
        return low if negative else low + 1
    if mode == "half_down":
        return low + 1 if negative else low
    assert mode == "half_even", mode
    return low if low % 2 == 0 else low + 1


def largest_remainder(total, weights):
    """Floors, then one each to the largest fractions, ties to the earlier; a zero weight gets nothing."""
    whole = sum(weights)
    exact = [Fraction(total) * weight / whole for weight in weights]
    parts = [floor(value) for value in exact]
    order = sorted((i for i, w in enumerate(weights) if w), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


class Line:
    def __init__(self, data):
        self.data = data
        get = lambda name: data.get(name, 0)
        self.quantity = data["quantity"]
        self.gross = get("unit_price_minor") * self.quantity
        self.by_vendor = get("discount_vendor_minor")
        self.by_platform = get("discount_platform_minor")
        self.tax_in = get("tax_included_minor")
        self.tax_added = get("tax_added_minor")
        self.extra = {name: get(name) for name in ("shipping_minor", "gift_wrap_minor", "fees_minor")}
        self.total = self.gross - self.by_vendor - self.by_platform + self.tax_added + sum(self.extra.values())

    def base(self, spec):
        base = self.gross
        if spec["from"] != "gross":
            base -= self.by_vendor + self.tax_in
        if spec["from"] == "net_paid":
            base -= self.by_platform
        base = max(base, 0)
        if spec["add_tax"]:
            base += self.tax_added + (self.tax_in if spec["from"] != "gross" else 0)
        for flag, name in (("add_shipping", "shipping_minor"), ("add_gift_wrap", "gift_wrap_minor"), ("add_fees", "fees_minor")):
            if spec[flag]:
                base += self.extra[name]
        return base

    def available(self, plan):
        taxes = self.tax_in + self.tax_added if plan["tax_handling"] == "platform_remits" else 0
        return self.total + self.by_platform - taxes


def graduated(bands, base):
    total = Fraction(0)
    for i, band in enumerate(bands):
        end = bands[i + 1]["from_minor"] if i + 1 < len(bands) else base
        part = min(base, end) - band["from_minor"]
        if part > 0:
            total += part * rate(band["rate"]) + band["fixed_minor"]
    return total


def slab(charge, base):
    below = charge["boundary"] == "inclusive_below"
    chosen = charge["thresholds"][0]
    for band in charge["thresholds"][1:]:
        if band["from_minor"] < base or (not below and band["from_minor"] == base):
            chosen = band
    return base * rate(chosen["rate"]) + chosen["fixed_minor"] if base else Fraction(0)


def scope_of(charge):
    return {"fixed_per_unit": "unit", "fixed_per_line": "line", "fixed_per_order": "order"}.get(charge["kind"]) or charge.get("scope")


def winner(plan, slot, line):
    """Rules with conditions come before the default of their slot; those here ask for a quantity alone."""
    of_slot = [rule for rule in plan["rules"] if rule["slot"] == slot["name"]]
    for rule in sorted(of_slot, key=lambda rule: rule["is_default"]):
        wanted = rule["conditions"].get("quantity")
        if wanted is None or wanted["ge"] <= line.quantity < wanted["lt"]:
            return rule
    return None


class SlotCharge:
    def __init__(self, rule, line, base, mode):
        self.rule, self.line, self.base, self.mode = rule, line, base, mode
        self.order_fixed = 0
        self.exact = Fraction(0)
        self.amount = 0
        self.tax_rates = {tax["jurisdiction"]: rate(tax["rate"]) for tax in rule["fee_taxes"]}

    def taxes_of(self, amount):
        """By authority; each is rounded by itself."""
        return {who: rounded(amount * each, self.mode) for who, each in self.tax_rates.items()}

    @property
    def taxes(self):
        return self.taxes_of(self.amount)

    @property
    def tax(self):
        return sum(self.taxes.values())

    def fixed(self):
        scope = scope_of(self.rule["charge"])
        if scope == "order":
            return self.order_fixed
        amount = self.rule["charge"]["amounts_minor"]["EUR"]
        return amount * self.line.quantity if scope == "unit" else amount

    def compute(self):
        charge = self.rule["charge"]
        kind = charge["kind"]
        if kind == "graduated":
            raw = graduated(charge["thresholds"], self.base)
        elif kind == "slab":
            raw = slab(charge, self.base)
        elif kind == "percent":
            raw = self.base * rate(charge["rate"])
        else:
            raw = Fraction(self.fixed())
            if kind == "percent_plus_fixed":
                raw += self.base * rate(charge["rate"])
        bounds = self.rule["bounds"].get("EUR")
        if bounds:
            times = self.line.quantity if self.rule["bound_scope"] == "unit" else 1
            raw = min(max(raw, bounds["min_minor"] * times), bounds["max_minor"] * times)
        self.exact = raw

    def limit(self, amount, room):
        """The largest amount, at most `amount`, that has room together with its tax."""
        high = min(amount, room)
        low = 0
        while low < high:
            middle = (low + high + 1) // 2
            fits = middle + sum(self.taxes_of(middle).values()) <= room
            low, high = (middle, high) if fits else (low, middle - 1)
        self.amount = low


def price_slot(plan, slot, lines, before):
    out = []
    for line, earlier in zip(lines, before):
        rule = winner(plan, slot, line)
        if rule is None:
            out.append(None)
            continue
        base = line.base(rule["base"])
        if slot["after"]:
            base = max(0, base - sum(c.amount for name, c in earlier.items() if name == slot["after"] and c))
        out.append(SlotCharge(rule, line, base, rule.get("rounding") or plan["rounding"]))
    groups = defaultdict(list)
    for charge in filter(None, out):
        if scope_of(charge.rule["charge"]) == "order":
            groups[charge.rule["id"], charge.line.data["vendor_id"]].append(charge)
    for group in groups.values():
        weights = [c.line.gross for c in group]
        parts = largest_remainder(group[0].rule["charge"]["amounts_minor"]["EUR"], weights if any(weights) else [1] * len(group))
        for charge, part in zip(group, parts):
            charge.order_fixed = part
    for charge in filter(None, out):
        charge.compute()
    round_slot(plan, [charge for charge in out if charge])
    return out


def round_slot(plan, charges):
    if plan["rounding_scope"] == "line":
        for charge in charges:
            charge.amount = rounded(charge.exact, charge.mode)
        return
    groups = defaultdict(list)
    for charge in charges:
        groups[charge.line.data["vendor_id"], charge.mode].append(charge)
    for (_, mode), group in groups.items():
        total = rounded(sum(c.exact for c in group), mode)
        parts = largest_remainder(total, [c.exact for c in group]) if total else [0] * len(group)
        for charge, part in zip(group, parts):
            charge.amount = part


def limit_line(plan, line, charges):
    available = line.available(plan)
    won = [charge for charge in charges if charge]
    for charge in won:
        charge.amount = min(charge.amount, available)
    if sum(c.amount + c.tax for c in won) <= available:
        return
    if plan["over_allocation"] == "scale_pro_rata":
        for charge, part in zip(won, largest_remainder(available, [c.amount + c.tax for c in won])):
            charge.limit(charge.amount, part)
        return
    room = available
    for charge in won:
        if charge.amount + charge.tax > room:
            charge.limit(charge.amount, room)
        room -= charge.amount + charge.tax


def named(beneficiary, line):
    party, name = beneficiary["party"], beneficiary["id"]
    if not name:
        name = {"affiliate": line.data["affiliate"], "brand": line.data["brand"], "vendor": line.data["vendor_id"]}.get(party, "")
    return party, name


def pool(charge, slot, line):
    parties = charge.rule["beneficiaries"] or [{"beneficiary": slot["beneficiary"], "weight": 1}]
    parts = largest_remainder(charge.amount, [party["weight"] for party in parties])
    return [(named(party["beneficiary"], line), part) for party, part in zip(parties, parts)]


def split(plan, order, line, charges):
    """Who gets what: the residual party receives what the others leave."""
    out = defaultdict(int)
    residual = ("platform", "") if plan["residual"] == "platform" else ("vendor", line.data["vendor_id"])
    for slot, charge in zip(plan["slots"], charges):
        if charge:
            for who, part in pool(charge, slot, line):
                out[who] += part
            for who, tax in charge.taxes.items():
                out["tax_authority", who] += tax
    if plan["tax_handling"] == "platform_remits":
        out["tax_authority", order["country"]] += line.tax_in + line.tax_added
    out["platform", ""] -= line.by_platform
    out.pop(residual, None)
    out[residual] = line.total - sum(out.values())
    return {who: amount for who, amount in out.items() if amount}


def shares(items, sign=1):
    out = defaultdict(int)
    for item in items:
        out[item["beneficiary"]["party"], item["beneficiary"]["id"]] += sign * item["amount_minor"]
    return {who: amount for who, amount in out.items() if amount}


class Wrong(Exception):
    pass


def expect(what, ours, theirs):
    if ours != theirs:
        raise Wrong(f"{what}: the oracle says {ours}, the library {theirs}")


def check_commission(case):
    plan, order = case["plan"], case["order"]
    lines = [Line(data) for data in order["lines"]]
    before = [{} for _ in lines]
    for slot in plan["slots"]:
        for earlier, charge in zip(before, price_slot(plan, slot, lines, before)):
            earlier[slot["name"]] = charge
    for line, earlier, found in zip(lines, before, case["commission"]["lines"]):
        charges = [earlier[slot["name"]] for slot in plan["slots"]]
        limit_line(plan, line, charges)
        expect("total", line.total, found["total_minor"])
        for slot, charge, theirs in zip(plan["slots"], charges, found["charges"]):
            where = f"{found['line_id']} {slot['name']} "
            expect(where + "rule", charge.rule["id"] if charge else "", theirs["rule_id"])
            if charge is None:
                continue
            expect(where + "base", charge.base, theirs["base_minor"])
            expect(where + "amount", charge.amount, theirs["amount_minor"])
            expect(where + "tax", charge.tax, theirs["tax_minor"])
            due = {("tax_authority", who): tax for who, tax in charge.taxes.items() if tax}
            expect(where + "taxes", due, shares(theirs["tax_shares"]))
            expect(where + "pool", [part for _, part in pool(charge, slot, line)], [s["amount_minor"] for s in theirs["shares"]])
        expect(found["line_id"] + " shares", split(plan, order, line, charges), shares(found["shares"]))
    return lines


class RefundedLine:
    def __init__(self, line, found):
        self.line, self.found = line, found
        self.units = self.refunded = self.retained = 0
        self.back = defaultdict(int)

    @property
    def left(self):
        return self.line.total - self.refunded

    @property
    def is_done(self):
        return self.left == 0 and (self.line.total > 0 or self.units == self.line.quantity)


def wanted(request, state):
    """For each line of a request: its units and its money."""
    if request["lines"]:
        (asked,) = request["lines"]
        line = state[asked["line_id"]]
        units = asked.get("quantity", 0)
        if "amount_minor" in asked:
            return {asked["line_id"]: (units, asked["amount_minor"])}
        due = lambda count: rounded(Fraction(line.line.total * count, line.line.quantity), "half_up")
        price = due(line.units + units) - due(line.units)
        return {asked["line_id"]: (units, min(price, line.left))}
    if "amount_minor" in request:
        parts = largest_remainder(request["amount_minor"], [line.left for line in state.values()])
        return {name: (0, part) for name, part in zip(state, parts) if part}
    return {name: (line.line.quantity - line.units, line.left) for name, line in state.items() if not line.is_done}


def retained_of(policy, fee):
    if policy["retain"] == "none":
        return 0
    if policy["retain"] == "all":
        return fee
    cap = policy["retain_cap_minor"].get("EUR")
    part = rounded(fee * rate(policy["retain_rate"]), "half_up")
    return part if cap is None else min(part, cap)


def check_refund(case, reversal, request, state):
    asked = wanted(request, state)
    expect("refunded lines", list(asked), [change["line_id"] for change in reversal["lines"]])
    expect("refund", sum(amount for _, amount in asked.values()), reversal["refunded_minor"])
    for change in reversal["lines"]:
        line = state[change["line_id"]]
        units, amount = asked[change["line_id"]]
        expect("units", units, change["quantity"])
        expect("line refund", amount, change["refunded_minor"])
        expect("sum of shares", -amount, sum(share["amount_minor"] for share in change["shares"]))
        line.units += units
        line.refunded += amount
        line.retained += change["retained_minor"]
        check_shares(line, change)


def given_in_all(parts, due, before):
    """What each part has given once all have given `due`, never less than before: unit after unit is taken from
    whoever is furthest behind its exact part, the earlier of two."""
    whole = sum(parts)
    exact = [Fraction(part * due, whole) if whole else Fraction(0) for part in parts]
    out = [max(have, floor(share)) for have, share in zip(before, exact)]
    while sum(out) < due:
        behind = [share - have for have, share in zip(out, exact)]
        out[behind.index(max(behind))] += 1
    while sum(out) > due:  # some had given more than their part of now, so others give less; the last unit goes first
        last = min((i for i in range(len(out)) if out[i] > before[i]), key=lambda i: (exact[i] - out[i], -i))
        out[last] -= 1
    return out


def due_shares(line):
    """What everybody has given back in all: the negative shares in proportion, the others all the rest."""
    whole = shares(line.found["shares"])
    progress = Fraction(line.refunded, line.line.total) if line.line.total else Fraction(line.units, line.line.quantity)
    light = [who for who, amount in whole.items() if amount < 0]
    heavy = [who for who, amount in whole.items() if amount > 0]
    of = lambda names: ([abs(whole[who]) for who in names], [abs(line.back[who]) for who in names])
    light_parts, light_before = of(light)
    light_due = max(sum(light_before), rounded(sum(light_parts) * progress, "half_up"))
    out = dict(zip(light, [-amount for amount in given_in_all(light_parts, light_due, light_before)]))
    heavy_parts, heavy_before = of(heavy)
    out.update(zip(heavy, given_in_all(heavy_parts, line.refunded + light_due, heavy_before)))
    return out


def check_shares(line, change):
    due = due_shares(line)
    for who, amount in shares(change["change"]["shares"]).items():
        line.back[who] += amount
    expect(change["line_id"] + " given back", {who: amount for who, amount in due.items() if amount},
           {who: amount for who, amount in line.back.items() if amount})
    given = shares(change["change"]["shares"], -1)
    for charge in change["charges"]:
        if charge["amount_minor"] > 0 or charge["tax_minor"] > 0:
            raise Wrong(f"{change['line_id']} {charge['slot']}: a refund charges a fee")
    expect("kept by nobody else", sum(given.values()), sum(shares(change["shares"]).values()))


def check_case(case):
    lines = check_commission(case)
    state = {found["line_id"]: RefundedLine(line, found) for line, found in zip(lines, case["commission"]["lines"])}
    policy = case["plan"]["refund_policy"]
    for request, reversal in zip(case["requests"], case["reversals"], strict=True):
        check_refund(case, reversal, request, state)
    for name, line in state.items():
        expect(name + " is done", True, line.is_done)
        expect(name + " back", shares(line.found["shares"]), {who: amount for who, amount in line.back.items() if amount})
        fee = sum(charge["amount_minor"] for charge in line.found["charges"] if charge["slot"] in policy["retain_slots"])
        expect(name + " retained", retained_of(policy, fee), line.retained)


def main(path):
    start = time.monotonic()
    checked = refunds = wrong = 0
    with open(path, encoding="utf-8") as file:
        for text in file:
            case = json.loads(text)
            try:
                check_case(case)
            except Wrong as error:
                wrong += 1
                if wrong <= 10:
                    print(f"case {case['number']}: {error}")
            checked += 1
            refunds += len(case["reversals"])
            if checked % 1000 == 0 and sys.stderr.isatty():
                print(f"\r{checked} cases", end="", file=sys.stderr)
    seconds = time.monotonic() - start
    print(f"{checked} cases with {refunds} refunds recalculated in {seconds:.1f} s: {checked - wrong} agree, {wrong} do not")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
