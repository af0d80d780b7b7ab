//! Two ways beside each other: one segment and many, levels only and whole answers, cold and warm.

use std::num::NonZeroUsize;
use std::path::Path;

use truyvet_benches::ask::{self, Columns, Kind};
use truyvet_benches::cold;
use truyvet_benches::load::Failure;
use truyvet_benches::measure::{percentile, seconds};
use truyvet_benches::report::Report;
use truyvet_store::{Snapshot, Store};
use truyvet_synth::ProvinceSpec;

use crate::asking::{budget, single, whole};
use crate::shared::{Arguments, count, say};

/// F1, F2, F3 of many segments as a multiple of those of one; `None` if there is only one anyway.
pub(crate) fn segments(
    arguments: &Arguments,
    spec: &ProvinceSpec,
    (many, one): (&Snapshot, &Snapshot),
    threads: NonZeroUsize,
    report: &mut Report,
) -> Result<Option<[f64; 3]>, Failure> {
    if many.segments().len() <= one.segments().len() {
        return Ok(None);
    }
    let tracers = [whole(many, Some(threads)), whole(one, Some(threads))];
    let [many_asked, one_asked] = &tracers;
    let mut ratios = [0.0; 3];
    for (hops, ratio) in (1..).zip(&mut ratios) {
        say(&format!("asking both stores in turn, {hops} hops"));
        let questions = single(arguments, spec, Kind::Unbounded, hops)?;
        let both = [many_asked, one_asked];
        let [of_many, of_one] = ask::ask_in_turn(both, &questions, 5, budget(arguments))?;
        *ratio = of_many.median_s / of_one.median_s;
        let group = "segments, asked in turn";
        for (times, snapshot) in [(of_many, many), (of_one, one)] {
            let name = format!("F{hops}, {} segments, median", snapshot.segments().len());
            report.add(group, &name, times.median_s * 1e3, "ms");
        }
    }
    Ok(Some(ratios))
}

/// F3 with everything a row has as a multiple of F3 of who and at which level.
pub(crate) fn columns(
    arguments: &Arguments,
    spec: &ProvinceSpec,
    snapshot: &Snapshot,
    threads: NonZeroUsize,
    report: &mut Report,
) -> Result<f64, Failure> {
    let levels = ask::tracer(snapshot.clone(), Some(threads), Columns::Levels);
    say("asking for levels only and for whole answers in turn");
    let questions = single(arguments, spec, Kind::Usual, 3)?;
    let both = [&whole(snapshot, Some(threads)), &levels];
    let [all, levels] = ask::ask_in_turn(both, &questions, 5, budget(arguments))?;
    let group = "columns, asked in turn";
    report.add(group, "F3, whole answer, median", all.median_s * 1e3, "ms");
    let median = levels.median_s * 1e3;
    report.add(group, "F3, levels only, median", median, "ms");
    Ok(all.median_s / levels.median_s)
}

/// How often the files are dropped.
const DROPS: usize = 15;

/// The first F1 after opening a store whose files are not in memory, in seconds. No snapshot of
/// the store may be open.
pub(crate) fn cold(
    spec: &ProvinceSpec,
    folder: &Path,
    report: &mut Report,
) -> Result<Option<f64>, Failure> {
    say("dropping the files and asking, again and again");
    let group = "cold files, F1, new tracer each time";
    let (mut opening, mut first, mut read, mut warm) = (vec![], vec![], vec![], vec![]);
    for person in ask::cases(spec.people, DROPS) {
        let question = Kind::Unbounded.question(spec, &[person], 1)?;
        if let Err(why) = cold::drop_pages(folder) {
            let note = format!("the system does not drop files: {why}");
            report.add_noted(group, "first answer, median", None, "ms", note);
            return Ok(None);
        }
        let before = cold::read_from_disk();
        for times in [Some(&mut first), None] {
            let (snapshot, open_s) = seconds(|| Store::open(folder)?.snapshot());
            let tracer = whole(&snapshot?, Some(NonZeroUsize::MIN));
            let (given, took) = seconds(|| ask::answer(&tracer, &question));
            given?;
            if let Some(first) = times {
                first.push(took * 1e3);
                opening.push(open_s * 1e3);
                let bytes = cold::read_from_disk().zip(before);
                read.extend(bytes.map(|(now, then)| count(now.saturating_sub(then)) / 1024.0));
            } else {
                warm.push(took * 1e3);
            }
        }
    }
    let median = percentile(&first, 50);
    report.add(group, "opening, median", percentile(&opening, 50), "ms");
    report.add(group, "first answer, median", median, "ms");
    report.add(group, "first answer, p95", percentile(&first, 95), "ms");
    let name = "the same with the files in memory, median";
    report.add(group, name, percentile(&warm, 50), "ms");
    let from_disk = (!read.is_empty()).then(|| percentile(&read, 50));
    let note = "opening included; 0 means that the files were not dropped".to_owned();
    report.add_noted(group, "read from the disk, median", from_disk, "KiB", note);
    Ok(from_disk
        .is_none_or(|kib| kib > 0.0)
        .then_some(median / 1e3))
}
