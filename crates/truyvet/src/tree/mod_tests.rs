//! Tests of `tree`: nodes, edges, both ways, what is written (S25).

use std::sync::Arc;

use super::*;
use crate::{MemoryVfs, Options, Store};

/// An meets Bình at a canteen with a difficult name; Bình meets Chi.
fn store() -> Store {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    let mut w = store.writer().unwrap();
    w.visit("An", "a\"\\<&>", 0, Some(100)).unwrap();
    w.visit("Bình", "a\"\\<&>", 50, Some(150)).unwrap();
    w.contact("Bình", "Chi", 200, 300).unwrap();
    w.contact("An", "Dung", 400, 500).unwrap();
    w.commit().unwrap();
    store
}

/// `from>to` of each edge, by id.
fn edges(tree: &Tree) -> Vec<String> {
    let graph = tree.graph();
    let name = |node: NodeIndex| match &graph[node] {
        TreeNode::Person { id, .. } | TreeNode::Place { id } => id.to_string(),
    };
    let edge = |edge| {
        let (from, to) = graph.edge_endpoints(edge).unwrap();
        format!("{}>{} F{}", name(from), name(to), graph[edge].hop)
    };
    graph.edge_indices().map(edge).collect()
}

#[test]
fn s25_the_witness_of_each_row_is_an_edge() -> Result<(), Error> {
    let trace = store().snapshot()?.trace().case("An", 0..9999).ask()?;
    let tree = trace.graph()?;
    assert_eq!(edges(&tree), ["An>Bình F1", "An>Dung F1", "Bình>Chi F2"]);
    assert_eq!((tree.graph().node_count(), tree.left_out()), (5, 0));
    let first = tree.graph().edge_weights().next().unwrap();
    assert_eq!(tree.place(first).unwrap().to_string(), "a\"\\<&>");
    let tree = trace.graph_of_first(1)?;
    assert_eq!(edges(&tree), ["An>Bình F1"]);
    assert_eq!((tree.graph().node_count(), tree.left_out()), (3, 2));
    let none = trace.graph_of_first(0)?;
    assert_eq!((none.graph().node_count(), none.left_out()), (1, 3));
    Ok(())
}

#[test]
fn s25_backward_edges_lead_to_the_case() -> Result<(), Error> {
    let asked = store().snapshot()?.trace().case("Chi", 0..9999);
    let tree = asked.direction(Direction::Backward).ask()?.graph()?;
    assert_eq!(edges(&tree), ["Bình>Chi F1", "An>Bình F2"]);
    assert_eq!(tree.direction(), Direction::Backward);
    Ok(())
}

#[test]
fn names_are_escaped() -> Result<(), Box<dyn std::error::Error>> {
    let tree = store()
        .snapshot()?
        .trace()
        .case("An", 0..99)
        .ask()?
        .graph()?;
    let (mut dot, mut xml) = (Vec::new(), Vec::new());
    tree.write_dot(&mut dot)?;
    tree.write_graphml(&mut xml)?;
    let (dot, xml) = (String::from_utf8(dot)?, String::from_utf8(xml)?);
    assert!(dot.contains(r#"place="a\"\\<&>","#), "{dot}");
    assert!(
        xml.contains("<data key=\"id\">a&quot;\\&lt;&amp;&gt;</data>"),
        "{xml}"
    );
    Ok(())
}
