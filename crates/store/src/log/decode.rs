//! The operations of one commit, read back from bytes that need not be right.

use super::delta::{after_i64, after_u32, unsigned};
use super::op::{
    CASE, CONTACT, DECLARE, DETAILS, HAS_DOSES, HAS_ISOLATED, HAS_ONSET, HAS_UNIT, KIND, LINK,
    Last, NEW_SOURCE, OF_PLACES, OPEN, Op, PERSON, PLACE, RETRACT_CASE, RETRACT_CONTACT,
    RETRACT_VISIT, SOURCE, UNIT, UNLINK, VISIT,
};
use crate::error::StoreError;
use crate::names::Which;

/// A payload that is not one that [`Ops`] wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadOp {
    /// The byte of the payload where the operation begins.
    pub(crate) at: usize,
}

impl BadOp {
    /// As damage to the log `file`.
    #[cold]
    pub(crate) fn damaged(self, file: &str, commit: u64) -> StoreError {
        let at = self.at;
        StoreError::damaged(
            file,
            format!("the operation at byte {at} of commit {commit} is none"),
        )
    }
}

/// The operations in a payload, up to the first that is none.
pub(crate) fn ops(payload: &[u8]) -> impl Iterator<Item = Result<Op<'_>, BadOp>> {
    let mut rest = payload;
    let mut last = Last::default();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = payload.len().saturating_sub(rest.len());
        let op = take(&mut rest, &mut last).ok_or(BadOp { at });
        if op.is_err() {
            rest = &[];
        }
        Some(op)
    })
}

fn take<'a>(rest: &mut &'a [u8], last: &mut Last) -> Option<Op<'a>> {
    let (&tag, after) = rest.split_first()?;
    *rest = after;
    let allowed = match tag & KIND {
        VISIT => OPEN | NEW_SOURCE,
        CONTACT => NEW_SOURCE,
        LINK | UNLINK => OF_PLACES,
        DETAILS => HAS_UNIT | HAS_DOSES,
        CASE => HAS_ONSET | HAS_ISOLATED,
        _ => 0,
    };
    if tag & !(KIND | allowed) != 0 {
        return None;
    }
    Some(match tag & KIND {
        PERSON => Op::Person(bytes(rest)?),
        PLACE => Op::Place(bytes(rest)?),
        SOURCE => Op::Source(text(rest)?),
        VISIT | CONTACT => row(tag, rest, last)?,
        RETRACT_VISIT => {
            last.person = after_u32(rest, last.person)?;
            last.place = after_u32(rest, last.place)?;
            last.start = after_i64(rest, last.start)?;
            Op::RetractVisit {
                person: last.person,
                place: last.place,
                start: last.start,
            }
        }
        RETRACT_CONTACT => {
            last.person = after_u32(rest, last.person)?;
            let b = after_u32(rest, last.person)?;
            last.start = after_i64(rest, last.start)?;
            Op::RetractContact {
                a: last.person,
                b,
                start: last.start,
            }
        }
        LINK | UNLINK => pair(tag, rest)?,
        DECLARE => {
            last.place = after_u32(rest, last.place)?;
            Op::Declare {
                place: last.place,
                details: bytes(rest)?,
            }
        }
        DETAILS => details(tag, rest, last)?,
        UNIT => Op::Unit {
            path: text(rest)?,
            details: bytes(rest)?,
        },
        CASE | RETRACT_CASE => case(tag, rest, last)?,
        _ => return None,
    })
}

fn details<'a>(tag: u8, rest: &mut &'a [u8], last: &mut Last) -> Option<Op<'a>> {
    last.person = after_u32(rest, last.person)?;
    let doses = if tag & HAS_DOSES == 0 {
        None
    } else {
        Some(u8::try_from(unsigned(rest)?).ok()?)
    };
    let unit = if tag & HAS_UNIT == 0 {
        None
    } else {
        Some(text(rest)?)
    };
    Some(Op::Details {
        person: last.person,
        unit,
        doses,
    })
}

fn case<'a>(tag: u8, rest: &mut &'a [u8], last: &mut Last) -> Option<Op<'a>> {
    last.person = after_u32(rest, last.person)?;
    last.start = after_i64(rest, last.start)?;
    let (person, tested) = (last.person, last.start);
    if tag & KIND == RETRACT_CASE {
        return Some(Op::RetractCase { person, tested });
    }
    let mut date = |bit: u8| {
        if tag & bit == 0 {
            return Some(None);
        }
        after_i64(rest, tested).map(Some)
    };
    let (onset, isolated) = (date(HAS_ONSET)?, date(HAS_ISOLATED)?);
    Some(Op::Case {
        person,
        tested,
        onset,
        isolated,
    })
}

fn row<'a>(tag: u8, rest: &mut &'a [u8], last: &mut Last) -> Option<Op<'a>> {
    if tag & NEW_SOURCE != 0 {
        last.source = u16::try_from(unsigned(rest)?).ok()?;
    }
    let source = last.source;
    last.person = after_u32(rest, last.person)?;
    if tag & KIND == CONTACT {
        let b = after_u32(rest, last.person)?;
        last.start = after_i64(rest, last.start)?;
        let length = unsigned(rest)?.cast_signed();
        return Some(Op::Contact {
            a: last.person,
            b,
            start: last.start,
            end: last.start.wrapping_add(length),
            source,
        });
    }
    last.place = after_u32(rest, last.place)?;
    last.start = after_i64(rest, last.start)?;
    let end = if tag & OPEN == 0 {
        let length = unsigned(rest)?.cast_signed();
        Some(last.start.wrapping_add(length))
    } else {
        None
    };
    Some(Op::Visit {
        person: last.person,
        place: last.place,
        start: last.start,
        end,
        source,
    })
}

fn pair<'a>(tag: u8, rest: &mut &'a [u8]) -> Option<Op<'a>> {
    let which = if tag & OF_PLACES == 0 {
        Which::Person
    } else {
        Which::Place
    };
    let a = u32::try_from(unsigned(rest)?).ok()?;
    let b = u32::try_from(unsigned(rest)?).ok()?;
    Some(if tag & KIND == LINK {
        Op::Link { which, a, b }
    } else {
        Op::Unlink { which, a, b }
    })
}

fn bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(unsigned(rest)?).ok()?;
    let (bytes, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(bytes)
}

fn text<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    std::str::from_utf8(bytes(rest)?).ok()
}
