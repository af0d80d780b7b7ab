//! The repository's own checks, run as `cargo xtask VERB`: one command for a contributor, the same one for CI.
#![forbid(unsafe_code)]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool of the repository, not a library"
)]

mod error;

mod finding;

mod lexer;

mod workspace;

mod rules;

mod floors;

mod tidy;

mod steps;

mod python;

mod test;

mod ci;

use std::process::ExitCode;

use error::XtaskError;
use workspace::Workspace;

const HELP: &str = "\
cargo xtask VERB

  floors   who may name whom: crates, packages and modules, as xtask/floors.toml says
  tidy     sizes, heads, tests beside their file, links, dead files, unsafe
  test     everything a contributor needs before a push: tests, doctests, examples, benches
  ci       fmt, clippy, doc, tidy, floors, deny, then test: what .ci/run runs
  help     this text";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let verb = arguments.next().unwrap_or_else(|| "help".to_owned());
    if let Some(extra) = arguments.next() {
        eprintln!("xtask: `{verb}` takes no argument, got `{extra}`");
        return ExitCode::FAILURE;
    }
    let outcome = match verb.as_str() {
        "floors" => with_workspace(floors::run),
        "tidy" => with_workspace(tidy::run),
        "test" => with_workspace(test::run),
        "ci" => with_workspace(ci::run),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        _ => {
            eprintln!("xtask: unknown verb `{verb}`\n\n{HELP}");
            return ExitCode::FAILURE;
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn with_workspace(verb: fn(&Workspace) -> Result<(), XtaskError>) -> Result<(), XtaskError> {
    verb(&Workspace::load(&std::env::current_dir().map_err(
        |source| XtaskError::Io {
            path: ".".into(),
            source,
        },
    )?)?)
}
