//! Zones: a level and a colour for every unit, from its new cases and a table of rules (S26).

use serde::Serialize;
use truyvet_model::{Interval, Question, Timestamp, UnitLevel};
use truyvet_trace::Tracer;

use crate::asking::{Asking, Found, rows, scope};
use crate::column::{Column, Row};
use crate::error::CentreError;
use crate::population::{PopulationFrom, Populations};
use crate::register::Register;
use crate::rules::{Treatment, ZoneRules};
use crate::suppress::Shown;
use crate::units::{At, UnitTree};

/// What to ask of zones.
#[derive(Clone, Debug)]
pub struct ZoneOptions {
    /// The days, the rule of the cases and what is suppressed.
    pub asking: Asking,
    /// Which units are listed.
    pub level: UnitLevel,
    /// Only those in this unit, a path; all unless said.
    pub unit: Option<String>,
    /// The table of rules.
    pub rules: ZoneRules,
    /// Whether hospitals can take in whoever falls ill; needed if the table asks for it.
    pub treatment: Option<Treatment>,
}

impl ZoneOptions {
    /// Units of that level by `vn-4800`, over seven days.
    #[must_use]
    pub fn new(level: UnitLevel) -> Self {
        Self {
            asking: Asking::default(),
            level,
            unit: None,
            rules: ZoneRules::vn_4800(),
            treatment: None,
        }
    }
}

/// One unit (S26).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Zone {
    /// Its path; `None` for all that is asked about, and for those who are in no unit listed.
    pub unit: Option<String>,
    /// Its name, if it was declared.
    pub name: Option<String>,
    /// People of the register who live there.
    pub people: Shown,
    /// How many people live there.
    pub population: Shown,
    /// Where that number comes from.
    pub population_from: PopulationFrom,
    /// People who live there and of whom a sample was taken in the window and registered as
    /// positive; each once.
    pub cases: Shown,
    /// New cases per so many people and days as the rules say; `None` without population, or where
    /// it would tell a suppressed count.
    pub incidence: Option<f64>,
    /// Of the people registered there, those with the doses that the rules ask for, in percent;
    /// `None` if nobody's doses are known, or where it would tell a suppressed count.
    pub coverage: Option<f64>,
    /// People exposed to the cases of the window, by home unit: F1 first, then F2 and so on, as
    /// many levels as were asked for or found.
    pub exposed: Vec<Shown>,
    /// The level, from 1; `None` if the unit has no population, so that nobody can say.
    pub level: Option<u8>,
    /// The colour of that level.
    pub colour: Option<String>,
}

/// Zones, as of one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Zones {
    /// The moment they are about.
    pub at: Timestamp,
    /// The days before it in which cases count as new.
    pub window: Interval,
    /// Which units are listed.
    pub level: UnitLevel,
    /// The unit they lie in; `None` for all.
    pub unit: Option<String>,
    /// The table of rules.
    pub rules: ZoneRules,
    /// The treatment capacity as given.
    pub treatment: Option<Treatment>,
    /// Counts below this are suppressed (S27).
    pub suppress: u64,
    /// The units, in the order of their paths.
    pub zones: Vec<Zone>,
    /// Whoever is asked about and lives in none of them, or nobody knows where: never left out.
    /// Its level is never known.
    pub rest: Zone,
    /// All together. It has no level: rules are for units.
    pub total: Zone,
}

/// The counts that zones are made of.
struct Figures<'a> {
    register: &'a Register,
    options: &'a ZoneOptions,
    days: u32,
    people: Column,
    populations: Populations,
    cases: Column,
    exposed: Vec<Column>,
    /// Of people registered: with enough doses, and the others; suppressed together.
    covered: Column,
    /// Whose doses are known.
    known: Column,
}

/// A level and a colour for every unit, by the table of rules (S26), with small counts suppressed
/// (S27): one look at the register and one trace of all cases together.
///
/// # Errors
/// [`CentreError::Asked`] for what makes no sense, a question with cases of its own, or if no case is registered, or no unit is of
/// that level; [`CentreError::Rules`]; and those of a trace.
pub fn zones(
    tracer: &Tracer,
    question: &Question,
    options: &ZoneOptions,
) -> Result<Zones, CentreError> {
    options.rules.check(&options.rules.name)?;
    if options.rules.needs_treatment() && options.treatment.is_none() {
        return Err(CentreError::asked(
            "treatment",
            format!(
                "the rules {} ask whether hospitals can take in whoever falls ill, which the store \
                 does not know; say ok or short",
                options.rules.name
            ),
        ));
    }
    let register = Register::read(tracer.snapshot())?;
    let scope = scope(&register.units, options.unit.as_deref())?;
    let listed = rows(&register.units, scope, options.level)?;
    let found = options.asking.find(tracer, question)?;
    let figures = Figures::new(&register, options, &found);
    let all = figures.zone(Row::Unit(scope));
    Ok(Zones {
        at: found.at(),
        window: found.window,
        level: options.level,
        unit: options.unit.clone(),
        rules: options.rules.clone(),
        treatment: options.treatment,
        suppress: options.asking.suppress,
        zones: listed.iter().map(|at| figures.judged(*at)).collect(),
        rest: figures.zone(Row::Rest(scope, &listed)),
        total: all,
    })
}

impl<'a> Figures<'a> {
    fn new(register: &'a Register, options: &'a ZoneOptions, found: &Found) -> Self {
        let (tree, threshold) = (&register.units, options.asking.suppress);
        let own = register.by_home(register.people.iter().copied());
        let populations = Populations::new(tree, &own);
        let enough = |doses: Option<u8>| doses.is_some_and(|n| n >= options.rules.doses);
        let people = || register.people.iter().copied();
        let covered = register.by_home(people().filter(|p| enough(register.doses(*p))));
        let others = register.by_home(people().filter(|p| !enough(register.doses(*p))));
        let known = register.by_home(people().filter(|p| register.doses(*p).is_some()));
        let mut doses = Column::family(tree, &[covered, others], threshold).into_iter();
        let none = || Column::new(tree, Vec::new(), 0);
        Self {
            register,
            options,
            days: options.asking.days,
            populations,
            cases: Column::new(
                tree,
                register.by_home(found.cases.iter().copied()),
                threshold,
            ),
            exposed: found.exposed(register, threshold),
            covered: doses.next().unwrap_or_else(none),
            known: Column::new(tree, known, 0),
            people: Column::new(tree, own, threshold),
        }
    }

    fn tree(&self) -> &UnitTree {
        &self.register.units
    }

    /// The figures of a row, without a level.
    fn zone(&self, row: Row<'_>) -> Zone {
        let tree = self.tree();
        let shown = |column: &Column| row.shown(tree, column);
        let (people, cases) = (shown(&self.people), shown(&self.cases));
        let (population, population_from) = match row {
            Row::Unit(at) => (
                self.populations.shown(tree, at, &self.people),
                self.populations.get(at).1,
            ),
            Row::Rest(..) => (people, PopulationFrom::Registered),
        };
        let unit = match row {
            Row::Unit(at) => Some(tree.path(at)).filter(|path| !path.is_empty()),
            Row::Rest(..) => None,
        };
        let name = match row {
            Row::Unit(at) => tree.name(at),
            Row::Rest(..) => None,
        };
        let rate = match row {
            Row::Unit(_) => cases.number().zip(population.number()),
            Row::Rest(..) => None,
        };
        Zone {
            unit: unit.map(str::to_owned),
            name: name.map(str::to_owned),
            people,
            population,
            population_from,
            cases,
            incidence: rate
                .and_then(|(cases, of)| self.options.rules.incidence(cases, of, self.days)),
            coverage: self
                .coverage(row)
                .filter(|_| people.number().is_some() && shown(&self.covered).number().is_some()),
            exposed: self.exposed.iter().map(shown).collect(),
            level: None,
            colour: None,
        }
    }

    /// The figures of a unit with its level, which goes by the counts as they are.
    fn judged(&self, at: At) -> Zone {
        let mut zone = self.zone(Row::Unit(at));
        let rules = &self.options.rules;
        let (population, _) = self.populations.get(at);
        if let Some(rate) = rules.incidence(self.cases.count(at), population, self.days) {
            let coverage = self.coverage(Row::Unit(at));
            let (level, colour) = rules.level(rate, coverage, self.options.treatment);
            zone.level = Some(level);
            zone.colour = Some(colour.to_owned());
        }
        zone
    }

    /// Of the people registered, those with enough doses, in percent, as it is.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share; 53 bits are more than there are people"
    )]
    fn coverage(&self, row: Row<'_>) -> Option<f64> {
        let (people, covered) = (row.count(&self.people), row.count(&self.covered));
        (row.count(&self.known) > 0).then(|| covered as f64 * 100.0 / people as f64)
    }
}
