//! The case sheet of an answer about one case.

use truyvet_centre::sheet::CaseSheet;
use truyvet_model::{Case, InfectiousRule, QuestionError};

use crate::convert::{AsId, external_id};
use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::trace::Trace;

impl Snapshot {
    /// The case of `person` by the register of confirmed cases (S36): an interval by `rule` for each
    /// time the person was tested positive. What a sheet of a registered case is asked with.
    ///
    /// # Errors
    /// [`Error::is_question`] for somebody unknown or without a registered case, or who was isolated
    /// before being infectious; [`Error::is_damaged`].
    pub fn registered_case(
        &self,
        person: impl AsId,
        rule: &InfectiousRule,
    ) -> Result<Vec<Case>, Error> {
        let person = external_id(&person).map_err(|e| Error::argument("person", e))?;
        let id = person.to_string();
        if self.person(&person)?.is_none() {
            let field = "person";
            return Err(QuestionError::UnknownPerson { field, id }.into());
        }
        let registered = self.cases_of(&person)?;
        if registered.is_empty() {
            return Err(QuestionError::NotRegistered { id }.into());
        }
        let infectious = registered
            .iter()
            .filter_map(|case| rule.infectious(&case.record));
        let case = |infectious| Case {
            person: person.clone(),
            infectious,
        };
        let cases: Vec<Case> = infectious.map(case).collect();
        if cases.is_empty() {
            let rule = rule.name.clone();
            return Err(QuestionError::NeverInfectious { id, rule }.into());
        }
        Ok(cases)
    }
}

impl Trace {
    /// The sheet of the case that was asked about: places and times to announce, the F1 by place,
    /// who of them lives and works where, a timeline, and all that has to be said besides. It is
    /// plain data for serde; [`CaseSheet::to_html`] makes a page of it.
    ///
    /// ```
    /// use truyvet::{Lang, MemoryVfs, Options, Store, TimeZone, ToDuration};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// writer.visit("An", "canteen", "2021-05-08T11:00:00+07:00", Some("2021-05-08T11:40:00+07:00"))?;
    /// writer.visit("Bình", "canteen", "2021-05-08T11:20:00+07:00", Some("2021-05-08T12:00:00+07:00"))?;
    /// writer.commit()?;
    /// let case = "2021-05-06T00:00:00+07:00".."2021-05-10T00:00:00+07:00";
    /// let trace = store.snapshot()?.trace().case("An", case).min_overlap(15.minutes()).ask()?;
    /// let sheet = trace.case_sheet()?;
    /// assert_eq!((sheet.stops.len(), sheet.stops[0].exposed), (1, 1));
    /// assert_eq!(sheet.groups[0].people[0].longest_s, 20 * 60);
    /// let page = sheet.to_html(Lang::Vi, &TimeZone::named("+07:00")?);
    /// assert!(page.contains("11:00–11:40"));
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_question`] for a trace that goes backward or has several cases,
    /// [`Error::is_damaged`], [`Error::is_io`]; [`Error::is_exceeded`] beyond the limits of the
    /// question.
    pub fn case_sheet(&self) -> Result<CaseSheet, Error> {
        let snapshot = self.snapshot().store();
        Ok(CaseSheet::new(self.answer(), snapshot, self.options())?)
    }
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
