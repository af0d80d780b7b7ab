//! Records as they arrive: 20-byte rows, gathered by partition, in lists that grow without copying.

use hashbrown::HashMap;
use truyvet_model::Timestamp;

use crate::segment::{PackedContact, PackedVisit};

/// Rows of a full chunk: 1.25 MiB.
const CHUNK_ROWS: usize = 1 << 16;

/// A list that grows by chunks: no copy of a large list, no more than one chunk unused.
#[derive(Debug)]
pub(super) struct Chunks<R> {
    full: Vec<Vec<R>>,
    last: Vec<R>,
}

impl<R> Default for Chunks<R> {
    fn default() -> Self {
        Self {
            full: Vec::new(),
            last: Vec::new(),
        }
    }
}

impl<R: Copy> Chunks<R> {
    #[inline]
    fn push(&mut self, row: R) {
        if self.last.len() == CHUNK_ROWS {
            let next = Vec::with_capacity(CHUNK_ROWS);
            self.full.push(std::mem::replace(&mut self.last, next));
        }
        self.last.push(row);
    }

    pub(super) fn len(&self) -> usize {
        self.full
            .len()
            .saturating_mul(CHUNK_ROWS)
            .saturating_add(self.last.len())
    }

    /// The rows from the one at `from` on, in order of arrival.
    pub(super) fn since(&self, from: usize) -> impl Iterator<Item = R> {
        let (chunk, row) = (from / CHUNK_ROWS, from % CHUNK_ROWS);
        let chunks = self.full.iter().chain([&self.last]).skip(chunk);
        let rows = chunks.enumerate().flat_map(move |(n, chunk)| {
            let skipped = if n == 0 { row } else { 0 };
            chunk.get(skipped..).unwrap_or_default()
        });
        rows.copied()
    }

    /// Bytes of memory taken.
    fn memory(&self) -> usize {
        let rows = self.last.capacity();
        let rows = rows.saturating_add(self.full.len().saturating_mul(CHUNK_ROWS));
        rows.saturating_mul(size_of::<R>())
    }

    /// All rows in order of arrival; each chunk is freed as soon as it is copied.
    pub(super) fn into_rows(self) -> Vec<R> {
        if self.full.is_empty() {
            return self.last;
        }
        let mut rows = Vec::with_capacity(self.len());
        for chunk in self.full {
            rows.extend_from_slice(&chunk);
        }
        rows.extend_from_slice(&self.last);
        rows
    }
}

/// What arrived for one partition.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    /// The partition's first second.
    pub(super) start: i64,
    /// Visits in order of arrival.
    pub(super) visits: Chunks<PackedVisit>,
    /// Contacts in order of arrival.
    pub(super) contacts: Chunks<PackedContact>,
}

/// What arrived, by partition.
#[derive(Debug)]
pub(crate) struct Buckets {
    /// Seconds of a partition.
    width: u32,
    /// Position in `buckets` by the partition's first second.
    positions: HashMap<i64, usize, foldhash::fast::RandomState>,
    buckets: Vec<Bucket>,
    /// The bucket of the row before: most rows follow one of the same day.
    last: usize,
    /// Its first second, and its seconds.
    last_start: i64,
    last_width: u32,
}

impl Buckets {
    pub(super) fn new(width: u32) -> Self {
        Self {
            width,
            positions: HashMap::default(),
            buckets: Vec::new(),
            last: 0,
            last_start: i64::MAX,
            last_width: 0,
        }
    }

    /// Adds a visit that starts at `start` (seconds); the row's own start is set here.
    #[inline]
    pub(super) fn visit(&mut self, start: i64, mut row: PackedVisit) {
        let bucket;
        (bucket, row.start) = self.bucket(start);
        bucket.visits.push(row);
    }

    /// Adds a contact that starts at `start` (seconds); the row's own start is set here.
    pub(super) fn contact(&mut self, start: i64, row: PackedContact) {
        let (bucket, start) = self.bucket(start);
        bucket.contacts.push(PackedContact { start, ..row });
    }

    /// The bucket of `start`, if anything arrived for it, and `start` counted from its first second.
    pub(super) fn at(&self, start: i64) -> Option<(&Bucket, u32)> {
        let first = partition_start(start, self.width);
        let bucket = self.buckets.get(*self.positions.get(&first)?)?;
        let offset = u32::try_from(start.checked_sub(first)?).ok()?;
        Some((bucket, offset))
    }

    /// The first second of the partition that holds `start`.
    pub(crate) fn partition_of(&self, start: i64) -> i64 {
        partition_start(start, self.width)
    }

    /// Bytes of memory taken: by all buckets, and by the two largest.
    pub(crate) fn memory(&self) -> (u64, u64) {
        let (mut all, mut first, mut second) = (0_u64, 0_u64, 0_u64);
        for bucket in &self.buckets {
            let bytes = bucket
                .visits
                .memory()
                .saturating_add(bucket.contacts.memory()) as u64;
            all = all.saturating_add(bytes);
            if bytes > first {
                (first, second) = (bytes, first);
            } else {
                second = second.max(bytes);
            }
        }
        (all, first.saturating_add(second))
    }

    /// The bucket of `start`, and `start` counted from the partition's first second.
    #[inline]
    fn bucket(&mut self, start: i64) -> (&mut Bucket, u32) {
        // Before the first row `last_width` is 0, so that nothing is inside.
        let offset = start.wrapping_sub(self.last_start).cast_unsigned();
        let position = if offset < u64::from(self.last_width) {
            self.last
        } else {
            self.find(start)
        };
        let offset = start.wrapping_sub(self.last_start).cast_unsigned();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "below the width of a partition, which is a u32"
        )]
        let offset = offset as u32;
        #[expect(
            clippy::indexing_slicing,
            reason = "`last` is 0 or what `find` gave; it is only used after `find`"
        )]
        (&mut self.buckets[position], offset)
    }

    /// The position of the bucket of `start`, made if it is new, and the last one from now on.
    fn find(&mut self, start: i64) -> usize {
        let first = partition_start(start, self.width);
        let next = self.buckets.len();
        let position = *self.positions.entry(first).or_insert(next);
        if position == next {
            self.buckets.push(Bucket {
                start: first,
                ..Bucket::default()
            });
        }
        self.last = position;
        self.last_start = first;
        self.last_width = partition_end(start, self.width)
            .checked_sub(first)
            .and_then(|width| u32::try_from(width).ok())
            .unwrap_or(self.width);
        position
    }

    /// Bytes of all rows.
    pub(super) fn bytes(&self) -> usize {
        let of = |b: &Bucket| {
            let visits = b.visits.len().saturating_mul(size_of::<PackedVisit>());
            let contacts = b.contacts.len().saturating_mul(size_of::<PackedContact>());
            visits.saturating_add(contacts)
        };
        self.buckets.iter().map(of).sum()
    }

    /// The buckets ordered by time.
    pub(super) fn into_sorted(self) -> Vec<Bucket> {
        let mut buckets = self.buckets;
        buckets.sort_by_key(|b| b.start);
        buckets
    }
}

/// The first second of the partition that holds `start`: a multiple of the width, but not before
/// the first instant that can be stored.
pub(super) fn partition_start(start: i64, width: u32) -> i64 {
    floor(start, width).max(Timestamp::MIN.seconds())
}

/// The first second after that partition.
fn partition_end(start: i64, width: u32) -> i64 {
    floor(start, width).saturating_add(i64::from(width))
}

fn floor(start: i64, width: u32) -> i64 {
    // Times of records lie far inside i64, so the saturation is never reached.
    start.saturating_sub(start.rem_euclid(i64::from(width.max(1))))
}

#[cfg(test)]
#[path = "buckets_tests.rs"]
mod tests;
