"""Commission of many lines from numpy: a plain percentage plan, one call for all lines, one core.

The peer is the same split in numpy alone, rounded half up in 64 bit integers, as an analyst would write it:
no rules, no checks, no overflow, no explanation of anything. It is what the call cannot be faster than by much.
"""

import json
import statistics
import sys
import time
from datetime import datetime, timezone

import numpy as np

sys.path.insert(0, sys.argv[1])
from marketplace import affiliate  # noqa: E402

LINES, REPETITIONS = 2_000_000, 7
PLAN = {"id": "plain", "slots": [{"name": "fee"}],
        "rules": [{"id": "all", "slot": "fee", "charge": {"kind": "percent", "rate": "12.5%"}}]}


def lines_per_second(call) -> float:
    times = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return LINES / statistics.median(times)


def main() -> None:
    plan = affiliate.compile(affiliate.parse_plan(json.dumps(PLAN)))
    gross = np.random.default_rng(1).integers(1, 1_000_000, LINES)
    at = datetime(2024, 5, 1, tzinfo=timezone.utc)

    def ours():
        return affiliate.calculate_batch(plan, "EUR", at, {"gross_minor": gross})

    def numpy_alone():
        fee = (gross * 125 + 500) // 1000
        return fee, gross - fee

    result, (fee, rest) = ours(), numpy_alone()
    assert (result["fee_minor"] == fee).all() and (result["residual_minor"] == rest).all()
    assert (result["fee_minor"] + result["residual_minor"] == gross).all()
    print(f"python {sys.version.split()[0]}, numpy {np.__version__}, {LINES} lines, median of {REPETITIONS}")
    ours_speed, alone_speed = lines_per_second(ours), lines_per_second(numpy_alone)
    print(f"  calculate_batch   {ours_speed / 1e6:8.1f} million lines/s")
    print(f"  numpy alone       {alone_speed / 1e6:8.1f} million lines/s   ours is {ours_speed / alone_speed:.2f} of it")


main()
