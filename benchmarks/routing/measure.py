"""What the benchmarks of the route optimizer and of its peers share: instances, child processes, medians, tables."""

import csv
import fnmatch
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import checker

ROOT = Path(__file__).resolve().parents[2]
BEST_KNOWN = Path(__file__).resolve().parent / "best_known.json"
SUFFIXES = (".vrp", ".txt")
OVERSHOOT_MAX_MS = 10
LARGE_RSS_MAX_MB = 300


@dataclass
class Case:
    """An instance of a set. `path` is None if no folder has it; `best` is None if nobody has told it."""

    group: str
    name: str
    path: Path | None
    best: float | None


def folders(data):
    """Where instances lie: the folder that was named, else that of the environment; and that of the tests."""
    named = data or os.environ.get("MARKETPLACE_ROUTING_DATA")
    return ([Path(named)] if named else []) + [ROOT / "tests/data/routing"]


def files_of(places):
    """Every instance file by its name in small letters; earlier folders win."""
    found = {}
    for folder in places:
        if not folder.is_dir():
            raise SystemExit(f"{folder} is no folder")
        for path in sorted(folder.iterdir()):
            if path.suffix in SUFFIXES:
                found.setdefault(path.stem.lower(), path)
    return found


def cost_beside(path):
    """The cost of the `.sol` file beside an instance."""
    plan = path.with_suffix(".sol")
    return checker.read_plan(plan.read_text())[1] if plan.exists() else None


def select(sets, files, globs):
    """The cases of the sets whose names match; other files only if a glob names them."""
    def wanted(name):
        return not globs or any(fnmatch.fnmatch(name.lower(), glob.lower()) for glob in globs)

    cases, known = [], set()
    for group, entry in sets.items():
        for name, best in entry["instances"].items():
            known.add(name.lower())
            if wanted(name):
                cases.append(Case(group, name, files.get(name.lower()), best))
    for stem, path in files.items():
        if globs and stem not in known and wanted(path.stem):
            kind = checker.read_instance(path).kind.upper()
            cases.append(Case(f"other {kind}", path.stem, path, cost_beside(path)))
    return cases


def gap_percent(cost, best):
    return None if cost is None or not best else 100 * (cost / best - 1)


@dataclass
class Child:
    """A process that ended, and what it used. Its memory is never less than ours was when it began: so the kernel counts."""

    code: int
    out: str
    err: str
    wall_s: float
    cpu_s: float
    rss_mb: float


def run_child(command, seconds_max=None, environment=None):
    """Runs a command to its end, or until it is killed; processor time and memory are the kernel's account of it."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], stdout=out, stderr=err, env=environment)
        timer = threading.Timer(seconds_max, process.kill) if seconds_max else None
        if timer:
            timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        finally:
            if timer:
                timer.cancel()
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        per_mb = 1 << 20 if sys.platform == "darwin" else 1 << 10
        return Child(process.returncode, out.read().decode(errors="replace"), err.read().decode(errors="replace"), wall,
                     usage.ru_utime + usage.ru_stime, usage.ru_maxrss / per_mb)


def solve_ours(program, instance, path, seconds, seed, threads):
    """One run of `marketplace route`; what it says is checked, and its plan priced, by checker.py."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.sol"
        child = run_child([program, "route", path, "--time-limit", seconds, "--seed", seed, "--threads", threads,
                           "--json", "--solution", plan])
        if child.code not in (0, 3) or not plan.exists():
            raise SystemExit(f"{path}: the program ended with {child.code}: {child.err.strip()}")
        answer = json.loads(child.out)
        cost, wrong = checker.check_file(instance, plan)
    if abs(answer["cost"] - cost) > 1e-6 * max(1, cost):
        wrong.append(f"the answer says {answer['cost']}, it is {cost}")
    return {
        "objective": cost, "wrong": wrong, "cpu_s": child.cpu_s, "wall_s": answer["wall_s"],
        "overshoot_ms": 1000 * (answer["wall_s"] - seconds), "iterations": answer["iterations"],
        "iterations_per_s": answer["iterations"] / max(1e-9, answer["cpu_s"]), "rss_mb": child.rss_mb,
        "trace": answer["trace"]}


def median(values):
    """Of those that are there; a run without a valid plan counts as the worst there is."""
    values = list(values)
    if not values:
        return None
    middle = statistics.median(float("inf") if value is None else value for value in values)
    return None if middle == float("inf") else middle


def gap_of(run):
    return None if run["wrong"] else run["gap"]


def mean_of_medians(runs, key=gap_of):
    """The mean over instances of the median over seeds; None without a valid plan for one of them."""
    by_instance = {}
    for run in runs:
        by_instance.setdefault(run["instance"], []).append(key(run))
    medians = [median(values) for values in by_instance.values()]
    return None if not medians or None in medians else statistics.mean(medians)


def verdict(mean, goal):
    if goal is None:
        return ""
    return "not met" if mean is None or round(mean, 2) > goal else "met"


def text_of(value, decimals=2):
    return "-" if value is None else f"{value:.{decimals}f}"


def table(rows, left=1):
    """Lines of columns; the first `left` columns are aligned to the left."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) if i < left else cell.rjust(width)
                               for i, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip() for row in rows)


class Progress:
    """A bar on a terminal, else nothing."""

    def __init__(self, total):
        self.total, self.done, self.begin, self.lock = total, 0, time.monotonic(), threading.Lock()

    def step(self, text):
        with self.lock:
            self.done += 1
            if not sys.stderr.isatty():
                return
            left = (time.monotonic() - self.begin) / self.done * (self.total - self.done)
            filled = 30 * self.done // self.total
            print(f"\r[{'#' * filled}{'.' * (30 - filled)}] {self.done}/{self.total}, {left / 60:.1f} min left  {text:40.40}",
                  end="\n" if self.done == self.total else "", file=sys.stderr, flush=True)


def machine():
    """Which processor the figures are from."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    except OSError:
        name = ""
    return {"processor": name or platform.processor(), "cores": os.cpu_count(), "system": platform.system()}


def write_runs(runs, folder, stem, about):
    """STEM.csv without the traces, STEM.json with everything."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = [key for key in runs[0] if key != "trace"]
    with open(folder / f"{stem}.csv", "w", newline="") as out:
        writer = csv.DictWriter(out, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(run | {"wrong": "; ".join(run["wrong"])} for run in runs)
    (folder / f"{stem}.json").write_text(json.dumps({"about": about, "runs": runs}, indent=1) + "\n")


def numbers(text, kind=float):
    """"1,10,30" as numbers."""
    return [kind(word) for word in str(text).split(",") if word]
