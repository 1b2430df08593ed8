"""Roads in Python: maps from texts and bytes, ways, snapping, caches, progress, errors."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest
from conftest import PACKAGE, ROOT

from marketplace import errors, routing

DATA = ROOT / "tests/data/routing/road"
PROGRAM = Path(PACKAGE).parent / "bin/marketplace"
BLOCK = """id,lon,lat
1,0,0
2,0.01,0
3,0.01,0.01
4,0,0.01
from,to,distance,duration,oneway
1,2,1100,100,yes
2,3,1100,60,
3,4,1100,60,
4,1,1100,60,
"""
PLACES = [routing.Place(id=name, x=x, y=y) for name, x, y in [("shop", 0, 0), ("ann", 0.01, 0), ("ben", 0.01, 0.01)]]
needs_openstreetmap = pytest.mark.skipif(not routing.reads_openstreetmap(), reason="built without libosmium")


@pytest.mark.parametrize("content", [BLOCK, BLOCK.encode(), bytearray(BLOCK.encode()), memoryview(BLOCK.encode())],
                         ids=["str", "bytes", "bytearray", "memoryview"])
def test_a_map_is_a_text_or_bytes(content):
    roads = routing.read_roads(content)
    assert roads.summary().nodes == 4 and roads.summary().edges == 7
    assert routing.road_matrix(roads, PLACES).durations == (0, 100, 120, 180, 0, 60, 120, 60, 0)


def test_what_is_no_content_is_refused():
    with pytest.raises(errors.WrongTypeError, match="content"):
        routing.read_roads(5)
    with pytest.raises(errors.WrongTypeError, match="content"):
        routing.read_roads(memoryview(b"abcdef")[::2])
    with pytest.raises(UnicodeEncodeError):
        routing.read_roads("\ud800")
    with pytest.raises(errors.ParseError, match="line 1"):
        routing.read_roads("hello")


@needs_openstreetmap
def test_openstreetmap_as_xml_and_pbf():
    xml, pbf = (routing.read_roads((DATA / name).read_bytes()) for name in ("small.osm", "small.osm.pbf"))
    assert xml.summary() == pbf.summary() and xml.summary().nodes == 13
    assert {each.mode.value for each in xml.summary().modes} == {"car", "bicycle", "foot", "truck"}
    only = routing.read_roads((DATA / "small.osm").read_text(), modes=["foot"], motor_percent=100)
    assert [each.mode for each in only.summary().modes] == [routing.TravelMode.foot]
    with pytest.raises(errors.ParseError):
        routing.read_roads((DATA / "small.osm.pbf").read_bytes()[:300])


def test_places_meet_the_roads():
    roads = routing.read_roads(BLOCK)
    [snap] = routing.snap_places(roads, [routing.Place(x=0.0101, y=0)])
    assert (snap.node, snap.gap_m, snap.longitude) == (2, 11, 0.01)
    with pytest.raises(errors.OutOfRangeError, match="places\\[0\\] 'far'.*within 10 m"):
        routing.road_matrix(roads, [routing.Place(id="far", x=0.0101, y=0)], snap_limit_m=10)


def test_progress_and_its_end():
    roads, seen = routing.read_roads(BLOCK), []
    whole = routing.road_matrix(roads, PLACES, threads=2, progress=seen.append)
    assert seen[-1] == routing.RoadProgress(rows=3, rows_total=3) and whole == routing.road_matrix(roads, PLACES)
    assert routing.road_matrix(roads, PLACES, progress=lambda _: False).durations == ()

    def refuse(_):
        raise ZeroDivisionError("enough")

    with pytest.raises(ZeroDivisionError, match="enough"):
        routing.road_matrix(roads, PLACES, progress=refuse)


def test_ctrl_c_ends_a_matrix():
    side = 300
    nodes = "".join(f"{i},{i % side * 0.001},{i // side * 0.001}\n" for i in range(side * side))
    edges = "".join(f"{i},{i + 1},100\n" for i in range(side * side) if (i + 1) % side) + \
            "".join(f"{i},{i + side},100\n" for i in range(side * side - side))
    roads = routing.read_roads("id,lon,lat\n" + nodes + "from,to,distance\n" + edges)
    places = [routing.Place(x=i % side * 0.001, y=i // side * 0.001) for i in range(0, side * side, 7)]
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    before = signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        assert routing.road_matrix(roads, places).durations == ()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_cache_looks_for_what_is_new():
    roads = routing.read_roads(BLOCK)
    cache = routing.RoadCache(roads)
    assert cache.matrix(PLACES) == routing.road_matrix(roads, PLACES)
    assert cache.matrix(PLACES[1:]).durations == (0, 60, 60, 0) and (cache.searches(), cache.pairs()) == (3, 9)
    options = routing.RoadOptions(mode="foot")
    assert cache.matrix(PLACES, options) == routing.road_matrix(roads, PLACES, mode="foot")


PROBLEM = """{"places": [{"id": "shop", "x": 0, "y": 0}, {"x": 0.01, "y": 0}, {"x": 0.01, "y": 0.01}],
 "jobs": [{"id": "a", "stop": {"place": 1}}, {"id": "b", "stop": {"place": 2}}],
 "vehicles": [{"id": "van", "start": 0, "end": 0, "distance_cost": 0, "duration_cost": 1}]}"""
VROOM = """{"vehicles": [{"id": 1, "start": [0, 0], "end": [0, 0], "speed_factor": %s}],
 "jobs": [{"id": 1, "location": [0.01, 0]}, {"id": 2, "location": [0.01, 0.01]}]}"""


def route(folder: Path, problem: str, *options: str, roads: str = "map.csv") -> subprocess.CompletedProcess:
    (folder / "problem.json").write_text(problem)
    (folder / "map.csv").write_text(BLOCK)
    return subprocess.run([str(PROGRAM), "route", str(folder / "problem.json"), "--iterations", "50", "--roads",
                           str(folder / roads), *options], capture_output=True, text=True)


@pytest.mark.skipif(not PROGRAM.exists(), reason="the program is not built")
@pytest.mark.parametrize("problem, cost", [(PROBLEM, "280"), (VROOM % "1", "280"), (VROOM % "2", "140")],
                         ids=["problem", "VROOM", "VROOM, twice as fast"])
def test_the_program_drives_along_roads(tmp_path, problem, cost):
    done = route(tmp_path, problem)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[:2] == ["cost", cost]


@pytest.mark.skipif(not PROGRAM.exists(), reason="the program is not built")
def test_the_program_refuses_what_it_cannot_drive(tmp_path):
    instance = (ROOT / "tests/data/routing/C101.txt").read_text()
    assert "expected input with longitudes and latitudes" in route(tmp_path, instance).stderr
    far = route(tmp_path, PROBLEM.replace('"x": 0, ', '"x": 5, '))
    assert far.returncode == 1 and "places[0] 'shop' is '5, 0', expected a place within 1000 m" in far.stderr
    assert route(tmp_path, PROBLEM, "--mode", "plane").returncode != 0
    assert "absent.csv" in route(tmp_path, PROBLEM, roads="absent.csv").stderr
