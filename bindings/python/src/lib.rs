//! truyvet for Python: the front door as the extension module `truyvet._truyvet`.
//!
//! Words, columns and messages are those of the command line. docs/python.md is for its users.

use pyo3::prelude::*;

mod error;

mod clock;

mod work;

mod table;

mod columns;

mod frames;

mod cost;

mod keys;

mod registered;

mod question;

mod report;

mod import;

mod details;

mod about;

mod check;

mod writer;

mod answers;

mod sheet;

mod register;

mod trace;

mod state;

mod compare;

mod centre;

mod store;

mod open;

mod evaluate;

mod synth;

mod measure;

/// The extension module; python/truyvet/__init__.py shows what of it is public.
#[pymodule(gil_used = false)]
fn _truyvet(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<state::PyStore>()?;
    module.add_class::<writer::PyWriter>()?;
    module.add_class::<trace::PyTrace>()?;
    module.add_class::<trace::PyTree>()?;
    module.add_class::<sheet::PySheet>()?;
    module.add_class::<table::Table>()?;
    module.add_class::<report::PyReport>()?;
    module.add_class::<register::Register>()?;
    module.add_class::<synth::PyProvince>()?;
    module.add_class::<synth::PyStream>()?;
    module.add_function(wrap_pyfunction!(open::open, module)?)?;
    module.add_function(wrap_pyfunction!(open::create, module)?)?;
    module.add_function(wrap_pyfunction!(open::create_in_memory, module)?)?;
    module.add_function(wrap_pyfunction!(open::_unpickle, module)?)?;
    module.add_function(wrap_pyfunction!(keys::_new_key, module)?)?;
    module.add_function(wrap_pyfunction!(report::_rejected, module)?)?;
    module.add_function(wrap_pyfunction!(measure::_rust_trace, module)?)?;
    module.add_function(wrap_pyfunction!(measure::_rust_build, module)?)?;
    module.add_function(wrap_pyfunction!(about::verify, module)?)?;
    module.add_function(wrap_pyfunction!(about::presets, module)?)?;
    module.add_function(wrap_pyfunction!(about::preset, module)?)?;
    module.add_function(wrap_pyfunction!(about::sources, module)?)?;
    module.add_function(wrap_pyfunction!(synth::province, module)?)?;
    module.add_function(wrap_pyfunction!(synth::synth_presets, module)?)?;
    module.add_function(wrap_pyfunction!(evaluate::evaluate, module)?)
}
