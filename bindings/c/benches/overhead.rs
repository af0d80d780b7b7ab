//! What a call through C costs over the same call in Rust: F1 of one case, and records appended.
//!
//! `cargo bench -p truyvet-c --bench overhead`; both go through the same engine on the same store,
//! in turns, so that what differs is the door. F1 is asked of a province, and of a store of some
//! dozen visits, where a trace takes so little that 2 us of a door can be told from the noise of
//! the machine. docs/performance.md has the figures.
#![expect(clippy::print_stdout, reason = "it prints what it measured")]
#![expect(unsafe_code, reason = "it calls the library as C does")]

use std::error::Error;
use std::hint::black_box;
use std::ptr::{null, null_mut};
use std::time::Instant;

use truyvet::{Options, Snapshot, Store, ToDuration};
use truyvet_c::ask::{tv_question_init, tv_trace_forward};
use truyvet_c::lift::tv_text;
use truyvet_c::question::{tv_during, tv_question};
use truyvet_c::records::{tv_visit, tv_writer_visit, tv_writer_visits};
use truyvet_c::rows::{tv_row, tv_rows_free, tv_rows_next, tv_trace_rows};
use truyvet_c::snapshot::{tv_snapshot_free, tv_store_snapshot};
use truyvet_c::status::tv_status;
use truyvet_c::store::{tv_store, tv_store_free, tv_store_open};
use truyvet_c::trace::tv_trace_free;
use truyvet_c::writer::{tv_store_writer, tv_writer, tv_writer_free};

const PEOPLE: u32 = 20_000;
const PLACES: u32 = 2_000;
const DAYS: u32 = 14;
/// Cases asked about, by turns through both doors.
const CASES: u32 = 400;
/// People of the small store, with two visits each, some at every place.
const FEW: u32 = 24;
/// Cases asked about there.
const SMALL_CASES: u32 = 20_000;
/// Records appended, by each door in turn.
const APPENDS: u32 = 400_000;
/// How often each door appends them.
const TURNS: usize = 15;
/// Records of an array.
const AT_ONCE: usize = 1_000;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn person(n: u32) -> String {
    format!("cccd:{n:012}")
}

fn place(n: u32) -> String {
    format!("qr:{n:06}")
}

/// Where a person is on a day, and from when.
fn stay(n: u32, day: u32) -> (u32, i64) {
    let mixed = n.wrapping_mul(2_654_435_761).rotate_left(day) >> 3;
    let start = i64::from(day) * 86_400 + i64::from(mixed % 40_000);
    ((n / 10 + mixed % 7 * 11) % PLACES, start)
}

fn ok(status: tv_status) -> Outcome<()> {
    if status == tv_status::TV_OK || status == tv_status::TV_END {
        return Ok(());
    }
    Err(format!("{status:?}").into())
}

fn main() -> Outcome<()> {
    let folder = std::env::temp_dir().join(format!("truyvet-overhead-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = measure(&folder);
    std::fs::remove_dir_all(&folder)?;
    measured
}

fn measure(folder: &std::path::Path) -> Outcome<()> {
    let path = folder.join("store");
    let store = Store::create(&path, Options::default())?;
    let mut writer = store.writer()?;
    for day in 0..DAYS {
        for n in 0..PEOPLE {
            let (at, start) = stay(n, day);
            writer.visit(person(n), place(at), start, Some(start + 1800))?;
        }
    }
    writer.publish()?;
    drop(writer);
    let province = Asked {
        what: "of a province",
        people: PEOPLE,
        cases: CASES,
    };
    f1(&path.display().to_string(), &store.snapshot()?, &province)?;
    drop(store);
    let path = folder.join("small");
    let store = Store::create(&path, Options::default())?;
    let mut writer = store.writer()?;
    for n in 0..FEW * 2 {
        let start = i64::from(n / FEW) * 86_400 + i64::from(n % FEW) * 60;
        writer.visit(person(n % FEW), place(n % 6), start, Some(start + 3600))?;
    }
    writer.publish()?;
    drop(writer);
    let few = Asked {
        what: "of 48 visits",
        people: FEW,
        cases: SMALL_CASES,
    };
    f1(&path.display().to_string(), &store.snapshot()?, &few)?;
    appends(folder)
}

/// Whose F1 are asked.
struct Asked {
    what: &'static str,
    people: u32,
    cases: u32,
}

fn f1(path: &str, snapshot: &Snapshot, asked: &Asked) -> Outcome<()> {
    let mut error = null_mut();
    let (mut store, mut state) = (null_mut(), null_mut());
    // SAFETY: every pointer is to a variable of this function, or null where that is allowed.
    unsafe {
        let at = path.as_ptr().cast();
        ok(tv_store_open(
            at,
            path.len(),
            null(),
            &raw mut store,
            &raw mut error,
        ))?;
        ok(tv_store_snapshot(store, &raw mut state, &raw mut error))?;
    }
    let (mut rust, mut c, mut rows) = (Vec::new(), Vec::new(), 0);
    for turn in 0..asked.cases * 2 {
        let id = person(turn * 37 % asked.people);
        let began = Instant::now();
        let question = snapshot.trace().case(id.as_str(), 0..).hops(1);
        let trace = question.min_overlap(15.minutes()).forward()?;
        for row in trace.exposures() {
            rows += black_box(row?).level as usize;
        }
        drop(trace);
        rust.push(began.elapsed());
        let began = Instant::now();
        // SAFETY: as above.
        rows -= unsafe { f1_through_c(state, &id) }?;
        c.push(began.elapsed());
    }
    assert_eq!(rows, 0, "both doors give the same rows");
    // SAFETY: handles are told apart.
    ok(tv_snapshot_free(state))?;
    ok(tv_store_free(store))?;
    // The first half warms both up.
    let median = |times: &mut Vec<std::time::Duration>| {
        let mut times = times.split_off(times.len() / 2);
        times.sort_unstable();
        times
            .get(times.len() / 2)
            .map_or(0.0, |t| t.as_secs_f64() * 1e6)
    };
    let (rust, c) = (median(&mut rust), median(&mut c));
    let (what, cases) = (asked.what, asked.cases);
    let more = c - rust;
    println!(
        "F1 with its rows {what}, median of {cases}: Rust {rust:.2} us, C {c:.2} us ({more:+.2})"
    );
    Ok(())
}

/// # Safety
/// `state` is a handle, or not; it is told apart.
unsafe fn f1_through_c(state: *const truyvet_c::snapshot::tv_snapshot, id: &str) -> Outcome<usize> {
    let mut error = null_mut();
    let (mut trace, mut rows, mut levels) = (null_mut(), null_mut(), 0);
    let case = tv_during {
        id: tv_text {
            data: id.as_ptr().cast(),
            len: id.len(),
        },
        start: 0,
        end: i64::MAX,
    };
    let mut question = std::mem::MaybeUninit::<tv_question>::zeroed();
    let mut row = std::mem::MaybeUninit::<tv_row>::zeroed();
    // SAFETY: zeros are values of both structs, and pointers are to variables of this function.
    unsafe {
        let question = question.assume_init_mut();
        let row = row.assume_init_mut();
        question.struct_size = size_of::<tv_question>();
        row.struct_size = size_of::<tv_row>();
        ok(tv_question_init(&raw mut *question))?;
        question.cases = &raw const case;
        question.case_count = 1;
        question.hops = 1;
        question.min_overlap_s = 900;
        let asked = tv_trace_forward(state, question, null(), &raw mut trace, &raw mut error);
        ok(asked)?;
        ok(tv_trace_rows(trace, 0, &raw mut rows, &raw mut error))?;
        while tv_rows_next(rows, &raw mut *row, &raw mut error) == tv_status::TV_OK {
            levels += black_box(row.level) as usize;
        }
    }
    ok(tv_rows_free(rows))?;
    ok(tv_trace_free(trace))?;
    Ok(levels)
}

fn appends(folder: &std::path::Path) -> Outcome<()> {
    let people: Vec<String> = (0..PEOPLE).map(person).collect();
    let places: Vec<String> = (0..PLACES).map(place).collect();
    let mut took = [const { Vec::new() }; 3];
    for turn in 0..TURNS {
        for door in 0..3 {
            // Whoever comes first finds other caches: they take turns.
            let door = (door + turn) % 3;
            let path = folder.join(format!("{door}-{turn}"));
            let store = Store::create(&path, Options::default())?;
            let path = path.display().to_string();
            let took = took.get_mut(door).ok_or("there are three")?;
            took.push(if door == 0 {
                appends_in_rust(&store, &people, &places)?
            } else {
                let at_once = if door == 1 { 1 } else { AT_ONCE };
                // SAFETY: pointers are to variables of that function.
                unsafe { appends_through_c(&path, &people, &places, at_once) }?
            });
        }
    }
    let [rust, c, arrays] = took;
    let median = |mut values: Vec<f64>| {
        values.sort_unstable_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(0.0)
    };
    let share = |door: &[f64]| {
        let shares = rust
            .iter()
            .zip(door)
            .map(|(rust, door)| rust / door * 100.0);
        median(shares.collect())
    };
    println!(
        "visits appended, medians of {TURNS} turns: C one by one {:.0} % of Rust's a second, in \
         arrays of {AT_ONCE} {:.0} %; Rust {:.0} a second",
        share(&c),
        share(&arrays),
        f64::from(APPENDS) / median(rust.clone())
    );
    Ok(())
}

fn appends_in_rust(store: &Store, people: &[String], places: &[String]) -> Outcome<f64> {
    let mut writer = store.writer()?;
    let began = Instant::now();
    each(people, places, |who, at, start| {
        Ok(writer.visit(who, at, start, Some(start + 60))?)
    })?;
    Ok(began.elapsed().as_secs_f64())
}

fn each(
    people: &[String],
    places: &[String],
    mut add: impl FnMut(&str, &str, i64) -> Outcome<()>,
) -> Outcome<()> {
    let both = people.iter().cycle().zip(places.iter().cycle());
    for ((who, at), n) in both.zip(0..APPENDS) {
        add(who, at, i64::from(n))?;
    }
    Ok(())
}

/// # Safety
/// There is nothing to keep: all pointers are of this function.
unsafe fn appends_through_c(
    path: &str,
    people: &[String],
    places: &[String],
    at_once: usize,
) -> Outcome<f64> {
    let mut error = null_mut();
    let mut store: *mut tv_store = null_mut();
    let mut writer = null_mut();
    // SAFETY: every pointer is to a variable of this function, or null where that is allowed.
    unsafe {
        let at = path.as_ptr().cast();
        ok(tv_store_open(
            at,
            path.len(),
            null(),
            &raw mut store,
            &raw mut error,
        ))?;
        ok(tv_store_writer(
            store,
            null(),
            &raw mut writer,
            &raw mut error,
        ))?;
    }
    let began = Instant::now();
    // SAFETY: the writer is open, and texts live as long as `people` and `places`.
    unsafe {
        if at_once > 1 {
            in_arrays(writer, people, places, at_once)?;
        } else {
            one_by_one(writer, people, places)?;
        }
    }
    let took = began.elapsed().as_secs_f64();
    ok(tv_writer_free(writer))?;
    ok(tv_store_free(store))?;
    Ok(took)
}

/// # Safety
/// `writer` is a handle, or not; it is told apart.
unsafe fn one_by_one(writer: *mut tv_writer, people: &[String], places: &[String]) -> Outcome<()> {
    let mut error = null_mut();
    each(people, places, |who, at, start| {
        // SAFETY: pointers are to texts that live, and to a variable.
        ok(unsafe {
            tv_writer_visit(
                writer,
                who.as_ptr().cast(),
                who.len(),
                at.as_ptr().cast(),
                at.len(),
                start,
                start + 60,
                &raw mut error,
            )
        })
    })
}

/// Arrays are filled as well, which counts: whoever has columns has to do it, too.
///
/// # Safety
/// `writer` is a handle, or not; it is told apart.
unsafe fn in_arrays(
    writer: *mut tv_writer,
    people: &[String],
    places: &[String],
    at_once: usize,
) -> Outcome<()> {
    let text = |text: &str| tv_text {
        data: text.as_ptr().cast(),
        len: text.len(),
    };
    let mut error = null_mut();
    let mut rows = Vec::with_capacity(at_once);
    let mut add = |rows: &mut Vec<tv_visit>| {
        // SAFETY: pointers are to rows and texts that live, and to a variable.
        let all = unsafe {
            tv_writer_visits(
                writer,
                rows.as_ptr(),
                rows.len(),
                null_mut(),
                &raw mut error,
            )
        };
        rows.clear();
        ok(all)
    };
    each(people, places, |who, at, start| {
        rows.push(tv_visit {
            person: text(who),
            place: text(at),
            start,
            end: start + 60,
        });
        if rows.len() < at_once {
            return Ok(());
        }
        add(&mut rows)
    })?;
    add(&mut rows)
}
