//! Texts of the command line that stand for a question's parts: `ID,FROM,TO`, `FROM,TO`, `KIND=30m`.

use truyvet::{
    Case, Closure, Cumulative, Duration, ExternalId, Filter, Interval, Isolation, Kind, Split,
    Timestamp,
};

/// Reads `ID,FROM,TO`, split from the right because ids may hold commas.
///
/// # Errors
/// What is wrong with which of the three parts, and what is expected.
pub(crate) fn parse_case(text: &str) -> Result<Case, String> {
    let (person, infectious) = id_and_interval(
        text,
        "ID,FROM,TO: who, and from when to when infectious (An,2021-05-03T00:00:00+07:00,inf)",
    )?;
    Ok(Case { person, infectious })
}

/// Reads `ID,FROM,TO`, split from the right.
///
/// # Errors
/// What is wrong with which of the three parts, and what is expected.
pub(crate) fn parse_isolation(text: &str) -> Result<Isolation, String> {
    let (person, during) = id_and_interval(
        text,
        "ID,FROM,TO: who, and from when to when isolated (An,2021-05-09T18:00:00+07:00,inf)",
    )?;
    Ok(Isolation { person, during })
}

/// Reads `PLACE` or `PLACE,FROM,TO`. It is the second if what stands there are two times.
///
/// # Errors
/// What is wrong with which part.
pub(crate) fn parse_closure(text: &str) -> Result<Closure, String> {
    let mut parts = text.rsplitn(3, ',');
    if let (Some(to), Some(from), Some(id)) = (parts.next(), parts.next(), parts.next())
        && Timestamp::parse(from).is_ok()
        && (to.trim() == "inf" || Timestamp::parse(to).is_ok())
    {
        let place = id.parse().map_err(|why| format!("PLACE: {why}"))?;
        let during = interval(from, to)?;
        return Ok(Closure { place, during });
    }
    let place = text.parse().map_err(|why| format!("PLACE: {why}"))?;
    let during = Interval::ALWAYS;
    Ok(Closure { place, during })
}

/// Reads `PLACE=N`, split from the right.
///
/// # Errors
/// What is wrong with which part.
pub(crate) fn parse_split(text: &str) -> Result<Split, String> {
    let Some((place, parts)) = text.rsplit_once('=') else {
        return Err("expected PLACE=N, such as line:7=2".to_owned());
    };
    let place = place.parse().map_err(|why| format!("PLACE: {why}"))?;
    let parts = parts
        .trim()
        .parse()
        .map_err(|_| format!("N: `{parts}` is not a number of parts; expected 2 or more"))?;
    Ok(Split { place, parts })
}

/// Reads `15m/24h`.
///
/// # Errors
/// What is wrong with which part.
pub(crate) fn parse_cumulative(text: &str) -> Result<Cumulative, String> {
    let Some((total, within)) = text.split_once('/') else {
        return Err("expected TOTAL/SPAN, such as 15m/24h".to_owned());
    };
    Ok(Cumulative {
        min_total: Duration::parse(total).map_err(|why| format!("TOTAL: {why}"))?,
        within: Duration::parse(within).map_err(|why| format!("SPAN: {why}"))?,
    })
}

/// One condition of a filter (S19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    /// `kind=market`.
    Kind(Kind),
    /// `place=m`.
    Place(ExternalId),
    /// `unit=24/213`.
    Unit(String),
    /// `source=bluezone`.
    Source(String),
    /// `person=An`.
    Person(ExternalId),
}

impl Match {
    /// Adds it to `filter`.
    pub(crate) fn add_to(&self, filter: &mut Filter) {
        match self.clone() {
            Self::Kind(kind) => filter.kinds.insert(kind),
            Self::Place(id) => filter.places.insert(id),
            Self::Unit(unit) => filter.units.insert(unit),
            Self::Source(source) => filter.sources.insert(source),
            Self::Person(id) => filter.persons.insert(id),
        };
    }
}

/// Reads `KEY=VALUE`, where KEY is kind, place, unit, source or person.
///
/// # Errors
/// What is wrong, and which keys there are.
pub(crate) fn parse_match(text: &str) -> Result<Match, String> {
    let expected = "expected KEY=VALUE with the KEY kind, place, unit, source or person \
                    (kind=market; kind=contact stands for direct contacts)";
    let Some((key, value)) = text.split_once('=') else {
        return Err(expected.to_owned());
    };
    let id = || value.parse().map_err(|why| format!("VALUE: {why}"));
    match key.trim() {
        "kind" => {
            let kind = value.trim().parse().map_err(|why| format!("VALUE: {why}"));
            kind.map(Match::Kind)
        }
        "place" => id().map(Match::Place),
        "unit" => Ok(Match::Unit(value.to_owned())),
        "source" => Ok(Match::Source(value.to_owned())),
        "person" => id().map(Match::Person),
        _ => Err(expected.to_owned()),
    }
}

fn id_and_interval(text: &str, expected: &str) -> Result<(ExternalId, Interval), String> {
    let mut parts = text.rsplitn(3, ',');
    let (Some(to), Some(from), Some(id)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!("expected {expected}"));
    };
    let id = id.parse().map_err(|why| format!("ID: {why}"))?;
    Ok((id, interval(from, to)?))
}

/// Reads `FROM,TO`; `TO` may be `inf`.
///
/// # Errors
/// What is wrong with which part.
pub(crate) fn parse_window(text: &str) -> Result<Interval, String> {
    match text.split_once(',') {
        Some((from, to)) => interval(from, to),
        None => Err(
            "expected FROM,TO: two times with a comma between (2021-05-01T00:00:00+07:00,2021-05-15T00:00:00+07:00)"
                .to_owned(),
        ),
    }
}

/// Reads `KIND=30m`.
///
/// # Errors
/// What is wrong with which part.
pub(crate) fn parse_lag(text: &str) -> Result<(Kind, Duration), String> {
    let Some((kind, length)) = text.split_once('=') else {
        return Err("expected KIND=LENGTH, such as market=30m".to_owned());
    };
    let kind: Kind = kind.trim().parse().map_err(|why| format!("KIND: {why}"))?;
    let length = Duration::parse(length).map_err(|why| format!("LENGTH: {why}"))?;
    Ok((kind, length))
}

fn interval(from: &str, to: &str) -> Result<Interval, String> {
    let start = Timestamp::parse(from).map_err(|why| format!("FROM: {why}"))?;
    let end = match to.trim() {
        "inf" => Timestamp::FOREVER,
        to => Timestamp::parse(to).map_err(|why| format!("TO: {why}, or inf"))?,
    };
    Interval::new(start, end).map_err(|why| why.to_string())
}

#[cfg(test)]
#[path = "case_tests.rs"]
mod tests;
