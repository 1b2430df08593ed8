"""An independent checker of plans of benchmark instances: CVRP, VRPTW and PDPTW from their definitions.

    checker.py INSTANCE PLAN.sol

It shares no code with the library: it reads the instance and the plan by itself, drives every route, and says what the
plan costs and everything that is wrong with it. Exit code 1 if anything is.

Customers are numbered as in `.sol` files: the depot is 0, and customer i of a VRPLIB file is node i + 1. Distances are
Euclidean and become whole numbers by the convention of the set:
  nearest  rounded to the nearest integer (X, Belgium)
  dimacs   times and distances times 10, distances truncated (Solomon, Homberger)
  milli    times and distances times 1000, distances rounded (Li and Lim)
"""

import math
import sys
from dataclasses import dataclass, field
from pathlib import Path

SCALES = {"nearest": 1, "dimacs": 10, "milli": 1000}


@dataclass
class Instance:
    """Times and distances in scaled units. `demand` of a delivery in PDPTW is negative."""

    name: str
    kind: str  # cvrp, vrptw or pdptw
    convention: str
    capacity: int
    vehicles: int | None
    x: list[float]
    y: list[float]
    demand: list[int]
    earliest: list[int] = field(default_factory=list)
    latest: list[int] = field(default_factory=list)
    service: list[int] = field(default_factory=list)
    delivery_of: dict[int, int] = field(default_factory=dict)

    @property
    def scale(self):
        return SCALES[self.convention]

    @property
    def size(self):
        return len(self.x)

    def distance(self, a, b):
        exact = self.scale * math.sqrt((self.x[a] - self.x[b]) ** 2 + (self.y[a] - self.y[b]) ** 2)
        return int(exact) if self.convention == "dimacs" else math.floor(exact + 0.5)


def number(word, what):
    try:
        return float(word) if any(c in word for c in ".eE") else int(word)
    except ValueError:
        raise ValueError(f"{what}: {word!r} is no number") from None


def vrplib_parts(text):
    """Keywords with their values, and sections with their rows."""
    keys, sections, rows = {}, {}, None
    for line in text.splitlines():
        words = line.replace(":", " : ").split()
        if not words or words[0] == "EOF":
            continue
        if words[0].endswith("_SECTION"):
            rows = sections.setdefault(words[0], [])
        elif rows is not None and words[0][0] in "-0123456789":
            rows.append([number(word, words[0]) for word in words])
        else:
            keys[words[0]] = " ".join(word for word in words[1:] if word != ":")
    return keys, sections


def read_vrplib(text):
    keys, sections = vrplib_parts(text)
    if keys.get("EDGE_WEIGHT_TYPE") != "EUC_2D":
        raise ValueError(f"EDGE_WEIGHT_TYPE {keys.get('EDGE_WEIGHT_TYPE')}: only EUC_2D is known here")
    places = sections["NODE_COORD_SECTION"]
    if [row[0] for row in places] != list(range(1, len(places) + 1)) or sections["DEPOT_SECTION"][0][0] != 1:
        raise ValueError("nodes must be numbered 1, 2, ... and the first be the depot")
    windows = sections.get("TIME_WINDOW_SECTION")
    convention = "dimacs" if windows else "nearest"
    scale = SCALES[convention]
    known = {row[0]: row[1] for row in sections.get("SERVICE_TIME_SECTION", [])}
    everywhere = number(keys.get("SERVICE_TIME", "0"), "SERVICE_TIME")
    return Instance(
        keys.get("NAME", "").strip('" '), "vrptw" if windows else "cvrp", convention, int(keys["CAPACITY"]),
        int(keys["VEHICLES"]) if "VEHICLES" in keys else None,
        [row[1] for row in places], [row[2] for row in places], [row[1] for row in sections["DEMAND_SECTION"]],
        [scale * row[1] for row in windows or []], [scale * row[2] for row in windows or []],
        [0] + [scale * known.get(row[0], everywhere) for row in places[1:]])


def read_solomon(text):
    lines = [line.split() for line in text.splitlines() if line.strip()]
    fleet = next(line for line in lines if len(line) == 2 and all(word.isdigit() for word in line))
    rows = [[number(word, "customer") for word in line] for line in lines if len(line) == 7 and line[0].isdigit()]
    return Instance(
        lines[0][0], "vrptw", "dimacs", int(fleet[1]), int(fleet[0]), [row[1] for row in rows],
        [row[2] for row in rows], [row[3] for row in rows], [10 * row[4] for row in rows],
        [10 * row[5] for row in rows], [10 * row[6] for row in rows])


def read_li_lim(text, name):
    lines = [[number(word, "task") for word in line.split()] for line in text.splitlines() if line.strip()]
    rows = lines[1:]
    return Instance(
        name, "pdptw", "milli", lines[0][1], lines[0][0], [row[1] for row in rows], [row[2] for row in rows],
        [row[3] for row in rows], [1000 * row[4] for row in rows], [1000 * row[5] for row in rows],
        [1000 * row[6] for row in rows], {row[0]: row[8] for row in rows[1:] if row[8]})


def read_instance(path):
    """Told apart by content, as the library does."""
    path = Path(path)
    text = path.read_text()
    first = text.split("\n", 1)[0].split()
    if "NODE_COORD_SECTION" in text:
        return read_vrplib(text)
    if len(first) == 3 and all(word.lstrip("-").isdigit() for word in first):
        return read_li_lim(text, path.stem)
    return read_solomon(text)


def read_plan(text):
    """The routes of a `.sol` file and the cost that it claims, if any."""
    routes, claimed = [], None
    for line in text.splitlines():
        head, _, rest = line.partition(":")
        if head.lower().startswith("route"):
            routes.append([int(word) for word in rest.split()])
        elif line.lower().startswith("cost"):
            claimed = float(line.replace(":", " ").split()[1])
    return routes, claimed


def check_loads(instance, route, where, wrong):
    """CVRP and VRPTW: everything is on board from the start. PDPTW: the load changes at each stop."""
    if instance.kind != "pdptw":
        load = sum(instance.demand[stop] for stop in route)
        if load > instance.capacity:
            wrong.append(f"{where}: load {load}, capacity {instance.capacity}")
        return
    load = 0
    for stop in route:
        load += instance.demand[stop]
        if not 0 <= load <= instance.capacity:
            wrong.append(f"{where}: load {load} after {stop}, capacity {instance.capacity}")
    position = {stop: at for at, stop in enumerate(route)}
    for pickup in route:
        delivery = instance.delivery_of.get(pickup)
        if delivery is not None and position.get(delivery, -1) < position[pickup]:
            wrong.append(f"{where}: {pickup} is picked up, and {delivery} not delivered after it")


def drive(instance, route, where, wrong):
    """The distance of a route; says where it is late."""
    time, at, distance = instance.earliest[0] if instance.earliest else 0, 0, 0
    for stop in [*route, 0]:
        leg = instance.distance(at, stop)
        distance += leg
        if instance.earliest:
            time = max(time + instance.service[at] + leg, instance.earliest[stop])
            if time > instance.latest[stop]:
                wrong.append(f"{where}: at {stop} at {time}, latest {instance.latest[stop]}")
        at = stop
    return distance


def check(instance, routes):
    """The cost of a plan, scaled, and a text for everything that is wrong with it."""
    wrong, cost, served = [], 0, [0] * instance.size
    for number_of_route, route in enumerate(routes, 1):
        where = f"route {number_of_route}"
        strangers = [stop for stop in route if not 0 < stop < instance.size]
        if strangers:
            wrong.append(f"{where}: no customers: {strangers}")
            continue
        for stop in route:
            served[stop] += 1
        if route:
            check_loads(instance, route, where, wrong)
            cost += drive(instance, route, where, wrong)
    wrong += [f"customer {stop} is served {times} times" for stop, times in enumerate(served) if stop and times != 1]
    used = sum(1 for route in routes if route)
    if instance.vehicles is not None and used > instance.vehicles:
        wrong.append(f"{used} routes, {instance.vehicles} vehicles")
    return cost, wrong


def check_file(instance, path):
    """`check` of a `.sol` file; the cost in the unit of the convention. Its claim must be what the plan costs."""
    routes, claimed = read_plan(Path(path).read_text())
    cost, wrong = check(instance, routes)
    if claimed is not None and abs(claimed * instance.scale - cost) > 1e-3:
        wrong.append(f"cost {claimed} is claimed, {cost / instance.scale} it is")
    return cost / instance.scale, wrong


def main():
    if len(sys.argv) != 3 or sys.argv[1] in ("-h", "--help"):
        raise SystemExit(__doc__)
    instance = read_instance(sys.argv[1])
    cost, wrong = check_file(instance, sys.argv[2])
    print(f"cost {cost:.{len(str(instance.scale)) - 1}f}")
    for text in wrong:
        print(text)
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
