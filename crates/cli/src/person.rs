//! `truyvet person`: what is known of one person besides records.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;
use truyvet::{ExternalId, PersonDetails, RegisteredCase};

use crate::access::LookArgs;
use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Shows what is known of one person besides visits and contacts: all ids, the administrative unit of
the home, doses of vaccine, confirmed cases.";

const EXAMPLES: &str = "\
Examples:
  truyvet person province cccd:034201000001
  truyvet person province An --format json";

/// Arguments of `truyvet person`.
#[derive(Debug, clap::Args)]
#[command(about = "What is known of one person", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct PersonArgs {
    /// The store to ask
    store: PathBuf,
    /// The person
    #[arg(value_name = "ID")]
    person: String,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    look: LookArgs,
}

/// Reads and writes it.
///
/// # Errors
/// [`Failure`]; somebody unknown is wrong use.
pub(crate) fn run(args: &PersonArgs) -> Result<(), Failure> {
    let (_store, snapshot) = args.look.snapshot(&args.store)?;
    let id = args.person.as_str();
    let Some(details) = snapshot.person_details(id)? else {
        return Err(Failure::Usage(
            "person: nobody with that id in the store; give the id as it was recorded".to_owned(),
        ));
    };
    let ids = snapshot.person_ids(id)?;
    let cases = snapshot.cases_of(id)?;
    args.format.write(
        || in_words(&ids, &details, &cases),
        || in_json(&ids, &details, &cases),
    )
}

fn in_words(ids: &[ExternalId], details: &PersonDetails, cases: &[RegisteredCase]) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name:8}  {value}");
    };
    for id in ids {
        line("id", &id.to_string());
    }
    line("unit", details.unit.as_deref().unwrap_or("not known"));
    let doses = details.doses.map(|doses| doses.to_string());
    line("doses", doses.as_deref().unwrap_or("not known"));
    for case in cases {
        let mut words = format!("tested {}", case.tested);
        for (what, time) in [("onset", case.onset), ("isolated", case.isolated)] {
            if let Some(time) = time {
                let _ = write!(words, ", {what} {time}");
            }
        }
        line("case", &words);
    }
    text
}

fn in_json(
    ids: &[ExternalId],
    details: &PersonDetails,
    cases: &[RegisteredCase],
) -> serde_json::Value {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let cases: Vec<_> = cases
        .iter()
        .map(
            |case| json!({ "tested": case.tested, "onset": case.onset, "isolated": case.isolated }),
        )
        .collect();
    json!({ "ids": ids, "unit": details.unit, "doses": details.doses, "cases": cases })
}
