"""Gap over time as SVG: one panel for each set, one line or row of points for each series."""

import statistics

COLORS = ["#2a78d6", "#e07b39", "#3b9c6d", "#9a5bb5", "#b8a13a", "#6b7280"]
TIMES = 160


def grid(begin, end):
    """Times from `begin` to `end`, evenly spaced on a logarithmic axis."""
    return [begin * (end / begin) ** (i / (TIMES - 1)) for i in range(TIMES)]


def value_at(trace, time):
    """What a trace of (seconds, value) says at a time: its last point until then."""
    value = None
    for seconds, found in trace:
        if seconds > time:
            break
        value = found
    return value


def curve(traces_of_instances, times):
    """The mean over instances of the median over seeds at each time, from when every instance has most of its plans."""
    points = []
    for time in times:
        medians = []
        for traces in traces_of_instances:
            values = [value_at(trace, time) for trace in traces]
            medians.append(statistics.median(float("inf") if value is None else value for value in values))
        mean = statistics.mean(medians)
        if mean != float("inf"):
            points.append((time, mean))
    return points


def runs_curve(runs, seconds):
    """The curve of runs with traces of gaps, up to their limit."""
    by_instance = {}
    for run in runs:
        by_instance.setdefault(run["instance"], []).append(run["gap_trace"])
    return curve(by_instance.values(), grid(min(0.02, seconds / 50), seconds))


def gap_trace(trace, best):
    """A trace of costs as gaps; without best-known value, nothing."""
    return [(seconds, 100 * (cost / best - 1)) for seconds, cost in trace] if best else []


def draw(panels, path, title):
    """`panels`: {set: {label: ("line" | "points", [(seconds, gap)])}}. False if there is no matplotlib, or nothing to
    draw: of an instance without a best-known value there are no gaps."""
    panels = {name: {label: line for label, line in series.items() if line[1]} for name, series in panels.items()}
    panels = {name: series for name, series in panels.items() if series}
    if not panels:
        return False
    try:
        import matplotlib
    except ImportError:
        return False
    matplotlib.use("svg")
    matplotlib.rcParams["svg.fonttype"] = "none"
    import matplotlib.pyplot as plt
    from matplotlib.ticker import LogLocator

    labels = list(dict.fromkeys(label for series in panels.values() for label in series))
    color_of = {label: COLORS[i % len(COLORS)] for i, label in enumerate(labels)}
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(5.6 * columns, 3.6 * rows + 0.7), squeeze=False)
    for axis in axes.flat[len(panels):]:
        axis.set_visible(False)
    for axis, (name, series) in zip(axes.flat, panels.items()):
        for label, (kind, points) in series.items():
            points = [(seconds, max(gap, 0.01)) for seconds, gap in points]
            style = {"linestyle": "-", "linewidth": 1.8} if kind == "line" else {"linestyle": ":", "marker": "o"}
            axis.plot([x for x, _ in points], [y for _, y in points], color=color_of[label], label=label, **style)
        axis.set(xscale="log", yscale="log", xlabel="seconds", ylabel="mean gap to best known, %")
        axis.set_title(name, loc="left", fontsize=11, fontweight="bold")
        for side in (axis.xaxis, axis.yaxis):
            side.set_major_locator(LogLocator(subs=(1, 2, 5)))
            side.set_major_formatter("{x:g}")
            side.set_minor_formatter("")
        axis.grid(True, which="major", color="#e5e7eb", linewidth=0.8)
        axis.set_axisbelow(True)
        axis.spines[["top", "right"]].set_visible(False)
    handles = {}
    for axis in axes.flat:
        handles |= {label: handle for handle, label in zip(*axis.get_legend_handles_labels())}
    figure.suptitle(title, x=0.01, ha="left", fontsize=12)
    figure.legend(handles.values(), handles.keys(), loc="lower center", ncols=min(6, len(handles)), frameon=False)
    figure.tight_layout(rect=(0, 0.06, 1, 0.98))
    figure.savefig(path, format="svg", metadata={"Date": None})
    plt.close(figure)
    return True
