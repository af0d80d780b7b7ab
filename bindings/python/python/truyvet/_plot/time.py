"""Plots over time: levels by day, and kinds of places by hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from truyvet import Trace
from truyvet._plot import rows
from truyvet._plot.theme import (
    Theme,
    ThemeName,
    axis_names,
    begin,
    figure_of,
    legend,
    say_empty,
    title,
)

_SIZE = (8.6, 4.2)

# So many levels have a step of the ramp that can be told from the next.
_LEVELS = 6


def levels(trace: Trace, ax: Axes | None, theme: ThemeName, tz: str | tzinfo) -> Figure:
    """People by day of first exposure and level, stacked."""
    zone = rows.zone_of(tz)
    ax, colours = begin(ax, theme, _SIZE)
    when = "first exposure" if rows.is_forward(trace) else "last contact"
    if not trace:
        title(ax, colours, f"People by day of {when}", [])
        say_empty(ax, colours, rows.nobody(trace))
        return figure_of(ax)
    level = rows.levels(trace)
    deepest = int(level.max())
    shown = np.minimum(level, _LEVELS)
    names = [f"F{number}" for number in range(1, min(deepest, _LEVELS) + 1)]
    if deepest > _LEVELS:
        names[-1] = f"F{_LEVELS} to F{deepest}"
    layers = [
        (f"{name}  {(shown == number).sum():,}", colour, shown == number)
        for number, (name, colour) in enumerate(
            zip(names, colours.level_colours(len(names)), strict=True), 1
        )
    ]
    bar = _stack(ax, colours, rows.wall_clock(trace, zone), rows.DAY, layers)
    title(ax, colours, f"People by {bar} of {when}", [_summary(trace)])
    axis_names(ax, colours, f"{bar} of {when} ({rows.zone_name(zone)})", f"people per {bar}")
    legend(ax, colours, "level, people")
    return figure_of(ax)


def timeline(trace: Trace, ax: Axes | None, theme: ThemeName, tz: str | tzinfo) -> Figure:
    """People by time of first exposure and kind of place, stacked."""
    zone = rows.zone_of(tz)
    ax, colours = begin(ax, theme, _SIZE)
    when = "first exposures" if rows.is_forward(trace) else "last contacts"
    if not trace:
        title(ax, colours, f"Where and when: {when}", [])
        say_empty(ax, colours, rows.nobody(trace))
        return figure_of(ax)
    kinds = rows.kinds_of(trace)
    of_rows = kinds.of_rows(trace)
    position = kinds.by_people.index
    coloured = kinds.colours(colours)
    own = [kind for kind, colour in coloured.items() if colour != colours.other]
    layers = [(kind, coloured[kind], of_rows == position(kind)) for kind in own]
    others = [kind for kind in coloured if kind not in own]
    if others:
        layers.append((rows.others_name(others), colours.other, ~np.isin(of_rows, list(map(position, own)))))
    layers = [
        (f"{name}  {held.sum():,}", colour, held) for name, colour, held in layers if held.any()
    ]
    bar = _stack(ax, colours, rows.wall_clock(trace, zone), 3_600, layers)
    title(ax, colours, f"Where and when: {when}", [_summary(trace)])
    axis_names(ax, colours, f"time of {when[:-1]} ({rows.zone_name(zone)})", f"people per {bar}")
    legend(ax, colours, "kind of place, people")
    return figure_of(ax)


def _summary(trace: Trace) -> str:
    people = rows.counted(len(trace), "person", "people")
    cases = rows.counted(len(trace.question["cases"]), "case")
    if rows.is_forward(trace):
        return f"{people} exposed to {cases} or to those they exposed"
    return f"{people} who may have infected {cases}, directly or through others"


def _stack(
    ax: Axes,
    colours: Theme,
    clock: rows.Ints,
    shortest: int,
    layers: Sequence[tuple[str, str, npt.NDArray[np.bool_]]],
) -> str:
    """Stacked bars, the first layer at the bottom; the name of how long a bar is."""
    starts, step, name = rows.bins(clock, shortest)
    at, bar_of = np.unique(starts, return_inverse=True)
    below = np.zeros(len(at))
    for label, colour, held in layers:
        height = np.bincount(bar_of[held], minlength=len(at)).astype(np.float64)
        ax.bar(
            rows.days(at),
            height,
            width=0.92 * step / rows.DAY,
            bottom=below,
            align="edge",
            color=colour,
            edgecolor=colours.surface,
            linewidth=0.6,
            label=label,
        )
        below += height
    ax.grid(axis="y", color=colours.grid, linewidth=0.8)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    # A single bar would fill the axes: at least a week of days, half a day of hours is shown.
    room = max(int(at[-1] - at[0]) + step, 7 * step)
    middle = (int(at[0]) + int(at[-1]) + step) / 2
    ax.set_xlim(rows.days(middle - 0.52 * room), rows.days(middle + 0.52 * room))
    ticks = AutoDateLocator(minticks=3, maxticks=9)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(ticks)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(ticks))  # type: ignore[no-untyped-call]
    ax.xaxis.get_offset_text().set_color(colours.muted)
    ax.set_ylim(0, float(below.max()) * 1.06)
    return name
