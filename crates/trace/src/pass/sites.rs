//! Sweeping one site: who was infectious there, whom could that concern, and what it did.

use std::ops::Range;

use crate::error::TraceError;
use crate::gather::Touch;
use crate::outcome::{Note, Time};
use crate::people::Person;
use crate::records::{Stay, Visitors};
use crate::resolve::SiteFacts;
use crate::sweep::{Asked, FEW, Position, Setup, Shed, Sweep, few};

use super::{Candidate, Dose, Found, NOTES_AT_ONCE, Pass, SweepScratch};

/// So many people are looked up before the first is looked at: enough to wait for their memory
/// together.
const AT_ONCE: usize = 64;

impl Pass<'_> {
    pub(super) fn everywhere(
        &self,
        sites: Range<usize>,
        own: &mut SweepScratch,
    ) -> Result<(), TraceError> {
        let number = |site: usize| u32::try_from(site).unwrap_or(u32::MAX);
        let mut read = std::mem::take(&mut own.read);
        let mut visitors = std::mem::take(&mut own.visitors);
        let sites = number(sites.start)..number(sites.end);
        self.records
            .each_site(sites, &mut read, &mut visitors, |site, visitors| {
                if visitors.len() > 1 {
                    std::mem::swap(visitors, &mut own.visitors);
                    self.look_up(own, |_| true, |_| true);
                    self.sweep(site, own)?;
                    std::mem::swap(visitors, &mut own.visitors);
                }
                Ok(())
            })?;
        (own.read, own.visitors) = (read, visitors);
        Ok(())
    }

    /// Sweeps the infectious stays that begin within the touch; they end within it, too, so that
    /// every event is found in exactly one touch.
    pub(super) fn around_stays(
        &self,
        touch: Touch,
        own: &mut SweepScratch,
    ) -> Result<(), TraceError> {
        let span = (touch.start, touch.end);
        self.records
            .stays_at(touch.site, span, &mut own.read, &mut own.visitors)?;
        let within = |start: i64| touch.start <= start && start < touch.end;
        self.look_up(own, within, |_| true);
        self.sweep(touch.site, own)
    }

    /// Sweeps the visits that begin within the touch, with every infectious stay that reaches
    /// into it.
    pub(super) fn around_visits(
        &self,
        touch: Touch,
        own: &mut SweepScratch,
    ) -> Result<(), TraceError> {
        let lag = self
            .resolved()
            .facts(self.records.snapshot, touch.site)?
            .lag;
        let span = (touch.start.saturating_sub(lag), touch.end);
        self.records
            .stays_at(touch.site, span, &mut own.read, &mut own.visitors)?;
        let within = |start: i64| touch.start <= start && start < touch.end;
        self.look_up(own, |_| true, within);
        self.sweep(touch.site, own)
    }

    /// Looks up each visitor once: notes the infectious stays whose start is `ours`, and the stays
    /// whose start is `theirs` about which something may be found out.
    #[inline]
    fn look_up(
        &self,
        own: &mut SweepScratch,
        ours: impl Fn(i64) -> bool,
        theirs: impl Fn(i64) -> bool,
    ) {
        own.sheds.clear();
        own.candidates.clear();
        let mut states = [Person::UNTOUCHED; AT_ONCE];
        let mut first = 0u32;
        let (starts, ends, people) = own.visitors.columns();
        let times = starts.chunks(AT_ONCE).zip(ends.chunks(AT_ONCE));
        for (people, (starts, ends)) in people.chunks(AT_ONCE).zip(times) {
            // One loop of independent loads: the misses of many visitors are waited for together.
            for (state, &person) in states.iter_mut().zip(people) {
                *state = self.people.at(person);
            }
            let times = starts.iter().zip(ends);
            for ((index, state), (&start, &end)) in (first..).zip(&states).zip(times) {
                self.consider(
                    index,
                    state,
                    (start, end),
                    &own.visitors,
                    (&mut own.sheds, &mut own.candidates),
                    (&ours, &theirs),
                );
            }
            first = first.saturating_add(u32::try_from(people.len()).unwrap_or(0));
        }
    }

    #[inline]
    fn consider(
        &self,
        index: u32,
        state: &Person,
        (start, end): (i64, i64),
        visitors: &Visitors,
        (sheds, candidates): (&mut Vec<Shed>, &mut Vec<Candidate>),
        (ours, theirs): (&impl Fn(i64) -> bool, &impl Fn(i64) -> bool),
    ) {
        let (from, to) = state.hull();
        if start < to
            && from < end
            && let Some(stay) = visitors.get(index as usize)
        {
            let (grade, weight) = (stay.grade(), self.weight(stay.person));
            self.people.clip(state, start, end, |start, end| {
                if ours(start) {
                    sheds.push(Shed {
                        start,
                        end,
                        person: stay.person,
                        grade,
                        weight,
                    });
                }
            });
        }
        let dose = self.wants_dose(state);
        let settled_from = if dose {
            i64::MAX
        } else if self.reach {
            state.settled_from(end, self.resolved().until, self.last)
        } else {
            i64::MIN
        };
        if start < settled_from && theirs(start) {
            candidates.push(Candidate {
                index,
                dose,
                settled_from,
            });
        }
    }

    fn sweep(&self, site: u32, own: &mut SweepScratch) -> Result<(), TraceError> {
        if own.sheds.is_empty() || own.candidates.is_empty() {
            return Ok(());
        }
        let facts = self.resolved().facts(self.records.snapshot, site)?;
        let setup = self.setup(&facts);
        let SweepScratch {
            collected,
            visitors,
            candidates,
            sheds,
            sweep,
            found,
            ..
        } = own;
        let first = sheds.iter().map(|shed| shed.start).min().unwrap_or(0);
        let last = sheds.iter().map(|shed| shed.end).max().unwrap_or(0);
        let last = last.saturating_add(facts.lag);
        let (starts, ends, _) = visitors.columns();
        let concerned = |candidate: &&Candidate| {
            let at = candidate.index as usize;
            let times = starts.get(at).zip(ends.get(at));
            times.is_some_and(|(&start, &end)| {
                start < last && first < end && start.max(first) < candidate.settled_from
            })
        };
        let mut concerned = candidates.iter().filter(concerned).peekable();
        if concerned.peek().is_none() {
            return Ok(());
        }
        let arranged = sheds.len() > FEW;
        if arranged {
            sweep.arrange(setup, sheds, self.asked(&facts));
        }
        let mut position = Position::default();
        for candidate in concerned {
            let Some(visit) = visitors.get(candidate.index as usize) else {
                continue;
            };
            let person = self.people.at(visit.person);
            let concern = Concern {
                facts: &facts,
                visit: &visit,
                person: &person,
                candidate,
            };
            if arranged {
                sweep.seek(&mut position, &visit);
                self.by_sweep(&concern, sweep, &position, found);
            } else {
                self.by_pairs(&concern, &setup, sheds, found);
            }
            self.write_down(found, collected, NOTES_AT_ONCE);
        }
        Ok(())
    }

    fn setup(&self, facts: &SiteFacts) -> Setup {
        let resolved = self.resolved();
        Setup {
            place: facts.place,
            lag: facts.lag,
            min_overlap: resolved.min_overlap,
            latent: resolved.latent,
            until: resolved.until,
        }
    }

    fn asked(&self, facts: &SiteFacts) -> Asked {
        match self.dose {
            Dose::None => Asked::Nothing,
            _ if facts.rate > 0 => Asked::Weighted,
            _ => Asked::Seconds,
        }
    }

    fn by_sweep(
        &self,
        concern: &Concern<'_>,
        sweep: &Sweep,
        position: &Position,
        found: &mut Found,
    ) {
        let Concern { visit, person, .. } = concern;
        if concern.candidate.dose {
            let weighted = if concern.facts.rate > 0 {
                sweep.weighted(visit)
            } else {
                0
            };
            concern.note_time(sweep.seconds(visit, position), weighted, found);
        }
        if !self.reach {
            return;
        }
        let event = sweep
            .first_event(visit, position)
            .filter(|event| event.x < concern.candidate.settled_from);
        let Some(event) = event else { return };
        let mut note = Note {
            event: Some(event),
            grows: None,
        };
        if self.last {
            if self.is_news(visit.person, event.x, 0, 0) {
                found.notes.push((visit.person, note));
            }
            return;
        }
        sweep.infectious_after(visit, position, event.x, |start, end| {
            let news = self.is_news(visit.person, event.x, start, end);
            if news && !self.people.covers(person, start, end) {
                note.grows = Some((start, end));
                found.notes.push((visit.person, note));
            }
        });
    }

    fn by_pairs(&self, concern: &Concern<'_>, setup: &Setup, sheds: &[Shed], found: &mut Found) {
        let Concern { visit, person, .. } = concern;
        let asks = self.reach && !self.last;
        let before = found.notes.len();
        let notes = &mut found.notes;
        let did = few(setup, sheds, visit, |x, y| {
            let (start, end) = self.resolved().infectious_after(x, y);
            let news = asks && self.is_news(visit.person, x, start, end);
            if news && !self.people.covers(person, start, end) {
                let grows = Some((start, end));
                notes.push((visit.person, Note { event: None, grows }));
            }
        });
        if concern.candidate.dose {
            concern.note_time(did.seconds, did.weighted, found);
        }
        let event = did
            .event
            .filter(|event| self.reach && event.x < concern.candidate.settled_from);
        match (found.notes.get_mut(before), event) {
            (Some((_, first)), event) => first.event = event,
            (None, Some(event)) if self.last && self.is_news(visit.person, event.x, 0, 0) => {
                let grows = None;
                let event = Some(event);
                found.notes.push((visit.person, Note { event, grows }));
            }
            // It makes nobody infectious who was not, and so is not the earliest either.
            _ => {}
        }
    }
}

/// A stay that infectious people may concern.
struct Concern<'a> {
    facts: &'a SiteFacts,
    visit: &'a Stay,
    person: &'a Person,
    candidate: &'a Candidate,
}

impl Concern<'_> {
    fn note_time(&self, seconds: u64, weighted: u64, found: &mut Found) {
        if seconds > 0 {
            found.times.push(Time {
                person: self.visit.person,
                seconds,
                hazard: weighted.saturating_mul(u64::from(self.facts.rate)),
            });
        }
    }
}
