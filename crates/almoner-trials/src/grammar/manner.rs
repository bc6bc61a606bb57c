//! The dose and the route of a drug, from the words that stand beside it.
//!
//! What narrows a drug stands as a qualifier beside it; where all of its words are an amount in a time ("> 10 mg / day") or routes
//! ("oral or intravenous"), they become part of the question. One drug beside them, and no other thing: of "oral X, Y and Z" nobody tells
//! whether all are meant. An amount without a time, of one day or of one administration, stays a qualifier.

use almoner_base::ConceptId;
use almoner_eligibility::{Aspect, Atom, Bound, DoseTest, Expr, Manner, Node, Section, Thing, When, Window};
use almoner_facts::Route;
use almoner_nlp::dosing::{dose_unit, route_of};
use almoner_terms::{ConceptKind, Terms};

use super::{Cursor, Grammar, value, when};
use crate::lex::{Compare, Lexed};

/// What words say of a dose.
struct Told {
    low: Option<Bound>,
    high: Option<Bound>,
    unit: String,
    /// "Of prednisone or equivalent".
    equivalent: Option<Equivalent>,
}

enum Equivalent {
    /// Of the drug that stands beside.
    Own,
    Of(ConceptId),
}

impl Grammar<'_, '_> {
    /// Moves doses and routes into the questions about their drugs.
    pub(super) fn settle_manner(&self, node: &mut Node) {
        match &mut node.expr {
            Expr::And(parts) => parts.iter_mut().for_each(|part| self.settle_manner(part)),
            Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
                parts.iter_mut().for_each(|part| self.settle_manner(part))
            }
            Expr::Not(part) => self.settle_manner(part),
            Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
                self.settle_manner(a);
                self.settle_manner(b);
            }
            Expr::Atom(_) | Expr::Opaque => {}
        }
        if let Expr::And(parts) = &mut node.expr {
            let equivalent = self.speaks_of_equivalents(parts, node.source.end);
            self.given(parts, equivalent);
            if parts.len() == 1
                && let Some(only) = parts.pop()
            {
                *node = Node { source: node.source, ..only };
            }
        }
    }

    /// Whether the words of the parts, or those right behind, name what is equivalent.
    fn speaks_of_equivalents(&self, parts: &[Node], end: u32) -> bool {
        const BEHIND: usize = 24;
        let start = parts.iter().map(|part| crate::lex::size(part.source.start)).min().unwrap_or(0);
        let text = self.lexed.text;
        let mut to = (crate::lex::size(end) + BEHIND).min(text.len());
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        text.get(start..to).is_some_and(|words| words.to_ascii_lowercase().contains("equivalent"))
    }

    fn given(&self, parts: &mut Vec<Node>, equivalent: bool) {
        self.steady(parts);
        let mut drugs = (0..parts.len()).filter(|at| {
            parts.get(*at).is_some_and(|part| {
                !matches!(&part.expr, Expr::Atom(Atom::Qualifier { .. } | Atom::Participation { .. } | Atom::Person))
            }) && !parts.get(*at).is_some_and(only_qualifies)
        });
        let (Some(at), None) = (drugs.next(), drugs.next()) else { return };
        let Some(Expr::Atom(Atom::Medication { any_of, manner, .. })) = parts.get(at).map(|part| &part.expr) else { return };
        let [drug] = any_of.as_slice() else { return };
        let (drug, mut manner, mut any_of) = (*drug, manner.clone(), any_of.clone());
        let (before, whole) = (manner.clone(), parts.clone());
        let mut keep = |part: &mut Node| self.take(part, drug, &mut manner, &mut any_of, equivalent);
        let kept: Vec<bool> = parts.iter_mut().map(&mut keep).collect();
        // Of "topical, oral X" and "X (IV or oral)" in two pieces nobody tells here how they are joined.
        let left = parts.iter().zip(&kept).any(|(part, kept)| *kept && tells_route(part));
        if manner == before || (left && !manner.routes.is_empty()) {
            *parts = whole;
            return;
        }
        if let Some(Expr::Atom(Atom::Medication { any_of: asked, manner: how, .. })) =
            parts.get_mut(at).map(|part| &mut part.expr)
        {
            (*asked, *how) = (any_of, manner);
        }
        let mut kept = kept.into_iter();
        parts.retain(|_| kept.next().unwrap_or(true));
    }

    /// Moves `a stable dose`, `on a stable dose for at least 8 weeks` into the question about its drug.
    fn steady(&self, parts: &mut Vec<Node>) {
        // Among exclusions it spares who takes it so.
        if self.section != Section::Inclusion {
            return;
        }
        let said = |part: &Node| match &part.expr {
            Expr::Atom(Atom::Person) => {
                let source = crate::lex::size(part.source.start)..crate::lex::size(part.source.end);
                stable(self.terms, self.lexed.text.get(source)?)
            }
            Expr::Atom(Atom::Qualifier { value, .. }) => stable(self.terms, value),
            // "(Must be on a stable dose for 8 weeks)", read as a thing of its own.
            Expr::Atom(Atom::Named { kind: Thing::Medication, name, when, .. }) => match (stable(self.terms, name)?, when) {
                (None, When::Since(window)) => Some(Some(window.days)),
                (days, When::Now) => Some(days),
                _ => None,
            },
            _ => None,
        };
        let is_drug = |part: &Node| matches!(part.expr, Expr::Atom(Atom::Medication { .. }));
        if parts.iter().filter(|part| is_drug(part)).count() != 1 {
            return;
        }
        let Some((at, days)) = parts.iter().enumerate().find_map(|(at, part)| Some((at, said(part)?))) else { return };
        let length = |part: &Node| match &part.expr {
            Expr::Atom(Atom::Qualifier { aspect: Aspect::Duration | Aspect::Time, value, .. }) => {
                for_length(self.terms, value)
            }
            _ => None,
        };
        let lasts = parts.iter().enumerate().find_map(|(at, part)| Some((at, length(part)?)));
        let Some(Expr::Atom(Atom::Medication { manner, when, .. })) =
            parts.iter_mut().find(|part| is_drug(part)).map(|part| &mut part.expr)
        else {
            return;
        };
        let for_days = match (*when, days) {
            (When::Since(_), None) => None,
            (When::Now, None) => lasts,
            (When::Now | When::Ever, Some(days)) => Some((at, days)),
            _ => return,
        };
        manner.stable = true;
        let mut used = vec![at];
        if let Some((length, days)) = for_days {
            *when = When::Since(Window { days });
            used.push(length);
        }
        let mut index = 0..;
        parts.retain(|_| index.next().is_some_and(|index| !used.contains(&index)));
    }

    /// Takes what a qualifier says into the manner. Whether the part is to be kept.
    fn take(
        &self,
        part: &mut Node,
        drug: ConceptId,
        manner: &mut Manner,
        any_of: &mut Vec<ConceptId>,
        equivalent: bool,
    ) -> bool {
        if let Expr::And(inner) = &mut part.expr {
            if inner.iter().all(|node| matches!(node.expr, Expr::Atom(Atom::Qualifier { .. }))) {
                inner.retain_mut(|node| self.take(node, drug, manner, any_of, equivalent));
                return !inner.is_empty();
            }
            return true;
        }
        let Expr::Atom(Atom::Qualifier { aspect, value, .. }) = &part.expr else { return true };
        if *aspect == Aspect::Route {
            let Some(routes) = routes(value).filter(|_| manner.routes.is_empty()) else { return true };
            manner.routes = routes;
            return false;
        }
        let of_dose = matches!(aspect, Aspect::Dose | Aspect::Extent | Aspect::Site | Aspect::Value | Aspect::Definition);
        if manner.dose.is_some() || !of_dose || !value.bytes().any(|byte| byte.is_ascii_digit()) {
            return true;
        }
        let Some(told) = dose(self.terms, value) else { return true };
        let acts_alike = |drug: ConceptId| self.terms.concept(drug).is_some_and(|concept| concept.equivalent.is_some());
        let equivalent_to = match told.equivalent {
            Some(Equivalent::Of(other)) => Some(other),
            Some(Equivalent::Own) => Some(drug),
            None if equivalent => Some(drug),
            None => None,
        };
        // The dose of a class is that of no drug in it.
        let class = self.terms.concept(drug).is_some_and(|concept| concept.kind == ConceptKind::DrugClass);
        if class && equivalent_to.is_none() {
            return true;
        }
        if let Some(to) = equivalent_to {
            if !acts_alike(to) {
                return true;
            }
            // "Prednisone or equivalent" is any of those that act alike.
            if acts_alike(drug) {
                let Some(all) = self.terms.by_key("glucocorticoid") else { return true };
                *any_of = vec![all];
            }
        }
        manner.dose = Some(Box::new(DoseTest { low: told.low, high: told.high, unit: told.unit, equivalent_to }));
        false
    }
}

/// Whether a part is nothing but qualifiers, or says what the words are about and asks nothing.
fn only_qualifies(part: &Node) -> bool {
    match &part.expr {
        Expr::And(inner) => inner.iter().all(|node| matches!(node.expr, Expr::Atom(Atom::Qualifier { .. }))),
        Expr::AtLeast { count: 0, .. } | Expr::Opaque => true,
        _ => false,
    }
}

fn tells_route(part: &Node) -> bool {
    match &part.expr {
        Expr::Atom(Atom::Qualifier { aspect, .. }) => *aspect == Aspect::Route,
        Expr::And(inner) => inner.iter().any(tells_route),
        _ => false,
    }
}

/// `A stable dose`, with the days that it must have been so where they are named; `None` for any other words.
fn stable(terms: &Terms, text: &str) -> Option<Option<u32>> {
    let lexed = Lexed::new(terms, text);
    let mut cursor = Cursor { terms, lexed: &lexed, tokens: &lexed.tokens, at: 0, end: lexed.tokens.len() };
    cursor.eat_any(&[&["must", "be"], &["must", "have", "been"], &["treatment"], &["treated"], &["taken"], &["given"]]);
    cursor.eat_any(&[&["on"], &["at"], &["with"], &["in"], &["receiving"]]);
    cursor.eat_any(&[&["a"], &["an"], &["the"]]);
    let steady = cursor.eat_any(&[&["stable"], &["constant"], &["unchanged"], &["fixed"]]);
    cursor.eat_any(&[&["daily"], &["oral"], &["background"]]);
    let dose = cursor.eat_any(&[
        &["dose", "or", "doses"],
        &["dose", "regimen"],
        &["dosage", "regimen"],
        &["dosing", "regimen"],
        &["dose"],
        &["doses"],
        &["dosage"],
        &["dosages"],
        &["dosing"],
        &["regimen"],
    ]);
    if !(steady && dose) {
        return None;
    }
    cursor.eat_any(&[&["of"]]);
    if cursor.done() {
        return Some(None);
    }
    length(&mut cursor).map(Some)
}

/// `For two weeks prior to the study`, and nothing else.
fn for_length(terms: &Terms, text: &str) -> Option<u32> {
    let lexed = Lexed::new(terms, text);
    length(&mut Cursor { terms, lexed: &lexed, tokens: &lexed.tokens, at: 0, end: lexed.tokens.len() })
}

/// A length of time that ends now, and the end of the words.
fn length(cursor: &mut Cursor) -> Option<u32> {
    if !cursor.eat_any(&[&["for"], &["over"], &["during"]]) {
        return None;
    }
    cursor.eat_any(&[&["the", "last"], &["the", "past"], &["the", "previous"], &["the"], &["a", "minimum", "of"]]);
    if !matches!(value::comparison(cursor), None | Some(Compare::Greater | Compare::GreaterOrEqual)) {
        return None;
    }
    let days = when::duration(cursor)?;
    cursor.eat_any(&[&["immediately"], &["or", "longer"], &["or", "more"]]);
    (cursor.done() || when::earlier(cursor) && cursor.done()).then_some(days)
}

/// "Oral", "oral or intravenous".
fn routes(value: &str) -> Option<Vec<Route>> {
    let mut routes = Vec::new();
    for word in value.split([' ', ',', '/']).filter(|word| !word.is_empty() && !matches!(*word, "or" | "and/or")) {
        let route = match word {
            "intra-articular" => Route::IntraArticular,
            word => route_of(word)?,
        };
        if !routes.contains(&route) {
            routes.push(route);
        }
    }
    (!routes.is_empty()).then_some(routes)
}

/// Words and numbers of a phrase, and its signs one by one.
fn words(value: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let class = |c: char| match c {
        c if c.is_ascii_digit() => 1,
        c if c.is_alphabetic() => 2,
        '<' | '>' | '=' | '≤' | '≥' => 3,
        _ => 4,
    };
    let mut last = 0;
    for c in value.to_lowercase().chars() {
        let inside = match (last, c) {
            (1, '.' | ',') => true,
            (before, c) => before == class(c) && before != 4,
        };
        match words.last_mut().filter(|_| inside && !c.is_whitespace()) {
            Some(word) => word.push(c),
            None if c.is_whitespace() => {}
            None => words.push(c.to_string()),
        }
        last = if c.is_whitespace() {
            0
        } else if inside {
            last
        } else {
            class(c)
        };
    }
    words
}

struct Phrase {
    words: Vec<String>,
    at: usize,
}

impl Phrase {
    fn eat(&mut self, phrase: &[&str]) -> bool {
        let comes =
            phrase.iter().enumerate().all(|(ahead, word)| self.words.get(self.at + ahead).is_some_and(|own| own == word));
        self.at += if comes { phrase.len() } else { 0 };
        comes
    }

    fn eat_any(&mut self, phrases: &[&[&str]]) -> bool {
        phrases.iter().any(|phrase| self.eat(phrase))
    }

    fn word(&self) -> &str {
        self.words.get(self.at).map_or("", String::as_str)
    }

    fn number(&mut self) -> Option<f64> {
        let word = self.word();
        let number = word.trim_end_matches(['.', ',']).replace(',', "").parse().ok().filter(|value: &f64| *value > 0.0)?;
        self.at += 1;
        Some(number)
    }

    fn unit(&mut self) -> Option<&'static str> {
        let unit = dose_unit(self.word()).filter(|unit| *unit != "mL")?;
        self.at += 1;
        Some(unit)
    }
}

/// Which end a number is, and whether it belongs to the interval.
fn comparison(phrase: &mut Phrase) -> Option<(bool, bool)> {
    const SAID: &[(&[&[&str]], bool, bool)] = &[
        (
            &[
                &[">="],
                &["≥"],
                &["=>"],
                &[">", "/", "="],
                &["at", "least"],
                &["no", "less", "than"],
                &["not", "less", "than"],
            ],
            true,
            true,
        ),
        (
            &[&["greater", "than", "or", "equal", "to"], &["equal", "or", "greater", "than"], &["a", "minimum", "of"]],
            true,
            true,
        ),
        (
            &[&[">"], &["more", "than"], &["greater", "than"], &["higher", "than"], &["exceeding"], &["above"], &["over"]],
            true,
            false,
        ),
        (
            &[&["<="], &["≤"], &["=<"], &["<", "/", "="], &["up", "to"], &["no", "more", "than"], &["not", "more", "than"]],
            false,
            true,
        ),
        (
            &[&["less", "than", "or", "equal", "to"], &["not", "exceeding"], &["at", "most"], &["a", "maximum", "of"]],
            false,
            true,
        ),
        (&[&["no", "greater", "than"], &["not", "greater", "than"], &["not", "to", "exceed"]], false, true),
        (&[&["<"], &["less", "than"], &["lower", "than"], &["below"]], false, false),
    ];
    SAID.iter().find(|(phrases, ..)| phrase.eat_any(phrases)).map(|(_, low, inclusive)| (*low, *inclusive))
}

/// An amount in a time, and nothing else.
fn dose(terms: &Terms, value: &str) -> Option<Told> {
    let mut phrase = Phrase { words: words(value), at: 0 };
    if !matches!(phrase.words.get(1).map(String::as_str), Some("least" | "most")) {
        phrase.eat_any(&[&["at"], &["in"], &["with"]]);
    }
    phrase.eat_any(&[&["a"], &["an"]]);
    phrase.eat_any(&[&["total"]]);
    phrase.eat_any(&[&["daily"]]);
    phrase.eat_any(&[&["dose", "of"], &["doses", "of"], &["dose"], &["doses"], &["dosage", "of"], &["dosing"]]);
    let said = comparison(&mut phrase);
    let first = phrase.number()?;
    let unit = phrase.unit();
    let ranged = said.is_none() && phrase.eat_any(&[&["to"], &["-"], &["–"]]);
    let second = if ranged { Some(phrase.number()?) } else { None };
    let unit = match (unit, if ranged { phrase.unit() } else { None }) {
        (Some(one), Some(other)) if one != other => return None,
        (one, other) => other.or(one)?,
    };
    let by = if phrase.eat_any(&[&["/", "kg"], &["per", "kg"]]) {
        "/kg"
    } else if phrase.eat_any(&[&["/", "m", "2"], &["/", "m", "²"], &["per", "m", "2"]]) {
        "/m2"
    } else {
        ""
    };
    let daily: &[&[&str]] = &[
        &["/", "day"],
        &["/", "d"],
        &["per", "day"],
        &["a", "day"],
        &["daily"],
        &["qd"],
        &["/", "24", "h"],
        &["/", "24", "hours"],
        &["once", "daily"],
        &["once", "a", "day"],
        &["every", "day"],
    ];
    let weekly: &[&[&str]] = &[
        &["/", "week"],
        &["/", "wk"],
        &["per", "week"],
        &["a", "week"],
        &["weekly"],
        &["once", "weekly"],
        &["once", "a", "week"],
    ];
    let twice: &[&[&str]] = &[
        &["bid"],
        &["twice", "daily"],
        &["twice", "a", "day"],
        &["b", ".", "i", ".", "d"],
        &["b", ".", "i", ".", "d", "."],
    ];
    let (per, factor) = if phrase.eat_any(daily) {
        ("/d", 1.0)
    } else if phrase.eat_any(weekly) {
        ("/wk", 1.0)
    } else if phrase.eat_any(twice) {
        ("/d", 2.0)
    } else {
        return None;
    };
    let bound = |value: f64, inclusive| Some(Bound { value: value * factor, inclusive });
    let behind = if phrase.eat_any(&[&["or", "more"], &["or", "greater"], &["or", "higher"]]) {
        Some((true, true))
    } else if phrase.eat_any(&[&["or", "less"], &["or", "lower"]]) {
        Some((false, true))
    } else {
        None
    };
    let (low, high) = match (said.or(behind), second) {
        (Some((true, inclusive)), None) => (bound(first, inclusive), None),
        (Some((false, inclusive)), None) => (None, bound(first, inclusive)),
        (None, Some(second)) if second > first => (bound(first, true), bound(second, true)),
        // "20 mg daily" may be meant as the least or as the usual dose.
        _ => return None,
    };
    if said.is_some() && behind.is_some() {
        return None;
    }
    let equivalent = equivalent(terms, &mut phrase)?;
    (phrase.at == phrase.words.len()).then(|| Told { low, high, unit: format!("{unit}{by}{per}"), equivalent })
}

/// "Or equivalent", "of prednisone or its equivalent", "prednisone equivalents"; nothing where nothing more is said.
fn equivalent(terms: &Terms, phrase: &mut Phrase) -> Option<Option<Equivalent>> {
    let rest: Vec<&str> =
        phrase.words.get(phrase.at..)?.iter().map(String::as_str).filter(|word| !matches!(*word, "(" | ")" | ",")).collect();
    if rest.is_empty() {
        phrase.at = phrase.words.len();
        return Some(None);
    }
    let rest = rest.strip_prefix(&["of"]).unwrap_or(&rest);
    let alike = |word: &&str| matches!(*word, "equivalent" | "equivalents");
    let from = rest.iter().position(|word| matches!(*word, "or" | "equivalent" | "equivalents"))?;
    let (name, after) = rest.split_at_checked(from)?;
    let after: Vec<&str> =
        after.iter().copied().filter(|word| !matches!(*word, "or" | "its" | "the" | "an" | "dose" | "daily")).collect();
    if !after.iter().all(alike) || after.is_empty() {
        return None;
    }
    phrase.at = phrase.words.len();
    if name.is_empty() {
        return Some(Some(Equivalent::Own));
    }
    terms.by_name(&name.join(" ")).map(|drug| Some(Equivalent::Of(drug)))
}

#[cfg(test)]
mod tests;
