//! One small world, and all that its sheet has to say.

use std::sync::Arc;

use truyvet_model::{
    Case, CaseRecord, Contact, Direction, ExternalId, Grade, Hops, Interval, Kind, PersonDetails,
    Place, Question, TimeZone, Timestamp, ToDuration, UnitDetails, Visit,
};
use truyvet_store::{MemoryVfs, Options, Snapshot, Store, Writer};
use truyvet_trace::{TraceOptions, trace};

use super::{CaseSheet, Lang, Notice};

pub(super) const MIDNIGHT: i64 = 1_620_406_800; // 2021-05-08T00:00:00+07:00

pub(super) fn at(hour: i64, minute: i64) -> Timestamp {
    Timestamp::from_seconds(MIDNIGHT + hour * 3600 + minute * 60)
}

fn id_of(text: &str) -> ExternalId {
    text.parse().unwrap()
}

fn visit(writer: &mut Writer, who: &str, place: &str, from: (i64, i64), to: Option<(i64, i64)>) {
    let person = writer.person(id_of(who)).unwrap();
    let place = writer.place(id_of(place)).unwrap();
    let end = to.map(|(hour, minute)| at(hour, minute));
    let start = at(from.0, from.1);
    writer
        .visit(Visit {
            person,
            place,
            start,
            end,
        })
        .unwrap();
}

fn declare(writer: &mut Writer, id: &str, kind: &str, name: Option<&str>, parent: Option<&str>) {
    let parent = parent.map(|id| writer.place(id_of(id)).unwrap());
    let number = writer.place(id_of(id)).unwrap();
    let place = Place {
        kind: Kind::new(kind).unwrap(),
        parent,
        unit: Some("24/213/07213".to_owned()).filter(|_| parent.is_none()),
        name: name.map(str::to_owned),
        shared: id == "gate",
        ..Place::default()
    };
    writer.declare_place(number, &place).unwrap();
}

/// An sleeps at home with Mai, works at a line beside Bình, eats in a canteen where Chi is for ten
/// minutes with him and Dũng for half an hour, passes a gate with one code for all, is on a bus
/// without check-out with Em, and meets Giang by Bluetooth. Bình meets Hoa at the market later.
pub(super) fn world(names: [&str; 2]) -> Snapshot {
    store(names).snapshot().unwrap()
}

fn store(names: [&str; 2]) -> Store {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    let mut writer = store.writer().unwrap();
    let w = &mut writer;
    declare(w, "park", "park", Some("Khu công nghiệp"), None);
    declare(w, "company", "company", Some("Công ty A"), Some("park"));
    declare(w, "line", "line", Some("Chuyền 3"), Some("company"));
    declare(w, "canteen", "canteen", Some(names[0]), Some("company"));
    declare(w, "gate", "company", Some("Cổng"), Some("park"));
    declare(w, "home", "household", None, None);
    declare(w, "bus", "bus", Some("Xe 08"), None);
    declare(w, "market", "market", Some("Chợ"), None);
    visit(w, "An", "home", (0, 0), Some((6, 0)));
    visit(w, names[1], "home", (0, 0), Some((7, 0)));
    visit(w, "An", "gate", (6, 50), Some((7, 0)));
    visit(w, "Em", "gate", (6, 50), Some((7, 0)));
    visit(w, "An", "line", (7, 0), Some((11, 0)));
    visit(w, "Bình", "line", (8, 0), Some((11, 0)));
    visit(w, "An", "canteen", (11, 0), Some((11, 40)));
    visit(w, "Chi", "canteen", (11, 30), Some((12, 0)));
    visit(w, "Dũng", "canteen", (10, 30), Some((11, 30)));
    visit(w, "An", "bus", (17, 0), None);
    visit(w, "Em", "bus", (17, 30), Some((18, 0)));
    visit(w, "Bình", "market", (20, 0), Some((21, 0)));
    visit(w, "Hoa", "market", (20, 0), Some((21, 0)));
    let [a, b] = ["An", "Giang"].map(|id| w.person(id_of(id)).unwrap());
    let interval = Interval::new(at(15, 0), at(15, 20)).unwrap();
    w.contact(Contact { a, b, interval }).unwrap();
    writer.commit().unwrap();
    store
}

pub(super) fn question() -> Question {
    let infectious = Interval::new(at(3, 0), at(48, 0)).unwrap();
    Question {
        cases: vec![Case {
            person: "An".parse().unwrap(),
            infectious,
        }],
        hops: Hops::AtMost(2),
        min_overlap: 15.minutes(),
        ..Question::default()
    }
}

pub(super) fn sheet(names: [&str; 2]) -> CaseSheet {
    ask(&world(names), &question()).unwrap()
}

fn ask(snapshot: &Snapshot, question: &Question) -> Result<CaseSheet, truyvet_trace::TraceError> {
    let options = TraceOptions::default();
    let answer = trace(snapshot, question, &options).unwrap();
    CaseSheet::new(&answer, snapshot, &options)
}

#[test]
fn stops_say_where_when_and_how_many() {
    let sheet = sheet(["Nhà ăn", "Mai"]);
    let stops = sheet.stops.iter().map(|stop| {
        let id = stop.place.place.to_string();
        (
            id,
            stop.during.start(),
            stop.during.end(),
            stop.exposed,
            stop.briefly,
        )
    });
    let expected = [
        ("home", at(3, 0), at(6, 0), 1, 0),
        ("gate", at(6, 50), at(7, 0), 0, 0),
        ("line", at(7, 0), at(11, 0), 1, 0),
        ("canteen", at(11, 0), at(11, 40), 1, 1),
        ("bus", at(17, 0), at(19, 0), 1, 0),
    ];
    let expected =
        expected.map(|(id, start, end, f1, brief)| (id.to_owned(), start, end, f1, brief));
    assert_eq!(stops.collect::<Vec<_>>(), expected);
    let stop = |id: &str| {
        let found = sheet
            .stops
            .iter()
            .find(|stop| stop.place.place.to_string() == id);
        found.unwrap().clone()
    };
    assert!(stop("home").place.home && !stop("line").place.home);
    assert!(stop("bus").open);
    assert_eq!(stop("gate").left_out, Some("shared_place"));
    assert_eq!(stop("line").place.within.as_deref(), Some("Công ty A"));
    assert_eq!(
        stop("line").place.unit.as_ref().map(|u| u.path.as_str()),
        Some("24/213/07213")
    );
}

#[test]
fn f1_by_person_by_place_by_unit_and_by_workplace() {
    let sheet = sheet(["Nhà ăn", "Mai"]);
    let f1: Vec<_> = sheet
        .contacts
        .iter()
        .map(|c| c.person.to_string())
        .collect();
    assert_eq!(f1, ["Mai", "Bình", "Dũng", "Giang", "Em"]);
    assert_eq!(sheet.people_by_level, [5, 1]);
    let groups = sheet.groups.iter().map(|group| {
        let place = group
            .place
            .as_ref()
            .map_or("contact".to_owned(), |p| p.place.to_string());
        (place, group.people.len(), group.person_seconds)
    });
    assert_eq!(
        groups.collect::<Vec<_>>(),
        [
            ("home".to_owned(), 1, 3 * 3600),
            ("line".to_owned(), 1, 3 * 3600),
            ("bus".to_owned(), 1, 1800),
            ("canteen".to_owned(), 1, 1800),
            ("contact".to_owned(), 1, 1200),
        ]
    );
    let em = sheet
        .contacts
        .iter()
        .find(|c| c.person.to_string() == "Em")
        .unwrap();
    assert_eq!(em.grade, Grade::AssumedEnd);
    let binh = sheet
        .contacts
        .iter()
        .find(|c| c.person.to_string() == "Bình")
        .unwrap();
    assert_eq!(binh.work.as_ref().unwrap().place.to_string(), "line");
    let lives: Vec<_> = sheet
        .units
        .iter()
        .map(|u| (u.unit.as_ref().map(|u| u.path.as_str()), u.lives, u.works))
        .collect();
    // Em was at the gate of a company, and only Mai at a home.
    assert_eq!(lives, [(Some("24/213/07213"), 1, 2), (None, 4, 0)]);
    let work: Vec<_> = sheet
        .workplaces
        .iter()
        .map(|w| (w.place.place.to_string(), w.people))
        .collect();
    assert_eq!(work, [("company".to_owned(), 1), ("gate".to_owned(), 1)]);
    let binh = sheet.tree.first().unwrap();
    assert_eq!((binh.person.to_string().as_str(), binh.onward), ("Bình", 1));
    assert_eq!(binh.named, ["Hoa".parse().unwrap()]);
}

#[test]
fn nothing_is_left_out_silently() {
    let sheet = sheet(["Nhà ăn", "Mai"]);
    let expected = [
        Notice::RecordsEnd { at: at(21, 0) },
        Notice::OpenStays { count: 1 },
        Notice::SharedStays {
            count: 1,
            rolled_up: false,
        },
        Notice::Nameless { count: 1 },
        Notice::TooShort {
            count: 1,
            needed: 15.minutes(),
        },
        Notice::Contacts { count: 1 },
        Notice::AssumedEnds { count: 1 },
        Notice::HomesUnknown { count: 4 },
    ];
    assert_eq!(sheet.notices, expected);
}

#[test]
fn a_case_without_records_while_infectious_is_no_good_news() {
    let mut question = question();
    question.cases[0].infectious = Interval::new(at(72, 0), at(96, 0)).unwrap();
    let sheet = ask(&world(["Nhà ăn", "Mai"]), &question).unwrap();
    assert!(sheet.notices.contains(&Notice::NothingRecorded));
    assert!(sheet.stops.is_empty() && sheet.contacts.is_empty());
    // The time before, in which the case was infected, is still there.
    assert_eq!(sheet.stays.len(), 5);
}

#[test]
fn what_the_question_leaves_out_is_said() {
    let mut question = question();
    question.except.kinds.insert(Kind::new("line").unwrap());
    let sheet = ask(&world(["Nhà ăn", "Mai"]), &question).unwrap();
    let line = sheet
        .stops
        .iter()
        .find(|stop| stop.place.kind.name() == "line")
        .unwrap();
    assert_eq!((line.left_out, line.exposed), (Some("filtered"), 0));
    assert!(sheet.notices.contains(&Notice::LeftOut {
        rule: "filtered",
        count: 1
    }));
}

#[test]
fn s28_a_sheet_is_forward_and_of_one_case() {
    let snapshot = world(["Nhà ăn", "Mai"]);
    let mut two = question();
    let mut other = two.cases[0].clone();
    other.person = "Hoa".parse().unwrap();
    two.cases.push(other);
    let error = ask(&snapshot, &two).unwrap_err().to_string();
    assert!(error.contains("the question names 2"), "{error}");
    let mut backward = question();
    backward.direction = Direction::Backward;
    let error = ask(&snapshot, &backward).unwrap_err().to_string();
    assert!(error.contains("goes backward"), "{error}");
}

#[test]
fn s35_s36_the_register_says_where_people_live_and_when_the_case_was_tested() {
    let store = store(["Nhà ăn", "Mai"]);
    let mut writer = store.writer().unwrap();
    for (path, name) in [("24", "Bắc Giang"), ("24/214", "Huyện 2")] {
        let details = UnitDetails {
            name: Some(name.to_owned()),
            ..UnitDetails::default()
        };
        writer.declare_unit(path, &details).unwrap();
    }
    for (id, unit, doses) in [("Mai", "24/214/07300", None), ("An", "24/214", Some(2))] {
        let person = writer.person(id_of(id)).unwrap();
        let unit = Some(unit.to_owned());
        writer
            .declare_person(person, &PersonDetails { unit, doses })
            .unwrap();
    }
    let person = writer.person(id_of("An")).unwrap();
    let record = CaseRecord {
        person,
        tested: at(40, 0),
        onset: None,
        isolated: Some(at(48, 0)),
    };
    writer.declare_case(&record).unwrap();
    writer.commit().unwrap();
    let sheet = ask(&store.snapshot().unwrap(), &question()).unwrap();
    assert_eq!(sheet.doses, Some(2));
    let tests: Vec<_> = sheet
        .tests
        .iter()
        .map(|t| (t.tested, t.onset, t.isolated))
        .collect();
    assert_eq!(tests, [(at(40, 0), None, Some(at(48, 0)))]);
    let mai = sheet
        .contacts
        .iter()
        .find(|c| c.person.to_string() == "Mai")
        .unwrap();
    let home = mai.home.as_ref().unwrap();
    assert!(home.registered);
    // The household of the records is still said.
    assert_eq!(home.place.as_ref().unwrap().place.to_string(), "home");
    let unit = home.unit.as_ref().unwrap();
    assert_eq!(
        (unit.path.as_str(), unit.label()),
        ("24/214/07300", "Huyện 2, Bắc Giang")
    );
    let page = sheet.to_html(Lang::Vi, &TimeZone::named("+07:00").unwrap());
    assert!(page.contains("16:00 09/05/2021") && page.contains("Huyện 2, Bắc Giang"));
}
