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
# # 3. Which policy finds the most cases?
#
# Fifteen minutes or one? One hop or two? Each answer is a list of people to call, and each call costs.
# In a made-up province the truth is known, so lists can be held against it.

# %%
import os
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import truyvet as tv
from matplotlib.figure import Figure
from truyvet.words import Order, Question

PEOPLE = int(os.environ.get("TRUYVET_PEOPLE", "20000"))

folder = Path(tempfile.mkdtemp()) / "province"
province = tv.synth.province("bac-giang", people=PEOPLE, days=14, seed=3)
infections = province.outbreak(seeds=10, strength=2.0)
province.write(folder, outbreak_seeds=10, strength=2.0, clean=True)
truth = folder / "truth" / "infections.csv"

store = tv.create_in_memory()
with store.writer() as w:
    w.places(province.places)
    w.visits(province.visits)

# %% [markdown]
# ## What is known on the tenth day
#
# Cases are those who have tested positive by then. Whoever they and their contacts have infected by
# then is to be found.

# %%
today = datetime(2021, 5, 13, tzinfo=timezone(timedelta(hours=7)))
cases = [
    (row["person"], row["infectious"], row["isolated"])
    for row in infections
    if row["tested"] is not None and row["tested"] <= today
]
infected = sum(row["time"] <= today for row in infections)
f"{len(cases)} cases known, {infected} infected"

# %% [markdown]
# ## Policies

# %%
policies: dict[str, Question] = {
    f"{hops} hop{'s' * (hops > 1)}, {overlap}": {"hops": hops, "min_overlap": overlap}
    for hops in (1, 2)
    for overlap in ("1m", "15m", "1h", "4h")
}
policies["public guidance (vn-3638)"] = {"preset": "vn-3638"}

results = []
for name, words in policies.items():
    asked: Question = {**words, "cases": cases, "window": (today - timedelta(days=14), today)}
    trace = store.trace(**asked)
    score = next(row for row in tv.synth.evaluate(trace, truth=truth, at=today) if row["level"] is None)
    results.append({"policy": name, **score})
    print(f"{name:28} calls {score['listed']:6,}  found {score['found']:4} of {score['to_find']:4}")

# %% [markdown]
# ## Calls against cases found
#
# A good policy is up and to the left: many found, few calls.

# %%
figure = Figure(figsize=(8, 4.5), layout="constrained")
ax = figure.add_subplot()
for row in results:
    found = row["found"]
    ax.scatter(row["listed"], found, color="#2a78d6")
    ax.annotate(
        row["policy"], (row["listed"], found), xytext=(5, 4), textcoords="offset points", fontsize=8
    )
ax.set_xscale("log")
ax.set_xlabel("people to call")
ax.set_ylabel("infected people found")
ax.set_title("What each policy costs and finds")
figure

# %% [markdown]
# ## Whom first?
#
# Nobody calls a thousand people in a morning. Asked with rates (`risk=True`), each row has a risk. How
# many of the infected are found by the first calls?

# %%
trace = store.trace(cases=cases, hops=1, min_overlap="15m", risk=True)
ill = {row["person"] for row in infections if row["time"] <= today}


def found_by(order: Order, calls: int) -> int:
    return sum(person in ill for person in trace.exposures_by(order=order, limit=calls).column("person"))


for calls in (10, 50, 200):
    print(
        f"{calls:4} calls: by risk {found_by('risk', calls):3}, by first exposure {found_by('level', calls):3}"
    )
