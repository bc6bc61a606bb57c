//! How a mention is meant: ConText (Harkema et al., J Biomed Inform 2009; NegEx, Chapman et al. 2001) over `rules/cues.tsv`.
//!
//! A cue opens a scope that runs to the end of the sentence or to a terminator; lists after a negation stay negated, and `but`
//! ends it. Each sentence is swept once forward and once backward, so that the cost is linear however many mentions it holds.
//! What a section's heading says (family history, past history) is added to what the sentence says.

use std::ops::Range;
use std::sync::OnceLock;

use almoner_facts::{Assertion, Experiencer, Polarity, Temporality};
use almoner_terms::{ConceptKind, Terms};

use crate::SectionKind;
use crate::extract::{is_event, is_one_of};
use crate::phrases::{Found, Phrases};
use crate::token::{Kind, Token, tokens};

/// What a cue says; the first ten bits are also the states of the sweep.
mod bit {
    pub(super) const NEG: u64 = 1;
    pub(super) const POSS: u64 = 1 << 1;
    pub(super) const HYPO: u64 = 1 << 2;
    pub(super) const HIST: u64 = 1 << 3;
    pub(super) const FAM: u64 = 1 << 4;
    pub(super) const OTHER: u64 = 1 << 5;
    /// Adjectives ("possible", "prior") and plans, whose scope is what they stand before.
    pub(super) const NEAR_POSS: u64 = 1 << 6;
    pub(super) const NEAR_HIST: u64 = 1 << 7;
    pub(super) const PLAN: u64 = 1 << 8;
    /// "History of": past for an event, and no end for a disease that stays.
    pub(super) const PAST: u64 = 1 << 9;
    pub(super) const NEAR: u64 = NEAR_POSS | NEAR_HIST | PLAN | OTHER;
    pub(super) const ALL: u64 = (1 << 10) - 1;
    /// The same, acting backward up to a comma.
    pub(super) const POST_SHIFT: u32 = 10;
    /// Acting backward across commas.
    pub(super) const LIST_SHIFT: u32 = 20;
    /// Ending a forward scope.
    pub(super) const END_SHIFT: u32 = 30;
    pub(super) const WEAK: u64 = 1 << 40;
    pub(super) const NONE: u64 = 1 << 41;
    pub(super) const REPORT: u64 = 1 << 42;
    pub(super) const ANSWER: u64 = 1 << 43;
    pub(super) const JOIN: u64 = 1 << 44;
    /// A `post` cue of one word, which is an adjective of the next word unless the clause ends there.
    pub(super) const BARE: u64 = 1 << 45;
    pub(super) const AND: u64 = 1 << 46;
    /// Weak unless the list goes on to an `or`.
    pub(super) const ADJECTIVE: u64 = 1 << 47;
    /// Forward only where a clause opens with it.
    pub(super) const OPENS: u64 = 1 << 48;
    /// Makes a hypothesis of the name that stands right before it ("DVT prophylaxis").
    pub(super) const HEAD: u64 = 1 << 49;
}

/// The cues of one sentence, ready to be asked about any mention in it.
#[derive(Debug)]
pub struct Cues {
    /// From this byte on, forward cues say this.
    forward: Vec<(usize, u64)>,
    /// Up to this byte, backward cues say this; ascending.
    backward: Vec<(usize, u64)>,
    /// Where heads begin that make a hypothesis of the name right before them; ascending.
    heads: Vec<usize>,
}

/// The assertion of one mention in one sentence: [`Cues::find`] and [`Cues::assert`] together.
///
/// A disease that stays, and nothing else, in a sentence under no heading is an item of a list of what the patient has had.
#[must_use]
pub fn assert_mention(sentence: &str, mention: Range<usize>, section: Option<SectionKind>) -> Assertion {
    let is_item = section.is_none_or(|section| section == SectionKind::Other) && is_lasting_alone(sentence, &mention);
    let section = if is_item { Some(SectionKind::PastMedicalHistory) } else { section };
    Cues::find(sentence).assert(mention, section)
}

fn is_lasting_alone(sentence: &str, mention: &Range<usize>) -> bool {
    let is_bare = |text: Option<&str>| text.is_some_and(|text| !text.contains(char::is_alphanumeric));
    let terms = Terms::builtin();
    is_bare(sentence.get(..mention.start))
        && is_bare(sentence.get(mention.end..))
        && terms.mentions(sentence).iter().any(|found| {
            is_bare(sentence.get(..found.start))
                && is_bare(sentence.get(found.end..))
                && terms.concept(found.concept).is_some_and(|one| one.kind == ConceptKind::Condition && !is_event(one))
        })
}

impl Cues {
    /// Finds the cues of a sentence.
    #[must_use]
    pub fn find(sentence: &str) -> Self {
        Self::find_around(sentence, &[])
    }

    /// Finds the cues of a sentence outside the names that it holds (ascending, without overlap): the "not" of "not in labor
    /// force" denies nothing that follows.
    pub(crate) fn find_around(sentence: &str, names: &[Range<usize>]) -> Self {
        let tokens = tokens(sentence);
        let mut found = cue_phrases().find(sentence, &tokens);
        found.retain(|hit| {
            let last = hit.after.checked_sub(1).and_then(|last| tokens.get(last));
            let Some((first, last)) = tokens.get(hit.first).zip(last) else { return false };
            let after = names.partition_point(|name| name.start <= first.start);
            after.checked_sub(1).and_then(|at| names.get(at)).is_none_or(|name| last.end > name.end)
        });
        let steps = steps(sentence, &tokens, &found);
        let heads = found.iter().filter(|hit| hit.bits & bit::HEAD != 0).filter_map(|hit| tokens.get(hit.first));
        let heads = heads.map(|token| token.start).collect();
        Self { forward: sweep_forward(&steps), backward: sweep_backward(&steps), heads }
    }

    /// How a mention at these bytes is meant. Cues inside the mention belong to its name and say nothing.
    #[must_use]
    pub fn assert(&self, mention: Range<usize>, section: Option<SectionKind>) -> Assertion {
        assertion_of(self.state(mention), section)
    }

    /// How a mention of something that stays with the patient is meant, such as a chronic disease: "history of" and a
    /// heading of past history do not put it into the past, while "resolved" and "previous" do.
    pub(crate) fn assert_lasting(&self, mention: Range<usize>, section: Option<SectionKind>) -> Assertion {
        let past = matches!(section, Some(SectionKind::PastMedicalHistory | SectionKind::PastSurgicalHistory));
        assertion_of(self.state(mention) & !bit::PAST, section.filter(|_| !past))
    }

    fn state(&self, mention: Range<usize>) -> u64 {
        let before = self.forward.partition_point(|(at, _)| *at <= mention.start);
        let ahead = before.checked_sub(1).and_then(|last| self.forward.get(last)).map_or(0, |(_, bits)| *bits);
        let after = self.backward.partition_point(|(at, _)| *at < mention.end);
        let behind = self.backward.get(after).map_or(0, |(_, bits)| *bits);
        let next = self.heads.partition_point(|head| *head < mention.end);
        let is_headed = self.heads.get(next).is_some_and(|head| head - mention.end <= 1);
        let headed = if is_headed { bit::HYPO } else { 0 };
        ahead | behind | headed
    }
}

fn assertion_of(bits: u64, section: Option<SectionKind>) -> Assertion {
    let has = |bit: u64| bits & bit != 0;
    let polarity = if has(bit::NEG) {
        Polarity::Negated
    } else if has(bit::POSS | bit::NEAR_POSS) {
        Polarity::Possible
    } else {
        Polarity::Affirmed
    };
    let past = matches!(section, Some(SectionKind::PastMedicalHistory | SectionKind::PastSurgicalHistory));
    let temporality = if has(bit::HYPO | bit::PLAN) {
        Temporality::Hypothetical
    } else if has(bit::HIST | bit::NEAR_HIST | bit::PAST) || past {
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
    Cue(u64),
    Comma,
    /// `:`, which belongs to the cue that stands right before it.
    Colon,
    /// `;`, a free-standing dash, the number of a list item.
    Break,
    /// `(` and `)`: what is opened between them is closed with them.
    Open,
    Close,
}

/// Cues and the marks outside them, in order. Here a cue loses what its neighbourhood takes from it.
fn steps(text: &str, tokens: &[Token], found: &[Found]) -> Vec<Step> {
    let mut list = Vec::with_capacity(found.len() * 2);
    let mut from = 0;
    for (at, hit) in found.iter().enumerate() {
        list.extend((from..hit.first).filter_map(|at| mark_step(text, tokens, at)));
        let place = tokens.get(hit.first).zip(hit.after.checked_sub(1).and_then(|last| tokens.get(last)));
        if let Some((first, last)) = place {
            let what = What::Cue(bits_in_place(text, tokens, hit, found.get(at + 1..).unwrap_or_default()));
            list.push(Step { start: first.start, end: last.end, first: hit.first, after: hit.after, what });
        }
        from = hit.after;
    }
    list.extend((from..tokens.len()).filter_map(|at| mark_step(text, tokens, at)));
    list
}

fn mark_step(text: &str, tokens: &[Token], at: usize) -> Option<Step> {
    let token = tokens.get(at)?;
    let what = match token.kind {
        Kind::Mark(b',') => What::Comma,
        Kind::Mark(b':') => What::Colon,
        Kind::Mark(b';') => What::Break,
        // "2) hiatal hernia" begins an item of its own.
        Kind::Mark(b')') => {
            let number = at.checked_sub(1).and_then(|at| tokens.get(at))?;
            let opened = at.checked_sub(2).and_then(|at| tokens.get(at)).is_some_and(|mark| mark.kind == Kind::Mark(b'('));
            let digits = text.as_bytes().get(number.start..number.end)?;
            let is_item = !opened && digits.len() <= 2 && digits.iter().all(u8::is_ascii_digit);
            if is_item { What::Break } else { What::Close }
        }
        Kind::Mark(b'(') => What::Open,
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
fn bits_in_place(text: &str, tokens: &[Token], hit: &Found, later: &[Found]) -> u64 {
    let mut bits = hit.bits;
    if bits & bit::NONE != 0 {
        return 0;
    }
    let past_post = bit::PAST << bit::POST_SHIFT;
    if bits & (bit::OPENS | past_post) != 0 {
        let word_before = word_before(text, tokens, hit.first);
        if bits & bit::OPENS != 0 && word_before.is_some_and(|word| !is_one_of(word, &["and", "but", "or", "then"])) {
            bits &= !bit::ALL;
        }
        // What began in a year has not ended in it.
        if word_before.is_some_and(|word| is_one_of(word, BEGINS)) {
            bits &= !past_post;
        }
    }
    if bits & (bit::FAM | bit::OTHER) != 0 {
        let reports = later.iter().take_while(|next| next.first <= hit.after + 1).any(|next| next.bits & bit::REPORT != 0);
        if reports {
            bits &= !(bit::FAM | bit::OTHER);
        }
    }
    if bits & bit::ANSWER != 0 {
        let question = hit.first.checked_sub(1).and_then(|at| tokens.get(at));
        let asked = question.is_some_and(|mark| matches!(mark.kind, Kind::Mark(b':' | b'-' | b'=' | b'?')));
        let last = tokens.get(hit.after).is_none_or(|next| matches!(next.kind, Kind::Mark(b',' | b';' | b'.' | b')')));
        if asked && last {
            return bit::ANSWER | bit::NEG << bit::POST_SHIFT;
        }
        bits &= !bit::ANSWER;
    }
    if bits & bit::BARE != 0 {
        let goes_on = tokens.get(hit.after).is_some_and(|next| next.kind == Kind::Word);
        let cue_next = later.first().is_some_and(|next| next.first == hit.after);
        if goes_on && !cue_next {
            bits &= bit::ALL | bit::ALL << bit::END_SHIFT;
        }
    }
    bits
}

/// Words after which a time is that of a beginning.
const BEGINS: &[&str] =
    &["began", "begun", "started", "starting", "beginning", "onset", "since", "first", "noticed", "developed"];

/// The word right before a token, amounts apart; `None` where a clause begins.
fn word_before<'t>(text: &'t str, tokens: &[Token], first: usize) -> Option<&'t str> {
    const AMOUNTS: &[&str] = &[
        "a",
        "an",
        "about",
        "approximately",
        "around",
        "couple",
        "few",
        "many",
        "more",
        "nearly",
        "of",
        "one",
        "over",
        "several",
        "some",
        "than",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "twelve",
        "fifteen",
        "twenty",
        "thirty",
        "back",
    ];
    let before = tokens.get(..first).unwrap_or_default().iter().rev();
    let mut words = before.map(|token| text.get(token.start..token.end).filter(|_| token.kind == Kind::Word));
    words
        .find(|word| word.is_none_or(|word| !is_one_of(word, AMOUNTS) && !word.bytes().all(|byte| byte.is_ascii_digit())))
        .flatten()
}

/// What the cues say of what follows them: changes of the state, each from a byte on.
fn sweep_forward(steps: &[Step]) -> Vec<(usize, u64)> {
    let mut state = 0;
    // The token after the last comma, `and` or weak terminator that opened a clause; after the last cue.
    let (mut clause, mut cue) = (usize::MAX, usize::MAX);
    let mut outside = None;
    let mut changes = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let mut next = state;
        match step.what {
            What::Comma => {
                clause = step.after;
                next &= !bit::NEAR;
            }
            What::Colon if cue == step.first => cue = step.after,
            // "Mother - stroke".
            What::Break if cue == step.first => next &= bit::HYPO | bit::FAM,
            What::Open => outside = Some(state),
            What::Close => next = outside.take().unwrap_or(state),
            // A conditional outlives them: "Return for any of the following: fever; cough".
            What::Colon | What::Break => next &= bit::HYPO,
            What::Cue(bits) => {
                if bits & bit::JOIN != 0 {
                    clause = step.after;
                    if bits & bit::AND != 0 {
                        next &= !(bit::NEAR_HIST | bit::PLAN);
                    }
                } else if clause == step.first
                    && (bits & bit::WEAK != 0
                        || (bits & bit::ADJECTIVE != 0 && !goes_on_to_or(steps.get(at + 1..).unwrap_or_default())))
                {
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

/// Whether the clause has an `or` still to come: "no rubs, elevated neck veins or edema".
fn goes_on_to_or(later: &[Step]) -> bool {
    let clause = later.iter().take_while(|step| match step.what {
        What::Comma | What::Open | What::Close => true,
        What::Colon | What::Break => false,
        What::Cue(bits) => bits >> bit::END_SHIFT & bit::NEG == 0 && bits & bit::WEAK == 0,
    });
    clause.into_iter().any(|step| matches!(step.what, What::Cue(bits) if bits & bit::JOIN != 0 && bits & bit::AND == 0))
}

/// What the cues say of what stands before them: the state of everything that ends up to a byte, ascending.
fn sweep_backward(steps: &[Step]) -> Vec<(usize, u64)> {
    let (mut near, mut list) = (0, 0);
    // The token that the last answer begins with: the colon before it asks, and ends nothing.
    let mut answer = usize::MAX;
    let mut changes: Vec<(usize, u64)> = Vec::new();
    for step in steps.iter().rev() {
        let before = near | list;
        match step.what {
            What::Comma => near = 0,
            What::Open | What::Close => {}
            What::Colon | What::Break if step.after == answer => {}
            What::Colon | What::Break => (near, list) = (0, 0),
            What::Cue(bits) => {
                if bits & bit::ANSWER != 0 {
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
        add_times(&mut phrases);
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

/// Times that are told by numbers: "in 1998", "in May 2004", "in the 1990s", "in his 20s", "in her thirties", "at age 12".
fn add_times(phrases: &mut Phrases) {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    const TENS: [&str; 7] = ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties"];
    let past = bits_of("post-past") | bits_of("open-past");
    let mut add = |phrase: String| phrases.add(&phrase, past);
    for year in 1930..2100 {
        add(format!("in {year}"));
        for month in MONTHS {
            add(format!("in {month} {year}"));
            add(format!("in {} {year}", month.get(..3).unwrap_or(month)));
            add(format!("in {month} of {year}"));
        }
        if year % 10 == 0 {
            for when in ["", "early ", "mid ", "mid - ", "late "] {
                add(format!("in the {when}{year}s"));
            }
        }
    }
    for (ten, word) in (20..).step_by(10).zip(TENS) {
        for owner in ["his", "her", "their"] {
            for when in ["", "early ", "mid ", "mid - ", "late "] {
                add(format!("in {owner} {when}{ten}s"));
                add(format!("in {owner} {when}{ten}'s"));
                add(format!("in {owner} {when}{word}"));
            }
        }
    }
    for age in 1..80 {
        add(format!("at age {age}"));
        add(format!("at the age of {age}"));
        add(format!("when he was {age}"));
        add(format!("when she was {age}"));
    }
}

/// "Brought by her mother", "lives with his wife": present, not ill.
fn add_companion(phrases: &mut Phrases, relative: &str) {
    for preposition in ["by", "with", "to", "from", "per", "for"] {
        for owner in ["", "his ", "her ", "the ", "their ", "my "] {
            phrases.add(&format!("{preposition} {owner}{relative}"), bit::NONE);
        }
    }
}

fn bits_of(kind: &str) -> u64 {
    let one = |name: &str| match name {
        "neg" => bit::NEG,
        "poss" => bit::POSS,
        "hypo" => bit::HYPO,
        "hist" => bit::HIST,
        "fam" => bit::FAM,
        "other" => bit::OTHER,
        "plan" => bit::PLAN,
        "past" => bit::PAST,
        _ => 0,
    };
    match kind.split_once('-') {
        Some(("post", name)) => one(name) << bit::POST_SHIFT,
        Some(("list", name)) => one(name) << bit::LIST_SHIFT,
        Some(("open", name)) => one(name) | bit::OPENS,
        Some(("end", "poss")) => (bit::POSS | bit::NEAR_POSS) << bit::END_SHIFT,
        Some(("end", "hist")) => (bit::HIST | bit::NEAR_HIST | bit::PAST) << bit::END_SHIFT,
        Some(("end", "fam")) => (bit::FAM | bit::OTHER) << bit::END_SHIFT,
        Some(("end", name)) => one(name) << bit::END_SHIFT,
        Some(("answer", _)) => bit::ANSWER,
        Some(("bare", name)) => one(name) << bit::POST_SHIFT | bit::BARE,
        Some(("near", "poss")) => bit::NEAR_POSS,
        Some(("near", "hist")) => bit::NEAR_HIST,
        Some(("head", _)) => bit::HEAD,
        Some(_) => 0,
        None => match kind {
            "end" => bit::ALL << bit::END_SHIFT,
            "weak" => bit::WEAK,
            "none" => bit::NONE,
            "report" => bit::REPORT,
            "adjective" => bit::ADJECTIVE,
            "join" => bit::JOIN,
            "relative" => bit::FAM,
            "and" => bit::JOIN | bit::AND,
            name => one(name),
        },
    }
}

#[cfg(test)]
mod tests;
