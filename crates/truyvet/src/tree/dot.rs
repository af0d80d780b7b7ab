//! A tree in the language of Graphviz.

use std::io::{self, Write};

use super::{Tree, TreeNode};

impl Tree {
    /// Writes the tree as DOT, for Graphviz: `dot -Tsvg tree.dot`. People are nodes (cases with a
    /// double border); places are told at the edges. Besides labels all facts are attributes.
    ///
    /// # Errors
    /// Whatever `out` says.
    pub fn write_dot(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "digraph truyvet {{")?;
        writeln!(out, "  rankdir=LR;")?;
        writeln!(out, "  node [shape=box];")?;
        let graph = self.graph();
        for node in graph.node_indices() {
            let Some(TreeNode::Person { id, level }) = graph.node_weight(node) else {
                continue;
            };
            let (n, id) = (node.index(), quoted(&id.to_string()));
            if *level == 0 {
                writeln!(
                    out,
                    "  n{n} [label=\"{id}\\ncase\", id=\"{id}\", level=0, peripheries=2];"
                )?;
            } else {
                writeln!(
                    out,
                    "  n{n} [label=\"{id}\\nF{level}\", id=\"{id}\", level={level}];"
                )?;
            }
        }
        for edge in graph.edge_indices() {
            let ends = graph.edge_endpoints(edge).zip(graph.edge_weight(edge));
            let Some(((from, to), event)) = ends else {
                continue;
            };
            let place = self.place(event).map(|place| quoted(&place.to_string()));
            let (start, end) = (event.overlap.start(), event.overlap.end());
            write!(out, "  n{} -> n{} [", from.index(), to.index())?;
            let shown = place.as_deref().unwrap_or("contact");
            write!(out, "label=\"{shown}\\n{start}\\n{end}\", ")?;
            if let Some(place) = &place {
                write!(out, "place=\"{place}\", ")?;
            }
            write!(out, "overlap_start=\"{start}\", overlap_end=\"{end}\", ")?;
            writeln!(out, "hop={}, grade={}];", event.hop, event.grade)?;
        }
        writeln!(out, "}}")
    }
}

/// Text as it may stand between quotes. A backslash would begin an escape of labels.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
