"""Arguments as Python people hold them, and what is said of wrong ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy
import pandas
import pytest
import truyvet as tv

# In 1970 the clocks of Hồ Chí Minh City were another hour ahead.
BANGKOK = ZoneInfo("Asia/Bangkok")
START = datetime(1970, 1, 1, 7, tzinfo=BANGKOK)  # 0 seconds since 1970

TIMES: list[Any] = [
    0,
    "0",
    "1970-01-01T07:00:00+07:00",
    START,
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(1970, 1, 1, 0, 0, 0, 999_999, tzinfo=UTC),
    datetime(1969, 12, 31, 17, tzinfo=timezone(timedelta(hours=-7))),
    pandas.Timestamp("1970-01-01T07:00", tz="Asia/Bangkok"),
    numpy.int64(0),
]

LOCAL: list[Any] = [
    datetime(1970, 1, 1, 7),
    pandas.Timestamp("1970-01-01T07:00"),
    numpy.datetime64("1970-01-01T07:00:00"),
    numpy.datetime64("1970-01-01T07:00:00.000000000", "ns"),
    "1970-01-01T07:00:00",
]


@pytest.mark.parametrize("start", TIMES, ids=repr)
def test_a_time_is_an_instant_however_it_is_written(canteen: tv.Store, start: Any) -> None:
    trace = canteen.trace(cases=[("An", start, None)], hops=None)
    assert trace.question["cases"][0]["infectious"]["start"] in (0, "1970-01-01T00:00:00Z")
    assert trace.counts == [1, 1]


@pytest.mark.parametrize("start", LOCAL, ids=repr)
def test_a_local_time_needs_a_zone(canteen: tv.Store, start: Any) -> None:
    with pytest.raises(tv.QuestionError, match=r"^cases: .*(tz|offset)"):
        canteen.trace(cases=[("An", start, None)])
    for tz in (BANGKOK, "Asia/Bangkok", "+07:00"):
        trace = canteen.trace(cases=[("An", start, None)], tz=tz, hops=None)
        same = canteen.trace(cases=[("An", 0, None)], hops=None)
        assert trace.question == same.question


@pytest.mark.parametrize(
    "length",
    [900, "15m", "900", timedelta(minutes=15), numpy.timedelta64(15, "m"), numpy.int32(900)],
    ids=repr,
)
def test_a_length_is_the_same_however_it_is_written(canteen: tv.Store, length: Any) -> None:
    question = canteen.trace(cases=[("An", 0, None)], min_overlap=length).question
    assert question["min_overlap"] in (900, "15m")


def test_none_is_all_hops_and_no_end(canteen: tv.Store) -> None:
    trace = canteen.trace(cases=[("An", 0, None)], hops=None, until=None)
    assert trace.question["hops"] == "all"
    assert trace.question["until"] == "inf"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "cases: "),
    ({"cases": []}, "cases: "),
    ({"cases": [("An",)]}, "cases: 1 values; expected (id, from, to)"),
    ({"cases": [(7, 0, 1)]}, "cases: int is not allowed; expected an id as text"),
    ({"cases": [("An", 1.5, 2)]}, "cases: float is not allowed"),
    ({"cases": [("An", True, 2)]}, "cases: bool is not allowed"),
    ({"cases": [("An", date(2021, 5, 8), None)]}, "cases: a date has no time of day"),
    ({"cases": [("An", pandas.NaT, None)]}, "cases: NaT is no time"),
    ({"cases": [("An", "noon", None)]}, "cases: `noon`"),
    ({"cases": [("An", 5, 5)]}, "cases: "),
    ({"cases": [("Nobody", 0, 5)]}, "cases: no person `Nobody`"),
    ({"hops": 0}, "hops: `0`"),
    ({"hops": True}, "hops: bool is not allowed"),
    ({"hops": 1.5}, "hops: float is not allowed"),
    ({"min_overlap": "soon"}, "min_overlap: "),
    ({"min_overlap": timedelta(milliseconds=1)}, "min_overlap: 0:00:00.001000 is not whole seconds"),
    ({"min_overlap": timedelta(0)}, "min_overlap: "),
    ({"latent": "2d", "until": "1d"}, "until: "),
    ({"cumulative": "15m"}, "cumulative: "),
    ({"window": (0,)}, "window: tuple is not allowed; expected a pair"),
    ({"window": "0,1"}, "window: str is not allowed; expected a pair"),
    ({"window": (1_000_000, 1_000_001)}, "window: "),
    ({"lag": {"Bus": 1}}, "lag: `Bus`"),
    ({"lag": 5}, "lag: int is not allowed; expected a dict"),
    ({"only": {"colour": "red"}}, "only: `colour` is not allowed"),
    ({"only": {"unit": "99"}}, "only.units: "),
    ({"except_": {"place": ""}}, "except_: "),
    ({"roll_up": "factory"}, "roll_up: "),
    ({"split": {"canteen": 1}}, "splits: "),
    ({"direction": "sideways"}, 'direction: expected "forward" or "backward"'),
    ({"preset": "vn"}, "preset: there is no preset `vn`"),
    ({"risk": 3}, "risk: int is not allowed"),
    ({"risk": {"by_kind": {"bus": -1}}}, "risk"),
    ({"threads": 0}, "threads: 0 is not allowed"),
    ({"threads": -1}, "threads: -1 is not allowed"),
    ({"memory_limit": "much"}, "memory_limit: expected a size"),
    ({"tz": "Mars/Olympus"}, "tz: "),
    ({"tz": 7}, "tz: int is not allowed"),
]


@pytest.mark.parametrize(("words", "message"), WRONG, ids=lambda value: str(value))
def test_a_wrong_word_is_told(canteen: tv.Store, words: dict[str, Any], message: str) -> None:
    asked: dict[str, Any] = words if "cases" in words or not words else {"cases": [("An", 0, None)], **words}
    with pytest.raises(tv.QuestionError) as error:
        canteen.trace(**asked)
    assert str(error.value).startswith(message)
    assert isinstance(error.value, ValueError)


def test_an_unknown_word_is_a_type_error(canteen: tv.Store) -> None:
    with pytest.raises(TypeError, match="'hop'.*Did you mean 'hops'"):
        canteen.trace(cases=[("An", 0, None)], hop=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="'colour'"):
        tv.create_in_memory(colour="red")  # type: ignore[call-arg]


def test_cases_come_from_anywhere(canteen: tv.Store, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("person,from,to\nAn,0,\n")
    when = pandas.to_datetime([0], unit="s", utc=True)
    frame = pandas.DataFrame({"person": ["An"], "from": when, "to": [None]})
    columns = {"person": ["An"], "from": numpy.array([0]), "to": [None]}
    wanted = canteen.trace(cases=[("An", 0, None)]).question
    for cases in (file, str(file), frame, columns, ("An", 0, None), [["An", 0, "inf"]]):
        assert canteen.trace(cases=cases).question == wanted  # type: ignore[arg-type]


def test_presets_and_questions_lie_under_what_is_said(canteen: tv.Store, tmp_path: Path) -> None:
    case = [("An", 0, None)]
    trace = canteen.trace(cases=case, preset="vn-3638", hops=1)
    assert trace.question["hops"] == 1
    again = canteen.trace(question=trace.question)
    assert again.question == trace.question
    file = tmp_path / "question.toml"
    file.write_text(trace.to_toml())
    assert canteen.trace(question=file).question == trace.question
    several = canteen.trace(cases=case, preset=["who-close-contact", "covid-wild-2020"])
    assert several.question["min_overlap"] in (900, "15m") and "risk" in several.question


def test_risk_and_orders(canteen: tv.Store) -> None:
    trace = canteen.trace(cases=[("An", 0, None)], risk=True)
    assert trace.exposures.columns[-1] == "risk"
    assert trace.exposures_by(order="risk")[0]["risk"] > 0
    rates = canteen.trace(cases=[("An", 0, None)], risk={"otherwise": 1.0})
    assert rates.exposures[0]["risk"] == pytest.approx(0.3934, abs=1e-3)
    plain = canteen.trace(cases=[("An", 0, None)])
    with pytest.raises(tv.QuestionError, match="order: risk was not asked for"):
        plain.exposures_by(order="risk")
    stored = plain.exposures_by(order="stored").column("person")
    assert sorted(stored) == sorted(plain.exposures.column("person"))
    assert len(plain.exposures_by(limit=1)) == 1


def test_limits_are_errors_that_say_what_was_finished(province: tv.Store) -> None:
    case = [("p0000007", 0, None)]
    with pytest.raises(tv.Exceeded, match="more than 5 rows") as error:
        province.trace(cases=case, max_rows=5)
    assert error.value.counts is not None
    with pytest.raises(tv.Exceeded):
        province.trace(cases=case, memory_limit="1kB")


def test_what_if_and_measures(canteen: tv.Store) -> None:
    case = [("An", 0, None)]
    base, changed, table = canteen.what_if(cases=case, hops=1, close="canteen")
    assert (base.counts, changed.counts) == ([1], [])
    assert table.column("change") == ["gone"]
    closed = canteen.trace(cases=case, close=[("canteen", 0, 9999)])
    assert closed.counts == []
    isolated = canteen.trace(cases=case, isolate=("Bình", 0, None))
    assert isolated.counts == []
    with pytest.raises(tv.QuestionError, match="no measure"):
        canteen.what_if(cases=case)
