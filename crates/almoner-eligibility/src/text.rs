//! The readable form of an expression: one line, for people to read and to write. The JSON form is the one that is stored.
//!
//! Operators are words in lower case, atoms begin with their kind, concepts stand under their names, and names that the tables
//! do not hold in quotes. `docs/reference/eligibility.md` shows every form. [`read`] of what [`print()`] wrote gives the same
//! expression; places in the text and methods are not part of the form.

use std::fmt::Write as _;

use almoner_base::ConceptId;
use almoner_terms::Terms;

use crate::{
    Anchor, Atom, Bound, DoseTest, EventWindow, Expr, HalfLives, Manner, Milestone, Node, Order, SexClass, Subject,
    ValueTest, Values, When,
};

mod read;

pub use read::{Expected, ReadError, read};

/// The readable form, such as `measurement Hemoglobin >= 9 g/dL and not (condition Stroke within 180 d)`.
#[must_use]
pub fn print(node: &Node, terms: &Terms) -> String {
    let mut out = String::new();
    write_expr(&node.expr, terms, &mut out);
    out
}

fn write_expr(expr: &Expr, terms: &Terms, out: &mut String) {
    match expr {
        Expr::And(parts) => match parts.as_slice() {
            [one] => write_one("all of", one, terms, out),
            _ => write_list(parts, " and ", "always", terms, out),
        },
        Expr::Or(parts) => match parts.as_slice() {
            [one] => write_one("any of", one, terms, out),
            _ => write_list(parts, " or ", "never", terms, out),
        },
        Expr::Not(part) => {
            out.push_str("not ");
            write_part(part, terms, out);
        }
        Expr::AtLeast { count, of } => {
            let _ = write!(out, "at least {count} of (");
            write_list(of, "; ", "", terms, out);
            out.push(')');
        }
        Expr::AtMost { count, of } => {
            let _ = write!(out, "at most {count} of (");
            write_list(of, "; ", "", terms, out);
            out.push(')');
        }
        Expr::IfThen { condition, then } => {
            out.push_str("if ");
            write_part(condition, terms, out);
            out.push_str(" then ");
            write_part(then, terms, out);
        }
        Expr::Except { base, exception } => {
            write_part(base, terms, out);
            out.push_str(" except ");
            write_part(exception, terms, out);
        }
        Expr::Atom(atom) => write_atom(atom, terms, out),
        Expr::Opaque => out.push_str("opaque"),
    }
}

fn write_list(parts: &[Node], between: &str, empty: &str, terms: &Terms, out: &mut String) {
    if parts.is_empty() {
        out.push_str(empty);
    }
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push_str(between);
        }
        write_part(part, terms, out);
    }
}

/// A conjunction or disjunction of one part, which no word joins.
fn write_one(opening: &str, part: &Node, terms: &Terms, out: &mut String) {
    let _ = write!(out, "{opening} (");
    write_expr(&part.expr, terms, out);
    out.push(')');
}

/// Writes a part of a larger expression; anything but an atom stands in brackets.
fn write_part(node: &Node, terms: &Terms, out: &mut String) {
    if matches!(node.expr, Expr::Atom(_) | Expr::Opaque) {
        return write_expr(&node.expr, terms, out);
    }
    out.push('(');
    write_expr(&node.expr, terms, out);
    out.push(')');
}

fn write_atom(atom: &Atom, terms: &Terms, out: &mut String) {
    match atom {
        Atom::Age { low, high } => {
            out.push_str("age");
            write_interval(low.as_ref(), high.as_ref(), "", out);
            out.push_str(" years");
        }
        Atom::Sex(SexClass::Female) => out.push_str("sex female"),
        Atom::Sex(SexClass::Male) => out.push_str("sex male"),
        Atom::Condition { any_of, when, subject } => {
            write_subject(*subject, out);
            out.push_str("condition");
            write_concepts(any_of, *when, terms, out);
        }
        Atom::Medication { any_of, when, manner } => {
            out.push_str("medication");
            write_concepts(any_of, When::Ever, terms, out);
            write_manner(manner, terms, out);
            write_when(*when, terms, out);
        }
        Atom::Procedure { any_of, when } => {
            out.push_str("procedure");
            write_concepts(any_of, *when, terms, out);
        }
        Atom::Measurement { concept, test, when, values } => {
            out.push_str("measurement ");
            let _ = match values {
                Values::Latest => Ok(()),
                Values::Any => write!(out, "any of "),
                Values::All => write!(out, "all of "),
                Values::Lowest => write!(out, "lowest of "),
                Values::Highest => write!(out, "highest of "),
                Values::Mean(0) => write!(out, "mean of "),
                Values::Mean(last) => write!(out, "mean of last {last} "),
                Values::AtLeast(count) => write!(out, "at least {count} of "),
            };
            out.push_str(&name(*concept, terms));
            let ValueTest { low, high, unit } = test;
            write_interval(low.as_ref(), high.as_ref(), unit, out);
            write_when(*when, terms, out);
        }
        Atom::Allergy { any_of } => {
            out.push_str("allergy");
            write_concepts(any_of, When::Ever, terms, out);
        }
        Atom::Social { any_of, when, subject } => {
            write_subject(*subject, out);
            out.push_str("social");
            write_concepts(any_of, *when, terms, out);
        }
        Atom::Genomic { any_of, when } => {
            out.push_str("genomic");
            write_concepts(any_of, *when, terms, out);
        }
        Atom::Stage { any_of } => {
            out.push_str("stage");
            write_concepts(any_of, When::Ever, terms, out);
        }
        Atom::Qualifier { aspect, value, any_of } => {
            out.push_str(aspect.name());
            write_quoted(value, out);
            write_concepts(any_of, When::Ever, terms, out);
        }
        Atom::Named { kind, name, test, when, subject } => {
            write_subject(*subject, out);
            out.push_str(kind.name());
            write_quoted(name, out);
            if let Some(ValueTest { low, high, unit }) = test {
                write_interval(low.as_ref(), high.as_ref(), unit, out);
            }
            write_when(*when, terms, out);
        }
        Atom::Participation { when } => {
            out.push_str("participation");
            write_when(*when, terms, out);
        }
        Atom::Person => out.push_str("person"),
    }
}

fn write_quoted(text: &str, out: &mut String) {
    out.push_str(" \"");
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

fn name(concept: ConceptId, terms: &Terms) -> String {
    terms.concept(concept).map_or_else(|| format!("concept {}", concept.0), |concept| concept.name.clone())
}

fn write_concepts(any_of: &[ConceptId], when: When, terms: &Terms, out: &mut String) {
    for (at, concept) in any_of.iter().enumerate() {
        out.push_str(if at == 0 { " " } else { " | " });
        out.push_str(&name(*concept, terms));
    }
    write_when(when, terms, out);
}

fn write_subject(subject: Subject, out: &mut String) {
    if !subject.is_patient() {
        let _ = write!(out, "{} ", subject.word());
    }
}

fn write_manner(manner: &Manner, terms: &Terms, out: &mut String) {
    for (at, route) in manner.routes.iter().enumerate() {
        out.push_str(if at == 0 { " by " } else { " | " });
        out.push_str(route.name());
    }
    if let Some(dose) = &manner.dose {
        let DoseTest { low, high, unit, equivalent_to } = dose.as_ref();
        out.push_str(" dose");
        write_interval(low.as_ref(), high.as_ref(), unit, out);
        if let Some(drug) = equivalent_to {
            let _ = write!(out, " as {}", name(*drug, terms));
        }
    }
    if manner.stable {
        out.push_str(" stable");
    }
}

fn write_when(when: When, terms: &Terms, out: &mut String) {
    let _ = match when {
        When::Ever => Ok(()),
        When::Now => write!(out, " now"),
        When::Within(window) => write!(out, " within {} d", window.days),
        When::Before(window) => write!(out, " before {} d", window.days),
        When::Since(window) => write!(out, " for {} d", window.days),
        When::HalfLives(HalfLives { count, days: 0 }) => write!(out, " within {count} half-lives"),
        When::HalfLives(HalfLives { count, days }) => write!(out, " within {days} d | {count} half-lives"),
        When::Event(EventWindow { event, order, least, most }) => {
            let _ = match (least, most) {
                (0, None) => write!(out, " at any time"),
                (0, Some(most)) => write!(out, " within {most} d"),
                (least, None) => write!(out, " at least {least} d"),
                (least, Some(most)) => write!(out, " from {least} to {most} d"),
            };
            let side = Order::ALL.iter().find(|(known, _)| *known == order).map_or("", |(_, word)| *word);
            match event {
                Anchor::Concept(concept) => write!(out, " {side} {}", name(concept, terms)),
                Anchor::Milestone(Milestone::Diagnosis) => write!(out, " {side} diagnosis"),
            }
        }
    };
}

fn write_interval(low: Option<&Bound>, high: Option<&Bound>, unit: &str, out: &mut String) {
    let unit = if unit == "1" || unit.is_empty() { String::new() } else { format!(" {unit}") };
    let _ = match (low, high) {
        (None, None) => Ok(()),
        (Some(low), None) => write!(out, " {} {}{unit}", if low.inclusive { ">=" } else { ">" }, low.value),
        (None, Some(high)) => write!(out, " {} {}{unit}", if high.inclusive { "<=" } else { "<" }, high.value),
        (Some(low), Some(high)) if low.value.to_bits() == high.value.to_bits() => write!(out, " = {}{unit}", low.value),
        (Some(low), Some(high)) => {
            let (open, close) = (if low.inclusive { '[' } else { '(' }, if high.inclusive { ']' } else { ')' });
            write!(out, " {open}{}, {}{close}{unit}", low.value, high.value)
        }
    };
}

#[cfg(test)]
mod tests;
