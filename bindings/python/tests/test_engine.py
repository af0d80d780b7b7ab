"""What the engine has beside traces: two states compared, keys, the register, maps, examples."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import polars
import pytest
import truyvet as tv

DAY = 86_400
CASE = [("An", 0, None)]


def test_two_states_are_compared(canteen: tv.Store) -> None:
    with canteen.writer() as w:
        w.visit("Dung", "canteen", 100, 4000)
        w.retract_contact("Bình", "Chi", 200_000)
    before, after, changed = canteen.diff(cases=CASE, as_of=1)
    assert (before.snapshot, before.counts) == (1, [1, 1])
    assert (after.snapshot, after.counts) == (2, [2])
    assert dict(zip(changed.column("person"), changed.column("change"), strict=True)) == {
        "Chi": "gone",
        "Dung": "new",
    }
    assert list(before.difference(after)) == list(changed)
    back = canteen.diff(cases=CASE, as_of=2, to_as_of=1)[2]
    assert back.column("change") == ["new", "gone"]
    with pytest.raises(tv.QuestionError, match="^as_of: both states are the same"):
        canteen.diff(cases=CASE)
    with pytest.raises(tv.NotKept):
        canteen.diff(cases=CASE, as_of=7)
    with pytest.raises(TypeError, match=r"^diff\(\) got an unexpected"):
        canteen.diff(case=CASE)  # type: ignore[call-arg]


def test_a_store_gets_another_key(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    tv.generate_key(old)
    tv.generate_key(new, after=old)
    assert new.read_text().startswith(old.read_text())
    assert len(new.read_text().split()) == 2 and new.stat().st_mode & 0o77 == 0
    store = tv.create(tmp_path / "s", key_file=old)
    with store.writer() as w:
        w.visit("An", "m", 0, 9)
        w.visit("Bình", "m", 0, 9)
    before = store.trace(cases=CASE).exposures.column("person")
    with store.writer() as w:
        assert w.rekey(new)["files"] >= 0
        with pytest.raises(tv.WriterUnusable, match="closed"):
            w.visit("Chi", "m", 0, 9)
    opened = tv.open(tmp_path / "s", key_file=new)
    after = opened.trace(cases=CASE).exposures.column("person")
    assert len(after) == 1 and after != before
    with pytest.raises(tv.KeyProblem):
        tv.open(tmp_path / "s", key_file=old).trace(cases=CASE)
    other = tmp_path / "other"
    tv.generate_key(other)
    with pytest.raises(tv.KeyProblem), opened.writer() as w:
        w.rekey(other)


def test_a_plain_store_becomes_pseudonymous(tmp_path: Path) -> None:
    tv.generate_key(tmp_path / "key")
    store = tv.create(tmp_path / "s")
    with store.writer() as w:
        w.visit("An", "m", 0, 9)
        w.visit("Bình", "m", 0, 9)
    with store.writer() as w:
        w.rekey(tmp_path / "key")
    opened = tv.open(tmp_path / "s", key_file=tmp_path / "key")
    (person,) = opened.trace(cases=CASE).exposures.column("person")
    assert person.startswith("pseudonym:") and len(person) == len("pseudonym:") + 32


@pytest.fixture
def registered() -> tv.Store:
    """A unit, a case, and somebody of whom nothing is known."""
    store = tv.create_in_memory()
    with store.writer() as w:
        w.unit("24/213/07213", name="Bích Động", level="commune", population=10_000)
        w.unit("24/213/07216")
        w.person("An", unit="24/213/07213", doses=2)
        w.visit("An", "canteen", 9 * DAY, 9 * DAY + 600)
        w.visit("Bình", "canteen", 9 * DAY, 9 * DAY + 600)
        w.case("An", 10 * DAY, onset=9 * DAY, isolated=11 * DAY)
        w.case("An", 40 * DAY)
    return store


def test_the_register_in_lists(registered: tv.Store) -> None:
    register = registered.register
    assert list(register.units()) == [
        {
            "unit": "24/213/07213",
            "name": "Bích Động",
            "level": "commune",
            "population": 10_000,
        },
        {"unit": "24/213/07216", "name": None, "level": None, "population": None},
    ]
    first, second = register.cases()
    assert first["person"] == second["person"] == "An"
    assert (first["onset"], second["onset"]) == (datetime.fromtimestamp(9 * DAY, UTC), None)
    assert first["isolated"] == datetime.fromtimestamp(11 * DAY, UTC)
    assert second["tested"] == datetime.fromtimestamp(40 * DAY, UTC)
    assert "An" not in register.cases()._repr_html_()
    assert polars.DataFrame(register.cases()).height == 2
    assert register.person("An") == {"unit": "24/213/07213", "doses": 2}
    assert register.person("Bình") == {"unit": None, "doses": None}
    assert register.person("Chi") is None
    assert repr(register) == "<truyvet.Register at snapshot 1>"
    with registered.writer() as w:
        w.retract_case("An", 40 * DAY)
    # It is the register of the state that it was asked of.
    assert (len(register.cases()), len(registered.register.cases())) == (2, 1)


def test_zones_on_a_map(registered: tv.Store, tmp_path: Path) -> None:
    shapes = tmp_path / "communes.geojson"
    codes = ["07213", "99999"]
    features = [
        {"type": "Feature", "properties": {"gso": code}, "geometry": None} for code in codes
    ]
    shapes.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    asked = {"treatment_capacity": "ok", "at": 12 * DAY, "suppress": 0}
    zones = registered.zones(geometry=shapes, geometry_key="gso", **asked)  # type: ignore[arg-type]
    first, second = (feature["properties"] for feature in zones["geojson"]["features"])
    assert (first["zone_unit"], first["zone_cases"]) == ("24/213/07213", 1)
    assert first["zone_colour"] == zones["zones"][0]["colour"]
    assert second["zone_colour"] is None
    assert (zones["without_shape"], zones["without_unit"]) == (["24/213/07216"], 1)
    assert "geojson" not in registered.zones(**asked)  # type: ignore[arg-type]
    with pytest.raises(tv.QuestionError, match="^geometry: expected both"):
        registered.zones(geometry=shapes, **asked)  # type: ignore[arg-type]
    with pytest.raises(tv.QuestionError, match="ma_xa"):
        registered.zones(geometry=shapes, geometry_key="ma_xa", **asked)  # type: ignore[arg-type]


def test_a_check_shows_examples(store: tv.Store) -> None:
    with store.writer() as w:
        w.place("hanoi", lat=21.03, lon=105.85)
        w.place("saigon", lat=10.78, lon=106.70)
        w.place("gate", shared=True)
        w.visit("An", "hanoi", 0, 3600)
        w.visit("An", "saigon", 7200, 9000)
        w.visit("Bình", "hanoi", 0, 3600)
        w.visit("Bình", "gate", 1000, 3000)
        w.visit("Chi", "saigon", 0)
        w.visit("Dung", "saigon", 0, 9 * DAY)
        w.contact("An", "Dung", 0, 2 * DAY)
    counts = store.check()
    assert "examples" not in counts
    found = store.check(examples=5)
    shown = found.pop("examples")
    assert found == counts
    (travel,) = shown["travels"]
    assert (travel["person"], travel["place"], travel["other_place"]) == ("An", "hanoi", "saigon")
    assert travel["metres"] > 1_000_000 and travel["seconds"] == 3600
    (overlap,) = shown["overlaps"]
    assert (overlap["person"], overlap["other_place"]) == ("Bình", "gate")
    assert overlap["other_start"] == datetime.fromtimestamp(1000, UTC)
    assert [row["person"] for row in shown["open_visits"]] == ["Chi"]
    assert [row["person"] for row in shown["long_visits"]] == ["Dung"]
    assert [(row["a"], row["b"]) for row in shown["long_contacts"]] == [("An", "Dung")]
    assert list(shown["shared"]) == [{"place": "gate", "visits": 1}]
    assert "An" not in shown["travels"]._repr_html_()
    assert len(store.check(examples=1)["examples"]["long_visits"]) == 1
