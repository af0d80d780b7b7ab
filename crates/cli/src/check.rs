//! `truyvet check`: records that cannot be right, or that are late.

use std::path::PathBuf;

use serde_json::{Value, json};
use truyvet::{CheckOptions, CheckReport, Duration, PersonNo, PlaceNo, Snapshot, Stay, Timestamp};

use crate::access::LookArgs;
use crate::exit::Failure;
use crate::output::report::ReportFormat;
use crate::output::text::{counted, grouped};
use crate::progress::Progress;
use crate::question::EXIT_CODES;

const ABOUT: &str = "\
Looks at every record and lists what cannot be right (one person in two places at one time, places
too far apart for the time between), what looks wrong (very long visits and contacts), and what is
late (open visits by age, sources gone quiet). Nothing is changed, and nothing is left out of
answers because of it. Whether the files are sound is for `truyvet verify` to say.";

const EXAMPLES: &str = "\
Examples:
  truyvet check province
  truyvet check province --examples 20 --show-ids --max-speed 120
  truyvet check province --format json | jq .overlaps.count

One person in two places is often two people: a link that should not be (`truyvet unlink`), or a
phone that two share. Examples name places; people by their number in the store, unless --show-ids.
Exit code 0 also if something is found.";

/// Arguments of `truyvet check`.
#[derive(Debug, clap::Args)]
#[command(about = "Records that cannot be right, or that are late", long_about = ABOUT,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct CheckArgs {
    /// The store to look at
    store: PathBuf,
    /// Nobody travels faster, in km/h
    #[arg(long, value_name = "KMH", default_value_t = 200)]
    max_speed: u32,
    /// How far clocks may be off: shorter overlaps are none
    #[arg(long, value_name = "LENGTH", default_value = "5m", value_parser = Duration::parse)]
    tolerance: Duration,
    /// How many examples of each finding are shown
    #[arg(long, value_name = "N", default_value_t = 3)]
    examples: usize,
    /// Show the ids of people in examples
    #[arg(long)]
    show_ids: bool,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    #[command(flatten)]
    look: LookArgs,
}

/// Looks and reports.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let options = CheckOptions {
        tolerance: args.tolerance,
        max_speed_kmh: args.max_speed,
        examples: args.examples,
        ..CheckOptions::default()
    };
    let (_store, snapshot) = args.look.snapshot(&args.store)?;
    let progress = Progress::new("checking");
    let report = snapshot.check(&options, &mut |at| {
        progress.set(u64::from(at.people_done), Some(u64::from(at.people_total)));
    })?;
    drop(progress);
    let names = Names {
        snapshot: &snapshot,
        show_ids: args.show_ids,
    };
    let findings = names.findings(&report)?;
    args.format.write(
        || in_words(&report, &findings, &snapshot),
        || in_json(&report, &findings, &snapshot),
    )
}

/// One sort of finding: its name in JSON and for people, how many, examples.
struct Finding {
    key: &'static str,
    words: &'static str,
    count: u64,
    examples: Vec<String>,
}

/// What examples call people and places.
struct Names<'s> {
    snapshot: &'s Snapshot,
    show_ids: bool,
}

impl Names<'_> {
    fn person(&self, number: PersonNo) -> Result<String, Failure> {
        match self.show_ids {
            true => Ok(self.snapshot.person_id(number)?.to_string()),
            false => Ok(format!("person {}", number.0)),
        }
    }

    fn place(&self, number: PlaceNo) -> Result<String, Failure> {
        Ok(self.snapshot.place_id(number)?.to_string())
    }

    fn stay(&self, stay: &Stay) -> Result<String, Failure> {
        Ok(format!("{} {}", self.place(stay.place)?, stay.interval))
    }

    fn findings(&self, report: &CheckReport) -> Result<Vec<Finding>, Failure> {
        let mut found = Vec::from(self.impossible(report)?);
        found.extend(self.odd(report)?);
        Ok(found)
    }

    /// What cannot be right.
    fn impossible(&self, report: &CheckReport) -> Result<[Finding; 2], Failure> {
        let overlaps = report.overlaps.examples.iter().map(|o| {
            let (who, first) = (self.person(o.person)?, self.stay(&o.earlier)?);
            Ok(format!("{who}: {first} and {}", self.stay(&o.later)?))
        });
        let travels = report.travels.examples.iter().map(|t| {
            let (who, from) = (self.person(t.person)?, self.stay(&t.from)?);
            let (to, metres) = (self.stay(&t.to)?, grouped(t.metres));
            let seconds = t.seconds;
            Ok(format!(
                "{who}: {from}, then {to}: {metres} m in {seconds} s"
            ))
        });
        Ok([
            Finding {
                key: "overlaps",
                words: "in two places at one time",
                count: report.overlaps.count,
                examples: overlaps.collect::<Result<_, Failure>>()?,
            },
            Finding {
                key: "travels",
                words: "too far apart for the time between",
                count: report.travels.count,
                examples: travels.collect::<Result<_, Failure>>()?,
            },
        ])
    }

    /// What may be wrong, or late.
    fn odd(&self, report: &CheckReport) -> Result<[Finding; 4], Failure> {
        let visits = report.long_visits.examples.iter().map(|v| {
            let (who, stay) = (self.person(v.person)?, self.stay(&v.stay)?);
            Ok(format!("{who}: {stay}"))
        });
        let contacts = report.long_contacts.examples.iter().map(|c| {
            let (a, b) = (self.person(c.a)?, self.person(c.b)?);
            Ok(format!("{a} and {b}: {}", c.interval))
        });
        let shared = report.shared.examples.iter().map(|s| {
            let visits = counted(s.visits, "visit", "visits");
            Ok(format!("{}: {visits}", self.place(s.place)?))
        });
        let open = report.open.oldest.iter().map(|v| {
            let (who, place) = (self.person(v.person)?, self.place(v.place)?);
            Ok(format!("{who}: {place} since {}", v.start))
        });
        Ok([
            Finding {
                key: "long_visits",
                words: "very long visits",
                count: report.long_visits.count,
                examples: visits.collect::<Result<_, Failure>>()?,
            },
            Finding {
                key: "long_contacts",
                words: "very long contacts",
                count: report.long_contacts.count,
                examples: contacts.collect::<Result<_, Failure>>()?,
            },
            Finding {
                key: "shared",
                words: "visits at shared places",
                count: report.shared.count,
                examples: shared.collect::<Result<_, Failure>>()?,
            },
            Finding {
                key: "open_visits",
                words: "visits without a check-out",
                count: report.open.count(),
                examples: open.collect::<Result<_, Failure>>()?,
            },
        ])
    }
}

/// Name, visits, contacts, latest start and how far behind, source by source.
fn sources<'s>(
    report: &CheckReport,
    snapshot: &'s Snapshot,
) -> Vec<(&'s str, u64, u64, Timestamp, Duration)> {
    let names = snapshot.sources();
    let name = |number: u16| match usize::from(number).checked_sub(1) {
        None => "",
        Some(at) => names.get(at).map_or("", |(name, _)| *name),
    };
    let all = report.sources.iter();
    all.map(|s| (name(s.source), s.visits, s.contacts, s.last_start, s.behind))
        .collect()
}

fn in_words(report: &CheckReport, findings: &[Finding], snapshot: &Snapshot) -> String {
    let mut text = format!(
        "snapshot {}: looked at {} and {}\n",
        snapshot.number(),
        counted(report.visits, "visit", "visits"),
        counted(report.contacts, "contact", "contacts")
    );
    for finding in findings {
        text.push_str(&format!(
            "{:>11} {}\n",
            grouped(finding.count),
            finding.words
        ));
        if finding.key == "open_visits" && finding.count > 0 {
            let open = &report.open;
            text.push_str(&format!(
                "            (by age: under 1 day {}, under 3 days {}, under 7 days {}, older {})\n",
                grouped(open.under_1_day),
                grouped(open.under_3_days),
                grouped(open.under_7_days),
                grouped(open.older)
            ));
        }
        for example in &finding.examples {
            text.push_str(&format!("            {example}\n"));
        }
    }
    for (name, visits, contacts, last, behind) in sources(report, snapshot) {
        let name = if name.is_empty() { "no source" } else { name };
        let records = counted(visits.saturating_add(contacts), "record", "records");
        text.push_str(&format!("source {name}: {records}, the last at {last}"));
        if behind > Duration::ZERO {
            text.push_str(&format!(", {behind} behind the others"));
        }
        text.push('\n');
    }
    text
}

fn in_json(report: &CheckReport, findings: &[Finding], snapshot: &Snapshot) -> Value {
    let sources: Vec<_> = sources(report, snapshot)
        .into_iter()
        .map(|(name, visits, contacts, last, behind)| {
            json!({
                "name": name,
                "visits": visits,
                "contacts": contacts,
                "last_start": last,
                "behind_s": behind.seconds(),
            })
        })
        .collect();
    let mut value = json!({
        "snapshot": snapshot.number(),
        "visits": report.visits,
        "contacts": report.contacts,
        "sources": sources,
        "open_by_age": {
            "under_1_day": report.open.under_1_day,
            "under_3_days": report.open.under_3_days,
            "under_7_days": report.open.under_7_days,
            "older": report.open.older,
        },
    });
    if let Some(object) = value.as_object_mut() {
        for finding in findings {
            let found = json!({"count": finding.count, "examples": finding.examples});
            object.insert(finding.key.to_owned(), found);
        }
    }
    value
}
