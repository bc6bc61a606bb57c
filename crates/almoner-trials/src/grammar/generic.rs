//! Statements that name nothing of the record: a physician's general impression, measurable disease, logistics.

use std::ops::Range;

use almoner_eligibility::{Atom, Bound, Expr, Method, Node, ValueTest, Values, When};

use super::qualify::adjective;
use super::{Grammar, value, words};
use crate::lex::Kind;

impl Grammar<'_, '_> {
    /// `Any condition that would interfere with the study`, `Serious medical illness`, `Measurable disease`: what a person
    /// judges, and no name of the dictionary decides.
    pub(super) fn general(&self, range: &Range<usize>) -> Option<Node> {
        (self.interferes(range)
            || self.measurable(range)
            || self.impression(range)
            || self.adequate(range)
            || self.origin_or_ward(range))
        .then(|| self.person(range))
    }

    /// `Of Japanese descent`, `Male or female outpatients`: origin, and where the patient is treated, which people tell.
    fn origin_or_ward(&self, range: &Range<usize>) -> bool {
        let core = |word: &str| {
            matches!(
                word,
                "caucasian"
                    | "caucasians"
                    | "african"
                    | "african-american"
                    | "african-americans"
                    | "asian"
                    | "asians"
                    | "hispanic"
                    | "hispanics"
                    | "latino"
                    | "latina"
                    | "latinos"
                    | "japanese"
                    | "chinese"
                    | "korean"
                    | "european"
                    | "ethnicity"
                    | "ethnicities"
                    | "ethnic"
                    | "race"
                    | "races"
                    | "racial"
                    | "outpatient"
                    | "outpatients"
                    | "inpatient"
                    | "inpatients"
                    | "in-patient"
                    | "out-patient"
                    | "in-patients"
                    | "out-patients"
            )
        };
        let other = |word: &str| {
            words::is_lead(word)
                || matches!(
                    word,
                    "or" | "and"
                        | "and/or"
                        | "/"
                        | ":"
                        | ","
                        | "-"
                        | "male"
                        | "males"
                        | "female"
                        | "females"
                        | "men"
                        | "women"
                        | "adult"
                        | "adults"
                        | "children"
                        | "american"
                        | "americans"
                        | "black"
                        | "white"
                        | "blacks"
                        | "whites"
                        | "non-hispanic"
                        | "non-caucasian"
                        | "non-asian"
                        | "non-japanese"
                        | "origin"
                        | "origins"
                        | "descent"
                        | "ancestry"
                        | "background"
                        | "backgrounds"
                        | "heritage"
                        | "group"
                        | "groups"
                        | "members"
                        | "type"
                        | "parents"
                        | "grandparents"
                        | "status"
                        | "may"
                        | "eligible"
                        | "included"
                        | "self-identified"
                        | "self-reported"
                        | "identify"
                        | "identified"
                        | "gender"
                        | "genders"
                        | "sex"
                        | "sexes"
                        | "medically"
                        | "treated"
                        | "participate"
                        | "can"
                        | "to"
                        | "invited"
                )
        };
        self.holds.origin()
            && range.len() <= 16
            && range.clone().any(|at| core(self.word(at)))
            && range.clone().all(|at| {
                let word = self.word(at);
                core(word)
                    || other(word)
                    || matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Sign(',' | '/' | ':' | '-')))
            })
    }

    /// `Performance status: WHO 0-2`, `Performance status - Karnofsky 60-100%`: systems that count alike are one score.
    pub(super) fn performance(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        let (mut named, mut karnofsky) = (false, false);
        let number = loop {
            if named && value::comparison(&mut cursor.clone()).is_some() {
                return self.performance_value(&mut cursor, karnofsky, range);
            }
            match cursor.kind()? {
                // "0,1 or 2": grades have no decimals.
                Kind::Number(number) => break if number == 0.1 { 0.0 } else { number },
                Kind::Sign(':' | '-' | '/' | ',') | Kind::Group(_) => {}
                Kind::Word | Kind::Named(..) => {
                    let text = self.word(cursor.at);
                    let known = text.split([' ', '-', '/']).all(|word| {
                        karnofsky |= word == "karnofsky";
                        named |= matches!(word, "performance" | "karnofsky" | "zubrod" | "ecog" | "swog" | "gog" | "calgb");
                        matches!(
                            word,
                            "performance"
                                | "status"
                                | "who"
                                | "swog"
                                | "gog"
                                | "calgb"
                                | "zubrod"
                                | "ecog"
                                | "karnofsky"
                                | "score"
                                | "ps"
                                | "eastern"
                                | "cooperative"
                                | "oncology"
                                | "group"
                                | "world"
                                | "health"
                                | "organization"
                                | "must"
                                | "be"
                                | "is"
                                | "an"
                                | "a"
                                | "the"
                                | "have"
                                | "with"
                                | "patients"
                                | "grade"
                                | "or"
                                | "of"
                                | "index"
                                | "scale"
                        )
                    });
                    if !known {
                        return None;
                    }
                }
                _ => return None,
            }
            cursor.at += 1;
        };
        cursor.at += 1;
        cursor.eat_sign('%');
        let joined = cursor.eat_sign('-') || cursor.eat_sign(',') || cursor.eat_any(&[&["to"], &["or"]]);
        let Some(Kind::Number(last)) = cursor.kind().filter(|_| joined && named) else { return None };
        cursor.at += 1;
        cursor.eat_sign('%');
        let fits = if karnofsky { number >= 10.0 && last <= 100.0 } else { last <= 4.0 };
        if !(cursor.done() && fits && number < last) {
            return None;
        }
        let bound = |value| Some(Bound { value, inclusive: true });
        let concept = self.terms.by_key(if karnofsky { "karnofsky" } else { "ecog" })?;
        let test = ValueTest { low: bound(number), high: bound(last), unit: "1".to_owned() };
        let atom = Atom::Measurement { concept, test, when: When::Ever, values: Values::Latest };
        Some(self.node(Expr::Atom(atom), range, Method::Grammar))
    }

    /// `Prior tonsillectomy required`: an inclusion requires what it names anyway. What is not required asks nothing.
    pub(super) fn is_required(&self, range: &Range<usize>) -> Option<Node> {
        let last = range.end.checked_sub(1).filter(|last| *last > range.start)?;
        // "No more than 2 prior regimens allowed".
        let allows = matches!(self.word(last), "allowed" | "permitted")
            && value::comparison(&mut self.cursor(range)).is_some()
            && !self.is_word(last - 1, "not");
        if !allows && !self.is_word(last, "required") {
            return None;
        }
        let turned = range.clone().any(|at| {
            matches!(self.word(at), "if" | "when" | "as" | "unless" | "only" | "who" | "that" | "which" | "except" | "may")
        });
        let mut end = last;
        while end > range.start && matches!(self.word(end - 1), "is" | "are" | "be" | "will" | "was") {
            end -= 1;
        }
        if turned || end == range.start || !allows && self.is_word(range.start, "no") {
            return None;
        }
        if self.is_word(end - 1, "not") {
            return Some(self.node(Expr::And(Vec::new()), range, Method::Grammar));
        }
        let node = self.statement(&(range.start..end));
        (node.expr != Expr::Opaque).then_some(node)
    }

    /// `ECOG performance status <= 2`, whatever words stand between.
    fn performance_value(&self, cursor: &mut super::Cursor<'_, '_>, karnofsky: bool, range: &Range<usize>) -> Option<Node> {
        let interval = value::interval(cursor, value::Units::Amount)?;
        cursor.eat_sign('%');
        let fits = |bound: Option<Bound>| bound.is_none_or(|bound| bound.value <= if karnofsky { 100.0 } else { 5.0 });
        let unit = matches!(interval.unit.as_str(), "" | "1") || karnofsky && interval.unit == "%";
        if !(cursor.done() && unit && fits(interval.low) && fits(interval.high)) {
            return None;
        }
        let concept = self.terms.by_key(if karnofsky { "karnofsky" } else { "ecog" })?;
        let test = ValueTest { low: interval.low, high: interval.high, unit: "1".to_owned() };
        let atom = Atom::Measurement { concept, test, when: When::Ever, values: Values::Latest };
        Some(self.node(Expr::Atom(atom), range, Method::Grammar))
    }

    /// `Adequate renal function` without a value: what is adequate is for a person to say.
    fn adequate(&self, range: &Range<usize>) -> bool {
        self.names_function(range, true)
    }

    /// Whether words name the function of organs; if they stand alone, they must say how good it is.
    pub(super) fn names_function(&self, range: &Range<usize>, alone: bool) -> bool {
        let mut cursor = self.cursor(range);
        while cursor.word().is_some_and(words::is_lead) {
            cursor.at += 1;
        }
        let opens = matches!(
            cursor.word(),
            Some("adequate" | "normal" | "acceptable" | "sufficient" | "satisfactory" | "good" | "inadequate" | "poor")
        );
        let last = range.end.checked_sub(1).map_or("", |last| self.word(last));
        let organ = |at: usize| {
            self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Word | Kind::Named(..) => self.lexed.word(token).split(' ').all(|word| {
                    is_field(word)
                        || adjective(word) == Some(almoner_eligibility::Aspect::Site)
                        || matches!(
                            word,
                            "function"
                                | "functions"
                                | "reserve"
                                | "organ"
                                | "end-organ"
                                | "end"
                                | "bone"
                                | "marrow"
                                | "liver"
                                | "kidney"
                                | "heart"
                                | "lung"
                                | "thyroid"
                                | "hematologic"
                                | "hematological"
                                | "haematological"
                                | "immune"
                                | "and"
                                | "or"
                                | "haematologic"
                                | "coagulation"
                                | "main"
                                | "hepato-renal"
                                | "left"
                                | "ventricular"
                        )
                }),
                Kind::Sign(',' | '/') => true,
                _ => false,
            })
        };
        let from = if opens { cursor.at + 1 } else { cursor.at };
        (opens || !alone)
            && (last.ends_with("function") || last.ends_with("functions") || last.ends_with("reserve"))
            && (from..range.end).all(organ)
    }

    /// `Adequate bone marrow function (neutrophils >= 1500/uL, platelets >= 100000/uL)`: the values in brackets say what is
    /// adequate.
    pub(super) fn adequate_values(&self, range: &Range<usize>) -> Option<Node> {
        let last = range.end.checked_sub(1).filter(|last| *last > range.start)?;
        let Some(Kind::Group(number)) = self.tokens.get(last).map(|token| token.kind) else { return None };
        let inner = self.groups.get(crate::lex::size(number))?.clone();
        if !self.names_function(&(range.start..last), false) {
            return None;
        }
        let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
        let mut cursor = within.cursor(&inner);
        cursor.eat_any(&[&["i.e"], &["defined", "as"], &["that", "is"]]);
        cursor.eat_sign(',');
        within.measures(&(cursor.at..inner.end))
    }

    /// Whether words begin a clause about harm to the study or to the patient in it.
    pub(super) fn would_interfere(&self, range: &Range<usize>) -> bool {
        let opens = matches!(
            self.word(range.start),
            "that"
                | "which"
                | "likely"
                | "would"
                | "could"
                | "interfering"
                | "precluding"
                | "limiting"
                | "affecting"
                | "sufficient"
                | "significant"
                | "serious"
                | "severe"
                | "deemed"
                | "considered"
                | "judged"
                | "so"
                | "felt"
                | "compromising"
        );
        opens && range.clone().any(|at| self.word(at) != "affecting" && hinders(self.word(at)))
    }

    fn interferes(&self, range: &Range<usize>) -> bool {
        let Some(clause) = range.clone().find(|at| {
            matches!(
                self.word(*at),
                "that"
                    | "which"
                    | "would"
                    | "could"
                    | "might"
                    | "may"
                    | "likely"
                    | "interfering"
                    | "precluding"
                    | "limiting"
                    | "sufficient"
                    | "considered"
                    | "deemed"
                    | "judged"
            )
        }) else {
            return false;
        };
        clause > range.start
            && (clause..range.end).any(|at| hinders(self.word(at)))
            && self.is_general(&(range.start..clause))
    }

    /// `Serious medical illness`, `good general health`, with nothing named.
    fn impression(&self, range: &Range<usize>) -> bool {
        self.is_general(range) && range.len() <= 14 && (range.len() > 1 || self.is_word(range.start, "healthy"))
    }

    /// Whether all words are general, and one of them is a noun for any illness or for health.
    fn is_general(&self, range: &Range<usize>) -> bool {
        let mut noun = false;
        let all = range.clone().all(|at| {
            let Some(token) = self.tokens.get(at) else { return false };
            let word = self.lexed.word(token);
            noun |= is_any_illness(word);
            match token.kind {
                Kind::Word => {
                    is_any_illness(word)
                        || is_field(word)
                        || words::is_filler(word)
                        || adjective(word).is_some()
                        || matches!(
                            word,
                            "or" | "and"
                                | "and/or"
                                | "in"
                                | "clinically"
                                | "medically"
                                | "physically"
                                | "to"
                                | "general"
                                | "good"
                                | "stable"
                                | "there"
                                | "do"
                                | "does"
                                | "currently"
                                | "evidence"
                                | "history"
                                | "these"
                                | "for"
                                | "relevant"
                                | "important"
                                | "poor"
                                | "normal"
                                | "otherwise"
                                | "generally"
                                | "apparently"
                                | "on"
                                | "examination"
                                | "exam"
                                | "at"
                                | "time"
                                | "entry"
                                | "physical"
                                | "without"
                                | "signs"
                                | "symptoms"
                        )
                }
                Kind::Named(..) => is_any_illness(word) || is_field(word),
                Kind::Sign(',' | '/' | '-') => true,
                _ => false,
            }
        });
        all && noun
    }

    /// `Measurable disease by RECIST`, `at least one bidimensionally measurable lesion`.
    fn measurable(&self, range: &Range<usize>) -> bool {
        let says = range.clone().any(|at| {
            matches!(
                self.word(at),
                "measurable" | "evaluable" | "measureable" | "assessable" | "nonmeasurable" | "non-measurable"
            )
        });
        says && range.clone().all(|at| {
            let Some(token) = self.tokens.get(at) else { return false };
            let word = self.lexed.word(token);
            match token.kind {
                Kind::Word | Kind::Named(..) => {
                    words::is_filler(word)
                        || matches!(
                            word,
                            "measurable"
                                | "measureable"
                                | "evaluable"
                                | "assessable"
                                | "nonmeasurable"
                                | "non-measurable"
                                | "disease"
                                | "lesion"
                                | "lesions"
                                | "tumor"
                                | "tumors"
                                | "bidimensionally"
                                | "unidimensionally"
                                | "bi-dimensionally"
                                | "uni-dimensionally"
                                | "at"
                                | "least"
                                | "one"
                                | "or"
                                | "and"
                                | "and/or"
                                | "according"
                                | "to"
                                | "per"
                                | "recist"
                                | "criteria"
                                | "version"
                                | "v"
                                | "v1.1"
                                | "using"
                                | "defined"
                                | "ct"
                                | "mri"
                                | "scan"
                                | "scans"
                                | "x-ray"
                                | "physical"
                                | "exam"
                                | "examination"
                                | "radiographically"
                                | "radiographic"
                                | "indicator"
                                | "site"
                                | "sites"
                                | "required"
                                | "no"
                                | "in"
                                | "two"
                                | "dimension"
                                | "dimensions"
                                | "accurately"
                                | "can"
                                | "measured"
                                | "response"
                                | "evaluation"
                                | "solid"
                                | "modified"
                                | "guidelines"
                                | "on"
                                | "imaging"
                                | "not"
                                | "parameters"
                                | "clinically"
                                | "target"
                                | "more"
                                | "only"
                                | "need"
                                | "residual"
                                | "present"
                        )
                }
                Kind::Number(number) => number <= 2.0,
                Kind::Sign(',' | '/' | '-' | '.') | Kind::Group(_) => true,
                Kind::Compare(_) => false,
                Kind::Sign(_) => false,
            }
        })
    }
}

/// Nouns for any illness, or for health as a whole.
fn is_any_illness(word: &str) -> bool {
    matches!(
        word,
        "condition"
            | "conditions"
            | "illness"
            | "illnesses"
            | "disease"
            | "diseases"
            | "disorder"
            | "disorders"
            | "abnormality"
            | "abnormalities"
            | "problem"
            | "problems"
            | "situation"
            | "situations"
            | "circumstance"
            | "circumstances"
            | "finding"
            | "findings"
            | "reason"
            | "reasons"
            | "factor"
            | "factors"
            | "impairment"
            | "impairments"
            | "health"
            | "comorbidity"
            | "comorbidities"
            | "co-morbidity"
            | "co-morbidities"
            | "healthy"
            | "disability"
            | "disabilities"
            | "issues"
            | "complication"
            | "complications"
            | "dysfunction"
            | "diagnosis"
            | "laboratory"
            | "status"
    )
}

/// Fields of medicine and of life that narrow an illness to nothing that a record could decide.
fn is_field(word: &str) -> bool {
    matches!(
        word,
        "medical"
            | "psychiatric"
            | "psychological"
            | "social"
            | "psychosocial"
            | "psychologic"
            | "familial"
            | "family"
            | "sociological"
            | "geographical"
            | "geographic"
            | "physical"
            | "mental"
            | "systemic"
            | "surgical"
            | "laboratory"
            | "emotional"
            | "behavioral"
            | "nonmalignant"
            | "non-malignant"
            | "economic"
            | "administrative"
            | "logistical"
            | "organ"
            | "system"
            | "major"
            | "personal"
            | "physiological"
            | "clinical"
            | "co-morbid"
            | "comorbid"
            | "intercurrent"
    )
}

fn hinders(word: &str) -> bool {
    matches!(
        word,
        "preclude"
            | "precludes"
            | "interfere"
            | "interferes"
            | "confound"
            | "jeopardize"
            | "jeopardise"
            | "compromise"
            | "compromises"
            | "contraindicate"
            | "contraindicates"
            | "unsuitable"
            | "inappropriate"
            | "prevent"
            | "prevents"
            | "limit"
            | "limits"
            | "impair"
            | "impede"
            | "hinder"
            | "render"
            | "renders"
            | "affect"
            | "complicate"
            | "endanger"
            | "influence"
            | "interfering"
            | "precluding"
            | "limiting"
            | "risk"
            | "unsafe"
            | "prohibit"
            | "prohibits"
            | "preclusive"
            | "obscure"
            | "hazardous"
            | "incompatible"
            | "compromising"
            | "participation"
            | "compliance"
            | "ineligible"
            | "alter"
            | "bias"
            | "place"
    )
}
