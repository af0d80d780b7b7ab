//! One helper for all tests here: a terminal transcript, compared line by line.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder in which transcripts are played.
pub(crate) struct Folder {
    folder: TempDir,
}

impl Folder {
    /// A folder that holds `files`: name and content.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (name, content) in files {
            folder.write(name, content.as_bytes());
        }
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Names in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Runs one command line: words, `'quoted words'`, and `< file` at its end.
    pub(crate) fn run(&self, line: &str) -> Output {
        let (line, input) = match line.split_once(" < ") {
            Some((line, file)) => (line, fs::read(self.path(file)).unwrap()),
            None => (line, Vec::new()),
        };
        let mut words = words(line).into_iter();
        assert_eq!(words.next().as_deref(), Some("truyvet"), "{line}");
        Command::cargo_bin("truyvet")
            .unwrap()
            .current_dir(self.folder.path())
            .args(words)
            .write_stdin(input)
            .output()
            .unwrap()
    }

    /// Runs every `$ truyvet …` line of `transcript` and compares what follows it: lines of standard
    /// output as they are, of standard error after `! `, and `? CODE` if the exit code is not 0.
    /// `[..]` stands for any text within a line.
    pub(crate) fn check(&self, transcript: &str) {
        let mut happened = String::new();
        for line in transcript
            .lines()
            .filter_map(|line| line.strip_prefix("$ "))
        {
            let output = self.run(line);
            let _ = writeln!(happened, "$ {line}");
            happened.push_str(&String::from_utf8(output.stdout).unwrap());
            for said in String::from_utf8(output.stderr).unwrap().lines() {
                let _ = writeln!(happened, "{}", format!("! {said}").trim_end());
            }
            match output.status.code() {
                Some(0) => {}
                code => {
                    let _ = writeln!(happened, "? {}", code.unwrap());
                }
            }
        }
        let same = transcript.lines().count() == happened.lines().count()
            && (transcript.lines().zip(happened.lines())).all(|(wanted, got)| fits(wanted, got));
        assert!(
            same,
            "expected\n{transcript}\nbut this happened\n{happened}"
        );
    }
}

/// A folder with `files`, and a transcript in it.
pub(crate) fn check(files: &[(&str, &str)], transcript: &str) {
    Folder::with(files).check(transcript);
}

fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (i, part) in line.split('\'').enumerate() {
        if i % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// Whether `got` is `wanted`, with `[..]` for any text.
fn fits(wanted: &str, got: &str) -> bool {
    let mut parts = wanted.split("[..]");
    let Some(mut rest) = parts.next().and_then(|first| got.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    true
}

#[test]
fn any_text_fits_where_it_is_allowed() {
    assert!(fits("a[..]c", "abc"));
    assert!(fits("[..]", ""));
    assert!(fits("a[..]b[..]", "a1b"));
    assert!(!fits("a[..]c", "abd"));
    assert!(!fits("a", "ab"));
}
