//! Building the store of a province, and what that takes.

use std::path::Path;

use truyvet_benches::load::{self, Failure};
use truyvet_benches::measure::{self, rate, seconds};
use truyvet_benches::report::Report;
use truyvet_model::Duration;
use truyvet_store::{Options, Store};
use truyvet_synth::{Province, ProvinceSpec};

use crate::shared::{Arguments, count, say};

/// Builds the store in `folder` and reports how long each part took.
pub(crate) fn build(
    arguments: &Arguments,
    spec: &ProvinceSpec,
    folder: &Path,
    report: &mut Report,
) -> Result<(), Failure> {
    say("laying out the province");
    let (province, layout_s) = seconds(|| Province::new(spec));
    let province = province?;
    say("making its visits, and nothing else");
    let (visits, generate_s) = load::generate(&province);
    let group = "generation alone";
    report.add(group, "layout", layout_s, "s");
    report.add(group, "visits", count(visits), "");
    report.add(group, "places", province.place_count().into(), "");
    report.add(group, "time", generate_s, "s");
    report.add(group, "rate", rate(visits, generate_s), "visits/s");

    say("building the store");
    measure::forget_peak();
    let options = Options {
        partition: arguments.partition,
        ..Options::default()
    };
    let store = Store::create(folder, options)?;
    let build = load::build_within(&province, &store, arguments.memory_limit)?;
    built(&build, generate_s, report);
    memory("bulk build", report);
    Ok(())
}

/// A second store of the same visits, cut otherwise; one that is there already is taken.
pub(crate) fn again(
    arguments: &Arguments,
    spec: &ProvinceSpec,
    folder: &Path,
    partition: Duration,
) -> Result<Store, Failure> {
    if folder.join("CURRENT").exists() {
        return Ok(Store::open(folder)?);
    }
    let options = Options {
        partition,
        ..Options::default()
    };
    let store = Store::create(folder, options)?;
    load::build_within(&Province::new(spec)?, &store, arguments.memory_limit)?;
    Ok(store)
}

fn built(build: &load::Build, generate_s: f64, report: &mut Report) {
    let group = "bulk build";
    let written_s = build.stream_s + build.publish_s;
    let own_s = (written_s - generate_s).max(0.0);
    let whole_s = build.names_s + written_s + build.compact_s;
    report.add(group, "names and place table", build.names_s, "s");
    report.add(group, "streaming, generation included", build.stream_s, "s");
    report.add(group, "publishing", build.publish_s, "s");
    report.add(group, "publications", count(build.chunks), "");
    report.add(
        group,
        "merging days of two publications",
        build.compact_s,
        "s",
    );
    let mut speed = |name, seconds, note: &str| {
        let speed = Some(rate(build.visits, seconds));
        report.add_noted(group, name, speed, "visits/s", note.to_owned());
    };
    speed("rate, generation included", written_s, "");
    let note = "generation alone subtracted; names not counted";
    speed("rate, generation excluded", own_s, note);
    speed("rate, all of it", whole_s, "names and merging too");
}

/// Memory now and at its highest.
pub(crate) fn memory(group: &'static str, report: &mut Report) {
    let mebibytes = |bytes: Option<u64>| bytes.map(|bytes| count(bytes) / 1_048_576.0);
    let note = if measure::peak_memory().is_some() {
        "VmHWM, mapped files included"
    } else {
        "not available on this system"
    };
    report.add_noted(
        group,
        "peak memory",
        mebibytes(measure::peak_memory()),
        "MiB",
        note.to_owned(),
    );
    report.add_noted(
        group,
        "memory at the end, mapped files aside",
        mebibytes(measure::anonymous_memory()),
        "MiB",
        String::new(),
    );
}
