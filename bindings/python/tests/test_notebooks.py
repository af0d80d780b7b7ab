"""The notebooks of examples/python run, and each is the pair of its script."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

FOLDER = ROOT / "examples/python"
SCRIPTS = sorted(FOLDER.glob("0*.py"))


def test_there_are_six() -> None:
    assert [script.name[:2] for script in SCRIPTS] == ["01", "02", "03", "04", "05", "06"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_it_runs(script: Path, tmp_path: Path) -> None:
    for package in ("matplotlib", "duckdb", "polars", "pandas"):
        pytest.importorskip(package)
    environment = {**os.environ, "TRUYVET_PEOPLE": "2000", "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", str(script)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_script_and_notebook_are_the_same(script: Path) -> None:
    jupytext = pytest.importorskip("jupytext")
    notebook = script.with_suffix(".ipynb")
    wanted, pair = jupytext.read(script), jupytext.read(notebook)
    told = "jupytext --sync examples/python/*.py makes them agree"
    assert [(cell.cell_type, cell.source) for cell in pair.cells] == [
        (cell.cell_type, cell.source) for cell in wanted.cells
    ], told
    # Outputs are left out: they change with the machine, and hide what changed in a review.
    assert not any(cell.get("outputs") for cell in pair.cells if cell.cell_type == "code")
