//! What words that are said of a thing tell, once their first word has sorted them: how long, before or after what, with which
//! effect.

use std::ops::Range;

use almoner_eligibility::Aspect;

use super::kinds::{self, Role, role};
use crate::grammar::words::is_anchor;
use crate::grammar::{Cursor, Grammar, value, when};
use crate::lex::Kind;

/// Most tokens of the event that a window counts from.
const LONGEST_EVENT: usize = 9;

impl<'g, 'a> Grammar<'g, 'a> {
    /// Words of time: a length, a window that counts from an event, or the test of a visit. `None` where they are none of these.
    pub(super) fn time_says(&self, range: &Range<usize>) -> Option<Aspect> {
        let mut cursor = self.cursor(range);
        if self.tells_length(&mut cursor) {
            return Some(Aspect::Duration);
        }
        let mut cursor = self.cursor(range);
        if self.counts_from(&mut cursor) {
            return Some(Aspect::Window);
        }
        let mut cursor = self.cursor(range);
        // "On screening CT": how it is shown.
        if !cursor.eat_any(&[&["on"], &["at"], &["by"], &["in"]]) {
            return None;
        }
        cursor.eat_any(&[&["the"], &["a"]]);
        if !cursor.eat_any(&[&["screening"], &["baseline"], &["initial"], &["pre-treatment"], &["pretreatment"]]) {
            return None;
        }
        let tests = cursor.at < cursor.end
            && (cursor.at..cursor.end).all(|at| {
                self.tokens.get(at).is_some_and(|token| match token.kind {
                    Kind::Word => !matches!(role(self.lexed.word(token)), Some(Role::Verb | Role::Turns | Role::Opens(_))),
                    Kind::Named(..) | Kind::Group(_) | Kind::Sign('-' | '/') => true,
                    _ => false,
                })
            });
        tests.then_some(Aspect::Confirmation)
    }

    /// `For at least 3 months`, `of 1 week or longer duration`, `for more than 21 consecutive days`.
    fn tells_length(&self, cursor: &mut Cursor<'g, 'a>) -> bool {
        let opens = cursor.eat_any(&[
            &["lasting"],
            &["present", "for"],
            &["persisting", "for"],
            &["persisting"],
            &["ongoing", "for"],
            &["for"],
            &["of"],
            &["continuously", "for"],
            &["over"],
        ]);
        if !opens {
            return false;
        }
        cursor.eat_any(&[&["the"], &["a", "total"], &["a", "minimum"], &["a"]]);
        cursor.eat_any(&[&["of"], &["period", "of"], &["duration", "of"], &["minimum", "of"], &["longer", "than"]]);
        value::comparison(cursor);
        cursor.eat_any(&[
            &["a", "total", "of"],
            &["approximately"],
            &["about"],
            &["the", "past"],
            &["the", "last"],
            &["past"],
            &["last"],
            &["the", "previous"],
        ]);
        let counted = length(cursor) || {
            // "For a year", "for several months".
            let many = cursor.eat_any(&[&["a"], &["an"], &["several"], &["many"]])
                || cursor.at.checked_sub(1).is_some_and(|before| self.is_word(before, "a"));
            let unit = many && cursor.word().is_some_and(kinds::is_unit_of_time);
            cursor.at += usize::from(unit);
            unit
        };
        if !counted {
            return false;
        }
        cursor.eat_any(&[&["total"], &["consecutive"]]);
        cursor.eat_any(&[
            &["or", "more"],
            &["or", "longer"],
            &["or", "greater"],
            &["or", "less"],
            &["or", "shorter"],
            &["in", "a", "row"],
        ]);
        cursor.eat_any(&[
            &["in", "duration"],
            &["of", "duration"],
            &["duration"],
            &["in", "total"],
            &["total"],
            &["consecutively"],
            &["continuously"],
        ]);
        when::window(cursor);
        cursor.done()
    }

    /// `Within 4 weeks before surgery`, `during pregnancy`, `since the last infusion`, `in the next 6 months`: a direction from
    /// an event that the words name.
    fn counts_from(&self, cursor: &mut Cursor<'g, 'a>) -> bool {
        cursor.eat_any(&[&["occurring"], &["received"], &["given"], &["beginning"], &["starting"], &["planned"]]);
        let mark = cursor.at;
        cursor.eat_any(&[&["within"], &["in"], &["during"], &["over"], &["for"], &["at"]]);
        cursor.eat_any(&[&["the"]]);
        let ahead = cursor.eat_any(&[&["next"], &["following"], &["coming"], &["subsequent"]]);
        let around = cursor.eat_any(&[&["first"], &["last"], &["past"], &["previous"], &["prior"]]);
        value::comparison(cursor);
        let counted = length(cursor);
        if counted && cursor.done() {
            return ahead;
        }
        if !counted {
            if ahead || around && cursor.at > mark + 1 {
                return false;
            }
            cursor.at = mark;
        }
        let directed = cursor.eat_any(&[
            &["prior", "to"],
            &["before"],
            &["preceding"],
            &["after"],
            &["following"],
            &["until"],
            &["post"],
            &["from"],
            &["beyond"],
        ]) || counted && cursor.eat_any(&[&["of"], &["since"]])
            // "Since" alone may give a reason.
            || matches!(cursor.word_at(1), Some("the" | "last" | "first" | "diagnosis" | "birth" | "prior" | "previous"))
                && cursor.eat(&["since"])
            || !counted
                && cursor.eat_any(&[
                    &["during"],
                    &["while", "on"],
                    &["while", "receiving"],
                    &["while", "taking"],
                    &["upon"],
                    &["throughout"],
                    &["at", "the", "time", "of"],
                    &["at", "time", "of"],
                    &["whilst", "on"],
                ]);
        if cursor.at == mark + 1 && self.is_word(mark, "from") {
            return false;
        }
        directed && self.names_event(&(cursor.at..cursor.end))
    }

    /// Whether words name an event and nothing more: `the onset of varicella lesions`, `successful induction therapy`.
    fn names_event(&self, range: &Range<usize>) -> bool {
        let Some(last) = range.end.checked_sub(1).filter(|last| *last >= range.start) else { return false };
        let fits = |at: usize| {
            self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Word => {
                    let word = self.lexed.word(token);
                    match role(word) {
                        _ if is_anchor(word) => true,
                        Some(Role::Verb) => matches!(word, "his" | "her" | "their" | "one" | "two" | "each" | "this"),
                        Some(Role::Turns | Role::Arranges) => false,
                        Some(Role::Intends) => matches!(word, "enrollment" | "enrolment" | "consent" | "participation"),
                        Some(Role::Opens(aspect)) => {
                            aspect != Aspect::Cause
                                && matches!(word, "of" | "to" | "in" | "for" | "with" | "the" | "first" | "last" | "prior")
                                || matches!(aspect, Aspect::Treatment) && word == "treated"
                        }
                        _ => !kinds::is_finite_verb(word),
                    }
                }
                Kind::Group(number) => self.groups.get(crate::lex::size(number)).is_some_and(|inner| inner.len() <= 4),
                Kind::Named(..) | Kind::Number(_) | Kind::Sign('-' | '/') => true,
                _ => false,
            })
        };
        let ends = match role(self.word(last)) {
            Some(Role::Opens(_)) => false,
            _ => !matches!(self.word(last), "the" | "a" | "an"),
        };
        range.len() <= LONGEST_EVENT && ends && range.clone().all(fits)
    }

    /// `That prolong the QT interval`, `with a risk of causing torsades`: what it does, rather than what it is.
    pub(super) fn effect_says(&self, range: &Range<usize>) -> Option<Aspect> {
        let mut at = range.start + 1;
        while at < range.end
            && (matches!(
                self.word(at),
                "may"
                    | "might"
                    | "could"
                    | "can"
                    | "would"
                    | "will"
                    | "are"
                    | "is"
                    | "known"
                    | "well"
                    | "to"
                    | "a"
                    | "an"
                    | "the"
                    | "any"
                    | "potential"
                    | "potentially"
                    | "possibly"
                    | "likely"
                    | "significantly"
                    | "directly"
                    | "has"
                    | "have"
                    | "been"
                    | "shown"
                    | "reported"
                    | "significant"
                    | "clinically"
                    | "expected"
                    | "possible"
                    | "substantially"
                    | "adversely"
                    | "strongly"
                    | "negatively"
            ))
        {
            at += 1;
        }
        let clause = matches!(self.word(range.start), "that" | "which" | "known");
        let acts = matches!(
            self.word(at),
            "affect"
                | "affects"
                | "affecting"
                | "cause"
                | "causes"
                | "causing"
                | "prolong"
                | "prolongs"
                | "prolonging"
                | "induce"
                | "induces"
                | "inhibit"
                | "inhibits"
                | "alter"
                | "alters"
                | "impact"
                | "impacts"
                | "influence"
                | "influences"
                | "increase"
                | "increases"
                | "decrease"
                | "decreases"
                | "reduce"
                | "reduces"
                | "suppress"
                | "suppresses"
                | "lower"
                | "lowers"
                | "raise"
                | "raises"
                | "interact"
                | "interacts"
                | "modify"
                | "modifies"
                | "impair"
                | "impairs"
                | "exacerbate"
                | "exacerbates"
                | "aggravate"
                | "aggravates"
                | "mimic"
                | "mimics"
                | "predispose"
                | "predisposes"
                | "produce"
                | "produces"
                | "stimulate"
                | "stimulates"
                | "block"
                | "blocks"
                | "bind"
                | "binds"
                | "target"
                | "targets"
        );
        let (from, turns) = (at, |at: usize| matches!(self.word(at), "not" | "no" | "or" | "who" | "but"));
        let has = matches!(self.word(range.start), "with" | "having")
            && range.clone().any(|at| {
                matches!(
                    self.word(at),
                    "effect"
                        | "effects"
                        | "activity"
                        | "properties"
                        | "property"
                        | "potential"
                        | "interaction"
                        | "interactions"
                        | "mechanism"
                        | "action"
                        | "risk"
                        | "possibility"
                        | "index"
                        | "half-life"
                        | "structure"
                        | "structures"
                )
            });
        ((clause && acts && from + 1 < range.end || has) && !range.clone().any(turns)).then_some(Aspect::Effect)
    }

    /// Whether a bracketed group only refers to something that stands elsewhere: `(see appendix 2)`, `(Cheson, 2007)`, `(Visit
    /// 1)`.
    pub(super) fn refers(&self, range: &Range<usize>) -> bool {
        let plain = |at: usize| {
            !matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Compare(_) | Kind::Named(..)) | None)
        };
        let first = self.word(range.start);
        if matches!(first, "see" | "refer" | "ref" | "appendix" | "table" | "section" | "attachment" | "figure") {
            let turns =
                |at: usize| matches!(self.word(at), "except" | "unless" | "only" | "not" | "if" | "exclude" | "must");
            return range.clone().all(|at| !matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Compare(_))))
                && !range.clone().any(turns);
        }
        let visits = range.len() <= 6
            && range.clone().all(|at| match self.tokens.get(at).map(|token| token.kind) {
                Some(Kind::Number(_)) => at > range.start,
                Some(Kind::Sign('-' | '/' | ',')) => true,
                Some(Kind::Word) => is_anchor(self.word(at)) || matches!(self.word(at), "week" | "v1" | "v2" | "only"),
                _ => false,
            })
            && matches!(first, "visit" | "visits" | "screening" | "baseline" | "day" | "week" | "v1" | "v2");
        let year = |at: usize| matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Number(year)) if (1950.0..2040.0).contains(&year) && year.fract() == 0.0);
        let name = |at: usize| {
            year(at)
                || matches!(
                    self.word(at),
                    "et" | "al" | "and" | "criteria" | "of" | "the" | "revised" | "version" | "guidelines"
                )
                || matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Sign(_) | Kind::Number(_)))
                || self.tokens.get(at).is_some_and(|token| self.lexed.written(token).starts_with(char::is_uppercase))
        };
        let cited = range.clone().any(year) && range.len() >= 2 && range.clone().all(|at| name(at) && plain(at));
        visits || cited
    }

    /// Whether a bracketed group names the kinds that are all there are: `(congenital or acquired)`, `(type 1 or 2)`.
    pub(super) fn names_all_kinds(&self, range: &Range<usize>) -> bool {
        const ALL: &[&[&str]] = &[
            &["congenital", "acquired"],
            &["acquired", "congenital"],
            &["primary", "secondary"],
            &["acute", "chronic"],
            &["male", "female"],
            &["female", "male"],
            &["men", "women"],
            &["prescription", "over-the-counter"],
            &["current", "past"],
            &["past", "present"],
            &["present", "past"],
            &["bacterial", "viral", "fungal"],
            &["viral", "bacterial", "fungal"],
            &["benign", "malignant"],
            &["ischemic", "hemorrhagic"],
            &["ischemic", "haemorrhagic"],
            &["unilateral", "bilateral"],
            &["left", "right"],
            &["symptomatic", "asymptomatic"],
            &["inherited", "acquired"],
            &["hereditary", "acquired"],
            &["arterial", "venous"],
            &["venous", "arterial"],
            &["systolic", "diastolic"],
            &["intentional", "unintentional"],
        ];
        let words: Vec<&str> = range
            .clone()
            .filter(|at| !matches!(self.tokens.get(*at).map(|token| token.kind), Some(Kind::Sign(',' | '/'))))
            .map(|at| self.word(at))
            .filter(|word| !matches!(*word, "or" | "and" | "and/or" | "either" | "both"))
            .collect();
        words.len() < range.len() && ALL.contains(&words.as_slice())
    }
}

/// `6 months`, `14-21 days`, `21 consecutive days`, `one month`.
fn length(cursor: &mut Cursor<'_, '_>) -> bool {
    let mark = cursor.at;
    let mut probe = cursor.clone();
    if value::quantity_number(&mut probe).is_some() {
        if matches!(probe.kind(), Some(Kind::Group(_))) {
            probe.at += 1;
        }
        if probe.eat_sign('-') || probe.eat_any(&[&["to"], &["or"]]) {
            let _ = value::quantity_number(&mut probe);
        }
        probe.eat_any(&[&["consecutive"], &["continuous"], &["calendar"], &["full"], &["whole"]]);
        if probe.word().is_some_and(kinds::is_unit_of_time) {
            cursor.at = probe.at + 1;
            return true;
        }
    }
    cursor.at = mark;
    when::duration(cursor).is_some()
}
