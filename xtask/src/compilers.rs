//! A source of C compiled as C99 and as C++17, and run: plain, under valgrind, with sanitizers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::XtaskError;
use crate::runner::Runner;
use crate::shell::{found, started};

/// A program to be compiled and run.
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) file: PathBuf,
    /// What it is given besides a folder of its own.
    pub(crate) arguments: Vec<PathBuf>,
    /// And what, where everything takes longer, or was run in full already.
    pub(crate) arguments_when_slow: Vec<PathBuf>,
}

/// A compiler and how it reads a source.
#[derive(Clone, Copy)]
pub(crate) struct Dialect {
    pub(crate) compiler: &'static str,
    pub(crate) flags: &'static [&'static str],
}

pub(crate) const C99: Dialect = Dialect {
    compiler: "gcc",
    flags: &["-std=c99", "-D_POSIX_C_SOURCE=200809L"],
};

/// C read as C++.
pub(crate) const C_AS_CPP: Dialect = Dialect {
    compiler: "g++",
    flags: &["-std=c++17", "-x", "c++"],
};

pub(crate) const CPP: Dialect = Dialect {
    compiler: "g++",
    flags: &["-std=c++17"],
};

const WARNINGS: [&str; 4] = ["-Wall", "-Wextra", "-Werror", "-pedantic"];

impl Runner {
    /// One source: plain, under valgrind, and with the sanitizers of the compiler.
    pub(crate) fn compiled(&mut self, source: &Source, dialect: Dialect) -> Result<(), XtaskError> {
        let name = format!("{} {}", source.name, dialect.compiler);
        if !found(dialect.compiler) {
            self.skipped(&name, &format!("{} is not found", dialect.compiler));
            return Ok(());
        }
        let plain = self.compile(&name, dialect, &source.file, &["-O1", "-g"])?;
        let Some(plain) = plain else { return Ok(()) };
        self.run_program(&name, &mut self.program(&plain, &name, &source.arguments)?);
        self.under_valgrind(&format!("{name} valgrind"), &plain, source)?;
        let checked = format!("{name} sanitized");
        if !self.has_sanitizers(dialect.compiler)? {
            self.skipped(&checked, "the compiler has no sanitizers that work here");
            return Ok(());
        }
        let flags = [
            "-O1",
            "-g",
            "-fsanitize=address,undefined",
            "-fno-sanitize-recover=all",
        ];
        if let Some(program) = self.compile(&checked, dialect, &source.file, &flags)? {
            let mut command = self.program(&program, &checked, &source.arguments_when_slow)?;
            self.run_program(&checked, &mut command);
        }
        Ok(())
    }

    /// No byte is used that is not there or was never set, and none is left behind. It is put off.
    fn under_valgrind(
        &mut self,
        name: &str,
        program: &Path,
        source: &Source,
    ) -> Result<(), XtaskError> {
        if !found("valgrind") {
            self.skipped(name, "valgrind is not found");
            return Ok(());
        }
        let mut command = self.env(Command::new("valgrind"));
        command
            .args([
                "--quiet",
                "--leak-check=full",
                "--show-leak-kinds=definite,indirect,possible",
                "--errors-for-leak-kinds=definite,indirect,possible",
                "--error-exitcode=99",
                "--fair-sched=yes",
                // Without optimisation a stack is deep before it comes to the name of its owner.
                "--num-callers=60",
            ])
            .arg(format!(
                "--suppressions={}",
                self.tests.join("valgrind.supp").display()
            ))
            .arg(program)
            .arg(self.folder(name)?)
            .args(&source.arguments_when_slow);
        self.put_off.push((name.to_owned(), command));
        Ok(())
    }

    /// Compiles and links through pkg-config; nothing, and a failure noted, if that fails.
    pub(crate) fn compile(
        &mut self,
        name: &str,
        dialect: Dialect,
        file: &Path,
        flags: &[&str],
    ) -> Result<Option<PathBuf>, XtaskError> {
        let program = self.work.join(name.replace(' ', "-"));
        let mut command = self.env(Command::new(dialect.compiler));
        command
            .args(dialect.flags)
            .args(WARNINGS)
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

    /// The static library, with what rustc says that it needs.
    pub(crate) fn linked_statically(&mut self, source: &Source) -> Result<(), XtaskError> {
        let name = format!("{} static", source.name);
        if !found(C99.compiler) {
            self.skipped(&name, &format!("{} is not found", C99.compiler));
            return Ok(());
        }
        let program = self.work.join(name.replace(' ', "-"));
        let mut command = self.env(Command::new(C99.compiler));
        command
            .args(C99.flags)
            .args(WARNINGS)
            .arg(format!("-I{}", self.prefix.join("include").display()))
            .arg(&source.file)
            .arg(self.prefix.join("lib/libtruyvet.a"))
            .args(["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"])
            .args(["-lc", "-o"])
            .arg(&program);
        if self.run_program(&format!("{name} compiles"), &mut command) {
            self.run_program(
                &name,
                &mut self.program(&program, &name, &source.arguments_when_slow)?,
            );
        }
        Ok(())
    }

    /// Whether the compiler has them, and what they make runs here: some containers forbid what the
    /// search for leaks needs.
    fn has_sanitizers(&self, compiler: &str) -> Result<bool, XtaskError> {
        let file = self.work.join("empty.c");
        fs::write(&file, "int main(void) { return 0; }\n").map_err(|source| XtaskError::Io {
            path: file.clone(),
            source,
        })?;
        let program = self.work.join("empty");
        let mut command = Command::new(compiler);
        command
            .args(["-fsanitize=address,undefined", "-x", "c"])
            .arg(&file)
            .arg("-o")
            .arg(&program);
        Ok(started(&mut command)?.status.success()
            && started(&mut self.env(Command::new(&program)))?
                .status
                .success())
    }
}
