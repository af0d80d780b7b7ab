//! Instants and lengths of time as Python people hold them (S1).

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString};
use pyo3::{IntoPyObjectExt, intern};
use truyvet::{Duration, Interval, TimeZone, Timestamp};

use crate::error::Arg;

const TIMES: &str = "a datetime with a time zone, text such as 2021-05-08T07:00:00+07:00, \
                     or whole seconds since 1970";

const LENGTHS: &str = "a timedelta, text such as 15m, 2h, 2d, inf, or whole seconds";

/// The time zone of `tz=`: a name, an offset, or a tzinfo with a name.
pub(crate) fn zone(value: &Bound<'_, PyAny>, arg: Arg<'_>) -> PyResult<TimeZone> {
    let py = value.py();
    let name = if value.is_instance_of::<PyString>() {
        value.clone()
    } else if value.hasattr(intern!(py, "key"))? {
        value.getattr(intern!(py, "key"))?
    } else if value.hasattr(intern!(py, "zone"))? {
        value.getattr(intern!(py, "zone"))?
    } else {
        return Err(arg.wrong_type(value, "a name such as Asia/Ho_Chi_Minh, or +07:00"));
    };
    let name: String = name.extract()?;
    TimeZone::named(&name).map_err(|why| arg.wrong(py, why))
}

/// An instant; `inf` is for ever. Local times are those of `zone`.
pub(crate) fn time(
    value: &Bound<'_, PyAny>,
    arg: Arg<'_>,
    zone: Option<&TimeZone>,
) -> PyResult<Timestamp> {
    let py = value.py();
    if let Ok(text) = value.cast::<PyString>() {
        let text = text.to_str()?.trim();
        if text == "inf" {
            return Ok(Timestamp::FOREVER);
        }
        let parsed = match zone {
            Some(zone) => Timestamp::parse_in(text, zone),
            None => Timestamp::parse(text),
        };
        return parsed.map_err(|why| arg.wrong(py, why));
    }
    if value.is_instance_of::<PyBool>() || value.is_instance_of::<PyFloat>() {
        return Err(arg.wrong_type(value, TIMES));
    }
    if value.is_instance_of::<PyInt>() {
        return seconds_since_1970(value, arg);
    }
    let kind = value.get_type().name()?;
    if kind == "datetime64" {
        return numpy_time(value, arg, zone);
    }
    if value.hasattr(intern!(py, "tzinfo"))? && value.hasattr(intern!(py, "timestamp"))? {
        return datetime(value, arg, zone);
    }
    if value.hasattr(intern!(py, "as_py"))? {
        return time(&value.call_method0(intern!(py, "as_py"))?, arg, zone);
    }
    if kind == "date" {
        let problem = "a date has no time of day; give a datetime with a time zone";
        return Err(arg.wrong(py, problem));
    }
    if value.hasattr(intern!(py, "__index__"))? {
        return seconds_since_1970(value, arg);
    }
    Err(arg.wrong_type(value, TIMES))
}

/// An instant, unless it is `None` or not said.
pub(crate) fn maybe_time(
    value: Option<&Bound<'_, PyAny>>,
    arg: Arg<'_>,
) -> PyResult<Option<Timestamp>> {
    let value = value.filter(|value| !value.is_none());
    value.map(|value| time(value, arg, None)).transpose()
}

fn seconds_since_1970(value: &Bound<'_, PyAny>, arg: Arg<'_>) -> PyResult<Timestamp> {
    let seconds = value.extract::<i64>();
    let seconds = seconds.map_err(|_| arg.wrong(value.py(), "far too many seconds"))?;
    Timestamp::new(seconds).map_err(|why| arg.wrong(value.py(), why))
}

/// A datetime or pandas Timestamp.
fn datetime(
    value: &Bound<'_, PyAny>,
    arg: Arg<'_>,
    zone: Option<&TimeZone>,
) -> PyResult<Timestamp> {
    let py = value.py();
    if value.ne(value)? {
        return Err(arg.wrong(py, format!("NaT is no time; expected {TIMES}")));
    }
    if !value.getattr(intern!(py, "tzinfo"))?.is_none() {
        let seconds: f64 = value.call_method0(intern!(py, "timestamp"))?.extract()?;
        return from_float(seconds, arg, py);
    }
    let text: String = value.call_method0(intern!(py, "isoformat"))?.extract()?;
    local(&text, arg, zone, py)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast of a float saturates, and what is too large is no time"
)]
fn from_float(seconds: f64, arg: Arg<'_>, py: Python<'_>) -> PyResult<Timestamp> {
    Timestamp::new(seconds.floor() as i64).map_err(|why| arg.wrong(py, why))
}

fn numpy_time(
    value: &Bound<'_, PyAny>,
    arg: Arg<'_>,
    zone: Option<&TimeZone>,
) -> PyResult<Timestamp> {
    let py = value.py();
    let seconds = value.call_method1(intern!(py, "astype"), ("datetime64[s]",))?;
    let text: String = seconds.str()?.extract()?;
    if text == "NaT" {
        return Err(arg.wrong(py, format!("NaT is no time; expected {TIMES}")));
    }
    local(&text, arg, zone, py)
}

fn local(text: &str, arg: Arg<'_>, zone: Option<&TimeZone>, py: Python<'_>) -> PyResult<Timestamp> {
    match zone {
        Some(zone) => Timestamp::parse_in(text, zone).map_err(|why| arg.wrong(py, why)),
        None => Err(arg.wrong(
            py,
            format!(
                "{text} is a local time without a time zone; say tz=\"Asia/Ho_Chi_Minh\" (or \
                 whichever it is), or give it a zone: value.replace(tzinfo=ZoneInfo(…))"
            ),
        )),
    }
}

/// A length of time; `None` and `inf` are without end.
pub(crate) fn length(value: &Bound<'_, PyAny>, arg: Arg<'_>) -> PyResult<Duration> {
    let py = value.py();
    if value.is_none() {
        return Ok(Duration::FOREVER);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Duration::parse(text.to_str()?).map_err(|why| arg.wrong(py, why));
    }
    if value.is_instance_of::<PyBool>() || value.is_instance_of::<PyFloat>() {
        return Err(arg.wrong_type(value, LENGTHS));
    }
    let kind = value.get_type().name()?;
    let seconds = if kind == "timedelta64" {
        let seconds = value.call_method1(intern!(py, "astype"), ("timedelta64[s]",))?;
        if seconds.ne(value)? {
            return Err(arg.wrong(
                py,
                format!("{value} is not whole seconds; expected {LENGTHS}"),
            ));
        }
        seconds.call_method1(intern!(py, "astype"), ("int64",))?
    } else if value.hasattr(intern!(py, "total_seconds"))? {
        let seconds: f64 = value
            .call_method0(intern!(py, "total_seconds"))?
            .extract()?;
        if seconds.fract() != 0.0 {
            return Err(arg.wrong(
                py,
                format!("{value} is not whole seconds; expected {LENGTHS}"),
            ));
        }
        return whole(seconds, arg, py);
    } else if value.hasattr(intern!(py, "__index__"))? {
        value.clone()
    } else {
        return Err(arg.wrong_type(value, LENGTHS));
    };
    let seconds = seconds.extract::<i64>();
    let seconds = seconds.map_err(|_| arg.wrong(py, "far too many seconds"))?;
    Duration::new(seconds).map_err(|why| arg.wrong(py, why))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast of a float saturates, and what is too large is no length"
)]
fn whole(seconds: f64, arg: Arg<'_>, py: Python<'_>) -> PyResult<Duration> {
    Duration::new(seconds as i64).map_err(|why| arg.wrong(py, why))
}

/// An interval of two ends; an end that is `None` is for ever.
pub(crate) fn interval(
    start: &Bound<'_, PyAny>,
    end: &Bound<'_, PyAny>,
    arg: Arg<'_>,
    zone: Option<&TimeZone>,
) -> PyResult<Interval> {
    let py = start.py();
    let start = time(start, arg, zone)?;
    let end = if end.is_none() {
        Timestamp::FOREVER
    } else {
        time(end, arg, zone)?
    };
    Interval::new(start, end).map_err(|why| arg.wrong(py, why))
}

/// An interval of a pair; `None` is always.
pub(crate) fn window(
    value: &Bound<'_, PyAny>,
    arg: Arg<'_>,
    zone: Option<&TimeZone>,
) -> PyResult<Interval> {
    if value.is_none() {
        return Ok(Interval::ALWAYS);
    }
    let expected = "a pair of two times (from, to)";
    if value.is_instance_of::<PyString>() {
        return Err(arg.wrong_type(value, expected));
    }
    let ends = value.extract::<Vec<Bound<'_, PyAny>>>();
    match ends.as_deref() {
        Ok([start, end]) => interval(start, end, arg, zone),
        _ => Err(arg.wrong_type(value, expected)),
    }
}

/// An instant as a datetime in UTC; `None` for what is for ever.
pub(crate) fn moment(py: Python<'_>, time: Timestamp) -> PyResult<Py<PyAny>> {
    if time.is_forever() {
        return Ok(py.None());
    }
    utc_datetime(py, time.seconds())
}

/// Seconds since 1970 as a datetime in UTC; as they are where a datetime has no such year.
pub(crate) fn utc_datetime(py: Python<'_>, seconds: i64) -> PyResult<Py<PyAny>> {
    static MAKER: PyOnceLock<(Py<PyAny>, Py<PyAny>)> = PyOnceLock::new();
    let maker = MAKER.get_or_try_init(py, || {
        let module = py.import("datetime")?;
        let maker = module.getattr("datetime")?.getattr("fromtimestamp")?;
        let utc = module.getattr("timezone")?.getattr("utc")?;
        PyResult::Ok((maker.unbind(), utc.unbind()))
    });
    let (maker, utc) = maker?;
    match maker.call1(py, (seconds, utc)) {
        Ok(moment) => Ok(moment),
        Err(_) => seconds.into_py_any(py),
    }
}
