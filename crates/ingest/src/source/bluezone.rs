//! `bluezone`: Bluetooth samples of two rotating ids, turned into contacts of two people.

use truyvet_model::{Contact, Duration, Interval, PersonNo, Timestamp};

use super::rotating::Rotating;
use crate::error::{IngestError, Reason};
use crate::field;
use crate::held::{Held, Waiting, groups};
use crate::importer::{Importer, Refusal};
use crate::input::Input;
use crate::mapping::{Cells, Mapping, Plan};
use crate::out::Out;
use crate::sink::RecordSink;
use crate::tally::count;

const ID_A: usize = 0;
const ID_B: usize = 1;
const TIME: usize = 2;
const DURATION: usize = 3;
const RSSI: usize = 4;
const RECEIVED: usize = 5;

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    gap: Duration,
    sample: Duration,
    weakest: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            gap: Duration::from_seconds(600),
            sample: Duration::from_seconds(60),
            weakest: -90.0,
        }
    }
}

/// When two people were near each other, the lower number first.
#[derive(Clone, Copy, Debug)]
struct Near {
    a: u32,
    b: u32,
    start: i64,
    end: i64,
}

impl Waiting for Near {
    type Group = (u32, u32);
    type Order = i64;
    fn group(&self) -> (u32, u32) {
        (self.a, self.b)
    }
    fn order(&self) -> i64 {
        self.start
    }
    fn time(&self) -> i64 {
        self.start
    }
}

/// Reads samples.
pub(crate) struct Bluezone {
    settings: Settings,
    ids: Option<Rotating>,
    held: Held<Near>,
}

impl Bluezone {
    pub(crate) fn new(
        mapping: &Mapping,
        plan: &Plan,
        ids: Option<&Input>,
        bytes: Option<u64>,
    ) -> Result<Self, IngestError> {
        let settings: Settings = mapping.settings()?;
        if settings.sample.seconds() < 1 || settings.sample.is_forever() {
            return Err(mapping.wrong("sample: expected a length of at least 1s"));
        }
        Ok(Self {
            settings,
            ids: ids.map(|input| Rotating::read(input, plan)).transpose()?,
            held: Held::new(bytes),
        })
    }

    /// Whose an id was at that time.
    fn person<S: RecordSink>(
        &mut self,
        cells: Cells<'_>,
        column: usize,
        time: Timestamp,
        out: &mut Out<'_, S>,
    ) -> Result<PersonNo, Refusal> {
        let id = cells.person(column)?;
        let Some(ids) = &mut self.ids else {
            return Ok(out.person(id)?);
        };
        let owner = ids.owner(cells.text(column)?, time);
        let Some(owner) = owner else {
            let problem = format!("nobody, or two people, had this id at {time} by --ids");
            return Err(cells.fault(column, Reason::UnknownId, problem).into());
        };
        Ok(ids.person(owner, out)?)
    }
}

impl<S: RecordSink> Importer<S> for Bluezone {
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal> {
        let time = cells.time(TIME)?;
        let length: Option<u32> = cells.number(DURATION, "a number of whole seconds")?;
        let length = match length {
            None | Some(0) => self.settings.sample,
            Some(seconds) => Duration::from_seconds(seconds),
        };
        let interval = field::interval(time, time + length, "duration")?;
        let rssi: Option<f64> = cells.number(RSSI, "a signal strength in dBm, such as -67")?;
        let received = cells.time_if_any(RECEIVED)?;
        if let Some(rssi) = rssi
            && rssi < self.settings.weakest
        {
            let problem = format!("{rssi} dBm is weaker than {}", self.settings.weakest);
            return Err(cells.fault(RSSI, Reason::WeakSignal, problem).into());
        }
        let a = self.person(cells, ID_A, time, out)?;
        let b = self.person(cells, ID_B, time, out)?;
        if a == b {
            let problem = "both ids are one person's";
            return Err(cells.fault(ID_B, Reason::OwnId, problem).into());
        }
        out.seen(interval.end(), received);
        let in_time = self.held.add(Near {
            a: a.0.min(b.0),
            b: a.0.max(b.0),
            start: interval.start().seconds(),
            end: interval.end().seconds(),
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
        let (samples, until) = self.held.take(all);
        let gap = self.settings.gap.seconds();
        for samples in groups(&samples) {
            let mut open: Option<Near> = None;
            for &near in samples.iter().take_while(|near| near.start < until) {
                match &mut open {
                    Some(before) if near.start <= before.end.saturating_add(gap) => {
                        before.end = before.end.max(near.end);
                        count(&mut out.tally.joined);
                        if near.start != before.start {
                            let (a, b) = (PersonNo(near.a), PersonNo(near.b));
                            out.retract_contact(a, b, Timestamp::from_seconds(near.start))?;
                        }
                    }
                    _ => {
                        if let Some(before) = open.replace(near) {
                            contact(before, out)?;
                        }
                    }
                }
            }
            if let Some(last) = open {
                if until != i64::MAX && last.end.saturating_add(gap) >= until {
                    self.held.put_back(last);
                } else {
                    contact(last, out)?;
                }
            }
            let later = samples.iter().filter(|near| near.start >= until);
            later.for_each(|near| self.held.put_back(*near));
        }
        self.held.settle();
        Ok(())
    }
}

fn contact<S: RecordSink>(near: Near, out: &mut Out<'_, S>) -> Result<(), IngestError> {
    let start = Timestamp::from_seconds(near.start);
    if let Some(interval) = Interval::checked(start, Timestamp::from_seconds(near.end)) {
        out.contact(Contact {
            a: PersonNo(near.a),
            b: PersonNo(near.b),
            interval,
        })?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "bluezone_tests.rs"]
mod tests;
