//! Words, numbers, comparison signs and named concepts of a criterion's normalized text.
//!
//! Every byte that is not a blank belongs to a token: the grammar must account for each of them, and what it can not
//! account for becomes opaque.

use almoner_base::ConceptId;
use almoner_nlp::{LineCount, Staging, line_counts, stagings};
use almoner_terms::{ConceptKind, Terms};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Word,
    Number(f64),
    /// `<` `>` `<=` `>=` `=`.
    Compare(Compare),
    /// Any other sign.
    Sign(char),
    /// A name of the dictionary.
    Named(ConceptId, ConceptKind),
    /// A bracketed group that was set aside: its number.
    Group(u32),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compare {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
}

/// A token and where it stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Token {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
}

/// A criterion's text in tokens.
pub(crate) struct Lexed<'a> {
    pub text: &'a str,
    lower: String,
    pub tokens: Vec<Token>,
    /// The stages of cancers that the text names, from left to right.
    stagings: Vec<Staging>,
    /// The counts of lines of therapy, from left to right.
    lines: Vec<LineCount>,
}

impl<'a> Lexed<'a> {
    /// Reads `text`.
    pub fn new(terms: &Terms, text: &'a str) -> Self {
        let tokens = Vec::with_capacity(text.len() / 4 + 1);
        let mut lexed =
            Self { text, lower: text.to_ascii_lowercase(), tokens, stagings: Vec::new(), lines: line_counts(text) };
        lexed.scan();
        lexed.drop_unlimited();
        lexed.drop_inner_abbreviations();
        lexed.stagings = stagings(terms, text);
        lexed.name(terms);
        lexed.drop_inner_repeats();
        lexed.name_in_small_letters(terms);
        lexed.share_heads(terms);
        lexed.share_stems(terms);
        lexed.keep_stages_of_cancers(terms);
        lexed
    }

    /// `Breast or lung cancer`: a word that makes a name with the head of the next name is that name.
    fn share_heads(&mut self, terms: &Terms) {
        let mut head: Option<String> = None;
        let mut at = self.tokens.len();
        while at > 0 {
            at -= 1;
            let Some(token) = self.tokens.get(at).copied() else { break };
            match token.kind {
                Kind::Named(_, ConceptKind::Condition | ConceptKind::Procedure) => {
                    head = self.word(&token).split_once(' ').map(|(_, head)| head.to_owned());
                    continue;
                }
                Kind::Sign(',' | '/') => continue,
                Kind::Word if matches!(self.word(&token), "or" | "and" | "and/or") => continue,
                Kind::Word | Kind::Number(_) => {}
                _ => head = None,
            }
            let Some(shared) = head.as_deref() else { continue };
            let first = match (token.kind, at.checked_sub(1).and_then(|before| self.tokens.get(before))) {
                (Kind::Number(_), Some(before)) if before.kind == Kind::Word => *before,
                (Kind::Word, _) => token,
                _ => {
                    head = None;
                    continue;
                }
            };
            let joined = self.tokens.get(at + 1).is_some_and(|next| {
                matches!(next.kind, Kind::Sign(',' | '/')) || matches!(self.word(next), "or" | "and" | "and/or")
            });
            let own = self.text.get(size(first.start)..size(token.end)).unwrap_or_default();
            // Every shorter head is tried: "left or right lower lobe pneumonia".
            let mut rest = Some(shared);
            let mut found = None;
            while let (Some(tail), None, true) = (rest, found, joined) {
                found = terms.by_name(&format!("{own} {tail}")).and_then(|id| terms.concept(id));
                rest = tail.split_once(' ').map(|(_, tail)| tail);
            }
            match found.filter(|found| matches!(found.kind, ConceptKind::Condition | ConceptKind::Procedure)) {
                Some(found) => {
                    let named = Token { kind: Kind::Named(found.id, found.kind), start: first.start, end: token.end };
                    if first.start != token.start {
                        self.tokens.remove(at);
                        at = at.saturating_sub(1);
                    }
                    if let Some(place) = self.tokens.get_mut(at) {
                        *place = named;
                    }
                }
                None => head = None,
            }
        }
    }

    /// In a text without capitals, `alt` and `bmi` may be the names that the tables write in capitals; only those of measurements
    /// are no words of their own.
    fn name_in_small_letters(&mut self, terms: &Terms) {
        if self.text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return;
        }
        for at in 0..self.tokens.len() {
            let Some(token) = self.tokens.get(at) else { break };
            let word = self.word(token);
            // "Pt" is a patient as often as a prothrombin time.
            if token.kind != Kind::Word
                || !(2..=4).contains(&word.len())
                || matches!(word, "pt" | "ps" | "hr" | "no" | "na" | "k")
            {
                continue;
            }
            let found = terms.by_name(&word.to_ascii_uppercase()).and_then(|id| terms.concept(id));
            let kind = found
                .filter(|found| matches!(found.kind, ConceptKind::Measurement | ConceptKind::Score))
                .map(|found| Kind::Named(found.id, found.kind));
            if let (Some(kind), Some(place)) = (kind, self.tokens.get_mut(at)) {
                place.kind = kind;
            }
        }
    }

    /// `Hepatitis B or C`: a letter or a number after a name makes another name with its stem.
    fn share_stems(&mut self, terms: &Terms) {
        for at in 2..self.tokens.len() {
            let Some([named, joint, last]) = self.tokens.get(at - 2..=at) else { continue };
            let joins = matches!(joint.kind, Kind::Sign('/' | ',')) || matches!(self.word(joint), "or" | "and" | "and/or");
            let short = matches!(last.kind, Kind::Number(_)) || last.kind == Kind::Word && self.word(last).len() == 1;
            let (Kind::Named(_, ConceptKind::Condition), true, true) = (named.kind, joins, short) else { continue };
            let Some((stem, before)) = self.word(named).rsplit_once(' ') else { continue };
            if before.len() > 1 {
                continue;
            }
            let found = terms.by_name(&format!("{stem} {}", self.word(last))).and_then(|id| terms.concept(id));
            let kind =
                found.filter(|found| found.kind == ConceptKind::Condition).map(|found| Kind::Named(found.id, found.kind));
            if let (Some(kind), Some(place)) = (kind, self.tokens.get_mut(at)) {
                place.kind = kind;
            }
        }
    }

    /// "Stage III or stage IV lung cancer" has a stage and a name; so has "stage III melanoma", of which the tables know no more than
    /// of melanoma. Other names keep the stage that they begin with.
    fn without_stage(&self, terms: &Terms, mention: almoner_terms::Mention) -> almoner_terms::Mention {
        let Some(staging) = self.stagings.iter().find(|staging| staging.range.contains(&mention.start)) else {
            return mention;
        };
        let Some(rest) = self.text.get(staging.range.end..mention.end) else { return mention };
        let own = staging.range.start == mention.start;
        match terms.by_name(rest).filter(|concept| !own || *concept == mention.concept) {
            Some(concept) => {
                almoner_terms::Mention { start: mention.end - rest.trim_start().len(), end: mention.end, concept }
            }
            None => mention,
        }
    }

    /// Whose stages are meant is told by the diseases named beside them.
    fn keep_stages_of_cancers(&mut self, terms: &Terms) {
        let mut found = std::mem::take(&mut self.stagings);
        found.retain(|staging| {
            let diseases = self.tokens.iter().filter_map(|token| match token.kind {
                Kind::Named(concept, ConceptKind::Condition) => Some((size(token.start)..size(token.end), concept)),
                _ => None,
            });
            staging.is_of_cancer(terms, diseases)
        });
        self.stagings = found;
    }

    /// The stage that begins where a token does.
    pub fn staging(&self, token: &Token) -> Option<&Staging> {
        let at = self.stagings.binary_search_by_key(&size(token.start), |staging| staging.range.start).ok()?;
        self.stagings.get(at)
    }

    /// The count of lines of therapy that begins where a token does.
    pub fn lines(&self, token: &Token) -> Option<&LineCount> {
        let at = self.lines.binary_search_by_key(&size(token.start), |count| count.range.start).ok()?;
        self.lines.get(at)
    }

    /// Whether a token stands in a stage that begins before it.
    pub fn is_within_staging(&self, token: &Token) -> bool {
        let start = size(token.start);
        self.stagings.iter().any(|staging| staging.range.start < start && start < staging.range.end)
    }

    /// The lower-case text of a token.
    pub fn word(&self, token: &Token) -> &str {
        self.lower.get(size(token.start)..size(token.end)).unwrap_or_default()
    }

    /// The text of a token as written.
    pub fn written(&self, token: &Token) -> &'a str {
        self.text.get(size(token.start)..size(token.end)).unwrap_or_default()
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) else { return };
        self.tokens.push(Token { kind, start, end });
    }

    fn scan(&mut self) {
        let text = self.text;
        let mut at = 0;
        while let Some(rest) = text.get(at..) {
            let Some(first) = rest.chars().next() else { break };
            if first == ' ' {
                at += 1;
                continue;
            }
            if first.is_ascii_digit()
                || (first == '.' && rest.get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit())))
            {
                let (value, length) = number(rest);
                self.push(Kind::Number(value), at, at + length);
                at += length;
                continue;
            }
            if first.is_alphabetic() {
                let length = word_length(rest);
                self.push(Kind::Word, at, at + length);
                at += length;
                continue;
            }
            let (kind, length) = sign(rest, first);
            self.push(kind, at, at + length);
            at += length;
        }
    }

    /// `Including, but not limited to, X` is `including X`.
    fn drop_unlimited(&mut self) {
        const WORDS: [&str; 4] = ["but", "not", "limited", "to"];
        if !self.lower.contains("limited") {
            return;
        }
        let mut at = 0;
        while at < self.tokens.len() {
            let here = |ahead: usize| self.tokens.get(at + ahead).map(|token| self.word(token));
            if (0..4).all(|ahead| here(ahead) == WORDS.get(ahead).copied()) {
                let comma = |at: usize| self.tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Sign(',' | ':')));
                let end = at + 4 + usize::from(comma(at + 4));
                let before = at.checked_sub(1).filter(|before| {
                    comma(*before) || self.tokens.get(*before).is_some_and(|token| self.word(token) == "and")
                });
                self.tokens.drain(before.unwrap_or(at)..end.min(self.tokens.len()));
            }
            at += 1;
        }
    }

    /// `(New York Heart Association [NYHA] class III)`: within brackets, brackets around one word say a name again.
    fn drop_inner_abbreviations(&mut self) {
        let (mut depth, mut at) = (0_u32, 0);
        while let Some(token) = self.tokens.get(at) {
            match token.kind {
                Kind::Sign('(' | '[') => {
                    let closes = self.tokens.get(at + 2).is_some_and(|end| matches!(end.kind, Kind::Sign(')' | ']')));
                    let word = self.tokens.get(at + 1).filter(|inner| inner.kind == Kind::Word);
                    let short = word.is_some_and(|inner| {
                        let written = self.written(inner);
                        written.len() <= 8 && written.chars().filter(|c| c.is_uppercase()).count() >= 2
                    });
                    if depth > 0 && closes && short {
                        self.tokens.drain(at..at + 3);
                        continue;
                    }
                    depth += 1;
                }
                Kind::Sign(')' | ']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
    }

    /// `(glomerular filtration rate [gfr] < 30)`: within brackets, another name of what stands before it adds nothing.
    fn drop_inner_repeats(&mut self) {
        let (mut depth, mut at) = (0_u32, 0);
        while let Some(token) = self.tokens.get(at) {
            match token.kind {
                Kind::Sign('(' | '[') => {
                    let closes = self.tokens.get(at + 2).is_some_and(|end| matches!(end.kind, Kind::Sign(')' | ']')));
                    let before = at.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|token| token.kind);
                    let inner = self.tokens.get(at + 1).map(|token| token.kind);
                    let same = matches!((before, inner), (Some(Kind::Named(a, _)), Some(Kind::Named(b, _))) if a == b);
                    if depth > 0 && closes && same {
                        self.tokens.drain(at..at + 3);
                        continue;
                    }
                    depth += 1;
                }
                Kind::Sign(')' | ']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
    }

    /// Replaces the tokens of each name of the dictionary by one.
    fn name(&mut self, terms: &Terms) {
        // "Cardio-vascular disease" is no vascular disease: of a name that begins within a word, what stands after the word counts.
        let whole = |mut mention: almoner_terms::Mention| {
            let at = self.tokens.partition_point(|token| size(token.end) <= mention.start);
            let Some(cut) = self.tokens.get(at).filter(|token| size(token.start) < mention.start) else {
                return Some(mention);
            };
            if mention.end <= size(cut.end) {
                return Some(mention);
            }
            let rest = self.text.get(size(cut.end)..mention.end)?;
            mention.concept = terms.by_name(rest)?;
            mention.start = mention.end - rest.trim_start().len();
            Some(mention)
        };
        let found = terms.mentions(self.text).into_iter().filter_map(whole);
        let found: Vec<_> = found.map(|mention| self.without_stage(terms, mention)).collect();
        let mut mentions = found.into_iter().peekable();
        if mentions.peek().is_none() {
            return;
        }
        let mut out: Vec<Token> = Vec::with_capacity(self.tokens.len());
        for token in &self.tokens {
            while mentions.peek().is_some_and(|mention| mention.end <= size(token.start)) {
                mentions.next();
            }
            let Some(mention) = mentions.peek().filter(|mention| size(token.end) > mention.start) else {
                out.push(*token);
                continue;
            };
            // A name that ends or begins within a token would cut it; such a token stays as it is.
            if size(token.start) < mention.start || size(token.end) > mention.end {
                out.push(*token);
                continue;
            }
            match (out.last_mut(), terms.concept(mention.concept)) {
                (Some(last), _) if matches!(last.kind, Kind::Named(..)) && size(last.start) >= mention.start => {
                    last.end = token.end
                }
                // A denial is the grammar's to read, so that it reaches the rest of the list.
                (_, Some(concept))
                    if concept.key == "not-pregnant"
                        && self.text.get(mention.start..mention.end).is_some_and(|name| name.contains(' ')) =>
                {
                    match terms.by_key("pregnant").filter(|_| size(token.end) == mention.end) {
                        Some(pregnant) => out.push(Token { kind: Kind::Named(pregnant, ConceptKind::Social), ..*token }),
                        None => out.push(*token),
                    }
                }
                // "Other malignancy" is not malignancy: the word before the name is the grammar's to weigh.
                _ if size(token.start) == mention.start
                    && size(token.end) < mention.end
                    && matches!(self.word(token), "other" | "another" | "second" | "prior" | "previous") =>
                {
                    out.push(*token);
                }
                // The root of the hierarchy names nothing: "disease" is a word like any other.
                (_, Some(concept)) if concept.key == "disease" => out.push(*token),
                (_, Some(concept)) => out.push(Token { kind: Kind::Named(concept.id, concept.kind), ..*token }),
                (_, None) => out.push(*token),
            }
        }
        self.tokens = out;
    }
}

/// Bytes as `usize`.
pub(crate) fn size(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

/// A number with thousands separators or a decimal point, and its length in bytes.
fn number(text: &str) -> (f64, usize) {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut length = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    // "100 000": thousands parted by blanks, where nothing but zeros follows.
    if (1..=3).contains(&length)
        && bytes.first() != Some(&b'0')
        && bytes.get(length..).is_some_and(|rest| rest.starts_with(b" 000"))
    {
        let groups = bytes.get(length..).unwrap_or_default().chunks(4).take_while(|group| *group == b" 000").count();
        let end = length + 4 * groups;
        if groups <= 2 && !digit(end) && bytes.get(end) != Some(&b',') {
            let value = bytes.iter().take(length).fold(0_u32, |value, byte| value * 10 + u32::from(byte - b'0'));
            return (f64::from(value) * if groups == 1 { 1e3 } else { 1e6 }, end);
        }
    }
    // Most numbers are a few digits and nothing else.
    if (1..=9).contains(&length) && !matches!(bytes.get(length), Some(b',' | b'.')) {
        let value = bytes.iter().take(length).fold(0_u32, |value, byte| value * 10 + u32::from(byte - b'0'));
        return (f64::from(value), length);
    }
    length = 0;
    let mut plain = String::new();
    while digit(length) {
        plain.extend(bytes.get(length).map(|b| char::from(*b)));
        length += 1;
    }
    // A decimal comma, where nothing else can be meant.
    if length == 1 && bytes.first() == Some(&b'0') && bytes.get(1) == Some(&b',') && digit(2) {
        let decimals = bytes.get(2..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit());
        let decimals: String = decimals.map(|b| char::from(*b)).collect();
        return (format!("0.{decimals}").parse().unwrap_or(f64::NAN), 2 + decimals.len());
    }
    let leading = length;
    // "18,5" is no thousand, and "6,5 %" no list.
    if bytes.get(length) == Some(&b',') && digit(length + 1) && !digit(length + 2) && bytes.get(length + 2) != Some(&b',') {
        let after = text.get(length + 2..).unwrap_or_default().trim_start();
        let unit = ["%", "mmol", "mM", "mg", "g/", "kg", "cm", "mm", "ng", "x ULN", "x the"]
            .iter()
            .any(|unit| after.starts_with(unit));
        if leading >= 2 || leading == 1 && unit {
            let decimal = bytes.get(length + 1).map_or('0', |b| char::from(*b));
            return (format!("{plain}.{decimal}").parse().unwrap_or(f64::NAN), length + 2);
        }
    }
    while bytes.get(length) == Some(&b',')
        && (1..=3).contains(&leading)
        && (1..=3).all(|k| digit(length + k))
        && !digit(length + 4)
    {
        plain.extend((1..=3).filter_map(|k| bytes.get(length + k)).map(|b| char::from(*b)));
        length += 4;
    }
    if bytes.get(length) == Some(&b'.') && digit(length + 1) {
        plain.push('.');
        length += 1;
        while digit(length) {
            plain.extend(bytes.get(length).map(|b| char::from(*b)));
            length += 1;
        }
    }
    (plain.parse().unwrap_or(f64::NAN), length)
}

/// A word is letters and digits, with single hyphens, apostrophes and dots (`i.e`) between letters.
fn word_length(text: &str) -> usize {
    let letters = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    // Most words are plain letters and end at a blank.
    if matches!(text.as_bytes().get(letters), None | Some(b' ' | b',' | b'(' | b')' | b'/' | b';' | b':')) {
        return letters;
    }
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inner = matches!(c, '-' | '\'') || (c == '.' && end <= 3 && matches!(text.get(..at), Some("i" | "e" | "vs")));
        let goes_on = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric())
            && !(c == '-' && text.get(..at).is_some_and(is_numeral));
        if c.is_alphanumeric() || (inner && goes_on) {
            end = at + c.len_utf8();
        } else {
            break;
        }
    }
    end
}

/// `III-IV` is a range of two numerals.
fn is_numeral(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| matches!(c, 'I' | 'V'))
}

fn sign(text: &str, first: char) -> (Kind, usize) {
    const COMPARISONS: &[(&str, Compare)] = &[
        (">/=", Compare::GreaterOrEqual),
        ("</=", Compare::LessOrEqual),
        ("=/>", Compare::GreaterOrEqual),
        ("=/<", Compare::LessOrEqual),
        ("> or equal to", Compare::GreaterOrEqual),
        ("< or equal to", Compare::LessOrEqual),
        ("> or =", Compare::GreaterOrEqual),
        ("< or =", Compare::LessOrEqual),
        (">or=", Compare::GreaterOrEqual),
        ("<or=", Compare::LessOrEqual),
        (">or =", Compare::GreaterOrEqual),
        ("<or =", Compare::LessOrEqual),
        ("= or >", Compare::GreaterOrEqual),
        ("= or <", Compare::LessOrEqual),
        (">=", Compare::GreaterOrEqual),
        ("=>", Compare::GreaterOrEqual),
        ("> =", Compare::GreaterOrEqual),
        ("<=", Compare::LessOrEqual),
        ("=<", Compare::LessOrEqual),
        ("< =", Compare::LessOrEqual),
        (">", Compare::Greater),
        ("<", Compare::Less),
        ("=", Compare::Equal),
    ];
    let compares = matches!(first, '<' | '>' | '=');
    match COMPARISONS.iter().find(|(written, _)| compares && text.starts_with(written)) {
        Some((written, compare)) => (Kind::Compare(*compare), written.len()),
        None => (Kind::Sign(first), first.len_utf8()),
    }
}

#[cfg(test)]
mod tests;
