//! The tree of an answer, for programs that draw graphs.

use truyvet::{Error, Trace, Tree};

use crate::document::{DocumentObject, tv_document};
use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::handles;
use crate::lift::Out;
use crate::status::tv_status;
use crate::trace::{TraceObject, tv_trace};

/// Writes a tree as a text.
fn written(
    tree: &Tree,
    write: impl FnOnce(&Tree, &mut Vec<u8>) -> std::io::Result<()>,
) -> Result<DocumentObject, Fault> {
    let mut bytes = Vec::new();
    // Memory takes all that is written, and ids are text.
    write(tree, &mut bytes).map_err(|error| Fault::panic(&error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| Fault::panic(&error.to_string()))?;
    Ok(DocumentObject::new(&text))
}

fn of_first(trace: &Trace, people: u64) -> Result<Tree, Error> {
    match usize::try_from(people) {
        Ok(0) => trace.graph(),
        Ok(people) => trace.graph_of_first(people),
        Err(_) => trace.graph_of_first(usize::MAX),
    }
}

/// The cases, the first `people` of the rows (0: all), and who was exposed by whom, as a graph
/// (S25): TV_DOT for Graphviz, TV_GRAPHML for Gephi, yEd, Cytoscape, networkx. *left_out, unless
/// null, gets how many people of the answer are not in it. A path in it is no proof: a chain is.
///
/// Owner: the caller frees *document with tv_document_free. Threads: any. Errors: TV_EXCEEDED
/// beyond the limits of the question, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_trace_tree(
    trace: *const tv_trace,
    format: u32,
    people: u64,
    left_out: *mut u64,
    document: *mut *mut tv_document,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(document, error, || {
            let object = handles::get::<TraceObject, _>(trace)?;
            if format > 1 {
                let problem = format!("{format} is none: give TV_DOT or TV_GRAPHML");
                return Err(Fault::argument("format", &problem));
            }
            let tree = of_first(&object.trace, people)?;
            let made = match format {
                0 => written(&tree, Tree::write_dot),
                _ => written(&tree, Tree::write_graphml),
            }?;
            if let Ok(place) = Out::at(left_out, "left_out") {
                place.fill(u64::try_from(tree.left_out()).unwrap_or(u64::MAX));
            }
            Ok(made)
        })
    }
}
