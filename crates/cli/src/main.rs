//! truyvet(1): contact tracing on the command line.
//!
//! Every verb turns its arguments into calls of the front door (the crate `truyvet`) and writes
//! what comes back; nothing is decided here that a library user could not have.
#![forbid(unsafe_code)]

mod exit;

mod output;

mod progress;

mod case;

mod access;

mod question_words;

mod registered;

mod limits;

mod question;

mod presets;

mod answer;

mod imported;

mod import;

mod sources;

mod append;

mod link;

mod retract;

mod erase;

mod retain;

mod compact;

mod check;

mod history;

mod key;

mod trace;

mod chain;

mod diff;

mod retrace;

mod what_if;

mod why_not;

mod tree;

mod sites;

mod case_sheet;

mod common_sites;

mod centre;

mod zones;

mod panorama;

mod neighbours;

mod visitors;

mod cases;

mod person;

mod stats;

mod verify;

mod demo;

mod generate;

mod evaluate;

mod args;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::args::{Cli, Verb};
use crate::exit::{Failure, code, complain};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(why) => return ExitCode::from(refused(&why)),
    };
    let done = match &cli.verb {
        Verb::Import(args) => import::run(args),
        Verb::Sources(args) => sources::run(args),
        Verb::Append(args) => append::run(args),
        Verb::Link(args) => link::link(args),
        Verb::Unlink(args) => link::unlink(args),
        Verb::Retract(args) => retract::run(args),
        Verb::Erase(args) => erase::run(args),
        Verb::Retain(args) => retain::run(args),
        Verb::Check(args) => check::run(args),
        Verb::Compact(args) => compact::run(args),
        Verb::History(args) => history::run(args),
        Verb::Key(args) => key::run(args),
        Verb::Trace(args) => trace::run(args),
        Verb::Retrace(args) => retrace::run(args),
        Verb::Chain(args) => chain::run(args),
        Verb::WhyNot(args) => why_not::run(args),
        Verb::Diff(args) => diff::run(args),
        Verb::WhatIf(args) => what_if::run(args),
        Verb::Tree(args) => tree::run(args),
        Verb::Sites(args) => sites::run(args),
        Verb::CaseSheet(args) => case_sheet::run(args),
        Verb::CommonSites(args) => common_sites::run(args),
        Verb::Zones(args) => zones::run(args),
        Verb::Panorama(args) => panorama::run(args),
        Verb::Neighbours(args) => neighbours::run(args),
        Verb::Visitors(args) => visitors::run(args),
        Verb::Cases(args) => cases::run(args),
        Verb::Person(args) => person::run(args),
        Verb::Presets(args) => presets::run(args),
        Verb::Stats(args) => stats::run(args),
        Verb::Verify(args) => verify::run(args),
        Verb::Generate(args) => generate::run(args),
        Verb::Evaluate(args) => evaluate::run(args),
        Verb::Demo(args) => demo::run(args),
    };
    let Err(failure) = done else {
        return ExitCode::from(code::ANSWER);
    };
    if !matches!(failure, Failure::ReaderGone) {
        complain(&failure.to_string());
    }
    ExitCode::from(failure.code())
}

/// What clap did not take: `--help` and `--version` are answers, everything else is wrong use.
fn refused(why: &clap::Error) -> u8 {
    if !why.use_stderr() {
        // Only a reader who has gone can make this fail.
        let _ = why.print();
        let _ = std::io::stdout().flush();
        return code::ANSWER;
    }
    if why.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        complain("name a verb, such as import, append, trace, stats or demo; see `truyvet --help`");
        return code::USAGE;
    }
    let text = why.render().to_string();
    let text = text.trim_end();
    complain(text.strip_prefix("error: ").unwrap_or(text));
    code::USAGE
}
