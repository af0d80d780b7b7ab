//! Tests of `id`.

use proptest::prelude::*;

use crate::id::{ExternalId, IdError, IdParts, PersonNo, PlaceNo};

fn check(text: &str, namespace: &str, local: &str) {
    let id: ExternalId = text.parse().unwrap();
    assert_eq!((id.namespace(), id.local()), (namespace, local), "{text}");
    assert_eq!(id, ExternalId::new(namespace, local).unwrap());
}

#[test]
fn s6_the_namespace_ends_at_the_first_colon() {
    check("cccd:034201000001", "cccd", "034201000001");
    check("An", "", "An");
    check(":a:b", "", "a:b");
    check("a:b:c", "a", "b:c");
    check("a::b", "a", ":b");
    check(":An", "", "An");
}

#[test]
fn s6_any_text_is_kept_as_it_is() {
    check("Nguyễn Thị Bình, tổ 5", "", "Nguyễn Thị Bình, tổ 5");
    check("phone: 0912 ", "phone", " 0912 ");
    assert_ne!("an".parse::<ExternalId>(), "An".parse::<ExternalId>());
}

#[test]
fn ids_are_written_as_they_are_read() {
    for (text, written) in [
        ("An", "An"),
        (":An", "An"),
        (":a:b", ":a:b"),
        ("x:An", "x:An"),
    ] {
        assert_eq!(text.parse::<ExternalId>().unwrap().to_string(), written);
    }
}

#[test]
fn empty_ids_are_errors() {
    for text in ["", ":", "cccd:"] {
        assert_eq!(text.parse::<ExternalId>(), Err(IdError::Empty), "{text}");
    }
}

#[test]
fn control_characters_are_errors() {
    for text in ["a\nb", "a\tb", "a\0", "x\r:y", "\u{85}"] {
        assert_eq!(
            text.parse::<ExternalId>(),
            Err(IdError::Control),
            "{text:?}"
        );
    }
}

#[test]
fn long_ids_are_errors() {
    let longest = "x".repeat(ExternalId::MAX_LEN);
    assert!(longest.parse::<ExternalId>().is_ok());
    let error = format!("x{longest}").parse::<ExternalId>().unwrap_err();
    assert_eq!(error, IdError::TooLong { length: 1025 });
    assert!(error.to_string().contains("at most 1024"));
}

#[test]
fn a_namespace_holds_no_colon() {
    let error = ExternalId::new("a:b", "c").unwrap_err();
    assert!(error.to_string().contains("`a:b`"));
}

#[test]
fn s6_debug_and_errors_do_not_show_the_id() {
    let id: ExternalId = "cccd:034201000001".parse().unwrap();
    assert!(!format!("{id:?}").contains("034201"));
    assert!(!format!("{:?}", Some(vec![id])).contains("cccd"));
    let error = "cccd:034201\n".parse::<ExternalId>().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("034201"));
}

#[test]
fn ids_are_padded_when_asked() {
    let id: ExternalId = "x:An".parse().unwrap();
    assert_eq!(format!("[{id:6}]"), "[x:An  ]");
}

#[test]
fn serde_writes_text_and_checks_it() {
    let id: ExternalId = serde_json::from_str("\"cccd:1\"").unwrap();
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"cccd:1\"");
    assert!(serde_json::from_str::<ExternalId>("\"cccd:\"").is_err());
    assert_eq!(serde_json::to_string(&PersonNo(7)).unwrap(), "7");
}

#[test]
fn numbers_are_indexes() {
    assert_eq!(
        (PersonNo(7).index(), PlaceNo(u32::MAX).index()),
        (7, u32::MAX as usize)
    );
}

proptest! {
    #[test]
    fn display_comes_back(namespace in "[^:\\p{Cc}]{0,8}", local in "[^\\p{Cc}]{1,12}") {
        let id = ExternalId::new(&namespace, &local).unwrap();
        prop_assert_eq!(id.to_string().parse::<ExternalId>().unwrap(), id.clone());
        let json = serde_json::to_string(&id).unwrap();
        prop_assert_eq!(serde_json::from_str::<ExternalId>(&json).unwrap(), id);
    }

    #[test]
    fn reading_never_panics_and_splits_alike(text in any::<String>()) {
        let parsed = text.parse::<ExternalId>();
        match ExternalId::split(&text) {
            Ok(IdParts { namespace, local }) => {
                let id = parsed.unwrap();
                prop_assert_eq!((id.namespace(), id.local()), (namespace, local));
            }
            Err(error) => prop_assert_eq!(parsed, Err(error)),
        }
    }
}
