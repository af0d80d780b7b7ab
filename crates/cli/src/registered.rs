//! `--registered`: the confirmed cases that a store keeps, as the cases of a question (S36).

use truyvet::{Direction, InfectiousRule, Interval, Question, Snapshot};

use crate::case::parse_window;
use crate::exit::{Failure, note};

/// Which of the registered cases, and by which rule they were infectious.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The question")]
pub(crate) struct RegisteredArgs {
    /// The confirmed cases that the store keeps (`truyvet cases` lists them); adds to --case and
    /// --cases
    #[arg(long)]
    registered: bool,

    /// Of these, only cases whose sample was taken in this interval
    #[arg(
        long,
        value_name = "FROM,TO",
        value_parser = parse_window,
        allow_hyphen_values = true,
        requires = "registered"
    )]
    tested: Option<Interval>,

    /// By which rule cases of the register were infectious [default: two-days]
    #[arg(long, value_name = "NAME", value_parser = parse_rule)]
    infectious_rule: Option<InfectiousRule>,
}

impl RegisteredArgs {
    /// Whether they are asked for.
    pub(crate) const fn are_asked(&self) -> bool {
        self.registered
    }

    /// The rule that was named, or the one that is used where none is.
    pub(crate) fn rule(&self) -> InfectiousRule {
        rule_or_default(self.infectious_rule.as_ref())
    }

    /// Whether neither cases nor a rule are asked for.
    pub(crate) const fn say_nothing(&self) -> bool {
        !self.registered && self.infectious_rule.is_none()
    }

    /// `question` with the registered cases of `snapshot`, if they are asked for; says on standard
    /// error how many there were and by which rule.
    ///
    /// # Errors
    /// [`Failure`]: there are none, the question goes backward, or a rule is named that no case
    /// follows.
    pub(crate) fn add_to(
        &self,
        mut question: Question,
        snapshot: &Snapshot,
    ) -> Result<Question, Failure> {
        if !self.registered && self.infectious_rule.is_some() {
            return Err(Failure::Usage(
                "infectious-rule: it is for cases of the register: add --registered, or leave it out"
                    .to_owned(),
            ));
        }
        if !self.registered {
            return Ok(question);
        }
        if question.direction == Direction::Backward {
            return Err(Failure::Usage(
                "registered: a rule says when cases were infectious, and --backward asks when they \
                 may have been infected; name them with --case or --cases"
                    .to_owned(),
            ));
        }
        let rule = self.rule();
        let ruled = snapshot.cases_by_rule(&rule, self.tested)?;
        note(&in_words(ruled.cases.len(), ruled.never_infectious, &rule));
        question.cases.extend(ruled.cases);
        Ok(question)
    }
}

/// That rule, or the one that is used where none is named.
pub(crate) fn rule_or_default(rule: Option<&InfectiousRule>) -> InfectiousRule {
    rule.map_or_else(InfectiousRule::two_days, InfectiousRule::clone)
}

/// Reads the name of a rule.
///
/// # Errors
/// Which rules there are.
pub(crate) fn parse_rule(name: &str) -> Result<InfectiousRule, String> {
    InfectiousRule::named(name).ok_or_else(|| {
        let all = InfectiousRule::all();
        let names: Vec<&str> = all.iter().map(|rule| rule.name.as_str()).collect();
        format!("there is no rule `{name}`; there are: {}", names.join(", "))
    })
}

fn in_words(cases: usize, never: u64, rule: &InfectiousRule) -> String {
    let many = if cases == 1 { "case" } else { "cases" };
    let mut text = format!(
        "{cases} registered {many}, infectious by the rule {}",
        rule.name
    );
    if never > 0 {
        let were = if never == 1 { "was" } else { "were" };
        text.push_str(&format!("; {never} more {were} isolated before that"));
    }
    text
}
