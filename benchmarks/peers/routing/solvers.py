"""One peer, one problem, one run: the child process that run.py measures.

  solvers.py PEER FILE SECONDS SEED OUT.json

FILE is a public instance, or a .json problem of problems.py. OUT gets `routes` (or `plan` for a family), `trace` of
(seconds, cost) as far as the peer tells one, and `search_s`: the seconds of its call, without reading and building.
Every peer has one thread and the limit that its users would give it; what it does before it looks at its clock, such
as PyVRP's first plan, is on top of the limit and can be seen in `search_s`.
"""

from __future__ import annotations

import json
import math
import sys
import time
from pathlib import Path

import numpy

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "routing"))
from checker import read_instance  # noqa: E402

LATE = 1 << 40


class Case:
    """A public instance in whole numbers, as matrices."""

    def __init__(self, file: Path):
        self.instance = instance = read_instance(file)
        self.count = instance.size
        x, y = numpy.array(instance.x, dtype=float), numpy.array(instance.y, dtype=float)
        exact = numpy.sqrt((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2) * instance.scale
        half = 0 if instance.convention == "dimacs" else 0.5
        self.distances = numpy.floor(exact + half).astype(numpy.int64)
        self.service = instance.service or [0] * self.count
        self.pairs = sorted(instance.delivery_of.items())
        self.windows = list(zip(instance.earliest, instance.latest))
        # Where the file does not limit vehicles, a model with one for each client would only be slower to search.
        goods = sum(demand for demand in instance.demand if demand > 0)
        self.fleet = instance.vehicles or math.ceil(1.2 * goods / instance.capacity) + 5


# PyVRP


def of_pyvrp(case: Case, seconds: float, seed: int) -> dict:
    import pyvrp

    instance = case.instance

    def stop(number: int) -> dict:
        early, late = case.windows[number] if case.windows else (0, LATE)
        return {"tw_early": early, "tw_late": late, "service_duration": case.service[number]}

    def both(pickup: int, delivery: int) -> dict:
        ends = (("pickup", pickup), ("delivery", delivery))
        return {f"{end}_{key}": value for end, number in ends for key, value in stop(number).items()}

    clients = [] if case.pairs else [pyvrp.Client(number, delivery=[instance.demand[number]], **stop(number))
                                     for number in range(1, case.count)]
    shipments = [pyvrp.Shipment(pickup, delivery, amount=[instance.demand[pickup]], **both(pickup, delivery))
                 for pickup, delivery in case.pairs]
    early, late = case.windows[0] if case.windows else (0, LATE)
    # As its own reader does: as many vehicles as the file says, else one for each client.
    vehicle = pyvrp.VehicleType(instance.vehicles or case.count - 1, [instance.capacity], tw_early=early, tw_late=late)
    durations = case.distances if case.windows else numpy.zeros_like(case.distances)
    data = pyvrp.ProblemData([pyvrp.Location(x, y) for x, y in zip(instance.x, instance.y)], clients, [pyvrp.Depot(0)], [vehicle],
                             [case.distances], [durations], [], shipments)
    result, trace, taken = _run_pyvrp(data, seconds, seed)

    def number_of(activity) -> int:
        if activity.is_client():
            return activity.idx + 1
        return case.pairs[activity.idx][0 if activity.is_pickup() else 1]

    routes = [[number_of(activity) for activity in route if not activity.is_depot()] for route in result.best.routes()]
    return {"routes": routes if result.is_feasible() else None, "search_s": taken,
            "trace": [[second, cost / instance.scale] for second, cost in trace]}


def _run_pyvrp(data, seconds: float, seed: int):
    import pyvrp
    from pyvrp.stop import MaxRuntime

    begun = time.perf_counter()
    result = pyvrp.solve(data, MaxRuntime(seconds), seed=seed, collect_stats=True, display=False)
    taken = time.perf_counter() - begun
    at = taken - result.runtime
    trace: list[list[float]] = []
    for way, row in zip(result.stats.runtimes, result.stats.data):
        at += way
        if row.best_feas and (not trace or row.best_cost < trace[-1][1]):
            trace.append([at, row.best_cost])
    return result, trace, taken


def of_pyvrp_family(problem: dict, seconds: float, seed: int) -> dict:
    import pyvrp

    dimensions = 2 if "volume" in problem["vehicles"][0] else 1

    def loads(of: dict, *names: str) -> list[int]:
        return ([of.get(name, 0) for name in names] + [0])[:dimensions]

    clients = []
    for job in problem["jobs"]:
        early, late = job["window"] or (0, LATE)
        clients.append(pyvrp.Client(job["place"], delivery=loads(job, "demand", "volume"),
                                    pickup=loads(job, "returned"), service_duration=job["service"],
                                    tw_early=early, tw_late=late, prize=job["prize"] or 0,
                                    required=job["prize"] is None))
    vehicles = []
    for vehicle in problem["vehicles"]:
        early, late = vehicle["shift"] or (0, LATE)
        reloads = {"reload_depots": [0], "max_reloads": vehicle["trips_max"] - 1} if vehicle["trips_max"] > 1 else {}
        vehicles.append(pyvrp.VehicleType(vehicle["count"], loads(vehicle, "capacity", "volume"), fixed_cost=vehicle["fixed"],
                                          tw_early=early, tw_late=late, unit_distance_cost=vehicle["distance_cost"],
                                          unit_duration_cost=vehicle["duration_cost"], **reloads))
    x, y = numpy.array(problem["places"], dtype=float).T
    matrix = numpy.floor(numpy.sqrt((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2) + 0.5).astype(numpy.int64)
    data = pyvrp.ProblemData([pyvrp.Location(*place) for place in problem["places"]], clients, [pyvrp.Depot(0)], vehicles,
                             [matrix], [matrix])
    result, trace, taken = _run_pyvrp(data, seconds, seed)
    plan = []
    for route in result.best.routes():
        trips: list[list[int]] = [[]]
        for activity in list(route)[1:-1]:
            if activity.is_depot():
                trips.append([])
            else:
                trips[-1].append(activity.idx)
        # It may load twice without serving anybody in between; that changes nothing, and is no trip.
        plan.append({"vehicle": route.vehicle_type(), "trips": [trip for trip in trips if trip]})
    said = int(result.cost()) if result.is_feasible() else None
    return {"plan": plan if result.is_feasible() else None, "cost": said, "trace": trace, "search_s": taken}


# OR-Tools


def of_ortools(case: Case, seconds: float, _seed: int) -> dict:
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    instance = case.instance
    manager = pywrapcp.RoutingIndexManager(case.count, case.fleet, 0)
    model = pywrapcp.RoutingModel(manager)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(case.distances.tolist()))
    model.AddDimension(model.RegisterUnaryTransitVector(list(instance.demand)), 0, instance.capacity, True, "load")
    if case.windows:
        _add_times(case, model, manager)
    for pickup, delivery in ((manager.NodeToIndex(a), manager.NodeToIndex(b)) for a, b in case.pairs):
        model.AddPickupAndDelivery(pickup, delivery)
        model.solver().Add(model.VehicleVar(pickup) == model.VehicleVar(delivery))
        clock = model.GetDimensionOrDie("time")
        model.solver().Add(clock.CumulVar(pickup) <= clock.CumulVar(delivery))
    options = pywrapcp.DefaultRoutingSearchParameters()
    options.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.AUTOMATIC
    options.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    options.time_limit.FromMilliseconds(round(seconds * 1000))
    trace: list[list[float]] = []
    begun = time.perf_counter()

    def note() -> None:
        cost = model.CostVar().Max() / instance.scale
        if not trace or cost < trace[-1][1]:
            trace.append([time.perf_counter() - begun, cost])

    model.AddAtSolutionCallback(note)
    answer = model.SolveWithParameters(options)
    taken = time.perf_counter() - begun
    routes = [_ortools_route(model, manager, answer, vehicle) for vehicle in range(case.fleet)] if answer else None
    return {"routes": [route for route in routes if route] if routes else None, "trace": trace, "search_s": taken}


def _add_times(case: Case, model, manager) -> None:
    ways = case.distances + numpy.array(case.service, dtype=numpy.int64)[:, None]
    horizon = case.windows[0][1]
    model.AddDimension(model.RegisterTransitMatrix(ways.tolist()), horizon, horizon, False, "time")
    clock = model.GetDimensionOrDie("time")
    for number in range(1, case.count):
        clock.CumulVar(manager.NodeToIndex(number)).SetRange(*case.windows[number])
    for vehicle in range(case.fleet):
        clock.CumulVar(model.Start(vehicle)).SetRange(*case.windows[0])
        clock.CumulVar(model.End(vehicle)).SetRange(*case.windows[0])


def _ortools_route(model, manager, answer, vehicle: int) -> list[int]:
    route, at = [], answer.Value(model.NextVar(model.Start(vehicle)))
    while not model.IsEnd(at):
        route.append(manager.IndexToNode(at))
        at = answer.Value(model.NextVar(at))
    return route


# VROOM


def of_vroom(case: Case, seconds: float, _seed: int) -> dict:
    from datetime import timedelta

    import vroom

    instance = case.instance
    problem = vroom.Input()
    problem.set_durations_matrix("car", case.distances if case.windows else numpy.zeros_like(case.distances))
    problem.set_costs_matrix("car", case.distances)

    def stop(number: int) -> dict:
        windows = [vroom.TimeWindow(*case.windows[number])] if case.windows else []
        return {"id": number, "location": number, "default_service": case.service[number], "time_windows": windows}

    day = vroom.TimeWindow(*case.windows[0]) if case.windows else None
    problem.add_vehicle([vroom.Vehicle(number, start=0, end=0, capacity=[instance.capacity], time_window=day)
                         for number in range(1, case.fleet + 1)])
    if case.pairs:
        problem.add_job([vroom.Shipment(vroom.ShipmentStep(**stop(pickup)), vroom.ShipmentStep(**stop(delivery)),
                                        amount=[instance.demand[pickup]]) for pickup, delivery in case.pairs])
    else:
        problem.add_job([vroom.Job(delivery=[instance.demand[number]], **stop(number))
                         for number in range(1, case.count)])
    begun = time.perf_counter()
    answer = problem.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=seconds))
    taken = time.perf_counter() - begun
    routes: dict[int, list[int]] = {}
    frame = answer.routes
    for vehicle, kind, place in zip(frame["vehicle_id"], frame["type"], frame["location_index"]):
        if kind not in ("start", "end"):
            routes.setdefault(int(vehicle), []).append(int(place))
    complete = sum(map(len, routes.values())) == case.count - 1
    return {"routes": list(routes.values()) if complete else None, "trace": [], "search_s": taken}


def main() -> None:
    peer, file, seconds, seed, out = sys.argv[1:]
    if file.endswith(".json"):
        answer = of_pyvrp_family(json.loads(Path(file).read_text()), float(seconds), int(seed))
    else:
        solve = {"pyvrp": of_pyvrp, "ortools": of_ortools, "vroom": of_vroom}[peer]
        answer = solve(Case(Path(file)), float(seconds), int(seed))
    Path(out).write_text(json.dumps(answer))


if __name__ == "__main__":
    main()
