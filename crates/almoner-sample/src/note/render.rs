//! Fills a template. `{name}` and the like are what identifies or what must be kept; `[a|b]` is a choice.

use almoner_base::Date;

use crate::chart::{Chart, Mode};
use crate::hospital::{Hospital, Practitioner};
use crate::place::{self, Address};
use crate::rng::Rng;
use crate::text::{Case, Category, Keep, Text};

/// When, by whom and how a note is written.
#[derive(Clone, Copy)]
pub struct Setting {
    /// Day of the note.
    pub date: Date,
    /// Position of the visit.
    pub visit: usize,
    /// Position of the author.
    pub author: u32,
    /// Case.
    pub case: Case,
}

/// What a note states.
#[derive(Debug)]
pub struct Fact {
    /// Key of the concept.
    pub key: &'static str,
    /// Number and UCUM unit.
    pub value: Option<(f64, &'static str)>,
    /// How it is meant.
    pub mode: Mode,
    /// First character of the mention.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// How an author writes dates.
#[derive(Clone, Copy)]
enum Dates {
    Slash,
    Short,
    Long,
    Iso,
    Abbreviated,
    DayFirst,
}

pub(super) struct Render<'a> {
    pub hospital: &'a Hospital,
    pub chart: &'a Chart,
    pub rng: &'a mut Rng,
    pub setting: Setting,
    pub text: Text,
    pub facts: Vec<Fact>,
    dates: Dates,
}

/// The note of a template.
pub fn render(template: &str, hospital: &Hospital, chart: &Chart, rng: &mut Rng, setting: Setting) -> (Text, Vec<Fact>) {
    let dates = match rng.below(8) {
        0..=2 => Dates::Slash,
        3 => Dates::Short,
        4 => Dates::Long,
        5 => Dates::Iso,
        6 => Dates::Abbreviated,
        _ => Dates::DayFirst,
    };
    let mut render = Render { hospital, chart, rng, setting, text: Text::new(setting.case), facts: Vec::new(), dates };
    render.fill(template.trim_end());
    (render.text, render.facts)
}

impl Render<'_> {
    /// Writes a piece of a template.
    pub fn fill(&mut self, template: &str) {
        let mut rest = template;
        while let Some(at) = rest.find(['{', '[']) {
            let (plain, special) = rest.split_at(at);
            self.text.push(plain);
            let Some(length) = closing(special) else {
                self.text.push(special);
                return;
            };
            let inside = special.get(1..length).unwrap_or_default();
            if special.starts_with('{') {
                self.place(inside);
            } else {
                let choices = alternatives(inside);
                let at = self.rng.index(choices.len());
                self.fill(choices.get(at).copied().unwrap_or_default());
            }
            rest = special.get(length + 1..).unwrap_or_default();
        }
        self.text.push(rest);
    }

    fn place(&mut self, place: &str) {
        let chart = self.chart;
        let person = &chart.person;
        let female = person.is_female();
        let mut parts = place.split(':');
        let name = parts.next().unwrap_or_default();
        let low = parts.next().and_then(|p| p.parse().ok()).unwrap_or(1);
        let high = parts.next().and_then(|p| p.parse().ok()).unwrap_or(low);
        match name {
            "name" => self.phi(Category::Name, &person.name.full()),
            "short" => self.phi(Category::Name, &person.name.short()),
            "first" => self.phi(Category::Name, &person.name.given),
            "last" => self.phi(Category::Name, &person.name.family),
            "rev" => self.phi(Category::Name, &person.name.reversed()),
            "nick" => self.phi(Category::Name, person.nickname.as_ref().unwrap_or(&person.name.given)),
            "maiden" => self.phi(Category::Name, person.maiden.as_ref().unwrap_or(&person.name.family)),
            "mr" => {
                let title = if person.age_on(self.setting.date) < 16 {
                    ""
                } else if female {
                    self.rng.pick(&["Ms. ", "Mrs. "])
                } else {
                    "Mr. "
                };
                self.text.push(title);
                self.phi(Category::Name, if title.is_empty() { &person.name.given } else { &person.name.family });
            }
            "age" => self.age(""),
            "ageyo" => {
                let suffix = self.rng.pick(&["-year-old", " year old", " y/o", " yo", "-year-old"]);
                self.age(suffix);
            }
            "sex" => self.plain(if female { "female" } else { "male" }),
            "man" => self.plain(match (person.age_on(self.setting.date) < 16, female) {
                (true, true) => "girl",
                (true, false) => "boy",
                (false, true) => "woman",
                (false, false) => "man",
            }),
            "he" => self.plain(if female { "she" } else { "he" }),
            "He" => self.plain(if female { "She" } else { "He" }),
            "him" => self.plain(if female { "her" } else { "him" }),
            "his" => self.plain(if female { "her" } else { "his" }),
            "His" => self.plain(if female { "Her" } else { "His" }),
            "dob" => self.date(person.birth),
            "date" => self.date(self.setting.date),
            "admit" => {
                let from = chart.visits.get(self.setting.visit).map_or(self.setting.date, |v| v.date);
                self.date(from);
            }
            "ago" => {
                let date = self.before(low, high);
                self.date(date);
            }
            "ago_my" => {
                let date = self.before(low, high);
                self.month_year(date);
            }
            "ago_wd" => {
                let date = self.before(low, high);
                self.month_day(date);
            }
            "next" => {
                let days = self.rng.range(low, high);
                let date = Date::from_days_since_1970(self.setting.date.days_since_1970() + days);
                if self.rng.chance(25) {
                    self.month_day(date);
                } else {
                    self.date(date);
                }
            }
            "onset_my" => {
                let onset = chart.problems.first().map_or(self.setting.date, |p| p.onset.date());
                self.month_year(onset.min(self.setting.date));
            }
            "mrn" => self.phi(Category::Mrn, &person.mrn),
            "ssn" => self.phi(Category::Ssn, &person.ssn),
            "member" => self.phi(Category::HealthPlan, &person.member_id),
            "acct" => self.phi(Category::Account, &person.account),
            "dl" => self.phi(Category::License, &person.license),
            "plate" => self.phi(Category::Vehicle, &person.plate),
            "vin" => self.phi(Category::Vehicle, &person.vin),
            "serial" => self.phi(Category::Device, &person.device_serial),
            "url" => self.phi(Category::Url, &person.url),
            "ip" => self.phi(Category::Ip, &person.ip),
            "bio" => self.phi(Category::Biometric, &person.fingerprint),
            "photo" => self.phi(Category::Photo, &person.photo),
            "oid" => {
                let id = format!("{}{}-{}", self.rng.letters(1), self.rng.digits(2), self.rng.digits(6));
                self.phi(Category::OtherId, &id);
            }
            "home" => self.phi(Category::Phone, &person.home_phone),
            "cell" => self.phi(Category::Phone, &person.mobile),
            "work" => self.phi(Category::Phone, &person.work_phone),
            "fax" => self.phi(Category::Fax, &person.fax),
            "email" => self.phi(Category::Email, &person.email),
            "street" => self.phi(Category::Geo, &person.address.line),
            "city" => self.phi(Category::Geo, person.address.city.name),
            "county" => self.phi(Category::Geo, person.address.city.county),
            "zip" => self.phi(Category::Geo, &person.address.zip),
            "state" => self.keep(Keep::Allowed, person.address.city.state_name),
            "addr" => self.address(&person.address),
            "oldcity" => self.phi(Category::Geo, person.old_address.as_ref().map_or(person.birth_city, |a| a.city.name)),
            "employer" => self.phi(Category::Geo, person.employer),
            "job" => self.plain(person.occupation),
            "rel" => self.plain(person.contact.relation),
            "contact" => self.phi(Category::Name, &person.contact.name.short()),
            "cfirst" => self.phi(Category::Name, &person.contact.name.given),
            "cphone" => self.phi(Category::Phone, &person.contact.phone),
            "hosp" => self.phi(Category::Geo, self.hospital.organization(0).map_or("", |o| o.name)),
            "ward" => self.phi(Category::Geo, self.hospital.location(self.setting.author).map_or("", |o| o.name)),
            "doc" | "docname" | "doclast" | "docphone" | "docemail" | "pager" | "npi" | "dea" => {
                self.doctor(name, self.setting.author)
            }
            "orgline" => self.phi(Category::Geo, self.hospital.organization(0).map_or("", |o| &o.line)),
            "homecity" => self.phi(Category::Geo, place::HOME.name),
            "payer" => self.phi(Category::Geo, self.hospital.organization(6).map_or("", |o| o.name)),
            "behavioral" => self.phi(Category::Geo, self.hospital.organization(4).map_or("", |o| o.name)),
            "pharmacy" => self.phi(Category::Geo, "Lantern Pharmacy"),
            "docfax" => self.phi(Category::Fax, self.hospital.organization(self.setting.author).map_or("", |o| &o.fax)),
            "doc2" => self.doctor("doc", chart.person.physician.wrapping_add(5)),
            "nurse" => {
                let at = self.setting.author.wrapping_sub(self.setting.author % 5).wrapping_add(4);
                self.doctor("nurse", at);
            }
            other => self.clinical(other),
        }
    }

    /// Words that say nothing of the kind that matters.
    pub fn plain(&mut self, words: &str) {
        self.text.push(words);
    }

    /// Words that identify.
    pub fn phi(&mut self, category: Category, words: &str) {
        self.text.phi(category, words);
    }

    /// Words to keep.
    pub fn keep(&mut self, kind: Keep, words: &str) {
        self.text.keep(kind, words);
    }

    /// A mention to keep that states a fact.
    pub fn state(&mut self, key: &'static str, words: &str, mode: Mode, value: Option<(f64, &'static str)>) {
        let (start, end) = self.text.keep(Keep::Clinical, words);
        self.facts.push(Fact { key, value, mode, start, end });
    }

    fn doctor(&mut self, what: &str, at: u32) {
        let Some(who) = self.hospital.practitioner(at) else { return };
        match what {
            "doc" => {
                self.plain("Dr. ");
                let full = self.rng.chance(40);
                self.phi(Category::Name, if full { who.name.short() } else { who.name.family.clone() }.as_str());
            }
            "docname" => {
                self.phi(Category::Name, &initialed(who));
                self.plain(", ");
                self.plain(who.title);
            }
            "nurse" => self.phi(Category::Name, &who.name.short()),
            "doclast" => self.phi(Category::Name, &who.name.family),
            "docphone" => self.phi(Category::Phone, &who.phone),
            "docemail" => self.phi(Category::Email, &who.email),
            "pager" => self.phi(Category::Phone, &who.pager),
            "npi" => self.phi(Category::License, &who.npi),
            _ => self.phi(Category::License, &who.dea),
        }
    }

    fn age(&mut self, suffix: &str) {
        let person = &self.chart.person;
        let age = person.age_on(self.setting.date);
        if age < 2 {
            let days = self.setting.date.days_since_1970() - person.birth.days_since_1970();
            self.keep(Keep::Age, &(days / 30).to_string());
            return self.plain(if suffix.is_empty() { " months" } else { "-month-old" });
        }
        let words = age.to_string();
        if age >= 90 {
            self.phi(Category::AgeOver89, &words);
        } else {
            self.keep(Keep::Age, &words);
        }
        self.plain(suffix);
    }

    fn address(&mut self, address: &Address) {
        self.phi(Category::Geo, &address.line);
        self.plain(", ");
        self.phi(Category::Geo, address.city.name);
        self.plain(", ");
        self.keep(Keep::Allowed, address.city.state);
        self.plain(" ");
        self.phi(Category::Geo, &address.zip);
    }

    /// A day before the note, not before birth.
    fn before(&mut self, low: i32, high: i32) -> Date {
        let days = self.rng.range(low, high);
        let day = self.setting.date.days_since_1970() - days;
        Date::from_days_since_1970(day.max(self.chart.person.birth.days_since_1970()))
    }

    /// A date in the author's own way.
    pub fn date(&mut self, date: Date) {
        let (y, m, d) = (date.year(), date.month(), date.day());
        let words = match self.dates {
            Dates::Slash => format!("{m:02}/{d:02}/{y}"),
            Dates::Short => format!("{m}/{d}/{:02}", y % 100),
            Dates::Long => format!("{} {d}, {y}", month(m)),
            Dates::Iso => date.to_string(),
            Dates::Abbreviated => format!("{} {d}, {y}", month(m).get(..3).unwrap_or_default()),
            Dates::DayFirst => format!("{d} {} {y}", month(m).get(..3).unwrap_or_default()),
        };
        self.phi(Category::Date, &words);
    }

    fn month_year(&mut self, date: Date) {
        let words = format!("{} {}", month(date.month()), date.year());
        self.phi(Category::Date, &words);
    }

    fn month_day(&mut self, date: Date) {
        let words = match self.rng.below(3) {
            0 => format!("{} {}", month(date.month()), date.day()),
            1 => format!("{}/{}", date.month(), date.day()),
            _ => format!("the {}{} of {}", date.day(), ordinal(date.day()), month(date.month())),
        };
        self.phi(Category::Date, &words);
    }
}

fn initialed(who: &Practitioner) -> String {
    match who.name.middle.as_ref().and_then(|m| m.chars().next()) {
        Some(initial) => format!("{} {initial}. {}", who.name.given, who.name.family),
        None => who.name.short(),
    }
}

fn ordinal(day: u8) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

/// The month's name.
pub(super) fn month(month: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.get(usize::from(month).saturating_sub(1)).copied().unwrap_or("January")
}

/// The position of the bracket that closes the one a text begins with.
pub(crate) fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, c) in text.char_indices() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The parts between the `|` of the outermost level.
pub(crate) fn alternatives(text: &str) -> Vec<&str> {
    let (mut out, mut depth, mut from) = (Vec::new(), 0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            '|' if depth == 0 => {
                out.push(text.get(from..at).unwrap_or_default());
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(text.get(from..).unwrap_or_default());
    out
}
