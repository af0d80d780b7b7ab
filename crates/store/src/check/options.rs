//! What counts as odd, and how much memory the search may take.

use truyvet_model::{Duration, Timestamp, ToDuration as _};

use crate::error::StoreError;

/// What counts as odd, and how much memory the search may take.
///
/// ```
/// use truyvet_store::CheckOptions;
/// let options = CheckOptions { max_speed_kmh: 120, ..CheckOptions::default() };
/// assert_eq!(options.examples, 20);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOptions {
    /// How far clocks may be off: a shorter overlap of two stays is none, and everybody has that
    /// much more time to get from place to place. 5 minutes unless set.
    pub tolerance: Duration,
    /// Nobody travels faster, in kilometres per hour; at least 1. 200 unless set.
    pub max_speed_kmh: u32,
    /// A longer visit is odd. 7 days unless set.
    pub long_visit: Duration,
    /// A longer contact is odd. A day unless set.
    pub long_contact: Duration,
    /// When open visits are looked at; the end of [`crate::Snapshot::time_range`] unless set.
    pub now: Option<Timestamp>,
    /// How many examples of each finding the report holds at most. 20 unless set.
    pub examples: usize,
    /// How many bytes of stays are held at once; 256 MiB unless set. Beside them there are about
    /// 4 bytes for each person and 20 for each place of the store, and one person's stays are
    /// always held whole.
    pub memory: usize,
}

impl Default for CheckOptions {
    fn default() -> Self {
        Self {
            tolerance: 5.minutes(),
            max_speed_kmh: 200,
            long_visit: 7.days(),
            long_contact: 1.days(),
            now: None,
            examples: 20,
            memory: 256 << 20,
        }
    }
}

impl CheckOptions {
    /// Refuses options under which nothing could be found, or everything would be.
    pub(super) fn refuse_bad(&self) -> Result<(), StoreError> {
        let bad = |field, value: String, expected: &str| {
            Err(StoreError::Record {
                record: "check",
                field,
                value,
                expected: expected.to_owned(),
            })
        };
        if self.max_speed_kmh == 0 {
            return bad("max_speed_kmh", "0".to_owned(), "1 or more");
        }
        for (field, length) in [
            ("tolerance", self.tolerance),
            ("long_visit", self.long_visit),
            ("long_contact", self.long_contact),
        ] {
            if length.is_forever() {
                return bad(field, length.to_string(), "a length of time that ends");
            }
        }
        Ok(())
    }
}
