//! The workspace as cargo sees it: packages, their dependencies and targets, without resolving anything.

use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, TargetKind};

use crate::error::XtaskError;

/// The repository and its packages.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    pub(crate) members: Vec<Member>,
}

/// A package of the workspace.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) version: String,
    /// Its folder.
    pub(crate) folder: PathBuf,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) targets: Vec<Target>,
}

/// A line of a package's dependency tables.
#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// The name that code uses: renamed, and with `_` for `-`.
    pub(crate) code_name: String,
    pub(crate) dev: bool,
    /// True when it is a package of this repository.
    pub(crate) local: bool,
}

/// Something cargo builds from one root file.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) file: PathBuf,
}

/// Which targets are shipped and which only help development.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Library,
    Binary,
    Example,
    /// Tests, benches and build scripts.
    Development,
}

impl Workspace {
    /// The workspace that holds `folder`.
    pub(crate) fn load(folder: &Path) -> Result<Self, XtaskError> {
        let metadata = MetadataCommand::new()
            .current_dir(folder)
            .no_deps()
            .exec()?;
        let members = members(&metadata);
        Ok(Self {
            target: metadata.target_directory.into_std_path_buf(),
            root: metadata.workspace_root.into_std_path_buf(),
            members,
        })
    }

    /// `path` as findings show it.
    pub(crate) fn relative(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).unwrap_or(path).to_owned()
    }

    /// Every file of the repository that rules look at, sorted: no build output, no fixtures, no version control.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>, XtaskError> {
        let mut files = Vec::new();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            let io = |source| XtaskError::Io {
                path: folder.clone(),
                source,
            };
            for entry in fs::read_dir(&folder).map_err(io)? {
                let path = entry.map_err(io)?.path();
                if path.is_symlink() || is_skipped(&path) {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path);
                }
            }
        }
        files.sort();
        Ok(files)
    }
}

fn is_skipped(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folders = [".git", ".venv", "fixtures", "node_modules", "__pycache__"];
    path.is_dir()
        && (folders.contains(&name.as_ref())
            || name == "target"
            || name.starts_with("target-")
            || name.ends_with(".tv"))
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String, XtaskError> {
    fs::read_to_string(path).map_err(|source| XtaskError::Io {
        path: path.to_owned(),
        source,
    })
}

fn members(metadata: &Metadata) -> Vec<Member> {
    metadata.packages.iter().map(member).collect()
}

fn member(package: &Package) -> Member {
    let manifest = package.manifest_path.as_std_path();
    Member {
        name: package.name.to_string(),
        version: package.version.to_string(),
        folder: manifest.parent().unwrap_or(manifest).to_owned(),
        dependencies: package
            .dependencies
            .iter()
            .map(|dependency| Dependency {
                name: dependency.name.clone(),
                code_name: dependency
                    .rename
                    .as_ref()
                    .unwrap_or(&dependency.name)
                    .replace('-', "_"),
                dev: dependency.kind == DependencyKind::Development,
                local: dependency.path.is_some(),
            })
            .collect(),
        targets: package
            .targets
            .iter()
            .map(|target| Target {
                name: target.name.clone(),
                kind: kind(&target.kind),
                file: target.src_path.as_std_path().to_owned(),
            })
            .collect(),
    }
}

fn kind(kinds: &[TargetKind]) -> Kind {
    match kinds.first() {
        Some(TargetKind::Bin) => Kind::Binary,
        Some(TargetKind::Example) => Kind::Example,
        Some(TargetKind::Test | TargetKind::Bench | TargetKind::CustomBuild) => Kind::Development,
        _ => Kind::Library,
    }
}
