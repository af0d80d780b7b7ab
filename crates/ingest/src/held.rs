//! Rows that wait for others of the same person or pair, compact, sorted when they are looked at.
//!
//! Without a memory limit they wait until the last file is read, as all records do, so rows may come
//! in any order. With one, what lies further back than [`DISORDER_S`] is settled from time to time.

/// How far back, in seconds, a row may lie behind the newest one if memory is limited.
pub(crate) const DISORDER_S: i64 = 2 * 86_400;

/// What waits.
pub(crate) trait Waiting: Copy {
    /// Who waits for each other.
    type Group: Ord;
    /// Their order among each other.
    type Order: Ord;
    fn group(&self) -> Self::Group;
    fn order(&self) -> Self::Order;
    /// Seconds since 1970.
    fn time(&self) -> i64;
}

/// All that wait.
#[derive(Debug)]
pub(crate) struct Held<W> {
    rows: Vec<W>,
    newest: i64,
    /// What lies before it has been settled.
    settled: i64,
    most: usize,
}

impl<W: Waiting> Held<W> {
    /// At most so many bytes, if memory is limited.
    pub(crate) fn new(bytes: Option<u64>) -> Self {
        let most = bytes.map_or(usize::MAX, |bytes| {
            let rows = usize::try_from(bytes).unwrap_or(usize::MAX) / size_of::<W>().max(1);
            // Sorting takes half as much again.
            (rows / 2).max(1 << 10)
        });
        Self {
            rows: Vec::new(),
            newest: i64::MIN,
            settled: i64::MIN,
            most,
        }
    }

    /// Adds a row; false if what it belongs to is settled already.
    pub(crate) fn add(&mut self, row: W) -> bool {
        self.newest = self.newest.max(row.time());
        self.rows.push(row);
        row.time() >= self.settled
    }

    /// Whether something should be settled now.
    pub(crate) const fn is_full(&self) -> bool {
        self.rows.len() >= self.most
    }

    /// Takes all rows, in order, and the time before which they are to be settled now; those after
    /// it are to be put back, with whatever later ones may belong to.
    pub(crate) fn take(&mut self, all: bool) -> (Vec<W>, i64) {
        let until = if all {
            i64::MAX
        } else {
            self.newest.saturating_sub(DISORDER_S).max(self.settled)
        };
        self.settled = until;
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_by_key(|row| (row.group(), row.order()));
        (rows, until)
    }

    /// Puts a row back.
    pub(crate) fn put_back(&mut self, row: W) {
        self.rows.push(row);
    }

    /// To be called after rows were put back: if most of them had to be, more may wait next time.
    pub(crate) fn settle(&mut self) {
        if self.most != usize::MAX && self.rows.len() > self.most / 2 {
            self.most = self.rows.len().saturating_mul(2);
        }
    }
}

/// `rows` by group.
pub(crate) fn groups<W: Waiting>(rows: &[W]) -> impl Iterator<Item = &[W]> {
    rows.chunk_by(|a, b| a.group() == b.group())
}
