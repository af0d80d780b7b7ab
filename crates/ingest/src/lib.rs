//! Files of visits, contacts, places and cases to records, and what to say about rows that are not.
//!
//! [`import`] reads CSV files into a [`truyvet_store::Writer`]; [`read_cases`] reads the cases of
//! a question. Files ending in `.gz` or `.zst` (or that begin like one) are decompressed as they
//! are read, and `-` is the standard input. A bad row never becomes a record: the import stops at
//! it and says where it is, or, if asked to, counts it, writes it to a file of rejects and goes on.
#![forbid(unsafe_code)]

pub mod error;

pub mod input;

pub mod report;

mod history;

mod field;

mod table;

mod sink;

mod rows;

mod rejects;

mod ledger;

mod csv_import;

mod lines;

mod pairs;

mod cases;

pub use cases::read_cases;
pub use csv_import::import;
pub use error::{IngestError, Reason, RowError};
pub use input::Input;
pub use lines::{Line, LineParser};
pub use pairs::read_pairs;
pub use report::{
    FileKind, FileReport, ImportFile, ImportOptions, ImportProgress, ImportReport, OnError,
};
