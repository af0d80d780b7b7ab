"""What a Python call costs over Rust: a short question, many rows, many records.

    python bindings/python/benches/overhead.py [--people N] [--visits N]

The figures of Rust itself: cargo run --release -p truyvet-benches --bin province -- --people N
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import polars
import truyvet as tv


def median(work: Callable[[], object], times: int) -> float:
    """Seconds that it takes, in the middle of several."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def short_question() -> None:
    """An answer that takes no time: what is left is the call."""
    store = tv.create_in_memory()
    with store.writer() as w:
        w.visit("An", "canteen", 0, 3600)
        w.visit("Bình", "canteen", 1800, 5400)
    fixed = store.at()
    cases = [("An", 0, None)]

    def ask() -> None:
        fixed.trace(cases=cases, hops=1, min_overlap=900, latent=172_800)

    median(ask, 2000)
    print(f"a question of one hop, fixed state     {median(ask, 5000) * 1e6:8.1f} us")

    def ask_newest() -> None:
        store.trace(cases=cases, hops=1, min_overlap=900, latent=172_800)

    print(f"the same, newest state                 {median(ask_newest, 5000) * 1e6:8.1f} us")


def many_rows(people: int) -> None:
    """Everybody is exposed: how long until the rows are in Python."""
    store = tv.create_in_memory()
    names = polars.Series("person", [f"cccd:{n:012}" for n in range(people)])
    frame = polars.DataFrame({"person": names}).with_columns(
        place=polars.lit("stadium"),
        start=polars.int_range(0, people, dtype=polars.Int64),
        end=polars.lit(10_000_000_000 % (1 << 31), dtype=polars.Int64),
    )
    with store.writer() as w:
        w.visits(frame)
    trace = store.trace(cases=[(names[0], 0, None)], hops=1)
    begin = time.perf_counter()
    rows = len(trace.exposures)
    first = time.perf_counter() - begin
    print(f"{rows:,} rows, by level and id            {first * 1e3:8.1f} ms")
    stored = median(lambda: trace.exposures_by(order="stored"), 5)
    print(f"the same, as stored                    {stored * 1e3:8.1f} ms")
    table = trace.exposures
    for name in ("to_pyarrow", "to_polars", "to_pandas"):
        taken = median(getattr(table, name), 3)
        print(f"  {name:36} {taken * 1e3:8.1f} ms")


def many_records(visits: int) -> None:
    """Visits from a polars frame."""
    days = 14
    people = max(1000, visits * 10 // (days * 55))
    province = tv.synth.province("bac-giang", people=people, days=days)
    begin = time.perf_counter()
    arrow = province.visits.to_pyarrow()
    made = time.perf_counter() - begin
    print(f"{arrow.num_rows:,} visits, made                {made:8.2f} s")
    frame = polars.DataFrame(arrow).with_columns(polars.col("start", "end").dt.cast_time_unit("us"))
    texts = frame.with_columns(polars.col("person", "place").cast(polars.String))
    for name, rows in (("categories", frame), ("text", texts)):
        store = tv.create_in_memory()
        begin = time.perf_counter()
        with store.writer() as w:
            w.places(province.places)
            w.visits(rows)
        taken = time.perf_counter() - begin
        rate = len(rows) / taken / 1e6
        print(f"  imported, ids as {name:22} {taken:8.2f} s  ({rate:.1f} M a second)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2_000_000)
    parser.add_argument("--visits", type=int, default=10_000_000)
    arguments = parser.parse_args()
    short_question()
    many_rows(arguments.people)
    many_records(arguments.visits)
