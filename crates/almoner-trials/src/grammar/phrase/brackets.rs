//! Examples, and what stands in brackets after a thing: values, kinds of it, who is spared, where it is told.

use std::ops::Range;

use almoner_eligibility::{Aspect, Atom, Expr, Method, Node, Thing};

use super::kinds::{self, Role, role};
use super::{LONGEST_TAIL, kind_of_node, recall_named};
use crate::grammar::words::is_lead;
use crate::grammar::{Grammar, when};
use crate::lex::{Kind, size};

impl<'g, 'a> Grammar<'g, 'a> {
    /// `Including A and B`, `such as A or B`: examples, of which none is required.
    pub(super) fn shown(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        cursor.eat_sign(',');
        let opened = cursor.at;
        let opens = cursor.eat_any(&[
            &["including"],
            &["includes"],
            &["such", "as"],
            &["e.g"],
            &["eg"],
            &["like"],
            &["for", "example"],
        ]);
        if !opens {
            return None;
        }
        while cursor.eat_sign(',') || cursor.eat_sign('.') || cursor.eat_sign(':') {}
        let mut range = cursor.at..range.end;
        while range.end > range.start
            && (matches!(self.word(range.end - 1), "etc" | "others" | "other" | "or" | "and" | ",")
                || matches!(self.tokens.get(range.end - 1).map(|token| token.kind), Some(Kind::Sign('.' | ',' | ';'))))
        {
            range.end -= 1;
        }
        let Some(listed) = self.things(&self.trim(range.clone()), Some(Thing::Condition)) else {
            // "Liver disease, including HBsAg positivity" may ask for more than the class.
            let including = matches!(self.word(opened), "including" | "includes");
            return if including { None } else { self.bare_examples(&range) };
        };
        let of = match listed.expr {
            Expr::Or(parts) | Expr::And(parts) if parts.iter().all(|part| kind_of_node(part).is_some()) => parts,
            _ => vec![listed],
        };
        Some(self.node(Expr::AtLeast { count: 0, of }, &range, Method::Grammar))
    }

    /// Examples under names that tell of no kind: `such as Foo or Bar`. They ask nothing, so long as they are but names.
    pub(super) fn bare_examples(&self, range: &Range<usize>) -> Option<Node> {
        let plain = |at: usize| {
            self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Word => {
                    let word = self.lexed.word(token);
                    matches!(word, "or" | "and" | "and/or" | "of" | "the" | "a" | "in")
                        || !is_lead(word)
                            && !matches!(
                                role(word),
                                Some(
                                    Role::Verb
                                        | Role::Turns
                                        | Role::Intends
                                        | Role::Arranges
                                        | Role::Result
                                        | Role::Opens(Aspect::Clause | Aspect::Time | Aspect::Definition)
                                )
                            )
                            && !kinds::is_finite_verb(word)
                }
                Kind::Named(..) | Kind::Sign(',' | '/' | '-') => true,
                Kind::Group(number) => self.groups.get(size(number)).is_some_and(|inner| inner.len() <= 6),
                _ => false,
            })
        };
        if range.is_empty() || range.len() > 2 * LONGEST_TAIL || !range.clone().all(plain) {
            return None;
        }
        let mentions = self.mentioned(self.span(range));
        Some(mentions.unwrap_or_else(|| self.node(Expr::And(Vec::new()), range, Method::Grammar)))
    }

    /// What stands in brackets: `(any grade)`, `(WHO criteria)`.
    pub(super) fn bracketed(&self, number: u32, place: &Range<usize>) -> Option<Node> {
        let inner = self.groups.get(size(number))?.clone();
        let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
        if inner.len() > LONGEST_TAIL {
            return None;
        }
        if within.refers(&inner) || within.names_all_kinds(&inner) {
            return Some(self.node(Expr::And(Vec::new()), place, Method::Grammar));
        }
        let has = |words: &[&str]| inner.clone().any(|at| words.contains(&within.word(at)));
        let aspect =
            if has(&["except", "unless", "excluding", "excepting", "exception"]) || has(&["other"]) && has(&["than"]) {
                Some(Aspect::Exception)
            } else if has(&["allowed", "permitted", "acceptable", "permissible", "eligible", "okay", "ok"])
                && !has(&["not", "no", "only"])
            {
                Some(Aspect::Permission)
            } else if within.may_define(&inner) {
                None
            } else {
                return None;
            };
        let aspect = if let Some(aspect) = aspect {
            aspect
        } else {
            match inner.clone().next().map(|at| role(within.word(at))) {
                Some(Some(Role::Opens(aspect))) => within.aspect_of(aspect, &inner),
                _ => Aspect::Definition,
            }
        };
        let read = match aspect {
            Aspect::Exception => within.spared(&inner).map(|spared| {
                let range = inner.clone();
                within.node(Expr::Not(Box::new(spared)), &range, Method::Grammar)
            }),
            Aspect::Definition => within.in_brackets(&inner).or_else(|| within.qualifiers(&inner)),
            _ => None,
        };
        let aspect = match aspect {
            Aspect::Definition => within.condition_of_test(&inner).unwrap_or(aspect),
            other => other,
        };
        let mut node = read.unwrap_or_else(|| within.says(aspect, &inner));
        node.source = self.span(place);
        Some(node)
    }

    /// `(except X or Y)`: none of these, where nothing else is meant that is not told.
    pub(super) fn spared(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        cursor.eat_sign(',');
        let opens = cursor.eat_any(&[
            &["with", "the", "exception", "of"],
            &["with", "exception", "of"],
            &["except", "for"],
            &["except"],
            &["excepting"],
            &["excluding"],
            &["other", "than"],
            &["apart", "from"],
        ]);
        let rest = self.trim(cursor.at..range.end);
        if !opens || rest.is_empty() {
            return self.spared_case(range);
        }
        let Some(listed) = self.loose_list(&rest, Some(Thing::Condition)) else { return self.spared_case(range) };
        let only = Atom::Qualifier { aspect: Aspect::Other, value: "nothing else".to_owned(), any_of: Vec::new() };
        let only = self.node(Expr::Atom(only), &rest, Method::Grammar);
        Some(self.node(Expr::And(vec![listed, only]), &rest, Method::Grammar))
    }

    /// What stands in brackets after a thing: values, kinds of it, or who consents.
    pub(super) fn in_brackets(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        if cursor.eat_any(&[&["such", "as"], &["including"], &["e.g"], &["like"], &["for", "example"], &["for", "instance"]])
        {
            return self.shown(range);
        }
        cursor.eat_any(&[&["i.e"], &["ie"], &["defined", "as"], &["that", "is"], &["namely"]]);
        while cursor.eat_sign(',') || cursor.eat_sign('.') || cursor.eat_sign(':') {}
        let rest = self.trim(cursor.at..range.end);
        let consents = rest.clone().any(|at| matches!(self.word(at), "consent" | "assent"));
        if consents && rest.clone().all(|at| !matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Compare(_))))
        {
            return Some(self.person(&rest));
        }
        if rest.is_empty() {
            return None;
        }
        let mut within = self.cursor(&rest);
        if let Some(node) = self.measure(&mut within).filter(|_| within.done()) {
            return Some(node);
        }
        self.loose_value(&rest).or_else(|| self.loose_list(&rest, None))
    }

    /// `(fasting)`, `(positive pregnancy test)`, `(untransfused)`: how the thing is shown or under which treatment it is measured.
    pub(super) fn condition_of_test(&self, range: &Range<usize>) -> Option<Aspect> {
        let last = self.word(range.end.checked_sub(1)?);
        let plain = |at: usize| {
            self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Word => !matches!(role(self.lexed.word(token)), Some(Role::Turns | Role::Verb | Role::Opens(_))),
                Kind::Named(..) | Kind::Sign('-' | '/') => true,
                _ => false,
            })
        };
        if range.len() > 8 || !range.clone().all(plain) {
            return None;
        }
        match last {
            "fasting" | "fasted" | "resting" | "supine" | "seated" | "random" | "non-fasting" | "test" | "tests"
            | "biopsy" | "criteria" | "guidelines" | "classification" | "scale" | "questionnaire" | "imaging" | "method"
            | "formula" | "equation" | "assay" => Some(Aspect::Confirmation),
            "untransfused" | "unsupported" | "transfusion-independent" | "unmedicated" => Some(Aspect::Treatment),
            "independent" if self.is_word(range.start, "transfusion") => Some(Aspect::Treatment),
            _ => None,
        }
    }

    /// `X such as A, B or C`: the class, and examples of it.
    pub(super) fn with_examples(&self, range: &Range<usize>, hint: Option<Thing>) -> Option<Node> {
        let at = range.clone().skip(1).find(|at| {
            matches!(self.word(*at), "including" | "includes" | "e.g" | "like")
                || self.is_word(*at, "such") && self.is_word(at + 1, "as")
        })?;
        let mut examples = at..range.end;
        // The window after the examples is that of the class.
        let window = examples.clone().skip(1).find_map(|at| {
            let mut cursor = self.cursor(&(at..range.end));
            when::window(&mut cursor).filter(|_| cursor.done()).map(|when| (at, when))
        });
        if let Some((end, _)) = window {
            // "Heart disease such as angina, or infarction within 6 months": of diseases, the window may be that of the last.
            if !self.taken_or_done(&(range.start..at)) {
                return None;
            }
            examples.end = end;
        }
        if examples.clone().any(|at| crate::grammar::follow::names_time(self.word(at))) {
            return None;
        }
        let mut base = self.things(&self.trim(range.start..at), hint)?;
        let shown = self.shown(&examples)?;
        if let Some((_, when)) = window {
            recall_named(&mut base, when);
        }
        Some(self.node(Expr::And(vec![base, shown]), range, Method::Grammar))
    }

    /// Whether the last word of a name is a treatment.
    pub(super) fn taken_or_done(&self, name: &Range<usize>) -> bool {
        let last = name
            .clone()
            .rfind(|at| !matches!(self.tokens.get(*at).map(|token| token.kind), Some(Kind::Sign(_) | Kind::Group(_))));
        last.and_then(|last| self.kind_of_head(name, last))
            .is_some_and(|kind| matches!(kind, Thing::Medication | Thing::Procedure))
    }
}
