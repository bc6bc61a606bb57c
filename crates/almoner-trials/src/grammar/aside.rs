//! Brackets of a statement: those that only repeat what stands before them or give examples are dropped, any other is kept as one
//! token, so that the statement can be read without them.

use std::ops::Range;

use almoner_eligibility::TextSpan;
use almoner_terms::Terms;

use crate::lex::{Kind, Lexed, Token};

/// The tokens of a statement, and its bracketed groups.
pub(super) struct Aside {
    pub(super) tokens: Vec<Token>,
    pub(super) groups: Vec<Range<usize>>,
    /// Groups that were dropped because they only give examples.
    pub(super) examples: Vec<TextSpan>,
}

/// Sets bracketed groups aside: those that only repeat (an abbreviation, examples) are dropped, any other becomes one token.
pub(super) fn set_aside(terms: &Terms, lexed: &Lexed<'_>) -> Aside {
    let all = &lexed.tokens;
    let (mut tokens, mut groups, mut examples) = (Vec::with_capacity(all.len()), Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(token) = all.get(at) {
        if !matches!(token.kind, Kind::Sign('(' | '[')) {
            if !(matches!(token.kind, Kind::Sign(')' | ']')) && is_stray(lexed, &mut tokens, at)) {
                tokens.push(*token);
            }
            at += 1;
            continue;
        }
        let mut depth = 0_u32;
        let close = all.iter().enumerate().skip(at).find_map(|(index, token)| {
            match token.kind {
                Kind::Sign('(' | '[') => depth += 1,
                Kind::Sign(')' | ']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            (depth == 0).then_some(index)
        });
        let Some(close) = close else {
            tokens.push(*token);
            at += 1;
            continue;
        };
        let inner = all.get(at + 1..close).unwrap_or_default();
        if gives_examples(lexed, inner) {
            examples.extend(inner.first().zip(inner.last()).map(|(a, b)| TextSpan { start: a.start, end: b.end }));
        } else if !(repeats(terms, lexed, inner, tokens.last()) || abbreviates(lexed, inner, &tokens)) {
            let number = u32::try_from(groups.len()).unwrap_or(u32::MAX);
            let end = all.get(close).map_or(token.end, |token| token.end);
            groups.push(at + 1..close);
            tokens.push(Token { kind: Kind::Group(number), start: token.start, end });
        }
        at = close + 1;
    }
    Aside { tokens, groups, examples }
}

/// Whether a bracket that closes none is a slip of the pen: `alanine aminotransferase (ALT) ALT) <= 3 x ULN`. What it repeats goes with
/// it. After a letter or a number it may count an item of a list.
fn is_stray(lexed: &Lexed<'_>, tokens: &mut Vec<Token>, at: usize) -> bool {
    let Some(Kind::Named(concept, _)) = tokens.last().map(|token| token.kind) else { return false };
    let adjacent = at.checked_sub(1).and_then(|before| lexed.tokens.get(before)).map(|token| token.end);
    if tokens.last().map(|token| token.end) != adjacent {
        return false;
    }
    if let [.., before, _] = tokens.as_slice()
        && matches!(before.kind, Kind::Named(other, _) if other == concept)
    {
        tokens.pop();
    }
    true
}

/// `(e.g. asthma)`, `(such as rifampin)`.
fn gives_examples(lexed: &Lexed<'_>, inner: &[Token]) -> bool {
    let word = |at: usize| inner.get(at).map_or("", |token| lexed.word(token));
    matches!(word(0), "e.g" | "eg" | "e.g." | "including" | "includes" | "ex")
        || matches!((word(0), word(1)), ("for", "example") | ("for", "instance") | ("such", "as") | ("e", "g"))
}

/// Whether a bracketed group is one abbreviation of the words before it: `Electro-cardiogram (ECG)`.
fn abbreviates(lexed: &Lexed<'_>, inner: &[Token], before: &[Token]) -> bool {
    let [one] = inner else { return false };
    let written = lexed.written(one);
    let first = written.chars().next();
    let capitals = written.chars().filter(|c| c.is_ascii_uppercase()).count();
    (2..=8).contains(&written.len())
        && capitals >= 2
        && before.iter().rev().take(6).any(|token| {
            matches!(token.kind, Kind::Word | Kind::Named(..))
                && lexed.written(token).chars().next().map(|c| c.to_ascii_lowercase())
                    == first.map(|c| c.to_ascii_lowercase())
        })
}

/// Whether a bracketed group only says again what stands before it.
fn repeats(terms: &Terms, lexed: &Lexed<'_>, inner: &[Token], before: Option<&Token>) -> bool {
    let before_concept = match before.map(|token| token.kind) {
        Some(Kind::Named(concept, _)) => Some(concept),
        _ => None,
    };
    match inner {
        [] => true,
        [one] => {
            let written = lexed.written(one);
            let same = match (one.kind, before_concept) {
                (Kind::Named(inner, _), Some(outer)) => inner == outer || terms.is_a(inner, outer),
                _ => false,
            };
            // "Less than (<) 10 percent (%)".
            let sign = matches!(one.kind, Kind::Compare(_) | Kind::Sign('%'));
            let plural = one.kind == Kind::Word && matches!(written, "s" | "es" | "ies");
            let abbreviation = matches!(one.kind, Kind::Word)
                && written.len() <= 8
                && written.chars().filter(|c| c.is_uppercase()).count() >= 2;
            same || sign || plural || abbreviation || matches!(written, "uln" | "lln")
        }
        _ => {
            let all_same = before_concept.is_some_and(|outer| {
                inner.iter().all(|token| {
                    matches!(token.kind, Kind::Named(inner, _) if inner == outer) || matches!(token.kind, Kind::Sign(_))
                })
            });
            let limit = inner.iter().all(|token| {
                matches!(
                    lexed.word(token),
                    "upper" | "lower" | "limit" | "limits" | "of" | "normal" | "uln" | "lln" | "the" | "institutional"
                )
            });
            all_same || limit
        }
    }
}
