"""Who gets what of an order, and what a refund takes back from whom."""

import sys
from datetime import datetime, timezone
from pathlib import Path

from marketplace import affiliate
from marketplace.money import Money
from marketplace.order import Order, OrderLine


def show(title, shares):
    print(title)
    for share in shares:
        who = f"{share.beneficiary.party.value} {share.beneficiary.id or 'itself'}"
        print(f"  {who}: {Money(minor=share.amount_minor, currency='EUR')}")


rules = affiliate.parse_plan(Path(sys.argv[1]).read_text())
plan = affiliate.compile(rules)

line = OrderLine(id="mug", vendor_id="potter", affiliate="blog", quantity=3, unit_price_minor=1999)
order = Order(id="order-1", currency="EUR", placed_at=datetime(2024, 5, 1, 12, tzinfo=timezone.utc), lines=[line])

commission = affiliate.calculate(plan, order)
show("Sold three mugs", affiliate.shares_of(commission))

request = affiliate.RefundRequest(id="refund-1", order_id="order-1", at=datetime(2024, 5, 9, 9, tzinfo=timezone.utc),
                                  lines=[affiliate.RefundLine(line_id="mug", quantity=1)])
reversal = affiliate.reverse(order, commission, affiliate.ReversalState(), request, rules.refund_policy)
show("One came back", affiliate.shares_of_reversal(reversal))
