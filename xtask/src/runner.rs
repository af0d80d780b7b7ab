//! Programs that are run and counted, each with a folder of its own, against an installed library.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::XtaskError;
use crate::shell::started;
use crate::steps::Tally;

/// What is run, and what came of it.
pub(crate) struct Runner {
    /// Where the sources of the tests are.
    pub(crate) tests: PathBuf,
    /// Where programs are built and run.
    pub(crate) work: PathBuf,
    /// Where the library is installed.
    pub(crate) prefix: PathBuf,
    pub(crate) tally: Tally,
}

impl Runner {
    /// A program that is given a folder of its own, and more arguments.
    pub(crate) fn program(
        &self,
        path: &Path,
        name: &str,
        arguments: &[PathBuf],
    ) -> Result<Command, XtaskError> {
        let mut command = self.env(Command::new(path));
        command
            .arg(self.folder(&format!("{name} run"))?)
            .args(arguments);
        Ok(command)
    }

    /// With what finds the installed library, and no more.
    pub(crate) fn env(&self, mut command: Command) -> Command {
        let lib = self.prefix.join("lib");
        command
            .env("PKG_CONFIG_PATH", lib.join("pkgconfig"))
            .env("LD_LIBRARY_PATH", &lib)
            .env("ASAN_OPTIONS", "detect_leaks=1");
        command
    }

    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf, XtaskError> {
        let path = self.work.join("run").join(name.replace(' ', "-"));
        fs::create_dir_all(&path).map_err(|source| XtaskError::Io {
            path: path.clone(),
            source,
        })?;
        Ok(path)
    }

    /// Runs a command and counts it; what it says is shown if it fails.
    pub(crate) fn run_program(&mut self, name: &str, command: &mut Command) -> bool {
        match started(command) {
            Ok(output) => {
                let mut said = String::new();
                if !output.status.success() {
                    // Writing to a String cannot fail.
                    let _ = write!(
                        said,
                        "{}\n{}{}{command:?}",
                        output.status,
                        String::from_utf8_lossy(&output.stdout),
                        String::from_utf8_lossy(&output.stderr),
                    );
                }
                self.done(name, output.status.success(), &said)
            }
            Err(error) => self.done(name, false, &error.to_string()),
        }
    }

    pub(crate) fn done(&mut self, name: &str, passed: bool, said: &str) -> bool {
        if passed {
            self.tally.passed += 1;
            println!("c: {name}: ok");
        } else {
            self.tally.failed += 1;
            println!("c: {name}: FAILED: {said}");
        }
        passed
    }

    pub(crate) fn skipped(&mut self, name: &str, reason: &str) {
        self.tally.skipped += 1;
        println!("c: {name}: skipped: {reason}");
    }
}
