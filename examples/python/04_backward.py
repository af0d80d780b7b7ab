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
# # 4. Where did this cluster come from?
#
# A few people test positive within days, and nobody knows why. Forward tracing asks whom they
# exposed. Backward tracing asks who, and what place, may have exposed *them*.

# %%
import os
from collections import Counter
from datetime import timedelta

import truyvet as tv

PEOPLE = int(os.environ.get("TRUYVET_PEOPLE", "20000"))
HOME = "Asia/Ho_Chi_Minh"

province = tv.synth.province("bac-giang", people=PEOPLE, days=14, seed=4)
infections = list(province.outbreak(seeds=5, strength=2.0))
store = tv.create_in_memory()
with store.writer() as w:
    w.places(province.places)
    w.visits(province.visits)

# %% [markdown]
# ## The cluster
#
# We choose people whom one person infected, and pretend not to know that person.

# %%
index, size = Counter(row["infector"] for row in infections if row["infector"]).most_common(1)[0]
cluster = [row for row in infections if row["infector"] == index]
print(size, "cases, infected at", sorted({row["place"] or "no place" for row in cluster}))

# %% [markdown]
# Each case comes with the time in which it may have been infected: here the five days before it became
# infectious itself.

# %%
cases = [(row["person"], row["infectious"] - timedelta(days=5), row["infectious"]) for row in cluster]
backward = store.trace(cases=cases, direction="backward", hops=1, min_overlap="15m")
backward

# %% [markdown]
# ## Who comes in question for most of them?
#
# One list says who may have infected *somebody*. The source of a cluster is in the list of many. So each
# case is asked by itself, and people are counted.

# %%
asked = [store.trace(cases=[case], direction="backward", hops=1, min_overlap="15m") for case in cases]
met = Counter(person for answer in asked for person in answer.exposures.column("person"))
ranks = [person for person, _ in met.most_common()]
print(f"{len(ranks):,} people come in question")
if index in met:
    print(f"the true source is number {ranks.index(index) + 1}, met by {met[index]} of {size}")
else:
    print("the true source is not among them: no meeting of 15 minutes was recorded")

# %% [markdown]
# ## What places do they have in common?
#
# More of them were there than ordinary attendance lets expect: `p` is how likely that is by chance.

# %%
common = store.common_sites(cases=cases)
common

# %% [markdown]
# ## When and where

# %%
backward.plot.timeline(tz=HOME)

# %%
backward.plot.map()

# %% [markdown]
# ## And forward again
#
# The source, once found, has exposed others: those are to be called now.

# %%
source = next(row for row in infections if row["person"] == index)
forward = store.trace(
    cases=[(index, source["infectious"], source["isolated"])], hops=1, min_overlap="15m"
)
found = set(forward.exposures.column("person"))
print(
    sum(row["person"] in found for row in cluster),
    "of the cluster are in it, and",
    len(found) - size,
    "others",
)
forward
