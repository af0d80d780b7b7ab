//! Which files were imported, by content: so that one that comes again is known.

use truyvet_model::Timestamp;

use super::Writer;
use crate::manifest::ImportEntry;

/// What is known of a file that was imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// How many of its rows were read.
    pub rows: u64,
    /// Whether these are all; if not, the import was interrupted and can go on after them.
    pub complete: bool,
    /// When the last of them were published.
    pub time: Timestamp,
}

impl Writer {
    /// What is known of the file with this BLAKE3 (of its content and of whatever else decides
    /// what its rows mean, such as the time zone).
    #[must_use]
    pub fn imported(&self, hash: &[u8; 32]) -> Option<Imported> {
        let published = self.base.manifest().imports.iter();
        let mut all = self.pending.imports.iter().rev().chain(published);
        all.find(|i| i.blake3 == *hash).map(|i| Imported {
            rows: i.rows,
            complete: i.complete,
            time: Timestamp::from_seconds(i.time),
        })
    }

    /// Notes that so many rows of a file have been appended. It is durable with the records: the
    /// next commit publishes both.
    pub fn note_import(&mut self, hash: [u8; 32], rows: u64, complete: bool) {
        let time = self.now();
        self.pending.imports.retain(|i| i.blake3 != hash);
        self.pending.imports.push(ImportEntry {
            blake3: hash,
            rows,
            complete,
            time,
        });
        self.past_the_log();
    }
}
