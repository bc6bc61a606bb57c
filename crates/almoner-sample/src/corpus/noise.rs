//! What happens to a note on its way: case, missing punctuation, slips of typing, misread scans, wrapped lines, pages.
//!
//! Works on segments, before offsets are counted, so that every mark stays exact.

use super::render::{Mark, Segment};
use super::{FactSpan, KeepSpan, Part, Span};
use crate::rng::Rng;
use crate::text::Category;

/// A finished note.
pub struct Finished {
    pub text: String,
    pub spans: Vec<Span>,
    pub keep: Vec<KeepSpan>,
    pub facts: Vec<FactSpan>,
}

/// Sets the note in a random manner and counts the offsets.
///
/// The part to measure on is set as it always was; the others are set without capitals, in capitals and with slips more often,
/// since there is the most to learn.
pub fn finish(mut segments: Vec<Segment>, part: Part, rng: &mut Rng) -> Finished {
    let (cases, slips) = if part == Part::HeldOut { (100, 100) } else { (72, 60) };
    match rng.below(cases) {
        0..=11 => each(&mut segments, |_| true, |text, _| *text = text.chars().map(upper).collect(), rng),
        12..=23 => each(&mut segments, |_| true, |text, _| *text = text.chars().map(lower).collect(), rng),
        24..=29 => each(&mut segments, is_name, |text, _| *text = text.chars().map(lower).collect(), rng),
        30..=36 => each(&mut segments, is_name, |text, _| *text = text.chars().map(upper).collect(), rng),
        37..=41 => {
            let unpointed = |text: &mut String, _: &mut Rng| *text = text.replace([',', ';'], "").replace(". ", " ");
            each(&mut segments, |mark| mark == Mark::Plain, unpointed, rng);
        }
        _ => {}
    }
    match rng.below(slips) {
        0..=7 => each(&mut segments, |mark| mark == Mark::Plain, |text, rng| slip(text, 25, rng), rng),
        8..=11 => each(&mut segments, is_name, |text, rng| slip(text, 2, rng), rng),
        12..=16 => each(&mut segments, |mark| !matches!(mark, Mark::Keep(_)), misread, rng),
        17..=20 if part != Part::HeldOut => each(&mut segments, is_name, misread_once, rng),
        _ => {}
    }
    let mut out = Finished { text: String::new(), spans: Vec::new(), keep: Vec::new(), facts: Vec::new() };
    let mut at = 0;
    for segment in &segments {
        let start = at;
        at += segment.text.chars().count();
        out.text.push_str(&segment.text);
        if at == start {
            continue;
        }
        match segment.mark {
            Mark::Phi(category) => out.spans.push(Span { start, end: at, category }),
            Mark::Keep(class) => out.keep.push(KeepSpan { start, end: at, class }),
            Mark::Plain => {}
        }
        if let Some((class, assertion)) = segment.fact {
            out.facts.push(FactSpan { start, end: at, class, assertion });
        }
    }
    if rng.chance(if part == Part::HeldOut { 14 } else { 22 }) {
        let width = usize::try_from(rng.range(58, 84)).unwrap_or(72);
        out.text = wrapped(&out.text, width);
    }
    out
}

fn is_name(mark: Mark) -> bool {
    mark == Mark::Phi(Category::Name)
}

fn each(segments: &mut [Segment], of: impl Fn(Mark) -> bool, change: impl Fn(&mut String, &mut Rng), rng: &mut Rng) {
    for segment in segments.iter_mut().filter(|s| of(s.mark)) {
        change(&mut segment.text, rng);
    }
}

/// One slip of the fingers in about every `words` words: letters swapped, dropped or doubled.
fn slip(text: &mut String, words: u32, rng: &mut Rng) {
    let parts: Vec<String> = text
        .split(' ')
        .map(|word| {
            let mut letters: Vec<char> = word.chars().collect();
            let plain = letters.len() > 4 && letters.iter().all(|c| c.is_alphabetic());
            if !plain || rng.below(words) != 0 {
                return word.to_owned();
            }
            let at = 1 + rng.index(letters.len() - 3);
            match rng.below(3) {
                0 => letters.swap(at, at + 1),
                1 => {
                    letters.remove(at);
                }
                _ => {
                    if let Some(letter) = letters.get(at).copied() {
                        letters.insert(at, letter);
                    }
                }
            }
            letters.into_iter().collect()
        })
        .collect();
    *text = parts.join(" ");
}

/// What a scanner takes for one another, now and then.
fn misread(text: &mut String, rng: &mut Rng) {
    *text = text
        .chars()
        .map(|c| {
            let other = match c {
                '0' => 'O',
                'O' => '0',
                '1' => 'l',
                'l' | 'I' => '1',
                '5' => 'S',
                'S' => '5',
                '8' => 'B',
                'B' => '8',
                _ => return c,
            };
            if rng.chance(4) { other } else { c }
        })
        .collect();
}

/// One letter of a name, but not its first, taken for a digit: in half of the names.
fn misread_once(text: &mut String, rng: &mut Rng) {
    if rng.chance(50) {
        return;
    }
    let mut chars: Vec<char> = text.chars().collect();
    let like = |c: char| match c {
        'o' | 'O' => Some('0'),
        'l' | 'I' | 'i' => Some('1'),
        's' | 'S' => Some('5'),
        'B' => Some('8'),
        _ => None,
    };
    if let Some((slot, digit)) = chars.iter_mut().skip(1).find_map(|c| like(*c).map(|digit| (c, digit))) {
        *slot = digit;
        *text = chars.into_iter().collect();
    }
}

/// Breaks lines at a width as old systems do, wherever a blank stands: within names and addresses as well.
fn wrapped(text: &str, width: usize) -> String {
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    let (mut column, mut blank) = (0, None);
    for c in text.chars() {
        match c {
            '\n' => (column, blank) = (0, None),
            ' ' => blank = Some(out.len()),
            _ => {}
        }
        out.push(c);
        column += usize::from(c != '\n');
        if column > width
            && let Some(at) = blank.take()
            && let Some(slot) = out.get_mut(at)
        {
            *slot = '\n';
            column = out.len() - at - 1;
        }
    }
    out.into_iter().collect()
}

/// The capital, where it is a single character.
fn upper(c: char) -> char {
    let mut all = c.to_uppercase();
    all.next().filter(|_| all.next().is_none()).unwrap_or(c)
}

fn lower(c: char) -> char {
    let mut all = c.to_lowercase();
    all.next().filter(|_| all.next().is_none()).unwrap_or(c)
}
