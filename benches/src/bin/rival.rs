//! truyvet's side of the comparison with rivals: exports a province's visits, answers on request.

use std::io::{BufRead as _, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use truyvet_benches::ask::{self, Columns, Kind};
use truyvet_benches::export;
use truyvet_benches::load::{self, Failure};
use truyvet_store::{Options, Snapshot, Store};
use truyvet_synth::{Province, ProvinceSpec};
use truyvet_trace::Tracer;

/// Answers on standard output, line by line, what is asked on standard input: `benches/rivals`.
///
/// Lines are made of words `name=value`, lists with commas. The first line out describes the
/// province, the question and the cases. Then each line in, such as `hops=2 cases=17,4 out=FILE`
/// (`out` may be left out; a file has no spaces), gives one such as `seconds=0.1 rows=5`.
#[derive(Debug, Parser)]
struct Arguments {
    /// People of the province
    #[arg(long, default_value_t = 20_000)]
    people: u32,
    /// Days of the province
    #[arg(long, default_value_t = 14)]
    days: u32,
    /// Seed of the province
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder of the store; built if there is none
    #[arg(long)]
    dir: PathBuf,
    /// Write the columns of all visits into this folder, if it is not there yet
    #[arg(long)]
    columns: PathBuf,
    /// How many cases the first line offers
    #[arg(long, default_value_t = 50)]
    cases: usize,
    /// Threads of a trace; all cores unless given
    #[arg(long)]
    threads: Option<NonZeroUsize>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Nobody may be listening there either.
            let _ = writeln!(std::io::stderr(), "rival: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let spec = ProvinceSpec {
        people: arguments.people,
        days: arguments.days,
        seed: arguments.seed,
        ..ProvinceSpec::default()
    };
    let snapshot = store(arguments, &spec)?.snapshot()?;
    if snapshot.person_count() != spec.people {
        let (is, wanted) = (snapshot.person_count(), spec.people);
        return Err(format!("the store has {is} people, not {wanted}; give another --dir").into());
    }
    if !arguments.columns.exists() {
        let part = arguments.columns.with_extension("part");
        export::visits(&snapshot, &part)?;
        std::fs::rename(part, &arguments.columns)?;
    }
    let mut out = std::io::stdout().lock();
    let cases = ask::cases(spec.people, arguments.cases);
    writeln!(out, "{}", first_line(&spec, &snapshot, &cases)?)?;
    out.flush()?;
    let tracer = ask::tracer(snapshot, arguments.threads, Columns::All);
    for line in std::io::stdin().lock().lines() {
        let answer = respond(&spec, &tracer, &line?)?;
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

fn store(arguments: &Arguments, spec: &ProvinceSpec) -> Result<Store, Failure> {
    if arguments.dir.join("CURRENT").exists() {
        return Ok(Store::open(&arguments.dir)?);
    }
    let store = Store::create(&arguments.dir, Options::default())?;
    load::build(&Province::new(spec)?, &store)?;
    Ok(store)
}

fn first_line(spec: &ProvinceSpec, snapshot: &Snapshot, cases: &[u32]) -> Result<String, Failure> {
    let question = Kind::Rivals.question(spec, cases.get(..1).unwrap_or_default(), 1)?;
    let infectious = question.cases.first().ok_or("no case")?.infectious;
    let cases: Vec<String> = cases.iter().map(u32::to_string).collect();
    let words = [
        ("people", spec.people.to_string()),
        ("days", spec.days.to_string()),
        ("seed", spec.seed.to_string()),
        ("visits", snapshot.stats()?.visits.to_string()),
        ("places", snapshot.place_count().to_string()),
        ("min_overlap_s", question.min_overlap.seconds().to_string()),
        ("latent_s", question.latent.seconds().to_string()),
        ("until_s", question.until.seconds().to_string()),
        ("infectious_from", infectious.start().seconds().to_string()),
        ("infectious_to", infectious.end().seconds().to_string()),
        ("cases", cases.join(",")),
    ];
    Ok(words
        .map(|(name, value)| format!("{name}={value}"))
        .join(" "))
}

fn respond(spec: &ProvinceSpec, tracer: &Tracer, line: &str) -> Result<String, Failure> {
    let (mut hops, mut cases, mut out) = (None, Vec::new(), None);
    for word in line.split_whitespace() {
        match word.split_once('=') {
            Some(("hops", value)) => hops = Some(value.parse()?),
            Some(("cases", value)) => {
                cases = value.split(',').map(str::parse).collect::<Result<_, _>>()?;
            }
            Some(("out", value)) => out = Some(PathBuf::from(value)),
            _ => return Err(format!("{word}: expected hops=, cases= or out=").into()),
        }
    }
    let hops = hops.ok_or("a question without hops=")?;
    let question = Kind::Rivals.question(spec, &cases, hops)?;
    let begun = Instant::now();
    let given = ask::answer(tracer, &question)?;
    let seconds = begun.elapsed().as_secs_f64();
    if let Some(path) = out {
        export::answer(given.exposures(), &path)?;
    }
    Ok(format!(
        "seconds={seconds} rows={}",
        given.exposures().len()
    ))
}
