//! A mapping as it stands in its file.

use std::collections::BTreeMap;

/// The whole file.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MappingFile {
    pub(crate) source: String,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) columns: BTreeMap<String, OneOrMore>,
    #[serde(default)]
    pub(crate) values: BTreeMap<String, BTreeMap<String, OneOrMore>>,
    #[serde(default)]
    pub(crate) time: Time,
    #[serde(default)]
    pub(crate) namespace: Namespace,
    #[serde(default)]
    pub(crate) settings: toml::Table,
    #[serde(default)]
    pub(crate) shifts: BTreeMap<String, Shift>,
}

/// A text, or several.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(untagged, expecting = "expected a text, or a list of texts")]
pub(crate) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let all = match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more.as_slice(),
        };
        all.iter().map(String::as_str)
    }
}

/// How times are written.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Time {
    pub(crate) zone: Option<String>,
    pub(crate) format: Option<String>,
    pub(crate) date: Option<String>,
}

/// The namespaces of ids that name none.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Namespace {
    #[serde(default)]
    pub(crate) person: String,
    #[serde(default)]
    pub(crate) place: String,
}

/// When a shift works.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shift {
    /// `Mon-Sat`, `Mon,Wed,Fri`; every day if there is none.
    pub(crate) days: Option<String>,
    /// A day on which `on` begins.
    pub(crate) anchor: Option<String>,
    pub(crate) on: Option<u16>,
    pub(crate) off: Option<u16>,
    pub(crate) from: String,
    /// Not after `from`: of the next day.
    pub(crate) to: String,
}
