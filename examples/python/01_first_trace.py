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
# # 1. A first trace in five minutes
#
# Somebody has tested positive. Whom did they meet while they were infectious, and whom did those meet?
# This notebook makes a small province, asks that question, and looks at the answer.
# Nobody in it is real. `pip install truyvet[plot]` is all it needs.

# %%
import os

import truyvet as tv

PEOPLE = int(os.environ.get("TRUYVET_PEOPLE", "20000"))

# %% [markdown]
# ## Records
#
# A record says that a person was at a place from when to when. Here they are made; yours are in a frame
# or a file with the columns `person`, `place`, `start`, `end`. `tv.create("bac-giang.tv")` makes a store
# that stays on disk; this one is gone with the notebook.

# %%
province = tv.synth.province("bac-giang", people=PEOPLE, days=14, seed=1)
store = tv.create_in_memory()
with store.writer() as w:
    w.places(province.places)
    report = w.visits(province.visits)
report

# %%
store

# %% [markdown]
# ## A case
#
# A disease runs through the province. The first person who was tested is our case: infectious from
# `infectious` until isolated. Times carry their zone; one without a zone is an error, not a guess.

# %%
infections = province.outbreak(seeds=5)
tested = [row for row in infections if row["tested"] is not None]
first = min(tested, key=lambda row: row["tested"])
case = (first["person"], first["infectious"], first["isolated"])
print("infectious from", first["infectious"], "tested", first["tested"])

# %% [markdown]
# ## The question
#
# At least 15 minutes together; infectious two days after exposure, for two weeks; two hops.

# %%
trace = store.trace(cases=[case], hops=2, min_overlap="15m", latent="2d", until="14d")
trace

# %% [markdown]
# F1 were exposed to the case, F2 to an F1. The rows come with when, where, by whom, and how sure that is.
# A page shows no ids of people; in Python they are there, for those who have to call.

# %%
trace.exposures

# %%
trace.plot.levels(tz="Asia/Ho_Chi_Minh")

# %%
trace.plot.tree(people=40)

# %% [markdown]
# ## Why is this person in the list?
#
# A chain leads from the case to them, meeting by meeting. Of somebody who is not in the list,
# `why_not` says what was missing.

# %%
last = trace.exposures[-1]["person"]
for event in trace.chain(last):
    print(
        f"hop {event['hop']}: {event['overlap_start']:%d %b %H:%M} UTC, {event['place'] or 'direct contact'}"
    )

# %%
listed = set(trace.exposures.column("person")) | {case[0]}
somebody = next(row["person"] for row in infections if row["person"] not in listed)
why = store.trace(cases=[case], hops=1, min_overlap="15m").why_not(somebody)
why["verdict"], [(miss["rule"], miss["lacking_s"]) for miss in why["misses"][:3]]
