//! The last look at a draft, on the near side: nothing of the known identifiers and no structured identifier may be left
//! in any text that would leave. A hit holds the whole chart back.

use almoner_facts::{ChartDraft, Value};

use super::{Context, Withheld};
use crate::Known;
use crate::text::lexicon::HashIndex;
use crate::text::{Form, Request, redact_request};

pub(super) fn nothing_left(draft: &ChartDraft, known: &[&Known], ctx: &Context<'_>) -> Result<(), Withheld> {
    let clean = draft.notes.iter().all(|note| note_is_clean(&note.text, known, ctx))
        && draft.facts.iter().all(|fact| {
            let code = fact.coding.as_ref().map_or("", |coding| coding.code.as_str());
            let unit = match &fact.value {
                Some(Value::Quantity(quantity)) => quantity.unit.as_str(),
                _ => "",
            };
            known.iter().all(|known| !known.is_number(code) && !known.is_number(unit))
        });
    if clean { Ok(()) } else { Err(Withheld::ResidualIdentifier) }
}

/// As the first half of [`nothing_left`], for notes in which something else stands than tags.
pub(super) fn nothing_known(draft: &ChartDraft, known: &[&Known], ctx: &Context<'_>) -> Result<(), Withheld> {
    let left = |text: &str| known.iter().any(|known| ctx.engine.left_in(known, text));
    if draft.notes.iter().any(|note| left(&note.text)) { Err(Withheld::ResidualIdentifier) } else { Ok(()) }
}

fn note_is_clean(text: &str, known: &[&Known], ctx: &Context<'_>) -> bool {
    if known.iter().any(|known| ctx.engine.left_in(known, text)) {
        return false;
    }
    let spread = HashIndex::default();
    let request = Request { known: &[], form: Form::Tags, dates: None, spread: &spread };
    let (again, _) = redact_request(ctx.engine, text, &request);
    again.spans.is_empty()
}
