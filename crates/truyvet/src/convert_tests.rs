//! Tests of the short forms.

use super::*;

fn id(id: impl AsId) -> Result<String, IdError> {
    external_id(&id).map(|id| id.to_string())
}

#[test]
fn ids() -> Result<(), Error> {
    let given: ExternalId = "cccd:1".parse()?;
    assert_eq!(id("cccd:1")?, "cccd:1");
    assert_eq!(id(String::from(":a:b"))?, ":a:b");
    assert_eq!(id(&given)?, "cccd:1");
    assert_eq!(id(given)?, "cccd:1");
    assert_eq!(id(""), Err(IdError::Empty));
    Ok(())
}

#[test]
fn times() {
    let t = Timestamp::from_seconds(1_620_432_000);
    assert_eq!(t.into_time(), Ok(t));
    assert_eq!(1_620_432_000.into_time(), Ok(t));
    assert_eq!("2021-05-08T07:00:00+07:00".into_time(), Ok(t));
    assert_eq!(" inf".into_time(), Ok(Timestamp::FOREVER));
    assert!(i64::MAX.into_time().is_err());
    assert!("2021-05-08T07:00:00".into_time().is_err());
}

#[test]
fn intervals() -> Result<(), Error> {
    let t = Timestamp::from_seconds;
    let expected = Interval::new(t(0), t(10))?;
    assert_eq!((0..10).into_interval()?, expected);
    assert_eq!((t(0)..t(10)).into_interval()?, expected);
    assert_eq!(("0".."1970-01-01T00:00:10Z").into_interval()?, expected);
    assert_eq!(expected.into_interval()?, expected);
    assert!((5..).into_interval()?.end().is_forever());
    assert!(("5".."inf").into_interval()?.end().is_forever());
    let error = (10..10).into_interval().unwrap_err();
    assert!(error.is_value() && !error.is_question());
    Ok(())
}
