//! Makes a download in the form and size of a full one of OHDSI Athena, for measuring the import:
//! `cargo run --release -p almoner-terms --example athena_made -- FOLDER [SHARE]`, then `athena_import FOLDER`.
//!
//! With SHARE 1 it is 6.1 million concepts, 59 million ancestors, 29 million relationships and 2.8 million synonyms, 3.4 GB; the shares of
//! vocabularies, domains, standard and retired concepts are near those of a download of the usual vocabularies. Names are made of
//! words, codes of numbers: nothing in the files is of a terminology. One row in 100,000 is broken in one of four ways.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a generator tells what it made")]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "made numbers of known size"
)]

use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % u64::from(bound)) as u32
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u32) as usize]
    }
}

/// Concepts of one vocabulary that are alike: how many there are in a full download, and whether they are standard and retired.
struct Part(&'static str, &'static str, &'static str, &'static str, &'static str, u32);

const PARTS: &[Part] = &[
    Part("SNOMED", "Condition", "Disorder", "S", "", 110_000),
    Part("SNOMED", "Procedure", "Procedure", "S", "", 60_000),
    Part("SNOMED", "Measurement", "Procedure", "S", "", 30_000),
    Part("SNOMED", "Device", "Physical Object", "S", "", 20_000),
    Part("SNOMED", "Observation", "Context-dependent", "S", "", 90_000),
    Part("SNOMED", "Spec Anatomic Site", "Body Structure", "S", "", 40_000),
    Part("SNOMED", "Drug", "Pharma/Biol Product", "", "", 330_000),
    Part("SNOMED", "Condition", "Disorder", "", "D", 370_000),
    Part("LOINC", "Measurement", "Lab Test", "S", "", 130_000),
    Part("LOINC", "Observation", "Survey", "S", "", 45_000),
    Part("LOINC", "Measurement", "LOINC Component", "", "", 75_000),
    Part("LOINC", "Measurement", "Lab Test", "", "U", 20_000),
    Part("ICD10PCS", "Procedure", "ICD10PCS", "S", "", 195_000),
    Part("CPT4", "Procedure", "CPT4", "S", "", 17_000),
    Part("HCPCS", "Device", "HCPCS", "S", "", 11_000),
    Part("CVX", "Drug", "CVX", "S", "", 300),
    Part("RxNorm", "Drug", "Ingredient", "S", "", 14_000),
    Part("RxNorm", "Drug", "Clinical Drug", "S", "", 150_000),
    Part("RxNorm", "Drug", "Brand Name", "", "", 60_000),
    Part("RxNorm", "Drug", "Clinical Drug", "", "U", 86_000),
    Part("NDC", "Drug", "11-digit NDC", "", "", 1_100_000),
    Part("NDC", "Drug", "11-digit NDC", "", "D", 150_000),
    Part("ICD10CM", "Condition", "7-char billing code", "", "", 99_000),
    Part("ICD9CM", "Condition", "5-dig billing code", "", "", 18_000),
    Part("ATC", "Drug", "ATC 5th", "C", "", 7_000),
    Part("RxNorm Extension", "Drug", "Marketed Product", "S", "", 2_200_000),
    Part("SPL", "Drug", "Prescription Drug", "", "", 600_000),
    Part("MedDRA", "Condition", "LLT", "C", "", 100_000),
];

const ADJECTIVES: &[&str] = &[
    "acute",
    "chronic",
    "recurrent",
    "congenital",
    "bilateral",
    "left",
    "right",
    "severe",
    "mild",
    "primary",
    "secondary",
    "traumatic",
    "postoperative",
    "idiopathic",
    "familial",
    "diffuse",
    "focal",
    "malignant",
    "benign",
    "partial",
    "complete",
    "infective",
];
const THINGS: &[&str] = &[
    "fracture",
    "neoplasm",
    "inflammation",
    "ulcer",
    "stenosis",
    "perforation",
    "abscess",
    "atrophy",
    "effusion",
    "oedema",
    "lesion",
    "obstruction",
    "haemorrhage",
    "rupture",
    "degeneration",
    "hypertrophy",
    "calcification",
    "excision",
    "repair",
    "biopsy",
    "imaging",
];
const PLACES: &[&str] = &[
    "humerus",
    "tibia",
    "liver",
    "kidney",
    "lung",
    "stomach",
    "duodenum",
    "colon",
    "retina",
    "cornea",
    "larynx",
    "thyroid",
    "pancreas",
    "spleen",
    "ovary",
    "prostate",
    "bladder",
    "aorta",
    "ventricle",
    "atrium",
    "spine",
    "skull",
    "hip",
    "knee",
    "ankle",
    "wrist",
    "elbow",
];

/// Letters for a made word that no reader of text knows.
fn word(number: u32) -> String {
    const CONSONANTS: &[u8] = b"bcdfghklmnprstvz";
    const VOWELS: &[u8] = b"aeiou";
    let (mut text, mut rest) = (String::new(), number);
    for _ in 0..4 {
        text.push(char::from(CONSONANTS[(rest % 16) as usize]));
        text.push(char::from(VOWELS[(rest / 16 % 5) as usize]));
        rest = rest / 80 + number % 7;
    }
    text
}

fn name(numbers: &mut Numbers, part: &Part, number: u32) -> String {
    match part.0 {
        "RxNorm" | "RxNorm Extension" | "NDC" | "SPL" if part.2 != "Ingredient" => {
            format!(
                "{}ine {} MG / {}ate {} MG Oral Tablet [{}]",
                word(number % 14_000),
                5 * (1 + number % 40),
                word(number / 7 % 14_000),
                number % 500,
                word(number)
            )
        }
        "RxNorm" => format!("{}ine", word(number)),
        "LOINC" => format!(
            "{} [{}/volume] in Serum or Plasma by {} method",
            word(number),
            numbers.of(&["Mass", "Moles", "Units"]),
            word(number / 3)
        ),
        _ => {
            let (one, other) = (numbers.of(ADJECTIVES), numbers.of(ADJECTIVES));
            format!("{one} {other} {} of {} due to {}", numbers.of(THINGS), numbers.of(PLACES), word(number))
        }
    }
}

/// A code as its system writes it; the number makes it one of a kind.
fn code(vocabulary: &str, number: u32) -> String {
    let letter = char::from(b'A' + (number / 10_000 % 26) as u8);
    match vocabulary {
        // SNOMED CT identifiers end in a check digit (Verhoeff), which an import need not know.
        "SNOMED" => format!("{}", 100_000_000_u64 + u64::from(number) * 1_000 + 7),
        "LOINC" => format!("{}-{}", 10_000 + number / 10, number % 10),
        "RxNorm" => format!("{}", 3_000_000 + number),
        "RxNorm Extension" => format!("OMOP{number}"),
        "NDC" => format!("{:011}", 50_000_000_000_u64 + u64::from(number)),
        "ICD10CM" => format!("{letter}{:02}.{:04}", number / 10_000 % 100, number % 10_000),
        "ICD9CM" => format!("{:03}.{:02}", number / 100 % 1_000, number % 100),
        "ICD10PCS" => format!("0{letter}{:05}", number % 100_000),
        "CPT4" => format!("{:05}", number % 100_000),
        "HCPCS" => format!("{letter}{:04}", number % 10_000),
        "CVX" => format!("{}", 500 + number % 400),
        "ATC" => format!("{letter}{:02}AB{:02}", number / 100 % 100, number % 100),
        _ => format!("{vocabulary}-{number}"),
    }
}

/// Hands out rows, and breaks one in 100,000.
struct Rows {
    file: BufWriter<File>,
    rows: u64,
    broken: u64,
}

impl Rows {
    fn make(folder: &Path, name: &str, columns: &str) -> Result<Self> {
        let mut file = BufWriter::with_capacity(1 << 20, File::create(folder.join(name))?);
        writeln!(file, "{columns}")?;
        Ok(Self { file, rows: 0, broken: 0 })
    }

    fn row(&mut self, row: std::fmt::Arguments<'_>) -> Result<()> {
        self.rows += 1;
        if !self.rows.is_multiple_of(100_000) {
            return writeln!(self.file, "{row}");
        }
        self.broken += 1;
        match self.broken % 4 {
            0 => writeln!(self.file, "{row}\tone more"),
            1 => writeln!(self.file, "-{row}"),
            2 => {
                self.file.write_all(&[0xff, 0xfe, b'\t'])?;
                writeln!(self.file, "{row}")
            }
            _ => {
                self.file.write_all(&vec![b'x'; 70_000])?;
                writeln!(self.file)
            }
        }
    }

    fn end(mut self, name: &str) -> Result<()> {
        self.file.flush()?;
        println!("{name}: {} rows, {} of them broken", self.rows, self.broken);
        Ok(())
    }
}

/// A concept of the hierarchy: those above it with how far they are.
type Above = Vec<(u32, u8)>;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), share) = (arguments.next().map(PathBuf::from), arguments.next()) else {
        eprintln!("usage: athena_made FOLDER [SHARE]");
        return ExitCode::from(2);
    };
    let share: f64 = share.and_then(|share| share.parse().ok()).unwrap_or(1.0);
    match made(&folder, share) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(1)
        }
    }
}

fn made(folder: &Path, share: f64) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut numbers = Numbers(1);
    let mut concepts = Rows::make(
        folder,
        "CONCEPT.csv",
        "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\tvalid_start_date\tvalid_end_date\tinvalid_reason",
    )?;
    let mut synonyms = Rows::make(folder, "CONCEPT_SYNONYM.csv", "concept_id\tconcept_synonym_name\tlanguage_concept_id")?;
    let mut ancestors = Rows::make(
        folder,
        "CONCEPT_ANCESTOR.csv",
        "ancestor_concept_id\tdescendant_concept_id\tmin_levels_of_separation\tmax_levels_of_separation",
    )?;
    let mut relations = Rows::make(
        folder,
        "CONCEPT_RELATIONSHIP.csv",
        "concept_id_1\tconcept_id_2\trelationship_id\tvalid_start_date\tvalid_end_date\tinvalid_reason",
    )?;
    let mut relate = |one: u32, other: u32, what: &str, back: &str| -> Result<()> {
        relations.row(format_args!("{one}\t{other}\t{what}\t19700101\t20991231\t"))?;
        relations.row(format_args!("{other}\t{one}\t{back}\t19700101\t20991231\t"))
    };
    let (mut next, mut number) = (1_000_000_u32, 0_u32);
    let (mut ingredients, mut products, mut disorders): (Vec<u32>, Vec<u32>, Vec<u32>) = Default::default();
    for part @ Part(vocabulary, domain, class, standard, retired, count) in PARTS {
        let first = next;
        let mut above: Vec<Above> = Vec::new();
        let count = (f64::from(*count) * share) as u32;
        for at in 0..count {
            let own = next;
            next += 1;
            number += 1;
            let (code, name) = (code(vocabulary, number), name(&mut numbers, part, number));
            concepts.row(format_args!(
                "{own}\t{name}\t{domain}\t{vocabulary}\t{class}\t{standard}\t{code}\t19700101\t20991231\t{retired}"
            ))?;
            if retired.is_empty() && number.is_multiple_of(2) {
                synonyms.row(format_args!("{own}\t{name} ({})\t4180186", word(number)))?;
            }
            relate(own, own, if *standard == "S" { "Maps to" } else { "Concept same_as from" }, "Mapped from")?;
            match (*vocabulary, *class, *standard) {
                ("RxNorm", "Ingredient", _) => ingredients.push(own),
                ("RxNorm" | "RxNorm Extension", _, "S") => {
                    if *vocabulary == "RxNorm" {
                        products.push(own);
                    }
                    ancestors.row(format_args!("{own}\t{own}\t0\t0"))?;
                    for level in 0..1 + numbers.below(3) {
                        let ingredient = ingredients[numbers.below(ingredients.len() as u32) as usize];
                        ancestors.row(format_args!("{ingredient}\t{own}\t{}\t{}", level + 2, level + 3))?;
                        relate(own, ingredient, "RxNorm has ing", "RxNorm ing of")?;
                    }
                    // Forms, dose groups and brands between a product and its ingredients.
                    for level in 1..9 {
                        let between = first + numbers.below(at + 1);
                        ancestors.row(format_args!("{between}\t{own}\t{level}\t{level}"))?;
                    }
                }
                ("NDC" | "SPL", _, _) if retired.is_empty() => {
                    let product = products[numbers.below(products.len() as u32) as usize];
                    relate(own, product, "Maps to", "Mapped from")?;
                }
                (_, _, "S") => {
                    if *domain == "Condition" {
                        disorders.push(own);
                    }
                    let mut own_above: Above = Vec::new();
                    // Half of the parents are among the first few, so that the tree is as flat and as deep as real ones.
                    for _ in 0..u32::from(at > 0) * (1 + numbers.below(2)) {
                        let span = if numbers.below(2) == 0 { at.min(2_000) } else { at };
                        let parent = numbers.below(span);
                        relate(own, first + parent, "Is a", "Subsumes")?;
                        own_above.push((first + parent, 1));
                        own_above
                            .extend(above[parent as usize].iter().map(|(above, level)| (*above, level.saturating_add(1))));
                    }
                    own_above.sort_unstable();
                    own_above.dedup_by_key(|(above, _)| *above);
                    ancestors.row(format_args!("{own}\t{own}\t0\t0"))?;
                    for (above, level) in &own_above {
                        ancestors.row(format_args!("{above}\t{own}\t{level}\t{level}"))?;
                    }
                    above.push(own_above);
                }
                ("ICD10CM" | "ICD9CM" | "MedDRA" | "SNOMED", _, _) => {
                    let target = disorders[numbers.below(disorders.len() as u32) as usize];
                    relate(own, target, "Maps to", "Mapped from")?;
                    if number.is_multiple_of(9) {
                        let other = disorders[numbers.below(disorders.len() as u32) as usize];
                        relate(own, other, "Maps to", "Mapped from")?;
                    }
                }
                _ => {}
            }
        }
    }
    concepts.end("CONCEPT.csv")?;
    synonyms.end("CONCEPT_SYNONYM.csv")?;
    ancestors.end("CONCEPT_ANCESTOR.csv")?;
    relations.end("CONCEPT_RELATIONSHIP.csv")
}
