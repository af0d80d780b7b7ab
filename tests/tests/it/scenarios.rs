//! The text scenarios that every door plays: `tests/scenarios/README.md` says what stands in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use truyvet::{
    Draft, LineDone, LineParser, MemoryVfs, Options, Question, Store, Timestamp, Trace, WhyNot,
    Writer,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// A section: its word, its argument, its lines with their numbers.
struct Section {
    word: String,
    argument: String,
    lines: Vec<(usize, String)>,
}

fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let head = line.strip_prefix('[').and_then(|l| l.strip_suffix(']'));
        // `[[cases]]` is TOML, and so is a line that belongs to a list.
        if let Some(head) = head.filter(|head| !head.starts_with('[')) {
            let (word, argument) = head.split_once(' ').unwrap_or((head, ""));
            sections.push(Section {
                word: word.to_owned(),
                argument: argument.to_owned(),
                lines: Vec::new(),
            });
        } else {
            let section = sections.last_mut().expect("a section before its lines");
            section.lines.push((at + 1, line.to_owned()));
        }
    }
    sections
}

struct Player {
    name: String,
    store: Store,
    writer: Writer,
    question: Question,
    checks: usize,
}

impl Player {
    fn new(name: &str) -> Self {
        let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
        Self {
            name: name.to_owned(),
            writer: store.writer().unwrap(),
            store,
            question: Question::default(),
            checks: 0,
        }
    }

    fn play(&mut self, section: &Section) {
        self.checks += 1;
        match section.word.as_str() {
            "records" => self.records(section),
            "erase" => drop(self.writer.erase(section.argument.as_str()).unwrap()),
            "question" => {
                let lines = section.lines.iter().map(|(_, line)| line.as_str());
                let text: Vec<&str> = lines.collect();
                let draft = Draft::from_toml(&self.name, &text.join("\n")).unwrap();
                self.question = draft.question().unwrap();
            }
            "error" => {
                let asked = self.store.snapshot().unwrap().ask(&self.question);
                let message = asked.expect_err("a refused question").to_string();
                let (at, begins) = section.lines.first().expect("a message");
                assert!(
                    message.starts_with(begins),
                    "{}:{at}: expected `{begins}`, got `{message}`",
                    self.name
                );
            }
            "why_not" => {
                let (at, expected) = section.lines.first().expect("a word");
                let found = why_not(&self.ask(), &section.argument);
                assert_eq!(&found, expected, "{}:{at}", self.name);
            }
            "rows" | "chain" | "sites" => {
                let trace = self.ask();
                let (header, expected) = section.lines.split_first().expect("a header");
                let columns: Vec<&str> = header.1.split(',').collect();
                let found = match section.word.as_str() {
                    "rows" => rows(&trace, &columns),
                    "chain" => chain(&trace, &section.argument, &columns),
                    _ => sites(&trace, &columns),
                };
                let expected: Vec<&str> = expected.iter().map(|(_, line)| line.as_str()).collect();
                assert_eq!(found, expected, "{}:{}", self.name, header.0);
            }
            other => panic!("{}: unknown section `{other}`", self.name),
        }
    }

    fn ask(&self) -> Trace {
        self.store.snapshot().unwrap().ask(&self.question).unwrap()
    }

    fn records(&mut self, section: &Section) {
        let mut lines = LineParser::new(self.name.clone(), None);
        for (at, line) in &section.lines {
            match self.writer.line(&mut lines, line.as_bytes()) {
                Ok(LineDone::Commit) => drop(self.writer.commit().unwrap()),
                Ok(_) => {}
                Err(error) => panic!("{}:{at}: {error}", self.name),
            }
        }
        self.writer.commit().unwrap();
    }
}

fn seconds(time: Timestamp) -> String {
    time.seconds().to_string()
}

fn place(place: Option<&truyvet::ExternalId>) -> String {
    place.map(ToString::to_string).unwrap_or_default()
}

/// One line of the columns that `value` knows.
fn line(columns: &[&str], value: impl Fn(&str) -> Option<String>) -> String {
    let cell = |name: &&str| value(name).unwrap_or_else(|| panic!("unknown column `{name}`"));
    columns.iter().map(cell).collect::<Vec<_>>().join(",")
}

fn rows(trace: &Trace, columns: &[&str]) -> Vec<String> {
    let shown = trace.exposures().map(|row| {
        let row = row.unwrap();
        line(columns, |name| {
            Some(match name {
                "person" => row.person.to_string(),
                "level" => row.level.to_string(),
                "first_exposure" => seconds(row.first_exposure),
                "earliest_exposure" => seconds(row.earliest_exposure),
                "infector" => row.infector.to_string(),
                "place" => place(row.place.as_ref()),
                "overlap_start" => seconds(row.overlap.start()),
                "overlap_end" => seconds(row.overlap.end()),
                "person_seconds" => row.person_seconds.to_string(),
                "grade" => row.grade.name().to_owned(),
                _ => return None,
            })
        })
    });
    shown.collect()
}

fn chain(trace: &Trace, person: &str, columns: &[&str]) -> Vec<String> {
    let chain = trace.chain(person).unwrap();
    let shown = chain.events().iter().map(|event| {
        line(columns, |name| {
            Some(match name {
                "hop" => event.hop.to_string(),
                "infector" => event.infector.to_string(),
                "exposed" => event.exposed.to_string(),
                "place" => place(event.place.as_ref()),
                "overlap_start" => seconds(event.overlap.start()),
                "overlap_end" => seconds(event.overlap.end()),
                "grade" => event.grade.name().to_owned(),
                _ => return None,
            })
        })
    });
    shown.collect()
}

fn sites(trace: &Trace, columns: &[&str]) -> Vec<String> {
    let sites = trace.sites().unwrap();
    let shown = sites.iter().map(|site| {
        line(columns, |name| {
            Some(match name {
                "place" => place(site.place.as_ref()),
                "exposed" => site.exposed.to_string(),
                "infectious" => site.infectious.to_string(),
                "person_seconds" => site.person_seconds.to_string(),
                _ => return None,
            })
        })
    });
    shown.collect()
}

fn why_not(trace: &Trace, person: &str) -> String {
    match trace.why_not(person).unwrap() {
        WhyNot::Exposed { .. } => "exposed",
        WhyNot::Case => "case",
        WhyNot::NoCommonPlace { .. } => "no_common_place",
        WhyNot::Missed { misses, .. } => misses[0].rule.name(),
    }
    .to_owned()
}

#[test]
fn every_scenario_is_as_its_clause_says() {
    let entries = fs::read_dir(folder()).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    assert!(files.len() >= 20, "the folder of scenarios is not whole");
    let mut failed = Vec::new();
    for path in &files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        assert!(text.starts_with("# S"), "{name} does not name its clause");
        let played = std::panic::catch_unwind(|| {
            let mut player = Player::new(&name);
            for section in sections(&text) {
                player.play(&section);
            }
            assert!(player.checks >= 3, "{name} asks nothing");
        });
        if played.is_err() {
            failed.push(name);
        }
    }
    assert_eq!(failed, [""; 0], "what was found is said above");
}
