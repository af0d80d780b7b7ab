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

mod header;

mod shell;

mod install;

mod steps;

mod snippets;

mod runner;

mod compilers;

mod programs;

mod python;

mod test;

mod ci;

use std::process::ExitCode;

use error::XtaskError;
use install::Install;
use workspace::Workspace;

const HELP: &str = "\
cargo xtask VERB

  floors   who may name whom: crates, packages and modules, as xtask/floors.toml says
  tidy     sizes, heads, tests beside their file, links, dead files, unsafe
  test     everything a contributor needs before a push: tests, doctests, examples, benches
  ci       fmt, clippy, doc, tidy, floors, deny, then test: what .ci/run runs
  c        the tests of libtruyvet alone: C, C++ and other languages, installed into target/c
  python   the wheel, built, installed into a clean environment and tested there, alone
  header   bindings/c/include/truyvet.h, made anew; with --check, whether it would be the same
  install-c --prefix P [--profile NAME]   libtruyvet built and installed under P
  help     this text";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let verb = arguments.next().unwrap_or_else(|| "help".to_owned());
    let arguments: Vec<String> = arguments.collect();
    let outcome = match (verb.as_str(), arguments.as_slice()) {
        ("header", [flag]) if flag == "--check" => with_workspace(header::check),
        ("install-c", words) => Install::parse(words)
            .and_then(|install| with_workspace(|workspace| install.run(workspace))),
        (verb, []) => plain(verb),
        (verb, [extra, ..]) => Err(XtaskError::Usage {
            problem: format!("`{verb}` takes no argument, got `{extra}`"),
        }),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The verbs without arguments.
fn plain(verb: &str) -> Result<(), XtaskError> {
    match verb {
        "floors" => with_workspace(floors::run),
        "tidy" => with_workspace(tidy::run),
        "test" => with_workspace(test::run),
        "c" => with_workspace(programs::run),
        "python" => with_workspace(python::run),
        "header" => with_workspace(header::write),
        "ci" => with_workspace(ci::run),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(XtaskError::Usage {
            problem: format!("unknown verb `{verb}`\n\n{HELP}"),
        }),
    }
}

fn with_workspace(
    verb: impl FnOnce(&Workspace) -> Result<(), XtaskError>,
) -> Result<(), XtaskError> {
    verb(&Workspace::load(&std::env::current_dir().map_err(
        |source| XtaskError::Io {
            path: ".".into(),
            source,
        },
    )?)?)
}
