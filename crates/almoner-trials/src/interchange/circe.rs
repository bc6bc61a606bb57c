//! OHDSI Circe cohort expressions, the JSON of ATLAS.
//!
//! A cohort begins with events and asks things around the first or last of them. A trial asks things on the day of screening. So an
//! export takes the patient's latest visit as screening and writes each criterion as an inclusion rule; an import of such a cohort reads
//! windows as they are, and of any other cohort reads what does not depend on its own events, and leaves the rest open.

use std::collections::HashMap;
use std::io::BufRead;

use almoner_base::Coding;
use almoner_terms::Terms;
use almoner_terms::athena::{self, Rows, codes, system};
use serde_json::{Value, json};

mod export;
mod import;

pub use export::to_circe;
pub use import::from_circe;

/// The OMOP concept ids of what the tables hold, from the `CONCEPT.csv` of an Athena download. Cohorts can be run only with them.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    codes: HashMap<Coding, Named>,
    units: HashMap<String, Named>,
}

#[derive(Clone, Debug)]
struct Named {
    id: u32,
    name: String,
    domain: String,
    class: String,
}

impl Vocabulary {
    /// Reads the rows that are of use; everything else is passed over, unreadable rows too.
    ///
    /// # Errors
    /// The file is not Athena's.
    pub fn read(bytes: &mut dyn BufRead, terms: &Terms) -> Result<Self, almoner_base::IssueCode> {
        let columns = [
            "concept_id",
            "concept_name",
            "domain_id",
            "vocabulary_id",
            "concept_class_id",
            "concept_code",
            "invalid_reason",
        ];
        let mut rows = Rows::open(bytes, columns)?;
        let mut vocabulary = Self::default();
        while let Some(row) = rows.read() {
            let [id, name, domain, from, class, code, retired] = match row.fields {
                Ok(fields) => fields,
                Err(code) if code == codes::STREAM => return Err(code),
                Err(_) => continue,
            };
            let Ok(id) = id.parse() else { continue };
            let named = || Named { id, name: name.to_owned(), domain: domain.to_owned(), class: class.to_owned() };
            if !retired.is_empty() {
                continue;
            }
            if from == "UCUM" {
                vocabulary.units.insert(code.to_owned(), named());
            } else if let Some(coding) = system(from).and_then(|system| Coding::new(system, code))
                && terms.by_exact_code(&coding).is_some()
            {
                vocabulary.codes.insert(coding, named());
            }
        }
        Ok(vocabulary)
    }

    /// A code as Circe writes concepts. Without a known id it is 0, which no concept has.
    fn coding(&self, coding: &Coding) -> Value {
        let named = self.codes.get(coding);
        concept(named, &coding.code, athena::vocabulary(coding.system))
    }

    fn unit(&self, unit: &str) -> Value {
        concept(self.units.get(unit), unit, "UCUM")
    }

    fn knows(&self, coding: &Coding) -> bool {
        self.codes.contains_key(coding)
    }
}

fn concept(named: Option<&Named>, code: &str, vocabulary: &str) -> Value {
    json!({
        "CONCEPT_ID": named.map_or(0, |named| named.id),
        "CONCEPT_NAME": named.map_or(code, |named| named.name.as_str()),
        "CONCEPT_CODE": code,
        "VOCABULARY_ID": vocabulary,
        "DOMAIN_ID": named.map_or("", |named| named.domain.as_str()),
        "CONCEPT_CLASS_ID": named.map_or("", |named| named.class.as_str()),
        "INVALID_REASON": "V",
    })
}
