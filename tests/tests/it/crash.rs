//! A history of commits, stopped or failed at every single operation: the state before or after.

use std::sync::Arc;

use truyvet_model::{
    CaseRecord, Contact, ExternalId, Interval, Kind, PersonDetails, PersonNo, Place, PlaceNo,
    Timestamp, UnitDetails, Visit,
};
use truyvet_store::{Options, Snapshot, Store, StoreError, Vfs, Writer, WriterOptions, verify};
use truyvet_tests::crash::{Action, CrashVfs, Fault};

const DAY: i64 = 86_400;

/// Everything that a reader can see, by name, one line each.
type Dump = Vec<String>;

/// What one process has open.
struct Session {
    vfs: CrashVfs,
    store: Option<Store>,
    writer: Option<Writer>,
}

impl Session {
    fn new(vfs: &CrashVfs) -> Self {
        Self {
            vfs: vfs.clone(),
            store: None,
            writer: None,
        }
    }

    fn store(&mut self) -> Result<Store, StoreError> {
        let store = match &self.store {
            Some(store) => store.clone(),
            None => Store::open_in(Arc::new(self.vfs.clone()))?,
        };
        Ok(self.store.insert(store).clone())
    }

    /// The writer, kept from step to step.
    fn writer(&mut self) -> Result<&mut Writer, StoreError> {
        if self.writer.is_none() {
            // A thread of its own would make the operations come in another order each time.
            let options = WriterOptions {
                compact: false,
                ..WriterOptions::default()
            };
            self.writer = Some(self.store()?.writer_with(options)?);
        }
        Ok(self.writer.as_mut().unwrap())
    }

    fn visit(&mut self, who: &str, at: &str, start: i64, end: i64) -> Result<(), StoreError> {
        let writer = self.writer()?;
        let (person, place) = (writer.person(id(who))?, writer.place(id(at))?);
        writer.visit(Visit {
            person,
            place,
            start: time(start),
            end: (end != OPEN).then(|| time(end)),
        })
    }

    fn contact(&mut self, a: &str, b: &str, start: i64, end: i64) -> Result<(), StoreError> {
        let writer = self.writer()?;
        let (a, b) = (writer.person(id(a))?, writer.person(id(b))?);
        let interval = Interval::new(time(start), time(end)).unwrap();
        writer.contact(Contact { a, b, interval })
    }

    fn place(&mut self, name: &str, kind: &str, part_of: Option<&str>) -> Result<(), StoreError> {
        let writer = self.writer()?;
        let parent = part_of.map(|name| writer.place(id(name))).transpose()?;
        let number = writer.place(id(name))?;
        let details = Place {
            kind: Kind::new(kind).unwrap(),
            parent,
            unit: Some("Nếnh".to_owned()),
            ..Place::default()
        };
        writer.declare_place(number, &details)
    }

    /// A home, a unit, a case.
    fn register(&mut self, who: &str, unit: &str, tested: i64) -> Result<(), StoreError> {
        let writer = self.writer()?;
        let person = writer.person(id(who))?;
        let details = PersonDetails {
            unit: Some(unit.to_owned()),
            doses: Some(2),
        };
        writer.declare_person(person, &details)?;
        writer.declare_unit(unit, &UnitDetails::default())?;
        writer.declare_case(&CaseRecord {
            person,
            tested: time(tested),
            onset: Some(time(tested - 60)),
            isolated: None,
        })
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.writer()?.commit().map(|_| ())
    }
}

/// As the end of a visit: not known.
const OPEN: i64 = i64::MIN;

fn id(text: &str) -> ExternalId {
    text.parse().unwrap()
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

/// One change from a state to the next. A step that is done twice does no more than once.
type Step = fn(&mut Session) -> Result<(), StoreError>;

/// The history: each step ends with what makes it durable.
const STEPS: [Step; 15] = [
    |s| {
        let vfs = Arc::new(s.vfs.clone());
        s.store = Some(Store::create_in(vfs, Options::default())?);
        Ok(())
    },
    |s| {
        s.place("market:1", "market", None)?;
        s.visit("An", "market:1", 100, 900)?;
        s.visit("Bình", "market:1", 200, OPEN)?;
        s.contact("An", "Bình", 50, 60)?;
        s.commit()
    },
    // Two partitions, one visit replaced, the place becomes part of another.
    |s| {
        s.place("market:1", "market", Some("city"))?;
        s.visit("An", "market:1", 100, 700)?;
        s.visit("Chi", "bus:8", DAY + 5, DAY + 500)?;
        s.visit("An", "bus:8", DAY + 7, OPEN)?;
        s.register("An", "24/213", DAY / 2)?;
        s.register("Chi", "27", 2 * DAY)?;
        s.commit()
    },
    // Late: an open visit of an older commit ends earlier (S4).
    |s| {
        s.visit("Bình", "bus:8", 1_000, 1_100)?;
        s.commit()
    },
    // Nothing but a contact that replaces one.
    |s| {
        s.contact("Bình", "An", 50, 70)?;
        s.commit()
    },
    // Another process: the writer is opened anew.
    |s| {
        *s = Session::new(&s.vfs);
        s.visit("Dũng", "market:1", 2 * DAY, 2 * DAY + 60)?;
        s.visit("An", "bus:8", DAY + 7, DAY + 90)?;
        s.commit()
    },
    |s| {
        for n in 0..300 {
            let (start, who) = (3 * DAY + n * 31 % 5_000, format!("p{}", n % 40));
            s.visit(&who, "market:1", start, start + 60 + n)?;
        }
        s.commit()
    },
    // Four commits so far are only in the log.
    |s| s.writer()?.publish().map(|_| ()),
    |s| {
        s.visit("phone:1", "bus:8", DAY + 5, DAY + 400)?;
        let writer = s.writer()?;
        let (a, b) = (writer.person(id("Chi"))?, writer.person(id("phone:1"))?);
        writer.link_people(a, b)?;
        let (person, place) = (writer.person(id("An"))?, writer.place(id("bus:8"))?);
        writer.retract_visit(person, place, time(DAY + 7))?;
        s.commit()
    },
    |s| {
        s.visit("An", "bus:8", DAY + 9, DAY + 10)?;
        s.writer()?.publish().map(|_| ())
    },
    |s| s.writer()?.compact().map(|_| ()),
    |s| {
        s.visit("p3", "bus:8", 4 * DAY, OPEN)?;
        s.register("p3", "24", 4 * DAY)?;
        s.commit()
    },
    // Repeated, there is nobody left to erase.
    |s| {
        let Some(chi) = s.store()?.snapshot()?.person(&id("phone:1"))? else {
            return Ok(());
        };
        s.writer()?.erase(chi).map(|_| ())
    },
    |s| s.writer()?.purge().map(|_| ()),
    |s| s.writer()?.retain(time(DAY)).map(|_| ()),
];

/// Steps after which a reader sees what was seen before.
const UNSEEN: [usize; 3] = [7, 10, 13];

/// Everything in the snapshot.
fn dump(snapshot: &Snapshot) -> Dump {
    let person = |n| snapshot.person_id(PersonNo(n)).unwrap();
    let place = |n| snapshot.place_id(PlaceNo(n)).unwrap();
    let mut lines = Vec::new();
    for n in 0..snapshot.person_count() {
        match snapshot.person_id(PersonNo(n)) {
            Ok(id) => lines.push(format!("person {id}")),
            Err(StoreError::Erased { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    for n in 0..snapshot.place_count() {
        let known = snapshot.place_record(PlaceNo(n)).unwrap();
        let (kind, parent) = (known.kind, known.parent.map(|p| place(p.0).to_string()));
        lines.push(format!(
            "place {} {kind} {parent:?} {:?}",
            place(n),
            known.unit
        ));
    }
    let homes = snapshot.homes().unwrap();
    for n in (0..snapshot.person_count()).map(PersonNo) {
        let unit = homes.unit(n).map(|unit| &homes.units()[unit.index()]);
        if let Some(unit) = unit {
            lines.push(format!("home {} {unit} {:?}", person(n.0), homes.doses(n)));
        }
    }
    for unit in snapshot.units().unwrap() {
        lines.push(format!("unit {}", unit.path));
    }
    for case in snapshot.cases().unwrap() {
        let (who, tested) = (person(case.person.0), case.tested);
        lines.push(format!("case {who} {tested} {:?}", case.onset));
    }
    for segment in snapshot.segments() {
        let visits = |at: u32, rows: &[truyvet_store::VisitRow]| {
            lines.extend(rows.iter().map(|v| {
                let (who, open) = (person(v.person), v.open);
                format!("visit {who} {} {} {} {open}", place(at), v.start, v.end)
            }));
        };
        let all = 0..snapshot.place_count();
        segment.each_place(all, Interval::ALWAYS, visits).unwrap();
        for n in 0..snapshot.person_count() {
            let mut contacts = Vec::new();
            let of = PersonNo(n);
            segment
                .contacts_of(of, Interval::ALWAYS, &mut contacts)
                .unwrap();
            let line = |c: truyvet_store::ContactRow| {
                format!(
                    "contact {} {} {} {}",
                    person(n),
                    person(c.other),
                    c.start,
                    c.end
                )
            };
            lines.extend(contacts.into_iter().map(line));
        }
    }
    lines.sort_unstable();
    lines
}

/// What a new process finds; `None` if there is no store yet.
fn found(vfs: &CrashVfs) -> Option<Dump> {
    let vfs: Arc<dyn Vfs> = Arc::new(vfs.clone());
    let store = match Store::open_in(Arc::clone(&vfs)) {
        Ok(store) => store,
        Err(StoreError::NotAStore { .. }) => return None,
        Err(error) => panic!("{error}"),
    };
    let report = verify(&vfs, &mut |_| ()).unwrap();
    assert!(report.is_sound(), "{:?}", report.findings);
    Some(dump(&store.snapshot().unwrap()))
}

/// Does the steps from `first` on until one fails; how many of all are done.
fn run(vfs: &CrashVfs, first: usize) -> (usize, Option<StoreError>) {
    let mut session = Session::new(vfs);
    for (number, step) in STEPS.iter().enumerate().skip(first) {
        if let Err(error) = step(&mut session) {
            return (number, Some(error));
        }
    }
    (STEPS.len(), None)
}

/// The states that the history passes, from none on, and how many operations it takes.
fn history() -> (Vec<Option<Dump>>, usize) {
    let vfs = CrashVfs::new();
    let mut session = Session::new(&vfs);
    let mut states = vec![None];
    for step in STEPS {
        step(&mut session).unwrap();
        states.push(found(&vfs));
    }
    // Looking at the states took operations, too.
    let alone = CrashVfs::new();
    let (_, error) = run(&alone, 0);
    assert!(error.is_none(), "{error:?}");
    (states, alone.operations().len())
}

/// After `done` steps and an interruption: the folder holds the state before or after the next
/// one, and a new process can do the rest.
fn goes_on(vfs: &CrashVfs, done: usize, states: &[Option<Dump>], what: &str) {
    let state = found(vfs);
    let after = states.get(done + 1).unwrap_or(&states[done]);
    assert!(
        state == states[done] || state == *after,
        "{what}: after {done} steps neither the state before nor after the next: {state:?}"
    );
    // Who got an error repeats the step, even if it was done after all; only a store is not made
    // twice.
    let next = if done == 0 && state.is_some() {
        1
    } else {
        done
    };
    let (all, error) = run(vfs, next);
    assert!(error.is_none(), "{what}: then step {all}: {error:?}");
    assert!(found(vfs) == states[STEPS.len()], "{what}: the last state");
    // What was acknowledged since is there even if the power goes now.
    assert!(
        found(&vfs.after_crash(0)) == states[STEPS.len()],
        "{what}: the last state after power loss"
    );
}

/// The seeds of one point: everything unsynced lost, everything kept, and some drawn.
fn seeds(point: usize) -> impl Iterator<Item = u64> {
    let drawn = (0..3).map(move |i| 2 + 3 * point as u64 + i);
    [0, 1].into_iter().chain(drawn)
}

#[test]
fn states_are_told_apart() {
    let (states, operations) = history();
    for (step, (one, next)) in states.iter().zip(states.iter().skip(1)).enumerate() {
        assert_eq!(one == next, UNSEEN.contains(&step), "step {step}");
    }
    assert!(operations > 60, "{operations}");
}

#[test]
fn power_loss_after_every_operation_leaves_the_state_before_or_after() {
    let (states, operations) = history();
    for point in 0..=operations {
        let vfs = CrashVfs::new();
        vfs.stop_after(point);
        let (done, error) = run(&vfs, 0);
        // The last operations only tidy up.
        let ended = point + 3 >= operations;
        assert!(error.is_some() || ended, "{point} of {operations}");
        for seed in seeds(point) {
            let what = format!("stopped after operation {point}, seed {seed}");
            goes_on(&vfs.after_crash(seed), done, &states, &what);
        }
    }
}

#[test]
fn a_second_power_loss_while_going_on_is_no_worse() {
    let (states, operations) = history();
    for point in (0..operations).step_by(5) {
        let vfs = CrashVfs::new();
        vfs.stop_after(point);
        let (done, _) = run(&vfs, 0);
        let again = vfs.after_crash(point as u64);
        let before = found(&again);
        let done = if before == states[done] {
            done
        } else {
            done + 1
        };
        again.stop_after(point % 11);
        let (done, _) = run(&again, done);
        let what = format!("stopped after operation {point}, and again");
        goes_on(&again.after_crash(point as u64 + 7), done, &states, &what);
    }
}

#[test]
fn a_failure_of_every_operation_is_an_error_and_changes_nothing_else() {
    let (states, operations) = history();
    for fault in [Fault::NoSpace, Fault::Io, Fault::IoForgotten] {
        for point in 1..=operations {
            let vfs = CrashVfs::new();
            vfs.fail_at(point, fault);
            let (done, error) = run(&vfs, 0);
            let operation = vfs.operations().swap_remove(point - 1);
            let what = format!("{fault:?} at operation {point}, {operation:?}");
            // What is only tidied up may stay.
            let tidying = operation.action == Action::Remove || operation.name.starts_with("pin-");
            let told = error.is_some() || tidying;
            assert!(told, "{what}: no error");
            goes_on(&vfs.after_crash(point as u64), done, &states, &what);
            goes_on(&vfs, done, &states, &what);
        }
    }
}
