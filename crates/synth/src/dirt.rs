//! What is wrong with the records on purpose, and how often; counted as it is made.

/// How many of a thousand records of a source are spoilt, and how. Every spoilt record is counted
/// in `province.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dirt {
    /// Scans, clock-ins and trips that arrive one to five days late.
    pub late: u32,
    /// Lines of a roster, and boarding-house records, that are reported `late_lists_days` late.
    pub late_lists: u32,
    /// How late those are.
    pub late_lists_days: u32,
    /// Scans repeated within a minute, and other rows that come twice.
    pub duplicates: u32,
    /// Rows that come first with something wrong and are put right a day later: the end of a stay
    /// or a trip, the line of a roster, the room of a boarder.
    pub corrections: u32,
    /// Check-outs and clock-outs that are missing.
    pub missing_check_outs: u32,
    /// Gates whose clock is wrong, by two minutes to an hour either way.
    pub wrong_clocks: u32,
    /// People whom one of the sources knows by another id; `people` says so.
    pub aliases: u32,
    /// Declared places whose name is misspelt, so that nobody knows which it is.
    pub misspelt: u32,
    /// Bluetooth rows of people who were not close, with a weak signal.
    pub weak_signals: u32,
}

impl Dirt {
    /// What the presets have: rates of a system that works.
    pub const USUAL: Self = Self {
        late: 20,
        late_lists: 100,
        late_lists_days: 3,
        duplicates: 15,
        corrections: 10,
        missing_check_outs: 40,
        wrong_clocks: 20,
        aliases: 30,
        misspelt: 50,
        weak_signals: 100,
    };

    /// Nothing is wrong.
    pub const NONE: Self = Self {
        late: 0,
        late_lists: 0,
        late_lists_days: 0,
        duplicates: 0,
        corrections: 0,
        missing_check_outs: 0,
        wrong_clocks: 0,
        aliases: 0,
        misspelt: 0,
        weak_signals: 0,
    };

    /// Every setting by name, as `province.toml` has it.
    #[must_use]
    pub const fn settings(&self) -> [(&'static str, u32); 10] {
        [
            ("late", self.late),
            ("late_lists", self.late_lists),
            ("late_lists_days", self.late_lists_days),
            ("duplicates", self.duplicates),
            ("corrections", self.corrections),
            ("missing_check_outs", self.missing_check_outs),
            ("wrong_clocks", self.wrong_clocks),
            ("aliases", self.aliases),
            ("misspelt", self.misspelt),
            ("weak_signals", self.weak_signals),
        ]
    }
}

/// Which records were spoilt, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spoilt {
    /// Arrived late.
    Late,
    /// A roster line or a boarding-house record reported late.
    LateList,
    /// Came twice.
    Duplicate,
    /// Wrong first, put right later.
    Correction,
    /// No check-out.
    MissingCheckOut,
    /// From a gate whose clock is wrong.
    WrongClock,
    /// Under another id of the person.
    Alias,
    /// Of a place whose name is misspelt.
    Misspelt,
    /// Of people who were not close.
    WeakSignal,
    /// At a code that stands for a whole company.
    SharedCode,
}

impl Spoilt {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Late,
        Self::LateList,
        Self::Duplicate,
        Self::Correction,
        Self::MissingCheckOut,
        Self::WrongClock,
        Self::Alias,
        Self::Misspelt,
        Self::WeakSignal,
        Self::SharedCode,
    ];

    /// As `province.toml` writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::LateList => "late_lists",
            Self::Duplicate => "duplicates",
            Self::Correction => "corrections",
            Self::MissingCheckOut => "missing_check_outs",
            Self::WrongClock => "wrong_clocks",
            Self::Alias => "aliases",
            Self::Misspelt => "misspelt",
            Self::WeakSignal => "weak_signals",
            Self::SharedCode => "shared_codes",
        }
    }
}

/// How many records of each sort were spoilt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpoiltCounts([u64; Spoilt::ALL.len()]);

impl SpoiltCounts {
    /// One more.
    pub(crate) fn add(&mut self, spoilt: Spoilt) {
        if let Some(count) = self.0.get_mut(spoilt as usize) {
            *count = count.saturating_add(1);
        }
    }

    /// How many there were.
    #[must_use]
    pub fn of(&self, spoilt: Spoilt) -> u64 {
        self.0.get(spoilt as usize).copied().unwrap_or(0)
    }
}
