import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "benchmarks/routing"), str(ROOT / "benchmarks/peers/routing")]
