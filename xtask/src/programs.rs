//! The tests of libtruyvet: programs in C, C++ and other languages against the installed library.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::compilers::{C_AS_CPP, C99, CPP, Source};
use crate::error::XtaskError;
use crate::install::Install;
use crate::runner::Runner;
use crate::shell::{found, listing, started};
use crate::snippets::{Block, blocks};
use crate::steps::{Steps, Tally};
use crate::workspace::{Workspace, read};

/// Runs them alone and prints the summary.
pub(crate) fn run(workspace: &Workspace) -> Result<(), XtaskError> {
    let mut steps = Steps::new(workspace.root.clone(), false);
    let outcome = run_steps(workspace, &mut steps);
    steps.summary();
    outcome
}

/// The step, for a run that has others too.
pub(crate) fn run_steps(workspace: &Workspace, steps: &mut Steps) -> Result<(), XtaskError> {
    let mut tally = Tally::default();
    let outcome = steps.check("c", || {
        let mut programs = Programs::new(workspace)?;
        programs.all()?;
        tally = programs.runner.tally;
        match tally.failed {
            0 => Ok(()),
            count => Err(XtaskError::Findings {
                verb: "c",
                count: usize::try_from(count).unwrap_or(usize::MAX),
            }),
        }
    });
    steps.tally.add(tally);
    outcome
}

struct Programs {
    /// The root of the repository.
    root: PathBuf,
    runner: Runner,
}

impl Programs {
    fn new(workspace: &Workspace) -> Result<Self, XtaskError> {
        let work = workspace.target.join("c");
        drop(fs::remove_dir_all(&work));
        fs::create_dir_all(&work).map_err(|source| XtaskError::Io {
            path: work.clone(),
            source,
        })?;
        let prefix = work.join("prefix");
        let install = Install {
            prefix: prefix.clone(),
            profile: "dev".to_owned(),
        };
        install.run(workspace)?;
        Ok(Self {
            root: workspace.root.clone(),
            runner: Runner {
                tests: workspace.root.join("bindings/c/tests"),
                work,
                prefix,
                tally: Tally::default(),
                put_off: Vec::new(),
            },
        })
    }

    fn all(&mut self) -> Result<(), XtaskError> {
        let tests = self.runner.tests.clone();
        let examples = self.root.join("examples/c");
        let source = |folder: &Path, file: &str, arguments: &[PathBuf]| Source {
            name: file.split('.').next().unwrap_or(file).to_owned(),
            file: folder.join(file),
            arguments: arguments.to_vec(),
            arguments_when_slow: arguments.to_vec(),
        };
        // A store has tens of thousands of sources before it has too many: minutes under valgrind.
        let header = self.runner.prefix.join("include/truyvet.h");
        let mut statuses = source(&tests, "statuses.c", &[header]);
        statuses.arguments_when_slow.push("quick".into());
        self.runner.linked_statically(&statuses)?;
        let scenarios = self.root.join("tests/scenarios");
        for program in [
            statuses,
            source(&tests, "threads.c", &[]),
            source(&tests, "engine.c", &[]),
            source(&tests, "answers.c", &[]),
            source(&tests, "centre.c", &[]),
            source(&tests, "arrow.c", &[]),
            source(&tests, "scenarios.c", &[scenarios]),
            source(&examples, "trace.c", &[]),
            source(&examples, "stream.c", &[]),
        ] {
            for dialect in [C99, C_AS_CPP] {
                self.runner.compiled(&program, dialect)?;
            }
        }
        for file in ["wrapped.cpp", "wrapped_more.cpp"] {
            self.runner.compiled(&source(&tests, file, &[]), CPP)?;
        }
        for page in ["docs/c.md", "README.md"] {
            self.snippets(page)?;
        }
        self.cmake(&tests.join("consumer"))?;
        self.cargo_c()?;
        self.languages(&examples)?;
        self.runner.run_put_off();
        let Tally {
            passed,
            failed,
            skipped,
        } = self.runner.tally;
        println!("libtruyvet: {passed} passed, {failed} failed, {skipped} skipped");
        Ok(())
    }

    /// The C that stands in a document: every block compiles, and does what it says.
    fn snippets(&mut self, page: &str) -> Result<(), XtaskError> {
        let found_blocks = blocks(&read(&self.root.join(page))?, "c");
        self.runner.done(
            &format!("{page} has C"),
            !found_blocks.is_empty(),
            "there is no block in C: take the page off the list",
        );
        for block in &found_blocks {
            let name = format!("{page} line {}", block.line);
            if found(C99.compiler) {
                self.snippet(&name, block)?;
            } else {
                let reason = format!("{} is not found", C99.compiler);
                self.runner.skipped(&name, &reason);
            }
        }
        Ok(())
    }

    fn snippet(&mut self, name: &str, block: &Block) -> Result<(), XtaskError> {
        let short = name.replace(['/', '.', ' '], "-");
        let path = self.runner.work.join(format!("{short}.h"));
        fs::write(&path, &block.code).map_err(|source| XtaskError::Io {
            path: path.clone(),
            source,
        })?;
        let define = format!("-DBLOCK=\"{}\"", path.display());
        // What a block declares for what comes next on the page is of no use to itself.
        let flags = ["-O1", "-g", &define, "-Wno-unused-variable"];
        let file = self.runner.tests.join("snippets.c");
        let Some(program) = self.runner.compile(&short, C99, &file, &flags)? else {
            return Ok(());
        };
        let output = started(&mut self.runner.program(&program, &short, &[])?)?;
        let said = String::from_utf8_lossy(&output.stderr);
        let as_it_says = output.status.success()
            && said.is_empty()
            && (!block.code.contains("printf") || !output.stdout.is_empty());
        self.runner
            .done(name, as_it_says, &format!("{}\n{said}", output.status));
        Ok(())
    }

    fn cmake(&mut self, source: &Path) -> Result<(), XtaskError> {
        let name = "find_package";
        let runner = &mut self.runner;
        if !found("cmake") {
            runner.skipped(name, "cmake is not found");
            return Ok(());
        }
        let build = runner.folder(name)?;
        let mut configure = runner.env(Command::new("cmake"));
        configure
            .arg("-S")
            .arg(source)
            .arg("-B")
            .arg(&build)
            .arg(format!("-DCMAKE_PREFIX_PATH={}", runner.prefix.display()));
        let mut make = runner.env(Command::new("cmake"));
        make.arg("--build").arg(&build);
        let built = runner.run_program("find_package is found", &mut configure)
            && runner.run_program("find_package builds", &mut make);
        if built {
            for program in ["shared", "static"] {
                let name = format!("find_package {program}");
                let mut command = runner.program(&build.join(program), &name, &[])?;
                runner.run_program(&name, &mut command);
            }
        }
        Ok(())
    }

    /// `cargo cinstall` lays the same files out, where it is installed.
    fn cargo_c(&mut self) -> Result<(), XtaskError> {
        let name = "cargo cinstall";
        let runner = &mut self.runner;
        if !found("cargo-cinstall") {
            runner.skipped(name, "cargo-c is not installed");
            return Ok(());
        }
        let other = runner.work.join("cargo-c");
        let mut command = runner.env(Command::new("cargo"));
        command
            .args(["cinstall", "--package", "truyvet-c"])
            .args(["--profile", "dev", "--libdir=lib"])
            .arg(format!("--prefix={}", other.display()))
            .current_dir(&self.root);
        if runner.run_program(name, &mut command) {
            let (ours, theirs) = (listing(&runner.prefix)?, listing(&other)?);
            // It knows no CMake package; all else stands in both, and nothing in one alone.
            let ours: Vec<&String> = ours.iter().filter(|file| !file.contains("cmake")).collect();
            let (missing, more): (Vec<_>, Vec<_>) = (
                theirs.iter().filter(|file| !ours.contains(file)).collect(),
                ours.iter().filter(|file| !theirs.contains(file)).collect(),
            );
            runner.done(
                "cargo cinstall, the same files",
                missing.is_empty() && more.is_empty(),
                &format!("only there: {missing:?}; only here: {more:?}"),
            );
        }
        Ok(())
    }

    /// The examples in other languages, where these are installed.
    fn languages(&mut self, examples: &Path) -> Result<(), XtaskError> {
        let runner = &mut self.runner;
        let shared = runner.prefix.join("lib/libtruyvet.so");
        for (name, runtime, file) in [
            ("python ctypes", "python3", "ctypes_trace.py"),
            ("java", "java", "TraceFfi.java"),
        ] {
            if !found(runtime) {
                runner.skipped(name, &format!("{runtime} is not found"));
                continue;
            }
            let mut command = runner.env(Command::new(runtime));
            if runtime == "java" {
                if !has_foreign_functions()? {
                    runner.skipped(name, "this is not the Java 17 that the example is for");
                    continue;
                }
                command.args(["--add-modules", FOREIGN]);
                command.arg("--enable-native-access=ALL-UNNAMED");
            }
            command
                .arg(examples.join(file))
                .arg(&shared)
                .arg(runner.folder(name)?);
            runner.run_program(name, &mut command);
        }
        Ok(())
    }
}

/// The module by which Java 17 calls C. Later versions have it under another name.
const FOREIGN: &str = "jdk.incubator.foreign";

fn has_foreign_functions() -> Result<bool, XtaskError> {
    let output = started(Command::new("java").arg("--list-modules"))?;
    let modules = String::from_utf8_lossy(&output.stdout);
    Ok(output.status.success() && modules.contains(FOREIGN))
}
