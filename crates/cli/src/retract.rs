//! `truyvet retract`: one visit or contact taken back.

use std::path::PathBuf;

use serde_json::json;

use crate::access::KeyArgs;
use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::output::text::counted;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Takes back a visit or a contact that was recorded by mistake, by its key (S2, S3): who and where,
or the two people, and the start. It is taken back under every id that is linked to the ones given.
A record that is only wrong in its end needs no retraction: append it again with the right one.";

const EXAMPLES: &str = "\
Examples:
  truyvet retract province --visit An market:7 2021-05-08T07:00:00+07:00
  truyvet retract province --contact An Chi 1620432000

If there is no such record, nothing is changed, and the exit code is 1.";

/// Arguments of `truyvet retract`.
#[derive(Debug, clap::Args)]
#[command(about = "Takes back a visit or a contact", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
#[command(override_usage = "truyvet retract [OPTIONS] <STORE> <--visit …|--contact …>")]
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
    let what = match (args.visit.as_deref(), args.contact.as_deref()) {
        (Some([person, place, start]), _) => {
            writer.retract_visit(person, place, start.as_str())?;
            "visit"
        }
        (_, Some([a, b, start])) => {
            writer.retract_contact(a, b, start.as_str())?;
            "contact"
        }
        _ => return Err(Failure::Usage("name a --visit or a --contact".to_owned())),
    };
    let done = writer.publish()?;
    let count = done
        .visits_retracted
        .saturating_add(done.contacts_retracted);
    if count == 0 {
        return Err(Failure::Usage(format!(
            "there is no such {what}: nothing was retracted; the start must be that of the record"
        )));
    }
    let words = || {
        let records = counted(count, "record", "records");
        format!("retracted {records}: commit {}", done.number)
    };
    let json = || json!({"commit": done.number, "retracted": count});
    args.format.write(words, json)
}
