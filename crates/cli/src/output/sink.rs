//! Where an answer goes: standard output, or a file that appears only when it is complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::Failure;

/// Big enough that a write is worth its system call.
const BUFFER: usize = 1 << 18;

/// A buffered writer of one answer.
///
/// An answer for a file is written to a temporary file beside it and renamed by [`Sink::finish`],
/// so that a run which fails leaves the old file as it was. A target that is not a regular file
/// (a pipe, a device) is written directly: renaming over it would replace it.
pub(crate) struct Sink {
    out: BufWriter<Target>,
}

enum Target {
    Stdout(io::Stdout),
    Direct(File, PathBuf),
    Beside(NamedTempFile, PathBuf),
}

impl Sink {
    /// Opens `path`; standard output if there is none or it is `-`.
    ///
    /// # Errors
    /// [`Failure::Io`] naming the file.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let target = match path {
            None => Target::Stdout(io::stdout()),
            Some(path) if path.as_os_str() == "-" => Target::Stdout(io::stdout()),
            Some(path) => open_file(path).map_err(|why| Failure::file("write to", path, &why))?,
        };
        Ok(Self {
            out: BufWriter::with_capacity(BUFFER, target),
        })
    }

    /// Writes out what is buffered and puts a file in its place.
    ///
    /// # Errors
    /// [`Failure::Io`] naming the file; [`Failure::ReaderGone`].
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let target = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        match target {
            Target::Stdout(mut out) => Ok(out.flush()?),
            Target::Direct(mut file, path) => file
                .flush()
                .map_err(|why| Failure::file("write to", &path, &why)),
            Target::Beside(temporary, path) => {
                let failed = |why: &io::Error| Failure::file("write to", &path, why);
                temporary
                    .as_file()
                    .sync_data()
                    .map_err(|why| failed(&why))?;
                temporary.persist(&path).map_err(|why| failed(&why.error))?;
                Ok(())
            }
        }
    }
}

fn open_file(path: &Path) -> io::Result<Target> {
    // A link stays a link: what it points at is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".truyvet-");
    match fs::metadata(&path) {
        Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(found) if !found.is_file() => {
            let file = OpenOptions::new().write(true).open(&path)?;
            return Ok(Target::Direct(file, path));
        }
        // A new file can be read by its owner alone (it names people); an old one keeps its mode.
        Ok(found) => {
            builder.permissions(found.permissions());
        }
        Err(why) if why.kind() == io::ErrorKind::NotFound => {}
        Err(why) => return Err(why),
    }
    let folder = match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("."),
    };
    // Asked first, because the error of a temporary file would name that instead of the folder.
    fs::metadata(folder)?;
    let temporary = builder.tempfile_in(folder)?;
    Ok(Target::Beside(temporary, path))
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Direct(file, _) => file.write(bytes),
            Self::Beside(temporary, _) => temporary.write(bytes),
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Direct(file, _) => file.flush(),
            Self::Beside(temporary, _) => temporary.flush(),
        }
    }
}

#[cfg(test)]
#[path = "sink_tests.rs"]
mod tests;
