//! Names of a part's people, by where they are common, and the many ways in which a name is written.
//!
//! The lists are written for this project. Some surnames are put together from a stem and an ending (`Ash` + `combe`,
//! `Petr` + `enko`), as such surnames are formed; no name of the held-out part stands in the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::Part;
use crate::rng::Rng;

/// A person's name in its parts.
#[derive(Clone, Debug)]
pub struct Name {
    /// Given name.
    pub given: String,
    /// Second given name.
    pub middle: Option<String>,
    /// Family name.
    pub family: String,
    /// What friends say.
    pub nick: Option<String>,
    /// `Jr.` and the like.
    pub suffix: Option<&'static str>,
    /// Whether she or he.
    pub female: bool,
    /// Where such names are common.
    pub origin: &'static str,
}

/// The names of one origin.
pub struct Origin {
    /// Such as `vietnamese`.
    pub name: &'static str,
    weight: u32,
    female: Vec<String>,
    male: Vec<String>,
    surnames: Vec<String>,
}

/// The names of a part.
pub struct Names {
    origins: Vec<Origin>,
    nicknames: BTreeMap<String, Vec<String>>,
}

/// The names of a part.
pub fn of(part: Part) -> &'static Names {
    static NAMES: [OnceLock<Names>; 4] = [const { OnceLock::new() }; 4];
    let [train, held_out, development, rest] = &NAMES;
    let of_train = || {
        let mut names = Names::empty();
        names.read(include_str!("../../data/names.txt"));
        names.read(include_str!("../../data/corpus/train/names.txt"));
        names.without(of(Part::HeldOut));
        for list in names.origins.iter_mut().flat_map(|origin| [&mut origin.female, &mut origin.male, &mut origin.surnames])
        {
            let (mut nth, all) = (0, list.len());
            list.retain(|_| {
                nth += 1;
                part.has(nth - 1, all)
            });
        }
        names
    };
    match part {
        Part::Train => train.get_or_init(of_train),
        Part::Development => development.get_or_init(of_train),
        Part::Rest => rest.get_or_init(of_train),
        Part::HeldOut => held_out.get_or_init(|| {
            let mut names = Names::empty();
            names.read(include_str!("../../data/corpus/held_out/names.txt"));
            names
        }),
    }
}

impl Names {
    fn empty() -> Self {
        Self { origins: Vec::new(), nicknames: BTreeMap::new() }
    }

    /// `[origin weight]`, then lines `f:`, `m:` given names, `s:` surnames (`_` for a space), `x:` stems and endings parted
    /// by `;`, `n:` nicknames as `given=nick,nick`.
    fn read(&mut self, text: &'static str) {
        let mut current = None;
        for line in text.lines() {
            if let Some(head) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                let (name, weight) = head.split_once(' ').unwrap_or((head, "1"));
                let at = self.origins.iter().position(|o| o.name == name).unwrap_or_else(|| {
                    let weight = weight.parse().unwrap_or(1);
                    let (female, male, surnames) = (Vec::new(), Vec::new(), Vec::new());
                    self.origins.push(Origin { name, weight, female, male, surnames });
                    self.origins.len() - 1
                });
                current = Some(at);
                continue;
            }
            let Some((kind, names)) = line.split_once(": ") else { continue };
            let Some(origin) = current.and_then(|at| self.origins.get_mut(at)) else { continue };
            let mut words = names.split(' ').filter(|w| !w.is_empty());
            match kind {
                "f" => origin.female.extend(words.map(spaced)),
                "m" => origin.male.extend(words.map(spaced)),
                "s" => origin.surnames.extend(words.map(spaced)),
                "x" => {
                    let (stems, ends) = names.split_once(';').unwrap_or((names, ""));
                    for stem in stems.split_whitespace() {
                        origin.surnames.extend(ends.split_whitespace().map(|end| spaced(&format!("{stem}{end}"))));
                    }
                }
                "n" => {
                    for (given, nicks) in words.by_ref().filter_map(|pair| pair.split_once('=')) {
                        let nicks = nicks.split(',').map(str::to_owned);
                        self.nicknames.entry(given.to_owned()).or_default().extend(nicks);
                    }
                }
                _ => {}
            }
        }
        for origin in &mut self.origins {
            for list in [&mut origin.female, &mut origin.male, &mut origin.surnames] {
                let mut seen = BTreeSet::new();
                list.retain(|name| seen.insert(name.to_lowercase()));
            }
        }
    }

    /// Takes away whatever another part uses.
    fn without(&mut self, other: &Self) {
        let taken: BTreeSet<String> = other.all().map(str::to_lowercase).collect();
        for nicks in self.nicknames.values_mut() {
            nicks.retain(|nick| !taken.contains(&nick.to_lowercase()));
        }
        for origin in &mut self.origins {
            for list in [&mut origin.female, &mut origin.male, &mut origin.surnames] {
                list.retain(|name| !taken.contains(&name.to_lowercase()));
            }
        }
    }

    /// Every given name, nickname and surname.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let lists = self.origins.iter().flat_map(|o| o.female.iter().chain(&o.male).chain(&o.surnames));
        lists.chain(self.nicknames.values().flatten()).map(String::as_str)
    }

    /// An origin, weighted.
    pub fn origin(&self, rng: &mut Rng) -> Option<&Origin> {
        let mut at = rng.below(self.origins.iter().map(|o| o.weight).sum());
        self.origins.iter().find(|origin| {
            let here = at < origin.weight;
            at = at.saturating_sub(origin.weight);
            here
        })
    }

    /// Somebody of an origin.
    pub fn person(&self, origin: Option<&Origin>, rng: &mut Rng) -> Name {
        let Some(origin) = origin else {
            return Name {
                given: "Ann".to_owned(),
                middle: None,
                family: "Smith".to_owned(),
                nick: None,
                suffix: None,
                female: true,
                origin: "english",
            };
        };
        let female = rng.chance(52);
        let list = if female { &origin.female } else { &origin.male };
        let one = |list: &[String], rng: &mut Rng| list.get(rng.index(list.len())).cloned().unwrap_or_default();
        let given = one(list, rng);
        let middle = rng.chance(55).then(|| one(list, rng)).filter(|m| *m != given);
        let mut family = one(&origin.surnames, rng);
        if rng.chance(6) && !family.contains(['-', ' ']) {
            let second = one(&origin.surnames, rng);
            if second != family {
                family = format!("{family}{}{second}", if rng.chance(70) { "-" } else { " " });
            }
        }
        let nick = self.nicknames.get(&given).and_then(|all| all.get(rng.index(all.len()))).cloned();
        let suffix = (!female && rng.chance(4)).then(|| rng.pick(&["Jr.", "Sr.", "III", "II", "Jr"]));
        Name { given, middle, family, nick, suffix, female, origin: origin.name }
    }
}

fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

impl Name {
    /// As a register has it: given, middle, family.
    pub fn official(&self) -> String {
        match &self.middle {
            Some(middle) => format!("{} {middle} {}", self.given, self.family),
            None => self.short(),
        }
    }

    /// Given and family name.
    pub fn short(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// `Family, Given M.` in one of its forms.
    pub fn reversed(&self, rng: &mut Rng) -> String {
        let middle = self.middle_initial();
        match (rng.below(6), middle) {
            (0, _) => format!("{},{}", self.family, self.given),
            (1, Some(m)) => format!("{}, {} {m}.", self.family, self.given),
            (2, Some(m)) => format!("{}, {} {m}", self.family, self.given),
            (3, _) => format!("{}, {}", self.family.to_uppercase(), self.given),
            (4, _) => format!("{}, {}", self.family.to_uppercase(), self.given.to_uppercase()),
            _ => format!("{}, {}", self.family, self.given),
        }
    }

    /// A full name in one of the ways in which people write it.
    pub fn full(&self, rng: &mut Rng) -> String {
        let (given, family) = (&self.given, &self.family);
        let initial = given.chars().next().unwrap_or('A');
        let middle = self.middle_initial();
        let base = match (rng.below(24), middle, &self.nick) {
            (0..=2, Some(m), _) => format!("{given} {m}. {family}"),
            (3, Some(m), _) => format!("{given} {m} {family}"),
            (4 | 5, Some(_), _) => self.official(),
            (6, Some(m), _) => format!("{initial}. {m}. {family}"),
            (7 | 8, _, _) => format!("{initial}. {family}"),
            (9, _, _) => format!("{initial} {family}"),
            (10, _, Some(nick)) => format!("{given} \"{nick}\" {family}"),
            (11, _, Some(nick)) => format!("{given} ({nick}) {family}"),
            (12, _, Some(nick)) => format!("{nick} {family}"),
            (13, _, _) if matches!(self.origin, "chinese" | "korean_japanese" | "vietnamese") => format!("{family} {given}"),
            (14, _, _) => format!("{} {}", given, family.to_uppercase()),
            _ => self.short(),
        };
        match self.suffix {
            Some(suffix) if rng.chance(60) => format!("{base} {suffix}"),
            _ => base,
        }
    }

    /// Initials, such as `JQR` or `J.R.`
    pub fn initials(&self, rng: &mut Rng) -> String {
        let first = |word: &str| word.chars().next().map(String::from).unwrap_or_default().to_uppercase();
        let mut all = vec![first(&self.given)];
        all.extend(self.middle.as_deref().map(first));
        all.push(first(&self.family));
        if rng.chance(40) { format!("{}.", all.join(".")) } else { all.concat() }
    }

    fn middle_initial(&self) -> Option<char> {
        self.middle.as_ref().and_then(|m| m.chars().next())
    }
}
