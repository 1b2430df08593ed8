"""The snippets of the guide run, and say what they claim to say.

Blocks of one language on a page run in order in one process. A comment `# -> value` (Python) or `// -> value`
(JavaScript) behind a statement, or on the lines under it, is what the statement prints or evaluates to;
`# -> error ` is followed by the message of the error that it raises, and three dots stand for the rest of a long
one. Blocks of C++ are compiled together.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PACKAGE = os.environ.get("MARKETPLACE_PYTHON_PACKAGE", str(ROOT / "build/dev/package"))
ADDON = Path(os.environ.get("MARKETPLACE_ADDON", ROOT / "build/dev/bindings/node/marketplace.node"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/guide").glob("*.md"))]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def blocks(page: Path, language: str) -> list[dict]:
    text = page.read_text(encoding="utf-8")
    return [{"line": text.count("\n", 0, found.start()) + 2, "text": found[2].rstrip("\n")}
            for found in FENCE.finditer(text) if found[1] == language]


def pages_with(language: str) -> list:
    return [pytest.param(page, id=page.stem) for page in PAGES if blocks(page, language)]


def python_command() -> tuple[list[str], dict[str, str]]:
    path = {} if PACKAGE == "installed" else {"PYTHONPATH": PACKAGE}
    return [sys.executable, str(HERE / "run_page.py")], path


def node_command() -> tuple[list[str], dict[str, str]]:
    if not ADDON.exists():
        pytest.skip("the Node addon is not built")
    return ["node", str(HERE / "run_page.mjs"), str(ROOT / "bindings/node")], {"MARKETPLACE_ADDON": str(ADDON)}


def run(page: Path, language: str, folder: Path) -> dict:
    command, environment = python_command() if language == "python" else node_command()
    done = subprocess.run(command, input=json.dumps(blocks(page, language)), cwd=folder, text=True,
                          capture_output=True, env=os.environ | environment, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def agrees(expected: str, actual: str) -> bool:
    """White space does not count, and what ends in "..." is the beginning."""
    said, found = expected.split(), actual.split()
    if expected.endswith("..."):
        return " ".join(found).startswith(" ".join(said)[:-3])
    return said == found


def check_page(page: Path, language: str, folder: Path) -> None:
    outcome = run(page, language, folder)
    wrong = [f"{page.name}:{each['line']}\n  says {each['expected']}\n  is   {each['actual']}"
             for each in outcome["checks"] if not agrees(each["expected"], each["actual"])]
    assert not outcome["failure"], outcome["failure"]
    assert not wrong, "\n".join(wrong)
    assert outcome["checks"], f"{page.name} claims nothing about {language}"


@pytest.mark.parametrize("page", pages_with("python"))
def test_python_says_what_the_page_says(page, tmp_path):
    check_page(page, "python", tmp_path)


@pytest.mark.parametrize("page", pages_with("js"))
def test_node_says_what_the_page_says(page, tmp_path):
    check_page(page, "js", tmp_path)


def test_cpp_of_all_pages_compiles(tmp_path):
    compiler = shutil.which(os.environ.get("CXX", "g++"))
    if compiler is None:
        pytest.skip("no C++ compiler")
    includes, pages = {"#include <marketplace/marketplace.hpp>", "#include <iostream>"}, ""
    for page in PAGES:
        includes |= {line for each in blocks(page, "cpp") for line in each["text"].splitlines() if line.startswith("#include")}
        body = "".join(f'#line {each["line"]} "{page.name}"\n{each["text"]}\n' for each in blocks(page, "cpp"))
        pages += f"namespace page_{page.stem.replace('-', '_')} {{\nusing namespace marketplace;\n" \
                  f"void page() {{\n{body}}}\n}}\n"
    source = "\n".join([*sorted(includes), re.sub(r"^#include .*$", "", pages, flags=re.M)])
    (tmp_path / "pages.cpp").write_text(source, encoding="utf-8")
    done = subprocess.run([compiler, "-std=c++20", "-fsyntax-only", f"-I{ROOT / 'include'}", str(tmp_path / "pages.cpp")],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:4000]


def test_links_between_pages_lead_somewhere():
    pages = [*ROOT.glob("docs/**/*.md"), ROOT / "README.md", *ROOT.glob("examples/*/README.md")]
    broken = [f"{page.relative_to(ROOT)}: {link}" for page in pages
              for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
              if not link.startswith("http") and not (page.parent / link).exists()]
    assert not broken, "\n".join(broken)
