# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 6. A million people on a laptop
#
# How long do records take to get in, how large is the store, how long does a question take, and how
# much memory? Run it on your own machine: these numbers are what counts.
# `TRUYVET_PEOPLE=100000` makes it smaller.

# %%
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import truyvet as tv
from truyvet.words import Question

PEOPLE = int(os.environ.get("TRUYVET_PEOPLE", "1000000"))
DAYS = 14


def memory_mb() -> float:
    """The most memory that this process has had so far (Linux counts in KiB, macOS in bytes)."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


# %% [markdown]
# ## In
#
# The visits are made while they are read, so the time is that of making *and* storing them.

# %%
start = time.perf_counter()
province = tv.synth.province("bac-giang", people=PEOPLE, days=DAYS, seed=6)
print(f"province: {time.perf_counter() - start:.1f} s, {memory_mb():,.0f} MB at most so far")

path = Path(tempfile.mkdtemp()) / "province.tv"
store = tv.create(path)
start = time.perf_counter()
with store.writer() as w:
    w.places(province.places)
    report = w.visits(province.visits)
seconds = time.perf_counter() - start
size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
print(f"{report.rows_taken:,} visits in {seconds:.1f} s: {report.rows_taken / seconds:,.0f} a second")
print(f"on disk: {size / 1e6:,.0f} MB, {size / report.rows_taken:.1f} bytes a visit")
print(f"memory: {memory_mb():,.0f} MB at most so far")

# %% [markdown]
# ## Questions
#
# A case, one hop, then two, then three. The first question after opening also reads from disk.

# %%
infections = province.outbreak(seeds=10)
tested = sorted((row for row in infections if row["tested"]), key=lambda row: row["tested"])
cases = [(row["person"], row["infectious"], row["isolated"]) for row in tested[:20]]
question: Question = {"min_overlap": "15m", "latent": "2d", "until": "14d"}

store = tv.open(path)
times = []
for count, hops in [(1, 1), (1, 1), (1, 2), (1, 3), (20, 1), (20, 3)]:
    asked: Question = {**question, "cases": cases[:count], "hops": hops}
    start = time.perf_counter()
    trace = store.trace(**asked)
    seconds = time.perf_counter() - start
    times.append(
        {"cases": min(count, len(cases)), "hops": hops, "people": len(trace), "ms": seconds * 1e3}
    )
    print("{cases:3} cases, {hops} hops: {people:9,} people in {ms:10.2f} ms".format(**times[-1]))

# %% [markdown]
# ## Out
#
# The rows are Arrow columns: handing them to a frame copies nothing.

# %%
start = time.perf_counter()
rows = trace.exposures_by(order="stored")
print(f"{len(rows):,} rows as columns in {1e3 * (time.perf_counter() - start):.1f} ms")
print(f"memory: {memory_mb():,.0f} MB at most")

# %%
trace.plot.levels(tz="Asia/Ho_Chi_Minh")

# %%
trace.plot.tree(people=60)

# %% [markdown]
# ## A cap
#
# A question can be told what it may cost. Beyond that is an error that carries what was finished: never
# a shorter list that looks like a whole one.

# %%
try:
    store.trace(cases=cases, hops=None, max_rows=100, min_overlap="15m")
except tv.Exceeded as error:
    print(error)
    print("finished hops:", error.finished_hops, "people by level:", error.counts)
