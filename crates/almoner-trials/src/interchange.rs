//! Eligibility in the words of others: FHIR R4 `ResearchStudy` and `Group`, CTML of matchengine, OHDSI Circe cohort expressions.
//!
//! Nothing is dropped in silence. Whatever one side can not say is in the list of [`Unsaid`] with its place and a code, and what
//! becomes of the rest is the same everywhere: an export leaves out whole conditions, so that it describes everybody whom the trial
//! would take and perhaps more, never fewer; an import puts `opaque` where it understood less, which leaves a verdict unknown and never
//! turns it round. docs/reference/interchange.md tells the shapes and the codes.

use almoner_base::NctId;
use almoner_eligibility::{Criterion, Expr, Method, Node, TextSpan, to_text};
use almoner_terms::Terms;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

mod circe;
mod ctml;
mod fhir;

pub use circe::{Vocabulary, from_circe, to_circe};
pub use ctml::from_ctml;
pub use fhir::to_fhir;

use crate::{Coverage, Edit, coverage_of};

/// A part that can not be said on the other side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unsaid {
    /// Where: the number of the criterion for an export, a JSON pointer into the document for an import.
    pub at: String,
    /// The part: in the readable form of expressions for an export, as the document writes it for an import.
    pub what: String,
    /// Why, as a stable code.
    pub code: &'static str,
    /// Why, in a sentence.
    pub reason: &'static str,
}

/// An export.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exported {
    /// The document.
    pub document: Value,
    /// What it does not say.
    pub unsaid: Vec<Unsaid>,
}

/// A trial or cohort that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The document's own id or name; empty if it has none.
    pub id: String,
    /// The register's id, if the document has one.
    pub nct_id: Option<NctId>,
    /// What it asks.
    pub criteria: Vec<Criterion>,
    /// The document's words for each criterion, in the same order.
    pub texts: Vec<String>,
    /// What was not understood.
    pub unsaid: Vec<Unsaid>,
}

/// One criterion of an [`ImportedLine`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportedCriterion<'a> {
    /// Position.
    pub id: u32,
    /// The document's words.
    pub text: &'a str,
    /// In one readable line.
    pub reads: String,
    /// How far it was understood.
    pub coverage: Coverage,
}

/// The line that is written for an imported document. `trials import` takes it where `nct_id` is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportedLine<'a> {
    /// The document's own id or name.
    pub id: &'a str,
    /// The register's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nct_id: Option<String>,
    /// What it asks, for people.
    pub criteria: Vec<ImportedCriterion<'a>>,
    /// What it asks, for `trials import`.
    pub edits: Vec<Edit>,
    /// What was not understood.
    pub unsaid: &'a [Unsaid],
}

impl Imported {
    /// The line of this document.
    #[must_use]
    pub fn line(&self, terms: &Terms) -> ImportedLine<'_> {
        let shown = self.criteria.iter().zip(&self.texts).map(|(criterion, text)| ImportedCriterion {
            id: criterion.id,
            text,
            reads: to_text(&criterion.expr, terms),
            coverage: coverage_of(&criterion.expr),
        });
        let edits = self.criteria.iter().map(|criterion| Edit {
            criterion: criterion.id,
            section: criterion.section,
            expr: Some(criterion.expr.clone()),
        });
        ImportedLine {
            id: &self.id,
            nct_id: self.nct_id.map(|id| id.to_string()),
            criteria: shown.collect(),
            edits: edits.collect(),
            unsaid: &self.unsaid,
        }
    }
}

/// Why a document can not be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// A stable code.
    pub code: &'static str,
    /// In a sentence; nothing of the document.
    pub message: &'static str,
}

const NOT_JSON: Unreadable =
    Unreadable { code: "interchange-json", message: "not JSON, nested too deep, or an object names an element twice" };

/// The JSON documents of a text: one, several behind each other or a line each, or a list of them.
///
/// # Errors
/// The first place that is no JSON ends it; what came before is given. An element named twice is refused, since one of the two would
/// be lost.
pub fn documents(text: &str) -> impl Iterator<Item = Result<Value, Unreadable>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let values = serde_json::Deserializer::from_str(text).into_iter::<Strict>();
    values.flat_map(|value| match value {
        Ok(Strict(Value::Array(list))) => list.into_iter().map(Ok).collect(),
        Ok(Strict(value)) => vec![Ok(value)],
        Err(_) => vec![Err(NOT_JSON)],
    })
}

/// JSON whose objects name each element once.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Tree.deserialize(deserializer).map(Self)
    }
}

struct Tree;

impl<'de> DeserializeSeed<'de> for Tree {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Tree)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = serde_json::Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(Tree)?;
            if map.insert(key, value).is_some() {
                return Err(A::Error::custom("named twice"));
            }
        }
        Ok(Value::Object(map))
    }
}

/// A node that no text of ours stands behind.
fn node(expr: Expr) -> Node {
    let method = if expr == Expr::Opaque { Method::None } else { Method::Field };
    Node { expr, source: TextSpan { start: 0, end: 0 }, method }
}

/// All of the parts; a single one stands for itself.
fn all(mut parts: Vec<Node>) -> Node {
    match (parts.len(), parts.pop()) {
        (1, Some(one)) => one,
        (_, last) => {
            parts.extend(last);
            node(Expr::And(parts))
        }
    }
}

/// Any of the parts; a single one stands for itself.
fn any(mut parts: Vec<Node>) -> Node {
    match (parts.len(), parts.pop()) {
        (1, Some(one)) => one,
        (_, last) => {
            parts.extend(last);
            node(Expr::Or(parts))
        }
    }
}

/// The pointer of an element below another (RFC 6901).
fn below(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests;
