//! Every word of a case sheet, in Vietnamese and English. A word that one language lacks does not
//! compile.

use truyvet_model::{Grade, Kind};

/// A language of case sheets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// As HTML and the command line write it: `vi`, `en`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The words of this language.
    #[must_use]
    pub const fn words(self) -> &'static Words {
        match self {
            Self::Vi => &VI,
            Self::En => &EN,
        }
    }

    /// `number` as it is written: `12.345` in Vietnamese, `12,345` in English.
    #[must_use]
    pub fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && digits.len().wrapping_sub(at).is_multiple_of(3) {
                text.push(if self == Self::Vi { '.' } else { ',' });
            }
            text.push(digit);
        }
        text
    }

    /// A length of time: `2 giờ 05 phút`, `2 h 05 min`.
    #[must_use]
    pub fn length(self, seconds: u64) -> String {
        let words = self.words();
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
        match (days, hours, minutes) {
            (0, 0, 0) => format!("{seconds} {}", words.second),
            (0, 0, m) => format!("{m} {}", words.minute),
            (0, h, 0) => format!("{h} {}", words.hour),
            (0, h, m) => format!("{h} {} {m:02} {}", words.hour, words.minute),
            (d, 0, _) => format!("{d} {}", words.day),
            (d, h, _) => format!("{d} {} {h} {}", words.day, words.hour),
        }
    }

    /// A kind of place; the word itself for a kind that has none here.
    #[must_use]
    pub fn kind(self, kind: &Kind) -> &str {
        let known = KINDS.iter().find(|(name, _, _)| *name == kind.name());
        known.map_or(kind.name(), |(_, vi, en)| self.choose(vi, en))
    }

    /// How sure a meeting is.
    #[must_use]
    pub const fn grade(self, grade: Grade) -> &'static str {
        let words = self.words();
        match grade {
            Grade::Recorded => words.recorded,
            Grade::AssumedEnd => words.assumed_end,
            Grade::Coarse => words.coarse,
        }
    }

    /// Why a stay does not count, by the name of the rule.
    #[must_use]
    pub fn rule(self, rule: &'static str) -> &'static str {
        let known = RULES.iter().find(|(name, _, _)| *name == rule);
        known.map_or(rule, |(_, vi, en)| self.choose(vi, en))
    }

    const fn choose<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }
}

/// Kinds of places: name, Vietnamese, English.
pub(super) const KINDS: [(&str, &str, &str); 23] = [
    ("boarding_house", "nhà trọ", "boarding house"),
    ("bus", "xe buýt", "bus"),
    ("canteen", "nhà ăn", "canteen"),
    ("checkpoint", "chốt kiểm soát", "checkpoint"),
    ("class", "lớp học", "class"),
    ("coach", "xe khách", "coach"),
    ("company", "công ty", "company"),
    ("factory", "nhà máy", "factory"),
    ("health_station", "trạm y tế", "health station"),
    ("hospital", "bệnh viện", "hospital"),
    ("household", "hộ gia đình", "household"),
    ("line", "chuyền sản xuất", "production line"),
    ("market", "chợ", "market"),
    ("office", "cơ quan", "office"),
    ("park", "khu công nghiệp", "industrial park"),
    ("quarantine", "khu cách ly", "quarantine"),
    ("restaurant", "quán ăn", "restaurant"),
    ("school", "trường học", "school"),
    ("shop", "cửa hàng", "shop"),
    ("stall", "quầy hàng", "stall"),
    ("worship", "nơi thờ tự", "place of worship"),
    ("vehicle", "phương tiện", "vehicle"),
    ("unknown", "chưa rõ loại", "kind unknown"),
];

/// Rules by which a stay does not count: name, Vietnamese, English.
pub(super) const RULES: [(&str, &str, &str); 5] = [
    (
        "outside_window",
        "ngoài khoảng thời gian được hỏi",
        "outside the window asked for",
    ),
    ("filtered", "bị bộ lọc loại", "left out by a filter"),
    (
        "shared_place",
        "mã chung cho cả cơ sở: không tính ai tiếp xúc",
        "one code for a whole site: nobody counts as exposed",
    ),
    (
        "isolated",
        "đã cách ly trong một phần hoặc toàn bộ thời gian",
        "isolated for all or a part of it",
    ),
    (
        "closed",
        "nơi được coi là đóng cửa trong một phần hoặc toàn bộ thời gian",
        "taken as closed for all or a part of it",
    ),
];

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $vi:expr, $en:expr;)*) => {
        /// The words of one language. Each is there in every language.
        #[derive(Debug)]
        #[non_exhaustive]
        pub struct Words { $($(#[$doc])* pub $name: &'static str,)* }

        /// In Vietnamese.
        const VI: Words = Words { $($name: $vi,)* };

        /// In English.
        const EN: Words = Words { $($name: $en,)* };

        impl Words {
            /// Every word with its name.
            #[must_use]
            pub fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($name), self.$name),)*]
            }
        }
    };
}

words! {
    /// The title.
    title: "Phiếu điều tra ca bệnh", "Case sheet";
    /// Says that it is about people.
    confidential: "Có thông tin cá nhân: chỉ dùng để truy vết, không công bố nguyên trang.",
        "Holds personal data: for tracing only, not for publication as it is.";
    /// The case.
    case: "Ca bệnh", "Case";
    /// Other ids.
    other_ids: "Mã khác", "Other ids";
    /// Where somebody lives.
    lives: "Nơi ở", "Lives";
    /// Where somebody works or learns.
    works: "Nơi làm việc, học tập", "Works or learns";
    /// That something is not known.
    not_known: "chưa rõ", "not known";
    /// When the sample was taken.
    tested: "Lấy mẫu", "Sample taken";
    /// When symptoms began.
    onset: "Khởi phát", "Onset";
    /// Since when isolated.
    isolated: "Cách ly từ", "Isolated since";
    /// Doses of a vaccine.
    doses: "Số mũi vắc-xin", "Vaccine doses";
    /// When infectious.
    infectious: "Thời kỳ lây nhiễm", "Infectious";
    /// Without end.
    no_end: "chưa kết thúc", "no end";
    /// From the beginning of time.
    no_start: "từ đầu", "since ever";
    /// What was asked.
    question: "Câu hỏi", "Question";
    /// hops.
    hops: "số bậc tiếp xúc", "hops";
    /// All hops.
    all_hops: "mọi bậc", "all hops";
    /// min_overlap.
    min_overlap: "tiếp xúc từ", "together for at least";
    /// cumulative.
    cumulative: "hoặc cộng dồn", "or adding up to";
    /// Within a span.
    within_span: "trong", "within";
    /// latent.
    latent: "lây được sau", "infectious after";
    /// until.
    until: "hết lây sau", "no longer infectious after";
    /// Without bound.
    never: "không giới hạn", "no limit";
    /// window.
    window: "chỉ xét", "window";
    /// lag.
    lag: "nơi còn lây sau khi rời đi", "place infectious after leaving";
    /// Filters.
    filters: "có lọc dữ liệu (xem tệp JSON)", "records are filtered (see the JSON)";
    /// Roll-up.
    roll_up: "gộp lượt về cấp", "visits rolled up to";
    /// Isolation and closures and splits.
    measures: "có cách ly, đóng cửa hoặc chia nhóm giả định (xem tệp JSON)",
        "with isolation, closures or splits (see the JSON)";
    /// The snapshot.
    snapshot: "Dữ liệu", "Data";
    /// Its number.
    state: "trạng thái số", "state";
    /// When it was committed.
    as_of: "cập nhật lúc", "as of";
    /// The zone.
    zone: "Mọi giờ trên trang là giờ địa phương, múi giờ", "All times are local, zone";
    /// Half-open.
    half_open: "Khoảng thời gian tính từ giờ đầu đến trước giờ cuối.",
        "An interval runs from its first instant to just before its last.";
    /// People by level.
    people: "người", "people";
    /// What must be said.
    notices: "Cần lưu ý", "To note";
    /// The timeline.
    timeline: "Dòng thời gian", "Timeline";
    /// What the timeline's picture says.
    timeline_about: "Các lượt có mặt của ca bệnh theo ngày; nền tô màu là thời kỳ lây nhiễm.",
        "Stays of the case day by day; the shaded part is the infectious time.";
    /// Nothing to draw.
    no_stays: "Không có lượt có mặt nào được ghi nhận.", "No stay is recorded.";
    /// The sites.
    sites: "Mốc dịch tễ", "Places and times to announce";
    /// What they are.
    sites_about: "Nơi ca bệnh có mặt trong thời kỳ lây nhiễm, theo thứ tự thời gian.",
        "Where the case was while infectious, in order of time.";
    /// None.
    no_sites: "Không có lượt nào được ghi nhận trong thời kỳ lây nhiễm. Điều đó không có nghĩa là không ai phơi nhiễm.",
        "No stay is recorded in the infectious time. That does not mean that nobody was exposed.";
    /// A day.
    date: "Ngày", "Date";
    /// From when to when.
    time: "Thời gian", "Time";
    /// A place.
    place: "Địa điểm", "Place";
    /// Its kind.
    kind: "Loại", "Kind";
    /// Its unit.
    unit: "Đơn vị hành chính", "Unit";
    /// How many F1.
    exposed: "F1 tại đây", "F1 here";
    /// Others.
    briefly: "có mặt ngắn hơn", "briefer";
    /// Notes.
    note: "Ghi chú", "Note";
    /// Whether to announce.
    private: "nhà riêng: không công bố tên", "a home: not to be announced by name";
    /// An assumed end.
    open: "giờ ra là giả định", "its end is assumed";
    /// A site elsewhere.
    counts_at: "tính tại", "counts at";
    /// No name.
    nameless: "chưa có tên", "no name recorded";
    /// Kind unknown.
    check_kind: "chưa rõ loại: kiểm tra trước khi công bố", "kind unknown: check before announcing";
    /// The F1.
    f1: "Danh sách F1 theo địa điểm", "F1 by place";
    /// What the list is.
    f1_about: "Một người gặp ca bệnh ở nhiều nơi có mặt ở mỗi nơi. Thời lượng là tổng thời gian ở cùng ca bệnh tại nơi đó.",
        "Somebody who met the case at several places stands at each. Lengths are of the time with the case at that place.";
    /// None.
    no_f1: "Không có F1 theo dữ liệu và câu hỏi này.", "No F1 by these records and this question.";
    /// Contacts.
    contacts: "Tiếp xúc trực tiếp (không rõ địa điểm)", "Direct contacts (place not known)";
    /// A person.
    person: "Người", "Person";
    /// First met.
    first: "Lần đầu", "First met";
    /// How often.
    times: "Số lần", "Times";
    /// How long.
    total: "Tổng thời gian", "In total";
    /// The longest.
    longest: "Lần dài nhất", "Longest";
    /// The grade.
    grade: "Độ chắc chắn", "Grade";
    /// Recorded.
    recorded: "có ghi nhận", "recorded";
    /// Assumed.
    assumed_end: "giờ ra giả định", "assumed end";
    /// Coarse.
    coarse: "chung cơ sở", "same site";
    /// By another place.
    elsewhere: "là F1 do nơi khác", "F1 by another place";
    /// Units.
    units: "F1 theo đơn vị hành chính", "F1 by unit";
    /// How many live.
    living: "Đang ở", "Live there";
    /// How many work.
    working: "Làm việc, học tập", "Work or learn there";
    /// Workplaces.
    workplaces: "F1 theo nơi làm việc, học tập", "F1 by workplace or school";
    /// Registered.
    registered: "theo đăng ký", "registered";
    /// The tree.
    tree: "Cây tiếp xúc", "Tree of contacts";
    /// What it shows.
    tree_about: "Ca bệnh, F1 theo địa điểm, và số F2 mà mỗi F1 có thể đã lây cho. Một nhánh không phải là bằng chứng.",
        "The case, its F1 by place, and how many F2 each may have infected. A branch is no proof.";
    /// More.
    more: "người khác", "more";
    /// Other places.
    other_places: "Các địa điểm khác", "Other places";
    /// Folded.
    folded: "Hình đã thu gọn: {shown} trong {all} F1 được vẽ.", "The picture is folded: {shown} of {all} F1 are drawn.";
    /// Where it comes from.
    source: "Nội dung theo cách hiểu của truyvet về Quyết định 5053/QĐ-BYT của Bộ Y tế; không phải biểu mẫu chính thức.",
        "Contents follow truyvet's reading of Decision 5053/QĐ-BYT of the Ministry of Health; it is no official form.";
    /// Seconds.
    second: "giây", "s";
    /// Minutes.
    minute: "phút", "min";
    /// Hours.
    hour: "giờ", "h";
    /// Days.
    day: "ngày", "d";
    /// Notice.
    nothing_recorded: "Không có lượt có mặt hay tiếp xúc nào của ca bệnh trong thời kỳ lây nhiễm: phiếu trống không có nghĩa là không ai phơi nhiễm.",
        "There is no stay and no contact of the case while infectious: an empty sheet does not mean that nobody was exposed.";
    /// Notice.
    records_end: "Dữ liệu chỉ có đến {at}, trước khi hết thời kỳ lây nhiễm.",
        "The records end at {at}, before the infectious time does.";
    /// Notice.
    open_stays: "{n} lượt của ca bệnh chưa có giờ ra; giờ ra là giả định.",
        "Stays of the case without a check-out, whose ends are assumed: {n}.";
    /// Notice.
    shared_stays: "{n} lượt của ca bệnh ở nơi dùng một mã chung cho cả cơ sở: không tính ai tiếp xúc ở đó. Hỏi lại với --roll-up để gộp theo cơ sở.",
        "Stays of the case at places with one code for a whole site, where nobody counts as exposed: {n}. Ask with --roll-up to count by site.";
    /// Notice.
    shared_nowhere: "{n} lượt của ca bệnh ở nơi dùng một mã chung không thuộc cấp được gộp: không tính ai tiếp xúc ở đó.",
        "Stays of the case at places with one code for a whole site that are not part of what is rolled up to, so that nobody counts as exposed there: {n}.";
    /// Notice.
    left_out: "{n} lượt của ca bệnh không được tính đủ: {rule}.",
        "Stays of the case that do not count in full: {n} ({rule}).";
    /// Notice.
    nameless_places: "{n} địa điểm chưa có tên, được ghi bằng mã.",
        "Places without a name, shown by their ids: {n}.";
    /// Notice.
    unknown_kinds: "{n} địa điểm chưa rõ loại, có thể là nhà riêng: kiểm tra trước khi công bố.",
        "Places of unknown kind, which may be homes: {n}. Check before announcing them.";
    /// Notice.
    too_short: "{n} người ở cùng ca bệnh ngắn hơn {d}, không tính là F1.",
        "People who were with the case for less than {d}, and are no F1: {n}.";
    /// Notice.
    by_contact: "{n} F1 qua tiếp xúc trực tiếp, không rõ địa điểm.",
        "F1 by direct contacts, of which no place is known: {n}.";
    /// Notice.
    assumed_ends: "{n} F1 dựa trên giờ ra giả định.", "F1 that rest on an assumed end: {n}.";
    /// Notice.
    coarse_f1: "{n} F1 chỉ chung cơ sở với ca bệnh, có thể không ở gần.",
        "F1 who were at the same site as the case, perhaps not near: {n}.";
    /// Notice.
    homes_unknown: "{n} F1 chưa rõ đơn vị nơi ở.", "F1 of whom the unit of the home is not known: {n}.";
    /// Notice.
    off_timeline: "Ngoài dòng thời gian còn {before} lượt trước và {after} lượt sau.",
        "Stays outside the timeline: {before} before it, {after} after it.";
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
