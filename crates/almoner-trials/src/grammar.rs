//! What a criterion says: a closed grammar around the names of the dictionary.
//!
//! The rule of the house is that a wrong reading is worse than none. Every token must be accounted for, as part of a form,
//! as a word that adds nothing, or as a narrowing that becomes `Opaque` beside what it narrows. A statement with anything
//! else in it is `Opaque` as a whole. Where English leaves open whether "A and B" means both or either, the tree says so:
//! it is met by both, not met by neither, and opaque between.

use std::ops::Range;

use almoner_eligibility::{Aspect, Atom, Bound, Expr, Method, Node, Section, TextSpan, Thing, When};
use almoner_terms::Terms;

use crate::lex::{Kind, Lexed, Token};
use crate::record::AgeLimit;

mod age;
mod arranged;
mod aside;
mod chunk;
mod counted;
mod course;
mod courses;
mod either;
mod except;
mod fertile;
mod follow;
mod generic;
mod holds;
mod label;
mod lead;
mod list;
mod manner;
mod measure;
mod person;
mod phrase;
mod qualify;
mod settle;
mod sums;
mod value;
mod when;
mod whom;
mod words;

pub(crate) use words::{is_for_everyone, names_a_part};

/// The upper age limit of a structured field: `65 Years` includes everyone who is 65.
pub(crate) fn age_ceiling(limit: AgeLimit) -> Bound {
    Bound { value: limit.0, inclusive: true }
}

/// Longest criterion that is read, in bytes and in tokens.
const LONGEST: usize = 4000;
const MOST_TOKENS: usize = 500;

/// The expression of a criterion's normalized text. Spans count its bytes. `hint`: what kind of things its heading lists.
pub(crate) fn parse(terms: &Terms, text: &str, section: Section, hint: Option<Thing>) -> Node {
    let whole = TextSpan { start: 0, end: u32::try_from(text.len()).unwrap_or(u32::MAX) };
    let opaque = Node { expr: Expr::Opaque, source: whole, method: Method::None };
    // Beyond this a line is a document, and no reading of it as one statement is worth its risk.
    if text.len() > LONGEST {
        return opaque;
    }
    let lexed = Lexed::new(terms, text);
    if lexed.tokens.len() > MOST_TOKENS {
        return opaque;
    }
    let aside::Aside { tokens, groups, examples } = aside::set_aside(terms, &lexed);
    let grammar =
        Grammar { terms, lexed: &lexed, tokens: &tokens, groups: &groups, section, holds: holds::Holds::new(terms, &lexed) };
    let mut node = grammar.sentences();
    grammar.read_phrases(&mut node, phrase::Beside::Nothing, hint);
    drop_always(&mut node);
    grammar.read_values(&mut node);
    grammar.settle_manner(&mut node);
    grammar.settle_times(&mut node);
    node.source = whole;
    grammar.name_sex(&mut node);
    grammar.name_relatives(&mut node);
    grammar.name_what_is_left(&mut node);
    grammar.name_examples(&mut node, &examples);
    grammar.name_values(&mut node);
    node.source = whole;
    node
}

/// Takes out of conjunctions what always holds, such as "at screening" beside what is asked of now.
fn drop_always(node: &mut Node) {
    match &mut node.expr {
        Expr::And(parts) => {
            parts.iter_mut().for_each(drop_always);
            let always = |part: &Node| matches!(&part.expr, Expr::And(none) if none.is_empty());
            if parts.iter().any(|part| !always(part)) {
                parts.retain(|part| !always(part));
            }
            if parts.len() == 1
                && let Some(only) = parts.pop()
            {
                *node = Node { source: node.source, ..only };
            }
        }
        Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
            parts.iter_mut().for_each(drop_always)
        }
        Expr::Not(part) => drop_always(part),
        Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
            drop_always(a);
            drop_always(b);
        }
        Expr::Atom(_) | Expr::Opaque => {}
    }
}

/// The window of time that a heading names, such as `Excluded within 4 weeks of study entry`.
pub(crate) fn window_in(terms: &Terms, text: &str) -> Option<When> {
    let lexed = Lexed::new(terms, text);
    let end = lexed.tokens.len();
    (0..end).find_map(|at| when::window(&mut Cursor { terms, lexed: &lexed, tokens: &lexed.tokens, at, end }))
}

/// The window that a text is and nothing else, such as `within 4 weeks prior to study entry`.
fn whole_window(terms: &Terms, text: &str) -> Option<When> {
    let lexed = Lexed::new(terms, text);
    let mut cursor = Cursor { terms, lexed: &lexed, tokens: &lexed.tokens, at: 0, end: lexed.tokens.len() };
    when::window(&mut cursor).filter(|_| cursor.done())
}

/// "A and B" that may mean both or either: met by both, not met by neither, unknown between.
pub(crate) fn both_or_either(nodes: Vec<Node>, place: TextSpan, source: TextSpan) -> Node {
    let node = |expr, source, method| Node { expr, source, method };
    let both = node(Expr::And(nodes.clone()), source, Method::Terminology);
    let reading = Atom::Qualifier { aspect: Aspect::Reading, value: "both or either".to_owned(), any_of: Vec::new() };
    let reading = node(Expr::Atom(reading), place, Method::Grammar);
    let open = node(Expr::Or(vec![both, reading]), source, Method::Terminology);
    let either = node(Expr::Or(nodes), source, Method::Terminology);
    node(Expr::And(vec![either, open]), source, Method::Terminology)
}

/// Gives every question that has no window of its own another time.
pub(crate) fn recall(node: &mut Node, to: When) {
    match &mut node.expr {
        Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
            parts.iter_mut().for_each(|part| recall(part, to))
        }
        Expr::Not(part) => recall(part, to),
        Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
            recall(a, to);
            recall(b, to);
        }
        Expr::Atom(
            Atom::Condition { when, .. }
            | Atom::Medication { when, .. }
            | Atom::Procedure { when, .. }
            | Atom::Named { when, .. },
        ) if *when == When::Now || (*when == When::Ever && to != When::Now) => {
            *when = to;
        }
        // "History of" does not turn a present pregnancy into a past one; a window does.
        Expr::Atom(Atom::Social { when, .. }) if *when == When::Now && to != When::Ever => *when = to,
        _ => {}
    }
}

/// What a statement stands in: whether it is being denied.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    Affirmed,
    Denied,
}

struct Grammar<'g, 'a> {
    terms: &'g Terms,
    lexed: &'g Lexed<'a>,
    tokens: &'g [Token],
    groups: &'g [Range<usize>],
    section: Section,
    /// What the whole line holds.
    holds: holds::Holds,
}

/// A place in the tokens of one statement.
#[derive(Clone)]
struct Cursor<'g, 'a> {
    terms: &'g Terms,
    lexed: &'g Lexed<'a>,
    tokens: &'g [Token],
    at: usize,
    end: usize,
}

impl<'g> Cursor<'g, '_> {
    fn token(&self) -> Option<&'g Token> {
        if self.at < self.end { self.tokens.get(self.at) } else { None }
    }

    fn kind(&self) -> Option<Kind> {
        self.token().map(|token| token.kind)
    }

    fn word(&self) -> Option<&'g str> {
        self.token().filter(|token| token.kind == Kind::Word).map(|token| self.lexed.word(token))
    }

    fn word_at(&self, ahead: usize) -> Option<&'g str> {
        let at = self.at + ahead;
        let token = if at < self.end { self.tokens.get(at) } else { None };
        token.filter(|token| token.kind == Kind::Word).map(|token| self.lexed.word(token))
    }

    /// Takes the words if they come next, whole.
    fn eat(&mut self, words: &[&str]) -> bool {
        let fits = words.iter().enumerate().all(|(ahead, word)| {
            let at = self.at + ahead;
            let token = if at < self.end { self.tokens.get(at) } else { None };
            token.is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Named(..)) && self.lexed.word(token) == *word)
        });
        if fits {
            self.at += words.len();
        }
        fits
    }

    /// Takes the first of several phrases that comes next.
    fn eat_any(&mut self, phrases: &[&[&str]]) -> bool {
        let token = if self.at < self.end { self.tokens.get(self.at) } else { None };
        let Some(token) = token.filter(|token| matches!(token.kind, Kind::Word | Kind::Named(..))) else { return false };
        let first = self.lexed.word(token);
        // Most tables of phrases have none that begins with the word: one length and byte tell.
        let byte = first.as_bytes().first();
        let begins = |word: &&str| word.len() == first.len() && word.as_bytes().first() == byte && *word == first;
        phrases.iter().any(|phrase| phrase.first().is_some_and(begins) && self.eat(phrase))
    }

    fn eat_sign(&mut self, sign: char) -> bool {
        let fits = self.kind() == Some(Kind::Sign(sign));
        self.at += usize::from(fits);
        fits
    }

    fn done(&self) -> bool {
        self.at >= self.end
    }

    /// Last byte of the token before the cursor.
    fn before_end(&self) -> Option<usize> {
        self.tokens.get(self.at.checked_sub(1)?).map(|token| crate::lex::size(token.end))
    }
}

impl<'g, 'a> Grammar<'g, 'a> {
    fn cursor(&self, range: &Range<usize>) -> Cursor<'g, 'a> {
        Cursor { terms: self.terms, lexed: self.lexed, tokens: self.tokens, at: range.start, end: range.end }
    }

    fn span(&self, range: &Range<usize>) -> TextSpan {
        let start = self.tokens.get(range.start).map_or(0, |token| token.start);
        let end = range.end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |token| token.end);
        TextSpan { start, end: end.max(start) }
    }

    fn opaque(&self, range: &Range<usize>) -> Node {
        Node { expr: Expr::Opaque, source: self.span(range), method: Method::None }
    }

    fn node(&self, expr: Expr, range: &Range<usize>, method: Method) -> Node {
        Node { expr, source: self.span(range), method }
    }

    fn person(&self, range: &Range<usize>) -> Node {
        self.node(Expr::Atom(Atom::Person), range, Method::Grammar)
    }

    fn word(&self, at: usize) -> &'g str {
        self.tokens.get(at).map_or("", |token| self.lexed.word(token))
    }

    fn is_word(&self, at: usize, word: &str) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Named(..)) && self.lexed.word(token) == word)
    }

    /// Cuts at full stops and semicolons, and joins what each sentence says.
    fn sentences(&self) -> Node {
        let mut ranges = Vec::new();
        let mut from = 0;
        let mut counting = false;
        for (at, token) in self.tokens.iter().enumerate() {
            counting |= token.kind == Kind::Sign(':') && self.counts_on(&(from..at));
            let stop = match token.kind {
                Kind::Sign('.') => {
                    let next = self.tokens.get(at + 1);
                    next.is_none_or(|next| {
                        next.start > token.end
                            && self.lexed.written(next).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                    })
                }
                Kind::Sign(';') => !counting,
                _ => false,
            };
            if stop {
                ranges.push(from..at);
                from = at + 1;
                counting = false;
            } else if at > from && !counting && self.begins_anew(at) {
                ranges.push(from..at);
                from = at;
            }
        }
        ranges.push(from..self.tokens.len());
        let ranges: Vec<_> = ranges.into_iter().map(|range| self.trim(range)).filter(|range| !range.is_empty()).collect();
        let whole = 0..self.tokens.len();
        match ranges.as_slice() {
            // "AND" on a line of its own.
            [] if !whole.is_empty() && whole.clone().any(|at| matches!(self.word(at), "and" | "or")) => {
                let expr = if self.section == Section::Inclusion { Expr::And(Vec::new()) } else { Expr::Or(Vec::new()) };
                self.node(expr, &whole, Method::Grammar)
            }
            [] => self.opaque(&whole),
            [one] => self.statement(one),
            several => self.join(several, &whole),
        }
    }

    /// Whether a capital begins another statement without a stop before it, as where line breaks were lost: `renal impairment
    /// Pregnant or nursing`.
    fn begins_anew(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let written = self.lexed.written(token);
        let mut letters = written.chars();
        let capital = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
        if !capital || !words::begins_statements(self.word(at)) {
            return false;
        }
        let Some(before) = at.checked_sub(1).and_then(|before| self.tokens.get(before)) else { return false };
        match before.kind {
            Kind::Number(_) | Kind::Named(..) | Kind::Group(_) | Kind::Sign('%') => true,
            Kind::Word => {
                let word = self.lexed.word(before);
                let lower = self.lexed.written(before).starts_with(char::is_lowercase);
                lower && word.len() > 2 && !words::is_filler(word) && !words::leans_on(word)
            }
            _ => false,
        }
    }

    /// Several sentences of one criterion: each must hold for inclusion, any excludes. A sentence that permits or explains
    /// bears on the others in a way that is not understood, so the others decide nothing against its sense.
    fn join(&self, ranges: &[Range<usize>], whole: &Range<usize>) -> Node {
        let mut says = Vec::new();
        let mut explains = Vec::new();
        for range in ranges {
            if self.explains(range) {
                explains.push(self.opaque(range));
            } else {
                says.push(self.statement(range));
            }
        }
        let inclusion = self.section == Section::Inclusion;
        if says.is_empty() || says.iter().all(|node| node.expr == Expr::Opaque) {
            return self.opaque(whole);
        }
        let base = match says.len() {
            1 => says.remove(0),
            _ if inclusion => self.node(Expr::And(says), whole, Method::Grammar),
            _ => self.node(Expr::Or(says), whole, Method::Grammar),
        };
        if explains.is_empty() {
            return base;
        }
        explains.insert(0, base);
        let expr = if inclusion { Expr::Or(explains) } else { Expr::And(explains) };
        self.node(expr, whole, Method::Grammar)
    }

    /// Whether a sentence speaks about the other sentences rather than about the patient.
    fn explains(&self, range: &Range<usize>) -> bool {
        let speaks = |at: usize| {
            matches!(
                self.word(at),
                "allowed"
                    | "permitted"
                    | "eligible"
                    | "acceptable"
                    | "exempt"
                    | "permissible"
                    | "allowable"
                    | "waived"
                    | "ineligible"
                    | "exception"
                    | "exceptions"
            )
        };
        let opens = matches!(
            self.word(range.start),
            "note"
                | "this"
                | "these"
                | "such"
                | "however"
                | "if"
                | "e.g"
                | "i.e"
                | "for"
                | "it"
                | "they"
                | "in"
                | "but"
                | "defined"
                | "when"
                | "unless"
                | "except"
                | "otherwise"
                | "exclusion"
                | "inclusion"
                | "examples"
                | "including"
                | "see"
        );
        let has = |wanted: &str| range.clone().any(|at| self.word(at) == wanted);
        opens || range.clone().any(speaks) && !self.names_exception(range) || has("excluded") && has("not")
    }

    /// `X with the exception of Y` tells its exception itself.
    fn names_exception(&self, range: &Range<usize>) -> bool {
        let speaks = |at: usize| {
            matches!(
                self.word(at),
                "allowed"
                    | "permitted"
                    | "eligible"
                    | "acceptable"
                    | "exempt"
                    | "permissible"
                    | "allowable"
                    | "waived"
                    | "ineligible"
                    | "exceptions"
            )
        };
        let with = |at: usize| {
            self.word(at) == "exception"
                && self.is_word(at + 1, "of")
                && at.checked_sub(1).is_some_and(|before| self.is_word(before, "the") || self.is_word(before, "with"))
        };
        range.clone().skip(1).any(with) && !range.clone().any(speaks)
    }

    /// Drops signs at both ends.
    fn trim(&self, range: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = range;
        let loose = |at: usize| {
            matches!(
                self.tokens.get(at).map(|token| token.kind),
                Some(Kind::Sign('.' | ',' | ';' | ':' | '-' | '*' | '"' | '\''))
            )
        };
        while start < end && loose(start) {
            start += 1;
        }
        while start < end && loose(end - 1) {
            end -= 1;
        }
        // "..., and" at the end of a line joins it to the next one.
        while start < end && (self.is_word(end - 1, "and") || self.is_word(end - 1, "or") || loose(end - 1)) {
            end -= 1;
        }
        while start < end && (self.is_word(start, "and") || self.is_word(start, "or")) {
            start += 1;
        }
        start..end
    }

    /// One sentence.
    fn statement(&self, range: &Range<usize>) -> Node {
        let range = self.trim(range.clone());
        if range.is_empty() {
            return self.opaque(&range);
        }
        if let Some(node) = self.counted(&range) {
            return node;
        }
        if let Some(node) = self.pregnancy_test(&range).or_else(|| self.measured_by_rules(&range)) {
            return node;
        }
        if let Some(node) = self
            .of_two_sexes(&range)
            .or_else(|| self.of_two_ages(&range))
            .or_else(|| self.outside_ages(&range))
            .or_else(|| self.who_are_not(&range))
            .or_else(|| self.denied_by_its_name(&range))
        {
            return node;
        }
        if let Some(node) = self
            .pregnant_beside_person(&range)
            .or_else(|| self.judgement(&range))
            .or_else(|| self.field(&range))
            .or_else(|| self.if_of_sex(&range))
            .or_else(|| self.excluded_if(&range))
            .or_else(|| self.if_then(&range))
        {
            return node;
        }
        if let Some(node) =
            self.general(&range).or_else(|| self.adequate_values(&range)).or_else(|| self.adequate_as(&range))
        {
            return node;
        }
        let mut denies = self.cursor(&range);
        if self.denial(&mut denies)
            && let Some(node) = self.general(&(denies.at..range.end))
        {
            // An exclusion that denies again is for the person too.
            let deny = self.section == Section::Inclusion;
            return if deny { self.node(Expr::Not(Box::new(node)), &range, Method::Grammar) } else { node };
        }
        if let Some(node) = self.performance(&range).or_else(|| self.courses(&range)) {
            return node;
        }
        if self.section == Section::Inclusion
            && let Some(node) = self.recovered(&range).or_else(|| self.is_required(&range))
        {
            return node;
        }
        if let Some(node) = self.not_specifically(&range) {
            return node;
        }
        if let Some(node) = self.allowed_if(&range) {
            return node;
        }
        if self.permits(&range) || self.asks_nothing(&range) {
            let expr = if self.section == Section::Inclusion { Expr::And(Vec::new()) } else { Expr::Or(Vec::new()) };
            return self.node(expr, &range, Method::Grammar);
        }
        if self.explains(&range) && !self.says_excluded(&range) {
            return self.opaque(&range);
        }
        if let Some(node) = self.since(&range).or_else(|| self.naive(&range)) {
            return node;
        }
        if let Some(node) = self.denied_label(&range) {
            return node;
        }
        if let Some((range, node)) = self.label(&range) {
            let rest = self.statement(&range);
            return match node {
                None => rest,
                Some(label) => self.conditional(label, rest, &range),
            };
        }
        if let Some(node) = self.exception(&range).or_else(|| self.denied_of_sex(&range)).or_else(|| self.of_whom(&range)) {
            return node;
        }
        let (range, turned) = self.excluded_tail(range);
        let mut cursor = self.cursor(&range);
        if self.denial(&mut cursor) {
            let rest = cursor.at..range.end;
            let node = self.list(&rest, Sense::Denied);
            if node.expr == Expr::Opaque || rest.is_empty() {
                return self.opaque(&range);
            }
            // "Must not be pregnant" among exclusions repeats the denial of its list. "No prior stroke" may repeat it or not: not
            // decided.
            if self.section == Section::Exclusion && !turned && self.demands(&(range.start..rest.start)) {
                return node;
            }
            // "Without X" and "never X" are said of those who lack it, in a list of what excludes too.
            let lacks = matches!(self.word(range.start), "without" | "never");
            if self.section == Section::Exclusion && !lacks || turned {
                return self.opaque(&range);
            }
            return self.node(Expr::Not(Box::new(node)), &range, Method::Grammar);
        }
        if turned && self.section == Section::Inclusion {
            let node = self.list(&range, Sense::Denied);
            if node.expr == Expr::Opaque {
                return node;
            }
            return self.node(Expr::Not(Box::new(node)), &range, Method::Grammar);
        }
        let sense = if self.section == Section::Exclusion { Sense::Denied } else { Sense::Affirmed };
        let node = self.list(&range, sense);
        if node.expr == Expr::Opaque
            && let Some(values) = self.values_in_a_row(&range, false)
        {
            return values;
        }
        node
    }

    /// `None`, `Not applicable`, `Both genders are eligible`.
    fn asks_nothing(&self, range: &Range<usize>) -> bool {
        const NOTHING: &[&[&str]] = &[
            &["none"],
            &["n", "/", "a"],
            &["not", "applicable"],
            &["both", "genders"],
            &["both", "sexes"],
            &["all", "genders"],
            &["any", "gender"],
            &["either", "gender"],
            &["either", "sex"],
            &["males", "and", "females"],
            &["men", "and", "women"],
            &["male", "and", "female"],
            &["male", "or", "female"],
            &["both", "female", "and", "male", "genders"],
            &["both", "male", "and", "female", "genders"],
            &["both", "male", "and", "female"],
            &["any", "race", "or", "ethnicity"],
            &["any", "race"],
            &["any", "ethnicity"],
            &["all", "races"],
            &["of", "any", "race"],
        ];
        // "[As per amendment 3:": when a line was written.
        if range.len() <= 8 && range.clone().any(|at| self.is_word(at, "amendment")) {
            return true;
        }
        // "See Disease Characteristics": it is asked there.
        if self.is_word(range.start, "see") && range.len() <= 6 {
            return true;
        }
        let mut cursor = self.cursor(range);
        let said = NOTHING.iter().any(|words| {
            let mut probe = cursor.clone();
            let all = words.iter().all(|word| {
                let fits = probe.token().is_some_and(|token| self.lexed.word(token) == *word);
                probe.at += usize::from(fits);
                fits
            });
            if all {
                cursor.at = probe.at;
            }
            all
        });
        cursor.eat_any(&[&["are", "eligible"], &["eligible"], &["will", "be", "included"], &["are", "included"]]);
        cursor.eat_any(&[&["for", "the", "study"], &["for", "this", "study"], &["for", "study"], &["for", "inclusion"]]);
        said && cursor.done()
    }

    /// `Prior radiotherapy allowed`: a permission asks nothing.
    fn permits(&self, range: &Range<usize>) -> bool {
        let allows =
            range.end.checked_sub(1).is_some_and(|last| ["allowed", "permitted", "acceptable"].contains(&self.word(last)))
                || self.may_have(range);
        allows
            && !range.clone().any(|at| {
                matches!(
                    self.word(at),
                    "not"
                        | "no"
                        | "only"
                        | "if"
                        | "unless"
                        | "except"
                        | "must"
                        | "than"
                        | "never"
                        | "least"
                        | "provided"
                        | "when"
                        | "maximum"
                        | "within"
                        | "before"
                        | "after"
                        | "until"
                        | "during"
                )
            })
            && !range.clone().any(|at| {
                self.tokens.get(at).is_some_and(|token| match token.kind {
                    Kind::Group(number) => !self.empty_group(number),
                    Kind::Number(_) | Kind::Compare(_) | Kind::Sign(':') => true,
                    _ => false,
                })
            })
    }

    /// `Patients may have received prior chemotherapy`.
    fn may_have(&self, range: &Range<usize>) -> bool {
        let mut cursor = self.cursor(range);
        while matches!(cursor.word(), Some("patients" | "patient" | "subjects" | "subject" | "participants" | "the")) {
            cursor.at += 1;
        }
        cursor.eat_any(&[
            &["may", "have", "had"],
            &["may", "have", "received"],
            &["can", "have", "had"],
            &["can", "have", "received"],
            &["may", "have"],
            &["may", "be", "receiving"],
            &["may", "receive"],
        ])
    }

    /// `At least 4 weeks since prior chemotherapy (6 weeks for nitrosoureas) and recovered`: none within that time.
    fn since(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        let (compare, window) = when::elapsed(&mut cursor)?;
        let mut rest = cursor.at..range.end;
        let inclusion = self.section == Section::Inclusion;
        let long = matches!(compare, crate::lex::Compare::Greater | crate::lex::Compare::GreaterOrEqual);
        if long != inclusion {
            // "No more than 8 weeks since diagnosis", "more than a year since": asked the other way round.
            let when = if long { When::Before(window) } else { When::Within(window) };
            let mut node = self.list(&rest, Sense::Affirmed);
            chunk::set_when(&mut node, when);
            return Some(node);
        }
        let mut more = Vec::new();
        if inclusion
            && let Some((end, recovered)) = rest
                .clone()
                .skip(1)
                .filter(|at| self.is_word(*at, "and") || self.is_word(*at, "with"))
                .find_map(|at| Some((at, self.recovered(&(at + 1..rest.end))?)))
        {
            more.push(recovered);
            rest = self.trim(rest.start..end);
        }
        if let Some(Kind::Group(number)) =
            rest.end.checked_sub(1).and_then(|last| self.tokens.get(last)).map(|token| token.kind)
            && inclusion
            && let Some(other) = self.other_interval(number, rest.end - 1)
        {
            more.push(other);
            rest.end -= 1;
        }
        let mut node = self.list(&rest, Sense::Denied);
        if node.expr == Expr::Opaque {
            return Some(self.opaque(range));
        }
        chunk::set_when(&mut node, When::Within(window));
        if !long {
            return Some(node);
        }
        let mut node = self.node(Expr::Not(Box::new(node)), range, Method::Grammar);
        if !more.is_empty() {
            more.insert(0, node);
            node = self.node(Expr::And(more), range, Method::Grammar);
        }
        Some(node)
    }

    /// `(6 weeks for nitrosoureas or mitomycin)` after an interval: the longer one of these drugs.
    fn other_interval(&self, number: u32, at: usize) -> Option<Node> {
        let inner = self.groups.get(crate::lex::size(number))?.clone();
        let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
        let mut cursor = within.cursor(&inner);
        cursor.eat_any(&[&["at", "least"]]);
        let days = when::duration(&mut cursor)?;
        if !cursor.eat_any(&[&["for", "prior"], &["since", "prior"], &["for"], &["since"], &["after"], &["if"], &["from"]]) {
            return None;
        }
        let mut node = within.list(&(cursor.at..inner.end), Sense::Denied);
        let plain = |node: &Node| matches!(node.expr, Expr::Atom(Atom::Medication { .. } | Atom::Procedure { .. }));
        let drugs = plain(&node) || matches!(&node.expr, Expr::Or(parts) if parts.iter().all(plain));
        if !drugs {
            return None;
        }
        chunk::set_when(&mut node, When::Within(almoner_eligibility::Window { days }));
        node.source = self.span(&(at..at + 1));
        Some(self.node(Expr::Not(Box::new(node)), &(at..at + 1), Method::Grammar))
    }

    /// A statement that holds only under a condition that is not understood.
    fn conditional(&self, condition: Node, then: Node, range: &Range<usize>) -> Node {
        if then.expr == Expr::Opaque {
            return self.opaque(range);
        }
        let expr = match self.section {
            Section::Inclusion => Expr::IfThen { condition: Box::new(condition), then: Box::new(then) },
            Section::Exclusion => Expr::And(vec![condition, then]),
        };
        self.node(expr, range, Method::Grammar)
    }

    fn says_excluded(&self, range: &Range<usize>) -> bool {
        self.excluded_tail(range.clone()).1
    }

    /// `... will be excluded`, `... are not eligible`: the sentence excludes, wherever it stands.
    fn excluded_tail(&self, range: Range<usize>) -> (Range<usize>, bool) {
        const TAILS: &[&[&str]] = &[
            &["will", "be", "excluded"],
            &["are", "excluded"],
            &["is", "excluded"],
            &["should", "be", "excluded"],
            &["must", "be", "excluded"],
            &["are", "not", "eligible"],
            &["is", "not", "eligible"],
            &["are", "ineligible"],
            &["will", "not", "be", "eligible"],
            &["not", "eligible"],
            &["excluded"],
            &["are", "to", "be", "excluded"],
            &["are", "not", "allowed"],
            &["is", "not", "allowed"],
            &["not", "allowed"],
            &["not", "permitted"],
        ];
        let mut end = range.end;
        while end > range.start
            && matches!(
                self.word(end - 1),
                "from"
                    | "in"
                    | "for"
                    | "to"
                    | "the"
                    | "this"
                    | "clinical"
                    | "study"
                    | "trial"
                    | "protocol"
                    | "participation"
                    | "enrollment"
                    | "participate"
                    | "studies"
            )
        {
            end -= 1;
        }
        // "From the study" belongs to "excluded", and to nothing else.
        let end = if ["excluded", "eligible", "ineligible"].iter().any(|word| self.is_word(end.saturating_sub(1), word)) {
            end
        } else {
            range.end
        };
        for tail in TAILS {
            let Some(start) = end.checked_sub(tail.len()).filter(|start| *start > range.start) else { continue };
            if tail.iter().enumerate().all(|(at, word)| self.is_word(start + at, word)) {
                return (range.start..start, true);
            }
        }
        (range, false)
    }

    /// Takes a denial at the start of a sentence, with the words that lead to it.
    fn denial(&self, cursor: &mut Cursor<'g, 'a>) -> bool {
        let mark = cursor.at;
        while cursor.word().is_some_and(|word| words::is_lead(word) && !matches!(word, "other" | "of" | "with")) {
            cursor.at += 1;
        }
        if cursor.eat(&["with"]) && !matches!(cursor.word(), Some("no" | "out")) {
            cursor.at = mark;
        }
        let phrases: &[&[&str]] = &[
            &["no", "evidence", "or", "history", "of"],
            &["no", "history", "or", "evidence", "of"],
            &["no", "evidence", "of"],
            &["no", "known"],
            &["no", "clinical", "evidence", "of"],
            &["not", "have", "had"],
            &["not", "have", "any"],
            &["not", "have", "a"],
            &["not", "have"],
            &["not", "had"],
            &["not", "currently"],
            &["not", "be"],
            &["not", "been"],
            &["not"],
            &["no"],
            &["without", "evidence", "of"],
            &["without"],
            &["absence", "of"],
            &["free", "of"],
            &["negative", "for"],
            &["never", "had"],
            &["never"],
            &["none", "of"],
            &["may", "not", "have"],
            &["may", "not", "be"],
            &["cannot", "have"],
            &["cannot", "be"],
            &["do", "not", "have"],
            &["does", "not", "have"],
            &["seronegative", "for"],
            &["lack", "of"],
        ];
        let mut probe = cursor.clone();
        if probe.eat_any(phrases) {
            // `no more than` and `not less than` compare; `not able` and `not willing` are a person's.
            let comparing = value::comparison(&mut cursor.clone()).is_some();
            let else_where = matches!(
                probe.word(),
                Some("only" | "yet" | "limited" | "necessarily" | "able" | "willing" | "expected" | "less" | "more")
            );
            if !comparing && !else_where {
                cursor.at = probe.at;
                return true;
            }
        }
        cursor.at = mark;
        false
    }

    /// Whether words lay down a rule: `must not have`, `may not be`.
    fn demands(&self, range: &Range<usize>) -> bool {
        range.clone().any(|at| matches!(self.word(at), "must" | "should" | "may"))
    }

    /// The key of the concept that a token names.
    fn key(&self, at: usize) -> Option<&'g str> {
        match self.tokens.get(at).map(|token| token.kind) {
            Some(Kind::Named(concept, _)) => self.terms.concept(concept).map(|concept| concept.key.as_str()),
            _ => None,
        }
    }
}
