//! `qr-scan`: check-ins and check-outs, paired in order of time whatever the order of the rows.

use std::collections::BTreeMap;

use truyvet_model::{Duration, Kind, PersonNo, PlaceNo, Timestamp};

use super::pairing::{Direction, Pairing, Rules, Scan, Unknown};
use crate::error::{IngestError, Reason};
use crate::held::{Held, groups};
use crate::importer::{Importer, Last, Refusal};
use crate::mapping::{Cells, Mapping, Plan};
use crate::out::Out;
use crate::sink::RecordSink;
use crate::tally::count;

const PERSON: usize = 0;
const PLACE: usize = 1;
const TIME: usize = 2;
const DIRECTION: usize = 3;
const DEVICE: usize = 4;
const RECEIVED: usize = 5;

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    double: Duration,
    longest: Duration,
    out_only: Option<Duration>,
    unknown: Unknown,
    kind: Kind,
    shared: Vec<String>,
    shared_kind: Option<Kind>,
    clock: BTreeMap<String, i64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            double: Duration::from_seconds(60),
            longest: Duration::from_seconds(16 * 3600),
            out_only: None,
            unknown: Unknown::In,
            kind: Kind::unknown(),
            shared: Vec::new(),
            shared_kind: None,
            clock: BTreeMap::new(),
        }
    }
}

/// Pairs scans.
pub(crate) struct QrScan {
    settings: Settings,
    shared_kind: Kind,
    person: Last<PersonNo>,
    place: Last<PlaceNo>,
    held: Held<Scan>,
}

impl QrScan {
    pub(crate) fn new(mapping: &Mapping, bytes: Option<u64>) -> Result<Self, IngestError> {
        let settings: Settings = mapping.settings()?;
        let company = Kind::new("company").unwrap_or_default();
        Ok(Self {
            shared_kind: settings.shared_kind.clone().unwrap_or(company),
            settings,
            person: Last::default(),
            place: Last::default(),
            held: Held::new(bytes),
        })
    }

    fn is_shared(&self, place: &str) -> bool {
        let codes = self.settings.shared.iter();
        { codes }.any(|code| match code.strip_suffix('*') {
            Some(begin) => place.starts_with(begin),
            None => place == code,
        })
    }

    fn direction(cells: Cells<'_>) -> Result<Direction, Refusal> {
        match cells.word(DIRECTION)? {
            "in" => Ok(Direction::In),
            "out" => Ok(Direction::Out),
            "" => Ok(Direction::Unknown),
            other => {
                let shown = crate::field::excerpt(other);
                let problem = format!(
                    "`{shown}` is no direction: expected in, out or nothing, or a word of [values.direction]"
                );
                Err(cells.fault(DIRECTION, Reason::BadWord, problem).into())
            }
        }
    }
}

impl<S: RecordSink> Importer<S> for QrScan {
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal> {
        let (person_text, place_text) = (cells.field(PERSON), cells.field(PLACE));
        let person = self.person.name(person_text, || cells.person(PERSON))?;
        let place = self.place.name(place_text, || cells.place(PLACE))?;
        let shown = cells.time(TIME)?;
        let fast = match self.settings.clock.is_empty() {
            true => 0,
            false => {
                let fast = self.settings.clock.get(cells.text(DEVICE)?);
                fast.copied().unwrap_or(0)
            }
        };
        let time = Timestamp::new(shown.seconds().saturating_sub(fast));
        let time = time.map_err(|e| cells.fault(TIME, Reason::TimeOutOfRange, e.to_string()))?;
        let direction = match Self::direction(cells)? {
            Direction::Unknown if self.settings.unknown == Unknown::In => Direction::In,
            direction => direction,
        };
        let received = cells.time_if_any(RECEIVED)?;
        let person = self
            .person
            .number(&person, person_text, |id| out.person(id))?;
        let is_new = matches!(place, crate::importer::Name::Other(_));
        let place = self.place.number(&place, place_text, |id| out.place(id))?;
        if is_new {
            if self.is_shared(cells.text(PLACE)?) {
                out.share(place, &self.shared_kind)?;
            } else if self.settings.kind.name() != Kind::UNKNOWN {
                out.describe(place, Some(&self.settings.kind), None, None)?;
            }
        }
        out.seen(time, received);
        let in_time = self.held.add(Scan {
            time: time.seconds(),
            person: person.0,
            place: place.0,
            at: out.at,
            direction,
            again: false,
            closes: false,
        });
        if !in_time {
            count(&mut out.tally.out_of_order);
        }
        Ok(())
    }

    fn holds(&self) -> bool {
        true
    }

    fn is_full(&self) -> bool {
        self.held.is_full()
    }

    fn flush(&mut self, plan: &Plan, out: &mut Out<'_, S>, all: bool) -> Result<(), IngestError> {
        out.set_source(&plan.source);
        let rules = Rules {
            double: self.settings.double.seconds(),
            longest: self.settings.longest.seconds(),
            out_only: self.settings.out_only.map(Duration::seconds),
            toggle: self.settings.unknown == Unknown::Toggle,
        };
        let (scans, until) = self.held.take(all);
        for scans in groups(&scans) {
            let mut pairing = Pairing::new(rules);
            let now = scans.iter().take_while(|scan| scan.time < until);
            for scan in now {
                pairing.scan(*scan, out)?;
            }
            pairing.end(out)?;
            if until != i64::MAX {
                pairing.put_back(until, &mut self.held);
            }
            let later = scans.iter().filter(|scan| scan.time >= until);
            later.for_each(|scan| self.held.put_back(*scan));
        }
        self.held.settle();
        Ok(())
    }
}

#[cfg(test)]
#[path = "qr_scan_tests.rs"]
mod tests;
