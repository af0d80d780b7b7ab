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

import polars
import truyvet as tv
from truyvet.words import Question

PEOPLE = int(os.environ.get("TRUYVET_PEOPLE", "1000000"))
DAYS = 14
measured: list[dict[str, object]] = []


def note(what: str, figure: float, unit: str) -> None:
    """Keeps a figure for the table at the end, and prints it."""
    measured.append({"what": what, "figure": round(figure, 2), "unit": unit})
    print(f"{what}: {figure:,.2f} {unit}")


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
note("laying out the province", time.perf_counter() - start, "s")
note("memory at most, the province laid out", memory_mb(), "MB")

path = Path(tempfile.mkdtemp()) / "province.tv"
store = tv.create(path)
start = time.perf_counter()
with store.writer() as w:
    w.places(province.places)
    report = w.visits(province.visits)
seconds = time.perf_counter() - start
size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
note("people", PEOPLE, "")
note("visits", report.rows_taken, "")
note("visits made and stored", report.rows_taken / seconds / 1e6, "million a second")
note("on disk", size / 1e6, "MB")
note("on disk, of one visit", size / report.rows_taken, "bytes")
note("memory at most, records stored", memory_mb(), "MB")

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
    again = " again" if len(times) == 2 else ""
    told = "{cases} cases, {hops} hops{again}: {people:,} people".format(**times[-1], again=again)
    note(told, seconds * 1e3, "ms")
note("memory at most, questions asked", memory_mb(), "MB")

# %% [markdown]
# ## Out
#
# The rows are Arrow columns: handing them to a frame copies next to nothing.

# %%
start = time.perf_counter()
rows = trace.exposures
note(f"{len(rows):,} rows as columns", 1e3 * (time.perf_counter() - start), "ms")
start = time.perf_counter()
frame = polars.DataFrame(rows)
note("the same as a polars frame", 1e3 * (time.perf_counter() - start), "ms")
note("memory at most, rows out", memory_mb(), "MB")

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

# %% [markdown]
# ## All figures of this run
#
# Measured above, on this machine; none is typed in.

# %%
with polars.Config(tbl_rows=-1, fmt_str_lengths=80, tbl_hide_dataframe_shape=True):
    print(polars.DataFrame(measured))

# %%
from matplotlib.figure import Figure

figure = Figure(figsize=(8, 3), layout="constrained")
axes = figure.subplots()
names = [f"{row['cases']} cases, {row['hops']} hops" for row in times]
bars = axes.barh(range(len(times)), [row["ms"] for row in times], color="#3b7ea1")
axes.bar_label(bars, [f"{row['ms']:,.1f} ms, {row['people']:,} people" for row in times], padding=3)
axes.set_yticks(range(len(times)), names)
axes.invert_yaxis()
axes.margins(x=0.4)
axes.set_xlabel("milliseconds")
axes.set_title(f"Questions to {report.rows_taken:,} visits of {PEOPLE:,} people", loc="left")
figure
