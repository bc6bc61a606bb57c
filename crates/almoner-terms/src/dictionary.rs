//! Finds the names of concepts in text: a tree of words, walked from every word, the longest name winning.
//!
//! It works on words rather than on letters, so that hyphens, line breaks, plurals and possessives need no patterns of their
//! own and building takes a few milliseconds. The tree is at most as deep as the longest name has words, so the time is
//! linear in the text whatever the text is.

use almoner_base::ConceptId;

use crate::words::{Token, WordId, WordMap, Words};

/// A name of a concept in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mention {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What is named.
    pub concept: ConceptId,
}

#[derive(Clone, Debug)]
struct Name {
    concept: ConceptId,
    /// The only spelling that counts, for names that mean something else in another case.
    exact: Option<Box<str>>,
}

/// The names of all concepts.
#[derive(Clone, Debug)]
pub(crate) struct Dictionary {
    words: Words,
    /// The node under the root by first word; 0 is none.
    roots: Vec<u32>,
    /// The node under a node by word.
    edges: WordMap<u64, u32>,
    /// The names that end at each node.
    names: Vec<Vec<Name>>,
}

impl Dictionary {
    pub(crate) fn new() -> Self {
        Self { words: Words::default(), roots: vec![0], edges: WordMap::default(), names: vec![Vec::new()] }
    }

    /// Adds a name. Gives back the concept that has the name already, if another has.
    pub(crate) fn insert(&mut self, name: &str, concept: ConceptId, exact: bool) -> Option<ConceptId> {
        let path = self.words.intern(name)?;
        self.roots.resize(self.words.len() + 1, 0);
        let mut node = 0;
        for word in path {
            node = self.grow(node, word)?;
        }
        let exact = exact.then(|| name.into());
        let names = self.names.get_mut(node as usize)?;
        match names.iter().find(|other| other.exact == exact) {
            Some(other) => Some(other.concept).filter(|other| *other != concept),
            None => {
                // A spelling that counts alone goes before those that any case fits.
                let at = if exact.is_some() { 0 } else { names.len() };
                names.insert(at, Name { concept, exact });
                None
            }
        }
    }

    fn grow(&mut self, node: u32, word: WordId) -> Option<u32> {
        if let Some(child) = self.child(node, word) {
            return Some(child);
        }
        let child = u32::try_from(self.names.len()).ok()?;
        self.names.push(Vec::new());
        if node == 0 {
            *self.roots.get_mut(word as usize)? = child;
        } else {
            self.edges.insert(edge(node, word), child);
        }
        Some(child)
    }

    fn child(&self, node: u32, word: WordId) -> Option<u32> {
        let child = if node == 0 { self.roots.get(word as usize) } else { self.edges.get(&edge(node, word)) };
        child.copied().filter(|child| *child != 0)
    }

    fn step(&self, node: u32, token: &Token) -> Option<u32> {
        let by_word = if token.word == 0 { None } else { self.child(node, token.word) };
        by_word.or_else(|| if token.stem == 0 { None } else { self.child(node, token.stem) })
    }

    fn named(&self, node: u32, written: &str) -> Option<ConceptId> {
        let names = self.names.get(node as usize)?;
        let name = names.iter().find(|name| name.exact.as_deref().is_none_or(|exact| is_spelled(written, exact)))?;
        Some(name.concept)
    }

    /// The names in a text, from left to right, without overlap, the longest where several begin at the same word.
    pub(crate) fn mentions(&self, text: &str) -> Vec<Mention> {
        let tokens = self.words.tokens(text).tokens;
        let (mut mentions, mut at) = (Vec::new(), 0);
        while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
            match self.longest(text, rest) {
                Some((mention, length)) => {
                    mentions.push(mention);
                    at += length;
                }
                None => at += 1,
            }
        }
        mentions
    }

    fn longest(&self, text: &str, tokens: &[Token]) -> Option<(Mention, usize)> {
        let start = tokens.first()?.start;
        let (mut node, mut best) = (0, None);
        for (index, token) in tokens.iter().enumerate() {
            if index > 0 && !token.follows {
                break;
            }
            let Some(next) = self.step(node, token) else { break };
            node = next;
            if let Some(concept) = text.get(start..token.end).and_then(|written| self.named(node, written)) {
                best = Some((Mention { start, end: token.end, concept }, index + 1));
            }
        }
        best
    }

    /// The concept that the whole text names. A dash between blanks, which parts what running text says, is part of a name.
    pub(crate) fn whole(&self, text: &str) -> Option<ConceptId> {
        let text = &text.replace(" - ", " ");
        let found = self.words.tokens(text);
        if found.ends_unknown || !found.tokens.first()?.follows {
            return None;
        }
        let (mention, length) = self.longest(text, &found.tokens)?;
        (length == found.tokens.len()).then_some(mention.concept)
    }
}

fn edge(node: u32, word: WordId) -> u64 {
    u64::from(node) << 32 | u64::from(word)
}

/// Whether a text has this spelling, hyphens and blanks aside, possibly with a plural or possessive ending.
fn is_spelled(written: &str, exact: &str) -> bool {
    let letters = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2019}' | '\'');
    let mut written = written.chars().filter(letters);
    if !exact.chars().filter(letters).all(|c| written.next() == Some(c)) {
        return false;
    }
    match written.next() {
        None => true,
        Some('s') => written.next().is_none(),
        Some(_) => false,
    }
}
