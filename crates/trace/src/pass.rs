//! One pass of a hop: sweeps over touched places, then the direct contacts.

use std::ops::Range;

use truyvet_model::PersonNo;
use truyvet_store::{ContactRow, Snapshot, VisitBlock, VisitRow};

use crate::error::TraceError;
use crate::event::Event;
use crate::gather::{Touch, visits_at};
use crate::outcome::{Collected, Note, Outcomes};
use crate::parallel::share;
use crate::people::{People, Person};
use crate::resolve::Resolved;
use crate::sweep::{Position, Setup, Shed, Sweep};

/// Whose person-seconds a pass adds up (S16).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dose {
    /// Nobody's.
    None,
    /// Of everybody who was not reached at an earlier hop.
    Unreached,
    /// Of those whose row is this one or later: who was reached at this hop, found before.
    FromRow(u32),
}

/// Where a pass looks.
pub(crate) enum Where<'a> {
    /// At touched places, around the infectious stays that touched them.
    Stays(&'a [Touch]),
    /// At touched places, around the visits of those whose person-seconds are added up.
    Visits(&'a [Touch]),
    /// Everywhere: cheaper than looking up a large part of everywhere.
    Everywhere,
}

/// What owns a touched stretch of time; see [`Pass::touch`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Stays,
    Visits,
}

/// One pass: reads what is known of people and collects what this hop adds.
pub(crate) struct Pass<'a> {
    pub snapshot: &'a Snapshot,
    pub resolved: &'a Resolved,
    pub people: &'a People,
    pub outcomes: &'a Outcomes,
    /// Whether qualifying events are looked for.
    pub reach: bool,
    pub dose: Dose,
    /// Whether nobody will ask what this hop makes infectious.
    pub last: bool,
}

/// How many notes are written down at once: enough to wait for their memory together, few enough
/// to stay in the nearest cache.
const NOTES_AT_ONCE: usize = 128;

/// What one thread sweeps with.
#[derive(Default)]
pub(crate) struct SweepScratch {
    pub collected: Collected,
    caches: Vec<VisitBlock>,
    rows: Vec<VisitRow>,
    visitors: Vec<Person>,
    sheds: Vec<Shed>,
    sweep: Sweep,
    /// What is found out about visitors, until there is enough to write down at once.
    notes: Vec<(u32, Note)>,
    contacts: Vec<ContactRow>,
}

impl Pass<'_> {
    /// Sweeps the places.
    ///
    /// # Errors
    /// [`TraceError::Store`].
    pub(crate) fn places(
        &self,
        place: &Where<'_>,
        scratch: &mut [SweepScratch],
    ) -> Result<(), TraceError> {
        let (count, grain) = match place {
            Where::Stays(touches) | Where::Visits(touches) => (touches.len(), 512),
            Where::Everywhere => (self.snapshot.place_count() as usize, 1024),
        };
        share(scratch, count, grain, |range, own| {
            match place {
                Where::Stays(touches) => self.touched(touches.get(range), Around::Stays, own)?,
                Where::Visits(touches) => self.touched(touches.get(range), Around::Visits, own)?,
                Where::Everywhere => self.everywhere(range, own)?,
            }
            self.outcomes.add_all(&mut own.notes, &mut own.collected);
            Ok(())
        })
    }

    fn touched(
        &self,
        touches: Option<&[Touch]>,
        around: Around,
        own: &mut SweepScratch,
    ) -> Result<(), TraceError> {
        for touch in touches.unwrap_or_default() {
            self.touch(*touch, around, own)?;
        }
        Ok(())
    }

    fn everywhere(&self, places: Range<usize>, own: &mut SweepScratch) -> Result<(), TraceError> {
        for place in places {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            let touch = Touch {
                place,
                start: i64::MIN,
                end: i64::MAX,
            };
            self.touch(touch, Around::Stays, own)?;
        }
        Ok(())
    }

    /// Sweeps one touched stretch of time. Around stays: the infectious stays that begin within
    /// it; they end within it, too, so that every event is found in exactly one touch. Around
    /// visits: the visits that begin within it, with every infectious stay that reaches into it.
    fn touch(
        &self,
        touch: Touch,
        around: Around,
        own: &mut SweepScratch,
    ) -> Result<(), TraceError> {
        let Some(lag) = self.resolved.lag_at(self.snapshot, touch.place)? else {
            return Ok(());
        };
        let reach_back = if around == Around::Visits { lag } else { 0 };
        let seen = Touch {
            start: touch.start.saturating_sub(reach_back),
            ..touch
        };
        visits_at(
            self.snapshot,
            self.resolved,
            seen,
            &mut own.caches,
            &mut own.rows,
        )?;
        self.look_up(own);
        let within = |start: i64| touch.start <= start && start < touch.end;
        match around {
            Around::Stays => {
                own.sheds.retain(|shed| within(shed.start));
                self.sweep(touch.place, lag, own, |_| true);
            }
            Around::Visits => self.sweep(touch.place, lag, own, |visit| within(visit.start)),
        }
        Ok(())
    }

    /// Looks up each visitor once, and notes the infectious stays.
    fn look_up(&self, own: &mut SweepScratch) {
        own.visitors.clear();
        own.sheds.clear();
        // One loop of independent loads: the misses of many visitors are waited for together.
        own.visitors
            .extend(own.rows.iter().map(|row| self.people.at(row.person)));
        for (row, person) in own.rows.iter().zip(&own.visitors) {
            if !person.is_harmless() {
                self.people.clip(person, row.start, row.end, |start, end| {
                    own.sheds.push(Shed {
                        start,
                        end,
                        person: row.person,
                        open: row.open,
                    });
                });
            }
        }
    }

    fn sweep(
        &self,
        place: u32,
        lag: i64,
        own: &mut SweepScratch,
        ours: impl Fn(&VisitRow) -> bool,
    ) {
        let starts = own.sheds.iter().map(|shed| shed.start).min();
        let ends = own.sheds.iter().map(|shed| shed.end).max();
        let (Some(first), Some(last)) = (starts, ends) else {
            return;
        };
        let setup = Setup {
            place,
            lag,
            min_overlap: self.resolved.min_overlap,
            latent: self.resolved.latent,
            until: self.resolved.until,
        };
        own.sweep
            .arrange(setup, &own.sheds, self.dose != Dose::None);
        let last = last.saturating_add(lag);
        let mut position = Position::default();
        for (visit, person) in own.rows.iter().zip(&own.visitors) {
            let meets = visit.start < last && first < visit.end;
            if meets && !self.is_settled(person, visit.start.max(first)) && ours(visit) {
                own.sweep.seek(&mut position, visit);
                let (notes, collected) = (&mut own.notes, &mut own.collected);
                self.visitor(visit, person, &own.sweep, &position, notes, collected);
                if own.notes.len() >= NOTES_AT_ONCE {
                    self.outcomes.add_all(&mut own.notes, &mut own.collected);
                }
            }
        }
    }

    fn visitor(
        &self,
        visit: &VisitRow,
        person: &Person,
        sweep: &Sweep,
        position: &Position,
        notes: &mut Vec<(u32, Note)>,
        collected: &mut Collected,
    ) {
        let seconds = if self.wants_dose(person) {
            sweep.seconds(visit, position)
        } else {
            0
        };
        let event = if self.reach {
            sweep.first_event(visit, position)
        } else {
            None
        };
        let Some(event) = event.filter(|event| !self.is_settled(person, event.x)) else {
            if seconds > 0 && self.reach && collected.has_room_aside() {
                collected.put_aside(visit.person, seconds);
            } else if seconds > 0 {
                notes.push((
                    visit.person,
                    Note {
                        seconds,
                        ..Note::default()
                    },
                ));
            }
            return;
        };
        let mut note = Note {
            event: Some(event),
            seconds,
            grows: None,
        };
        if self.last {
            return notes.push((visit.person, note));
        }
        sweep.infectious_after(visit, position, event.x, |start, end| {
            if !self.people.covers(person, start, end) {
                note.grows = Some((start, end));
                notes.push((visit.person, note));
                note.seconds = 0;
            }
        });
    }

    fn wants_dose(&self, person: &Person) -> bool {
        match self.dose {
            Dose::None => false,
            Dose::Unreached => person.is_unreached(),
            Dose::FromRow(first) => person.row().is_some_and(|row| row >= first),
        }
    }

    /// Whether no event that starts at `x` or later can change what is known of `person`: a case;
    /// or somebody reached who is infectious from that event's `x + L` on without end, or whose
    /// further infectious time nobody will ask about. The start of an I-set is the earliest
    /// exposure so far, plus L.
    fn is_settled(&self, person: &Person, x: i64) -> bool {
        if person.is_unreached() {
            return false;
        }
        let known_from = person.hull().0 <= x.saturating_add(self.resolved.latent);
        let dosed = self.wants_dose(person);
        person.is_case() || (!dosed && known_from && (self.last || person.never_recovers()))
    }

    /// Goes through the direct contacts of `infectious` people (S11).
    ///
    /// # Errors
    /// [`TraceError::Store`].
    pub(crate) fn contacts_from(
        &self,
        infectious: &[u32],
        scratch: &mut [SweepScratch],
    ) -> Result<(), TraceError> {
        self.each_contact(infectious, scratch, |infector, contact, collected| {
            let (Some(source), Some(other)) =
                (self.people.get(infector), self.people.get(contact.other))
            else {
                return;
            };
            if other.is_case() {
                return;
            }
            self.people
                .clip(source, contact.start, contact.end, |x, y| {
                    self.meeting(infector, contact.other, other, (x, y), collected);
                });
        })
    }

    /// Adds up the time that `exposed` people shared with infectious ones by direct contact.
    ///
    /// # Errors
    /// [`TraceError::Store`].
    pub(crate) fn contacts_into(
        &self,
        exposed: &[u32],
        scratch: &mut [SweepScratch],
    ) -> Result<(), TraceError> {
        self.each_contact(exposed, scratch, |person, contact, collected| {
            let Some(source) = self.people.get(contact.other) else {
                return;
            };
            self.people
                .clip(source, contact.start, contact.end, |x, y| {
                    let seconds = u64::try_from(y.saturating_sub(x)).unwrap_or(0);
                    self.outcomes.add(
                        person,
                        &Note {
                            seconds,
                            ..Note::default()
                        },
                        collected,
                    );
                });
        })
    }

    fn meeting(
        &self,
        infector: u32,
        exposed: u32,
        person: &Person,
        (x, y): (i64, i64),
        to: &mut Collected,
    ) {
        let length = y.saturating_sub(x);
        let seconds = if self.wants_dose(person) {
            u64::try_from(length).unwrap_or(0)
        } else {
            0
        };
        let event = Event::contact(infector, x, y);
        let mut note = Note {
            seconds,
            ..Note::default()
        };
        if self.reach && length >= self.resolved.min_overlap && !self.is_settled(person, x) {
            note.event = Some(event);
            let (start, end) = self.resolved.infectious_after(x, y);
            if !self.last && !self.people.covers(person, start, end) {
                note.grows = Some((start, end));
            }
        }
        if seconds > 0 && self.reach && note.event.is_none() && to.has_room_aside() {
            to.put_aside(exposed, seconds);
        } else if note.seconds > 0 || note.grows.is_some() || (self.last && note.event.is_some()) {
            self.outcomes.add(exposed, &note, to);
        }
    }

    fn each_contact(
        &self,
        persons: &[u32],
        scratch: &mut [SweepScratch],
        each: impl Fn(u32, &ContactRow, &mut Collected) + Sync,
    ) -> Result<(), TraceError> {
        let window = self.resolved.window;
        let segments: Vec<_> = self
            .snapshot
            .segments()
            .iter()
            .filter(|segment| {
                segment
                    .contact_span()
                    .is_some_and(|span| span.intersects(window))
            })
            .collect();
        if segments.is_empty() {
            return Ok(());
        }
        share(scratch, persons.len(), 1024, |range, own| {
            for &person in persons.get(range).unwrap_or_default() {
                own.contacts.clear();
                for segment in &segments {
                    segment.contacts_of(PersonNo(person), window, &mut own.contacts)?;
                }
                for contact in &own.contacts {
                    each(person, contact, &mut own.collected);
                }
            }
            Ok(())
        })
    }
}
