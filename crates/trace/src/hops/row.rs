//! Rows of the answer as they grow (S15, S16, S22).

use truyvet_model::{Exposure, Exposures, PersonNo, Timestamp};

use crate::event::Event;
use crate::resolve::{Resolved, weight};

/// A row as it grows.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub person: u32,
    pub level: u32,
    pub witness: Event,
    pub earliest: i64,
    pub seconds: u64,
    pub risk: f64,
}

/// The rows in order, in the time of the records.
pub(super) fn exposures(resolved: &Resolved, rows: &mut [Row]) -> Exposures {
    rows.sort_unstable_by_key(|row| (row.level, row.witness.x, row.person));
    let turned = |x: i64| {
        let recorded = if resolved.mirrored { -x } else { x };
        Timestamp::from_seconds(recorded)
    };
    let rows = rows.iter().map(|row| Exposure {
        person: PersonNo(row.person),
        level: row.level,
        first_exposure: turned(row.witness.x),
        earliest_exposure: turned(row.earliest),
        witness: row.witness.witness(resolved),
        person_seconds: row.seconds,
        risk: row.risk,
    });
    rows.collect()
}

/// Risk of the row from its hazard, and how infectious that makes (S22).
pub(super) fn set_risk(resolved: &Resolved, weights: &mut [u32], row: &mut Row, hazard: u64) {
    if let Some(hazards) = &resolved.hazards {
        row.risk = hazards.risk(row.person, hazard);
        if let Some(of) = weights.get_mut(row.person as usize) {
            *of = weight(row.risk);
        }
    }
}
