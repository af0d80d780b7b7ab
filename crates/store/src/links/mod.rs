//! Which recorded numbers are one person or one place (S6): applied when rows are read.

mod aliases;

mod file;

pub use aliases::{Aliases, Members};
pub use file::Links;
