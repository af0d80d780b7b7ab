//! Where cases were together more than chance would have it, with names (S24).

use truyvet_model::{ExternalId, Kind, Question};
use truyvet_trace::{TraceOptions, common_sites};

use crate::builder::TraceBuilder;
use crate::error::Error;
use crate::snapshot::Snapshot;

/// A place where cases were in their exposure windows (S24).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CommonSite {
    /// The place where visits count.
    pub place: ExternalId,
    /// Its kind.
    pub kind: Kind,
    /// How many of the cases were there.
    pub cases: u64,
    /// How many would have been, had they done what people ordinarily do.
    pub expected: f64,
    /// How likely it is that at least so many would have been.
    pub p: f64,
    /// `p` times the number of places compared, at most 1 (Bonferroni).
    pub p_adjusted: f64,
}

impl Snapshot {
    /// Where the cases of `question` were in common, more than ordinary attendance lets expect:
    /// the interval of a case is its exposure window. What else counts are window, filters,
    /// isolation, closures and roll-up; hops, thresholds and direction play no part. Ordered by
    /// p, then cases, the most first, then id of the place (S24).
    ///
    /// A small `p` says that the cases have the place in common more than other people have; not
    /// that anybody was infected there. `docs/around.md` works one out.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// for person in ["An", "Bình"] {
    ///     writer.visit(person, "karaoke", 0, Some(3600))?;
    /// }
    /// for n in 0..100 {
    ///     writer.visit(format!("p{n}"), "market", 0, Some(3600))?;
    /// }
    /// writer.commit()?;
    /// let snapshot = store.snapshot()?;
    /// let question = snapshot.trace().case("An", 0..7200).case("Bình", 0..7200).question()?;
    /// let sites = snapshot.common_sites(&question)?;
    /// assert_eq!((sites[0].place.local(), sites[0].cases), ("karaoke", 2));
    /// assert!(sites[0].p < 0.001);
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_question`] for a bad question (S28), [`Error::is_damaged`], [`Error::is_io`].
    pub fn common_sites(&self, question: &Question) -> Result<Vec<CommonSite>, Error> {
        self.common_sites_with(question, self.tracer().options())
    }

    fn common_sites_with(
        &self,
        question: &Question,
        options: &TraceOptions,
    ) -> Result<Vec<CommonSite>, Error> {
        let rows = common_sites(self.store(), question, options)?;
        let named = |row: truyvet_trace::CommonSite| {
            Ok(CommonSite {
                place: self.place_id(row.place)?,
                kind: self.store().place_record(row.place)?.kind,
                cases: row.cases,
                expected: row.expected,
                p: row.p,
                p_adjusted: row.p_adjusted,
            })
        };
        let mut sites = rows
            .into_iter()
            .map(named)
            .collect::<Result<Vec<_>, Error>>()?;
        // Numbers of places are not seen here, so ties go by id.
        sites.sort_by(|a, b| {
            let by_p = a.p.total_cmp(&b.p).then(b.cases.cmp(&a.cases));
            by_p.then_with(|| a.place.cmp(&b.place))
        });
        Ok(sites)
    }
}

impl TraceBuilder {
    /// [`Snapshot::common_sites`] of the question as far as it was put together, with its threads
    /// and limits; rows are places compared.
    ///
    /// ```no_run
    /// # fn run(snapshot: truyvet::Snapshot) -> Result<(), truyvet::Error> {
    /// let asked = snapshot.trace().case("An", 0..7200).case("Bình", 0..7200);
    /// let sites = asked.threads(2).max_rows(10_000).common_sites()?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`Snapshot::common_sites`], and [`Error::is_exceeded`].
    pub fn common_sites(self) -> Result<Vec<CommonSite>, Error> {
        let (snapshot, question, options) = self.into_parts()?;
        snapshot.common_sites_with(&question, &options)
    }
}
