//! Layer 1: identifiers that their shape or a label gives away. 45 CFR 164.514(b)(2)(i)(D) to (R).

use super::lexicon::{Announces, DATE_CUE, FUNCTION, LABEL, UNIT, VOCABULARY};
use super::scan::{Scan, index};
use super::token::{Case, Gap, Kind, word_hash};
use crate::Category;

const TLD: [u64; 14] = [
    word_hash("com"),
    word_hash("org"),
    word_hash("net"),
    word_hash("edu"),
    word_hash("gov"),
    word_hash("mil"),
    word_hash("info"),
    word_hash("biz"),
    word_hash("io"),
    word_hash("health"),
    word_hash("clinic"),
    word_hash("care"),
    word_hash("example"),
    word_hash("test"),
];
const WWW: u64 = word_hash("www");
pub(super) const DOT: u64 = word_hash("dot");
const AT: u64 = word_hash("at");
const ARTICLE: u64 = word_hash("a");
const AM: u64 = word_hash("am");
const PM: u64 = word_hash("pm");
const PICTURES: [u64; 8] = [
    word_hash("jpg"),
    word_hash("jpeg"),
    word_hash("png"),
    word_hash("heic"),
    word_hash("tif"),
    word_hash("tiff"),
    word_hash("bmp"),
    word_hash("gif"),
];
/// Words that may stand between a label and its value.
const CONNECTORS: [u64; 17] = [
    word_hash("number"),
    word_hash("numbers"),
    word_hash("no"),
    word_hash("num"),
    word_hash("nbr"),
    word_hash("nr"),
    word_hash("id"),
    word_hash("is"),
    word_hash("was"),
    word_hash("code"),
    word_hash("ending"),
    word_hash("in"),
    word_hash("last"),
    word_hash("four"),
    word_hash("digits"),
    word_hash("of"),
    word_hash("at"),
];
const EXTENSION: [u64; 4] = [word_hash("x"), word_hash("ext"), word_hash("extension"), word_hash("extn")];
const CODE: u64 = word_hash("code");
/// Before "code": it names a diagnosis or a procedure, not a person.
const OF_SYSTEMS: [u64; 10] = [
    word_hash("dx"),
    word_hash("diagnosis"),
    word_hash("diagnostic"),
    word_hash("procedure"),
    word_hash("proc"),
    word_hash("icd"),
    word_hash("cpt"),
    word_hash("hcpcs"),
    word_hash("drg"),
    word_hash("revenue"),
];
/// Public identifiers of things, not of people: trials, gene variants, sequences.
pub(super) const PUBLIC_CODES: [u64; 9] = [
    word_hash("nct"),
    word_hash("rs"),
    word_hash("nm"),
    word_hash("isrctn"),
    word_hash("icd"),
    word_hash("cpt"),
    word_hash("loinc"),
    word_hash("snomed"),
    word_hash("eudract"),
];

impl Scan<'_> {
    /// Addresses of the network, machine codes, and whatever a label announces.
    pub fn codes(&mut self) {
        self.labelled_codes();
        for run in std::mem::take(&mut self.anchors.runs) {
            let (first, end) = (index(run.first), index(run.end));
            if run.at_sign {
                self.emails(first, end);
            }
            if end - first > 2 {
                self.network(first, end);
            }
            if run.number {
                self.machine_codes(first, end);
            }
        }
        self.spoken_emails();
    }

    fn emails(&mut self, first: usize, end: usize) {
        for at in first + 1..end {
            if !self.mark(at, b'@') {
                continue;
            }
            let name = |this: &Self, at: usize| {
                let token = this.t(at);
                matches!(token.kind, Kind::Word | Kind::Number) || matches!(token.mark, b'.' | b'_' | b'-' | b'+' | b'%')
            };
            let mut from = at;
            while from > first && name(self, from - 1) {
                from -= 1;
            }
            let mut to = at + 1;
            while to < end && name(self, to) {
                to += 1;
            }
            while to > at + 1 && self.before(to, 1).kind == Kind::Mark {
                to -= 1;
            }
            let host = self.t(at + 1).is_word() || self.t(at + 1).is_number() && to > at + 3;
            if from < at && to > at + 1 && host {
                self.claim(from, to, Category::Email);
            }
        }
    }

    /// "jane dot roe at example dot org".
    fn spoken_emails(&mut self) {
        for at in std::mem::take(&mut self.anchors.dots).into_iter().map(index) {
            if !TLD.contains(&self.t(at + 1).hash) {
                continue;
            }
            let back = |n: usize| at.checked_sub(n);
            let Some(arobase) = back(2).filter(|a| self.is(*a, AT)) else { continue };
            let mut from = arobase.saturating_sub(1);
            while from >= 2 && self.is(from - 1, DOT) && arobase - from < 7 {
                from -= 2;
            }
            self.claim(from, at + 2, Category::Email);
        }
    }

    fn network(&mut self, first: usize, end: usize) {
        let mut stop = end;
        while stop > first
            && matches!(
                self.before(stop, 1).mark,
                b'.' | b',' | b';' | b')' | b']' | b'>' | b'"' | b'\'' | b'!' | b'?' | b':'
            )
        {
            stop -= 1;
        }
        for at in first..stop {
            let token = *self.t(at);
            if token.is_mark(b':') && self.mark(at + 1, b'/') && self.mark(at + 2, b'/') && at > first {
                self.claim(at - 1, stop, Category::Url);
                return;
            }
            if token.is_word() && token.hash == WWW && self.mark(at + 1, b'.') {
                self.claim(at, stop, Category::Url);
                return;
            }
            let host = token.is_mark(b'.') && at > first && at + 1 < stop && TLD.contains(&self.t(at + 1).hash);
            if host && self.free(at) && matches!(self.before(at, 1).kind, Kind::Word | Kind::Number) {
                let mut from = at;
                while from > first
                    && (self.before(from, 1).kind != Kind::Mark || matches!(self.before(from, 1).mark, b'.' | b'-' | b'_'))
                {
                    from -= 1;
                }
                self.claim(from, stop, Category::Url);
                return;
            }
        }
        // A picture's file.
        let picture = |at: usize| self.t(at).is_word() && PICTURES.contains(&self.t(at).hash) && self.mark(at - 1, b'.');
        if (first + 2..stop).any(picture) {
            self.claim(first, stop, Category::Photo);
            return;
        }
        let first = if matches!(self.t(first).mark, b'(' | b'[' | b'<' | b'"') { first + 1 } else { first };
        self.internet_addresses(first, stop);
    }

    fn internet_addresses(&mut self, first: usize, stop: usize) {
        let mut at = first;
        while at < stop {
            let octet = |this: &Self, at: usize| this.t(at).len() <= 3 && this.value(at).is_some_and(|value| value < 256);
            let four = at + 7 <= stop
                && (0..4).all(|n| octet(self, at + 2 * n))
                && (0..3).all(|n| self.mark(at + 2 * n + 1, b'.'))
                && !(at > first && (self.mark(at - 1, b'.')));
            if four {
                self.claim(at, at + 7, Category::Ip);
                at += 7;
            } else {
                at += 1;
            }
        }
        let (from, to) = (self.t(first).start as usize, self.before(stop, 1).end as usize);
        let Some(body) = self.text.get(from..to).filter(|body| body.len() <= 48) else { return };
        let body = body.split(['/', '%']).next().unwrap_or_default();
        let groups = || body.split(':');
        let hex = groups().all(|group| group.len() <= 4 && group.bytes().all(|b| b.is_ascii_hexdigit()));
        let colons = body.bytes().filter(|b| *b == b':').count();
        if hex && (colons == 7 || body.contains("::") && colons >= 2 && body.len() > 4) {
            self.claim(first, stop, Category::Ip);
        }
        let pairs = |mark: char| {
            body.split(mark).count() == 6
                && body.split(mark).all(|pair| pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        if pairs(':') || pairs('-') {
            self.claim(first, stop, Category::Device);
        }
    }

    /// Letters and digits run together, or joined by hyphens, with five digits or more; VINs; UDIs.
    fn machine_codes(&mut self, first: usize, end: usize) {
        let mut at = first;
        while at < end {
            let (from, mut letters, mut digits, mut hyphens, mut shape) = (at, 0, 0, 0, true);
            while at < end {
                let token = self.t(at);
                match token.kind {
                    Kind::Word => letters += token.len(),
                    Kind::Number => digits += token.len(),
                    Kind::Mark if matches!(token.mark, b'-' | b'_') && at > from => hyphens += 1,
                    _ => break,
                }
                shape &= self.free(at);
                at += 1;
            }
            if at == from {
                at += 1;
                continue;
            }
            if !shape || digits == 0 || letters == 0 {
                continue;
            }
            let (length, measured) =
                (letters + digits, at == from + 2 && self.t(from).is_number() && self.t(from + 1).has(UNIT));
            let telling = length == 17 && digits >= 4 && hyphens == 0 || digits >= 5 && !measured;
            let dated = at - from <= 5
                && self.tokens.get(from..at).is_some_and(|run| run.iter().any(|t| t.has(super::lexicon::MONTH)));
            let dated =
                dated || self.numeric_date(from).is_some_and(|(stop, written)| stop == from + 5 || written.day.is_some());
            // Gravida and para: G3P1011.
            let births = at == from + 4 && self.is(from, word_hash("g")) && self.is(from + 2, word_hash("p"));
            if births || !telling || self.public_code(from) || dated {
                continue;
            }
            let labelled = from > 0 && self.t(from).has(LABEL) && self.t(from + 1).is_number();
            if labelled && self.labelled_code(from) {
                continue;
            }
            let vin = length == 17 && hyphens == 0;
            self.claim(from, at, if vin { Category::Vehicle } else { Category::OtherId });
        }
        self.marked_code(first, end);
        // UDI: (01)00844588003288(17)141120(10)7654321D
        if self.mark(first, b'(')
            && self.value(first + 1).is_some()
            && self.mark(first + 2, b')')
            && self.t(first + 3).len() >= 12
        {
            self.claim(first, end, Category::Device);
        }
    }

    /// Letters and digits that other marks join: `HK#821_62_RA_78`, `J614559/04.2`. No word of the language and no unit is in it.
    fn marked_code(&mut self, first: usize, end: usize) {
        let mut from = first;
        while from < end && !matches!(self.t(from).kind, Kind::Word | Kind::Number) {
            from += 1;
        }
        let (stop, digits, letters) = self.code_run(from, false);
        let run = || self.tokens.get(from..stop).unwrap_or_default().iter();
        if stop > end || digits < 5 || letters == 0 || letters > 12 || stop < from + 3 || self.t(stop).mark == b'%' {
            return;
        }
        let marks = run().filter(|token| token.kind == Kind::Mark).count();
        let plain = run().any(|token| {
            token.is_word()
                && (token.has(UNIT)
                    || token.len() > 1 && token.has(VOCABULARY)
                    || matches!(token.hash, AM | PM)
                    || token.len() > 5)
        });
        let mixed = (from + 1..stop).any(|at| {
            let (one, two) = (self.t(at - 1), self.t(at));
            let (word, number) = if one.is_word() { (one, two) } else { (two, one) };
            word.is_word() && number.is_number() && (word.capital() || word.shouted || self.lower_case)
        });
        let initials = run().any(|token| token.is_word() && (2..=4).contains(&token.len()) && token.case == Case::Upper);
        let telling = mixed && (digits >= 6 || marks >= 2 || letters >= 2) || initials && marks >= 2 && digits >= 6;
        let dated = self.numeric_date(from).is_some_and(|(stop, written)| stop > from + 3 || written.day.is_some());
        if plain || !telling || dated || self.public_code(from) {
            return;
        }
        self.claim(from, stop, Category::OtherId);
    }

    fn labelled_codes(&mut self) {
        for at in std::mem::take(&mut self.anchors.labels).into_iter().map(index) {
            let Some((announces, from, marked)) = self.label_at(at) else { continue };
            self.labels.push((at, announces, from, marked));
            if let Announces::Code(category) = announces {
                self.announced_code(category, from);
            }
        }
    }

    /// The tokens that follow the label at `at`, for the longest label that matches: what it announces and where its value
    /// begins; whether a `:` or the like stood between.
    pub fn label_at(&self, at: usize) -> Option<(Announces, usize, bool)> {
        if self.glued(at) && (self.before(at, 1).is_word() || self.before(at, 1).is_mark(b'/')) {
            return None;
        }
        if self.is(at, CODE) && at > 0 && OF_SYSTEMS.contains(&self.before(at, 1).hash) {
            return None;
        }
        'labels: for label in self.lexicon.labels(self.t(at).hash) {
            let mut next = at + 1;
            for word in &label.rest {
                while matches!(self.t(next).mark, b'.' | b'/' | b'-' | b'\'') && self.t(next).gap <= Gap::None {
                    next += 1;
                }
                // The possessive of a label's word: "driver's license".
                if next > at + 1 && self.is(next, word_hash("s")) && *word != word_hash("s") && self.glued(next) {
                    next += 1;
                }
                if !self.is(next, *word) || self.t(next).gap >= Gap::Line {
                    continue 'labels;
                }
                next += 1;
            }
            let (value, marked) = self.after_label(next);
            if !label.needs_mark || marked {
                return Some((label.announces, value, marked));
            }
        }
        None
    }

    fn after_label(&self, mut at: usize) -> (usize, bool) {
        let (mut marked, start) = (false, at);
        while at < start + 7 {
            let token = self.t(at);
            let strong = matches!(token.mark, b':' | b'#' | b'=');
            // "device NR-999368": part of the value.
            let of_value = self.mark(at + 1, b'-') && self.glued(at + 1);
            if strong || CONNECTORS.contains(&token.hash) && token.is_word() && !of_value {
                marked = true;
            } else if !matches!(token.mark, b'.' | b'-' | b'(' | b'*' | b'|' | b'[' | b'\'' | b'"') {
                break;
            }
            if token.gap >= Gap::Paragraph {
                break;
            }
            at += 1;
        }
        (at, marked)
    }

    /// Claims the number or code that the label at `at` announces.
    fn labelled_code(&mut self, at: usize) -> bool {
        let Some((Announces::Code(category), from, _)) = self.label_at(at) else { return false };
        self.announced_code(category, from)
    }

    fn announced_code(&mut self, category: Category, from: usize) -> bool {
        if self.t(from).gap >= Gap::Paragraph || !self.free(from) && category != Category::Fax {
            return false;
        }
        // "ID: 49-year-old woman", "registration NCT04191499".
        if self.t(from).len() <= 3 && self.t(from).is_number() && self.aged(from + 1) || self.public_code(from) {
            return false;
        }
        if matches!(category, Category::Phone | Category::Fax) {
            let from = if self.mark(from.saturating_sub(1), b'(') { from - 1 } else { from };
            return match self.digit_groups(from) {
                // "the post office in 2012" names a year.
                Some(groups)
                    if groups.count == 1 && self.is_year(from) && self.is(from.wrapping_sub(1), word_hash("in")) =>
                {
                    false
                }
                Some(groups) if groups.digits >= 4 && !groups.slash => {
                    let end = self.extension(groups.telephone());
                    self.claim(from, end, category);
                    true
                }
                _ => false,
            };
        }
        let Some(end) = self.code_end(from) else { return false };
        // "121 MPE": a plate that ends in letters.
        let letters = self.t(end).is_word() && (2..=4).contains(&self.t(end).len()) && self.t(end).gap == Gap::Space;
        let plate = category == Category::Vehicle && self.t(from).is_number() && end == from + 1 && letters;
        let end = if plate { end + 1 } else { end };
        // What reads as a date is left to the rules for dates.
        if self.numeric_date(from).is_some_and(|(stop, _)| stop >= end) {
            return false;
        }
        self.claim(from, end, category);
        true
    }

    /// The end of the code that begins at `from`: a run without white space that holds at least two digits, and further
    /// groups of digits, or of few letters and digits, after single spaces.
    fn code_end(&self, from: usize) -> Option<usize> {
        let (mut end, mut digits, mut letters) = self.code_run(from, true);
        // Letters and digits set apart: "AB 123456", "C 1234 567".
        let lettered = digits == 0 && (1..=4).contains(&letters) && self.t(from).capital();
        let parted = digits > 0 && digits + letters <= 4 && letters > 0;
        if !lettered && !parted && digits < 2 {
            return None;
        }
        let measured = self.t(end).has(UNIT) && letters == 0 && digits < 5;
        if measured {
            return None;
        }
        let mut groups = 0;
        while groups < 8 && self.t(end).gap == Gap::Space {
            let (stop, more, others) = self.code_run(end, false);
            let first = self.t(end);
            // "45-year-old", "65F", "200 mg", a clock, a date: what follows the code.
            let other = more > 0 && (self.aged(stop) || self.aged(end + 1) || self.t(stop).has(UNIT))
                || more > 0 && others == 1 && self.t(end).len() <= 3 && self.t(end).is_number() && stop == end + 2
                || self.numeric_date(end).is_some_and(|(stop, written)| stop > end + 1 || written.day.is_some())
                || self.t(end + 1).is_mark(b':') && self.glued(end + 1);
            let grouped = if more > 0 {
                let short = more <= 6 && others <= 3;
                let number = others == 0 && (2..=8).contains(&more);
                let mixed = others > 0 && (first.is_number() || first.case != Case::Lower || self.lower_case) && more > 1;
                let lone = others == 0 && more == 1 && groups + digits >= 2 && !self.t(stop).is_word();
                let spread =
                    lettered && groups == 0 || parted || self.before(end, 1).is_number() || self.before(end, 1).len() <= 2;
                short && (number || mixed || lone) && (spread || number && digits >= 4)
            } else {
                // "H 123 B 45": letters between two groups.
                (1..=2).contains(&others)
                    && stop == end + 1
                    && (first.capital() || first.shouted || self.lower_case && others == 1 && first.hash != ARTICLE)
                    && self.t(stop).is_number()
                    && self.t(stop).gap == Gap::Space
                    && !self.t(stop + 1).has(UNIT)
                    && !first.has(UNIT | FUNCTION)
            };
            if !grouped || other {
                break;
            }
            (end, digits, letters) = (stop, digits + more, letters + others);
            groups += 1;
        }
        (digits >= 2 && (groups > 0 || !lettered)).then_some(end)
    }

    /// One past a run of letters and digits without white space that marks may join, and how many digits and letters it has.
    fn code_run(&self, from: usize, first: bool) -> (usize, usize, usize) {
        let (mut end, mut digits, mut letters) = (from, 0, 0);
        loop {
            let token = self.t(end);
            let inner = matches!(token.mark, b'-' | b'_' | b'/' | b'.' | b':' | b'*' | b'+' | b'(' | b')' | b'#');
            let takes = matches!(token.kind, Kind::Word | Kind::Number) || token.kind == Kind::Mark && inner && end > from;
            if !takes || end > from && token.gap != Gap::None || !first && !self.free(end) || end > from + 24 {
                break;
            }
            match token.kind {
                Kind::Number => digits += token.len(),
                Kind::Word => letters += token.len(),
                _ => {}
            }
            end += 1;
        }
        while end > from && self.before(end, 1).kind == Kind::Mark {
            end -= 1;
        }
        (end, digits, letters)
    }

    /// Whether a public code begins at `at`: "NCT04191499", "rs1801133"; "RS565-648" is somebody's.
    fn public_code(&self, at: usize) -> bool {
        let next = self.t(at + 1);
        PUBLIC_CODES.contains(&self.t(at).hash)
            && next.is_number()
            && self.glued(at + 1)
            && !(self.glued(at + 2) && matches!(self.t(at + 2).mark, b'-' | b'_' | b'/') && self.t(at + 3).is_number())
            || PUBLIC_CODES.contains(&self.t(at).hash) && self.t(at).len() > 2
    }

    /// Telephone and social security numbers, ZIP+4, card numbers and long runs of digits without a label.
    pub fn numbers(&mut self) {
        let anchors = std::mem::take(&mut self.anchors.numbers);
        let mut resume = 0;
        for number in anchors.iter().copied().map(index) {
            let opens = number > resume
                && self.free(number - 1)
                && self.glued(number)
                && matches!(self.before(number, 1).mark, b'(' | b'+');
            let at = if opens { number - 1 } else { number };
            if at < resume {
                continue;
            }
            let starts = self.free(at) && self.free(number);
            let decimal = self.glued(at) && matches!(self.before(at, 1).mark, b'.' | b',') && self.before(at, 2).is_number();
            if !starts || decimal || self.glued(at) && self.before(at, 1).is_word() && !opens {
                continue;
            }
            resume = self.number_at(at);
        }
        self.anchors.numbers = anchors;
    }

    fn number_at(&mut self, at: usize) -> usize {
        if self.of_code_system(at) {
            return at + 1;
        }
        let Some(groups) = self.digit_groups(at) else { return at + 1 };
        let (shape, depth) = (groups.shape, groups.count);
        let prefix = |wanted: &[u8]| depth >= wanted.len() && shape.iter().zip(wanted).all(|(have, want)| have == want);
        let part = |count: usize| groups.ends.get(count.saturating_sub(1)).copied().unwrap_or(groups.end);
        let cut = |count: usize| depth == count || groups.gaps.get(count).is_some_and(|gap| *gap != Gap::None);
        let claim = |this: &mut Self, count: usize, category: Category| {
            let end = part(count);
            let end = if category == Category::Phone { this.extension(end) } else { end };
            let category = if category == Category::Phone && this.fax_before(at) { Category::Fax } else { category };
            this.claim(at, end, category);
            end
        };
        if prefix(&[3, 2, 4]) && cut(3) && groups.evenly(3) {
            return claim(self, 3, Category::Ssn);
        }
        for shape in [
            &[1, 3, 3, 4][..],
            &[3, 3, 4],
            &[2, 3, 3, 4],
            &[2, 4, 3, 3],
            &[2, 2, 4, 4],
            &[2, 2, 2, 2, 2],
            &[4, 3, 3],
            &[5, 6],
            &[3, 4, 4],
        ] {
            let leading_zero = groups.plus || self.word(if self.t(at).is_number() { at } else { at + 1 }).starts_with('0');
            let american = matches!(shape, [1, 3, 3, 4] | [3, 3, 4]);
            if prefix(shape) && cut(shape.len()) && (american || leading_zero) {
                return claim(self, shape.len(), Category::Phone);
            }
        }
        // "61-31-73", which no calendar holds: a terminal-digit record number.
        if prefix(&[2, 2, 2]) && depth == 3 && groups.tight(3) && groups.hyphen && !groups.slash {
            return claim(self, 3, Category::Mrn);
        }
        if groups.plus && groups.digits >= 8 {
            return claim(self, depth, Category::Phone);
        }
        let next_measured = |this: &Self, end: usize| this.t(end).has(UNIT) || this.mark(end, b'%');
        if prefix(&[3, 4]) && cut(2) && groups.tight(2) && groups.hyphen && !next_measured(self, part(2)) {
            return claim(self, 2, Category::Phone);
        }
        if prefix(&[5, 4]) && cut(2) && groups.tight(2) && groups.hyphen && !next_measured(self, part(2)) {
            return claim(self, 2, Category::Geo);
        }
        if prefix(&[4, 4, 4, 4]) || prefix(&[4, 6, 5]) {
            return claim(self, if shape.get(1) == Some(&6) { 3 } else { 4 }, Category::Account);
        }
        let first = if self.t(at).is_number() { at } else { at + 1 };
        let long = self.t(first).len();
        let fraction = self.glued(first + 1)
            && matches!(self.t(first + 1).mark, b'.' | b',')
            && self.t(first + 2).is_number()
            && self.glued(first + 2);
        if long >= 7 && !next_measured(self, first + 1) && !fraction {
            let category = match long {
                10 => Category::Phone,
                15 | 16 => Category::Account,
                _ => Category::OtherId,
            };
            self.claim(first, first + 1, category);
            return first + 1;
        }
        // Digits joined by hyphens, three groups or more, seven digits or more.
        let tight = groups.ends.iter().zip(1..).take(depth).take_while(|(_, n)| groups.tight(*n)).count();
        let digits: usize = shape.iter().take(tight).map(|len| usize::from(*len)).sum();
        if tight >= 3 && digits >= 7 && groups.hyphen && !groups.slash && self.free(part(tight).saturating_sub(1)) {
            return claim(self, tight, Category::OtherId);
        }
        first + 1
    }

    fn is_year(&self, at: usize) -> bool {
        self.t(at).len() == 4 && self.value(at).is_some_and(|value| (1890..=2099).contains(&value))
    }

    fn fax_before(&self, at: usize) -> bool {
        (1..=3).any(|back| self.before(at, back).is_word() && self.before(at, back).hash == word_hash("fax"))
    }

    /// The end with an extension such as `x 214` or `ext. 12`.
    pub fn extension(&self, end: usize) -> usize {
        let mut at = end;
        if self.mark(at, b',') || self.mark(at, b';') {
            at += 1;
        }
        if self.t(at).is_word() && EXTENSION.contains(&self.t(at).hash) {
            at += 1;
            while self.mark(at, b'.') || self.mark(at, b':') || self.mark(at, b'#') {
                at += 1;
            }
            if self.t(at).is_number() && self.t(at).len() <= 6 {
                return at + 1;
            }
        }
        end
    }

    /// Groups of digits that single separators join, from `at` on.
    fn digit_groups(&self, at: usize) -> Option<Groups> {
        let mut groups = Groups::default();
        let mut next = at;
        if self.mark(next, b'+') {
            groups.plus = true;
            next += 1;
        }
        let mut gap = Gap::None;
        while groups.count < 8 {
            let open = self.mark(next, b'(');
            if open {
                next += 1;
            }
            let token = self.t(next);
            if !token.is_number() || token.len() > 20 {
                break;
            }
            let slot = groups.count;
            if let (Some(shape), Some(end), Some(before)) =
                (groups.shape.get_mut(slot), groups.ends.get_mut(slot), groups.gaps.get_mut(slot))
            {
                *shape = u8::try_from(token.len()).unwrap_or(u8::MAX);
                *before = gap;
                next += 1;
                if self.mark(next, b')') {
                    next += 1;
                }
                *end = next;
            }
            groups.count += 1;
            groups.digits += token.len();
            groups.end = next;
            // One separator, with or without a space.
            gap = self.t(next).gap;
            if matches!(self.t(next).mark, b'-' | b'.' | b'/') && gap <= Gap::Space
                || self.t(next).len() == 3 && self.t(next).kind == Kind::Mark
            {
                groups.hyphen |= slot == 0 && self.t(next).mark != b'/' && self.t(next).mark != b'.';
                groups.slash |= self.t(next).mark == b'/';
                // A full stop before a space ends the number and the sentence.
                if self.t(next + 1).gap > Gap::Space || self.mark(next, b'.') && self.t(next + 1).gap != Gap::None {
                    break;
                }
                gap = if gap == Gap::None && self.t(next + 1).gap == Gap::None { Gap::None } else { Gap::Space };
                next += 1;
            } else if gap == Gap::Line
                && groups.count < 4
                && self.before(next, 1).mark != b')'
                && !matches!(self.t(next).len(), 3 | 4)
                || gap > Gap::Line
            {
                break;
            }
        }
        (groups.count > 0).then_some(groups)
    }

    /// Whether a word before `at` on the same line says that a date follows.
    pub fn date_cue(&self, at: usize) -> bool {
        let mut back = 1;
        while back <= 3 && back <= at {
            let token = self.before(at, back);
            if token.is_word() {
                return token.has(DATE_CUE);
            }
            if token.kind != Kind::Mark || !matches!(token.mark, b':' | b'(' | b'~' | b'.' | b'-' | b',' | b'/') {
                return false;
            }
            back += 1;
        }
        false
    }
}

/// What [`Scan::digit_groups`] found.
#[derive(Default)]
struct Groups {
    shape: [u8; 8],
    ends: [usize; 8],
    gaps: [Gap; 8],
    count: usize,
    digits: usize,
    end: usize,
    plus: bool,
    /// Whether a hyphen follows the first group.
    hyphen: bool,
    /// Whether a slash joins any two groups.
    slash: bool,
}

impl Groups {
    /// One past the last group of a telephone number that begins with the first: what follows in digits is something else.
    fn telephone(&self) -> usize {
        let shapes = [&[1, 3, 3, 4][..], &[3, 3, 4], &[3, 4]];
        let fits = shapes.iter().find(|shape| self.count > shape.len() && self.shape.starts_with(shape));
        fits.and_then(|shape| self.ends.get(shape.len() - 1)).copied().unwrap_or(self.end)
    }

    /// Whether the first `count` groups are joined without white space.
    fn tight(&self, count: usize) -> bool {
        self.gaps.iter().take(count).skip(1).all(|gap| *gap == Gap::None)
    }

    /// Whether the first `count` groups are all joined without, or all with, white space.
    fn evenly(&self, count: usize) -> bool {
        self.tight(count) || self.gaps.iter().take(count).skip(1).all(|gap| *gap != Gap::None)
    }
}
