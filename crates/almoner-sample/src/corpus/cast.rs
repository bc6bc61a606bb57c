//! Who and what occurs in a note: the patient with every number, relatives, providers, others, places.

use almoner_base::Date;
use serde_json::{Value, json};

use super::names::{self, Name};
use super::{Part, bank, ids};
use crate::rng::Rng;

/// The patient.
pub struct Patient {
    pub name: Name,
    pub maiden: String,
    pub birth: Date,
    pub age: u32,
    pub mrn: String,
    pub ssn: String,
    pub plan: String,
    pub account: String,
    pub license: String,
    pub plate: String,
    pub vin: String,
    pub serial: String,
    pub udi: String,
    pub biometric: String,
    pub photo: String,
    pub home: ids::Phone,
    pub cell: ids::Phone,
    pub work: ids::Phone,
    pub email: String,
    pub url: String,
    pub ip: String,
}

/// Somebody who cares for the patient.
pub struct Provider {
    pub name: Name,
    pub phone: ids::Phone,
    pub npi: String,
    pub dea: String,
    pub email: String,
}

/// A relative or friend.
pub struct Relative {
    pub name: Name,
    pub relation: &'static str,
    pub phone: ids::Phone,
    pub email: String,
}

/// Where something is.
pub struct Address {
    pub line: String,
    pub city: String,
    pub county: String,
    pub state: &'static str,
    pub state_name: &'static str,
    pub zip: String,
}

/// Everybody and every place of one note.
pub struct Cast {
    pub part: Part,
    pub today: Date,
    pub patient: Patient,
    pub relatives: Vec<Relative>,
    pub providers: Vec<Provider>,
    pub others: Vec<Name>,
    pub addresses: Vec<Address>,
    pub facilities: Vec<String>,
    pub employer: String,
    pub school: String,
    pub residence: String,
    pub pharmacy: String,
    pub practice: String,
    pub fax: ids::Phone,
}

struct State {
    code: &'static str,
    name: &'static str,
    zips: Vec<&'static str>,
    areas: Vec<&'static str>,
}

fn states() -> &'static [State] {
    static STATES: std::sync::OnceLock<Vec<State>> = std::sync::OnceLock::new();
    STATES.get_or_init(|| {
        include_str!("../../data/corpus/states.tsv")
            .lines()
            .filter_map(|line| {
                let mut fields = line.split('\t');
                let (code, name) = (fields.next()?, fields.next()?);
                let zips = fields.next()?.split(' ').collect();
                Some(State { code, name, zips, areas: fields.next()?.split(' ').collect() })
            })
            .collect()
    })
}

impl Address {
    fn new(part: Part, state: Option<&State>, rng: &mut Rng) -> Self {
        let bank = bank::of(part);
        let (code, name, zip3) = state
            .map_or(("OH", "Ohio", "441"), |s| (s.code, s.name, *s.zips.get(rng.index(s.zips.len())).unwrap_or(&"441")));
        let mut zip = format!("{zip3}{:02}", rng.range(1, 99));
        if rng.chance(12) {
            zip.push_str(&format!("-{:04}", rng.range(1, 9999)));
        }
        let line = fill(bank.line("street_form", rng), part, rng);
        Self {
            line,
            city: town(part, rng),
            county: format!("{} County", town(part, rng)),
            state: code,
            state_name: name,
            zip,
        }
    }
}

/// The name of a town: a stem and an ending.
fn town(part: Part, rng: &mut Rng) -> String {
    fill(bank::of(part).line("town", rng), part, rng)
}

/// Fills `%bank%`, `%n` (a house number), `%d` (a digit) and `%a` (a letter) of a place's pattern.
pub fn fill(pattern: &str, part: Part, rng: &mut Rng) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((plain, tail)) = rest.split_once('%') {
        out.push_str(plain);
        rest = match tail.chars().next() {
            Some('N') => {
                out.push_str(&rng.range(1, 4_900).to_string());
                tail.get(1..).unwrap_or_default()
            }
            Some('D') => {
                out.push_str(&rng.range(2, 29).to_string());
                tail.get(1..).unwrap_or_default()
            }
            Some('A') => {
                out.push_str(&rng.letters(1));
                tail.get(1..).unwrap_or_default()
            }
            _ => {
                let (name, after) = tail.split_once('%').unwrap_or((tail, ""));
                let inner = bank::of(part).line(name, rng);
                out.push_str(&fill(inner, part, rng));
                after
            }
        };
    }
    out.push_str(rest);
    out
}

impl Cast {
    /// Everybody of a note.
    pub fn new(part: Part, rng: &mut Rng) -> Self {
        let names = names::of(part);
        let state = states().get(rng.index(states().len()));
        let area = state.and_then(|s| s.areas.get(rng.index(s.areas.len()))).copied().unwrap_or("216");
        let origin = names.origin(rng);
        let name = names.person(origin, rng);
        let today = Date::from_days_since_1970(rng.range(15_700, 20_700));
        let age = match rng.below(100) {
            0..=11 => rng.range(90, 103),
            12..=21 => rng.range(1, 17),
            _ => rng.range(18, 89),
        };
        let birth = Date::from_days_since_1970(today.days_since_1970() - age * 365 - age / 4 - rng.range(1, 360));
        let mail = |name: &Name, rng: &mut Rng| {
            let local = |word: &str| word.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
            let (given, family) = (local(&name.given), local(&name.family));
            let stem = bank::of(part).line("host", rng);
            let host = ids::host(part, stem, rng);
            match rng.below(4) {
                0 => format!("{given}.{family}@{host}"),
                1 => format!("{}{family}{}@{host}", given.chars().next().unwrap_or('x'), rng.range(1, 99)),
                2 => format!("{family}_{given}@{host}"),
                _ => format!("{given}{}@{host}", rng.range(50, 99)),
            }
        };
        let relative = |rng: &mut Rng| {
            let same = rng.chance(65);
            let mut who = names.person(if same { origin } else { names.origin(rng) }, rng);
            if same && rng.chance(60) {
                who.family.clone_from(&name.family);
            }
            let relation = relation(who.female, age, rng);
            let email = mail(&who, rng);
            Relative { name: who, relation, phone: ids::Phone::new(area, rng), email }
        };
        let relatives = (0..3).map(|_| relative(rng)).collect();
        let provider = |rng: &mut Rng| {
            let name = names.person(names.origin(rng), rng);
            let email = mail(&name, rng);
            Provider { name, phone: ids::Phone::new(area, rng), npi: ids::npi(rng), dea: ids::dea(rng), email }
        };
        let providers = (0..5).map(|_| provider(rng)).collect();
        let others = (0..3).map(|_| names.person(names.origin(rng), rng)).collect();
        let place = |bank_name: &str, rng: &mut Rng| fill(bank::of(part).line(bank_name, rng), part, rng);
        let patient = Patient {
            maiden: names.person(origin, rng).family,
            birth,
            age: today.years_since(birth).max(0).unsigned_abs(),
            mrn: ids::mrn(part, rng),
            ssn: ids::ssn(rng),
            plan: ids::plan(part, rng),
            account: ids::account(part, rng),
            license: ids::license(part, rng),
            plate: ids::plate(part, rng),
            vin: ids::vin(rng),
            serial: ids::serial(part, rng),
            udi: ids::udi(rng),
            biometric: ids::biometric(part, rng),
            photo: ids::photo(part, &name.family, rng),
            home: ids::Phone::new(area, rng),
            cell: ids::Phone::new(area, rng),
            work: ids::Phone::new(area, rng),
            email: mail(&name, rng),
            url: {
                let stem = bank::of(part).line("host", rng);
                let host = ids::host(part, stem, rng);
                ids::url(part, &host, rng)
            },
            ip: ids::ip(rng),
            name,
        };
        let addresses = vec![
            Address::new(part, state, rng),
            Address::new(part, state, rng),
            Address::new(part, states().get(rng.index(states().len())), rng),
        ];
        Self {
            part,
            today,
            patient,
            relatives,
            providers,
            others,
            addresses,
            facilities: (0..3).map(|_| place("facility", rng)).collect(),
            employer: place("employer", rng),
            school: place("school", rng),
            residence: place("residence", rng),
            pharmacy: place("pharmacy", rng),
            practice: place("practice", rng),
            fax: ids::Phone::new(area, rng),
        }
    }

    /// What the patient's record says, in the form that `known` of `almoner deid text` takes.
    pub fn known(&self) -> Value {
        let patient = &self.patient;
        let mut names = vec![patient.name.official(), patient.maiden.clone()];
        names.extend(patient.name.nick.clone());
        let relatives: Vec<String> =
            self.relatives.iter().map(|r| r.name.short()).chain(self.others.iter().map(Name::short)).collect();
        let phones: Vec<String> = [&patient.home, &patient.cell, &patient.work]
            .into_iter()
            .chain(self.relatives.iter().map(|r| &r.phone))
            .chain(self.providers.iter().map(|p| &p.phone))
            .map(ids::Phone::plain)
            .collect();
        let emails = [&patient.email]
            .into_iter()
            .chain(self.relatives.iter().map(|r| &r.email))
            .chain(self.providers.iter().map(|p| &p.email));
        let addresses: Vec<String> =
            self.addresses.iter().map(|a| format!("{}, {}, {} {}", a.line, a.city, a.state, a.zip)).collect();
        let places: Vec<&String> = self.addresses.iter().flat_map(|a| [&a.city, &a.county]).collect();
        json!({
            "names": names,
            "relatives": relatives,
            "providers": self.providers.iter().map(|p| p.name.official()).collect::<Vec<_>>(),
            "mrns": [&patient.mrn],
            "ssns": [&patient.ssn],
            "phones": phones,
            "faxes": [self.fax.plain()],
            "emails": emails.collect::<Vec<_>>(),
            "addresses": addresses,
            "places": places,
            "organizations": self.facilities.iter().chain([&self.school, &self.residence, &self.pharmacy, &self.practice]).collect::<Vec<_>>(),
            "employers": [&self.employer],
            "dates": [patient.birth.to_string()],
            "ids": [
                &patient.plan, &patient.account, &patient.license, &patient.plate, &patient.vin, &patient.serial,
                &patient.udi, &patient.biometric, &patient.photo, &patient.url, &patient.ip,
            ],
        })
    }
}

fn relation(female: bool, age: i32, rng: &mut Rng) -> &'static str {
    match (female, age < 18) {
        (true, true) => rng.pick(&["mother", "mom", "aunt", "grandmother", "stepmother", "foster mother"]),
        (false, true) => rng.pick(&["father", "dad", "uncle", "grandfather", "stepfather"]),
        (true, false) => {
            rng.pick(&["wife", "daughter", "sister", "niece", "mother", "neighbor", "partner", "friend", "daughter-in-law"])
        }
        (false, false) => {
            rng.pick(&["husband", "son", "brother", "nephew", "partner", "friend", "father", "son-in-law", "roommate"])
        }
    }
}
