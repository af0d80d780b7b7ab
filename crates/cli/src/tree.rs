//! `truyvet tree`: who was exposed by whom, as an indented text or a file for graph programs.

use std::io::Write;
use std::path::PathBuf;

use truyvet::{Direction, ExternalId, Grade, Trace, Tree, TreeEdge, TreeNode};

use crate::answer::{found, json, open_json};
use crate::exit::Failure;
use crate::output::sink::Sink;
use crate::output::text;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS, in_words};

const ABOUT: &str = "\
Shows the answer of `truyvet trace` as a tree: everybody below the person by whom they may have
been infected, in the event that is the reason in their row. Ask the same question. With --backward
everybody stands below the person whom they may have infected.

A path in the tree is no proof: somebody in the middle may have been infectious by another event
than the one shown. `truyvet chain` gives the events that lead to one person.";

const EXAMPLES: &str = "\
Examples:
  truyvet tree province --case An,2021-05-03T00:00:00+07:00,inf --hops 2 --min-overlap 15m
  truyvet tree province --cases cases.csv --format dot | dot -Tsvg > tree.svg
  truyvet tree province --cases cases.csv --format graphml --max 100000 -o tree.graphml

dot and graphml: people are nodes with their level (cases: 0); an edge leads from who may have
infected to who may have been infected, with place (none for a direct contact), overlap_start,
overlap_end, hop and grade. graphml has the places as nodes, too, without edges.
json is one object: question, snapshot, left_out (people not shown), nodes, edges (from and to are
positions in nodes).";

/// Arguments of `truyvet tree`.
#[derive(Debug, clap::Args)]
#[command(about = "The answer as a tree: who was exposed by whom", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct TreeArgs {
    /// The store to ask
    store: PathBuf,
    /// How the tree is written; `text` also when piped
    #[arg(long, value_enum, default_value_t)]
    format: TreeFormat,
    /// Show N people besides the cases at most, the fewest hops first [default: 1000 in text, all
    /// otherwise]
    #[arg(long, value_name = "N")]
    max: Option<usize>,
    /// Write to FILE instead of standard output; it appears only when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    question: QuestionArgs,
}

/// How a tree is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum TreeFormat {
    /// Indented lines for people
    #[default]
    Text,
    /// Graphviz
    Dot,
    /// For Gephi, yEd, Cytoscape, networkx
    Graphml,
    /// One JSON object
    Json,
}

/// So many people are shown as text unless more are asked for.
const TEXT_MAX: usize = 1000;

/// Asks and writes the tree.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &TreeArgs) -> Result<(), Failure> {
    // First: a path that cannot be written to is told at once, not after the work.
    let mut out = Sink::open(args.output.as_deref())?;
    let trace = args.question.ask(&args.store)?;
    let all = match args.format {
        TreeFormat::Text => TEXT_MAX,
        _ => usize::MAX,
    };
    let tree = trace.graph_of_first(args.max.unwrap_or(all));
    let tree = tree.map_err(|why| Failure::of(why, "the trace was finished, its tree was not"))?;
    match args.format {
        TreeFormat::Text => as_text(&trace, &tree, &mut out)?,
        TreeFormat::Dot => tree.write_dot(&mut out)?,
        TreeFormat::Graphml => tree.write_graphml(&mut out)?,
        TreeFormat::Json => as_json(&trace, &tree, &mut out)?,
    }
    out.finish()
}

/// A branch that is still to be written.
struct Branch<'t> {
    node: usize,
    /// What stands before the line, and before the lines below it.
    before: (String, String),
    event: Option<&'t TreeEdge>,
}

fn as_text(trace: &Trace, tree: &Tree, out: &mut Sink) -> Result<(), Failure> {
    let how = match tree.direction() {
        Direction::Forward => "may have been infected by",
        Direction::Backward => "may have infected",
    };
    writeln!(
        out,
        "snapshot {}: {}",
        trace.snapshot().number(),
        found(trace)
    )?;
    writeln!(out, "question: {}", in_words(trace.question()))?;
    writeln!(out, "everybody {how} the one above\n")?;
    let below = branches(tree);
    let nodes: Vec<&TreeNode> = tree.graph().node_weights().collect();
    let is_case = |node: &&TreeNode| matches!(node, TreeNode::Person { level: 0, .. });
    let roots = nodes.iter().take_while(|node| is_case(node)).count();
    for root in 0..roots {
        let mut open = vec![Branch {
            node: root,
            before: (String::new(), String::new()),
            event: None,
        }];
        while let Some(branch) = open.pop() {
            let Some(TreeNode::Person { id, level }) = nodes.get(branch.node) else {
                continue;
            };
            write!(out, "{}{id}", branch.before.0)?;
            match branch.event {
                None => writeln!(out, "  case")?,
                Some(event) => writeln!(out, "  F{level}  {}", in_short(tree, event))?,
            }
            // The last one first: it is taken from the end.
            let children = below.get(branch.node).map_or(&[][..], Vec::as_slice);
            for (at, (child, event)) in children.iter().enumerate().rev() {
                let last = at.saturating_add(1) == children.len();
                let (own, further) = if last {
                    ("└─ ", "   ")
                } else {
                    ("├─ ", "│  ")
                };
                let under = &branch.before.1;
                open.push(Branch {
                    node: *child,
                    before: (format!("{under}{own}"), format!("{under}{further}")),
                    event: Some(event),
                });
            }
        }
    }
    if tree.left_out() > 0 {
        let left = u64::try_from(tree.left_out()).unwrap_or(u64::MAX);
        writeln!(out, "and {} more", text::counted(left, "person", "people"))?;
    }
    Ok(())
}

/// For each node who stands below it, in the order of rows, and why.
fn branches(tree: &Tree) -> Vec<Vec<(usize, &TreeEdge)>> {
    let graph = tree.graph();
    let mut below = vec![Vec::new(); graph.node_count()];
    for edge in graph.edge_indices() {
        let found = graph.edge_endpoints(edge).zip(graph.edge_weight(edge));
        if let Some(((from, to), event)) = found {
            let (above, under) = match tree.direction() {
                Direction::Forward => (from, to),
                Direction::Backward => (to, from),
            };
            if let Some(list) = below.get_mut(above.index()) {
                list.push((under.index(), event));
            }
        }
    }
    below
}

/// `2021-05-08T08:30:00Z, 30m, canteen`.
fn in_short(tree: &Tree, event: &TreeEdge) -> String {
    let place = tree.place(event).map(ExternalId::to_string);
    let place = place.as_deref().unwrap_or("contact");
    let (start, length) = (event.overlap.start(), event.overlap.length());
    let mut text = format!("{start}, {length}, {place}");
    if event.grade != Grade::Recorded {
        text.push_str(&format!(", {}", event.grade));
    }
    text
}

fn as_json(trace: &Trace, tree: &Tree, out: &mut Sink) -> Result<(), Failure> {
    open_json(out, trace.question(), trace.snapshot().number())?;
    write!(out, ",\"left_out\":{},\"nodes\":[", tree.left_out())?;
    let graph = tree.graph();
    for (n, node) in graph.node_weights().enumerate() {
        out.write_all(if n == 0 { b"\n" } else { b",\n" })?;
        match node {
            TreeNode::Person { id, level } => {
                let kind = if *level == 0 { "case" } else { "person" };
                write!(out, "{{\"type\":\"{kind}\",\"id\":")?;
                json(out, id)?;
                write!(out, ",\"level\":{level}}}")?;
            }
            TreeNode::Place { id } => {
                out.write_all(b"{\"type\":\"place\",\"id\":")?;
                json(out, id)?;
                out.write_all(b"}")?;
            }
        }
    }
    out.write_all(b"\n],\"edges\":[")?;
    for (n, edge) in graph.edge_indices().enumerate() {
        let found = graph.edge_endpoints(edge).zip(graph.edge_weight(edge));
        let Some(((from, to), event)) = found else {
            continue;
        };
        out.write_all(if n == 0 { b"\n" } else { b",\n" })?;
        let (from, to) = (from.index(), to.index());
        write!(out, "{{\"from\":{from},\"to\":{to},\"place\":")?;
        json(out, &tree.place(event))?;
        let (start, end) = (event.overlap.start(), event.overlap.end());
        write!(
            out,
            ",\"overlap_start\":\"{start}\",\"overlap_end\":\"{end}\""
        )?;
        write!(
            out,
            ",\"hop\":{},\"grade\":\"{}\"}}",
            event.hop, event.grade
        )?;
    }
    out.write_all(b"\n]}\n")?;
    Ok(())
}
