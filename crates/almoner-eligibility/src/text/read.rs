//! Reads the readable form back. A slip is told by its place and by what could stand there; nothing is guessed.

use almoner_base::ConceptId;
use almoner_facts::Route;
use almoner_terms::{ConceptKind, Terms};

use crate::{
    Anchor, Aspect, Atom, Bound, DoseTest, EventWindow, Expr, HalfLives, Manner, Method, Milestone, Node, Order, SexClass,
    Subject, TextSpan, Thing, ValueTest, Values, When, Window,
};

/// How deep brackets may nest.
const DEEPEST: u32 = 64;
/// Longest name of a concept, in bytes.
const LONGEST_NAME: usize = 240;

/// What could stand where the text could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Expected {
    /// A question, `not`, `if`, `at least`, `at most`, a bracket, `always`, `never` or `opaque`.
    Expression,
    /// Nothing more: `and` and `or` do not mix without brackets.
    End,
    /// A closing bracket.
    Bracket,
    /// This word.
    Word(&'static str),
    /// The name of a concept of the right kind, or a name in quotes where the question may hold one.
    Name,
    /// A number.
    Number,
    /// A whole number.
    Count,
    /// A quoted text.
    Quoted,
    /// A unit that the tables know.
    Unit,
    /// Fewer brackets within brackets.
    LessDepth,
}

impl Expected {
    /// A stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Expression => "expected-expression",
            Self::End => "expected-end",
            Self::Bracket => "expected-bracket",
            Self::Word(_) => "expected-word",
            Self::Name => "expected-name",
            Self::Number => "expected-number",
            Self::Count => "expected-count",
            Self::Quoted => "expected-quoted",
            Self::Unit => "expected-unit",
            Self::LessDepth => "too-deep",
        }
    }
}

/// Why a text is no expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not readable at character {at}: {}", expected.code())]
pub struct ReadError {
    /// The character (Unicode scalar values, from 0) at which reading stopped.
    pub at: u32,
    /// What could stand there.
    pub expected: Expected,
}

/// Reads an expression. Every node gets the place `source` (that of the criterion) and the method [`Method::Person`].
///
/// # Errors
/// The place and what was expected, where the text is no expression.
pub fn read(text: &str, terms: &Terms, source: TextSpan) -> Result<Node, ReadError> {
    let mut reader = Reader { text, at: 0, terms, source, depth: 0 };
    reader.blanks();
    let node = reader.expression()?;
    if reader.rest().is_empty() { Ok(node) } else { Err(reader.expected(Expected::End)) }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    terms: &'t Terms,
    source: TextSpan,
    depth: u32,
}

type Read<T> = Result<T, ReadError>;

impl<'t> Reader<'t> {
    fn expression(&mut self) -> Read<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.expected(Expected::LessDepth));
        }
        let node = self.combination()?;
        self.depth -= 1;
        Ok(node)
    }

    fn combination(&mut self) -> Read<Node> {
        if self.word("if") {
            let condition = Box::new(self.part()?);
            self.need("then")?;
            let then = Box::new(self.part()?);
            return Ok(self.node(Expr::IfThen { condition, then }));
        }
        let first = self.part()?;
        if self.word("except") {
            let exception = Box::new(self.part()?);
            return Ok(self.node(Expr::Except { base: Box::new(first), exception }));
        }
        for (joint, make) in [("and", Expr::And as fn(Vec<Node>) -> Expr), ("or", Expr::Or)] {
            if self.word(joint) {
                let mut parts = vec![first, self.part()?];
                while self.word(joint) {
                    parts.push(self.part()?);
                }
                return Ok(self.node(make(parts)));
            }
        }
        Ok(first)
    }

    fn part(&mut self) -> Read<Node> {
        if self.sign('(') {
            let node = self.expression()?;
            return if self.sign(')') { Ok(node) } else { Err(self.expected(Expected::Bracket)) };
        }
        let expr = if self.word("not") {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(self.expected(Expected::LessDepth));
            }
            let part = self.part()?;
            self.depth -= 1;
            Expr::Not(Box::new(part))
        } else if self.word("all of") {
            Expr::And(self.several()?)
        } else if self.word("any of") {
            Expr::Or(self.several()?)
        } else if self.word("at least") {
            let count = self.count()?;
            self.need("of")?;
            Expr::AtLeast { count, of: self.several()? }
        } else if self.word("at most") {
            let count = self.count()?;
            self.need("of")?;
            Expr::AtMost { count, of: self.several()? }
        } else if self.word("always") {
            Expr::And(Vec::new())
        } else if self.word("never") {
            Expr::Or(Vec::new())
        } else if self.word("opaque") {
            return Ok(Node { expr: Expr::Opaque, source: self.source, method: Method::None });
        } else {
            Expr::Atom(self.atom()?)
        };
        Ok(self.node(expr))
    }

    /// `(a; b; c)`, possibly without anything in it.
    fn several(&mut self) -> Read<Vec<Node>> {
        if !self.sign('(') {
            return Err(self.expected(Expected::Bracket));
        }
        let mut parts = Vec::new();
        if self.sign(')') {
            return Ok(parts);
        }
        loop {
            parts.push(self.expression()?);
            if self.sign(')') {
                return Ok(parts);
            }
            if !self.sign(';') {
                return Err(self.expected(Expected::Bracket));
            }
        }
    }

    fn atom(&mut self) -> Read<Atom> {
        if self.word("age") {
            let (low, high) = self.interval()?;
            self.need("years")?;
            return Ok(Atom::Age { low, high });
        }
        if self.word("sex") {
            let female = self.word("female");
            if !female {
                self.need("male")?;
            }
            return Ok(Atom::Sex(if female { SexClass::Female } else { SexClass::Male }));
        }
        if self.word("participation") {
            return Ok(Atom::Participation { when: self.when()? });
        }
        if self.word("person") {
            return Ok(Atom::Person);
        }
        let others = [Subject::Family, Subject::Partner, Subject::Donor];
        let subject = others.into_iter().find(|subject| self.word(subject.word())).unwrap_or_default();
        for kind in
            [Thing::Condition, Thing::Medication, Thing::Procedure, Thing::Measurement, Thing::Allergy, Thing::Genomic]
        {
            if self.word(kind.name()) {
                return self.thing(kind, subject);
            }
        }
        if self.word("social") {
            let any_of = self.concepts(&[ConceptKind::Social])?;
            return Ok(Atom::Social { any_of, when: self.when()?, subject });
        }
        if !subject.is_patient() {
            return Err(self.expected(Expected::Word("condition")));
        }
        for aspect in Aspect::ALL {
            if self.word(aspect.name()) {
                // A qualifier has its words in quotes, empty ones too.
                if aspect == Aspect::Stage && !self.rest().starts_with('"') {
                    return Ok(Atom::Stage { any_of: self.concepts(&[ConceptKind::Stage])? });
                }
                let value = self.quoted()?;
                let any_of = if self.ends() { Vec::new() } else { self.concepts(&[])? };
                return Ok(Atom::Qualifier { aspect, value, any_of });
            }
        }
        Err(self.expected(Expected::Expression))
    }

    fn thing(&mut self, kind: Thing, subject: Subject) -> Read<Atom> {
        if self.rest().starts_with('"') {
            let name = self.quoted()?;
            let (low, high) = self.interval()?;
            let test = if low.is_none() && high.is_none() {
                None
            } else if self.ends() || self.at_when() {
                Some(ValueTest { low, high, unit: String::new() })
            } else {
                let (unit, length) = self.unit().ok_or_else(|| self.expected(Expected::Unit))?;
                self.skip(length);
                Some(ValueTest { low, high, unit })
            };
            return Ok(Atom::Named { kind, name, test, when: self.when()?, subject });
        }
        let drugs = &[ConceptKind::Drug, ConceptKind::DrugClass, ConceptKind::Procedure];
        match kind {
            Thing::Condition => {
                let any_of = self.concepts(&[ConceptKind::Condition])?;
                Ok(Atom::Condition { any_of, when: self.when()?, subject })
            }
            _ if !subject.is_patient() => Err(self.expected(Expected::Quoted)),
            Thing::Medication => {
                let any_of = self.concepts(drugs)?;
                let manner = self.manner()?;
                Ok(Atom::Medication { any_of, when: self.when()?, manner })
            }
            Thing::Procedure => {
                let any_of = self.concepts(&[ConceptKind::Procedure, ConceptKind::Device])?;
                Ok(Atom::Procedure { any_of, when: self.when()? })
            }
            Thing::Allergy => Ok(Atom::Allergy { any_of: self.concepts(&[])? }),
            Thing::Genomic => {
                let any_of = self.concepts(&[ConceptKind::Genomic])?;
                Ok(Atom::Genomic { any_of, when: self.when()? })
            }
            Thing::Measurement => self.measurement(),
        }
    }

    fn manner(&mut self) -> Read<Manner> {
        let mut manner = Manner::default();
        if self.word("by") {
            loop {
                let route = Route::ALL.into_iter().find(|route| self.word(route.name()));
                manner.routes.push(route.ok_or_else(|| self.expected(Expected::Word("oral")))?);
                if !self.sign('|') {
                    break;
                }
            }
        }
        if self.word("dose") {
            let (low, high) = self.interval()?;
            let asks = low.is_some() || high.is_some();
            let (unit, length) = self.unit().filter(|_| asks).ok_or_else(|| self.expected(Expected::Unit))?;
            self.skip(length);
            let drugs = &[ConceptKind::Drug, ConceptKind::DrugClass];
            let equivalent_to = if self.word("as") { Some(self.concept(drugs)?) } else { None };
            manner.dose = Some(Box::new(DoseTest { low, high, unit, equivalent_to }));
        }
        manner.stable = self.word("stable");
        Ok(manner)
    }

    fn measurement(&mut self) -> Read<Atom> {
        let values = self.values()?;
        let concept = self.concept(&[ConceptKind::Measurement, ConceptKind::Score])?;
        let (low, high) = self.interval()?;
        let asks = low.is_some() || high.is_some();
        let own = self.terms.concept(concept).and_then(|concept| concept.unit.as_deref());
        let unit = if asks && !self.ends() && !self.at_when() {
            let (unit, length) = self.unit().ok_or_else(|| self.expected(Expected::Unit))?;
            self.skip(length);
            unit
        } else if asks && own.is_some_and(|own| own == "1" || own.starts_with('{')) {
            "1".to_owned()
        } else {
            String::new()
        };
        Ok(Atom::Measurement { concept, test: ValueTest { low, high, unit }, when: self.when()?, values })
    }

    fn values(&mut self) -> Read<Values> {
        if self.word("mean of") {
            return Ok(Values::Mean(if self.word("last") { self.count()? } else { 0 }));
        }
        if self.word("at least") {
            let count = self.count()?;
            self.need("of")?;
            return Ok(Values::AtLeast(count));
        }
        let plain = [
            ("any of", Values::Any),
            ("all of", Values::All),
            ("lowest of", Values::Lowest),
            ("highest of", Values::Highest),
        ];
        Ok(plain.into_iter().find(|(word, _)| self.word(word)).map(|(_, values)| values).unwrap_or_default())
    }

    /// A unit as the form writes it, else as people do.
    fn unit(&self) -> Option<(String, usize)> {
        let rest = self.rest();
        if let Some(limit) = ["[ULN]", "[LLN]"].into_iter().find(|limit| rest.starts_with(limit)) {
            return Some((limit.to_owned(), limit.len()));
        }
        let end = rest.find([' ', ')', ';']).unwrap_or(rest.len());
        let written = rest.get(..end)?;
        if written.starts_with('{') && written.ends_with('}') {
            return Some((written.to_owned(), end));
        }
        if let Some(unit) = self.terms.unit(written) {
            return Some((unit.to_owned(), end));
        }
        if self.terms.convert(None, 1.0, written, written).is_some() {
            return Some((written.to_owned(), end));
        }
        self.terms.leading_unit(rest).map(|(unit, length)| (unit.to_owned(), length))
    }

    fn interval(&mut self) -> Read<(Option<Bound>, Option<Bound>)> {
        const SIGNS: [(&str, bool, bool); 4] =
            [(">=", true, true), ("<=", false, true), (">", true, false), ("<", false, false)];
        for (sign, is_low, inclusive) in SIGNS {
            if self.symbol(sign) {
                let bound = Some(Bound { value: self.number()?, inclusive });
                return Ok(if is_low { (bound, None) } else { (None, bound) });
            }
        }
        if self.symbol("=") {
            let bound = Some(Bound { value: self.number()?, inclusive: true });
            return Ok((bound, bound));
        }
        let closed = self.rest().starts_with('[');
        // A bracket that opens an interval holds a number; any other is not ours.
        let opens = closed || self.rest().strip_prefix('(').is_some_and(|rest| rest.trim_start().starts_with(is_numeric));
        if !opens {
            return Ok((None, None));
        }
        self.skip(1);
        let low = Bound { value: self.number()?, inclusive: closed };
        if !self.sign(',') {
            return Err(self.expected(Expected::Word(",")));
        }
        let value = self.number()?;
        let inclusive = self.sign(']');
        if !inclusive && !self.sign(')') {
            return Err(self.expected(Expected::Bracket));
        }
        Ok((Some(low), Some(Bound { value, inclusive })))
    }

    fn when(&mut self) -> Read<When> {
        if self.word("now") {
            return Ok(When::Now);
        }
        for (word, make) in [("before", When::Before as fn(Window) -> When), ("for", When::Since)] {
            if self.word(word) {
                return Ok(make(Window { days: self.days()? }));
            }
        }
        if self.word("within") {
            let count = self.count()?;
            if self.word("half-lives") {
                return Ok(When::HalfLives(HalfLives { count, days: 0 }));
            }
            self.need("d")?;
            if self.sign('|') {
                let lives = HalfLives { count: self.count()?, days: count };
                self.need("half-lives")?;
                return Ok(When::HalfLives(lives));
            }
            return match self.side() {
                Some(order) => self.event(order, 0, Some(count)),
                None => Ok(When::Within(Window { days: count })),
            };
        }
        let (least, most) = if self.word("at any time") {
            (0, None)
        } else if self.word("at least") {
            (self.days()?, None)
        } else if self.word("from") {
            let least = self.count()?;
            self.need("to")?;
            (least, Some(self.days()?))
        } else {
            return Ok(When::Ever);
        };
        let order = self.side().ok_or_else(|| self.expected(Expected::Word("before")))?;
        self.event(order, least, most)
    }

    fn days(&mut self) -> Read<u32> {
        let days = self.count()?;
        self.need("d")?;
        Ok(days)
    }

    fn side(&mut self) -> Option<Order> {
        Order::ALL.into_iter().find(|(_, word)| self.word(word)).map(|(order, _)| order)
    }

    fn event(&mut self, order: Order, least: u32, most: Option<u32>) -> Read<When> {
        let event = if self.word("diagnosis") {
            Anchor::Milestone(Milestone::Diagnosis)
        } else {
            Anchor::Concept(self.concept(&[])?)
        };
        Ok(When::Event(EventWindow { event, order, least, most }))
    }

    fn at_when(&self) -> bool {
        ["now", "within", "before", "for", "at any time", "at least", "from"].iter().any(|word| self.is_word(word))
    }

    /// Whether the question ends here.
    fn ends(&self) -> bool {
        let rest = self.rest();
        rest.is_empty()
            || rest.starts_with([')', ';'])
            || ["and", "or", "then", "except"].iter().any(|word| self.is_word(word))
    }

    fn concepts(&mut self, kinds: &[ConceptKind]) -> Read<Vec<ConceptId>> {
        let mut any_of = Vec::new();
        // A question about no concept is a flaw that `check` tells; it can be written and read.
        let given = kinds.contains(&ConceptKind::Drug) && ["by", "dose", "stable"].iter().any(|word| self.is_word(word));
        if self.ends() || self.at_when() || given {
            return Ok(any_of);
        }
        loop {
            any_of.push(self.concept(kinds)?);
            if !self.sign('|') {
                return Ok(any_of);
            }
        }
    }

    /// The longest name that begins here. Any name of a concept is understood, not only its first.
    fn concept(&mut self, kinds: &[ConceptKind]) -> Read<ConceptId> {
        if self.word("concept") {
            return Ok(ConceptId(self.count()?));
        }
        let rest = self.rest();
        let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]).take_while(|at| *at <= LONGEST_NAME);
        let ends: Vec<usize> = ends
            .filter(|end| {
                *end > 0
                    && rest
                        .get(*end..)
                        .is_some_and(|after| after.is_empty() || after.starts_with([' ', ')', ';', '|', '<', '>', '=', '[']))
            })
            .collect();
        for end in ends.into_iter().rev() {
            let Some(name) = rest.get(..end) else { continue };
            let found = if name.ends_with(' ') { None } else { self.terms.by_name(name) };
            let right = |id: &ConceptId| {
                kinds.is_empty() || self.terms.concept(*id).is_some_and(|concept| kinds.contains(&concept.kind))
            };
            if let Some(id) = found.filter(right) {
                self.skip(end);
                return Ok(id);
            }
        }
        Err(self.expected(Expected::Name))
    }

    fn quoted(&mut self) -> Read<String> {
        let rest = self.rest();
        let Some(inner) = rest.strip_prefix('"') else { return Err(self.expected(Expected::Quoted)) };
        let mut value = String::new();
        let mut escaped = false;
        for (at, c) in inner.char_indices() {
            match c {
                _ if escaped => {
                    value.push(c);
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => {
                    self.skip(at + 2);
                    return Ok(value);
                }
                c => value.push(c),
            }
        }
        Err(self.expected(Expected::Quoted))
    }

    fn number(&mut self) -> Read<f64> {
        let rest = self.rest();
        let end = rest.find(|c: char| !is_numeric(c)).unwrap_or(rest.len());
        let value = rest.get(..end).and_then(|digits| digits.parse::<f64>().ok()).filter(|value| value.is_finite());
        let value = value.ok_or_else(|| self.expected(Expected::Number))?;
        self.skip(end);
        Ok(value)
    }

    fn count(&mut self) -> Read<u32> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let value = rest.get(..end).and_then(|digits| digits.parse().ok());
        let value = value.ok_or_else(|| self.expected(Expected::Count))?;
        self.skip(end);
        Ok(value)
    }

    fn need(&mut self, word: &'static str) -> Read<()> {
        if self.word(word) { Ok(()) } else { Err(self.expected(Expected::Word(word))) }
    }

    /// Takes a word, or words parted by one blank, if it comes next, whole.
    fn word(&mut self, word: &str) -> bool {
        let comes = self.is_word(word);
        if comes {
            self.skip(word.len());
        }
        comes
    }

    fn is_word(&self, word: &str) -> bool {
        self.rest()
            .strip_prefix(word)
            .is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_'))
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        let comes = self.rest().starts_with(symbol);
        if comes {
            self.skip(symbol.len());
        }
        comes
    }

    fn sign(&mut self, sign: char) -> bool {
        let comes = self.rest().starts_with(sign);
        if comes {
            self.skip(sign.len_utf8());
        }
        comes
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, bytes: usize) {
        self.at += bytes;
        self.blanks();
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn node(&self, expr: Expr) -> Node {
        Node { expr, source: self.source, method: Method::Person }
    }

    fn expected(&self, expected: Expected) -> ReadError {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        ReadError { at: u32::try_from(before.chars().count()).unwrap_or(u32::MAX), expected }
    }
}

fn is_numeric(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E')
}
