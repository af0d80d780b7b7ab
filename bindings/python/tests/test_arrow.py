"""Arrow in and out: every frame library, dictionaries, zones, columns that are not right."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest
import truyvet as tv

ROWS: dict[str, list[Any]] = {
    "person": ["An", "Bình", "Chi", "An"],
    "place": ["m", "m", "m", "bus"],
    "start": [datetime.fromtimestamp(t, UTC) for t in (0, 600, 1200, 9000)],
    "end": [datetime.fromtimestamp(3600, UTC), None, datetime.fromtimestamp(3000, UTC), None],
}
WANTED = [("Bình", 600), ("Chi", 1200)]


def frames() -> dict[str, Any]:
    table = pyarrow.table(ROWS)
    # pyarrow 15 has none yet.
    view = getattr(pyarrow, "string_view", pyarrow.large_string)()
    dictionary = table.set_column(0, "person", table["person"].dictionary_encode())
    numbers = {
        "person": numpy.array(ROWS["person"]),
        "place": ROWS["place"],
        "start": numpy.array([0, 600, 1200, 9000]),
        "end": numpy.array([3600, None, 3000, None], dtype=object),
    }
    frame = pandas.DataFrame(ROWS)
    return {
        "pyarrow table": table,
        "pyarrow batch": table.to_batches()[0],
        "pyarrow reader": pyarrow.RecordBatchReader.from_batches(
            table.schema, table.to_batches(max_chunksize=1)
        ),
        "pyarrow dictionary": dictionary,
        "pyarrow chunks": pyarrow.concat_tables([table.slice(0, 1), table.slice(1)]),
        "pyarrow dictionaries": pyarrow.concat_tables(
            [dictionary.slice(0, 1), table.slice(1).set_column(
                0, "person", table["person"].slice(1).dictionary_encode()
            )]
        ),
        "pyarrow views": table.cast(
            pyarrow.schema(
                [
                    ("person", view),
                    ("place", pyarrow.large_string()),
                    ("start", pyarrow.timestamp("ns", "Asia/Ho_Chi_Minh")),
                    ("end", pyarrow.timestamp("ms", "UTC")),
                ]
            )
        ),
        "polars": polars.DataFrame(ROWS),
        "polars categories": polars.DataFrame(ROWS).with_columns(
            polars.col("person").cast(polars.Categorical)
        ),
        "pandas": frame,
        "pandas categories": frame.astype({"person": "category"}),
        "duckdb": duckdb.from_arrow(table),
        "dict of lists": ROWS,
        "dict of arrays": numbers,
        "dict of text": {**numbers, "start": ["0", "600", "1970-01-01T00:20:00Z", "9000"]},
    }


@pytest.mark.parametrize("name", list(frames()))
def test_rows_come_from_every_library(store: tv.Store, name: str) -> None:
    with store.writer() as w:
        report = w.visits(frames()[name], source="qr")
    assert (report.rows_read, report.rows_taken) == (4, 4)
    trace = store.trace(cases=[("An", 0, 3600)], only={"source": "qr"})
    found = [(row["person"], int(row["first_exposure"].timestamp())) for row in trace.exposures]
    assert found == WANTED
    assert [row["grade"] for row in trace.exposures] == ["assumed_end", "recorded"]


def test_paths_and_several(store: tv.Store, tmp_path: Path) -> None:
    table = pyarrow.table(ROWS)
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    with store.writer() as w:
        report = w.visits([tmp_path / "a.parquet", table.slice(0, 2)])
    assert report.files.column("rows_read") == [4, 2]
    with store.writer() as w:
        assert w.visits(str(tmp_path / "a.parquet")).files[0]["already"] is not None


def test_contacts_places_and_ingest(store: tv.Store, tmp_path: Path) -> None:
    province = tv.synth.province("bac-giang", people=200, days=2, contacts_per_1000=500)
    files = province.write(tmp_path / "made", outbreak_seeds=2)
    with store.writer() as w:
        places = w.places(polars.DataFrame(province.places))
        assert places.rows_taken == len(province.places)
        assert w.contacts(province.contacts).rows_taken > 10
        roster = next(f for f in files.column("file") if "residence" in f)
        report = w.ingest(roster, source="residence", tz="Asia/Ho_Chi_Minh", on_error="skip")
    assert report.rows_taken > 0
    assert report.sources[0]["kind"] == "residence"
    with pytest.raises(tv.BadValue, match="no kind of source"), store.writer() as w:
        w.ingest(roster, source="rooster")  # type: ignore[arg-type]


def test_zones(store: tv.Store) -> None:
    local = {**ROWS, "start": numpy.array([0, 600, 1200, 9000], "datetime64[s]"), "end": [None] * 4}
    with pytest.raises(tv.ImportRejected, match="offset|zone"), store.writer() as w:
        w.visits(local)
    with store.writer() as w:
        w.visits(local, tz="Asia/Bangkok")
    assert store.time_range is not None
    assert store.time_range[0] == datetime(1969, 12, 31, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        (7, TypeError, "visits: int is not allowed; expected a path, a frame"),
        ({"person": ["An"]}, tv.ImportRejected, "visits: "),
        ({**ROWS, "end": [1]}, ValueError, "columns of different lengths"),
        ({**ROWS, "start": 5}, TypeError, "visits.start: int is not allowed"),
        ({**ROWS, "start": [[1]] * 4}, TypeError, "visits.start, row 1: list"),
        (
            pyarrow.table({"person": [["An"]], "place": ["m"], "start": [0], "end": [1]}),
            tv.ImportRejected,
            "visits: the column person holds List",
        ),
        (polars.DataFrame({**ROWS, "place": ["m", None, "m", "m"]}), tv.ImportRejected, "row 2"),
    ],
    ids=str,
)
def test_what_is_no_table_of_visits(
    store: tv.Store, rows: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as told, store.writer() as w:
        w.visits(rows)
    assert message in str(told.value)
    assert store.snapshot == 0


def test_rows_leave_in_every_library(canteen: tv.Store) -> None:
    table = canteen.trace(cases=[("An", 0, None)]).exposures
    people = ["Bình", "Chi"]
    arrow = table.to_pyarrow()
    assert arrow.column_names == table.columns
    assert arrow["person"].to_pylist() == people
    assert arrow.schema.metadata[b"truyvet.snapshot"] == b"1"
    # Everybody has another id, and few infect or are infected at most places.
    assert pyarrow.types.is_string(arrow.schema.field("person").type)
    assert pyarrow.types.is_dictionary(arrow.schema.field("infector").type)
    assert pyarrow.types.is_dictionary(arrow.schema.field("place").type)
    assert table.to_polars()["person"].to_list() == people
    assert polars.DataFrame(table).shape == (2, len(table.columns))
    frame = table.to_pandas()
    assert list(frame["person"]) == people
    assert frame["first_exposure"][0] == pandas.Timestamp(1800, unit="s", tz="UTC")
    assert duckdb.sql("select count(*) from arrow where place is null").fetchall() == [(1,)]
    assert table.to_dict()["person"] == people


def test_rows_as_dicts(canteen: tv.Store) -> None:
    table = canteen.trace(cases=[("An", 0, None)]).exposures
    first, second = table
    assert first == {
        "person": "Bình",
        "level": 1,
        "first_exposure": datetime.fromtimestamp(1800, UTC),
        "earliest_exposure": datetime.fromtimestamp(1800, UTC),
        "infector": "An",
        "place": "canteen",
        "overlap_start": datetime.fromtimestamp(1800, UTC),
        "overlap_end": datetime.fromtimestamp(3600, UTC),
        "person_seconds": 1800,
        "grade": "recorded",
    }
    assert second["place"] is None
    assert (table[-1], len(table), bool(table)) == (second, 2, True)
    with pytest.raises(IndexError, match="row 2: there are 2"):
        table[2]
    with pytest.raises(IndexError):
        table[-3]
    with pytest.raises(KeyError, match="no such column"):
        table.column("colour")


def test_backward_columns(canteen: tv.Store) -> None:
    trace = canteen.trace(cases=[("Chi", 0, 999_999)], direction="backward", hops=None)
    assert trace.exposures.columns[:5] == [
        "person",
        "level",
        "last_contact",
        "latest_contact",
        "infected",
    ]
    assert trace.exposures.column("person") == ["Bình", "An"]
    assert trace.chain("An").columns[1:3] == ["infected", "infector"]


def test_sites_and_other_tables(canteen: tv.Store) -> None:
    trace = canteen.trace(cases=[("An", 0, None)])
    site = trace.sites()[0]
    contact, canteen_site = sorted(trace.sites(), key=lambda s: s["place"] or "")
    assert (canteen_site["kind"], canteen_site["exposed"]) == ("canteen", 1)
    assert canteen_site["intervals"][0]["start"] == datetime.fromtimestamp(1800, UTC)
    assert contact["place"] is None and site["exposed"] == 1
    assert polars.DataFrame(trace.sites()).height == 2
    assert trace.between("An", "Bình").column("qualifies") == [True]
    assert canteen.visitors("canteen").column("person") == ["An", "Bình"]
    assert canteen.visits("An").column("place") == ["canteen"]
    assert canteen.contacts("Chi").column("person") == ["Bình"]
    assert canteen.neighbours("An", min_overlap="5m").column("person") == ["Bình"]
    assert canteen.place("canteen") == {
        "kind": "canteen",
        "parent": None,
        "unit": "24/213",
        "name": None,
        "lat": pytest.approx(21.27),
        "lon": pytest.approx(106.19),
        "shared": False,
    }
    assert canteen.place("nowhere") is None
    common = canteen.common_sites(cases=[("An", 0, 9999), ("Bình", 0, 9999)])
    assert common.columns == ["place", "kind", "cases", "expected", "p", "p_adjusted"]


def test_case_sheets_and_registered_cases(canteen: tv.Store, tmp_path: Path) -> None:
    sheet = canteen.trace(cases=[("An", 0, 9999)]).case_sheet()
    assert sheet.data["people_by_level"] == [1, 1][: len(sheet.data["people_by_level"])]
    assert "<table" in sheet.to_html(lang="en") and isinstance(sheet.notes(), list)
    with pytest.raises(tv.BadValue, match="^lang: "):
        sheet.notes(lang="fr")  # type: ignore[arg-type]
    with pytest.raises(tv.QuestionError):
        canteen.trace(cases=[("An", 0, 9999), ("Chi", 0, 9999)]).case_sheet()
    file = tmp_path / "cases.csv"
    file.write_text("person,tested,onset,isolated\nAn,1970-01-02T00:00:00Z,,\n")
    with canteen.writer() as w:
        report = w.ingest(file, source="cases")
    assert report.rows_taken == 1
    registered = canteen.registered_case("An")
    assert registered[0][1] == datetime(1969, 12, 31, tzinfo=UTC)
    assert canteen.trace(cases=registered).counts[0] == 1
    with pytest.raises(tv.QuestionError, match="two-days"):
        canteen.registered_case("An", infectious_rule="my own")  # type: ignore[arg-type]
    with pytest.raises(tv.QuestionError):
        canteen.registered_case("Chi")


def test_trees(canteen: tv.Store) -> None:
    trace = canteen.trace(cases=[("An", 0, None)])
    graph = trace.tree().to_networkx()
    assert sorted(graph.edges) == [("An", "Bình"), ("Bình", "Chi")]
    assert graph.nodes["Chi"]["level"] == 2
    assert graph.edges["An", "Bình"]["place"] == "canteen"
    assert trace.tree(max=1).left_out == 1
    assert "digraph" in trace.tree().to_dot() and "<graphml" in trace.tree().to_graphml()


def test_nothing_but_truyvet_is_needed() -> None:
    code = """
import sys
for name in ("numpy", "pandas", "pyarrow", "polars"):
    sys.modules[name] = None
import truyvet as tv
store = tv.create_in_memory()
with store.writer() as w:
    w.visits({"person": ["An", "Bình"], "place": ["m", "m"], "start": [0, 0], "end": [9, None]})
assert [row["person"] for row in store.trace(cases=[("An", 0, 9)]).exposures] == ["Bình"]
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_pandas_without_pyarrow() -> None:
    code = """
import sys
sys.modules["pyarrow"] = None
import pandas, truyvet as tv
when = pandas.to_datetime([0, 600, None], unit="s", utc=True)
frame = pandas.DataFrame({"person": ["An", "Bình", "Chi"], "place": "m", "start": when, "end": when[2]})
store = tv.create_in_memory()
with store.writer() as w:
    report = w.visits(frame, on_error="skip")
assert report.rejected == {"missing": 1}, report.rejected
table = store.trace(cases=[("An", 0, 9999)]).exposures.to_pandas()
assert list(table["person"]) == ["Bình"]
assert table["first_exposure"][0] == pandas.Timestamp(600, unit="s", tz="UTC")
"""
    subprocess.run([sys.executable, "-c", code], check=True)
