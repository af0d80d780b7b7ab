"""The map of an answer: where people were exposed, by the coordinates of places."""

from __future__ import annotations

from math import cos, floor, log10, radians
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from truyvet import NoCoordinates, Trace
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

_LARGEST = 420.0
"""The area of the largest mark, in square points; that of the others is in proportion."""

_SMALLEST = 5.0

_LABELS = 10

_MARKS = 20_000
"""So many places have a mark of their own at most."""

_CELLS = 250
"""Cells along the longer side in which places are near each other."""

_KM_PER_DEGREE = 111.2


def sites(trace: Trace, ax: Axes | None, theme: ThemeName, labels: bool) -> Figure:
    """Sites at their coordinates, as large as people exposed there are many."""
    forward = rows.is_forward(trace)
    name = "Where people were exposed" if forward else "Where the cases may have been infected"
    if not trace:
        ax, colours = begin(ax, theme, (8.6, 4.2))
        title(ax, colours, name, [])
        say_empty(ax, colours, rows.nobody(trace))
        return figure_of(ax)
    kinds = rows.kinds_of(trace)
    located = _located(kinds.sites)
    frame = Frame(located)
    shown = _gathered(located)
    ax, colours = begin(ax, theme, (8.6, 1.6 + 6.0 * min(frame.ratio, 1.0)))
    colour_of = kinds.colours(colours)
    most = max(site["exposed"] for site in shown)
    # Large ones first: small ones are seen on top of them.
    shown.sort(key=lambda site: -site["exposed"])
    ax.scatter(
        [site["lon"] for site in shown],
        [site["lat"] for site in shown],
        s=[_area(site["exposed"], most) for site in shown],
        c=[colour_of[rows.kind_name(site["kind"])] for site in shown],
        alpha=0.85,
        edgecolors=colours.surface,
        linewidths=0.5,
        rasterized=len(shown) > 2_000,
        zorder=3,
    )
    if labels:
        for site in shown[:_LABELS]:
            # Towards the middle: beyond the frame there is the legend.
            right = site["lon"] > frame.lon
            ax.annotate(
                site["place"],
                (site["lon"], site["lat"]),
                xytext=(-7 if right else 7, 5),
                zorder=4,
                ha="right" if right else "left",
                textcoords="offset points",
                color=colours.ink,
                fontsize=8,
            )
    told = _about(kinds.sites, located)
    if len(shown) < len(located):
        told.append(f"near ones of a kind are drawn together, as {len(shown):,} marks")
    title(ax, colours, name, told)
    axis_names(ax, colours, "longitude (° E)", "latitude (° N)")
    _fit(ax, colours, frame)
    _keys(ax, colours, colour_of, shown, "people exposed" if forward else "possible infectors")
    return figure_of(ax)


def _located(all_sites: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shown = [site for site in all_sites if site["lat"] is not None]
    if shown:
        return shown
    places = sum(site["place"] is not None for site in all_sites)
    if not places:
        raise NoCoordinates(
            "map: all exposures of this answer were direct contacts, which are at no place; "
            "plot.timeline and plot.tree show them"
        )
    raise NoCoordinates(
        f"map: no coordinates of {rows.counted(places, 'place')} where people were exposed; give "
        "lat and lon to Writer.place or Writer.places, and ask again"
    )


def _gathered(located: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of more places than marks can be told apart, those of a kind that are near as one."""
    if len(located) <= _MARKS:
        return located
    lat = np.array([site["lat"] for site in located])
    lon = np.array([site["lon"] for site in located])
    people = np.array([site["exposed"] for site in located], dtype=np.int64)
    _, kind = np.unique([rows.kind_name(site["kind"]) for site in located], return_inverse=True)
    side, cells, first = max(float(np.ptp(lat)), float(np.ptp(lon)), 1e-9), 2 * _CELLS, kind
    while len(first) > _MARKS and cells:
        cells //= 2
        down = ((lat - lat.min()) / side * cells).astype(np.int64)
        right = ((lon - lon.min()) / side * cells).astype(np.int64)
        where = (kind * (cells + 1) + down) * (cells + 1) + right
        _, first, of = np.unique(where, return_index=True, return_inverse=True)
    # The largest place of a mark is where it stands, and what it is called.
    order = np.lexsort((-people, of))
    largest = order[np.unique(of[order], return_index=True)[1]]
    together = np.bincount(of, weights=people, minlength=len(first)).astype(np.int64)
    return [
        {**located[at], "exposed": int(exposed)}
        for at, exposed in zip(largest, together, strict=True)
    ]


def _area(people: int, most: int) -> float:
    return max(_SMALLEST, _LARGEST * people / max(most, 12))


def _about(all_sites: list[dict[str, Any]], shown: list[dict[str, Any]]) -> list[str]:
    told = [f"{rows.counted(len(shown), 'place')} with coordinates"]
    at_places = [site for site in all_sites if site["place"] is not None]
    missing = len(at_places) - len(shown)
    if missing:
        told.append(f"not shown: {rows.counted(missing, 'place')} without coordinates")
    direct = sum(site["exposed"] for site in all_sites if site["place"] is None)
    if direct:
        told.append(f"not shown: direct contacts of {rows.counted(direct, 'person', 'people')}")
    return told


class Frame:
    """What the map shows, in degrees around a middle; nowhere flat, also around a single place."""

    def __init__(self, shown: list[dict[str, Any]]) -> None:
        lat = np.array([site["lat"] for site in shown])
        lon = np.array([site["lon"] for site in shown])
        self.lat, self.lon = float(lat.min() + lat.max()) / 2, float(lon.min() + lon.max()) / 2
        # How much shorter a degree to the east is than one to the north.
        self.shrink = max(cos(radians(self.lat)), 0.05)
        high, wide = float(np.ptp(lat)), float(np.ptp(lon)) * self.shrink
        self.height = 1.12 * max(high, 0.4 * wide, 0.005)
        self.width = 1.12 * max(wide, 0.8 * high, 0.0125) / self.shrink
        self.ratio = self.height / (self.width * self.shrink)


def _fit(ax: Axes, colours: Theme, frame: Frame) -> None:
    """Equal kilometres both ways, and a bar that says how long some are."""
    ax.set_xlim(frame.lon - frame.width / 2, frame.lon + frame.width / 2)
    # Room below for the bar, which would lie on places otherwise.
    ax.set_ylim(frame.lat - 0.58 * frame.height, frame.lat + frame.height / 2)
    ax.set_aspect(1 / frame.shrink)
    ax.grid(color=colours.grid, linewidth=0.8)
    ax.ticklabel_format(useOffset=False)
    ax.locator_params(nbins=6)

    km = _round(frame.width * frame.shrink * _KM_PER_DEGREE / 4)
    left, bottom = frame.lon - 0.46 * frame.width, frame.lat - 0.54 * frame.height
    ax.plot(
        [left, left + km / _KM_PER_DEGREE / frame.shrink],
        [bottom, bottom],
        color=colours.ink,
        linewidth=2,
        solid_capstyle="butt",
        zorder=5,
    )
    length = f"{km:g} km" if km >= 1 else f"{1000 * km:g} m"
    ax.annotate(
        length,
        (left, bottom),
        xytext=(0, 4),
        textcoords="offset points",
        color=colours.ink,
        fontsize=8,
        zorder=5,
    )


def _round(length: float) -> float:
    """1, 2 or 5 times a power of ten, at most ``length``."""
    power: float = 10.0 ** floor(log10(length))
    return next(step * power for step in (5, 2, 1) if step * power <= length * 1.000001)


def _keys(
    ax: Axes, colours: Theme, colour_of: dict[str, str], shown: list[dict[str, Any]], what: str
) -> None:
    there = {rows.kind_name(site["kind"]) for site in shown}
    own = [kind for kind in colour_of if kind in there and colour_of[kind] != colours.other]
    others = sorted(there.difference(own))

    def dot(name: str, colour: str, area: float) -> Line2D:
        return Line2D(
            [],
            [],
            linestyle="none",
            marker="o",
            color=colour,
            markersize=area**0.5,
            label=name,
            markeredgecolor=colours.surface,
            markeredgewidth=0.5,
        )

    keys = [dot(kind, colour_of[kind], 60) for kind in own]
    if others:
        keys.append(dot(rows.others_name(others), colours.other, 60))
    most = max(site["exposed"] for site in shown)
    sizes = sorted({most, max(1, int(_round(most / 3))), 1}, reverse=True)
    keys.append(Line2D([], [], linestyle="none", label=f"\n{what}"))
    keys += [dot(f"{size:,}", colours.muted, _area(size, most)) for size in sizes]
    legend(ax, colours, "kind of place", handles=keys, labelspacing=0.7, handletextpad=1.0)
