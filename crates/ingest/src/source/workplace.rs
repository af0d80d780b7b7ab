//! Companies and their production lines, as timekeeping and labour lists name them.

use truyvet_model::id::IdParts;
use truyvet_model::{ExternalId, Kind, PlaceNo};

use crate::error::{IngestError, Reason};
use crate::field::Fault;
use crate::mapping::Cells;
use crate::out::Out;
use crate::sink::RecordSink;

/// Turns a company and a line into the place where the work is done.
pub(super) struct Workplace {
    company: usize,
    line: usize,
    /// Lines are numbered within a company.
    under: bool,
    kinds: [Kind; 2],
    /// Both columns of the last row, and the place that they were.
    text: [Vec<u8>; 2],
    last: Option<PlaceNo>,
}

/// A company and a line that were checked.
pub(super) enum Work<'r> {
    /// As in the last row.
    Same(PlaceNo),
    Other {
        company: IdParts<'r>,
        line: Option<Line<'r>>,
    },
}

/// A line: an id of its own, or one within its company.
pub(super) enum Line<'r> {
    Own(IdParts<'r>),
    Under(String),
}

impl Workplace {
    /// In these columns.
    pub(super) fn new(company: usize, line: usize, under: bool) -> Self {
        let kind = |name| Kind::new(name).unwrap_or_default();
        Self {
            company,
            line,
            under,
            kinds: [kind("company"), kind("line")],
            text: [Vec::new(), Vec::new()],
            last: None,
        }
    }

    fn is_last(&self, cells: Cells<'_>) -> bool {
        let [company, line] = &self.text;
        company == cells.field(self.company) && line == cells.field(self.line)
    }

    /// Checks the two columns.
    pub(super) fn read<'r>(&self, cells: Cells<'r>) -> Result<Work<'r>, Fault> {
        if let Some(place) = self.last.filter(|_| self.is_last(cells)) {
            return Ok(Work::Same(place));
        }
        let company = cells.place(self.company)?;
        let line = if cells.is_empty(self.line) {
            None
        } else if self.under {
            Some(Line::Under(within(company, cells, self.line)?))
        } else {
            Some(Line::Own(cells.place(self.line)?))
        };
        Ok(Work::Other { company, line })
    }

    /// The place, described if the store does not know it yet.
    pub(super) fn place<S: RecordSink>(
        &mut self,
        work: &Work<'_>,
        cells: Cells<'_>,
        out: &mut Out<'_, S>,
    ) -> Result<PlaceNo, IngestError> {
        let (company, line) = match work {
            Work::Same(place) => return Ok(*place),
            Work::Other { company, line } => (company, line),
        };
        let [company_kind, line_kind] = &self.kinds;
        let at = out.place(*company)?;
        out.describe(at, Some(company_kind), None, None)?;
        let place = match line {
            None => at,
            Some(line) => {
                let line = match line {
                    Line::Own(line) => out.place(*line)?,
                    Line::Under(local) => out.place(IdParts {
                        namespace: company.namespace,
                        local,
                    })?,
                };
                out.describe(line, Some(line_kind), Some(at), None)?;
                line
            }
        };
        for (text, column) in self.text.iter_mut().zip([self.company, self.line]) {
            text.clear();
            text.extend_from_slice(cells.field(column));
        }
        self.last = Some(place);
        Ok(place)
    }
}

/// `PARENT/CHILD`, checked to be an id.
pub(super) fn within(
    parent: IdParts<'_>,
    cells: Cells<'_>,
    column: usize,
) -> Result<String, Fault> {
    let local = format!("{}/{}", parent.local, cells.text(column)?);
    let checked = ExternalId::new(parent.namespace, &local);
    checked.map_err(|e| cells.fault(column, Reason::BadId, e.to_string()))?;
    Ok(local)
}
