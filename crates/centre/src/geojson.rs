//! Zones joined to the shapes of their units: a FeatureCollection that maps can show (RFC 7946).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::error::CentreError;
use crate::suppress::Shown;
use crate::zones::{Zone, Zones};

/// Zones with shapes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ZoneMap {
    /// The FeatureCollection, as text: every feature that was given, with what is known of its
    /// unit as further properties that begin with `zone_`. Of a feature that is no unit they are
    /// null, never green.
    pub json: String,
    /// Units that no feature stands for; they are on no map, so they must be told.
    pub without_shape: Vec<String>,
    /// How many features are no unit listed.
    pub without_unit: u64,
}

impl Zones {
    /// Joins the zones to a GeoJSON FeatureCollection: `text`, which messages call `file`. The
    /// property `key` of a feature holds the path of a unit, or the last part of it, as text.
    ///
    /// # Errors
    /// [`CentreError::Geometry`] for text that is no FeatureCollection, a key that no feature has,
    /// a code that several units have, or if no feature is a unit.
    pub fn to_geojson(&self, file: &str, text: &str, key: &str) -> Result<ZoneMap, CentreError> {
        let wrong = |problem: String| CentreError::Geometry {
            file: file.to_owned(),
            problem,
        };
        let mut map: Map<String, Value> = serde_json::from_str(text)
            .map_err(|error| wrong(format!("{error}; expected a GeoJSON FeatureCollection")))?;
        let is_collection = map.get("type").is_some_and(|t| t == "FeatureCollection");
        let features = map.get_mut("features").and_then(Value::as_array_mut);
        let Some(features) = features.filter(|_| is_collection) else {
            let problem = "expected a GeoJSON FeatureCollection with `features`";
            return Err(wrong(problem.to_owned()));
        };
        let codes = Codes::new(&self.zones);
        let (mut met, mut without_unit) = (BTreeSet::new(), 0_u64);
        for feature in features.iter_mut() {
            let zone = match code_of(feature, key) {
                None => None,
                Some(code) => codes.find(&code).map_err(&wrong)?,
            };
            match zone {
                Some(zone) => drop(met.insert(zone.unit.clone())),
                None => without_unit = without_unit.saturating_add(1),
            }
            self.describe(feature, zone);
        }
        if met.is_empty() {
            return Err(wrong(no_match(features, key, &self.zones)));
        }
        map.insert("truyvet".to_owned(), self.head());
        let units = self.zones.iter().filter(|zone| !met.contains(&zone.unit));
        Ok(ZoneMap {
            json: Value::Object(map).to_string(),
            without_shape: units.filter_map(|zone| zone.unit.clone()).collect(),
            without_unit,
        })
    }

    /// What holds for the whole map.
    fn head(&self) -> Value {
        json!({
            "at": self.at,
            "window": self.window,
            "level": self.level,
            "unit": self.unit,
            "rules": self.rules,
            "treatment": self.treatment,
            "suppress": self.suppress,
            "rest": self.rest,
            "total": self.total,
        })
    }

    /// Writes what is known of a unit into the properties of its feature.
    fn describe(&self, feature: &mut Value, zone: Option<&Zone>) {
        let Some(feature) = feature.as_object_mut() else {
            return;
        };
        let properties = feature.entry("properties").or_insert(Value::Null);
        if !properties.is_object() {
            *properties = Value::Object(Map::new());
        }
        let Some(properties) = properties.as_object_mut() else {
            return;
        };
        let mut say = |name: &str, value: Value| {
            properties.insert(format!("zone_{name}"), value);
        };
        let of = |value: &dyn Fn(&Zone) -> Value| zone.map_or(Value::Null, value);
        say("unit", of(&|zone| json!(zone.unit)));
        say("name", of(&|zone| json!(zone.name)));
        say("people", of(&|zone| json!(zone.people)));
        say("population", of(&|zone| json!(zone.population)));
        say("population_from", of(&|zone| json!(zone.population_from)));
        say("cases", of(&|zone| json!(zone.cases)));
        say("incidence", of(&|zone| json!(zone.incidence)));
        say("coverage", of(&|zone| json!(zone.coverage)));
        for level in 0..self.total.exposed.len() {
            let exposed = |zone: &Zone| zone.exposed.get(level).copied();
            let exposed: Option<Shown> = zone.and_then(exposed);
            say(&format!("f{}", level.saturating_add(1)), json!(exposed));
        }
        say("level", of(&|zone| json!(zone.level)));
        say("colour", of(&|zone| json!(zone.colour)));
    }
}

/// The units by what a feature may call them.
struct Codes<'z> {
    by_path: BTreeMap<&'z str, &'z Zone>,
    by_code: BTreeMap<&'z str, Vec<&'z Zone>>,
}

impl<'z> Codes<'z> {
    fn new(zones: &'z [Zone]) -> Self {
        let mut codes = Self {
            by_path: BTreeMap::new(),
            by_code: BTreeMap::new(),
        };
        for zone in zones {
            let Some(path) = zone.unit.as_deref() else {
                continue;
            };
            codes.by_path.insert(path, zone);
            let code = path.rsplit('/').next().unwrap_or(path);
            codes.by_code.entry(code).or_default().push(zone);
        }
        codes
    }

    /// The unit that a feature means, if any.
    fn find(&self, code: &str) -> Result<Option<&'z Zone>, String> {
        if let Some(zone) = self.by_path.get(code) {
            return Ok(Some(zone));
        }
        match self.by_code.get(code).map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([zone]) => Ok(Some(zone)),
            Some(zones) => {
                let units = zones.iter().filter_map(|zone| zone.unit.as_deref());
                let units: Vec<_> = units.collect();
                Err(format!(
                    "`{code}` is the last part of several units: {}; give whole paths",
                    units.join(", ")
                ))
            }
        }
    }
}

/// What a feature says it is.
fn code_of(feature: &Value, key: &str) -> Option<String> {
    match feature.get("properties")?.get(key)? {
        Value::String(code) => Some(code.clone()),
        Value::Number(code) => Some(code.to_string()),
        _ => None,
    }
}

/// Why no feature was a unit.
fn no_match(features: &[Value], key: &str, zones: &[Zone]) -> String {
    let found = features.iter().find_map(|feature| code_of(feature, key));
    match found {
        Some(code) => format!(
            "no feature is a unit: the property `{key}` is `{code}` and such, the units are `{}` and \
             such; expected such a path or its last part, as text",
            zones
                .first()
                .and_then(|zone| zone.unit.as_deref())
                .unwrap_or_default()
        ),
        None => {
            let properties = features
                .first()
                .and_then(|feature| feature.get("properties"));
            let names = properties.and_then(Value::as_object);
            let names: Vec<_> = names.into_iter().flat_map(Map::keys).cloned().collect();
            format!(
                "no feature has a property `{key}` with a code; its properties are: {}",
                if names.is_empty() {
                    "none".to_owned()
                } else {
                    names.join(", ")
                }
            )
        }
    }
}

#[cfg(test)]
#[path = "geojson_tests.rs"]
mod tests;
