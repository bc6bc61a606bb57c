//! What is said of a thing beside its name: what comes with it, which clause describes it, and which case is spared.

use std::ops::Range;

use almoner_eligibility::{Aspect, Atom, Expr, Method, Node, Section, Subject, Thing, When};
use almoner_terms::ConceptKind;

use super::LONGEST_TAIL;
use super::kinds::{self, Role, role};
use crate::grammar::Grammar;
use crate::grammar::chunk::set_when;
use crate::grammar::lead::{Lead, lead};
use crate::grammar::qualify::adjective;
use crate::grammar::words::{is_lead, is_narrowing};
use crate::lex::{Compare, Kind};

/// Most tokens before the name that a statement is about.
const LONGEST_LEAD: usize = 12;

/// Most words before a name that are not understood.
const MOST_BESIDES: usize = 2;

/// Words of another person, or of what is not there, feared or to come.
fn names_another(word: &str) -> bool {
    matches!(
        word,
        "absence"
            | "lack"
            | "free"
            | "donor"
            | "donors"
            | "mother"
            | "mothers"
            | "partner"
            | "partners"
            | "spouse"
            | "relative"
            | "relatives"
            | "sibling"
            | "siblings"
            | "parent"
            | "parents"
            | "born"
            | "risk"
            | "negative"
            | "possible"
            | "potential"
            | "eligible"
            | "candidate"
            | "candidates"
            | "indication"
            | "indications"
            | "family"
            | "hospital"
            | "clinic"
            | "interest"
            | "knowledge"
            | "contraindication"
            | "contraindications"
            | "naive"
            | "maximum"
            | "recovery"
            | "recovered"
            | "resolved"
            | "stop"
            | "stopped"
            | "off"
            | "planned"
            | "discontinue"
            | "discontinued"
            | "control"
            | "controls"
            | "spots"
    )
}

/// Nouns that make the name of a scale or a house of what stands before them.
fn names_a_scale(word: &str) -> bool {
    matches!(
        word,
        "center"
            | "centre"
            | "institute"
            | "score"
            | "scale"
            | "society"
            | "association"
            | "foundation"
            | "classification"
            | "questionnaire"
            | "inventory"
            | "screen"
            | "index"
            | "severity"
            | "group"
            | "educators"
    )
}

/// Words that ask what their preposition leads to: `treatment for asthma`, `three courses of methotrexate`.
fn asks_next(word: &str) -> bool {
    matches!(
        word,
        "treatment"
            | "therapy"
            | "treated"
            | "hospitalized"
            | "hospitalised"
            | "hospitalization"
            | "admitted"
            | "course"
            | "courses"
            | "cycle"
            | "cycles"
            | "dose"
            | "doses"
            | "line"
            | "lines"
            | "regimen"
            | "regimens"
            | "episode"
            | "episodes"
            | "form"
            | "forms"
            | "type"
            | "types"
            | "onset"
            | "stage"
            | "grade"
            | "minimum"
            | "use"
            | "intake"
            | "exposure"
            | "exposed"
            | "response"
            | "respond"
            | "responded"
            | "suffering"
            | "suffer"
            | "receipt"
            | "administration"
            | "diagnosis"
            | "symptoms"
            | "signs"
            | "evidence"
            | "presence"
            | "history"
            | "progressed"
            | "progression"
            | "relapsed"
            | "relapse"
            | "failure"
            | "infected"
            | "criteria"
            | "prescription"
            | "prescribed"
            | "completed"
            | "completion"
            | "initiated"
            | "presenting"
            | "affected"
    )
}

impl<'g, 'a> Grammar<'g, 'a> {
    /// `Overactive thyroid gland`: among what excludes, a few words that are a name and nothing else name a state of the patient.
    pub(super) fn bare(&self, range: &Range<usize>) -> Option<Node> {
        let denies = range.clone().any(|at| matches!(self.word(at), "no" | "not" | "without" | "none"));
        if self.section != Section::Exclusion || denies {
            return None;
        }
        let mut cursor = self.cursor(range);
        let mut said = Lead::default();
        while !cursor.done()
            && (lead(&mut cursor, &mut said) || cursor.word().is_some_and(|word| is_lead(word) || kinds::is_dropped(word)))
        {
            cursor.at +=
                usize::from(cursor.word().is_some_and(|word| is_lead(word) || kinds::is_dropped(word)) && !cursor.done());
        }
        let name = cursor.at..range.end;
        let plain = |at: usize| {
            self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Word => {
                    let word = self.lexed.word(token);
                    word.len() > 2
                        && word.is_ascii()
                        && !matches!(
                            role(word),
                            Some(Role::Turns | Role::Verb | Role::Intends | Role::Arranges | Role::Opens(_))
                        )
                        && !is_person_noun(word)
                        && !matches!(word, "or" | "and" | "and/or" | "per" | "via")
                }
                Kind::Named(_, ConceptKind::Condition) => true,
                _ => false,
            })
        };
        let last = range.end.checked_sub(1)?;
        let whole = range.start == 0 || self.begins_list(range.start);
        let noun = !kinds::is_adjectival(self.word(last)) && !self.word(last).ends_with("ing");
        if !(2..=4).contains(&name.len()) || !name.clone().all(plain) || !noun || !whole || said.taken || said.allergy {
            return None;
        }
        let subject = said.subject();
        let when = said.when.unwrap_or(When::Now);
        let atom = Atom::Named { kind: Thing::Condition, name: self.written(&name, false), test: None, when, subject };
        Some(self.node(Expr::Atom(atom), range, Method::Grammar))
    }

    /// `Must be neurologically stable`, `Clinically euthyroid`: how the patient is.
    pub(super) fn state(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        let denied = self.denial(&mut cursor);
        while cursor.word().is_some_and(|word| is_lead(word) && word != "clinically" || word == "currently") {
            cursor.at += 1;
        }
        let name = cursor.at..range.end;
        let (Some(first), Some(last)) = (cursor.word(), range.end.checked_sub(1)) else { return None };
        let how = first.ends_with("ly") && first.len() > 5 && role(first).is_none();
        let word = self.word(last);
        let is = kinds::is_adjectival(word) || adjective(word).is_some() || is_narrowing(word);
        let is = is && !matches!(role(word), Some(Role::Intends | Role::Turns | Role::Verb));
        if name.len() != 2 || !how || !is || denied && self.section == Section::Exclusion {
            return None;
        }
        let name = self.written(&name, false);
        let atom = Atom::Named { kind: Thing::Condition, name, test: None, when: When::Now, subject: Subject::Patient };
        let node = self.node(Expr::Atom(atom), range, Method::Grammar);
        Some(if denied { self.node(Expr::Not(Box::new(node)), range, Method::Grammar) } else { node })
    }

    /// `Proof of HIV infection`, `Patients chronically infected with hepatitis C genotype 1`: the thing that a statement begins
    /// with, and the rest of its words unread.
    pub(super) fn about(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        let denied = self.denial(&mut cursor);
        let repeats = self.section == Section::Exclusion && denied;
        if repeats && !self.demands(&(range.start..cursor.at)) {
            return None;
        }
        let node = self.about_thing(&(cursor.at..range.end))?;
        Some(if denied && !repeats { self.node(Expr::Not(Box::new(node)), range, Method::Grammar) } else { node })
    }

    /// Whether what a statement begins with must hold: no other way to meet it follows.
    fn asks_once(&self, range: &Range<usize>, at: usize) -> bool {
        let turns = |at: usize| matches!(self.word(at), "either" | "unless" | "except" | "if" | "less" | "up" | "other");
        let goes_on = |or: usize| {
            let next = self.word(or + 1);
            or <= at + 3
                || self.tokens.get(or).is_some_and(|token| self.lexed.written(token) == "OR")
                || is_lead(next)
                || matches!(
                    role(next),
                    Some(Role::Verb | Role::Intends | Role::Opens(Aspect::Treatment | Aspect::Clause | Aspect::Association))
                )
        };
        !range.clone().any(|at| turns(at) || matches!(self.word(at), "or" | "and/or") && goes_on(at))
    }

    fn about_thing(&self, range: &Range<usize>) -> Option<Node> {
        let named = |at: &usize| {
            matches!(
                self.tokens.get(*at).map(|token| token.kind),
                Some(Kind::Named(_, kind)) if !matches!(kind, ConceptKind::Measurement | ConceptKind::Score)
            )
        };
        let at = range.clone().take(LONGEST_LEAD).find(named)?;
        let only_one = self.asks_once(range, at);
        let amount = |at: usize| {
            only_one
                && (matches!(
                    self.tokens.get(at).map(|token| token.kind),
                    Some(Kind::Number(_) | Kind::Compare(Compare::Greater | Compare::GreaterOrEqual) | Kind::Sign('-'))
                ) || kinds::is_unit_of_time(self.word(at)))
        };
        let leads = |at: usize| {
            let word = self.word(at);
            amount(at)
                || matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Word))
                    && !matches!(
                        word,
                        "risk" | "no" | "not" | "without" | "if" | "when" | "family" | "possible" | "planned" | "negative"
                    )
                    && match role(word) {
                        None | Some(Role::Is(Thing::Condition)) => {
                            is_lead(word)
                                || kinds::is_adjectival(word)
                                || word.ends_with("ly")
                                || only_one && asks_next(word)
                        }
                        Some(Role::Narrows(_)) => true,
                        Some(Role::Opens(_)) => {
                            matches!(
                                word,
                                "of" | "with"
                                    | "on"
                                    | "receiving"
                                    | "received"
                                    | "taking"
                                    | "undergoing"
                                    | "undergone"
                                    | "requiring"
                                    | "treated"
                                    | "documented"
                                    | "confirmed"
                                    | "proven"
                                    | "who"
                                    | "that"
                                    | "using"
                                    | "having"
                                    | "diagnosed"
                            ) || only_one
                                && (matches!(
                                    word,
                                    "as" | "by"
                                        | "currently"
                                        | "previously"
                                        | "recently"
                                        | "first"
                                        | "stabilized"
                                        | "failed"
                                        | "failing"
                                        | "untreated"
                                        | "refractory"
                                        | "despite"
                                        | "given"
                                        | "administered"
                                        | "used"
                                        | "started"
                                        | "maintained"
                                        | "scheduled"
                                        | "present"
                                        | "including"
                                ) || matches!(word, "for" | "to" | "from")
                                    && at > range.start
                                    && asks_next(self.word(at - 1)))
                        }
                        Some(Role::Verb) => {
                            matches!(
                                word,
                                "is" | "are"
                                    | "has"
                                    | "have"
                                    | "been"
                                    | "be"
                                    | "must"
                                    | "was"
                                    | "take"
                                    | "taken"
                                    | "receive"
                            ) || only_one
                                && matches!(
                                    word,
                                    "had"
                                        | "were"
                                        | "should"
                                        | "will"
                                        | "experienced"
                                        | "experience"
                                        | "show"
                                        | "shows"
                                        | "undergo"
                                        | "one"
                                        | "two"
                                        | "three"
                                        | "four"
                                        | "at"
                                        | "least"
                                        | "more"
                                        | "than"
                                        | "most"
                                        | "only"
                                        | "their"
                                        | "also"
                                        | "this"
                                        | "these"
                                        | "having"
                                        | "being"
                                        | "meet"
                                        | "meets"
                                )
                        }
                        _ => is_lead(word) || only_one && asks_next(word),
                    }
        };
        let given = matches!(self.word(range.start), "proof" | "documentation" | "treatment" | "therapy" | "infected");
        // A word or two besides, which tell of no other person and of nothing that is lacking.
        let besides = |at: &usize| {
            let word = self.word(*at);
            only_one
                && matches!(self.tokens.get(*at).map(|token| token.kind), Some(Kind::Word))
                && matches!(role(word), None | Some(Role::Is(_) | Role::Result))
                && !is_person_noun(word)
                && !names_another(word)
        };
        let unread: Vec<usize> = (range.start + usize::from(given)..at).filter(|at| !leads(*at)).collect();
        if unread.len() > MOST_BESIDES || !unread.iter().all(besides) {
            return None;
        }
        // "Stroke medication" is not about a stroke.
        let next = self.tokens.get(at + 1).filter(|_| at + 1 < range.end);
        let ends = next.is_none_or(|next| match next.kind {
            Kind::Word => {
                let word = self.lexed.word(next);
                matches!(role(word), Some(Role::Opens(_) | Role::Verb))
                    || matches!(word, "and" | "or" | "and/or" | "infection")
                    // "Mesothelioma All stages eligible": a stop was lost.
                    || only_one && self.lexed.written(next).starts_with(char::is_uppercase) && self.lexed.written(next).ends_with(char::is_lowercase)
            }
            Kind::Sign('-') => only_one && !self.is_tight(at + 1),
            Kind::Sign(sign) => matches!(sign, ',' | ';' | ':' | '.'),
            Kind::Group(_) => true,
            _ => false,
        });
        let name = at..at + 1;
        let kind = self.kind_of_head(&name, at).filter(|kind| *kind != Thing::Measurement)?;
        let turned = (range.start..range.end).any(|at| {
            matches!(
                self.word(at),
                "not" | "no" | "without" | "allowed" | "permitted" | "eligible" | "acceptable" | "rather" | "never"
            )
        });
        if !ends || turned || (at + 1..range.end).take(3).any(|at| names_a_scale(self.word(at))) {
            return None;
        }
        let when = if kind == Thing::Procedure { When::Ever } else { When::Now };
        let atom = Atom::Named { kind, name: self.written(&name, false), test: None, when, subject: Subject::Patient };
        let thing = self.node(Expr::Atom(atom), &name, Method::Grammar);
        Some(self.node(Expr::And(vec![thing, self.opaque(range)]), range, Method::Grammar))
    }

    /// `Scheduled for elective surgery`, `Planned coronary revascularisation`: what is to come, those who arrange it know.
    pub(super) fn planned(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        while cursor.word().is_some_and(is_lead) {
            cursor.at += 1;
        }
        let opens = cursor.eat_any(&[
            &["scheduled", "for"],
            &["scheduled", "to"],
            &["planned"],
            &["needing", "or", "planning"],
            &["planning"],
            &["undergo"],
            &["elected", "to"],
            &["expected", "to"],
            &["availability", "of"],
            &["awaiting"],
        ]);
        let rest = cursor.at..range.end;
        let turns = rest.clone().any(|at| matches!(self.word(at), "or" | "unless" | "except" | "not" | "no" | "if"));
        (opens && !rest.is_empty() && !turns && rest.len() <= LONGEST_TAIL && self.may_qualify(&rest))
            .then(|| self.person(range))
    }

    /// Whether a member of a list begins at a token.
    fn begins_list(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| matches!(self.word(before), "," | "or" | ";"))
    }

    /// `Radiotherapy for sarcoma within 4 weeks of entry`: a window that stands alone beside what is asked is the window of it all.
    pub(super) fn place_in_time(&self, parts: &mut [Node]) {
        let window = |part: &Node| match &part.expr {
            Expr::Atom(Atom::Qualifier { aspect: Aspect::Time, value, .. }) => {
                crate::grammar::whole_window(self.terms, value)
            }
            _ => None,
        };
        let found: Vec<(usize, When)> =
            parts.iter().enumerate().filter_map(|(at, part)| window(part).map(|when| (at, when))).collect();
        let [(at, when)] = found.as_slice() else { return };
        let asks = |part: &Node| {
            matches!(
                &part.expr,
                Expr::Atom(
                    Atom::Medication { .. }
                        | Atom::Procedure { .. }
                        | Atom::Named { kind: Thing::Medication | Thing::Procedure | Thing::Condition, .. }
                        | Atom::Condition { .. }
                )
            )
        };
        let placed = |part: &Node| {
            matches!(&part.expr, Expr::Atom(Atom::Qualifier { .. } | Atom::Participation { .. } | Atom::Person))
                || asks(part)
        };
        if !parts.iter().any(asks) || !parts.iter().all(placed) {
            return;
        }
        parts.iter_mut().filter(|part| asks(part)).for_each(|part| set_when(part, *when));
        if let Some(part) = parts.get_mut(*at) {
            part.expr = Expr::And(Vec::new());
        }
    }

    /// `With microalbuminuria`, `without psychotic features`: another thing that is asked, or denied, beside the first.
    pub(super) fn accompanied(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        let denied = cursor.eat_any(&[
            &["without"],
            &["with", "no", "evidence", "of"],
            &["with", "no", "history", "of"],
            &["with", "no"],
        ]);
        let opens = denied
            || cursor.eat_any(&[&["with", "or", "without"]])
            || cursor.eat_any(&[&["with"], &["accompanied", "by"], &["having"], &["together", "with"], &["plus"]]);
        if !opens || self.is_word(range.start, "with") && self.is_word(range.start + 1, "or") {
            return None;
        }
        let rest = self.trim(cursor.at..range.end);
        let plain = rest.clone().all(|at| match self.tokens.get(at).map(|token| token.kind) {
            Some(Kind::Number(_) | Kind::Compare(_)) => false,
            _ => !matches!(
                role(self.word(at)),
                Some(Role::Opens(Aspect::Clause | Aspect::Time | Aspect::Definition | Aspect::Association))
            ),
        });
        if rest.is_empty() || rest.len() > LONGEST_TAIL || !plain {
            return None;
        }
        let node = self.things(&rest, Some(Thing::Condition))?;
        Some(if denied { self.node(Expr::Not(Box::new(node)), range, Method::Grammar) } else { node })
    }

    /// What a clause is about: `for which no curative therapy exists`, `that has progressed after chemotherapy`, `who require
    /// oxygen`. `None` where no word of it shows that.
    pub(super) fn clause_says(&self, range: &Range<usize>) -> Option<Aspect> {
        let has = |words: &[&str]| range.clone().any(|at| words.contains(&self.word(at)));
        if has(&["therapy", "therapies", "treatment", "treated", "failed", "requires", "require", "required", "requiring"])
            || has(&["refractory", "responded", "respond", "surgery", "resection", "treatable", "intolerant", "received"])
            || has(&["taking", "treatments", "medication", "medications", "chemotherapy", "radiotherapy", "antibiotics"])
        {
            return Some(Aspect::Treatment);
        }
        if has(&[
            "progressed",
            "relapsed",
            "recurred",
            "resolved",
            "worsened",
            "persisted",
            "stable",
            "recovered",
            "improved",
        ]) {
            return Some(Aspect::Course);
        }
        if has(&["controlled", "uncontrolled"]) {
            return Some(Aspect::Control);
        }
        if has(&["confirmed", "documented", "proven", "diagnosed", "measured", "detected", "established", "verified"]) {
            return Some(Aspect::Confirmation);
        }
        if has(&["spread", "metastasized", "unresectable", "resectable", "inoperable", "invades", "extends"]) {
            return Some(Aspect::Extent);
        }
        let caused = has(&["caused", "due"]) || has(&["attributed", "attributable"]);
        caused.then_some(Aspect::Cause)
    }

    /// `Unless due to hepatic metastases`, `except in remission for 5 years`: the case that is spared, told by its cause, its
    /// treatment, its course or how it is controlled.
    pub(super) fn spared_case(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        cursor.eat_sign(',');
        if !cursor.eat_any(&[&["unless"], &["except", "if"], &["except", "when"], &["except", "for"], &["except"]]) {
            return None;
        }
        self.case(&(cursor.at..range.end))
    }

    /// The words of such a case.
    pub(in crate::grammar) fn case(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        while cursor.word().is_some_and(|word| {
            matches!(
                word,
                "they"
                    | "it"
                    | "is"
                    | "are"
                    | "was"
                    | "were"
                    | "has"
                    | "have"
                    | "been"
                    | "clearly"
                    | "considered"
                    | "that"
                    | "those"
                    | "if"
                    | "when"
                    | "for"
                    | "being"
                    | "patient"
                    | "patients"
                    | "the"
                    | "disease"
                    | "only"
                    | "had"
            )
        }) {
            cursor.at += 1;
        }
        let start = cursor.at;
        let rest = start..range.end;
        if rest.is_empty() || rest.len() > LONGEST_TAIL || !self.may_qualify(&rest) {
            return None;
        }
        let aspect = match self.word(start) {
            "due" | "caused" | "attributable" | "attributed" | "secondary" | "related" | "resulting" | "because"
            | "explained" => Aspect::Cause,
            "cured" | "removed" | "resected" | "corrected" | "replaced" | "treated" | "curatively" | "adequately"
            | "successfully" | "receiving" | "on" | "surgically" | "completely" => Aspect::Treatment,
            "controlled" | "well-controlled" | "well" => Aspect::Control,
            "stable" | "resolved" | "inactive" | "recovered" => Aspect::Course,
            "documented" | "confirmed" | "proven" => Aspect::Confirmation,
            "asymptomatic" => Aspect::Symptoms,
            _ => return None,
        };
        Some(self.says(aspect, &rest))
    }

    /// Whether words only lead to a name that stands after them: `active`, `histologically confirmed`, `history of`.
    pub(in crate::grammar) fn only_leads(&self, range: &Range<usize>) -> bool {
        let mut cursor = self.cursor(range);
        let mut said = Lead::default();
        while !cursor.done() {
            let word = cursor.word();
            if lead(&mut cursor, &mut said) {
                continue;
            }
            if !word.is_some_and(|word| is_lead(word) || kinds::is_dropped(word) || is_confirming(word)) {
                return false;
            }
            cursor.at += 1;
        }
        !said.allergy && said.sex.is_none()
    }

    /// `Type I or II`, `genotype 1 or 4`, `hepatitis B or C`: a numeral that goes on with the one before.
    pub(super) fn numbers_go_on(&self, at: usize) -> bool {
        let step = |at: usize| {
            self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Number(_) => true,
                Kind::Word => {
                    let word = self.lexed.word(token);
                    word.len() == 1 && !matches!(word, "a" | "x")
                        || matches!(word, "ii" | "iii" | "iv" | "iia" | "iib" | "iiia" | "iiib" | "ia" | "ib" | "vi")
                }
                _ => false,
            })
        };
        at.checked_sub(1).is_some_and(step) && step(at + 1)
    }

    /// A part of the trial for which a statement holds, by the words before its colon.
    pub(in crate::grammar) fn cohort(&self, head: &Range<usize>) -> Node {
        let value = self.written(head, true);
        let atom = Atom::Qualifier { aspect: Aspect::Cohort, value, any_of: Vec::new() };
        self.node(Expr::Atom(atom), head, Method::Grammar)
    }

    /// Whether every word before a name narrows it.
    pub(super) fn all_narrow(&self, range: &Range<usize>) -> bool {
        range.clone().all(|at| {
            let word = self.word(at);
            is_narrowing(word)
                || adjective(word).is_some()
                || kinds::is_adjectival(word)
                || matches!(word, "," | "or" | "and")
        })
    }
}

fn is_confirming(word: &str) -> bool {
    matches!(
        word,
        "histologically"
            | "cytologically"
            | "pathologically"
            | "radiologically"
            | "clinically"
            | "serologically"
            | "genetically"
            | "histologic"
            | "cytologic"
            | "microbiologically"
            | "biopsy-proven"
            | "confirmed"
            | "proven"
            | "documented"
            | "verified"
            | "diagnosed"
            | "suspected"
    )
}

/// Nouns for people and their affairs, which are no states of health.
fn is_person_noun(word: &str) -> bool {
    matches!(
        word,
        "patients"
            | "patient"
            | "subjects"
            | "person"
            | "adult"
            | "not"
            | "no"
            | "needed"
            | "need"
            | "work"
            | "needs"
            | "abnormal"
            | "normal"
            | "usage"
            | "practice"
            | "harvest"
            | "partner"
            | "histology"
            | "participants"
            | "minors"
            | "minor"
            | "minorities"
            | "criteria"
            | "transfer"
            | "transfers"
            | "families"
            | "members"
            | "member"
            | "relatives"
            | "personnel"
            | "workers"
            | "study"
            | "trial"
            | "protocol"
            | "site"
            | "center"
            | "hospital"
            | "clinic"
            | "home"
            | "school"
            | "group"
            | "arm"
            | "cohort"
            | "parents"
            | "mother"
            | "mothers"
            | "father"
            | "individuals"
            | "persons"
            | "people"
            | "nurses"
            | "adults"
            | "children"
            | "infants"
            | "outpatients"
            | "inpatients"
            | "speakers"
            | "speaker"
            | "language"
            | "data"
            | "information"
            | "list"
            | "section"
            | "amendment"
            | "applicable"
            | "none"
            | "listed"
            | "above"
            | "below"
            | "hydrochloride"
            | "sodium"
            | "acid"
            | "acetate"
            | "sulfate"
            | "phosphate"
            | "oil"
            | "extract"
            | "cream"
    )
}
