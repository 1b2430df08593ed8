"""Seeded problems of five families that no public set covers in one form, and what a plan of them costs.

A problem is plain JSON, from which both sides are built:
  places    [x, y] each; number 0 is the depot; distance is Euclidean, rounded to nearest, and so is the travel time
  jobs      place, demand, service, window [earliest, latest] or null, prize (cost of leaving it out) or null (required);
            volume (a second load) and returned (what is fetched where the demand is brought), if any
  vehicles  id, count, capacity, fixed, distance_cost, duration_cost, shift [earliest, latest], trips_max; volume, if any

A plan is a list of routes {"vehicle": number of the type, "trips": [[numbers of jobs], ...]}. The pricer shares nothing
with either solver.
"""

from __future__ import annotations

import math
import random

FAMILIES = ("heterogeneous", "prize", "multitrip", "volume", "returns")
SIZES = (100, 200, 300)


def problems(family: str) -> list[dict]:
    make = {"heterogeneous": _heterogeneous, "prize": _prize, "multitrip": _multitrip, "volume": _volume,
            "returns": _returns}[family]
    made = []
    for number, size in enumerate(SIZES, 1):
        problem = make(random.Random(f"{family} {number}"), number, size)
        made.append({"name": f"{family}-{size}-{number}", "family": family, **problem})
    return made


def distance(problem: dict, a: int, b: int) -> int:
    (ax, ay), (bx, by) = problem["places"][a], problem["places"][b]
    return math.floor(math.sqrt((ax - bx) ** 2 + (ay - by) ** 2) + 0.5)


def _places(rng: random.Random, size: int, side: int) -> list[list[int]]:
    """The depot in the middle; half of the clients anywhere, half around a few centres."""
    centres = [(rng.uniform(0.1, 0.9) * side, rng.uniform(0.1, 0.9) * side) for _ in range(max(3, size // 25))]
    places = [[side // 2, side // 2]]
    for number in range(size):
        x, y = rng.uniform(0, side), rng.uniform(0, side)
        if number % 2:
            centre = rng.choice(centres)
            x, y = (min(max(rng.gauss(middle, side * 0.06), 0), side) for middle in centre)
        places.append([round(x), round(y)])
    return places


def _jobs(demands: list[int], service: int = 0) -> list[dict]:
    return [{"place": number, "demand": demand, "service": service, "window": None, "prize": None}
            for number, demand in enumerate(demands, 1)]


def _vehicle(name: str, count: int, capacity: int, **other) -> dict:
    return {"id": name, "count": count, "capacity": capacity, "fixed": 0, "distance_cost": 1, "duration_cost": 0,
            "shift": None, "trips_max": 1, **other}


def _add_windows(rng: random.Random, problem: dict, latest: int, width: tuple[int, int]) -> None:
    """Windows that a vehicle of its own can always meet within the shift."""
    for job in problem["jobs"]:
        way = distance(problem, 0, job["place"])
        wide = rng.randint(*width)
        last = latest - way - job["service"]
        begin = rng.randint(0, max(0, last - wide))
        job["window"] = [begin, max(min(begin + wide, last), way)]
    for vehicle in problem["vehicles"]:
        vehicle["shift"] = [0, latest]


def _heterogeneous(rng: random.Random, number: int, size: int) -> dict:
    """Three types: as many as wanted; a tight limited fleet; windows and paid hours."""
    demands = [rng.randint(5, 60) for _ in range(size)]
    total = sum(demands)
    sizes = [("bike", 120, 400, 10), ("van", 300, 1100, 13), ("lorry", 700, 2800, 18)]
    vehicles = []
    for name, capacity, fixed, price in sizes:
        count = size if number == 1 else math.ceil(total * (0.4 if number == 2 else 0.8) / capacity)
        vehicles.append(_vehicle(name, count, capacity, fixed=fixed, distance_cost=price))
    problem = {"places": _places(rng, size, 1000), "jobs": _jobs(demands), "vehicles": vehicles}
    if number == 3:
        for vehicle, pay in zip(vehicles, (3, 4, 5)):
            vehicle["duration_cost"] = pay
        for job in problem["jobs"]:
            job["service"] = 20
        _add_windows(rng, problem, 5000, (800, 2000))
    return problem


def _prize(rng: random.Random, number: int, size: int) -> dict:
    """Room for six tenths of the demand; room for all, but not worth all; windows and some required orders."""
    demands = [rng.randint(5, 60) for _ in range(size)]
    capacity = 300
    share = (0.6, 1.2, 0.8)[number - 1]
    problem = {"places": _places(rng, size, 1000), "jobs": _jobs(demands),
               "vehicles": [_vehicle("van", math.ceil(sum(demands) * share / capacity), capacity,
                                     fixed=300 if number == 2 else 0)]}
    for job in problem["jobs"]:
        job["prize"] = rng.randint(10, 150) + (job["demand"] if number != 2 else 0)
    if number == 3:
        _add_windows(rng, problem, 4000, (600, 1500))
        for job in problem["jobs"][::10]:
            job["prize"] = None
    return problem


def _multitrip(rng: random.Random, number: int, size: int) -> dict:
    """A few vehicles that load again at the depot: bare; at most four trips, with service; windows for a third."""
    demands = [rng.randint(5, 40) for _ in range(size)]
    capacity, service = 200, (0, 5, 5)[number - 1]
    places = _places(rng, size, 200)
    count = (3, 5, 7)[number - 1]
    problem = {"places": places, "jobs": _jobs(demands, service), "vehicles": [_vehicle("van", count, capacity)]}
    # The usual estimate of a plan's length: to the clients and back for each load, and from client to client.
    away = sum(distance(problem, 0, place) for place in range(1, size + 1)) / size
    length = 2 * away * sum(demands) / capacity + 0.7 * math.sqrt(size * 200 * 200) + service * size
    shift = math.ceil((1.1, 1.15, 1.4)[number - 1] * length / count)
    trips = math.ceil(sum(demands) / capacity / count) + (1 if number == 2 else 4)
    problem["vehicles"][0].update(shift=[0, shift], trips_max=trips)
    if number == 3:
        windowed = {"places": places, "jobs": problem["jobs"][::3], "vehicles": problem["vehicles"]}
        _add_windows(rng, windowed, shift, (shift // 4, shift // 2))
    return problem


def _volume(rng: random.Random, number: int, size: int) -> dict:
    """Weight and volume, which have little to do with each other: bare; windows; windows and paid hours."""
    demands = [rng.randint(1, 20) for _ in range(size)]
    problem = {"places": _places(rng, size, 1000), "jobs": _jobs(demands, service=(0, 60, 60)[number - 1]),
               "vehicles": [_vehicle("van", size // 5, 150, fixed=500, volume=150, duration_cost=1 if number == 3 else 0)]}
    for job in problem["jobs"]:
        job["volume"] = rng.randint(1, 20)
    if number > 1:
        _add_windows(rng, problem, 14000, (1500, 4000))
    return problem


def _returns(rng: random.Random, number: int, size: int) -> dict:
    """Something to bring and something to fetch at each stop: bare; windows; fewer, larger vehicles."""
    demands = [rng.randint(1, 20) for _ in range(size)]
    problem = {"places": _places(rng, size, 1000), "jobs": _jobs(demands, service=(0, 60, 0)[number - 1]),
               "vehicles": [_vehicle("van", size // 4, (120, 120, 400)[number - 1], fixed=200)]}
    for job in problem["jobs"]:
        job["returned"] = rng.randint(1, 20)
    if number == 2:
        _add_windows(rng, problem, 14000, (1500, 4000))
    return problem


def price(problem: dict, plan: list[dict]) -> int:
    """The cost by the definitions. Raises ValueError, naming the route, for a plan that breaks a rule."""
    served = [job for route in plan for trip in route["trips"] for job in trip]
    if len(set(served)) != len(served):
        raise ValueError(f"{problem['name']}: an order is served twice")
    cost = 0
    for number in sorted(set(range(len(problem["jobs"]))) - set(served)):
        if problem["jobs"][number]["prize"] is None:
            raise ValueError(f"{problem['name']}: order {number} is required, and not served")
        cost += problem["jobs"][number]["prize"]
    for kind, vehicle in enumerate(problem["vehicles"]):
        used = sum(route["vehicle"] == kind for route in plan)
        if used > vehicle["count"]:
            raise ValueError(f"{problem['name']}: {used} routes of {vehicle['id']}, expected at most {vehicle['count']}")
    return cost + sum(_price_route(problem, f"{problem['name']}, route {number}", route)
                      for number, route in enumerate(plan, 1))


def _price_route(problem: dict, where: str, route: dict) -> int:
    vehicle = problem["vehicles"][route["vehicle"]]
    trips = route["trips"]
    if len(trips) > vehicle["trips_max"]:
        raise ValueError(f"{where}: {len(trips)} trips, expected at most {vehicle['trips_max']}")
    stops = [(0, 0, None)]
    for trip in trips:
        load = _most_on_board([problem["jobs"][job] for job in trip])
        if load > vehicle["capacity"] or not trip:
            raise ValueError(f"{where}: a trip carries {load}, expected 1 to {vehicle['capacity']}")
        volume = sum(problem["jobs"][job].get("volume", 0) for job in trip)
        if volume > vehicle.get("volume", volume):
            raise ValueError(f"{where}: a trip carries a volume of {volume}, expected at most {vehicle['volume']}")
        for job in (problem["jobs"][job] for job in trip):
            stops.append((job["place"], job["service"], job["window"]))
        stops.append((0, 0, None))
    ways = [distance(problem, a[0], b[0]) for a, b in zip(stops, stops[1:])]
    hours = _least_hours(where, vehicle, stops, ways)
    return vehicle["fixed"] + vehicle["distance_cost"] * sum(ways) + vehicle["duration_cost"] * hours


def _most_on_board(jobs: list[dict]) -> int:
    """Everything that is brought is on board at the start, everything that is fetched at the end."""
    load = most = sum(job["demand"] for job in jobs)
    for job in jobs:
        load += job.get("returned", 0) - job["demand"]
        most = max(most, load)
    return most


def _least_hours(where: str, vehicle: dict, stops: list, ways: list[int]) -> int:
    """Forward as early as possible gives the end; back from the end as late as possible gives the start."""
    earliest, latest = vehicle["shift"] or [0, math.inf]
    time = earliest
    for (_, service, _), way, (_, _, window) in zip(stops, ways, stops[1:]):
        time = max(time + service + way, window[0] if window else 0)
        if window and time > window[1]:
            raise ValueError(f"{where}: service at {time}, expected {window[1]} at the latest")
    if time > latest:
        raise ValueError(f"{where}: ends at {time}, expected {latest} at the latest")
    start = time
    for (_, service, window), way in zip(stops[-2::-1], ways[::-1]):
        start -= way + service
        if window:
            start = min(start, window[1])
    return time - start
