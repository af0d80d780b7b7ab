//! A question as C writes it down, put together word by word.

use std::collections::BTreeSet;

use truyvet::{
    Duration, ExternalId, Filter, Hops, Interval, Kind, Rate, Rates, Share, Snapshot, TraceBuilder,
};

use crate::fault::Fault;
use crate::lift::{self, Grows, tv_text};
use crate::register::{registered, tv_registered};

/// A person and an interval: a case and when it was infectious (S9), or an isolation (S18). Never
/// grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_during {
    /// Who, or which place.
    pub id: tv_text,
    /// From when, in seconds since 1970; of a closure TV_OPEN is since ever.
    pub start: i64,
    /// Until when; TV_FOREVER is without end.
    pub end: i64,
}

/// How long places of a kind stay infectious after the infector has left (S10). Never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_lag {
    /// The kind.
    pub kind: tv_text,
    /// How many seconds.
    pub lag_s: i64,
}

/// A place whose visitors are taken as kept apart in parts (S18b). Never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_split {
    /// Which.
    pub place: tv_text,
    /// Into how many, 2 or more.
    pub parts: u32,
    /// Unused; 0.
    pub reserved: u32,
}

/// A number for a kind of place, or for a person (S22). Never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_number {
    /// Of what, or of whom.
    pub of: tv_text,
    /// A hazard per hour, or a share from 0 to 1.
    pub value: f64,
}

/// At which rates risk is estimated (S22).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_risk {
    /// sizeof(tv_risk).
    pub struct_size: usize,
    /// Hazards per hour by kind of place; `contact` stands for direct contacts.
    pub rates: *const tv_number,
    /// How many.
    pub rate_count: usize,
    /// The hazard per hour of everything else.
    pub otherwise: f64,
    /// How susceptible people are; 1 unless named.
    pub susceptibility: *const tv_number,
    /// How many.
    pub susceptibility_count: usize,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_risk {
    const NAME: &'static str = "tv_risk";
}

/// Records by what they are (S19). Sets are arrays; an empty one says nothing. Never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_filter {
    /// Kinds of places; `contact` stands for direct contacts.
    pub kinds: *const tv_text,
    /// How many.
    pub kind_count: usize,
    /// Places, each for itself.
    pub places: *const tv_text,
    /// How many.
    pub place_count: usize,
    /// Administrative units with everything below them.
    pub units: *const tv_text,
    /// How many.
    pub unit_count: usize,
    /// Sources that records come from.
    pub sources: *const tv_text,
    /// How many.
    pub source_count: usize,
    /// People.
    pub persons: *const tv_text,
    /// How many.
    pub person_count: usize,
}

/// Who was exposed? Everything that the answer depends on besides the snapshot (S8 to S22).
/// tv_question_init fills it with what is usual; zeros are not: 0 hops are an error (S28).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_question {
    /// sizeof(tv_question).
    pub struct_size: usize,
    /// The cases, each with when it was infectious; one person may stand here several times (S9).
    /// Backward: when it may have been infected.
    pub cases: *const tv_during,
    /// How many.
    pub case_count: usize,
    /// d: the least overlap that counts, in seconds; 1 unless set (S10).
    pub min_overlap_s: i64,
    /// L: seconds from exposure until infectious; 0 unless set (S12).
    pub latent_s: i64,
    /// U: seconds from exposure until no longer infectious; TV_FOREVER unless set (S12).
    pub until_s: i64,
    /// At most so many hops, or TV_ALL_HOPS; 3 unless set (S13).
    pub hops: u32,
    /// Not 0: records that do not intersect the window are ignored (S8).
    pub has_window: u32,
    /// The start of the window.
    pub window_start: i64,
    /// The end of the window.
    pub window_end: i64,
    /// Lags by kind of place (S10).
    pub lags: *const tv_lag,
    /// How many.
    pub lag_count: usize,
    /// T: overlaps of a pair that add up to so many seconds count, too; 0: they do not (S17).
    pub min_total_s: i64,
    /// R: within any span of so many seconds.
    pub within_s: i64,
    /// Who was isolated when (S18).
    pub isolation: *const tv_during,
    /// How many.
    pub isolation_count: usize,
    /// What a record must be to exist for the question (S19).
    pub only: tv_filter,
    /// Which records do not exist for the question (S19).
    pub except: tv_filter,
    /// Visits count at the place of this kind that they are part of (S20); no text: they do not.
    pub roll_up: tv_text,
    /// Places taken as closed (S18a).
    pub closures: *const tv_during,
    /// How many.
    pub closure_count: usize,
    /// Places taken as split (S18b).
    pub splits: *const tv_split,
    /// How many.
    pub split_count: usize,
    /// At which rates risk is estimated (S22); null: it is not.
    pub risk: *const tv_risk,
    /// Cases of the line list that the store keeps (S36), beside those above; null: none.
    pub registered: *const tv_registered,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_question {
    const NAME: &'static str = "tv_question";
    const LEAST: usize = std::mem::offset_of!(tv_question, registered);
}

const NOTHING: tv_filter = tv_filter {
    kinds: std::ptr::null(),
    kind_count: 0,
    places: std::ptr::null(),
    place_count: 0,
    units: std::ptr::null(),
    unit_count: 0,
    sources: std::ptr::null(),
    source_count: 0,
    persons: std::ptr::null(),
    person_count: 0,
};

/// What is usual: the same as of every other door.
pub(crate) fn usual() -> tv_question {
    let usual = truyvet::Question::default();
    tv_question {
        struct_size: size_of::<tv_question>(),
        cases: std::ptr::null(),
        case_count: 0,
        min_overlap_s: usual.min_overlap.seconds(),
        latent_s: usual.latent.seconds(),
        until_s: usual.until.seconds(),
        hops: match usual.hops {
            Hops::AtMost(hops) => hops,
            Hops::All => ALL_HOPS,
        },
        has_window: 0,
        window_start: 0,
        window_end: 0,
        lags: std::ptr::null(),
        lag_count: 0,
        min_total_s: 0,
        within_s: 0,
        isolation: std::ptr::null(),
        isolation_count: 0,
        only: NOTHING,
        except: NOTHING,
        roll_up: tv_text::NONE,
        closures: std::ptr::null(),
        closure_count: 0,
        splits: std::ptr::null(),
        split_count: 0,
        risk: std::ptr::null(),
        registered: std::ptr::null(),
    }
}

/// TV_ALL_HOPS of the header.
const ALL_HOPS: u32 = u32::MAX;

fn wrong(field: &'static str, error: &dyn std::fmt::Display) -> Fault {
    Fault::question(field, &error.to_string())
}

/// The same fault, as one of the question.
fn asked<T>(value: Result<T, Fault>) -> Result<T, Fault> {
    value.map_err(Fault::in_question)
}

/// # Safety
/// The text is as [`lift::text`] says.
unsafe fn text<'c>(text: tv_text, field: &str) -> Result<&'c str, Fault> {
    // SAFETY: the caller's promise is the same.
    unsafe { lift::text(text.data, text.len, field) }
}

fn seconds(seconds: i64, field: &'static str) -> Result<Duration, Fault> {
    asked(lift::length(seconds, field))
}

fn interval(start: i64, end: i64, field: &'static str) -> Result<Interval, Fault> {
    asked(lift::interval(start, end, field))
}

/// Puts a question about a snapshot together.
///
/// # Safety
/// Pointers of the question are as the head of truyvet.h says.
pub(crate) unsafe fn build(
    snapshot: &Snapshot,
    given: &tv_question,
) -> Result<TraceBuilder, Fault> {
    let mut builder = snapshot.trace();
    // SAFETY: the caller's promise is the same, here and below.
    unsafe {
        for case in lift::array(given.cases, given.case_count, "cases")? {
            let infectious = interval(case.start, case.end, "cases")?;
            builder = builder.case(text(case.id, "cases")?, infectious);
        }
        for lag in lift::array(given.lags, given.lag_count, "lag")? {
            builder = builder.lag(text(lag.kind, "lag")?, seconds(lag.lag_s, "lag")?);
        }
        for one in lift::array(given.isolation, given.isolation_count, "isolation")? {
            let during = interval(one.start, one.end, "isolation")?;
            builder = builder.isolate(text(one.id, "isolation")?, during);
        }
        for one in lift::array(given.closures, given.closure_count, "closures")? {
            let during = interval(one.start, one.end, "closures")?;
            builder = builder.close(text(one.id, "closures")?, during);
        }
        for one in lift::array(given.splits, given.split_count, "splits")? {
            builder = builder.split(text(one.place, "splits")?, one.parts);
        }
        let kind = lift::text_or_none(given.roll_up.data, given.roll_up.len, "roll_up")?;
        if let Some(kind) = kind {
            builder = builder.roll_up(kind);
        }
        builder = builder
            .only(filter(&given.only, &ONLY)?)
            .except(filter(&given.except, &EXCEPT)?);
        if let Some(risk) = lift::read(given.risk)? {
            builder = builder.risk(rates(&risk)?);
        }
        if let Some(which) = lift::read(given.registered)? {
            builder = builder.cases(registered(snapshot, &which)?);
        }
    }
    if given.has_window != 0 {
        builder = builder.window(interval(given.window_start, given.window_end, "window")?);
    }
    if given.min_total_s != 0 || given.within_s != 0 {
        let total = seconds(given.min_total_s, "cumulative")?;
        builder = builder.cumulative(total, seconds(given.within_s, "cumulative")?);
    }
    let hops = match given.hops {
        ALL_HOPS => Hops::All,
        hops => Hops::AtMost(hops),
    };
    Ok(builder
        .hops(hops)
        .min_overlap(seconds(given.min_overlap_s, "min_overlap")?)
        .latent(seconds(given.latent_s, "latent")?)
        .until(seconds(given.until_s, "until")?))
}

/// What messages call the sets of a filter.
struct Names {
    kinds: &'static str,
    places: &'static str,
    units: &'static str,
    sources: &'static str,
    persons: &'static str,
}

const ONLY: Names = Names {
    kinds: "only.kinds",
    places: "only.places",
    units: "only.units",
    sources: "only.sources",
    persons: "only.persons",
};

const EXCEPT: Names = Names {
    kinds: "except.kinds",
    places: "except.places",
    units: "except.units",
    sources: "except.sources",
    persons: "except.persons",
};

/// # Safety
/// The arrays and texts are as the head of truyvet.h says.
unsafe fn filter(given: &tv_filter, names: &Names) -> Result<Filter, Fault> {
    // SAFETY: the caller's promise is the same.
    unsafe {
        Ok(Filter {
            kinds: set(given.kinds, given.kind_count, names.kinds, |kind| {
                Kind::new(kind).map_err(|error| wrong(names.kinds, &error))
            })?,
            places: set(given.places, given.place_count, names.places, |id| {
                id.parse()
                    .map_err(|error| wrong(names.places, &error as &truyvet::IdError))
            })?,
            units: set(given.units, given.unit_count, names.units, |unit| {
                Ok(unit.to_owned())
            })?,
            sources: set(given.sources, given.source_count, names.sources, |source| {
                Ok(source.to_owned())
            })?,
            persons: set(given.persons, given.person_count, names.persons, |id| {
                id.parse()
                    .map_err(|error| wrong(names.persons, &error as &truyvet::IdError))
            })?,
        })
    }
}

/// # Safety
/// The array and its texts are as the head of truyvet.h says.
unsafe fn set<T: Ord>(
    first: *const tv_text,
    count: usize,
    field: &'static str,
    read: impl Fn(&str) -> Result<T, Fault>,
) -> Result<BTreeSet<T>, Fault> {
    // SAFETY: the caller's promise is the same.
    let texts = unsafe { lift::array(first, count, field) }?;
    let values = texts.iter().map(|given| {
        // SAFETY: the caller's promise is the same.
        read(unsafe { text(*given, field) }?)
    });
    values.collect()
}

/// # Safety
/// The arrays and texts are as the head of truyvet.h says.
unsafe fn rates(given: &tv_risk) -> Result<Rates, Fault> {
    let field = "risk";
    let mut rates = Rates::default();
    let rate = |value: f64| Rate::try_from(value).map_err(|error| wrong(field, &error));
    rates.otherwise = rate(given.otherwise)?;
    // SAFETY: the caller's promise is the same.
    unsafe {
        for one in lift::array(given.rates, given.rate_count, field)? {
            let kind = Kind::new(text(one.of, field)?).map_err(|error| wrong(field, &error))?;
            rates.by_kind.insert(kind, rate(one.value)?);
        }
        for one in lift::array(given.susceptibility, given.susceptibility_count, field)? {
            let person = text(one.of, field)?.parse::<ExternalId>();
            let person = person.map_err(|error| wrong(field, &error))?;
            let share = Share::try_from(one.value).map_err(|error| wrong(field, &error))?;
            rates.susceptibility.insert(person, share);
        }
    }
    Ok(rates)
}
