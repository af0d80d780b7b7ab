//! Ids and files as the world writes them: commas, accents, namespaces, standard input, gzip, zstd.

use std::io::Write;

use crate::transcript::{Folder, check};

#[test]
fn ids_with_commas_accents_and_colons() {
    check(
        &[(
            "contacts.csv",
            "a,b,start,end\n\"Nguyễn, Thị An\",cccd:034,0,60\n\"Nguyễn, Thị An\",:a:b,0,60\ncccd:034,\"\"\"Sáu\"\"\",70,80\n",
        )],
        r#"$ truyvet import w --contacts contacts.csv --format json
{[..]}
$ truyvet trace w --case 'Nguyễn, Thị An,0,60' --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
:a:b,1,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z,"Nguyễn, Thị An",,1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,60,recorded
cccd:034,1,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z,"Nguyễn, Thị An",,1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,60,recorded
"""Sáu""",2,1970-01-01T00:01:10Z,1970-01-01T00:01:10Z,cccd:034,,1970-01-01T00:01:10Z,1970-01-01T00:01:20Z,10,recorded
$ truyvet trace w --case :a:b,0,60 --hops 1 --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
"Nguyễn, Thị An",1,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z,:a:b,,1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,60,recorded
"#,
    );
}

#[test]
fn an_id_that_looks_like_an_option() {
    check(
        &[("contacts.csv", "a,b,start,end\n-x,--y,0,60\n")],
        "\
$ truyvet import w --contacts contacts.csv --format json
{[..]}
$ truyvet chain w --case -x,0,60 --to --y --format csv
hop,infector,exposed,place,overlap_start,overlap_end,grade
1,-x,--y,,1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,recorded
",
    );
}

const CONTACTS: &str = "a,b,start,end\nAn,Chi,0,60\n";

const ANSWER: &str = "\
$ truyvet trace w --case An,0,inf --format csv
person,level,first_exposure,earliest_exposure,infector,place,overlap_start,overlap_end,person_seconds,grade
Chi,1,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z,An,,1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,60,recorded
";

#[test]
fn standard_input() {
    let folder = Folder::with(&[("contacts.csv", CONTACTS)]);
    folder.check(&format!(
        "\
$ truyvet import w --contacts - --format json < contacts.csv
{{[..]\"rows_taken\":1[..]}}
{ANSWER}$ truyvet import w --contacts - --visits - < contacts.csv
! truyvet: the standard input (`-`) is named more than once: it can be read only once
? 1
"
    ));
}

#[test]
fn compressed() {
    let folder = Folder::with(&[]);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(CONTACTS.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let zst = zstd::encode_all(CONTACTS.as_bytes(), 3).unwrap();
    for (name, bytes) in [
        ("contacts.csv.gz", &gz),
        ("contacts.csv.zst", &zst),
        // The name does not tell.
        ("gzipped", &gz),
        ("zstandard", &zst),
    ] {
        let _ = std::fs::remove_dir_all(folder.path("w"));
        folder.write(name, bytes);
        folder.check(&format!(
            "\
$ truyvet import w --contacts {name} --format json
{{[..]\"rows_taken\":1[..]}}
{ANSWER}"
        ));
    }
    folder.write("cut.csv.gz", &gz[..gz.len() - 4]);
    folder.write("cut.csv.zst", &zst[..zst.len() - 2]);
    folder.check(
        "\
$ truyvet import x --contacts cut.csv.gz
! truyvet: cut.csv.gz: [..]
? 1
$ truyvet import x --contacts cut.csv.zst
! truyvet: cut.csv.zst: [..]
? 1
",
    );
    assert!(!folder.path("x").exists());
}

#[test]
fn local_times_in_a_named_zone() {
    check(
        &[(
            "contacts.csv",
            "a,b,start,end\nAn,Chi,1970-01-01T07:00:00,1970-01-01 07:01\n",
        )],
        &format!(
            "\
$ truyvet import w --contacts contacts.csv --tz +07:00 --format json
{{[..]}}
{ANSWER}$ truyvet import x --contacts contacts.csv --tz Asia/Bangkok --format json
{{[..]}}
$ truyvet import y --contacts contacts.csv --tz Vietnam
! truyvet: invalid value 'Vietnam' for '--tz <ZONE>': `Vietnam` is not a time zone: expected an IANA name (Asia/Ho_Chi_Minh) or an offset (+07:00)
!
! For more information, try '--help'.
? 1
"
        ),
    );
}
