//! Answers for a command centre: zones and panorama of a whole snapshot (S26, S26a, S27).

use truyvet_centre::{
    Asking, Panorama, PanoramaOptions, ZoneMap, ZoneOptions, ZoneRules, Zones, panorama, zones,
};
use truyvet_ingest::Input;

use crate::builder::TraceBuilder;
use crate::error::Error;
use crate::snapshot::Snapshot;

/// Zones and panorama are about the cases of the register, so the question has none of its own.
/// Hops, thresholds, filters and limits count as in any trace.
impl TraceBuilder {
    /// A level and a colour for every unit, by a table of rules (S26).
    ///
    /// They are counts, small ones suppressed (S27), so a store for tracing only gives them too,
    /// unless less is to be suppressed than usual.
    ///
    /// # Errors
    /// [`Error::is_question`] for a bad question (S28), a question with cases, a treatment capacity
    /// that is needed and not given, no registered case, or no unit of that level;
    /// [`Error::is_tracing_only`]; [`Error::is_exceeded`], [`Error::is_damaged`], [`Error::is_io`].
    pub fn zones(self, options: &ZoneOptions) -> Result<Zones, Error> {
        let (snapshot, question, limits) = self.into_parts()?;
        may_count(&snapshot, &options.asking)?;
        Ok(zones(&snapshot.tracer_with(&limits), &question, options)?)
    }

    /// What is going on in a unit and in those below it (S26a): one pass over the records and one
    /// trace, however many units there are.
    ///
    /// # Errors
    /// As [`Self::zones`].
    pub fn panorama(self, options: &PanoramaOptions) -> Result<Panorama, Error> {
        let (snapshot, question, limits) = self.into_parts()?;
        may_count(&snapshot, &options.asking)?;
        let tracer = snapshot.tracer_with(&limits);
        Ok(panorama(&tracer, &question, options)?)
    }
}

impl Snapshot {
    /// A level and a colour for every unit (S26), with the question as it is by default;
    /// [`TraceBuilder::zones`] asks another one.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store, Treatment, UnitDetails, UnitLevel, ZoneOptions};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// # use truyvet::PersonDetails;
    /// let mut writer = store.writer()?;
    /// writer.visit("An", "canteen", "2021-05-08T11:00:00+07:00", Some("2021-05-08T11:40:00+07:00"))?;
    /// writer.visit("Bình", "canteen", "2021-05-08T11:20:00+07:00", Some("2021-05-08T12:00:00+07:00"))?;
    /// let home = PersonDetails { unit: Some("24/213/07213".into()), doses: Some(0) };
    /// writer.register_person("An", &home)?;
    /// writer.register_person("Bình", &home)?;
    /// let commune = UnitDetails { population: Some(9101), ..UnitDetails::default() };
    /// writer.unit("24/213/07213", &commune)?;
    /// writer.case("An", "2021-05-09T08:00:00+07:00", None, None)?;
    /// writer.commit()?;
    ///
    /// let mut options = ZoneOptions::new(UnitLevel::Commune);
    /// options.treatment = Some(Treatment::Ok);
    /// options.asking.suppress = 0; // for us alone: it shows a single case
    /// let zones = store.snapshot()?.zones(&options)?;
    /// let commune = &zones.zones[0];
    /// assert_eq!(commune.cases.number(), Some(1));
    /// assert_eq!(commune.exposed[0].number(), Some(1)); // Bình
    /// assert_eq!(commune.colour.as_deref(), Some("green")); // 11 a week per 100,000
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`TraceBuilder::zones`].
    pub fn zones(&self, options: &ZoneOptions) -> Result<Zones, Error> {
        self.trace().zones(options)
    }

    /// What is going on in a unit and in those below it (S26a), with the question as it is by
    /// default; [`TraceBuilder::panorama`] asks another one.
    ///
    /// ```no_run
    /// # fn run(snapshot: truyvet::Snapshot) -> Result<(), truyvet::Error> {
    /// use truyvet::PanoramaOptions;
    /// let province = snapshot.panorama(&PanoramaOptions::default())?;
    /// for unit in &province.units {
    ///     println!("{:?}: {:?} cases, {:?} F1", unit.unit, unit.cases, unit.exposed[0]);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`TraceBuilder::zones`].
    pub fn panorama(&self, options: &PanoramaOptions) -> Result<Panorama, Error> {
        self.trace().panorama(options)
    }
}

/// Reads a table of rules from a TOML or JSON file.
///
/// # Errors
/// [`Error::is_question`] for a table that cannot be used, naming the field; [`Error::is_io`].
pub fn read_zone_rules(input: &Input) -> Result<ZoneRules, Error> {
    let rules = ZoneRules::read(&input.name(), &input.text()?);
    Ok(rules.map_err(truyvet_centre::CentreError::from)?)
}

/// Joins zones to the shapes of a GeoJSON file (`.gz` and `.zst` are read as they are): the
/// property `key` of a feature holds the path of a unit, or the last part of it.
///
/// # Errors
/// [`Error::is_question`] for a file that cannot be joined, [`Error::is_io`].
pub fn map_zones(zones: &Zones, geometry: &Input, key: &str) -> Result<ZoneMap, Error> {
    Ok(zones.to_geojson(&geometry.name(), &geometry.text()?, key)?)
}

/// Counts may be had of every store; of one for tracing only not with less suppressed than usual.
fn may_count(snapshot: &Snapshot, asking: &Asking) -> Result<(), Error> {
    if asking.suppress >= Asking::SUPPRESS {
        return Ok(());
    }
    snapshot.must_list("showing small counts")
}

#[cfg(test)]
#[path = "centre_tests.rs"]
mod tests;
