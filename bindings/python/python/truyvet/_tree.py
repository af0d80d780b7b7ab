"""A tree of an answer as a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from truyvet import Tree


def to_networkx(tree: Tree) -> Any:
    """A ``networkx.DiGraph`` with the people, edges and attributes of ``tree``."""
    import networkx

    graph = networkx.DiGraph()
    for person, level in tree.nodes:
        graph.add_node(person, level=level)
    for edge in tree.edges:
        infector, exposed = edge.pop("infector"), edge.pop("exposed")
        graph.add_edge(infector, exposed, **edge)
    return graph
