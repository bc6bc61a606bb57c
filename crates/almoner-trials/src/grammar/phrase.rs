//! What the closed grammar left unread, read as phrases: names that the tables do not hold, and what is said of them.
//!
//! It works on the opaque leaves of a finished tree and puts in their place nothing but questions that are never known of
//! themselves ([`Atom::Named`], [`Atom::Qualifier`], [`Atom::Person`]), and examples of which none is required, so it decides
//! nothing that the closed grammar did not: it tells a
//! reader what kind of thing is asked, whether it is denied, and when. A leaf stays opaque where its words hold an exception, a
//! permission, a comparison that is not read, a verb of their own, or nothing that tells of what kind the thing is.

use std::ops::Range;

use almoner_eligibility::{Aspect, Atom, Expr, Method, Node, Section, Subject, Thing, ValueTest, When};

use super::lead::Lead;
use super::words::is_lead;
use super::{Grammar, value, when};
use crate::lex::{Kind, size};

mod brackets;
mod kinds;
mod mentions;
mod said;
mod tells;
mod thing;

use kinds::{Role, role};

/// Most tokens of a name, and of what is said of it.
const LONGEST_NAME: usize = 9;
const LONGEST_TAIL: usize = 18;
/// Most places at which a statement is cut that is read in part.
const MOST_CUTS: usize = 6;
/// Most members of a list.
const MOST_MEMBERS: usize = 24;

/// Where a leaf stands to the other parts of its conjunction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// It stands alone, or among alternatives.
    Nothing,
    /// Before something that was read.
    Before,
    /// After another part.
    After,
}

/// A thing as a phrase names it.
struct Phrase {
    name: Range<usize>,
    /// The head that it shares with a later member.
    shares: String,
    kind: Option<Thing>,
    test: Option<ValueTest>,
    /// One past the last token of its value, if it has one.
    valued: usize,
    when: Option<When>,
    said: Vec<Node>,
    denied: bool,
    lead: Lead,
}

impl Phrase {
    /// A name with nothing said of it yet. A value is asked of the latest result, whatever led to the name.
    fn of(name: Range<usize>, kind: Thing, lead: Lead) -> Self {
        let lead = Lead { when: None, ..lead };
        Self {
            name,
            shares: String::new(),
            kind: Some(kind),
            test: None,
            valued: 0,
            when: None,
            said: Vec::new(),
            denied: false,
            lead,
        }
    }
}

impl<'g, 'a> Grammar<'g, 'a> {
    /// Reads the opaque leaves of a tree.
    pub(super) fn read_phrases(&self, node: &mut Node, beside: Beside, hint: Option<Thing>) {
        match &mut node.expr {
            Expr::And(parts) => {
                self.place_in_time(parts);
                let first = parts.iter().map(|part| part.source.start).min();
                let known = parts.iter().any(|part| part.expr != Expr::Opaque);
                let own = kind_among(parts).or(hint);
                for part in parts.iter_mut() {
                    let beside = match first {
                        Some(first) if first < part.source.start => Beside::After,
                        _ if known => Beside::Before,
                        _ => Beside::Nothing,
                    };
                    self.read_phrases(part, beside, own);
                }
                // "Stroke (within the last 3 months)": the window was read just now.
                self.place_in_time(parts);
            }
            Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
                let own = kind_among(parts).or(hint);
                // Where the members differ, a bare name is taken for what stands before it.
                let mut near = own;
                for part in parts.iter_mut() {
                    near = own.or(kind_of_node(part)).or(near);
                    self.read_phrases(part, Beside::Nothing, near);
                }
            }
            Expr::Not(part) => self.read_phrases(part, Beside::Nothing, hint),
            Expr::IfThen { condition: a, then: b } => {
                self.read_phrases(a, Beside::Nothing, None);
                self.read_phrases(b, Beside::Nothing, hint);
            }
            Expr::Except { base: a, exception: b } => {
                let own = kind_among(std::slice::from_ref(&**a)).or(hint);
                self.read_phrases(a, Beside::Nothing, hint);
                self.read_phrases(b, Beside::Nothing, own);
            }
            Expr::Opaque => {
                let source = node.source;
                let start = self.tokens.partition_point(|token| token.start < source.start);
                let end = self.tokens.partition_point(|token| token.end <= source.end);
                if start < end
                    && let Some(mut read) = self.phrase(&(start..end), beside, hint)
                {
                    read.source = source;
                    *node = read;
                } else if let Some(mentions) = self.mentioned(source) {
                    let opaque = Node { expr: Expr::Opaque, source, method: Method::None };
                    *node = Node { expr: Expr::And(vec![mentions, opaque]), source, method: Method::Terminology };
                }
            }
            Expr::Atom(_) => {}
        }
    }

    /// One leaf: words that are said of what stands before them, or a statement of its own. `hint` is the kind of the things
    /// that stand beside it.
    fn phrase(&self, range: &Range<usize>, beside: Beside, hint: Option<Thing>) -> Option<Node> {
        let range = self.trim(range.clone());
        // "Outside 50-100": read as a name with a value it would be turned round.
        if range.is_empty() || self.says_outside(&range) {
            return None;
        }
        if range.len() <= 4
            && range.clone().any(|at| self.is_word(at, "healthy"))
            && range.clone().all(|at| {
                is_lead(self.word(at))
                    || matches!(
                        self.word(at),
                        "healthy"
                            | "normal"
                            | "otherwise"
                            | "generally"
                            | "medically"
                            | "volunteer"
                            | "volunteers"
                            | "male"
                            | "female"
                            | "and"
                            | "or"
                            | "men"
                            | "women"
                            | "control"
                            | "controls"
                            | "children"
                            | "adult"
                            | "adults"
                            | "infants"
                            | "newborns"
                            | "term"
                            | "full-term"
                            | "adolescents"
                            | "human"
                    )
            })
        {
            return Some(self.person(&range));
        }
        // "With or without metastases", "regardless of stage": whichever it is.
        let whichever = self.is_word(range.start, "with")
            && self.is_word(range.start + 1, "or")
            && self.is_word(range.start + 2, "without")
            || matches!(self.word(range.start), "regardless" | "irrespective");
        if beside == Beside::After && whichever && self.is_whichever(&range) {
            return Some(self.node(Expr::And(Vec::new()), &range, Method::Grammar));
        }
        // Only in a conjunction does what always holds add nothing.
        if beside == Beside::After
            && let Some(node) = self.shown(&range)
        {
            return Some(node);
        }
        if beside == Beside::After || matches!(self.word(range.start), "that" | "which") {
            let mut cursor = self.cursor(&range);
            let node = self.interfering(&mut cursor).or_else(|| self.during_study(&mut cursor));
            if node.is_some() && cursor.done() {
                return node;
            }
        }
        let defines = matches!(role(self.word(range.start)), Some(Role::Opens(Aspect::Definition)));
        if (beside == Beside::After || defines)
            && let Some(node) = self.complement(&range)
        {
            return Some(node);
        }
        if let Some(node) = self.shared_adjectives(&range, beside) {
            return Some(node);
        }
        let follows =
            |at: &usize| self.is_word(*at, "following") && at.checked_sub(1).is_some_and(|at| self.is_word(at, "the"));
        if range.clone().any(|at| follows(&at)) {
            return None;
        }
        if let Some(node) = self.loose_statement(&range, hint) {
            return Some(node);
        }
        self.permission(&range)
            .or_else(|| {
                self.turned(&range, hint, &["except", "excepting", "unless", "excluding", "but", "other"], Aspect::Exception)
            })
            .or_else(|| self.turned(&range, hint, &["if", "provided", "when", "until"], Aspect::Condition))
            .or_else(|| self.several(&range, hint))
            .or_else(|| self.bare(&range))
            .or_else(|| self.state(&range))
            .or_else(|| self.planned(&range))
            .or_else(|| if beside == Beside::Nothing { self.arranged(&range) } else { None })
            .or_else(|| self.begun(&range, hint))
            .or_else(|| self.about(&range))
    }

    /// A statement that begins with something that is read and goes on in a way that is not: the rest stays opaque beside it.
    fn begun(&self, range: &Range<usize>, hint: Option<Thing>) -> Option<Node> {
        let cuts = |at: &usize| {
            let token = self.tokens.get(*at);
            token.is_some_and(|token| match token.kind {
                Kind::Sign(',' | ':' | ';' | '.') | Kind::Group(_) | Kind::Compare(_) => true,
                Kind::Word => {
                    let word = self.lexed.word(token);
                    matches!(role(word), Some(Role::Opens(_) | Role::Turns))
                        || kinds::is_finite_verb(word)
                        || matches!(word, "and" | "or" | "and/or")
                }
                _ => false,
            })
        };
        let last = range.end.min(range.start + 2 * LONGEST_TAIL);
        let mut best = None;
        for cut in (range.start + 1..last).filter(cuts).take(MOST_CUTS) {
            match self.loose_statement(&self.trim(range.start..cut), hint) {
                Some(read) => best = Some((cut, read)),
                None if best.is_some() => break,
                None => {}
            }
        }
        let (cut, read) = best?;
        let rest = self.opaque(&(cut..range.end));
        Some(self.node(Expr::And(vec![read, rest]), range, Method::Grammar))
    }

    /// `Untreated` of "untreated and uncontrolled hypertension": the name that it belongs to stands after the next members.
    fn shared_adjectives(&self, range: &Range<usize>, beside: Beside) -> Option<Node> {
        let adjectives = range.len() <= 8
            && range.clone().all(|at| {
                let word = self.word(at);
                matches!(
                    self.tokens.get(at).map(|token| token.kind),
                    Some(Kind::Word | Kind::Group(_) | Kind::Sign('-' | ',' | '/'))
                ) && (kinds::is_adjectival(word)
                    || is_lead(word)
                    || matches!(word, "or" | "and" | "," | "-" | "/")
                    || word.starts_with('('))
            });
        if !adjectives {
            return None;
        }
        let named = |at: &usize| matches!(self.tokens.get(*at).map(|token| token.kind), Some(Kind::Named(..)));
        let head = (range.end..range.end + 8).find(named);
        let kind =
            head.and_then(|head| self.kind_of_head(&(head..head + 1), head)).filter(|kind| *kind != Thing::Measurement);
        let (Some(head), Some(kind)) = (head, kind) else {
            return (beside != Beside::Nothing).then(|| self.says(Aspect::Definition, range));
        };
        let adjectives = range.clone().filter(|at| !is_lead(self.word(*at)));
        let mut words: Vec<&str> = adjectives
            .filter(|at| !matches!(self.tokens.get(*at).map(|token| token.kind), Some(Kind::Group(_))))
            .map(|at| self.word(at))
            .collect();
        words.push(self.word(head));
        let atom = Atom::Named { kind, name: words.join(" "), test: None, when: When::Now, subject: Subject::Patient };
        Some(self.node(Expr::Atom(atom), range, Method::Grammar))
    }

    /// `Patients on corticosteroids are eligible`, `Prior radiotherapy allowed if completed`: who is let in all the same.
    fn permission(&self, range: &Range<usize>) -> Option<Node> {
        let allows = range.clone().skip(1).find(|at| {
            matches!(
                self.word(*at),
                "allowed" | "permitted" | "acceptable" | "permissible" | "allowable" | "eligible" | "exempt"
            )
        })?;
        let denied = range.clone().any(|at| {
            matches!(
                self.word(at),
                "not" | "no" | "only" | "unless" | "except" | "excluded" | "must" | "ineligible" | "never"
            )
        });
        let subject = range.start..allows;
        if denied || range.len() > 2 * LONGEST_TAIL || subject.is_empty() {
            return None;
        }
        // The subject must be a name that is understood; what follows says under which circumstances.
        let mut end = subject.end;
        while end > subject.start
            && (matches!(self.word(end - 1), "is" | "are" | "be" | "will" | "may" | "considered" | "also" | ","))
        {
            end -= 1;
        }
        self.loose_list(&(subject.start..end), Some(Thing::Condition))?;
        Some(self.says(Aspect::Permission, range))
    }

    /// A statement and, after a word that turns or limits it, words that tell how.
    fn turned(&self, range: &Range<usize>, hint: Option<Thing>, words: &[&str], aspect: Aspect) -> Option<Node> {
        let at = range.clone().skip(1).find(|at| {
            let word = self.word(*at);
            words.contains(&word)
                && (word != "other" || self.is_word(at + 1, "than"))
                && (word != "but" || !self.is_word(at + 1, "not") || !self.is_word(at + 2, "limited"))
        })?;
        let tail = at..range.end;
        if tail.len() < 2 || tail.len() > 2 * LONGEST_TAIL {
            return None;
        }
        let base = self.loose_statement(&self.trim(range.start..at), hint)?;
        let spared = if aspect == Aspect::Exception { self.spared(&tail) } else { None };
        let said = spared.unwrap_or_else(|| self.says(aspect, &tail));
        let expr = match aspect {
            // "No X except Y" denies the other X: the exception is taken from what is denied.
            Aspect::Exception => match base.expr {
                Expr::Not(denied) => {
                    let spared = Expr::Except { base: denied, exception: Box::new(said) };
                    Expr::Not(Box::new(self.node(spared, range, Method::Grammar)))
                }
                _ => Expr::Except { base: Box::new(base), exception: Box::new(said) },
            },
            // "X >= 30, or >= 27 if Y": the last limit is the one that the condition is about.
            _ if asks_limits(&base) => match base.expr {
                Expr::Or(mut parts) => {
                    let last = parts.pop()?;
                    parts.push(self.node(Expr::And(vec![said, last]), range, Method::Grammar));
                    Expr::Or(parts)
                }
                _ => return None,
            },
            _ if self.section == Section::Inclusion => Expr::IfThen { condition: Box::new(said), then: Box::new(base) },
            _ => Expr::And(vec![said, base]),
        };
        Some(self.node(expr, range, Method::Grammar))
    }

    /// Two statements that a label or a capital parts.
    fn several(&self, range: &Range<usize>, hint: Option<Thing>) -> Option<Node> {
        let colon = range
            .clone()
            .skip(1)
            .take(8)
            .find(|at| matches!(self.tokens.get(*at).map(|token| token.kind), Some(Kind::Sign(':'))))?;
        let rest = self.trim(colon + 1..range.end);
        let head = range.start..colon;
        let plain = head.clone().all(|at| {
            matches!(
                self.tokens.get(at).map(|token| token.kind),
                Some(Kind::Word | Kind::Named(..) | Kind::Sign('/' | '-' | ',') | Kind::Group(_))
            ) && !matches!(role(self.word(at)), Some(Role::Turns | Role::Verb))
        });
        if !plain || rest.is_empty() {
            return None;
        }
        // "Breast cancer: stage II": what stands before the colon is the thing or only its topic, which both take part.
        let below = self.loose_statement(&rest, hint)?;
        let topic = self.loose_list(&head, hint);
        Some(match topic {
            Some(topic) if self.section == Section::Inclusion => {
                self.node(Expr::And(vec![topic, below]), range, Method::Grammar)
            }
            _ => below,
        })
    }

    /// Words that are said of something: from a preposition, a relative pronoun or a participle on, or in brackets.
    fn complement(&self, range: &Range<usize>) -> Option<Node> {
        let first = self.tokens.get(range.start)?.kind;
        if let (Kind::Group(number), 1) = (first, range.len()) {
            return self.bracketed(number, range);
        }
        if range.len() > LONGEST_TAIL || !self.may_qualify(range) {
            return None;
        }
        let aspect = match first {
            Kind::Word => match role(self.word(range.start)) {
                Some(Role::Opens(aspect)) => {
                    if self.is_word(range.start, "defined")
                        && self.is_word(range.start + 1, "as")
                        // A list after it may belong to the definition.
                        && !matches!(self.word(range.end), "or" | "and" | "," | "and/or")
                        && let Some(node) = self.in_brackets(range)
                    {
                        return Some(node);
                    }
                    if aspect == Aspect::Association
                        && let Some(node) = self.accompanied(range)
                    {
                        return Some(node);
                    }
                    self.aspect_of(aspect, range)
                }
                Some(Role::Narrows(aspect)) if range.clone().all(|at| self.only_narrows(at)) => aspect,
                _ => return None,
            },
            _ => return None,
        };
        Some(self.says(aspect, range))
    }

    /// `For the treatment of`, `for 3 months`, `prior to surgery`: the words after the first may tell more.
    fn aspect_of(&self, aspect: Aspect, range: &Range<usize>) -> Aspect {
        let timed = range.clone().skip(1).any(|at| {
            matches!(
                self.word(at),
                "weeks"
                    | "months"
                    | "days"
                    | "hours"
                    | "years"
                    | "week"
                    | "month"
                    | "year"
                    | "screening"
                    | "study"
                    | "visit"
                    | "randomization"
                    | "enrollment"
                    | "baseline"
                    | "past"
                    | "last"
            )
        });
        // "As defined by RECIST", "as documented by biopsy" say how it is confirmed.
        let mut words = range.clone().map(|at| self.word(at));
        let confirms = aspect == Aspect::Definition && {
            let first = words.next();
            let second = if first == Some("as") { words.next() } else { first };
            second.is_some_and(|word| {
                matches!(
                    word,
                    "defined"
                        | "documented"
                        | "established"
                        | "assessed"
                        | "determined"
                        | "evidenced"
                        | "judged"
                        | "measured"
                        | "confirmed"
                        | "described"
                        | "specified"
                        | "demonstrated"
                        | "evaluated"
                        | "shown"
                        | "indicated"
                        | "diagnosed"
                        | "noted"
                        | "outlined"
                        | "stated"
                        | "detailed"
                        | "listed"
                        | "recorded"
                        | "seen"
                        | "calculated"
                        | "estimated"
                        | "revealed"
                        | "manifested"
                )
            }) && matches!(words.next(), Some("by" | "in" | "on" | "per" | "according"))
        };
        let part = matches!(self.word(range.start), "in" | "of" | "on" | "to")
            && !range.clone().any(|at| super::follow::names_time(self.word(at)))
            && range.clone().skip(1).any(|at| {
                matches!(
                    self.word(at),
                    "eye"
                        | "eyes"
                        | "knee"
                        | "arm"
                        | "limb"
                        | "leg"
                        | "joint"
                        | "tooth"
                        | "teeth"
                        | "foot"
                        | "ear"
                        | "breast"
                        | "hip"
                        | "shoulder"
                        | "site"
                        | "area"
                        | "lesion"
                        | "lesions"
                )
            });
        match aspect {
            Aspect::Definition if confirms => Aspect::Confirmation,
            Aspect::Site if part => Aspect::Site,
            Aspect::Site | Aspect::Setting if timed => self.time_says(range).unwrap_or(Aspect::Time),
            Aspect::Time => self.time_says(range).unwrap_or(aspect),
            Aspect::Clause => self.effect_says(range).or_else(|| self.clause_says(range)).unwrap_or(aspect),
            Aspect::Association => self.effect_says(range).unwrap_or(aspect),
            other => other,
        }
    }

    fn only_narrows(&self, at: usize) -> bool {
        let word = self.word(at);
        matches!(role(word), Some(Role::Narrows(_)))
            || super::qualify::adjective(word).is_some()
            || super::words::is_narrowing(word)
            || matches!(word, "or" | "and" | "and/or" | "," | "/" | "-" | "to")
    }

    /// Whether words may stand as they are beside a thing: nothing in them turns the statement, and no value is passed over.
    fn may_qualify(&self, range: &Range<usize>) -> bool {
        let mut clause = false;
        range.clone().all(|at| {
            let word = self.word(at);
            clause |=
                matches!(role(word), Some(Role::Opens(Aspect::Clause))) || matches!(word, "while" | "if" | "because" | "as");
            if !clause && kinds::is_finite_verb(word) {
                return false;
            }
            self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Compare(_) => false,
                Kind::Sign(sign) => {
                    matches!(sign, ',' | '/' | '-' | '\'' | '"' | '%' | '+' | '.' | '&' | '(' | ')' | '[' | ']')
                }
                Kind::Group(number) => self.groups.get(size(number)).is_some_and(|inner| {
                    let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
                    inner.len() <= LONGEST_TAIL && within.may_qualify(inner)
                }),
                Kind::Word => !matches!(role(self.lexed.word(token)), Some(Role::Turns)),
                Kind::Number(_) | Kind::Named(..) => true,
            })
        })
    }

    /// The same, of what stands in brackets: a value there says how the text measures what stands before it.
    fn may_define(&self, range: &Range<usize>) -> bool {
        range.clone().all(|at| {
            self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Word => !matches!(role(self.lexed.word(token)), Some(Role::Turns)),
                _ => true,
            })
        })
    }

    fn says(&self, aspect: Aspect, range: &Range<usize>) -> Node {
        let value = self.written(range, true);
        let mut any_of = Vec::new();
        for token in range.clone().filter_map(|at| self.tokens.get(at)) {
            if let Kind::Named(concept, _) = token.kind
                // In capitals it is as often the receptor as the filtration rate.
                && self.lexed.written(token) != "EGFR"
                && !any_of.contains(&concept)
            {
                any_of.push(concept);
            }
        }
        self.node(Expr::Atom(Atom::Qualifier { aspect, value, any_of }), range, Method::Grammar)
    }

    /// The words of a range in lower case, blanks as written, bracketed groups left out unless they are asked for.
    fn written(&self, range: &Range<usize>, groups: bool) -> String {
        let mut out = String::new();
        let mut last_end = None;
        for token in range.clone().filter_map(|at| self.tokens.get(at)) {
            if matches!(token.kind, Kind::Group(_)) && !groups {
                continue;
            }
            if last_end.is_some_and(|end| end < token.start) {
                out.push(' ');
            }
            out.push_str(self.lexed.word(token));
            last_end = Some(token.end);
        }
        out
    }

    /// A statement or a member of a list.
    fn loose_statement(&self, range: &Range<usize>, hint: Option<Thing>) -> Option<Node> {
        if let Some(node) = self.loose_person(range) {
            return Some(node);
        }
        if let Some(node) = self.loose_since(range, hint) {
            return Some(node);
        }
        let (range, turned) = self.excluded_tail(range.clone());
        let range = self.included_tail(range);
        let mut cursor = self.cursor(&range);
        let mut denied = self.denial(&mut cursor) != turned;
        if self.section == Section::Exclusion && turned {
            denied = !denied;
        }
        let rest = cursor.at..range.end;
        // "Subjects must not donate blood" among exclusions repeats the denial of its list.
        denied &= self.section != Section::Exclusion || turned || !self.demands(&(range.start..cursor.at));
        let node = self.loose_value(&rest).or_else(|| self.loose_list(&rest, hint))?;
        Some(if denied { self.node(Expr::Not(Box::new(node)), &range, Method::Grammar) } else { node })
    }

    /// `... are eligible`, `... will be included in the study`: says nothing more.
    fn included_tail(&self, range: Range<usize>) -> Range<usize> {
        if self.section != Section::Inclusion {
            return range;
        }
        let tail = range.clone().skip(1).find(|at| {
            let mut probe = self.cursor(&(*at..range.end));
            probe.eat_any(&[&["will", "be"], &["are"], &["is"], &["should", "be"], &["may", "be"], &["can", "be"]])
                && probe.eat_any(&[
                    &["eligible"],
                    &["included"],
                    &["enrolled"],
                    &["accepted"],
                    &["recruited"],
                    &["studied"],
                    &["entered"],
                ])
                && {
                    while probe.word().is_some_and(|word| {
                        matches!(
                            word,
                            "for"
                                | "in"
                                | "into"
                                | "the"
                                | "this"
                                | "study"
                                | "trial"
                                | "enrollment"
                                | "inclusion"
                                | "participation"
                                | "protocol"
                                | "to"
                        )
                    }) {
                        probe.at += 1;
                    }
                    probe.done()
                }
        });
        range.start..tail.unwrap_or(range.end)
    }

    /// `At least 4 weeks since X`.
    fn loose_since(&self, range: &Range<usize>, hint: Option<Thing>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        let (compare, window) = when::elapsed(&mut cursor)?;
        let inclusion = self.section == Section::Inclusion;
        let long = matches!(compare, crate::lex::Compare::Greater | crate::lex::Compare::GreaterOrEqual);
        if long != inclusion {
            return None;
        }
        let mut node = self.loose_list(&(cursor.at..range.end), hint)?;
        recall_named(&mut node, When::Within(window));
        Some(if long { self.node(Expr::Not(Box::new(node)), range, Method::Grammar) } else { node })
    }

    /// Whether a sign stands between its neighbours without a blank.
    fn is_tight(&self, at: usize) -> bool {
        let token = |at: usize| self.tokens.get(at);
        let (Some(sign), Some(next)) = (token(at), token(at + 1)) else { return false };
        at.checked_sub(1).and_then(token).is_some_and(|before| before.end == sign.start) && sign.end == next.start
    }

    /// Things joined by commas, `and` and `or`.
    fn loose_list(&self, range: &Range<usize>, hint: Option<Thing>) -> Option<Node> {
        self.with_examples(range, hint).or_else(|| self.things(range, hint))
    }

    fn things(&self, range: &Range<usize>, hint: Option<Thing>) -> Option<Node> {
        let mut members: Vec<Range<usize>> = Vec::new();
        // Whether a word, and not only a comma, joins a member to the next one.
        let mut joined: Vec<bool> = Vec::new();
        let (mut both, mut either) = (false, false);
        let mut from = range.start;
        let mut at = range.start;
        while at < range.end {
            let comma = matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Sign(',')));
            let joint = matches!(self.word(at), "or" | "and" | "and/or" | "nor");
            let slash = matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Sign('/'))) && !self.is_tight(at);
            let whichever = joint
                && self.is_word(at + 1, "without")
                && at.checked_sub(1).is_some_and(|before| self.is_word(before, "with"));
            let compares = whichever
                || self.tokens.get(at).is_some_and(|token| self.lexed.is_within_staging(token))
                || joint && (kinds::follows_or(self.word(at + 1)) || self.numbers_go_on(at))
                || (comma || joint) && from < at && self.only_leads(&(from..at))
                || at.checked_sub(1).is_some_and(|before| self.is_word(before, "head")) && self.is_word(at + 1, "neck");
            if (comma || joint || slash) && !compares {
                both |= self.word(at) == "and";
                either |= joint && self.word(at) != "and" || slash;
                if from < at && !(at == from + 1 && self.word(from) == "/") {
                    members.push(from..at);
                    joined.push(joint || slash);
                } else if joint && let Some(before) = joined.last_mut() {
                    *before = true;
                }
                from = at + 1;
            }
            at += 1;
        }
        if from < range.end {
            members.push(from..range.end);
        }
        if members.is_empty() || members.len() > MOST_MEMBERS {
            return None;
        }
        let mut phrases: Vec<Phrase> = Vec::with_capacity(members.len());
        let mut carried = Lead::default();
        for (number, member) in members.iter().enumerate() {
            match self.thing(member, &carried) {
                Some(phrase)
                    if (phrase.kind.is_some() || phrases.last().is_none_or(|before| before.said.is_empty()))
                        && !phrases.last().is_some_and(|before| goes_on_with(before, &phrase)) =>
                {
                    carried = phrase.lead;
                    phrases.push(phrase);
                }
                // What follows a tail belongs to it: "treated with X, Y or Z", "of the lung, liver and brain".
                _ if number > 0 && phrases.last().is_some_and(|before| !before.said.is_empty()) => {
                    if member.len() > LONGEST_TAIL || !self.may_qualify(member) {
                        return None;
                    }
                    let before = phrases.last_mut()?;
                    let own = role(self.word(member.start));
                    let aspect = match (own, before.said.last().map(|said| &said.expr)) {
                        (Some(Role::Opens(aspect)), _) => self.aspect_of(aspect, member),
                        (_, Some(Expr::Atom(Atom::Qualifier { aspect, .. }))) => *aspect,
                        _ => Aspect::Definition,
                    };
                    before.said.push(self.says(aspect, member));
                }
                _ => return None,
            }
        }
        // A bare member shares the head of the next one: "arterial or venous graft", "alcohol or drug abuse".
        let mut next: Option<(Thing, String)> = hint.map(|hint| (hint, String::new()));
        for (number, phrase) in phrases.iter_mut().enumerate().rev() {
            match (phrase.kind, &next) {
                (Some(kind), _) => {
                    let head = phrase.name.end.checked_sub(1).map_or("", |at| self.word(at));
                    next = Some((kind, head.to_owned()));
                }
                (None, Some((kind, head))) if phrase.said.is_empty() => {
                    phrase.kind = Some(*kind);
                    let last = phrase.name.end.checked_sub(1).map_or("", |at| self.word(at));
                    if joined.get(number).copied().unwrap_or(false) || kinds::is_adjectival(last) {
                        phrase.shares.clone_from(head);
                    } else if head.is_empty() && kinds::is_adjectival(last) {
                        return None;
                    }
                }
                (None, _) => return None,
            }
        }
        let mut time = None;
        for phrase in phrases.iter_mut().rev() {
            time = phrase.when.or(time);
            phrase.when = phrase.when.or(time);
        }
        // A window of an event at the end is that of the members before it, as another window is.
        let last = phrases.last().and_then(|phrase| phrase.said.iter().rfind(|said| is_window(said)).cloned());
        if let Some(window) = last {
            let earlier = phrases.len().saturating_sub(1);
            for phrase in phrases.iter_mut().take(earlier).filter(|phrase| phrase.when.is_none()) {
                if !phrase.said.iter().any(is_window) {
                    phrase.said.push(window.clone());
                }
            }
        }
        // "Systemic or topical drugs with antiviral activity": what shares a head shares what is said of it.
        let mut said: Vec<Node> = Vec::new();
        for phrase in phrases.iter_mut().rev() {
            if phrase.shares.is_empty() {
                said.clone_from(&phrase.said);
            } else {
                phrase.said.extend(said.iter().cloned());
            }
        }
        let mut nodes = Vec::with_capacity(phrases.len());
        for phrase in &phrases {
            nodes.push(self.named_thing(phrase)?);
        }
        if nodes.len() == 1 {
            return nodes.pop();
        }
        let all = both && !either && self.section == Section::Inclusion;
        let expr = if all { Expr::And(nodes) } else { Expr::Or(nodes) };
        Some(self.node(expr, range, Method::Grammar))
    }

    fn named_thing(&self, phrase: &Phrase) -> Option<Node> {
        let kind = phrase.kind?;
        let default = match kind {
            Thing::Condition | Thing::Medication => When::Now,
            _ => When::Ever,
        };
        let subject = if phrase.lead.family { Subject::Family } else { Subject::Patient };
        let when = phrase.when.or(phrase.lead.when).unwrap_or(default);
        let mut name = self.written(&phrase.name, false);
        let tested = kind != Thing::Measurement
            || phrase.test.is_some()
            || phrase
                .said
                .iter()
                .any(|said| matches!(&said.expr, Expr::Atom(Atom::Qualifier { aspect: Aspect::Value, .. })))
            || phrase.name.clone().any(|at| kinds::is_result(self.word(at)));
        if !tested
            || phrase.said.is_empty()
                && phrase.name.len() == 1
                && phrase.shares.is_empty()
                && kinds::is_general(&name)
                // "Other treatments", "any surgical procedure", "no prior therapy": that is what is meant.
                && !phrase.name.start.checked_sub(1).is_some_and(|before| {
                    matches!(self.word(before), "other" | "any" | "additional" | "prior" | "previous" | "concurrent" | "concomitant")
                })
        {
            return None;
        }
        if !phrase.shares.is_empty() {
            name.push(' ');
            name.push_str(&phrase.shares);
        }
        let atom = Atom::Named { kind, name, test: phrase.test.clone(), when, subject };
        let range = phrase.name.start..phrase.name.end.max(phrase.valued);
        let mut node = self.node(Expr::Atom(atom), &range, Method::Grammar);
        // Whoever has "resected stage III adenoid tumors" has that stage.
        let stages: Vec<Node> = match kind {
            Thing::Condition if subject == Subject::Patient => {
                self.stage_within(&phrase.name).map(|(_, node)| node).into_iter().collect()
            }
            _ => Vec::new(),
        };
        if !phrase.said.is_empty() || !stages.is_empty() {
            let mut parts = vec![node];
            parts.extend(stages);
            parts.extend(phrase.said.iter().cloned());
            node = self.node(Expr::And(parts), &range, Method::Grammar);
        }
        Some(if phrase.denied { self.node(Expr::Not(Box::new(node)), &range, Method::Grammar) } else { node })
    }

    /// Abilities, intentions and arrangements: `Can tolerate a PET scan`, `Unable to swallow`, `Slides must be submitted`.
    fn loose_person(&self, range: &Range<usize>) -> Option<Node> {
        let mut at = range.start;
        while at < range.end
            && (is_lead(self.word(at))
                || kinds::is_dropped(self.word(at))
                || matches!(
                    self.word(at),
                    "do" | "does" | "that" | "did" | "may" | "not" | "prior" | "previous" | "current" | "will" | "to"
                ))
        {
            at += 1;
        }
        let opens = matches!(role(self.word(at)), Some(Role::Intends))
            && !(matches!(self.word(at), "can" | "cannot") && matches!(self.word(at + 1), "have" | "be"));
        let arranges = range.clone().any(|at| matches!(role(self.word(at)), Some(Role::Arranges)))
            && !range.clone().any(|at| matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Compare(_))));
        if !(opens || arranges) || range.len() > 40 || !self.may_qualify(&(at..range.end)) {
            return None;
        }
        // A value is asked of the record, whatever else the sentence speaks of.
        let valued = range.clone().any(|at| {
            let mut probe = self.cursor(&(at..range.end));
            let compares = value::comparison(&mut probe).is_some();
            compares && value::quantity_number(&mut probe).is_some()
        });
        (!valued).then(|| self.person(range))
    }
}

fn is_window(node: &Node) -> bool {
    matches!(&node.expr, Expr::Atom(Atom::Qualifier { aspect: Aspect::Window, .. }))
}

/// `Drugs that cause nephrotoxicity or hepatotoxicity`: what one thing does goes on with another that it does.
fn goes_on_with(before: &Phrase, next: &Phrase) -> bool {
    let aspect = match before.said.last().map(|said| &said.expr) {
        Some(Expr::Atom(Atom::Qualifier { aspect, .. })) => *aspect,
        _ => return false,
    };
    let goes_on = match aspect {
        Aspect::Effect => true,
        // "Hemorrhage on baseline MRI or CT".
        Aspect::Confirmation => next.kind == Some(Thing::Procedure),
        _ => false,
    };
    goes_on && before.kind != next.kind && !next.denied
}

/// The kind of the things among parts, if they are all of one.
fn kind_among(parts: &[Node]) -> Option<Thing> {
    let mut kinds = parts.iter().filter_map(kind_of_node);
    let first = kinds.next()?;
    kinds.all(|kind| kind == first).then_some(first)
}

fn kind_of_node(node: &Node) -> Option<Thing> {
    match &node.expr {
        Expr::Atom(Atom::Condition { .. }) => Some(Thing::Condition),
        Expr::Atom(Atom::Medication { .. }) => Some(Thing::Medication),
        Expr::Atom(Atom::Procedure { .. }) => Some(Thing::Procedure),
        Expr::Atom(Atom::Allergy { .. }) => Some(Thing::Allergy),
        Expr::Atom(Atom::Genomic { .. }) => Some(Thing::Genomic),
        Expr::Atom(Atom::Named { kind, .. }) => Some(*kind),
        Expr::And(parts) | Expr::Or(parts) => kind_among(parts),
        Expr::Not(part) => kind_of_node(part),
        _ => None,
    }
}

/// Whether a node is met by any of several values or ages.
fn asks_limits(node: &Node) -> bool {
    let limit = |node: &Node| {
        matches!(&node.expr, Expr::Atom(Atom::Measurement { .. } | Atom::Age { .. } | Atom::Named { test: Some(_), .. }))
    };
    matches!(&node.expr, Expr::Or(parts) if parts.last().is_some_and(limit) && parts.iter().filter(|part| limit(part)).count() > 1)
}

/// Gives every name in a phrase its time.
fn recall_named(node: &mut Node, to: When) {
    match &mut node.expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter_mut().for_each(|part| recall_named(part, to)),
        Expr::Not(part) => recall_named(part, to),
        Expr::Atom(Atom::Named { when, .. }) => *when = to,
        _ => {}
    }
}

#[cfg(test)]
mod tests;
