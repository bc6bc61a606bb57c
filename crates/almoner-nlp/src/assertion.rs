//! How a mention is meant: ConText (Harkema et al., J Biomed Inform 2009; NegEx, Chapman et al. 2001) over `rules/cues.tsv`.
//!
//! A cue opens a scope that runs to the end of the sentence or to a terminator; lists after a negation stay negated, and `but`
//! ends it. Each sentence is swept once forward and once backward, so that the cost is linear however many mentions it holds.
//! What a section's heading says (family history, past history) is added to what the sentence says.

use std::ops::Range;
use std::sync::OnceLock;

use almoner_facts::{Assertion, Experiencer, Polarity, Temporality};

use crate::SectionKind;
use crate::phrases::{Found, Phrases};
use crate::token::{Kind, Token, tokens};

/// What a cue says; also the states of the sweep.
mod bit {
    pub(super) const NEG: u32 = 1;
    pub(super) const POSS: u32 = 1 << 1;
    pub(super) const HYPO: u32 = 1 << 2;
    pub(super) const HIST: u32 = 1 << 3;
    pub(super) const FAM: u32 = 1 << 4;
    pub(super) const OTHER: u32 = 1 << 5;
    pub(super) const ALL: u32 = (1 << 6) - 1;
    /// The same six, acting backward up to a comma.
    pub(super) const POST_SHIFT: u32 = 6;
    /// Acting backward across commas.
    pub(super) const LIST_SHIFT: u32 = 12;
    /// Ending a forward scope.
    pub(super) const END_SHIFT: u32 = 18;
    pub(super) const WEAK: u32 = 1 << 24;
    pub(super) const NONE: u32 = 1 << 25;
    pub(super) const REPORT: u32 = 1 << 26;
    pub(super) const ANSWER_NEG: u32 = 1 << 27;
    pub(super) const JOIN: u32 = 1 << 28;
}

/// The cues of one sentence, ready to be asked about any mention in it.
#[derive(Debug)]
pub struct Cues {
    /// From this byte on, forward cues say this.
    forward: Vec<(usize, u32)>,
    /// Up to this byte, backward cues say this; ascending.
    backward: Vec<(usize, u32)>,
}

/// The assertion of one mention in one sentence: [`Cues::find`] and [`Cues::assert`] together.
#[must_use]
pub fn assert_mention(sentence: &str, mention: Range<usize>, section: Option<SectionKind>) -> Assertion {
    Cues::find(sentence).assert(mention, section)
}

impl Cues {
    /// Finds the cues of a sentence.
    #[must_use]
    pub fn find(sentence: &str) -> Self {
        Self::find_in(sentence, &tokens(sentence))
    }

    /// Finds the cues among the tokens of a sentence, which may be a part of a longer text.
    pub(crate) fn find_in(text: &str, tokens: &[Token]) -> Self {
        let found = cue_phrases().find(text, tokens);
        let steps = steps(tokens, &found);
        Self { forward: sweep_forward(&steps), backward: sweep_backward(&steps) }
    }

    /// How a mention at these bytes is meant. Cues inside the mention belong to its name and say nothing.
    #[must_use]
    pub fn assert(&self, mention: Range<usize>, section: Option<SectionKind>) -> Assertion {
        let before = self.forward.partition_point(|(at, _)| *at <= mention.start);
        let ahead = before.checked_sub(1).and_then(|last| self.forward.get(last)).map_or(0, |(_, bits)| *bits);
        let after = self.backward.partition_point(|(at, _)| *at < mention.end);
        let behind = self.backward.get(after).map_or(0, |(_, bits)| *bits);
        assertion_of(ahead | behind, section)
    }
}

fn assertion_of(bits: u32, section: Option<SectionKind>) -> Assertion {
    let has = |bit: u32| bits & bit != 0;
    let polarity = if has(bit::NEG) {
        Polarity::Negated
    } else if has(bit::POSS) {
        Polarity::Possible
    } else {
        Polarity::Affirmed
    };
    let past = matches!(section, Some(SectionKind::PastMedicalHistory | SectionKind::PastSurgicalHistory));
    let temporality = if has(bit::HYPO) {
        Temporality::Hypothetical
    } else if has(bit::HIST) || past {
        Temporality::Historical
    } else {
        Temporality::Current
    };
    let experiencer = if has(bit::FAM) || section == Some(SectionKind::FamilyHistory) {
        Experiencer::Family
    } else if has(bit::OTHER) {
        Experiencer::Other
    } else {
        Experiencer::Patient
    };
    Assertion { polarity, temporality, experiencer }
}

/// One thing on the way through a sentence, with the byte where it begins and the one where it ends.
struct Step {
    start: usize,
    end: usize,
    /// The token it begins with, and the one after it.
    first: usize,
    after: usize,
    what: What,
}

enum What {
    /// The bits of a cue.
    Cue(u32),
    Comma,
    /// `:`, which belongs to the cue that stands right before it.
    Colon,
    /// `;` or a free-standing dash.
    Break,
}

/// Cues and the marks outside them, in order. Here a cue loses what its neighbourhood takes from it.
fn steps(tokens: &[Token], found: &[Found]) -> Vec<Step> {
    let mut list = Vec::with_capacity(found.len() * 2);
    let mut from = 0;
    for (at, hit) in found.iter().enumerate() {
        list.extend((from..hit.first).filter_map(|at| mark_step(tokens, at)));
        let place = tokens.get(hit.first).zip(hit.after.checked_sub(1).and_then(|last| tokens.get(last)));
        if let Some((first, last)) = place {
            let what = What::Cue(bits_in_place(tokens, hit, found.get(at + 1..).unwrap_or_default()));
            list.push(Step { start: first.start, end: last.end, first: hit.first, after: hit.after, what });
        }
        from = hit.after;
    }
    list.extend((from..tokens.len()).filter_map(|at| mark_step(tokens, at)));
    list
}

fn mark_step(tokens: &[Token], at: usize) -> Option<Step> {
    let token = tokens.get(at)?;
    let what = match token.kind {
        Kind::Mark(b',') => What::Comma,
        Kind::Mark(b':') => What::Colon,
        Kind::Mark(b';') => What::Break,
        Kind::Mark(b'-') => {
            let left = at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|left| left.end == token.start);
            let right = tokens.get(at + 1).is_some_and(|right| right.start == token.end);
            if left || right {
                return None;
            }
            What::Break
        }
        _ => return None,
    };
    Some(Step { start: token.start, end: token.end, first: at, after: at + 1, what })
}

/// The bits of a cue where it stands: a relative who reports is the teller of the story, not the one who is ill, and an
/// answer ("smoking: none") is one only as the last word of its clause.
fn bits_in_place(tokens: &[Token], hit: &Found, later: &[Found]) -> u32 {
    let mut bits = hit.bits;
    if bits & bit::NONE != 0 {
        return 0;
    }
    if bits & bit::FAM != 0 {
        let reports = later.iter().take_while(|next| next.first <= hit.after + 1).any(|next| next.bits & bit::REPORT != 0);
        if reports {
            bits &= !bit::FAM;
        }
    }
    if bits & bit::ANSWER_NEG != 0 {
        let question = hit.first.checked_sub(1).and_then(|at| tokens.get(at));
        let asked = question.is_some_and(|mark| matches!(mark.kind, Kind::Mark(b':' | b'-' | b'=' | b'?')));
        let last = tokens.get(hit.after).is_none_or(|next| matches!(next.kind, Kind::Mark(b',' | b';' | b'.' | b')')));
        if asked && last {
            return bit::ANSWER_NEG | bit::NEG << bit::POST_SHIFT;
        }
        bits &= !bit::ANSWER_NEG;
    }
    bits
}

/// What the cues say of what follows them: changes of the state, each from a byte on.
fn sweep_forward(steps: &[Step]) -> Vec<(usize, u32)> {
    let mut state = 0;
    // The token after the last comma, `and` or weak terminator that opened a clause; after the last cue.
    let (mut clause, mut cue) = (usize::MAX, usize::MAX);
    let mut changes = Vec::new();
    for step in steps {
        let mut next = state;
        match step.what {
            What::Comma => clause = step.after,
            What::Colon if cue == step.first => cue = step.after,
            // A conditional outlives them: "Return for any of the following: fever; cough".
            What::Colon | What::Break => next &= bit::HYPO,
            What::Cue(bits) => {
                if bits & bit::JOIN != 0 {
                    clause = step.after;
                } else if bits & bit::WEAK != 0 && clause == step.first {
                    clause = step.after;
                    next &= !(bit::NEG | bit::POSS);
                }
                next &= !(bits >> bit::END_SHIFT & bit::ALL);
                next |= bits & bit::ALL;
                if bits & bit::ALL != 0 {
                    cue = step.after;
                }
            }
        }
        if next != state {
            state = next;
            changes.push((step.end, state));
        }
    }
    changes
}

/// What the cues say of what stands before them: the state of everything that ends up to a byte, ascending.
fn sweep_backward(steps: &[Step]) -> Vec<(usize, u32)> {
    let (mut near, mut list) = (0, 0);
    // The token that the last answer begins with: the colon before it asks, and ends nothing.
    let mut answer = usize::MAX;
    let mut changes: Vec<(usize, u32)> = Vec::new();
    for step in steps.iter().rev() {
        let before = near | list;
        match step.what {
            What::Comma => near = 0,
            What::Colon | What::Break if step.after == answer => {}
            What::Colon | What::Break => (near, list) = (0, 0),
            What::Cue(bits) => {
                if bits & bit::ANSWER_NEG != 0 {
                    answer = step.first;
                }
                if bits & (bit::JOIN | bit::ALL) != 0 {
                    near = 0;
                }
                if bits >> bit::END_SHIFT & bit::ALL == bit::ALL {
                    (near, list) = (0, 0);
                }
                near |= bits >> bit::POST_SHIFT & bit::ALL;
                list |= bits >> bit::LIST_SHIFT & bit::ALL;
            }
        }
        if near | list != before {
            changes.push((step.start, near | list));
        }
    }
    changes.reverse();
    changes
}

fn cue_phrases() -> &'static Phrases {
    static PHRASES: OnceLock<Phrases> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let mut phrases = Phrases::new();
        let rows = include_str!("../rules/cues.tsv").lines().filter(|line| !line.starts_with('#'));
        for (kind, list) in rows.filter_map(|row| row.split_once('\t')) {
            for phrase in list.split('|') {
                phrases.add(phrase, bits_of(kind));
                if kind == "relative" {
                    add_companion(&mut phrases, phrase);
                }
            }
        }
        phrases
    })
}

/// "Brought by her mother", "lives with his wife": present, not ill.
fn add_companion(phrases: &mut Phrases, relative: &str) {
    for preposition in ["by", "with", "to", "from", "per"] {
        for owner in ["", "his ", "her ", "the ", "their ", "my "] {
            phrases.add(&format!("{preposition} {owner}{relative}"), bit::NONE);
        }
    }
}

fn bits_of(kind: &str) -> u32 {
    let one = |name: &str| match name {
        "neg" => bit::NEG,
        "poss" => bit::POSS,
        "hypo" => bit::HYPO,
        "hist" => bit::HIST,
        "fam" => bit::FAM,
        "other" => bit::OTHER,
        _ => 0,
    };
    match kind.split_once('-') {
        Some(("post", name)) => one(name) << bit::POST_SHIFT,
        Some(("list", name)) => one(name) << bit::LIST_SHIFT,
        Some(("end", name)) => one(name) << bit::END_SHIFT,
        Some(("answer", _)) => bit::ANSWER_NEG,
        Some(_) => 0,
        None => match kind {
            "end" => bit::ALL << bit::END_SHIFT,
            "weak" => bit::WEAK,
            "none" => bit::NONE,
            "report" => bit::REPORT,
            "join" => bit::JOIN,
            "relative" => bit::FAM,
            name => one(name),
        },
    }
}

#[cfg(test)]
mod tests;
