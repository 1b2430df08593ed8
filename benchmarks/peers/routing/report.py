"""What a run of the peers gives: a table in Markdown, all runs as CSV, and a plot of gaps over time.

  report.py RUNS.json GAPS.svg      draws the plot alone; needs matplotlib
"""

from __future__ import annotations

import csv
import json
import math
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

NAMES = {"ours": "ours", "pyvrp": "PyVRP", "ortools": "OR-Tools", "vroom": "VROOM"}
COLOURS = {"ours": "tab:blue", "pyvrp": "tab:orange", "ortools": "tab:green", "vroom": "tab:red"}


@dataclass
class Problem:
    set: str
    name: str
    file: Path
    file_of_ours: Path
    best: float | None  # None: the best of this run
    instance: Any = None
    family: dict | None = None


@dataclass
class Run:
    set: str
    problem: str
    peer: str
    limit_s: float
    seed: int
    cost: float | None = None
    gap: float | None = None
    cpu_s: float = 0
    wall_s: float = 0
    search_s: float = 0  # the call of the solver alone
    note: str = ""       # why there is no cost
    trace: list = field(default_factory=list)


def write(folder: Path, problems: list[Problem], versions: dict[str, str], runs: list[Run], python: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    bests = _set_gaps(problems, runs)
    (folder / "table.md").write_text(_text(problems, versions, runs))
    with (folder / "runs.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, [name for name in Run.__dataclass_fields__ if name != "trace"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(asdict(run) for run in runs)
    saved = folder / "runs.json"
    saved.write_text(json.dumps({"bests": bests, "runs": [asdict(run) for run in runs]}))
    # The plot needs the packages of the peers; the rest of a report must not.
    done = subprocess.run([python, __file__, saved, folder / "gaps.svg"], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"no plot: {(done.stderr.strip().splitlines() or [''])[-1]}", file=sys.stderr)


def _set_gaps(problems: list[Problem], runs: list[Run]) -> dict[str, float]:
    bests = {}
    for problem in problems:
        costs = [run.cost for run in runs if run.problem == problem.name and run.cost is not None]
        bests[problem.name] = problem.best if problem.best is not None else min(costs, default=math.inf)
    for run in runs:
        if run.cost is not None:
            run.gap = 100 * (run.cost / bests[run.problem] - 1)
    return bests


def _text(problems: list[Problem], versions: dict[str, str], runs: list[Run]) -> str:
    peers = list(versions)
    against = "the best plan of this run" if problems[0].best is None else "the best known plan"
    parts = [", ".join(f"{NAMES[peer]} {version}".strip() for peer, version in versions.items())
             + f"; one thread each. Gap to {against} in %, and CPU seconds of the process; median over seeds."]
    for limit in sorted({run.limit_s for run in runs}):
        lines = [f"\n## {limit:g} s\n", "| set | problem | " + " | ".join(NAMES[peer] for peer in peers) + " |",
                 "|---|---|" + "---:|" * len(peers)]
        for name in dict.fromkeys(problem.set for problem in problems):
            group = [problem.name for problem in problems if problem.set == name]
            gaps: dict[str, list[float]] = {peer: [] for peer in peers}
            for problem in group:
                cells = [_cell(runs, problem, peer, limit, gaps[peer]) for peer in peers]
                lines.append(f"| {name} | {problem} | " + " | ".join(cells) + " |")
            lines.append(f"| {name} | **mean of {len(group)}** | "
                         + " | ".join(_mean(gaps[peer], len(group)) for peer in peers) + " |")
        parts.append("\n".join(lines))
    reasons = [f"- {run.problem}, {NAMES[run.peer]}, {run.limit_s:g} s, seed {run.seed}: {run.note}" for run in runs if run.note]
    return "\n".join([*parts, *(["\nWithout a valid plan:\n", *reasons] if reasons else [])]) + "\n"


def _cell(runs: list[Run], problem: str, peer: str, limit: float, gaps: list[float]) -> str:
    mine = [run for run in runs if (run.problem, run.peer, run.limit_s) == (problem, peer, limit)]
    cpu = statistics.median(run.cpu_s for run in mine)
    if any(run.gap is None for run in mine):
        return f"no plan ({cpu:.1f} s)"
    gaps.append(statistics.median(run.gap for run in mine))
    return f"{gaps[-1]:.2f} ({cpu:.1f} s)"


def _mean(gaps: list[float], count: int) -> str:
    """Without a plan for every problem a mean would flatter."""
    return f"**{statistics.mean(gaps):.2f}**" if len(gaps) == count else f"{len(gaps)} of {count} have a plan"


def plot(saved: dict, file: Path) -> None:
    """A small picture for each problem: lines where a peer tells when it found what, and a point for what it ended with."""
    import matplotlib

    matplotlib.use("svg")
    # The same runs draw the same file.
    matplotlib.rcParams["svg.hashsalt"] = "gaps"
    from matplotlib import pyplot

    runs, bests = saved["runs"], saved["bests"]
    problems = list(bests)
    longest = max(run["limit_s"] for run in runs)
    columns = min(3, len(problems))
    rows = math.ceil(len(problems) / columns)
    figure, grid = pyplot.subplots(rows, columns, figsize=(4.6 * columns, 3.3 * rows), squeeze=False, layout="constrained")
    for axes in grid.flat[len(problems):]:
        axes.axis("off")
    for axes, problem in zip(grid.flat, problems):
        for run in runs:
            if (run["problem"], run["limit_s"], run["seed"]) == (problem, longest, 1) and run["gap"] is not None:
                _draw(axes, run, bests[problem])
        axes.set(xscale="log", title=problem)
        axes.set_yscale("symlog", linthresh=1)
        # A little below zero, so that what reaches the best plan is not drawn on the frame.
        axes.set_ylim(-0.1, None)
        axes.yaxis.set_major_formatter(matplotlib.ticker.FormatStrFormatter("%g"))
        axes.grid(alpha=0.3)
    handles = {text: line for axes in grid.flat for line, text in zip(*axes.get_legend_handles_labels())}
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=len(handles), frameon=False)
    for axes in grid[-1]:
        axes.set_xlabel("seconds of search")
    for axes in grid[:, 0]:
        axes.set_ylabel("gap, %")
    figure.suptitle(f"Gap over time, limit {longest:g} s, seed 1")
    figure.savefig(file, metadata={"Date": None})


def _draw(axes, run: dict, best: float) -> None:
    colour, name = COLOURS[run["peer"]], NAMES[run["peer"]]
    end = max(run["search_s"], 1e-3)
    if run["trace"]:
        seconds = [max(second, 1e-3) for second, _ in run["trace"]] + [end]
        gaps = [100 * (cost / best - 1) for _, cost in run["trace"]]
        # A cost with penalties for orders that are still unserved is no gap of a plan; nobody reads above 100 %.
        axes.step(seconds, [min(gap, 100) for gap in [*gaps, gaps[-1]]], where="post", color=colour, linewidth=1.2)
    axes.plot([end], [run["gap"]], "o", color=colour, markersize=5, label=name)


if __name__ == "__main__":
    plot(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
