"""Every exception: raised where it should be, with a message that says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import polars
import pytest
import truyvet as tv


def test_all_are_errors_of_truyvet() -> None:
    classes = [getattr(tv, name) for name in tv.__all__]
    errors = [c for c in classes if isinstance(c, type) and issubclass(c, Exception)]
    assert len(errors) == 19
    assert all(issubclass(error, tv.Error) for error in errors)


def test_no_store_and_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(tv.NotAStore):
        tv.open(tmp_path / "none")
    tv.create(tmp_path / "s")
    with pytest.raises(tv.StoreExists):
        tv.create(tmp_path / "s")


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    store = tv.create(tmp_path / "s")
    with store.writer(), pytest.raises(tv.Locked):
        store.writer()
    w = store.writer()
    w.close()
    with pytest.raises(tv.WriterUnusable, match="closed"):
        w.visit("An", "m", 0)


def test_values(store: tv.Store) -> None:
    w = store.writer()
    with pytest.raises(tv.BadValue, match="^person: "):
        w.visit("", "m", 0)
    with pytest.raises(tv.BadValue, match="^end: "):
        w.visit("An", "m", 5, 5)
    with pytest.raises(tv.BadValue, match="^start: .*offset"):
        w.visit("An", "m", "2021-05-08T11:00:00")
    with pytest.raises(tv.BadValue, match="^lat: expected both"):
        w.place("m", lat=3.0)
    with pytest.raises(tv.BadValue, match="^kind: "):
        w.place("m", "Bus")
    with pytest.raises(tv.UnknownId) as unknown:
        w.erase("Bình")
    assert "Bình" not in str(unknown.value)
    with pytest.raises(tv.BadValue):
        w.link("An", "An")


def test_damage_is_told_and_found(tmp_path: Path) -> None:
    store = tv.create(tmp_path / "s")
    with store.writer() as w:
        w.visits({"person": ["An", "Bình"], "place": ["m", "m"], "start": [0, 0], "end": [9, 9]})
    assert len(tv.verify(tmp_path / "s")) == 0
    manifest = next((tmp_path / "s").glob("manifest-*"))
    for manifest in (tmp_path / "s").glob("manifest-*"):
        manifest.write_bytes(manifest.read_bytes()[:-9])
    with pytest.raises(tv.DamagedStore, match="manifest"):
        tv.open(tmp_path / "s").trace(cases=[("An", 0, 1)])
    assert len(tv.verify(tmp_path / "s")) > 0


def test_keys(tmp_path: Path) -> None:
    tv.generate_key(tmp_path / "keys")
    assert (tmp_path / "keys").stat().st_mode & 0o77 == 0
    store = tv.create(tmp_path / "s", key_file=tmp_path / "keys")
    with store.writer() as w:
        w.visit("An", "m", 0, 9)
    with pytest.raises(tv.KeyProblem):
        tv.open(tmp_path / "s").trace(cases=[("An", 0, 1)])
    opened = tv.open(tmp_path / "s", key_file=tmp_path / "keys")
    assert opened.trace(cases=[("An", 0, 1)]).counts == []
    with pytest.raises(FileExistsError):
        tv.generate_key(tmp_path / "keys")


def test_tracing_only(tmp_path: Path) -> None:
    store = tv.create(tmp_path / "s", no_listing=True)
    with store.writer() as w:
        w.visit("An", "m", 0, 9)
    with pytest.raises(tv.TracingOnly):
        store.visitors("m")
    assert len(store.visits("An")) == 1
    tv.create(tmp_path / "t")
    with pytest.raises(tv.TracingOnly):
        tv.open(tmp_path / "t", tracing_only=True).writer()


def test_earlier_states(tmp_path: Path) -> None:
    store = tv.create(tmp_path / "s")
    numbers = []
    for person in ("An", "Bình"):
        w = store.writer()
        w.visit(person, "m", 0, 9)
        numbers.append(w.commit())
        w.close()
    first = tv.open(tmp_path / "s", as_of=numbers[0])
    assert (first.person_count, store.person_count, first.snapshot) == (1, 2, numbers[0])
    assert store.at(str(numbers[0])).person_count == 1
    assert len(store.history) >= 1
    asked = store.trace(cases=[("An", 0, 99)], as_of=numbers[0])
    assert (asked.counts, asked.snapshot) == ([], numbers[0])
    with pytest.raises(tv.NotKept):
        tv.open(tmp_path / "s", as_of=99)
    with pytest.raises(tv.BadValue, match="^as_of: "):
        store.at("noon")
    with pytest.raises(tv.BadValue, match="fixed at a state"):
        first.writer()


def test_saved_traces(tmp_path: Path, canteen: tv.Store) -> None:
    trace = canteen.trace(cases=[("An", 0, None)])
    trace.save(tmp_path / "a")
    assert canteen.open_trace(tmp_path / "a").counts == trace.counts
    (tmp_path / "b").write_bytes(b"nothing")
    with pytest.raises(tv.BadSavedTrace):
        canteen.open_trace(tmp_path / "b")
    with pytest.raises(tv.ReadWriteError):
        canteen.open_trace(tmp_path / "none")
    with canteen.writer() as w:
        w.visit("Dung", "canteen", 100, 4000)
    again = canteen.retrace(trace)
    assert again.counts == [2, 1]
    assert canteen.retrace(tmp_path / "a").counts == again.counts
    assert trace.difference(again).column("person") == ["Dung"]


def test_rejected_rows(store: tv.Store, tmp_path: Path) -> None:
    rows = {"person": ["An", ""], "place": ["m", "m"], "start": [0, 1], "end": [9, 9]}
    with pytest.raises(tv.ImportRejected) as error, store.writer() as w:
        w.visits(rows)
    assert error.value.row is not None
    assert (error.value.row["line"], error.value.row["field"]) == (2, "person")
    rejected = error.value.rejected
    assert isinstance(rejected, tv.Table) and list(rejected) == [error.value.row]
    assert rejected.columns == ["file", "line", "field", "reason", "problem"]
    assert polars.DataFrame(rejected)["reason"].to_list() == ["missing"]
    assert store.person_count == 0
    with store.writer() as w:
        report = w.visits(rows, on_error="skip", rejects=tmp_path / "rejects.csv")
    assert (report.rows_taken, report.rejected) == (1, {"missing": 1})
    assert "row" in (tmp_path / "rejects.csv").read_text().splitlines()[0]
    w = store.writer()
    with pytest.raises(tv.BadValue, match="on_error"):
        w.visits(rows, on_error="ignore")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="rejects is of no use"):
        w.visits(rows, rejects=tmp_path / "x")
    with pytest.raises(tv.ImportRejected, match="start") as error:
        w.visits({"person": ["An"], "place": ["m"]})
    assert error.value.row is None and len(error.value.rejected) == 0
    # The writer holds a part of an import that failed: it refuses to commit that.
    with pytest.raises(tv.ImportRejected, match="part of the records"):
        w.commit()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_not_permitted(tmp_path: Path) -> None:
    tv.create(tmp_path / "s")
    (tmp_path / "s").chmod(0)
    with pytest.raises(tv.Error):
        tv.open(tmp_path / "s").person_count
