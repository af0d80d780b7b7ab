//! The file of rejected rows: `file,line,field,reason,row`.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use crate::error::IngestError;
use crate::field::Fault;
use crate::input::Input;

/// A CSV file that rejected rows are written to.
pub(crate) struct Rejects {
    name: String,
    csv: csv::Writer<BufWriter<File>>,
}

impl Rejects {
    /// Makes the file anew, unless it is one of those to be read.
    pub(crate) fn create<'i>(
        path: &Path,
        inputs: impl Iterator<Item = &'i Input>,
    ) -> Result<Self, IngestError> {
        let name = path.display().to_string();
        if let Ok(real) = path.canonicalize() {
            for input in inputs {
                if let Input::Path(input) = input
                    && input.canonicalize().is_ok_and(|input| input == real)
                {
                    return Err(IngestError::RejectsIsInput { file: name });
                }
            }
        }
        let file = File::create(path).map_err(|source| IngestError::Io {
            file: name.clone(),
            action: "create",
            source,
        })?;
        let mut rejects = Self {
            name,
            csv: csv::Writer::from_writer(BufWriter::new(file)),
        };
        let header = ["file", "line", "field", "reason", "row"];
        let written = rejects.csv.write_record(header).map_err(io::Error::from);
        rejects.check(written)?;
        Ok(rejects)
    }

    /// Adds a row, as it stood in its file.
    pub(crate) fn add(
        &mut self,
        file: &str,
        line: u64,
        fault: &Fault,
        row: &[u8],
    ) -> Result<(), IngestError> {
        let line = line.to_string();
        let fields = [
            file.as_bytes(),
            line.as_bytes(),
            fault.field.as_bytes(),
            fault.reason.name().as_bytes(),
            row,
        ];
        let written = self.csv.write_record(fields).map_err(io::Error::from);
        self.check(written)
    }

    /// Writes what is still held back.
    pub(crate) fn finish(mut self) -> Result<(), IngestError> {
        let written = self.csv.flush();
        self.check(written)
    }

    fn check(&self, written: io::Result<()>) -> Result<(), IngestError> {
        written.map_err(|source| IngestError::Io {
            file: self.name.clone(),
            action: "write",
            source,
        })
    }
}
