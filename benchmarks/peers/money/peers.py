"""Python's decimal and our Python module: the same two operations; a line for each as in ours.cpp."""

import decimal
import platform
import statistics
import sys
import time

WEIGHTS = [50, 30, 20]
FIRST = 100_001
AMOUNTS = 1_000
REPETITIONS = 5
SECONDS_MIN = 0.3


def median(operation, values):
    rates = []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        done = 0
        seconds = 0.0
        while seconds < SECONDS_MIN:
            for value in values:
                operation(value)
            done += len(values)
            seconds = time.perf_counter() - start
        rates.append(done / seconds)
    return statistics.median(rates)


def compare(name, version, values, split, percent):
    parts = [int(part) for part in split(values[0])]
    if parts != [50_001, 30_000, 20_000]:
        raise SystemExit(f"{name} splits into {parts}")
    if int(percent(values[0])) != 13_250:
        raise SystemExit(f"{name}: 13.25 % is {percent(values[0])}")
    for operation, run in (("split", split), ("percent", percent)):
        print(name, version, operation, f"{median(run, values):.0f}", sep="\t", flush=True)


def of_decimal():
    """The module has no split: floors, then one each to the largest fractions, as its users write it."""
    one, rate, whole = decimal.Decimal(1), decimal.Decimal("0.1325"), sum(WEIGHTS)

    def split(value):
        exact = [value * weight / whole for weight in WEIGHTS]
        parts = [part.quantize(one, decimal.ROUND_FLOOR) for part in exact]
        order = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
        for i in order[: int(value - sum(parts))]:
            parts[i] += 1
        return parts

    values = [decimal.Decimal(FIRST + i) for i in range(AMOUNTS)]
    compare("Python decimal", platform.python_version(), values, split,
            lambda value: (value * rate).quantize(one, decimal.ROUND_HALF_UP))


def ours(package):
    sys.path.insert(0, package)
    try:
        import marketplace
        from marketplace import money
    except ImportError:
        print("ours Python: no module is built; skipped", file=sys.stderr)
        return
    rate = "13.25%"
    values = [FIRST + i for i in range(AMOUNTS)]
    compare("ours Python", getattr(marketplace, "__version__", ""), values, lambda value: money.allocate(value, WEIGHTS).parts,
            lambda value: money.multiply(value, rate, money.Rounding.half_up))


of_decimal()
ours(sys.argv[1])
