//! What an import is told besides its rows, in keyword arguments.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use truyvet::{
    DiskVfs, FileKind, ImportFile, ImportOptions, Input, Mapping, OnError, Timestamp, Vfs,
};

use crate::clock::{length, time, zone};
use crate::cost::bytes;
use crate::error::{Arg, raised};
use crate::frames::{input, is_frame, is_path};

/// The words of an import, but for its files.
pub(crate) fn import_options(
    verb: &str,
    words: Option<&Bound<'_, PyDict>>,
    source: Option<String>,
) -> PyResult<ImportOptions> {
    let mut read = Words::default();
    read.options.source = source;
    let words = words.into_iter().flat_map(PyDictMethods::iter);
    for (name, value) in words.filter(|(_, value)| !value.is_none()) {
        let name: String = name.extract()?;
        read.word(verb, &name, &value)?;
    }
    read.options()
}

#[derive(Default)]
struct Words {
    options: ImportOptions,
    skip: bool,
    rejects: Option<std::path::PathBuf>,
}

impl Words {
    fn word(&mut self, verb: &str, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let arg = Arg::value(name);
        let options = &mut self.options;
        match name {
            "tz" => options.zone = Some(zone(value, arg)?),
            "on_error" => match value.extract::<&str>() {
                Ok("stop") => self.skip = false,
                Ok("skip") => self.skip = true,
                _ => return Err(arg.wrong(value.py(), "expected \"stop\" or \"skip\"")),
            },
            "rejects" => self.rejects = Some(value.extract()?),
            "memory_limit" => options.memory_limit = Some(bytes(value, arg)?),
            "again" => options.again = value.extract()?,
            "mapping" => {
                let mapping = Mapping::read(&input(value, name)?);
                options.mapping = Some(mapping.map_err(|why| raised(why.into()))?);
            }
            "roster_mapping" => {
                let mapping = Mapping::read(&input(value, name)?);
                options.roster_mapping = Some(mapping.map_err(|why| raised(why.into()))?);
            }
            "join_gap" => options.join_gap = Some(length(value, arg)?),
            "ids" => options.ids = Some(input(value, name)?),
            "units" => options.units = Some(input(value, name)?),
            "roster" => options.roster = Some(input(value, name)?),
            "now" => options.now = Some(time(value, arg, None)?),
            _ => {
                return Err(PyTypeError::new_err(format!(
                    "{verb}() got an unexpected keyword argument '{name}'"
                )));
            }
        }
        Ok(())
    }

    fn options(mut self) -> PyResult<ImportOptions> {
        self.options.on_error = match (self.skip, self.rejects) {
            (true, rejects) => OnError::Skip { rejects },
            (false, None) => OnError::Stop,
            (false, Some(_)) => {
                return Err(PyTypeError::new_err(
                    "rejects is of no use without on_error='skip'",
                ));
            }
        };
        if self.options.now.is_none() {
            let now = Timestamp::from_seconds(DiskVfs::new(".").now());
            self.options.now = Some(now);
        }
        Ok(self.options)
    }
}

/// Rows of one kind: a path, a frame, or a list of paths and frames.
pub(crate) fn files(kind: FileKind, rows: &Bound<'_, PyAny>) -> PyResult<Vec<ImportFile>> {
    let file = |input: Input| ImportFile { kind, input };
    if is_path(rows)? || is_frame(rows)? || rows.try_iter().is_err() {
        return Ok(vec![file(input(rows, kind.name())?)]);
    }
    let several = rows
        .try_iter()?
        .map(|one| Ok(file(input(&one?, kind.name())?)));
    several.collect()
}

/// The kind of a source by name; without one, the kind that a mapping is of.
pub(crate) fn kind_of_source(
    py: Python<'_>,
    source: Option<&str>,
    mapping: Option<&Mapping>,
) -> PyResult<FileKind> {
    let arg = Arg::value("source");
    match (source, mapping) {
        (Some(source), _) => FileKind::named(source).ok_or_else(|| {
            let known: Vec<&str> = FileKind::ALL.iter().map(|kind| kind.name()).collect();
            let known = known.join(", ");
            arg.wrong(
                py,
                format!("`{source}` is no kind of source; there are: {known}"),
            )
        }),
        (None, Some(mapping)) => Ok(mapping.kind()),
        (None, None) => Err(arg.wrong(py, "expected a kind of source, or a mapping")),
    }
}
