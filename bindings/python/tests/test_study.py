"""The study of examples/study runs, and its table and picture hold what docs/study.md says of them."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

SCRIPT = ROOT / "examples/study/study.py"


def test_it_runs_small(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--people", "2000", "--provinces", "1", "-o", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with (tmp_path / "study.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # Eight midnights: QR codes at five adoptions, app and both at four of them; three latenesses.
    assert len(rows) == 8 * (5 + 2 * 4) + 8 * 3
    for row in rows:
        assert 0 <= int(row["found"]) <= int(row["to_find"])
        assert 0 <= int(row["infected"]) <= int(row["listed"])
    at = {(row["arm"], row["adoption"], row["at"]): row for row in rows}
    for (arm, adoption, moment), row in at.items():
        if arm == "QR codes and app":
            # What either finds alone, both find together.
            for one in ("QR codes", "app"):
                assert int(at[one, adoption, moment]["found"]) <= int(row["found"])
        if arm == "rosters 3 days late":
            assert int(row["found"]) <= int(at["rosters at once", adoption, moment]["found"])
    table = [line for line in done.stdout.splitlines() if line.startswith("|")]
    assert len(table) == 2 + (5 + 2 * 4) + 3 * 2
    assert "<svg" in (tmp_path / "study.svg").read_text(encoding="utf-8")


def test_it_is_typed() -> None:
    pytest.importorskip("matplotlib")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(SCRIPT)],
        cwd=ROOT / "bindings/python",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
