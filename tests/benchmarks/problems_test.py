"""The pricer of the generated families, on a plan that was worked out by hand."""

import problems
import pytest


def line(**vehicle):
    """Clients at 10, 20 and -10 of a line; the last may be left out."""
    jobs = [{"place": i, "demand": 4, "service": 5, "window": None, "prize": None} for i in (1, 2, 3)]
    jobs[2]["prize"] = 7
    kind = {"id": "van", "count": 1, "capacity": 8, "fixed": 100, "distance_cost": 2, "duration_cost": 0, "shift": [0, 90],
            "trips_max": 2} | vehicle
    return {"name": "line", "places": [[0, 0], [10, 0], [20, 0], [-10, 0]], "jobs": jobs, "vehicles": [kind]}


def route(*trips):
    return {"vehicle": 0, "trips": [list(trip) for trip in trips]}


def test_costs_are_fixed_distance_and_prizes():
    assert problems.price(line(), [route([0, 1])]) == 100 + 2 * 40 + 7
    assert problems.price(line(), [route([0, 1], [2])]) == 100 + 2 * 60


def test_hours_are_those_of_the_latest_start():
    problem = line(duration_cost=1)
    problem["jobs"][0]["window"] = [50, 60]
    # It leaves at 40 to begin at 50, and is back at 90, when the shift ends.
    assert problems.price(problem, [route([0, 1])]) == 100 + 2 * 40 + 7 + 50


@pytest.mark.parametrize(("plan", "vehicle", "said"), [
    ([route([0])], {}, "order 1 is required"),
    ([route([0, 1], [0])], {}, "served twice"),
    ([route([0, 1, 2])], {}, "carries 12"),
    ([route([0], [1], [2])], {}, "3 trips"),
    ([route([0]), route([1])], {}, "2 routes of van"),
    ([route([0, 1])], {"shift": [0, 49]}, "ends at 50"),
])
def test_broken_rules_are_named(plan, vehicle, said):
    with pytest.raises(ValueError, match=said):
        problems.price(line(**vehicle), plan)


def test_windows_are_kept():
    problem = line()
    problem["jobs"][1]["window"] = [0, 24]
    with pytest.raises(ValueError, match="service at 25, expected 24"):
        problems.price(problem, [route([0, 1])])


def test_what_is_returned_takes_the_room_of_what_was_brought():
    problem = line()
    problem["jobs"][0]["returned"], problem["jobs"][1]["returned"] = 4, 4
    assert problems.price(problem, [route([0, 1])]) == 100 + 2 * 40 + 7
    problem["jobs"][0]["returned"] = 5
    with pytest.raises(ValueError, match="carries 9"):
        problems.price(problem, [route([0, 1])])


def test_volume_is_a_load_of_its_own():
    problem = line(volume=6)
    problem["jobs"][0]["volume"], problem["jobs"][1]["volume"] = 3, 3
    assert problems.price(problem, [route([0, 1])]) == 100 + 2 * 40 + 7
    problem["jobs"][0]["volume"] = 4
    with pytest.raises(ValueError, match="a volume of 7, expected at most 6"):
        problems.price(problem, [route([0, 1])])


def test_problems_are_the_same_every_time():
    for family in problems.FAMILIES:
        assert problems.problems(family) == problems.problems(family)
