"""The public tables as every peer gets them, and how their answers are measured."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

Pair = tuple[str, str]


@dataclass
class Tables:
    left: dict[str, dict[str, str]]
    right: dict[str, dict[str, str]]
    splits: dict[str, dict[Pair, bool]]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return list(csv.DictReader(file))


def title(record: dict[str, str]) -> str:
    return record.get("title") or record.get("name") or ""


def load(folder: Path) -> Tables:
    left, right = ({row["id"]: row for row in read(folder / f"table{side}.csv")} for side in "AB")
    splits = {split: {(row["ltable_id"], row["rtable_id"]): row["label"] == "1" for row in read(folder / f"{split}.csv")}
              for split in ("train", "valid", "test")}
    return Tables(left, right, splits)


def f1(scores: dict[Pair, float], labels: dict[Pair, bool], threshold: float) -> float:
    """A pair without a score is none."""
    found = {pair for pair in labels if scores.get(pair, float("-inf")) >= threshold}
    right = sum(labels[pair] for pair in found)
    wanted = sum(labels.values())
    return 2 * right / (len(found) + wanted) if found or wanted else 0.0


def best_threshold(scores: dict[Pair, float], labels: dict[Pair, bool]) -> float:
    """The one with the best F1; of equals the highest."""
    ranked = sorted((scores[pair] for pair in labels if pair in scores), reverse=True)
    return max(dict.fromkeys(ranked), key=lambda threshold: f1(scores, labels, threshold), default=0.0)
