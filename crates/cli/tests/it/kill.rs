//! A writer killed at any moment, while others read: what it acknowledged is there, and nothing
//! is half there.
//!
//! `TRUYVET_KILL_SECONDS` says for how long; 6 seconds unless set.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use assert_cmd::cargo::CommandCargoExt;

use crate::transcript::Folder;

/// Every person's stays there count: the case is there the whole time.
const HALL: &str = "hall";
const CASE: &str = "hub";

/// What must be stored: the end of each stay, by person and start.
type Model = BTreeMap<(u64, i64), i64>;

/// The lines of a batch, in words of the model and of truyvet(1). Starts are never the same.
fn batch(number: u64, model: &mut Model) -> String {
    let mut lines = String::new();
    let start = |batch: u64, j: u64| i64::try_from(1_000_000 + batch * 977 + j).unwrap();
    let person = |batch: u64, j: u64| (batch * 31 + j * 7) % 211;
    let size = |batch: u64| 2 + batch % 17;
    for j in 0..size(number) {
        let (who, from) = (person(number, j), start(number, j));
        let end = from + 1 + i64::try_from((number + j) % 50).unwrap();
        model.insert((who, from), end);
        lines.push_str(&format!("visit,p{who},{HALL},{from},{end}\n"));
    }
    if number >= 3 {
        let earlier = number - 3;
        let (who, from) = (person(earlier, 0), start(earlier, 0));
        model.insert((who, from), from + 400);
        lines.push_str(&format!("visit,p{who},{HALL},{from},{}\n", from + 400));
    }
    if number >= 2 && number.is_multiple_of(5) {
        let earlier = number - 2;
        let (who, from) = (person(earlier, 1), start(earlier, 1));
        model.remove(&(who, from));
        lines.push_str(&format!("retract,visit,p{who},{HALL},{from}\n"));
    }
    lines.push_str(&format!(
        "visit,batch:{number},mark,{},\ncommit\n",
        start(number, 0)
    ));
    lines
}

/// What the store must answer after `batches`: per person the first stay and all seconds.
fn expected(batches: u64) -> BTreeSet<String> {
    let mut model = Model::new();
    for number in 0..batches {
        batch(number, &mut model);
    }
    let mut people: BTreeMap<u64, (i64, u64)> = BTreeMap::new();
    for ((who, start), end) in model {
        let sum = people.entry(who).or_insert((start, 0));
        sum.0 = sum.0.min(start);
        sum.1 += u64::try_from(end - start).unwrap();
    }
    let line = |(who, (first, sum)): (u64, (i64, u64))| format!("p{who} {first} {sum}");
    people.into_iter().map(line).collect()
}

/// What the store answers, and how many whole batches it knows.
fn found(world: &Folder) -> (u64, BTreeSet<String>) {
    let store = truyvet::Store::open(world.path("w")).unwrap();
    let snapshot = store.snapshot().unwrap();
    let known = |number: u64| {
        let id = format!("batch:{number}");
        snapshot.person(id).unwrap().is_some()
    };
    let (mut low, mut high) = (0, 1);
    while known(high - 1) {
        high *= 2;
    }
    while low < high {
        let middle = (low + high) / 2;
        if known(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let trace = snapshot.trace().case(CASE, 0..).hops(1).forward().unwrap();
    let rows = trace.exposures().map(|row| {
        let row = row.unwrap();
        let first = row.first_exposure.seconds();
        format!("{} {first} {}", row.person, row.person_seconds)
    });
    (low, rows.collect())
}

fn truyvet(world: &Folder, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("truyvet").unwrap();
    command.current_dir(world.path("."));
    command.args(arguments);
    command
}

/// A writer that packs its log often, so that it is killed at that, too.
fn writer(world: &Folder) -> Child {
    let arguments = [
        "append",
        "w",
        "--ack",
        "--commit-every",
        "inf",
        "--log-records",
        "500",
    ];
    truyvet(world, &arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Feeds batches from `first` on and kills the writer after `life`: how many batches in all were
/// acknowledged, and how many sent.
fn one_life(world: &Folder, first: u64, life: Duration) -> (u64, u64) {
    let mut child = writer(world);
    let mut input = child.stdin.take().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (sent, acked) = (AtomicU64::new(first), AtomicU64::new(first));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut scratch = Model::new();
            for number in first.. {
                // A few are under way at any time, and no more.
                while number > acked.load(Ordering::SeqCst) + 20 {
                    std::thread::sleep(Duration::from_micros(200));
                    if sent.load(Ordering::SeqCst) == u64::MAX {
                        return;
                    }
                }
                sent.fetch_max(number + 1, Ordering::SeqCst);
                let lines = batch(number, &mut scratch);
                if input.write_all(lines.as_bytes()).is_err() {
                    return;
                }
            }
        });
        let reader = scope.spawn(|| {
            for line in output.lines() {
                let Ok(line) = line else { break };
                assert!(line.starts_with("ok "), "{line}");
                acked.fetch_add(1, Ordering::SeqCst);
            }
        });
        std::thread::sleep(life);
        child.kill().unwrap();
        let said = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&said.stderr), "");
        reader.join().unwrap();
        let all = sent.swap(u64::MAX, Ordering::SeqCst);
        (acked.load(Ordering::SeqCst), all)
    })
}

/// Asks again and again until it is told to stop; every answer must be one, and none older than
/// the one before.
fn read_on(world: &Folder, arguments: &[&str], stop: &AtomicBool) -> u64 {
    let (mut last, mut answers) = (0, 0);
    while !stop.load(Ordering::SeqCst) {
        let output = truyvet(world, arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        let answer = String::from_utf8_lossy(&output.stdout);
        let words = answer.split_once("snapshot").unwrap().1;
        let digits = words.trim_start_matches(|c: char| !c.is_ascii_digit());
        let digits = digits
            .split(|c: char| !c.is_ascii_digit() && c != ',')
            .next();
        let number: u64 = digits.unwrap().replace(',', "").parse().unwrap();
        assert!(number >= last, "{arguments:?}: {number} after {last}");
        (last, answers) = (number, answers + 1);
    }
    answers
}

#[test]
fn a_killed_writer_loses_nothing_it_acknowledged() {
    let seconds = std::env::var("TRUYVET_KILL_SECONDS");
    let seconds = seconds.map_or(6, |text| text.parse().unwrap());
    let until = Instant::now() + Duration::from_secs(seconds);
    let world = Folder::with(&[("first", &format!("visit,{CASE},{HALL},0,2000000000\n"))]);
    let made = world.run("truyvet append w < first");
    assert!(made.status.success(), "{made:?}");
    let stop = AtomicBool::new(false);
    let (mut batches, mut lives, mut random) = (0, 0, 0x2545_F491_4F6C_DD1D_u64);
    std::thread::scope(|scope| {
        let questions: [&[&str]; 3] = [
            &["stats", "w", "--format", "json"],
            &["trace", "w", "--case", "hub,0,inf", "--hops", "1"],
            &[
                "trace",
                "w",
                "--case",
                "hub,0,inf",
                "--hops",
                "2",
                "--format",
                "json",
            ],
        ];
        let readers: Vec<_> = questions
            .iter()
            .map(|question| scope.spawn(|| read_on(&world, question, &stop)))
            .collect();
        while Instant::now() < until || lives < 3 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let life = Duration::from_millis(30 + random % 700);
            let (acked, sent) = one_life(&world, batches, life);
            let (known, rows) = found(&world);
            let wanted = expected(known);
            world.write(
                "expected",
                format!("{acked} {known} {sent}\n{wanted:#?}").as_bytes(),
            );
            assert!(
                (acked..=sent).contains(&known),
                "acknowledged {acked}, known {known}, sent {sent}"
            );
            assert!(
                rows == wanted,
                "after {known} batches: {rows:#?} is not {wanted:#?}"
            );
            let sound = world.run("truyvet verify w");
            assert!(sound.status.success(), "{sound:?}");
            (batches, lives) = (known, lives + 1);
        }
        stop.store(true, Ordering::SeqCst);
        let answers: Vec<u64> = readers.into_iter().map(|r| r.join().unwrap()).collect();
        println!("{lives} lives, {batches} batches, answers {answers:?}");
    });
    assert!(batches > 0);
}
