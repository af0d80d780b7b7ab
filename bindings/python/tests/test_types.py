"""The stubs say what the module does, and the package is usable under strict checkers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import typed

HERE = Path(__file__).parent


def run(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_typed_use_runs() -> None:
    assert typed.ask(typed.fill()) == [1]


def test_stubs_are_true() -> None:
    run("mypy.stubtest", "truyvet._truyvet", "--mypy-config-file", "pyproject.toml", "--concise")


def test_mypy_strict() -> None:
    run("mypy", "--strict", "tests/typed.py")
    run("mypy", "--strict", "-p", "truyvet")


def test_pyright() -> None:
    pytest.importorskip("pyright")
    run("pyright", "--pythonpath", sys.executable, "tests/typed.py")
