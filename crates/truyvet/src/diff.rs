//! What changed from one answer to another, by name (S30).

use truyvet_model::{ExternalId, PersonNo, Question};
use truyvet_trace::{Change, Changed, Standing, difference, differs_in};

use crate::error::Error;
use crate::problem::Problem;
use crate::snapshot::Snapshot;
use crate::trace::Trace;

/// Who is not the same in a second answer as in a first (S30), ordered by id.
///
/// Whoever is the same in level and times is not in it, even if witness, person-seconds, grade or
/// risk differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    rows: Vec<Changed<ExternalId>>,
}

impl Difference {
    /// One row per person who changed, ordered by id.
    #[must_use]
    pub fn rows(&self) -> &[Changed<ExternalId>] {
        &self.rows
    }

    /// How many people changed in that way.
    #[must_use]
    pub fn count(&self, change: Change) -> usize {
        let same = self.rows.iter().filter(|row| row.change == change);
        same.count()
    }

    /// Whether nobody changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Trace {
    /// What changed from this answer to `after`: of the same question to another snapshot of the
    /// store (before and after late data or a new case), or of the same question under other
    /// measures (S30).
    ///
    /// People are matched by id. Two ids that are one person in the newer of the snapshots are one
    /// person in both; of their rows the one of the lower level counts.
    ///
    /// ```no_run
    /// # fn run(store: truyvet::Store, question: truyvet::Question) -> Result<(), truyvet::Error> {
    /// use truyvet::Change;
    /// let friday = store.snapshot_as_of(41)?.ask(&question)?;
    /// let now = store.snapshot()?.ask(&question)?;
    /// let changed = friday.difference(&now)?;
    /// println!("{} more to call", changed.count(Change::New));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Error::is_question`] if the questions differ in more than cases, isolation, closures,
    /// splits and risk; [`Error::is_damaged`].
    pub fn difference(&self, after: &Self) -> Result<Difference, Error> {
        same_question(self.question(), after.question())?;
        let rows = if self.snapshot().is(after.snapshot()) {
            named(self.snapshot(), by_number(self, after))?
        } else {
            let newer = if self.snapshot().number() > after.snapshot().number() {
                self.snapshot()
            } else {
                after.snapshot()
            };
            difference(by_id(self, newer)?, by_id(after, newer)?)
        };
        Ok(Difference { rows })
    }
}

/// Whether answers to `a` and `b` can be compared (S30).
///
/// # Errors
/// [`Error::is_question`] that names the first word in which they differ too much.
pub(crate) fn same_question(a: &Question, b: &Question) -> Result<(), Error> {
    match differs_in(a, b) {
        Some(word) => Err(Error::argument("difference", Problem::Differs(word))),
        None => Ok(()),
    }
}

/// In one snapshot numbers are people.
fn by_number(before: &Trace, after: &Trace) -> Vec<Changed<PersonNo>> {
    let rows = |trace: &Trace| -> Vec<(PersonNo, Standing)> {
        let rows = trace.columns().iter();
        rows.map(|row| (row.person, row.into())).collect()
    };
    difference(rows(before), rows(after))
}

fn named(
    snapshot: &Snapshot,
    rows: Vec<Changed<PersonNo>>,
) -> Result<Vec<Changed<ExternalId>>, Error> {
    let named = rows.into_iter().map(|row| {
        Ok(Changed {
            person: snapshot.person_id(row.person)?,
            change: row.change,
            before: row.before,
            after: row.after,
        })
    });
    let mut named: Vec<Changed<ExternalId>> = named.collect::<Result<_, Error>>()?;
    named.sort_by(|a, b| a.person.cmp(&b.person));
    Ok(named)
}

/// The rows by the ids that people have in `newer`.
fn by_id(trace: &Trace, newer: &Snapshot) -> Result<Vec<(ExternalId, Standing)>, Error> {
    let own = trace.snapshot();
    let rows = trace.columns().iter().map(|row| {
        let id = own.person_id(row.person)?;
        let id = match newer.store().person(&id)? {
            Some(number) if !own.is(newer) => newer.person_id(number)?,
            _ => id,
        };
        Ok((id, row.into()))
    });
    rows.collect()
}
