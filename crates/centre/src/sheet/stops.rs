//! The case's own stays: the timeline, and the places and times to announce.

use std::collections::{BTreeMap, BTreeSet};

use truyvet_model::{Interval, IntervalSet, Kind, PersonNo, PlaceNo, Setting, Timestamp};
use truyvet_store::Snapshot;
use truyvet_trace::{Answer, CaseEvent, CaseStay, TraceError};

use super::atlas::Atlas;
use super::notice::Notice;
use super::parts::{SheetStay, SheetStop};

/// What the records say of the case.
pub(super) struct Own {
    stays: Vec<CaseStay>,
    infectious: IntervalSet,
    records: Option<Interval>,
    min_overlap: truyvet_model::Duration,
    rolled_up: bool,
}

impl Own {
    pub(super) fn new(
        answer: &Answer,
        snapshot: &Snapshot,
        case: PersonNo,
        infectious: &[Interval],
    ) -> Result<Self, TraceError> {
        let mut set = IntervalSet::new();
        for interval in infectious {
            set.insert(*interval);
        }
        Ok(Self {
            stays: answer.stays(snapshot, case)?,
            infectious: set,
            records: snapshot.time_range(),
            min_overlap: answer.question().min_overlap,
            rolled_up: answer.question().roll_up.is_some(),
        })
    }

    /// The stays while infectious, in order of time, with how many were exposed in each.
    pub(super) fn stops(
        &self,
        atlas: &mut Atlas<'_>,
        infectious: &[Interval],
        events: &[CaseEvent],
    ) -> Result<Vec<SheetStop>, TraceError> {
        let f1 = qualified(events);
        let mut stops = Vec::new();
        for stay in &self.stays {
            for part in infectious
                .iter()
                .filter_map(|i| i.intersection(stay.interval))
            {
                let (mut exposed, mut briefly) = (BTreeSet::new(), BTreeSet::new());
                for event in events.iter().filter(|event| belongs(event, stay, part)) {
                    if f1.contains(&event.person) {
                        exposed.insert(event.person);
                    } else {
                        briefly.insert(event.person);
                    }
                }
                let counts_at = stay.site.filter(|&site| site != stay.place);
                stops.push(SheetStop {
                    place: atlas.place(stay.place)?,
                    during: part,
                    open: stay.open,
                    exposed: count(exposed.len()),
                    briefly: count(briefly.len()),
                    counts_at: counts_at
                        .map(|site| atlas.place(site))
                        .transpose()?
                        .map(|p| p.place),
                    left_out: stay.left_out.as_ref().map(truyvet_trace::Rule::name),
                });
            }
        }
        stops.sort_by(|a, b| (a.during, &a.place.place).cmp(&(b.during, &b.place.place)));
        Ok(stops)
    }

    /// The stays that meet `around`, in order of time.
    pub(super) fn timeline(
        &self,
        atlas: &mut Atlas<'_>,
        around: Interval,
    ) -> Result<Vec<SheetStay>, TraceError> {
        let mut stays = Vec::new();
        for stay in self
            .stays
            .iter()
            .filter(|stay| stay.interval.intersects(around))
        {
            stays.push(SheetStay {
                place: atlas.place(stay.place)?,
                during: stay.interval,
                open: stay.open,
            });
        }
        stays.sort_by(|a, b| (a.during, &a.place.place).cmp(&(b.during, &b.place.place)));
        Ok(stays)
    }

    /// What the stops do not say by themselves.
    pub(super) fn notices(
        &self,
        stops: &[SheetStop],
        infectious: &[Interval],
        events: &[CaseEvent],
    ) -> Vec<Notice> {
        let mut notices = Vec::new();
        let contacts = events
            .iter()
            .any(|event| event.event.setting == Setting::Contact);
        if stops.is_empty() && !contacts {
            notices.push(Notice::NothingRecorded);
        }
        let end = infectious.last().map(|interval| interval.end());
        if let (Some(records), Some(end)) = (self.records, end)
            && records.end() < end
        {
            notices.push(Notice::RecordsEnd { at: records.end() });
        }
        self.of_stays(&mut notices);
        let places = |which: fn(&SheetStop) -> bool| {
            let ids = stops
                .iter()
                .filter(|stop| which(stop))
                .map(|stop| &stop.place.place);
            count(ids.collect::<BTreeSet<_>>().len())
        };
        let nameless = places(|stop| stop.place.name.is_none());
        if nameless > 0 {
            notices.push(Notice::Nameless { count: nameless });
        }
        let unknown = places(|stop| stop.place.kind.name() == Kind::UNKNOWN);
        if unknown > 0 {
            notices.push(Notice::UnknownKinds { count: unknown });
        }
        let f1 = qualified(events);
        let short = events.iter().map(|event| event.person);
        let short: BTreeSet<PersonNo> = short.filter(|person| !f1.contains(person)).collect();
        if !short.is_empty() {
            notices.push(Notice::TooShort {
                count: count(short.len()),
                needed: self.min_overlap,
            });
        }
        notices
    }

    fn of_stays(&self, notices: &mut Vec<Notice>) {
        let met = |stay: &&CaseStay| self.infectious.clip(stay.interval).next().is_some();
        let open = self
            .stays
            .iter()
            .filter(met)
            .filter(|stay| stay.open)
            .count();
        if open > 0 {
            notices.push(Notice::OpenStays { count: count(open) });
        }
        let mut rules: BTreeMap<&'static str, u64> = BTreeMap::new();
        for rule in self
            .stays
            .iter()
            .filter(met)
            .filter_map(|stay| stay.left_out.as_ref())
        {
            let of = rules.entry(rule.name()).or_default();
            *of = of.saturating_add(1);
        }
        for (rule, count) in rules {
            notices.push(match rule {
                "shared_place" => Notice::SharedStays {
                    count,
                    rolled_up: self.rolled_up,
                },
                _ => Notice::LeftOut { rule, count },
            });
        }
    }

    /// That there are stays outside the timeline, if there are.
    pub(super) fn off(&self, around: Interval) -> Option<Notice> {
        let outside = |which: fn(&Interval, Timestamp, Timestamp) -> bool| {
            let (start, end) = (around.start(), around.end());
            count(
                self.stays
                    .iter()
                    .filter(|stay| which(&stay.interval, start, end))
                    .count(),
            )
        };
        let before = outside(|stay, start, _| stay.end() <= start);
        let after = outside(|stay, _, end| stay.start() >= end);
        (before > 0 || after > 0).then_some(Notice::OffTimeline { before, after })
    }
}

/// Whether an event happened in that part of that stay.
fn belongs(event: &CaseEvent, stay: &CaseStay, part: Interval) -> bool {
    let at = |site: PlaceNo| event.event.setting == Setting::Place(site);
    let within = |piece: &Interval| piece.intersection(part) == Some(event.shed);
    stay.site.is_some_and(at) && stay.counted.iter().any(within)
}

/// Those whom the case exposed: the F1.
pub(super) fn qualified(events: &[CaseEvent]) -> BTreeSet<PersonNo> {
    let enough = events.iter().filter(|event| event.qualifies);
    enough.map(|event| event.person).collect()
}

pub(super) fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
