//! Where bytes come from: a path, the standard input or memory, decompressed as they are read.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use crate::batches::Batches;
use crate::error::IngestError;

/// Bytes are read from files in pieces of this size.
const BUFFER: usize = 256 * 1024;

/// Where the bytes of a file are.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Input {
    /// In a file.
    Path(PathBuf),
    /// In the standard input.
    Stdin,
    /// Here.
    Bytes {
        /// What messages call them.
        name: String,
        /// The bytes.
        bytes: Arc<[u8]>,
    },
    /// Rows in memory, which another program made: no bytes, and read once.
    Batches(Batches),
}

impl Input {
    /// An argument of a command line: `-` is the standard input, anything else a path.
    ///
    /// ```
    /// use truyvet_ingest::Input;
    /// assert_eq!(Input::parse("-").name(), "stdin");
    /// assert_eq!(Input::parse("visits.csv.gz").name(), "visits.csv.gz");
    /// ```
    pub fn parse(argument: impl Into<PathBuf>) -> Self {
        let path = argument.into();
        if path == Path::new("-") {
            Self::Stdin
        } else {
            Self::Path(path)
        }
    }

    /// As messages call it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Stdin => "stdin".to_owned(),
            Self::Bytes { name, .. } => name.clone(),
            Self::Batches(batches) => batches.name().to_owned(),
        }
    }

    /// All of it as text, for what is small: not for tables.
    ///
    /// # Errors
    /// [`IngestError`] for what cannot be opened, read or decompressed, or is no UTF-8.
    pub fn text(&self) -> Result<String, IngestError> {
        let mut source = self.open()?;
        io::read_to_string(source.take()).map_err(|e| source.error(e))
    }

    /// How many bytes it has as stored, if that can be known.
    pub(crate) fn size(&self) -> Option<u64> {
        match self {
            Self::Path(path) => {
                let metadata = std::fs::metadata(path).ok()?;
                metadata.is_file().then_some(metadata.len())
            }
            Self::Stdin | Self::Batches(_) => None,
            Self::Bytes { bytes, .. } => u64::try_from(bytes.len()).ok(),
        }
    }

    /// The bytes as stored, if they can be read more than once: of a file or of memory.
    pub(crate) fn again(&self) -> Option<Result<Box<dyn Read + Send>, IngestError>> {
        match self {
            Self::Path(path) => {
                self.size()?;
                let file = File::open(path).map_err(|e| io(&self.name(), "open", e));
                Some(file.map(|file| Box::new(file) as Box<dyn Read + Send>))
            }
            Self::Stdin | Self::Batches(_) => None,
            Self::Bytes { bytes, .. } => Some(Ok(Box::new(Cursor::new(Arc::clone(bytes))))),
        }
    }

    /// Opens it for reading, past a byte order mark.
    pub(crate) fn open(&self) -> Result<Source, IngestError> {
        let mut source = self.open_as_it_is()?;
        source.skip_mark()?;
        Ok(source)
    }

    /// Opens it for reading rows of any format.
    pub(crate) fn open_rows(&self) -> Result<(Format, Source), IngestError> {
        let mut source = self.open_as_it_is()?;
        let format = source.format()?;
        if format == Format::Text {
            source.skip_mark()?;
        }
        Ok((format, source))
    }

    /// Its bytes, to be read in any order: of a file that is not compressed from the disk, all
    /// others from memory.
    pub(crate) fn seek(&self, mut source: Source) -> Result<Seek, IngestError> {
        if let Self::Path(path) = self
            && source.packing == Packing::None
            && self.size().is_some()
        {
            let file = File::open(path).map_err(|e| io(&self.name(), "open", e))?;
            return Ok(Seek::File(file));
        }
        let mut bytes = Vec::new();
        let read = source.take().read_to_end(&mut bytes);
        read.map_err(|e| source.error(e))?;
        Ok(Seek::Memory(bytes))
    }

    fn open_as_it_is(&self) -> Result<Source, IngestError> {
        let name = self.name();
        let raw: Box<dyn Read> = match self {
            Self::Path(path) => Box::new(File::open(path).map_err(|e| io(&name, "open", e))?),
            Self::Stdin => Box::new(io::stdin()),
            Self::Bytes { bytes, .. } => Box::new(Cursor::new(Arc::clone(bytes))),
            Self::Batches(_) => {
                return Err(IngestError::Columns {
                    file: name,
                    problem: "these are rows in memory: expected a file".to_owned(),
                });
            }
        };
        let meter = Meter::default();
        let raw = Metered {
            raw,
            meter: meter.clone(),
        };
        let mut raw = BufReader::with_capacity(BUFFER, raw);
        let first = head(&mut raw).map_err(|e| io(&name, "read", e))?;
        let packing = Packing::of(&name, &first)?;
        let raw = Cursor::new(first).chain(raw);
        let mut source = Source {
            name,
            packing,
            meter,
            bytes: Box::new(io::empty()),
        };
        let bytes: Box<dyn Read> = match packing {
            Packing::None => Box::new(raw),
            Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(raw)),
            Packing::Zstd => Box::new(
                zstd::stream::read::Decoder::with_buffer(raw).map_err(|e| source.error(e))?,
            ),
        };
        source.bytes = bytes;
        Ok(source)
    }
}

/// What the rows of a file are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// CSV, or nothing that is known.
    Text,
    Parquet,
    /// Arrow IPC, with an index at the end.
    ArrowFile,
    /// Arrow IPC without one.
    ArrowStream,
}

/// Bytes that can be read in any order.
pub(crate) enum Seek {
    File(File),
    Memory(Vec<u8>),
}

pub(crate) fn io(name: &str, action: &'static str, source: io::Error) -> IngestError {
    IngestError::Io {
        file: name.to_owned(),
        action,
        source,
    }
}

/// The first bytes of a reader, fewer only at its end.
fn head(reader: &mut dyn Read) -> io::Result<Vec<u8>> {
    first_bytes(reader, 4)
}

fn first_bytes(reader: &mut dyn Read, count: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(8);
    // `read_to_end` goes on after short reads.
    reader.take(count).read_to_end(&mut head)?;
    Ok(head)
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Packing {
    /// By its first bytes; a name that promises something else is an error.
    fn of(name: &str, head: &[u8]) -> Result<Self, IngestError> {
        let found = match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            // A frame, or a skippable one before it.
            [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => Self::Zstd,
            _ => Self::None,
        };
        let lower = name.to_ascii_lowercase();
        let promised = if lower.ends_with(".gz") {
            Self::Gzip
        } else if lower.ends_with(".zst") {
            Self::Zstd
        } else {
            Self::None
        };
        if promised == Self::None || promised == found {
            return Ok(found);
        }
        Err(IngestError::Compressed {
            file: name.to_owned(),
            problem: format!("its name promises {promised}, but its bytes are not {promised}"),
        })
    }
}

impl std::fmt::Display for Packing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "plain text",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        })
    }
}

/// Counts the bytes read, and remembers whether it was the system that failed.
#[derive(Clone, Debug, Default)]
struct Meter {
    bytes: Rc<Cell<u64>>,
    failed: Rc<Cell<bool>>,
}

struct Metered {
    raw: Box<dyn Read>,
    meter: Meter,
}

impl Read for Metered {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.raw.read(into) {
                Ok(count) => {
                    let bytes = &self.meter.bytes;
                    let more = u64::try_from(count).unwrap_or(u64::MAX);
                    bytes.set(bytes.get().saturating_add(more));
                    return Ok(count);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    self.meter.failed.set(true);
                    return Err(e);
                }
            }
        }
    }
}

/// An open file, read as the text that it holds.
pub(crate) struct Source {
    name: String,
    packing: Packing,
    meter: Meter,
    bytes: Box<dyn Read>,
}

impl Source {
    /// As messages call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A counter of the bytes read so far, as they are stored.
    pub(crate) fn bytes_read(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.meter.bytes)
    }

    /// Takes the reader out.
    pub(crate) fn take(&mut self) -> Box<dyn Read> {
        std::mem::replace(&mut self.bytes, Box::new(io::empty()))
    }

    /// An error of reading, told apart: the system, or the compressed data.
    pub(crate) fn error(&self, source: io::Error) -> IngestError {
        if self.packing == Packing::None || self.meter.failed.get() {
            return io(&self.name, "read", source);
        }
        let problem = if source.kind() == io::ErrorKind::UnexpectedEof {
            format!(
                "the {} data ends too early: the file is cut off",
                self.packing
            )
        } else {
            format!("the {} data is damaged ({source})", self.packing)
        };
        IngestError::Compressed {
            file: self.name.clone(),
            problem,
        }
    }

    /// What it holds, by its first bytes; they are put back.
    fn format(&mut self) -> Result<Format, IngestError> {
        let mut bytes = self.take();
        let first = first_bytes(&mut bytes, 6).map_err(|e| self.error(e))?;
        let format = match first.as_slice() {
            [b'P', b'A', b'R', b'1', ..] => Format::Parquet,
            b"ARROW1" => Format::ArrowFile,
            [0xff, 0xff, 0xff, 0xff, ..] => Format::ArrowStream,
            _ => Format::Text,
        };
        self.bytes = Box::new(Cursor::new(first).chain(bytes));
        Ok(format)
    }

    /// Takes a UTF-8 byte order mark off, and refuses what is plainly not CSV text.
    fn skip_mark(&mut self) -> Result<(), IngestError> {
        let mut bytes = self.take();
        let first = head(&mut bytes).map_err(|e| self.error(e))?;
        let what = match first.as_slice() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the text is UTF-16",
            b"PK\x03\x04" => "this is a spreadsheet (xlsx, ods) or a zip archive",
            [0xd0, 0xcf, 0x11, 0xe0] => "this is a spreadsheet (xls)",
            b"PAR1" => "this is a Parquet file",
            [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd] => "the file is compressed twice",
            _ => "",
        };
        if !what.is_empty() {
            return Err(IngestError::NotCsv {
                file: self.name.clone(),
                what: what.to_owned(),
            });
        }
        let rest = match first.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) => rest.to_vec(),
            None => first,
        };
        self.bytes = Box::new(Cursor::new(rest).chain(bytes));
        Ok(())
    }
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;
