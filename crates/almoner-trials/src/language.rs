//! Whether eligibility text is English, by its function words. The grammar reads English: names of diseases are alike in many
//! languages, and what stands between them is not, so that a denial in another language would be read over.

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

/// Whether a text is plainly in another language than English. Short texts and lists of names are not judged.
pub(crate) fn is_foreign(text: &str) -> bool {
    let (mut latin, mut other) = (0_usize, 0_usize);
    for letter in text.chars().filter(|c| c.is_alphabetic()) {
        // Latin with its accents ends here; Greek letters stand in English for units and genes.
        if u32::from(letter) < 0x400 { latin += 1 } else { other += 1 }
    }
    if other > 20 && other > latin {
        return true;
    }
    let (mut english, mut foreign) = (0_usize, 0_usize);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty() && word.len() <= 8) {
        let word = word.to_lowercase();
        english += usize::from(ENGLISH.contains(&word.as_str()));
        foreign += usize::from(OTHERS.contains(&word.as_str()));
    }
    foreign >= 4 && foreign > 2 * english
}

#[cfg(test)]
mod tests {
    use super::is_foreign;

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
