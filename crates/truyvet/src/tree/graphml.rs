//! A tree as GraphML, which graph programs read.

use std::io::{self, Write};

use super::{Tree, TreeNode};

/// What is known of nodes and edges: key, `node` or `edge`, type.
const KEYS: [(&str, &str, &str); 8] = [
    ("type", "node", "string"),
    ("id", "node", "string"),
    ("level", "node", "int"),
    ("place", "edge", "string"),
    ("overlap_start", "edge", "string"),
    ("overlap_end", "edge", "string"),
    ("hop", "edge", "int"),
    ("grade", "edge", "string"),
];

impl Tree {
    /// Writes the tree as GraphML, for Gephi, yEd, Cytoscape, networkx. Nodes have `type` (`case`,
    /// `person`, `place`), `id`, and people `level`; edges have `place` (an id; none for a direct
    /// contact), `overlap_start`, `overlap_end`, `hop`, `grade`.
    ///
    /// # Errors
    /// Whatever `out` says.
    pub fn write_graphml(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(
            out,
            "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">"
        )?;
        for (key, of, kind) in KEYS {
            writeln!(
                out,
                "  <key id=\"{key}\" for=\"{of}\" attr.name=\"{key}\" attr.type=\"{kind}\"/>"
            )?;
        }
        writeln!(out, "  <graph id=\"truyvet\" edgedefault=\"directed\">")?;
        let graph = self.graph();
        for (n, node) in graph.node_weights().enumerate() {
            write!(out, "    <node id=\"n{n}\">")?;
            match node {
                TreeNode::Person { id, level } => {
                    let kind = if *level == 0 { "case" } else { "person" };
                    data(out, "type", kind)?;
                    data(out, "id", &id.to_string())?;
                    data(out, "level", &level.to_string())?;
                }
                TreeNode::Place { id } => {
                    data(out, "type", "place")?;
                    data(out, "id", &id.to_string())?;
                }
            }
            writeln!(out, "</node>")?;
        }
        for edge in graph.edge_indices() {
            let ends = graph.edge_endpoints(edge).zip(graph.edge_weight(edge));
            let Some(((from, to), event)) = ends else {
                continue;
            };
            let (from, to) = (from.index(), to.index());
            write!(out, "    <edge source=\"n{from}\" target=\"n{to}\">")?;
            if let Some(place) = self.place(event) {
                data(out, "place", &place.to_string())?;
            }
            data(out, "overlap_start", &event.overlap.start().to_string())?;
            data(out, "overlap_end", &event.overlap.end().to_string())?;
            data(out, "hop", &event.hop.to_string())?;
            data(out, "grade", event.grade.name())?;
            writeln!(out, "</edge>")?;
        }
        writeln!(out, "  </graph>")?;
        writeln!(out, "</graphml>")
    }
}

fn data(out: &mut impl Write, key: &str, text: &str) -> io::Result<()> {
    write!(out, "<data key=\"{key}\">{}</data>", escaped(text))
}

/// Text as it may stand in XML 1.0. Ids hold no control characters; two more are not allowed.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
