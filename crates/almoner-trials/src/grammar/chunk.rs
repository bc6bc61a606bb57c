//! One member of a list: what leads to a named thing, the thing, and what follows it.

use std::ops::Range;

use almoner_base::ConceptId;
use almoner_eligibility::{Atom, Bound, Expr, Manner, Method, Node, SexClass, Subject, When};
use almoner_terms::ConceptKind;

use super::lead::{Lead, lead};
use super::value::{self, Units};
use super::words::{is_lead, is_narrowing, moves_meaning, opens_narrowing, trails_condition, trails_treatment};
use super::{Cursor, Grammar, when};
use crate::lex::Kind;

/// A member of a list, as read.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub node: Node,
    pub range: Range<usize>,
    pub lead: Lead,
    /// Whether its time was written after it.
    pub window: bool,
    /// Narrowing words before and after the named thing.
    pub before: Option<Range<usize>>,
    pub after: Option<Range<usize>>,
    pub failure: Option<Failure>,
    /// Whether it is a value, a pregnancy or an age: a statement that stands on its own in any list.
    pub closed: bool,
}

/// Why a member was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// A name that the dictionary does not hold.
    Unnamed,
    /// Its words may also govern the members after it.
    Spreads,
    /// A noun follows the named thing and may make something else of it and of the members before it.
    Compound,
}

impl<'g, 'a> Grammar<'g, 'a> {
    /// Reads one member. The cursor ends at a connector or at the end.
    pub(super) fn chunk(&self, cursor: &mut Cursor<'g, 'a>, carried: &Lead) -> Item {
        let start = cursor.at;
        let mut said = *carried;
        said.given = false;
        let mut before: Option<Range<usize>> = None;
        loop {
            if !said.taken
                && let Some(node) = self.age(cursor)
            {
                return self.closed(start, cursor, node, said, before);
            }
            if let Some(node) = self.negative_test(cursor) {
                // How fresh the test must be is the trial's to arrange; that she is not pregnant is what it asks.
                when::window(cursor);
                return self.closed(start, cursor, node, said, before);
            }
            if before.is_none()
                && !said.taken
                && let Some(dose) = self.dose_lead(cursor)
            {
                before = Some(dose);
                (said.taken, said.given) = (true, true);
                said.when = said.when.or(Some(When::Now));
                continue;
            }
            if before.is_none() && self.positive_for(cursor) {
                said.given = true;
                continue;
            }
            if before.is_none()
                && !said.allergy
                && let Some((how, failed)) = self.went(cursor)
            {
                let ongoing = matches!(self.word(how.start), "being" | "currently" | "receiving" | "under" | "undergoing");
                before = Some(how);
                (said.taken, said.given) = (failed, true);
                said.when = said.when.or(if ongoing {
                    Some(When::Now)
                } else if failed {
                    Some(When::Ever)
                } else {
                    None
                });
                continue;
            }
            // "Newly diagnosed, untreated lymphoma": every word before the name narrows it.
            if let Some(range) = &before
                && cursor.kind() == Some(Kind::Sign(','))
                && range.clone().all(|at| is_narrowing(self.word(at)))
                && self.narrows_the_next(cursor)
            {
                cursor.at += 1;
                continue;
            }
            // A verb of taking that a list carries does not carry across a new lead.
            if lead(cursor, &mut said) {
                continue;
            }
            // "Active, uncontrolled infection", "active or untreated metastases": what narrows is joined.
            if cursor.at > start
                && before.is_none()
                && self.at_connector(cursor)
                && let Some(next) = self.narrows_on(start, cursor)
            {
                let present =
                    (start..next).any(|at| matches!(self.word(at), "active" | "current" | "ongoing" | "concurrent"));
                if present && !self.is_word(next - 1, ",") {
                    // Either kind is meant, so that neither alone is asked.
                    before = Some(start..next);
                    said.when = carried.when;
                }
                cursor.at = next;
                continue;
            }
            match cursor.kind() {
                Some(Kind::Named(_, ConceptKind::Condition))
                    if self.key(cursor.at) == Some("hypertension")
                        && !said.family
                        && self.blood_pressure(&mut cursor.clone()).is_some() =>
                {
                    if let Some(node) = self.blood_pressure(cursor) {
                        before = before
                            .filter(|range| range.clone().any(|at| !matches!(self.word(at), "uncontrolled" | "severe")));
                        return self.closed(start, cursor, node, said, before);
                    }
                }
                Some(Kind::Named(concept, kind)) => {
                    if before.is_none()
                        && !said.family
                        && let Some(node) = self.excess(cursor)
                    {
                        return self.closed(start, cursor, node, said, before);
                    }
                    return self.named(start, cursor, concept, kind, said, before);
                }
                Some(Kind::Word) => {
                    let word = cursor.word().unwrap_or_default();
                    let word_at = cursor.at;
                    if is_lead(word) || word.ends_with("-diagnosed") && word.len() > 13 {
                        cursor.at += 1;
                    } else if let Some(kinds) = self.either_kind(cursor) {
                        if !kinds {
                            before = Some(before.map_or(word_at, |range| range.start)..cursor.at);
                        }
                    } else if let Some(end) = self.stage_before(cursor) {
                        before = Some(before.map_or(word_at, |range| range.start)..end);
                        cursor.at = end;
                    } else if let Some(node) = self.staged(cursor) {
                        cursor.eat_any(&[
                            &["disease"],
                            &["tumor"],
                            &["tumors"],
                            &["tumour"],
                            &["tumours"],
                            &["malignancies"],
                        ]);
                        let of = self.staged_of(cursor).filter(|_| !said.family);
                        let node = match of.and_then(|name| Some((self.tokens.get(name.start)?.kind, name))) {
                            Some((Kind::Named(concept, _), name)) => {
                                let subject = almoner_eligibility::Subject::Patient;
                                let (any_of, when) = (vec![concept], said.when.unwrap_or(When::Now));
                                let disease = Expr::Atom(Atom::Condition { any_of, when, subject });
                                let parts = vec![self.node(disease, &name, Method::Terminology), node];
                                self.node(Expr::And(parts), &(start..cursor.at), Method::Terminology)
                            }
                            _ => node,
                        };
                        return self.closed(start, cursor, node, said, before);
                    } else if matches!(word, "first" | "second" | "third") && cursor.word_at(1) == Some("line") {
                        before = Some(before.map_or(word_at, |range| range.start)..word_at + 2);
                        cursor.at += 2;
                    } else if self.narrows(cursor) {
                        before = Some(before.map_or(cursor.at, |range| range.start)..cursor.at + 1);
                        cursor.at += 1;
                    } else if let Some(node) = self.measure(cursor) {
                        return self.closed(start, cursor, node, said, before);
                    } else {
                        return self.sex_only(start, cursor, said, before.as_ref());
                    }
                }
                Some(Kind::Group(number))
                    if before.is_none()
                        && self.group_opens(number, &["male", "females", "both", "women", "men", "female"]) =>
                {
                    cursor.at += 1
                }
                Some(Kind::Number(_) | Kind::Compare(_)) if before.is_none() && !said.taken => match self.measure(cursor) {
                    Some(node) => return self.closed(start, cursor, node, said, before),
                    None => return self.sex_only(start, cursor, said, before.as_ref()),
                },
                _ => return self.sex_only(start, cursor, said, before.as_ref()),
            }
        }
    }

    /// Whether only narrowing words stand between the comma at the cursor and the name of a disease.
    fn narrows_the_next(&self, cursor: &Cursor<'g, 'a>) -> bool {
        let mut probe = cursor.clone();
        probe.at += 1;
        let start = probe.at;
        while probe.word().is_some_and(is_narrowing) {
            probe.at += 1;
        }
        probe.at > start && matches!(probe.kind(), Some(Kind::Named(_, ConceptKind::Condition)))
    }

    /// Where a narrowing word begins after the connector at the cursor, if only a word for the present stands before it.
    fn narrows_on(&self, start: usize, cursor: &Cursor<'g, 'a>) -> Option<usize> {
        let mut probe = cursor.clone();
        probe.eat_sign(',');
        probe.eat_any(&[&["or"], &["and"], &["and/or"]]);
        let present = (start..cursor.at)
            .all(|at| matches!(self.word(at), "active" | "current" | "ongoing" | "concurrent") || is_lead(self.word(at)))
            && (start..cursor.at).any(|at| matches!(self.word(at), "active" | "current" | "ongoing" | "concurrent"));
        // "Histologically confirmed, locally advanced sarcoma", "histologically-confirmed or cytologically confirmed sarcoma".
        let leads = self.only_leads(&(start..cursor.at)) && !(start..cursor.at).any(|at| is_dated(self.word(at)));
        let comma = probe.at == cursor.at + 1 && self.is_word(cursor.at, ",");
        let goes_on = probe.word().is_some_and(|word| is_narrowing(word) || is_lead(word) && word.ends_with("ly"));
        let named = matches!(probe.kind(), Some(Kind::Named(_, ConceptKind::Condition)));
        (present && probe.word().is_some_and(is_narrowing)
            || leads && (comma && (goes_on || named) || probe.word().is_some_and(is_lead)))
        .then_some(probe.at)
    }

    /// `Female`, `Men and women`: a member that says nothing but the sex.
    fn sex_only(&self, start: usize, cursor: &mut Cursor<'g, 'a>, lead: Lead, before: Option<&Range<usize>>) -> Item {
        let ends =
            cursor.done() || cursor.kind() == Some(Kind::Sign(',')) || matches!(cursor.word(), Some("gender" | "sex"));
        let nothing_else = before.is_none() && lead.when.is_none() && !lead.taken && !lead.allergy && lead.given;
        if ends && nothing_else {
            cursor.eat_any(&[&["gender"], &["sex"]]);
            let range = start..cursor.at;
            let expr = match lead.sex {
                Some(sex) => sex_atom(sex),
                None => Expr::And(Vec::new()),
            };
            let node = self.node(expr, &range, Method::Grammar);
            let lead = Lead { sex: None, ..lead };
            return Item { node, range, lead, window: false, before: None, after: None, failure: None, closed: true };
        }
        self.failed(start, cursor, lead, Failure::Unnamed)
    }

    fn closed(
        &self,
        start: usize,
        cursor: &mut Cursor<'g, 'a>,
        node: Node,
        lead: Lead,
        before: Option<Range<usize>>,
    ) -> Item {
        let mut item =
            Item { node, range: start..cursor.at, lead, window: true, before, after: None, failure: None, closed: true };
        self.follow(cursor, &mut item, None);
        item.range = start..cursor.at;
        item
    }

    /// Past a comparison or a number with its unit: the "or" of "greater than or equal to" joins nothing, nor does the slash of "g/dL".
    fn past_value(&self, cursor: &Cursor<'g, 'a>) -> Option<usize> {
        let mut probe = cursor.clone();
        let read = match cursor.kind()? {
            Kind::Number(_) => value::quantity(&mut probe, Units::Amount).is_some(),
            Kind::Word => value::comparison(&mut probe).is_some(),
            _ => false,
        };
        read.then_some(probe.at).filter(|at| *at > cursor.at)
    }

    /// Skips to the next connector and reports the member as not understood.
    fn failed(&self, start: usize, cursor: &mut Cursor<'g, 'a>, lead: Lead, failure: Failure) -> Item {
        cursor.at = cursor.at.max(start);
        while !cursor.done() && !self.at_connector(cursor) {
            cursor.at = self.past_value(cursor).unwrap_or(cursor.at + 1);
        }
        let range = start..cursor.at.max((start + 1).min(cursor.end));
        cursor.at = range.end;
        let governs = |at: usize| {
            let word = self.word(at);
            moves_meaning(word)
                || matches!(
                    word,
                    "of" | "to"
                        | "for"
                        | "with"
                        | "in"
                        | "from"
                        | "on"
                        | "by"
                        | "during"
                        | "after"
                        | "before"
                        | "while"
                        | "no"
                        | "not"
                        | "without"
                        | "that"
                        | "who"
                        | "which"
                        | "receiving"
                        | "taking"
                )
                || (word.ends_with("ing") && word.len() > 5)
        };
        let failure = if failure == Failure::Unnamed && range.clone().any(governs) { Failure::Spreads } else { failure };
        let person = range.clone().any(|at| {
            matches!(self.word(at), "investigator" | "investigator's" | "consent" | "willing" | "unwilling" | "comply")
        });
        // A name that the tables do not hold is a member like any other, if no word of it governs the members after it.
        if failure != Failure::Compound
            && !person
            && let Some((node, window, plain)) = self.unnamed(&range, &lead)
            && (plain && !range.clone().any(|at| moves_meaning(self.word(at))) || cursor.done())
        {
            return Item { node, range, lead, window, before: None, after: None, failure: None, closed: false };
        }
        let node = if person { self.person(&range) } else { self.opaque(&range) };
        Item { node, range, lead, window: false, before: None, after: None, failure: Some(failure), closed: false }
    }

    /// `Acute or chronic`, `severe or uncontrolled` before a name: whether the two together are every kind there is. The
    /// cursor is moved past them.
    fn either_kind(&self, cursor: &mut Cursor<'g, 'a>) -> Option<bool> {
        const EVERY: &[&[&str]] = &[
            &["acute", "chronic"],
            &["active", "latent"],
            &["active", "inactive"],
            &["primary", "secondary"],
            &["treated", "untreated"],
            &["controlled", "uncontrolled"],
            &["symptomatic", "asymptomatic"],
            &["inherited", "acquired"],
            &["congenital", "acquired"],
            &["hereditary", "acquired"],
            &["known", "suspected"],
            &["left", "right"],
            &["unilateral", "bilateral"],
            &["benign", "malignant"],
            &["paroxysmal", "persistent", "permanent"],
            &["current", "past"],
            &["current", "prior"],
            &["current", "previous"],
            &["chronic", "active"],
        ];
        let kind = |word: &str| is_narrowing(word) || EVERY.iter().any(|kinds| kinds.contains(&word));
        let mut probe = cursor.clone();
        let mut said: Vec<&str> = Vec::new();
        let mut joined = false;
        loop {
            let word = probe.word().filter(|word| kind(word))?;
            said.push(word);
            probe.at += 1;
            let mut joint = probe.eat_sign(',') || probe.eat_sign('/');
            joint |= probe.eat_any(&[&["or"], &["and"], &["and/or"], &["to"]]);
            joined |= joint;
            if !joint && !probe.word().is_some_and(kind) {
                break;
            }
        }
        // The name itself must come next: a connector before anything else joins whole members.
        if !joined || said.len() < 2 || !matches!(probe.kind(), Some(Kind::Named(_, ConceptKind::Condition))) {
            return None;
        }
        cursor.at = probe.at;
        let every =
            |kinds: &&[&str]| kinds.iter().all(|kind| said.contains(kind)) && said.iter().all(|word| kinds.contains(word));
        let chronic_active = ["chronic", "active"];
        Some(EVERY.iter().filter(|kinds| kinds[..] != chronic_active[..]).any(every))
    }

    /// `Positive test for`, `co-infection with`: the infection that is named is what the patient has.
    fn positive_for(&self, cursor: &mut Cursor<'g, 'a>) -> bool {
        let mut probe = cursor.clone();
        probe.eat_any(&[&["known", "to", "be"], &["known"], &["tested"], &["tests"], &["test"]]);
        let positive = probe.eat_any(&[
            &["positive", "for"],
            &["positive", "test", "for"],
            &["positive", "tests", "for"],
            &["positive", "screening", "test", "for"],
            &["positive", "screen", "for"],
            &["positive", "serology", "for"],
            &["positive", "test", "result", "for"],
            &["seropositive", "for"],
            &["sero-positive", "for"],
            &["infected", "with"],
            &["infection", "with"],
            &["co-infection", "with"],
            &["coinfection", "with"],
            &["co-infected", "with"],
            &["coinfected", "with"],
        ]);
        let mut named = probe.clone();
        while named.word().is_some_and(is_lead) {
            named.at += 1;
        }
        let infection =
            matches!(named.kind(), Some(Kind::Named(concept, ConceptKind::Condition)) if self.is_serology(concept));
        if positive && infection {
            cursor.at = probe.at;
        }
        positive && infection
    }

    /// `A stable dose of`, `a maximally tolerated dose of`: what is asked of the dose, before the drug.
    fn dose_lead(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Range<usize>> {
        let mut probe = cursor.clone();
        probe.eat_any(&[
            &["have", "been", "on"],
            &["has", "been", "on"],
            &["been", "on"],
            &["receiving"],
            &["taking"],
            &["on"],
            &["use", "of"],
            &["treatment", "with"],
        ]);
        probe.eat_any(&[&["a"], &["an"], &["the"]]);
        let start = probe.at;
        let mut said = false;
        while matches!(
            probe.word(),
            Some(
                "stable"
                    | "constant"
                    | "maximally"
                    | "maximum"
                    | "maximal"
                    | "optimal"
                    | "optimized"
                    | "tolerated"
                    | "fixed"
                    | "unchanged"
                    | "daily"
                    | "oral"
                    | "background"
            )
        ) {
            said = true;
            probe.at += 1;
        }
        let dose = probe.eat_any(&[
            &["dose", "or", "doses", "of"],
            &["dose", "of"],
            &["doses", "of"],
            &["dosage", "of"],
            &["dosages", "of"],
            &["dosing", "of"],
            &["dose", "regimen", "of"],
            &["regimen", "of"],
            &["treatment", "with"],
            &["therapy", "with"],
        ]);
        if !(said && dose) {
            return None;
        }
        let end = probe.at;
        while probe.word().is_some_and(is_lead) {
            probe.at += 1;
        }
        if !matches!(probe.kind(), Some(Kind::Named(_, ConceptKind::Drug | ConceptKind::DrugClass))) {
            return None;
        }
        cursor.at = end;
        Some(start..end)
    }

    /// Whether the word at the cursor narrows what follows it.
    fn narrows(&self, cursor: &Cursor<'g, 'a>) -> bool {
        let Some(word) = cursor.word() else { return false };
        if is_narrowing(word) {
            return true;
        }
        // "Healthy men aged 18 to 64": what is healthy is not on record, the rest is.
        if matches!(word, "healthy" | "ambulatory") {
            return matches!(
                cursor.word_at(1),
                Some(
                    "men"
                        | "women"
                        | "male"
                        | "males"
                        | "female"
                        | "females"
                        | "volunteers"
                        | "subjects"
                        | "adults"
                        | "adult"
                        | "participants"
                        | "individuals"
                        | "patients"
                )
            ) && cursor.clone().at + 2 < cursor.end;
        }
        if word == "clinically" {
            return matches!(
                cursor.word_at(1),
                Some("significant" | "relevant" | "important" | "evident" | "apparent" | "active" | "stable" | "overt")
            );
        }
        if moves_meaning(word)
            || matches!(
                word,
                "parental"
                    | "potential"
                    | "potentially"
                    | "familial"
                    | "paternal"
                    | "allergic"
                    | "elective"
                    | "excluded"
                    | "healthy"
                    | "normal"
                    | "preventive"
                    | "prophylactic"
                    | "negative"
                    | "abnormal"
                    | "experimental"
                    | "investigational"
                    | "spousal"
                    | "pre"
                    | "vaccinated"
                    | "fetal"
                    | "needing"
                    | "screened"
                    | "adequate"
                    | "additional"
                    | "prohibited"
                    | "requested"
                    | "accepted"
                    | "increased"
                    | "decreased"
                    | "elevated"
                    | "reduced"
                    | "animal"
                    | "marital"
                    | "social"
                    | "residential"
            )
        {
            return false;
        }
        // An adjective right before a name: its ending gives it away.
        let endings = ["al", "ic", "ous", "ary", "ive", "ar", "ed", "able", "ible", "oid", "ile", "ant", "ent"];
        let past_stage = {
            let mut next = Cursor { at: cursor.at + 1, ..cursor.clone() };
            next.word().is_some() && self.stage_before(&next).is_some() && self.staged(&mut next).is_some()
        };
        let named_soon = past_stage
            || (1..=2).any(|ahead| {
                let at = cursor.at + ahead;
                at < cursor.end
                    && matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Named(_, ConceptKind::Condition)))
                    && (1..ahead).all(|between| {
                        cursor
                            .word_at(between)
                            .is_some_and(|word| is_narrowing(word) || endings.iter().any(|ending| word.ends_with(ending)))
                    })
            });
        word.len() > 4 && named_soon && endings.iter().any(|ending| word.ends_with(ending))
    }

    /// Reads a named thing at the cursor and what follows it.
    fn named(
        &self,
        start: usize,
        cursor: &mut Cursor<'g, 'a>,
        concept: ConceptId,
        kind: ConceptKind,
        lead: Lead,
        before: Option<Range<usize>>,
    ) -> Item {
        if matches!(kind, ConceptKind::Measurement | ConceptKind::Score) {
            if before.is_none()
                && !lead.allergy
                && !lead.family
                && !lead.taken
                && let Some(node) = self.measure(cursor)
            {
                return self.closed(start, cursor, node, lead, None);
            }
            return self.failed(start, cursor, lead, Failure::Spreads);
        }
        // "Penicillin allergy".
        let mut lead = lead;
        let substance = matches!(kind, ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Allergen);
        let allergic = substance
            && !lead.taken
            && matches!(
                cursor.word_at(1),
                Some("allergy" | "allergies" | "hypersensitivity" | "intolerance" | "sensitivity")
            );
        lead.allergy |= allergic;
        let Some(atom) = self.atom(concept, kind, &lead) else { return self.failed(start, cursor, lead, Failure::Spreads) };
        let name = cursor.at..cursor.at + 1;
        cursor.at += if allergic { 2 } else { 1 };
        // What makes it an allergy belongs to what is asked.
        let span = if lead.allergy { start..cursor.at } else { name.clone() };
        let mut node = self.node(Expr::Atom(atom.clone()), &span, Method::Terminology);
        if let (true, Atom::Condition { any_of, when, .. }) = (lead.family && lead.own_too, atom) {
            let own = Atom::Condition { any_of, when, subject: almoner_eligibility::Subject::Patient };
            let own = self.node(Expr::Atom(own), &name, Method::Terminology);
            node = self.node(Expr::Or(vec![own, node]), &name, Method::Terminology);
        }
        // A name that denies is read as a denial: records hold the disease, not its absence.
        if let Some(denied) = self.terms.concept(concept).and_then(|concept| concept.denies) {
            let (any_of, when) = (vec![denied], When::Ever);
            let held = match kind {
                ConceptKind::Genomic => Atom::Genomic { any_of, when },
                _ => Atom::Condition { any_of, when, subject: lead.subject() },
            };
            let inner = self.node(Expr::Atom(held), &name, Method::Terminology);
            node = self.node(Expr::Not(Box::new(inner)), &name, Method::Terminology);
        }
        let closed = kind == ConceptKind::Social;
        let mut item =
            Item { node, range: start..cursor.at, lead, window: false, before, after: None, failure: None, closed };
        self.follow(cursor, &mut item, Some((concept, kind)));
        if let Some(failure) = item.failure {
            return self.failed(start, cursor, lead, failure);
        }
        item.range = start..cursor.at;
        item
    }

    fn atom(&self, concept: ConceptId, kind: ConceptKind, lead: &Lead) -> Option<Atom> {
        let any_of = vec![concept];
        let now = lead.when.unwrap_or(When::Now);
        if lead.allergy {
            return matches!(kind, ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Allergen)
                .then_some(Atom::Allergy { any_of });
        }
        match kind {
            ConceptKind::Condition if !lead.taken => {
                let when = lead.when.unwrap_or(if self.is_event(concept) { When::Ever } else { When::Now });
                Some(Atom::Condition { any_of, when, subject: lead.subject() })
            }
            _ if lead.family => None,
            ConceptKind::Drug | ConceptKind::DrugClass => {
                Some(Atom::Medication { any_of, when: now, manner: Manner::default() })
            }
            ConceptKind::Procedure => Some(Atom::Procedure { any_of, when: lead.when.unwrap_or(When::Ever) }),
            ConceptKind::Device => Some(Atom::Procedure { any_of, when: now }),
            ConceptKind::Social if !lead.taken => Some(Atom::Social { any_of, when: now, subject: Subject::Patient }),
            ConceptKind::Genomic if !lead.taken => Some(Atom::Genomic { any_of, when: lead.when.unwrap_or(When::Ever) }),
            _ => None,
        }
    }

    /// Whether a condition is something that happened rather than something that lasts.
    pub(super) fn is_event(&self, concept: ConceptId) -> bool {
        const EVENTS: &[&str] = &[
            "infarction",
            "stroke",
            "transient-ischemic",
            "embolism",
            "cardiac-arrest",
            "suicide-attempt",
            "hemorrhage",
            "rupture",
            "syncope",
            "overdose",
            "fracture",
        ];
        self.terms.concept(concept).is_some_and(|concept| EVENTS.iter().any(|event| concept.key.contains(event)))
    }

    /// `negative serum pregnancy test`.
    fn negative_test(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let mut probe = cursor.clone();
        let start = probe.at;
        probe.eat(&["a"]);
        // The dictionary's names of the test may hold the result.
        let result = |word: &str| probe.token().is_some_and(|token| self.lexed.word(token).starts_with(word));
        let (negative, positive) = (result("negative"), result("positive"));
        if !negative && !positive {
            return None;
        }
        if !probe.eat(&["negative"]) {
            probe.eat(&["positive"]);
        }
        while matches!(
            probe.word(),
            Some("serum" | "urine" | "blood" | "beta-hcg" | "hcg" | "or" | "result" | "results" | "of" | "for" | "a")
        ) {
            probe.at += 1;
        }
        let Some(Kind::Named(concept, _)) = probe.kind() else { return None };
        let key = self.terms.concept(concept).map(|concept| concept.key.clone())?;
        if key != "pregnant" && key != "pregnancy-test" {
            return None;
        }
        probe.at += 1;
        if key == "pregnant" && !probe.eat_any(&[&["test"], &["tests"], &["testing"]]) {
            return None;
        }
        cursor.at = probe.at;
        let range = start..probe.at;
        let pregnant =
            Atom::Social { any_of: vec![self.terms.by_key("pregnant")?], when: When::Now, subject: Subject::Patient };
        let node = self.node(Expr::Atom(pregnant), &range, Method::Terminology);
        Some(if negative { self.node(Expr::Not(Box::new(node)), &range, Method::Terminology) } else { node })
    }

    /// What follows a named thing, up to the next connector.
    fn follow(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item, named: Option<(ConceptId, ConceptKind)>) {
        loop {
            if let Some((_, kind)) = named
                && self.lasts(cursor, item, kind)
            {
                continue;
            }
            if item.window
                && matches!(named, Some((_, ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Procedure)))
                && self.half_lives(cursor, item)
            {
                continue;
            }
            if named.is_some() && self.adds_nothing(cursor) {
                continue;
            }
            // What is asked is asked at screening.
            if named.is_some() && when::moment(cursor) {
                continue;
            }
            if named.is_some() && !item.window && cursor.eat_any(&[&["at", "any", "time"], &["at", "any", "point"]]) {
                set_when(&mut item.node, When::Ever);
                continue;
            }
            if let Some((concept, kind)) = named
                && (self.examples(cursor, item, concept) || self.with_more(cursor, item, kind))
            {
                continue;
            }
            if matches!(named, Some((_, ConceptKind::Condition))) && self.defined_as(cursor, item) {
                continue;
            }
            // "Breast cancer, stage II or III": the stage is that of the disease, and no member of its own.
            if let (Some((_, ConceptKind::Condition)), None, true) =
                (named, &item.after, cursor.kind() == Some(Kind::Sign(',')))
            {
                let mut probe = Cursor { at: cursor.at + 1, ..cursor.clone() };
                if self.staged(&mut probe).is_some()
                    && (probe.done() || self.at_connector(&probe) || matches!(probe.kind(), Some(Kind::Group(_))))
                    && self.staged_of(&probe).is_none()
                {
                    item.after = Some(cursor.at..probe.at);
                    cursor.at = probe.at;
                    continue;
                }
            }
            if cursor.done() || self.at_connector(cursor) && when::window(&mut cursor.clone()).is_none() {
                return;
            }
            if named.is_some()
                && let Some(when) = when::window(cursor)
            {
                set_when(&mut item.node, when);
                item.window = true;
                continue;
            }
            if matches!(named, Some((_, ConceptKind::Condition)))
                && item.after.is_none()
                && let Some(end) = self.stage_end(cursor)
            {
                item.after = Some(cursor.at..end);
                cursor.at = end;
                continue;
            }
            if is_treatment(named) && item.after.is_none() && self.dose(cursor, item) {
                continue;
            }
            // "Heart failure >= NYHA class III", "hepatic impairment Child-Pugh C": the score is that of the disease.
            if matches!(named, Some((_, ConceptKind::Condition)))
                && matches!(cursor.kind(), Some(Kind::Compare(_) | Kind::Named(_, ConceptKind::Score)))
            {
                let mut probe = cursor.clone();
                if let Some(score) = self.measure(&mut probe).filter(|node| self.asks_score(node)) {
                    self.also(cursor, item, probe.at, score);
                    continue;
                }
            }
            match cursor.kind() {
                // "Prednisone > 10 mg per day": what is asked of the dose narrows.
                Some(Kind::Number(_) | Kind::Compare(_)) if item.after.is_none() && is_treatment(named) => {
                    return self.rest_narrows(cursor, item);
                }
                Some(Kind::Word) => {
                    let word = cursor.word().unwrap_or_default();
                    let status = named.is_some_and(|(concept, _)| self.is_serology(concept));
                    if status && matches!(word, "positive" | "positivity" | "seropositive" | "infected")
                        || named.is_some_and(|(_, kind)| trails(kind, word))
                    {
                        cursor.at += 1;
                    } else if status && word == "negative" {
                        cursor.at += 1;
                        let source = item.node.source;
                        let inner = std::mem::replace(&mut item.node, self.opaque(&item.range));
                        item.node = Node { expr: Expr::Not(Box::new(inner)), source, method: Method::Terminology };
                    } else if word == "at" && matches!(item.node.expr, Expr::Atom(Atom::Age { .. })) {
                        // "Younger than 50 at the time of diagnosis" is another age.
                        item.failure = Some(Failure::Spreads);
                        item.node = self.opaque(&(item.range.start..cursor.end));
                        cursor.at = cursor.end;
                        return;
                    } else if matches!(word, "related" | "induced" | "associated")
                        && !matches!(cursor.word_at(1), Some("to" | "with" | "by"))
                    {
                        // "Chemotherapy related anemia" speaks of the anemia.
                        item.failure = Some(Failure::Compound);
                        return;
                    } else if opens_narrowing(word) && !(named.is_none() && matches!(word, "for" | "in" | "if")) {
                        return self.rest_narrows(cursor, item);
                    } else if named.is_none() {
                        item.after = Some(cursor.at..cursor.end);
                        // What follows a value and is not understood may change it altogether.
                        item.failure = Some(Failure::Spreads);
                        item.node = self.opaque(&(item.range.start..cursor.end));
                        cursor.at = cursor.end;
                        return;
                    } else {
                        item.failure = Some(Failure::Compound);
                        return;
                    }
                }
                // "hepatitis B virus infection": a wider name after the narrower repeats it.
                Some(Kind::Named(wider, _)) if named.is_some_and(|(concept, _)| self.terms.is_a(concept, wider)) => {
                    cursor.at += 1
                }
                Some(Kind::Group(number))
                    if matches!(named, Some((_, ConceptKind::Condition))) && self.staged_group(number).is_some() =>
                {
                    let range = cursor.at..cursor.at + 1;
                    cursor.at += 1;
                    item.after = Some(item.after.take().map_or(range.clone(), |after| after.start..range.end));
                }
                Some(Kind::Group(number))
                    if self.value_in_group(cursor, item, named, number) || self.kinds_in_group(cursor, item, number) => {}
                // "NYHA class IV heart failure": the score is that of the disease.
                Some(Kind::Named(disease, ConceptKind::Condition))
                    if named.is_none()
                        && item.before.is_none()
                        && self.asks_score(&item.node)
                        && self.ends_after(cursor) =>
                {
                    let at = cursor.at..cursor.at + 1;
                    let any_of = vec![disease];
                    let subject = almoner_eligibility::Subject::Patient;
                    let atom = Atom::Condition { any_of, when: item.lead.when.unwrap_or(When::Now), subject };
                    let disease = self.node(Expr::Atom(atom), &at, Method::Terminology);
                    self.also(cursor, item, at.end, disease);
                }
                Some(Kind::Group(number)) if self.empty_group(number) || item.window && self.is_duration(number) => {
                    cursor.at += 1
                }
                Some(Kind::Group(_)) => {
                    let range = cursor.at..cursor.at + 1;
                    cursor.at += 1;
                    item.after = Some(item.after.take().map_or(range.clone(), |after| after.start..range.end));
                }
                Some(Kind::Sign('"' | '\'' | '*')) => cursor.at += 1,
                _ => {
                    item.failure = Some(if named.is_some() { Failure::Compound } else { Failure::Spreads });
                    if named.is_none() {
                        item.node = self.opaque(&(item.range.start..cursor.end));
                        cursor.at = cursor.end;
                    }
                    return;
                }
            }
        }
    }

    fn is_serology(&self, concept: ConceptId) -> bool {
        self.terms
            .concept(concept)
            .is_some_and(|concept| concept.key.starts_with("hiv") || concept.key.starts_with("hepatitis"))
    }

    /// Whether the cursor stands at `,`, `and`, `or` or `/` between members.
    pub(super) fn at_connector(&self, cursor: &Cursor<'g, 'a>) -> bool {
        // What joins the stages of a list joins no members.
        if cursor.token().is_some_and(|token| self.lexed.is_within_staging(token)) {
            return false;
        }
        // "With or without metastases" joins nothing.
        let whichever = cursor.word() == Some("or")
            && cursor.word_at(1) == Some("without")
            && cursor.at.checked_sub(1).is_some_and(|before| self.is_word(before, "with"));
        matches!(cursor.kind(), Some(Kind::Sign(',' | '/' | '&')))
            || matches!(cursor.word(), Some("and" | "or" | "nor" | "and/or")) && !whichever
            || cursor.clone().eat(&["as", "well", "as"])
    }
}

/// Words that say when something was, which is another thing than what is joined to them.
fn is_dated(word: &str) -> bool {
    matches!(word, "history" | "prior" | "previous" | "previously" | "past" | "had" | "current" | "currently" | "known")
}

fn is_treatment(named: Option<(ConceptId, ConceptKind)>) -> bool {
    matches!(named, Some((_, ConceptKind::Drug | ConceptKind::DrugClass)))
}

pub(super) fn trails(kind: ConceptKind, word: &str) -> bool {
    match kind {
        ConceptKind::Condition | ConceptKind::Social | ConceptKind::Allergen | ConceptKind::Genomic => {
            trails_condition(word)
        }
        ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Procedure | ConceptKind::Device => trails_treatment(word),
        ConceptKind::Measurement | ConceptKind::Score | ConceptKind::Stage => false,
    }
}

/// Gives every question in a node its time.
pub(super) fn set_when(node: &mut Node, to: When) {
    match &mut node.expr {
        Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
            parts.iter_mut().for_each(|part| set_when(part, to))
        }
        Expr::Not(part) => set_when(part, to),
        Expr::Atom(
            Atom::Condition { when, .. }
            | Atom::Medication { when, .. }
            | Atom::Procedure { when, .. }
            | Atom::Social { when, .. }
            | Atom::Genomic { when, .. }
            | Atom::Named { when, .. },
        ) => *when = to,
        _ => {}
    }
}

/// What "adult" asks where no age is given: 18 years, the register's own limit (ClinicalTrials.gov, `StdAge`).
pub(super) fn adult_atom() -> Expr {
    Expr::Atom(Atom::Age { low: Some(Bound { value: 18.0, inclusive: true }), high: None })
}

/// The atom of a sex.
pub(super) fn sex_atom(sex: SexClass) -> Expr {
    Expr::Atom(Atom::Sex(sex))
}
