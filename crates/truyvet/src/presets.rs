//! Questions that public guidance asks, by name, each with its source and what it leaves out.

use std::fmt::Write;

use crate::error::Error;
use crate::question::Draft;

/// A named part of a question, with where it comes from.
///
/// Each is our reading of a public text, not an official rendering of it: read the sources, and
/// [`leaves_out`](Self::leaves_out), before acting on an answer.
///
/// ```
/// use truyvet::{Hops, Preset, ToDuration};
/// let question = Preset::named("cdc-15min-24h")?.draft()?.question()?;
/// assert_eq!(question.hops, Hops::AtMost(1));
/// assert_eq!(question.cumulative.map(|c| c.within), Some(24.hours()));
/// assert!(Preset::named("cdc").unwrap_err().to_string().contains("who-close-contact"));
/// # Ok::<(), truyvet::Error>(())
/// ```
#[derive(Debug)]
pub struct Preset {
    name: &'static str,
    title: &'static str,
    cases: &'static str,
    sources: &'static [&'static str],
    leaves_out: &'static [&'static str],
    toml: &'static str,
}

impl Preset {
    /// The preset whose rates count where risk is asked for and no rates are given (S22).
    pub const RISK: &'static str = "covid-wild-2020";

    /// All of them, ordered by name.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        &PRESETS
    }

    /// The preset of that name.
    ///
    /// # Errors
    /// [`Error::is_question`], naming those that there are.
    pub fn named(name: &str) -> Result<&'static Self, Error> {
        PRESETS
            .iter()
            .find(|preset| preset.name == name)
            .ok_or_else(|| {
                let names: Vec<_> = PRESETS.iter().map(|preset| preset.name).collect();
                Error::no_preset(name, names.join(", "))
            })
    }

    /// What it is called: `vn-3638`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What it is, on one line.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// Which infectious interval the guidance wants for a case: a preset cannot know it.
    #[must_use]
    pub const fn cases(&self) -> &'static str {
        self.cases
    }

    /// The public texts that it is read from.
    #[must_use]
    pub const fn sources(&self) -> &'static [&'static str] {
        self.sources
    }

    /// What the texts say that the preset does not, and what it says that they do not.
    #[must_use]
    pub const fn leaves_out(&self) -> &'static [&'static str] {
        self.leaves_out
    }

    /// The fields that it sets, as TOML without comments.
    #[must_use]
    pub const fn fields(&self) -> &'static str {
        self.toml
    }

    /// The fields that it sets, to be asked or laid under something else.
    ///
    /// # Errors
    /// None that is known of: presets are tested.
    pub fn draft(&self) -> Result<Draft, Error> {
        Draft::from_toml(self.name, self.toml)
    }

    /// A file that [`Draft::from_toml`] reads: what [`Self::fields`] says, with everything else as
    /// comments.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = format!("# {}: {}\n", self.name, self.title);
        let mut say = |head: &str, items: &[&str]| {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "#\n# {head}");
            for item in items {
                wrap(item, &mut text);
            }
        };
        say("Sources (this is our reading of them):", self.sources);
        say("Infectious intervals of the cases:", &[self.cases]);
        say("Not covered:", self.leaves_out);
        text.push('\n');
        text.push_str(self.toml);
        text
    }
}

/// Adds a list item as comment lines of at most 96 characters.
fn wrap(item: &str, text: &mut String) {
    let mut line = "# -".to_owned();
    for word in item.split(' ') {
        let length = line.chars().count().saturating_add(word.chars().count());
        if length >= 96 {
            text.push_str(&line);
            text.push('\n');
            "#  ".clone_into(&mut line);
        }
        line.push(' ');
        line.push_str(word);
    }
    text.push_str(&line);
    text.push('\n');
}

const PLACES_FOR_METRES: &str = "Distance. Records say who shared a place or had a contact, not how many metres were between them: everybody at the place counts. Declare places as small as they are (a line, a stall, a room), or ask with `--only kind=contact` for proximity records alone.";

const PRESETS: [Preset; 4] = [
    Preset {
        name: "cdc-15min-24h",
        title: "CDC close contact of October 2020: 15 minutes in total within 24 hours",
        cases: "from 2 days before onset of illness (without symptoms: before the specimen was taken) until isolation.",
        sources: &[
            "US Centers for Disease Control and Prevention, \"Appendices: Close Contact\" of the COVID-19 contact tracing guidance, as changed on 21 October 2020: within 6 feet of an infected person for a cumulative total of 15 minutes or more over a 24-hour period, starting from 2 days before illness onset (or, for asymptomatic patients, 2 days prior to test specimen collection) until the time the patient is isolated. Checked against quotations of that page, not the page itself.",
        ],
        leaves_out: &[
            PLACES_FOR_METRES,
            "The minutes are those with one infected person, here as in S17; the text does not say whether those with several add up.",
            "Close contacts by other means (care at home, physical contact, shared utensils), and the later exception for school classes.",
            "Contacts of contacts: the text has none, so one hop.",
        ],
        toml: "\
hops = 1
min_overlap = \"15m\"
cumulative = { min_total = \"15m\", within = \"24h\" }
",
    },
    Preset {
        name: Preset::RISK,
        title: "hourly infection rates of early COVID-19, to rank people by risk (S22)",
        cases: "those of the definition it is used with.",
        sources: &[
            "Madewell et al., JAMA Network Open 2020;3(12):e2031756: household secondary attack rate 16.6 %, 54 studies (household).",
            "Thompson et al., Clinical Infectious Diseases 2021;73(3):e754: secondary attack rates by setting: social gatherings 5.9 %, healthcare 3.6 %, workplace 1.9 %, casual close contacts 1.2 %.",
            "Hu et al., Clinical Infectious Diseases 2021;72(4):604: trains; 0.15 % for every hour within three rows of a case, 1.3 % in the next seat (bus).",
            "Ferretti et al., Nature 2024;626:145: proximity measured by telephones; 1.1 % for every hour at first (contact).",
            "docs/risk.md has the arithmetic, kind by kind, and says which hours are assumed.",
        ],
        leaves_out: &[
            "Later variants, vaccination and earlier infection: lower `susceptibility` for people who have it.",
            "Masks, air, loudness, age, symptoms of the case, time since its infection. One number a kind is a way to decide whom to call first, not a forecast.",
            "Kinds without a published rate are assumptions; docs/risk.md says which.",
            "It sets rates alone: use it together with a definition of contact.",
        ],
        toml: "\
[risk]
otherwise = 0.0002

[risk.by_kind]
boarding_house = 0.0026
bus = 0.0015
canteen = 0.0025
class = 0.0005
company = 0.0005
contact = 0.011
health_station = 0.0023
hospital = 0.0023
household = 0.0026
line = 0.0005
office = 0.0005
restaurant = 0.0025
school = 0.0005
worship = 0.0025
",
    },
    Preset {
        name: "vn-3638",
        title: "Vietnam, Decision 3638/QĐ-BYT of 30 July 2021: F1 and F2",
        cases: "from 3 days before onset until medical isolation (Decision 5053/QĐ-BYT); for cases without symptoms see the decision.",
        sources: &[
            "Ministry of Health of Vietnam, Decision 3638/QĐ-BYT of 30 July 2021, \"Hướng dẫn tạm thời giám sát và phòng, chống COVID-19\", section II.1 (definitions): II.1.4, F2: close contact within 2 metres of an F1 from when the F1 can have become infectious from the case until the F1 is isolated. Section IV.A.1 sends tracers to the handbook below.",
            "Ministry of Health of Vietnam, Decision 5053/QĐ-BYT of 3 December 2020, \"Sổ tay Hướng dẫn thực hành truy vết người tiếp xúc với người có xét nghiệm SARS-CoV-2 dương tính\": F1 are traced from 3 days before onset until the case is isolated.",
            "Checked against quotations in legal databases; of the definition of F1 we had no full text at hand.",
        ],
        leaves_out: &[
            PLACES_FOR_METRES,
            "Length of contact: none is asked for in what we have read, so a second is enough (the Ministry narrowed its definition on 29 December 2021).",
            "When an F1 \"can have become infectious\": taken as the moment of exposure, which misses nobody. Say --latent to narrow it.",
            "Isolation of an F1: give it with --isolate, as it is known.",
            "F3 and beyond: not defined there; say --hops.",
        ],
        toml: "\
hops = 2
min_overlap = \"1s\"
latent = \"0s\"
until = \"inf\"
",
    },
    Preset {
        name: "who-close-contact",
        title: "WHO contact of a case: at least 15 minutes",
        cases: "from 2 days before to 14 days after onset (without symptoms: around the date of the sample); from 2022 on 10 days after onset, and 3 more without symptoms.",
        sources: &[
            "World Health Organization, \"Contact tracing in the context of COVID-19\", interim guidance, 1 February 2021 (WHO/2019-nCoV/Contact_Tracing/2021.1), definition of a contact: face-to-face contact within 1 metre for at least 15 minutes; direct physical contact; direct care without protective equipment; other situations by local risk assessment.",
            "World Health Organization, \"Public health surveillance for COVID-19\", interim guidance of 2022, for the shorter period.",
        ],
        leaves_out: &[
            PLACES_FOR_METRES,
            "Physical contact and care, which count however short: record them as contacts of 15 minutes, or ask a second time with a smaller --min-overlap.",
            "Contacts of contacts: the text has none, so one hop.",
        ],
        toml: "\
hops = 1
min_overlap = \"15m\"
",
    },
];

#[cfg(test)]
#[path = "presets_tests.rs"]
mod tests;
