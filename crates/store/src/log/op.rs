//! The operations of one commit, delta coded one after the other.

use super::delta::Piece;
use crate::names::Which;

/// One thing that a commit does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op<'a> {
    /// A new person, by stored name; it gets the next number.
    Person(&'a [u8]),
    /// A new place, by stored name; it gets the next number.
    Place(&'a [u8]),
    /// A new source; it gets the next number.
    Source(&'a str),
    /// A visit (S2); one without an end is open (S4).
    Visit {
        person: u32,
        place: u32,
        start: i64,
        end: Option<i64>,
        source: u16,
    },
    /// A contact (S3).
    Contact {
        a: u32,
        b: u32,
        start: i64,
        end: i64,
        source: u16,
    },
    /// The visit of that key was none.
    RetractVisit { person: u32, place: u32, start: i64 },
    /// The contact of that key was none.
    RetractContact { a: u32, b: u32, start: i64 },
    /// Two numbers are one person or place (S6).
    Link { which: Which, a: u32, b: u32 },
    /// They are not.
    Unlink { which: Which, a: u32, b: u32 },
    /// What is known of a place, in the caller's encoding.
    Declare { place: u32, details: &'a [u8] },
    /// What is known of a person (S35).
    Details {
        person: u32,
        unit: Option<&'a str>,
        doses: Option<u8>,
    },
    /// What is known of a unit (S35), in the caller's encoding.
    Unit { path: &'a str, details: &'a [u8] },
    /// A confirmed case (S36).
    Case {
        person: u32,
        tested: i64,
        onset: Option<i64>,
        isolated: Option<i64>,
    },
    /// The case of that key was none.
    RetractCase { person: u32, tested: i64 },
}

/// Shows the sort of operation alone: names of people do not belong in logs of programs.
impl std::fmt::Debug for Op<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Person(_) => "Person(…)",
            Self::Place(_) => "Place(…)",
            Self::Source(_) => "Source(…)",
            Self::Visit { .. } => "Visit(…)",
            Self::Contact { .. } => "Contact(…)",
            Self::RetractVisit { .. } => "RetractVisit(…)",
            Self::RetractContact { .. } => "RetractContact(…)",
            Self::Link { .. } => "Link(…)",
            Self::Unlink { .. } => "Unlink(…)",
            Self::Declare { .. } => "Declare(…)",
            Self::Details { .. } => "Details(…)",
            Self::Unit { .. } => "Unit(…)",
            Self::Case { .. } => "Case(…)",
            Self::RetractCase { .. } => "RetractCase(…)",
        })
    }
}

pub(super) const PERSON: u8 = 1;
pub(super) const PLACE: u8 = 2;
pub(super) const SOURCE: u8 = 3;
pub(super) const VISIT: u8 = 4;
pub(super) const CONTACT: u8 = 5;
pub(super) const RETRACT_VISIT: u8 = 6;
pub(super) const RETRACT_CONTACT: u8 = 7;
pub(super) const LINK: u8 = 8;
pub(super) const UNLINK: u8 = 9;
pub(super) const DECLARE: u8 = 10;
pub(super) const DETAILS: u8 = 11;
pub(super) const UNIT: u8 = 12;
pub(super) const CASE: u8 = 13;
pub(super) const RETRACT_CASE: u8 = 14;
/// The bits of a tag that say which operation it is.
pub(super) const KIND: u8 = 0x0f;
/// Visit: it has no end.
pub(super) const OPEN: u8 = 0x10;
/// Visit, contact: another source than the last, which follows.
pub(super) const NEW_SOURCE: u8 = 0x20;
/// Link, unlink: places.
pub(super) const OF_PLACES: u8 = 0x10;
/// Details: a unit, doses.
pub(super) const HAS_UNIT: u8 = 0x10;
pub(super) const HAS_DOSES: u8 = 0x20;
/// Case: an onset, an isolation.
pub(super) const HAS_ONSET: u8 = 0x10;
pub(super) const HAS_ISOLATED: u8 = 0x20;

/// What the next operation is coded against: the last visit or contact, of either sort and
/// whether recorded or retracted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Last {
    /// Person of a visit, a of a contact.
    pub(super) person: u32,
    pub(super) place: u32,
    pub(super) start: i64,
    pub(super) source: u16,
}

/// Operations of one commit, encoded as they come. `Debug` shows their length alone.
#[derive(Clone, Default)]
pub(crate) struct Ops {
    bytes: Vec<u8>,
    last: Last,
}

impl std::fmt::Debug for Ops {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ops({} bytes)", self.bytes.len())
    }
}

impl Ops {
    /// None.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Bytes so far.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Begins a new commit; the memory is kept.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.last = Last::default();
    }

    /// The payload for a commit.
    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.bytes
    }

    /// Adds an operation.
    #[inline]
    pub(crate) fn push(&mut self, op: &Op<'_>) {
        match *op {
            Op::Visit {
                person,
                place,
                start,
                end,
                source,
            } => self.visit(person, place, start, end, source),
            Op::Contact {
                a,
                b,
                start,
                end,
                source,
            } => self.contact(a, b, start, end, source),
            _ => self.push_other(op),
        }
    }

    fn visit(&mut self, person: u32, place: u32, start: i64, end: Option<i64>, source: u16) {
        let open = if end.is_none() { OPEN } else { 0 };
        let mut piece = self.row(VISIT | open, source);
        piece.distance_u32(person, self.last.person);
        piece.distance_u32(place, self.last.place);
        piece.distance_i64(start, self.last.start);
        if let Some(end) = end {
            piece.unsigned(end.wrapping_sub(start).cast_unsigned());
        }
        self.last.person = person;
        self.last.place = place;
        self.last.start = start;
        self.bytes.extend_from_slice(piece.as_slice());
    }

    fn contact(&mut self, a: u32, b: u32, start: i64, end: i64, source: u16) {
        let mut piece = self.row(CONTACT, source);
        piece.distance_u32(a, self.last.person);
        piece.distance_u32(b, a);
        piece.distance_i64(start, self.last.start);
        piece.unsigned(end.wrapping_sub(start).cast_unsigned());
        self.last.person = a;
        self.last.start = start;
        self.bytes.extend_from_slice(piece.as_slice());
    }

    /// The beginning of a visit or contact.
    fn row(&mut self, tag: u8, source: u16) -> Piece {
        if source == self.last.source {
            return Piece::new(tag);
        }
        self.last.source = source;
        let mut piece = Piece::new(tag | NEW_SOURCE);
        piece.unsigned(u64::from(source));
        piece
    }

    fn push_other(&mut self, op: &Op<'_>) {
        match *op {
            Op::Person(name) => self.bytes_of(&Piece::new(PERSON), name),
            Op::Place(name) => self.bytes_of(&Piece::new(PLACE), name),
            Op::Source(text) => self.bytes_of(&Piece::new(SOURCE), text.as_bytes()),
            Op::Declare { place, details } => {
                let mut piece = Piece::new(DECLARE);
                piece.distance_u32(place, self.last.place);
                self.last.place = place;
                self.bytes_of(&piece, details);
            }
            Op::RetractVisit {
                person,
                place,
                start,
            } => {
                let mut piece = Piece::new(RETRACT_VISIT);
                piece.distance_u32(person, self.last.person);
                piece.distance_u32(place, self.last.place);
                piece.distance_i64(start, self.last.start);
                self.last.person = person;
                self.last.place = place;
                self.last.start = start;
                self.bytes.extend_from_slice(piece.as_slice());
            }
            Op::RetractContact { a, b, start } => {
                let mut piece = Piece::new(RETRACT_CONTACT);
                piece.distance_u32(a, self.last.person);
                piece.distance_u32(b, a);
                piece.distance_i64(start, self.last.start);
                self.last.person = a;
                self.last.start = start;
                self.bytes.extend_from_slice(piece.as_slice());
            }
            Op::Link { which, a, b } => self.pair(LINK, which, a, b),
            Op::Unlink { which, a, b } => self.pair(UNLINK, which, a, b),
            // `push` has done these.
            Op::Visit { .. } | Op::Contact { .. } => {}
            _ => self.push_known(op),
        }
    }

    /// What is known of people, units, cases.
    fn push_known(&mut self, op: &Op<'_>) {
        match *op {
            Op::Details {
                person,
                unit,
                doses,
            } => {
                let bits = unit.map_or(0, |_| HAS_UNIT) | doses.map_or(0, |_| HAS_DOSES);
                let mut piece = Piece::new(DETAILS | bits);
                piece.distance_u32(person, self.last.person);
                self.last.person = person;
                if let Some(doses) = doses {
                    piece.unsigned(u64::from(doses));
                }
                match unit {
                    Some(unit) => self.bytes_of(&piece, unit.as_bytes()),
                    None => self.bytes.extend_from_slice(piece.as_slice()),
                }
            }
            Op::Unit { path, details } => {
                self.bytes_of(&Piece::new(UNIT), path.as_bytes());
                self.text(details);
            }
            Op::Case {
                person,
                tested,
                onset,
                isolated,
            } => {
                let bits = onset.map_or(0, |_| HAS_ONSET) | isolated.map_or(0, |_| HAS_ISOLATED);
                let mut piece = self.case(CASE | bits, person, tested);
                for date in [onset, isolated].into_iter().flatten() {
                    piece.distance_i64(date, tested);
                }
                self.bytes.extend_from_slice(piece.as_slice());
            }
            Op::RetractCase { person, tested } => {
                let piece = self.case(RETRACT_CASE, person, tested);
                self.bytes.extend_from_slice(piece.as_slice());
            }
            // `push_other` has done the others.
            _ => {}
        }
    }

    /// The beginning of a case.
    fn case(&mut self, tag: u8, person: u32, tested: i64) -> Piece {
        let mut piece = Piece::new(tag);
        piece.distance_u32(person, self.last.person);
        piece.distance_i64(tested, self.last.start);
        self.last.person = person;
        self.last.start = tested;
        piece
    }

    fn bytes_of(&mut self, head: &Piece, bytes: &[u8]) {
        self.bytes.extend_from_slice(head.as_slice());
        self.text(bytes);
    }

    /// A length and so many bytes.
    fn text(&mut self, bytes: &[u8]) {
        let mut length = Piece::new(0);
        length.unsigned(bytes.len() as u64);
        let length = length.as_slice().get(1..).unwrap_or_default();
        self.bytes.extend_from_slice(length);
        self.bytes.extend_from_slice(bytes);
    }

    fn pair(&mut self, kind: u8, which: Which, a: u32, b: u32) {
        let places = match which {
            Which::Person => 0,
            Which::Place => OF_PLACES,
        };
        let mut piece = Piece::new(kind | places);
        piece.unsigned(u64::from(a));
        piece.unsigned(u64::from(b));
        self.bytes.extend_from_slice(piece.as_slice());
    }
}

#[cfg(test)]
#[path = "op_tests.rs"]
pub(in crate::log) mod tests;
