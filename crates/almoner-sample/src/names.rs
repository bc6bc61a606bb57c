//! Names of made-up people, from lists by origin.

use std::sync::OnceLock;

use crate::rng::Rng;

/// Surnames that are also clinical words. Every twelfth patient or so bears one, so that de-identification is tested
/// where a list of names is not enough.
pub const CLINICAL_SURNAMES: &[&str] = &[
    "Parkinson",
    "Wilson",
    "May",
    "Brown",
    "Hope",
    "Foley",
    "Hodgkin",
    "Down",
    "Bell",
    "Graves",
    "Addison",
    "Barrett",
    "Crohn",
    "Cushing",
    "Hashimoto",
    "Marsh",
    "Murphy",
    "Paget",
    "Turner",
    "Young",
    "Head",
    "Bone",
    "Little",
    "Short",
    "Stone",
    "Cross",
    "Payne",
    "White",
    "Gray",
    "Small",
    "Long",
    "Rich",
    "Batten",
    "Mayer",
    "Day",
    "March",
    "Tate",
    "Still",
    "Banks",
    "Hand",
    "Lung-Meyer",
    "Bright",
    "Pick",
    "Moon",
    "Heart",
    "Hurt",
    "Cobb",
    "Lee",
    "Raynaud",
    "Weber",
];

/// Given names that are also everyday or clinical words.
pub const EVERYDAY_GIVEN: &[&str] = &[
    "Hope", "Faith", "Grace", "May", "June", "April", "Joy", "Dawn", "Rose", "Iris", "Will", "Mark", "Grant", "Chase",
    "Dean",
];

/// The names of one origin.
#[derive(Default)]
pub struct Origin {
    /// The origin's name, as in `data/names.txt`.
    pub name: &'static str,
    weight: u32,
    female: Vec<&'static str>,
    male: Vec<&'static str>,
    surnames: Vec<String>,
}

impl Origin {
    /// A given name. `female` picks the list.
    pub fn given(&self, female: bool, rng: &mut Rng) -> String {
        let list = if female { &self.female } else { &self.male };
        rng.pick(list).to_owned()
    }

    /// A surname; one in twenty is double.
    pub fn surname(&self, rng: &mut Rng) -> String {
        let one = self.surnames.get(rng.index(self.surnames.len())).cloned().unwrap_or_default();
        if !rng.chance(5) || one.contains(['-', ' ']) {
            return one;
        }
        let two = self.surnames.get(rng.index(self.surnames.len())).cloned().unwrap_or_default();
        if one == two { one } else { format!("{one}-{two}") }
    }
}

/// One of the origins, weighted.
pub fn origin(rng: &mut Rng) -> &'static Origin {
    let all = origins();
    let total = all.iter().map(|o| o.weight).sum();
    let mut at = rng.below(total);
    for origin in all {
        if at < origin.weight {
            return origin;
        }
        at -= origin.weight;
    }
    fallback()
}

/// Every origin.
pub fn origins() -> &'static [Origin] {
    static ORIGINS: OnceLock<Vec<Origin>> = OnceLock::new();
    ORIGINS.get_or_init(|| parse(include_str!("../data/names.txt")))
}

fn fallback() -> &'static Origin {
    static FALLBACK: OnceLock<Origin> = OnceLock::new();
    FALLBACK.get_or_init(|| Origin {
        name: "english",
        weight: 1,
        female: vec!["Ann"],
        male: vec!["Tom"],
        surnames: vec!["Smith".to_owned()],
    })
}

fn parse(text: &'static str) -> Vec<Origin> {
    let mut origins: Vec<Origin> = Vec::new();
    for line in text.lines() {
        if let Some(head) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            let (name, weight) = head.split_once(' ').unwrap_or((head, "1"));
            origins.push(Origin { name, weight: weight.parse().unwrap_or(1), ..Origin::default() });
        } else if let (Some(origin), Some((kind, names))) = (origins.last_mut(), line.split_once(": ")) {
            match kind {
                "f" => origin.female.extend(names.split(' ')),
                "m" => origin.male.extend(names.split(' ')),
                _ => origin.surnames.extend(names.split(' ').map(|n| n.replace('_', " "))),
            }
        }
    }
    origins
}
