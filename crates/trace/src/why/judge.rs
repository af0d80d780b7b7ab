//! Which rule made something in common no exposure (S31). In question time, but for what it gives out.

use truyvet_model::{
    Duration, Interval, IntervalSet, Level, PersonNo, PlaceNo, Setting, Timestamp,
};
use truyvet_store::{Snapshot, SourceNo};

use crate::error::TraceError;
use crate::history::ISets;
use crate::pairs::{adds_up, most_together};
use crate::resolve::{Passing, Resolved};

use super::miss::{Miss, Rule, Side, Total};

/// A visit or contact as one of the two has it: times as recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    pub person: u32,
    /// Where it was recorded; `None` for a contact.
    pub place: Option<u32>,
    pub start: i64,
    pub end: i64,
    pub source: SourceNo,
}

/// An interval of question time; not empty where it stands in a list.
type Span = (i64, i64);

/// Overlaps of events of one infector into the person.
pub(super) type Together = Vec<Span>;

/// Judges what a person had in common with somebody infectious.
pub(super) struct Judge<'a> {
    pub snapshot: &'a Snapshot,
    pub resolved: &'a Resolved,
    /// By the name of the set.
    pub filters: Vec<(&'static str, Passing)>,
    /// I-sets, the hops among them that matter: those by which the person should have been
    /// exposed, and one more.
    pub infectious: ISets<'a>,
    pub hop: usize,
    pub later: usize,
    /// The hop at which somebody infectious by `later` infects.
    pub beyond: Level,
}

/// The two sides of what is in common, after they were cut.
struct Left {
    own: Vec<Span>,
    theirs: Vec<Span>,
}

impl Judge<'_> {
    /// Whether `person` was infectious at all.
    pub(super) fn is_infectious(&self, person: u32) -> bool {
        self.infectious.at(person, self.later).is_some()
    }

    /// The miss, if it is one: `None` if `other` was never infectious, if the two were further
    /// apart than a day, and if they were exposed to each other after all.
    ///
    /// `together`: the overlaps of the two by the I-sets of both hops, for S17.
    pub(super) fn judge(
        &self,
        own: &Record,
        other: &Record,
        together: [&Together; 2],
    ) -> Result<Option<Miss>, TraceError> {
        let now = self.infectious.at(other.person, self.hop);
        let later = self.infectious.at(other.person, self.later);
        let Some(any) = now.or(later) else {
            return Ok(None);
        };
        let lag = self.lag(own)?;
        let (a, b) = (self.turned(own), self.turned(other));
        if gap(a, lagged(b, lag)) > DAY {
            return Ok(None);
        }
        let rule = match self.on_records(own, other, lag, any)? {
            Some(rule) => Some(rule),
            None => self.on_time(own, other, lag, [now, later], together),
        };
        let Some(rule) = rule else { return Ok(None) };
        let lacking = match rule {
            Rule::BeyondHops { .. } => 0,
            Rule::TooShort {
                overlap,
                needed,
                total,
            } => {
                let total = total.map(|t| t.needed.seconds().saturating_sub(t.most.seconds()));
                let alone = needed.seconds().saturating_sub(overlap.seconds());
                total.map_or(alone, |total| total.min(alone))
            }
            _ => self.lacking(a, b, lag, any),
        };
        Ok(Some(Miss {
            infector: PersonNo(other.person),
            setting: self.setting(own)?,
            own: interval(own.start, own.end),
            theirs: interval(other.start, other.end),
            rule,
            lacking: length(lacking),
        }))
    }

    /// The rules that look at the records and not at who was infectious when.
    fn on_records(
        &self,
        own: &Record,
        other: &Record,
        lag: i64,
        any: &IntervalSet,
    ) -> Result<Option<Rule>, TraceError> {
        let both = [own, other];
        let resolved = self.resolved;
        if !both.iter().all(|r| resolved.selects(r.start, r.end)) {
            return Ok(Some(Rule::OutsideWindow));
        }
        for (by, passing) in &self.filters {
            if !both.iter().all(|record| passes(passing, record, both)) {
                return Ok(Some(Rule::Filtered { by }));
            }
        }
        let sites = [self.site(own)?, self.site(other)?];
        if own.place.is_some() && sites.contains(&None) {
            return Ok(Some(Rule::SharedPlace));
        }
        if let Some(rule) = self.on_cuts(own, other, lag, any) {
            return Ok(Some(rule));
        }
        let [own_site, their_site] = sites;
        Ok((own_site != their_site).then_some(Rule::Split))
    }

    /// Isolation and closures that left nothing in common, or nothing while the other was
    /// infectious.
    fn on_cuts(&self, own: &Record, other: &Record, lag: i64, any: &IntervalSet) -> Option<Rule> {
        if self.resolved.cuts.is_empty() {
            return None;
        }
        let (a, b) = (self.turned(own), self.turned(other));
        let whole = Left {
            own: vec![a],
            theirs: vec![b],
        };
        let gone = |left: &Left| {
            whole.met(lag) && !left.met(lag)
                || !whole.shared(any, lag).is_empty() && left.shared(any, lag).is_empty()
        };
        if !gone(&self.left(own, other)) {
            return None;
        }
        let cuts = &self.resolved.cuts;
        let without = |record: &Record, people: &[u32]| self.pieces(record, None, people);
        let isolated = |person: u32| {
            let persons = [person];
            let left = if own.place.is_none() {
                let pieces = without(own, &persons);
                Left {
                    own: pieces.clone(),
                    theirs: pieces,
                }
            } else if person == own.person {
                Left {
                    own: without(own, &persons),
                    theirs: vec![b],
                }
            } else {
                Left {
                    own: vec![a],
                    theirs: without(other, &persons),
                }
            };
            gone(&left)
        };
        let of = |who| Some(Rule::Isolated { who });
        if isolated(own.person) {
            return of(Side::Person);
        }
        if isolated(other.person) {
            return of(Side::Infector);
        }
        let closed = Left {
            own: self.pieces(own, own.place, &[]),
            theirs: self.pieces(other, other.place, &[]),
        };
        if gone(&closed) {
            return Some(Rule::Closed);
        }
        // Only all of it together.
        match cuts.isolation(own.person) {
            Some(_) => of(Side::Person),
            None if cuts.isolation(other.person).is_some() => of(Side::Infector),
            None => Some(Rule::Closed),
        }
    }

    /// The rules that look at who was infectious when.
    fn on_time(
        &self,
        own: &Record,
        other: &Record,
        lag: i64,
        [now, later]: [Option<&IntervalSet>; 2],
        [together_now, together_later]: [&Together; 2],
    ) -> Option<Rule> {
        let left = self.left(own, other);
        let shared =
            |set: Option<&IntervalSet>| set.map_or_else(Vec::new, |set| left.shared(set, lag));
        if !left.met(lag) {
            let gap = gap(self.turned(own), lagged(self.turned(other), lag));
            return Some(Rule::Apart { gap: length(gap) });
        }
        let (short, beyond) = (shared(now), shared(later));
        if short.iter().any(|&one| self.qualifies(one, together_now)) {
            return None;
        }
        let enough = beyond
            .iter()
            .filter(|&&one| self.qualifies(one, together_later));
        if let Some(overlap) = enough.map(long).max() {
            let (hop, overlap) = (self.beyond, length(overlap));
            return Some(Rule::BeyondHops { hop, overlap });
        }
        let (set, overlaps, together) = match now {
            Some(set) => (set, short, together_now),
            None => (later?, beyond, together_later),
        };
        let Some(&longest) = overlaps.iter().max_by_key(|one| long(one)) else {
            let nearest = nearest(set, &left.common(lag))?;
            let (start, end) = self.resolved.turn(nearest.0, nearest.1);
            let nearest = interval(start, end);
            return Some(Rule::NotInfectiousThen { nearest });
        };
        let total = self.resolved.cumulative.map(|(total, within)| {
            let most = |one: &Span| most_together(together, *one, within);
            Total {
                most: length(overlaps.iter().map(most).max().unwrap_or(0)),
                needed: length(total),
                within: length(within),
            }
        });
        Some(Rule::TooShort {
            overlap: length(long(&longest)),
            needed: length(self.resolved.min_overlap),
            total,
        })
    }

    fn qualifies(&self, one: Span, together: &Together) -> bool {
        let adds = |(total, within)| adds_up(together, one, total, within);
        long(&one) >= self.resolved.min_overlap || self.resolved.cumulative.is_some_and(adds)
    }

    /// Seconds that were lacking between two stays, whatever else excluded them.
    fn lacking(&self, a: Span, b: Span, lag: i64, set: &IntervalSet) -> i64 {
        let needed = self.resolved.min_overlap;
        let whole = Left {
            own: vec![a],
            theirs: vec![b],
        };
        if let Some(most) = whole.shared(set, lag).iter().map(long).max() {
            return needed.saturating_sub(most).max(0);
        }
        let away = if whole.met(lag) {
            let near = nearest(set, &whole.common(lag));
            let common = whole.common(lag);
            near.map_or(i64::MAX, |near| {
                let common = common.iter().map(|&one| gap(one, near));
                common.min().unwrap_or(0)
            })
        } else {
            gap(a, lagged(b, lag))
        };
        needed.saturating_add(away)
    }

    /// What isolation and closures left of both.
    fn left(&self, own: &Record, other: &Record) -> Left {
        match own.place {
            Some(_) => Left {
                own: self.pieces(own, own.place, &[own.person]),
                theirs: self.pieces(other, other.place, &[other.person]),
            },
            None => {
                let pieces = self.pieces(own, None, &[own.person, other.person]);
                Left {
                    own: pieces.clone(),
                    theirs: pieces,
                }
            }
        }
    }

    fn pieces(&self, record: &Record, place: Option<u32>, people: &[u32]) -> Vec<Span> {
        let mut pieces = Vec::new();
        let time = (record.start, record.end);
        let cuts = &self.resolved.cuts;
        cuts.pieces(place, people, time, |start, end| {
            pieces.push(self.resolved.turn(start, end));
        });
        pieces
    }

    fn turned(&self, record: &Record) -> Span {
        self.resolved.turn(record.start, record.end)
    }

    /// The site of a visit; `None` if it counts nowhere, and for contacts.
    fn site(&self, record: &Record) -> Result<Option<u32>, TraceError> {
        let Some(place) = record.place else {
            return Ok(None);
        };
        let sites = &self.resolved.sites;
        let site = sites.of(self.snapshot, place, record.person)?;
        Ok(site.map(|(site, _)| site))
    }

    /// Where it counts; where it was recorded, if it counts nowhere.
    fn setting(&self, record: &Record) -> Result<Setting, TraceError> {
        let Some(place) = record.place else {
            return Ok(Setting::Contact);
        };
        let site = self.site(record)?;
        let shown = site.map_or(place, |site| self.resolved.sites.place(site));
        Ok(Setting::Place(PlaceNo(shown)))
    }

    pub(super) fn lag(&self, record: &Record) -> Result<i64, TraceError> {
        let Some(place) = record.place else {
            return Ok(0);
        };
        let site = self.site(record)?.unwrap_or(place);
        Ok(self.resolved.facts(self.snapshot, site)?.lag)
    }
}

impl Left {
    /// The times at which the one was where the other was, or had been within `lag`.
    fn common(&self, lag: i64) -> Vec<Span> {
        let pairs = self.own.iter().flat_map(|&a| {
            let theirs = self.theirs.iter();
            theirs.map(move |&b| intersection(a, lagged(b, lag)))
        });
        pairs.flatten().collect()
    }

    fn met(&self, lag: i64) -> bool {
        !self.common(lag).is_empty()
    }

    /// The overlaps of events (S10), if the other is infectious during `set`.
    fn shared(&self, set: &IntervalSet, lag: i64) -> Vec<Span> {
        let sheds = self.theirs.iter().flat_map(|b| {
            let stay = Interval::checked(time(b.0), time(b.1));
            stay.into_iter().flat_map(|stay| set.clip(stay))
        });
        let contaminated = sheds.map(|shed| {
            let end = shed.end().seconds().saturating_add(lag);
            (shed.start().seconds(), end)
        });
        contaminated
            .flat_map(|there| self.own.iter().map(move |&a| intersection(a, there)))
            .flatten()
            .collect()
    }
}

/// How far apart two stays at one place may be to be listed.
pub(super) const DAY: i64 = 86_400;

fn passes(passing: &Passing, record: &Record, both: [&Record; 2]) -> bool {
    let exists = match record.place {
        Some(place) => passing.place(place) && passing.person(record.person),
        None => passing.contacts() && both.iter().all(|r| passing.person(r.person)),
    };
    exists && passing.source(record.source)
}

fn lagged((start, end): Span, lag: i64) -> Span {
    (start, end.saturating_add(lag))
}

fn intersection(a: Span, b: Span) -> Option<Span> {
    let (start, end) = (a.0.max(b.0), a.1.min(b.1));
    (start < end).then_some((start, end))
}

/// Seconds between the two; 0 if they meet or touch.
fn gap(a: Span, b: Span) -> i64 {
    let before = b.0.saturating_sub(a.1);
    before.max(a.0.saturating_sub(b.1)).max(0)
}

fn long(span: &Span) -> i64 {
    span.1.saturating_sub(span.0)
}

/// The interval of `set` that is nearest to any of `spans`.
fn nearest(set: &IntervalSet, spans: &[Span]) -> Option<Span> {
    let intervals = set.intervals().iter();
    let intervals = intervals.map(|i| (i.start().seconds(), i.end().seconds()));
    let away = |one: &Span| spans.iter().map(|&span| gap(span, *one)).min();
    intervals.min_by_key(away)
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

/// Of records, and of infectious times, which are not empty.
fn interval(start: i64, end: i64) -> Interval {
    Interval::checked(time(start), time(end)).unwrap_or(Interval::ALWAYS)
}

fn length(seconds: i64) -> Duration {
    Duration::new(seconds.max(0)).unwrap_or(Duration::ZERO)
}
