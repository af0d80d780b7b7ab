//! Zones: a level and a colour for every administrative unit, row by row.

use truyvet::{Shown, UnitLevel, Zone, ZoneOptions, Zones};

use crate::ask::{tv_limits, within};
use crate::centre::{self, tv_centre_options};
use crate::document::{DocumentObject, tv_document};
use crate::error::tv_error;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{Grows, Report, tv_text};
use crate::lists::Text;
use crate::question::tv_question;
use crate::register::level_number;
use crate::snapshot::{SnapshotObject, tv_snapshot};
use crate::status::tv_status;

/// A level and a colour for every unit (S26). Any number of threads may read it at once.
pub struct tv_zones(());

/// One row, with texts that C can read.
struct Row {
    zone: Zone,
    unit: Option<Text>,
    name: Option<Text>,
    population_from: Text,
    colour: Option<Text>,
    exposed: Vec<i64>,
}

/// What stands behind it.
pub(crate) struct ZonesObject {
    pub(crate) answer: Zones,
    rules: Text,
    rows: Vec<Row>,
    rest: Row,
    total: Row,
}

impl Handled for ZonesObject {
    const NAME: &'static str = "tv_zones";
}

/// One unit (S26). Its texts and its array live as long as the tv_zones.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_zone {
    /// sizeof(tv_zone), set by the caller.
    pub struct_size: usize,
    /// Its path; data is null for the rest, and for a total of everything.
    pub unit: tv_text,
    /// Its name; data is null if none was declared.
    pub name: tv_text,
    /// People of the register who live there, or TV_HIDDEN.
    pub people: i64,
    /// How many live there, or TV_HIDDEN.
    pub population: i64,
    /// Where that number comes from: `declared`, `parts`, `registered`.
    pub population_from: tv_text,
    /// New cases among them, each person once, or TV_HIDDEN.
    pub cases: i64,
    /// New cases per so many people and days as the rules say; NaN without population, or where it
    /// would tell a hidden count.
    pub incidence: f64,
    /// Percent of the people registered who have enough doses; NaN if nobody's are known, or where
    /// it would tell a hidden count.
    pub coverage: f64,
    /// People exposed to these cases, by where they live: the first is F1, each perhaps TV_HIDDEN.
    pub exposed: *const i64,
    /// How many levels there are: as many as were asked for, or found.
    pub exposed_count: usize,
    /// The colour of the level; data is null where that is not known.
    pub colour: tv_text,
    /// The level by the rules, from 1; 0 is not known, which is not good news.
    pub level: u32,
    /// Unused; 0.
    pub reserved: u32,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_zone {
    const NAME: &'static str = "tv_zone";
}

/// What all zones of an answer are about. The text lives as long as the tv_zones.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_zones_about {
    /// sizeof(tv_zones_about), set by the caller.
    pub struct_size: usize,
    /// The moment.
    pub at: i64,
    /// Cases are new if their sample was taken from then on,
    pub window_start: i64,
    /// and before then.
    pub window_end: i64,
    /// Counts below this are hidden (S27).
    pub suppress: u64,
    /// The name of the table of rules.
    pub rules: tv_text,
    /// Incidence is new cases per so many people
    pub rules_people: u64,
    /// and so many days.
    pub rules_days: u32,
    /// Which units are listed: TV_PROVINCE, TV_DISTRICT, TV_COMMUNE.
    pub level: u32,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_zones_about {
    const NAME: &'static str = "tv_zones_about";
}

/// A count, or TV_HIDDEN.
fn count(shown: Shown) -> i64 {
    let number = shown.number();
    number.map_or(-1, |number| i64::try_from(number).unwrap_or(i64::MAX))
}

impl Row {
    fn new(zone: &Zone) -> Self {
        let text = |text: &Option<String>| text.as_deref().map(Text::new);
        Self {
            unit: text(&zone.unit),
            name: text(&zone.name),
            population_from: Text::new(zone.population_from.name()),
            colour: text(&zone.colour),
            exposed: zone.exposed.iter().copied().map(count).collect(),
            zone: zone.clone(),
        }
    }

    fn show(&self) -> tv_zone {
        tv_zone {
            struct_size: 0,
            unit: Text::show_or_none(self.unit.as_ref()),
            name: Text::show_or_none(self.name.as_ref()),
            people: count(self.zone.people),
            population: count(self.zone.population),
            population_from: self.population_from.show(),
            cases: count(self.zone.cases),
            incidence: self.zone.incidence.unwrap_or(f64::NAN),
            coverage: self.zone.coverage.unwrap_or(f64::NAN),
            exposed: if self.exposed.is_empty() {
                std::ptr::null()
            } else {
                self.exposed.as_ptr()
            },
            exposed_count: self.exposed.len(),
            colour: Text::show_or_none(self.colour.as_ref()),
            level: self.zone.level.map_or(0, u32::from),
            reserved: 0,
        }
    }
}

impl ZonesObject {
    fn new(answer: Zones) -> Self {
        Self {
            rules: Text::new(&answer.rules.name),
            rows: answer.zones.iter().map(Row::new).collect(),
            rest: Row::new(&answer.rest),
            total: Row::new(&answer.total),
            answer,
        }
    }
}

/// A level and a colour for every unit, by a table of rules (S26): from one look at the register
/// and one trace of all cases together. The cases are those of the register whose sample was taken
/// in the days looked at, so the question has none; hops, thresholds and filters count as in a
/// trace. `question`, `limits` and `options` may be null.
///
/// Owner: the caller frees *zones with tv_zones_free. Threads: any. Errors: TV_QUESTION for a bad
/// question or table, a treatment capacity that is needed and not given, no registered case, no
/// unit of that level; TV_TRACING_ONLY with suppress below 5 in a store for tracing only;
/// TV_EXCEEDED, TV_CANCELLED, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_zones(
    snapshot: *const tv_snapshot,
    question: *const tv_question,
    limits: *const tv_limits,
    options: *const tv_centre_options,
    zones: *mut *mut tv_zones,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(zones, error, || {
            let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
            let given = centre::options(options)?;
            let mut how = ZoneOptions::new(given.level.unwrap_or(UnitLevel::Commune));
            how.asking = given.asking;
            how.unit = given.unit;
            how.treatment = given.treatment;
            if let Some(rules) = given.rules {
                how.rules = rules;
            }
            let builder = centre::question(&snapshot, question)?;
            let answer = within(builder, limits, |builder| builder.zones(&how))?;
            Ok(ZonesObject::new(answer))
        })
    }
}

/// How many units there are, without the rest and the total; 0 for what is no handle.
///
/// Threads: any.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_zones_count(zones: *const tv_zones) -> u64 {
    let object = handles::get::<ZonesObject, _>(zones);
    object.map_or(0, |object| {
        u64::try_from(object.rows.len()).unwrap_or(u64::MAX)
    })
}

/// Fills a row of an answer, or says that there is none.
///
/// # Safety
/// Pointers are as the head of truyvet.h says.
unsafe fn show(
    zones: *const tv_zones,
    zone: *mut tv_zone,
    error: *mut *mut tv_error,
    choose: impl FnOnce(&ZonesObject) -> Option<&Row>,
) -> tv_status {
    // SAFETY: the caller's promise is the same.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(zone)?;
            let object = handles::get::<ZonesObject, _>(zones)?;
            let Some(row) = choose(&object) else {
                return Ok(tv_status::TV_END);
            };
            report.fill(&row.show());
            Ok(tv_status::TV_OK)
        })
    }
}

/// The unit at place `at`, from 0, in the order of their paths; TV_END beyond the last one. Set
/// zone->struct_size first.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_zones_row(
    zones: *const tv_zones,
    at: u64,
    zone: *mut tv_zone,
    error: *mut *mut tv_error,
) -> tv_status {
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe { show(zones, zone, error, |object| object.rows.get(at)) }
}

/// Whoever is asked about and lives in none of the units listed, or nobody knows where. It has no
/// level. Otherwise as tv_zones_row.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_zones_rest(
    zones: *const tv_zones,
    zone: *mut tv_zone,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe { show(zones, zone, error, |object| Some(&object.rest)) }
}

/// All units and the rest together. It has no level. Otherwise as tv_zones_row.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_zones_total(
    zones: *const tv_zones,
    zone: *mut tv_zone,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe { show(zones, zone, error, |object| Some(&object.total)) }
}

/// Which moment, days and rules the zones are about. Set about->struct_size first.
///
/// Threads: any. Errors: TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_zones_describe(
    zones: *const tv_zones,
    about: *mut tv_zones_about,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(about)?;
            let object = handles::get::<ZonesObject, _>(zones)?;
            let answer = &object.answer;
            report.fill(&tv_zones_about {
                struct_size: 0,
                at: answer.at.seconds(),
                window_start: answer.window.start().seconds(),
                window_end: answer.window.end().seconds(),
                suppress: answer.suppress,
                rules: object.rules.show(),
                rules_people: answer.rules.people,
                rules_days: answer.rules.days,
                level: level_number(answer.level),
            });
            Ok(tv_status::TV_OK)
        })
    }
}

/// All of it as one JSON object, with the fields of `truyvet zones --format json`, but for the
/// question and the snapshot.
///
/// Owner: the caller frees *document with tv_document_free. Threads: any. Errors: TV_HANDLE,
/// TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_zones_json(
    zones: *const tv_zones,
    document: *mut *mut tv_document,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(document, error, || {
            let object = handles::get::<ZonesObject, _>(zones)?;
            DocumentObject::json(serde_json::to_string(&object.answer))
        })
    }
}

/// Frees the zones, their texts and arrays. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_zones_free(zones: *mut tv_zones) -> tv_status {
    gate::release::<ZonesObject, _>(zones)
}
