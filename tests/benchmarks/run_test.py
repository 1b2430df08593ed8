"""What the routing benchmark makes of its runs."""

import json

import measure
import plots
import run


def result(instance, seed, gap, seconds=1, **more):
    return {"set": "X-5", "instance": instance, "seed": seed, "seconds": seconds, "threads": 1, "gap": gap, "wrong": [],
            "best_known": 100, "cpu_s": 1, "iterations_per_s": 5, "rss_mb": 20, "overshoot_ms": 1} | more


def test_means_are_of_medians():
    runs = [result("a", seed, gap) for seed, gap in enumerate([1, 2, 9])] + [result("b", 0, 4)]
    assert measure.mean_of_medians(runs) == 3
    assert measure.mean_of_medians([*runs, result("c", 0, 1, wrong=["late"])]) is None


def test_rejected_plans_count_as_worst():
    assert measure.median([1, None, 2]) == 2
    assert measure.median([None, None, 2]) is None


def test_goals():
    assert [measure.verdict(mean, 0.30) for mean in (0.3, 0.304, 0.306, None)] == ["met", "met", "not met", "not met"]
    assert measure.verdict(1, None) == ""


def test_the_table_says_what_is_missing():
    text = run.set_table("X-5", [result("a", 1, 0.5)], {"goals": {"1": 1.0}, "instances": {"a": 100, "b": 100}})
    assert "mean (1 of 2)" in text and text.splitlines()[-1].strip() == "met"


def test_cases_are_found_by_names_of_any_case(tmp_path):
    (tmp_path / "lr112.txt").write_text("")
    (tmp_path / "notes.md").write_text("")
    (tmp_path / "own.txt").write_text("1 10 1\n0 0 0 0 0 9 0 0 0\n")
    (tmp_path / "own.sol").write_text("Cost 7\n")
    files = measure.files_of([tmp_path])
    assert sorted(files) == ["lr112", "own"]
    sets = {"PDPTW-4": {"instances": {"LR112": 1003.766, "LR2_6_1": 18840.8}}}
    assert [(case.name, case.path is None) for case in measure.select(sets, files, [])] == [("LR112", False), ("LR2_6_1", True)]
    named = measure.select(sets, files, ["lr1*", "own"])
    assert [(case.group, case.name, case.best) for case in named] == [("PDPTW-4", "LR112", 1003.766), ("other PDPTW", "own", 7)]


def test_a_curve_begins_when_every_instance_has_a_plan():
    assert plots.curve([[[(0.1, 10), (0.5, 2)]], [[(0.2, 4)]]], [0.1, 0.2, 0.5]) == [(0.2, 7), (0.5, 3)]
    assert plots.value_at([(1, 5), (2, 3)], 0.5) is None


def test_children_are_measured():
    child = measure.run_child(["sh", "-c", "echo out; echo err >&2; exit 3"])
    assert (child.code, child.out, child.err) == (3, "out\n", "err\n")
    assert child.cpu_s >= 0 and child.rss_mb > 0
    assert measure.run_child(["sleep", "10"], seconds_max=0.1).code == -9


def test_best_known_values_have_conventions_and_sources():
    known = json.loads(measure.BEST_KNOWN.read_text())
    for entry in known["sets"].values():
        assert entry["source"] and entry["convention"] in known["conventions"]
        assert all(best > 0 for best in entry["instances"].values())
