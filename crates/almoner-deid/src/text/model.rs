//! Layer 4: a trained tagger, a small neural network, for what the rules have left, and how it is trained.
//!
//! It looks at words that may be names and at numbers; their form, the lists they stand in and what stands around them are
//! its features, never an unlisted word itself, so that it learns how names are used and not which names there are. The
//! rules' findings beside a token are features; a tag that stands there from an earlier round gives the same features, so
//! that redacted text reads as it did. The clinical safe-list has the last word. Weights: `data/tagger.bin`, made by
//! `cargo xtask train deid`.

use almoner_nlp::tagger::{Network, Scratch, Tag};

use super::lexicon::{Announces, CLINICAL, FACILITY_WORD, LABEL, PERSON, PLACE, VOCABULARY};
use super::scan::Scan;
use super::token::{Case, Gap, Kind, word_hash};
use super::vocabulary::derived;
use crate::Category;

mod guard;
mod learn;
mod sight;

pub use learn::learn;
use sight::{MOST, OF_NAMES, Sight, Without};

/// Labels: none, name, place, date or age, number or code.
const LABELS: u8 = 5;
/// Rows of the network's table: twice as many found no more in text by other hands, half as many found less.
const ROW_BITS: u8 = 16;
/// Margins from which on a label counts for what stands beside something that counts.
const SURE_TO_GO_ON: i32 = 5;
const SURE_OF_A_WORD_TO_GO_ON: i32 = 20;
const SURE_OF_A_FIRST_WORD_TO_GO_ON: i32 = 60;
/// A name of the record counts unless the tagger is surer than this that something else is meant.
const KNOWN_ALL_THE_SAME: i32 = 400;
/// The same of a word that begins its sentence.
const KNOWN_FIRST_WORD_ALL_THE_SAME: i32 = 80;
const DETERMINERS: [u64; 12] = [
    word_hash("the"),
    word_hash("a"),
    word_hash("an"),
    word_hash("his"),
    word_hash("her"),
    word_hash("their"),
    word_hash("my"),
    word_hash("your"),
    word_hash("no"),
    word_hash("of"),
    word_hash("this"),
    word_hash("any"),
];
/// From here on an unlisted word is looked for in the rest of the record.
const SURE_TO_SPREAD: i32 = 120;

impl Scan<'_> {
    /// Claims what the tagger is sure of and the safe-list does not protect.
    pub fn tagged(&mut self, tagger: &Network) {
        let mut found: Vec<(Vec<usize>, u8, i32)> = Vec::new();
        let mut scratch = Scratch::default();
        let mut accepted: Vec<bool> = Vec::new();
        Sight::new(self, &[], false, None).sequences(|sight, items| {
            scratch.scores.clear();
            let mut features = [0; MOST];
            for at in items {
                let count = sight.features(*at, Without::default(), &mut features);
                scratch.scores.push(tagger.score(features.get(..count).unwrap_or_default()));
            }
            tagger.tag_scored(&mut scratch);
            if scratch.tags.iter().all(|tag| tag.label == 0) && !items.iter().any(|at| sight.scan.in_doubt(*at)) {
                return;
            }
            sight.scan.accept(items, &scratch.tags, &mut accepted);
            let mut last: Option<usize> = None;
            for ((at, tag), accepted) in items.iter().zip(&scratch.tags).zip(&accepted) {
                if !accepted {
                    last = None;
                    continue;
                }
                let tag = if sight.scan.in_doubt(*at) { &Tag { label: 1, ..*tag } } else { tag };
                match found.last_mut() {
                    Some((run, label, margin)) if last.is_some() && *label == tag.label => {
                        run.push(*at);
                        *margin = (*margin).max(tag.margin);
                    }
                    _ => found.push((vec![*at], tag.label, tag.margin)),
                }
                last = Some(*at);
            }
        });
        for (run, label, margin) in found {
            self.claim_tagged(&run, label - 1, margin);
        }
    }

    /// Which of the items of a sequence count: those that are sure enough, and those beside them.
    fn accept(&self, items: &[usize], tags: &[Tag], accepted: &mut Vec<bool>) {
        accepted.clear();
        // Groups of digits that single spaces part, such as "123 45 678", are one code.
        let same = |one: usize, two: usize| {
            let (Some(a), Some(b), Some(from), Some(to)) = (tags.get(one), tags.get(two), items.get(one), items.get(two))
            else {
                return false;
            };
            a.label == b.label && from + 1 == *to && self.t(*to).gap == Gap::Space
        };
        accepted.extend(items.iter().zip(tags).enumerate().map(|(nth, (at, tag))| {
            let grouped = same(nth, nth + 1) || nth > 0 && same(nth - 1, nth);
            let known = self.in_doubt(*at)
                && !self.names_a_disease(*at)
                && !self.determined(*at)
                && (tag.label == 1 || tag.margin < self.known_all_the_same(*at));
            if self.in_doubt(*at) {
                return known;
            }
            tag.label > 0 && tag.margin >= self.least(*at, tag.label, grouped)
        }));
        let goes_on = |from: usize, to: usize, accepted: &[bool]| {
            let (Some(one), Some(two), Some(at)) = (tags.get(from), tags.get(to), items.get(to)) else { return false };
            // Columns of a table are no one code.
            let columns = two.label == 4 && self.t(*at).is_number() && self.t(*at).gap >= Gap::Column;
            let columns =
                columns || two.label == 4 && items.get(from).is_some_and(|one| self.t((*one).max(*at)).gap >= Gap::Column);
            !columns
                && accepted.get(from) == Some(&true)
                && one.label == two.label
                && two.label > 0
                && two.margin >= self.least_to_go_on(*at)
                && !self.never(*at, two.label)
                && (self.t(*at).is_word() || !self.measured(*at, two.label - 1))
        };
        for to in 1..items.len() {
            let now = goes_on(to - 1, to, accepted);
            accepted.get_mut(to).into_iter().for_each(|slot| *slot |= now);
        }
        for to in (0..items.len().saturating_sub(1)).rev() {
            let now = goes_on(to + 1, to, accepted);
            accepted.get_mut(to).into_iter().for_each(|slot| *slot |= now);
        }
    }

    /// The margin from which on the tagger's other opinion of a word of the record's names counts: where capitals tell, one
    /// without, or with the capital of its sentence, is hardly a name.
    fn known_all_the_same(&self, at: usize) -> i32 {
        let token = self.t(at);
        let told = token.capital() && !self.begins(at);
        let listed = token.capital() && token.has(PERSON) && !token.has(CLINICAL);
        if told || token.shouted || self.lower_case || listed {
            KNOWN_ALL_THE_SAME
        } else if token.capital() {
            KNOWN_FIRST_WORD_ALL_THE_SAME
        } else {
            SURE_OF_A_WORD_TO_GO_ON
        }
    }

    /// "by the grace of", "his heart": a word in lower case behind an article or a possessive is no name.
    fn determined(&self, at: usize) -> bool {
        !self.t(at).capital() && at > 0 && self.t(at).gap == Gap::Space && DETERMINERS.contains(&self.before(at, 1).hash)
    }

    /// The margin from which on a token belongs to a name or place beside it.
    fn least_to_go_on(&self, at: usize) -> i32 {
        let token = self.t(at);
        let word = token.is_word()
            && token.len() > 1
            && !token.has(PERSON | PLACE)
            && (token.has(VOCABULARY | LABEL) || derived(self, at));
        if !word {
            SURE_TO_GO_ON
        } else if token.case == Case::Title && self.begins(at) && !token.has(FACILITY_WORD) {
            // "Attends Grace Church": a sentence's first word has its capital from there.
            SURE_OF_A_FIRST_WORD_TO_GO_ON
        } else if token.case == Case::Title || token.has(OF_NAMES) {
            SURE_TO_GO_ON
        } else {
            SURE_OF_A_WORD_TO_GO_ON
        }
    }

    fn claim_tagged(&mut self, run: &[usize], kind: u8, margin: i32) {
        let (Some(first), Some(last)) = (run.first().copied(), run.last().copied()) else { return };
        match kind {
            0 => {
                // A comma may part two people, a conjunction does.
                let mut from = first;
                for pair in run.windows(2) {
                    let [one, two] = pair else { continue };
                    let parted =
                        (one + 1..*two).any(|at| self.t(at).is_word() || self.mark(at, b'/') || self.mark(at, b'&'));
                    if parted {
                        self.claim_person(from, one + 1, margin);
                        from = *two;
                    }
                }
                self.claim_person(from, last + 1, margin);
            }
            1 => {
                let the = first > 0
                    && self.t(first).gap == Gap::Space
                    && self.is(first - 1, word_hash("the"))
                    && self.t(first - 1).case == Case::Title
                    && !self.begins(first - 1);
                self.claim(if the { first - 1 } else { first }, last + 1, Category::Geo);
            }
            2 => {
                let aged = run.len() == 1 && self.value(first).is_some_and(|value| (90..=125).contains(&value));
                self.claim(first, last + 1, if aged { Category::AgeOver89 } else { Category::Date });
            }
            _ => {
                let (from, end) = (self.glued_from(first), self.glued_to(last + 1));
                let category = self.announced_category(from);
                self.claim(from, end, category);
            }
        }
    }

    fn claim_person(&mut self, from: usize, end: usize, margin: i32) {
        if margin >= SURE_TO_SPREAD {
            self.claim_name(from, end);
        } else {
            self.claim(from, end, Category::Name);
        }
    }

    /// What the label nearest before `at` announces.
    fn announced_category(&self, at: usize) -> Category {
        let label = self.labels.partition_point(|(label, ..)| *label < at).checked_sub(1).and_then(|n| self.labels.get(n));
        match label {
            Some((_, Announces::Code(category), from, _)) if at < from + 8 => *category,
            _ => Category::OtherId,
        }
    }

    /// The first of the tokens glued before `at` that belong to a code.
    fn glued_from(&self, at: usize) -> usize {
        let mut from = at;
        while from > 0 && at - from < 12 && self.glued(from) && self.free(from - 1) {
            let token = self.t(from - 1);
            let joins = matches!(token.kind, Kind::Word | Kind::Number)
                || token.kind == Kind::Mark
                    && matches!(token.mark, b'-' | b'_' | b'/' | b'.' | b':' | b'*' | b'#')
                    && self.glued(from - 1)
                    && self.free(from.saturating_sub(2))
                    && matches!(self.before(from, 2).kind, Kind::Word | Kind::Number);
            if !joins {
                break;
            }
            from -= 1;
        }
        while from < at && self.t(from).kind == Kind::Mark {
            from += 1;
        }
        from
    }

    /// One past the last of the tokens glued after `end` that belong to a code.
    fn glued_to(&self, mut end: usize) -> usize {
        let stop = end + 12;
        while end < stop && self.glued(end) && self.free(end) {
            let token = self.t(end);
            let joins = matches!(token.kind, Kind::Word | Kind::Number)
                || token.kind == Kind::Mark
                    && matches!(token.mark, b'-' | b'_' | b'/' | b'.' | b':' | b'*' | b'#')
                    && self.glued(end + 1)
                    && self.free(end + 1)
                    && matches!(self.t(end + 1).kind, Kind::Word | Kind::Number);
            if !joins {
                break;
            }
            end += 1;
        }
        end
    }
}
