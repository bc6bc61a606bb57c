//! Scores values of numeric and ordinal variables on criterion lines with tagged variables and bounds, in the form of the
//! Clinical-Trial-Parser's NER test set:
//! `cargo run --release -p almoner-trials --example bounds_eval -- FILE.tsv VARIABLES.csv [errors]`.
//!
//! A line is `start:end:label,...` and the text, in small letters; digits are written out as `@NUMBER` there, so what is scored is
//! which variables a line asks about and which ends of an interval it gives them, not the digits. Each `@NUMBER` is given a number
//! that suits the words around it: numbers of one list or range count up, `x @NUMBER / l` is a power of ten.
//!
//! Counted are the lines on which a variable and a bound are tagged, twice:
//!
//! * every tagged variable. A person tagged them before anybody asked what a parser can do, so names of drugs, findings and
//!   procedures that merely stand beside a number are among them, and variables of which nothing is asked. A question about a measurement or
//!   an age is right if it stands on text that overlaps a tagged variable.
//! * the variables of VARIABLES.csv of which a value is asked. This is what the Clinical-Trial-Parser states its own quality
//!   for ("ordinal and numerical requirements", "per implemented variable"). A tagged variable is one of these if its name, a part of
//!   it between brackets, slashes, `and` or `or`, is an alias of the list, and a bound belongs to it: the last variable before a bound, with those
//!   joined to it by nothing but `and`, `or`, commas, slashes and brackets, else the first after it. A question is one of these if
//!   its concept has a name that is an alias, or a part of one (`sbp/dbp`); it is right only if the tagged variable is of the same
//!   row of the list.
//!
//! An age that is asked without its word (`>= 18 years old`) has nothing that could be tagged but its bound, and is right on that.
//!
//! An end is right if a question with such an end overlaps a tagged bound of that side, once for all concepts that share the words.
//! Ends of time ("past 6 months") belong to no variable, but for variables that are times themselves (age, life expectancy,
//! gestation); questions on the others are not counted.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example measures and prints")]

use std::collections::BTreeSet;
use std::process::ExitCode;

use almoner_base::ConceptId;
use almoner_eligibility::{Atom, Expr, Node, Thing, ValueTest};
use almoner_terms::Terms;
use almoner_trials::Parser;

/// Where a thing stands in the text that is read, in characters.
type Span = (usize, usize);

fn meet(a: Span, b: Span) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// What a value is asked of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Age,
    Concept(ConceptId),
    Name(String),
}

/// A question about a value: where it stands, of what, and which ends it has.
struct Asked {
    span: Span,
    of: Of,
    low: bool,
    high: bool,
}

/// A tagged variable: where it stands, its rows of the list, and whether a bound belongs to it.
struct Variable {
    span: Span,
    name: String,
    rows: BTreeSet<usize>,
    valued: bool,
}

/// What was marked and found, and what was given and right.
#[derive(Default)]
struct Tally {
    found: u32,
    marked: u32,
    right: u32,
    given: u32,
}

impl Tally {
    fn mark(&mut self, found: bool) {
        self.marked += 1;
        self.found += u32::from(found);
    }

    fn give(&mut self, right: bool) {
        self.given += 1;
        self.right += u32::from(right);
    }

    fn line(&self) -> String {
        let part = |of: u32, all: u32| f64::from(of) / f64::from(all.max(1));
        let (precision, recall) = (part(self.right, self.given), part(self.found, self.marked));
        format!("precision {precision:.3} recall {recall:.3} (marked {}, given {})", self.marked, self.given)
    }
}

/// A row of VARIABLES.csv: its aliases, and the concepts that they name.
struct Row {
    aliases: Vec<String>,
    concepts: Vec<ConceptId>,
}

fn plain(name: &str) -> String {
    name.to_lowercase().replace([' ', '-'], "")
}

impl Row {
    fn read(line: &str) -> Option<Self> {
        let written: Vec<&str> = line.split(',').skip(2).take(3).flat_map(|names| names.split('|')).collect();
        // The row of blood pressure is named `sbp/dbp`: it is both.
        let parts = written.iter().flat_map(|name| name.split('/').chain([*name]));
        let concepts = parts.filter_map(|name| Terms::builtin().by_name(name.trim_end_matches('*'))).collect();
        let aliases = written.iter().map(|name| plain(name)).filter(|name| !name.is_empty()).collect::<Vec<_>>();
        (!aliases.is_empty()).then_some(Self { aliases, concepts })
    }

    fn names(&self, name: &str) -> bool {
        let name = plain(name);
        !name.is_empty()
            && self.aliases.iter().any(|alias| match alias.strip_suffix('*') {
                Some(stem) => name.strip_prefix(stem).is_some_and(|rest| rest.len() <= 2),
                None => *alias == name,
            })
    }

    /// Whether a name, or a part of it, is an alias, but for words that make no other variable of it.
    fn is_in(&self, name: &str) -> bool {
        let mut parts = vec![name.trim().to_owned()];
        let cut = name.replace(" and ", "/").replace(" or ", "/").replace(" & ", "/");
        parts.extend(cut.split(['(', ')', '[', ']', '/', ',']).map(|part| part.trim().to_owned()));
        parts.iter().any(|part| {
            let words: Vec<&str> = part.split_whitespace().collect();
            let first = words.iter().take_while(|word| modifies(word)).count();
            let last = words.len() - words.iter().rev().take_while(|word| modifies(word)).count();
            (0..=first).any(|from| {
                (last.max(from)..=words.len())
                    .any(|until| words.get(from..until).is_some_and(|some| self.names(&some.join(" "))))
            })
        })
    }

    /// Whether a question asks about the row's variable. Kinds of it count, and what it is a kind of (`ALT`: transaminases).
    fn asks(&self, asked: &Asked) -> bool {
        let terms = Terms::builtin();
        match &asked.of {
            Of::Age => self.names("age"),
            Of::Concept(of) => self.concepts.iter().any(|own| terms.is_a(*of, *own) || terms.is_a(*own, *of)),
            Of::Name(name) => self.is_in(name),
        }
    }
}

/// Words that make no other variable of the one they stand beside.
fn modifies(word: &str) -> bool {
    matches!(
        word,
        "serum"
            | "plasma"
            | "blood"
            | "total"
            | "level"
            | "levels"
            | "count"
            | "counts"
            | "concentration"
            | "value"
            | "values"
            | "resting"
            | "sitting"
            | "supine"
            | "screening"
            | "baseline"
            | "estimated"
            | "calculated"
            | "body"
            | "low"
            | "high"
            | "elevated"
            | "maternal"
            | "of"
            | "a"
            | "the"
            | "performance"
            | "status"
            | "score"
            | "scale"
            | "class"
            | "grade"
    )
}

/// The rows that a tagged name is an alias of.
fn rows_of(name: &str, list: &[Row]) -> BTreeSet<usize> {
    list.iter().enumerate().filter(|(_, row)| row.is_in(name)).map(|(at, _)| at).collect()
}

fn main() -> ExitCode {
    let Some(Ok(table)) = std::env::args().nth(1).map(std::fs::read_to_string) else {
        eprintln!("usage: bounds_eval FILE.tsv VARIABLES.csv [errors]");
        return ExitCode::from(2);
    };
    let Some(Ok(listed)) = std::env::args().nth(2).map(std::fs::read_to_string) else {
        eprintln!("usage: bounds_eval FILE.tsv VARIABLES.csv [errors]");
        return ExitCode::from(2);
    };
    let list: Vec<Row> = listed.lines().skip(1).filter_map(Row::read).collect();
    let tells = std::env::args().nth(3).is_some_and(|word| word == "errors");
    let mut parser = Parser::new(Terms::builtin());
    let (mut all, mut on_list, mut ends, mut ends_on_list) =
        (Tally::default(), Tally::default(), Tally::default(), Tally::default());
    let mut lines = 0;
    for (marks, text) in table.lines().filter_map(|line| line.split_once('\t')) {
        let marks: Vec<Mark> = marks.split(',').filter_map(mark).collect();
        let (readable, places) = written_out(text);
        let span = |mark: &Mark| {
            let at = |at: usize| places.get(at).copied().unwrap_or(readable.len());
            (at(mark.0), at(mark.1))
        };
        let said = |mark: &Mark| text.chars().skip(mark.0).take(mark.1.saturating_sub(mark.0)).collect::<String>();
        let named: Vec<&Mark> = marks.iter().filter(|mark| matches!(mark.2, "clinical_variable" | "age" | "bmi")).collect();
        let bounds: Vec<&Mark> = marks.iter().filter(|mark| mark.2.ends_with("_bound")).collect();
        if named.is_empty() || bounds.is_empty() {
            continue;
        }
        lines += 1;
        let mut variables: Vec<Variable> = named
            .iter()
            .map(|mark| {
                let name = said(mark);
                let rows = rows_of(if mark.2 == "clinical_variable" { &name } else { mark.2 }, &list);
                Variable { span: span(mark), name, rows, valued: false }
            })
            .collect();
        // The ends that count, each with the rows of the variables that have it; and those of time that are nobody's.
        let (mut wanted, mut of_nobody) = (Vec::new(), Vec::new());
        for bound in &bounds {
            let owners = owners(bound, &named, text);
            let is_time = |at: &usize| {
                named.get(*at).is_some_and(|mark| {
                    let between: String = text.chars().skip(mark.1).take(bound.0.saturating_sub(mark.1)).collect();
                    (mark.2 == "age" || lasts(&said(mark))) && between.split_whitespace().count() <= MOST_BEFORE
                })
            };
            if of_time(text, bound) && !owners.iter().any(is_time) {
                of_nobody.push(span(bound));
                continue;
            }
            let mut rows = BTreeSet::new();
            for at in owners {
                let Some(owner) = variables.get_mut(at) else { continue };
                owner.valued = true;
                rows.extend(owner.rows.iter().copied());
            }
            wanted.push((span(bound), bound.2 == "lower_bound", rows));
        }
        let heading = "Inclusion Criteria:\n\n";
        let mut asked = Vec::new();
        for criterion in parser.parse_eligibility(&format!("{heading}{readable}\n")).criteria {
            questions(&criterion.expr, heading.len(), &mut asked);
        }
        let rows_asked = |one: &Asked| -> BTreeSet<usize> {
            list.iter().enumerate().filter(|(_, row)| row.asks(one)).map(|(at, _)| at).collect()
        };
        let mut wrong = Vec::new();
        for variable in &variables {
            let found = asked.iter().any(|one| meet(one.span, variable.span));
            all.mark(found);
            if !found {
                wrong.push(format!("missed: {}", variable.name));
            }
            if variable.valued && !variable.rows.is_empty() {
                let same = |one: &&Asked| !rows_asked(one).is_disjoint(&variable.rows);
                let found = asked.iter().filter(same).any(|one| meet(one.span, variable.span));
                on_list.mark(found);
                if !found {
                    wrong.push(format!("MISSED: {}", variable.name));
                }
            }
        }
        let mut seen = BTreeSet::new();
        for one in asked.iter().filter(|one| seen.insert((one.span, one.of.clone()))) {
            // An age without its word.
            let bare = one.of == Of::Age && bounds.iter().any(|bound| meet(one.span, span(bound)));
            let right = bare || variables.iter().any(|variable| meet(one.span, variable.span));
            let given: String = readable.chars().skip(one.span.0).take(one.span.1 - one.span.0).collect();
            all.give(right);
            if !right {
                wrong.push(format!("given: {given}"));
            }
            let rows = rows_asked(one);
            if !rows.is_empty() {
                // A name that is no alias of any row does not contradict the question's.
                let same = |own: &BTreeSet<usize>| own.is_empty() || !own.is_disjoint(&rows);
                let right = bare
                    || variables.iter().any(|variable| meet(one.span, variable.span) && same(&variable.rows))
                    || wanted.iter().any(|(bound, _, own)| meet(one.span, *bound) && !own.is_disjoint(&rows));
                on_list.give(right);
                if !right {
                    let name = match &one.of {
                        Of::Concept(of) => Terms::builtin().concept(*of).map_or("", |concept| concept.name.as_str()),
                        Of::Name(name) => name,
                        Of::Age => "age",
                    };
                    wrong.push(format!("GIVEN: {given} ({name})"));
                }
            }
        }
        for low in [true, false] {
            let has = |one: &&Asked| if low { one.low } else { one.high };
            for (bound, _, rows) in wanted.iter().filter(|(_, side, _)| *side == low) {
                let known = !rows.is_empty();
                let found = asked.iter().filter(has).any(|one| meet(one.span, *bound));
                ends.mark(found);
                if known {
                    ends_on_list.mark(found);
                }
                if !found {
                    let text: String = readable.chars().skip(bound.0).take(bound.1.saturating_sub(bound.0)).collect();
                    wrong.push(format!("{}end missed: {text}", if known { "LIST " } else { "" }));
                }
            }
            let mut seen = BTreeSet::new();
            for one in asked.iter().filter(has).filter(|one| seen.insert(one.span)) {
                let right = wanted.iter().any(|(bound, side, _)| *side == low && meet(one.span, *bound));
                if !right && of_nobody.iter().any(|bound| meet(one.span, *bound)) {
                    continue;
                }
                ends.give(right);
                if !rows_asked(one).is_empty() {
                    ends_on_list.give(right);
                }
                if !right {
                    let text: String = readable.chars().skip(one.span.0).take(one.span.1 - one.span.0).collect();
                    wrong.push(format!("end given: {} {text}", if low { "low" } else { "high" }));
                }
            }
        }
        if tells && !wrong.is_empty() {
            println!("{readable}");
            wrong.iter().for_each(|line| println!("    {line}"));
        }
    }
    println!("lines {lines}");
    println!("variables            {}", all.line());
    println!("variables, on list   {}", on_list.line());
    println!("bounds               {}", ends.line());
    println!("bounds, on list      {}", ends_on_list.line());
    ExitCode::SUCCESS
}

/// First and one past the last character of a mark, and its label.
type Mark<'a> = (usize, usize, &'a str);

fn mark(text: &str) -> Option<Mark<'_>> {
    let mut parts = text.split(':');
    Some((parts.next()?.parse::<usize>().ok()?.saturating_sub(1), parts.next()?.parse().ok()?, parts.next()?))
}

/// The variables that a bound belongs to, by their position.
fn owners(bound: &Mark, named: &[&Mark], text: &str) -> Vec<usize> {
    let words = |from: usize, until: usize| -> Vec<String> {
        let between: String = text.chars().skip(from).take(until.saturating_sub(from)).collect();
        between.split_whitespace().map(str::to_owned).collect()
    };
    let before = named.iter().rposition(|mark| mark.0 < bound.0);
    let after = || named.iter().position(|mark| mark.0 >= bound.0 && words(bound.1, mark.0).len() <= MOST_BETWEEN);
    let Some(mut at) = before.or_else(after) else { return Vec::new() };
    let mut owners = vec![at];
    while let Some(before) = at.checked_sub(1) {
        let (Some(one), Some(next)) = (named.get(before), named.get(at)) else { break };
        let joins =
            |word: &String| matches!(word.as_str(), "and" | "or" | "&" | "and/or" | "/" | "," | "(" | ")" | "[" | "]");
        if !words(one.1, next.0).iter().all(joins) {
            break;
        }
        owners.push(before);
        at = before;
    }
    owners
}

/// Most words between a bound and a variable after it that it belongs to: `18 years of age`.
const MOST_BETWEEN: usize = 2;

/// Most words between a variable that is a length of time and its bound: `age greater than or equal to 18 years`.
const MOST_BEFORE: usize = 8;

/// Whether a variable is itself a length of time.
fn lasts(name: &str) -> bool {
    ["age", "expectancy", "survival", "gestation", "duration", "time"].iter().any(|word| name.contains(word))
}

/// Whether a bound is a length of time, and no age.
fn of_time(text: &str, mark: &Mark) -> bool {
    let around: String = text.chars().skip(mark.0).take(mark.1.saturating_sub(mark.0) + 10).collect();
    !(around.contains("old") || around.contains("of age"))
        && ["day", "week", "month", "hour", "year", "wk", " mo ", "yrs"].iter().any(|unit| around.contains(unit))
}

/// The text with a number for each `@NUMBER`, and for each character of the old text where it stands in the new one.
fn written_out(text: &str) -> (String, Vec<usize>) {
    let mut plain = String::new();
    let mut places = Vec::new();
    let mut rest = text;
    // Where the last number ended, and its place in the list or range that it belongs to.
    let (mut ended, mut place) = (0, None);
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("@NUMBER") {
            let joins = |word: &str| {
                matches!(word, "," | "-" | "to" | "or" | "and" | "/" | "through" | "years" | "year" | "%" | "i.e")
            };
            let joined = plain.get(ended..).is_some_and(|between| between.replace(',', " , ").split_whitespace().all(joins));
            place = Some(match place {
                Some(last) if joined => last + 1,
                Some(0) => 1,
                _ => 0,
            });
            let number = suited(&plain, after, place.unwrap_or(0));
            places.extend(std::iter::repeat_n(plain.chars().count(), "@NUMBER".len()));
            plain.push_str(number);
            ended = plain.len();
            rest = after;
            continue;
        }
        places.push(plain.chars().count());
        // The set's text is cut into tokens: "mg / dl", "( ecog )".
        let next = rest.chars().nth(1);
        let loose = first == ' '
            && (matches!(next, Some(',' | '.' | ')' | ']' | '/' | '%' | ';' | ':' | '\''))
                || plain.ends_with(['(', '[', '/']));
        if !loose {
            plain.push(first);
        }
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    places.push(plain.chars().count());
    (plain, places)
}

/// A number that the words before and after it allow, at its place in a list or range.
fn suited(before: &str, after: &str, place: usize) -> &'static str {
    let after = after.trim_start();
    if before.ends_with("min/") && after.starts_with('m') {
        return "1.73";
    }
    if before.ends_with("x ") || before.ends_with("× ") {
        return if ["/ mm", "/ u", "/ µ", "/ mcl", "cells / mm", "cells / u", "per mm"]
            .iter()
            .any(|unit| after.starts_with(unit))
        {
            "10^3"
        } else if after.starts_with("/ l") || after.starts_with("cells / l") || after.is_empty() {
            "10^9"
        } else {
            "2"
        };
    }
    if before.ends_with("cd") || before.ends_with("cd ") || before.ends_with("(cd) ") {
        return "4";
    }
    let numbers = if before.ends_with("bp ") || before.contains("pressure") || before.ends_with("140/") {
        ["140", "90", "95", "100", "105", "110"]
    } else if before.contains("age") || after.contains("year") {
        ["18", "65", "70", "75", "80", "85"]
    } else {
        ["1", "2", "3", "4", "5", "6"]
    };
    numbers.get(place).copied().unwrap_or("9")
}

fn questions(node: &Node, shift: usize, out: &mut Vec<Asked>) {
    let test_of = |test: &ValueTest| (test.low.is_some(), test.high.is_some());
    match &node.expr {
        Expr::Opaque => {}
        // A value of which the bearing was not understood stands among what the words name.
        Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
            parts.iter().for_each(|part| questions(part, shift, out))
        }
        Expr::Not(part) => questions(part, shift, out),
        Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
            questions(a, shift, out);
            questions(b, shift, out);
        }
        Expr::Atom(atom) => {
            let (of, (low, high)) = match atom {
                Atom::Age { low, high } => (Of::Age, (low.is_some(), high.is_some())),
                Atom::Measurement { concept, test, .. } => (Of::Concept(*concept), test_of(test)),
                Atom::Named { kind: Thing::Measurement, name, test: Some(test), .. } => {
                    (Of::Name(name.clone()), test_of(test))
                }
                _ => return,
            };
            let at = |at: u32| (at as usize).saturating_sub(shift);
            out.push(Asked { span: (at(node.source.start), at(node.source.end)), of, low, high });
        }
    }
}
