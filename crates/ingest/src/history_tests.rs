//! Tests of the kept text and of quotes that stay open.

use super::*;

#[test]
fn keeps_from_the_mark_on() {
    let text: Vec<u8> = (0..=255u8).cycle().take(5000).collect();
    let mut history = History::new(Box::new(io::Cursor::new(text.clone())));
    let mut buffer = [0; 100];
    let mut offset = 0u64;
    while history.read(&mut buffer).unwrap() > 0 {
        let end = offset + 100;
        let start = offset.saturating_sub(37);
        assert_eq!(
            history.kept(start, end),
            &text[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()]
        );
        history.mark(end - 37);
        offset = end;
    }
    assert!(history.ended() && history.kept.len() <= 137);
}

#[test]
fn an_endless_row_stops() {
    let mut history = History::new(Box::new(io::repeat(b'x')));
    let read = io::copy(&mut history, &mut io::sink());
    assert!(read.is_err() && history.overlong());
}

#[test]
fn quotes() {
    let open = [
        "\"",
        "a,\"b",
        "\"a\"\"",
        "a\r\n\"b,c\nd,e\n",
        "\"a\"b\",\"c",
    ];
    let closed = [
        "",
        "a,b",
        "a\"",
        "\"a\"",
        "\"a\"\"\"",
        "a,5\" pipe",
        "\"a\"b\"",
    ];
    for row in open {
        assert!(ends_in_quotes(row.as_bytes()), "{row}");
    }
    for row in closed {
        assert!(!ends_in_quotes(row.as_bytes()), "{row}");
    }
}

/// The rules are the CSV reader's own: an open quote swallows a row that is put behind.
#[test]
fn quotes_as_the_csv_reader_sees_them() {
    let pieces = ["\"", "\"\"", "a", ",", "b"];
    for n in 0..5usize.pow(5) {
        let row: String = (0..5u32).map(|i| pieces[n / 5usize.pow(i) % 5]).collect();
        let text = format!("{row}\nEND\n");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let last = reader.records().last().unwrap().unwrap();
        let swallowed = last.iter().collect::<Vec<_>>() != ["END"];
        assert_eq!(ends_in_quotes(row.as_bytes()), swallowed, "{row}");
    }
}
