//! `almoner criteria export` and `import`: eligibility in the languages of others. Stateless and confined like its sisters.

use std::io::{BufReader, BufWriter, Read, Write};
use std::process::ExitCode;

use almoner_base::{Date, PartialDate};
use almoner_terms::Terms;
use almoner_trials::interchange::{Vocabulary, documents, from_circe, from_ctml, to_circe, to_fhir};
use almoner_trials::{Parser, read_trials};
use miette::Result;
use serde_json::{Value, json};

use super::stateless::{LONGEST, confine, create, open, write_failed};
use crate::cli::{Common, CriteriaExport, CriteriaImport, From, To};
use crate::failure::{Exit, fail};
use crate::show;

pub(crate) fn export(common: &Common, what: &CriteriaExport) -> Result<ExitCode> {
    let as_of = what.as_of.as_deref().map(day).transpose()?;
    let input = open(&what.input)?;
    let concepts = what.concepts.as_deref().map(open).transpose()?;
    let output = match &concepts {
        Some(concepts) => create(&what.output, &[&input, concepts])?,
        None => create(&what.output, &[&input])?,
    };
    confine(common)?;
    let terms = Terms::builtin();
    let vocabulary = match concepts {
        Some(concepts) => {
            let mut concepts = BufReader::with_capacity(1 << 20, concepts);
            Vocabulary::read(&mut concepts, terms)
                .map_err(|code| fail(Exit::Usage, code.0, "`--concepts` is not the CONCEPT.csv of an Athena download"))?
        }
        None => Vocabulary::default(),
    };
    let mut output = BufWriter::with_capacity(1 << 20, output);
    let mut parser = Parser::new(terms);
    let (mut trials, mut unsaid) = (0_u64, 0_u64);
    let mut failed = None;
    let report = read_trials(BufReader::with_capacity(1 << 20, input), |trial| {
        let criteria = parser.parse_trial(&trial).criteria;
        let exported = match what.to {
            To::Fhir => to_fhir(&trial, &criteria, terms, as_of),
            To::Circe => to_circe(&trial, &criteria, terms, &vocabulary),
        };
        trials += 1;
        unsaid += exported.unsaid.len() as u64;
        let line = json!({ "nct_id": trial.nct_id.to_string(), "document": exported.document, "unsaid": exported.unsaid });
        if failed.is_none() {
            failed = writeln!(output, "{line}").err();
        }
    });
    for issue in &report.issues {
        let line = json!({ "line": issue.line, "error": { "code": issue.code, "message": issue.path } });
        failed = failed.or_else(|| writeln!(output, "{line}").err());
    }
    if let Some(error) = failed.or_else(|| output.flush().err()) {
        return Err(write_failed(&error));
    }
    show::remark(&format!("{trials} trials, {unsaid} parts that can not be said; {} issues", report.issues.len()));
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn import(common: &Common, what: &CriteriaImport) -> Result<ExitCode> {
    let input = open(&what.input)?;
    let output = create(&what.output, &[&input])?;
    confine(common)?;
    let mut text = String::new();
    let read = input.take(LONGEST + 1).read_to_string(&mut text);
    if read.map_err(|_| fail(Exit::Io, "input-unreadable", "the input can not be read as UTF-8"))? as u64 > LONGEST {
        return Err(fail(Exit::Usage, "input-too-long", "the input is longer than 64 MiB")
            .with_hint("give the documents in several files"));
    }
    let terms = Terms::builtin();
    let mut output = BufWriter::with_capacity(1 << 20, output);
    let (mut good, mut bad, mut unsaid) = (0_u64, 0_u64, 0_usize);
    for (number, document) in (1_u64..).zip(documents(&text)) {
        let imported = document.and_then(|document| match what.from {
            From::Ctml => from_ctml(&document, terms),
            From::Circe => from_circe(&document, terms),
        });
        let line = match &imported {
            Ok(imported) => {
                good += 1;
                unsaid += imported.unsaid.len();
                serde_json::to_value(imported.line(terms)).unwrap_or(Value::Null)
            }
            Err(error) => {
                bad += 1;
                json!({ "document": number, "error": { "code": error.code, "message": error.message } })
            }
        };
        writeln!(output, "{line}").map_err(|error| write_failed(&error))?;
    }
    output.flush().map_err(|error| write_failed(&error))?;
    show::remark(&format!("{good} documents read, {bad} not; {unsaid} parts that were not understood"));
    Ok(ExitCode::SUCCESS)
}

fn day(text: &str) -> Result<Date> {
    let date = PartialDate::parse_fhir(text).filter(|date| date.day.is_some()).and_then(PartialDate::bounds);
    let malformed = || fail(Exit::Usage, "date-malformed", "`--as-of` expects YYYY-MM-DD");
    Ok(date.map(|(date, _)| date).ok_or_else(malformed)?)
}
