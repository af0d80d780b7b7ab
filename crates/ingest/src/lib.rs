//! Files of visits, contacts, places and cases to records, and what to say about rows that are not.
//!
//! [`import`] reads CSV files into a [`truyvet_store::Writer`]; [`read_cases`] reads the cases of
//! a question. Files ending in `.gz` or `.zst` (or that begin like one) are decompressed as they
//! are read, and `-` is the standard input. A bad row never becomes a record: the import stops at
//! it and says where it is, or, if asked to, counts it, writes it to a file of rejects and goes on.
#![forbid(unsafe_code)]

pub mod error;

mod batches;

pub mod input;

mod history;

mod field;

mod header;

mod kind;

pub mod catalog;

mod table;

mod cell;

mod columnar;

mod row_file;

mod clock;

pub mod mapping;

pub mod tally;

pub mod report;

mod sink;

mod held;

mod out;

mod importer;

mod rows;

mod source;

mod reading;

mod rejects;

mod ledger;

mod import;

mod lines;

mod pairs;

mod cases;

pub use batches::Batches;
pub use cases::read_cases;
pub use catalog::About;
pub use error::{IngestError, Reason, RowError};
pub use header::Column;
pub use import::import;
pub use input::Input;
pub use kind::FileKind;
pub use lines::{Line, LineParser};
pub use mapping::Mapping;
pub use pairs::read_pairs;
pub use report::{
    FileReport, ImportFile, ImportOptions, ImportProgress, ImportReport, OnError, SourceReport,
};
pub use tally::{Lateness, Made, Unresolved};
