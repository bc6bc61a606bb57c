//! Files that leave the product: CSV (RFC 4180) or JSON, with a purpose, a justification and a fresh second factor, cut to as many
//! rows as the policies allow.

use almoner_audit::{Action as Logged, Count};
use almoner_base::{NctId, Phi};
use almoner_identity::http::Problem;
use almoner_policy::{Action, Permit, Purpose, ResearchRoute};
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ask::nct;
use super::versions::words;
use super::{About, Api, Asker};
use crate::Error;

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// Comma-separated values with a line of names.
    Csv,
    /// An array of objects.
    Json,
}

/// An export to be made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportAsked {
    pub(crate) format: Format,
    /// HL7 v3 PurposeOfUse, in place of `X-Purpose`.
    #[serde(default)]
    #[schema(example = "CLINTRCH")]
    pub(crate) purpose: Option<String>,
    /// At least ten characters of words.
    #[schema(min_length = 10, max_length = 2_000)]
    pub(crate) justification: String,
    /// The trial, where the path names none; decisions of all one's studies are meant without it.
    #[serde(default)]
    pub(crate) trial: Option<String>,
}

/// Rows with their columns.
pub(crate) struct Table<T> {
    rows: Vec<T>,
    columns: fn(&T) -> Vec<(&'static str, String)>,
}

impl<T: Serialize> Table<T> {
    pub(crate) fn of(rows: Vec<T>, columns: fn(&T) -> Vec<(&'static str, String)>) -> Self {
        Self { rows, columns }
    }

    /// The file as an answer.
    pub(crate) fn respond(&self, format: Format, name: &str) -> Response {
        let (kind, ending, text) = match format {
            Format::Csv => ("text/csv; charset=utf-8", "csv", self.csv()),
            Format::Json => ("application/json", "json", serde_json::to_string(&self.rows).unwrap_or_default()),
        };
        let mut response = Response::new(Body::from(text));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\"")) {
            response.headers_mut().insert(CONTENT_DISPOSITION, value);
        }
        response
    }

    fn csv(&self) -> String {
        let mut text = String::new();
        for (at, row) in self.rows.iter().enumerate() {
            let cells = (self.columns)(row);
            if at == 0 {
                line(&mut text, cells.iter().map(|(name, _)| *name));
            }
            line(&mut text, cells.iter().map(|(_, cell)| cell.as_str()));
        }
        text
    }
}

fn line<'c>(text: &mut String, cells: impl Iterator<Item = &'c str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        // A spreadsheet would take such a cell for a formula.
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        if formula || cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            if formula {
                text.push('\'');
            }
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str("\r\n");
}

impl Api {
    /// The trial that an export names, or else the studies whose candidates the person may take out.
    pub(crate) fn taken_out(&self, asker: &Asker, trial: Option<&str>) -> Result<Vec<NctId>, Problem> {
        if let Some(trial) = trial {
            return Ok(vec![nct(trial)?]);
        }
        let about = |nct_id| About { rows: Some(1), justified: true, ..About::trial(nct_id) };
        let may = |nct_id: &NctId| self.may(asker, Action::ExportResults, &about(*nct_id));
        Ok(self.live.trials().keys().copied().filter(may).collect())
    }

    /// The permit for an export of so many rows. Its entry is in the log, with the justification's hash.
    pub(crate) fn permit_export(
        &self,
        asker: &Asker,
        route: ResearchRoute,
        about: &About,
        asked: &ExportAsked,
        rows: u64,
    ) -> Result<Permit, Problem> {
        words(&asked.justification, 10, "justification")?;
        let mut asker = asker.clone();
        if let Some(purpose) = &asked.purpose {
            let named = Purpose::from_name(purpose);
            asker.set_purpose(named.ok_or_else(|| Problem::unusable("purpose", "not a code of HL7 v3 PurposeOfUse"))?);
        }
        let rows = u32::try_from(rows).unwrap_or(u32::MAX);
        let about = About { rows: Some(rows), justified: true, ..about.clone() };
        let permit = self.permit(&asker, route, &about)?;
        let kept = self.words.keep(&Phi::new(asked.justification.clone())).map_err(Error::from)?;
        let logged = if route == ResearchRoute::AuditExport { Logged::AuditExported } else { Logged::Exported };
        let leaving = permit.row_limit().map_or(rows, |limit| limit.min(rows));
        let entry = self.entry(&asker, &permit, logged, &about)?.justification(kept);
        self.enter(permit, &entry.count(Count::Rows, u64::from(leaving)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_cell_is_a_formula() {
        let row = ["plain", "a,b", "say \"so\"", "=1+1", "-2"];
        let mut text = String::new();
        line(&mut text, row.into_iter());
        assert_eq!(text, "plain,\"a,b\",\"say \"\"so\"\"\",\"'=1+1\",\"'-2\"\r\n");
    }
}
