//! Tables of rules that make a level and a colour of the figures of a unit: data, so that another
//! rule is another file (S26).

use serde::{Deserialize, Serialize};

/// Whether hospitals of a unit can take in and treat whoever falls ill: a fact that the store does
/// not know, so it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Treatment {
    /// They can.
    Ok,
    /// They cannot.
    Short,
}

impl Treatment {
    /// `ok` or `short`.
    ///
    /// ```
    /// use truyvet_centre::Treatment;
    /// assert_eq!(Treatment::parse("short"), Some(Treatment::Short));
    /// assert_eq!(Treatment::parse("good"), None);
    /// ```
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Ok, Self::Short]
            .into_iter()
            .find(|treatment| treatment.name() == word)
    }

    /// `ok` or `short`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Short => "short",
        }
    }
}

/// Levels for the bands of incidence, where its conditions hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The least share of people with enough doses, in percent; any where it is not said. A
    /// coverage that is not known is not enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<f64>,
    /// The treatment capacity; any where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
    /// The level of each band, from 1: one more than there are bounds.
    pub levels: Vec<u8>,
}

/// A table of rules.
///
/// ```
/// use truyvet_centre::{Treatment, ZoneRules};
/// let rules = ZoneRules::vn_4800();
/// let level = |cases, coverage, treatment| rules.level(cases, coverage, Some(treatment)).0;
/// assert_eq!(level(60.0, Some(80.0), Treatment::Ok), 2); // 60 new cases a week per 100,000
/// assert_eq!(level(60.0, Some(80.0), Treatment::Short), 3);
/// assert_eq!(level(60.0, Some(40.0), Treatment::Ok), 3);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneRules {
    /// What it is called: `vn-4800`.
    pub name: String,
    /// Where it is written, and what of it is our reading.
    pub source: String,
    /// Incidence is new cases per so many people …
    pub people: u64,
    /// … and so many days.
    pub days: u32,
    /// At which incidence the second band begins, the third and so on; a band holds its lower
    /// bound.
    pub bands: Vec<f64>,
    /// How many doses make a person count as covered.
    pub doses: u8,
    /// The colour of each level, that of level 1 first.
    pub colours: Vec<String>,
    /// The first of these whose conditions hold decides; the last has none.
    pub when: Vec<When>,
}

/// Why a table of rules cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct RulesError {
    /// What the table was read from.
    pub file: String,
    /// Which field or line it is, the value, and what to do.
    pub problem: String,
}

const SOURCE: &str = "Our reading of the public summary of Decision 4800/QD-BYT of the Ministry of \
Health of Viet Nam, 12 October 2021 (guidance on Resolution 128/NQ-CP): new community cases per \
100,000 people a week in bands from 20, 50 and 150; where at least 70 % of the people of 18 and \
over had a dose, the levels are 1, 1, 2, 3, below that 1, 2, 3, 4; where treatment capacity is \
short the level is not lowered. The register knows no ages, so the coverage is that of all people \
registered; and all cases count, in the community or not. It is no official rendering.";

impl ZoneRules {
    /// The names of the tables that are built in.
    pub const NAMES: [&'static str; 1] = ["vn-4800"];

    /// The four levels of Viet Nam, October 2021; [`Self::source`] says what of it is our reading.
    #[must_use]
    pub fn vn_4800() -> Self {
        Self {
            name: "vn-4800".to_owned(),
            source: SOURCE.to_owned(),
            people: 100_000,
            days: 7,
            bands: vec![20.0, 50.0, 150.0],
            doses: 1,
            colours: ["green", "yellow", "orange", "red"]
                .map(str::to_owned)
                .into(),
            when: vec![
                When {
                    coverage: Some(70.0),
                    treatment: Some(Treatment::Ok),
                    levels: vec![1, 1, 2, 3],
                },
                When {
                    coverage: None,
                    treatment: None,
                    levels: vec![1, 2, 3, 4],
                },
            ],
        }
    }

    /// The built-in table of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(Self::vn_4800()).filter(|rules| rules.name == name)
    }

    /// Reads a table from JSON (which begins with `{`) or TOML; `file` is what messages call it.
    ///
    /// ```
    /// let text = r#"
    ///     name = "two"
    ///     source = "an example"
    ///     people = 100000
    ///     days = 7
    ///     bands = [25]
    ///     doses = 2
    ///     colours = ["green", "red"]
    ///     when = [{ levels = [1, 2] }]
    /// "#;
    /// let rules = truyvet_centre::ZoneRules::read("two.toml", text)?;
    /// assert_eq!(rules.level(25.0, None, None), (2, "red"));
    /// # Ok::<(), truyvet_centre::RulesError>(())
    /// ```
    ///
    /// # Errors
    /// [`RulesError`] for text that is no table, or a table that [`Self::check`] refuses.
    pub fn read(file: &str, text: &str) -> Result<Self, RulesError> {
        let wrong = |problem: String| RulesError {
            file: file.to_owned(),
            problem: problem.trim_end().replace('\n', "; "),
        };
        let rules: Self = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?
        } else {
            toml::from_str(text).map_err(|e| wrong(e.to_string()))?
        };
        rules.check(file)?;
        Ok(rules)
    }

    /// Whether the table decides for every unit, once and without doubt.
    ///
    /// # Errors
    /// [`RulesError`], naming the field, the value and what is allowed.
    pub fn check(&self, file: &str) -> Result<(), RulesError> {
        match self.problem() {
            None => Ok(()),
            Some(problem) => Err(RulesError {
                file: file.to_owned(),
                problem,
            }),
        }
    }

    /// What is wrong with it.
    fn problem(&self) -> Option<String> {
        if self.people == 0 || self.days == 0 {
            return Some("people, days: 0 is not allowed; expected 1 or more".to_owned());
        }
        let sound = |bound: &f64| bound.is_finite() && *bound > 0.0;
        let rising = self.bands.is_sorted_by(|a, b| a < b);
        if self.bands.is_empty() || !rising || !self.bands.iter().all(sound) {
            return Some(format!(
                "bands: {:?} is not allowed; expected at least one bound, above 0 and rising",
                self.bands
            ));
        }
        if self.when.last().is_none_or(When::has_conditions) {
            return Some(
                "when: the last entry must have levels and no condition, so that every unit has a level"
                    .to_owned(),
            );
        }
        self.when.iter().find_map(|when| self.wrong_in(when))
    }

    fn wrong_in(&self, when: &When) -> Option<String> {
        let wanted = self.bands.len().saturating_add(1);
        if when.levels.len() != wanted {
            return Some(format!(
                "when.levels: {:?} is not allowed; expected {wanted} levels, one for each band",
                when.levels
            ));
        }
        let highest = self.colours.len();
        let known = |level: &u8| *level >= 1 && usize::from(*level) <= highest;
        if !when.levels.iter().all(known) {
            return Some(format!(
                "when.levels: {:?} is not allowed; expected levels from 1 to {highest}, as many as there are colours",
                when.levels
            ));
        }
        let coverage = when.coverage?;
        if (0.0..=100.0).contains(&coverage) {
            return None;
        }
        Some(format!(
            "when.coverage: {coverage} is not allowed; expected percent, from 0 to 100"
        ))
    }

    /// Whether it asks for the treatment capacity.
    #[must_use]
    pub fn needs_treatment(&self) -> bool {
        self.when.iter().any(|when| when.treatment.is_some())
    }

    /// New cases per [`Self::people`] and [`Self::days`]; `None` without people or days.
    ///
    /// ```
    /// let rules = truyvet_centre::ZoneRules::vn_4800();
    /// assert_eq!(rules.incidence(10, 20_000, 14), Some(25.0)); // 25 a week per 100,000
    /// assert_eq!(rules.incidence(10, 0, 14), None);
    /// ```
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "a rate; 53 bits are more than there are people"
    )]
    pub fn incidence(&self, cases: u64, population: u64, days: u32) -> Option<f64> {
        let above = u128::from(cases)
            .saturating_mul(self.people.into())
            .saturating_mul(self.days.into());
        let below = u128::from(population).saturating_mul(days.into());
        (below > 0).then(|| above as f64 / below as f64)
    }

    /// The level and colour of a unit with that incidence and that coverage in percent.
    #[must_use]
    pub fn level(
        &self,
        incidence: f64,
        coverage: Option<f64>,
        treatment: Option<Treatment>,
    ) -> (u8, &str) {
        let band = self.bands.partition_point(|bound| *bound <= incidence);
        let when = self
            .when
            .iter()
            .find(|when| when.holds(coverage, treatment));
        // A table that was checked has a level here; one that was not has the highest.
        let highest = u8::try_from(self.colours.len()).unwrap_or(u8::MAX);
        let level = when.and_then(|when| when.levels.get(band).copied());
        let level = level.unwrap_or(highest);
        let colour = self.colours.get(usize::from(level).saturating_sub(1));
        (level, colour.map_or("", String::as_str))
    }
}

impl When {
    fn has_conditions(&self) -> bool {
        self.coverage.is_some() || self.treatment.is_some()
    }

    fn holds(&self, coverage: Option<f64>, treatment: Option<Treatment>) -> bool {
        let covered = |least: f64| coverage.is_some_and(|coverage| coverage >= least);
        self.coverage.is_none_or(covered)
            && self
                .treatment
                .is_none_or(|wanted| treatment == Some(wanted))
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
