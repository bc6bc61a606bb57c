//! What a criterion says. Closed forms are added here; until a form is known, a criterion is opaque.
use almoner_eligibility::{Bound, Expr, Method, Node, Section, TextSpan};
use almoner_terms::Terms;

use crate::record::AgeLimit;

/// The upper age limit of a structured field: `65 Years` includes everyone who is 65.
pub(crate) fn age_ceiling(limit: AgeLimit) -> Bound {
    Bound { value: limit.0, inclusive: true }
}

/// The expression of a criterion's normalized text. Spans count its bytes.
pub(crate) fn parse(_terms: &Terms, text: &str, _section: Section) -> Node {
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    Node { expr: Expr::Opaque, source: TextSpan { start: 0, end }, method: Method::None }
}
