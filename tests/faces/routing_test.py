"""Routing in Python: the same plans as in C++ and Node, matrices without copies, progress, Ctrl-C, errors."""

from __future__ import annotations

import gc
import json
import math
import os
import signal
import subprocess
import threading
import time
import weakref
from pathlib import Path

import numpy
import pytest
from conftest import PACKAGE, ROOT

from marketplace import errors, routing, to_json

DATA = ROOT / "tests/data/routing"
ADDON = Path(os.environ.get("MARKETPLACE_ADDON", ROOT / "build/dev/bindings/node/marketplace.node"))
PROGRAM = Path(PACKAGE).parent / "bin/marketplace"  # of the same build tree


def instance_of(name: str) -> routing.BenchmarkInstance:
    return routing.read_benchmark((DATA / name).read_text())


def model_of(name: str) -> routing.Model:
    instance = instance_of(name)
    return routing.compile(instance.problem, matrices=instance.matrices)


def small_problem(**changes) -> routing.Problem:
    places = [routing.Place(x=0, y=0), routing.Place(x=3, y=4), routing.Place(x=6, y=8)]
    jobs = [routing.Job(id=str(i), stop=routing.Stop(place=i)) for i in (1, 2)]
    return routing.Problem(**{"places": places, "jobs": jobs, "vehicles": [routing.VehicleType(id="van", start=0, end=0)],
                              **changes})


PLAN = [{"visits": [{"index": 0}, {"index": 1}]}]
SQUARE = numpy.array([[0, 5, 10], [5, 0, 7], [10, 7, 0]], dtype=numpy.int32)


# Plans

def test_a_plan_on_its_way_is_asked_and_improved():
    model = routing.compile(small_problem())
    begun = [{"visits": [{"index": 0}]}]
    [quote] = routing.quote_insertion(model, begun, {"index": 1})
    assert (quote.vehicle, quote.extra_cost, quote.start) == (0, 10, 10)
    found = routing.reoptimize(model, [quote.route], iterations=10).solution
    assert found.cost.total == 20 and routing.plan_of(found) == (quote.route,)
    with pytest.raises(errors.InvalidValueError, match="not serve"):
        routing.quote_insertion(model, begun, {"index": 0})


def test_an_order_left_out_is_explained():
    model = routing.compile(small_problem(vehicles=[{"start": 0, "end": 0, "duration_max": 15}]))
    reasons = routing.explain(model, PLAN[:0])
    assert [(each.id, each.advice) for each in reasons] == [("1", ""), ("2", "relax duration_max by 5")]
    assert reasons[1].vehicles[0].obstacles[0].excess == 5


@pytest.mark.parametrize("name, best, good", [("X-n101-k25.vrp", 27591, 29500), ("lr112.txt", 1003766, 1200000)])
def test_a_benchmark_is_solved(name, best, good):
    instance, model = instance_of(name), model_of(name)
    result = routing.solve(model, iterations=3000)
    assert result.solution.complete and best <= result.solution.cost.total <= good
    assert result.iterations >= 3000 and result.seed == 1 and result.trace[-1].cost == result.solution.cost.total
    plans = routing.read_solution(routing.write_solution(result.solution, instance), instance)
    assert routing.evaluate(model, plans) == result.solution
    assert model.problem() == instance.problem


NODE_PROGRAM = """
import { readFileSync } from 'node:fs';
import marketplace from '%s';
const { routing, toJson } = marketplace;
const instance = routing.readBenchmark(readFileSync(process.argv[2], 'utf8'));
const model = routing.compile(instance.problem, { matrices: instance.matrices });
const options = { iterations: 2000, seed: 7, threads: Number(process.argv[3]) };
const [now, later] = [routing.solveSync(model, options), await routing.solve(model, options)];
if (toJson('routing.Solution', now.solution) !== toJson('routing.Solution', later.solution)) throw new Error('they differ');
console.log(toJson('routing.Solution', now.solution));
"""


@pytest.mark.parametrize("name, threads", [("X-n101-k25.vrp", 1), ("lr112.txt", 1), ("lr112.txt", 2)])
def test_the_same_seed_gives_the_same_plan_in_every_language(name, threads, tmp_path):
    plan = to_json(routing.solve(model_of(name), iterations=2000, seed=7, threads=threads).solution)
    if ADDON.exists():
        script = tmp_path / "solve.mjs"
        script.write_text(NODE_PROGRAM % (ROOT / "bindings/node/index.mjs"))
        done = subprocess.run(["node", str(script), str(DATA / name), str(threads)], capture_output=True, text=True,
                              env=os.environ | {"MARKETPLACE_ADDON": str(ADDON)})
        assert done.stdout.strip() == plan, done.stderr
    if PROGRAM.exists():
        subprocess.run([str(PROGRAM), "route", str(DATA / name), "--iterations", "2000", "--seed", "7", "--threads", str(threads),
                        "--solution", str(tmp_path / "plan.json")], check=True, capture_output=True)
        assert (tmp_path / "plan.json").read_text().strip() == plan
    if not ADDON.exists() and not PROGRAM.exists():
        pytest.skip("neither the Node addon nor the program is built")


def test_a_search_begins_where_it_is_told_to():
    model = model_of("X-n101-k25.vrp")
    first = routing.solve(model, iterations=2000).solution
    plans = [routing.RoutePlan(vehicle_type=route.vehicle_type, vehicle=route.vehicle,
                               visits=[step.visit for step in route.steps]) for route in first.routes]
    assert routing.solve(model, iterations=1, start=plans).solution.cost.total <= first.cost.total


def test_times_of_the_day_and_of_a_plan_have_different_windows():
    assert routing.TimeWindow().latest == 2**50
    with pytest.raises(errors.WrongTypeError):
        routing.compile(small_problem(jobs=[{"stop": {"windows": [{"earliest": "2024-01-01T00:00:00Z"}]}}]))


def test_vroom_is_read_and_answered():
    read = routing.read_vroom((DATA / "vroom_example_1.json").read_text())
    model = routing.compile(read.problem, matrices=read.matrices)
    answer = json.loads(routing.write_vroom(read, routing.solve(model, iterations=200).solution))
    assert answer["code"] == 0 and answer["routes"]
    with pytest.raises(errors.ParseError):
        routing.read_vroom("{")
    assert json.loads(routing.write_vroom_error("no"))["code"] == 2


def test_plans_are_drawn():
    instance = instance_of("lr112.txt")
    result = routing.solve(model_of("lr112.txt"), iterations=100)
    assert json.loads(routing.write_geojson(instance.problem, result.solution))["type"] == "FeatureCollection"
    options = routing.PlotOptions(title="A plan", cost_scale=instance.cost_scale)
    assert "A plan" in routing.plot_routes(instance.problem, result.solution, options)
    assert routing.plot_convergence(result.trace).startswith("<svg")
    assert routing.format_cost(1003766, instance.cost_scale) == "1003.766"
    assert routing.read_benchmark(routing.write_vrplib(instance)).problem.places == instance.problem.places


# Matrices

def test_matrices_are_looked_at_where_they_are():
    distances = SQUARE.copy()
    model = routing.compile(small_problem(), distances=distances, durations=distances * 2)
    assert routing.evaluate(model, PLAN).cost.total == 22
    distances[1, 2] += 100
    assert routing.evaluate(model, PLAN).cost.total == 122


def test_a_model_keeps_its_matrices():
    distances = SQUARE.copy()
    kept = weakref.ref(distances)
    model = routing.compile(small_problem(), distances=[distances])
    del distances
    gc.collect()
    assert kept() is not None and routing.evaluate(model, PLAN).cost.total == 22
    del model
    gc.collect()
    assert kept() is None


def test_matrices_may_be_records_and_one_for_each_profile():
    twice = small_problem(profiles=[{}, {}], vehicles=[{"start": 0, "end": 0, "profile": 1}])
    model = routing.compile(twice, distances=(SQUARE, SQUARE * 3))
    assert routing.evaluate(model, PLAN).cost.total == 66
    record = routing.TravelMatrix(distances=SQUARE.ravel().tolist())
    assert routing.evaluate(routing.compile(small_problem(), matrices=[record]), PLAN).cost.total == 22


@pytest.mark.parametrize("wrong, kind", [
    (SQUARE.astype(numpy.int64), "wrong_type"), (SQUARE.astype(float), "wrong_type"), (SQUARE.ravel(), "wrong_type"),
    (SQUARE.astype(numpy.uint32), "wrong_type"), (numpy.zeros((6, 6), numpy.int32)[::2, ::2], "wrong_type"),
    (numpy.asfortranarray(SQUARE + numpy.arange(3, dtype=numpy.int32)), "wrong_type"), ("text", "wrong_type"),
    ([[0, 1], [1]], "wrong_type"), (numpy.zeros((3, 4), numpy.int32), "invalid_value"),
    (numpy.zeros((9, 1), numpy.int32), "invalid_value"), (SQUARE[:2, :2].copy(), "invalid_value"), (-SQUARE, "out_of_range"),
    ([SQUARE, SQUARE], "invalid_value")])
def test_matrices_that_do_not_fit_are_refused(wrong, kind):
    with pytest.raises(errors.Error) as caught:
        routing.compile(small_problem(), distances=wrong)
    assert caught.value.code == kind and ("distances" in caught.value.field or caught.value.field == "matrices")


def test_durations_need_distances():
    with pytest.raises(errors.MissingFieldError):
        routing.compile(small_problem(), durations=SQUARE)
    with pytest.raises(errors.InvalidValueError):
        routing.compile(small_problem(), distances=SQUARE, durations=[SQUARE, SQUARE])
    with pytest.raises(errors.InvalidValueError):
        routing.compile(small_problem(), distances=SQUARE, matrices=[{}])


# Errors

@pytest.mark.parametrize("changes, field", [
    ({"places": [{}, {"x": math.nan}, {}]}, "problem.places[1].x"),
    ({"jobs": [{"stop": {"place": 9}}]}, "jobs[0].stop.place"),
    ({"vehicles": [{"count": -1}]}, "vehicles[0].count"),
    ({"jobs": [{"terms": {"skills": ["crane"]}}]}, "jobs[0].terms.skills[0]")])
def test_a_bad_problem_is_refused_with_its_path(changes, field):
    with pytest.raises(errors.Error) as caught:
        routing.compile(small_problem(**changes))
    assert caught.value.field == field


def test_an_order_that_fits_nowhere_is_unserved():
    jobs = [{"id": "a", "stop": {"place": 1, "windows": [{"latest": 1}]}}, {"id": "b", "stop": {"place": 2}}]
    solution = routing.solve(routing.compile(small_problem(jobs=jobs)), iterations=50).solution
    assert not solution.complete and [order.id for order in solution.unserved] == ["a"]


@pytest.mark.parametrize("options", [{"time_limit": 0}, {"time_limit": -1.0}, {"time_limit": math.inf}, {"iterations": 0},
                                     {"time_limit": "1"}, {"iterations": 1.5}, {"iterations": 10, "threads": 0},
                                     {"iterations": 10, "seed": -1}, {"iterations": 10, "seed": 2**32},
                                     {"iterations": 10, "start": [{"visits": [{"index": "1"}]}]}, {"progress": 5}])
def test_options_that_make_no_sense_are_refused(options):
    with pytest.raises(errors.Error) as caught:
        routing.solve(routing.compile(small_problem()), **options)
    assert caught.value.field.split("[")[0] in options


def test_options_have_names():
    with pytest.raises(TypeError):
        routing.solve(routing.compile(small_problem()), 10)
    with pytest.raises(TypeError):
        routing.solve(routing.compile(small_problem()), iteration=10)


# While it runs

def test_progress_is_told_and_ends_with_the_whole():
    seen = []
    result = routing.solve(model_of("lr112.txt"), iterations=2000, progress=seen.append)
    assert 10 < len(seen) <= 110 and all(isinstance(each, routing.SolveProgress) for each in seen)
    assert [each.iterations for each in seen] == sorted(each.iterations for each in seen)
    assert seen[-1].cost >= result.solution.cost.total and seen[-1].routes > 0


def test_progress_changes_nothing():
    model = model_of("lr112.txt")
    quiet = routing.solve(model, iterations=1000).solution
    assert routing.solve(model, iterations=1000, progress=lambda _: None).solution == quiet


def test_false_ends_the_search():
    result = routing.solve(model_of("lr112.txt"), progress=lambda so_far: so_far.fraction < 0.01)
    assert result.solution.routes and result.elapsed_us < 5_000_000


@pytest.mark.parametrize("threads", [1, 2])
def test_what_the_callback_raises_is_raised(threads):
    def refuse(_):
        raise ZeroDivisionError("enough")

    started = time.monotonic()
    with pytest.raises(ZeroDivisionError, match="enough"):
        routing.solve(model_of("lr112.txt"), time_limit=60, threads=threads, progress=refuse)
    assert time.monotonic() - started < 20


def interrupt_after(seconds: float) -> None:
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()


def test_ctrl_c_ends_the_search_with_the_best_plan_so_far():
    model = model_of("X-n101-k25.vrp")
    started = time.monotonic()
    interrupt_after(0.5)
    result = routing.solve(model, time_limit=60)
    assert time.monotonic() - started < 20
    assert result.solution.complete and result.elapsed_us >= 400_000


def test_ctrl_c_inside_the_callback_does_so_too():
    def interrupt(_):
        raise KeyboardInterrupt

    assert routing.solve(model_of("lr112.txt"), time_limit=60, progress=interrupt).elapsed_us < 20_000_000


def test_an_exception_of_another_signal_is_raised():
    def ring(*_):
        raise TimeoutError("too late")

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(TimeoutError):
            routing.solve(model_of("lr112.txt"), time_limit=60)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_other_threads_go_on_meanwhile():
    model, results = model_of("lr112.txt"), []
    expected = routing.solve(model, iterations=1500).solution
    threads = [threading.Thread(target=lambda: results.append(routing.solve(model, iterations=1500).solution)) for _ in range(3)]
    [thread.start() for thread in threads]
    turns = 0
    while any(thread.is_alive() for thread in threads):
        turns += 1
        time.sleep(0.001)
    assert turns > 3 and results == [expected] * 3


def test_a_time_limit_is_kept():
    started = time.monotonic()
    result = routing.solve(model_of("lr112.txt"), time_limit=0.3)
    assert 0.25 < result.elapsed_us / 1e6 < 3 and time.monotonic() - started < 5
