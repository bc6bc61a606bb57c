//! Long texts in blocks, and each block in rounds until its own output would change no more.
//!
//! A block is read with some text on both sides, and only what begins within it counts, so that its borders do not show:
//! memory stays bounded and the time linear. A rule may fire on what a tag has left (`Dr. [NAME] Roe`), so the rules run
//! again, but only on the tokens near a new tag: elsewhere the output equals what was read already.

use std::ops::Range;

use super::lexicon::HashIndex;
use super::scan::{EDGE, Scan, TokenEdit};
use super::token::{Kind, Token, shout, tokenize};
use super::{Edit, Request, TextEngine};

/// Bytes of a block, and of what is read beside it.
const BLOCK: usize = 64 << 10;
const BESIDE: usize = 2 << 10;
/// How many tokens from a new tag a rule may begin, and how many more it may look at.
const NEAR: usize = 16;
const REACH: usize = 16;
/// Rounds until nothing new is found. Each round sees less text than the one before, so the bound is there for the reader.
const MOST_ROUNDS: usize = 12;

/// All replacements in `text`, ascending, and the names found with certainty.
pub(super) fn edits(engine: &TextEngine, text: &str, request: &Request<'_>) -> (Vec<Edit>, Vec<u64>) {
    let cuts = cuts(text);
    let mut blocks: Vec<(Range<usize>, Vec<Edit>)> = Vec::with_capacity(cuts.len());
    let mut found: HashIndex<()> = HashIndex::default();
    let mut seen = 0;
    for core in cuts {
        let edits = block(engine, text, &core, request, request.spread, &mut found);
        blocks.push((core, edits));
        if blocks.len() == 1 {
            seen = found.len();
        }
    }
    // A name found in one block is looked for in all.
    if blocks.len() > 1 && found.len() > seen {
        let mut spread = request.spread.clone();
        spread.extend(found.keys().map(|name| (*name, ())));
        for (core, edits) in &mut blocks {
            let mut gone = edits.iter().map(|edit| edit.range.end).peekable();
            let mut starts = edits.iter().map(|edit| edit.range.start);
            let mut start = starts.next();
            let named = |token: &Token| {
                let at = token.start as usize;
                while gone.peek().is_some_and(|end| *end <= at) {
                    gone.next();
                    start = starts.next();
                }
                token.is_word() && start.is_none_or(|start| at < start) && spread.contains_key(&token.hash)
            };
            if tokenize(text, (core.start, core.end), &engine.lexicon).iter().any(named) {
                *edits = block(engine, text, core, request, &spread, &mut found);
            }
        }
    }
    let mut all: Vec<Edit> = Vec::new();
    for mut edit in blocks.into_iter().flat_map(|(_, edits)| edits) {
        // What began in one block may reach into the next.
        let end = all.last().map_or(0, |last| last.range.end);
        edit.range.start = edit.range.start.max(end);
        if edit.range.start < edit.range.end {
            all.push(edit);
        }
    }
    (all, found.into_keys().collect())
}

/// Blocks that end at a paragraph, else a line, else a space, else anywhere between two characters.
fn cuts(text: &str) -> Vec<Range<usize>> {
    let mut cuts = Vec::with_capacity(text.len() / BLOCK + 1);
    let mut start = 0;
    while text.len() - start > BLOCK + BLOCK / 2 {
        let from = boundary(text, start + BLOCK);
        let to = boundary(text, start + BLOCK + BLOCK / 2);
        let near = text.get(from..to).unwrap_or_default();
        let end = near.find("\n\n").or_else(|| near.find('\n')).or_else(|| near.find(' ')).map_or(to, |at| from + at);
        cuts.push(start..end);
        start = end;
    }
    cuts.push(start..text.len());
    cuts
}

/// The first boundary of characters at or after `at`.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// A place near `at` where no token is cut, if there is one.
fn beside(text: &str, at: usize, limit: usize) -> usize {
    let at = boundary(text, at.min(text.len()));
    text.get(at..limit).and_then(|near| near.find([' ', '\n'])).map_or(at, |space| at + space)
}

/// The replacements that begin in `core`.
fn block(
    engine: &TextEngine,
    text: &str,
    core: &Range<usize>,
    request: &Request<'_>,
    spread: &HashIndex<()>,
    found: &mut HashIndex<()>,
) -> Vec<Edit> {
    let start = if core.start == 0 { 0 } else { beside(text, core.start.saturating_sub(BESIDE), core.start) };
    let end = beside(text, core.end + BESIDE, text.len().min(core.end + 2 * BESIDE));
    let mut tokens = tokenize(text, (start, end), &engine.lexicon);
    let mut lower_case = shout(&mut tokens).lower_case;
    let mut all: Vec<Edit> = Vec::new();
    let mut near: Option<Vec<Window>> = None;
    for _ in 0..MOST_ROUNDS {
        let view = match &near {
            None => std::mem::take(&mut tokens),
            Some(windows) => view(&tokens, windows),
        };
        let scan = Scan::run(engine, text, view, lower_case, request, spread);
        found.extend(scan.found_names().map(|name| (name, ())));
        let (view, mut edits) = scan.into_edits(request);
        match &near {
            None => tokens = view,
            Some(windows) => edits = placed(edits, windows),
        }
        if edits.is_empty() {
            break;
        }
        let mut changed = substitute(&mut tokens, &edits);
        all.extend(edits.into_iter().map(|edit| edit.edit));
        let writing = shout(&mut tokens);
        changed.extend(writing.changed);
        // Where the whole text reads otherwise now, all of it is read again, as a second run would.
        near = (writing.lower_case == lower_case).then(|| windows(changed, tokens.len()));
        lower_case = writing.lower_case;
    }
    all.retain(|edit| core.contains(&edit.range.start));
    all.sort_unstable_by_key(|edit| edit.range.start);
    all
}

/// Tokens near a change: `core` is where rules may find something, `read` what they see.
struct Window {
    core: Range<usize>,
    read: Range<usize>,
    /// Where `read` begins in the view.
    at: usize,
}

fn windows(mut changed: Vec<usize>, len: usize) -> Vec<Window> {
    changed.sort_unstable();
    let mut windows: Vec<Window> = Vec::new();
    for at in changed {
        let core = at.saturating_sub(NEAR)..(at + NEAR + 1).min(len);
        let read = core.start.saturating_sub(REACH)..(core.end + REACH).min(len);
        match windows.last_mut() {
            Some(last) if last.read.end >= read.start => {
                // Between two near changes everything is read anyway.
                last.core.end = core.end;
                last.read.end = read.end;
            }
            _ => {
                // An edge stands between windows.
                let at = windows.last().map_or(0, |last| last.at + last.read.len() + 1);
                windows.push(Window { core, read, at });
            }
        }
    }
    windows
}

fn view(tokens: &[Token], windows: &[Window]) -> Vec<Token> {
    let mut view = Vec::with_capacity(windows.iter().map(|window| window.read.len() + 1).sum());
    for window in windows {
        if !view.is_empty() {
            view.push(EDGE);
        }
        view.extend_from_slice(tokens.get(window.read.clone()).unwrap_or_default());
    }
    view
}

/// The edits of a view as edits of all tokens, without those that belong to no core.
fn placed(edits: Vec<TokenEdit>, windows: &[Window]) -> Vec<TokenEdit> {
    let mut out = Vec::with_capacity(edits.len());
    let mut windows = windows.iter().peekable();
    for mut edit in edits {
        while windows.peek().is_some_and(|window| window.at + window.read.len() <= edit.first) {
            windows.next();
        }
        let Some(window) = windows.peek() else { break };
        let first = window.read.start + edit.first.saturating_sub(window.at);
        let end = window.read.start + edit.end.saturating_sub(window.at);
        // What reaches over the edge of a window is not of its core.
        if edit.first >= window.at && end <= window.read.end && first < window.core.end && end > window.core.start {
            (edit.first, edit.end) = (first, end);
            out.push(edit);
        }
    }
    out
}

/// Puts one tag in the place of each edit's tokens; returns where the tags stand.
fn substitute(tokens: &mut Vec<Token>, edits: &[TokenEdit]) -> Vec<usize> {
    let mut out = Vec::with_capacity(tokens.len());
    let mut tags = Vec::with_capacity(edits.len());
    let mut at = 0;
    for edit in edits {
        out.extend_from_slice(tokens.get(at..edit.first).unwrap_or_default());
        if let (Some(first), Some(last)) = (tokens.get(edit.first), tokens.get(edit.end.saturating_sub(1))) {
            tags.push(out.len());
            out.push(Token {
                start: first.start,
                end: last.end,
                gap: first.gap,
                kind: Kind::Tag,
                mark: edit.edit.mark(),
                ..EDGE
            });
        }
        at = edit.end;
    }
    out.extend_from_slice(tokens.get(at..).unwrap_or_default());
    *tokens = out;
    tags
}
