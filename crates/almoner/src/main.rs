//! The binary: parse the arguments, one `match`, start. What a verb does stands in `verbs`.

mod cli;
mod clock;
mod control;
mod door;
mod failure;
mod home;
mod role;
mod sandbox;
mod show;
mod supervisor;
mod ticker;
mod verbs;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Criteria, Deid, Verb};
use crate::failure::{Exit, Failed};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output and are fine; the rest is wrong usage. Printing can only fail for want
            // of a terminal, and then nobody would hear of it.
            let _printed = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match run(cli) {
        Ok(code) => code,
        Err(report) => {
            let exit = report.downcast_ref::<Failed>().map_or(Exit::Io, |failed| failed.exit);
            show::error(&report);
            ExitCode::from(exit as u8)
        }
    }
}

fn run(cli: Cli) -> miette::Result<ExitCode> {
    let common = &cli.common;
    match cli.verb {
        Verb::Init { kms } => verbs::init::run(common, kms.as_deref()),
        Verb::Sample { patients, seed, out } => verbs::sample::run(common, patients, seed, &out),
        Verb::Ingest { paths, strict } => verbs::ingest::run(common, &paths, strict),
        Verb::Release(options) => verbs::release::run(common, &options),
        Verb::Choices(cli::Choices::Import { file }) => verbs::choices::run(common, &file),
        Verb::Risk(verb) => verbs::risk::run(common, &verb),
        Verb::Terms(verb) => verbs::terms::run(common, &verb),
        Verb::Trials(verb) => verbs::trials::run(common, &verb),
        Verb::Match { trials, text, top } => verbs::matching::run(common, &trials, text, top),
        Verb::Shred { study_id } => verbs::release::shred(common, &study_id),
        Verb::Deid(Deid::Text(files)) => verbs::stateless::deid_text(common, &files),
        Verb::Deid(Deid::Evaluate(what)) => verbs::stateless::deid_evaluate(common, &what),
        Verb::Criteria(Criteria::Parse(files)) => verbs::stateless::criteria_parse(common, &files),
        Verb::Criteria(Criteria::Export(what)) => verbs::interchange::export(common, &what),
        Verb::Criteria(Criteria::Import(what)) => verbs::interchange::import(common, &what),
        Verb::Criteria(Criteria::Decide(files)) => verbs::stateless::criteria_decide(common, &files),
        Verb::Rank { trials, topics, top, output } => verbs::stateless::rank(common, &trials, &topics, top, &output),
        Verb::Audit(verb) => verbs::audit::run(common, &verb),
        Verb::Policy(verb) => verbs::policy::run(common, &verb),
        Verb::Keys(verb) => verbs::keys::run(common, verb),
        Verb::Serve(serve) => verbs::serve::run(common, &serve),
        Verb::Doctor => verbs::doctor::run(common),
        Verb::Bench { what } => verbs::bench::run(common, &what),
        Verb::Demo { out, patients, no_serve, serve } => {
            verbs::demo::run(common, &out, patients, (!no_serve).then_some(&serve))
        }
        Verb::Role { role } => role::run(role),
    }
}
