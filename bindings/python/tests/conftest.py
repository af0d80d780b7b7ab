"""What the tests have in common: stores, times, the repository."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import truyvet as tv

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture
def store() -> tv.Store:
    """An empty store in memory."""
    return tv.create_in_memory()


@pytest.fixture
def canteen() -> tv.Store:
    """An, Bình and Chi: a canteen, then a contact."""
    store = tv.create_in_memory()
    with store.writer() as w:
        w.place("canteen", "canteen", unit="24/213", lat=21.27, lon=106.19)
        w.visit("An", "canteen", 0, 3600)
        w.visit("Bình", "canteen", 1800, 5400)
        w.contact("Bình", "Chi", 200_000, 200_900)
    return store


@pytest.fixture(scope="session")
def province() -> tv.Store:
    """A made-up province, big enough that a trace has thousands of rows."""
    made = tv.synth.province("bac-giang", people=3000, days=5, seed=7)
    store = tv.create_in_memory()
    with store.writer() as w:
        w.places(made.places)
        w.visits(made.visits)
    return store


def shared_data() -> Path:
    """Where the real data are; the test is skipped if they are not there."""
    candidates: Iterable[str] = (
        os.environ.get("TRUYVET_DATA", ""),
        str(ROOT / "../shared/data"),
        "/work/shared/data",
    )
    for candidate in candidates:
        if candidate and Path(candidate).is_dir():
            return Path(candidate)
    pytest.skip("the real data are not here")


def rows(table: tv.Table) -> list[dict[str, Any]]:
    """A table as a list of dicts."""
    return list(table)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Counts as `cargo test` does, so that `cargo xtask test` can add the tests up."""
    stats = terminalreporter.stats
    passed, failed = len(stats.get("passed", [])), len(stats.get("failed", []))
    failed += len(stats.get("error", []))
    skipped = len(stats.get("skipped", []))
    word = "FAILED" if failed else "ok"
    terminalreporter.write_line(
        f"test result: {word}. {passed} passed; {failed} failed; {skipped} ignored"
    )
