"""The tree of an answer: who may have infected whom, large branches folded."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path

from truyvet import BadValue, Trace
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

# Above the cases: not a person, and not drawn.
_TOP = 0


@dataclass
class Forest:
    """Everybody by number: 0 stands above the cases, then the cases, then the rows."""

    names: list[str]
    level: rows.Ints
    parent: rows.Ints
    sure: npt.NDArray[np.bool_]
    below: rows.Ints
    """How many people hang from each one, himself counted."""
    by_parent: rows.Ints
    """Everybody but the top, ordered by parent, then by who leads to most."""

    def children(self, of: int) -> list[int]:
        """Whom somebody may have infected, those who lead to most first."""
        first, end = np.searchsorted(self.parent[self.by_parent], [of, of + 1])
        return [int(child) for child in self.by_parent[first:end]]


@dataclass
class Node:
    """One person who is drawn, or (``people`` > 0) so many folded into one mark."""

    number: int
    level: int
    people: int = 0
    sure: bool = True
    height: float = 0.0
    children: list[Node] = field(default_factory=list)


def forest(trace: Trace) -> Forest:
    """The witness of each row as an edge (S15, S25)."""
    table = trace.exposures_by(order="stored")
    cases = [person for person, _ in trace.tree(max=0).nodes]
    names = ["", *cases, *table.column("person")]
    number = {name: at for at, name in enumerate(names) if at != _TOP}
    which, others = rows.words(table, "infector" if rows.is_forward(trace) else "infected")
    parents = np.array([number[name] for name in others], dtype=np.int64)[which]
    parent = np.concatenate([np.full(1 + len(cases), _TOP), parents])
    level = np.concatenate([[-1], np.zeros(len(cases), np.int64), rows.numbers(table, "level")])
    which, grades = rows.words(table, "grade")
    recorded = np.array([grade == "recorded" for grade in grades])[which]
    sure = np.concatenate([np.full(1 + len(cases), True), recorded])
    below = np.ones(len(names), dtype=np.int64)
    for hop in range(int(level.max()), -1, -1):
        at_hop = np.flatnonzero(level == hop)
        np.add.at(below, parent[at_hop], below[at_hop])
    everybody = np.arange(1, len(names))
    by_parent = everybody[np.lexsort((everybody, -below[1:], parent[1:]))]
    return Forest(names, level, parent, sure, below, by_parent)


def folded(everybody: Forest, people: int) -> tuple[Node, int]:
    """The top with about ``people`` people below it, those who lead to most, and how many it has."""
    drawn: set[int] = set()
    waiting = [(0, _TOP)]
    children: dict[int, list[int]] = {}
    while waiting and len(drawn) <= people:
        _, number = heapq.heappop(waiting)
        drawn.add(number)
        children[number] = everybody.children(number)
        for child in children[number][: people + 1]:
            heapq.heappush(waiting, (-int(everybody.below[child]), child))
    # A mark for one person would take as much room as the person.
    for number in list(drawn):
        left = [child for child in children[number] if child not in drawn]
        if len(left) == 1 and everybody.below[left[0]] == 1:
            drawn.add(left[0])
            children[left[0]] = []
    return _node(everybody, drawn, children), len(drawn) - 1


def _node(everybody: Forest, drawn: set[int], children: dict[int, list[int]]) -> Node:
    nodes = {
        number: Node(number, int(everybody.level[number]), sure=bool(everybody.sure[number]))
        for number in drawn
    }
    for number, node in nodes.items():
        left = [child for child in children[number] if child not in drawn]
        node.children = [nodes[child] for child in children[number] if child in drawn]
        if left:
            hidden = int(everybody.below[left].sum())
            level = int(everybody.level[left].min())
            node.children.append(Node(left[0], level, people=hidden))
    return nodes[_TOP]


def placed(top: Node) -> list[tuple[Node, Node]]:
    """Gives each leaf a line of its own, each other node the middle of its children; the edges."""
    edges: list[tuple[Node, Node]] = []
    lines = 0
    path = [(top, iter(top.children))]
    while path:
        node, rest = path[-1]
        child = next(rest, None)
        if child is not None:
            edges.append((node, child))
            path.append((child, iter(child.children)))
            continue
        path.pop()
        if node.children:
            node.height = (node.children[0].height + node.children[-1].height) / 2
        else:
            node.height = float(lines)
            lines += 1
    return edges


def tree(trace: Trace, ax: Axes | None, theme: ThemeName, people: int, labels: bool) -> Figure:
    """The tree, from the cases on the left to the last level on the right."""
    if people < 1:
        raise BadValue(f"people: {people} is not allowed; expected at least 1")
    if not trace:
        ax, colours = begin(ax, theme, (8.6, 4.2))
        title(ax, colours, "Who may have infected whom", [])
        say_empty(ax, colours, rows.nobody(trace))
        return figure_of(ax)
    everybody = forest(trace)
    top, drawn = folded(everybody, people)
    edges = placed(top)
    leaves = sum(not child.children for _, child in edges)
    ax, colours = begin(ax, theme, (8.6, min(max(0.17 * leaves + 1.6, 3.6), 18.0)))
    shades = colours.level_colours(int(everybody.level.max()))
    _edges(ax, colours, [edge for edge in edges if edge[0] is not top])
    nodes = [child for _, child in edges]
    for node in nodes:
        _mark(ax, colours, node, shades)
        if labels and not node.people:
            _write(ax, colours, node, everybody.names[node.number])
    title(ax, colours, "Who may have infected whom", _about(trace, everybody, drawn, nodes))
    _columns(ax, colours, int(everybody.level.max()), leaves)
    _keys(ax, colours, nodes, shades, "exposed" if rows.is_forward(trace) else "may have infected")
    return figure_of(ax)


def _about(trace: Trace, everybody: Forest, drawn: int, nodes: list[Node]) -> list[str]:
    told = []
    whole = len(everybody.names) - 1
    if drawn < whole:
        told.append(
            f"{drawn:,} of {rows.counted(whole, 'person', 'people')} drawn, those who lead to most; "
            f"{whole - drawn:,} folded into marks with their number"
        )
    else:
        told.append(f"all {rows.counted(whole, 'person', 'people')} drawn, cases included")
    if not rows.is_forward(trace):
        told.append("from the case on the left back in time: who stands right may have infected")
    if not all(node.sure for node in nodes):
        told.append("dashed: an end was assumed, or only the same building is known")
    return told


def _edges(ax: Axes, colours: Theme, edges: list[tuple[Node, Node]]) -> None:
    for sure in (True, False):
        paths = []
        for above, below in edges:
            if below.sure == sure:
                middle = (above.level + below.level) / 2
                corners = [
                    (above.level, above.height),
                    (middle, above.height),
                    (middle, below.height),
                    (below.level, below.height),
                ]
                paths.append(Path(corners, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]))
        ax.add_collection(
            PathCollection(
                paths,
                facecolors="none",
                edgecolors=colours.other,
                linewidths=0.9,
                linestyles="solid" if sure else (0, (3, 2)),
                zorder=1,
            ),
            autolim=False,
        )


def _mark(ax: Axes, colours: Theme, node: Node, shades: list[str]) -> None:
    colour = colours.case if node.level == 0 else shades[node.level - 1]
    if node.people:
        size = min(26 + 9 * node.people**0.5, 260)
        ax.scatter(
            [node.level],
            [node.height],
            s=size,
            facecolor=colours.surface,
            edgecolor=colour,
            linewidth=1.5,
            zorder=2,
        )
        ax.annotate(
            f"+{node.people:,}",
            (node.level, node.height),
            xytext=(4 + size**0.5 / 2, 0),
            textcoords="offset points",
            va="center",
            color=colours.muted,
            fontsize=8,
        )
        return
    ax.scatter(
        [node.level],
        [node.height],
        s=34 if node.level == 0 else 26,
        color=colour,
        marker="D" if node.level == 0 else "o",
        zorder=3,
    )


def _write(ax: Axes, colours: Theme, node: Node, name: str) -> None:
    leaf = not node.children
    ax.annotate(
        name,
        (node.level, node.height),
        xytext=(6, 0) if leaf else (-6, 4),
        textcoords="offset points",
        ha="left" if leaf else "right",
        va="center" if leaf else "bottom",
        color=colours.ink,
        fontsize=7,
        zorder=4,
    )


def _columns(ax: Axes, colours: Theme, deepest: int, leaves: int) -> None:
    ax.set_xlim(-0.25, deepest + 0.45)
    ax.set_ylim(leaves - 0.2, -0.8)
    ax.set_yticks([])
    names = ["cases"] + [f"F{level}" for level in range(1, deepest + 1)]
    step = 1 + deepest // 20
    ax.set_xticks(range(0, deepest + 1, step), names[::step])
    ax.spines["left"].set_visible(False)
    axis_names(ax, colours, "level (hops from the nearest case)", "")


def _keys(ax: Axes, colours: Theme, nodes: list[Node], shades: list[str], other: str) -> None:
    def key(name: str, **look: object) -> Line2D:
        return Line2D([], [], linestyle="none", label=name, **look)  # type: ignore[arg-type]

    keys = [key("case", marker="D", color=colours.case), key(other, marker="o", color=shades[0])]
    if any(node.people for node in nodes):
        keys.append(
            key(
                "folded: so many people",
                marker="o",
                markerfacecolor=colours.surface,
                markeredgecolor=shades[0],
                markersize=9,
            )
        )
    legend(ax, colours, "", handles=keys)
