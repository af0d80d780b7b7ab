//! Figures with the reach that was set for them: one table says what is reached and what is not.

use std::io::{self, Write};

use super::number::readable;

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reach {
    /// This or less.
    AtMost(f64),
    /// This or more.
    AtLeast(f64),
}

/// A figure and its reach.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// What is measured.
    pub figure: String,
    /// The value, if it could be measured.
    pub value: Option<f64>,
    /// Its unit; empty for a ratio.
    pub unit: &'static str,
    /// What it should be.
    pub reach: Reach,
    /// What it could be at best, with the same sense as `reach`.
    pub moonshot: Option<f64>,
    /// What the figure does not say, or why there is none.
    pub note: String,
}

impl Reach {
    /// Whether `value` reaches it.
    #[must_use]
    pub fn met(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
        }
    }

    /// The distance as a factor: above 1 what is missing, below 1 what is to spare.
    #[must_use]
    pub fn distance(self, value: f64) -> f64 {
        match self {
            Self::AtMost(most) => value / most,
            Self::AtLeast(least) => least / value,
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtMost(most) => format!("<= {}", readable(most)),
            Self::AtLeast(least) => format!(">= {}", readable(least)),
        }
    }
}

impl Goal {
    /// A goal of `reach`; the moonshot and a note can be added.
    #[must_use]
    pub fn new(figure: &str, value: Option<f64>, unit: &'static str, reach: Reach) -> Self {
        Self {
            figure: figure.to_owned(),
            value,
            unit,
            reach,
            moonshot: None,
            note: String::new(),
        }
    }

    /// With a moonshot.
    #[must_use]
    pub fn moonshot(mut self, value: f64) -> Self {
        self.moonshot = Some(value);
        self
    }

    /// With a note.
    #[must_use]
    pub fn note(mut self, note: &str) -> Self {
        note.clone_into(&mut self.note);
        self
    }

    fn verdict(&self) -> &'static str {
        match (self.value, self.moonshot, self.reach) {
            (None, _, _) => "not measured",
            (Some(value), Some(best), Reach::AtMost(_)) if value <= best => "moonshot",
            (Some(value), Some(best), Reach::AtLeast(_)) if value >= best => "moonshot",
            (Some(value), _, reach) if reach.met(value) => "reached",
            (Some(_), _, _) => "NOT reached",
        }
    }

    /// As an object for programs.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        let (sense, reach) = match self.reach {
            Reach::AtMost(most) => ("at_most", most),
            Reach::AtLeast(least) => ("at_least", least),
        };
        serde_json::json!({
            "figure": self.figure, "value": self.value, "unit": self.unit, "sense": sense,
            "reach": reach, "moonshot": self.moonshot, "verdict": self.verdict(),
            "distance": self.value.map(|value| self.reach.distance(value)), "note": self.note,
        })
    }
}

/// Writes goals as a Markdown table.
///
/// # Errors
/// Whatever `out` says.
pub fn table(goals: &[Goal], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n| figure | value | reach | distance | | note |")?;
    writeln!(out, "|---|---|---|---|---|---|")?;
    for goal in goals {
        let value = value(goal);
        let distance = goal.value.map(|value| goal.reach.distance(value));
        let distance = distance.map_or_else(String::new, |d| format!("{d:.2}x"));
        let best = goal
            .moonshot
            .map_or_else(String::new, |best| format!("; moonshot {}", readable(best)));
        let (reach, verdict) = (goal.reach.text(), goal.verdict());
        let (figure, unit, note) = (&goal.figure, goal.unit, &goal.note);
        let line = format!("{figure} | {value} | {reach}{best} {unit}");
        writeln!(
            out,
            "| {} | {distance} | {verdict} | {note} |",
            line.trim_end()
        )?;
    }
    Ok(())
}

/// Writes the goals of several runs side by side; each column is headed by its name.
///
/// # Errors
/// Whatever `out` says.
pub fn growth(runs: &[(String, Vec<Goal>)], out: &mut impl Write) -> io::Result<()> {
    let heads: Vec<&str> = runs.iter().map(|(name, _)| name.as_str()).collect();
    writeln!(out, "\n| figure | {} | reach |", heads.join(" | "))?;
    writeln!(out, "|---|{}---|", "---|".repeat(heads.len()))?;
    let Some((_, first)) = runs.first() else {
        return Ok(());
    };
    for goal in first {
        let of = |goals: &[Goal]| {
            let same = goals.iter().find(|other| other.figure == goal.figure);
            same.map_or_else(String::new, value)
        };
        let values: Vec<String> = runs.iter().map(|(_, goals)| of(goals)).collect();
        let (figure, reach, unit) = (&goal.figure, goal.reach.text(), goal.unit);
        let end = format!("{} | {reach} {unit}", values.join(" | "));
        writeln!(out, "| {figure} | {} |", end.trim_end())?;
    }
    Ok(())
}

fn value(goal: &Goal) -> String {
    goal.value.map_or_else(|| "n/a".to_owned(), readable)
}

#[cfg(test)]
#[path = "goals_tests.rs"]
mod tests;
