//! Programs that are run and counted, each with a folder of its own, against an installed library.

use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

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
    /// What takes long, for the end.
    pub(crate) put_off: Vec<(String, Command)>,
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
        let said = outcome(command);
        self.done(name, said.is_none(), &said.unwrap_or_default())
    }

    /// Runs what was put off, as many at a time as there are processors.
    pub(crate) fn run_put_off(&mut self) {
        let left = Mutex::new(std::mem::take(&mut self.put_off).into_iter());
        let ended = Mutex::new(Vec::new());
        let many = std::thread::available_parallelism().map_or(1, NonZero::get);
        std::thread::scope(|scope| {
            for _ in 0..many {
                scope.spawn(|| {
                    loop {
                        let Some((name, mut command)) = locked(&left).next() else {
                            break;
                        };
                        let said = outcome(&mut command);
                        locked(&ended).push((name, said));
                    }
                });
            }
        });
        for (name, said) in ended.into_inner().unwrap_or_else(PoisonError::into_inner) {
            self.done(&name, said.is_none(), &said.unwrap_or_default());
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

fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a command; what there is to say of it if it failed.
fn outcome(command: &mut Command) -> Option<String> {
    let output = match started(command) {
        Ok(output) if output.status.success() => return None,
        Ok(output) => output,
        Err(error) => return Some(error.to_string()),
    };
    Some(format!(
        "{}\n{}{}{command:?}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    ))
}
