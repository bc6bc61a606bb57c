//! One thing of a phrase: what leads to its name, the name, the value that is asked of it, and what is said after it.

use std::ops::Range;

use almoner_eligibility::{Aspect, Atom, Expr, Method, Node, Thing, ValueTest, When};
use almoner_terms::ConceptKind;

use super::kinds::{self, Role, role};
use super::mentions::is_any_score;
use super::{LONGEST_NAME, LONGEST_TAIL, Phrase};
use crate::grammar::follow::longer_of;
use crate::grammar::lead::{Lead, MEETS, lead};
use crate::grammar::qualify::adjective;
use crate::grammar::words::is_lead;
use crate::grammar::{Cursor, Grammar, value, when};
use crate::lex::Kind;

impl<'g, 'a> Grammar<'g, 'a> {
    /// A member of a list that the closed grammar has no name for, as a question of its own, and the time that it names.
    /// Last, whether nothing else is said of it that might go on in the members after it.
    pub(in crate::grammar) fn unnamed(&self, range: &Range<usize>, lead: &Lead) -> Option<(Node, bool, bool)> {
        let phrase = self.thing(range, lead).filter(|phrase| !phrase.denied)?;
        let mut node = self.named_thing(&phrase)?;
        node.source = self.span(range);
        Some((node, phrase.when.is_some(), phrase.said.is_empty()))
    }

    /// One member: what leads to the name, the name, and what is said after it.
    pub(super) fn thing(&self, range: &Range<usize>, carried: &Lead) -> Option<Phrase> {
        let mut cursor = self.cursor(range);
        let mut said = *carried;
        said.given = false;
        let mut asks_condition = false;
        let (mut counted, mut meets): (Option<Range<usize>>, Option<Range<usize>>) = (None, None);
        let denied = self.denial(&mut cursor);
        loop {
            if matches!(cursor.word(), Some("diagnosis" | "diagnosed" | "suffering" | "suffer" | "signs" | "presence")) {
                asks_condition = true;
            }
            let meets_criteria = cursor.word().is_some_and(|word| MEETS.contains(&word));
            if lead(&mut cursor, &mut said) {
                asks_condition |= meets_criteria;
                continue;
            }
            // "Active, unresolved infections", "histologically confirmed or suspected sarcoma": what leads is joined.
            if cursor.at > range.start
                && (matches!(cursor.kind(), Some(Kind::Sign(','))) || matches!(cursor.word(), Some("or" | "and" | "and/or")))
                && self.only_leads(&(range.start..cursor.at))
            {
                cursor.at += 1;
                continue;
            }
            if said.allergy && cursor.at == range.start && cursor.eat(&["to"]) {
                continue;
            }
            if cursor.eat_any(&[
                &["signs", "of"],
                &["sign", "of"],
                &["signs", "or", "symptoms", "of"],
                &["symptoms", "or", "signs", "of"],
                &["complaining", "of"],
                &["complaints", "of"],
                &["criteria", "for"],
                &["criteria", "of"],
                &["evidence", "for"],
                &["suggestive", "of"],
                &["affected", "by"],
                &["affected", "with"],
                &["suspicion", "of"],
            ]) {
                asks_condition = true;
                said.given = true;
                continue;
            }
            if cursor.eat_any(&[
                &["requirement", "for"],
                &["requires"],
                &["require"],
                &["need", "for"],
                &["needs"],
                &["need"],
                &["intake", "of"],
                &["ingestion", "of"],
                &["consumption", "of"],
                &["exposure", "to"],
                &["initiation", "of"],
                &["started"],
                &["take"],
                &["takes"],
                &["use"],
                &["uses"],
                &["receive"],
                &["receives"],
                &["given"],
                &["administered"],
            ]) {
                said.given = true;
                said.taken = true;
                continue;
            }
            if meets.is_none() && cursor.word().is_some_and(|word| MEETS.contains(&word)) {
                let for_it = (cursor.at..range.end.min(cursor.at + 10))
                    .find(|at| self.is_word(*at, "criteria") && (self.is_word(at + 1, "for") || self.is_word(at + 1, "of")));
                if let Some(criteria) = for_it {
                    meets = Some(cursor.at..criteria + 1);
                    cursor.at = criteria + 2;
                    asks_condition = true;
                    continue;
                }
            }
            if counted.is_none() {
                let mut probe = cursor.clone();
                let from = probe.at;
                let compares = value::comparison(&mut probe).is_some();
                let number = value::quantity_number(&mut probe).is_some();
                if matches!(probe.kind(), Some(Kind::Group(_))) {
                    probe.at += 1;
                }
                probe.eat_any(&[&["or", "more"], &["or", "fewer"], &["or", "less"]]);
                let noun = matches!(probe.kind(), Some(Kind::Named(..)))
                    || probe.word().is_some_and(|word| {
                        !kinds::is_unit_of_time(word)
                            && !matches!(role(word), Some(Role::Opens(_) | Role::Turns | Role::Verb))
                            || matches!(word, "prior" | "previous" | "different")
                    });
                if number
                    && noun
                    && (compares || probe.at - from == 1 || self.word(probe.at - 1).starts_with(['m', 'l', 'f']))
                {
                    counted = Some(from..probe.at);
                    cursor.at = probe.at;
                    continue;
                }
            }
            if cursor.word().is_some_and(|word| is_lead(word) || kinds::is_dropped(word)) {
                cursor.at += 1;
                continue;
            }
            break;
        }
        let start = cursor.at;
        let mut end = start;
        let mut of = false;
        while end < range.end {
            let fits = self.tokens.get(end).is_some_and(|token| match token.kind {
                Kind::Word => match role(self.lexed.word(token)) {
                    Some(Role::Opens(_)) => {
                        self.lexed.word(token) == "of" && end > start || self.is_past(start, end, range.end)
                    }
                    Some(Role::Turns | Role::Verb) => false,
                    _ => true,
                },
                Kind::Named(..) => true,
                Kind::Sign('-' | '\'' | '+') => end > start,
                Kind::Sign(',') => end > start && self.all_narrow(&(start..end)),
                Kind::Sign('/') => end > start && self.is_tight(end),
                Kind::Number(_) => end > start,
                Kind::Group(_) => {
                    end > start
                        && end + 1 < range.end
                        && (matches!(self.tokens.get(end + 1).map(|token| token.kind), Some(Kind::Named(..)))
                            || matches!(self.tokens.get(end + 1).map(|token| token.kind), Some(Kind::Word))
                                && !matches!(role(self.word(end + 1)), Some(Role::Turns | Role::Verb | Role::Opens(_))))
                }
                _ => false,
            });
            if !fits {
                break;
            }
            of |= self.word(end) == "of";
            end += 1;
        }
        // A name may be followed by what it is short for.
        if end == start
            || end - start > LONGEST_NAME
            || matches!(self.word(end - 1), "of" | "-" | "the" | "a" | "/")
            || kinds::is_unit_of_time(self.word(end - 1))
            || matches!(self.tokens.get(end - 1).map(|token| token.kind), Some(Kind::Number(_)))
        {
            return None;
        }
        let name = start..end;
        let head = if of { name.clone().find(|at| self.word(*at) == "of").unwrap_or(end) } else { end } - 1;
        let mut kind = self.kind_of(&name, head);
        if kind.is_none() || said.allergy {
            kind = if said.allergy {
                Some(Thing::Allergy)
            } else if said.taken && !kinds::is_adjectival(self.word(head)) {
                Some(Thing::Medication)
            } else if kinds::is_adjectival(self.word(head)) || adjective(self.word(head)).is_some() {
                None
            } else if said.family
                || asks_condition
                || name.len() <= 5 && self.of_patients(range.start)
                || said.when == Some(When::Ever) && said.given && name.len() <= 4
            {
                Some(Thing::Condition)
            } else {
                None
            };
        }
        let mut phrase = Phrase { kind, denied, lead: said, ..Phrase::of(name, Thing::Condition, said) };
        phrase.said.extend(counted.map(|counted| self.says(Aspect::Frequency, &counted)));
        phrase.said.extend(meets.map(|meets| self.says(Aspect::Confirmation, &meets)));
        cursor.at = end;
        self.tail(&mut cursor, &mut phrase)?;
        Some(phrase)
    }

    /// `Curatively treated skin cancer`: a participle before the noun that it belongs to.
    fn is_past(&self, start: usize, at: usize, end: usize) -> bool {
        let adverb = at.checked_sub(1).is_some_and(|before| before >= start && self.word(before).ends_with("ly"));
        self.word(at).ends_with("ed")
            && (at == start || adverb)
            && at + 1 < end
            && matches!(self.tokens.get(at + 1).map(|token| token.kind), Some(Kind::Word | Kind::Named(..)))
            && !matches!(role(self.word(at + 1)), Some(Role::Opens(_) | Role::Turns | Role::Verb))
    }

    /// What stands after a name: windows and what is said of it. `None` if any of it is not understood.
    fn tail(&self, cursor: &mut Cursor<'g, 'a>, phrase: &mut Phrase) -> Option<()> {
        while !cursor.done() {
            if let Some(when) = when::window(cursor) {
                phrase.when = Some(when);
                continue;
            }
            let from = cursor.at;
            // "Within 4 weeks (28 days)".
            if let Some(Kind::Group(number)) = cursor.kind()
                && phrase.when.is_some()
                && self.is_duration(number)
            {
                cursor.at += 1;
                continue;
            }
            // "(within the last 3 months)".
            if let Some(Kind::Group(number)) = cursor.kind()
                && let Some(when) = self.window_in_group(number)
            {
                phrase.when = phrase.when.or(Some(when));
                cursor.at += 1;
                continue;
            }
            if let Some(window) = phrase.when
                && let Some((count, longer)) = when::or_half_lives(cursor)
            {
                if longer {
                    phrase.when = Some(longer_of(window, count));
                } else {
                    phrase.said.push(self.half_lives_said(&(from..cursor.at)));
                }
                continue;
            }
            if when::moment(cursor) {
                continue;
            }
            if when::earlier(cursor) {
                phrase.when = phrase.when.or(Some(When::Ever));
                continue;
            }
            if phrase.when.is_none()
                && matches!(phrase.kind, Some(Thing::Condition | Thing::Medication))
                && let Some(when) = when::lasting(cursor)
            {
                phrase.when = Some(when);
                continue;
            }
            if let Some(planned) = self.during_study(cursor) {
                phrase.said.push(planned);
                continue;
            }
            if let Some(node) = self.beside(cursor, phrase) {
                phrase.said.push(node);
                continue;
            }
            if let Some(Kind::Group(number)) = cursor.kind() {
                let place = cursor.at..cursor.at + 1;
                cursor.at += 1;
                if !self.empty_group(number) {
                    phrase.said.push(self.bracketed(number, &place)?);
                }
                continue;
            }
            let start = cursor.at;
            let aspect = match cursor.word().map(role)? {
                Some(Role::Opens(aspect)) => aspect,
                _ => return None,
            };
            cursor.at += 1;
            while !cursor.done() {
                let opens = cursor.word().is_some_and(|word| matches!(role(word), Some(Role::Opens(_))));
                if matches!(cursor.kind(), Some(Kind::Group(_))) || opens && when::window(&mut cursor.clone()).is_some() {
                    break;
                }
                cursor.at += 1;
            }
            let range = start..cursor.at;
            if range.len() > LONGEST_TAIL || range.len() < 2 || !self.may_qualify(&range) {
                return None;
            }
            phrase.said.push(self.says(self.aspect_of(aspect, &range), &range));
        }
        Some(())
    }

    /// `Patients with`, `subjects who have`: a state of theirs follows.
    fn of_patients(&self, at: usize) -> bool {
        matches!(
            self.word(at),
            "patients" | "patient" | "subjects" | "subject" | "participants" | "individuals" | "persons" | "people"
        ) && (self.is_word(at + 1, "with")
            || matches!(self.word(at + 1), "who" | "that") && matches!(self.word(at + 2), "have" | "has"))
    }

    /// The window that a bracketed group is and nothing else.
    fn window_in_group(&self, number: u32) -> Option<When> {
        let inner = self.groups.get(crate::lex::size(number))?;
        let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
        let mut cursor = within.cursor(inner);
        when::window(&mut cursor).filter(|_| cursor.done())
    }

    /// Whether `with or without` goes on with a few words of one sentence, and no value that would be passed over.
    pub(super) fn is_whichever(&self, range: &Range<usize>) -> bool {
        let plain = |at: usize| {
            self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Number(_) | Kind::Compare(_) => false,
                Kind::Named(_, kind) => !matches!(kind, ConceptKind::Measurement | ConceptKind::Score),
                // A capital may begin another sentence.
                Kind::Word => {
                    let written = self.lexed.written(token);
                    !(written.starts_with(char::is_uppercase) && written.ends_with(char::is_lowercase))
                }
                _ => true,
            })
        };
        range.len() <= 11 && range.clone().all(plain) && self.may_qualify(range)
    }

    /// `With psychotic features`, `without fever`, `that would preclude participation`: another thing that is asked beside the
    /// first, or a judgement of it.
    fn beside(&self, cursor: &mut Cursor<'g, 'a>, phrase: &Phrase) -> Option<Node> {
        let start = cursor.at;
        let word = cursor.word()?;
        if matches!(word, "that" | "which" | "likely" | "sufficient" | "severe" | "significant") {
            return self.interfering(cursor);
        }
        if word == "with" && self.is_word(start + 1, "or") && self.is_word(start + 2, "without") {
            let mut end = start + 3;
            while end < cursor.end
                && !matches!(self.tokens.get(end).map(|token| token.kind), Some(Kind::Group(_)))
                && when::window(&mut self.cursor(&(end..cursor.end))).is_none()
                && (self.word(end) == "of" || !matches!(role(self.word(end)), Some(Role::Opens(_))))
            {
                end += 1;
            }
            cursor.at = end;
            return (end > start + 3 && self.is_whichever(&(start..end)))
                .then(|| self.node(Expr::And(Vec::new()), &(start..end), Method::Grammar));
        }
        let denied = match word {
            "with" => false,
            "without" => true,
            _ => return None,
        };
        if !matches!(phrase.kind, Some(Thing::Condition | Thing::Medication | Thing::Procedure)) || phrase.lead.family {
            return None;
        }
        let mut end = start + 1;
        while end < cursor.end {
            let stops = matches!(self.tokens.get(end).map(|token| token.kind), Some(Kind::Group(_)))
                || matches!(role(self.word(end)), Some(Role::Opens(_))) && self.word(end) != "of"
                || when::window(&mut self.cursor(&(end..cursor.end))).is_some();
            if stops {
                break;
            }
            end += 1;
        }
        let thing = self.thing(&(start + 1..end), &Lead::default())?;
        if thing.denied || matches!(thing.kind, None | Some(Thing::Allergy)) {
            return None;
        }
        let node = self.named_thing(&thing)?;
        cursor.at = end;
        Some(if denied { self.node(Expr::Not(Box::new(node)), &(start..end), Method::Grammar) } else { node })
    }

    /// `That would interfere with the study`, `which may put the patient at risk`: a physician's judgement, to the end.
    pub(super) fn interfering(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let start = cursor.at;
        let mut probe = cursor.clone();
        probe.eat_any(&[
            &["that"],
            &["which"],
            &["likely", "to"],
            &["sufficient", "to"],
            &["severe", "enough", "to"],
            &["significant", "enough", "to"],
        ]);
        let modal = probe.eat_any(&[
            &["would"],
            &["could"],
            &["may"],
            &["might"],
            &["can"],
            &["will"],
            &["is", "likely", "to"],
            &["are", "likely", "to"],
            &["likely", "to"],
        ]) || matches!(self.word(start), "likely" | "sufficient" | "severe" | "significant") && probe.at > start;
        probe.eat_any(&[&["significantly"], &["adversely"], &["potentially"], &["substantially"], &["negatively"]]);
        let verb = probe.word().is_some_and(|word| {
            matches!(
                word,
                "interfere"
                    | "preclude"
                    | "limit"
                    | "compromise"
                    | "jeopardize"
                    | "affect"
                    | "confound"
                    | "impair"
                    | "prevent"
                    | "make"
                    | "place"
                    | "put"
                    | "pose"
                    | "contraindicate"
                    | "endanger"
                    | "impact"
                    | "influence"
                    | "impede"
                    | "hinder"
                    | "complicate"
                    | "interact"
                    | "prohibit"
                    | "restrict"
                    | "alter"
                    | "obscure"
                    | "hamper"
                    | "disrupt"
                    | "inhibit"
            )
        });
        // "That precludes participation", "which could cause harm": whoever weighs it decides.
        let relative = matches!(self.word(start), "that" | "which");
        let hinders = relative
            && probe.word().is_some_and(|word| {
                matches!(
                    word,
                    "precludes"
                        | "contraindicates"
                        | "interferes"
                        | "prevents"
                        | "prohibits"
                        | "limits"
                        | "impairs"
                        | "compromises"
                        | "preclude"
                        | "contraindicate"
                        | "interfere"
                        | "prevent"
                        | "prohibit"
                        | "limit"
                        | "jeopardizes"
                        | "makes"
                        | "make"
                        | "render"
                        | "renders"
                        | "puts"
                        | "places"
                )
            });
        let (modal, verb) = (
            modal || hinders,
            verb || hinders || relative && modal && !matches!(probe.word(), Some("not" | "be" | "have" | "or")),
        );
        let plain = (probe.at..probe.end).all(|at| {
            !matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Compare(_)))
                && !matches!(self.word(at), "unless" | "except" | "allowed" | "eligible" | "excluding")
        });
        if !(modal && verb && plain) || probe.end - start > 2 * LONGEST_TAIL {
            return None;
        }
        cursor.at = cursor.end;
        Some(self.person(&(start..cursor.end)))
    }

    /// What kind of thing a name is, by its head: the last noun, or the one before `of`.
    fn kind_of(&self, name: &Range<usize>, head: usize) -> Option<Thing> {
        let kind = self.kind_of_head(name, head);
        let result = name.clone().any(|at| kinds::is_result(self.word(at)));
        match kind {
            Some(Thing::Medication | Thing::Procedure) | None if result => Some(Thing::Measurement),
            other => other,
        }
    }

    pub(super) fn kind_of_head(&self, name: &Range<usize>, head: usize) -> Option<Thing> {
        let token = self.tokens.get(head)?;
        // A word of another language, or a slip, tells nothing.
        if !self.lexed.word(token).is_ascii() {
            return None;
        }
        if let Kind::Named(_, kind) = token.kind {
            return Some(match kind {
                ConceptKind::Condition | ConceptKind::Social => Thing::Condition,
                ConceptKind::Drug | ConceptKind::DrugClass => Thing::Medication,
                ConceptKind::Procedure | ConceptKind::Device => Thing::Procedure,
                ConceptKind::Measurement | ConceptKind::Score => Thing::Measurement,
                ConceptKind::Genomic => Thing::Genomic,
                ConceptKind::Allergen | ConceptKind::Stage => return None,
            });
        }
        let word = self.lexed.word(token);
        match role(word) {
            // SNOMED CT holds a regime as a procedure; under the name of a drug it is that drug.
            Some(Role::Is(Thing::Medication)) if kinds::is_regime(word) && !self.names_drug(&(name.start..head)) => {
                return Some(Thing::Procedure);
            }
            Some(Role::Is(kind)) => return Some(kind),
            // "Positive" and "negative" are results: of a gene where a gene stands before them, of a test elsewhere.
            Some(Role::Result) if name.len() > 1 => {
                let before = head.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|token| self.lexed.written(token));
                let gene = before.is_some_and(kinds::is_gene);
                return Some(if gene { Thing::Genomic } else { Thing::Measurement });
            }
            _ => {}
        }
        kinds::by_ending(word).or_else(|| {
            let of = name.clone().find(|at| self.word(*at) == "of");
            // "Inability of", "loss of vision": what is lost or impaired is a condition.
            of.filter(|_| kinds::loses(word)).map(|_| Thing::Condition)
        })
    }

    /// Whether a drug of the tables stands among words.
    fn names_drug(&self, range: &Range<usize>) -> bool {
        range.clone().any(|at| {
            matches!(
                self.tokens.get(at).map(|token| token.kind),
                Some(Kind::Named(_, ConceptKind::Drug | ConceptKind::DrugClass))
            ) || !matches!(self.word(at), "drug" | "drugs")
                && !kinds::is_regime(self.word(at))
                && role(self.word(at)) == Some(Role::Is(Thing::Medication))
        })
    }

    /// `Tumor must be at least 1 cm`, `DLCO at least 50 % predicted`: a value of something that the tables do not hold.
    pub(super) fn loose_value(&self, range: &Range<usize>) -> Option<Node> {
        let value_at = range.clone().skip(1).find(|at| {
            value::comparison(&mut self.cursor(&(*at..range.end))).is_some()
                || matches!(self.tokens.get(*at).map(|token| token.kind), Some(Kind::Number(_)))
        })?;
        let mut end = value_at;
        while end > range.start && self.joins_value(end - 1) {
            end -= 1;
        }
        let mut cursor = self.cursor(&(range.start..end));
        let mut said = Lead::default();
        while !cursor.done() && (lead(&mut cursor, &mut said) || cursor.word().is_some_and(is_lead)) {
            cursor.at += usize::from(cursor.word().is_some_and(is_lead) && !cursor.done());
        }
        let name = cursor.at..end;
        if name.is_empty() || name.len() > LONGEST_NAME || said.taken || said.family || said.allergy {
            return None;
        }
        let plain = name.clone().all(|at| {
            self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Word => {
                    !matches!(role(self.lexed.word(token)), Some(Role::Turns | Role::Verb))
                        && !matches!(self.lexed.word(token), "age" | "aged" | "ages")
                }
                Kind::Named(..) | Kind::Group(_) => true,
                Kind::Sign('-' | '\'' | '/' | '+') => true,
                _ => false,
            })
        });
        let measures = name.clone().any(|at| {
            matches!(
                self.tokens.get(at).map(|token| token.kind),
                Some(Kind::Named(_, ConceptKind::Measurement | ConceptKind::Score))
            ) || role(self.word(at)) == Some(Role::Is(Thing::Measurement))
        });
        let known =
            name.clone().filter(|at| matches!(self.tokens.get(*at).map(|token| token.kind), Some(Kind::Named(..)))).count();
        let compares = value::comparison(&mut self.cursor(&(value_at..range.end))).is_some();
        if !plain || !(measures || compares) || known > 1 {
            return None;
        }
        let head = name.clone().rfind(|at| !matches!(self.tokens.get(*at).map(|token| token.kind), Some(Kind::Group(_))))?;
        let kind = self
            .kind_of_head(&name, head)
            .filter(|_| !measures)
            .or(Some(Thing::Measurement))
            .filter(|_| self.word(head).is_ascii())?;
        if name.clone().all(|at| is_any_score(self.word(at)))
            && let Some((node, _)) = self.loose_test(value_at, &(name.start..range.end)).filter(|(_, end)| *end == range.end)
        {
            return Some(node);
        }
        if let Some(node) = self.value_and_way(&(name.start..range.end), kind, said) {
            return Some(node);
        }
        let mut cursor = self.cursor(&(value_at..range.end));
        let mut probe = cursor.clone();
        let interval = value::interval(&mut probe, value::Units::Amount);
        if let Some(test) = interval.and_then(|interval| self.whole_test(&mut probe, interval, known == 0)) {
            // "A bleeding event =< 3 months prior to": a window, and no value of the event.
            let timed = matches!(test.unit.as_str(), "d" | "wk" | "mo" | "a" | "h");
            if timed && (kind != Thing::Measurement || !measures || self.is_word(name.end - 1, "for")) {
                return None;
            }
            let mut phrase = Phrase { test: Some(test), valued: probe.at, ..Phrase::of(name, kind, said) };
            self.tail(&mut probe, &mut phrase)?;
            return self.named_thing(&phrase);
        }
        let mut probe = cursor.clone();
        if value::interval(&mut probe, value::Units::Amount).is_some() {
            cursor.at = probe.at;
        } else if value::comparison(&mut cursor).is_some() && value::quantity(&mut cursor, value::Units::Amount).is_none()
            || cursor.at == value_at && value::quantity(&mut cursor, value::Units::Amount).is_none()
        {
            return None;
        }
        // "50 % predicted", "20/40", "100 meters": what belongs to the value.
        while cursor.word().is_some_and(|word| {
            matches!(
                word,
                "predicted"
                    | "of"
                    | "normal"
                    | "expected"
                    | "meters"
                    | "letters"
                    | "points"
                    | "times"
                    | "per"
                    | "or"
                    | "better"
                    | "more"
                    | "less"
                    | "worse"
                    | "greater"
                    | "higher"
                    | "lower"
                    | "the"
                    | "in"
                    | "diameter"
                    | "baseline"
                    | "value"
                    | "maximum"
                    | "cells"
                    | "hours"
                    | "minutes"
                    | "for"
                    | "age"
                    | "day"
                    | "week"
                    | "reference"
                    | "total"
            )
        }) || matches!(cursor.kind(), Some(Kind::Sign('/' | '%' | '-' | '^' | '*' | 'x')))
            || matches!(cursor.kind(), Some(Kind::Number(_)))
        {
            cursor.at += 1;
        }
        let test = value_at..cursor.at;
        let value = self.says(Aspect::Value, &test);
        let mut phrase =
            Phrase { when: Some(When::Ever), valued: cursor.at, said: vec![value], ..Phrase::of(name, kind, said) };
        self.tail(&mut cursor, &mut phrase)?;
        self.named_thing(&phrase)
    }

    /// A value of something that the tables hold, with words for how it is come by after it: `as determined by 24-hour urine
    /// collection`. Words for whom it is asked of, or when, leave it open.
    fn value_and_way(&self, range: &Range<usize>, kind: Thing, lead: Lead) -> Option<Node> {
        let mut cursor = self.cursor(range);
        let value = self.measure(&mut cursor)?;
        let mut phrase = Phrase::of(range.start..cursor.at, kind, lead);
        self.tail(&mut cursor, &mut phrase)?;
        let way = |said: &Node| matches!(&said.expr, Expr::Atom(Atom::Qualifier { aspect: Aspect::Confirmation, .. }));
        if phrase.when.is_some() || phrase.denied || !phrase.said.iter().all(way) {
            return None;
        }
        if phrase.said.is_empty() {
            return Some(value);
        }
        let parts = std::iter::once(value).chain(phrase.said).collect();
        Some(self.node(Expr::And(parts), range, Method::Grammar))
    }

    /// The test of an interval whose unit is understood as a whole. A counted noun is a unit of its own, which UCUM writes in
    /// braces: `{letters}`.
    fn whole_test(&self, cursor: &mut Cursor<'g, 'a>, interval: value::Interval, counts: bool) -> Option<ValueTest> {
        let mut unit = interval.unit;
        if unit == "%" {
            let predicted = cursor.eat_any(&[
                &["of", "the", "predicted", "value"],
                &["of", "the", "predicted"],
                &["of", "predicted", "value"],
                &["of", "predicted", "normal"],
                &["of", "predicted"],
                &["predicted", "value"],
                &["predicted"],
            ]);
            if predicted {
                "%{predicted}".clone_into(&mut unit);
            }
        } else if counts
            && unit.is_empty()
            && let Some(word) = cursor.word()
            && word.len() > 2
            && word.bytes().all(|b| b.is_ascii_lowercase())
            && role(word).is_none_or(|role| matches!(role, Role::Is(_)))
            && !is_lead(word)
        {
            unit = format!("{{{word}}}");
            cursor.at += 1;
        }
        let ends = cursor.done()
            || matches!(cursor.kind(), Some(Kind::Group(_)))
            || when::window(&mut cursor.clone()).is_some()
            || cursor.word().is_some_and(|word| matches!(role(word), Some(Role::Opens(_))));
        ends.then_some(ValueTest { low: interval.low, high: interval.high, unit })
    }

    /// Words between the name of a measurement and its value.
    pub(super) fn joins_value(&self, at: usize) -> bool {
        matches!(
            self.word(at),
            "must"
                | "be"
                | "is"
                | "are"
                | "of"
                | "should"
                | "was"
                | "has"
                | "have"
                | "a"
                | "an"
                | "the"
                | "at"
                | "with"
                | "level"
                | "measuring"
                | "measured"
                | "to"
                | "been"
                | ":"
                | "="
                | "-"
                | ","
        )
    }
}
