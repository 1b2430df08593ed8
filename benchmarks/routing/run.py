"""Benchmarks of `marketplace route`: gap to the best known plans, processor time, limits, memory.

Every plan is validated and priced by checker.py, which shares no code with the library. Medians are over seeds, means
over the instances of a set. Results: a table, runs.csv and runs.json (with traces), and gap.svg (with matplotlib).
"""

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import checker
import measure
import plots
from measure import median, table, text_of

EXAMPLES = """examples:
  scripts/bench routing --data ~/instances                      every set, at the seconds of its goals, 5 seeds
  scripts/bench routing --instances 'X-*' --seconds 1,10 --seeds 3
  scripts/bench routing --instances 'lr112' 'LRC1*' --seconds 1 --seeds 1
  scripts/bench routing --seconds 10 --threads 1,2              two threads beside one

Instances are looked for in --data or the folder that MARKETPLACE_ROUTING_DATA names, then in tests/data/routing; those
that are not there are left out, and this is said. Other files of these folders run if --instances names them; the cost
in a .sol file beside one is its best known.
"""


def options_of(words):
    parser = argparse.ArgumentParser(prog="scripts/bench routing", description=__doc__, epilog=EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", nargs="+", metavar="GLOB", default=[], help="names, of any case; default: all")
    parser.add_argument("--seconds", type=measure.numbers, metavar="S,...", help="limits; default: those of the goals")
    parser.add_argument("--seeds", type=int, default=5, help="seeds 1 to N (default 5)")
    parser.add_argument("--threads", type=lambda text: measure.numbers(text, int), default=[1], metavar="T,...")
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time (default 1; more disturb each other)")
    parser.add_argument("--data", metavar="DIR", help="folder of instances")
    parser.add_argument("--program", type=Path, default=measure.ROOT / "build/release/bin/marketplace")
    parser.add_argument("--out", type=Path, default=measure.ROOT / "build/benchmarks/routing")
    options = parser.parse_args(words)
    if not options.program.exists():
        parser.error(f"{options.program} is missing: cmake --build build/release --target marketplace")
    return options


def seconds_of(group, sets, options):
    """The limits at which a set is run: those asked for, else those of its goals."""
    return options.seconds or [float(text) for text in sets.get(group, {}).get("goals", {"10": None})]


def plan_runs(cases, sets, options):
    return [(case, seconds, threads, seed) for case in cases for threads in options.threads
            for seconds in seconds_of(case.group, sets, options) for seed in range(1, options.seeds + 1)]


def run_all(cases, sets, options):
    """Every run, in the order of `plan_runs`."""
    planned = plan_runs(cases, sets, options)
    instances = {case.name: checker.read_instance(case.path) for case in cases}
    expected = sum(seconds for _, seconds, _, _ in planned) / max(1, options.jobs)
    print(f"{len(planned)} runs, about {expected / 60:.1f} minutes", file=sys.stderr)
    progress = measure.Progress(len(planned))

    def run(one):
        case, seconds, threads, seed = one
        result = measure.solve_ours(options.program, instances[case.name], case.path, seconds, seed, threads)
        progress.step(f"{case.name} {seconds:g} s seed {seed}")
        head = {"set": case.group, "instance": case.name, "seconds": seconds, "threads": threads, "seed": seed}
        return head | {"gap": measure.gap_percent(result["objective"], case.best), "best_known": case.best} | result

    with ThreadPoolExecutor(max_workers=options.jobs) as pool:
        return list(pool.map(run, planned))


def set_table(title, runs, entry):
    """A row for each instance, and the means against the goals."""
    goals, names = entry.get("goals", {}), list(dict.fromkeys(run["instance"] for run in runs))
    limits = sorted({run["seconds"] for run in runs})
    longest = [run for run in runs if run["seconds"] == limits[-1]]
    rows = [["instance", "best known", *(f"{seconds:g} s" for seconds in limits), "CPU s", "iterations/s", "MB", "over ms"]]
    for name in names:
        here = [run for run in runs if run["instance"] == name]
        last = [run for run in longest if run["instance"] == name]
        gaps = [median(measure.gap_of(run) for run in here if run["seconds"] == seconds) for seconds in limits]
        rows.append([name, f"{here[0]['best_known'] or '-'}", *map(text_of, gaps), text_of(median(r["cpu_s"] for r in last)),
                     text_of(median(r["iterations_per_s"] for r in last), 0), text_of(max(r["rss_mb"] for r in last), 0),
                     text_of(max(r["overshoot_ms"] for r in here), 1)])
    means = [measure.mean_of_medians(run for run in runs if run["seconds"] == seconds) for seconds in limits]
    wanted = [goals.get(f"{seconds:g}") for seconds in limits]
    whole = len(entry.get("instances", names))
    rows.append(["mean" if whole == len(names) else f"mean ({len(names)} of {whole})", "", *map(text_of, means), *[""] * 4])
    if any(goal is not None for goal in wanted):
        rows.append(["goal", "", *map(text_of, wanted), *[""] * 4])
        rows.append(["", "", *(measure.verdict(mean, goal) for mean, goal in zip(means, wanted)), *[""] * 4])
    seeds = len({run["seed"] for run in runs})
    return f"{title}: gap in %, median of {seeds} seed{'s' * (seeds > 1)}\n{table(rows)}\n"


def limits_table(runs):
    """The goals that are no gaps."""
    rows = [["goal", "largest", "at most", ""]]
    small = [run["overshoot_ms"] for run in runs if run["set"] != "large"]
    if small:
        rows.append(["time limits are kept, ms over (not large)", text_of(max(small), 1), f"{measure.OVERSHOOT_MAX_MS}",
                     "met" if max(small) <= measure.OVERSHOOT_MAX_MS else "not met"])
    large = [run["rss_mb"] for run in runs if run["set"] == "large"]
    if large:
        rows.append(["memory of large instances, MB", text_of(max(large), 0), f"{measure.LARGE_RSS_MAX_MB}",
                     "met" if max(large) <= measure.LARGE_RSS_MAX_MB else "not met"])
    wrong = sum(1 for run in runs if run["wrong"])
    rows.append(["plans that the checker rejects", f"{wrong}", "0", "not met" if wrong else "met"])
    return table(rows)


def threads_table(runs):
    """Mean gaps by the number of threads at equal wall time."""
    counts = sorted({run["threads"] for run in runs})
    rows = [["set", "seconds", *(f"{count} thread{'s' * (count > 1)}" for count in counts)]]
    for group, seconds in dict.fromkeys((run["set"], run["seconds"]) for run in runs):
        here = [run for run in runs if run["set"] == group and run["seconds"] == seconds]
        rows.append([group, f"{seconds:g}", *(text_of(measure.mean_of_medians(run for run in here if run["threads"] == count), 3)
                                              for count in counts)])
    return table(rows)


def panels_of(runs):
    """A line for each limit (and number of threads) in the panel of its set."""
    panels = {}
    several = len({run["threads"] for run in runs}) > 1
    for run in runs:
        run["gap_trace"] = plots.gap_trace(run["trace"], run["best_known"])
    for group, seconds, threads in dict.fromkeys((run["set"], run["seconds"], run["threads"]) for run in runs):
        here = [run for run in runs if (run["set"], run["seconds"], run["threads"]) == (group, seconds, threads)]
        label = f"limit {seconds:g} s" + (f", {threads} thread{'s' * (threads > 1)}" if several else "")
        panels.setdefault(group, {})[label] = ("line", plots.runs_curve(here, seconds))
    for run in runs:
        del run["gap_trace"]
    return panels


def about():
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=measure.ROOT, capture_output=True, text=True)
    return {"commit": commit.stdout.strip(), **measure.machine()}


def report(runs, sets, options):
    """Prints the tables and writes the files."""
    tables = []
    for group in dict.fromkeys(run["set"] for run in runs):
        for threads in options.threads:
            here = [run for run in runs if run["set"] == group and run["threads"] == threads]
            name = group if len(options.threads) == 1 else f"{group}, {threads} thread{'s' * (threads > 1)}"
            tables.append(set_table(name, here, sets.get(group, {})))
    if len(options.threads) > 1:
        tables.append(f"Threads: mean of the median gaps\n{threads_table(runs)}\n")
    tables.append(limits_table(runs))
    text = "\n".join(tables)
    print(text)
    for run in runs:
        for reason in run["wrong"][:3]:
            print(f"WRONG {run['instance']} {run['seconds']:g} s seed {run['seed']}: {reason}")
    measure.write_runs(runs, options.out, "runs", about())
    (options.out / "table.txt").write_text(text + "\n")
    drawn = plots.draw(panels_of(runs), options.out / "gap.svg", "marketplace route: gap over time")
    where = os.path.relpath(options.out)
    print(f"\n{where}/table.txt, runs.csv, runs.json" + (", gap.svg" if drawn else "; no plot: no matplotlib, or no gaps"))


def main(words):
    options = options_of(words)
    sets = json.loads(measure.BEST_KNOWN.read_text())["sets"]
    cases = measure.select(sets, measure.files_of(measure.folders(options.data)), options.instances)
    missing = [case.name for case in cases if case.path is None]
    if missing:
        print(f"left out, for there is no file: {', '.join(missing)}", file=sys.stderr)
    cases = [case for case in cases if case.path]
    if not cases:
        raise SystemExit("no instance: name their folder with --data, or others with --instances")
    runs = run_all(cases, sets, options)
    report(runs, sets, options)
    return 1 if any(run["wrong"] for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
