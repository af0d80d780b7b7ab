//! A mapping ready to be used, and the fields of a row read by it.

use jiff::civil::Date;
use truyvet_model::id::IdParts;
use truyvet_model::{TimeZone, Timestamp};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Mapping;
use crate::clock::Clock;
use crate::error::{IngestError, Reason};
use crate::field::{self, Fault, excerpt};
use crate::header::{Column, Wanted};
use crate::kind::FileKind;
use crate::table::{Code, Row};

/// What the rows of the files at hand mean.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) clock: Clock,
    pub(crate) wanted: Vec<Wanted>,
    /// The source of rows that name none; empty is none.
    pub(crate) source: String,
    columns: &'static [Column],
    person: String,
    place: String,
    /// By column: words of the file, folded, and what they mean.
    words: Vec<Vec<(String, String)>>,
}

impl Plan {
    /// Of a mapping, with the zone and the source that the caller names, if any.
    pub(crate) fn new(
        mapping: &Mapping,
        zone: Option<&TimeZone>,
        source: Option<&str>,
    ) -> Result<Self, IngestError> {
        let columns = mapping.kind.columns();
        let words = |column: &Column| {
            let words = mapping.read.values.get(column.name).into_iter().flatten();
            let words = words.flat_map(|(meaning, texts)| {
                texts.iter().map(|text| (fold(text), meaning.clone()))
            });
            words.collect()
        };
        for (name, namespace) in [
            ("person", &mapping.read.namespace.person),
            ("place", &mapping.read.namespace.place),
        ] {
            if namespace.contains(':') || namespace.chars().any(char::is_control) {
                return Err(mapping.wrong(format!(
                    "[namespace] {name}: `{}` is no namespace: expected a word without `:`",
                    excerpt(namespace)
                )));
            }
        }
        let clock = mapping.clock(zone)?;
        // Shifts and nights are hours on a clock: without a zone no row would make a visit.
        let by_calendar = matches!(mapping.kind, FileKind::Roster | FileKind::Residence);
        if by_calendar && !clock.knows_days() {
            return Err(mapping.wrong(format!(
                "[time] zone: a {} has hours of the day, and no time zone says whose: name one, \
                 such as Asia/Ho_Chi_Minh, here or with --tz",
                mapping.kind
            )));
        }
        Ok(Self {
            clock,
            wanted: mapping.wanted(),
            source: source.unwrap_or(mapping.name()).to_owned(),
            columns,
            person: mapping.read.namespace.person.clone(),
            place: mapping.read.namespace.place.clone(),
            words: columns.iter().map(words).collect(),
        })
    }
}

impl Plan {
    /// The namespace of people's ids that name none.
    pub(crate) fn person_namespace(&self) -> &str {
        &self.person
    }
}

/// Text without case, accents, punctuation and doubled spaces: for names that people write.
///
/// `đ` has no decomposition in Unicode; it is a `d` here, as in every telegram.
pub(crate) fn fold(text: &str) -> String {
    let letters = text.nfd().filter(|c| !is_combining_mark(*c));
    let mut folded = String::with_capacity(text.len());
    for letter in letters.flat_map(char::to_lowercase) {
        match letter {
            'đ' | 'ð' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            letter if letter.is_alphanumeric() => folded.push(letter),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The fields of one row, read as the mapping says; columns by their number.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'r> {
    row: Row<'r>,
    plan: &'r Plan,
}

impl<'r> Cells<'r> {
    pub(crate) const fn new(row: Row<'r>, plan: &'r Plan) -> Self {
        Self { row, plan }
    }

    pub(crate) const fn plan(&self) -> &'r Plan {
        self.plan
    }

    /// The field as it stands; empty if the file has no such column.
    #[inline]
    pub(crate) fn field(&self, column: usize) -> &'r [u8] {
        self.row.field(column)
    }

    /// Where the field stands in a dictionary of its column, if that has one.
    #[inline]
    pub(crate) fn code(&self, column: usize) -> Option<Code> {
        self.row.code(column)
    }

    /// The name of a column.
    pub(crate) fn name(&self, column: usize) -> &'static str {
        self.plan.columns.get(column).map_or("row", |c| c.name)
    }

    /// Whether there is nothing in the field.
    pub(crate) fn is_empty(&self, column: usize) -> bool {
        self.field(column).trim_ascii().is_empty()
    }

    /// The field as text, trimmed.
    pub(crate) fn text(&self, column: usize) -> Result<&'r str, Fault> {
        Ok(field::text(self.field(column), self.name(column))?.trim())
    }

    /// The meaning of a word, by the mapping; else the word itself.
    pub(crate) fn word(&self, column: usize) -> Result<&'r str, Fault> {
        let text = self.text(column)?;
        let words = self.plan.words.get(column).map_or(&[][..], Vec::as_slice);
        if words.is_empty() || text.is_empty() {
            return Ok(text);
        }
        let folded = fold(text);
        let known = words.iter().find(|(word, _)| *word == folded);
        Ok(known.map_or(text, |(_, meaning)| meaning.as_str()))
    }

    #[inline]
    fn id(&self, column: usize, namespace: &'r str) -> Result<IdParts<'r>, Fault> {
        let text = self.field(column);
        let mut parts = field::id(text, self.name(column))?;
        if parts.namespace.is_empty() && !namespace.is_empty() && !text.starts_with(b":") {
            parts.namespace = namespace;
        }
        Ok(parts)
    }

    /// An id of a person.
    #[inline]
    pub(crate) fn person(&self, column: usize) -> Result<IdParts<'r>, Fault> {
        self.id(column, &self.plan.person)
    }

    /// The namespace of people's ids that name none.
    pub(crate) fn person_namespace(&self) -> &'r str {
        &self.plan.person
    }

    /// An id of a place.
    #[inline]
    pub(crate) fn place(&self, column: usize) -> Result<IdParts<'r>, Fault> {
        self.id(column, &self.plan.place)
    }

    /// A time.
    #[inline]
    pub(crate) fn time(&self, column: usize) -> Result<Timestamp, Fault> {
        let typed = self.row.is_typed(column);
        let clock = &self.plan.clock;
        clock.time(self.field(column), self.name(column), typed)
    }

    /// A time; nothing is none.
    pub(crate) fn time_if_any(&self, column: usize) -> Result<Option<Timestamp>, Fault> {
        if self.is_empty(column) {
            return Ok(None);
        }
        self.time(column).map(Some)
    }

    /// A time, or a date, which stands for its beginning; nothing is none.
    pub(crate) fn time_or_date(&self, column: usize) -> Result<Option<Timestamp>, Fault> {
        if self.is_empty(column) {
            return Ok(None);
        }
        let typed = self.row.is_typed(column);
        let clock = &self.plan.clock;
        let read = clock.time_or_date(self.field(column), self.name(column), typed);
        read.map(Some)
    }

    /// A date.
    pub(crate) fn date(&self, column: usize) -> Result<Date, Fault> {
        let typed = self.row.is_typed(column);
        let clock = &self.plan.clock;
        clock.date(self.field(column), self.name(column), typed)
    }

    /// A number; nothing is none.
    pub(crate) fn number<N: std::str::FromStr>(
        &self,
        column: usize,
        expected: &str,
    ) -> Result<Option<N>, Fault> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Ok(None);
        }
        // Programs that know no empty integers write `60.0`.
        let whole = text.strip_suffix(".0").unwrap_or(text);
        whole.parse().map(Some).map_err(|_| {
            let problem = format!("`{}` is not {expected}", excerpt(text));
            Fault::new(self.name(column), Reason::BadNumber, problem)
        })
    }

    #[cold]
    pub(crate) fn fault(&self, column: usize, reason: Reason, problem: impl Into<String>) -> Fault {
        Fault::new(self.name(column), reason, problem)
    }
}
