#!/usr/bin/env python3
"""The route optimizer beside PyVRP, OR-Tools and VROOM: the same instances and seconds, one thread each, in one run.

Every run is a process of its own, one after the other. Every plan is checked and priced by benchmarks/routing/checker.py
or, for --families, by problems.py; neither shares code with a solver. CPU seconds are those of the whole process, with
its start, reading and building. OR-Tools and VROOM take no seed and run once for each limit.

--families compares with PyVRP where public sets say little: vehicles of different types, orders that may be left out
for a prize, several trips of one vehicle, two loads, and goods that are returned. Both sides are built from one generated problem. A gap is there to the
best plan that any of them found in this run.

Results: table.md, runs.csv and gaps.svg in --out; for --families in its folder families.

examples:
  benchmarks/peers/routing/run.py                              1 and 10 seconds, one seed, all instances there are
  benchmarks/peers/routing/run.py --seconds 1 --instances 'X-n1*' 'lr*' --peers ours pyvrp
  benchmarks/peers/routing/run.py --families --seconds 2 --seeds 3
  benchmarks/peers/routing/run.py --program path/of/marketplace --data folder/of/instances
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE), str(ROOT / "benchmarks/routing")]
import checker  # noqa: E402
import problems as generated  # noqa: E402
import report  # noqa: E402

MODULES = {"pyvrp": "pyvrp", "ortools": "ortools.constraint_solver.pywrapcp", "vroom": "vroom"}
PEERS = ["ours", *MODULES]
SEEDLESS = {"ortools", "vroom"}
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
# Building a model of a thousand stops in Python takes seconds; a peer that needs a minute more than its limit hangs.
GRACE_S = 60


def arguments() -> argparse.Namespace:
    about, _, examples = __doc__.partition("\n\nexamples:\n")
    parser = argparse.ArgumentParser(description=about, epilog=f"examples:\n{examples}",
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", default="1,10", help="limits, with commas (%(default)s)")
    parser.add_argument("--seeds", type=int, default=1, help="how many; a cell is their median (%(default)s)")
    parser.add_argument("--instances", nargs="+", default=["*"], help="names, with * and ?")
    parser.add_argument("--data", type=Path, default=os.environ.get("MARKETPLACE_ROUTING_DATA", ROOT / "tests/data/routing"),
                        help="folder of instances; $MARKETPLACE_ROUTING_DATA, else tests/data/routing")
    parser.add_argument("--peers", nargs="+", default=PEERS, choices=PEERS, help="all of them if none is named")
    parser.add_argument("--families", action="store_true", help="generated families, ours beside PyVRP")
    parser.add_argument("--out", type=Path, default=ROOT / "out/bench/peers-routing", help="folder of results")
    parser.add_argument("--program", type=Path, default=ROOT / "build/release/bin/marketplace", help="ours, built for speed")
    parser.add_argument("--venv", type=Path, default=ROOT / "build/peers-routing", help="where the peers are installed")
    options = parser.parse_args()
    try:
        options.limits = [float(word) for word in options.seconds.split(",")]
    except ValueError:
        parser.error(f"--seconds is '{options.seconds}', expected numbers with commas")
    options.python = options.venv / "bin/python"
    options.data, options.out, options.program = (Path(path).resolve() for path in (options.data, options.out,
                                                                                     options.program))
    return options


def install(folder: Path) -> None:
    """The peers at their pinned versions; nothing to do if they are there. Offline the rest still runs."""
    wanted, stamp = HERE / "requirements.txt", folder / "requirements.stamp"
    if stamp.exists() and stamp.read_text() == wanted.read_text():
        return
    print(f"installing the peers into {folder}", file=sys.stderr)
    venv.create(folder, with_pip=True, clear=True)
    done = subprocess.run([folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", wanted])
    if done.returncode == 0:
        stamp.write_text(wanted.read_text())
    else:
        print("not all peers could be installed; those that are missing will be skipped", file=sys.stderr)


def versions(options: argparse.Namespace) -> dict[str, str]:
    """The peers that can run, with their versions. Says which cannot."""
    found = {}
    for peer in options.peers:
        if peer == "ours":
            if options.program.exists():
                done = subprocess.run([options.program, "--version"], capture_output=True, text=True)
                found[peer] = (done.stdout.split() or [""])[-1]
            else:
                print(f"ours: skipped, {options.program} is not there; build the release preset", file=sys.stderr)
            continue
        package = {"vroom": "pyvroom"}.get(peer, peer)
        code = f"import {MODULES[peer]}, importlib.metadata as m; print(m.version('{package}'))"
        done = subprocess.run([options.python, "-c", code], capture_output=True, text=True)
        if done.returncode == 0:
            found[peer] = done.stdout.strip()
        else:
            reason = (done.stderr.strip().splitlines() or ["cannot be imported"])[-1]
            print(f"{peer}: skipped, {reason}", file=sys.stderr)
    if not found:
        raise SystemExit("no peer is there to be measured")
    return found


def child(command: list, limit: float) -> tuple[subprocess.CompletedProcess, float, float]:
    """Runs a process to its end; with its CPU and wall-clock seconds."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=limit + GRACE_S,
                              env={**os.environ, **ONE_THREAD})
    except subprocess.TimeoutExpired:
        done = subprocess.CompletedProcess(command, -1, "", f"stopped {GRACE_S} s after its limit")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done, cpu, time.perf_counter() - begun


def ours(options: argparse.Namespace, file: Path, limit: float, seed: int, out: Path):
    command = [options.program, "route", file, "--time-limit", limit, "--seed", seed, "--json", "--solution", out]
    return child(command, limit)


def measure(options: argparse.Namespace, peer: str, problem: report.Problem, limit: float, seed: int) -> report.Run:
    """One run, checked. A peer without a plan, or with a wrong one, gets a run without a cost that says why."""
    run = report.Run(problem.set, problem.name, peer, limit, seed)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / ("plan.sol" if problem.family is None and peer == "ours" else "plan.json")
        if peer == "ours":
            done, run.cpu_s, run.wall_s = ours(options, problem.file_of_ours, limit, seed, out)
        else:
            command = [options.python, HERE / "solvers.py", peer, problem.file, limit, seed, out]
            done, run.cpu_s, run.wall_s = child(command, limit)
        if done.returncode != 0 or not out.exists():
            run.note = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
            return run
        text = out.read_text()
    if peer == "ours":
        said = json.loads(done.stdout)
        run.search_s, run.trace = said["wall_s"], said["trace"]
        plan = plan_of_ours(json.loads(text)) if problem.family else checker.read_plan(text)[0]
        claimed = said["cost"]
    else:
        answer = json.loads(text)
        run.search_s, run.trace = answer["search_s"], answer["trace"]
        plan = answer["plan" if problem.family else "routes"]
        claimed = answer.get("cost")
    if plan is None:
        run.note = "no feasible plan in time"
    else:
        price(problem, plan, claimed, run)
    return run


def price(problem: report.Problem, plan: list, claimed: float | None, run: report.Run) -> None:
    if problem.family:
        try:
            cost = generated.price(problem.family, plan)
        except ValueError as error:
            run.note = str(error)
            return
    else:
        scaled, wrong = checker.check(problem.instance, plan)
        if wrong:
            run.note = wrong[0]
            return
        cost = scaled / problem.instance.scale
    if claimed is not None and abs(claimed - cost) > 1e-6:
        run.note = f"says that its plan costs {claimed}, it costs {cost}"
    else:
        run.cost = cost


def plan_of_ours(solution: dict) -> list[dict]:
    plan = []
    for route in solution["routes"]:
        trips: list[list[int]] = [[]]
        for step in route["steps"]:
            if step["visit"]["activity"] == "reload":
                trips.append([])
            else:
                trips[-1].append(step["visit"]["index"])
        plan.append({"vehicle": route["vehicle_type"], "trips": trips})
    return plan


def problem_of_ours(family: dict) -> dict:
    """A generated problem in the words of this library."""

    def loads(of: dict, name: str) -> list[int]:
        return [of[name], of["volume"]] if "volume" in of else [of[name]]

    jobs = []
    for number, job in enumerate(family["jobs"]):
        stop = {"place": job["place"], "service": job["service"]}
        if job["window"]:
            stop["windows"] = [{"earliest": job["window"][0], "latest": job["window"][1]}]
        terms = {} if job["prize"] is None else {"terms": {"prize": job["prize"]}}
        more = {"pickup": [job["returned"]]} if "returned" in job else {}
        jobs.append({"id": str(number), "stop": stop, "delivery": loads(job, "demand"), **more, **terms})
    vehicles = []
    for vehicle in family["vehicles"]:
        shift = {"shift": dict(zip(("earliest", "latest"), vehicle["shift"]))} if vehicle["shift"] else {}
        trips = {"reloads": [0], "trips_max": vehicle["trips_max"]} if vehicle["trips_max"] > 1 else {}
        vehicles.append({"id": vehicle["id"], "count": vehicle["count"], "start": 0, "end": 0,
                         "capacity": loads(vehicle, "capacity"), "fixed_cost": vehicle["fixed"],
                         "distance_cost": vehicle["distance_cost"], "duration_cost": vehicle["duration_cost"],
                         **shift, **trips})
    return {"name": family["name"], "places": [{"x": x, "y": y} for x, y in family["places"]], "jobs": jobs,
            "vehicles": vehicles}


def public_problems(options: argparse.Namespace) -> list[report.Problem]:
    sets = json.loads((ROOT / "benchmarks/routing/best_known.json").read_text())["sets"]
    files = {path.stem.lower(): path for path in sorted(options.data.iterdir()) if path.suffix in {".vrp", ".txt"}}
    found = []
    for name, each in sets.items():
        for instance, best in each["instances"].items():
            file = files.get(instance.lower())
            if file and any(fnmatch.fnmatch(instance.lower(), pattern.lower()) for pattern in options.instances):
                found.append(report.Problem(name, file.stem, file, file, best, instance=checker.read_instance(file)))
    if not found:
        raise SystemExit(f"{options.data} has no instance of best_known.json that is called like {options.instances}")
    return found


def generated_problems(options: argparse.Namespace) -> list[report.Problem]:
    """Both files stay in the folder of results, so that a plan can be looked into later."""
    folder = options.out / "problems"
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name in generated.FAMILIES:
        for problem in generated.problems(name):
            if not any(fnmatch.fnmatch(problem["name"], pattern) for pattern in options.instances):
                continue
            file, file_of_ours = (folder / f"{problem['name']}{end}.json" for end in ("", "-ours"))
            file.write_text(json.dumps(problem))
            file_of_ours.write_text(json.dumps(problem_of_ours(problem)))
            found.append(report.Problem(name, problem["name"], file, file_of_ours, None, family=problem))
    if not found:
        raise SystemExit(f"no generated problem is called like {options.instances}")
    return found


def progress(done: int, total: int, text: str) -> None:
    if sys.stderr.isatty():
        filled = 30 * done // total
        print(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done}/{total} {text:44}", end="", file=sys.stderr, flush=True)


def main() -> None:
    options = arguments()
    if options.families:
        options.peers = [peer for peer in options.peers if peer in ("ours", "pyvrp")]
        options.out = options.out / "families"
    install(options.venv)
    found = versions(options)
    problems = generated_problems(options) if options.families else public_problems(options)
    plan = [(limit, problem, seed, peer) for limit in options.limits for problem in problems
            for seed in range(1, options.seeds + 1) for peer in found if seed == 1 or peer not in SEEDLESS]
    begun, runs = time.monotonic(), []
    for limit, problem, seed, peer in plan:
        progress(len(runs), len(plan), f"{problem.name}, {peer}, {limit:g} s, seed {seed}")
        runs.append(measure(options, peer, problem, limit, seed))
    progress(len(plan), len(plan), "done\n")
    report.write(options.out, problems, found, runs, options.python)
    print((options.out / "table.md").read_text())
    print(f"{len(runs)} runs in {time.monotonic() - begun:.0f} s; results are in {options.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
