//! Figures as a table for people or as JSON for programs.

pub mod number;

pub mod goals;

use std::io::{self, Write};

use goals::Goal;
use number::readable;

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

    /// Writes [`Report::values`].
    ///
    /// # Errors
    /// Whatever `out` says.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &self.values()).map_err(io::Error::from)?;
        writeln!(out)
    }

    /// One JSON array of `{group, name, value, unit, note}`.
    #[must_use]
    pub fn values(&self) -> serde_json::Value {
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
        figures.into()
    }
}

/// Writes several runs as one JSON array of `{people, figures, goals}`.
///
/// # Errors
/// Whatever `out` says.
pub fn json_of_runs(runs: &[(u32, Report, Vec<Goal>)], out: &mut impl Write) -> io::Result<()> {
    let values: Vec<_> = runs
        .iter()
        .map(|(people, report, goals)| {
            let goals: Vec<_> = goals.iter().map(Goal::json).collect();
            serde_json::json!({ "people": people, "figures": report.values(), "goals": goals })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &values).map_err(io::Error::from)?;
    writeln!(out)
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
