//! `truyvet what-if`: a question with and without measures, compared.

use std::io::Write;
use std::path::PathBuf;

use crate::answer::json;
use crate::diff::{levels_in_words, summary, write};
use crate::exit::Failure;
use crate::output::rows::Format;
use crate::output::sink::Sink;
use crate::question::{EXIT_CODES, QuestionArgs, UNITS, in_words};

const ABOUT: &str = "\
What if a place had been closed, its visitors been kept apart in parts, a person been isolated?
Asks the question as it is and once more with the measures given by --close, --split and --isolate,
and answers who is not the same in both (S30). Measures in the file of --question hold in both.

People are taken as having stayed away or alone meanwhile, not as having gone elsewhere.";

const EXAMPLES: &str = "\
Examples:
  truyvet what-if province --cases cases.csv --close market:7,2021-05-08T00:00:00+07:00,inf
  truyvet what-if province --cases cases.csv --hops all --latent 2d --split line:12=2
  truyvet what-if province --case An,2021-05-03T00:00:00+07:00,inf \\
      --isolate An,2021-05-06T08:00:00+07:00,inf --format json

Rows and columns are those of `truyvet diff`: before is without the measures, after with them; a
person who is gone would not have been exposed. json is one object: question, with_measures (the
question with them), before and after (snapshot, levels), changes.";

/// Arguments of `truyvet what-if`.
#[derive(Debug, clap::Args)]
#[command(about = "What if a place were closed or split, a person isolated: who would change",
    long_about = ABOUT, after_long_help = format!("{EXAMPLES}\n\n{UNITS}\n\n{EXIT_CODES}"))]
pub(crate) struct WhatIfArgs {
    /// The store to ask
    store: PathBuf,
    /// How the difference is written; `table` also when piped
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write to FILE instead of standard output; it appears only when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    // Last, because its heading holds for whatever follows.
    #[command(flatten)]
    question: QuestionArgs,
}

/// Asks twice and writes what the measures change.
///
/// # Errors
/// [`Failure`].
pub(crate) fn run(args: &WhatIfArgs) -> Result<(), Failure> {
    let measures = args.question.measures();
    if measures.is_empty() {
        let text = "what-if: no measure is given; say --close, --split or --isolate";
        return Err(Failure::Usage(text.to_owned()));
    }
    // First: a path that cannot be written to is told at once, not after the work.
    let mut out = Sink::open(args.output.as_deref())?;
    let question = args.question.base()?;
    let (_store, snapshot) = args.question.look().snapshot(&args.store)?;
    let question = args.question.with_registered(question, &snapshot)?;
    let told = args.question.on(&snapshot, question).what_if(measures)?;
    let (base, changed, difference) = (told.base(), told.changed(), told.difference());
    match args.format {
        Format::Csv => {}
        Format::Table => {
            let number = snapshot.number();
            let levels = levels_in_words(base, changed);
            writeln!(out, "snapshot {number}: {levels}")?;
            writeln!(out, "{}", summary(difference))?;
            writeln!(out, "question: {}", in_words(base.question()))?;
            writeln!(out, "what if: {}", in_words(changed.question()))?;
        }
        Format::Json => {
            out.write_all(b"{\"question\":")?;
            json(&mut out, base.question())?;
            out.write_all(b",\"with_measures\":")?;
            json(&mut out, changed.question())?;
        }
    }
    write(base, changed, difference, args.format, &mut out)?;
    out.finish()
}
