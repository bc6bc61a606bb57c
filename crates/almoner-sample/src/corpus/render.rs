//! Fills a template and marks, while it writes, what identifies, what must be left and what is stated.
//!
//! `{slot}` or `{slot:argument}` writes something of the cast, `{@bank}` a fragment, `{@bank*3}` three in a row, `{@bank/3}`
//! three on lines of their own, `[a|b]` one of the choices, `<mark words>` words with a mark: `e` eponym, `g` gene, `d` drug,
//! `s` dose, `l` laboratory value, `v` vital sign, `k` score or other value, `p` problem (`pn` absent, `pp` possible, `pf` a
//! relative's), `ep` a problem that is an eponym, `x` procedure, `o` other words to leave, or the name of a category.

use almoner_base::Date;

use super::bank::Bank;
use super::cast::{Address, Cast, Relative, fill};
use super::names::Name;
use super::{Assertion, FactClass, KeepClass, Part, forms, ids};
use crate::note::{alternatives, closing};
use crate::rng::Rng;
use crate::text::Category;

/// What a stretch of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing of the kind that matters.
    Plain,
    /// It identifies.
    Phi(Category),
    /// It must be left.
    Keep(KeepClass),
}

/// A stretch of text with one mark.
#[derive(Clone, Debug)]
pub struct Segment {
    pub text: String,
    pub mark: Mark,
    pub fact: Option<(FactClass, Assertion)>,
}

struct Render<'a> {
    bank: &'a Bank,
    cast: &'a Cast,
    rng: &'a mut Rng,
    out: Vec<Segment>,
    /// The form in which the author writes whole dates.
    dates: u32,
    /// How deep in fragments; a fragment that names itself ends here.
    depth: u32,
}

/// The segments of a template.
pub fn render(bank: &Bank, cast: &Cast, template: &str, rng: &mut Rng) -> Vec<Segment> {
    let dates = forms::whole_form(cast.part, rng);
    let mut render = Render { bank, cast, rng, out: Vec::new(), dates, depth: 0 };
    render.fill(template);
    render.out
}

impl Render<'_> {
    fn fill(&mut self, template: &str) {
        if self.depth > 8 {
            return;
        }
        self.depth += 1;
        let mut rest = template;
        while let Some(at) = rest.find(['{', '[', '<']) {
            let (plain, special) = rest.split_at(at);
            self.plain(plain);
            rest = match special.chars().next() {
                Some('<') => self.marked(special),
                Some('{') => match special.split_once('}') {
                    Some((slot, after)) => {
                        self.slot(slot.trim_start_matches('{'));
                        after
                    }
                    None => self.literal(special),
                },
                _ => match closing(special) {
                    Some(end) => {
                        let choices = alternatives(special.get(1..end).unwrap_or_default());
                        let at = self.rng.index(choices.len());
                        self.fill(choices.get(at).copied().unwrap_or_default());
                        special.get(end + 1..).unwrap_or_default()
                    }
                    None => self.literal(special),
                },
            };
        }
        self.plain(rest);
        self.depth -= 1;
    }

    /// A bracket that means itself.
    fn literal<'t>(&mut self, text: &'t str) -> &'t str {
        let (bracket, after) = text.split_at(1);
        self.plain(bracket);
        after
    }

    /// `<mark words>`; gives what follows it.
    fn marked<'t>(&mut self, text: &'t str) -> &'t str {
        let inside = text.split_once('>').and_then(|(head, after)| Some((head.get(1..)?.split_once(' ')?, after)));
        let Some(((name, words), after)) = inside else { return self.literal(text) };
        let Some((mark, fact)) = mark_of(name) else { return self.literal(text) };
        let from = self.out.len();
        self.fill(words);
        let words: String = self.out.drain(from..).map(|s| s.text).collect();
        self.out.push(Segment { text: words, mark, fact });
        after
    }

    fn push(&mut self, text: &str, mark: Mark) {
        if !text.is_empty() {
            self.out.push(Segment { text: text.to_owned(), mark, fact: None });
        }
    }

    fn plain(&mut self, text: &str) {
        self.push(text, Mark::Plain);
    }

    fn phi(&mut self, category: Category, text: &str) {
        self.push(text, Mark::Phi(category));
    }

    fn keep(&mut self, class: KeepClass, text: &str) {
        self.push(text, Mark::Keep(class));
    }

    fn slot(&mut self, slot: &str) {
        if let Some(name) = slot.strip_prefix('@') {
            return self.fragments(name);
        }
        let (name, argument) = slot.split_once(':').unwrap_or((slot, ""));
        if matches!(name, "form" | "mix" | "slips") {
            return self.assembled(name, argument);
        }
        if !(self.patient(name) || self.people(name) || self.places(name) || self.times(name) || self.numbers(name)) {
            self.words(name, argument);
        }
    }

    fn fragments(&mut self, name: &str) {
        let bank = self.bank;
        let (name, count, between) = match (name.split_once('*'), name.split_once('/')) {
            (Some((name, count)), _) => (name, count, " "),
            (_, Some((name, count))) => (name, count, "\n"),
            _ => (name, "1", ""),
        };
        let most = count.parse().unwrap_or(1);
        let count = if most > 2 { self.rng.range(most - 1, most + 1) } else { most };
        for (nth, line) in bank.several(name, usize::try_from(count).unwrap_or(1), self.rng).into_iter().enumerate() {
            if nth > 0 {
                self.plain(between);
            }
            self.fill(line);
        }
    }

    /// `form:low:high` fields in one layout, `mix:low:high` sentences of any bank, `slips:low:high` lines without sentences.
    fn assembled(&mut self, name: &str, argument: &str) {
        const SENTENCES: [&str; 16] = [
            "talk", "talk", "talk", "talk", "hard", "hard", "prose", "prose", "prose", "hpi", "contact", "social", "data",
            "plan", "fam", "exam",
        ];
        let (low, high) = argument.split_once(':').unwrap_or((argument, argument));
        let (low, high) = (low.parse().unwrap_or(1), high.parse().unwrap_or(3));
        let count = self.rng.range(low, high);
        let bank = self.bank;
        match name {
            "form" => {
                let (gap, end) = (bank.line("fieldgap", self.rng), bank.line("fieldend", self.rng));
                let shouted = self.rng.chance(25);
                let fields = bank.several("field", usize::try_from(count).unwrap_or(1), self.rng);
                for (nth, field) in fields.into_iter().enumerate() {
                    let (label, value) = field.split_once('~').unwrap_or((field, ""));
                    if nth > 0 {
                        let between = if self.rng.chance(12) { bank.line("fieldend", self.rng) } else { end };
                        self.plain(between);
                    }
                    let from = self.out.len();
                    self.fill(label);
                    for segment in self.out.iter_mut().skip(from).filter(|_| shouted) {
                        segment.text = segment.text.to_uppercase();
                    }
                    let between = if self.rng.chance(10) { bank.line("fieldgap", self.rng) } else { gap };
                    self.plain(between);
                    self.fill(value);
                }
            }
            "slips" => {
                for nth in 0..count {
                    self.plain(if nth > 0 { "\n" } else { "" });
                    let line = bank.line("slip", self.rng);
                    self.fill(line);
                }
            }
            _ => {
                let between = if self.rng.chance(75) { " " } else { "\n" };
                for nth in 0..count {
                    self.plain(if nth > 0 { between } else { "" });
                    let name = SENTENCES.get(self.rng.index(SENTENCES.len())).copied().unwrap_or("talk");
                    let line = bank.line(name, self.rng);
                    self.fill(line);
                }
            }
        }
    }

    /// The patient, as a person.
    fn patient(&mut self, name: &str) -> bool {
        let cast = self.cast;
        let (patient, who) = (&cast.patient, &cast.patient.name);
        match name {
            "name" => {
                let text = who.full(self.rng);
                self.phi(Category::Name, &text);
            }
            "official" => self.phi(Category::Name, &who.official()),
            "first" => self.phi(Category::Name, &who.given),
            "last" => self.phi(Category::Name, &who.family),
            "nick" => self.phi(Category::Name, who.nick.as_ref().unwrap_or(&who.given)),
            "maiden" => self.phi(Category::Name, &patient.maiden),
            "rev" => {
                let text = who.reversed(self.rng);
                self.phi(Category::Name, &text);
            }
            "inits" => {
                let text = who.initials(self.rng);
                self.phi(Category::Name, &text);
            }
            "mr" => {
                let title = match (patient.age < 16, who.female) {
                    (true, _) => "",
                    (false, true) => self.rng.pick(&["Ms. ", "Mrs. ", "Ms "]),
                    (false, false) => self.rng.pick(&["Mr. ", "Mr. ", "Mr "]),
                };
                self.plain(title);
                self.phi(Category::Name, if title.is_empty() { &who.given } else { &who.family });
            }
            "age" => self.age(""),
            "ageyo" => {
                let suffix = self.rng.pick(&["-year-old", " year old", " y/o", " yo", "-year-old", "yo", " y.o."]);
                self.age(suffix);
            }
            "sex" => self.plain(if who.female { "female" } else { "male" }),
            "mf" => self.plain(if who.female { "F" } else { "M" }),
            "he" => self.plain(if who.female { "she" } else { "he" }),
            "He" => self.plain(if who.female { "She" } else { "He" }),
            "him" => self.plain(if who.female { "her" } else { "him" }),
            "his" => self.plain(if who.female { "her" } else { "his" }),
            "His" => self.plain(if who.female { "Her" } else { "His" }),
            "man" => self.plain(match (patient.age < 16, who.female) {
                (true, true) => "girl",
                (true, false) => "boy",
                (false, true) => "woman",
                (false, false) => "man",
            }),
            _ => return false,
        }
        true
    }

    fn age(&mut self, suffix: &str) {
        let age = self.cast.patient.age;
        let in_words = age >= 20 && self.rng.chance(8);
        let text = if in_words { forms::in_words(age).replace("hundred", "100") } else { age.to_string() };
        if age >= 90 {
            self.phi(Category::AgeOver89, &text);
        } else {
            self.keep(KeepClass::Other, &text);
        }
        self.plain(if in_words && suffix.starts_with(['y', ' ']) { " year old" } else { suffix });
    }

    /// Relatives (`rel`, `relname`, ... and the same with 2 and 3), providers (`doc` and the like, to 5), others.
    fn people(&mut self, name: &str) -> bool {
        let cast = self.cast;
        let (stem, nth) = numbered(name);
        let stem = stem.as_str();
        if stem.starts_with("rel") {
            let Some(relative) = cast.relatives.get(nth) else { return false };
            return self.relative(stem, relative);
        }
        if let Some(what) = stem.strip_prefix("person") {
            let Some(other) = cast.others.get(nth) else { return false };
            return self.named(what, other);
        }
        let Some(what) = stem.strip_prefix("doc") else { return false };
        let Some(provider) = cast.providers.get(nth) else { return false };
        match what {
            "" => {
                self.plain("Dr. ");
                let text = if self.rng.chance(25) { provider.name.full(self.rng) } else { provider.name.family.clone() };
                self.phi(Category::Name, &text);
            }
            "phone" | "pager" => {
                let text = provider.phone.written(cast.part, self.rng);
                self.phi(Category::Phone, &text);
            }
            "npi" => self.phi(Category::License, &provider.npi),
            "dea" => self.phi(Category::License, &provider.dea),
            "email" => self.phi(Category::Email, &provider.email),
            _ => return self.named(what, &provider.name),
        }
        true
    }

    fn named(&mut self, what: &str, name: &Name) -> bool {
        let text = match what {
            "" | "name" => name.full(self.rng),
            "full" => name.official(),
            "first" => name.given.clone(),
            "last" => name.family.clone(),
            "rev" => name.reversed(self.rng),
            "inits" => name.initials(self.rng),
            "short" => name.short(),
            "initial" => {
                let initial: String = name.given.chars().take(1).collect();
                format!("{initial}. {}", name.family)
            }
            _ => return false,
        };
        self.phi(Category::Name, &text);
        true
    }

    fn relative(&mut self, stem: &str, relative: &Relative) -> bool {
        match stem {
            "rel" => self.plain(relative.relation),
            "relphone" => {
                let text = relative.phone.written(self.cast.part, self.rng);
                self.phi(Category::Phone, &text);
            }
            "relemail" => self.phi(Category::Email, &relative.email),
            "relhe" => self.plain(if relative.name.female { "she" } else { "he" }),
            "relHe" => self.plain(if relative.name.female { "She" } else { "He" }),
            "relhis" => self.plain(if relative.name.female { "her" } else { "his" }),
            "relmr" => {
                self.plain(if relative.name.female { "Mrs. " } else { "Mr. " });
                self.phi(Category::Name, &relative.name.family);
            }
            _ => return self.named(stem.trim_start_matches("rel"), &relative.name),
        }
        true
    }

    fn places(&mut self, name: &str) -> bool {
        let cast = self.cast;
        let (stem, nth) = numbered(name);
        let stem = stem.as_str();
        let Some(address) = cast.addresses.get(nth) else { return false };
        let text = match stem {
            "street" => &address.line,
            "city" => &address.city,
            "county" => &address.county,
            "zip" => &address.zip,
            "facility" => cast.facilities.get(nth).unwrap_or(&cast.practice),
            "employer" => &cast.employer,
            "school" => &cast.school,
            "residence" => &cast.residence,
            "pharmacy" => &cast.pharmacy,
            "practice" => &cast.practice,
            "club" if cast.part != Part::HeldOut => {
                let pattern = self.bank.line("club", self.rng);
                let text = fill(pattern, cast.part, self.rng);
                self.phi(Category::Geo, &text);
                return true;
            }
            "addr" => {
                self.address(address, ", ");
                return true;
            }
            "addrblock" => {
                self.address(address, "\n");
                return true;
            }
            "citystate" => {
                self.phi(Category::Geo, &address.city);
                self.plain(", ");
                self.plain(address.state);
                return true;
            }
            "state" => {
                self.keep(KeepClass::Other, address.state_name);
                return true;
            }
            _ => return false,
        };
        self.phi(Category::Geo, text);
        true
    }

    /// Street, town and ZIP code identify; the state between them is neither marked nor to be kept.
    fn address(&mut self, address: &Address, after_line: &str) {
        self.phi(Category::Geo, &address.line);
        self.plain(after_line);
        self.phi(Category::Geo, &address.city);
        self.plain(", ");
        self.plain(address.state);
        let gap = if self.rng.chance(85) { " " } else { "  " };
        self.plain(gap);
        self.phi(Category::Geo, &address.zip);
    }

    fn times(&mut self, name: &str) -> bool {
        let cast = self.cast;
        let form = if self.rng.chance(82) { self.dates } else { forms::whole_form(cast.part, self.rng) };
        let day = |offset: i32| Date::from_days_since_1970(cast.today.days_since_1970() + offset);
        let text = match name {
            "date" => forms::whole(cast.today, self.dates),
            "dob" => forms::whole(cast.patient.birth, form),
            "past" => forms::whole(day(-self.rng.range(1, 900)), form),
            "recent" => forms::whole(day(-self.rng.range(1, 14)), form),
            "future" => forms::whole(day(self.rng.range(2, 120)), form),
            "md" => forms::month_day(day(-self.rng.range(1, 60)), self.rng),
            "nextmd" => forms::month_day(day(self.rng.range(1, 60)), self.rng),
            "my" => forms::month_year(day(-self.rng.range(30, 2500)), self.rng),
            "nextmy" => forms::month_year(day(self.rng.range(30, 300)), self.rng),
            "slash" => format!("{}/{}", day(-self.rng.range(1, 90)).month(), self.rng.range(1, 28)),
            "span" => forms::range(day(-self.rng.range(3, 200)), self.rng.range(1, 12), self.rng),
            "holiday" => forms::holiday(cast.part, self.rng).to_owned(),
            _ => return false,
        };
        self.phi(Category::Date, &text);
        true
    }

    fn numbers(&mut self, name: &str) -> bool {
        let (cast, patient) = (self.cast, &self.cast.patient);
        let part = cast.part;
        let (category, text) = match name {
            "phone" | "home" => (Category::Phone, patient.home.written(part, self.rng)),
            "cell" => (Category::Phone, patient.cell.written(part, self.rng)),
            "work" => (Category::Phone, patient.work.written(part, self.rng)),
            "desk" => (Category::Phone, ids::Phone::new("419", self.rng).written(part, self.rng)),
            "ext" => (Category::Phone, self.rng.range(1000, 9999).to_string()),
            "fax" => (Category::Fax, cast.fax.written(part, self.rng)),
            "email" => (Category::Email, patient.email.clone()),
            "ssn" => (Category::Ssn, patient.ssn.clone()),
            "mrn" => (Category::Mrn, patient.mrn.clone()),
            "plan" => (Category::HealthPlan, patient.plan.clone()),
            "acct" => (Category::Account, patient.account.clone()),
            "claim" => (Category::Account, ids::account(part, self.rng)),
            "lic" => (Category::License, ids::license(part, self.rng)),
            "dl" => (Category::License, patient.license.clone()),
            "plate" => (Category::Vehicle, patient.plate.clone()),
            "vin" => (Category::Vehicle, patient.vin.clone()),
            "serial" => (Category::Device, patient.serial.clone()),
            "serial2" => (Category::Device, ids::serial(part, self.rng)),
            "udi" => (Category::Device, patient.udi.clone()),
            "url" => (Category::Url, patient.url.clone()),
            "ip" => (Category::Ip, patient.ip.clone()),
            "bio" => (Category::Biometric, patient.biometric.clone()),
            "photo" => (Category::Photo, patient.photo.clone()),
            "oid" => (Category::OtherId, ids::other(part, self.rng)),
            "lowfirst" => (Category::OtherId, patient.name.given.to_lowercase()),
            "lowlast" => (Category::OtherId, patient.name.family.to_lowercase().replace(' ', "")),
            _ => return false,
        };
        self.phi(category, &text);
        true
    }

    /// Words and numbers that identify nobody: `n:low:high`, `f:low:high` with a decimal, `clock`, `year`, `held` and `train`
    /// aside, or else the fragment bank of that name.
    fn words(&mut self, name: &str, argument: &str) {
        let (low, high) = argument.split_once(':').unwrap_or((argument, argument));
        let (low, high) = (low.parse().unwrap_or(1), high.parse().unwrap_or(9));
        match name {
            "n" => {
                let text = self.rng.range(low, high).to_string();
                self.plain(&text);
            }
            "f" => {
                let text = format!("{}.{}", self.rng.range(low, high - 1), self.rng.below(10));
                self.plain(&text);
            }
            "clock" => {
                let (hour, minute) = (self.rng.range(0, 23), self.rng.range(0, 59));
                let text = match self.rng.below(3) {
                    0 => format!("{hour:02}:{minute:02}"),
                    1 => format!("{hour:02}{minute:02}"),
                    _ => format!("{}:{minute:02} {}", (hour + 11) % 12 + 1, if hour < 12 { "AM" } else { "PM" }),
                };
                self.plain(&text);
            }
            "year" => {
                let text = (self.cast.today.year() - self.rng.range(1, 25)).to_string();
                self.keep(KeepClass::Other, &text);
            }
            _ => {
                let line = self.bank.line(name, self.rng);
                self.fill(line);
            }
        }
    }
}

/// `doc2last` is `doclast` of the second.
fn numbered(name: &str) -> (String, usize) {
    let stem = name.chars().filter(|c| !c.is_ascii_digit()).collect();
    let nth = name.chars().find_map(|c| c.to_digit(10)).map_or(0, |n| n.saturating_sub(1) as usize);
    (stem, nth)
}

fn mark_of(name: &str) -> Option<(Mark, Option<(FactClass, Assertion)>)> {
    use Assertion::{Absent, Family, Possible, Present};
    let keep = |class, fact: Option<(FactClass, Assertion)>| Some((Mark::Keep(class), fact));
    match name {
        "e" => keep(KeepClass::Eponym, None),
        "ep" => keep(KeepClass::Eponym, Some((FactClass::Problem, Present))),
        "g" => keep(KeepClass::Gene, Some((FactClass::Gene, Present))),
        "d" => keep(KeepClass::Drug, Some((FactClass::Drug, Present))),
        "s" => keep(KeepClass::Value, Some((FactClass::Dose, Present))),
        "l" => keep(KeepClass::Value, Some((FactClass::Lab, Present))),
        "v" => keep(KeepClass::Value, Some((FactClass::Vital, Present))),
        "k" => keep(KeepClass::Value, Some((FactClass::Score, Present))),
        "p" => keep(KeepClass::Other, Some((FactClass::Problem, Present))),
        "pn" => keep(KeepClass::Other, Some((FactClass::Problem, Absent))),
        "pp" => keep(KeepClass::Other, Some((FactClass::Problem, Possible))),
        "pf" => keep(KeepClass::Other, Some((FactClass::Problem, Family))),
        "x" => keep(KeepClass::Other, Some((FactClass::Procedure, Present))),
        "o" => keep(KeepClass::Other, None),
        _ => Category::ALL.into_iter().find(|c| c.name() == name).map(|category| (Mark::Phi(category), None)),
    }
}

/// Whether a slot can be written, for tests.
#[cfg(test)]
pub fn writes(part: super::Part, slot: &str) -> bool {
    let bank = super::bank::of(part);
    if let Some(name) = slot.strip_prefix('@') {
        let name = name.split(['*', '/']).next().unwrap_or_default();
        return bank.has(name);
    }
    let name = slot.split(':').next().unwrap_or_default();
    if matches!(name, "n" | "f" | "clock" | "year" | "form" | "mix" | "slips") || bank.has(name) {
        return true;
    }
    let mut rng = Rng::new(1, "slots", 1);
    let cast = Cast::new(part, &mut rng);
    let mut render = Render { bank, cast: &cast, rng: &mut rng, out: Vec::new(), dates: 0, depth: 0 };
    render.slot(slot);
    !render.out.is_empty()
}
