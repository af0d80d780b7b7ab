//! Bad questions: each is an error that names the field, the value and what is allowed (S28).

use crate::transcript::check;
use crate::world::world;

#[test]
fn bad_values_of_a_question() {
    world().check(
        "\
$ truyvet trace w
! truyvet: cases: none given; name at least one case with the interval in which it was infectious
? 1
$ truyvet trace w --case Nobody,0,inf
! truyvet: cases: no person `Nobody` in the store; check the id and its namespace
? 1
$ truyvet trace w --case bluezone:An,0,inf
! truyvet: cases: no person `bluezone:An` in the store; check the id and its namespace
? 1
$ truyvet trace w --cases cases.csv --hops 0
! truyvet: invalid value '0' for '--hops <N|all>': hops: `0` is not allowed; expected a whole number from 1, or `all`
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --hops some
! truyvet: invalid value 'some' for '--hops <N|all>': hops: `some` is not allowed; expected a whole number from 1, or `all`
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --min-overlap 0
! truyvet: min_overlap: 0s is not allowed; expected 1s or more, and not inf
? 1
$ truyvet trace w --cases cases.csv --min-overlap -5
! truyvet: invalid value '-5' for '--min-overlap <LENGTH>': -5 seconds is negative: a length of time is zero or more
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --min-overlap long
! truyvet: invalid value 'long' for '--min-overlap <LENGTH>': `long` is not a length of time: expected 15m, 2d, 1d12h, 90s, whole seconds, or inf
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --latent 2d --until 2d
! truyvet: until: 2d is not allowed with latent 2d; expected until > latent, and latent not inf
? 1
$ truyvet trace w --cases cases.csv --latent inf
! truyvet: until: inf is not allowed with latent inf; expected until > latent, and latent not inf
? 1
$ truyvet chain w --to Chi --cases cases.csv --latent 3d --until 2d
! truyvet: until: 2d is not allowed with latent 3d; expected until > latent, and latent not inf
? 1
",
    );
}

#[test]
fn bad_cases() {
    world().check(
        "\
$ truyvet trace w --case An
! truyvet: invalid value 'An' for '--case <ID,FROM,TO>': expected ID,FROM,TO: who, and from when to when infectious (An,2021-05-03T00:00:00+07:00,inf)
!
! For more information, try '--help'.
? 1
$ truyvet trace w --case An,2021-05-08T07:00:00,inf
! truyvet: invalid value 'An,2021-05-08T07:00:00,inf' for '--case <ID,FROM,TO>': FROM: `2021-05-08T07:00:00` is a local time without an offset: write one (2021-05-08T07:00:00+07:00), or name the time zone of the file
!
! For more information, try '--help'.
? 1
$ truyvet trace w --case An,0,tomorrow
! truyvet: invalid value 'An,0,tomorrow' for '--case <ID,FROM,TO>': TO: `tomorrow` is not a time: expected RFC 3339 with an offset (2021-05-08T07:00:00+07:00) or whole seconds since 1970 (1620432000), or inf
!
! For more information, try '--help'.
? 1
$ truyvet trace w --case An,60,0
! truyvet: invalid value 'An,60,0' for '--case <ID,FROM,TO>': the interval from 1970-01-01T00:01:00Z to 1970-01-01T00:00:00Z is empty or reversed: its start must be before its end
!
! For more information, try '--help'.
? 1
$ truyvet trace w --case ,0,60
! truyvet: invalid value ',0,60' for '--case <ID,FROM,TO>': ID: the id is empty: write an id, or namespace:id
!
! For more information, try '--help'.
? 1
",
    );
}

#[test]
fn bad_windows_and_lags() {
    world().check(
        "\
$ truyvet trace w --cases cases.csv --window 0,60
! truyvet: window: 1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z is outside the store's time range, 2021-05-08T08:00:00Z to 2021-05-08T15:30:00Z
? 1
$ truyvet trace w --cases cases.csv --window 60,0
! truyvet: invalid value '60,0' for '--window <FROM,TO>': the interval from 1970-01-01T00:01:00Z to 1970-01-01T00:00:00Z is empty or reversed: its start must be before its end
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --window today
! truyvet: invalid value 'today' for '--window <FROM,TO>': expected FROM,TO: two times with a comma between (2021-05-01T00:00:00+07:00,2021-05-15T00:00:00+07:00)
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --lag shcool=30m
! truyvet: lag: no place of the store has the kind `shcool`; its kinds are: [..]bus[..]
? 1
$ truyvet trace w --cases cases.csv --lag market=inf
! truyvet: lag: inf is not allowed for kind `market`; expected a length of time such as 30m
? 1
$ truyvet trace w --cases cases.csv --lag market=1h --lag market=2h
! truyvet: lag: kind `market` is given twice: give each kind once
? 1
$ truyvet trace w --cases cases.csv --lag market
! truyvet: invalid value 'market' for '--lag <KIND=LENGTH>': expected KIND=LENGTH, such as market=30m
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --lag Market=1h
! truyvet: invalid value 'Market=1h' for '--lag <KIND=LENGTH>': KIND: `Market` is not a kind of place: expected 1 to 64 lower-case letters, digits, `_` or `-` (household, line, market)
!
! For more information, try '--help'.
? 1
$ truyvet trace w --cases cases.csv --threads 0
! truyvet: invalid value '0' for '--threads <N>': number would be zero for non-zero type
!
! For more information, try '--help'.
? 1
",
    );
}

#[test]
fn bad_files_of_cases() {
    let world = world();
    for (name, content) in [
        ("no-to.csv", "person,from\nAn,0\n"),
        ("bad-time.csv", "person,from,to\nAn,0,inf\nHoa,never,\n"),
        ("reversed.csv", "person,from,to\nAn,60,0\n"),
        ("no-case.csv", "person,from,to\n"),
    ] {
        world.write(name, content.as_bytes());
    }
    world.check(
        "\
$ truyvet trace w --cases missing.csv
! truyvet: missing.csv: cannot open: No such file or directory (os error 2)
? 3
$ truyvet trace w --cases no-to.csv
! truyvet: no-to.csv: the header has no column `to`; found: [..]
? 1
$ truyvet trace w --cases bad-time.csv
! truyvet: bad-time.csv, line 3, from: `never` is not a time[..]
? 1
$ truyvet trace w --cases reversed.csv
! truyvet: reversed.csv, line 2, to: [..]
? 1
$ truyvet trace w --cases no-case.csv
! truyvet: cases: none given; name at least one case with the interval in which it was infectious
? 1
",
    );
}

#[test]
fn an_empty_store_cannot_say_that_nobody_was_exposed() {
    check(
        &[("places.csv", "place,kind\nm,market\n")],
        "\
$ truyvet import w --places places.csv --format json
{[..]}
$ truyvet trace w --case An,0,inf
! truyvet: [..]
? 1
",
    );
}
