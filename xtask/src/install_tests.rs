//! What install-c is told.

use std::path::Path;

use super::Install;

fn parse(words: &[&str]) -> Result<Install, String> {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    Install::parse(&words).map_err(|error| error.to_string())
}

#[test]
fn a_prefix_is_needed_and_the_profile_is_release() {
    let install = parse(&["--prefix", "/opt/truyvet"]).ok().unwrap();
    assert_eq!(install.prefix, Path::new("/opt/truyvet"));
    assert_eq!(install.profile, "release");
    let install = parse(&["--profile", "dev", "--prefix", "p"]).ok().unwrap();
    assert_eq!(install.profile, "dev");
    for (words, problem) in [
        (&[][..], "--prefix is missing"),
        (&["--prefix"][..], "--prefix needs a value"),
        (&["--libdir", "p"][..], "there is no --libdir"),
    ] {
        assert!(parse(words).err().unwrap().starts_with(problem));
    }
}
