//! Templates and fragments of a part, read from the files compiled in.
//!
//! `notes.txt` and `*_notes.txt` hold whole templates under `=== type`; the other files and the shared `clinical.txt` hold fragments,
//! one a line, under `=== bank`; `\n` stands for a line break, `\t` for a tabulator.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Part;
use crate::rng::Rng;

/// What a part is written from.
pub struct Bank {
    part: Part,
    notes: Vec<(&'static str, Vec<String>)>,
    lines: BTreeMap<&'static str, Vec<String>>,
}

/// The bank of a part.
pub fn of(part: Part) -> &'static Bank {
    static BANKS: [OnceLock<Bank>; 4] = [const { OnceLock::new() }; 4];
    const CLINICAL: &str = include_str!("../../data/corpus/clinical.txt");
    let [train, held_out, development, rest] = &BANKS;
    let of_train = || {
        let lines = [
            include_str!("../../data/corpus/train/lines.txt"),
            include_str!("../../data/corpus/train/fields.txt"),
            include_str!("../../data/corpus/train/talk.txt"),
            include_str!("../../data/corpus/train/hard.txt"),
            include_str!("../../data/corpus/train/prose.txt"),
            include_str!("../../data/corpus/train/voices.txt"),
            include_str!("../../data/corpus/train/acts.txt"),
            include_str!("../../data/corpus/train/ward.txt"),
            include_str!("../../data/corpus/train/clinic.txt"),
            include_str!("../../data/corpus/train/lab.txt"),
            include_str!("../../data/corpus/train/places.txt"),
        ];
        let notes = [
            include_str!("../../data/corpus/train/notes.txt"),
            include_str!("../../data/corpus/train/ward_notes.txt"),
            include_str!("../../data/corpus/train/clinic_notes.txt"),
            include_str!("../../data/corpus/train/lab_notes.txt"),
        ];
        Bank::parse(part, &notes, CLINICAL, &lines)
    };
    match part {
        Part::Train => train.get_or_init(of_train),
        Part::Development => development.get_or_init(of_train),
        Part::Rest => rest.get_or_init(of_train),
        Part::HeldOut => held_out.get_or_init(|| {
            let lines = [
                include_str!("../../data/corpus/held_out/lines.txt"),
                include_str!("../../data/corpus/held_out/places.txt"),
            ];
            Bank::parse(part, &[include_str!("../../data/corpus/held_out/notes.txt")], CLINICAL, &lines)
        }),
    }
}

impl Bank {
    fn parse(part: Part, notes: &[&'static str], clinical: &'static str, lines: &[&'static str]) -> Self {
        let mut bank = Self { part, notes: Vec::new(), lines: BTreeMap::new() };
        let notes = || notes.iter().copied().flat_map(blocks);
        let all = notes().count();
        for (_, (note_type, body)) in notes().enumerate().filter(|(nth, _)| part.has(*nth, all)) {
            let body = body.trim_matches('\n').replace("\\n", "\n").replace("\\t", "\t");
            match bank.notes.iter_mut().find(|(name, _)| *name == note_type) {
                Some((_, templates)) => templates.push(body),
                None => bank.notes.push((note_type, vec![body])),
            }
        }
        let fragment = |line: &str| line.replace("\\n", "\n").replace("\\t", "\t");
        for (name, body) in blocks(clinical) {
            bank.lines.entry(name).or_default().extend(body.lines().filter(|line| !line.is_empty()).map(fragment));
        }
        for (name, body) in lines.iter().copied().flat_map(blocks) {
            let all: Vec<&str> = body.lines().filter(|line| !line.is_empty()).collect();
            let own = all.iter().enumerate().filter(|(nth, _)| part.has(*nth, all.len())).map(|(_, line)| fragment(line));
            bank.lines.entry(name).or_default().extend(own);
        }
        bank
    }

    /// The types of notes, sorted.
    pub fn types(&self) -> Vec<&'static str> {
        let mut types: Vec<_> = self.notes.iter().map(|(name, _)| *name).collect();
        types.sort_unstable();
        types
    }

    /// A type and one of its templates: to measure on, every type is as likely as another; to learn from, every template, since
    /// many types have one alone.
    pub fn note(&self, rng: &mut Rng) -> (&'static str, &str) {
        if self.part == Part::HeldOut {
            let Some((name, templates)) = self.notes.get(rng.index(self.notes.len())) else { return ("", "") };
            return (name, templates.get(rng.index(templates.len())).map_or("", String::as_str));
        }
        let all: usize = self.notes.iter().map(|(_, templates)| templates.len()).sum();
        let nth = rng.index(all);
        let mut each = self.notes.iter().flat_map(|(name, templates)| templates.iter().map(|text| (*name, text.as_str())));
        each.nth(nth).unwrap_or(("", ""))
    }

    /// A fragment of a bank; nothing where there is no such bank.
    pub fn line(&self, name: &str, rng: &mut Rng) -> &str {
        let Some(lines) = self.lines.get(name) else { return "" };
        lines.get(rng.index(lines.len())).map_or("", String::as_str)
    }

    /// `count` different fragments of a bank, in random order; fewer where it has fewer.
    pub fn several(&self, name: &str, count: usize, rng: &mut Rng) -> Vec<&str> {
        let Some(lines) = self.lines.get(name) else { return Vec::new() };
        let mut left: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mut out = Vec::new();
        while out.len() < count && !left.is_empty() {
            out.push(left.swap_remove(rng.index(left.len())));
        }
        out
    }

    /// Every template and fragment, for tests.
    #[cfg(test)]
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let notes = self.notes.iter().flat_map(|(name, all)| all.iter().map(|t| (*name, t.as_str())));
        notes.chain(self.lines.iter().flat_map(|(name, all)| all.iter().map(|t| (*name, t.as_str()))))
    }

    /// Whether fragments of that name exist, for tests.
    #[cfg(test)]
    pub fn has(&self, name: &str) -> bool {
        self.lines.contains_key(name)
    }
}

/// The blocks of a file: name, and what follows up to the next. Lines before the first are remarks.
fn blocks(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let text = text.split_once("=== ").map_or("", |(_, rest)| rest);
    text.split("\n=== ").map(|block| {
        let (name, body) = block.split_once('\n').unwrap_or((block, ""));
        (name.trim(), body)
    })
}
