//! Counting the rows of a segment, as the manifest keeps the counts.

use crate::error::StoreError;
use crate::manifest::Rows;
use crate::segment::Segment;

/// Counts the rows of a segment: visits, contacts.
pub(crate) fn count_rows(segment: &Segment) -> Result<(Rows, Rows), StoreError> {
    let (mut visits, mut contacts) = (Rows::default(), Rows::default());
    segment.raw_visits(|v| {
        visits.stored = visits.stored.saturating_add(1);
        if !v.deleted && !v.hidden {
            visits.add(v.visit.start, v.visit.end, v.visit.open);
        }
    })?;
    segment.raw_contacts(|c| {
        contacts.stored = contacts.stored.saturating_add(1);
        if !c.deleted && !c.hidden {
            contacts.add(c.start, c.end, false);
        }
    })?;
    Ok((visits, contacts))
}
