//! What is counted while rows are read: records made, lateness, names that nothing was found for.

use std::collections::BTreeMap;

use truyvet_model::Timestamp;

/// How long it took from event to arrival, in seconds; an arrival before its event counts as 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lateness {
    /// Rows of which it is known.
    pub rows: u64,
    /// Half of them were at most so late. Exact below 256 s, else up to 1 % too low.
    pub median_s: u64,
    /// 95 % of them were at most so late, to the same precision.
    pub p95_s: u64,
}

/// Names that were looked up and not found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unresolved {
    /// Rows with such a name.
    pub rows: u64,
    /// How many different ones, as far as they were told apart (65,536).
    pub names: u64,
    /// The most frequent, at most 20, with the number of rows of each.
    pub most_frequent: Vec<(String, u64)>,
}

/// What was made of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Visits.
    pub visits: u64,
    /// Those of them that are open (S4).
    pub open_visits: u64,
    /// Contacts.
    pub contacts: u64,
    /// Places that were described.
    pub places: u64,
    /// People that were described.
    pub people: u64,
    /// Administrative units that were described.
    pub units: u64,
    /// Links of two ids (S6).
    pub links: u64,
    /// Confirmed cases.
    pub cases: u64,
}

/// Values below are counted one by one.
const EXACT: u64 = 256;

/// Parts of each doubling above.
const PARTS: u64 = 128;

/// Counts seconds of lateness in buckets of at most 1 % each.
#[derive(Debug, Default)]
pub(crate) struct Histogram {
    counts: Vec<u64>,
    rows: u64,
}

fn bucket(seconds: u64) -> u64 {
    if seconds < EXACT {
        return seconds;
    }
    let shift = u64::from(seconds.ilog2()).saturating_sub(7);
    let part = (seconds >> shift).saturating_sub(PARTS);
    EXACT + shift.saturating_sub(1) * PARTS + part
}

fn lowest_of(bucket: u64) -> u64 {
    if bucket < EXACT {
        return bucket;
    }
    let above = bucket - EXACT;
    (above % PARTS + PARTS) << (above / PARTS + 1)
}

impl Histogram {
    fn add(&mut self, seconds: u64) {
        let at = usize::try_from(bucket(seconds)).unwrap_or(0);
        if at >= self.counts.len() {
            self.counts.resize(at.saturating_add(1), 0);
        }
        if let Some(count) = self.counts.get_mut(at) {
            *count = count.saturating_add(1);
        }
        self.rows = self.rows.saturating_add(1);
    }

    /// The least value that `percent` of the rows do not exceed.
    fn percentile(&self, percent: u64) -> u64 {
        let wanted = u128::from(self.rows) * u128::from(percent);
        let mut below = 0u128;
        for (bucket, &count) in (0u64..).zip(&self.counts) {
            below = below.saturating_add(u128::from(count));
            if below * 100 >= wanted {
                return lowest_of(bucket);
            }
        }
        0
    }

    fn report(&self) -> Option<Lateness> {
        (self.rows > 0).then(|| Lateness {
            rows: self.rows,
            median_s: self.percentile(50),
            p95_s: self.percentile(95),
        })
    }
}

/// Different names told apart at most: what comes after counts only as a row.
const MOST_NAMES: usize = 1 << 16;

/// Everything counted for the files of one kind.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) made: Made,
    pub(crate) joined: u64,
    pub(crate) replaced: u64,
    pub(crate) out_of_order: u64,
    pub(crate) latest: Option<Timestamp>,
    pub(crate) notes: Vec<String>,
    lateness: Histogram,
    /// By name as compared: as it was first written, and the rows.
    names: BTreeMap<Box<str>, (Box<str>, u64)>,
    unresolved: u64,
}

/// One more.
pub(crate) const fn count(number: &mut u64) {
    *number = number.saturating_add(1);
}

impl Tally {
    /// A row that speaks of `event` and arrived then.
    #[inline]
    pub(crate) fn seen(&mut self, event: Timestamp, arrival: Option<Timestamp>) {
        if self.latest.is_none_or(|latest| latest < event) {
            self.latest = Some(event);
        }
        if let Some(arrival) = arrival {
            let late = arrival.seconds().saturating_sub(event.seconds());
            self.lateness.add(u64::try_from(late).unwrap_or(0));
        }
    }

    /// A name that nothing was found for; `compared` is the same for all ways to write it.
    pub(crate) fn unresolved(&mut self, name: &str, compared: &str) {
        count(&mut self.unresolved);
        if let Some((_, rows)) = self.names.get_mut(compared) {
            count(rows);
        } else if self.names.len() < MOST_NAMES {
            self.names.insert(compared.into(), (name.into(), 1));
        }
    }

    pub(crate) fn lateness(&self) -> Option<Lateness> {
        self.lateness.report()
    }

    pub(crate) fn unresolved_names(&self) -> Unresolved {
        let mut most: Vec<(String, u64)> = (self.names.values())
            .map(|(name, rows)| (name.to_string(), *rows))
            .collect();
        most.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        most.truncate(20);
        Unresolved {
            rows: self.unresolved,
            names: u64::try_from(self.names.len()).unwrap_or(u64::MAX),
            most_frequent: most,
        }
    }
}

#[cfg(test)]
#[path = "tally_tests.rs"]
mod tests;
