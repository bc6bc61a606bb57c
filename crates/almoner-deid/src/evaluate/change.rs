//! Changes to notes that must not change what is found: capitals, scanners' confusions, line breaks, typing errors.
//!
//! Each keeps the number of characters, so that the gold spans stay where they are.

use std::ops::Range;

/// How notes are changed before they are measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Change {
    /// As they are.
    #[default]
    None,
    /// All lower case.
    Lower,
    /// All upper case.
    Upper,
    /// In each name one letter becomes what a scanner takes it for: `o` a `0`, `l` a `1`, `s` a `5`.
    Scanned,
    /// The first space within each identifier becomes a line break.
    Broken,
    /// Two neighbouring letters of each name's last word change places.
    Mistyped,
}

impl Change {
    /// Every change.
    pub const ALL: [Self; 6] = [Self::None, Self::Lower, Self::Upper, Self::Scanned, Self::Broken, Self::Mistyped];

    /// A word for tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "as written",
            Self::Lower => "lower case",
            Self::Upper => "upper case",
            Self::Scanned => "scanned",
            Self::Broken => "broken lines",
            Self::Mistyped => "mistyped names",
        }
    }

    /// Changes `chars`; `spans` are the identifiers and whether each is a person's name.
    pub(super) fn apply(self, mut chars: Vec<char>, spans: &[(Range<usize>, bool)]) -> Vec<char> {
        match self {
            Self::None => {}
            Self::Lower => chars.iter_mut().for_each(|c| *c = one(c.to_lowercase(), *c)),
            Self::Upper => chars.iter_mut().for_each(|c| *c = one(c.to_uppercase(), *c)),
            Self::Broken => {
                for (span, _) in spans {
                    let inside = chars.get_mut(span.clone()).unwrap_or_default();
                    if let Some(space) = inside.iter_mut().find(|c| **c == ' ') {
                        *space = '\n';
                    }
                }
            }
            Self::Scanned => {
                for (span, _) in spans.iter().filter(|(_, name)| *name) {
                    // The first letter is the last to be misread.
                    let inside = chars.get_mut(span.clone()).unwrap_or_default().iter_mut().skip(1);
                    if let Some((slot, read)) = inside.filter_map(|c| misread(*c).map(|read| (c, read))).next() {
                        *slot = read;
                    }
                }
            }
            Self::Mistyped => {
                for (span, _) in spans.iter().filter(|(_, name)| *name) {
                    let inside = chars.get_mut(span.clone()).unwrap_or_default();
                    let word = inside.iter().rposition(|c| !c.is_alphabetic()).map_or(0, |at| at + 1);
                    if inside.len() >= word + 4 {
                        inside.swap(word + 1, word + 2);
                    }
                }
            }
        }
        chars
    }
}

/// The single character of a mapping, or `c` where there are several.
fn one(mut mapped: impl Iterator<Item = char>, c: char) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

fn misread(c: char) -> Option<char> {
    Some(match c {
        'o' | 'O' => '0',
        'l' | 'I' | 'i' => '1',
        's' | 'S' => '5',
        'B' => '8',
        _ => return None,
    })
}
