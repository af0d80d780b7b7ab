"""Real contacts of real people (../shared/data), with the answers that other programs gave."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from pathlib import Path
from typing import Any

import polars
import pytest
import truyvet as tv

from conftest import shared_data

SETS = ["sp_workplace_invs13", "gesis_ws16", "sp_hospital_lh10", "sp_malawi_village"]


def read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def whole(text: str) -> int | None:
    # -inf is before all records; the records of these people are all later than 1970.
    return None if text == "inf" else 0 if text == "-inf" else int(text)


@pytest.mark.parametrize("name", SETS)
def test_answers_of_other_programs(name: str) -> None:
    folder = shared_data() / name
    contacts, queries = folder / "contacts.csv.gz", folder / "queries.csv"
    if not contacts.exists() or not queries.exists():
        pytest.skip(f"{name} is not here")
    # Through a frame: ids are text there, however they look.
    frame = polars.read_csv(contacts, schema_overrides={"a": polars.String, "b": polars.String})
    store = tv.create_in_memory()
    with store.writer() as w:
        assert w.contacts(frame).rows_taken == len(frame)
    wanted: dict[str, dict[str, int]] = defaultdict(dict)
    for row in read(folder / "expected.csv.gz"):
        wanted[row["query"]][row["person"]] = int(row["earliest_or_latest"])
    with queries.open(encoding="utf-8") as file:
        asked = list(csv.DictReader(file))
    # Every one: also of those that nobody is the answer to.
    assert len(asked) > 80 and wanted.keys() <= {query["query"] for query in asked}
    checked = 0
    for query in asked:
        seeds = query["seeds"].split()
        trace = store.trace(
            cases=[(seed, whole(query["seed_from"]) or 0, whole(query["seed_to"])) for seed in seeds],
            direction=query["direction"],  # type: ignore[typeddict-item]
            hops=whole(query["max_hops"]),
            min_overlap=int(query["min_overlap"]),
            latent=int(query["latent"]),
            until=whole(query["until"]),
        )
        column = "earliest_exposure" if query["direction"] == "forward" else "latest_contact"
        found: dict[str, Any] = {
            row["person"]: int(row[column].timestamp()) for row in trace.exposures
        }
        assert found == wanted[query["query"]], query["query"]
        checked += len(found)
    assert checked == sum(map(len, wanted.values())) > 2000
