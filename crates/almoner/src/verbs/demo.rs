//! `almoner demo`: the whole way on a synthetic hospital.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use almoner_research::MatchOptions;
use miette::{Result, miette};
use serde_json::{Value, json};

use super::ingest::list;
use crate::cli::{Common, ReleaseArgs, Serve};
use crate::clock::Watch;
use crate::control::Role;
use crate::failure::{Exit, fail};
use crate::home::Home;
use crate::{show, supervisor, verbs};

/// Trials shown as a table.
const SHOWN: usize = 3;
/// Candidates in each table.
const TOP: usize = 5;

pub(crate) fn run(common: &Common, out: &Path, patients: u32, serve: Option<&Serve>) -> Result<ExitCode> {
    let watch = Watch::start();
    if out.exists() {
        return Err(fail(Exit::Usage, "demo-exists", "the demo's folder exists already")
            .with_hint("remove it, or name another with --out"));
    }
    let hospital = out.join("hospital");
    step(1, "a synthetic hospital: every patient, note and trial in it is invented");
    verbs::sample::write(patients, 1, &hospital)?;
    let out = out.canonicalize().map_err(|_| miette!("the demo's folder can not be resolved"))?;
    let hospital = out.join("hospital");
    step(2, "a home with a zone for identified data and a zone for research");
    let home = Home::create(&out.join("home"))?;
    let choices = verbs::choices(common)?;
    verbs::init::make(&home, &choices)?;

    let mut records = vec![hospital.join("fhir"), hospital.join("bundles")];
    // A small hospital has no patient who comes as a bundle.
    records.retain(|folder| folder.exists());
    let trials = hospital.join("trials/trials.jsonl");
    let mut inputs: Vec<_> = records.iter().map(|path| (Role::Phi, path.clone())).collect();
    inputs.push((Role::Research, trials.clone()));
    let (mut phi, mut research) = supervisor::start(&home, &inputs, &choices)?;
    step(3, "records into the vault");
    verbs::ingest::print(&verbs::ingest::ingest(&mut phi, &mut research, records)?);
    step(4, "trials: imported as drafts, then approved by somebody else");
    verbs::trials::print(&verbs::trials::import(&mut research, vec![trials])?);
    let ids: Vec<String> = almoner_sample::trials().iter().map(|trial| trial.nct_id.to_string()).collect();
    verbs::trials::approve(&home, &mut research, &ids, "demo-approver", choices.passphrase.as_deref())?;
    step(5, "charts: de-identified, sealed, handed through the airlock, read for facts");
    let arguments = ReleaseArgs {
        policy: "expert_determination".to_owned(),
        attestation: Some(hospital.join("attestation.json")),
        recipient: None,
        as_of: Some(almoner_sample::anchor().to_string()),
    };
    let options = verbs::release::options(common, &arguments, false)?;
    let (summary, received) = verbs::release::release(&mut phi, &mut research, &options)?;
    verbs::release::print(&summary, &received);
    step(6, "candidates");
    let options = MatchOptions { project: common.project.clone(), trials: Vec::new(), top: Some(TOP), text: true };
    let mut lines = Vec::new();
    let summary = verbs::matching::matching(&mut phi, &mut research, &options, &mut |line| {
        lines.extend(serde_json::from_str::<Value>(line.get()));
    })?;
    let welcome = match serve {
        Some(serve) => welcome(&mut phi, &mut research, serve, &ids, busiest(&hospital).as_deref())?,
        None => Vec::new(),
    };
    phi.stop()?;
    research.stop()?;
    // The trials with the most eligible candidates come first; ties by id.
    let eligible = |line: &Value| line.get("counts").map_or(0, |counts| super::ingest::number(counts, "eligible"));
    lines.sort_by_key(|line| std::cmp::Reverse(eligible(line)));
    for line in lines.iter().take(SHOWN) {
        verbs::matching::trial(line);
    }
    if let Some((line, candidate)) = lines.first().and_then(|line| Some((line, list(line, "candidates").next()?))) {
        verbs::matching::candidate(line, candidate);
    }
    verbs::matching::print(&summary);
    show::line(&format!("\ndone in {:.0} s; everything lies in {}", watch.seconds(), out.display()));
    match serve {
        Some(serve) => {
            step(7, "the web application, for the people of the hospital");
            verbs::serve::open_doors(common, serve, &home, &welcome)
        }
        None => {
            show::line("try next:");
            let home = home.folder().display();
            for next in
                ["match --trial NCT99000001 --text --json", "audit show --last 10", "audit verify", "doctor", "serve"]
            {
                show::line(&format!("  almoner {next} --home {home}"));
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The people of the sample hospital: at which door, in which role, and what they do first.
const PEOPLE: [(Role, &str, &str, almoner_policy::Role, &str); 7] = [
    (
        Role::Research,
        "cora",
        "Cora Coordinator",
        almoner_policy::Role::Coordinator,
        "Trials, one of them, Candidates: who matches and why",
    ),
    (
        Role::Research,
        "ines",
        "Ines Investigator",
        almoner_policy::Role::Investigator,
        "approves what Cora changed in a trial",
    ),
    (
        Role::Research,
        "petra",
        "Petra Privacy",
        almoner_policy::Role::PrivacyOfficer,
        "Audit: who did what, with a proof of each entry",
    ),
    (
        Role::Research,
        "olga",
        "Olga Operator",
        almoner_policy::Role::Operator,
        "System: how it stands; Accounts: who may come in",
    ),
    (Role::Phi, "clara", "Clara Clinician", almoner_policy::Role::Clinician, "possible trials of her patients"),
    (Role::Phi, "petra", "Petra Privacy", almoner_policy::Role::PrivacyOfficer, "break-glass reviews, de-identification"),
    (Role::Phi, "olga", "Olga Operator", almoner_policy::Role::Operator, "says which practitioner of the records Clara is"),
];

/// Makes accounts for the people of the sample hospital, and says how each enrols and what to click.
fn welcome(
    phi: &mut supervisor::Zone,
    research: &mut supervisor::Zone,
    serve: &Serve,
    trials: &[String],
    practitioner: Option<&str>,
) -> Result<Vec<String>> {
    let mut lines = vec![
        String::new(),
        "a browser warns at each door, since it does not know these certificates; go on to the page".to_owned(),
        "each link enrols one person, once, within 24 hours; behind such a warning with a password and an authenticator app"
            .to_owned(),
        "(browsers make passkeys only where they trust the certificate)".to_owned(),
    ];
    for door in verbs::serve::doors(serve)? {
        let zone: &mut supervisor::Zone = if door.role == Role::Phi { phi } else { research };
        let here = PEOPLE.iter().filter(|(role, ..)| *role == door.role);
        let people = here.clone().map(|(_, name, display, role, _)| {
            json!({ "sign_in_name": name, "display_name": display, "grants": { "roles": [role], "studies": trials } })
        });
        let people: Vec<Value> = people.collect();
        let place = &door.place;
        let command = json!({ "FirstAccounts": { "origin": place.origin, "host": place.host, "people": people } });
        let links = zone.ask(&command, |_| {})?;
        for ((_, name, display, _, does), link) in here.zip(links.as_array().into_iter().flatten()) {
            lines.push(format!("\n{display}, who signs in as `{name}`: {does}"));
            lines.push(format!("  {}", link.as_str().unwrap_or_default()));
            if let (Role::Phi, "olga", Some(practitioner)) = (door.role, *name, practitioner) {
                lines.push(format!("  in Accounts, beside Clara: {practitioner}"));
            }
        }
    }
    lines.push(String::new());
    Ok(lines)
}

/// The practitioner with the most encounters, for the operator to say who the clinician is.
fn busiest(hospital: &Path) -> Option<String> {
    let text = std::fs::read_to_string(hospital.join("fhir/Encounter.ndjson")).ok()?;
    let mut encounters: BTreeMap<&str, u32> = BTreeMap::new();
    for (at, _) in text.match_indices("Practitioner/") {
        let reference = text.get(at..).and_then(|rest| rest.split('"').next());
        *encounters.entry(reference?).or_default() += 1;
    }
    encounters.into_iter().max_by_key(|(_, number)| *number).map(|(reference, _)| reference.to_owned())
}

fn step(number: u32, text: &str) {
    show::line(&format!("\n[{number}] {text}"));
}
