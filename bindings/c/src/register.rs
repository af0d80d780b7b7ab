//! What registers know, into a writer: people, administrative units, confirmed cases; and these cases
//! in a question.

use std::ffi::c_char;

use truyvet::{Case, InfectiousRule, PersonDetails, Snapshot, UnitDetails, UnitLevel};

use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::lift::{self, Grows, tv_text};
use crate::status::tv_status;
use crate::writer::{tv_writer, with};

/// What is known of a person (S35).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_person {
    /// sizeof(tv_person).
    pub struct_size: usize,
    /// The administrative unit of the home as a path, `24/213/07213`, if it is known.
    pub unit: tv_text,
    /// Doses of a vaccine, 0 to 254, if has_doses.
    pub doses: u32,
    /// Not 0 if the doses are known: unknown is not the same as 0.
    pub has_doses: u32,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_person {
    const NAME: &'static str = "tv_person";
}

/// What is known of an administrative unit (S35).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_unit {
    /// sizeof(tv_unit).
    pub struct_size: usize,
    /// What it is called, if anybody says.
    pub name: tv_text,
    /// How many people live there, if has_population.
    pub population: u64,
    /// Not 0 if the population is known.
    pub has_population: u32,
    /// TV_PROVINCE, TV_DISTRICT or TV_COMMUNE; 0 is what the depth of its path says.
    pub level: u32,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_unit {
    const NAME: &'static str = "tv_unit";
}

/// Which cases of the line list that a store keeps are cases of a question (S36). Zeros (beside
/// struct_size) are all of them, by the rule `two-days`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_registered {
    /// sizeof(tv_registered).
    pub struct_size: usize,
    /// Only those of this person; no text is everybody.
    pub person: tv_text,
    /// The rule that says when they were infectious; no text is `two-days`.
    pub rule: tv_text,
    /// Only those whose sample was taken from then on, if has_tested;
    pub tested_start: i64,
    /// and before then.
    pub tested_end: i64,
    /// Not 0 if tested_start and tested_end are given. It cannot be set together with a person.
    pub has_tested: u32,
    /// Unused; 0.
    pub reserved: u32,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_registered {
    const NAME: &'static str = "tv_registered";
}

/// A level of units; none for 0.
pub(crate) fn level(given: u32) -> Result<Option<UnitLevel>, Fault> {
    match given {
        0 => Ok(None),
        1 => Ok(Some(UnitLevel::Province)),
        2 => Ok(Some(UnitLevel::District)),
        3 => Ok(Some(UnitLevel::Commune)),
        other => {
            let problem =
                format!("{other} is none: give TV_PROVINCE, TV_DISTRICT, TV_COMMUNE or 0");
            Err(Fault::argument("level", &problem))
        }
    }
}

/// The level as C has it.
pub(crate) const fn level_number(level: UnitLevel) -> u32 {
    match level {
        UnitLevel::Province => 1,
        UnitLevel::District => 2,
        UnitLevel::Commune => 3,
    }
}

/// The cases of the register that a question asks about.
///
/// # Safety
/// The texts are as the head of truyvet.h says.
pub(crate) unsafe fn registered(
    snapshot: &Snapshot,
    given: &tv_registered,
) -> Result<Vec<Case>, Fault> {
    // SAFETY: the caller's promise is the same.
    let text = |text: tv_text, field| unsafe { lift::text_or_none(text.data, text.len, field) };
    let rule = match text(given.rule, "rule")? {
        None => InfectiousRule::two_days(),
        Some(name) => InfectiousRule::named(name).ok_or_else(|| {
            let names: Vec<String> = InfectiousRule::all().into_iter().map(|r| r.name).collect();
            let problem = format!("`{name}` is none: expected {}", names.join(", "));
            Fault::question("rule", &problem)
        })?,
    };
    let tested = (given.has_tested != 0)
        .then(|| lift::interval(given.tested_start, given.tested_end, "tested"))
        .transpose()
        .map_err(Fault::in_question)?;
    match (text(given.person, "person")?, tested) {
        (None, tested) => Ok(snapshot.cases_by_rule(&rule, tested)?.cases),
        (Some(person), None) => Ok(snapshot.registered_case(person, &rule)?),
        (Some(_), Some(_)) => Err(Fault::question(
            "tested",
            "given together with a person, all of whose cases count: give one of the two",
        )),
    }
}

/// Says what is known of a person (S35), in place of all that was said of that id before.
///
/// Threads: one at a time. Errors: TV_VALUE for what is no id, no path of a unit, or over 254
/// doses; as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_person(
    writer: *mut tv_writer,
    person: *const c_char,
    person_len: usize,
    details: *const tv_person,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let person = lift::text(person, person_len, "person")?;
            let given = lift::given(details)?;
            let doses = (given.has_doses != 0).then(|| u8::try_from(given.doses));
            let doses = doses.transpose().map_err(|_| {
                let problem = format!("{} is too many: at most 254", given.doses);
                Fault::value("doses", &problem)
            })?;
            let unit = lift::text_or_none(given.unit.data, given.unit.len, "unit")?;
            let unit = unit.map(str::to_owned);
            let details = PersonDetails { unit, doses };
            with(writer, |work| {
                Ok(work.writer.register_person(person, &details)?)
            })?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// Says what is known of the administrative unit at a path, `24/213/07213` (S35), in place of all
/// that was said of it before.
///
/// Threads: one at a time. Errors: TV_VALUE for what is no path; as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_unit(
    writer: *mut tv_writer,
    path: *const c_char,
    path_len: usize,
    details: *const tv_unit,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let path = lift::text(path, path_len, "path")?;
            let given = lift::given(details)?;
            let name = lift::text_or_none(given.name.data, given.name.len, "name")?;
            let details = UnitDetails {
                name: name.map(str::to_owned),
                level: level(given.level)?,
                population: (given.has_population != 0).then_some(given.population),
            };
            with(writer, |work| Ok(work.writer.unit(path, &details)?))?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// Adds a confirmed case (S36): whose sample, taken at `tested`, was positive; since when with
/// symptoms, and since when isolated, or TV_OPEN where that is not so or not known. A later one of
/// the same person and test replaces it. It makes nobody infectious until a question names it: see
/// tv_registered.
///
/// Threads: one at a time. Errors: as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_case(
    writer: *mut tv_writer,
    person: *const c_char,
    person_len: usize,
    tested: i64,
    onset: i64,
    isolated: i64,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let person = lift::text(person, person_len, "person")?;
            let tested = sampled(tested)?;
            let onset = lift::time_or_none(onset, "onset")?;
            let isolated = lift::time_or_none(isolated, "isolated")?;
            with(writer, |work| {
                Ok(work.writer.case(person, tested, onset, isolated)?)
            })?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// Takes back a confirmed case (S36): of that person, under whatever linked id, tested then. One
/// that is not there is no error.
///
/// Threads: one at a time. Errors: as tv_writer_retract_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_retract_case(
    writer: *mut tv_writer,
    person: *const c_char,
    person_len: usize,
    tested: i64,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let person = lift::text(person, person_len, "person")?;
            let tested = sampled(tested)?;
            with(writer, |work| {
                Ok(work.writer.retract_case(person, tested)?)
            })?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// When a sample was taken: never for ever, and always known.
fn sampled(tested: i64) -> Result<truyvet::Timestamp, Fault> {
    match tested {
        i64::MIN | i64::MAX => Err(Fault::value(
            "tested",
            "TV_OPEN and TV_FOREVER are no times: say when the sample was taken",
        )),
        tested => lift::time(tested, "tested"),
    }
}
