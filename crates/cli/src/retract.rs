//! `truyvet retract`: one visit, contact or confirmed case taken back.

use std::path::PathBuf;

use serde_json::json;

use crate::access::KeyArgs;
use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::output::text::counted;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Takes back a visit, a contact or a confirmed case that was recorded by mistake, by its key (S2, S3,
S36): who and where, or the two people, and the start; or who, and when the sample was taken. It is
taken back under every id that is linked to the ones given, whatever source it came from. A record that is only wrong in its end needs no retraction: append it again with the right one.";

const EXAMPLES: &str = "\
Examples:
  truyvet retract province --visit An market:7 2021-05-08T07:00:00+07:00
  truyvet retract province --contact An Chi 1620432000
  truyvet retract province --case An 2021-05-09T08:00:00+07:00

If there is no such record, nothing is changed, and the exit code is 1.";

/// Arguments of `truyvet retract`.
#[derive(Debug, clap::Args)]
#[command(about = "Takes back a visit, a contact or a confirmed case", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
#[command(override_usage = "truyvet retract [OPTIONS] <STORE> <--visit …|--contact …|--case …>")]
#[command(group = clap::ArgGroup::new("record").required(true))]
pub(crate) struct RetractArgs {
    /// The store to write to
    store: PathBuf,
    /// The visit of that person at that place with that start
    #[arg(long, num_args = 3, value_names = ["PERSON", "PLACE", "START"], group = "record")]
    visit: Option<Vec<String>>,
    /// The contact of these two people with that start
    #[arg(long, num_args = 3, value_names = ["A", "B", "START"], group = "record")]
    contact: Option<Vec<String>>,
    /// The confirmed case of that person whose sample was taken then
    #[arg(long, num_args = 2, value_names = ["PERSON", "TESTED"], group = "record")]
    case: Option<Vec<String>>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    key: KeyArgs,
}

/// Takes back and says so.
///
/// # Errors
/// [`Failure`]; wrong use if there is no such record.
pub(crate) fn run(args: &RetractArgs) -> Result<(), Failure> {
    let (_store, mut writer) = args.key.correct(&args.store)?;
    // So that what is counted below is of this retraction alone.
    writer.publish()?;
    let given = [&args.visit, &args.contact, &args.case].map(|given| given.as_deref());
    let (what, must_be) = match given {
        [Some([person, place, start]), _, _] => {
            writer.retract_visit(person, place, start.as_str())?;
            ("visit", "the start must be that of the record")
        }
        [_, Some([a, b, start]), _] => {
            writer.retract_contact(a, b, start.as_str())?;
            ("contact", "the start must be that of the record")
        }
        [_, _, Some([person, tested])] => {
            writer.retract_case(person, tested.as_str())?;
            (
                "case",
                "TESTED must be that of the record (`truyvet cases` lists them)",
            )
        }
        _ => {
            let problem = "name a --visit, a --contact or a --case";
            return Err(Failure::Usage(problem.to_owned()));
        }
    };
    let done = writer.publish()?;
    let count = done
        .visits_retracted
        .saturating_add(done.contacts_retracted);
    let count = count.saturating_add(done.cases_removed);
    if count == 0 {
        return Err(Failure::Usage(format!(
            "there is no such {what}: nothing was retracted; {must_be}"
        )));
    }
    let words = || {
        let records = counted(count, "record", "records");
        format!("retracted {records}: commit {}", done.number)
    };
    let json = || json!({"commit": done.number, "retracted": count});
    args.format.write(words, json)
}
