//! Whether eligibility text is English, by its function words. The grammar reads English: names of diseases are alike in many
//! languages, and what stands between them is not, so that a denial in another language would be read over.

use std::sync::OnceLock;

/// Words that stand in nearly every sentence and in no other of these languages.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "or", "with", "for", "to", "in", "is", "are", "who", "not", "have", "has", "at", "by", "be", "will",
    "other", "than", "within", "prior", "history", "years", "age", "any", "no", "study", "patients", "must",
];
/// French, German, Spanish, Italian, Portuguese, Dutch.
const OTHERS: &[&str] = &[
    "les", "des", "une", "est", "dans", "avec", "pour", "sur", "ou", "et", "par", "aux", "ans", "ayant", "sont", "der",
    "die", "das", "und", "oder", "mit", "von", "nicht", "ist", "bei", "eine", "einer", "sind", "oder", "el", "los", "las",
    "con", "para", "por", "una", "del", "que", "edad", "il", "della", "di", "gli", "che", "non", "sono", "e", "ou", "os",
    "da", "dos", "com", "anos", "het", "een", "van", "met", "voor", "niet", "zijn", "y", "o", "la", "le", "de", "du",
];

/// Longest word that is looked at, in bytes: what a number holds.
const LONGEST: usize = 16;

/// A short word in lower case as one number.
fn packed(word: &[u8]) -> u128 {
    word.iter().fold(0, |number, byte| number << 8 | u128::from(byte.to_ascii_lowercase()))
}

/// Short words, and the greatest length of one.
struct Listed {
    numbers: Vec<u128>,
    longest: usize,
}

impl Listed {
    fn new(words: &[&str]) -> Self {
        let mut numbers: Vec<u128> = words.iter().map(|word| packed(word.as_bytes())).collect();
        numbers.sort_unstable();
        let longest = words.iter().map(|word| word.len()).max().unwrap_or(0).min(LONGEST);
        Self { numbers, longest }
    }

    fn holds(&self, word: &[u8]) -> bool {
        (1..=self.longest).contains(&word.len()) && self.numbers.binary_search(&packed(word)).is_ok()
    }
}

/// Whether a text is plainly in another language than English. Short texts and lists of names are not judged.
pub(crate) fn is_foreign(text: &str) -> bool {
    static LISTS: OnceLock<(Listed, Listed)> = OnceLock::new();
    let (english, others) = LISTS.get_or_init(|| (Listed::new(ENGLISH), Listed::new(OTHERS)));
    if !text.is_ascii() {
        let (mut latin, mut other) = (0_usize, 0_usize);
        for letter in text.chars().filter(|c| c.is_alphabetic()) {
            // Latin with its accents ends here; Greek letters stand in English for units and genes.
            if u32::from(letter) < 0x400 { latin += 1 } else { other += 1 }
        }
        if other > 20 && other > latin {
            return true;
        }
    }
    let count = |list: &Listed| {
        if text.is_ascii() {
            // Most texts: a letter is a byte.
            text.as_bytes().split(|byte| !byte.is_ascii_alphabetic()).filter(|word| list.holds(word)).count()
        } else {
            text.split(|c: char| !c.is_alphabetic()).filter(|word| list.holds(word.as_bytes())).count()
        }
    };
    let foreign = count(others);
    foreign >= 4 && foreign > 2 * count(english)
}

/// Words that deny, join or name patients in another language and are none of English or of medicine: one of them tells where
/// a line holds no function word of English. Spanish, Portuguese, Italian, French, German, Dutch, Swedish, Norwegian, Danish.
const TELLING: &[&str] = &[
    "sin",
    "con",
    "ningun",
    "paciente",
    "pacientes",
    "edad",
    "mayores",
    "sem",
    "nao",
    "idade",
    "senza",
    "pazienti",
    "sans",
    "avec",
    "pas",
    "chez",
    "ayant",
    "ohne",
    "kein",
    "keine",
    "keinen",
    "keiner",
    "nicht",
    "mit",
    "und",
    "oder",
    "patienten",
    "zonder",
    "geen",
    "niet",
    "met",
    "inte",
    "utan",
    "ej",
    "ingen",
    "inga",
    "och",
    "eller",
    "med",
    "som",
    "patienter",
    "ikke",
    "uden",
    "uten",
    "og",
    "pasienter",
    "para",
    "por",
    "des",
    "les",
];
/// Of these, the ones that English texts of trials hold as well (an abbreviation in capitals, a Latin word, a name): they tell
/// only beside another one, or where they open a line of two or three words.
const SHARED: &[&str] =
    &["con", "sem", "pas", "met", "med", "para", "por", "des", "les", "mit", "som", "ej", "sans", "og", "sin"];

/// Whether one line is plainly in another language than English. Names of diseases alone are not judged.
pub(crate) fn is_foreign_line(line: &str) -> bool {
    static LISTS: OnceLock<(Listed, Listed, Listed)> = OnceLock::new();
    let (english, telling, shared) = LISTS.get_or_init(|| (Listed::new(ENGLISH), Listed::new(TELLING), Listed::new(SHARED)));
    let (mut sure, mut possible, mut count, mut first) = (0_u32, 0_u32, 0_u32, false);
    for word in line.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        count += 1;
        if english.holds(word.as_bytes()) {
            return false;
        }
        // "SEM" is an error of the mean, "CON" a group.
        if !telling.holds(word.as_bytes()) || word.chars().filter(|c| c.is_uppercase()).count() > 1 {
            continue;
        }
        if shared.holds(word.as_bytes()) {
            possible += 1;
            first |= count == 1 && ["sin", "sem", "sans"].iter().any(|denial| word.eq_ignore_ascii_case(denial));
        } else {
            sure += 1;
        }
    }
    sure > 0 || possible > 1 || first && count <= 3
}

#[cfg(test)]
mod tests {
    use super::{is_foreign, is_foreign_line};

    #[test]
    fn one_denial_tells_a_short_line() {
        for line in
            ["Sin diabetes", "Pacientes sin diabetes", "inte diabetes", "ohne Diabetes", "Sujets sans asthme avec toux"]
        {
            assert!(is_foreign_line(line), "{line}");
        }
        for line in [
            "Asthma",
            "SEM < 5",
            "MED 10 mg/day",
            "Pas de deux syndrome or other",
            "Original SIN 2",
            "Par-4 positive",
            "Cri du chat syndrome",
            "Non-diabetic",
            "Con Meds",
        ] {
            assert!(!is_foreign_line(line), "{line}");
        }
    }

    #[test]
    fn other_languages_are_told_from_english() {
        for text in [
            "Critères d'inclusion : patients âgés de plus de 18 ans avec un diabète de type 2. Pas d'asthme dans les antécédents, et pas de traitement par insuline.",
            "Einschlusskriterien: Patienten mit Asthma bronchiale und einem Alter von mehr als 18 Jahren, die nicht mit Insulin behandelt sind.",
            "Criterios de inclusión: pacientes con asma, de edad mayor de 18 años y sin diabetes en los últimos meses, para los que no hay tratamiento.",
            "纳入标准：年龄在十八岁以上的患者，确诊为二型糖尿病，且未接受胰岛素治疗，无哮喘病史。",
            "Критерии включения: пациенты старше 18 лет с астмой без диабета.",
        ] {
            assert!(is_foreign(text), "{text}");
        }
    }

    #[test]
    fn english_with_names_of_elsewhere_is_english() {
        for text in [
            "",
            "Diabetes mellitus",
            "De novo AML; la Fosse disease; patients of the Centre de Lutte contre le Cancer who have not been treated",
            "Inclusion Criteria: IFN-α2b or β-blocker, HbA1c ≥ 7 %, TNF-α",
            "- Age > 18\n- ECOG 0-1\n- BMI < 30",
            "Hospital de la Princesa, Hospital del Mar: any patient with asthma and a history of smoking",
        ] {
            assert!(!is_foreign(text), "{text}");
        }
    }
}
