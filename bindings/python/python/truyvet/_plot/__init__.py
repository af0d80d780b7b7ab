"""Plots of an answer, as matplotlib figures: what ``trace.plot`` is."""

from __future__ import annotations

from datetime import tzinfo

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from truyvet import Trace
from truyvet._plot import map as _map
from truyvet._plot import time as _time
from truyvet._plot import tree as _tree
from truyvet._plot.theme import ThemeName

__all__ = ["Plot"]


class Plot:
    """Plots of an answer. Each gives its matplotlib figure, and shows nobody's id unless asked to.

    A plot draws a figure of its own, or into ``ax=``, and changes no setting of matplotlib. With
    ``theme="auto"`` it is dark where figures (or the axes given) are dark already; ``"light"`` and
    ``"dark"`` say so. A notebook shows the figure; ``figure.savefig("plot.png")`` saves it.

    >>> import truyvet as tv
    >>> store = tv.create_in_memory()
    >>> with store.writer() as w:
    ...     w.place("canteen", "canteen", lat=21.27, lon=106.19)
    ...     w.visit("An", "canteen", 0, 3600)
    ...     w.visit("Bình", "canteen", 1800, 5400)
    >>> trace = store.trace(cases=[("An", 0, None)])
    >>> trace.plot.levels(tz="Asia/Ho_Chi_Minh").axes[0].get_xlabel()
    'day of first exposure (Asia/Ho_Chi_Minh)'
    """

    def __init__(self, trace: Trace) -> None:
        """Plots of ``trace``."""
        self._trace = trace

    def levels(
        self,
        *,
        ax: Axes | None = None,
        theme: ThemeName = "auto",
        tz: str | tzinfo = "UTC",
    ) -> Figure:
        """How many people were first exposed on each day, by level (F1, F2 …).

        Days begin at midnight in ``tz``. Of a backward trace (S21) it is the day of the last
        contact. Levels from the sixth on are one, and more than 90 days are weeks or longer.
        """
        return _time.levels(self._trace, ax, theme, tz)

    def timeline(
        self,
        *,
        ax: Axes | None = None,
        theme: ThemeName = "auto",
        tz: str | tzinfo = "UTC",
    ) -> Figure:
        """When and at what kind of place people were first exposed.

        Everybody counts once, where the witness of the row is (S15). Bars are hours, or as much
        more as keeps them fewer than 90; the axis says how much. The six kinds with the most
        people have a colour, the same one as in ``map``; the others share one.
        """
        return _time.timeline(self._trace, ax, theme, tz)

    def tree(
        self,
        *,
        ax: Axes | None = None,
        theme: ThemeName = "auto",
        people: int = 80,
        labels: bool = False,
    ) -> Figure:
        """Who may have infected whom: the witness of each row (S15, S25), a column for each level.

        Of a large answer about ``people`` are drawn, those who lead to most first; the others are
        folded into the one they come from, and the plot says how many. ``labels=True`` writes the
        ids of people who are drawn. A path of the tree is no proof of a chain: ``Trace.chain`` is.
        """
        return _tree.tree(self._trace, ax, theme, people, labels)

    def map(
        self,
        *,
        ax: Axes | None = None,
        theme: ThemeName = "auto",
        labels: bool = False,
    ) -> Figure:
        """Where people were exposed (S23): the larger, the more of them.

        Places without coordinates and direct contacts are left out, and the plot says how many. If
        no place is left that is ``truyvet.NoCoordinates``. ``labels=True`` writes the ids of the
        ten places with the most people. There is no background: nothing is fetched from anywhere.
        """
        return _map.sites(self._trace, ax, theme, labels)
