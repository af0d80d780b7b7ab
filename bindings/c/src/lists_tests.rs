//! Texts of a row are those that ids write themselves.

use truyvet::ExternalId;

use super::Line;

#[test]
fn ids_of_a_row_are_as_ids_write_themselves() {
    let ids = ["An", "cccd:034 201", ":a:b", "B\u{ec}nh", "phone::9"];
    let mut line = Line::default();
    for turn in 0..2 {
        line.clear();
        let ids = ids.map(|id| id.parse::<ExternalId>().unwrap());
        let places = ids.each_ref().map(|id| line.add(id));
        for (id, (start, len)) in ids.iter().zip(places) {
            assert_eq!(
                line.0.get(start..start + len),
                Some(id.to_string().as_str())
            );
            assert!(line.0[start + len..].starts_with('\0'), "turn {turn}");
        }
    }
}
