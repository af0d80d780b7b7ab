//! What a snapshot knows of people, units and cases, read back.

use std::ffi::c_char;

use truyvet::{RegisteredCase, Unit};

use crate::document::{DocumentObject, tv_document};
use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{self, Grows, Out, Report, tv_text};
use crate::lists::{List, Text};
use crate::register::{level_number, tv_person, tv_unit};
use crate::snapshot::{SnapshotObject, tv_snapshot};
use crate::status::tv_status;

/// Confirmed cases of the register (S36), to be read with tv_cases_next. Any thread may read it;
/// threads that read one share the cases out.
pub struct tv_cases(());

struct Row {
    person: Text,
    case: RegisteredCase,
}

struct CasesObject(List<Row>);

impl Handled for CasesObject {
    const NAME: &'static str = "tv_cases";
}

/// A confirmed case (S36).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_case {
    /// sizeof(tv_case), set by the caller.
    pub struct_size: usize,
    /// Who.
    pub person: tv_text,
    /// When the sample was taken that tested positive.
    pub tested: i64,
    /// Since when with symptoms; TV_OPEN where that is not so or not known.
    pub onset: i64,
    /// Since when isolated; TV_OPEN where that is not so or not known.
    pub isolated: i64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_case {
    const NAME: &'static str = "tv_case";
}

impl Row {
    fn new(case: RegisteredCase) -> Self {
        Self {
            person: Text::of(&case.person),
            case,
        }
    }

    fn show(&self) -> tv_case {
        let or_open =
            |time: Option<truyvet::Timestamp>| time.map_or(i64::MIN, truyvet::Timestamp::seconds);
        tv_case {
            struct_size: 0,
            person: self.person.show(),
            tested: self.case.tested.seconds(),
            onset: or_open(self.case.onset),
            isolated: or_open(self.case.isolated),
        }
    }
}

/// The confirmed cases of one person under whatever linked id, by test; without a person, all, by
/// test and person. None of somebody unknown.
///
/// Owner: the caller frees *cases with tv_cases_free. Threads: any. Errors: TV_VALUE for what is no
/// id, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_cases(
    snapshot: *const tv_snapshot,
    person: *const c_char,
    person_len: usize,
    cases: *mut *mut tv_cases,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(cases, error, || {
            let person = lift::text_or_none(person, person_len, "person")?;
            let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
            let found = match person {
                Some(person) => snapshot.0.cases_of(person)?,
                None => snapshot.0.registered_cases()?,
            };
            let rows = found.into_iter().map(Row::new);
            Ok(CasesObject(List::new(rows.collect())))
        })
    }
}

/// How many there are; 0 for what is no handle.
///
/// Threads: any.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_cases_count(cases: *const tv_cases) -> u64 {
    let object = handles::get::<CasesObject, _>(cases);
    object.map_or(0, |object| object.0.count())
}

/// The next one; TV_END after the last one. Set found->struct_size first. Its text lives until the
/// tv_cases is freed.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_cases_next(
    cases: *mut tv_cases,
    found: *mut tv_case,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(found)?;
            let object = handles::get::<CasesObject, _>(cases)?;
            let Some(next) = object.0.next() else {
                return Ok(tv_status::TV_END);
            };
            report.fill(&next.show());
            Ok(tv_status::TV_OK)
        })
    }
}

/// Frees the list and its texts. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_cases_free(cases: *mut tv_cases) -> tv_status {
    gate::release::<CasesObject, _>(cases)
}

/// Administrative units (S35), to be read with tv_units_next. Any thread may read it; threads that
/// read one share the units out.
pub struct tv_units(());

struct Declared {
    path: Text,
    name: Option<Text>,
    unit: Unit,
}

struct UnitsObject(List<Declared>);

impl Handled for UnitsObject {
    const NAME: &'static str = "tv_units";
}

impl Declared {
    fn new(unit: Unit) -> Self {
        Self {
            path: Text::new(&unit.path),
            name: unit.details.name.as_deref().map(Text::new),
            unit,
        }
    }

    fn show(&self) -> tv_unit {
        let details = &self.unit.details;
        tv_unit {
            struct_size: 0,
            name: Text::show_or_none(self.name.as_ref()),
            population: details.population.unwrap_or(0),
            has_population: u32::from(details.population.is_some()),
            level: details.level.map_or(0, level_number),
        }
    }
}

/// Every administrative unit that was declared (S35), ordered by path.
///
/// Owner: the caller frees *units with tv_units_free. Threads: any. Errors: TV_DAMAGED, TV_IO,
/// TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_units(
    snapshot: *const tv_snapshot,
    units: *mut *mut tv_units,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(units, error, || {
            let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
            let rows = snapshot.0.units()?.into_iter().map(Declared::new);
            Ok(UnitsObject(List::new(rows.collect())))
        })
    }
}

/// The next one, its path in *path and what is known of it in *unit; TV_END after the last one. Set
/// unit->struct_size first. The texts live until the tv_units is freed.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_units_next(
    units: *mut tv_units,
    path: *mut tv_text,
    unit: *mut tv_unit,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let (path, report) = (Out::at(path, "path")?, Report::at(unit)?);
            let object = handles::get::<UnitsObject, _>(units)?;
            let Some(next) = object.0.next() else {
                return Ok(tv_status::TV_END);
            };
            path.fill(next.path.show());
            report.fill(&next.show());
            Ok(tv_status::TV_OK)
        })
    }
}

/// Frees the list and its texts. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_units_free(units: *mut tv_units) -> tv_status {
    gate::release::<UnitsObject, _>(units)
}

/// What is known of a person (S35). Set details->struct_size first. *unit gets the path of the home
/// as a document, which is the text of details->unit and holds none if that is not known.
///
/// Owner: the caller frees *unit with tv_document_free. Threads: any. Errors: TV_UNKNOWN for
/// somebody unknown, TV_VALUE for what is no id, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_person(
    snapshot: *const tv_snapshot,
    person: *const c_char,
    person_len: usize,
    details: *mut tv_person,
    unit: *mut *mut tv_document,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(unit, error, || {
            let report = Report::at(details)?;
            let person = lift::text(person, person_len, "person")?;
            let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
            let known = snapshot.0.person_details(person)?;
            let known = known.ok_or_else(|| Fault::unknown("person", person))?;
            let home = known.unit.as_deref().map(Text::new);
            report.fill(&tv_person {
                struct_size: 0,
                unit: Text::show_or_none(home.as_ref()),
                doses: known.doses.map_or(0, u32::from),
                has_doses: u32::from(known.doses.is_some()),
            });
            Ok(DocumentObject::of(home.unwrap_or_else(|| Text::new(""))))
        })
    }
}
