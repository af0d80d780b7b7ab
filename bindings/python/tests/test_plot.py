"""Plots: what they show and leave out, small and large, in light and dark; no ids unless asked."""

from __future__ import annotations

import doctest
import io
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import truyvet as tv

matplotlib = pytest.importorskip("matplotlib")

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from truyvet import _plot

PLOTS = ["levels", "timeline", "tree", "map"]
DAY = 86_400


def texts(figure: Figure) -> list[str]:
    """All that can be read in a figure."""
    figure.canvas.draw()
    found: list[Any] = figure.findobj(Text)
    return [text.get_text() for text in found if text.get_visible() and text.get_text()]


def said(figure: Figure) -> str:
    return "\n".join(texts(figure))


def heights(figure: Figure) -> float:
    """The people in all bars."""
    return sum(bar.get_height() for bar in figure.axes[0].patches)


@pytest.fixture(scope="module")
def large(province: tv.Store) -> tv.Trace:
    """Thousands of rows, in three levels."""
    known = [row["person"] for row in province.visitors(_busy(province))][:3]
    cases = [(person, "2021-05-03T00:00:00+07:00", None) for person in known]
    trace = province.trace(cases=cases, hops=3, min_overlap="15m", latent="1d")
    assert len(trace) > 500 and len(trace.counts) == 3
    return trace


def _busy(store: tv.Store) -> str:
    """A place where there are many."""
    made = tv.synth.province("bac-giang", people=3000, days=5, seed=7)
    return next(row["place"] for row in made.places if row["kind"] == "market")


@pytest.fixture
def small(canteen: tv.Store) -> tv.Trace:
    """Bình at the canteen, Chi by a contact."""
    trace = canteen.trace(cases=[("An", 0, DAY)], hops=2)
    assert trace.counts == [1, 1]
    return trace


@pytest.fixture
def nobody(canteen: tv.Store) -> tv.Trace:
    return canteen.trace(cases=[("Chi", 0, 1)])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PLOTS)
def test_every_plot_of_a_large_trace(large: tv.Trace, name: str, theme: str) -> None:
    before = dict(matplotlib.rcParams)
    figure = getattr(large.plot, name)(theme=theme)
    assert isinstance(figure, Figure)
    page = io.BytesIO()
    figure.savefig(page, format="png")
    assert len(page.getvalue()) > 5_000
    assert dict(matplotlib.rcParams) == before
    axes = figure.axes[0]
    assert axes.get_title(loc="left") and axes.get_xlabel()
    assert axes.get_legend() is not None
    dark = sum(figure.get_facecolor()[:3]) < 1
    assert dark == (theme == "dark")


@pytest.mark.parametrize("name", PLOTS)
def test_nobodys_id_is_shown_unless_asked_for(large: tv.Trace, name: str) -> None:
    ids = {*large.exposures.column("person"), *large.exposures.column("infector")}
    shown = said(getattr(large.plot, name)())
    assert not [person for person in ids if person in shown.split()]


@pytest.mark.parametrize("name", PLOTS)
def test_small(small: tv.Trace, name: str) -> None:
    assert isinstance(getattr(small.plot, name)(), Figure)


@pytest.mark.parametrize("name", PLOTS)
def test_an_empty_answer_says_what_it_is(nobody: tv.Trace, name: str) -> None:
    shown = said(getattr(nobody.plot, name)())
    assert "Nobody was exposed to the 1 case of this question" in shown
    assert "why_not" in shown


@pytest.mark.parametrize("name", PLOTS)
def test_backward_is_in_the_words_of_the_mirror(canteen: tv.Store, name: str) -> None:
    trace = canteen.trace(cases=[("Bình", 0, DAY)], direction="backward")
    shown = said(getattr(trace.plot, name)())
    assert {
        "levels": "day of last contact (UTC)",
        "timeline": "Where and when: last contacts",
        "tree": "may have infected",
        "map": "Where the cases may have been infected",
    }[name] in shown


def test_levels_counts_everybody_once(large: tv.Trace) -> None:
    figure = large.plot.levels(tz="Asia/Ho_Chi_Minh")
    assert heights(figure) == len(large)
    legend = figure.axes[0].get_legend()
    assert legend is not None
    shown = [text.get_text() for text in legend.get_texts()]
    assert shown == [f"F{level}  {n:,}" for level, n in enumerate(large.counts, 1)]
    assert figure.axes[0].get_xlabel() == "day of first exposure (Asia/Ho_Chi_Minh)"
    assert figure.axes[0].get_ylabel() == "people per day"


def test_timeline_counts_everybody_once(large: tv.Trace) -> None:
    figure = large.plot.timeline()
    assert heights(figure) == len(large)
    legend = figure.axes[0].get_legend()
    assert legend is not None
    counts = [int(text.get_text().split("  ")[1].replace(",", "")) for text in legend.get_texts()]
    assert sum(counts) == len(large) and len(counts) <= 7


def test_one_level_and_one_row(canteen: tv.Store) -> None:
    trace = canteen.trace(cases=[("An", 0, DAY)], hops=1)
    figure = trace.plot.levels()
    assert [text for text in texts(figure) if text.startswith("F")] == ["F1  1"]
    assert "all 2 people drawn, cases included" in said(trace.plot.tree())


def test_days_are_those_of_the_zone(store: tv.Store) -> None:
    # 20:00 in UTC is the next day in Viet Nam.
    with store.writer() as w:
        for person in ("An", "Bình"):
            w.visit(person, "m", "2021-05-08T20:00:00Z", "2021-05-08T21:00:00Z")
    trace = store.trace(cases=[("An", 0, None)])
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    for tz, day in (
        ("UTC", 8),
        ("Asia/Ho_Chi_Minh", 9),
        (timezone(timedelta(hours=7)), 9),
    ):
        bar = trace.plot.levels(tz=tz).axes[0].patches[0]
        assert (epoch + timedelta(days=bar.get_x())).day == day  # type: ignore[attr-defined]
    assert "(UTC+07:00)" in said(trace.plot.levels(tz=timezone(timedelta(hours=7))))


def test_bars_are_never_too_many(store: tv.Store) -> None:
    with store.writer() as w:
        for day in range(400):
            for person in ("An", f"p{day}"):
                w.visit(person, "m", day * DAY, day * DAY + 3600)
    trace = store.trace(cases=[("An", 0, None)])
    assert len(trace) == 400
    for figure in (trace.plot.levels(), trace.plot.timeline()):
        assert heights(figure) == 400
        assert len(figure.axes[0].patches) <= 90
        assert figure.axes[0].get_ylabel() == "people per week"


def test_many_levels_share_the_last_colour(store: tv.Store) -> None:
    with store.writer() as w:
        for n in range(9):
            w.contact(f"p{n}", f"p{n + 1}", n * DAY, n * DAY + 60)
    trace = store.trace(cases=[("p0", 0, None)], hops=None)
    assert len(trace.counts) == 9
    shown = texts(trace.plot.levels())
    assert "F5  1" in shown and "F6 to F9  4" in shown
    assert "F9" in texts(trace.plot.tree())
    with pytest.raises(tv.NoCoordinates, match="all exposures of this answer were direct contacts"):
        trace.plot.map()


def test_a_large_tree_is_folded_and_says_so(large: tv.Trace) -> None:
    figure = large.plot.tree(people=30)
    whole = len(large) + 3
    shown = texts(figure)
    about = next(text for text in shown if "drawn" in text)
    drawn = int(about.split()[0])
    assert 25 <= drawn <= 60
    assert f"{drawn} of {whole:,} people drawn" in about
    folded = sum(int(text[1:].replace(",", "")) for text in shown if text.startswith("+"))
    assert drawn + folded == whole


def test_ids_are_shown_when_asked_for(small: tv.Trace) -> None:
    shown = texts(small.plot.tree(labels=True))
    assert {"An", "Bình", "Chi"} <= set(shown)
    assert "canteen" in texts(small.plot.map(labels=True))


def test_a_map_says_what_is_not_on_it(small: tv.Trace) -> None:
    shown = said(small.plot.map())
    assert "1 place with coordinates" in shown
    assert "not shown: direct contacts of 1 person" in shown
    assert "longitude (° E)" in shown and " km" in shown or " m" in shown


def test_no_coordinates_says_what_to_do(store: tv.Store) -> None:
    with store.writer() as w:
        w.visit("An", "m", 0, 60)
        w.visit("Bình", "m", 0, 60)
    trace = store.trace(cases=[("An", 0, None)])
    with pytest.raises(tv.NoCoordinates, match=r"1 place .*give lat and lon to Writer\.place"):
        trace.plot.map()
    assert trace.sites().column("lat") == [None]


def test_sites_have_coordinates(small: tv.Trace) -> None:
    sites = {row["place"]: (row["lat"], row["lon"]) for row in small.sites()}
    assert sites["canteen"] == pytest.approx((21.27, 106.19))
    assert sites[None] == (None, None)


@pytest.mark.parametrize("name", PLOTS)
def test_into_axes_of_the_caller(small: tv.Trace, name: str) -> None:
    figure = Figure(figsize=(12, 5), facecolor="#111111")
    left, right = figure.subplots(1, 2)
    for axes in (left, right):
        axes.set_facecolor("#111111")
    assert getattr(small.plot, name)(ax=right) is figure
    assert right.get_title(loc="left") and not left.get_title(loc="left")
    # Dark, because the axes are.
    title = right._left_title  # type: ignore[attr-defined]
    assert sum(matplotlib.colors.to_rgb(title.get_color())) > 2
    nested = Figure().subfigures(1, 2)[0].subplots()
    assert isinstance(nested, Axes)
    assert isinstance(getattr(small.plot, name)(ax=nested), Figure)


def test_a_dark_style_is_followed(small: tv.Trace) -> None:
    with matplotlib.rc_context({"figure.facecolor": "black"}):
        assert sum(small.plot.levels().get_facecolor()[:3]) < 1
        assert sum(small.plot.levels(theme="light").get_facecolor()[:3]) == 3
    assert sum(small.plot.levels().get_facecolor()[:3]) == 3


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda plot: plot.levels(theme="blue"), "theme: 'blue' is not allowed"),
        (lambda plot: plot.timeline(tz="Hanoi"), "tz: no time zone 'Hanoi'"),
        (lambda plot: plot.tree(people=0), "people: 0 is not allowed"),
    ],
)
def test_what_is_not_allowed(small: tv.Trace, ask: Callable[[Any], Any], says: str) -> None:
    with pytest.raises(tv.BadValue, match=says):
        ask(small.plot)


def test_a_notebook_shows_the_figure(small: tv.Trace) -> None:
    assert small.plot.levels()._repr_png_()[:4] == b"\x89PNG"


def test_nothing_of_pyplot(small: tv.Trace) -> None:
    code = """
import sys, truyvet as tv
assert 'matplotlib' not in sys.modules
store = tv.create_in_memory()
with store.writer() as w:
    w.visit('An', 'm', 0, 9)
    w.visit('Bình', 'm', 0, 9)
store.trace(cases=[('An', 0, 9)]).plot.levels()
assert 'matplotlib.pyplot' not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_matplotlib_it_says_what_to_install() -> None:
    code = """
import sys
sys.modules['matplotlib'] = None
import truyvet as tv
store = tv.create_in_memory()
with store.writer() as w:
    w.visit('An', 'm', 0, 9)
try:
    store.trace(cases=[('An', 0, 9)]).plot
except ImportError as error:
    assert 'pip install truyvet[plot]' in str(error), error
else:
    raise AssertionError('no error')
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_example_runs() -> None:
    result = doctest.testmod(_plot)
    assert result.attempted > 3 and result.failed == 0


@pytest.fixture(scope="module")
def millions() -> tv.Trace:
    """A million people in a hundred thousand places."""
    polars = pytest.importorskip("polars")
    people, places = 1_000_000, 100_000
    number = polars.int_range(0, people, dtype=polars.Int64)
    frame = polars.select(
        person=polars.format("p{}", number),
        place=polars.format("site{}", number % places),
        start=number % 1000 * 60,
        end=polars.lit(2 * DAY, dtype=polars.Int64),
    )
    # The case meets everybody.
    meets = frame.head(places).with_columns(person=polars.lit("case"), start=polars.lit(0))
    sites = polars.select(
        place=polars.format("site{}", polars.int_range(0, places)),
        kind=polars.lit("market"),
        lat=20.0 + (polars.int_range(0, places) % 317) / 300,
        lon=105.0 + (polars.int_range(0, places) // 317) / 300,
    )
    store = tv.create_in_memory()
    with store.writer() as w:
        w.places(sites)
        w.visits([frame, meets.with_columns(polars.col("start").cast(polars.Int64))])
    trace = store.trace(cases=[("case", 0, None)], hops=1)
    assert len(trace) == people
    return trace


@pytest.mark.parametrize("name", PLOTS)
def test_plots_of_a_million_rows_stay_quick(millions: tv.Trace, name: str) -> None:
    millions.sites()
    begin = time.process_time()
    figure = getattr(millions.plot, name)()
    shown = said(figure)
    took = time.process_time() - begin
    # Seconds of processor time; what takes an object for each row takes more.
    assert took < 12, f"{name} took {took:.1f} s"
    axes = figure.axes[0]
    assert len(axes.patches) <= 90 * 6
    if name == "map":
        marks = sum(len(marks.get_offsets()) for marks in axes.collections[:1])
        assert 1_000 < marks <= 20_000
        assert "100,000 places with coordinates" in shown
        assert f"drawn together, as {marks:,} marks" in shown
    if name == "levels":
        assert heights(figure) == len(millions)
