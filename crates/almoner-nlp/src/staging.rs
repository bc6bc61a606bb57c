//! Stages of cancers in text: `stage IIIB or IV`, `FIGO IIIC1`, `pT2N1M0`, `Rai stage II or higher`, as concepts of the tables.
//!
//! Lists and ranges are read as the stages that they cover, by the order of the tables' numbers. AJCC (Cancer Staging Manual, 8th
//! edition), UICC, FIGO and Ann Arbor groups are one system; the letters before a category (c, p) do not part clinical from
//! pathologic ones. What is staged after treatment (`yp`) or at recurrence (`r`) is not read, nor a category that is not assessed (X).
//! `Stage 3` alone may be of anything; [`Staging::is_of_cancer`] says by the diseases around it.

use std::ops::Range;

use almoner_base::ConceptId;
use almoner_terms::Terms;

/// A stage, or several that a list or a range covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staging {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// One of each is meant: `T1-2 N0` is one of T1 and T2, and N0.
    pub all_of: Vec<Vec<ConceptId>>,
    /// Whether the words are those of cancers alone.
    certain: bool,
    /// Whether it is no more than a word and a plain number, such as `stage 3`.
    bare: bool,
}

impl Staging {
    /// Whether it is the stage of a cancer, by the diseases that the same sentence names and where they stand.
    #[must_use]
    pub fn is_of_cancer(&self, terms: &Terms, diseases: impl Iterator<Item = (Range<usize>, ConceptId)>) -> bool {
        if self.certain {
            return true;
        }
        let distance = |range: &Range<usize>| {
            if range.start >= self.range.end {
                range.start - self.range.end
            } else {
                self.range.start.saturating_sub(range.end)
            }
        };
        let nearest = diseases.min_by_key(|(range, _)| distance(range));
        let malignancy = terms.by_key("malignancy");
        match nearest {
            Some((_, disease)) => malignancy.is_some_and(|malignancy| terms.is_a(disease, malignancy)),
            None => !self.bare,
        }
    }
}

/// The stages that a text names, from left to right.
#[must_use]
pub fn stagings(terms: &Terms, text: &str) -> Vec<Staging> {
    if !may_name_a_stage(text.as_bytes()) {
        return Vec::new();
    }
    let scan = Scan { terms, text, tokens: tokens(text) };
    let (mut found, mut at) = (Vec::new(), 0);
    while at < scan.tokens.len() {
        match scan.read(at) {
            Some((staging, next)) => {
                at = next.max(at + 1);
                found.push(staging);
            }
            None => at += 1,
        }
    }
    found
}

/// A look at the bytes that spares most sentences the rest: one of these stands in whatever is read.
fn may_name_a_stage(bytes: &[u8]) -> bool {
    bytes.iter().enumerate().any(|(at, byte)| {
        let begins =
            |word: &str| bytes.get(at..at + word.len()).is_some_and(|some| some.eq_ignore_ascii_case(word.as_bytes()));
        let whole = || !at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii_alphanumeric);
        match byte {
            b's' | b'S' => begins("stag"),
            b'f' | b'F' => begins("figo"),
            b'u' | b'U' => begins("uicc"),
            b'a' | b'A' => begins("ajcc") || begins("arbor"),
            b'j' | b'J' => begins("joint"),
            b'b' | b'B' => begins("binet") || begins("bclc") || begins("barcelona"),
            b'd' | b'D' => begins("durie") || begins("duke"),
            b'r' | b'R' => begins("rai") && whole(),
            b'i' | b'I' => begins("inss") || begins("iss") && whole(),
            b't' if begins("tnm") => true,
            b'T' | b'N' | b'M' => begins("tnm") || matches!(bytes.get(at + 1), Some(b'0'..=b'4' | b'i' | b'a' | b'+')),
            _ => false,
        }
    })
}

/// The stage of a system that a coded answer's text names: `IIIA`, `c3A`, `Stage 3A (qualifier value)`, `cT2`.
#[must_use]
pub fn stage_answer(terms: &Terms, system: ConceptId, text: &str) -> Option<ConceptId> {
    let key = &terms.concept(system)?.key;
    let scan = Scan { terms, text, tokens: tokens(text) };
    let category = key.strip_suffix("-category");
    (0..scan.tokens.len()).find_map(|at| {
        let word = scan.word(at);
        let word = word.strip_prefix(['c', 'p']).unwrap_or(word);
        let word = match category {
            Some(letter) => {
                word.strip_prefix(|c: char| c.is_ascii_uppercase() && letter.starts_with(c.to_ascii_lowercase()))?
            }
            None => word,
        };
        scan.step(key, word)
    })
}

struct Scan<'t> {
    terms: &'t Terms,
    text: &'t str,
    tokens: Vec<Range<usize>>,
}

/// Words, and signs one by one.
pub(crate) fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let mut word: Option<usize> = None;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() {
            word.get_or_insert(at);
            continue;
        }
        tokens.extend(word.take().map(|start| start..at));
        if !c.is_whitespace() {
            tokens.push(at..at + c.len_utf8());
        }
    }
    tokens.extend(word.map(|start| start..text.len()));
    tokens
}

/// Names of staging systems: their words, the system's key, and whether stages may follow without the word "stage".
const SYSTEMS: &[(&[&str], &str, bool)] = &[
    (&["figo"], "cancer-stage", true),
    (&["ajcc"], "cancer-stage", true),
    (&["uicc"], "cancer-stage", true),
    (&["tnm"], "cancer-stage", true),
    (&["ann", "arbor"], "cancer-stage", true),
    (&["american", "joint", "committee", "on", "cancer"], "cancer-stage", true),
    (&["american", "joint", "commission", "on", "cancer"], "cancer-stage", true),
    (&["modified", "rai"], "rai-stage", true),
    (&["rai"], "rai-stage", true),
    (&["binet"], "binet-stage", true),
    (&["revised", "international", "staging", "system"], "riss-stage", true),
    (&["revised", "iss"], "riss-stage", false),
    (&["r", "-", "iss"], "riss-stage", false),
    (&["international", "staging", "system"], "iss-stage", true),
    (&["iss"], "iss-stage", false),
    (&["durie", "-", "salmon"], "durie-salmon-stage", true),
    (&["durie", "salmon"], "durie-salmon-stage", true),
    (&["durie", "and", "salmon"], "durie-salmon-stage", true),
    (&["barcelona", "clinic", "liver", "cancer"], "bclc-stage", false),
    (&["bclc"], "bclc-stage", true),
    (&["duke", "'", "s"], "dukes-stage", true),
    (&["dukes"], "dukes-stage", true),
    (&["inss"], "inss-stage", true),
    (&["international", "neuroblastoma", "staging", "system"], "inss-stage", true),
];

/// Words before "stage" that say how it was found, and leave open of what it is.
const HOW: &[&str] = &["clinical", "pathologic", "pathological", "surgical", "anatomic", "prognostic"];

/// Words right before "stage" that make it the stage of something else.
const OTHERS: &[&str] = &[
    "nyha",
    "association",
    "yahr",
    "hurley",
    "tanner",
    "gold",
    "akin",
    "kdigo",
    "ckd",
    "kdoqi",
    "disease",
    "who",
    "cdc",
    "metavir",
    "ishak",
    "fibrosis",
    "okuda",
    "sleep",
    "escalation",
    "expansion",
    "study",
    "trial",
    "hypertension",
    "ulcer",
    "ulcers",
    "lymphedema",
];

/// Which side of a stage is meant too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    From,
    Above,
    To,
    Below,
}

/// Stages from one to another, by the numbers of the tables.
type Stretch = (ConceptId, ConceptId);

impl<'t> Scan<'t> {
    fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).and_then(|range| self.text.get(range.clone())).unwrap_or_default()
    }

    fn is(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.word(at).eq_ignore_ascii_case(word))
    }

    /// How many tokens at a place spell the words.
    fn spells(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().enumerate().all(|(ahead, word)| self.word(at + ahead).eq_ignore_ascii_case(word)).then_some(words.len())
    }

    fn range(&self, from: usize, to: usize) -> Option<Range<usize>> {
        Some(self.tokens.get(from)?.start..self.tokens.get(to.checked_sub(1)?)?.end)
    }

    fn read(&self, at: usize) -> Option<(Staging, usize)> {
        if let Some(found) = self.extent(at).or_else(|| self.categories(at, at)) {
            return Some(found);
        }
        for (words, system, alone) in SYSTEMS {
            if let Some(length) = self.spells(at, words) {
                return self.named(at, at + length, system, *alone);
            }
        }
        if self.is(at, &["stage", "stages", "staged"]) {
            let other = at.checked_sub(1).is_some_and(|before| self.is(before, OTHERS));
            return if other { None } else { self.staged(at, at) };
        }
        let mut stage = at;
        while self.is(stage, HOW) || stage > at && self.is(stage, &["or", "and", "/"]) {
            stage += 1;
        }
        let counts = stage > at && stage <= at + 3 && self.is(stage, &["stage", "stages"]);
        if counts { self.staged(at, stage) } else { None }
    }

    /// `Limited-stage`, `limited or extensive stage`.
    fn extent(&self, at: usize) -> Option<(Staging, usize)> {
        let (mut any_of, mut next) = (Vec::new(), at);
        loop {
            let key = ["limited", "extensive"].into_iter().find(|key| self.word(next).eq_ignore_ascii_case(key))?;
            any_of.push(self.terms.by_key(&format!("sclc-stage-{key}"))?);
            next += 1;
            next += usize::from(self.is(next, &["-"]));
            let staged = self.is(next, &["stage", "stages"]);
            next += usize::from(staged);
            let joined = self.is(next, &["or", "and", "/"]) && self.is(next + 1, &["limited", "extensive"]);
            if !joined {
                return staged.then_some((
                    Staging { range: self.range(at, next)?, all_of: vec![any_of], certain: false, bare: false },
                    next,
                ));
            }
            next += 1;
        }
    }

    /// After the name of a system, from `at` on.
    fn named(&self, start: usize, at: usize, system: &str, alone: bool) -> Option<(Staging, usize)> {
        let (mut next, mut said) = (at, alone);
        while next < at + 10
            && (self.is(
                next,
                &[
                    "(",
                    ")",
                    "8th",
                    "7th",
                    "6th",
                    "edition",
                    "ed",
                    "v",
                    ".",
                    "version",
                    "classification",
                    "system",
                    "group",
                    "clinical",
                    "pathologic",
                    "pathological",
                    "stage",
                    "stages",
                    "staging",
                    "staged",
                    "class",
                    "'",
                    "of",
                    "is",
                    ":",
                    "bclc",
                    "iss",
                    "inss",
                ],
            ) || next > at && matches!(self.word(next), "7" | "8") && self.is(next - 1, &["v", "version", "."]))
        {
            said |= self.is(next, &["stage", "stages", "staged"]);
            next += 1;
        }
        if system == "cancer-stage"
            && let Some((staging, end)) = self.categories(start, next)
        {
            return Some((staging, end));
        }
        // "(BCLC stage B)" has its stage inside, "BCLC (stage B)" too; a bracket in between is passed over.
        let (end, any_of, bare) = self.steps(system, next).filter(|_| said)?;
        if bare && !(start..next).any(|at| self.is(at, &["stage", "stages", "staged"])) && system != "inss-stage" {
            return None;
        }
        Some((Staging { range: self.range(start, end)?, all_of: vec![any_of], certain: true, bare: false }, end))
    }

    /// From the word "stage" at `at` on.
    fn staged(&self, start: usize, at: usize) -> Option<(Staging, usize)> {
        let mut next = at + 1;
        while next < at + 4 && self.is(next, &[":", "=", "is", "of", "group", "-", "at", "disease", "as"]) {
            next += 1;
        }
        if let Some(found) = self.categories(start, next) {
            return Some(found);
        }
        if let Some((words, system, _)) = SYSTEMS.iter().find(|(words, ..)| self.spells(next, words).is_some()) {
            return self.named(start, next + words.len(), system, true);
        }
        let (end, any_of, bare) = self.steps("cancer-stage", next)?;
        // "Stage I:" heads a part of a study.
        if self.is(end, &[":"]) {
            return None;
        }
        // "Stage III (AJCC, 8th edition)", "stage II FIGO".
        let after = end + usize::from(self.is(end, &["(", "by", "per", "according"]));
        let certain =
            ["figo", "ajcc", "uicc", "tnm"].iter().any(|system| (after..after + 3).any(|at| self.is(at, &[system])));
        Some((Staging { range: self.range(start, end)?, all_of: vec![any_of], certain, bare }, end))
    }

    /// A list of stages of a system at a place, with the sides that are meant too; and whether the numbers are Arabic without a letter.
    fn steps(&self, system: &str, at: usize) -> Option<(usize, Vec<ConceptId>, bool)> {
        let before = self.comparison_before(at);
        let (before, at) = match before {
            Some(side) => (Some(side), at),
            None => self.comparison(at).map_or((None, at), |(side, next)| (Some(side), next)),
        };
        let first = self.word(at);
        let step = self.step(system, first)?;
        // "Stage 0-III": nothing is no numeral of its own.
        let is_roman = |word: &str| word.starts_with(|c: char| !c.is_ascii_digit());
        let mut style = (first != "0").then(|| is_roman(first));
        let roman = is_roman(first);
        let mut lettered = has_letter(first);
        let mut bare = !roman && !lettered;
        let mut stretches: Vec<Stretch> = vec![(step, step)];
        let (mut end, mut numeral) = (at + 1, first);
        while let Some((joint, next)) = self.joint(end) {
            let word = self.word(next);
            let is_like = style.is_none_or(|roman| is_roman(word) == roman);
            let letter = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase());
            let (found, whole) = match self.step(system, word).filter(|_| is_like) {
                Some(found) => (Some(found), true),
                None if letter && (lettered || joint == Joint::To) => {
                    (self.step(system, &format!("{}{word}", number_of(numeral))), false)
                }
                None => (None, false),
            };
            let Some(found) = found else {
                // A range of which one end is not read is no stage at all.
                let numeral = word.starts_with(|c: char| c.is_ascii_digit()) || !number_of(word).is_empty();
                if joint == Joint::To && numeral {
                    return None;
                }
                break;
            };
            style = style.or(Some(is_roman(word)));
            // "Stage 3, 4 weeks after": a number that counts something else.
            let goes_on =
                |at: usize| self.is(at, &[",", "or", "and", "/", "-", ")", "]", ".", ";"]) || at >= self.tokens.len();
            if joint == Joint::Comma && !roman && !has_letter(word) && !goes_on(next + 1) {
                break;
            }
            let last = stretches.last_mut()?;
            match joint {
                // "III-A" is one stage.
                Joint::To if !whole && !lettered => *last = (found, found),
                Joint::To => last.1 = found,
                Joint::Comma | Joint::Or => stretches.push((found, found)),
            }
            if whole {
                numeral = word;
            }
            lettered = has_letter(word) || !whole;
            bare &= !lettered;
            end = next + 1;
        }
        let after = self.side_after(end);
        if let Some((_, next)) = after {
            end = next;
        }
        let side = after.map(|(side, _)| side).or(before);
        let all: Vec<ConceptId> = self.covered(system, &stretches, side)?;
        Some((end, all, bare))
    }

    /// The stages of the tables that stretches cover, without those that are part of another one.
    fn covered(&self, system: &str, stretches: &[Stretch], side: Option<Side>) -> Option<Vec<ConceptId>> {
        let system = self.terms.by_key(system)?;
        let last = |id: ConceptId| self.terms.descendants(id).last().copied().unwrap_or(id);
        let ends = (stretches.iter().map(|one| one.0).min()?, stretches.iter().map(|one| last(one.1)).max()?);
        let bounds: Vec<Stretch> = match side {
            None => stretches.iter().map(|(from, to)| (*from, last(*to))).collect(),
            Some(Side::From) => vec![(ends.0, last(system))],
            Some(Side::Above) => vec![(ConceptId(ends.1.0 + 1), last(system))],
            Some(Side::To) => vec![(system, ends.1)],
            Some(Side::Below) => vec![(system, ConceptId(ends.0.0.saturating_sub(1)))],
        };
        let is_covered = |id: ConceptId| id != system && bounds.iter().any(|(from, to)| id >= *from && last(id) <= *to);
        let stages = self.terms.descendants(system).iter().copied();
        let covered: Vec<ConceptId> = stages.filter(|id| is_covered(*id)).collect();
        let is_part = |id: &ConceptId| {
            let parents = self.terms.concept(*id).map(|concept| concept.parents.as_slice()).unwrap_or_default();
            parents.iter().any(|parent| covered.contains(parent))
        };
        let whole: Vec<ConceptId> = covered.iter().copied().filter(|id| !is_part(id)).collect();
        (!whole.is_empty()).then_some(whole)
    }

    /// A stage as written, of a system.
    fn step(&self, system: &str, word: &str) -> Option<ConceptId> {
        if word.is_empty() || word.len() > 6 || !word.is_ascii() {
            return None;
        }
        let lower = word.to_ascii_lowercase();
        let number = number_of(&lower);
        let rest = lower.get(number.len()..)?;
        let roman = ["0", "i", "ii", "iii", "iv"];
        let value = roman.iter().position(|one| *one == number).or_else(|| number.parse().ok().filter(|value| *value < 5));
        let label = match (system, value) {
            ("binet-stage" | "bclc-stage" | "dukes-stage" | "t-category" | "n-category" | "m-category", _) => lower,
            ("inss-stage", Some(value)) => format!("{value}{rest}"),
            (_, Some(value)) => format!("{}{rest}", roman.get(value)?),
            (_, None) => return None,
        };
        let label = system.strip_suffix("-category").map_or_else(|| label.clone(), |letter| format!("{letter}{label}"));
        self.terms.by_key(&format!("{system}-{label}"))
    }

    /// What joins two stages at a place, and where the next one would begin.
    fn joint(&self, at: usize) -> Option<(Joint, usize)> {
        let (mut next, mut joint) = (at, None);
        while next < at + 4 {
            let found = match self.word(next) {
                "," => Joint::Comma,
                "/" | "&" => Joint::Or,
                "-" | "\u{2010}" | "\u{2011}" | "\u{2012}" | "\u{2013}" | "\u{2014}" => Joint::To,
                word if ["or", "and"].iter().any(|or| word.eq_ignore_ascii_case(or)) => Joint::Or,
                word if ["to", "through", "thru"].iter().any(|to| word.eq_ignore_ascii_case(to)) => Joint::To,
                word if joint.is_some() && ["stage", "stages"].iter().any(|stage| word.eq_ignore_ascii_case(stage)) => {
                    next += 1;
                    break;
                }
                _ => break,
            };
            joint = joint.filter(|_| found == Joint::Comma).or(Some(found));
            next += 1;
        }
        joint.map(|joint| (joint, next))
    }

    /// `>=`, `at least` at a place.
    fn comparison(&self, at: usize) -> Option<(Side, usize)> {
        const PHRASES: &[(&[&str], Side)] = &[
            (&[">", "/", "="], Side::From),
            (&[">", "="], Side::From),
            (&["\u{2265}"], Side::From),
            (&["at", "least"], Side::From),
            (&["<", "/", "="], Side::To),
            (&["<", "="], Side::To),
            (&["\u{2264}"], Side::To),
            (&["up", "to"], Side::To),
            (&[">"], Side::Above),
            (&["greater", "than", "or", "equal", "to"], Side::From),
            (&["greater", "than"], Side::Above),
            (&["higher", "than"], Side::Above),
            (&["<"], Side::Below),
            (&["less", "than", "or", "equal", "to"], Side::To),
            (&["less", "than"], Side::Below),
            (&["lower", "than"], Side::Below),
        ];
        PHRASES.iter().find_map(|(words, side)| Some((*side, at + self.spells(at, words)?)))
    }

    /// The same right before the words that lead to a stage.
    fn comparison_before(&self, at: usize) -> Option<Side> {
        let mut from = at;
        while from > 0 && from + 4 > at && self.is(from - 1, &["stage", "stages", "group", "figo", "ajcc", "clinical"]) {
            from -= 1;
        }
        (1..=5)
            .filter_map(|length| from.checked_sub(length))
            .rev()
            .find_map(|start| self.comparison(start).filter(|(_, end)| *end == from).map(|(side, _)| side))
    }

    /// `Or higher`, `and below`.
    fn side_after(&self, at: usize) -> Option<(Side, usize)> {
        let next = at + usize::from(self.is(at, &[","]));
        if !self.is(next, &["or", "and"]) {
            return None;
        }
        let next = next + 1;
        if self.is(next, &["higher", "greater", "above", "more", "worse", "later", "beyond", "over"]) {
            return Some((Side::From, next + 1 + usize::from(self.is(next + 1, &["advanced"]))));
        }
        self.is(next, &["lower", "less", "below", "earlier", "lesser"]).then_some((Side::To, next + 1))
    }

    /// Categories of tumor, nodes and metastases from the token at `at` on; one alone needs a word or a letter that says what it is.
    fn categories(&self, start: usize, at: usize) -> Option<(Staging, usize)> {
        let first = self.word(at);
        if !first.starts_with(['T', 'N', 'M', 'c', 'p', 'a', 'A']) {
            return None;
        }
        let from = self.tokens.get(at)?.start;
        let (mut place, mut all_of, mut letters, mut prefixed) = (from, Vec::new(), Vec::new(), false);
        let mut end = from;
        while let Some(found) = self.category(place, &letters) {
            letters.push(found.letter);
            prefixed |= found.prefixed || self.text.get(..found.end).is_some_and(|text| text.ends_with('+'));
            all_of.extend(found.any_of);
            end = found.end;
            // Commas, blanks, a slash or nothing part the categories of one cancer.
            let rest = self.text.get(end..).unwrap_or_default();
            let skipped = rest.len() - rest.trim_start_matches([' ', ',', '\n', '/', ';']).len();
            place = end + skipped;
            let rest = self.text.get(place..).unwrap_or_default();
            if let Some(rest) = rest.strip_prefix("and ") {
                place = self.text.len() - rest.trim_start().len();
            }
        }
        let follows = self.text.get(end..)?.chars().next();
        if all_of.is_empty() || follows.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let next = self.tokens.partition_point(|token| token.start < end);
        let joined = letters.len() > 1;
        let before =
            start.checked_sub(1).is_some_and(|at| self.is(at, &["stage", "stages", "tnm", "pathologic", "pathological"]));
        let noun = self.is(
            next,
            &["disease", "tumor", "tumors", "tumour", "tumours", "cancer", "cancers", "carcinoma", "category", "bladder"],
        );
        let alone = start.checked_sub(1).is_some_and(|at| self.is(at, &["("])) && self.is(next, &[")"]);
        if !(joined || prefixed || before || start < at || noun || alone) {
            return None;
        }
        let range = self.tokens.get(start)?.start..end;
        Some((Staging { range, all_of, certain: joined, bare: false }, next))
    }

    /// One category at a byte, with its list or range.
    fn category(&self, from: usize, seen: &[char]) -> Option<Category> {
        let rest = self.text.get(from..)?;
        let (any, body) = match rest.strip_prefix("any ").or_else(|| rest.strip_prefix("Any ")) {
            Some(body) => (true, body),
            None => (false, rest),
        };
        let plain = body.strip_prefix(['c', 'p']).filter(|plain| plain.starts_with(['T', 'N', 'M']));
        let prefixed = plain.is_some();
        let body = plain.unwrap_or(body);
        let letter = body.chars().next().filter(|c| matches!(c, 'T' | 'N' | 'M') && !seen.contains(c))?;
        let body = body.get(1..)?;
        let offset = |rest: &str| self.text.len() - rest.len();
        if any {
            let ends = !body.starts_with(char::is_alphanumeric);
            return ends.then(|| Category { letter, prefixed, any_of: None, end: offset(body) });
        }
        let system = format!("{}-category", letter.to_ascii_lowercase());
        if body.starts_with(['X', 'x']) && !body.get(1..).is_some_and(|rest| rest.starts_with(char::is_lowercase)) {
            return Some(Category { letter, prefixed, any_of: None, end: offset(body.get(1..)?) });
        }
        if letter == 'N' && body.starts_with('+') {
            let first = self.terms.by_key("n-category-n1")?;
            let any_of = self.covered(&system, &[(first, first)], Some(Side::From));
            return Some(Category { letter, prefixed, any_of, end: offset(body.get(1..)?) });
        }
        let (first, mut rest, mut label) = self.value(&system, body)?;
        let mut stretches: Vec<Stretch> = vec![(first, first)];
        loop {
            let trimmed = rest.trim_start_matches(' ');
            let (joint, tail) = if let Some(tail) = trimmed.strip_prefix(['-', '\u{2013}', '\u{2010}', '\u{2011}']) {
                (Joint::To, tail.strip_prefix('-').unwrap_or(tail))
            } else if let Some(tail) = trimmed.strip_prefix("to ") {
                (Joint::To, tail)
            } else if let Some(tail) = trimmed.strip_prefix('/').or_else(|| trimmed.strip_prefix("or ")) {
                (Joint::Or, tail)
            } else if let Some(tail) = trimmed.strip_prefix(',') {
                (Joint::Comma, tail.trim_start_matches(' ').strip_prefix("or ").unwrap_or(tail))
            } else {
                break;
            };
            let tail = tail.trim_start_matches(' ');
            let own = tail.strip_prefix(['c', 'p']).unwrap_or(tail).strip_prefix(letter);
            // "T1, 2" may go on to count something else; "T1-2" and "T1/2" do not.
            let repeated = own.and_then(|own| self.value(&system, own));
            let found = repeated.or_else(|| if joint == Joint::Comma { None } else { self.value(&system, tail) });
            let found = found.or_else(|| {
                let (letter, rest) = tail.split_at_checked(1)?;
                let ends = !rest.starts_with(|c: char| c.is_alphanumeric() && !matches!(c, 'T' | 'N' | 'M'));
                let small = letter.starts_with(|c: char| matches!(c, 'a'..='d')) && has_letter(&label) && ends;
                let whole = format!("{}{letter}", number_of(&label));
                small.then(|| Some((self.step(&system, &whole)?, rest, whole)))?
            });
            let Some((next, after, next_label)) = found else { break };
            match joint {
                Joint::To => stretches.last_mut()?.1 = next,
                Joint::Or | Joint::Comma => stretches.push((next, next)),
            }
            (rest, label) = (after, next_label);
        }
        Some(Category { letter, prefixed, any_of: self.covered(&system, &stretches, None), end: offset(rest) })
    }

    /// The longest value of a category at the beginning of a text, what follows it, and the value as written.
    fn value<'s>(&self, system: &str, text: &'s str) -> Option<(ConceptId, &'s str, String)> {
        (1..=3).rev().find_map(|length| {
            let (value, rest) = text.split_at_checked(length)?;
            // A zero is written as the letter too.
            let value = if matches!(value, "O" | "o") { "0" } else { value };
            let ends = !rest.starts_with(|c: char| c.is_alphanumeric() && !matches!(c, 'T' | 'N' | 'M' | 'c' | 'p'));
            Some((self.step(system, value).filter(|_| ends)?, rest, value.to_owned()))
        })
    }
}

/// A category as read: without stages where any will do or none was assessed.
struct Category {
    letter: char,
    prefixed: bool,
    any_of: Option<Vec<ConceptId>>,
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    Comma,
    Or,
    To,
}

/// The numeral that a stage begins with: `iii` of `iiia1`.
fn number_of(stage: &str) -> &str {
    let digits = stage.bytes().take_while(u8::is_ascii_digit).count();
    let roman = stage.bytes().take_while(|byte| matches!(byte.to_ascii_lowercase(), b'i' | b'v')).count();
    let length = if digits > 0 { digits.min(1) } else { roman };
    stage.get(..length).unwrap_or_default()
}

/// Whether a letter follows the numeral of a stage.
fn has_letter(stage: &str) -> bool {
    stage.get(number_of(stage).len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests;
