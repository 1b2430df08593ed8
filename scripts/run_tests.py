"""Builds and runs every test suite and adds up their results.

Each suite is one function that returns (passed, failed). A build that fails is one failed test, named
on standard error, so that the closing line never hides it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Result = tuple[int, int]


def run(command: list[str], **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)


def must(command: list[str], what: str) -> bool:
    """Runs a step that every later one needs; shows its output only when it fails."""
    done = run(command)
    if done.returncode != 0:
        print(done.stdout[-6000:], f"\n{what} failed", file=sys.stderr)
    return done.returncode == 0


def build(preset: str, *options: str, targets: tuple[str, ...] = ("all",)) -> bool:
    return must(["cmake", "--preset", preset, *options], f"configure {preset}") and must(
        ["cmake", "--build", f"build/{preset}", "--target", *targets], f"build {preset}")


def count(output: str, pattern: str) -> Result | None:
    found = re.search(pattern, output)
    return (int(found[1]), int(found[2])) if found else None


# They take minutes, and are begun first, so that nobody waits for them at the end.
LONG = ("test_property_routing", "test_simulation", "test_property_catalog")


def doctest_program(program: Path, environment: dict[str, str], *options: str) -> Result:
    done = run([str(program), "--no-intro=true", *options], env=environment)
    result = count(done.stdout, r"test cases:.*?\|\s*(\d+) passed \|\s*(\d+) failed") or (0, 1)
    if done.returncode != 0:
        print(done.stdout[-6000:], file=sys.stderr)
        result = (result[0], max(1, result[1]))
    return result


def doctest_programs(preset: str, names: tuple[str, ...] = ("test_*",)) -> Result:
    """The test programs of build/<preset>/bin, one on each core; counts test cases."""
    environment = os.environ | {"UBSAN_OPTIONS": "print_stacktrace=1",
                                "TSAN_OPTIONS": f"suppressions={ROOT}/tests/thread_sanitizer.supp",
                                "RC_PARAMS": os.environ.get("RC_PARAMS", "seed=20171124")}

    def tested(program: Path) -> Result:
        started = time.monotonic()
        result = doctest_program(program, environment)
        seconds = time.monotonic() - started
        print(f"  {program.name}: {result[0]} passed, {result[1]} failed in {seconds:.0f} s", flush=True)
        return result

    programs = {found for name in names for found in (ROOT / "build" / preset / "bin").glob(name)}
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        ordered = sorted(programs, key=lambda program: (program.name not in LONG, program.name))
        results = list(cores.map(tested, ordered))
    return sum(passed for passed, _ in results), sum(failed for _, failed in results)


def cpp_suite() -> Result:
    """Builds the one tree that every suite of the default run uses, then runs its C++ test programs.

    The program, the installed library, the Python module and the Node addon come from the same libraries:
    nothing in src/ is compiled twice.
    """
    faces = ("-DMARKETPLACE_BUILD_PYTHON=ON", "-DMARKETPLACE_BUILD_NODE=ON", f"-DPython_EXECUTABLE={sys.executable}")
    started = time.monotonic()
    if not build("dev", *faces, targets=("all", "marketplace_describe")):
        return 0, 1
    print(f"  built in {time.monotonic() - started:.0f} s", flush=True)
    return doctest_programs("dev")


def counting_suite(command: list[str]) -> Result:
    """A program whose last line is "N passed, M failed"."""
    done = run(command)
    result = count(done.stdout, r"(\d+) passed, (\d+) failed\s*$")
    if done.returncode != 0 or result is None:
        print(done.stdout[-6000:], file=sys.stderr)
        result = (result[0] if result else 0, max(1, result[1] if result else 1))
    return result


def pytest_suite(*paths: str) -> Result:
    done = run([sys.executable, "-m", "pytest", "-q", "--no-header", "-rs", *paths])
    numbers = {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
    passed, failed = numbers.get("passed", 0), numbers.get("failed", 0) + numbers.get("error", 0)
    if done.returncode != 0:
        print(done.stdout[-6000:], file=sys.stderr)
        failed = max(1, failed)
    print("".join(f"  {line}\n" for line in done.stdout.splitlines() if line.startswith("SKIPPED")), end="")
    return passed, failed


def tidy_suite() -> Result:
    return pytest_suite("tests/tidy", "-k", "not compiles_alone")


def header_suite() -> Result:
    """Takes a minute when nothing of it is in the compiler's cache."""
    return pytest_suite("tests/tidy", "-k", "compiles_alone")


def benchmark_suite() -> Result:
    return pytest_suite("tests/benchmarks")


def program_suite() -> Result:
    return pytest_suite("tests/cli")


def install_suite() -> Result:
    return pytest_suite("tests/install")


def faces_suite() -> Result:
    """Python and Node: the quickstart in three languages, the surface, the vectors, the types."""
    return counting_suite(["tests/faces/run"])


def release_suite() -> Result:
    """What users run: the release build and its command line program."""
    if not build("release", "-DMARKETPLACE_BUILD_BENCHMARKS=ON"):
        return 0, 1
    os.environ["MARKETPLACE_PROGRAM"] = str(ROOT / "build/release/bin/marketplace")
    return pytest_suite("tests/cli")


def package_suite() -> Result:
    """What pip and npm install."""
    return pytest_suite("tests/packages")


def minimal_suite() -> Result:
    """The library without what is optional: SQLite, maps, XML."""
    return (1, 0) if build("minimal") else (0, 1)


def penny_suite() -> Result:
    """A million cases of the penny proof, and some that an independent program recalculates."""
    proof, cases = str(ROOT / "build/release/bin/penny_proof"), str(ROOT / "build/release/oracle.jsonl")
    steps = [(proof, "--cases", "1000000"), (proof, "--emit-oracle", "5000", cases),
             (sys.executable, "benchmarks/penny/oracle.py", cases)]
    held = [must(list(step), " ".join(step)) for step in steps]
    return held.count(True), held.count(False)


def simulation_suite() -> Result:
    """The simulation with four times as many seeds as by default; those tests that try every call have one each."""
    return doctest_program(ROOT / "build/dev/bin/test_simulation", os.environ | {"MARKETPLACE_SEEDS": "160"},
                           "-tce=a failure of each call*")


def address_sanitizer_suite() -> Result:
    return doctest_programs("asan-ubsan") if build("asan-ubsan") else (0, 1)


def thread_sanitizer_suite() -> Result:
    """The programs that start threads; it finds nothing in the others."""
    programs = ("test_adapters", "test_contract", "test_routing", "test_simulation")
    return doctest_programs("tsan", programs) if build("tsan", targets=programs) else (0, 1)


def fuzz_suite() -> Result:
    return counting_suite(["tests/fuzz/run"])


# Suites of two lanes run beside each other. Those that look whether something is to be built are in one lane.
LANES = [[("program", program_suite), ("headers", header_suite), ("benchmarks", benchmark_suite)],
         [("tidy", tidy_suite), ("install", install_suite), ("Python and Node", faces_suite)]]
FULL_SUITES = [("release", release_suite), ("packages", package_suite), ("minimal build", minimal_suite), ("penny proof", penny_suite),
               ("more of the simulation", simulation_suite),
               ("address and undefined behaviour sanitizers", address_sanitizer_suite),
               ("thread sanitizer", thread_sanitizer_suite), ("fuzzing", fuzz_suite)]


def timed(name: str, suite) -> Result:
    started = time.monotonic()
    passed, failed = suite()
    print(f"{name}: {passed} passed, {failed} failed in {time.monotonic() - started:.0f} s", flush=True)
    return passed, failed


def lane(suites: list) -> list[Result]:
    return [timed(*each) for each in suites]


def main() -> int:
    is_full = "--full" in sys.argv[1:]
    if is_full:
        os.environ["MARKETPLACE_FULL"] = "1"
    results = lane([("C++", cpp_suite)])
    with ThreadPoolExecutor(len(LANES)) as lanes:
        results += [result for done in lanes.map(lane, LANES) for result in done]
    if is_full:
        results += lane(FULL_SUITES)
    passed, failed = (sum(numbers) for numbers in zip(*results))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
