//! `truyvet link` and `truyvet unlink`: ids that are one person, or one place (S6).

use std::path::PathBuf;

use serde_json::json;
use truyvet::{ExternalId, Input, Store, Writer};

use crate::access::KeyArgs;
use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::output::text::counted;
use crate::question::EXIT_CODES;

const LINK: &str = "\
Says that two ids are one person: what was and will be recorded under either is merged. A registry
may link ids before anything is recorded under them. Linking what is linked changes nothing.";

const LINK_EXAMPLES: &str = "\
Examples:
  truyvet link province cccd:034201000001 phone:0901234567
  truyvet link province --file registry.csv
  truyvet link province --places market:7 qr:cho-ben-thanh-7

A file has the columns a,b; all of it is one commit. `truyvet unlink` undoes a link exactly;
`truyvet check` lists people whom a link puts in two places at one time.";

const UNLINK: &str = "\
Undoes a link of two ids: each has again exactly what was recorded under it. Two ids can also be
one person by way of a third; then the links to that one are to be undone.";

const UNLINK_EXAMPLES: &str = "\
Examples:
  truyvet unlink province cccd:034201000001 phone:0901234567
  truyvet unlink province --file wrong.csv";

/// Which ids.
#[derive(Debug, clap::Args)]
struct PairArgs {
    /// The store to write to
    store: PathBuf,
    /// One id
    #[arg(
        required_unless_present = "file",
        requires = "b",
        conflicts_with = "file"
    )]
    a: Option<ExternalId>,
    /// The other id
    b: Option<ExternalId>,
    /// Many pairs: a CSV file with the columns a,b (`-`: standard input)
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The ids are of places
    #[arg(long)]
    places: bool,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    key: KeyArgs,
}

/// Arguments of `truyvet link`.
#[derive(Debug, clap::Args)]
#[command(about = "Says that two ids are one person, or one place", long_about = LINK,
    after_long_help = format!("{LINK_EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct LinkArgs {
    #[command(flatten)]
    pairs: PairArgs,
}

/// Arguments of `truyvet unlink`.
#[derive(Debug, clap::Args)]
#[command(about = "Undoes a link", long_about = UNLINK,
    after_long_help = format!("{UNLINK_EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct UnlinkArgs {
    #[command(flatten)]
    pairs: PairArgs,
}

/// Links and says so.
///
/// # Errors
/// [`Failure`]; nothing is linked then.
pub(crate) fn link(args: &LinkArgs) -> Result<(), Failure> {
    let change = |writer: &mut Writer, a: &ExternalId, b: &ExternalId, places| match places {
        true => writer.link_places(a, b),
        false => writer.link(a, b),
    };
    run(&args.pairs, "linked", change)
}

/// Unlinks and says so.
///
/// # Errors
/// [`Failure`]; nothing is unlinked then.
pub(crate) fn unlink(args: &UnlinkArgs) -> Result<(), Failure> {
    let change = |writer: &mut Writer, a: &ExternalId, b: &ExternalId, places| match places {
        true => writer.unlink_places(a, b),
        false => writer.unlink(a, b),
    };
    run(&args.pairs, "unlinked", change)
}

fn run(
    args: &PairArgs,
    done: &'static str,
    change: impl Fn(&mut Writer, &ExternalId, &ExternalId, bool) -> Result<(), truyvet::Error>,
) -> Result<(), Failure> {
    let pairs = match (&args.a, &args.b, &args.file) {
        (Some(a), Some(b), None) => vec![(a.clone(), b.clone())],
        (_, _, Some(file)) => truyvet::read_pairs(&Input::parse(file))?,
        _ => {
            return Err(Failure::Usage(
                "name two ids, or a --file of them".to_owned(),
            ));
        }
    };
    let (store, mut writer) = args.key.correct(&args.store)?;
    let new = if done == "linked" {
        new_ids(&store, &pairs, args.places)?
    } else {
        Vec::new()
    };
    for (a, b) in &pairs {
        change(&mut writer, a, b, args.places).map_err(|why| {
            // The ids are those of the command line, or of a file that the user has.
            match args.file {
                None if why.is_value() => Failure::Usage(format!("{a}, {b}: {why}")),
                _ => why.into(),
            }
        })?;
    }
    let number = writer.commit()?.number;
    let count = u64::try_from(pairs.len()).unwrap_or(u64::MAX);
    let what = if args.places { "places" } else { "people" };
    let words = || {
        let mut text = format!(
            "{done} {} of {what}: commit {number}\n",
            counted(count, "pair", "pairs")
        );
        if args.file.is_none() {
            for id in &new {
                text.push_str(&format!("note: nothing is recorded under {id} yet\n"));
            }
        } else if !new.is_empty() {
            let new = u64::try_from(new.len()).unwrap_or(u64::MAX);
            let ids = counted(new, "id is", "ids are");
            text.push_str(&format!("note: {ids} new to the store\n"));
        }
        text
    };
    let json = || {
        json!({
            "commit": number,
            "pairs": count,
            "of": what,
            "new_ids": new.len(),
        })
    };
    args.format.write(words, json)
}

/// Ids that the store has not met yet: right for a registry, or a slip of the keyboard.
fn new_ids<'p>(
    store: &Store,
    pairs: &'p [(ExternalId, ExternalId)],
    places: bool,
) -> Result<Vec<&'p ExternalId>, Failure> {
    let snapshot = store.snapshot()?;
    let mut new = Vec::new();
    for id in pairs.iter().flat_map(|(a, b)| [a, b]) {
        let known = match places {
            true => snapshot.place(id)?.is_some(),
            false => snapshot.person(id)?.is_some(),
        };
        if !known {
            new.push(id);
        }
    }
    new.sort_unstable();
    new.dedup();
    Ok(new)
}
