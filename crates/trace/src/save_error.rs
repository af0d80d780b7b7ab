//! Why an answer was not saved or opened.

/// Why an answer was not saved or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SaveError {
    /// Something else.
    #[error("it is not a saved answer of truyvet; give a file that `truyvet trace --save` wrote")]
    NotAnAnswer,
    /// A later version of the format.
    #[error(
        "it is a saved answer of format {found}, and this truyvet knows only format {known}: use the truyvet that wrote it, or ask the question again"
    )]
    Version {
        /// As the file says.
        found: u32,
        /// The one that can be read.
        known: u32,
    },
    /// The same version built so that bytes are laid out otherwise.
    #[error("it was written by truyvet {written_by} in another layout: ask the question again")]
    Layout {
        /// As the file says.
        written_by: String,
    },
    /// Not what was written.
    #[error("it is damaged ({what}): restore it from a copy, or ask the question again")]
    Damaged {
        /// What is wrong.
        what: &'static str,
    },
    /// Larger than a saved answer can be.
    #[error(
        "the answer is too large to be saved (over 2 GiB): ask for fewer hops, or save its rows as CSV"
    )]
    TooLarge,
    /// Opened on another commit.
    #[error("the answer is of snapshot {saved}, not of snapshot {given}: give that one")]
    OtherSnapshot {
        /// The number of the snapshot that was asked.
        saved: u64,
        /// The number of the one that was given.
        given: u64,
    },
    /// Opened on another store.
    #[error(
        "the answer is not of this store: its snapshot {saved} is another one; give the store that was asked"
    )]
    OtherStore {
        /// The number of the snapshot that was asked.
        saved: u64,
    },
    /// Opened on a state that shows less than it did.
    #[error(
        "snapshot {saved} no longer shows what the answer rests on, since people were erased or records have expired: ask the question again"
    )]
    OtherState {
        /// The number of the snapshot that was asked.
        saved: u64,
    },
}
