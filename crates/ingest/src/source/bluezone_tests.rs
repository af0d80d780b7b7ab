//! Tests of Bluetooth contacts.

use super::super::golden::{
    Given, any_order, any_rows, bytes, comes_to_the_same, fresh, in_little_memory, into, rejected,
};
use crate::kind::FileKind;
use crate::sink::fake::Records;

const KIND: FileKind = FileKind::Bluezone;

const IDS: &str = "\
id,person,from,to
a1,An,0,10000
a2,An,10000,
b1,Bi,0,
c1,Chi,0,5000
c1,Dũng,5000,
x1,An,0,
x1,Bi,0,
";

/// Samples of a pair under changing ids, a lone one, a weak one, ids of nobody and of two.
const SAMPLES: &str = "\
id_a,id_b,time,duration,rssi,received
a1,b1,9300,,-60,9400
b1,a1,9600,,-62,9700
a1,b1,9900,,-64,10000
a2,b1,10200,120,-64,10300
a2,b1,20000,,-70,20100
c1,b1,4000,600,-70,4700
c1,b1,5500,600,-70,6200
a1,c1,3000,,-95,
a1,zz,3000,,-50,
a1,x1,3000,,-50,
a1,a2,3000,,-50,
a2,a2,12000,,,
";

fn given() -> Given<'static> {
    let mut given = Given::default();
    given.options.ids = Some(bytes("ids.csv", IDS));
    given
}

#[test]
fn every_difficulty() {
    let (records, file, source) = fresh(KIND, SAMPLES, &given());
    assert_eq!(
        records.kept(),
        [
            "contact An Bi 20000 = 20060",
            "contact An Bi 9300 = 10320",
            "contact Bi Chi 4000 = 4600",
            "contact Bi Dũng 5500 = 6100",
        ]
    );
    assert_eq!(
        rejected(&file),
        ["weak_signal 1", "unknown_id 3", "own_id 1"]
    );
    assert_eq!((file.rows_taken, source.joined), (7, 3));
    assert_eq!(source.lateness.unwrap().rows, 7);
}

#[test]
fn again_longer_late_and_in_any_order() {
    comes_to_the_same(KIND, SAMPLES, &given());
    let mapping = "[settings]\ngap = \"3h\"";
    let wide = Given { mapping, ..given() };
    comes_to_the_same(KIND, SAMPLES, &wide);
    assert!(fresh(KIND, SAMPLES, &wide).2.joined > 3);
}

#[test]
fn without_ids_they_are_people() {
    let text = "id_a,id_b,time,duration,rssi\nu,v,1000,,\nv,u,1300,,\nu,w,1000,60.0,-50.5\n";
    let (records, _, _) = fresh(KIND, text, &Given::default());
    assert_eq!(
        records.kept(),
        ["contact u v 1000 = 1360", "contact u w 1000 = 1060"]
    );
    any_order(
        KIND,
        "id_a,id_b,time\nu,v,1000\nu,v,1300\nu,v,5000\nu,w,2000\n",
        &Given::default(),
    );
}

#[test]
fn with_little_memory() {
    let mut text = "id_a,id_b,time\n".to_owned();
    for n in 0..20_000u64 {
        let gap = if n / 20 % 10 == 9 { 900 } else { 300 };
        let time = n / 20 * 300 + gap * (n / 200);
        text.push_str(&format!("a{},b{},{time}\n", n % 20, n % 20));
    }
    let expected = fresh(KIND, &text, &Given::default()).0.kept();
    let (records, settled) = in_little_memory(KIND, &text);
    assert!(settled > 3 && expected.len() > 20, "{settled}");
    assert_eq!(records.kept(), expected);
}

#[test]
fn bad_rows() {
    for (row, expected) in [
        (
            "u,v,1000,long,",
            "duration: `long` is not a number of whole seconds",
        ),
        ("u,v,1000,,loud", "rssi: `loud` is not a signal strength"),
        ("u,,1000,,", "id_b: empty"),
        ("u,v,,,", "time: empty"),
    ] {
        let text = format!("id_a,id_b,time,duration,rssi\n{row}\n");
        let error = into(&mut Records::default(), KIND, &[&text], &Given::default());
        let error = error.unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
    let mut given = given();
    given.options.ids = Some(bytes("ids.csv", "id,person,from,to\na,An,5,5\n"));
    let error = into(&mut Records::default(), KIND, &[SAMPLES], &given).unwrap_err();
    assert!(error.starts_with("ids.csv, line 2, to: "), "{error}");
}

#[test]
fn any_samples_come_to_the_same() {
    for seed in 0..100 {
        let text = any_rows(seed, "id_a,id_b,time,duration", 8, |n| {
            let (b, time) = (n.below(2), n.below(12) * 400);
            format!("a,b{b},{time},{}", n.below(3) * 300)
        });
        comes_to_the_same(KIND, &text, &Given::default());
        any_order(KIND, &text, &Given::default());
    }
}
