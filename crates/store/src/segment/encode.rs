//! Writing a segment file from sorted rows.

use truyvet_model::{Interval, Timestamp};
use zerocopy::IntoBytes;
use zerocopy::little_endian::{I64, U32};

use super::layout::{Header, VERSION, section};
use super::rows::{PackedContact, PackedVisit};
use super::{refs, table};
use crate::error::StoreError;
use crate::format::bitpack::BLOCK_ROWS;
use crate::format::directory_builder::DirectoryBuilder;
use crate::format::{FileKind, PagedWriter, Sealed};
use crate::io::Vfs;

/// The most visits, and the most contacts, of one segment.
pub const MAX_ROWS: u32 = 1 << 31;

/// The rows of one partition, each table in the order of its keys, no key twice.
#[derive(Debug, Clone, Copy)]
pub struct SegmentRows<'a> {
    /// What the starts of the rows count from.
    pub partition_start: Timestamp,
    /// See [`super::sort_visits`].
    pub visits: &'a [PackedVisit],
    /// See [`super::sort_contacts`].
    pub contacts: &'a [PackedContact],
}

/// Writes the segment file `name`.
///
/// # Errors
/// [`StoreError::Limit`] over [`MAX_ROWS`] visits or contacts; [`StoreError::Record`] if rows
/// are out of order, a key occurs twice, a row is a tombstone, or a partition starts outside
/// [`Timestamp::MIN`]`..=`[`Timestamp::MAX`]; [`StoreError::Io`].
pub fn encode(vfs: &dyn Vfs, name: &str, rows: &SegmentRows<'_>) -> Result<Sealed, StoreError> {
    check(
        "visit",
        rows.visits.len(),
        rows.visits.iter().map(|v| v.key()),
    )?;
    check(
        "contact",
        rows.contacts.len(),
        rows.contacts.iter().map(|c| c.key()),
    )?;
    if rows.visits.iter().any(|v| v.is_tombstone()) {
        return Err(tombstone("visit"));
    }
    if rows.contacts.iter().any(|c| c.is_tombstone()) {
        return Err(tombstone("contact"));
    }
    if Timestamp::new(rows.partition_start.seconds()).is_err() {
        return Err(StoreError::Record {
            record: "segment",
            field: "partition_start",
            value: rows.partition_start.seconds().to_string(),
            expected: "a time that can be stored".to_owned(),
        });
    }
    let visit_refs = refs::encode(by_block(rows.visits, |v| [v.person]))?;
    let contact_refs = refs::encode(by_block(rows.contacts, |c| [c.a, c.b]))?;

    let mut writer = PagedWriter::create(vfs, name, FileKind::SEGMENT, VERSION)?;
    writer.section(section::HEADER)?;
    writer.write(header(rows, &visit_refs, &contact_refs).as_bytes())?;
    writer.section(section::VISIT_BLOCKS)?;
    let headers = table::write(
        &mut writer,
        rows.visits,
        |v| v.place,
        |v| [v.person, v.start, v.duration(), v.source_open()],
    )?;
    writer.section(section::VISIT_HEADERS)?;
    writer.write(table::header_bytes(&headers))?;
    writer.section(section::PLACES)?;
    writer.write(&places(rows.visits.iter().map(|v| v.place))?)?;
    writer.section(section::VISIT_PEOPLE)?;
    writer.write(&visit_refs.directory)?;
    writer.section(section::VISIT_REFS)?;
    writer.write(&visit_refs.bytes)?;

    writer.section(section::CONTACT_BLOCKS)?;
    let headers = table::write(
        &mut writer,
        rows.contacts,
        |c| c.a,
        |c| [c.a, c.b, c.start, c.duration, u32::from(c.source.0)],
    )?;
    writer.section(section::CONTACT_HEADERS)?;
    writer.write(table::header_bytes(&headers))?;
    writer.section(section::CONTACT_PEOPLE)?;
    writer.write(&contact_refs.directory)?;
    writer.section(section::CONTACT_REFS)?;
    writer.write(&contact_refs.bytes)?;
    writer.finish()
}

/// Each person of each row with the number of the row's block.
fn by_block<T, const N: usize>(
    rows: &[T],
    people: impl Fn(&T) -> [u32; N] + Clone,
) -> impl Iterator<Item = (u32, u32)> + Clone {
    // At most 2^31 rows, so the numbers do not run out.
    let blocks = (0..=u32::MAX).zip(rows.chunks(BLOCK_ROWS as usize));
    blocks.flat_map(move |(block, rows)| {
        rows.iter()
            .flat_map(people.clone())
            .map(move |person| (person, block))
    })
}

/// The directory of places, from the place of every row in order.
pub(super) fn places(mut rows: impl Iterator<Item = u32>) -> Result<Vec<u8>, StoreError> {
    let mut directory = DirectoryBuilder::default();
    let mut current = rows.next();
    while let Some(place) = current {
        let mut count = 1_u32;
        current = rows.find(|next| {
            let same = *next == place;
            count += u32::from(same);
            !same
        });
        directory
            .push(place, count)
            .ok_or_else(|| unsorted("visit"))?;
    }
    Ok(directory.encode())
}

fn check(
    record: &'static str,
    count: usize,
    keys: impl Iterator<Item = u128> + Clone,
) -> Result<(), StoreError> {
    if count > MAX_ROWS as usize {
        return Err(StoreError::Limit {
            what: "the rows of one segment",
            value: count as u64,
            limit: u64::from(MAX_ROWS),
            advice: "split the partition into several segments",
        });
    }
    if keys.clone().zip(keys.skip(1)).all(|(one, next)| one < next) {
        Ok(())
    } else {
        Err(unsorted(record))
    }
}

fn unsorted(record: &'static str) -> StoreError {
    StoreError::Record {
        record,
        field: "key",
        value: "out of order, or twice the same".to_owned(),
        expected: "rows sorted by key, each key once".to_owned(),
    }
}

fn tombstone(record: &'static str) -> StoreError {
    StoreError::Record {
        record,
        field: "duration",
        value: "0, which is a tombstone".to_owned(),
        expected: "records: tombstones are applied before rows are written".to_owned(),
    }
}

/// The hull of rows given by start and duration.
fn hull(rows: impl Iterator<Item = (u32, u32)>, origin: i64) -> (i64, i64) {
    let ends = |(start, duration): (u32, u32)| {
        let start = i64::from(start);
        (start, start + i64::from(duration))
    };
    let hull = rows.map(ends).reduce(|x, y| (x.0.min(y.0), x.1.max(y.1)));
    hull.map_or((0, 0), |(start, end)| {
        (origin.saturating_add(start), origin.saturating_add(end))
    })
}

fn header(
    rows: &SegmentRows<'_>,
    visit_refs: &refs::EncodedRefs,
    contact_refs: &refs::EncodedRefs,
) -> Header {
    let origin = rows.partition_start.seconds();
    let visits = hull(rows.visits.iter().map(|v| (v.start, v.duration())), origin);
    let contacts = hull(rows.contacts.iter().map(|c| (c.start, c.duration)), origin);
    let open = rows.visits.iter().filter(|v| v.is_open()).count();
    // Counts are at most 2^31 and lengths less than 2^32: both were checked.
    let count = |n: usize| U32::new(u32::try_from(n).unwrap_or(u32::MAX));
    Header {
        partition_start: I64::new(origin),
        visit_count: count(rows.visits.len()),
        contact_count: count(rows.contacts.len()),
        visit_start: I64::new(visits.0),
        visit_end: I64::new(visits.1),
        contact_start: I64::new(contacts.0),
        contact_end: I64::new(contacts.1),
        open_count: count(open),
        visit_ref_bytes: count(visit_refs.bytes.len()),
        contact_ref_bytes: count(contact_refs.bytes.len()),
        reserved: U32::ZERO,
    }
}

/// The interval of two bounds as stored; `None` for no rows.
pub(super) fn span(start: I64, end: I64) -> Option<Interval> {
    Interval::checked(
        Timestamp::from_seconds(start.get()),
        Timestamp::from_seconds(end.get()),
    )
}
