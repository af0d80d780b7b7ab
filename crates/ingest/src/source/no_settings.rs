//! The settings of sources that have none.

/// Settings of kinds that have none: a mapping that sets one is wrong.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoSettings {}
