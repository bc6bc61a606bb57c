//! Which words a line holds without which some rules cannot apply: asked once, so that most rules are not tried on most lines.
//!
//! A rule that is handed to every statement asks here first. The answer is for the whole line, so it may be yes where the
//! statement itself has no such word, and is never no where it has one.

use std::sync::OnceLock;

use almoner_terms::{Terms, WordMap};

use crate::lex::{Kind, Lexed};

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Holds(u8);

const JUDGED: u8 = 1;
const PREGNANCY: u8 = 2;
const ORIGIN: u8 = 4;
const MEASURABLE: u8 = 8;

/// The words of statements that only a person answers.
const JUDGES: &str = "participation participating participated participate participates enrolled enrollment enrolment study \
    investigational component components excipient excipients ingredient ingredients constituents formulation ineligible \
    unsuitable amenable unfit candidate candidates eligible suitable indicated indication indications contraindication \
    contraindications consent assent consents consented contraception contraceptive contraceptives contracepting birth willing \
    willingness unwilling unwillingness comply cooperate adhere co-operate compliance noncompliance non-compliance agree agrees \
    agreement able unable ability inability capable investigator investigator's investigators literate fluent speak read \
    english-speaking english speaks physician's reside resides residing resident telephone transportation right-handed refusal \
    refuse refuses unlikely language prisoner prisoners incarcerated institutionalized employee employees caregiver accessible \
    geographical venous access available health follow-up opinion expectancy survival another clinical interventional \
    experimental childbearing child-bearing non-english non-english-speaking judicial tutelage curatorship smartphone internet";

/// The words of origin and ward.
const ORIGINS: &str = "caucasian caucasians african african-american african-americans asian asians hispanic hispanics latino latina \
    latinos japanese chinese korean european ethnicity ethnicities ethnic race races racial outpatient outpatients inpatient \
    inpatients in-patient out-patient in-patients out-patients";

impl Holds {
    /// Looks at every word of a line, those within names and brackets too.
    pub fn new(terms: &Terms, lexed: &Lexed<'_>) -> Self {
        static FLAGS: OnceLock<WordMap<&'static str, u8>> = OnceLock::new();
        let flags = FLAGS.get_or_init(|| {
            let mut flags = WordMap::default();
            let lists = [
                (JUDGED, JUDGES),
                (PREGNANCY, "pregnancy"),
                (ORIGIN, ORIGINS),
                (MEASURABLE, "measurable evaluable assessable"),
            ];
            for (flag, words) in lists {
                words.split_whitespace().for_each(|word| *flags.entry(word).or_default() |= flag);
            }
            flags
        });
        let mut holds = 0;
        for token in &lexed.tokens {
            let word = lexed.word(token);
            match token.kind {
                Kind::Word => holds |= flags.get(word).copied().unwrap_or(0),
                Kind::Named(concept, _) => {
                    word.split([' ', '/']).for_each(|word| holds |= flags.get(word).copied().unwrap_or(0));
                    let key = terms.concept(concept).map_or("", |concept| concept.key.as_str());
                    if key == "life-expectancy" || key.contains("contracep") {
                        holds |= JUDGED;
                    }
                }
                _ => {}
            }
        }
        Self(holds)
    }

    /// A word of a statement that only a person can answer.
    pub fn judged(self) -> bool {
        self.0 & JUDGED != 0
    }

    /// `Pregnancy`, as of a test.
    pub fn pregnancy(self) -> bool {
        self.0 & PREGNANCY != 0
    }

    /// A word of origin or of the ward.
    pub fn origin(self) -> bool {
        self.0 & ORIGIN != 0
    }

    /// `Measurable` and the like.
    pub fn measurable(self) -> bool {
        self.0 & MEASURABLE != 0
    }
}
