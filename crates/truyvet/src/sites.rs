//! Where a trace happened: exposure sites with names (S23).

use std::cmp::Reverse;

use truyvet_model::{ExternalId, IntervalSet, Kind, Setting};
use truyvet_trace::SiteRow;

use crate::error::Error;
use crate::exposures::place_of;
use crate::snapshot::Snapshot;
use crate::trace::Trace;

/// A place where events of a trace happened, or all direct contacts (S23): what to close, clean or
/// announce.
///
/// Of a backward trace *infectious* are the people infected and *exposed* those who may have
/// infected them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExposureSite {
    /// Where; `None` for direct contacts.
    pub place: Option<ExternalId>,
    /// The kind of the place.
    pub kind: Option<Kind>,
    /// How many different people were exposed there.
    pub exposed: u64,
    /// How many different infectious people they met there.
    pub infectious: u64,
    /// Seconds together, summed over pairs of people.
    pub person_seconds: u64,
    /// When somebody infectious and somebody exposed were there together.
    pub intervals: IntervalSet,
}

impl Trace {
    /// Where the events behind the rows happened (those that [`person_seconds`] counts), ordered
    /// by people exposed and person-seconds, the most first, then contacts before places, then id
    /// of the place (S23).
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// writer.visit("An", "canteen", 0, Some(1800))?;
    /// writer.visit("Bình", "canteen", 600, Some(2400))?;
    /// writer.commit()?;
    /// let trace = store.snapshot()?.trace().case("An", 0..7200).ask()?;
    /// let sites = trace.sites()?;
    /// assert_eq!(sites[0].place, Some("canteen".parse()?));
    /// assert_eq!((sites[0].infectious, sites[0].exposed), (1, 1));
    /// assert_eq!(sites[0].person_seconds, 1200);
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// [`person_seconds`]: crate::ExposureRow::person_seconds
    ///
    /// # Errors
    /// [`Error::is_damaged`], [`Error::is_io`]; [`Error::is_exceeded`] beyond the limits of the
    /// question, where rows are sites.
    pub fn sites(&self) -> Result<Vec<ExposureSite>, Error> {
        let snapshot = self.snapshot();
        let rows = self.answer().sites(snapshot.store(), self.options())?;
        let named = rows.into_iter().map(|row| named(snapshot, row));
        let mut sites = named.collect::<Result<Vec<_>, Error>>()?;
        // Numbers of places are not seen here, so ties go by id.
        sites.sort_by(|a, b| {
            let key = |site: &ExposureSite| (Reverse(site.exposed), Reverse(site.person_seconds));
            key(a).cmp(&key(b)).then_with(|| a.place.cmp(&b.place))
        });
        Ok(sites)
    }
}

fn named(snapshot: &Snapshot, row: SiteRow) -> Result<ExposureSite, Error> {
    let kind = match row.setting {
        Setting::Contact => None,
        Setting::Place(place) => Some(snapshot.store().place_record(place)?.kind),
    };
    Ok(ExposureSite {
        place: place_of(snapshot, row.setting)?,
        kind,
        exposed: row.exposed,
        infectious: row.infectious,
        person_seconds: row.person_seconds,
        intervals: row.intervals,
    })
}

#[cfg(test)]
#[path = "sites_tests.rs"]
mod tests;
