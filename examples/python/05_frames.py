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
# # 5. From pandas, DuckDB and polars, and back
#
# Frames go in as they are and come out as they are wanted, through Arrow: ids that are categories stay
# categories, and nothing becomes one Python object for each cell.

# %%
import os

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import truyvet as tv

PEOPLE = int(os.environ.get("TRUYVET_PEOPLE", "20000"))
HOME = "Asia/Ho_Chi_Minh"

province = tv.synth.province("bac-giang", people=PEOPLE, days=5, seed=5)
store = tv.create_in_memory()

# %% [markdown]
# ## In: polars
#
# Anything with `__arrow_c_stream__` is taken. Here a frame is filtered first.

# %%
visits = province.visits.to_polars()
long = visits.filter((pl.col("end") - pl.col("start")) >= pl.duration(minutes=10))
with store.writer() as w:
    w.places(province.places.to_polars())
    report = w.visits(long, source="polars")
f"{report.rows_taken:,} of {len(visits):,} visits are of ten minutes or more"

# %% [markdown]
# ## In: pandas
#
# A clock without a zone says nothing about when. Name the zone, or it is an error.

# %%
people = visits["person"].unique().to_list()
calls = pd.DataFrame(
    {
        "a": people[0:200:2],
        "b": people[1:201:2],
        "start": pd.Timestamp("2021-05-05 18:00") + pd.to_timedelta(np.arange(100), unit="min"),
    }
)
calls["end"] = calls["start"] + pd.Timedelta(minutes=20)
try:
    with store.writer() as w:
        w.contacts(calls)
except tv.ImportRejected as error:
    print(error)

# %%
with store.writer() as w:
    report = w.contacts(calls, tz=HOME)
report.rows_taken

# %% [markdown]
# ## In: DuckDB
#
# A query is a stream: the rows never become a frame.

# %%
db = duckdb.connect()
extra = db.sql(
    """
    SELECT person, 'market of the fair' AS place,
           TIMESTAMPTZ '2021-05-06 08:00:00+07' AS start, TIMESTAMPTZ '2021-05-06 09:00:00+07' AS "end"
    FROM visits WHERE hash(person) % 50 = 0 GROUP BY person
    """
)
with store.writer() as w:
    report = w.visits(extra.to_arrow_table(), source="fair")
report.rows_taken

# %% [markdown]
# ## Out
#
# Cases are a frame, too: `person`, `from`, `to`.

# %%
cases = pd.DataFrame(
    {
        "person": people[:3],
        "from": pd.Timestamp("2021-05-03", tz=HOME),
        "to": pd.Timestamp("2021-05-08", tz=HOME),
    }
)
trace = store.trace(cases=cases, hops=2, min_overlap="15m", latent="1d")
frame = trace.exposures.to_polars()
frame.group_by("level", "grade").agg(pl.len(), pl.col("person_seconds").sum() / 3600).sort("level")

# %%
table = trace.exposures.to_pandas()
table["first_exposure"].dt.tz_convert(HOME).dt.date.value_counts().sort_index()

# %%
exposures = trace.exposures.to_pyarrow()
places = province.places.to_pyarrow()
db.sql(
    """
    SELECT places.unit, count(*) AS people
    FROM exposures JOIN places ON places.place = exposures.place::VARCHAR
    GROUP BY unit ORDER BY people DESC LIMIT 5
    """
).df()

# %% [markdown]
# A row is a dict for whoever needs no frame; the tree is a networkx graph for whoever wants one.

# %%
row = trace.exposures[0]
print(sorted(row))
graph = trace.tree(max=200).to_networkx()
graph.number_of_nodes(), graph.number_of_edges()
