//! The airlock while both zones serve: one thread reads what the PHI zone sends. It never waits for an answer, and what it has heard is
//! durable before it says so (`almoner_chart::SERVING`).

use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::mpsc::Sender;

use almoner_base::ProjectId;
use almoner_chart::{DeskAnswer, SERVING, ToPhi, ToResearch};

use super::Api;
use crate::{Error, ReceiveSummary};

/// Begins to listen, and tells the PHI zone what it needs to know.
pub(crate) fn listen(api: &Arc<Api>) -> Result<(), Error> {
    let (mut channel, answered) = api.room.airlock.serve()?;
    let hearing = Arc::clone(api);
    let thread = std::thread::spawn(move || {
        while let Ok(message) = channel.receive() {
            if !hearing.heard(message, &answered) {
                break;
            }
        }
    });
    api.runs.keep(thread);
    let airlock = &api.room.airlock;
    airlock.send(&ToPhi::Hello(SERVING))?;
    for trial in api.live.screening().values() {
        if let Some(approved) = trial.stored.approved() {
            airlock.send(&ToPhi::Trial(approved))?;
        }
    }
    for register in api.registers.told() {
        airlock.send(&ToPhi::Register(register))?;
    }
    for request in api.contacts.open_requests() {
        airlock.send(&ToPhi::Contact(request))?;
    }
    airlock.send(&ToPhi::AskIngest)
}

impl Api {
    /// Does what a message asks for; says whether there is more to hear.
    fn heard(&self, message: ToResearch, answered: &Sender<Vec<DeskAnswer>>) -> bool {
        let done = match message {
            ToResearch::Hello(version) => return version == SERVING,
            // A run that gave up waiting does not take it.
            ToResearch::Desk(answers) => answered.send(answers).map_err(|_| Error::Protocol),
            ToResearch::Contact(outcome) => self.contact_changed(&outcome),
            ToResearch::Ingest(status) => {
                *self.live.ingest.write().unwrap_or_else(PoisonError::into_inner) = Some(status);
                Ok(())
            }
            ToResearch::Retract(retracts) => self.room.forget(&retracts).and_then(|()| {
                for retract in &retracts {
                    self.book.forget_words(&retract.project, retract.study_id);
                }
                for project in projects(retracts.iter().map(|retract| &retract.project)) {
                    self.live.charts_changed(&project, self.room.clock.now().0);
                }
                self.room.airlock.send(&ToPhi::Committed(Vec::new()))
            }),
            ToResearch::Charts(charts) => {
                let mut summary = ReceiveSummary::default();
                self.room.keep(charts, &mut summary).and_then(|kept| {
                    for (project, patients) in &kept.patients {
                        self.live.charts_came(project, patients, self.room.clock.now().0, self.room.terms);
                    }
                    self.room.airlock.send(&ToPhi::Committed(kept.refused))
                })
            }
            ToResearch::Done => Ok(()),
        };
        // What could not be kept is not confirmed; the other side sends it again when both have started again.
        done.is_ok()
    }
}

fn projects<'p>(named: impl Iterator<Item = &'p ProjectId>) -> std::collections::BTreeSet<ProjectId> {
    named.cloned().collect()
}
