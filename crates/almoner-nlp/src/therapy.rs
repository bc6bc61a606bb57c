//! How many lines of therapy went before: `at least two prior lines of systemic therapy`, `1-3 prior chemotherapy regimens`, `no more
//! than one prior regimen for metastatic disease`.
//!
//! Counted are lines of any systemic therapy, or of chemotherapy; for advanced disease alone where the words say so. A count of one
//! class ("platinum-containing regimens", "lines of hormonal therapy") is another number and is not read.

use std::ops::Range;

use crate::staging::tokens;

/// A number of prior lines of therapy, or the bounds of one.
#[derive(Clone, Debug, PartialEq)]
pub struct LineCount {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// The key of the concept that is counted.
    pub key: &'static str,
    /// Least; none if open.
    pub low: Option<f64>,
    /// Most; none if open.
    pub high: Option<f64>,
}

/// The counts of lines of therapy in a text, from left to right.
#[must_use]
pub fn line_counts(text: &str) -> Vec<LineCount> {
    // The ends of "line" and "regimen", before a plural ending, whatever the case of the first letter.
    if !text.contains("ine") && !text.contains("egimen") {
        return Vec::new();
    }
    let scan = Scan { text, tokens: tokens(text) };
    let (mut found, mut at) = (Vec::new(), 0);
    while at < scan.tokens.len() {
        match scan.count(at) {
            Some((count, next)) => {
                found.push(count);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

/// The key of a count: of chemotherapy or of any systemic therapy, for advanced disease or at all.
pub(crate) fn key(chemotherapy: bool, advanced: bool) -> &'static str {
    match (chemotherapy, advanced) {
        (false, false) => "prior-lines",
        (false, true) => "prior-lines-advanced",
        (true, false) => "prior-chemotherapy-lines",
        (true, true) => "prior-chemotherapy-lines-advanced",
    }
}

struct Scan<'t> {
    text: &'t str,
    tokens: Vec<Range<usize>>,
}

/// Words before a number, and whether it is the least, and whether the number itself counts.
const BOUNDS: &[(&[&str], Option<bool>, bool)] = &[
    (&["at", "least"], Some(true), true),
    (&["minimum", "of"], Some(true), true),
    (&[">", "="], Some(true), true),
    (&["\u{2265}"], Some(true), true),
    (&["more", "than"], Some(true), false),
    (&["greater", "than"], Some(true), false),
    (&[">"], Some(true), false),
    (&["no", "more", "than"], Some(false), true),
    (&["not", "more", "than"], Some(false), true),
    (&["at", "most"], Some(false), true),
    (&["up", "to"], Some(false), true),
    (&["maximum", "of"], Some(false), true),
    (&["<", "="], Some(false), true),
    (&["\u{2264}"], Some(false), true),
    (&["fewer", "than"], Some(false), false),
    (&["less", "than"], Some(false), false),
    (&["<"], Some(false), false),
    (&["only"], None, true),
    (&["exactly"], None, true),
    (&[], None, true),
];

const PLAIN: &[&str] = &[
    "prior",
    "previous",
    "different",
    "separate",
    "sequential",
    "systemic",
    "anticancer",
    "antineoplastic",
    "antitumor",
    "treatment",
    "therapeutic",
    "therapy",
    "standard",
    "conventional",
    "palliative",
    "full",
    "complete",
    "additional",
    "-",
];
const CHEMOTHERAPY: &[&str] = &["chemotherapy", "chemotherapeutic", "chemo", "cytotoxic"];
const ADVANCED: &[&str] = &["metastatic", "advanced", "recurrent", "relapsed"];

impl Scan<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).and_then(|range| self.text.get(range.clone())).unwrap_or_default()
    }

    fn is(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.word(at).eq_ignore_ascii_case(word))
    }

    fn spells(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(ahead, word)| self.word(at + ahead).eq_ignore_ascii_case(word))
    }

    fn number(&self, at: usize) -> Option<f64> {
        const NUMBERS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
        let word = self.word(at);
        let named = NUMBERS.iter().position(|number| word.eq_ignore_ascii_case(number));
        let named = named.or_else(|| word.eq_ignore_ascii_case("single").then_some(1));
        let value = named.or_else(|| word.parse().ok().filter(|value| *value <= 20))?;
        u32::try_from(value).ok().map(f64::from)
    }

    fn count(&self, start: usize) -> Option<(LineCount, usize)> {
        let (words, least, itself) = BOUNDS.iter().find(|(words, ..)| self.spells(start, words))?;
        let mut at = start + words.len();
        // ">= two" and "at least one (1)".
        let first = self.number(at)?;
        at += 1;
        at += if self.is(at, &["("]) && self.is(at + 2, &[")"]) { 3 } else { 0 };
        let (mut low, mut high) = (Some(first), Some(first));
        if self.is(at, &["-", "\u{2013}", "to", "or", "/"])
            && let Some(last) = self.number(at + 1).filter(|last| *last > first)
        {
            high = Some(last);
            at += 2;
            at += if self.is(at, &["("]) && self.is(at + 2, &[")"]) { 3 } else { 0 };
        }
        if self.is(at, &["or"]) && self.is(at + 1, &["more", "greater"]) {
            high = None;
            at += 2;
        } else if self.is(at, &["or"]) && self.is(at + 1, &["fewer", "less"]) {
            low = None;
            at += 2;
        }
        match least {
            Some(true) => (low, high) = (Some(if *itself { first } else { first + 1.0 }), None),
            Some(false) => (low, high) = (None, high.map(|high| if *itself { high } else { high - 1.0 })),
            None => {}
        }
        if high.is_some_and(|high| high < 0.0) {
            return None;
        }
        let (mut prior, mut chemotherapy, mut systemic) = (false, false, false);
        while self.is(at, PLAIN) || self.is(at, CHEMOTHERAPY) {
            prior |= self.is(at, &["prior", "previous"]);
            chemotherapy |= self.is(at, CHEMOTHERAPY);
            systemic |= self.is(at, &["systemic", "treatment", "therapy"]);
            at += 1;
        }
        let line = self.is(at, &["line", "lines"]);
        if !line && !self.is(at, &["regimen", "regimens"]) {
            return None;
        }
        let mut end = at + 1;
        if self.is(end, &["of"]) {
            let mut next = end + 1;
            while self.is(next, PLAIN) && !self.is(next, &["therapy", "treatment"]) || self.is(next, CHEMOTHERAPY) {
                prior |= self.is(next, &["prior", "previous"]);
                chemotherapy |= self.is(next, CHEMOTHERAPY);
                next += 1;
            }
            let noun = self.is(next, &["therapy", "therapies", "treatment", "treatments", "regimen", "regimens"]);
            next += usize::from(noun);
            // "Lines of hormonal therapy" are another count.
            if !noun && !chemotherapy {
                return None;
            }
            (systemic, end) = (systemic || noun, next);
        } else if line && !prior {
            return None;
        }
        // "Two treatment regimens" may be those of the study.
        if !prior && !(line && (systemic || chemotherapy)) || self.is(end, &["containing", "based", "-", "with"]) {
            return None;
        }
        let advanced = self.advanced(end);
        let end = advanced.unwrap_or(end);
        let range = self.tokens.get(start)?.start..self.tokens.get(end.checked_sub(1)?)?.end;
        Some((LineCount { range, key: key(chemotherapy, advanced.is_some()), low, high }, end))
    }

    /// `In the metastatic setting`, `for recurrent or metastatic disease`: where it ends.
    fn advanced(&self, at: usize) -> Option<usize> {
        if !self.is(at, &["in", "for"]) {
            return None;
        }
        let mut next = at + 1;
        let mut said = false;
        while self.is(next, ADVANCED)
            || self.is(
                next,
                &["the", "treatment", "of", "their", "locally", "unresectable", "refractory", "or", "and", "/", "and/or"],
            )
        {
            said |= self.is(next, ADVANCED);
            next += 1;
        }
        (said && self.is(next, &["disease", "setting", "cancer", "settings"])).then_some(next + 1)
    }
}

#[cfg(test)]
mod tests;
