"""The benchmarks' checker, on plans that were worked out by hand."""

from pathlib import Path

import checker
import pytest

DATA = Path(__file__).resolve().parents[1] / "data/routing"

CVRP = """NAME : line
DIMENSION : 4
CAPACITY : 5
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 3 4
3 6 8
4 1 1
DEMAND_SECTION
1 0
2 3
3 2
4 4
DEPOT_SECTION
1
-1
EOF
"""

SOLOMON = """S1

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.   XCOORD.   YCOORD.   DEMAND    READY TIME   DUE DATE   SERVICE TIME

    0      0         0          0          0       100          0
    1      3         4          5         10        20          2
    2      1         1          5          0        12          1
"""

LI_LIM = """1	10	1
0	0	0	0	0	100	0	0	0
1	1	1	6	0	100	5	0	2
2	3	4	-6	0	50	5	1	0
"""


def read(tmp_path, text):
    path = tmp_path / "instance.txt"
    path.write_text(text)
    return checker.read_instance(path)


def test_cvrp(tmp_path):
    instance = read(tmp_path, CVRP)
    assert (instance.kind, instance.convention, instance.distance(0, 3)) == ("cvrp", "nearest", 1)
    assert checker.check(instance, [[1, 2], [3]]) == (22, [])
    assert checker.check(instance, [[1, 2, 3]])[1] == ["route 1: load 9, capacity 5"]
    assert checker.check(instance, [[1, 2]])[1] == ["customer 3 is served 0 times"]
    assert checker.check(instance, [[1, 2], [3], [], [3]])[1] == ["customer 3 is served 2 times"]
    assert checker.check(instance, [[1, 2], [3, 4]])[1][0] == "route 2: no customers: [4]"


def test_vrptw_truncates_tenths_and_keeps_windows(tmp_path):
    instance = read(tmp_path, SOLOMON)
    assert (instance.kind, instance.distance(0, 2), instance.latest[1]) == ("vrptw", 14, 200)
    assert checker.check(instance, [[2, 1]]) == (14 + 36 + 50, [])
    # Waiting at 1 until 100 and serving until 120, it comes to 2 at 156.
    assert checker.check(instance, [[1, 2]])[1] == ["route 1: at 2 at 156, latest 120"]
    assert checker.check(instance, [[1], [2], []])[1] == []
    instance.vehicles = 1
    assert checker.check(instance, [[1], [2]])[1] == ["2 routes, 1 vehicles"]


def test_pdptw_has_pairs(tmp_path):
    instance = read(tmp_path, LI_LIM)
    assert (instance.kind, instance.distance(0, 1), instance.delivery_of) == ("pdptw", 1414, {1: 2})
    assert checker.check(instance, [[1, 2]]) == (1414 + 3606 + 5000, [])
    assert checker.check(instance, [[2, 1]])[1] == ["route 1: load -6 after 2, capacity 10",
                                                    "route 1: 1 is picked up, and 2 not delivered after it"]
    assert "route 1: 1 is picked up, and 2 not delivered after it" in checker.check(instance, [[1], [2]])[1]


def test_the_return_to_the_depot_has_a_window_too(tmp_path):
    instance = read(tmp_path, SOLOMON.replace("0       100          0", "0       16           0"))
    assert checker.check(instance, [[2], [1]])[1] == ["route 2: at 0 at 170, latest 160"]


def test_a_claimed_cost_is_compared(tmp_path):
    plan = tmp_path / "plan.sol"
    plan.write_text("Route #1: 1 2\nRoute #2: 3\nCost 23\n")
    assert checker.check_file(read(tmp_path, CVRP), plan) == (22, ["cost 23.0 is claimed, 22.0 it is"])


def test_a_published_optimum():
    instance = checker.read_instance(DATA / "X-n101-k25.vrp")
    assert checker.check_file(instance, DATA / "X-n101-k25.sol") == (27591, [])


@pytest.mark.parametrize(("name", "kind", "size"), [("R112", "vrptw", 101), ("lr112", "pdptw", 107)])
def test_public_instances_are_read(name, kind, size):
    instance = checker.read_instance(DATA / f"{name}.txt")
    assert (instance.kind, instance.size) == (kind, size)
    assert len(instance.delivery_of) == (53 if kind == "pdptw" else 0)


def test_other_distances_are_refused(tmp_path):
    with pytest.raises(ValueError, match="only EUC_2D"):
        read(tmp_path, CVRP.replace("EUC_2D", "EXPLICIT"))
