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
# # 2. A week of Bắc Giang
#
# On Monday there are check-ins. The rosters of the factories come days later, and half of the companies
# have one QR code for five thousand people. What did we know when, and whom do we learn of too late?
# The files are made up, with the faults that such files have.

# %%
import os
import tempfile
from pathlib import Path

import truyvet as tv
from truyvet.words import Question

PEOPLE = int(os.environ.get("TRUYVET_PEOPLE", "20000"))
HOME = "Asia/Ho_Chi_Minh"

folder = Path(tempfile.mkdtemp()) / "bac-giang"
province = tv.synth.province("bac-giang", people=PEOPLE, days=7, seed=2)
infections = province.outbreak(seeds=10, strength=1.5)
province.write(folder, outbreak_seeds=10, strength=1.5)

# %% [markdown]
# ## Day one: registers and check-ins
#
# Each kind of file has a source that knows its columns and its faults; `tv.sources()` lists them.
# The report says what was rejected and why: nothing is dropped in silence.

# %%
store = tv.create_in_memory()
with store.writer() as w:
    w.ingest(folder / "places.csv", source="places", units=folder / "units.csv")
    scans = w.ingest(folder / "qr-scan.csv", mapping=folder / "mappings/qr-scan.toml", on_error="skip")
print(f"{scans.rows_taken:,} of {scans.rows_read:,} rows taken; rejected: {scans.rejected}")

# %%
seeds = [row for row in infections if row["generation"] == 0]
cases = [(row["person"], row["infectious"], row["isolated"]) for row in seeds]
known = [case for case in cases if store.person_ids(case[0])]
print(f"{len(known)} of {len(cases)} cases have check-ins; of the others the store has never heard")
cases = known
question: Question = {"cases": cases, "hops": 2, "min_overlap": "15m", "latent": "1d", "until": "14d"}
monday = store.trace(**question)
monday

# %% [markdown]
# ## One QR code for a whole company
#
# A visit to a *shared* place makes nobody co-present: or one case would expose everybody who works there.
# Rolled up to the company, the same records say "under one roof", and the answer marks those rows as `coarse`.

# %%
by_company: Question = {**question, "roll_up": "company"}
roof = store.trace(**by_company)
grades = roof.exposures.to_dict()["grade"]
len(monday), len(roof), {grade: grades.count(grade) for grade in set(grades)}

# %% [markdown]
# ## Days later: the rosters and the households

# %%
before = store.snapshot
with store.writer() as w:
    rosters = w.ingest(folder / "roster.csv", mapping=folder / "mappings/roster.toml", on_error="skip")
    homes = w.ingest(
        folder / "residence.csv",
        source="residence",
        roster=folder / "roster.csv",
        roster_mapping=folder / "mappings/roster.toml",
        on_error="skip",
    )
[(report.rows_read, report.rows_taken, report.rejected) for report in (rosters, homes)]

# %% [markdown]
# ## What changed
#
# The same question again. `difference` names everybody who is new, gone, nearer or earlier.

# %%
friday = store.trace(**question)
changes = monday.difference(friday).column("change")
{change: changes.count(change) for change in sorted(set(changes))}

# %%
monday.plot.timeline(tz=HOME)

# %%
friday.plot.timeline(tz=HOME)

# %% [markdown]
# ## As known then
#
# The store still answers as of the first commit: whom should we have called on Monday, with what we
# knew on Monday?

# %%
then = store.at(before).trace(**question)
assert then.exposures.column("person") == monday.exposures.column("person")
then
