//! Numbers with comparator and unit as people write them: `3,000/mm3`, `1.5 x 10^9/L`, `120/80`, `35-40%`, `at least 18 years`.
//!
//! What a unit means is the terms' business; here it is only recognized, by its parts. Dates,
//! times of day, list numbers and codes (`T10`, `B12`, `2024-03-01`) are not quantities.

use std::ops::Range;

use almoner_base::Comparator;

/// A quantity in a text; all ranges are bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantityMention {
    /// From the comparator, where there is one, to the end of the unit.
    pub range: Range<usize>,
    /// The number, or the lower end of a range.
    pub low: f64,
    /// The number again, or the upper end of a range.
    pub high: f64,
    /// The number after a slash, as in blood pressures and strengths (`120/80`).
    pub over: Option<f64>,
    /// The comparator before the number (`>`, `at least`, `up to`).
    pub comparator: Option<Comparator>,
    /// The unit as written, with a power of ten (`x 10^9/L`); `None` where there is none.
    pub unit_text: Option<Range<usize>>,
    /// Only the digits or words of the number, without comparator and unit.
    pub number: Range<usize>,
}

/// The quantities of `text`, in order, without overlap.
#[must_use]
pub fn quantities(text: &str) -> Vec<QuantityMention> {
    let bytes = text.as_bytes();
    let mut list = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        // The first letters of the number words, digits, and a point before a digit.
        let worded = matches!(byte | 0x20, b'z' | b'o' | b't' | b'f' | b's' | b'e' | b'n');
        let starts = worded || byte.is_ascii_digit() || (byte == b'.' && starts_decimal(bytes, at));
        if let Some(mention) = starts.then(|| quantity_at(text, at)).flatten() {
            at = mention.range.end.max(at + 1);
            list.push(mention);
        } else if byte.is_ascii_digit() {
            at = numeral_end(bytes, at);
        } else {
            at = word_end(text, at);
        }
    }
    list
}

/// The end of a date, time or dotted code that is no quantity: none of its parts is one either.
fn numeral_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let digit_next = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        match bytes.get(at) {
            Some(byte) if byte.is_ascii_alphanumeric() => at += 1,
            Some(b'.' | b':' | b'/' | b'-') if digit_next => at += 1,
            _ => return at,
        }
    }
}

/// `.5` where no digit or letter stands before the point.
fn starts_decimal(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    bytes.get(at + 1).is_some_and(u8::is_ascii_digit) && before.is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

/// The end of the run of letters and digits at `at`, or of the one character there.
fn word_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let ascii = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if rest.as_bytes().get(ascii).is_none_or(u8::is_ascii) {
        return at + ascii.max(1);
    }
    let run: usize = rest.chars().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
    at + run.max(rest.chars().next().map_or(1, char::len_utf8))
}

/// A number read: its value, where it ends, and whether it was written in words.
#[derive(Clone, Copy)]
struct Number {
    value: f64,
    end: usize,
    worded: bool,
}

fn quantity_at(text: &str, start: usize) -> Option<QuantityMention> {
    let bytes = text.as_bytes();
    let first = number_at(text, start)?;
    let mut end = first.end;
    let (mut low, mut high, mut over) = (first.value, first.value, None);
    if let Some((second, slash)) = second_at(text, first) {
        end = second.end;
        if slash {
            over = Some(second.value);
        } else if second.value >= first.value {
            high = second.value;
        } else {
            // "5-2" is no range; the first number stands alone.
            end = first.end;
        }
    }
    let number = start..end;
    let unit_text = unit_at(bytes, end).or_else(|| thousands_at(bytes, end));
    // "10%-15%", "5 mg to 10 mg": the range with its unit on both sides.
    if let Some(unit) = unit_text.clone().filter(|_| over.is_none() && low == high)
        && let Some((second, false)) = second_at(text, Number { end: unit.end, ..first })
    {
        let same = unit_at(bytes, second.end).filter(|other| bytes.get(other.clone()) == bytes.get(unit.clone()));
        if let Some(other) = same.filter(|_| second.value > low) {
            high = second.value;
            return Some(finish(text, number.start..second.end, low, high, None, Some(other)));
        }
    }
    if unit_text.is_none() && !stands_alone(bytes, number.clone(), first.worded) {
        return None;
    }
    low = low.min(high);
    Some(finish(text, number, low, high, over, unit_text))
}

fn finish(
    text: &str,
    number: Range<usize>,
    low: f64,
    high: f64,
    over: Option<f64>,
    unit_text: Option<Range<usize>>,
) -> QuantityMention {
    let (comparator, start) = comparator_before(text, number.start).map_or((None, number.start), |(c, at)| (Some(c), at));
    let end = unit_text.as_ref().map_or(number.end, |unit| unit.end);
    let (comparator, end) = match comparator {
        Some(comparator) => (Some(comparator), end),
        None => comparator_after(text, end).map_or((None, end), |(comparator, end)| (Some(comparator), end)),
    };
    QuantityMention { range: start..end, low, high, over, comparator, unit_text, number }
}

/// The `K` of "platelets 85K", which is glued to its number: "Na 140 K 4.2" names another salt.
fn thousands_at(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let glued =
        matches!(bytes.get(at), Some(b'k' | b'K')) && bytes.get(at + 1).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    glued.then_some(at..at + 1)
}

/// A number in digits or words at `at`, which begins a word.
fn number_at(text: &str, at: usize) -> Option<Number> {
    let bytes = text.as_bytes();
    let before = text.get(..at)?.chars().next_back().unwrap_or(' ');
    let first = *bytes.get(at)?;
    if before.is_alphanumeric() {
        return None;
    }
    if first.is_ascii_digit() || first == b'.' {
        return digits_at(bytes, at);
    }
    let end = word_end(text, at);
    let word = bytes.get(at..end)?;
    let value = word_value(word)?;
    Some(Number { value, end, worded: true })
}

/// Digits with thousands separators and a decimal part. Not what is glued to letters on its left or is part of a date, a time
/// or a dotted code.
fn digits_at(bytes: &[u8], start: usize) -> Option<Number> {
    let run = |at: usize| bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_digit()).count());
    let mut at = start + run(start);
    if at - start > 15 {
        return None;
    }
    if (1..=3).contains(&(at - start)) {
        while bytes.get(at) == Some(&b',') && run(at + 1) == 3 {
            at += 4;
            if at - start > 20 {
                return None;
            }
        }
    }
    if bytes.get(at) == Some(&b'.') && run(at + 1) > 0 {
        at += 1 + run(at + 1);
        if bytes.get(at) == Some(&b'.') && run(at + 1) > 0 || at - start > 24 {
            return None;
        }
    }
    if bytes.get(at) == Some(&b':') && run(at + 1) > 0 {
        return None;
    }
    let digits: String = bytes.get(start..at)?.iter().filter(|byte| **byte != b',').map(|byte| char::from(*byte)).collect();
    let value: f64 = digits.parse().ok()?;
    value.is_finite().then_some(Number { value, end: at, worded: false })
}

fn word_value(word: &[u8]) -> Option<f64> {
    const WORDS: [&str; 27] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
    ];
    if !(3..=9).contains(&word.len()) {
        return None;
    }
    let at = WORDS.iter().position(|entry| word.eq_ignore_ascii_case(entry.as_bytes()))?;
    let small = u8::try_from(at).ok()?;
    Some(f64::from(if small <= 20 { small } else { (small - 18) * 10 }))
}

/// The second number of a range (`35-40`, `3.5 to 5`, `between 3 and 5`) or of a pair (`120/80`, true), after `first`.
fn second_at(text: &str, first: Number) -> Option<(Number, bool)> {
    let bytes = text.as_bytes();
    let mut at = first.end;
    if bytes.get(at) == Some(&b'/') && !first.worded {
        let second = digits_at(bytes, at + 1).filter(|_| bytes.get(at + 1).is_some_and(u8::is_ascii_digit))?;
        // Two slashes make a date.
        let date = bytes.get(second.end) == Some(&b'/') && bytes.get(second.end + 1).is_some_and(u8::is_ascii_digit);
        return (!date).then_some((second, true));
    }
    let blanks = |at: usize| bytes.get(at..).map_or(0, |rest| rest.iter().take(3).take_while(|byte| **byte == b' ').count());
    let spaced = blanks(at);
    at += spaced;
    let rest = bytes.get(at..)?;
    let joint = if rest.starts_with(b"-") || rest.starts_with(b"~") {
        1
    } else if rest.starts_with("\u{2013}".as_bytes()) || rest.starts_with("\u{2014}".as_bytes()) {
        3
    } else if spaced > 0 && (rest.starts_with(b"to ") || rest.starts_with(b"or ")) {
        2
    } else {
        return None;
    };
    at += joint;
    at += blanks(at);
    let start = at;
    let second = if bytes.get(at).is_some_and(u8::is_ascii_digit) {
        digits_at(bytes, at)
    } else {
        let end = word_end(text, at);
        bytes.get(at..end).and_then(word_value).map(|value| Number { value, end, worded: true })
    }?;
    // "2024-03-01" and "555-0100-1": three parts are no range, nor are parts with leading zeros.
    let third = bytes.get(second.end) == Some(&b'-') && bytes.get(second.end + 1).is_some_and(u8::is_ascii_digit);
    let padded = bytes.get(start) == Some(&b'0') && bytes.get(start + 1).is_some_and(u8::is_ascii_digit);
    (!third && !padded).then_some((second, false))
}

/// Whether a number without a unit is a quantity: not glued to letters (`3rd`, `2nd`, `4x`), not part of a date.
fn stands_alone(bytes: &[u8], number: Range<usize>, worded: bool) -> bool {
    let after = bytes.get(number.end).copied().unwrap_or(b' ');
    let digit_follows = bytes.get(number.end + 1).is_some_and(u8::is_ascii_digit);
    let before = number.start.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
    let glued =
        after.is_ascii_alphanumeric() || (after == b'/' && digit_follows) || (after == b'-' && digit_follows && !worded);
    let dated = matches!(before, b'/' | b'#' | b'_')
        || (before == b'-' && number.start >= 2 && bytes.get(number.start - 2).is_some_and(u8::is_ascii_alphanumeric));
    !glued && !dated
}

/// Parts of units, lower case; a unit is parts joined by `/`, `per`, `.`, `*` or a blank after a power of ten.
const PARTS: &[&str] = &[
    "%",
    "percent",
    "percentage",
    "mg",
    "g",
    "gm",
    "gms",
    "gram",
    "grams",
    "kg",
    "kgs",
    "kilograms",
    "kilogram",
    "mcg",
    "ug",
    "\u{b5}g",
    "\u{3bc}g",
    "ng",
    "pg",
    "fg",
    "milligrams",
    "micrograms",
    "l",
    "liter",
    "liters",
    "litre",
    "dl",
    "cl",
    "ml",
    "ul",
    "\u{b5}l",
    "\u{3bc}l",
    "fl",
    "nl",
    "microliter",
    "microlitre",
    "microl",
    "mcl",
    "deciliter",
    "milliliter",
    "cc",
    "mm3",
    "mm^3",
    "cmm",
    "mm\u{b3}",
    "cm3",
    "cm\u{b3}",
    "cubic millimeter",
    "cu mm",
    "mm",
    "cm",
    "m",
    "m2",
    "m^2",
    "m\u{b2}",
    "cms",
    "meters",
    "km",
    "mmol",
    "umol",
    "\u{b5}mol",
    "\u{3bc}mol",
    "micromol",
    "nmol",
    "pmol",
    "mol",
    "mosm",
    "meq",
    "iu",
    "u",
    "ui",
    "miu",
    "uiu",
    "\u{b5}iu",
    "\u{3bc}iu",
    "kiu",
    "ku",
    "mu",
    "\u{b5}u",
    "units",
    "unit",
    "international units",
    "mmhg",
    "mm hg",
    "mm of mercury",
    "cmh2o",
    "cm h2o",
    "torr",
    "kpa",
    "bpm",
    "beats",
    "breaths",
    "min",
    "minute",
    "minutes",
    "mins",
    "sec",
    "seconds",
    "second",
    "s",
    "ms",
    "msec",
    "msecs",
    "milliseconds",
    "h",
    "hr",
    "hrs",
    "hour",
    "hours",
    "d",
    "day",
    "days",
    "wk",
    "wks",
    "week",
    "weeks",
    "mo",
    "mos",
    "month",
    "months",
    "yr",
    "yrs",
    "year",
    "years",
    "yo",
    "y/o",
    "c",
    "f",
    "\u{b0}c",
    "\u{b0}f",
    "\u{b0}",
    "\u{ba}c",
    "\u{ba}f",
    "deg c",
    "deg f",
    "degrees c",
    "degrees f",
    "degrees celsius",
    "degrees fahrenheit",
    "degree celsius",
    "degrees",
    "celsius",
    "fahrenheit",
    "lb",
    "lbs",
    "pounds",
    "pound",
    "oz",
    "ounces",
    "ft",
    "feet",
    "in",
    "inches",
    "inch",
    "k",
    "cells",
    "cell",
    "copies",
    "copy",
    "hpf",
    "lpf",
    "high power field",
    "high-power field",
    "gy",
    "cgy",
    "rads",
    "pack-years",
    "pack-year",
    "pack years",
    "pack year",
    "packs",
    "pack",
    "ppm",
    "ppd",
    "met",
    "mets",
    "pm",
    "nm",
    "mm/hg",
    "thousand",
    "million",
    "billion",
    "thou",
    "mil",
    "log10",
    "log",
    "units/l",
    "mgs",
    "ph",
    "cigarettes",
    "drinks",
    "uln",
    "x uln",
    "x lln",
    "times uln",
    "lln",
    "w",
    "v",
    "mv",
    "db",
    "diopters",
    "kcal",
    "cal",
    "mets.",
    "creatinine",
    "cr",
    "bmi",
    "points",
    "point",
];

/// A unit after a number that ends at `end`: glued, after one blank, or after a hyphen.
fn unit_at(bytes: &[u8], end: usize) -> Option<Range<usize>> {
    let rest = bytes.get(end..)?;
    let mut start = end;
    match rest.first()? {
        b' ' => start += 1,
        b'-' if rest.get(1).is_some_and(u8::is_ascii_alphabetic) => start += 1,
        _ => {}
    }
    let mut at = power_end(bytes, start).unwrap_or(start);
    let powered = at > start;
    let mut next = at;
    if powered && bytes.get(next) == Some(&b' ') {
        next += 1;
    }
    // "/mm3", "per microliter" right after the number or its power.
    let mut joined = joint_end(bytes, next);
    let mut parts = 0;
    while let Some(part) = part_end(bytes, joined.unwrap_or(next)) {
        at = part;
        next = part;
        parts += 1;
        joined = joint_end(bytes, at);
        if joined.is_none() || parts > 4 {
            break;
        }
    }
    (at > start).then_some(start..at)
}

/// `x 10^9`, `x10E3`, `*10*9`, `x 109` (a lost superscript), `10^3` right after a blank.
fn power_end(bytes: &[u8], start: usize) -> Option<usize> {
    let get = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let mut at = start;
    let times = match get(at) {
        b'x' | b'X' | b'*' => 1,
        0xc3 if get(at + 1) == 0x97 => 2,
        _ => 0,
    };
    at += times;
    if times > 0 && get(at) == b' ' {
        at += 1;
    }
    if get(at) != b'1' || get(at + 1) != b'0' {
        return None;
    }
    at += 2;
    at += match get(at) {
        b'^' | b'*' | b'e' | b'E' => 1,
        _ => 0,
    };
    let superscript = match (get(at), get(at + 1), get(at + 2)) {
        (0xe2, 0x81, 0xb4..=0xb9) => 3,
        (0xc2, 0xb2 | 0xb3 | 0xb9, _) => 2,
        _ => 0,
    };
    if superscript > 0 {
        at += superscript;
    } else {
        let digits = bytes.get(at..)?.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        // Without a sign of power, only what is followed by a unit's slash ("x 109/L").
        let signed = matches!(get(at - 1), b'^' | b'*' | b'e' | b'E');
        if !(1..=2).contains(&digits) || (!signed && (times == 0 || get(at + digits) != b'/')) {
            return None;
        }
        at += digits;
    }
    (!get(at).is_ascii_digit()).then_some(at)
}

/// `/`, ` / `, `per`, `.` or `*` between parts of a unit; where the next part begins.
fn joint_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let spaced = usize::from(rest.first() == Some(&b' '));
    let tail = rest.get(spaced..)?;
    if tail.first() == Some(&b'/') {
        let blank = usize::from(tail.get(1) == Some(&b' '));
        return Some(at + spaced + 1 + blank);
    }
    if tail.get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"per ")) {
        return Some(at + spaced + 4);
    }
    (spaced == 0 && matches!(tail.first(), Some(b'*' | b'.')) && tail.get(1).is_some_and(u8::is_ascii_alphabetic))
        .then_some(at + 1)
}

/// The end of the longest unit part at `at`; it must not run on into a word.
fn part_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    if rest.first() == Some(&b'%') {
        return Some(at + 1);
    }
    let first = rest.first()?.to_ascii_lowercase();
    let fits = |part: &&&str| {
        let length = part.len();
        if part.as_bytes().first() != Some(&first) {
            return false;
        }
        let same = rest.get(..length).is_some_and(|head| head.eq_ignore_ascii_case(part.as_bytes()));
        let next = rest.get(length).copied().unwrap_or(b' ');
        let letter_next =
            next.is_ascii_alphanumeric() || (next == b'.' && rest.get(length + 1).is_some_and(u8::is_ascii_alphanumeric));
        same && !letter_next
    };
    // A power inside ("10^9/L" after a slash never occurs); numbers inside ("/1.73 m2", "/100 mL") do.
    let inner = rest.iter().take(5).take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    if inner > 0 {
        let after_slash = at.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(|byte| matches!(byte, b'/' | b' '));
        let blank = usize::from(rest.get(inner) == Some(&b' '));
        let follows = matches!(rest.get(inner + blank), Some(b'm' | b'M' | b'u' | b'd' | b'h' | b'L'));
        return if after_slash && follows { part_end_after_number(bytes, at + inner + blank) } else { None };
    }
    PARTS.iter().filter(fits).map(|part| part.len()).max().map(|length| at + length)
}

fn part_end_after_number(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at).filter(|byte| byte.is_ascii_alphabetic()).and_then(|_| part_end(bytes, at))
}

/// Phrases before a number and what they say; longest first where one ends another.
const BEFORE: &[(&str, Comparator)] = &[
    ("greater than or equal to", Comparator::GreaterOrEqual),
    ("more than or equal to", Comparator::GreaterOrEqual),
    ("higher than or equal to", Comparator::GreaterOrEqual),
    ("equal to or greater than", Comparator::GreaterOrEqual),
    ("equal or greater than", Comparator::GreaterOrEqual),
    ("less than or equal to", Comparator::LessOrEqual),
    ("lower than or equal to", Comparator::LessOrEqual),
    ("equal to or less than", Comparator::LessOrEqual),
    ("equal or less than", Comparator::LessOrEqual),
    ("no greater than", Comparator::LessOrEqual),
    ("not greater than", Comparator::LessOrEqual),
    ("no more than", Comparator::LessOrEqual),
    ("not more than", Comparator::LessOrEqual),
    ("no higher than", Comparator::LessOrEqual),
    ("not exceeding", Comparator::LessOrEqual),
    ("no less than", Comparator::GreaterOrEqual),
    ("not less than", Comparator::GreaterOrEqual),
    ("no lower than", Comparator::GreaterOrEqual),
    ("at least", Comparator::GreaterOrEqual),
    ("a minimum of", Comparator::GreaterOrEqual),
    ("minimum of", Comparator::GreaterOrEqual),
    ("at most", Comparator::LessOrEqual),
    ("a maximum of", Comparator::LessOrEqual),
    ("maximum of", Comparator::LessOrEqual),
    ("up to", Comparator::LessOrEqual),
    ("greater than", Comparator::Greater),
    ("more than", Comparator::Greater),
    ("higher than", Comparator::Greater),
    ("older than", Comparator::Greater),
    ("longer than", Comparator::Greater),
    ("exceeding", Comparator::Greater),
    ("above", Comparator::Greater),
    ("over", Comparator::Greater),
    ("less than", Comparator::Less),
    ("lower than", Comparator::Less),
    ("fewer than", Comparator::Less),
    ("younger than", Comparator::Less),
    ("shorter than", Comparator::Less),
    ("smaller than", Comparator::Less),
    ("below", Comparator::Less),
    ("under", Comparator::Less),
    (">/=", Comparator::GreaterOrEqual),
    ("</=", Comparator::LessOrEqual),
    (">=", Comparator::GreaterOrEqual),
    ("=>", Comparator::GreaterOrEqual),
    ("<=", Comparator::LessOrEqual),
    ("=<", Comparator::LessOrEqual),
    ("> or =", Comparator::GreaterOrEqual),
    ("< or =", Comparator::LessOrEqual),
    ("\u{2265}", Comparator::GreaterOrEqual),
    ("\u{2a7e}", Comparator::GreaterOrEqual),
    ("\u{2264}", Comparator::LessOrEqual),
    ("\u{2a7d}", Comparator::LessOrEqual),
    (">", Comparator::Greater),
    ("<", Comparator::Less),
];

fn comparator_before(text: &str, at: usize) -> Option<(Comparator, usize)> {
    let bytes = text.as_bytes();
    let blanks = bytes.get(..at)?.iter().rev().take(3).take_while(|byte| **byte == b' ').count();
    let head = bytes.get(..at - blanks)?;
    let last = *head.last()?;
    // "13.1 -> 7.9" is an arrow.
    if head.ends_with(b"->") {
        return None;
    }
    if !matches!(
        last,
        b'n' | b't' | b'o' | b'f' | b'p' | b'g' | b'e' | b'r' | b'w' | b'=' | b'>' | b'<' | 0xa4 | 0xa5 | 0xbe | 0xbd
    ) {
        return None;
    }
    BEFORE.iter().find_map(|(phrase, comparator)| {
        let start = head.len().checked_sub(phrase.len())?;
        let same = head.get(start..)?.eq_ignore_ascii_case(phrase.as_bytes());
        let worded = phrase.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
        let clear =
            !worded || start.checked_sub(1).and_then(|at| head.get(at)).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        (same && clear).then_some((*comparator, start))
    })
}

/// `18 years or older`, `3 cm or more`, `50% or less`.
fn comparator_after(text: &str, end: usize) -> Option<(Comparator, usize)> {
    const AFTER: &[(&str, Comparator)] = &[
        (" or older", Comparator::GreaterOrEqual),
        (" or more", Comparator::GreaterOrEqual),
        (" or greater", Comparator::GreaterOrEqual),
        (" or higher", Comparator::GreaterOrEqual),
        (" or above", Comparator::GreaterOrEqual),
        (" and older", Comparator::GreaterOrEqual),
        (" and above", Comparator::GreaterOrEqual),
        (" and over", Comparator::GreaterOrEqual),
        (" of age or older", Comparator::GreaterOrEqual),
        (" of age and older", Comparator::GreaterOrEqual),
        (" or less", Comparator::LessOrEqual),
        (" or lower", Comparator::LessOrEqual),
        (" or below", Comparator::LessOrEqual),
        (" or younger", Comparator::LessOrEqual),
        (" or fewer", Comparator::LessOrEqual),
        (" and younger", Comparator::LessOrEqual),
        (" of age or younger", Comparator::LessOrEqual),
    ];
    let rest = text.as_bytes().get(end..)?;
    if rest.first() != Some(&b' ') || !matches!(rest.get(1), Some(b'o' | b'a')) {
        return None;
    }
    AFTER.iter().find_map(|(phrase, comparator)| {
        let same = rest.get(..phrase.len())?.eq_ignore_ascii_case(phrase.as_bytes());
        let clear = rest.get(phrase.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        (same && clear).then_some((*comparator, end + phrase.len()))
    })
}

#[cfg(test)]
mod tests;
