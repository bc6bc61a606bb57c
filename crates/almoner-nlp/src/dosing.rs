//! How a drug is taken: "500 mg PO BID", "20 mg/day", "2 puffs q4h prn", "10 units at bedtime".
//!
//! The words right after a name, or right before it, are read one after the other: an amount, a number of tablets or puffs, a
//! route, how often, whether as needed. The first word that is none of these ends the reading. What can be meant in two ways tells no
//! amount: a range, a change of dose, two amounts, a concentration, a product of two strengths, tablets without a strength.

use std::ops::Range;

use almoner_base::{Comparator, Quantity};
use almoner_facts::Route;

/// What the words tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dosing {
    /// By which way.
    pub route: Option<Route>,
    /// So many tablets, puffs or the like at once.
    pub count: Option<f64>,
    amount: Option<(f64, &'static str)>,
    /// How often in a day or a week.
    times: Option<Times>,
    /// The amount is that of the whole day or week, however it is divided.
    whole: bool,
    as_needed: bool,
    /// The amount may be another one.
    vague: bool,
}

/// How often in a unit of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Times {
    /// So often.
    pub count: f64,
    /// In this time: `d` or `wk`.
    pub per: &'static str,
}

impl Times {
    fn daily(count: f64) -> Self {
        Self { count, per: "d" }
    }
}

impl Dosing {
    /// Reads on from right behind a name to the first word that says nothing of the dose.
    #[must_use]
    pub fn after(text: &str) -> Self {
        Self::read(text).0
    }

    /// As [`Dosing::after`], with where the reading ended, in bytes.
    #[must_use]
    pub fn read(text: &str) -> (Self, usize) {
        let tokens = tokens(text);
        let mut reader = Reader { text, tokens: &tokens, at: 0, told: Self::default() };
        reader.run();
        let end = reader.at.checked_sub(1).and_then(|last| tokens.get(last)).map_or(0, |token| token.range.end);
        reader.told.vague |= reader.goes_on();
        (reader.told, end)
    }

    /// Reads the words right before a name: "20 mg of", "oral", "IV".
    #[must_use]
    pub fn before(text: &str) -> Self {
        const MOST: usize = 8;
        let tokens = tokens(text);
        for from in tokens.len().saturating_sub(MOST)..tokens.len() {
            let rest = tokens.get(from..).unwrap_or_default();
            let mut reader = Reader { text, tokens: rest, at: 0, told: Self::default() };
            reader.run();
            let told = reader.told;
            if reader.at == rest.len() && (told.amount.is_some() || told.route.is_some()) && rest.first().is_some_and(opens)
            {
                return told;
            }
        }
        Self::default()
    }

    /// What is taken where the amount stands before the name, and the rest behind it.
    #[must_use]
    pub fn joined(&self, behind: &Self) -> Option<Quantity> {
        let times = self.times.or(behind.times);
        let vague = self.vague || behind.vague || (self.times.is_some() && behind.times.is_some());
        let as_needed = self.as_needed || behind.as_needed;
        Self { times, vague, as_needed, count: self.count.or(behind.count), ..self.clone() }.quantity()
    }

    /// How often it is taken.
    #[must_use]
    pub fn times(&self) -> Option<Times> {
        self.times
    }

    /// Whether it is taken as needed.
    #[must_use]
    pub fn as_needed(&self) -> bool {
        self.as_needed
    }

    /// What is taken in a day or a week (`mg/d`), or at once (`mg`) where nobody tells how often.
    #[must_use]
    pub fn quantity(&self) -> Option<Quantity> {
        let (amount, unit) = self.amount?;
        if self.vague || (self.whole && self.count.is_some()) {
            return None;
        }
        taken(amount * self.count.unwrap_or(1.0), unit, self.times, self.as_needed)
    }
}

/// So much at once, so often: what is taken in the time. `None` for numbers that are no doses.
#[must_use]
pub fn taken(amount: f64, unit: &str, times: Option<Times>, as_needed: bool) -> Option<Quantity> {
    const MOST: f64 = 1e8;
    let Some(times) = times else {
        return (amount > 0.0 && amount < MOST).then(|| Quantity { value: amount, unit: unit.to_owned(), comparator: None });
    };
    // Nine digits are more than a dose has, and hide what is left over from thirds.
    let value = (amount * times.count * 1e6).round() / 1e6;
    let comparator = as_needed.then_some(Comparator::LessOrEqual);
    (value > 0.0 && value < MOST).then(|| Quantity { value, unit: format!("{unit}/{}", times.per), comparator })
}

/// The UCUM code of a unit of doses, as people write it. A unit of a drug is an international unit.
#[must_use]
pub fn dose_unit(text: &str) -> Option<&'static str> {
    const UNITS: &[(&str, &[&str])] = &[
        ("mg", &["mg", "mgs", "milligram", "milligrams"]),
        ("ug", &["mcg", "mcgs", "ug", "microgram", "micrograms"]),
        ("g", &["g", "gm", "gms", "gram", "grams"]),
        ("ng", &["ng", "nanogram", "nanograms"]),
        ("[IU]", &["u", "unit", "units", "iu", "unt", "[iu]", "[usp'u]"]),
        ("meq", &["meq"]),
        ("mmol", &["mmol"]),
        ("mL", &["ml", "cc", "milliliter", "milliliters"]),
    ];
    let text = text.to_ascii_lowercase().replace(['µ', 'μ'], "u");
    UNITS.iter().find(|(_, written)| written.contains(&text.as_str())).map(|(code, _)| *code)
}

/// The route that a word tells.
#[must_use]
pub fn route_of(word: &str) -> Option<Route> {
    Some(match word.to_ascii_lowercase().as_str() {
        "po" | "oral" | "orally" | "peroral" | "perorally" => Route::Oral,
        "sl" | "sublingual" | "sublingually" | "buccal" => Route::Sublingual,
        "iv" | "ivpb" | "ivp" | "intravenous" | "intravenously" => Route::Intravenous,
        "sc" | "sq" | "subq" | "subcut" | "subcutaneous" | "subcutaneously" => Route::Subcutaneous,
        "im" | "intramuscular" | "intramuscularly" => Route::Intramuscular,
        "inh" | "inhaled" | "inhalation" | "inhaler" | "hfa" | "mdi" | "diskus" | "neb" | "nebs" | "nebulized"
        | "nebulised" | "nebulizer" | "nebuliser" | "respimat" | "turbuhaler" => Route::Inhaled,
        "nasal" | "nasally" | "intranasal" | "intranasally" => Route::Intranasal,
        "topical" | "topically" | "cream" | "ointment" | "lotion" => Route::Topical,
        "transdermal" | "transdermally" => Route::Transdermal,
        "ophthalmic" => Route::Ophthalmic,
        "intravitreal" | "intravitreally" => Route::Intravitreal,
        "otic" => Route::Otic,
        "intraarticular" => Route::IntraArticular,
        "intrathecal" | "intrathecally" => Route::Intrathecal,
        "rectal" | "rectally" => Route::Rectal,
        "vaginal" | "vaginally" | "intravaginal" => Route::Vaginal,
        "intravesical" => Route::Intravesical,
        "parenteral" | "parenterally" | "injectable" => Route::Parenteral,
        "systemic" | "systemically" => Route::Systemic,
        _ => return None,
    })
}

/// A word, a number or a mark.
struct Token {
    range: Range<usize>,
    /// In lower case; points between single letters are left out (`p.o.`).
    word: String,
}

fn tokens(text: &str) -> Vec<Token> {
    const MOST: usize = 40;
    let mut list = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if list.len() == MOST {
            break;
        }
        if c.is_whitespace() && c != '\n' {
            continue;
        }
        let mut end = start + c.len_utf8();
        if c.is_ascii_digit() || (c == '.' && chars.peek().is_some_and(|next| next.1.is_ascii_digit())) {
            while let Some((at, next)) = chars.peek().copied() {
                let point = matches!(next, '.' | ',')
                    && text.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
                if !next.is_ascii_digit() && !point {
                    break;
                }
                end = at + 1;
                chars.next();
            }
        } else if c.is_alphabetic() {
            while let Some((at, next)) = chars.peek().copied() {
                // Points within "b.i.d." and behind it.
                let word = text.get(start..at).unwrap_or_default();
                let point = next == '.'
                    && (word.contains('.') || word.chars().count() == 1)
                    && word.rsplit('.').next().is_some_and(|last| last.chars().count() <= 1)
                    && (word.contains('.') || text.get(at + 1..).is_some_and(|rest| rest.starts_with(char::is_alphabetic)));
                if !next.is_alphabetic() && !point {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        let word: String = text.get(start..end).unwrap_or_default().to_lowercase();
        let word = if word.starts_with(char::is_alphabetic) { word.replace('.', "") } else { word };
        list.push(Token { range: start..end, word });
    }
    list
}

/// Whether the words of a dose can begin with a token: not with filler.
fn opens(token: &Token) -> bool {
    token.word.starts_with(|c: char| c.is_ascii_digit()) || route_of(&token.word).is_some()
}

struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
    told: Dosing,
}

impl Reader<'_> {
    fn word(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.word.as_str())
    }

    fn is_any(&self, ahead: usize, words: &[&str]) -> bool {
        words.contains(&self.word(ahead))
    }

    fn take(&mut self, count: usize) -> bool {
        self.at += count;
        true
    }

    fn run(&mut self) {
        while self.at < self.tokens.len() && (self.amount() || self.often() || self.way() || self.filler()) {}
        // Marks at the end belong to what follows.
        while self.at > 0
            && self.tokens.get(self.at - 1).is_some_and(|token| matches!(token.word.as_str(), "," | "(" | ":" | "-"))
        {
            self.at -= 1;
        }
    }

    /// Whether another amount or a change of dose follows.
    fn goes_on(&self) -> bool {
        const REACH: usize = 48;
        let from = self.at.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.range.end);
        let mut to = (from + REACH).min(self.text.len());
        while !self.text.is_char_boundary(to) {
            to -= 1;
        }
        let rest = self.text.get(from..to).unwrap_or_default();
        let clause = rest.split([';', '\n']).next().unwrap_or_default();
        let clause = clause.split_once(". ").map_or(clause, |(first, _)| first).to_lowercase();
        const CHANGES: &[&str] =
            &["taper", "titrat", "increas", "decreas", "reduc", "uptitrat", "wean", "escalat", "halv", "doubl"];
        let changes = clause
            .split(|c: char| !c.is_alphabetic())
            .any(|word| word == "then" || CHANGES.iter().any(|stem| word.starts_with(stem)));
        let joined = clause.trim_start().trim_start_matches([',', '/', '+', '&', '-', '–', '(']).trim_start();
        let joined = joined.strip_prefix("and ").or_else(|| joined.strip_prefix("to ")).unwrap_or(joined).trim_start();
        let digits = joined.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let unit: String = joined.chars().skip(digits).skip_while(|c| *c == ' ').take_while(|c| c.is_alphabetic()).collect();
        let another = digits > 0 && dose_unit(&unit).is_some();
        self.told.amount.is_some() && (changes || another || clause.contains("->") || clause.contains('→'))
    }

    fn number(&self, ahead: usize) -> Option<f64> {
        Some(match self.word(ahead) {
            "one" | "once" => 1.0,
            "two" | "twice" => 2.0,
            "three" | "thrice" => 3.0,
            "four" => 4.0,
            "half" => 0.5,
            word => {
                word.replace(',', "").parse().ok().filter(|_| word.starts_with(|c: char| c.is_ascii_digit() || c == '.'))?
            }
        })
    }

    /// An amount, a number of pieces, or "3 times a day".
    fn amount(&mut self) -> bool {
        const PIECES: &[&str] = &[
            "tab",
            "tabs",
            "tablet",
            "tablets",
            "cap",
            "caps",
            "capsule",
            "capsules",
            "pill",
            "pills",
            "puff",
            "puffs",
            "spray",
            "sprays",
            "inhalation",
            "inhalations",
            "patch",
            "patches",
        ];
        let Some(value) = self.number(0) else { return false };
        if self.often_by_number(value) {
            return true;
        }
        if self.is_any(0, &["once", "twice", "thrice"]) {
            return false;
        }
        if PIECES.contains(&self.word(1)) {
            self.told.vague |= self.told.count.is_some_and(|count| count.to_bits() != value.to_bits());
            self.told.count = Some(value);
            self.piece(1);
            return self.take(2);
        }
        // "5-10 mg", "5/325 mg", "1/2 tab", "5 to 10 mg".
        if self.is_any(1, &["-", "–", "/", "to", "or"]) && self.number(2).is_some() {
            self.told.vague = true;
            let unit = dose_unit(self.word(3)).is_some() || PIECES.contains(&self.word(3));
            return self.take(if unit { 4 } else { 3 });
        }
        if self.word(1) == "%" {
            return self.take(2);
        }
        let Some(unit) = dose_unit(self.word(1)) else { return false };
        if self.told.amount.is_some() {
            return false;
        }
        self.take(2);
        let mut unit = unit;
        while self.is_any(0, &["/", "per", "a", "in"]) {
            match self.word(1) {
                "kg" => unit = by_weight(unit, "kg"),
                "m2" | "m²" | "sqm" => unit = by_weight(unit, "m2"),
                "m" if matches!(self.word(2), "2" | "²") => {
                    unit = by_weight(unit, "m2");
                    self.take(1);
                }
                "day" | "d" | "daily" | "24" => {
                    self.told.times = Some(Times::daily(1.0));
                    self.told.whole = true;
                    if self.word(1) == "24" {
                        self.take(usize::from(self.is_any(2, &["h", "hr", "hrs", "hours", "hour"])));
                    }
                }
                "week" | "wk" => {
                    self.told.times = Some(Times { count: 1.0, per: "wk" });
                    self.told.whole = true;
                }
                "actuation" | "act" | "puff" | "spray" | "inhalation" | "inh" | "dose" | "tablet" | "tab" | "capsule"
                | "cap" => {}
                _ if self.word(0) == "/" || self.number(1).is_some() => {
                    // A concentration.
                    self.told.vague = true;
                }
                _ => break,
            }
            self.take(2);
        }
        self.told.vague |= unit.is_empty();
        self.told.amount = Some((value, unit));
        true
    }

    fn piece(&mut self, ahead: usize) {
        let route = match self.word(ahead) {
            "puff" | "puffs" | "inhalation" | "inhalations" => Route::Inhaled,
            "patch" | "patches" => Route::Transdermal,
            word if word.starts_with("tab") || word.starts_with("cap") || word.starts_with("pill") => Route::Oral,
            _ => return,
        };
        self.told.route.get_or_insert(route);
    }

    /// "Twice daily", "3 times a week", "2x/day".
    fn often_by_number(&mut self, count: f64) -> bool {
        let worded = self.is_any(0, &["once", "twice", "thrice"]);
        let mut ahead = 1;
        if self.is_any(ahead, &["times", "time", "x"]) {
            ahead += 1;
        } else if !worded {
            return false;
        }
        let joined = self.is_any(ahead, &["a", "per", "/", "each", "every", "in", "the"]);
        let mut period = ahead + usize::from(joined);
        if self.word(period) == "the" {
            period += 1;
        }
        let per = match self.word(period) {
            "daily" | "day" | "nightly" | "morning" | "evening" | "d" | "qd" => "d",
            "weekly" | "week" | "wk" => "wk",
            _ => return false,
        };
        self.set_times(Times { count, per });
        self.take(period + 1)
    }

    fn set_times(&mut self, times: Times) {
        if self.told.whole {
            return;
        }
        match self.told.times {
            None => self.told.times = Some(times),
            Some(before) if before == times => {}
            // "BID daily" is twice a day.
            Some(before) if before.per == times.per && times.count.to_bits() == 1.0_f64.to_bits() => {}
            Some(_) => self.told.vague = true,
        }
    }

    fn often(&mut self) -> bool {
        let plain = match self.word(0) {
            "daily" | "qd" | "qday" | "nightly" | "qhs" | "hs" | "qam" | "qpm" | "qnight" | "everyday" => {
                Some(Times::daily(1.0))
            }
            "bid" => Some(Times::daily(2.0)),
            "tid" => Some(Times::daily(3.0)),
            "qid" => Some(Times::daily(4.0)),
            "qod" => Some(Times::daily(0.5)),
            "weekly" | "qweek" | "qwk" | "qweekly" => Some(Times { count: 1.0, per: "wk" }),
            _ => None,
        };
        if let Some(times) = plain {
            self.set_times(times);
            return self.take(1);
        }
        if self.is_any(0, &["at", "in", "the", "before", "every", "each", "q", "per", "a", "/"]) {
            let ahead = if self.is_any(1, &["the", "her", "his"]) { 2 } else { 1 };
            if self.is_any(ahead, &["bedtime", "night", "morning", "evening", "day", "am", "pm", "noon", "bed", "d"]) {
                self.set_times(Times::daily(1.0));
                return self.take(ahead + 1);
            }
        }
        if self.is_any(0, &["every", "q"]) {
            if self.word(1) == "other" && self.word(2) == "day" {
                self.set_times(Times::daily(0.5));
                return self.take(3);
            }
            let (number, ahead) = self.number(1).map_or((1.0, 1), |number| (number, 2));
            // "Every 4 to 6 hours".
            if self.is_any(ahead, &["-", "–", "to"]) && self.number(ahead + 1).is_some() {
                self.told.vague = true;
                return self.take(ahead + 3);
            }
            let times = match self.word(ahead) {
                "h" | "hr" | "hrs" | "hour" | "hours" if number > 0.0 => Times::daily(24.0 / number),
                "d" | "day" | "days" if number > 0.0 => Times::daily(1.0 / number),
                "w" | "wk" | "wks" | "week" | "weeks" if number > 0.0 => Times { count: 1.0 / number, per: "wk" },
                _ => return false,
            };
            self.set_times(times);
            return self.take(ahead + 1);
        }
        if self.word(0) == "prn" {
            self.told.as_needed = true;
            return self.take(1);
        }
        if self.word(0) == "as" && self.is_any(1, &["needed", "required", "necessary"]) {
            self.told.as_needed = true;
            return self.take(2);
        }
        false
    }

    fn way(&mut self) -> bool {
        let (route, length) = match (self.word(0), self.word(1)) {
            ("by", "mouth") | ("per", "os") => (Route::Oral, 2),
            ("per", "rectum") => (Route::Rectal, 2),
            ("by", "inhalation") => (Route::Inhaled, 2),
            ("by", "vein") => (Route::Intravenous, 2),
            ("eye", "drops" | "drop") => (Route::Ophthalmic, 2),
            ("ear", "drops" | "drop") => (Route::Otic, 2),
            ("nasal", "spray") | ("nose", "spray") => (Route::Intranasal, 2),
            ("intra", "-") if self.word(2) == "articular" => (Route::IntraArticular, 3),
            ("patch" | "patches", _) => (Route::Transdermal, 1),
            ("tablet" | "tablets" | "tab" | "tabs" | "capsule" | "capsules" | "cap" | "caps" | "pill", _) => {
                self.told.route.get_or_insert(Route::Oral);
                return self.take(1);
            }
            (word, _) => match route_of(word) {
                Some(route) => (route, 1),
                None => return false,
            },
        };
        match self.told.route {
            // "Oral tablets", "inhaler 2 puffs inhaled".
            None | Some(Route::Systemic) => self.told.route = Some(route),
            Some(before) if before == route => {}
            // "IV then PO": either.
            Some(_) => return false,
        }
        self.take(length)
    }

    fn filler(&mut self) -> bool {
        const FILLER: &[&str] = &[
            "of",
            "dose",
            "doses",
            "dosed",
            "at",
            "a",
            "an",
            "the",
            "take",
            "takes",
            "taking",
            "taken",
            "give",
            "inject",
            "inhale",
            "apply",
            "use",
            "swallow",
            "administer",
            "total",
            ",",
            "(",
            ")",
            "-",
            "–",
            ":",
            "=",
            "@",
            "hcl",
            "hydrochloride",
            "er",
            "xr",
            "sr",
            "xl",
            "dr",
            "ec",
            "ir",
            "cr",
            "la",
            "xt",
            "extended",
            "delayed",
            "immediate",
            "sustained",
            "release",
            "enteric",
            "coated",
            "sodium",
            "succinate",
            "tartrate",
            "acetate",
            "sulfate",
            "besylate",
            "calcium",
            "potassium",
            "maleate",
            "mesylate",
            "propionate",
            "daily",
            "dosage",
            "strength",
            "injection",
            "solution",
            "suspension",
            "with",
            "meals",
            "food",
            "breakfast",
            "dinner",
            "lunch",
            "ac",
            "pc",
            "current",
            "currently",
            "chronic",
        ];
        self.is_any(0, FILLER) && self.take(1)
    }
}

/// A unit of a dose that is counted by weight or surface of the body; empty where the tables of units here hold none.
fn by_weight(unit: &str, by: &str) -> &'static str {
    match (unit, by) {
        ("mg", "kg") => "mg/kg",
        ("ug", "kg") => "ug/kg",
        ("g", "kg") => "g/kg",
        ("[IU]", "kg") => "[IU]/kg",
        ("meq", "kg") => "meq/kg",
        ("mmol", "kg") => "mmol/kg",
        ("mL", "kg") => "mL/kg",
        ("mg", "m2") => "mg/m2",
        ("ug", "m2") => "ug/m2",
        ("g", "m2") => "g/m2",
        ("[IU]", "m2") => "[IU]/m2",
        _ => "",
    }
}

#[cfg(test)]
mod tests;
