//! Sweeping one site: who was infectious there, whom could that concern, and what it did.

use std::ops::Range;

use crate::error::TraceError;
use crate::gather::Touch;
use crate::outcome::{Note, Time};
use crate::records::{Stay, Visitors};
use crate::resolve::SiteFacts;
use crate::sweep::{Asked, FEW, Position, Setup, Shed, Sweep, few};

use super::judged::Candidate;
use super::{Dose, Found, NOTES_AT_ONCE, Pass, SweepScratch};

/// Every start of a stay.
const ALWAYS: (i64, i64) = (i64::MIN, i64::MAX);

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
                    self.look_up(own, ALWAYS, ALWAYS);
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
        self.look_up(own, (touch.start, touch.end), ALWAYS);
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
        self.look_up(own, ALWAYS, (touch.start, touch.end));
        self.sweep(touch.site, own)
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
        keep_concerned(
            visitors,
            (first, last.saturating_add(facts.lag)),
            candidates,
        );
        let pairwise = sheds.len() <= FEW;
        if !pairwise && !candidates.is_empty() {
            sweep.arrange(setup, sheds, self.asked(&facts));
        }
        let mut position = Position::default();
        for candidate in candidates.iter() {
            let Some(visit) = visitors.get(candidate.index as usize) else {
                continue;
            };
            let concern = Concern {
                facts: &facts,
                visit: &visit,
                candidate,
                news: visit.start.max(first) < candidate.settled_from,
            };
            if pairwise {
                self.by_pairs(&concern, &setup, sheds, found);
            } else {
                sweep.seek(&mut position, &visit);
                self.by_sweep(&concern, sweep, &position, found);
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
        let visit = concern.visit;
        if concern.candidate.dose {
            let weighted = if concern.facts.rate > 0 {
                sweep.weighted(visit, position)
            } else {
                0
            };
            concern.note_time(sweep.seconds(visit, position), weighted, found);
        }
        if !concern.news {
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
        let person = self.people.at(visit.person);
        sweep.infectious_after(visit, position, event.x, |start, end| {
            let news = self.is_news(visit.person, event.x, start, end);
            if news && !self.people.covers(&person, start, end) {
                note.grows = Some((start, end));
                found.notes.push((visit.person, note));
            }
        });
    }

    fn by_pairs(&self, concern: &Concern<'_>, setup: &Setup, sheds: &[Shed], found: &mut Found) {
        let visit = concern.visit;
        let asks = concern.news && !self.last;
        let before = found.notes.len();
        let notes = &mut found.notes;
        let did = few(setup, sheds, visit, |x, y| {
            let (start, end) = self.resolved().infectious_after(x, y);
            let news = asks && self.is_news(visit.person, x, start, end);
            let covered = || {
                let person = self.people.at(visit.person);
                self.people.covers(&person, start, end)
            };
            if news && !covered() {
                let grows = Some((start, end));
                notes.push((visit.person, Note { event: None, grows }));
            }
        });
        if concern.candidate.dose {
            concern.note_time(did.seconds, did.weighted, found);
        }
        let event = did
            .event
            .filter(|event| event.x < concern.candidate.settled_from);
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
    candidate: &'a Candidate,
    /// Whether an event could change what is known.
    news: bool,
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

/// Keeps the candidates whom infectious stays from `first` to `last` may concern.
fn keep_concerned(visitors: &Visitors, (first, last): (i64, i64), list: &mut Vec<Candidate>) {
    let (starts, ends, _) = visitors.columns();
    let mut kept = 0usize;
    for at in 0..list.len() {
        let Some(candidate) = list.get(at).copied() else {
            break;
        };
        let index = candidate.index as usize;
        let times = starts.get(index).zip(ends.get(index));
        let (start, end) = times.map_or((i64::MAX, i64::MIN), |(start, end)| (*start, *end));
        let news = start.max(first) < candidate.settled_from;
        let concerned = (start < last) & (first < end) & (news | candidate.dose);
        // Without a branch: it cannot be guessed.
        if let Some(slot) = list.get_mut(kept) {
            *slot = candidate;
        }
        kept = kept.saturating_add(usize::from(concerned));
    }
    list.truncate(kept);
}
