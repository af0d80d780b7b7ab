//! The files of one kind on their way: what reads them, and what came of them so far.

use crate::error::{IngestError, Reason};
use crate::importer::Importer;
use crate::kind::FileKind;
use crate::mapping::{Mapping, Plan};
use crate::out::Out;
use crate::report::{FileReport, ImportFile, ImportOptions, SourceReport};
use crate::sink::RecordSink;
use crate::source::importer;

/// The files of one kind, and what reads them.
pub(crate) struct Reading<'r, 's, S> {
    pub(crate) plan: Plan,
    pub(crate) importer: Box<dyn Importer<S>>,
    pub(crate) out: Out<'s, S>,
    /// Whether what a row means depends on others.
    pub(crate) holds: bool,
    pub(crate) files: &'r [ImportFile],
    /// What came of them so far.
    pub(crate) done: Vec<FileReport>,
}

impl<'r, 's, S: RecordSink + 'static> Reading<'r, 's, S> {
    /// Gets ready to read files of a kind; what waits for others may take `held` bytes.
    pub(crate) fn open(
        sink: &'s mut S,
        kind: FileKind,
        files: &'r [ImportFile],
        options: &ImportOptions,
        held: Option<u64>,
    ) -> Result<(Self, Mapping), IngestError> {
        let mapping = match &options.mapping {
            Some(mapping) if mapping.kind() == kind => mapping.clone(),
            _ => Mapping::builtin(kind)?,
        };
        let (zone, source) = (options.zone.as_ref(), options.source.as_deref());
        let plan = Plan::new(&mapping, zone, source)?;
        let mut out = Out::new(sink, options.now);
        if let Some(gap) = options.join_gap
            && kind != FileKind::Places
        {
            out.join(gap, held);
        }
        let importer = importer(&mapping, &plan, options, &mut out, held)?;
        out.set_source(&plan.source);
        let reading = Self {
            holds: importer.holds() || out.joins(),
            plan,
            importer,
            out,
            files,
            done: Vec::new(),
        };
        Ok((reading, mapping))
    }
}

impl<S: RecordSink> Reading<'_, '_, S> {
    /// Counts rows of the last file that were taken.
    pub(crate) fn took(&mut self, rows: u64) {
        if let Some(done) = self.done.last_mut() {
            done.rows_taken = done.rows_taken.saturating_add(rows);
        }
    }

    /// Counts a row that was left out.
    pub(crate) fn count(&mut self, reason: Reason, file: u16) {
        if let Some(done) = self.done.get_mut(usize::from(file)) {
            let count: &mut u64 = done.rejected.entry(reason).or_default();
            *count = count.saturating_add(1);
        }
    }

    /// What came of all files.
    pub(crate) fn report(&mut self, kind: FileKind) -> SourceReport {
        let tally = &mut self.out.tally;
        SourceReport {
            kind,
            source: self.plan.source.clone(),
            joined: tally.joined,
            replaced: tally.replaced,
            out_of_order: tally.out_of_order,
            latest: tally.latest,
            lateness: tally.lateness(),
            unresolved: tally.unresolved_names(),
            made: tally.made,
            notes: std::mem::take(&mut tally.notes),
        }
    }
}
