//! What a command centre asks: what zones and the panorama have in common, and the panorama.

use truyvet::{Asking, PanoramaOptions, TraceBuilder, Treatment, UnitLevel, ZoneRules};

use crate::ask::{tv_limits, within};
use crate::document::{DocumentObject, tv_document};
use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::handles;
use crate::lift::{self, Grows, tv_text};
use crate::question::{build, tv_question};
use crate::register::level;
use crate::snapshot::{SnapshotObject, tv_snapshot};
use crate::status::tv_status;

/// What zones and a panorama are asked beside the question. Zeros (beside struct_size) are what is
/// usual.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_centre_options {
    /// sizeof(tv_centre_options).
    pub struct_size: usize,
    /// Only this administrative unit and what lies below it; no text is everything.
    pub unit: tv_text,
    /// The moment it is about, if has_at; else the end of the last record or sample, but not later
    /// than the commit.
    pub at: i64,
    /// Not 0 if `at` is given.
    pub has_at: u32,
    /// How many days of 24 hours before that moment are looked at; 0 is 7.
    pub days: u32,
    /// Counts from 1 to one less than this are TV_HIDDEN, and what would tell them (S27); 0 is 5,
    /// and 1 shows all.
    pub suppress: u64,
    /// Which units are listed: TV_PROVINCE, TV_DISTRICT, TV_COMMUNE. 0 is communes for zones, and
    /// for a panorama the level below `unit`.
    pub level: u32,
    /// Of zones alone: TV_TREATMENT_OK or TV_TREATMENT_SHORT, which `vn-4800` asks for; 0: nobody
    /// said.
    pub treatment: u32,
    /// Of zones alone: a table of rules, in TOML, or in JSON if it begins with `{`; no text is
    /// `vn-4800`.
    pub rules: tv_text,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_centre_options {
    const NAME: &'static str = "tv_centre_options";
}

/// Options as they are given, or as usual.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) asking: Asking,
    pub(crate) unit: Option<String>,
    pub(crate) level: Option<UnitLevel>,
    pub(crate) treatment: Option<Treatment>,
    pub(crate) rules: Option<ZoneRules>,
}

/// # Safety
/// Pointers are as the head of truyvet.h says.
pub(crate) unsafe fn options(given: *const tv_centre_options) -> Result<Given, Fault> {
    // SAFETY: the caller's promise is the same.
    let Some(given) = unsafe { lift::read(given) }? else {
        return Ok(Given::default());
    };
    // SAFETY: the caller's promise is the same.
    let text = |text: tv_text, field| unsafe { lift::text_or_none(text.data, text.len, field) };
    let mut asking = Asking::default();
    if given.has_at != 0 {
        asking.at = Some(lift::time(given.at, "at").map_err(Fault::in_question)?);
    }
    if given.days != 0 {
        asking.days = given.days;
    }
    if given.suppress != 0 {
        asking.suppress = given.suppress;
    }
    let rules = text(given.rules, "rules")?.map(|rules| {
        let read = ZoneRules::read("rules", rules);
        read.map_err(|error| Fault::question("rules", &error.problem))
    });
    Ok(Given {
        asking,
        unit: text(given.unit, "unit")?.map(str::to_owned),
        level: level(given.level)?,
        treatment: match given.treatment {
            0 => None,
            1 => Some(Treatment::Ok),
            2 => Some(Treatment::Short),
            other => {
                let problem =
                    format!("{other} is none: give TV_TREATMENT_OK, TV_TREATMENT_SHORT or 0");
                return Err(Fault::argument("treatment", &problem));
            }
        },
        rules: rules.transpose()?,
    })
}

/// The question, or what is usual.
///
/// # Safety
/// Pointers are as the head of truyvet.h says.
pub(crate) unsafe fn question(
    snapshot: &SnapshotObject,
    given: *const tv_question,
) -> Result<TraceBuilder, Fault> {
    // SAFETY: the caller's promise is the same.
    unsafe {
        match lift::read(given)? {
            Some(question) => build(&snapshot.0, &question),
            None => Ok(snapshot.0.trace()),
        }
    }
}

/// What is going on in a unit and in those below it (S26a), as one JSON object: people, visits,
/// cases, people isolated and exposed, sites, and how fresh each source is; counts that are hidden
/// are `"*"` (S27). It has the fields of `truyvet panorama --format json`, but for the question and
/// the snapshot. Otherwise as tv_snapshot_zones.
///
/// Owner: the caller frees *document with tv_document_free. Threads: any. Errors: as
/// tv_snapshot_zones; TV_QUESTION for rules or a treatment capacity, which are of zones alone.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_panorama(
    snapshot: *const tv_snapshot,
    question: *const tv_question,
    limits: *const tv_limits,
    options: *const tv_centre_options,
    document: *mut *mut tv_document,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(document, error, || {
            let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
            let given = self::options(options)?;
            let of_zones = [
                ("rules", given.rules.is_some()),
                ("treatment", given.treatment.is_some()),
            ];
            if let Some((field, _)) = of_zones.into_iter().find(|(_, is_given)| *is_given) {
                return Err(Fault::question(field, "of zones alone: leave it out here"));
            }
            let how = PanoramaOptions {
                asking: given.asking,
                unit: given.unit,
                level: given.level,
            };
            let builder = self::question(&snapshot, question)?;
            let answer = within(builder, limits, |builder| builder.panorama(&how))?;
            DocumentObject::json(serde_json::to_string(&answer))
        })
    }
}
