//! The funnel of a trial, and what would become of it under other criteria. What is told comes from `almoner-match`'s release, which
//! tells no group of fewer than eleven and nothing that gives one back; no count of a ranking is told here but by it. A person may ask
//! so many different questions a day, since enough of them would tell a cohort apart.

use std::sync::Arc;
use std::time::Instant;

use almoner_base::NctId;
use almoner_eligibility::to_text;
use almoner_identity::http::{self, Problem};
use almoner_match::{Change, Funnel};
use almoner_policy::ResearchRoute;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ask::{nct, run};
use super::candidates::Found;
use super::versions::{Wording, of_a_person};
use super::{About, Answer, Api, Asker};
use crate::matching::slice;

/// Different what-if questions that a person may ask in a day.
pub(crate) const MOST_WHAT_IFS: usize = 2_000;

/// Questions that are told of a trial.
const MOST_QUESTIONS: usize = 5;

/// Other criteria.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhatIfAsked {
    /// Criteria in the order of the funnel; those that are not named follow.
    #[serde(default)]
    order: Vec<u32>,
    /// Criteria that are left out.
    #[serde(default)]
    drop: Vec<u32>,
    /// Criteria that ask something else.
    #[serde(default)]
    #[schema(max_items = 50)]
    replace: Vec<Replaced>,
}

/// A criterion that asks something else.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Replaced {
    criterion: u32,
    #[serde(flatten)]
    wording: Wording,
}

/// One step of a funnel.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FunnelStep {
    criterion: u32,
    readable: String,
    /// Patients whom neither it nor one before it excludes; none where that would tell of fewer than eleven.
    remaining: Option<u64>,
    /// Patients whom it alone excludes; none where that would tell of fewer than eleven.
    excluded_by_it_alone: Option<u64>,
}

/// How many stand where; none where that would tell of fewer than eleven, or give back a number that is kept back.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct ToldCounts {
    eligible: Option<u64>,
    potential: Option<u64>,
    excluded: Option<u64>,
}

impl From<almoner_match::ToldCounts> for ToldCounts {
    fn from(counts: almoner_match::ToldCounts) -> Self {
        let almoner_match::ToldCounts { eligible, potential, excluded } = counts;
        Self { eligible, potential, excluded }
    }
}

/// A funnel with its counts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FunnelTold {
    /// Patients at the start.
    start: Option<u64>,
    funnel: Vec<FunnelStep>,
    counts: ToldCounts,
}

/// A funnel, the one that it is compared with, and how long it took. A count of a what-if that is within ten of the one that it
/// stands for is told as that one; others are told in steps of eleven, true to within ten.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WhatIfTold {
    #[serde(flatten)]
    supposed: FunnelTold,
    /// Without any change; none where there is none.
    base: Option<FunnelTold>,
    took_ms: u64,
}

/// Something that is open, and what an answer would settle.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct QuestionTold {
    /// The criteria that ask it.
    criteria: Vec<u32>,
    /// Its words in the first of them.
    text: String,
    readable: String,
    /// Candidates whom any answer to it alone makes eligible or excluded, told as a what-if is; none where fewer than eleven.
    settles: Option<u64>,
    /// Candidates of whom it is open and in the way, told likewise.
    open: Option<u64>,
}

/// What to ask first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct QuestionList {
    /// Those first that settle most candidates, then those that are open for most.
    items: Vec<QuestionTold>,
}

/// What is open for the candidates of a trial: the question first whose answer, whatever it is, settles most of them.
#[utoipa::path(get, path = "/api/v1/trials/{nct_id}/questions", tag = "funnel", params(("nct_id" = String, Path)),
    responses((status = 200, body = QuestionList)))]
pub(crate) async fn questions(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
) -> Answer<QuestionList> {
    run(move || {
        let nct_id = nct(&nct_id)?;
        api.grant(&asker, ResearchRoute::Questions, &About::trial(nct_id))?;
        let found = api.matched_or_not_found(&asker, nct_id)?;
        let trial = &found.matched.trial;
        let mut screen = found.snapshot.screen(api.room.terms);
        let questions = found.ranking.next_questions(&mut screen, &trial.trial.criteria, MOST_QUESTIONS);
        let told = questions.into_iter().map(|question| QuestionTold {
            criteria: question.criteria,
            text: slice(&trial.record.eligibility_text, question.source),
            readable: to_text(&question.node, api.room.terms),
            settles: question.settles,
            open: question.open,
        });
        Ok(QuestionList { items: told.collect() })
    })
    .await
}

/// How the criteria, one after the other, leave fewer patients.
#[utoipa::path(get, path = "/api/v1/trials/{nct_id}/funnel", tag = "funnel", params(("nct_id" = String, Path)),
    responses((status = 200, body = WhatIfTold)))]
pub(crate) async fn show(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
) -> Answer<WhatIfTold> {
    run(move || {
        let nct_id = nct(&nct_id)?;
        api.grant(&asker, ResearchRoute::Funnel, &About::trial(nct_id))?;
        let began = began();
        let found = api.matched_or_not_found(&asker, nct_id)?;
        let supposed = api.funnel(&found);
        Ok(WhatIfTold { supposed, base: None, took_ms: took(began) })
    })
    .await
}

/// What would become of the funnel and the candidates under other criteria.
#[utoipa::path(post, path = "/api/v1/trials/{nct_id}/what-if", tag = "funnel", params(("nct_id" = String, Path)),
    request_body = WhatIfAsked, responses((status = 200, body = WhatIfTold)))]
pub(crate) async fn what_if(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
    http::Json(asked): http::Json<WhatIfAsked>,
) -> Answer<WhatIfTold> {
    run(move || {
        let nct_id = nct(&nct_id)?;
        api.grant(&asker, ResearchRoute::WhatIf, &About::trial(nct_id))?;
        api.count_distinct(&asker, "what-if", &(asker.project.as_str(), nct_id, &asked))?;
        let began = began();
        let found = api.matched_or_not_found(&asker, nct_id)?;
        let change = api.change(&found, &asked)?;
        let mut screen = found.snapshot.screen(api.room.terms);
        let supposed = found.ranking.suppose(&mut screen, &change);
        let told = api.funnel_told(&found, &supposed.funnel, &change);
        Ok(WhatIfTold { supposed: told, base: Some(api.funnel(&found)), took_ms: took(began) })
    })
    .await
}

impl Api {
    fn matched_or_not_found(&self, asker: &Asker, nct_id: NctId) -> Result<Found, Problem> {
        self.trial(nct_id)?;
        let matched = self.live.matched(&asker.project, nct_id).ok_or_else(|| {
            Problem::new(axum::http::StatusCode::NOT_FOUND, "not-matched", "this trial was not matched yet")
        })?;
        self.found(asker, matched)
    }

    fn funnel(&self, found: &Found) -> FunnelTold {
        self.funnel_told(found, &found.ranking.funnel(), &Change::default())
    }

    fn funnel_told(&self, found: &Found, funnel: &Funnel, change: &Change) -> FunnelTold {
        FunnelTold { start: funnel.start, funnel: self.steps(found, funnel, change), counts: funnel.counts.into() }
    }

    fn steps(&self, found: &Found, funnel: &Funnel, change: &Change) -> Vec<FunnelStep> {
        let own = &found.matched.trial.trial.criteria;
        let readable = |number: u32| {
            let replaced = change.replaced.iter().find(|criterion| criterion.id == number);
            let criterion = replaced.or_else(|| own.iter().find(|criterion| criterion.id == number));
            criterion.map(|criterion| to_text(&criterion.expr, self.room.terms)).unwrap_or_default()
        };
        let steps = funnel.rows.iter().map(|row| FunnelStep {
            criterion: row.criterion,
            readable: readable(row.criterion),
            remaining: row.remaining,
            excluded_by_it_alone: row.excluded_by_it_alone,
        });
        steps.collect()
    }

    fn change(&self, found: &Found, asked: &WhatIfAsked) -> Result<Change, Problem> {
        let criteria = &found.matched.trial.trial.criteria;
        let known = |number: &u32| criteria.iter().any(|criterion| criterion.id == *number);
        let unknown =
            || Problem::unusable("criterion-unknown", "expected numbers of criteria of the version that was matched");
        if !asked.order.iter().chain(&asked.drop).all(known) || asked.replace.len() > 50 {
            return Err(unknown());
        }
        let mut order = Vec::new();
        for number in &asked.order {
            if !order.contains(number) {
                order.push(*number);
            }
        }
        let mut replaced = Vec::new();
        for one in &asked.replace {
            let mut criterion =
                criteria.iter().find(|criterion| criterion.id == one.criterion).cloned().ok_or_else(unknown)?;
            let expr = self.understand(&one.wording, criterion.section, criterion.source)?;
            criterion.expr = of_a_person(expr, criterion.source);
            replaced.push(criterion);
        }
        Ok(Change { order, dropped: asked.drop.clone(), replaced })
    }
}

#[expect(clippy::disallowed_methods, reason = "measures how long an answer took, for its reader")]
fn began() -> Instant {
    Instant::now()
}

fn took(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}
