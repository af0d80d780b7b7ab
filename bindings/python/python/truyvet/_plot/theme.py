"""How plots look: colours for light and dark, figures that need no window, titles and legends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal, TypeAlias

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgba
from matplotlib.figure import Figure

from truyvet import BadValue

ThemeName: TypeAlias = Literal["auto", "light", "dark"]


@dataclass(frozen=True)
class Theme:
    """The colours of one background."""

    surface: str
    ink: str
    muted: str
    grid: str
    case: str
    other: str
    """Everything that has no colour of its own."""
    kinds: tuple[str, ...]
    """Colours that stay apart also for who sees no red or no green: the tests measure it."""
    ramp: tuple[str, str, str]
    """From the first level, which stands out most, to the last."""

    def level_colours(self, count: int) -> list[str]:
        """So many steps of the ramp."""
        ramp = LinearSegmentedColormap.from_list("levels", self.ramp)
        return [to_hex(ramp(step / max(count - 1, 1))) for step in range(count)]


LIGHT = Theme(
    surface="#ffffff",
    ink="#1a1a19",
    muted="#5c5b57",
    grid="#e4e3df",
    case="#c8501e",
    other="#8f8d86",
    kinds=("#2a78d6", "#c8501e", "#17306b", "#b88189", "#73250e", "#72577f"),
    ramp=("#0d2a5c", "#2a78d6", "#8db8ec"),
)

DARK = Theme(
    surface="#1a1a19",
    ink="#f2f1ec",
    muted="#b3b1a9",
    grid="#383733",
    case="#f0803c",
    other="#8f8d86",
    kinds=("#3987e5", "#ebd23e", "#d4611f", "#9cddee", "#c58d95", "#875f80"),
    ramp=("#d3e6fc", "#3987e5", "#23508c"),
)


class Drawing(Figure):
    """A figure that a notebook shows by itself, once, without pyplot and its list of figures."""

    def _repr_png_(self) -> bytes:
        page = BytesIO()
        self.savefig(page, format="png", dpi=self.dpi)
        return page.getvalue()


def begin(ax: Axes | None, theme: ThemeName, size: tuple[float, float]) -> tuple[Axes, Theme]:
    """The axes to draw into, with the colours that fit them."""
    if theme not in ("auto", "light", "dark"):
        raise BadValue(f"theme: {theme!r} is not allowed; expected 'auto', 'light' or 'dark'")
    if ax is not None:
        behind = ax.patch if ax.patch.get_visible() else ax.figure.patch
        colours = _chosen(theme, behind.get_facecolor())
    else:
        colours = _chosen(theme, matplotlib.rcParams["figure.facecolor"])
        figure = Drawing(figsize=size, dpi=120, layout="constrained", facecolor=colours.surface)
        FigureCanvasAgg(figure)
        ax = figure.add_subplot(facecolor=colours.surface)
    ax.set_axisbelow(True)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(colours.muted)
    ax.tick_params(colors=colours.muted, labelcolor=colours.muted, labelsize=9)
    return ax, colours


def _chosen(theme: ThemeName, behind: Any) -> Theme:
    if theme == "auto":
        red, green, blue, alpha = to_rgba(behind)
        # What can be seen through is taken for white, as paper and most pages are.
        seen = 1 - alpha + alpha * (0.2126 * red + 0.7152 * green + 0.0722 * blue)
        return DARK if seen < 0.4 else LIGHT
    return DARK if theme == "dark" else LIGHT


def title(ax: Axes, colours: Theme, text: str, below: Sequence[str]) -> None:
    """A title, and smaller lines below it that say what is counted and what is left out."""
    ax.set_title(
        text,
        loc="left",
        color=colours.ink,
        fontsize=12,
        fontweight="bold",
        pad=12 + 13 * len(below),
    )
    ax.annotate(
        "\n".join(below),
        xy=(0, 1),
        xycoords="axes fraction",
        xytext=(0, 8),
        textcoords="offset points",
        va="bottom",
        color=colours.muted,
        fontsize=9,
        linespacing=1.35,
    )


def axis_names(ax: Axes, colours: Theme, x: str, y: str) -> None:
    """What the axes count, with units."""
    ax.set_xlabel(x, color=colours.muted, fontsize=9)
    ax.set_ylabel(y, color=colours.muted, fontsize=9)


def legend(ax: Axes, colours: Theme, name: str, **given: Any) -> None:
    """The legend: right of a figure of our own, where there is room in somebody else's axes."""
    if isinstance(ax.figure, Drawing):
        given |= {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0), "borderaxespad": 0.0}
    made = ax.legend(
        title=name,
        labelcolor=colours.ink,
        facecolor=to_rgba(colours.surface, 0.85),
        edgecolor="none",
        fontsize=9,
        title_fontsize=9,
        alignment="left",
        **given,
    )
    made.get_title().set_color(colours.muted)


def say_empty(ax: Axes, colours: Theme, text: str) -> None:
    """Axes without anything to draw say why, so that they do not look broken."""
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.text(
        0.5,
        0.5,
        text,
        transform=ax.transAxes,
        ha="center",
        va="center",
        color=colours.ink,
        fontsize=11,
        linespacing=1.6,
    )


def figure_of(ax: Axes) -> Figure:
    """The whole figure that the axes are in, also through a subfigure."""
    figure: Any = ax.figure
    while not isinstance(figure, Figure):
        figure = figure.figure
    return figure
