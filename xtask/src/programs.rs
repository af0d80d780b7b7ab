//! The tests of libtruyvet: programs in C, C++ and other languages against the installed library.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::XtaskError;
use crate::install::Install;
use crate::shell::{found, listing, started};
use crate::steps::{Steps, Tally};
use crate::workspace::Workspace;

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
        tally = programs.tally;
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

/// What is run, and what came of it.
struct Programs {
    /// The sources.
    source: PathBuf,
    /// The root of the repository.
    root: PathBuf,
    /// Where programs are built and run.
    work: PathBuf,
    /// Where the library is installed.
    prefix: PathBuf,
    tally: Tally,
}

/// The languages in which a source is read.
const DIALECTS: [(&str, &[&str]); 2] = [
    ("gcc", &["-std=c99", "-D_POSIX_C_SOURCE=200809L"]),
    ("g++", &["-std=c++17", "-x", "c++"]),
];

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
            source: workspace.root.join("bindings/c"),
            root: workspace.root.clone(),
            work,
            prefix,
            tally: Tally::default(),
        })
    }

    fn all(&mut self) -> Result<(), XtaskError> {
        let scenarios = self.root.join("tests/scenarios");
        let examples = self.root.join("examples/c");
        let tests = self.source.join("tests");
        let programs: [(&str, PathBuf, Vec<PathBuf>); 7] = [
            ("statuses", tests.join("statuses.c"), vec![]),
            ("engine", tests.join("engine.c"), vec![]),
            ("centre", tests.join("centre.c"), vec![]),
            ("arrow", tests.join("arrow.c"), vec![]),
            ("scenarios", tests.join("scenarios.c"), vec![scenarios]),
            ("trace", examples.join("trace.c"), vec![]),
            ("stream", examples.join("stream.c"), vec![]),
        ];
        for (name, file, arguments) in &programs {
            for (compiler, dialect) in DIALECTS {
                self.compiled(
                    &format!("{name} {compiler}"),
                    compiler,
                    dialect,
                    file,
                    arguments,
                )?;
            }
        }
        let wrapped = tests.join("wrapped.cpp");
        self.compiled("wrapped g++", "g++", &["-std=c++17"], &wrapped, &[])?;
        self.linked_statically(&tests.join("statuses.c"))?;
        self.cmake(&tests.join("consumer"))?;
        self.cargo_c()?;
        self.languages(&examples)?;
        let Tally {
            passed,
            failed,
            skipped,
        } = self.tally;
        println!("libtruyvet: {passed} passed, {failed} failed, {skipped} skipped");
        Ok(())
    }

    /// One source: plain, under valgrind, and with the sanitizers of the compiler.
    fn compiled(
        &mut self,
        name: &str,
        compiler: &str,
        dialect: &[&str],
        file: &Path,
        arguments: &[PathBuf],
    ) -> Result<(), XtaskError> {
        if !found(compiler) {
            self.skipped(name, &format!("{compiler} is not found"));
            return Ok(());
        }
        let plain = self.compile(name, compiler, dialect, file, &["-O1", "-g"])?;
        let Some(plain) = plain else { return Ok(()) };
        self.run_program(name, &mut self.program(&plain, name, arguments)?);
        let checked = format!("{name} valgrind");
        if compiler != "gcc" || name.starts_with("statuses") {
            // The same library once more would show nothing new, and tens of thousands of sources
            // take minutes there.
        } else if found("valgrind") {
            let mut command = self.env(Command::new("valgrind"));
            command
                .args([
                    "--quiet",
                    "--leak-check=full",
                    "--errors-for-leak-kinds=definite",
                    "--show-leak-kinds=definite",
                ])
                .args(["--error-exitcode=99", "--fair-sched=yes"])
                .arg(&plain)
                .arg(self.folder(&checked)?)
                .args(arguments);
            self.run_program(&checked, &mut command);
        } else {
            self.skipped(&checked, "valgrind is not found");
        }
        let checked = format!("{name} sanitized");
        let flags = [
            "-O1",
            "-g",
            "-fsanitize=address,undefined",
            "-fno-sanitize-recover=all",
        ];
        if self.has_sanitizers(compiler)? {
            if let Some(program) = self.compile(&checked, compiler, dialect, file, &flags)? {
                self.run_program(&checked, &mut self.program(&program, &checked, arguments)?);
            }
        } else {
            self.skipped(&checked, "the compiler has no sanitizers");
        }
        Ok(())
    }

    /// Compiles and links through pkg-config; nothing, and a failure noted, if that fails.
    fn compile(
        &mut self,
        name: &str,
        compiler: &str,
        dialect: &[&str],
        file: &Path,
        flags: &[&str],
    ) -> Result<Option<PathBuf>, XtaskError> {
        let program = self.work.join(name.replace(' ', "-"));
        let mut command = self.env(Command::new(compiler));
        command
            .args(dialect)
            .args(["-Wall", "-Wextra", "-Werror", "-pedantic"])
            .args(flags)
            .arg(file)
            .args(["-x", "none", "-o"])
            .arg(&program)
            .args(self.pkg_config(&["--cflags", "--libs"])?)
            .arg("-lpthread");
        let built = self.run_program(&format!("{name} compiles"), &mut command);
        Ok(built.then_some(program))
    }

    /// What pkg-config says of the installed library.
    fn pkg_config(&self, what: &[&str]) -> Result<Vec<String>, XtaskError> {
        if !found("pkg-config") {
            // What the file says, for a machine without the program.
            return Ok(vec![
                format!("-I{}", self.prefix.join("include").display()),
                format!("-L{}", self.prefix.join("lib").display()),
                "-ltruyvet".to_owned(),
            ]);
        }
        let mut command = self.env(Command::new("pkg-config"));
        let output = started(command.args(what).arg("truyvet"))?;
        let words = String::from_utf8_lossy(&output.stdout);
        Ok(words.split_whitespace().map(str::to_owned).collect())
    }

    fn linked_statically(&mut self, file: &Path) -> Result<(), XtaskError> {
        let name = "statuses static";
        let program = self.work.join("statuses-static");
        let mut command = self.env(Command::new("gcc"));
        command
            .args([
                "-std=c99",
                "-D_POSIX_C_SOURCE=200809L",
                "-Wall",
                "-Wextra",
                "-Werror",
            ])
            .arg(format!("-I{}", self.prefix.join("include").display()))
            .arg(file)
            .arg(self.prefix.join("lib/libtruyvet.a"))
            .args([
                "-lgcc_s",
                "-lutil",
                "-lrt",
                "-lpthread",
                "-lm",
                "-ldl",
                "-lc",
                "-o",
            ])
            .arg(&program);
        if self.run_program(&format!("{name} compiles"), &mut command) {
            self.run_program(name, &mut self.program(&program, name, &[])?);
        }
        Ok(())
    }

    fn cmake(&mut self, source: &Path) -> Result<(), XtaskError> {
        let name = "find_package";
        if !found("cmake") {
            self.skipped(name, "cmake is not found");
            return Ok(());
        }
        let build = self.folder(name)?;
        let mut configure = self.env(Command::new("cmake"));
        configure
            .arg("-S")
            .arg(source)
            .arg("-B")
            .arg(&build)
            .arg(format!("-DCMAKE_PREFIX_PATH={}", self.prefix.display()));
        let mut make = self.env(Command::new("cmake"));
        make.arg("--build").arg(&build);
        let built = self.run_program("find_package is found", &mut configure)
            && self.run_program("find_package builds", &mut make);
        if built {
            for program in ["shared", "static"] {
                let name = format!("find_package {program}");
                self.run_program(&name, &mut self.program(&build.join(program), &name, &[])?);
            }
        }
        Ok(())
    }

    /// `cargo cinstall` lays the same files out, where it is installed.
    fn cargo_c(&mut self) -> Result<(), XtaskError> {
        let name = "cargo cinstall";
        if !found("cargo-cinstall") {
            self.skipped(name, "cargo-c is not installed");
            return Ok(());
        }
        let other = self.work.join("cargo-c");
        let mut command = self.env(Command::new("cargo"));
        command
            .args([
                "cinstall",
                "--package",
                "truyvet-c",
                "--profile",
                "dev",
                "--libdir=lib",
            ])
            .arg(format!("--prefix={}", other.display()))
            .current_dir(&self.root);
        if self.run_program(name, &mut command) {
            let (ours, theirs) = (listing(&self.prefix)?, listing(&other)?);
            // Its pkg-config file stands elsewhere on some systems, and it knows no CMake package.
            let missing: Vec<&String> = theirs.iter().filter(|file| !ours.contains(file)).collect();
            self.done(
                "cargo cinstall, the same files",
                missing.is_empty(),
                &format!("{missing:?}"),
            );
        }
        Ok(())
    }

    /// The examples in other languages, where these are installed.
    fn languages(&mut self, examples: &Path) -> Result<(), XtaskError> {
        let shared = self.prefix.join("lib/libtruyvet.so");
        for (name, runtime, file) in [
            ("python ctypes", "python3", "ctypes_trace.py"),
            ("java", "java", "TraceFfi.java"),
        ] {
            if !found(runtime) {
                self.skipped(name, &format!("{runtime} is not found"));
                continue;
            }
            let mut command = self.env(Command::new(runtime));
            if runtime == "java" {
                command.args(["--add-modules", "jdk.incubator.foreign"]);
                command.arg("--enable-native-access=ALL-UNNAMED");
            }
            command
                .arg(examples.join(file))
                .arg(&shared)
                .arg(self.folder(name)?);
            self.run_program(name, &mut command);
        }
        Ok(())
    }

    /// A program that is given a folder of its own, and more arguments.
    fn program(
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
    fn env(&self, mut command: Command) -> Command {
        let lib = self.prefix.join("lib");
        command
            .env("PKG_CONFIG_PATH", lib.join("pkgconfig"))
            .env("LD_LIBRARY_PATH", &lib)
            .env("ASAN_OPTIONS", "detect_leaks=1");
        command
    }

    fn folder(&self, name: &str) -> Result<PathBuf, XtaskError> {
        let path = self.work.join("run").join(name.replace(' ', "-"));
        fs::create_dir_all(&path).map_err(|source| XtaskError::Io {
            path: path.clone(),
            source,
        })?;
        Ok(path)
    }

    fn has_sanitizers(&self, compiler: &str) -> Result<bool, XtaskError> {
        let file = self.work.join("empty.c");
        fs::write(&file, "int main(void) { return 0; }\n").map_err(|source| XtaskError::Io {
            path: file.clone(),
            source,
        })?;
        let mut command = Command::new(compiler);
        command
            .args(["-fsanitize=address,undefined", "-x", "c"])
            .arg(&file)
            .arg("-o")
            .arg(self.work.join("empty"));
        Ok(started(&mut command)?.status.success())
    }

    /// Runs a command and counts it; what it says is shown if it fails.
    fn run_program(&mut self, name: &str, command: &mut Command) -> bool {
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

    fn done(&mut self, name: &str, passed: bool, said: &str) -> bool {
        if passed {
            self.tally.passed += 1;
            println!("c: {name}: ok");
        } else {
            self.tally.failed += 1;
            println!("c: {name}: FAILED: {said}");
        }
        passed
    }

    fn skipped(&mut self, name: &str, reason: &str) {
        self.tally.skipped += 1;
        println!("c: {name}: skipped: {reason}");
    }
}
