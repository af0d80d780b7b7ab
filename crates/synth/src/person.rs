//! What is kept of a person: home, work, habits.

/// What somebody does on a working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Farms, keeps house, is retired, is small.
    Home,
    /// Works on a production line, in shifts.
    Worker,
    /// Goes to school.
    Pupil,
    /// Works in an office.
    Office,
    /// Keeps a shop.
    Keeper,
    /// Sells at the commune's market.
    Seller,
}

/// How the crews of a line share the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rota {
    /// One crew, about eight hours by day, some days with overtime.
    Single,
    /// Two crews of twelve hours, changing over every week.
    Double,
    /// Three crews of eight hours, moving on every week.
    Triple,
}

impl Rota {
    /// How many crews.
    pub(crate) const fn crews(self) -> u8 {
        match self {
            Self::Single => 1,
            Self::Double => 2,
            Self::Triple => 3,
        }
    }
}

/// A line worker's hours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hours {
    pub(crate) rota: Rota,
    pub(crate) crew: u8,
    /// The company starts that many times five minutes after the usual hour.
    pub(crate) late: u8,
    /// Which sitting at the canteen, 0 or 1.
    pub(crate) sitting: u8,
}

impl Hours {
    /// Those of people who do not work on a line.
    pub(crate) const NONE: Self = Self {
        rota: Rota::Single,
        crew: 0,
        late: 0,
        sitting: 0,
    };
}

/// One person. Everything else about them follows from their number and the seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub(crate) home: u32,
    pub(crate) commune: u32,
    pub(crate) role: Role,
    pub(crate) hours: Hours,
    /// Line, class, office, shop or market; for others their home.
    pub(crate) work: u32,
    /// Where they eat at work, if there is such a place.
    pub(crate) canteen: Option<u32>,
    /// The shop round the corner.
    pub(crate) shop: u32,
    /// The market they like besides the commune's.
    pub(crate) market: u32,
    /// The bus they take, if they take one.
    pub(crate) bus: Option<u32>,
}

impl Person {
    /// A line worker who has no line yet.
    pub(crate) fn is_unemployed_worker(&self) -> bool {
        self.role == Role::Worker && self.work == self.home
    }
}
