"""The register, and what is asked about its cases: registered=True, zones, panorama."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import truyvet as tv

DAY = 86_400
TESTED = 20 * DAY


@pytest.fixture
def registered() -> tv.Store:
    """An is a case of one commune, Bình and Chi live in another."""
    store = tv.create_in_memory()
    with store.writer() as w:
        w.unit("24/213/07213", name="Bích Động", level="commune", population=10_000)
        w.unit("24/213/07216", population=50)
        w.person("An", unit="24/213/07213", doses=2)
        w.person("Bình", unit="24/213/07216")
        w.person("Chi", unit="24/213/07216", doses=0)
        w.place("canteen", "canteen", unit="24/213/07213")
        w.visit("An", "canteen", TESTED - DAY, TESTED - DAY + 3600)
        w.visit("Bình", "canteen", TESTED - DAY + 600, TESTED - DAY + 900)
        w.visit("Chi", "canteen", TESTED - 9 * DAY, TESTED - 9 * DAY + 60)
        w.visit("An", "canteen", TESTED - 9 * DAY, TESTED - 9 * DAY + 60)
        w.case("An", datetime.fromtimestamp(TESTED, UTC), isolated=TESTED + 7200)
    return store


def test_a_question_about_registered_cases(registered: tv.Store) -> None:
    trace = registered.trace(registered=True)
    # By the rule An was infectious from two days before the sample, so Chi is not exposed.
    assert trace.exposures.column("person") == ["Bình"]
    assert trace.question == registered.trace(cases=registered.registered_case("An")).question
    in_time = (TESTED - DAY, TESTED + DAY)
    same = registered.trace(registered=True, tested=in_time, infectious_rule="two-days")
    assert same.question == trace.question
    with pytest.raises(tv.QuestionError, match="registered: "):
        registered.trace(registered=True, tested=(0, DAY))
    both = registered.trace(registered=True, cases=[("Chi", 0, None)])
    assert len(both.question["cases"]) == 2


def test_registered_cases_and_what_makes_no_sense(registered: tv.Store, store: tv.Store) -> None:
    with pytest.raises(tv.QuestionError, match="^tested: .*registered=True"):
        registered.trace(cases=[("An", 0, None)], tested=(0, DAY))
    with pytest.raises(tv.QuestionError, match="^infectious_rule: `mine` is no rule"):
        registered.trace(registered=True, infectious_rule="mine")  # type: ignore[arg-type]
    with pytest.raises(tv.QuestionError, match="^registered: .*backward"):
        registered.trace(registered=True, direction="backward")
    with pytest.raises(tv.QuestionError, match="^registered: int is not allowed"):
        registered.trace(registered=1)  # type: ignore[arg-type]
    with pytest.raises(tv.QuestionError, match="registered: "):
        store.trace(registered=True)


def test_a_case_can_be_taken_back(registered: tv.Store) -> None:
    with registered.writer() as w:
        w.retract_case("An", TESTED)
    with pytest.raises(tv.QuestionError, match="registered: "):
        registered.trace(registered=True)
    with registered.writer() as w, pytest.raises(tv.UnknownId):
        w.retract_case("Nobody", TESTED)


def test_zones(registered: tv.Store, tmp_path: Path) -> None:
    zones = registered.zones(treatment_capacity="ok", at=TESTED + DAY, suppress=0, hops=1)
    first, second = zones["zones"]
    assert (first["unit"], first["name"], first["cases"]) == ("24/213/07213", "Bích Động", 1)
    # 10 in 100,000 a week is the lowest band of vn-4800.
    assert (first["incidence"], first["level"], first["colour"]) == (10.0, 1, "green")
    assert (second["cases"], second["exposed"]) == (0, [1])
    assert zones["snapshot"] == registered.snapshot
    shown = registered.zones(treatment_capacity="ok", at=TESTED + DAY)
    assert shown["zones"][0]["cases"] == "*" and shown["suppress"] == 5
    districts = registered.zones(treatment_capacity="ok", level="district", at=TESTED + DAY)
    assert [zone["unit"] for zone in districts["zones"]] == ["24/213"]
    file = tmp_path / "rules.toml"
    file.write_text(
        'name = "mine"\nsource = "here"\npeople = 10_000\ndays = 7\nbands = [1, 2]\ndoses = 1\n'
        'colours = ["white", "grey", "black"]\n[[when]]\nlevels = [1, 2, 3]\n'
    )
    mine = registered.zones(rules=file, at=TESTED + DAY)
    assert mine["zones"][0]["colour"] == "grey"


def test_panorama(registered: tv.Store) -> None:
    now = registered.panorama(level="commune", at=TESTED + DAY, suppress=0)
    first, second = now["units"]
    assert (first["visits"], first["cases"], first["isolated"], first["sites"]) == (2, 1, 1, 1)
    assert (second["exposed"][0], second["people"]) == (1, 2)
    assert len(now["days"]) == 7 and now["total"]["places"] == 1
    below = registered.panorama(unit="24/213", at=TESTED + DAY)
    assert [unit["unit"] for unit in below["units"]] == ["24/213/07213", "24/213/07216"]


def test_zones_that_make_no_sense(registered: tv.Store, store: tv.Store) -> None:
    with pytest.raises(tv.QuestionError, match="treatment"):
        registered.zones()
    with pytest.raises(tv.QuestionError, match='^treatment_capacity: expected "ok" or "short"'):
        registered.zones(treatment_capacity="good")  # type: ignore[arg-type]
    with pytest.raises(tv.QuestionError, match="^level: "):
        registered.panorama(level="village")  # type: ignore[arg-type]
    with pytest.raises(tv.QuestionError, match="cases"):
        registered.panorama(cases=[("An", 0, None)])
    with pytest.raises(tv.QuestionError, match="days"):
        registered.panorama(days=0)
    with pytest.raises(tv.QuestionError, match="^at: "):
        registered.panorama(at="noon")
    with pytest.raises(tv.QuestionError, match="no case is registered"):
        store.panorama()
    with pytest.raises(tv.ReadWriteError):
        registered.zones(rules="no-such-file.toml", treatment_capacity="ok")
    w = registered.writer()
    with pytest.raises(tv.BadValue, match="^level: "):
        w.unit("24", level="village")  # type: ignore[arg-type]
    with pytest.raises(tv.BadValue):
        w.person("", unit="24")
