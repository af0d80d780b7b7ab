//! Lines that are appended one by one: `visit,PERSON,PLACE,START,END`, `commit` and the like.

use csv::ByteRecord;
use truyvet_model::id::IdParts;
use truyvet_model::{Coordinates, Interval, Kind, TimeZone, Timestamp};

use crate::error::{Reason, RowError};
use crate::field::{self, Fault};

/// What a line says.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Line<'l> {
    /// Nothing: it is empty, or begins with `#`.
    Nothing,
    /// `commit`: what came before is to be durable now.
    Commit,
    /// `source,NAME`: where the records come from that follow; nothing is no source.
    Source(&'l str),
    /// `visit,PERSON,PLACE,START,END` (S2); no end is an open visit (S4).
    Visit {
        /// Who.
        person: IdParts<'l>,
        /// Where.
        place: IdParts<'l>,
        /// From when.
        start: Timestamp,
        /// Until when, if the check-out has arrived.
        end: Option<Timestamp>,
    },
    /// `contact,A,B,START,END` (S3).
    Contact {
        /// One of the two.
        a: IdParts<'l>,
        /// The other one.
        b: IdParts<'l>,
        /// When.
        interval: Interval,
    },
    /// `retract,visit,PERSON,PLACE,START`.
    RetractVisit {
        /// Who.
        person: IdParts<'l>,
        /// Where.
        place: IdParts<'l>,
        /// From when.
        start: Timestamp,
    },
    /// `retract,contact,A,B,START`.
    RetractContact {
        /// One of the two.
        a: IdParts<'l>,
        /// The other one.
        b: IdParts<'l>,
        /// From when.
        start: Timestamp,
    },
    /// `link,A,B`: two ids are one person (S6).
    Link {
        /// One id.
        a: IdParts<'l>,
        /// The other one.
        b: IdParts<'l>,
    },
    /// `unlink,A,B`: they are not.
    Unlink {
        /// One id.
        a: IdParts<'l>,
        /// The other one.
        b: IdParts<'l>,
    },
    /// `place,PLACE,KIND,PARENT,UNIT,NAME,LAT,LON,SHARED` (S5); what follows PLACE may be empty or
    /// left out.
    Place {
        /// Which.
        place: IdParts<'l>,
        /// Its kind.
        kind: Kind,
        /// The place that it is part of.
        parent: Option<IdParts<'l>>,
        /// Its administrative unit.
        unit: Option<String>,
        /// A name for people.
        name: Option<String>,
        /// Where on Earth.
        coordinates: Option<Coordinates>,
        /// Whether it stands for a whole site.
        shared: bool,
    },
}

/// No id is ever shown.
impl std::fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Line(…)")
    }
}

/// Reads lines, and knows which one it is at.
///
/// ```
/// use truyvet_ingest::{Line, LineParser};
/// let mut lines = LineParser::new("stdin", None);
/// assert!(matches!(lines.read(b"visit,An,market:7,0,60")?, Line::Visit { .. }));
/// assert_eq!(lines.read(b"commit")?, Line::Commit);
/// let error = lines.read(b"visit,An,market:7,noon,").unwrap_err();
/// assert_eq!((error.line, error.field), (3, "start"));
/// # Ok::<(), truyvet_ingest::RowError>(())
/// ```
#[derive(Debug)]
pub struct LineParser {
    name: String,
    zone: Option<TimeZone>,
    line: u64,
    record: ByteRecord,
}

impl LineParser {
    /// A reader of the lines of what messages call `name`; local times are read in `zone`.
    #[must_use]
    pub fn new(name: impl Into<String>, zone: Option<TimeZone>) -> Self {
        Self {
            name: name.into(),
            zone,
            line: 0,
            record: ByteRecord::new(),
        }
    }

    /// The number of the line that was read last, from 1.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// Reads the next line: fields with commas between, a field with a comma or a quote in it in
    /// quotes, as in CSV.
    ///
    /// # Errors
    /// [`RowError`] naming the line and the field.
    pub fn read<'l>(&'l mut self, text: &[u8]) -> Result<Line<'l>, RowError> {
        self.line = self.line.saturating_add(1);
        let at = self.line;
        let text = text.trim_ascii();
        if text.is_empty() || text.starts_with(b"#") {
            return Ok(Line::Nothing);
        }
        let fields = match split(text, &mut self.record) {
            Ok(()) => Fields(&self.record),
            Err(fault) => return Err(located(&self.name, at, fault)),
        };
        line(fields, self.zone.as_ref()).map_err(|fault| located(&self.name, at, fault))
    }
}

#[cold]
fn located(file: &str, line: u64, fault: Fault) -> RowError {
    RowError {
        file: file.to_owned(),
        unit: "line",
        line,
        field: fault.field,
        problem: fault.problem,
        reason: fault.reason,
    }
}

fn split(text: &[u8], record: &mut ByteRecord) -> Result<(), Fault> {
    record.clear();
    if !text.contains(&b'"') {
        for field in text.split(|b| *b == b',') {
            record.push_field(field);
        }
        return Ok(());
    }
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(text.len())
        .from_reader(text);
    let read = csv.read_byte_record(record);
    if crate::history::ends_in_quotes(text) || !matches!(read, Ok(true)) {
        return Err(Fault {
            field: "line",
            reason: Reason::FieldCount,
            problem: "a quoted field is not closed: add the missing `\"`, or double it inside"
                .to_owned(),
        });
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Fields<'l>(&'l ByteRecord);

impl<'l> Fields<'l> {
    fn at(self, i: usize) -> &'l [u8] {
        self.0.get(i).unwrap_or_default()
    }

    /// Refuses another number of fields.
    fn count(self, least: usize, most: usize, form: &str) -> Result<(), Fault> {
        let found = self.0.len();
        if (least..=most).contains(&found) {
            return Ok(());
        }
        Err(Fault {
            field: "line",
            reason: Reason::FieldCount,
            problem: format!(
                "{found} fields: expected {form} (a comma inside a value needs quotes around it)"
            ),
        })
    }
}

fn line<'l>(fields: Fields<'l>, zone: Option<&TimeZone>) -> Result<Line<'l>, Fault> {
    let id = |i: usize, name: &'static str| field::id(fields.at(i), name);
    match fields.at(0) {
        b"visit" => visit(fields, zone),
        b"contact" => contact(fields, zone),
        b"retract" => retract(fields, zone),
        b"place" => place(fields),
        b"commit" => {
            fields.count(1, 1, "commit")?;
            Ok(Line::Commit)
        }
        b"source" => {
            fields.count(2, 2, "source,NAME")?;
            Ok(Line::Source(field::source(fields.at(1), "source")?))
        }
        b"link" => {
            fields.count(3, 3, "link,A,B")?;
            let (a, b) = two(id(1, "a")?, id(2, "b")?)?;
            Ok(Line::Link { a, b })
        }
        b"unlink" => {
            fields.count(3, 3, "unlink,A,B")?;
            let (a, b) = two(id(1, "a")?, id(2, "b")?)?;
            Ok(Line::Unlink { a, b })
        }
        other => Err(Fault {
            field: "line",
            reason: Reason::BadVerb,
            problem: format!(
                "`{}`: expected visit, contact, source, retract, link, unlink, place or commit",
                field::excerpt(&String::from_utf8_lossy(other))
            ),
        }),
    }
}

fn visit<'l>(fields: Fields<'l>, zone: Option<&TimeZone>) -> Result<Line<'l>, Fault> {
    fields.count(4, 5, "visit,PERSON,PLACE,START,END")?;
    let person = field::id(fields.at(1), "person")?;
    let place = field::id(fields.at(2), "place")?;
    let start = field::time(fields.at(3), "start", zone)?;
    let end = match fields.at(4).trim_ascii() {
        b"" => None,
        text => {
            let end = field::time(text, "end", zone)?;
            Some(field::interval(start, end, "end")?.end())
        }
    };
    Ok(Line::Visit {
        person,
        place,
        start,
        end,
    })
}

fn contact<'l>(fields: Fields<'l>, zone: Option<&TimeZone>) -> Result<Line<'l>, Fault> {
    fields.count(5, 5, "contact,A,B,START,END")?;
    let (a, b) = (field::id(fields.at(1), "a")?, field::id(fields.at(2), "b")?);
    let start = field::time(fields.at(3), "start", zone)?;
    let end = field::time(fields.at(4), "end", zone)?;
    let interval = field::interval(start, end, "end")?;
    let (a, b) = two(a, b)?;
    Ok(Line::Contact { a, b, interval })
}

fn retract<'l>(fields: Fields<'l>, zone: Option<&TimeZone>) -> Result<Line<'l>, Fault> {
    let form = "retract,visit,PERSON,PLACE,START or retract,contact,A,B,START";
    fields.count(5, 5, form)?;
    let start = field::time(fields.at(4), "start", zone)?;
    match fields.at(1) {
        b"visit" => Ok(Line::RetractVisit {
            person: field::id(fields.at(2), "person")?,
            place: field::id(fields.at(3), "place")?,
            start,
        }),
        b"contact" => {
            let (a, b) = two(field::id(fields.at(2), "a")?, field::id(fields.at(3), "b")?)?;
            Ok(Line::RetractContact { a, b, start })
        }
        other => Err(Fault {
            field: "line",
            reason: Reason::BadVerb,
            problem: format!(
                "retract,`{}`: expected {form}",
                field::excerpt(&String::from_utf8_lossy(other))
            ),
        }),
    }
}

fn place(fields: Fields<'_>) -> Result<Line<'_>, Fault> {
    fields.count(2, 9, "place,PLACE,KIND,PARENT,UNIT,NAME,LAT,LON,SHARED")?;
    let place = field::id(fields.at(1), "place")?;
    let kind = field::kind(fields.at(2), "kind")?;
    let parent = match fields.at(3) {
        b"" => None,
        text => Some(field::id(text, "parent")?),
    };
    if parent == Some(place) {
        return Err(field::own_parent(field::text(fields.at(3), "parent")?));
    }
    Ok(Line::Place {
        place,
        kind,
        parent,
        unit: field::words(fields.at(4), "unit")?,
        name: field::words(fields.at(5), "name")?,
        coordinates: field::coordinates(fields.at(6), fields.at(7))?,
        shared: field::flag(fields.at(8), "shared")?,
    })
}

/// Two ids of a line that are to be two.
fn two<'l>(a: IdParts<'l>, b: IdParts<'l>) -> Result<(IdParts<'l>, IdParts<'l>), Fault> {
    if a == b {
        return Err(field::self_contact(b.local));
    }
    Ok((a, b))
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
