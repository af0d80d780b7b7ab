//! Figures as a table for people or as JSON for programs.

use std::io::{self, Write};

/// What was measured, in order.
#[derive(Debug, Default)]
pub struct Report {
    figures: Vec<Figure>,
}

#[derive(Debug)]
struct Figure {
    group: &'static str,
    name: String,
    value: Option<f64>,
    unit: &'static str,
    note: String,
}

impl Report {
    /// Adds a figure.
    pub fn add(&mut self, group: &'static str, name: &str, value: f64, unit: &'static str) {
        self.add_noted(group, name, Some(value), unit, String::new());
    }

    /// Adds a figure that needs a word of explanation, or is not available (`None`).
    pub fn add_noted(
        &mut self,
        group: &'static str,
        name: &str,
        value: Option<f64>,
        unit: &'static str,
        note: String,
    ) {
        self.figures.push(Figure {
            group,
            name: name.to_owned(),
            value,
            unit,
            note,
        });
    }

    /// Writes a table, group by group.
    ///
    /// # Errors
    /// Whatever `out` says.
    pub fn table(&self, out: &mut impl Write) -> io::Result<()> {
        let width = self.figures.iter().map(|f| f.name.chars().count()).max();
        let width = width.unwrap_or(0);
        let mut group = "";
        for figure in &self.figures {
            if figure.group != group {
                group = figure.group;
                writeln!(out, "\n{group}")?;
            }
            let value = figure.value.map_or_else(|| "n/a".to_owned(), readable);
            let (name, unit, note) = (&figure.name, figure.unit, &figure.note);
            let gap = if note.is_empty() { "" } else { "  " };
            writeln!(out, "  {name:<width$}  {value:>14} {unit}{gap}{note}")?;
        }
        Ok(())
    }

    /// Writes one JSON array of `{group, name, value, unit, note}`.
    ///
    /// # Errors
    /// Whatever `out` says.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let figures: Vec<_> = self
            .figures
            .iter()
            .map(|f| {
                serde_json::json!({
                    "group": f.group, "name": f.name, "value": f.value, "unit": f.unit,
                    "note": f.note,
                })
            })
            .collect();
        serde_json::to_writer_pretty(&mut *out, &figures).map_err(io::Error::from)?;
        writeln!(out)
    }
}

/// A number with as many digits as mean something.
fn readable(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 1000.0 || v == v.trunc() => 0,
        v if v >= 10.0 => 1,
        v if v >= 0.1 => 2,
        _ => 4,
    };
    let text = format!("{value:.digits$}");
    let (whole, rest) = match text.split_once('.') {
        Some((whole, rest)) => (whole, format!(".{rest}")),
        None => (text.as_str(), String::new()),
    };
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        let left = whole.len().saturating_sub(i);
        if i > 0 && left % 3 == 0 && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + &rest
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
