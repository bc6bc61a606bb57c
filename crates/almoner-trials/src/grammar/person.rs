//! Statements that only a person can answer: consent, judgement, cooperation, other studies, being a candidate for a treatment.
//!
//! A statement that names a value, a drug or a condition is none of these, whatever else stands in it: what records can decide is
//! not handed to a person.

use std::ops::Range;

use almoner_eligibility::{Atom, Expr, Method, Node, Section, When};
use almoner_terms::ConceptKind;

use super::{Grammar, when, words};
use crate::lex::Kind;

impl Grammar<'_, '_> {
    /// Statements that only a person can answer.
    pub(super) fn judgement(&self, range: &Range<usize>) -> Option<Node> {
        if !self.holds.judged() {
            return None;
        }
        // A name of the tables is one token of several words.
        let words: Vec<&str> = range.clone().flat_map(|at| self.word(at).split(' ')).collect();
        let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
        let pair = |a: &str, b: &[&str]| words.windows(2).any(|two| matches!(two, [x, y] if *x == a && b.contains(y)));
        let decides = range.clone().any(|at| {
            matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Compare(_)))
                || self.tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Named(..)))
                    && !self.key(at).is_some_and(|key| key.starts_with("investigational-"))
        });
        let contraception = range.clone().any(|at| self.key(at).is_some_and(|key| key.contains("contracep")))
            || has(&["contraception", "contraceptive", "contraceptives", "contracepting"])
            || pair("birth", &["control"]);
        // "within 8 weeks prior to signing the consent" names a moment, not a demand.
        let moment = has(&["prior", "before", "within", "preceding", "weeks", "months", "days"])
            || pair("time", &["of"])
            || pair("day", &["of"])
            || pair("at", &["consent", "informed", "signing"]);
        let early_consent = !pair("time", &["of"])
            && words.iter().take(8).any(|word| matches!(*word, "consent" | "assent" | "consents" | "consented"));
        let strong = signs_consent(&words)
            || contraception
            || early_consent
            || (has(&["consent", "assent", "consents", "consented"]) && !moment)
            || has(&[
                "willing",
                "willingness",
                "unwilling",
                "unwillingness",
                "comply",
                "cooperate",
                "adhere",
                "co-operate",
                "compliance",
                "noncompliance",
                "non-compliance",
            ])
            || pair("agree", &["to"])
            || pair("agrees", &["to"])
            || pair("agreement", &["to"]);
        let weak = pair("able", &["to"])
            || pair("unable", &["to"])
            || pair("ability", &["to"])
            || pair("inability", &["to"])
            || pair("capable", &["of"])
            || has(&[
                "investigator",
                "investigator's",
                "investigators",
                "literate",
                "fluent",
                "speak",
                "read",
                "english-speaking",
                "english",
                "speaks",
                "physician's",
                "reside",
                "resides",
                "residing",
                "resident",
                "telephone",
                "transportation",
                "right-handed",
                "refusal",
                "refuse",
                "refuses",
                "unlikely",
                "language",
                "prisoner",
                "prisoners",
                "incarcerated",
                "institutionalized",
                "employee",
                "employees",
                "caregiver",
                "accessible",
                "geographical",
                "non-english",
                "non-english-speaking",
                "judicial",
                "tutelage",
                "curatorship",
                "smartphone",
                "internet",
            ])
            || pair("venous", &["access"])
            || pair("access", &["to"])
            || pair("available", &["for"])
            || pair("good", &["health"])
            || pair("follow-up", &["visits"])
            || pair("opinion", &["of"])
            || pair("life", &["expectancy"])
            || pair("expected", &["survival"])
            || pair("anticipated", &["survival"])
            || pair("another", &["clinical", "trial", "study", "investigational", "interventional"])
            || pair("other", &["clinical", "investigational", "interventional"])
            || pair(
                "investigational",
                &[
                    "drug",
                    "drugs",
                    "agent",
                    "agents",
                    "product",
                    "products",
                    "medication",
                    "device",
                    "treatment",
                    "therapy",
                    "medicinal",
                    "compound",
                    "new",
                ],
            )
            || pair("experimental", &["drug", "drugs", "agent", "agents", "therapy", "treatment"])
            || pair("survival", &["of"]) && has(&["expected", "estimated"])
            || pair("clinical", &["trial", "trials"])
            || pair("of", &["childbearing", "child-bearing"]);
        if self.takes_part_elsewhere(&words) {
            return Some(self.participation(range).unwrap_or_else(|| self.person(range)));
        }
        if self.allergic_to_the_product(range, &words) || self.candidacy(range, &words) {
            return Some(self.person(range));
        }
        let life = range.clone().find(|at| self.key(*at) == Some("life-expectancy"));
        if let Some(life) = life.filter(|life| (range.start..*life).all(|at| words::is_lead(self.word(at)))) {
            return Some(self.expects_to_live(life, range));
        }
        if strong && !decides {
            return Some(self.person(range));
        }
        // A sentence about willingness may name a drug or a disease in passing; one about contraception always speaks of
        // pregnancy. Neither decides anything.
        let early = words.iter().take(7).any(|word| {
            matches!(
                *word,
                "consent"
                    | "assent"
                    | "willing"
                    | "willingness"
                    | "unwilling"
                    | "agree"
                    | "agrees"
                    | "informed"
                    | "unwillingness"
            )
        });
        let compares = range.clone().any(|at| matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Compare(_))));
        if strong && !compares && (early || contraception) && !self.has_other_items(range) {
            return Some(self.person(range));
        }
        (weak && !decides).then(|| self.person(range))
    }

    /// `Life expectancy of at least 3 months, as judged by the investigator`: the length of time, where the words give one, and a
    /// person's estimate of it.
    fn expects_to_live(&self, life: usize, range: &Range<usize>) -> Node {
        let mut cursor = self.cursor(&(life..range.end));
        match self.measure(&mut cursor) {
            Some(time) if cursor.done() => time,
            Some(time) if self.names_nothing(&(cursor.at..range.end)) => {
                let person = self.person(&(cursor.at..range.end));
                self.node(Expr::And(vec![time, person]), range, Method::Grammar)
            }
            Some(time) => {
                let rest = self.opaque(&(cursor.at..range.end));
                self.node(Expr::And(vec![time, rest]), range, Method::Grammar)
            }
            _ => self.person(range),
        }
    }

    /// Whether words hold no name of the tables and no number.
    fn names_nothing(&self, range: &Range<usize>) -> bool {
        range.clone().all(|at| {
            matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Word | Kind::Sign(',' | '-' | '.' | '\'')))
        })
    }

    /// `Participation in another clinical trial within 30 days`, and nothing beside it. What else is asked of the other trial ("with
    /// the same drug"), and what the patient will do or promise, is for a person to judge.
    fn participation(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        let (mut takes_part, mut study, mut other, mut kind, mut denied) = (false, false, false, false, false);
        let (mut drug, mut device) = (false, false);
        let (mut now, mut past, mut window) = (false, false, None);
        while !cursor.done() {
            if let Some(found) = when::window(&mut cursor) {
                if window.replace(found).is_some() {
                    return None;
                }
                continue;
            }
            match (cursor.kind(), cursor.word()) {
                (Some(Kind::Sign(',' | '.' | ';' | '(' | ')' | '-' | '*' | '/')), _) => {}
                (Some(Kind::Word | Kind::Named(..)), Some(words)) => {
                    for word in words.split(' ') {
                        match word {
                            "participation" | "participating" | "participate" | "participates" | "enrolled"
                            | "enrollment" | "enrolment" => takes_part = true,
                            "participated" => (takes_part, past) = (true, true),
                            "study" | "studies" | "trial" | "trials" => study = true,
                            "another" | "other" => other = true,
                            "any" | "clinical" | "investigational" | "interventional" | "experimental" | "therapeutic"
                            | "product" | "research" => kind = true,
                            "drug" => drug = true,
                            "device" => device = true,
                            "not" | "no" => denied = true,
                            "current" | "currently" | "concurrent" | "concurrently" | "simultaneous" | "simultaneously"
                            | "active" | "actively" => now = true,
                            "prior" | "previous" | "previously" => past = true,
                            "a" | "an" | "in" | "on" | "of" | "or" | "and/or" | "with" | "is" | "are" | "has" | "have"
                            | "be" | "been" | "being" | "patient" | "patients" | "subject" | "subjects" | "participant"
                            | "participants" | "who" => {}
                            _ => return None,
                        }
                    }
                }
                _ => return None,
            }
            cursor.at += 1;
        }
        // Under inclusion "enrolled in a clinical study" may be this one.
        let inclusion = self.section == Section::Inclusion;
        // A study of drugs alone is not a study of devices.
        if !(takes_part && study) || drug != device || !(other || kind && !inclusion) || denied && !inclusion {
            return None;
        }
        let when = window.unwrap_or(if past { When::Ever } else { When::Now });
        // "Currently, and in the 30 days before", in one: whoever takes part now does so within any window.
        if now && matches!(when, When::Before(_) | When::Since(_)) {
            return None;
        }
        let atom = self.node(Expr::Atom(Atom::Participation { when }), range, Method::Grammar);
        Some(if denied { self.node(Expr::Not(Box::new(atom)), range, Method::Grammar) } else { atom })
    }

    /// `Enrolled in another investigational drug or device study`: no record of this hospital tells.
    pub(super) fn takes_part_elsewhere(&self, words: &[&str]) -> bool {
        let early = |list: &[&str]| words.iter().take(10).any(|word| list.contains(word));
        let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
        let part = early(&["participation", "participating", "participated", "participate", "participates"]);
        let again =
            has(&["this", "same", "prior", "previous", "previously", "present", "concurrent", "concurrently", "similar"]);
        if part && again && has(&["study", "studies", "trial", "trials"]) && words.len() <= 14 {
            return true;
        }
        early(&[
            "participation",
            "participating",
            "participated",
            "participate",
            "participates",
            "enrolled",
            "enrollment",
            "enrolment",
        ]) && has(&["study", "studies", "trial", "trials"])
            && has(&["another", "other", "investigational", "interventional", "experimental", "clinical"])
            && words.len() <= 30
    }

    /// `Allergy to the study drug or any of its components`: what the product holds is known to those who run the trial.
    pub(super) fn allergic_to_the_product(&self, range: &Range<usize>, words: &[&str]) -> bool {
        let stems = ["allerg", "hypersensitiv", "intoleran", "sensitiv", "anaphyla"];
        let allergic = words.iter().take(8).any(|word| stems.iter().any(|stem| word.starts_with(stem)));
        let product = words.iter().any(|word| {
            matches!(
                *word,
                "study"
                    | "investigational"
                    | "component"
                    | "components"
                    | "excipient"
                    | "excipients"
                    | "ingredient"
                    | "ingredients"
                    | "constituents"
                    | "formulation"
            )
        });
        let named = range.clone().any(|at| {
            matches!(
                self.tokens.get(at).map(|token| token.kind),
                Some(Kind::Named(
                    _,
                    ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Allergen | ConceptKind::Condition
                ))
            ) && !stems.iter().any(|stem| self.key(at).is_some_and(|key| key.contains(stem)))
        });
        allergic && product && !named
    }

    /// `Candidate for phototherapy`, `Contraindication to MRI`: a physician's judgement. Where the sentence goes on to name
    /// what is on record, it is not only that.
    pub(super) fn candidacy(&self, range: &Range<usize>, words: &[&str]) -> bool {
        let mut cursor = self.cursor(range);
        while cursor.word().is_some_and(words::is_lead) && cursor.word() != Some("candidate") {
            cursor.at += 1;
        }
        if !matches!(cursor.word_at(1), Some("for")) {
            cursor.eat_any(&[&["suitable"], &["appropriate"], &["good"], &["eligible"]]);
        }
        cursor.eat_any(&[&["not", "a"], &["not"], &["no"]]);
        if !matches!(cursor.word_at(1), Some("for")) {
            cursor.eat_any(&[&["suitable"], &["appropriate"], &["good"], &["considered"]]);
        }
        let leads = cursor.eat_any(&[
            &["ineligible", "for"],
            &["unsuitable", "for"],
            &["amenable", "to"],
            &["amenable", "for"],
            &["unfit", "for"],
            &["candidate", "for"],
            &["candidates", "for"],
            &["eligible", "for"],
            &["suitable", "for"],
            &["indicated", "for"],
            &["indication", "for"],
            &["indications", "for"],
            &["contraindication", "to"],
            &["contraindications", "to"],
            &["contraindication", "for"],
            &["contraindications", "for"],
        ]);
        leads
            && !words
                .iter()
                .any(|word| matches!(*word, "including" | "such" | "e.g" | "history" | "with" | "who" | "have" | "and"))
    }

    /// Whether a sentence names a condition or drug outside of what willingness and contraception speak of.
    pub(super) fn has_other_items(&self, range: &Range<usize>) -> bool {
        range.clone().any(|at| {
            let Some(Kind::Named(concept, kind)) = self.tokens.get(at).map(|token| token.kind) else { return false };
            let key = self.terms.concept(concept).map_or("", |concept| concept.key.as_str());
            let fertile = [
                "pregnan",
                "childbearing",
                "sexually",
                "breastfeed",
                "contracep",
                "postmenopaus",
                "hysterectom",
                "sterili",
                "vasectom",
                "oophorectom",
                "menopaus",
                "intrauterine",
                "tubal",
                "hormon",
                "alcohol",
                "estrogen",
            ];
            !(fertile.iter().any(|part| key.contains(part)) || matches!(kind, ConceptKind::Device | ConceptKind::Procedure))
        })
    }
}

/// Whether a sentence begins with signing or giving consent, as a demand and not as a moment ("prior to signing").
fn signs_consent(words: &[&str]) -> bool {
    let verb = words
        .iter()
        .take(12)
        .position(|word| matches!(*word, "sign" | "signed" | "signs" | "provide" | "provided" | "give" | "given"));
    verb.is_some_and(|at| {
        let moment = words.iter().take(at).any(|word| matches!(*word, "prior" | "before" | "within" | "at"));
        !moment && words.iter().skip(at).take(8).any(|word| matches!(*word, "consent" | "assent"))
    })
}
