//! A run of steps: each printed, timed, streamed, and the first failure stops the rest.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::error::XtaskError;

/// Tests counted over all steps.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    /// Adds what was counted elsewhere.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Adds a line such as `test result: ok. 5 passed; 0 failed; 1 ignored; …`; other lines change nothing.
    pub(crate) fn add_line(&mut self, line: &str) {
        let Some((_, counts)) = line.split_once("test result: ") else {
            return;
        };
        let words: Vec<&str> = counts
            .split([' ', ';'])
            .filter(|word| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            let [number, name] = pair else { continue };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match *name {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.skipped += number,
                _ => {}
            }
        }
    }
}

/// How a step ended.
#[derive(Debug)]
enum Outcome {
    Passed(Duration),
    Failed(Duration),
    Skipped(String),
}

/// The steps run so far.
#[derive(Debug)]
pub(crate) struct Steps {
    root: PathBuf,
    locked: bool,
    done: Vec<(String, Outcome)>,
    pub(crate) tally: Tally,
}

impl Steps {
    /// Steps that run in `root`; `locked` ones refuse a Cargo.lock that is out of date and write no incremental state.
    pub(crate) fn new(root: PathBuf, locked: bool) -> Self {
        Self {
            root,
            locked,
            done: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Runs `cargo ARGUMENTS`, printing its output as it comes.
    pub(crate) fn cargo(
        &mut self,
        label: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<(), XtaskError> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        let (verb, rest) = arguments.split_first().unwrap_or((&"help", &[]));
        command.arg(verb);
        if self.locked && !["fmt", "deny"].contains(verb) {
            command.arg("--locked");
        }
        command.args(rest);
        if self.locked {
            command.env("CARGO_INCREMENTAL", "0");
        }
        command.envs(environment.iter().copied());
        let shown = shown(arguments, environment);
        println!("\n== {label}: {shown}");
        self.time(label, &shown, |steps| steps.stream(&mut command, &shown))
    }

    /// Runs another program, printing its output as it comes.
    pub(crate) fn program(
        &mut self,
        label: &str,
        program: &Path,
        arguments: &[&str],
    ) -> Result<(), XtaskError> {
        let mut command = Command::new(program);
        command.args(arguments);
        let shown = format!("{} {}", program.display(), arguments.join(" "));
        println!("\n== {label}: {shown}");
        self.time(label, &shown, |steps| steps.stream(&mut command, &shown))
    }

    /// Runs a check of this program as a step.
    pub(crate) fn check(
        &mut self,
        label: &str,
        check: impl FnOnce() -> Result<(), XtaskError>,
    ) -> Result<(), XtaskError> {
        println!("\n== {label}");
        let command = format!("cargo xtask {label}");
        self.time(label, &command, |_| match check() {
            Ok(()) => Ok(true),
            Err(XtaskError::Findings { .. }) => Ok(false),
            Err(error) => Err(error),
        })
    }

    /// Says that a step was not run, and why.
    pub(crate) fn skip(&mut self, label: &str, reason: &str) {
        println!("\n== {label}: skipped: {reason}");
        self.done
            .push((label.to_owned(), Outcome::Skipped(reason.to_owned())));
    }

    fn time(
        &mut self,
        label: &str,
        command: &str,
        run: impl FnOnce(&mut Self) -> Result<bool, XtaskError>,
    ) -> Result<(), XtaskError> {
        let start = Instant::now();
        let passed = run(self);
        let took = start.elapsed();
        let outcome = match passed {
            Ok(true) => Outcome::Passed(took),
            _ => Outcome::Failed(took),
        };
        println!("== {label}: {}", words(&outcome));
        self.done.push((label.to_owned(), outcome));
        if passed? {
            return Ok(());
        }
        Err(XtaskError::Step {
            label: label.to_owned(),
            command: command.to_owned(),
        })
    }

    fn stream(&mut self, command: &mut Command, shown: &str) -> Result<bool, XtaskError> {
        let start = |source| XtaskError::Start {
            command: shown.to_owned(),
            source,
        };
        let mut child = command
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(start)?;
        if let Some(output) = child.stdout.take() {
            let mut reader = BufReader::new(output);
            let mut line = Vec::new();
            while reader.read_until(b'\n', &mut line).map_err(start)? > 0 {
                let text = String::from_utf8_lossy(&line);
                print!("{text}");
                self.tally.add_line(&text);
                line.clear();
            }
        }
        Ok(child.wait().map_err(start)?.success())
    }

    /// Prints every step with its time and, as the last line, the tests counted.
    pub(crate) fn summary(&self) {
        println!("\n== summary");
        for (label, outcome) in &self.done {
            println!("{label:<24} {}", words(outcome));
        }
        let Tally {
            passed,
            failed,
            skipped,
        } = self.tally;
        println!("{passed} passed, {failed} failed, {skipped} skipped");
    }
}

fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed(took) => format!("ok      {:>7.1} s", took.as_secs_f64()),
        Outcome::Failed(took) => format!("FAILED  {:>7.1} s", took.as_secs_f64()),
        Outcome::Skipped(reason) => format!("skipped ({reason})"),
    }
}

fn shown(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let settings = environment
        .iter()
        .map(|(name, value)| format!("{name}='{value}' "));
    format!(
        "{}cargo {}",
        settings.collect::<String>(),
        arguments.join(" ")
    )
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;
