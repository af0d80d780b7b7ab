//! What a call came to, as a number.

/// What a call came to. 0 is success, 1 the end of a list; everything else is an error, and the
/// error object says more.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum tv_status {
    /// Done.
    TV_OK = 0,
    /// There is nothing more: the end of rows, events, sites. No error object is made.
    TV_END = 1,
    /// The question is at fault (S28).
    TV_QUESTION = 2,
    /// An id, time, kind or other value, or a record made of them, cannot be used.
    TV_VALUE = 3,
    /// Somebody or something was named that the store has never heard of, or who was erased.
    TV_UNKNOWN = 4,
    /// A file of the store is not what was written.
    TV_DAMAGED = 5,
    /// The operating system refused to open, read or write.
    TV_IO = 6,
    /// Another writer holds the store.
    TV_LOCKED = 7,
    /// There is no store where one was to be opened.
    TV_NOT_A_STORE = 8,
    /// There is a store already where one was to be created.
    TV_EXISTS = 9,
    /// A file, line or batch to import is at fault.
    TV_IMPORT = 10,
    /// The keys of a pseudonymous store are needed, or are not the ones given.
    TV_KEY = 11,
    /// A store for tracing only was asked for more, or to be written.
    TV_TRACING_ONLY = 12,
    /// An earlier state was asked that the store does not keep (S29).
    TV_NOT_KEPT = 13,
    /// More than a store can hold.
    TV_LIMIT = 14,
    /// The store was written by another version of truyvet.
    TV_VERSION = 15,
    /// The writer failed before: free it, open a new one and repeat what was not committed.
    TV_POISONED = 16,
    /// The question cost more than its budget allows.
    TV_EXCEEDED = 17,
    /// A callback or a tv_cancel stopped the work.
    TV_CANCELLED = 18,
    /// A saved answer is damaged, of another layout, or of another store.
    TV_SAVED = 19,
    /// A handle is null, was freed, or is of another type.
    TV_HANDLE = 20,
    /// The handle is in use at this moment, by another thread or by the call that called back, and
    /// it is for one at a time.
    TV_BUSY = 21,
    /// An argument is at fault as C: a null pointer, text that is not UTF-8, a wrong struct_size.
    TV_ARGUMENT = 22,
    /// A defect of truyvet: nothing was done, and what the handle held may be gone. Please report it.
    TV_DEFECT = 23,
}

impl tv_status {
    /// The word for it, as C has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TV_OK => "TV_OK\0",
            Self::TV_END => "TV_END\0",
            Self::TV_QUESTION => "TV_QUESTION\0",
            Self::TV_VALUE => "TV_VALUE\0",
            Self::TV_UNKNOWN => "TV_UNKNOWN\0",
            Self::TV_DAMAGED => "TV_DAMAGED\0",
            Self::TV_IO => "TV_IO\0",
            Self::TV_LOCKED => "TV_LOCKED\0",
            Self::TV_NOT_A_STORE => "TV_NOT_A_STORE\0",
            Self::TV_EXISTS => "TV_EXISTS\0",
            Self::TV_IMPORT => "TV_IMPORT\0",
            Self::TV_KEY => "TV_KEY\0",
            Self::TV_TRACING_ONLY => "TV_TRACING_ONLY\0",
            Self::TV_NOT_KEPT => "TV_NOT_KEPT\0",
            Self::TV_LIMIT => "TV_LIMIT\0",
            Self::TV_VERSION => "TV_VERSION\0",
            Self::TV_POISONED => "TV_POISONED\0",
            Self::TV_EXCEEDED => "TV_EXCEEDED\0",
            Self::TV_CANCELLED => "TV_CANCELLED\0",
            Self::TV_SAVED => "TV_SAVED\0",
            Self::TV_HANDLE => "TV_HANDLE\0",
            Self::TV_BUSY => "TV_BUSY\0",
            Self::TV_ARGUMENT => "TV_ARGUMENT\0",
            Self::TV_DEFECT => "TV_DEFECT\0",
        }
    }

    /// The status of that number.
    #[must_use]
    pub fn of(number: i32) -> Option<Self> {
        let at = usize::try_from(number).ok()?;
        Self::ALL.get(at).copied()
    }

    /// All of them, in the order of their numbers.
    ///
    /// cbindgen:ignore
    pub const ALL: [Self; 24] = [
        Self::TV_OK,
        Self::TV_END,
        Self::TV_QUESTION,
        Self::TV_VALUE,
        Self::TV_UNKNOWN,
        Self::TV_DAMAGED,
        Self::TV_IO,
        Self::TV_LOCKED,
        Self::TV_NOT_A_STORE,
        Self::TV_EXISTS,
        Self::TV_IMPORT,
        Self::TV_KEY,
        Self::TV_TRACING_ONLY,
        Self::TV_NOT_KEPT,
        Self::TV_LIMIT,
        Self::TV_VERSION,
        Self::TV_POISONED,
        Self::TV_EXCEEDED,
        Self::TV_CANCELLED,
        Self::TV_SAVED,
        Self::TV_HANDLE,
        Self::TV_BUSY,
        Self::TV_ARGUMENT,
        Self::TV_DEFECT,
    ];
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
