//! Tests of lines to append.

use super::*;

fn shown(text: &str) -> String {
    let mut lines = LineParser::new("stdin", None);
    match lines.read(text.as_bytes()) {
        Ok(line) => format!("{line:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_sort_of_line() {
    let mut lines = LineParser::new("stdin", None);
    let t = Timestamp::from_seconds;
    let id = |local| IdParts {
        namespace: "",
        local,
    };
    let expected = Line::Visit {
        person: id("An"),
        place: id("Chợ, quầy 7"),
        start: t(0),
        end: Some(t(60)),
    };
    let text = "visit,An,\"Chợ, quầy 7\",0,60\r\n";
    assert_eq!(lines.read(text.as_bytes()), Ok(expected));
    for text in ["visit,An,m,5,", "visit,An,m,5"] {
        let line = lines.read(text.as_bytes());
        assert!(matches!(line, Ok(Line::Visit { end: None, .. })), "{text}");
    }
    let line = lines.read(b"contact,An,Chi,0,60");
    assert!(matches!(line, Ok(Line::Contact { .. })));
    let line = lines.read(b"retract,visit,An,m,5");
    assert!(matches!(line, Ok(Line::RetractVisit { .. })));
    let line = lines.read(b"retract,contact,An,Chi,5");
    assert!(matches!(line, Ok(Line::RetractContact { .. })));
    assert!(matches!(
        lines.read(b"link,cccd:1,phone:2"),
        Ok(Line::Link { .. })
    ));
    assert!(matches!(
        lines.read(b"unlink,cccd:1,phone:2"),
        Ok(Line::Unlink { .. })
    ));
    assert_eq!(lines.read(b"source,bluezone"), Ok(Line::Source("bluezone")));
    assert_eq!(lines.read(b"source,"), Ok(Line::Source("")));
    assert_eq!(lines.read(b"commit"), Ok(Line::Commit));
    assert_eq!(lines.read(b"# a word"), Ok(Line::Nothing));
    assert_eq!(lines.read(b""), Ok(Line::Nothing));
    let line = lines
        .read(b"place,stall:7,market,cho:1,27136,Stall 7,21.0,105.8,yes")
        .unwrap();
    let Line::Place {
        kind,
        parent,
        coordinates,
        shared,
        ..
    } = line
    else {
        panic!("{line:?}");
    };
    assert_eq!((kind.to_string(), shared), ("market".to_owned(), true));
    assert!(parent.is_some() && coordinates.is_some());
    assert!(matches!(
        lines.read(b"place,stall:8"),
        Ok(Line::Place { .. })
    ));
    assert_eq!(lines.line(), 15);
}

#[test]
fn bad_lines_say_where_and_what() {
    for (text, words) in [
        (
            "visit,An",
            "stdin, line 1, line: 2 fields: expected visit,PERSON,PLACE,START,END",
        ),
        ("visit,,m,0,", "stdin, line 1, person: empty"),
        (
            "visit,An,m,noon,",
            "stdin, line 1, start: `noon` is not a time",
        ),
        ("visit,An,m,2021-05-08T07:00:00,", "start: "),
        ("visit,An,m,5,5", "stdin, line 1, end: "),
        ("contact,An,:An,0,5", "b: `An` is also `a`"),
        ("contact,An,Chi,0,", "end: empty"),
        (
            "retract,An,m,5,6",
            "line: retract,`An`: expected retract,visit",
        ),
        ("link,An,An", "b: `An` is also `a`"),
        ("link,An", "2 fields: expected link,A,B"),
        ("place,m,Bus!", "kind: `Bus!`"),
        ("place,m,,m", "parent: `m` is the place itself"),
        ("committed", "line: `committed`: expected visit, contact"),
        ("visit,\"An,m,0,", "a quoted field is not closed"),
        ("source,a\u{7}b", "source: "),
    ] {
        let shown = shown(text);
        assert!(shown.contains(words), "{text}: {shown}");
    }
    assert!(
        LineParser::new("x", None)
            .read(b"visit,caf\xe9,m,0,")
            .is_err()
    );
}
