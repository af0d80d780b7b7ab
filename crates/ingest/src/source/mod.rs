//! The sources of a province, one room each: what their rows mean and what is difficult about them.

mod shifts;

mod periods;

mod no_settings;

mod units;

mod workplace;

mod pairing;

mod qr_scan;

mod attendance;

mod roster;

mod residence;

mod travel;

mod declaration;

mod rotating;

mod bluezone;

mod places;

mod people;

mod cases;

use crate::error::IngestError;
use crate::importer::Importer;
use crate::kind::FileKind;
use crate::mapping::{Mapping, Plan};
use crate::out::Out;
use crate::report::ImportOptions;
use crate::rows::{Contacts, Visits};
use crate::sink::RecordSink;

/// What reads the rows of files of the mapping's kind; `bytes` is how much memory it may hold.
pub(crate) fn importer<S: RecordSink + 'static>(
    mapping: &Mapping,
    plan: &Plan,
    options: &ImportOptions,
    out: &mut Out<'_, S>,
    bytes: Option<u64>,
) -> Result<Box<dyn Importer<S>>, IngestError> {
    Ok(match mapping.kind() {
        FileKind::Visits => Box::new(Visits::default()),
        FileKind::Contacts => Box::new(Contacts::default()),
        FileKind::QrScan => Box::new(qr_scan::QrScan::new(mapping, bytes)?),
        FileKind::Attendance => Box::new(attendance::Attendance::new(mapping, out, bytes)?),
        FileKind::Roster => Box::new(roster::Roster::new(mapping, plan)?),
        FileKind::Residence => Box::new(residence::Residence::new(mapping, plan, options, out)?),
        FileKind::Travel => Box::new(travel::Travel::new(mapping)?),
        FileKind::Declaration => Box::new(declaration::Declaration::new(mapping, out)?),
        FileKind::Bluezone => {
            let ids = options.ids.as_ref();
            Box::new(bluezone::Bluezone::new(mapping, plan, ids, bytes)?)
        }
        FileKind::Places => Box::new(places::Places::new(mapping, options.units.as_ref(), out)?),
        FileKind::People => Box::new(people::People::new(mapping, options.units.as_ref(), out)?),
        FileKind::Cases => Box::new(cases::Cases::new(mapping)?),
    })
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod golden;
