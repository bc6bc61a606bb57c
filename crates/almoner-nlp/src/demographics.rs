//! Age and sex from the first words of a note, for notes that come without a structured record: "A 58-year-old woman",
//! "47 yo M", "3-month-old boy".
//!
//! Only a description of the patient counts; "his 60-year-old mother" does not. Pronouns decide the sex only where nothing else
//! does and they all agree.

use std::ops::Range;
use std::sync::OnceLock;

use almoner_facts::Sex;
use regex::Regex;

use crate::token::words;

/// How a note describes the patient.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// Age in years, with a fraction for months, weeks and days; 90 where the text only says that it is more.
    pub age: Option<f64>,
    /// Sex.
    pub sex: Option<Sex>,
    /// The bytes of the description.
    pub range: Range<usize>,
}

/// Age and sex of the patient, as far as the text tells; `None` if it tells neither.
#[must_use]
pub fn demographics(text: &str) -> Option<Described> {
    let mut described: Option<Described> = None;
    for found in pattern().captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let get = |name: &str| found.name(name).map(|part| part.as_str());
        let next = text.get(whole.end()..).unwrap_or_default().split_whitespace().next().unwrap_or_default();
        let said = if get("sex").is_some() { get("between").unwrap_or_default() } else { next };
        if speaks_of_another(text, whole.start(), said) {
            continue;
        }
        let number = get("n").or_else(|| get("n2")).or_else(|| get("n3"));
        let age = if get("over").is_some() { Some(90.0) } else { number.and_then(value).map(|n| n * years(get("unit"))) };
        let sex = get("sex").or_else(|| get("sex2")).or_else(|| get("sex3")).and_then(sex_of);
        match &mut described {
            None => described = Some(Described { age, sex, range: whole.range() }),
            Some(first) => {
                first.age = first.age.or(age);
                first.sex = first.sex.or(sex);
            }
        }
        if described.as_ref().is_some_and(|seen| seen.age.is_some() && seen.sex.is_some()) {
            break;
        }
    }
    let mut described = match described {
        Some(described) => described,
        None => Described { age: None, sex: None, range: 0..0 },
    };
    if described.sex.is_none()
        && let Some((sex, range)) = sex_by_pronouns(text)
    {
        described.sex = Some(sex);
        if described.age.is_none() {
            described.range = range;
        }
    }
    (described.age.is_some() || described.sex.is_some()).then_some(described)
}

fn pattern() -> &'static Regex {
    static PATTERN: OnceLock<Regex> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "a constant pattern; the first test of this module compiles it")]
    PATTERN.get_or_init(|| Regex::new(PATTERN_TEXT).expect("a valid pattern"))
}

const PATTERN_TEXT: &str = r"(?ix-u)
  \b(?: (?P<n> [0-9]{1,3}(?:\.[0-9])? | one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen
        |sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty )
      | (?P<over> \[?AGE_OVER_89\]? ) )
  [\s-]{0,2} (?: (?P<unit> year|yr|month|mo|week|wk|day )s? [\s-]{0,2} (?: old | o\b | of\s+age )
               | y\.?\s?/?\s?o\.?\b | \ yr\b | y/?o )
  (?: [\s,-]{0,2} (?P<between> (?: [a-z/'-]+,? \s+ ){0,6}? ) (?P<sex> woman|man|female|male|boy|girl|lady|gentleman|f|m ) \b )?
| \b (?P<n2> [0-9]{2} ) \s? (?P<sex2> F|M ) \b
| \b age (?:d\s|\s?[:=]) \s? (?P<n3> [0-9]{1,3} ) \b
| \b (?:sex|gender) \s? [:=] \s? (?P<sex3> female|male|woman|man|f|m ) \b
";

fn value(text: &str) -> Option<f64> {
    const WORDS: [&str; 27] = [
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
        "ninety",
    ];
    if let Ok(number) = text.parse::<f64>() {
        return (number <= 125.0).then_some(number);
    }
    let at = u8::try_from(WORDS.iter().position(|word| word.eq_ignore_ascii_case(text))?).ok()?;
    Some(f64::from(if at < 20 { at + 1 } else { (at - 17) * 10 }))
}

fn years(unit: Option<&str>) -> f64 {
    match unit.map(str::to_ascii_lowercase).as_deref() {
        Some("month" | "mo") => 1.0 / 12.0,
        Some("week" | "wk") => 7.0 / 365.25,
        Some("day") => 1.0 / 365.25,
        _ => 1.0,
    }
}

fn sex_of(text: &str) -> Option<Sex> {
    Some(match text.to_ascii_lowercase().as_str() {
        "woman" | "female" | "girl" | "lady" | "f" => Sex::Female,
        "man" | "male" | "boy" | "gentleman" | "m" => Sex::Male,
        _ => return None,
    })
}

/// "His 60-year-old mother", "a 60-year-old brother who ...".
fn speaks_of_another(text: &str, start: usize, between: &str) -> bool {
    const RELATIVES: [&str; 12] =
        ["mother", "father", "brother", "sister", "son", "daughter", "wife", "husband", "aunt", "uncle", "cousin", "donor"];
    let head = text.get(..start).unwrap_or_default().trim_end();
    let owner = head.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    owner.eq_ignore_ascii_case("his") || owner.eq_ignore_ascii_case("her") || {
        between
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|word| RELATIVES.iter().any(|relative| word.eq_ignore_ascii_case(relative)))
    }
}

fn sex_by_pronouns(text: &str) -> Option<(Sex, Range<usize>)> {
    let mut seen: Option<(Sex, Range<usize>)> = None;
    for word in words(text) {
        let sex = match text.get(word.clone()) {
            Some("she" | "She" | "her" | "Her" | "Mrs" | "Ms") => Sex::Female,
            Some("he" | "He" | "his" | "His" | "Mr") => Sex::Male,
            _ => continue,
        };
        match &seen {
            Some((first, _)) if *first != sex => return None,
            Some(_) => {}
            None => seen = Some((sex, word)),
        }
    }
    seen
}

#[cfg(test)]
mod tests;
