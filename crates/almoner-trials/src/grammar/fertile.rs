//! Pregnancy tests and measurable disease: sentences of many words that ask one thing.
//!
//! A sentence is read only if each of its words belongs to it; any other word leaves it to the rest of the grammar.

use std::ops::Range;

use almoner_eligibility::{Atom, Expr, Method, Node, Section, SexClass, Subject, When};

use almoner_terms::ConceptKind;

use super::{Grammar, words};
use crate::lex::Kind;

impl Grammar<'_, '_> {
    /// `Women of childbearing potential must have a negative pregnancy test within 7 days`: no woman is pregnant. In an
    /// exclusion, a positive test is pregnancy.
    pub(super) fn pregnancy_test(&self, range: &Range<usize>) -> Option<Node> {
        if !self.holds.pregnancy() {
            return None;
        }
        let inclusion = self.section == Section::Inclusion;
        let result = if inclusion { "negative" } else { "positive" };
        let text: Vec<&str> =
            range.clone().filter(|at| !self.is_group(*at)).flat_map(|at| self.word(at).split_whitespace()).collect();
        let at = |word: &str| text.iter().position(|own| *own == word);
        let (negative, pregnancy) = (at(result)?, at("pregnancy")?);
        let tests = text.get(pregnancy + 1).is_some_and(|word| matches!(*word, "test" | "tests" | "testing"));
        let grouped = range.clone().filter(|at| self.is_group(*at)).all(|at| self.belongs_in_group(at));
        if negative > pregnancy || !tests || !grouped || !range.clone().all(|at| self.belongs_to_test(at)) {
            return None;
        }
        let atom = Atom::Social { any_of: vec![self.terms.by_key("pregnant")?], when: When::Now, subject: Subject::Patient };
        let pregnant = self.node(Expr::Atom(atom), range, Method::Terminology);
        if !inclusion {
            return Some(pregnant);
        }
        let free = Box::new(self.node(Expr::Not(Box::new(pregnant)), range, Method::Grammar));
        let woman = Box::new(self.node(Expr::Atom(Atom::Sex(SexClass::Female)), range, Method::Grammar));
        Some(self.node(Expr::IfThen { condition: woman, then: free }, range, Method::Grammar))
    }

    /// `Pregnant, nursing, or unwilling to use contraception`: records tell of pregnancy and nursing, and a person of the rest. In an
    /// inclusion the first are denied, and the rest is asked beside them: `Not pregnant, and on effective contraception`.
    pub(super) fn pregnant_beside_person(&self, range: &Range<usize>) -> Option<Node> {
        let carrying = |at: usize| matches!(self.key(at), Some("pregnant" | "breastfeeding"));
        if !range.clone().take(16).any(carrying) {
            return None;
        }
        let inclusion = self.section == Section::Inclusion;
        // Where the words about carrying and nursing end, and what joins the rest to them.
        let (mut named, mut denied, mut ends, mut rest) = (false, false, range.start, None);
        let (mut or, mut and) = (false, false);
        let mut at = range.start;
        while at < range.end {
            let word = self.word(at);
            if carrying(at) {
                (named, ends, rest, or, and) = (true, at + 1, None, false, false);
            } else if matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Sign(',' | ';')))
                || matches!(word, "or" | "and" | "and/or" | "nor")
            {
                rest = Some(at + 1);
                or |= matches!(word, "or" | "nor" | "and/or");
                and |= word == "and";
            } else if !named && inclusion && matches!(word, "not" | "no" | "neither") {
                denied = true;
            } else if !(words::is_lead(word)
                || matches!(word, "be" | "women" | "females" | "female" | "woman" | "girls" | "mothers"))
            {
                break;
            } else if named && rest.is_none() {
                ends = at + 1;
            }
            at += 1;
        }
        let joined = rest.is_some();
        let rest = rest.unwrap_or(at)..range.end;
        if !named || rest.is_empty() || inclusion && (!denied || or) || !inclusion && !joined {
            return None;
        }
        let contraception = rest
            .clone()
            .any(|at| self.key(at).is_some_and(|key| key.contains("contracep")) || self.word(at).starts_with("contracep"));
        // After a comma alone, or nothing, the words may say something of the pregnancy.
        let first = self.word(rest.start);
        let narrows = ["who", "which", "that", "whose", "if", "unless", "without", "except", "when", "while", "with", "not"];
        // "Breastfeeding and not using contraception": one woman, unless another is named.
        let others =
            ["women", "woman", "females", "female", "men", "males", "patients", "subjects", "those", "participants", "any"];
        let of_them = !or && narrows.contains(&first) || and && !or && !inclusion && !others.contains(&first);
        if of_them || !contraception && (inclusion || !or) || self.has_other_items(&rest) {
            return None;
        }
        let person = self.judgement(&rest).filter(|node| matches!(node.expr, Expr::Atom(Atom::Person)))?;
        let carried = self.statement(&(range.start..ends));
        if !is_about_carrying(&carried, inclusion) {
            return None;
        }
        let parts = vec![carried, person];
        Some(self.node(if inclusion { Expr::And(parts) } else { Expr::Or(parts) }, range, Method::Grammar))
    }

    fn is_group(&self, at: usize) -> bool {
        matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Group(_)))
    }

    fn belongs_in_group(&self, at: usize) -> bool {
        let Some(Kind::Group(number)) = self.tokens.get(at).map(|token| token.kind) else { return false };
        let Some(inner) = self.groups.get(crate::lex::size(number)) else { return false };
        let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
        inner.clone().all(|at| within.belongs_to_test(at))
    }

    fn belongs_to_test(&self, at: usize) -> bool {
        match self.tokens.get(at).map(|token| token.kind) {
            Some(Kind::Number(_) | Kind::Compare(_) | Kind::Group(_) | Kind::Sign('/' | '-' | ',')) => true,
            Some(Kind::Word | Kind::Named(..)) => self.word(at).split_whitespace().all(|word| {
                words::is_anchor(word)
                    || word.split(['-', '/']).all(|part| {
                        const WORDS: &str = " all any for if female females women woman girls girl patient patients subject \
                            subjects participant participants volunteers of with who are is in child bearing childbearing \
                            potential reproductive age capacity premenopausal pre menopausal postmenarchal fertile wocbp must \
                            should will shall have has had to be required need needs a an the documented confirmed demonstrate \
                            show negative positive serum urine or and blood plasma quantitative qualitative sensitive highly \
                            screening baseline result results on beta hcg \u{3b2} human chorionic gonadotropin pregnancy test \
                            tests testing performed done obtained within days day hours hour weeks week prior before at least \
                            both only both possible known post least same adult ";
                        part.is_empty() || WORDS.contains(&format!(" {part} "))
                    })
            }),
            _ => false,
        }
    }

    /// `Measurable disease as defined by RECIST 1.1`: a physician measures. What follows says by which rules.
    pub(super) fn measured_by_rules(&self, range: &Range<usize>) -> Option<Node> {
        if !self.holds.measurable() {
            return None;
        }
        let at = range.clone().take(8).find(|at| {
            matches!(self.word(*at), "measurable" | "evaluable" | "assessable")
                && matches!(
                    self.word(at + 1),
                    "disease" | "lesion" | "lesions" | "tumor" | "tumour" | "tumors" | "metastases"
                )
        })?;
        let led = (range.start..at).all(|at| {
            let token = self.tokens.get(at).map(|token| token.kind);
            matches!(token, Some(Kind::Number(_) | Kind::Group(_) | Kind::Compare(_) | Kind::Sign('/' | '-' | ',')))
                || words::is_lead(self.word(at))
                || matches!(
                    self.word(at),
                    "must"
                        | "measurable"
                        | "evaluable"
                        | "or"
                        | "and/or"
                        | "at"
                        | "least"
                        | "one"
                        | "bidimensionally"
                        | "unidimensionally"
                        | "radiographically"
                        | "clinically"
                        | "radiologically"
                        | "presence"
                        | "of"
                        | "non-measurable"
                )
        });
        let rest = at + 2..range.end;
        let rules = rest.is_empty()
            || self.is_group(rest.start)
            || matches!(
                self.word(rest.start),
                "as" | "defined"
                    | "by"
                    | "per"
                    | "according"
                    | "based"
                    | "using"
                    | "according to"
                    | "on"
                    | "is"
                    | "in"
                    | "at"
                    | "that"
                    | "which"
                    | "present"
                    | "required"
                    | "must"
                    | "evaluated"
                    | "assessed"
                    | "outside"
                    | "documented"
            );
        // What follows must be about measuring alone.
        let alone = (rest.start..rest.end).all(|at| {
            !matches!(
                self.word(at),
                "has"
                    | "have"
                    | "had"
                    | "performance"
                    | "status"
                    | "age"
                    | "aged"
                    | "not"
                    | "without"
                    | "except"
                    | "unless"
                    | "who"
            ) && !matches!(
                self.tokens.get(at).map(|token| token.kind),
                Some(Kind::Named(_, ConceptKind::Score | ConceptKind::Drug | ConceptKind::DrugClass))
            )
        });
        (led && rules && alone).then(|| self.person(range))
    }
}

/// Whether an expression asks of sex, pregnancy and nursing alone; where these are to be denied, whether it denies them.
fn is_about_carrying(node: &Node, denied: bool) -> bool {
    match &node.expr {
        Expr::And(parts) | Expr::Or(parts) => !parts.is_empty() && parts.iter().all(|part| is_about_carrying(part, denied)),
        Expr::Not(part) => denied && is_about_carrying(part, false),
        Expr::IfThen { condition, then } => {
            matches!(condition.expr, Expr::Atom(Atom::Sex(SexClass::Female))) && is_about_carrying(then, denied)
        }
        Expr::Atom(Atom::Social { .. } | Atom::Sex(SexClass::Female)) => !denied,
        _ => false,
    }
}
