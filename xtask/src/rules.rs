//! The architecture as data: xtask/floors.toml read into types.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::error::XtaskError;
use crate::workspace::read;

/// Where the rules are, from the root of the repository.
pub(crate) const FILE: &str = "xtask/floors.toml";

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    /// Paths of the standard library that need a room as a package does.
    #[serde(default)]
    pub(crate) watched: Vec<String>,
    /// Lowest floor first.
    #[serde(rename = "crate")]
    pub(crate) crates: Vec<CrateRule>,
}

/// What one crate may name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CrateRule {
    pub(crate) name: String,
    /// Workspace crates it may depend on.
    #[serde(default)]
    pub(crate) uses: Vec<String>,
    /// Workspace crates that only its tests, benches and examples may depend on.
    #[serde(default)]
    pub(crate) dev_uses: Vec<String>,
    /// External packages (or watched paths) and the rooms that may name them.
    #[serde(default)]
    pub(crate) packages: BTreeMap<String, Vec<String>>,
    /// External packages that only its tests, benches and examples may depend on.
    #[serde(default)]
    pub(crate) dev_packages: Vec<String>,
    /// Rooms that may hold `unsafe`.
    #[serde(default)]
    pub(crate) unsafe_in: Vec<String>,
}

impl Rules {
    pub(crate) fn load(root: &Path) -> Result<Self, XtaskError> {
        let path = root.join(FILE);
        toml::from_str(&read(&path)?).map_err(|source| XtaskError::Rules {
            path,
            source: Box::new(source),
        })
    }

    pub(crate) fn of(&self, name: &str) -> Option<&CrateRule> {
        self.crates.iter().find(|rule| rule.name == name)
    }
}

/// Whether a module (names from the crate root) lies in one of the rooms.
///
/// `*` is every module, `crate` the root module alone, `a::b` that module and all below it.
pub(crate) fn in_rooms(module: &[String], rooms: &[String]) -> bool {
    rooms.iter().any(|room| match room.as_str() {
        "*" => true,
        "crate" => module.is_empty(),
        path => {
            let mut names = module.iter();
            path.split("::")
                .all(|part| names.next().is_some_and(|name| name == part))
        }
    })
}
