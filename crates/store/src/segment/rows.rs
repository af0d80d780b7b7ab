//! Rows as they go into a segment and as they come out.

/// The longest duration that fits a row, in seconds (68 years).
pub const MAX_DURATION_S: u32 = (1 << 31) - 1;

/// The latest start that fits a row, in seconds after the start of the partition.
pub const MAX_START_S: u32 = (1 << 31) - 1;

/// Number of the source of a record, in the store's list of sources; 0: no source was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceNo(pub u16);

impl SourceNo {
    /// No source was named.
    pub const NONE: Self = Self(0);
}

/// A visit to be encoded, 20 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackedVisit {
    /// Number of the place.
    pub place: u32,
    /// Number of the person.
    pub person: u32,
    /// Seconds after the start of the partition.
    pub start: u32,
    /// Twice the duration, plus 1 if open.
    duration_open: u32,
    /// Where the record comes from.
    pub source: SourceNo,
}

const _: () = assert!(size_of::<PackedVisit>() == 20 && size_of::<PackedContact>() == 20);
const _: () = assert!(size_of::<VisitRow>() == 24 && size_of::<ContactRow>() == 24);

impl PackedVisit {
    /// A visit of `duration` seconds, `start` seconds after the start of the partition. `None`
    /// if the duration is 0 or over [`MAX_DURATION_S`], or the start over [`MAX_START_S`].
    #[must_use]
    pub const fn new(
        place: u32,
        person: u32,
        start: u32,
        duration: u32,
        open: bool,
    ) -> Option<Self> {
        if duration == 0 || duration > MAX_DURATION_S || start > MAX_START_S {
            return None;
        }
        Some(Self {
            place,
            person,
            start,
            duration_open: duration << 1 | open as u32,
            source: SourceNo::NONE,
        })
    }

    /// Says that the visit with this key was retracted: goes through logs and buffers in the
    /// order of commits, and is never encoded. `None` if the start is over [`MAX_START_S`].
    #[must_use]
    pub const fn tombstone(place: u32, person: u32, start: u32) -> Option<Self> {
        if start > MAX_START_S {
            return None;
        }
        Some(Self {
            place,
            person,
            start,
            duration_open: 0,
            source: SourceNo::NONE,
        })
    }

    /// Whether this is a [`Self::tombstone`].
    #[must_use]
    pub const fn is_tombstone(self) -> bool {
        self.duration_open >> 1 == 0
    }

    /// The same visit, from this source.
    #[must_use]
    pub const fn with_source(self, source: SourceNo) -> Self {
        Self { source, ..self }
    }

    /// Seconds from start to (resolved) end.
    #[must_use]
    pub const fn duration(self) -> u32 {
        self.duration_open >> 1
    }

    /// Whether the check-out has not arrived (S4).
    #[must_use]
    pub const fn is_open(self) -> bool {
        self.duration_open & 1 == 1
    }

    /// Twice the source, plus 1 if open: one column of a block.
    pub(super) const fn source_open(self) -> u32 {
        (self.source.0 as u32) << 1 | self.is_open() as u32
    }

    /// (place, start, person): the order in a segment, and what makes a visit the same (S2).
    #[must_use]
    pub const fn key(self) -> u128 {
        (self.place as u128) << 64 | (self.start as u128) << 32 | self.person as u128
    }
}

/// A contact to be encoded, 20 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackedContact {
    /// Number of the one person, less than `b`.
    pub a: u32,
    /// Number of the other person.
    pub b: u32,
    /// Seconds after the start of the partition.
    pub start: u32,
    /// Seconds.
    pub duration: u32,
    /// Where the record comes from.
    pub source: SourceNo,
}

impl PackedContact {
    /// A contact of two people in any order. `None` if they are one (S3), the duration is 0 or
    /// over [`MAX_DURATION_S`], or the start over [`MAX_START_S`].
    #[must_use]
    pub const fn new(x: u32, y: u32, start: u32, duration: u32) -> Option<Self> {
        if duration == 0 || duration > MAX_DURATION_S {
            return None;
        }
        match Self::tombstone(x, y, start) {
            Some(contact) => Some(Self {
                duration,
                ..contact
            }),
            None => None,
        }
    }

    /// Says that the contact with this key was retracted, see [`PackedVisit::tombstone`]. `None`
    /// if the people are one or the start is over [`MAX_START_S`].
    #[must_use]
    pub const fn tombstone(x: u32, y: u32, start: u32) -> Option<Self> {
        if x == y || start > MAX_START_S {
            return None;
        }
        let (a, b) = if x < y { (x, y) } else { (y, x) };
        Some(Self {
            a,
            b,
            start,
            duration: 0,
            source: SourceNo::NONE,
        })
    }

    /// Whether this is a [`Self::tombstone`].
    #[must_use]
    pub const fn is_tombstone(self) -> bool {
        self.duration == 0
    }

    /// The same contact, from this source.
    #[must_use]
    pub const fn with_source(self, source: SourceNo) -> Self {
        Self { source, ..self }
    }

    /// (a, start, b): the order in a segment, and what makes a contact the same (S3).
    #[must_use]
    pub const fn key(self) -> u128 {
        (self.a as u128) << 64 | (self.start as u128) << 32 | self.b as u128
    }
}

/// Brings visits into the order of a segment; those of one key stay in the order they came in.
pub fn sort_visits(visits: &mut [PackedVisit]) {
    visits.sort_by_key(|v| v.key());
}

/// Brings contacts into the order of a segment; those of one key stay in the order they came in.
pub fn sort_contacts(contacts: &mut [PackedContact]) {
    contacts.sort_by_key(|c| c.key());
}

/// A visit as read: `[start, end)` in seconds since the Unix epoch, the end resolved (S4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitRow {
    /// Check-in.
    pub start: i64,
    /// Check-out, or when the visit is taken to end.
    pub end: i64,
    /// Number of the person.
    pub person: u32,
    /// Where the record comes from (S19).
    pub source: SourceNo,
    /// Whether the end is assumed (S4).
    pub open: bool,
}

/// A visit with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedVisit {
    /// Number of the place.
    pub place: u32,
    /// The visit.
    pub visit: VisitRow,
}

/// A contact as one of its people sees it: `[start, end)` in seconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactRow {
    /// Begin.
    pub start: i64,
    /// End.
    pub end: i64,
    /// Number of the other person.
    pub other: u32,
    /// Where the record comes from (S19).
    pub source: SourceNo,
}

/// A visit as recorded, with its row number in the segment: links (S6) are not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberedVisit {
    /// Row, from 0, in the order (place, start, person).
    pub row: u32,
    /// Number of the place.
    pub place: u32,
    /// The visit.
    pub visit: VisitRow,
    /// Whether the row is gone for good: replaced, retracted, erased or expired.
    pub deleted: bool,
    /// Whether links (S6) let another row of the same key show instead of this one.
    pub hidden: bool,
}

/// A contact as recorded, with its row number in the segment: links (S6) are not applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberedContact {
    /// Row, from 0, in the order (a, start, b).
    pub row: u32,
    /// Number of the one person, less than `b`.
    pub a: u32,
    /// Number of the other person.
    pub b: u32,
    /// Begin, in seconds since the Unix epoch.
    pub start: i64,
    /// End.
    pub end: i64,
    /// Where the record comes from (S19).
    pub source: SourceNo,
    /// Whether the row is gone for good: replaced, retracted, erased or expired.
    pub deleted: bool,
    /// Whether links (S6) let another row of the same key show instead of this one.
    pub hidden: bool,
}
