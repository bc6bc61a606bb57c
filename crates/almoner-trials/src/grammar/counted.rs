//! Counts over a list in one line: `At least two of the following: A; B; C`, `No more than one of these: A, B, C`.

use std::ops::Range;

use almoner_eligibility::{Expr, Method, Node, Section, When};

use super::{Grammar, value, words};
use crate::lex::{Compare, Kind};

/// How many of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    AtLeast(u32),
    AtMost(u32),
    FewerThan(u32),
    Exactly(u32),
}

impl Grammar<'_, '_> {
    /// Reads a count, and what stands after its colon as what is counted.
    pub(super) fn counted(&self, range: &Range<usize>) -> Option<Node> {
        let (count, rest) = self.count_before(range)?;
        let apart = rest.clone().any(|at| self.is_sign(at, ';'));
        // "Any of the following: A, B" is a list like others.
        if count == Count::AtLeast(1) && !apart {
            return None;
        }
        let items = if apart { self.between(&rest, |at| self.is_sign(at, ';')) } else { self.enumerated(&rest) };
        if items.len() < 2 {
            return None;
        }
        let of: Vec<Node> = items.iter().map(|item| self.statement(item)).collect();
        let number = match count {
            Count::AtLeast(number) | Count::AtMost(number) | Count::FewerThan(number) | Count::Exactly(number) => number,
        };
        // "No more than one of these" among exclusions may say what excludes or what is asked.
        let turned = self.section == Section::Exclusion && matches!(count, Count::AtMost(_));
        // "A; B; or C; and D": the last may stand beside the count.
        let begins = |word: &str| rest.clone().any(|at| self.is_sign(at, ';') && self.is_word(at + 1, word));
        let beside = begins("or") && begins("and");
        let unread = |node: &Node| node.expr == Expr::Opaque;
        if turned
            || beside
            || usize::try_from(number).is_ok_and(|number| number > of.len())
            || of.iter().all(unread)
            || !self.stand_alone(&items, &of, apart)
        {
            return Some(self.opaque(range));
        }
        let at_least = |count: u32, of: Vec<Node>| {
            let expr = if count == 1 { Expr::Or(of) } else { Expr::AtLeast { count, of } };
            self.node(expr, range, Method::Grammar)
        };
        let at_most = |count: u32, of: Vec<Node>| self.node(Expr::AtMost { count, of }, range, Method::Grammar);
        Some(match count {
            Count::AtLeast(count) => at_least(count, of),
            Count::AtMost(count) => at_most(count, of),
            Count::FewerThan(count) => at_most(count - 1, of),
            Count::Exactly(count) => {
                let both = vec![at_least(count, of.clone()), at_most(count, of)];
                self.node(Expr::And(both), range, Method::Grammar)
            }
        })
    }

    /// Whether each of the things counted is whole without the others: a window or the end of a sentence at the last may be of all, and so
    /// may words before the first; a comma or a joint may stand within one thing.
    fn stand_alone(&self, items: &[Range<usize>], of: &[Node], apart: bool) -> bool {
        let Some((last, others)) = of.split_last() else { return false };
        let within = |node: &Node| matches!(when_of(node), Some(When::Within(_) | When::Before(_) | When::Since(_)));
        let of_one = within(last) && !others.iter().any(within);
        let denied = matches!(last.expr, Expr::Not(_)) && !others.iter().any(|node| matches!(node.expr, Expr::Not(_)));
        if of_one || denied {
            return false;
        }
        if apart {
            // "A, B or C; D": the count may be of the first list, or of what the semicolons part.
            let listed = |item: &Range<usize>| item.clone().any(|at| self.is_sign(at, ','));
            return !items.iter().any(listed);
        }
        let shares = |item: &Range<usize>| {
            item.clone().any(|at| {
                self.word(at).split(' ').any(|word| {
                    matches!(
                        word,
                        "prior"
                            | "previous"
                            | "history"
                            | "family"
                            | "allergy"
                            | "use"
                            | "treatment"
                            | "therapy"
                            | "with"
                            | "of"
                            | "due"
                            | "from"
                            | "for"
                            | "to"
                            | "on"
                    )
                })
            })
        };
        let stub = |item: &Range<usize>| item.len() == 1 && self.word(item.start).len() <= 2;
        !of.iter().any(|node| node.expr == Expr::Opaque || within(node))
            && !items.iter().any(|item| shares(item) || stub(item))
    }

    /// Whether a sentence that begins so counts what follows its colon, so that its semicolons part what is counted. Where one of them
    /// excludes, so does each.
    pub(super) fn counts_on(&self, head: &Range<usize>) -> bool {
        let count = self.count_of(head);
        count.is_some_and(|count| count != Count::AtLeast(1) || self.section == Section::Inclusion)
    }

    fn count_before(&self, range: &Range<usize>) -> Option<(Count, Range<usize>)> {
        let colon = range.clone().take(16).find(|at| self.is_sign(*at, ':'))?;
        Some((self.count_of(&(range.start..colon))?, colon + 1..range.end))
    }

    /// `at least two of the following criteria`, and nothing else.
    fn count_of(&self, head: &Range<usize>) -> Option<Count> {
        // Most heads are none, and this word tells.
        if !head.clone().any(|at| matches!(self.word(at), "following" | "these")) {
            return None;
        }
        let mut cursor = self.cursor(head);
        while cursor.word().is_some_and(|word| {
            words::is_lead(word)
                && !matches!(word, "no" | "not" | "any" | "one" | "more" | "at" | "than")
                && value::comparison(&mut cursor.clone()).is_none()
                || matches!(word, "meet" | "meets" | "meeting" | "fulfil" | "fulfill" | "satisfy" | "present" | "presence")
        }) {
            cursor.at += 1;
        }
        let exactly = cursor.eat_any(&[&["exactly"], &["only"]]);
        let compare = if cursor.eat_any(&[&["at", "most"], &["up", "to"], &["a", "maximum", "of"], &["maximum", "of"]]) {
            Some(Compare::LessOrEqual)
        } else if cursor.eat_any(&[&["fewer", "than"]]) {
            Some(Compare::Less)
        } else {
            value::comparison(&mut cursor)
        };
        let number = match (cursor.kind(), cursor.word()) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a small whole number")]
            (Some(Kind::Number(number)), _) if number.fract() == 0.0 && (1.0..=20.0).contains(&number) => number as u32,
            (_, Some("any" | "either")) if compare.is_none() && !exactly => {
                // "Any two of the following".
                let next = self.tokens.get(cursor.at + 1).map(|token| (token.kind, self.lexed.word(token)));
                match next {
                    Some((Kind::Word | Kind::Named(..), word)) if value::spelled(word).is_some() => {
                        cursor.at += 1;
                        u32::from(value::spelled(word)?)
                    }
                    _ => 1,
                }
            }
            (_, Some(word)) => u32::from(value::spelled(word)?),
            _ => return None,
        };
        cursor.at += 1;
        let more = compare.is_none() && !exactly && cursor.eat_any(&[&["or", "more"], &["or", "greater"]]);
        let fewer = compare.is_none() && !exactly && !more && cursor.eat_any(&[&["or", "fewer"], &["or", "less"]]);
        if number == 0 || !cursor.eat_any(&[&["of", "the", "following"], &["of", "these"], &["of", "following"]]) {
            return None;
        }
        while cursor.word().is_some_and(|word| {
            matches!(
                word,
                "criteria"
                    | "criterion"
                    | "conditions"
                    | "condition"
                    | "diagnoses"
                    | "diseases"
                    | "disorders"
                    | "risk"
                    | "factor"
                    | "factors"
                    | "risk factors"
                    | "features"
                    | "characteristics"
                    | "findings"
                    | "symptoms"
                    | "signs"
                    | "and"
                    | "or"
                    | "comorbidities"
                    | "requirements"
                    | "items"
                    | "is"
                    | "are"
                    | "must"
                    | "be"
                    | "met"
                    | "present"
            )
        }) {
            cursor.at += 1;
        }
        if !cursor.done() {
            return None;
        }
        match compare {
            _ if exactly => Some(Count::Exactly(number)),
            _ if fewer => Some(Count::AtMost(number)),
            None | Some(Compare::GreaterOrEqual) => Some(Count::AtLeast(number)),
            Some(Compare::Greater) => Some(Count::AtLeast(number + 1)),
            Some(Compare::LessOrEqual) => Some(Count::AtMost(number)),
            Some(Compare::Less) => Some(Count::FewerThan(number)),
            Some(Compare::Equal) => Some(Count::Exactly(number)),
        }
    }

    fn is_sign(&self, at: usize, sign: char) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Sign(sign))
    }

    /// What stands between signs or words, without those at its ends.
    fn between(&self, range: &Range<usize>, parts: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut from = range.start;
        for at in range.clone().filter(|at| parts(*at)).chain([range.end]) {
            let item = self.trim(from..at);
            if !item.is_empty() {
                found.push(item);
            }
            from = at + 1;
        }
        found
    }

    /// `A, B or C`, `A and B`.
    fn enumerated(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let is_joint = |at: usize| matches!(self.word(at), "and" | "or" | "and/or");
        let mut items = self.between(range, |at| self.is_sign(at, ','));
        if items.len() < 2 {
            return self.between(range, is_joint);
        }
        // "A, B or C": the last comma has two behind it, unless the joint stands right after it.
        let last_comma = range.clone().rev().find(|at| self.is_sign(*at, ','));
        if last_comma.is_some_and(|comma| !is_joint(comma + 1))
            && let Some(last) = items.pop()
        {
            let joint = last.clone().rev().find(|at| is_joint(*at));
            items.extend(self.between(&last, |at| Some(at) == joint));
        }
        items
    }
}

/// The time that a thing is asked of, where it is one thing.
fn when_of(node: &Node) -> Option<When> {
    match &node.expr {
        Expr::Atom(atom) => atom.when(),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().find_map(when_of),
        Expr::Not(part) => when_of(part),
        _ => None,
    }
}
