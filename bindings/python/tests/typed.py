"""How the package is used, for mypy and pyright: every line is checked, and run by the tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import truyvet as tv
from truyvet.words import Question


def ask(store: tv.Store) -> list[int]:
    """A question in typed words."""
    words: Question = {"cases": [("An", 0, 3600)], "hops": None, "preset": "vn-3638"}
    assert len(store.trace(**words)) == 1
    trace: tv.Trace = store.trace(
        cases=[("An", datetime(1970, 1, 1, tzinfo=UTC), None)],
        hops=None,
        min_overlap=timedelta(minutes=15),
        direction="forward",
        latent="2d",
        until="14d",
        only={"kind": ["canteen", "contact"]},
    )
    rows: list[dict[str, Any]] = list(trace.exposures)
    assert len(rows) == len(trace)
    return trace.counts


def fill() -> tv.Store:
    """Records one by one and from columns."""
    store = tv.create_in_memory(history="1d", dwell={"canteen": "2h"})
    with store.writer() as w:
        w.place("canteen", "canteen", lat=21.0, lon=106.0)
        w.visit("An", "canteen", 0, 3600)
        report: tv.ImportReport = w.visits(
            {"person": ["Bình"], "place": ["canteen"], "start": [0], "end": [3600]},
            tz="Asia/Ho_Chi_Minh",
            on_error="skip",
        )
        assert report.rows_taken == 1
    return store


if __name__ == "__main__":
    print(ask(fill()))
