"""Writes the faces, or with --check says which of them are outdated. Run by scripts/generate."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from headers import read_headers
from model import Model
from node_face import NodeFace
from python_face import PythonFace
from reference import Reference
from surface import Unexplained, read_reasons, write_surface

ROOT = Path(__file__).resolve().parents[2]


def generated(describe: str) -> tuple[dict[Path, str], str]:
    """The texts of the faces, and what is wrong with the surface."""
    description = json.loads(subprocess.run([describe], check=True, capture_output=True, text=True).stdout)
    model = Model(description, read_headers(ROOT))
    bindings = ROOT / "bindings"
    out = {bindings / "python/marketplace" / name: text for name, text in PythonFace(model).files().items()}
    out |= {bindings / "node" / name: text for name, text in NodeFace(model).files().items()}
    out |= {ROOT / "docs/reference" / name: text for name, text in Reference(model).files().items()}
    try:
        out[bindings / "surface.txt"] = write_surface(model, read_reasons(bindings / "surface/reasons.txt"))
    except Unexplained as missing:
        return out, str(missing)
    return out, ""


def main() -> int:
    arguments = [each for each in sys.argv[1:] if each != "--check"]
    files, missing = generated(arguments[0])
    if missing:
        print(missing, file=sys.stderr)
    outdated = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for path in outdated:
            print(f"{path.relative_to(ROOT)} is outdated, run scripts/generate", file=sys.stderr)
        return 1 if outdated or missing else 0
    for path in outdated:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
