//! `cargo xtask install-c --prefix P`: libtruyvet built, and installed as C programs find it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::XtaskError;
use crate::shell::listing;
use crate::workspace::{Workspace, read};

/// What is built and where it goes.
pub(crate) struct Install {
    /// The folder under which `include` and `lib` are.
    pub(crate) prefix: PathBuf,
    /// The profile of cargo: `release`, or `dev`.
    pub(crate) profile: String,
}

impl Install {
    /// Reads `--prefix P [--profile NAME]`; the profile is `release` unless said.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, XtaskError> {
        let (mut prefix, mut profile) = (None, "release".to_owned());
        let mut left = arguments.iter();
        while let Some(word) = left.next() {
            let value = left
                .next()
                .ok_or_else(|| usage(&format!("{word} needs a value")))?;
            match word.as_str() {
                "--prefix" => prefix = Some(PathBuf::from(value)),
                "--profile" => profile.clone_from(value),
                _ => return Err(usage(&format!("there is no {word}"))),
            }
        }
        let prefix = prefix.ok_or_else(|| usage("--prefix is missing"))?;
        Ok(Self { prefix, profile })
    }

    /// Builds the library and puts everything in its place.
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<(), XtaskError> {
        let built = self.build(workspace)?;
        let version = env!("CARGO_PKG_VERSION");
        // As bindings/c/build.rs tells the linker.
        let (soname, _) = version.rsplit_once('.').unwrap_or((version, ""));
        let source = workspace.root.join("bindings/c");
        let (lib, include) = (self.prefix.join("lib"), self.prefix.join("include"));
        let (pkgconfig, cmake) = (lib.join("pkgconfig"), lib.join("cmake/truyvet"));
        for folder in [&include, &pkgconfig, &cmake] {
            fs::create_dir_all(folder).map_err(|source| io(folder, source))?;
        }
        for name in listing(&source.join("include"))? {
            copy(&source.join("include").join(&name), &include.join(&name))?;
        }
        copy(&built.join("libtruyvet_c.a"), &lib.join("libtruyvet.a"))?;
        let shared = format!("libtruyvet.so.{version}");
        copy(&built.join("libtruyvet_c.so"), &lib.join(&shared))?;
        for name in [
            format!("libtruyvet.so.{soname}"),
            "libtruyvet.so".to_owned(),
        ] {
            link(&shared, &lib.join(name))?;
        }
        for (name, folder) in [
            ("truyvet.pc", &pkgconfig),
            ("truyvet-config.cmake", &cmake),
            ("truyvet-config-version.cmake", &cmake),
        ] {
            let text = read(&source.join("cmake").join(format!("{name}.in")))?;
            let text = text
                .replace("@VERSION@", version)
                .replace("@SONAME@", soname);
            let path = folder.join(name);
            fs::write(&path, text).map_err(|source| io(&path, source))?;
        }
        println!(
            "libtruyvet {version} is installed under {}",
            self.prefix.display()
        );
        Ok(())
    }

    /// Builds, and says where that is.
    fn build(&self, workspace: &Workspace) -> Result<PathBuf, XtaskError> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let arguments: &[&str] = if self.profile == "dev" {
            // What `cargo test` has built already, and the two libraries: the package alone would
            // be built of its dependencies with other features, all anew.
            &["build", "--workspace", "--lib", "--tests"]
        } else {
            &[
                "build",
                "--package",
                "truyvet-c",
                "--profile",
                &self.profile,
            ]
        };
        let shown = format!("cargo {}", arguments.join(" "));
        println!("{shown}");
        let status = Command::new(cargo)
            .args(arguments)
            .current_dir(&workspace.root)
            .status()
            .map_err(|source| XtaskError::Start {
                command: shown.clone(),
                source,
            })?;
        if !status.success() {
            return Err(XtaskError::Step {
                label: "install-c".to_owned(),
                command: shown,
            });
        }
        let folder = match self.profile.as_str() {
            "dev" => "debug",
            other => other,
        };
        Ok(workspace.target.join(folder))
    }
}

fn usage(problem: &str) -> XtaskError {
    XtaskError::Usage {
        problem: format!("{problem}: cargo xtask install-c --prefix P [--profile NAME]"),
    }
}

fn io(path: &Path, source: std::io::Error) -> XtaskError {
    XtaskError::Io {
        path: path.to_owned(),
        source,
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), XtaskError> {
    // A program may be running from what is there: that file stays, and its name goes.
    drop(fs::remove_file(to));
    fs::copy(from, to).map_err(|source| io(from, source))?;
    Ok(())
}

fn link(target: &str, path: &Path) -> Result<(), XtaskError> {
    drop(fs::remove_file(path));
    #[cfg(unix)]
    let linked = std::os::unix::fs::symlink(target, path);
    #[cfg(not(unix))]
    let linked = fs::copy(path.with_file_name(target), path).map(|_| ());
    linked.map_err(|source| io(path, source))
}

#[cfg(test)]
#[path = "install_tests.rs"]
mod tests;
