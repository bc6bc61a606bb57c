//! What is said of a named thing beside its name: how severe, of which cause, requiring what.
//!
//! Only words of closed lists, and phrases of a closed form around names of the dictionary, are read; anything else in the
//! words leaves all of them opaque. What is read stands as a [`Atom::Qualifier`] beside the thing and never decides by itself.

use std::ops::Range;

use almoner_base::ConceptId;
use almoner_eligibility::{Aspect, Atom, Expr, Method, Node, TextSpan};
use almoner_terms::ConceptKind;

use super::{Cursor, Grammar, value, when};
use crate::lex::Kind;

mod lists;

pub(super) use lists::adjective;
use lists::{adverb, site_noun, therapy_adjective, therapy_noun};

impl<'g, 'a> Grammar<'g, 'a> {
    /// Reads words beside a name as qualifiers. `None` if any of them is not understood.
    pub(super) fn qualifiers(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        let mut parts = Vec::new();
        while !cursor.done() {
            if let Some(Kind::Group(number)) = cursor.kind()
                && let Some(node) = self.staged_group(number)
            {
                cursor.at += 1;
                parts.push(node);
                continue;
            }
            // A question is asked of screening anyway.
            if self.says_nothing(&mut cursor) || when::moment(&mut cursor) {
                continue;
            }
            if let Some(planned) = self.during_study(&mut cursor) {
                parts.push(planned);
                continue;
            }
            parts.push(self.qualifier(&mut cursor)?);
        }
        // The words that narrow are one stretch of text: whoever looks for them in a record looks for all.
        parts.iter_mut().for_each(|part| stand_at(part, self.span(range)));
        Some(match parts.len() {
            1 => parts.remove(0),
            _ => self.node(Expr::And(parts), range, Method::Grammar),
        })
    }

    /// Signs and little words between qualifiers, and groups that say nothing.
    fn says_nothing(&self, cursor: &mut Cursor<'g, 'a>) -> bool {
        if let Some(Kind::Group(number)) = cursor.kind() {
            let empty = self.empty_group(number);
            cursor.at += usize::from(empty);
            return empty;
        }
        cursor.eat_sign(',')
            || cursor.eat_any(&[
                &["and"],
                &["which", "is"],
                &["which", "are"],
                &["that", "is"],
                &["that", "are"],
                &["who", "are"],
                &["who", "is"],
                &["is"],
                &["are"],
                &["been"],
                &["the"],
                &["a"],
                &["an"],
                &["any"],
                &["kind", "of"],
                &["type", "of"],
                &["form", "of"],
                &["whether"],
                &["currently"],
            ])
    }

    /// A group that adds nothing: `(inclusive)`, `(see Appendix A)`, `(transfusion allowed)`.
    pub(super) fn empty_group(&self, number: u32) -> bool {
        let Some(inner) = self.groups.get(crate::lex::size(number)) else { return false };
        let tokens = self.lexed.tokens.get(inner.clone()).unwrap_or_default();
        let words: Vec<&str> = tokens.iter().map(|token| self.lexed.word(token)).collect();
        let nothing = |word: &&str| {
            matches!(
                *word,
                "inclusive"
                    | "both"
                    | "incl"
                    | "."
                    | "transfusion"
                    | "transfusions"
                    | "allowed"
                    | "permitted"
                    | "acceptable"
            )
        };
        let first = tokens.first().map_or(0, |token| crate::lex::size(token.start));
        let last = tokens.last().map_or(0, |token| crate::lex::size(token.end));
        let written = self.lexed.text.get(first..last).unwrap_or_default();
        if written.contains('/') && self.terms.leading_unit(written).is_some_and(|(_, length)| length == written.len()) {
            return true;
        }
        match words.as_slice() {
            [] => true,
            ["see", ..] | ["as", "defined", "in", ..] | ["refer", ..] | ["appendix", ..] | ["as", "per", ..] => {
                words.len() <= 8
            }
            ["visit", _] | ["visit", _, "only"] | ["day", _] | ["screening"] | ["baseline"] => words.len() <= 3,
            ["section", ..] => words.len() <= 6,
            ["acute", "or", "chronic"] | ["chronic", "or", "acute"] | ["known", "or", "suspected"] => true,
            ["male", "or", "female"] | ["male", "and", "female"] | ["men", "and", "women"] | ["or", "equivalent"] => true,
            _ => words.iter().all(nothing),
        }
    }

    /// One qualifier at the cursor.
    fn qualifier(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let start = cursor.at;
        if self.went_so(cursor) {
            return Some(self.qualifies(Aspect::Treatment, Vec::new(), &(start..cursor.at)));
        }
        if cursor.eat(&["newly", "diagnosed"]) {
            return Some(self.qualifies(Aspect::Course, Vec::new(), &(start..cursor.at)));
        }
        if let Some(node) = self.staged(cursor) {
            return Some(node);
        }
        let mut probe = cursor.clone();
        probe.eat_any(&[
            &["after"],
            &["following"],
            &["with"],
            &["who", "have", "received"],
            &["who", "has", "received"],
            &["having", "received"],
            &["have", "received"],
            &["received"],
            &["and"],
        ]);
        if let Some(node) = self.lines(&mut probe) {
            cursor.at = probe.at;
            return Some(node);
        }
        let phrase = self
            .stage(cursor)
            .or_else(|| self.requires(cursor))
            .or_else(|| self.caused_by(cursor))
            .or_else(|| self.setting(cursor))
            .or_else(|| self.place(cursor))
            .or_else(|| time_of(cursor))
            .or_else(|| self.amount(cursor));
        if phrase.is_none() && cursor.eat_any(&[&["first", "line"], &["second", "line"], &["third", "line"]]) {
            return Some(self.qualifies(Aspect::Setting, Vec::new(), &(start..cursor.at)));
        }
        if let Some((aspect, any_of)) = phrase {
            return Some(self.qualifies(aspect, any_of, &(start..cursor.at)));
        }
        self.adjectives(cursor)
    }

    /// `During the study`, `while on treatment`: what is planned, no record tells.
    pub(super) fn during_study(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let mark = cursor.at;
        let opens = cursor.eat_any(&[
            &["anytime", "during"],
            &["at", "any", "time", "during"],
            &["at", "any", "point", "during"],
            &["during", "the", "course", "of"],
            &["for", "the", "duration", "of"],
            &["throughout"],
            &["during"],
            &["while", "on"],
            &["while", "in"],
        ]);
        let start = cursor.at;
        while cursor.word().is_some_and(|word| {
            matches!(
                word,
                "the"
                    | "this"
                    | "study"
                    | "trial"
                    | "protocol"
                    | "treatment"
                    | "therapy"
                    | "period"
                    | "periods"
                    | "phase"
                    | "participation"
                    | "of"
                    | "entire"
                    | "in"
                    | "course"
                    | "duration"
            )
        }) {
            cursor.at += 1;
        }
        let study = (start..cursor.at).any(|at| matches!(self.word(at), "study" | "trial" | "protocol"));
        let ends = cursor.done() || self.at_connector(cursor) || matches!(cursor.kind(), Some(Kind::Group(_)));
        if opens && study && ends {
            return Some(self.person(&(mark..cursor.at)));
        }
        cursor.at = mark;
        None
    }

    fn qualifies(&self, aspect: Aspect, any_of: Vec<ConceptId>, range: &Range<usize>) -> Node {
        let words: Vec<&str> = range
            .clone()
            .filter(|at| {
                !matches!(self.tokens.get(*at).map(|token| token.kind), Some(Kind::Sign(',') | Kind::Group(_)))
                    && !matches!(self.word(*at), "the" | "a" | "an")
            })
            .map(|at| self.word(at))
            .collect();
        let value = words.join(" ");
        self.node(Expr::Atom(Atom::Qualifier { aspect, value, any_of }), range, Method::Grammar)
    }

    /// `Moderate to severe`, `poorly controlled`, `acute, symptomatic`: alternatives stay together.
    fn adjectives(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let start = cursor.at;
        let mut aspects: Vec<(Aspect, Range<usize>)> = Vec::new();
        loop {
            let first = cursor.at;
            while cursor.word().is_some_and(adverb) && adjective_or_adverb(cursor.word_at(1)) {
                cursor.at += 1;
            }
            let aspect = cursor.word().and_then(adjective)?;
            cursor.at += 1;
            aspects.push((aspect, first..cursor.at));
            let mark = cursor.at;
            cursor.eat_sign(',');
            let joint = cursor.eat_any(&[&["or"], &["and/or"], &["to"]]) || cursor.eat_sign('/') || cursor.eat_sign('-');
            if !(joint && adjective_or_adverb(cursor.word())) {
                cursor.at = mark;
                break;
            }
        }
        let whole = start..cursor.at;
        let same = aspects.first().map(|(aspect, _)| *aspect)?;
        if aspects.iter().all(|(aspect, _)| *aspect == same) {
            return Some(self.qualifies(same, Vec::new(), &whole));
        }
        let parts = aspects.iter().map(|(aspect, range)| self.qualifies(*aspect, Vec::new(), range)).collect();
        Some(self.node(Expr::Or(parts), &whole, Method::Grammar))
    }

    /// The stage of a cancer: `stage IIIB or IV`, `T1-2 N0 M0`, `at least stage III`, as a question.
    pub(super) fn staged(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let mut probe = cursor.clone();
        let stages = |probe: &Cursor<'g, 'a>| probe.token().and_then(|token| self.lexed.staging(token));
        if stages(&probe).is_none() {
            probe.eat_any(&[&["of"], &["with"], &["at"], &["in"]]);
            value::comparison(&mut probe);
        }
        let staging = stages(&probe)?;
        let end = (probe.at..cursor.end)
            .find(|at| self.tokens.get(*at).is_some_and(|token| crate::lex::size(token.end) == staging.range.end))?;
        if (probe.at..=end)
            .any(|at| !matches!(self.tokens.get(at).map(|token| token.kind), Some(kind) if !matches!(kind, Kind::Group(_))))
        {
            return None;
        }
        let range = cursor.at..end + 1;
        probe.at = end + 1;
        cursor.at = probe.at;
        if graded(&mut probe) && self.grading(&mut probe) {
            cursor.at = probe.at;
        } else if let Some(Kind::Group(number)) = cursor.kind()
            && self.names_staging(number)
        {
            cursor.at += 1;
        }
        let asked = staging.all_of.iter().map(|any_of| Expr::Atom(Atom::Stage { any_of: any_of.clone() }));
        let mut parts: Vec<Node> = asked.map(|expr| self.node(expr, &range, Method::Terminology)).collect();
        if parts.len() == 1 {
            return parts.pop();
        }
        Some(self.node(Expr::And(parts), &range, Method::Terminology))
    }

    /// The first stage within words, and where it stands.
    pub(super) fn stage_within(&self, range: &Range<usize>) -> Option<(Range<usize>, Node)> {
        let mut cursor = self.cursor(range);
        while let Some(token) = cursor.token() {
            if self.lexed.staging(token).is_some() {
                let start = cursor.at;
                return self.staged(&mut cursor).map(|node| (start..cursor.at, node));
            }
            cursor.at += 1;
        }
        None
    }

    /// A group that names a staging system: `(American Joint Committee on Cancer, 7th edition)`.
    fn names_staging(&self, number: u32) -> bool {
        let Some(inner) = self.groups.get(crate::lex::size(number)) else { return false };
        let tokens = self.lexed.tokens.get(inner.clone()).unwrap_or_default();
        let names = |word: &str| {
            matches!(
                word,
                "ajcc"
                    | "figo"
                    | "uicc"
                    | "tnm"
                    | "ann"
                    | "arbor"
                    | "american"
                    | "joint"
                    | "committee"
                    | "commission"
                    | "on"
                    | "cancer"
                    | "6th"
                    | "7th"
                    | "8th"
                    | "th"
                    | "edition"
                    | "ed"
                    | "version"
                    | "v"
                    | "staging"
                    | "system"
                    | "manual"
                    | "classification"
                    | "criteria"
                    | "the"
                    | "according"
                    | "to"
                    | "per"
                    | "by"
                    | "international"
                    | "federation"
                    | "of"
                    | "gynecology"
                    | "and"
                    | "obstetrics"
                    | "modified"
            )
        };
        let system = |word: &str| matches!(word, "ajcc" | "figo" | "uicc" | "tnm" | "arbor" | "staging" | "joint");
        tokens.iter().any(|token| system(self.lexed.word(token)))
            && tokens.iter().all(|token| match token.kind {
                Kind::Word | Kind::Named(..) => self.lexed.word(token).split(' ').all(names),
                Kind::Number(_) | Kind::Sign(_) => true,
                _ => false,
            })
    }

    /// A group that holds nothing but stages: `(T1-2, N0, M0)`, `(stage IV)`.
    pub(super) fn staged_group(&self, number: u32) -> Option<Node> {
        let inner = self.groups.get(crate::lex::size(number))?.clone();
        let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
        let mut cursor = within.cursor(&inner);
        let mut parts = Vec::new();
        while !cursor.done() {
            cursor.eat_any(&[&["i.e"], &["clinically"], &["disease"]]);
            if !cursor.eat_sign(',') && !cursor.eat_sign('.') {
                parts.push(within.staged(&mut cursor)?);
            }
        }
        match parts.len() {
            0 | 1 => parts.pop(),
            _ => Some(within.node(Expr::And(parts), &inner, Method::Terminology)),
        }
    }

    /// The malignancy that a stage in a list is of, where a later member names it: `stage III, IV or recurrent ovarian cancer`.
    pub(super) fn staged_of(&self, cursor: &Cursor<'g, 'a>) -> Option<Range<usize>> {
        let mut probe = cursor.clone();
        let malignancy = self.terms.by_key("malignancy")?;
        let mut joined = false;
        loop {
            if self.at_connector(&probe) {
                joined = true;
                probe.at += 1;
            } else if self.staged(&mut probe).is_some() {
            } else if probe.word().is_some_and(|word| adjective(word).is_some() || super::words::is_lead(word)) {
                probe.at += 1;
            } else {
                break;
            }
        }
        let Some(Kind::Named(concept, ConceptKind::Condition)) = probe.kind() else { return None };
        // "Stage III or metastatic melanoma": the name holds another extent than the stage.
        let spread = self.terms.by_key("metastatic-cancer").is_some_and(|spread| self.terms.is_a(concept, spread));
        (joined && !spread && self.terms.is_a(concept, malignancy)).then_some(probe.at..probe.at + 1)
    }

    /// `Stage III or IV`, `grade 3`, `> grade 2`, `grade 2 or higher`.
    fn stage(&self, cursor: &mut Cursor<'g, 'a>) -> Option<(Aspect, Vec<ConceptId>)> {
        if self.staged(cursor).is_some() {
            return Some((Aspect::Stage, Vec::new()));
        }
        let mut probe = cursor.clone();
        probe.eat_any(&[&["of"], &["with"], &["at"], &["in"]]);
        value::comparison(&mut probe);
        self.grading(&mut probe);
        if !probe.eat_any(&[&["stage"], &["stages"], &["grade"], &["grades"], &["class"], &["phase"]]) {
            return None;
        }
        probe.eat_any(&[&["of"], &["is"]]);
        value::comparison(&mut probe);
        let mut said = 0;
        loop {
            match probe.kind() {
                Some(Kind::Number(number)) if (0.0..=5.0).contains(&number) => said += 1,
                Some(Kind::Word) if probe.word().is_some_and(is_step) => said += 1,
                Some(Kind::Compare(_))
                    if matches!(probe.tokens.get(probe.at + 1).map(|token| token.kind), Some(Kind::Number(_))) => {}
                Some(Kind::Sign('-' | '/' | ',')) if said > 0 && next_is_step(&probe) => {}
                _ if said > 0 && matches!(probe.word(), Some("or" | "and" | "to" | "through")) && next_is_step(&probe) => {}
                _ => break,
            }
            probe.at += 1;
        }
        if said == 0 {
            return None;
        }
        probe.eat_any(&[
            &["or", "higher"],
            &["or", "greater"],
            &["or", "more"],
            &["or", "above"],
            &["or", "worse"],
            &["or", "less"],
            &["or", "lower"],
            &["and", "higher"],
        ]);
        cursor.at = probe.at;
        if graded(&mut probe) && self.grading(&mut probe) {
            cursor.at = probe.at;
        }
        Some((Aspect::Stage, Vec::new()))
    }

    /// The name of a grading, with its version: `NCI CTCAE version 4.0`. Whether one stood there.
    fn grading(&self, probe: &mut Cursor<'g, 'a>) -> bool {
        let start = probe.at;
        loop {
            match probe.kind() {
                Some(Kind::Word)
                    if matches!(
                        probe.word(),
                        Some(
                            "ajcc"
                                | "figo"
                                | "tnm"
                                | "who"
                                | "nci"
                                | "nci's"
                                | "ctc"
                                | "ctcae"
                                | "nci-ctc"
                                | "nci-ctcae"
                                | "clinical"
                                | "common"
                                | "terminology"
                                | "toxicity"
                                | "criteria"
                                | "adverse"
                                | "events"
                                | "national"
                                | "cancer"
                                | "institute"
                                | "version"
                                | "v"
                                | "for"
                                | "v3"
                                | "v4"
                                | "v5"
                                | "v2"
                                | "scale"
                                | "gold"
                                | "iss"
                                | "who/isup"
                                | "toxicities"
                                | "ann"
                                | "arbor"
                                | "staging"
                                | "system"
                                | "classification"
                        )
                    ) => {}
                Some(Kind::Named(concept, _))
                    if self.terms.concept(concept).is_some_and(|one| one.key.contains("ctcae")) => {}
                Some(Kind::Number(_))
                    if matches!(self.word(probe.at.saturating_sub(1)), "version" | "v" | "." | "v3" | "v4" | "v5") => {}
                Some(Kind::Sign('.')) if probe.at > start && matches!(self.word(probe.at - 1), "v" | "v3" | "v4" | "v5") => {
                }
                Some(Kind::Group(number)) if probe.at > start && self.names_grading(number) => {}
                _ => break,
            }
            probe.at += 1;
        }
        probe.at > start
    }

    fn names_grading(&self, number: u32) -> bool {
        let Some(inner) = self.groups.get(crate::lex::size(number)) else { return false };
        let tokens = self.lexed.tokens.get(inner.clone()).unwrap_or_default();
        tokens.len() <= 5 && tokens.iter().any(|token| self.lexed.word(token).contains("ctc"))
    }

    /// Where a stage or grade at the cursor ends.
    pub(super) fn stage_end(&self, cursor: &Cursor<'g, 'a>) -> Option<usize> {
        let mut probe = cursor.clone();
        self.stage(&mut probe).map(|_| probe.at)
    }

    /// The same before the name of a condition.
    pub(super) fn stage_before(&self, cursor: &Cursor<'g, 'a>) -> Option<usize> {
        let end = self.stage_end(cursor)?;
        let mut probe = Cursor { at: end, ..cursor.clone() };
        let mut end = end;
        if let Some(Kind::Group(number)) = probe.kind()
            && (self.empty_group(number) || self.staged_group(number).is_some())
        {
            probe.at += 1;
            end = probe.at;
        }
        while probe.word().is_some_and(|word| adjective(word).is_some()) {
            probe.at += 1;
        }
        matches!(probe.kind(), Some(Kind::Named(_, ConceptKind::Condition))).then_some(end)
    }

    /// `Requiring systemic antibiotics`, `treated with insulin`, `not controlled by medication`.
    fn requires(&self, cursor: &mut Cursor<'g, 'a>) -> Option<(Aspect, Vec<ConceptId>)> {
        let mut probe = cursor.clone();
        probe.eat_any(&[&["currently"], &["that"], &["which"], &["who"], &["but"]]);
        probe.eat_any(&[&["currently"], &["is"], &["are"], &["has"], &["have"], &["had"]]);
        let opens = probe.eat_any(&[
            &["not", "requiring"],
            &["not", "controlled", "by"],
            &["not", "controlled", "with"],
            &["not", "adequately", "controlled", "by"],
            &["not", "responsive", "to"],
            &["not", "responding", "to"],
            &["uncontrolled", "by"],
            &["uncontrolled", "with"],
            &["uncontrolled", "on"],
            &["controlled", "with"],
            &["controlled", "by"],
            &["controlled", "on"],
            &["well", "controlled", "on"],
            &["well", "controlled", "with"],
            &["resistant", "to"],
            &["refractory", "to"],
            &["unresponsive", "to"],
            &["responsive", "to"],
            &["correctable", "with"],
            &["corrected", "with"],
            &["requiring", "the", "use", "of"],
            &["requiring", "use", "of"],
            &["required"],
            &["requiring"],
            &["requires"],
            &["require"],
            &["needing"],
            &["necessitating"],
            &["in", "need", "of"],
            &["being", "treated", "with"],
            &["being", "treated", "by"],
            &["previously", "treated", "with"],
            &["been", "treated", "with"],
            &["treated", "with"],
            &["treated", "by"],
            &["managed", "with"],
            &["managed", "by"],
            &["on"],
            &["under"],
            &["receiving"],
            &["taking"],
            &["despite"],
        ]);
        if !opens {
            return None;
        }
        let mut any_of = Vec::new();
        let mut said = false;
        loop {
            while probe.word().is_some_and(|word| therapy_adjective(word) || matches!(word, "a" | "an" | "the" | "any")) {
                probe.at += 1;
            }
            match probe.kind() {
                Some(Kind::Named(
                    concept,
                    ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Procedure | ConceptKind::Device,
                )) => any_of.push(concept),
                Some(Kind::Word) if probe.word().is_some_and(therapy_noun) => {}
                _ => break,
            }
            said = true;
            probe.at += 1;
            while probe.word().is_some_and(therapy_noun) {
                probe.at += 1;
            }
            cursor.at = probe.at;
            let slash = probe.eat_sign(',') | probe.eat_sign('/');
            let joint = slash | probe.eat_any(&[&["or"], &["and"], &["and/or"]]);
            if !joint {
                break;
            }
        }
        if !said {
            return None;
        }
        // "Requiring antibiotics within 2 weeks of entry", "requiring treatment for control".
        let mut tail = cursor.clone();
        if tail.eat_any(&[&["for", "control"], &["for", "symptoms"], &["at", "this", "time"], &["at", "present"]])
            || when::window(&mut tail).is_some()
            || when::moment(&mut tail)
        {
            cursor.at = tail.at;
        }
        Some((Aspect::Treatment, any_of))
    }

    /// `Due to diabetes`, `secondary to medication`.
    fn caused_by(&self, cursor: &mut Cursor<'g, 'a>) -> Option<(Aspect, Vec<ConceptId>)> {
        let mut probe = cursor.clone();
        probe.eat_any(&[&["not"], &["that", "is"], &["which", "is"], &["believed", "to", "be"]]);
        let opens = probe.eat_any(&[
            &["due", "to"],
            &["secondary", "to"],
            &["caused", "by"],
            &["resulting", "from"],
            &["as", "a", "result", "of"],
            &["because", "of"],
            &["related", "to"],
            &["associated", "with"],
            &["attributable", "to"],
            &["attributed", "to"],
            &["induced", "by"],
            &["in", "association", "with"],
            &["of"],
            &["from"],
            &["other", "than"],
        ]);
        if !opens {
            return None;
        }
        let any_of = self.names(&mut probe)?;
        cursor.at = probe.at;
        Some((Aspect::Cause, any_of))
    }

    /// `For breast cancer`, `for the treatment of metastatic disease`, `for this malignancy`.
    fn setting(&self, cursor: &mut Cursor<'g, 'a>) -> Option<(Aspect, Vec<ConceptId>)> {
        let mut probe = cursor.clone();
        let opens = probe.eat_any(&[
            &["for", "the", "treatment", "of"],
            &["for", "treatment", "of"],
            &["for", "the", "management", "of"],
            &["for", "management", "of"],
            &["for", "control", "of"],
            &["as", "treatment", "for"],
            &["as", "treatment", "of"],
            &["to", "treat"],
            &["for", "prevention", "of"],
            &["for", "prophylaxis", "of"],
            &["directed", "at"],
            &["for"],
            &["in", "the"],
        ]);
        if !opens {
            return None;
        }
        if probe.eat_any(&[&["adjuvant", "setting"], &["neoadjuvant", "setting"], &["metastatic", "setting"]]) {
            cursor.at = probe.at;
            return Some((Aspect::Setting, Vec::new()));
        }
        if let Some(any_of) = self.names(&mut probe) {
            cursor.at = probe.at;
            return Some((Aspect::Setting, any_of));
        }
        while probe.word().is_some_and(|word| {
            adjective(word).is_some()
                || adverb(word)
                || matches!(word, "the" | "this" | "their" | "or" | "any" | "and" | "current")
        }) {
            probe.at += 1;
        }
        let noun = probe.eat_any(&[
            &["disease"],
            &["cancer"],
            &["malignancy"],
            &["tumor"],
            &["condition"],
            &["indication"],
            &["indications"],
            &["reason"],
            &["reasons"],
            &["purposes"],
            &["use"],
        ]);
        if !noun {
            return None;
        }
        cursor.at = probe.at;
        Some((Aspect::Setting, Vec::new()))
    }

    /// `Of the central nervous system`, `to the pelvis`, `in the study eye`, `involving the brain`.
    fn place(&self, cursor: &mut Cursor<'g, 'a>) -> Option<(Aspect, Vec<ConceptId>)> {
        let mut probe = cursor.clone();
        let opens = probe.eat_any(&[
            &["of"],
            &["to"],
            &["in"],
            &["involving"],
            &["affecting"],
            &["at"],
            &["within"],
            &["on"],
            &["with", "involvement", "of"],
            &["from"],
        ]);
        if !opens {
            return None;
        }
        let mut said = false;
        loop {
            while probe.word().is_some_and(|word| {
                matches!(
                    word,
                    "the" | "a" | "an" | "any" | "either" | "both" | "one" | "only" | "their" | "other" | "target"
                ) || matches!(adjective(word), Some(Aspect::Site | Aspect::Side | Aspect::Extent))
            }) {
                probe.at += 1;
            }
            if !probe.word().is_some_and(site_noun) {
                break;
            }
            said = true;
            while probe.word().is_some_and(site_noun) {
                probe.at += 1;
            }
            cursor.at = probe.at;
            if !(probe.eat_sign(',')
                | probe.eat_sign('/')
                | probe.eat_any(&[&["or"], &["and"], &["and/or"], &["of", "the"]]))
            {
                break;
            }
        }
        said.then_some((Aspect::Site, Vec::new()))
    }

    /// `More than once a month`, `at a dose of 10 mg per day`.
    fn amount(&self, cursor: &mut Cursor<'g, 'a>) -> Option<(Aspect, Vec<ConceptId>)> {
        let mut probe = cursor.clone();
        probe.eat_any(&[&["at", "a", "dose", "of"], &["at", "doses"], &["at", "doses", "of"], &["in", "doses"], &["at"]]);
        let end = self.dose_end(&probe)?;
        cursor.at = end;
        Some((Aspect::Dose, Vec::new()))
    }

    /// Names of the dictionary joined by commas and `or`, with words that add nothing around them.
    fn names(&self, probe: &mut Cursor<'g, 'a>) -> Option<Vec<ConceptId>> {
        let mut any_of = Vec::new();
        let mut end = probe.at;
        loop {
            while probe.word().is_some_and(|word| {
                adjective(word).is_some()
                    || adverb(word)
                    || matches!(word, "the" | "a" | "an" | "any" | "their" | "underlying")
            }) {
                probe.at += 1;
            }
            let Some(Kind::Named(concept, kind)) = probe.kind() else { break };
            if matches!(kind, ConceptKind::Measurement | ConceptKind::Score) {
                break;
            }
            any_of.push(concept);
            probe.at += 1;
            while probe.word().is_some_and(|word| super::chunk::trails(kind, word)) {
                probe.at += 1;
            }
            end = probe.at;
            if !(probe.eat_sign(',') | probe.eat_sign('/') | probe.eat_any(&[&["or"], &["and/or"]])) {
                break;
            }
        }
        probe.at = end;
        (!any_of.is_empty()).then_some(any_of)
    }

    /// `Recovered from prior surgery`, `fully recovered`, as a statement or the end of one.
    pub(super) fn recovered(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        while cursor.word().is_some_and(super::words::is_lead) || cursor.eat(&["and"]) {
            cursor.at += usize::from(cursor.word().is_some_and(super::words::is_lead));
        }
        cursor.eat_any(&[&["fully"], &["completely"], &["adequately"], &["sufficiently"]]);
        if !cursor.eat_any(&[&["recovered"], &["recovery"], &["resolved"]]) {
            return None;
        }
        let plain = |word: &str| {
            therapy_noun(word)
                || therapy_adjective(word)
                || adjective(word).is_some()
                || matches!(
                    word,
                    "from"
                        | "all"
                        | "any"
                        | "the"
                        | "of"
                        | "effects"
                        | "toxic"
                        | "acute"
                        | "prior"
                        | "previous"
                        | "and"
                        | "or"
                        | "toxicities"
                        | "toxicity"
                        | "side"
                        | "adverse"
                        | "their"
                        | "its"
                        | "therapies"
                        | "that"
                        | "to"
                        | "these"
                        | "fully"
                        | "events"
                        | "related"
                        | "due"
                        | "associated"
                        | "with"
                        | "most"
                        | "recent"
                        | "last"
                        | "baseline"
                        | "grade"
                        | "less"
                        | "than"
                        | "at"
                        | "least"
                        | "treatment-related"
                        | "reversible"
                        | "major"
                        | "thereof"
                        | "this"
                        | "such"
                        | "treatments"
                        | "clinically"
                        | "significant"
                        | "complications"
                        | "anticancer"
                )
        };
        let reads = (cursor.at..range.end).all(|at| {
            self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Word => plain(self.lexed.word(token)),
                Kind::Named(_, ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Procedure) => true,
                Kind::Named(..) => plain(self.lexed.word(token)),
                Kind::Number(number) => number <= 2.0,
                Kind::Compare(_) | Kind::Sign(',' | '/' | '-') => true,
                _ => false,
            })
        });
        reads.then(|| self.qualifies(Aspect::Recovery, Vec::new(), range))
    }
}

fn stand_at(node: &mut Node, source: TextSpan) {
    node.source = source;
    if let Expr::And(parts) | Expr::Or(parts) = &mut node.expr {
        parts.iter_mut().for_each(|part| stand_at(part, source));
    }
}

/// What leads to the name of a grading: `according to the`, `by`.
fn graded(probe: &mut Cursor<'_, '_>) -> bool {
    probe.eat_any(&[
        &["according", "to", "the"],
        &["according", "to"],
        &["according", "the"],
        &["as", "defined", "by", "the"],
        &["as", "defined", "by"],
        &["as", "per"],
        &["by", "the"],
        &["by"],
        &["per", "the"],
        &["per"],
        &["using", "the"],
        &["using"],
        &["on", "the"],
        &["in", "the"],
        &["of", "the"],
    ])
}

fn adjective_or_adverb(word: Option<&str>) -> bool {
    word.is_some_and(|word| adjective(word).is_some() || adverb(word))
}

fn is_step(word: &str) -> bool {
    let bare = word.trim_end_matches(['a', 'b', 'c', '1', '2', '3']);
    matches!(bare, "i" | "ii" | "iii" | "iv" | "v") || matches!(word, "t1" | "t2" | "t3" | "t4")
}

fn next_is_step(cursor: &Cursor<'_, '_>) -> bool {
    match cursor.tokens.get(cursor.at + 1).map(|token| token.kind) {
        Some(Kind::Number(number)) => number <= 5.0,
        Some(Kind::Word) => cursor.word_at(1).is_some_and(is_step),
        _ => false,
    }
}

/// `At screening`, `during the study`, `at the time of enrolment`, `while on study`.
fn time_of(cursor: &mut Cursor<'_, '_>) -> Option<(Aspect, Vec<ConceptId>)> {
    let mut probe = cursor.clone();
    if when::moment(&mut probe) || when::window(&mut probe).is_some() {
        cursor.at = probe.at;
        return Some((Aspect::Time, Vec::new()));
    }
    let mut probe = cursor.clone();
    let opens = probe.eat_any(&[
        &["anytime", "during"],
        &["at", "any", "time", "during"],
        &["during", "the", "course", "of"],
        &["for", "the", "duration", "of"],
        &["throughout"],
        &["during"],
        &["while", "on"],
        &["while", "in"],
        &["at"],
        &["prior", "to"],
        &["before"],
    ]);
    if !opens {
        return None;
    }
    let start = probe.at;
    while probe
        .word()
        .is_some_and(|word| super::words::is_anchor(word) || matches!(word, "phase" | "run-in" | "entire" | "treatment"))
    {
        probe.at += 1;
    }
    if matches!(probe.kind(), Some(Kind::Number(_))) && probe.at > start {
        probe.at += 1;
    }
    let last = probe.at.checked_sub(1).and_then(|at| probe.tokens.get(at)).map(|token| probe.lexed.word(token));
    if probe.at == start || matches!(last, Some("the" | "a" | "of" | "to" | "first" | "at" | "on")) {
        return None;
    }
    cursor.at = probe.at;
    Some((Aspect::Time, Vec::new()))
}
