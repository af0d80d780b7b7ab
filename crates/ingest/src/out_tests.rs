//! Tests of what imports take back, in a real store: their own records and nobody else's.

use std::sync::Arc;

use truyvet_model::{ExternalId, Interval, PersonNo};
use truyvet_store::{MemoryVfs, Options, Snapshot, Store};

use crate::import::import;
use crate::input::Input;
use crate::kind::FileKind;
use crate::report::{ImportFile, ImportOptions};

fn store() -> Store {
    Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap()
}

/// Imports texts, all in one call and one publication.
fn imported(store: &Store, files: &[(FileKind, &str)], source: Option<&str>) {
    let files: Vec<ImportFile> = (files.iter())
        .map(|(kind, text)| ImportFile {
            kind: *kind,
            input: Input::Bytes {
                name: format!("{kind}.csv"),
                bytes: text.as_bytes().into(),
            },
        })
        .collect();
    let options = ImportOptions {
        source: source.map(str::to_owned),
        ..ImportOptions::default()
    };
    let mut writer = store.writer().unwrap();
    import(&mut writer, &files, &options, &mut |_| {}).unwrap();
    writer.publish().unwrap();
}

/// Everybody's visits: who, when from, and the source.
fn visits(snapshot: &Snapshot) -> Vec<String> {
    let (mut rows, mut lines) = (Vec::new(), Vec::new());
    for number in 0..snapshot.person_count() {
        let person = PersonNo(number);
        let id: ExternalId = snapshot.person_id(person).unwrap();
        for segment in snapshot.segments() {
            segment.raw_person_visits(person, &mut rows).unwrap();
        }
        for row in rows.drain(..) {
            let source = usize::from(row.visit.source.0).checked_sub(1);
            let source = source.map_or("-", |at| snapshot.sources()[at]);
            lines.push(format!("{id} {} {source}", row.visit.start));
        }
    }
    lines
}

const ROSTER: &str = "person,company,line,shift,from,to\n\
    An,c,l,day,2021-05-03,2021-05-04\n";

/// The roster withdraws both days: An is on another line.
const CORRECTED: &str = "person,company,line,shift,from,to\n\
    An,c,l,day,2021-05-03,2021-05-04\nAn,c,l2,day,2021-05-03,2021-05-04\n";

/// The second that the shift of the 3rd of May begins, 07:30 there.
const SHIFT: i64 = 1_620_001_800;

fn scan() -> String {
    format!("person,place,start,end\nAn,l,{SHIFT},{}\n", SHIFT + 600)
}

/// The bug: a scan of the same person, place and second went with what the roster took back.
#[test]
fn s32_a_roster_that_withdraws_presence_leaves_a_scan() {
    let store = store();
    imported(&store, &[(FileKind::Roster, ROSTER)], None);
    imported(&store, &[(FileKind::Visits, &scan())], Some("qr"));
    imported(&store, &[(FileKind::Roster, CORRECTED)], None);
    let day = 86_400;
    assert_eq!(
        visits(&store.snapshot().unwrap()),
        [
            format!("An {SHIFT} qr"),
            format!("An {SHIFT} roster"),
            format!("An {} roster", SHIFT + day),
        ]
    );
}

/// Also when it comes in the same call, before the roster.
#[test]
fn s32_a_scan_of_the_same_import_stays_as_well() {
    let store = store();
    imported(&store, &[(FileKind::Roster, ROSTER)], None);
    let scan = scan();
    let files = [
        (FileKind::Visits, scan.as_str()),
        (FileKind::Roster, CORRECTED),
    ];
    imported(&store, &files, None);
    let held = visits(&store.snapshot().unwrap());
    assert!(held.contains(&format!("An {SHIFT} -")), "{held:?}");
    assert_eq!(held.len(), 3, "{held:?}");
}

/// And its own go, as before.
#[test]
fn s2_a_roster_takes_back_its_own() {
    let store = store();
    imported(&store, &[(FileKind::Roster, ROSTER)], None);
    imported(&store, &[(FileKind::Roster, CORRECTED)], None);
    let snapshot = store.snapshot().unwrap();
    assert_eq!(visits(&snapshot).len(), 2);
    assert!(
        snapshot
            .time_range()
            .is_some_and(|range| Interval::ALWAYS.intersects(range))
    );
}
