//! Views of lists that a person keeps under a name: filters and order of the lists of trials and of candidates. They are that person's
//! own; nobody else is shown them, and they are sealed where they are kept.
//!
//! A view says what is looked for and never whom: it has no place for a study id, and a name or value that could be one, or a
//! number, date or address of somebody, is refused.

use std::sync::Arc;

use almoner_audit::OpaqueId;
use almoner_base::StudyId;
use almoner_identity::http::{self, IdempotencyKey, Problem};
use almoner_policy::ResearchRoute;
use axum::extract::State;
use axum::http::StatusCode;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ask::{nct, run};
use super::decisions::Bin;
use super::once::Done;
use super::versions::words;
use super::{About, Answer, Api, Asker};
use crate::charts::aad;
use crate::db::review::view;
use crate::{Error, Room};

/// As many as a person may keep.
const MOST: usize = 50;
/// Characters of a name or a value.
const LONGEST: usize = 120;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ListName {
    /// The list of trials.
    Trials,
    /// The candidates of a trial.
    Candidates,
}

/// The filters and the order of a list, by the names that the list's own route gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ViewFilters {
    #[schema(max_length = 120)]
    status: Option<String>,
    /// Of trials.
    #[schema(max_length = 120)]
    phase: Option<String>,
    /// Of trials.
    #[schema(max_length = 120)]
    condition: Option<String>,
    /// Of trials.
    open_here: Option<bool>,
    /// Of trials.
    #[schema(max_length = 120)]
    sort: Option<String>,
    /// Of candidates.
    bin: Option<Bin>,
    /// Of candidates; then the view is of one trial, since criteria are numbered in each.
    missing: Option<u32>,
    /// Of candidates.
    one_unknown: Option<bool>,
}

/// A view to be kept. One of the same name and list takes the place of the one before.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewView {
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    of: ListName,
    /// The trial, of a view of candidates that is for one alone.
    #[serde(default)]
    trial: Option<String>,
    filters: ViewFilters,
}

/// A view.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ViewTold {
    view: String,
    name: String,
    of: ListName,
    trial: Option<String>,
    filters: ViewFilters,
    /// When it was kept last, in milliseconds since 1970 UTC.
    made: i64,
}

/// Views of a person, in the order of their names.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Views {
    items: Vec<ViewTold>,
}

/// One's own views.
#[utoipa::path(get, path = "/api/v1/me/views", tag = "access", responses((status = 200, body = Views)))]
pub(crate) async fn list(State(api): State<Arc<Api>>, asker: Asker) -> Answer<Views> {
    run(move || {
        api.grant(&asker, ResearchRoute::ViewList, &own(&asker))?;
        api.room.views(&asker.name())
    })
    .await
}

/// Keeps a view.
#[utoipa::path(post, path = "/api/v1/me/views", tag = "access", request_body = NewView, responses((status = 201, body = ViewTold)))]
pub(crate) async fn save(
    State(api): State<Arc<Api>>,
    asker: Asker,
    key: IdempotencyKey,
    http::Json(new): http::Json<NewView>,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let permit = api.permit(&asker, ResearchRoute::ViewSave, &own(&asker))?;
        check(&new)?;
        api.once(&asker, &key, &(ResearchRoute::ViewSave.name(), &new), || {
            let person = asker.name();
            let kept = api.room.views(&person)?.items;
            let same = |one: &&ViewTold| (&one.name, one.of, &one.trial) == (&new.name, new.of, &new.trial);
            let before = kept.iter().find(same).map(|one| one.view.clone());
            if before.is_none() && kept.len() >= MOST {
                let title = "as many views are kept as a person may have; remove one first";
                return Err(Problem::new(StatusCode::CONFLICT, "views-full", title));
            }
            let view = match before {
                Some(view) => view,
                None => OpaqueId::random().map_err(Error::from)?.to_string(),
            };
            // What a view holds is no matter of the log; that one was kept is.
            let entry = api.entry(&asker, &permit, almoner_audit::Action::StatusRead, &own(&asker))?;
            api.room.log.append(&entry).map_err(Error::from)?;
            let NewView { name, of, trial, filters } = new.clone();
            let told = ViewTold { view, name, of, trial, filters, made: api.room.clock.now().0 };
            api.room.keep_view(&person, &told)?;
            Done::new(StatusCode::CREATED, &told)
        })
    })
    .await
}

/// Removes a view of one's own; gives those that are left.
#[utoipa::path(delete, path = "/api/v1/me/views/{view}", tag = "access", params(("view" = String, Path)), responses((status = 200, body = Views)))]
pub(crate) async fn remove(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(name): http::Path<String>,
) -> Answer<Views> {
    run(move || {
        api.grant(&asker, ResearchRoute::ViewRemove, &own(&asker))?;
        let person = asker.name();
        if !api.room.forget_view(&person, &name)? {
            return Err(Problem::not_found());
        }
        api.room.views(&person)
    })
    .await
}

fn own(asker: &Asker) -> About {
    About { owner: Some(asker.name()), ..About::default() }
}

/// Whether the list has these filters, and nothing in them tells of anybody.
fn check(new: &NewView) -> Result<(), Problem> {
    let of = &new.filters;
    let trials = of.phase.is_some() || of.condition.is_some() || of.open_here.is_some() || of.sort.is_some();
    let candidates = of.bin.is_some() || of.missing.is_some() || of.one_unknown.is_some();
    let fits = match new.of {
        ListName::Trials => !candidates && new.trial.is_none(),
        ListName::Candidates => !trials && of.missing.is_some() == new.trial.is_some(),
    };
    if !fits {
        return Err(Problem::unusable("view-filters", "this list has other filters"));
    }
    if let Some(trial) = &new.trial {
        nct(trial)?;
    }
    let texts = [("name", Some(&new.name)), ("status", of.status.as_ref()), ("phase", of.phase.as_ref())];
    let more = [("condition", of.condition.as_ref()), ("sort", of.sort.as_ref())];
    for (field, text) in texts.into_iter().chain(more) {
        let Some(text) = text else { continue };
        words(text, 1, field)?;
        if text.chars().count() > LONGEST {
            return Err(Problem::unusable("words", "expected at most 120 characters").with("field", field));
        }
        let mut parts = text.split(|c: char| !c.is_alphanumeric() && c != '-');
        // A word of eight letters alone may look like one by chance.
        let written = |part: &str| part.contains(|c: char| c == '-' || c.is_ascii_digit());
        if parts.any(|part| written(part) && StudyId::parse(part).is_ok()) {
            let title = "a view says what is looked for, not whom: this holds a study id";
            return Err(Problem::unusable("words-identifier", title).with("field", field));
        }
    }
    Ok(())
}

/// What is sealed of a view.
#[derive(Serialize, Deserialize)]
struct Sealed {
    name: String,
    of: ListName,
    trial: Option<String>,
    filters: ViewFilters,
}

impl Room {
    fn views(&self, person: &str) -> Result<Views, Problem> {
        let connection = self.database.connection();
        let rows = self.database.run(async {
            let own = view::Entity::find().filter(view::Column::Person.eq(person));
            own.order_by_asc(view::Column::Id).all(connection).await
        });
        let mut items = Vec::new();
        for row in rows.map_err(Error::from)? {
            let bytes = self.store_key.open(&row.sealed, &aad("view", person, &row.id)).map_err(Error::from)?;
            let Sealed { name, of, trial, filters } = serde_json::from_slice(&bytes).map_err(|_| Error::Schema)?;
            items.push(ViewTold { view: row.id, name, of, trial, filters, made: row.made });
        }
        items.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Views { items })
    }

    fn keep_view(&self, person: &str, told: &ViewTold) -> Result<(), Problem> {
        let ViewTold { name, of, trial, filters, .. } = told.clone();
        let bytes = serde_json::to_vec(&Sealed { name, of, trial, filters }).map_err(|_| Problem::internal())?;
        let sealed = self.store_key.seal(&bytes, &aad("view", person, &told.view)).map_err(Error::from)?;
        let row = view::ActiveModel {
            id: Set(told.view.clone()),
            person: Set(person.to_owned()),
            sealed: Set(sealed),
            made: Set(told.made),
        };
        let again = sea_orm::sea_query::OnConflict::column(view::Column::Id)
            .update_columns([view::Column::Sealed, view::Column::Made])
            .to_owned();
        let connection = self.database.connection();
        let insert = async { view::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await };
        self.database.run(insert).map_err(Error::from)?;
        Ok(())
    }

    /// Whether there was such a view of this person.
    fn forget_view(&self, person: &str, id: &str) -> Result<bool, Problem> {
        let connection = self.database.connection();
        let removed = self.database.run(async {
            let own = view::Entity::delete_many().filter(view::Column::Person.eq(person));
            own.filter(view::Column::Id.eq(id)).exec(connection).await
        });
        Ok(removed.map_err(Error::from)?.rows_affected > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(of: ListName, name: &str, filters: ViewFilters) -> NewView {
        NewView { name: name.to_owned(), of, trial: None, filters }
    }

    fn code(new: &NewView) -> &'static str {
        check(new).map_or_else(|problem| problem.code(), |()| "kept")
    }

    #[test]
    fn a_view_holds_filters_of_its_own_list_alone() {
        let unknown = ViewFilters { one_unknown: Some(true), ..ViewFilters::default() };
        assert_eq!(code(&view(ListName::Candidates, "one away", unknown.clone())), "kept");
        assert_eq!(code(&view(ListName::Trials, "one away", unknown)), "view-filters");
        let sorted = ViewFilters { sort: Some("title".to_owned()), ..ViewFilters::default() };
        assert_eq!(code(&view(ListName::Trials, "by title", sorted.clone())), "kept");
        assert_eq!(code(&view(ListName::Candidates, "by title", sorted)), "view-filters");
        // Criteria are numbered in each trial.
        let missing = ViewFilters { missing: Some(3), ..ViewFilters::default() };
        let mut new = view(ListName::Candidates, "eGFR is missing", missing);
        assert_eq!(code(&new), "view-filters");
        new.trial = Some("NCT09000001".to_owned());
        assert_eq!(code(&new), "kept");
    }

    #[test]
    fn a_view_names_nobody() {
        let study = StudyId::from_random(12_345).to_string();
        for name in [study.as_str(), "ann@example.org", "MRN 8812345", "born 03/04/1961"] {
            assert_eq!(code(&view(ListName::Trials, name, ViewFilters::default())), "words-identifier", "{name}");
        }
        let filters = ViewFilters { condition: Some(format!("asthma {study}")), ..ViewFilters::default() };
        assert_eq!(code(&view(ListName::Trials, "asthma", filters)), "words-identifier");
        assert_eq!(code(&view(ListName::Trials, " ", ViewFilters::default())), "words");
    }
}
