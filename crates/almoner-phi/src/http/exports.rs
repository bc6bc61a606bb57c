//! Lists of this zone as files, CSV (RFC 4180) or JSON: with a purpose, words that say why, and a second factor just now.
//!
//! Whoever takes a list along must be allowed to see it: each is read as its own page reads it, by its own action and with its own
//! entries in the log, and the export has an entry besides. Lists that show no patient (agreements, recipients, releases) are not
//! here; a page writes such a file itself.

use almoner_audit::export::csv_line;
use almoner_audit::{Action as Logged, Count};
use almoner_identity::http::{Json, Problem};
use almoner_policy::{Action, FieldGroup, Permit, PhiRoute, Resource, Set};
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::clinician::Page;
use super::{Asked, Served};
use crate::Room;
use crate::break_glass::person_of;

/// The cells of a line, each with the name of its column.
pub(super) type Cells = Vec<(&'static str, String)>;

/// As many rows as may leave at once.
const MOST: u32 = 200;
/// As many as a page of patients has.
const PAGE: u32 = 50;

/// A list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ListName {
    /// Patients whom the clinician treats.
    MyPatients,
    /// The contact queue.
    Contacts,
    /// The queue of break-glass.
    BreakGlass,
    /// The notes under review, without their text.
    DeidNotes,
    /// A patient's accounting of disclosures.
    Disclosures,
}

impl ListName {
    fn file(self) -> &'static str {
        match self {
            Self::MyPatients => "patients",
            Self::Contacts => "contacts",
            Self::BreakGlass => "break-glass",
            Self::DeidNotes => "notes-under-review",
            Self::Disclosures => "disclosures",
        }
    }
}

/// The form of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ListForm {
    /// Comma-separated values with a line of names.
    Csv,
    /// An array of the items that the list's own route gives.
    Json,
}

/// A list to be taken along. Why stands in `X-Justification`, in at least ten characters.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewListExport {
    of: ListName,
    form: ListForm,
    /// The patient's handle, of an accounting.
    #[serde(default)]
    patient: Option<String>,
}

/// Takes a list along: at most 200 rows of those that the person may see.
#[utoipa::path(post, path = "/phi/v1/exports", tag = "exports", request_body = NewListExport, responses((status = 200, description = "the file", body = String)))]
pub(crate) async fn export(
    State(served): State<Served>,
    asked: Asked,
    Json(body): Json<NewListExport>,
) -> Result<Response, Problem> {
    let (name, form) = (body.of.file(), body.form);
    let Json(text) = served.read(PhiRoute::ListExport, asked, move |room, asked| room.export_list(asked, &body)).await?;
    let (kind, ending) = match form {
        ListForm::Csv => ("text/csv; charset=utf-8", "csv"),
        ListForm::Json => ("application/json", "json"),
    };
    let mut response = Response::new(axum::body::Body::from(text));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

impl Room {
    fn export_list(&mut self, asked: &Asked, body: &NewListExport) -> Result<String, Problem> {
        let person = person_of(asked)?;
        let fields: Set<FieldGroup> = [FieldGroup::Demographics].into();
        let mut permit = self.ask(asked, Action::ExportIdentified, |request| {
            let resource = Resource { treating: vec![person.clone()], ..Resource::default() };
            request.resource(resource).fields(fields).rows(MOST)
        })?;
        let words = asked
            .words
            .as_ref()
            .filter(|words| words.expose().trim().len() >= 10)
            .ok_or_else(|| Problem::unusable("words", "`X-Justification` has fewer than 10 bytes"))?;
        let (rows, text) = match body.of {
            ListName::MyPatients => {
                let (mut rows, mut cursor) = (Vec::new(), None);
                loop {
                    let (items, next) = self.my_patients(asked, &Page { limit: Some(PAGE), cursor })?.into_items();
                    rows.extend(items);
                    cursor = next;
                    if cursor.is_none() || rows.len() >= MOST as usize {
                        break;
                    }
                }
                file(&permit, body.form, rows, super::clinician::MyPatient::cells)
            }
            ListName::Contacts => {
                let rows = self.contact_queue(asked)?.into_items();
                file(&permit, body.form, rows, super::contacts::ContactItem::cells)
            }
            ListName::BreakGlass => {
                let rows = self.break_glass_queue(asked)?.into_items();
                file(&permit, body.form, rows, super::break_glass::BreakGlassItem::cells)
            }
            ListName::DeidNotes => {
                file(&permit, body.form, self.deid_notes(asked)?.into_items(), super::deid::DeidItem::cells)
            }
            ListName::Disclosures => {
                let handle = body
                    .patient
                    .as_deref()
                    .ok_or_else(|| Problem::unusable("patient", "an accounting is of a patient, named by `patient`"))?;
                let rows = self.disclosures(asked, handle)?.into_items();
                file(&permit, body.form, rows, super::basis::DisclosureItem::cells)
            }
        }?;
        let words = self.keep_words(words)?;
        let entry = self.entry_by(asked, &permit, Logged::Exported).justification(words).count(Count::Rows, rows);
        self.record(&mut permit, &[entry])?;
        Ok(text)
    }
}

/// As many rows as may leave, and the file of them.
fn file<T: Serialize>(
    permit: &Permit,
    form: ListForm,
    rows: Vec<T>,
    cells: fn(&T) -> Cells,
) -> Result<(u64, String), Problem> {
    let rows = permit.limit(rows).into_rows();
    let text = match form {
        ListForm::Json => serde_json::to_string(&rows).map_err(|_| Problem::internal())?,
        ListForm::Csv => {
            let lines: Vec<Cells> = rows.iter().map(cells).collect();
            let head = lines.first().map(|first| csv_line(first.iter().map(|(name, _)| *name)));
            let rest = lines.iter().map(|line| csv_line(line.iter().map(|(_, cell)| cell.as_str())));
            head.into_iter().chain(rest).collect()
        }
    };
    Ok((rows.len() as u64, text))
}
