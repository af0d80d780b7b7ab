//! Rows of an answer as an aligned table, CSV or JSON, written one by one and never held together.

use std::fmt::Write as _;
use std::io::{self, Write};

use truyvet::{ExternalId, IntervalSet, Shown, Timestamp, ToDuration};

use crate::output::clock::Clock;
use crate::output::text;

/// How many rows a table looks at before it fixes the widths of its columns; a wider cell further
/// down moves the rest of its own line only.
const SAMPLE: usize = 4096;

/// Where a count is not shown.
const MARK: &[u8] = Shown::MARK.as_bytes();

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns for people
    #[default]
    Table,
    /// Comma-separated values with a header row (RFC 4180)
    Csv,
    /// One JSON object
    Json,
}

/// A column: its name in every format, and whether tables show it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) in_table: bool,
}

/// A column that every format shows.
pub(crate) const fn column(name: &'static str) -> Column {
    Column {
        name,
        in_table: true,
    }
}

/// A column that tables leave out because another one says the same.
pub(crate) const fn untabled(name: &'static str) -> Column {
    Column {
        name,
        in_table: false,
    }
}

/// One value of a row.
#[derive(Clone, Copy)]
pub(crate) enum Cell<'a> {
    /// A person.
    Person(&'a ExternalId),
    /// Where; `None` is a direct contact: empty in CSV, `null` in JSON.
    Place(Option<&'a ExternalId>),
    /// There is none: empty in CSV, `null` in JSON, `-` in tables.
    Nothing,
    /// An instant.
    Time(Timestamp),
    /// A level or hop; `F1` in tables.
    Level(u32),
    /// A sum of seconds; `1h30m` in tables.
    Seconds(u64),
    /// A fixed word.
    Word(&'static str),
    /// A chance from 0 to 1; `12.34%` in tables.
    Chance(f64),
    /// A word that need not be there: empty in CSV, `null` in JSON.
    Text(Option<&'a str>),
    /// How many; `1,234` in tables.
    Count(u64),
    /// How many, unless it is suppressed: then `*`, in JSON as text.
    Shown(Shown),
    /// A number that is not whole; three digits of it in tables.
    Amount(f64),
    /// Stretches of time; tables show how many.
    Times(&'a IntervalSet),
}

/// Writes rows of `columns` in one format.
pub(crate) struct Rows<'s, W: Write> {
    out: &'s mut W,
    format: Format,
    columns: &'static [Column],
    clock: Clock,
    line: Vec<u8>,
    cell: String,
    sample: Vec<Vec<String>>,
    widths: Option<Vec<usize>>,
    written: u64,
}

impl<'s, W: Write> Rows<'s, W> {
    /// Starts the rows: the header of a CSV, the bracket of a JSON array; a table's header waits
    /// for its widths.
    ///
    /// # Errors
    /// Whatever `out` says.
    pub(crate) fn begin(
        out: &'s mut W,
        format: Format,
        columns: &'static [Column],
    ) -> io::Result<Self> {
        match format {
            Format::Table => {}
            Format::Csv => {
                let names: Vec<_> = columns.iter().map(|column| column.name).collect();
                writeln!(out, "{}", names.join(","))?;
            }
            Format::Json => out.write_all(b"[")?,
        }
        Ok(Self {
            out,
            format,
            columns,
            clock: Clock::default(),
            line: Vec::new(),
            cell: String::new(),
            sample: Vec::new(),
            widths: None,
            written: 0,
        })
    }

    /// Writes one row; `cells` in the order of the columns.
    ///
    /// # Errors
    /// Whatever `out` says.
    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        match self.format {
            Format::Table => self.table_row(cells)?,
            Format::Csv => self.csv_row(cells)?,
            Format::Json => self.json_row(cells)?,
        }
        self.written = self.written.saturating_add(1);
        Ok(())
    }

    /// Ends the rows.
    ///
    /// # Errors
    /// Whatever `out` says.
    pub(crate) fn end(mut self) -> io::Result<()> {
        match self.format {
            Format::Table if self.widths.is_none() && self.written > 0 => self.table_sample(),
            Format::Table | Format::Csv => Ok(()),
            Format::Json if self.written == 0 => self.out.write_all(b"]"),
            Format::Json => self.out.write_all(b"\n]"),
        }
    }

    fn csv_row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.line.clear();
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                self.line.push(b',');
            }
            match cell {
                Cell::Person(id) | Cell::Place(Some(id)) => {
                    self.cell.clear();
                    // Writing to a String cannot fail.
                    let _ = write!(self.cell, "{id}");
                    quote(&self.cell, &mut self.line);
                }
                Cell::Place(None) | Cell::Nothing => {}
                Cell::Time(t) => self.clock.write(*t, &mut self.line),
                Cell::Level(n) => write!(self.line, "{n}")?,
                Cell::Seconds(n) => write!(self.line, "{n}")?,
                Cell::Word(word) => self.line.extend_from_slice(word.as_bytes()),
                Cell::Chance(p) => write!(self.line, "{p}")?,
                Cell::Text(text) => quote(text.unwrap_or_default(), &mut self.line),
                Cell::Count(n) | Cell::Shown(Shown::Number(n)) => write!(self.line, "{n}")?,
                Cell::Shown(Shown::Suppressed) => self.line.extend_from_slice(MARK),
                Cell::Amount(x) => write!(self.line, "{x:?}")?,
                Cell::Times(times) => self.times(times, ("", "/", ""), b' '),
            }
        }
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }

    fn json_row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.line.clear();
        let start: &[u8] = if self.written == 0 { b"\n{" } else { b",\n{" };
        self.line.extend_from_slice(start);
        for (i, (cell, column)) in cells.iter().zip(self.columns).enumerate() {
            if i > 0 {
                self.line.push(b',');
            }
            write!(self.line, "\"{}\":", column.name)?;
            match cell {
                Cell::Person(id) | Cell::Place(Some(id)) => {
                    self.cell.clear();
                    let _ = write!(self.cell, "{id}");
                    serde_json::to_writer(&mut self.line, &self.cell)?;
                }
                Cell::Place(None) | Cell::Nothing => self.line.extend_from_slice(b"null"),
                Cell::Time(t) => {
                    self.line.push(b'"');
                    self.clock.write(*t, &mut self.line);
                    self.line.push(b'"');
                }
                Cell::Level(n) => write!(self.line, "{n}")?,
                Cell::Seconds(n) => write!(self.line, "{n}")?,
                Cell::Word(word) => write!(self.line, "\"{word}\"")?,
                Cell::Chance(p) => write!(self.line, "{p}")?,
                Cell::Text(text) => serde_json::to_writer(&mut self.line, text)?,
                Cell::Count(n) => write!(self.line, "{n}")?,
                Cell::Shown(count) => serde_json::to_writer(&mut self.line, count)?,
                Cell::Amount(x) => write!(self.line, "{x:?}")?,
                Cell::Times(times) => {
                    self.line.push(b'[');
                    let around = ("{\"start\":\"", "\",\"end\":\"", "\"}");
                    self.times(times, around, b',');
                    self.line.push(b']');
                }
            }
        }
        self.line.push(b'}');
        self.out.write_all(&self.line)
    }

    fn table_row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let mut texts = Vec::with_capacity(cells.len());
        for (cell, column) in cells.iter().zip(self.columns) {
            if column.in_table {
                texts.push(self.table_cell(*cell));
            }
        }
        if self.widths.is_some() {
            return self.table_line(&texts);
        }
        self.sample.push(texts);
        if self.sample.len() >= SAMPLE {
            self.table_sample()?;
        }
        Ok(())
    }

    fn table_cell(&mut self, cell: Cell<'_>) -> String {
        match cell {
            Cell::Person(id) | Cell::Place(Some(id)) => id.to_string(),
            Cell::Place(None) => "contact".to_owned(),
            Cell::Nothing => "-".to_owned(),
            Cell::Time(t) => {
                self.line.clear();
                self.clock.write(t, &mut self.line);
                String::from_utf8_lossy(&self.line).into_owned()
            }
            Cell::Level(n) => format!("F{n}"),
            Cell::Seconds(n) => match u32::try_from(n) {
                Ok(n) => n.seconds().to_string(),
                Err(_) => format!("{n}s"),
            },
            Cell::Word(word) => word.to_owned(),
            Cell::Chance(p) if 0.0 < p && p < 0.000_05 => "<0.01%".to_owned(),
            Cell::Chance(p) => format!("{:.2}%", p * 100.0),
            Cell::Text(text) => text.unwrap_or("-").to_owned(),
            Cell::Count(n) | Cell::Shown(Shown::Number(n)) => text::grouped(n),
            Cell::Shown(Shown::Suppressed) => Shown::MARK.to_owned(),
            Cell::Amount(x) => text::three_digits(x),
            Cell::Times(times) => times.intervals().len().to_string(),
        }
    }

    /// Stretches of time, each with text before, between and after its two ends.
    fn times(&mut self, times: &IntervalSet, around: (&str, &str, &str), gap: u8) {
        for (i, time) in times.intervals().iter().enumerate() {
            if i > 0 {
                self.line.push(gap);
            }
            self.line.extend_from_slice(around.0.as_bytes());
            self.clock.write(time.start(), &mut self.line);
            self.line.extend_from_slice(around.1.as_bytes());
            self.clock.write(time.end(), &mut self.line);
            self.line.extend_from_slice(around.2.as_bytes());
        }
    }

    /// Fixes the widths and writes the header and the rows looked at.
    fn table_sample(&mut self) -> io::Result<()> {
        let header: Vec<_> = self
            .columns
            .iter()
            .filter(|column| column.in_table)
            .map(|column| column.name.to_owned())
            .collect();
        let sample = std::mem::take(&mut self.sample);
        let mut widths = vec![0; header.len()];
        for texts in sample.iter().chain([&header]) {
            for (width, text) in widths.iter_mut().zip(texts) {
                *width = text::width(text).max(*width);
            }
        }
        self.widths = Some(widths);
        self.table_line(&header)?;
        sample.iter().try_for_each(|texts| self.table_line(texts))
    }

    fn table_line(&mut self, texts: &[String]) -> io::Result<()> {
        let widths = self.widths.as_deref().unwrap_or_default();
        self.line.clear();
        for (i, (text, width)) in texts.iter().zip(widths).enumerate() {
            if i > 0 {
                self.line.extend_from_slice(b"  ");
            }
            self.line.extend_from_slice(text.as_bytes());
            if i.saturating_add(1) < texts.len() {
                let pad = width.saturating_sub(text::width(text));
                self.line.extend(std::iter::repeat_n(b' ', pad));
            }
        }
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }
}

/// Appends `text` as RFC 4180 wants it: in quotes only where it needs them.
fn quote(text: &str, out: &mut Vec<u8>) {
    if !text.contains([',', '"', '\n', '\r']) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
