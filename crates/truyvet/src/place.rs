//! What is known of a place, with names instead of numbers.

use truyvet_model::{Coordinates, ExternalId, Kind};

/// What is known of a place (S5).
///
/// ```
/// use truyvet::{Kind, PlaceDetails};
/// let line = PlaceDetails {
///     kind: Kind::new("line")?,
///     parent: Some("factory:12".parse()?),
///     ..PlaceDetails::default()
/// };
/// # Ok::<(), truyvet::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaceDetails {
    /// Its kind; `unknown` unless said.
    pub kind: Kind,
    /// The place it is part of: production line < factory < industrial park.
    pub parent: Option<ExternalId>,
    /// Its administrative unit, as a code or name.
    pub unit: Option<String>,
    /// A name for people.
    pub name: Option<String>,
    /// Where on Earth.
    pub coordinates: Option<Coordinates>,
    /// Whether it stands for a whole site, so that being there makes nobody exposed by itself.
    pub shared: bool,
}
