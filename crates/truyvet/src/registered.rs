//! What a snapshot knows of people, units and confirmed cases (S35, S36).

use truyvet_model::{
    Case, CaseRecord, ExternalId, InfectiousRule, Interval, PersonDetails, Timestamp,
};
use truyvet_store::Unit;

use crate::convert::{AsId, external_id};
use crate::error::Error;
use crate::problem::Problem;
use crate::snapshot::Snapshot;

/// A confirmed case of the line list that a store keeps (S36).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredCase {
    /// Who.
    pub person: ExternalId,
    /// When the sample was taken that tested positive.
    pub tested: Timestamp,
    /// When symptoms began.
    pub onset: Option<Timestamp>,
    /// Since when the person is isolated.
    pub isolated: Option<Timestamp>,
    /// The same by number, for [`InfectiousRule::infectious`].
    pub record: CaseRecord,
}

/// The cases of a question, from the line list that a store keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuledCases {
    /// Each with its infectious interval by the rule.
    pub cases: Vec<Case>,
    /// How many were isolated before they were infectious among others, so that they are no cases
    /// of a question.
    pub never_infectious: u64,
}

impl Snapshot {
    /// What is known of a person (S35); `None` for somebody unknown.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, PersonDetails, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// let details = PersonDetails { unit: Some("24/213".to_owned()), doses: Some(2) };
    /// writer.register_person("An", &details)?;
    /// writer.commit()?;
    /// let snapshot = store.snapshot()?;
    /// assert_eq!(snapshot.person_details("An")?, Some(details));
    /// assert_eq!(snapshot.person_details("Binh")?, None);
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_value`] for text that is no id, [`Error::is_damaged`].
    pub fn person_details(&self, id: impl AsId) -> Result<Option<PersonDetails>, Error> {
        match self.person(id)? {
            Some(number) => Ok(Some(self.store().person_details(number)?)),
            None => Ok(None),
        }
    }

    /// Every administrative unit that was declared (S35), ordered by path.
    ///
    /// # Errors
    /// [`Error::is_damaged`].
    pub fn units(&self) -> Result<Vec<Unit>, Error> {
        Ok(self.store().units()?)
    }

    /// Every confirmed case (S36), ordered by test, then id. It is a list of people, so a store for
    /// tracing only does not give it; [`Self::cases_of`] is of one person whose id is known.
    ///
    /// # Errors
    /// [`Error::is_tracing_only`], [`Error::is_damaged`].
    pub fn registered_cases(&self) -> Result<Vec<RegisteredCase>, Error> {
        self.must_list("registered_cases")?;
        self.all_cases()
    }

    fn all_cases(&self) -> Result<Vec<RegisteredCase>, Error> {
        let records = self.store().cases()?.into_iter();
        let cases = records.map(|record| {
            Ok(RegisteredCase {
                person: self.person_id(record.person)?,
                tested: record.tested,
                onset: record.onset,
                isolated: record.isolated,
                record,
            })
        });
        let mut cases = cases.collect::<Result<Vec<_>, Error>>()?;
        cases.sort_by(|a, b| (a.tested, &a.person).cmp(&(b.tested, &b.person)));
        Ok(cases)
    }

    /// The confirmed cases whose sample was taken in `tested_in`, as cases of a question: infectious
    /// as `rule` says (S36). A store for tracing only gives them too, because traces begin at them.
    ///
    /// # Errors
    /// [`Error::is_question`] if there is none, [`Error::is_damaged`].
    pub fn cases_by_rule(
        &self,
        rule: &InfectiousRule,
        tested_in: Option<Interval>,
    ) -> Result<RuledCases, Error> {
        let all = self.all_cases()?;
        let mut ruled = RuledCases::default();
        let lies_in = |time| tested_in.is_none_or(|span| span.start() <= time && time < span.end());
        for case in all.iter().filter(|case| lies_in(case.tested)) {
            match rule.infectious(&case.record) {
                Some(infectious) => ruled.cases.push(Case {
                    person: case.person.clone(),
                    infectious,
                }),
                None => ruled.never_infectious = ruled.never_infectious.saturating_add(1),
            }
        }
        if !ruled.cases.is_empty() {
            return Ok(ruled);
        }
        Err(Error::argument(
            "registered",
            match tested_in {
                _ if all.is_empty() => Problem::NoCases,
                _ if ruled.never_infectious > 0 => Problem::NoneInfectious {
                    cases: ruled.never_infectious,
                    rule: rule.name.clone(),
                },
                Some(span) => Problem::NoneTested {
                    cases: all.len(),
                    span,
                },
                None => Problem::NoCases,
            },
        ))
    }

    /// The confirmed cases of one person, by test; none for somebody unknown.
    ///
    /// # Errors
    /// As [`Self::person_details`].
    pub fn cases_of(&self, id: impl AsId) -> Result<Vec<RegisteredCase>, Error> {
        let id = external_id(&id).map_err(|e| Error::value("person", e))?;
        let number = self.store().person(&id)?;
        let mut cases = self.all_cases()?;
        cases.retain(|case| Some(case.record.person) == number);
        Ok(cases)
    }
}

#[cfg(test)]
#[path = "registered_tests.rs"]
mod tests;
