"""What a Python call costs over Rust: a short question, many rows, many records.

    python bindings/python/benches/overhead.py [--people N] [--visits N] [--only NAME …]

Each is measured beside the same work in Rust, in one process, by turns: `_rust_trace` and
`_rust_build` of the extension module do it without Python.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable

import polars
import truyvet as tv
from truyvet import _truyvet


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, once."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def median(work: Callable[[], object], times: int) -> float:
    """Seconds that it takes, in the middle of several."""
    return statistics.median(seconds(work) for _ in range(times))


def say(what: str, value: float, unit: str) -> None:
    print(f"{what:56} {value:8.1f} {unit}", flush=True)


def short_question() -> None:
    """An answer that takes no time: what is left is the call."""
    store = tv.create_in_memory()
    with store.writer() as w:
        w.visit("An", "canteen", 0, 3600)
        w.visit("Bình", "canteen", 1800, 5400)
    fixed = store.at()
    cases = [("An", 0, None)]

    def ask() -> tv.Trace:
        return fixed.trace(cases=cases, hops=1, min_overlap=900, latent=172_800)

    trace = ask()
    for _ in range(3000):
        ask()
    # By turns: what else the machine does slows both down.
    rust, python, least = [], [], []
    for _ in range(21):
        rust.append(_truyvet._rust_trace(trace, 300))
        taken = [seconds(ask) for _ in range(300)]
        python.append(statistics.median(taken))
        least.append(min(taken))
    over = [p - r for p, r in zip(python, rust, strict=True)]
    say("a question of one hop, one state: in Rust", statistics.median(rust) * 1e6, "us")
    say("  from Python", statistics.median(python) * 1e6, "us")
    say("  Python over Rust, the middle of 21 turns", statistics.median(over) * 1e6, "us")
    say("  Python over Rust, the best turn", min(over) * 1e6, "us")
    say("  from Python, the fastest call", min(least) * 1e6, "us")
    say("  of the newest state", median(lambda: store.trace(cases=cases, hops=1), 3000) * 1e6, "us")


def stadium(people: int, each: int, shuffled: bool) -> tv.Trace:
    """Everybody is exposed; so many come at the same second, maybe in no order of their ids."""
    names = [f"cccd:{n:012}" for n in range(people)]
    if shuffled:
        random.Random(1).shuffle(names)
    frame = polars.DataFrame({"person": names}).with_columns(
        place=polars.lit("stadium"),
        start=polars.int_range(0, people, dtype=polars.Int64) // each,
        end=polars.lit(10_000_000, dtype=polars.Int64),
    )
    if shuffled:
        # People are numbered in the order in which they are first met.
        frame = frame.sample(fraction=1.0, shuffle=True, seed=1)
    store = tv.create_in_memory()
    with store.writer() as w:
        w.visits(frame)
    return store.trace(cases=[(names[0], 0, None)], hops=1)


def many_rows(people: int) -> None:
    """How long until the rows are in Python, and in a frame."""
    for told, each, shuffled in [
        ("one a second, in order", 1, False),
        ("ten a second, in no order", 10, True),
    ]:
        trace = stadium(people, each, shuffled)
        rows = len(trace)
        print(f"{rows:,} rows, {told}")
        say("  trace.exposures, the first time", seconds(lambda: trace.exposures) * 1e3, "ms")
        say("  again", median(lambda: trace.exposures_by(order="level"), 9) * 1e3, "ms")
        say("  as stored", median(lambda: trace.exposures_by(order="stored"), 9) * 1e3, "ms")
        begin = time.process_time()
        for _ in range(5):
            trace.exposures_by(order="stored")
        say("    processor time of it", (time.process_time() - begin) / 5 * 1e3, "ms")
        table = trace.exposures
        for name in ("to_pyarrow", "to_polars", "to_pandas"):
            say(f"  then {name}", median(getattr(table, name), 5) * 1e3, "ms")

        def whole(trace: tv.Trace = trace) -> None:
            frame = polars.DataFrame(trace.exposures_by(order="level"))
            assert frame["person"][-1] and frame["level"].sum() == rows

        say("  exposures, polars.DataFrame, a look at it", median(whole, 5) * 1e3, "ms")


def many_records(visits: int) -> None:
    """Visits from a polars frame, and the same by numbers in Rust."""
    days = 14
    people = max(1000, visits * 10 // (days * 55))
    province = tv.synth.province("bac-giang", people=people, days=days)
    arrow = province.visits.to_pyarrow()
    frame = polars.DataFrame(arrow).with_columns(polars.col("start", "end").dt.cast_time_unit("us"))
    del arrow
    texts = frame.with_columns(polars.col("person", "place").cast(polars.String))
    print(f"{len(frame):,} visits of {people:,} people")
    rust, python, written = [], [], []
    for _ in range(3):
        names, streamed, made = _truyvet._rust_build(province)
        rust.append(names + streamed - made)
        for told, rows in ((python, frame), (written, texts)):
            store = tv.create_in_memory()

            def fill(store: tv.Store = store, rows: polars.DataFrame = rows) -> None:
                with store.writer() as w:
                    w.places(province.places)
                    w.visits(rows)

            told.append(seconds(fill))
    base = statistics.median(rust)
    say("bulk build in Rust, names included, generation not", base * 1e3, "ms")
    for name, told in (("categories", python), ("text", written)):
        taken = statistics.median(told)
        say(f"  import of a polars frame, ids as {name}", taken * 1e3, "ms")
        ratio = statistics.median(t / r for t, r in zip(told, rust, strict=True))
        say("    to the bulk build", ratio, "times")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2_000_000)
    parser.add_argument("--visits", type=int, default=10_000_000)
    parser.add_argument("--only", nargs="*", default=["question", "rows", "records"])
    arguments = parser.parse_args()
    if "question" in arguments.only:
        short_question()
    if "rows" in arguments.only:
        many_rows(arguments.people)
    if "records" in arguments.only:
        many_records(arguments.visits)
