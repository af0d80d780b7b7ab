//! Tests of `difference`: two answers compared by hand (S30).

use std::collections::BTreeMap;

use truyvet_model::{Exposure, ExternalId, Question};

use crate::check::{ask, isolated};
use crate::difference::{Change, difference};
use crate::sketch::{Sketch, person_id, question};

fn rows(world: &Sketch, question: &Question) -> BTreeMap<ExternalId, Exposure> {
    let traced = ask(world, question).unwrap();
    let row = |row: &Exposure| (person_id(row.person), *row);
    traced.rows().iter().map(row).collect()
}

fn changes(from: &BTreeMap<ExternalId, Exposure>, to: &BTreeMap<ExternalId, Exposure>) -> String {
    let show = |(person, change): &(ExternalId, Change)| match change {
        Change::New(level) => format!("{person} new F{level}"),
        Change::Gone(level) => format!("{person} gone F{level}"),
        Change::Level { from, to } => format!("{person} F{from} to F{to}"),
        Change::Time { from, to } => {
            let t = |t: &(truyvet_model::Timestamp, truyvet_model::Timestamp)| {
                format!("{} ({})", t.0.seconds(), t.1.seconds())
            };
            format!("{person} {} to {}", t(from), t(to))
        }
    };
    let lines: Vec<String> = difference(from, to).iter().map(show).collect();
    lines.join(", ")
}

#[test]
fn s30_new_gone_level_and_time() {
    let before = Sketch::new()
        .contact(0, 1, 10..20)
        .contact(1, 2, 30..40)
        .contact(0, 3, 10..20)
        .contact(0, 4, 10..20);
    let late = before
        .clone()
        .contact(0, 2, 50..60)
        .contact(0, 4, 5..8)
        .contact(4, 5, 30..40);
    let asked = question(&[(0, 0..100)]);
    let (from, to) = (rows(&before, &asked), rows(&late, &asked));
    assert_eq!(
        changes(&from, &to),
        "p2 F2 to F1, p4 10 (10) to 5 (5), p5 new F2"
    );
    assert_eq!(
        changes(&to, &from),
        "p2 F1 to F2, p4 5 (5) to 10 (10), p5 gone F2"
    );
    assert_eq!(changes(&to, &to), "");
}

#[test]
fn s30_a_measure_compares_in_the_same_way() {
    let world = Sketch::new().contact(0, 1, 10..20).contact(1, 2, 30..40);
    let asked = question(&[(0, 0..100)]);
    let without = rows(&world, &asked);
    let with = rows(&world, &isolated(1, 25..99, asked));
    assert_eq!(changes(&without, &with), "p2 gone F2");
}
