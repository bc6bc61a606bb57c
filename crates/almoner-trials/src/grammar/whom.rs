//! Who is meant before what is asked of them: `Patients aged 18 to 65 with asthma`, `Hospitalized patients with pneumonia`.

use std::ops::Range;

use almoner_eligibility::{Expr, Method, Node, Section};

use super::{Grammar, Sense, words};
use crate::lex::Kind;

/// Most tokens before the word that leads on.
const LONGEST: usize = 16;

impl Grammar<'_, '_> {
    /// `Women must not be pregnant`: asked of one sex.
    pub(super) fn denied_of_sex(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        while cursor.word().is_some_and(words::is_lead) {
            cursor.at += 1;
        }
        let place = cursor.at..cursor.at + 1;
        let sex = super::lead::sex(&mut cursor)?;
        if super::lead::other_sex(&mut cursor, sex) {
            return None;
        }
        let who = cursor.at;
        if !self.denial(&mut cursor) || !self.demands(&(who..cursor.at)) {
            return None;
        }
        let asked = self.list(&(cursor.at..range.end), Sense::Denied);
        if asked.expr == Expr::Opaque {
            return None;
        }
        let who = self.node(super::chunk::sex_atom(sex), &place, Method::Grammar);
        let expr = match self.section {
            Section::Inclusion => {
                let not = self.node(Expr::Not(Box::new(asked)), range, Method::Grammar);
                Expr::IfThen { condition: Box::new(who), then: Box::new(not) }
            }
            Section::Exclusion => Expr::And(vec![who, asked]),
        };
        Some(self.node(expr, range, Method::Grammar))
    }

    /// Reads what stands before and after the word that leads from the one to the other: both are asked.
    pub(super) fn of_whom(&self, range: &Range<usize>) -> Option<Node> {
        let cut = self.after_age(range).or_else(|| self.after_people(range))?;
        let (first, rest) = (range.start..cut, self.trim(cut..range.end));
        if rest.is_empty() {
            return None;
        }
        let who = self.statement(&first);
        let asked = self.statement(&rest);
        if who.expr == Expr::Opaque || asked.expr == Expr::Opaque {
            return None;
        }
        Some(self.node(Expr::And(vec![who, asked]), range, Method::Grammar))
    }

    /// Where something goes on about those of an age.
    fn after_age(&self, range: &Range<usize>) -> Option<usize> {
        let last = range.end.min(range.start + LONGEST);
        for at in range.start..last {
            let mut cursor = self.cursor(&(at..range.end));
            if self.age(&mut cursor).is_some() {
                let led = (range.start..at).all(|at| self.is_word_of_people(at));
                return (led && leads_on(self.word(cursor.at))).then_some(cursor.at);
            }
            if !self.is_word_of_people(at) {
                return None;
            }
        }
        None
    }

    /// Where something goes on about patients that a word before them describes.
    fn after_people(&self, range: &Range<usize>) -> Option<usize> {
        let last = range.end.min(range.start + 7);
        let people = (range.start..last).find(|at| is_people(self.word(*at)))?;
        let describes = |at: usize| {
            matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Named(..)))
                || self.word(at).ends_with("-infected") && self.word(at).len() > 10
        };
        let plain = (range.start..people).all(|at| {
            matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Word | Kind::Named(..)))
                && !matches!(self.word(at), "no" | "not" | "without" | "or" | "and" | "of" | "in" | "for" | "to" | "history")
        });
        let described = plain && (range.start..people).any(describes);
        (described && leads_on(self.word(people + 1))).then_some(people + 1)
    }

    fn is_word_of_people(&self, at: usize) -> bool {
        let word = self.word(at);
        words::is_lead(word)
            || is_people(word)
            || matches!(
                word,
                "male"
                    | "female"
                    | "males"
                    | "females"
                    | "men"
                    | "women"
                    | "and"
                    | "or"
                    | "/"
                    | "adult"
                    | "adults"
                    | "healthy"
                    | "between"
            )
    }
}

fn is_people(word: &str) -> bool {
    matches!(
        word,
        "patients"
            | "patient"
            | "subjects"
            | "subject"
            | "participants"
            | "individuals"
            | "women"
            | "men"
            | "children"
            | "adults"
            | "volunteers"
            | "persons"
            | "people"
    )
}

fn leads_on(word: &str) -> bool {
    matches!(
        word,
        "with"
            | "who"
            | "presenting"
            | "having"
            | "diagnosed"
            | "suffering"
            | "undergoing"
            | "admitted"
            | "receiving"
            | "requiring"
            | "hospitalized"
            | "hospitalised"
            | "without"
            | "on"
            | "taking"
    )
}
