//! Made-up provinces for Python: their records as Arrow, and the truth of an outbreak in them.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, DictionaryArray, Int32Array, RecordBatch, RecordBatchIterator, RecordBatchReader,
    StringArray, TimestampSecondArray,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};
use arrow_select::concat::concat_batches;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::PyRecordBatchReader;
use truyvet_synth::{
    Circles, Dirt, FileFormat, Order, Outbreak, OutbreakSpec, Preset, Province, SynthError,
    SynthPlace,
};

use crate::columns::Columns;
use crate::error::{Arg, raise};
use crate::table::Table;

#[cold]
#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn failed(error: SynthError) -> PyErr {
    let class = match &error {
        SynthError::Write { .. } => "ReadWriteError",
        _ => "BadValue",
    };
    Python::attach(|py| raise(py, class, &error.to_string()))
}

/// A made-up province: everybody in it, and where they are, second by second. The same arguments
/// give the same province everywhere.
///
/// >>> import truyvet as tv
/// >>> province = tv.synth.province("bac-giang", people=500, days=2, seed=1)
/// >>> store = tv.create_in_memory()
/// >>> with store.writer() as w:
/// ...     _ = w.places(province.places)
/// ...     _ = w.visits(province.visits)
/// >>> store.place_count == len(province.places)
/// True
#[pyclass(name = "Province", module = "truyvet.synth", frozen)]
pub(crate) struct PyProvince {
    province: Arc<Province>,
    preset: &'static Preset,
    persons: ArrayRef,
    place_ids: ArrayRef,
}

/// Makes a province: a preset such as "bac-giang", with so many people and days.
#[pyfunction]
#[pyo3(signature = (preset="bac-giang", *, people=None, days=14, seed=1, contacts_per_1000=0))]
pub(crate) fn province(
    py: Python<'_>,
    preset: &str,
    people: Option<u32>,
    days: u32,
    seed: u64,
    contacts_per_1000: u32,
) -> PyResult<PyProvince> {
    let preset = Preset::named(preset).map_err(failed)?;
    let mut spec = preset.spec(people.unwrap_or(preset.usual_people), days, seed);
    spec.contacts_per_1000 = contacts_per_1000;
    let made = py.detach(|| {
        let province = preset.province(&spec)?;
        let persons: StringArray = province.persons().map(Some).collect();
        let places: StringArray = province.places().map(|place| Some(place.id)).collect();
        Ok((province, persons, places))
    });
    let (province, persons, places) = made.map_err(failed)?;
    Ok(PyProvince {
        province: Arc::new(province),
        preset,
        persons: Arc::new(persons),
        place_ids: Arc::new(places),
    })
}

/// The presets: provinces by the figures of real ones.
#[pyfunction(name = "presets_of_provinces")]
pub(crate) fn synth_presets() -> PyResult<Table> {
    let all = &Preset::ALL;
    Columns::default()
        .text("preset", all.iter().map(|p| Some(p.name)))
        .count("people", all.iter().map(|p| Some(p.people.into())))
        .count("districts", all.iter().map(|p| Some(p.districts.into())))
        .count("communes", all.iter().map(|p| Some(p.communes.into())))
        .count("workers", all.iter().map(|p| Some(p.workers.into())))
        .text("about", all.iter().map(|p| Some(p.about)))
        .table()
}

impl PyProvince {
    pub(crate) fn province(&self) -> &Province {
        &self.province
    }

    fn outbreak_spec(seeds: u32, strength: f64) -> OutbreakSpec {
        OutbreakSpec {
            seeds,
            strength,
            ..OutbreakSpec::default()
        }
    }

    fn place_id(&self, number: u32) -> Option<String> {
        self.province.place(number).map(|place| place.id)
    }
}

#[pymethods]
impl PyProvince {
    /// How many people live there.
    #[getter]
    fn people(&self) -> u32 {
        self.province.person_count()
    }

    /// How many days there are.
    #[getter]
    fn days(&self) -> u32 {
        self.province.spec().days
    }

    /// The name of the preset.
    #[getter]
    fn preset(&self) -> &'static str {
        self.preset.name
    }

    /// Every place, as `Writer.places` takes them.
    #[getter]
    fn places(&self, py: Python<'_>) -> PyResult<Table> {
        let places: Vec<SynthPlace> = py.detach(|| self.province.places().collect());
        let rows = || places.iter();
        Columns::default()
            .text("place", rows().map(|p| Some(p.id.as_str())))
            .text("kind", rows().map(|p| Some(p.kind.name())))
            .text("parent", rows().map(|p| self.place_id(p.parent?)))
            .text("unit", rows().map(|p| Some(p.unit.as_str())))
            .text("name", rows().map(|p| p.name.as_deref()))
            .amount("lat", rows().map(|p| Some(p.coordinates?.lat())))
            .amount("lon", rows().map(|p| Some(p.coordinates?.lon())))
            .table()
    }

    /// Every visit, as `Writer.visits` takes them; made day by day as they are read.
    #[getter]
    fn visits(&self) -> PyStream {
        PyStream {
            source: self.source(false),
        }
    }

    /// Every contact, as `Writer.contacts` takes them; none unless `contacts_per_1000` was given.
    #[getter]
    fn contacts(&self) -> PyStream {
        PyStream {
            source: self.source(true),
        }
    }

    /// Lets a disease run through the province: who truly infected whom, where and when, with
    /// onset, test and isolation. `seeds` people bring it in; rates are multiplied with `strength`.
    #[pyo3(signature = (*, seeds=10, strength=1.0))]
    fn outbreak(&self, py: Python<'_>, seeds: u32, strength: f64) -> PyResult<Table> {
        let spec = Self::outbreak_spec(seeds, strength);
        let run = py.detach(|| {
            let circles = Circles::new(&self.province);
            Outbreak::run(&circles, &spec, &mut |_| ())
        });
        let outbreak = run.map_err(failed)?;
        let rows = || outbreak.infections().iter();
        let time = |seconds| Some(truyvet::Timestamp::from_seconds(seconds));
        Columns::default()
            .text(
                "person",
                rows().map(|i| Some(Province::person_id(i.person))),
            )
            .text(
                "infector",
                rows().map(|i| i.infector.map(Province::person_id)),
            )
            .text("place", rows().map(|i| self.place_id(i.place?)))
            .time("time", rows().map(|i| time(i.time)))
            .time("infectious", rows().map(|i| time(i.infectious)))
            .time("recovered", rows().map(|i| time(i.recovered)))
            .time("onset", rows().map(|i| time(i.onset?)))
            .time("tested", rows().map(|i| time(i.tested?)))
            .time("isolated", rows().map(|i| time(i.isolated?)))
            .count("generation", rows().map(|i| Some(i.generation.into())))
            .of_people()
    }

    /// Writes the province as the files of its systems, with their faults (none if `clean`) and
    /// the truth of an outbreak, into a new or empty folder; gives their paths and rows.
    #[pyo3(signature = (folder, *, format="csv", outbreak_seeds=10, strength=1.0, bluezone=None, clean=false))]
    #[expect(
        clippy::too_many_arguments,
        clippy::needless_pass_by_value,
        reason = "the words of the command line; a path is extracted"
    )]
    fn write(
        &self,
        py: Python<'_>,
        folder: PathBuf,
        format: &str,
        outbreak_seeds: u32,
        strength: f64,
        bluezone: Option<u32>,
        clean: bool,
    ) -> PyResult<Table> {
        let mut preset = *self.preset;
        if let Some(percent) = bluezone {
            preset.systems.bluezone = percent.min(100) * 10;
        }
        let order = Order {
            preset,
            spec: *self.province.spec(),
            format: match format {
                "csv" => FileFormat::Csv,
                "parquet" => FileFormat::Parquet,
                _ => return Err(Arg::value("format").wrong(py, "expected \"csv\" or \"parquet\"")),
            },
            dirt: if clean { Dirt::NONE } else { preset.dirt },
            outbreak: Self::outbreak_spec(outbreak_seeds, strength),
        };
        if folder
            .read_dir()
            .is_ok_and(|mut entries| entries.next().is_some())
        {
            let problem = format!("{} is not empty; name a new folder", folder.display());
            return Err(Arg::value("folder").wrong(py, problem));
        }
        let made = py
            .detach(|| order.write(&folder, &mut |_| ()))
            .map_err(failed)?;
        let files = || made.files.iter();
        Columns::default()
            .text(
                "file",
                files().map(|file| Some(file.path.display().to_string())),
            )
            .count("rows", files().map(|file| Some(file.rows)))
            .count("bytes", files().map(|file| Some(file.bytes)))
            .table()
    }

    fn __repr__(&self) -> String {
        let places = self.province.place_count();
        format!(
            "<truyvet.synth.Province {}: {} people, {places} places, {} days>",
            self.preset.name,
            self.people(),
            self.days()
        )
    }
}

/// Where batches come from, one for each day.
#[derive(Clone)]
struct Source {
    province: Arc<Province>,
    persons: ArrayRef,
    others: ArrayRef,
    contacts: bool,
}

impl PyProvince {
    fn source(&self, contacts: bool) -> Source {
        let others = if contacts {
            &self.persons
        } else {
            &self.place_ids
        };
        Source {
            province: Arc::clone(&self.province),
            persons: Arc::clone(&self.persons),
            others: Arc::clone(others),
            contacts,
        }
    }
}

impl Source {
    fn schema(&self) -> Arc<Schema> {
        let ids = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let time = DataType::Timestamp(TimeUnit::Second, Some("UTC".into()));
        let [one, other] = if self.contacts {
            ["a", "b"]
        } else {
            ["person", "place"]
        };
        let fields = [(one, &ids), (other, &ids), ("start", &time), ("end", &time)];
        let field = |(name, kind): (&str, &DataType)| Field::new(name, kind.clone(), false);
        Arc::new(Schema::new(fields.map(field).to_vec()))
    }

    fn day(&self, day: u32) -> Result<RecordBatch, ArrowError> {
        let rows: Vec<(u32, u32, i64, i64)> = if self.contacts {
            let contacts = self.province.contacts(day);
            contacts.map(|c| (c.a, c.b, c.start, c.end)).collect()
        } else {
            let mut rows = Vec::new();
            let mut add =
                |v: truyvet_synth::SynthVisit| rows.push((v.person, v.place, v.start, v.end));
            self.province.each_visit_on(day, &mut add);
            rows
        };
        let ids = |values: &ArrayRef, of: fn(&(u32, u32, i64, i64)) -> u32| {
            let keys = rows.iter().map(|row| i32::try_from(of(row)).unwrap_or(-1));
            let keys = Int32Array::from_iter_values(keys);
            DictionaryArray::<Int32Type>::try_new(keys, Arc::clone(values))
        };
        let times = |of: fn(&(u32, u32, i64, i64)) -> i64| {
            let times = TimestampSecondArray::from_iter_values(rows.iter().map(of));
            times.with_timezone("UTC")
        };
        let columns: Vec<ArrayRef> = vec![
            Arc::new(ids(&self.persons, |row| row.0)?),
            Arc::new(ids(&self.others, |row| row.1)?),
            Arc::new(times(|row| row.2)),
            Arc::new(times(|row| row.3)),
        ];
        RecordBatch::try_new(self.schema(), columns)
    }

    fn reader(&self) -> Box<dyn RecordBatchReader + Send> {
        let source = self.clone();
        let days = (0..self.province.spec().days).map(move |day| source.day(day));
        Box::new(RecordBatchIterator::new(days, self.schema()))
    }
}

/// Rows that are made while they are read, a batch for each day.
///
/// Anything that reads Arrow streams takes it, as often as it likes; `to_table()` holds all rows.
#[pyclass(name = "Stream", module = "truyvet.synth", frozen)]
pub(crate) struct PyStream {
    source: Source,
}

#[pymethods]
impl PyStream {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let reader = PyRecordBatchReader::new(self.source.reader());
        let reader = Bound::new(py, reader)?;
        reader.call_method1("__arrow_c_stream__", (requested_schema,))
    }

    /// All rows at once.
    fn to_table(&self, py: Python<'_>) -> PyResult<Table> {
        let source = &self.source;
        let rows = py.detach(|| {
            let mut all = Vec::new();
            for day in 0..source.province.spec().days {
                all.push(source.day(day)?);
            }
            concat_batches(&source.schema(), &all)
        });
        rows.map(Table::of_people)
            .map_err(|why: ArrowError| PyRuntimeError::new_err(why.to_string()))
    }

    /// A polars DataFrame of all rows.
    fn to_polars(slf: Bound<'_, Self>) -> PyResult<Bound<'_, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// A pyarrow Table of all rows.
    fn to_pyarrow(slf: Bound<'_, Self>) -> PyResult<Bound<'_, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// A pandas DataFrame of all rows.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let table = Bound::new(py, slf.get().to_table(py)?)?;
        table.call_method0("to_pandas")
    }

    fn __repr__(&self) -> String {
        let days = self.source.province.spec().days;
        let what = if self.source.contacts {
            "contacts"
        } else {
            "visits"
        };
        format!("<truyvet.synth.Stream of {what}: {days} days>")
    }
}
