//! Reading everything of a segment, and saying what is broken where.

use truyvet_model::{Interval, Timestamp};
use zerocopy::IntoBytes;

use super::block::VisitBlock;
use super::contacts::SOURCE;
use super::encode::{places, span};
use super::layout::{BlockHeader, CONTACT_COLUMNS, VISIT_COLUMNS, section};
use super::refs;
use super::rows::{MAX_DURATION_S, MAX_START_S};
use super::view::Segment;
use crate::error::StoreError;
use crate::format::Sealed;
use crate::format::bitpack::BLOCK_ROWS;

/// What is wrong where a source does not fit 16 bits.
const NO_SOURCE: &str = "a row of the block has a source of more than 16 bits";

/// Something broken in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file inside the store.
    pub file: String,
    /// The part of the file, in words.
    pub section: &'static str,
    /// The row, where one is at fault.
    pub row: Option<u64>,
    /// What is wrong.
    pub what: String,
}

/// Collects findings of one segment; of rows, the first of each kind and part.
struct Findings<'a> {
    file: &'a str,
    each: &'a mut dyn FnMut(Finding),
}

impl Findings<'_> {
    fn add(&mut self, section: &'static str, row: Option<u32>, what: impl Into<String>) {
        (self.each)(Finding {
            file: self.file.to_owned(),
            section,
            row: row.map(u64::from),
            what: what.into(),
        });
    }

    /// Reports an error that ended the reading of a part.
    fn end(&mut self, section: &'static str, result: Result<(), StoreError>) {
        match result {
            Ok(()) => {}
            Err(StoreError::Damaged { what, .. }) => self.add(section, None, what),
            Err(other) => self.add(section, None, other.to_string()),
        }
    }
}

/// What the rows of one table turn out to hold.
struct Seen {
    hull: Option<Interval>,
    open: u32,
    last_key: Option<u128>,
    people: Vec<(u32, u32)>,
}

impl Seen {
    const fn new() -> Self {
        Self {
            hull: None,
            open: 0,
            last_key: None,
            people: Vec::new(),
        }
    }

    /// Takes the next row; what is wrong with it.
    fn row(&mut self, key: u128, start: i64, end: i64, origin: i64) -> Option<&'static str> {
        let ascending = self.last_key.is_none_or(|last| last < key);
        self.last_key = Some(key);
        let offset = start.saturating_sub(origin);
        let length = end.saturating_sub(start);
        let times = Timestamp::from_seconds(start)..Timestamp::from_seconds(end);
        if let Some(row) = Interval::checked(times.start, times.end) {
            self.hull = Some(self.hull.map_or(row, |hull| hull.hull(row)));
        }
        if !ascending {
            Some("its key is not after the one before")
        } else if !(1..=i64::from(MAX_DURATION_S)).contains(&length) {
            Some("its duration is out of range")
        } else if !(0..=i64::from(MAX_START_S)).contains(&offset) {
            Some("its start is out of range")
        } else {
            None
        }
    }
}

impl Segment {
    /// Reads everything: checksums, the file's BLAKE3 if the expected one is given, every row
    /// and every index. Numbers must be less than `persons` and `places`.
    pub fn verify(
        &self,
        expect: Option<&Sealed>,
        persons: u32,
        places: u32,
        each: &mut dyn FnMut(Finding),
    ) {
        let mut findings = Findings {
            file: self.name(),
            each,
        };
        let file = &self.inner.file;
        file.verify(expect, &mut |what| findings.add("checksums", None, what));
        let result = self.verify_visits(persons, places, &mut findings);
        findings.end("visits", result);
        let result = self.verify_contacts(persons, &mut findings);
        findings.end("contacts", result);
    }

    fn verify_visits(
        &self,
        persons: u32,
        place_count: u32,
        findings: &mut Findings<'_>,
    ) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let header = &inner.header;
        self.verify_sources(findings)?;
        let mut seen = Seen::new();
        let mut places_of_rows = Vec::new();
        self.raw_visits(|row| {
            let visit = row.visit;
            let key = u128::from(row.place) << 96
                | u128::from(visit.start.abs_diff(inner.origin)) << 32
                | u128::from(visit.person);
            if let Some(what) = seen.row(key, visit.start, visit.end, inner.origin) {
                findings.add("visits", Some(row.row), what);
            }
            if visit.person >= persons || row.place >= place_count {
                findings.add(
                    "visits",
                    Some(row.row),
                    "its person or place does not exist",
                );
            }
            seen.open = seen.open.saturating_add(u32::from(visit.open));
            seen.people.push((visit.person, row.row / BLOCK_ROWS));
            places_of_rows.push(row.place);
        })?;
        if seen.hull != span(header.visit_start, header.visit_end)
            || seen.open != header.open_count.get()
        {
            findings.add(
                "header",
                None,
                "its bounds or counts are not those of the visits",
            );
        }
        let firsts = places_of_rows.iter().step_by(BLOCK_ROWS as usize).copied();
        self.verify_headers::<VISIT_COLUMNS>("visits", section::VISIT_HEADERS, firsts, findings)?;
        let result = inner.places.check(&inner.file, |_, _| {});
        findings.end("directory of places", result);
        let directory = places(places_of_rows.iter().copied()).unwrap_or_default();
        self.compare("directory of places", section::PLACES, &directory, findings)?;
        let encoded = refs::encode(seen.people.iter().copied())?;
        self.compare(
            "directory of people",
            section::VISIT_PEOPLE,
            &encoded.directory,
            findings,
        )?;
        self.compare("references", section::VISIT_REFS, &encoded.bytes, findings)
    }

    /// A source has 16 bits: what is over that is not read.
    fn verify_sources(&self, findings: &mut Findings<'_>) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let mut block = VisitBlock::default();
        for number in 0..self.visit_block_count() {
            inner.unpack(number, &mut block)?;
            if block.source_open.iter().any(|cell| cell >> 17 != 0) {
                findings.add("visits", Some(block.rows().start), NO_SOURCE);
            }
        }
        let mut column = [0; BLOCK_ROWS as usize];
        for number in 0..inner.contacts.block_count() {
            let header = inner.contacts.header(&inner.file, number)?;
            inner
                .contacts
                .column(&inner.file, header, SOURCE, &mut column)?;
            if column.iter().any(|cell| cell >> 16 != 0) {
                let row = inner.contacts.rows_of(number).start;
                findings.add("contacts", Some(row), NO_SOURCE);
            }
        }
        Ok(())
    }

    fn verify_contacts(&self, persons: u32, findings: &mut Findings<'_>) -> Result<(), StoreError> {
        let inner = &*self.inner;
        let header = &inner.header;
        let mut seen = Seen::new();
        let mut firsts = Vec::new();
        self.raw_contacts(|row| {
            let key = u128::from(row.a) << 96
                | u128::from(row.start.abs_diff(inner.origin)) << 32
                | u128::from(row.b);
            if let Some(what) = seen.row(key, row.start, row.end, inner.origin) {
                findings.add("contacts", Some(row.row), what);
            }
            if row.a >= row.b || row.b >= persons {
                findings.add(
                    "contacts",
                    Some(row.row),
                    "its people do not exist or are out of order",
                );
            }
            if row.row.is_multiple_of(BLOCK_ROWS) {
                firsts.push(row.a);
            }
            seen.people.push((row.a, row.row / BLOCK_ROWS));
            seen.people.push((row.b, row.row / BLOCK_ROWS));
        })?;
        if seen.hull != span(header.contact_start, header.contact_end) {
            findings.add("header", None, "its bounds are not those of the contacts");
        }
        let firsts = firsts.into_iter();
        self.verify_headers::<CONTACT_COLUMNS>(
            "contacts",
            section::CONTACT_HEADERS,
            firsts,
            findings,
        )?;
        let encoded = refs::encode(seen.people.iter().copied())?;
        let people = "directory of people in contact";
        self.compare(
            people,
            section::CONTACT_PEOPLE,
            &encoded.directory,
            findings,
        )?;
        self.compare(
            "references of contacts",
            section::CONTACT_REFS,
            &encoded.bytes,
            findings,
        )
    }

    /// Every block must begin with the key that its header says.
    fn verify_headers<const N: usize>(
        &self,
        part: &'static str,
        headers: u32,
        firsts: impl Iterator<Item = u32>,
        findings: &mut Findings<'_>,
    ) -> Result<(), StoreError> {
        let file = &self.inner.file;
        let headers = file.section(headers)?;
        for (block, first) in firsts.enumerate() {
            let header: &BlockHeader<N> = file.item(headers, block)?;
            if header.first_key.get() != first {
                let row = u32::try_from(block).map_or(u32::MAX, |b| b.saturating_mul(BLOCK_ROWS));
                findings.add(part, Some(row), "the header of its block names another key");
            }
        }
        Ok(())
    }

    /// A section must be what the rows make it: the encoding leaves no choice.
    fn compare(
        &self,
        part: &'static str,
        id: u32,
        expected: &[u8],
        findings: &mut Findings<'_>,
    ) -> Result<(), StoreError> {
        let file = &self.inner.file;
        let stored = file.all(file.section(id)?)?;
        if stored != expected.as_bytes() {
            let at = stored.iter().zip(expected).position(|(s, e)| s != e);
            let at = at.unwrap_or(stored.len().min(expected.len()));
            findings.add(
                part,
                None,
                format!("differs from the rows at its byte {at}"),
            );
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
