//! A saved answer as columns, archived by rkyv; checked when it is read.

use rkyv::rancor;
use rkyv::util::AlignedVec;
use truyvet_model::{
    Direction, Exposure, Exposures, Grade, Interval, IntervalSet, PersonNo, Question, Timestamp,
};
use truyvet_store::Fingerprint;

use crate::event::Event;
use crate::history::Changes;
use crate::save_error::SaveError;
use crate::tracer::Answer;

/// Changes with every change of the archived types below.
const SCHEMA: u32 = 1;

/// Everything but the names, which are the store's.
#[derive(rkyv::Archive, rkyv::Serialize)]
pub(super) struct Body {
    /// As JSON.
    question: String,
    snapshot: u64,
    commit: [u8; 16],
    shown: [u8; 16],
    rows: Rows,
    hops: Vec<Hop>,
}

/// Rows with their witnesses, column by column. Times in question time, in seconds.
#[derive(Default, rkyv::Archive, rkyv::Serialize)]
struct Rows {
    person: Vec<u32>,
    level: Vec<u32>,
    earliest: Vec<i64>,
    seconds: Vec<u64>,
    /// Bits of the float.
    risk: Vec<u64>,
    x: Vec<i64>,
    y: Vec<i64>,
    stay_end: Vec<i64>,
    infector: Vec<u32>,
    /// 0 for a contact, else the number of the place + 1.
    setting: Vec<u32>,
    /// 0 recorded, 1 assumed end, 2 coarse.
    grade: Vec<u8>,
}

/// The I-sets that one hop changed.
#[derive(Default, rkyv::Archive, rkyv::Serialize)]
struct Hop {
    person: Vec<u32>,
    /// How many intervals each has.
    count: Vec<u32>,
    start: Vec<i64>,
    end: Vec<i64>,
}

/// What this build makes of the types above, as a hash: the same for builds that can read each
/// other's archives, whatever features of rkyv a host program turned on.
pub(super) fn layout() -> Result<[u8; 32], SaveError> {
    let sample = Body {
        question: "{\"cases\":[]}".to_owned(),
        snapshot: 1,
        commit: [2; 16],
        shown: [3; 16],
        rows: Rows {
            person: vec![4],
            earliest: vec![-5],
            grade: vec![2],
            ..Rows::default()
        },
        hops: vec![Hop {
            count: vec![6, 7],
            end: vec![8],
            ..Hop::default()
        }],
    };
    let mut hash = blake3::Hasher::new();
    hash.update(&SCHEMA.to_le_bytes());
    hash.update(&archive(&sample)?);
    Ok(*hash.finalize().as_bytes())
}

fn archive(body: &Body) -> Result<AlignedVec, SaveError> {
    // Nothing but the reach of relative pointers can fail here.
    rkyv::to_bytes::<rancor::Error>(body).map_err(|_| SaveError::TooLarge)
}

impl Body {
    /// The archive of an answer.
    ///
    /// # Errors
    /// [`SaveError::TooLarge`].
    pub(super) fn archived(answer: &Answer) -> Result<AlignedVec, SaveError> {
        let body = Self {
            question: serde_json::to_string(&answer.question).map_err(|_| SaveError::TooLarge)?,
            snapshot: answer.snapshot_number,
            commit: answer.fingerprint.commit,
            shown: answer.fingerprint.shown,
            rows: Rows::of(answer),
            hops: answer.history.iter().map(Hop::of).collect(),
        };
        archive(&body)
    }
}

impl Rows {
    fn of(answer: &Answer) -> Self {
        let (rows, events) = (&answer.exposures, &answer.witnesses);
        let mirrored = answer.resolved.mirrored;
        let earliest = rows.earliest_exposure.iter();
        Self {
            person: rows.person.iter().map(|person| person.0).collect(),
            level: rows.level.clone(),
            earliest: earliest.map(|t| turned(t.seconds(), mirrored)).collect(),
            seconds: rows.person_seconds.clone(),
            risk: rows.risk.iter().map(|risk| risk.to_bits()).collect(),
            x: events.iter().map(|event| event.x).collect(),
            y: events.iter().map(|event| event.y).collect(),
            stay_end: events.iter().map(|event| event.stay_end).collect(),
            infector: events.iter().map(|event| event.infector).collect(),
            setting: events
                .iter()
                .map(|event| event.place().map_or(0, |place| place.saturating_add(1)))
                .collect(),
            grade: events.iter().map(|event| event.grade as u8).collect(),
        }
    }
}

impl Hop {
    fn of(changes: &Changes) -> Self {
        let mut hop = Self::default();
        for (person, set) in changes {
            let intervals = set.intervals();
            hop.person.push(*person);
            // A set of more intervals does not fit into an archive.
            hop.count
                .push(u32::try_from(intervals.len()).unwrap_or(u32::MAX));
            hop.start
                .extend(intervals.iter().map(|i| i.start().seconds()));
            hop.end.extend(intervals.iter().map(|i| i.end().seconds()));
        }
        hop
    }
}

fn turned(t: i64, mirrored: bool) -> i64 {
    if mirrored { t.saturating_neg() } else { t }
}

/// A body that was read, checked.
pub(super) struct Opened {
    pub question: Question,
    pub snapshot: u64,
    pub fingerprint: Fingerprint,
    pub exposures: Exposures,
    pub witnesses: Vec<Event>,
    pub history: Vec<Changes>,
}

const fn damaged(what: &'static str) -> SaveError {
    SaveError::Damaged { what }
}

/// Reads an archive, which may hold anything.
///
/// # Errors
/// [`SaveError::Damaged`].
pub(super) fn open(archive: &AlignedVec) -> Result<Opened, SaveError> {
    let body = rkyv::access::<ArchivedBody, rancor::Error>(archive)
        .map_err(|_| damaged("it is no archive"))?;
    let question: Question = serde_json::from_str(body.question.as_str())
        .map_err(|_| damaged("its question is unreadable"))?;
    let mirrored = question.direction == Direction::Backward;
    let history = body.hops.iter().map(ArchivedHop::changes);
    let (exposures, witnesses) = body.rows.columns(mirrored)?;
    Ok(Opened {
        question,
        snapshot: body.snapshot.to_native(),
        fingerprint: Fingerprint {
            commit: body.commit,
            shown: body.shown,
        },
        exposures,
        witnesses,
        history: history.collect::<Result<_, _>>()?,
    })
}

impl ArchivedRows {
    fn columns(&self, mirrored: bool) -> Result<(Exposures, Vec<Event>), SaveError> {
        let lengths = [
            self.level.len(),
            self.earliest.len(),
            self.seconds.len(),
            self.risk.len(),
            self.x.len(),
            self.y.len(),
            self.stay_end.len(),
            self.infector.len(),
            self.setting.len(),
            self.grade.len(),
        ];
        if lengths.iter().any(|length| *length != self.person.len()) {
            return Err(damaged("its columns differ in length"));
        }
        let (mut exposures, mut witnesses) = (Exposures::default(), Vec::new());
        witnesses.reserve(self.person.len());
        for at in 0..self.person.len() {
            let event = self.event(at).ok_or(damaged("an event that cannot be"))?;
            let row = self.row(at, &event, mirrored);
            exposures.push(&row.ok_or(damaged("a row that cannot be"))?);
            witnesses.push(event);
        }
        Ok((exposures, witnesses))
    }

    fn event(&self, at: usize) -> Option<Event> {
        let (x, y) = (self.x.get(at)?.to_native(), self.y.get(at)?.to_native());
        let infector = self.infector.get(at)?.to_native();
        let stay_end = self.stay_end.get(at)?.to_native();
        let grade = match self.grade.get(at)? {
            0 => Grade::Recorded,
            1 => Grade::AssumedEnd,
            2 => Grade::Coarse,
            _ => return None,
        };
        if x >= y || x == i64::MIN {
            return None;
        }
        match self.setting.get(at)?.to_native().checked_sub(1) {
            Some(place) => Some(Event::at(place, infector, x, y, stay_end, grade)),
            None if stay_end == y && grade == Grade::Recorded => {
                Some(Event::contact(infector, x, y))
            }
            None => None,
        }
    }

    fn row(&self, at: usize, event: &Event, mirrored: bool) -> Option<Exposure> {
        let level = self.level.get(at)?.to_native();
        let time = |t: i64| Timestamp::from_seconds(turned(t, mirrored));
        let (x, y) = if mirrored {
            (turned(event.y, true), turned(event.x, true))
        } else {
            (event.x, event.y)
        };
        (level > 0).then_some(Exposure {
            person: PersonNo(self.person.get(at)?.to_native()),
            level,
            first_exposure: time(event.x),
            earliest_exposure: time(self.earliest.get(at)?.to_native()),
            witness: event.witness_at(x, y),
            person_seconds: self.seconds.get(at)?.to_native(),
            risk: f64::from_bits(self.risk.get(at)?.to_native()),
        })
    }
}

impl ArchivedHop {
    fn changes(&self) -> Result<Changes, SaveError> {
        let wrong = || damaged("infectious times that cannot be");
        let starts = self.start.iter().map(|t| t.to_native());
        let mut intervals = starts.zip(self.end.iter().map(|t| t.to_native()));
        let (mut changes, mut last) = (Changes::new(), None);
        if self.count.len() != self.person.len() || self.start.len() != self.end.len() {
            return Err(wrong());
        }
        changes.reserve(self.person.len());
        for (person, count) in self.person.iter().zip(self.count.iter()) {
            let (person, count) = (person.to_native(), count.to_native() as usize);
            let own = intervals.by_ref().take(count).map(|(start, end)| {
                let t = Timestamp::from_seconds;
                Interval::checked(t(start), t(end))
            });
            let set: Option<IntervalSet> = own.collect();
            let set = set.ok_or_else(wrong)?;
            // Fewer if some touched or were not there.
            if set.intervals().len() != count || count == 0 || last >= Some(person) {
                return Err(wrong());
            }
            last = Some(person);
            changes.push((person, set));
        }
        if intervals.next().is_some() || changes.is_empty() {
            return Err(wrong());
        }
        Ok(changes)
    }
}
