"""Run by a Python without the lock: importing keeps it so, and many threads share what there is.

`cargo xtask python` runs it where there is a python3.14t or python3.13t; it needs nothing but truyvet.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import truyvet as tv

THREADS = 8


def at_once(work: Callable[[int], None]) -> None:
    """The same work in all threads, begun together; what one of them raises is raised."""
    gate, failures = threading.Barrier(THREADS), []

    def run(number: int) -> None:
        gate.wait()
        try:
            work(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def main() -> None:
    """Asks, reads rows, and writes from all threads."""
    # mypy knows it from 3.13 on.
    locked = getattr(sys, "_is_gil_enabled", lambda: True)()
    if "--any" not in sys.argv:
        assert not locked, "importing truyvet has turned the lock on"
    made = tv.synth.province("bac-giang", people=1000, days=3)
    store = tv.create_in_memory()
    with store.writer() as w:
        w.visits(made.visits)
    trace = store.trace(cases=[("p0000007", 0, None)], hops=2)
    wanted, rows = trace.counts, list(trace.exposures)

    def ask(_: int) -> None:
        for _ in range(20):
            assert store.trace(cases=[("p0000007", 0, None)], hops=2).counts == wanted
            # One table, one iterator of it for each thread.
            assert list(trace.exposures) == rows

    at_once(ask)

    shared, taken = iter(trace.exposures), []

    def share(_: int) -> None:
        taken.extend(row["person"] for row in shared)

    at_once(share)
    assert sorted(taken) == sorted(row["person"] for row in rows)

    w = store.writer()

    def write(number: int) -> None:
        for n in range(200):
            w.visit(f"new{number}", f"place{n}", n, n + 60)
            repr(w)

    at_once(write)
    w.commit()
    w.close()
    assert store.person_count == 1000 + THREADS
    print(f"test result: ok. 3 passed; 0 failed; 0 ignored (lock: {locked})")


if __name__ == "__main__":
    main()
