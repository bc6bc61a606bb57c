//! Verbs that open no home and keep no log: one input, one output, confined before the first line is read.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use almoner_base::Secret;
use almoner_crypto::{DataKey, sha256};
use almoner_deid::{Change, Evaluation, Form, Known, Output, PhiSpan, Surrogates, TextEngine, evaluate, redact_as};
use almoner_eligibility::Section;
use almoner_match::{TrialIndex, decide};
use almoner_terms::Terms;
use almoner_trials::{Parser, read_trials, to_json};
use miette::{IntoDiagnostic, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::cli::{Common, DeidEvaluate, DeidText, InOut, Written};
use crate::failure::{Exit, fail};
use crate::sandbox::{self, Reach};
use crate::show;

/// The longest line that is read; a longer one is answered by an error and passed over.
pub(super) const LONGEST: u64 = 64 << 20;

/// Why a line got no answer.
#[derive(Clone, Copy)]
struct Refused {
    code: &'static str,
    message: &'static str,
}

/// A line of the input without its end.
type Line = std::result::Result<Vec<u8>, Refused>;

const JSON: Refused = Refused { code: "line-json", message: "not a JSON object with the fields that this verb reads" };
const ENCODING: Refused = Refused { code: "line-encoding", message: "not UTF-8" };
const TOO_LONG: Refused = Refused { code: "line-too-long", message: "longer than 64 MiB" };

#[derive(Deserialize)]
struct NoteLine {
    id: Value,
    text: String,
    #[serde(default)]
    known: Option<Value>,
    /// Whose text it is; lines of one patient share their false values.
    #[serde(default)]
    patient: Option<Value>,
}

#[derive(Serialize)]
struct NoteTold<'a> {
    id: &'a Value,
    text: &'a str,
    spans: &'a [PhiSpan],
}

#[derive(Deserialize)]
struct CriteriaLine {
    nct_id: String,
    #[serde(default)]
    criteria_text: Option<String>,
}

#[derive(Deserialize)]
struct DecideLine {
    id: Value,
    note: String,
    criterion: String,
    section: Section,
}

#[derive(Deserialize)]
struct TopicLine {
    id: Value,
    note: String,
}

/// Patients whose false values are kept at hand. They follow from the key, so that forgetting them costs little.
const PATIENTS_AT_HAND: usize = 4096;

pub(crate) fn deid_text(common: &Common, what: &DeidText) -> Result<ExitCode> {
    let engine = TextEngine::builtin();
    let key = secret_of(what)?;
    each_line(common, &what.files, HashMap::new, |patients: &mut HashMap<String, Surrogates<'static>>, line: NoteLine| {
        let known = match &line.known {
            Some(known) => Known::from_value(known).map_err(|_| JSON)?,
            None => Known::new(),
        };
        let output = match (what.written, &key) {
            (Written::Surrogates, Some(key)) => {
                // A line that names no patient is a patient of its own.
                let whose = match &line.patient {
                    Some(patient) => format!("patient\0{patient}"),
                    None => format!("line\0{}", line.id),
                };
                if patients.len() >= PATIENTS_AT_HAND && !patients.contains_key(&whose) {
                    patients.clear();
                }
                let own = key.derive(&[b"surrogates\0", whose.as_bytes()].concat());
                Output::Surrogates(patients.entry(whose).or_insert_with(|| Surrogates::new(move |data| own.mac(data))))
            }
            (Written::Masks, _) => Output::Masks,
            _ => Output::Tags,
        };
        let redacted = redact_as(engine, &line.text, &known, Form::Tags, output);
        written(&NoteTold { id: &line.id, text: &redacted.text, spans: &redacted.spans })
    })
}

/// The secret that false values follow from: of a file, or drawn for this run. Nothing else needs one.
fn secret_of(what: &DeidText) -> Result<Option<DataKey>> {
    match (what.written, &what.key) {
        (Written::Surrogates, Some(path)) => {
            let mut bytes = Vec::new();
            let read = open(path)?.take(1 << 16).read_to_end(&mut bytes);
            read.map_err(|error| fail(Exit::Io, "key-unreadable", &format!("the key can not be read: {}", error.kind())))?;
            if bytes.len() < 32 {
                return Err(fail(Exit::Usage, "key-short", "the key has fewer than 32 bytes")
                    .with_hint("make one with: head -c 32 /dev/urandom > FILE"));
            }
            let key = DataKey::from_secret(Secret::new(sha256(&bytes)));
            Ok(Some(key))
        }
        (Written::Surrogates, None) => match DataKey::generate() {
            Ok(key) => Ok(Some(key)),
            Err(_) => Err(fail(Exit::Io, "key", "no random key could be drawn").into()),
        },
        (_, Some(_)) => Err(fail(Exit::Usage, "key-unused", "a key is for `--as surrogates` alone").into()),
        (_, None) => Ok(None),
    }
}

pub(crate) fn deid_evaluate(common: &Common, what: &DeidEvaluate) -> Result<ExitCode> {
    let mut input = open(&what.gold)?;
    let mut page = what.html.as_deref().map(|path| create(path, &[&input])).transpose()?;
    confine(common)?;
    let mut gold = String::new();
    input.read_to_string(&mut gold).map_err(|_| fail(Exit::Io, "gold-unreadable", "the notes can not be read as UTF-8"))?;
    let evaluation = Evaluation {
        form: if what.safe_vocabulary { Form::SafeVocabulary } else { Form::Tags },
        with_known: !what.no_known,
        show_phi: what.show_phi,
        change: Change::None,
    };
    let report = evaluate(TextEngine::builtin(), &gold, &evaluation)
        .map_err(|error| fail(Exit::Usage, "gold-malformed", &error.to_string()))?;
    if let Some(page) = &mut page {
        page.write_all(report.to_html().as_bytes()).map_err(|error| write_failed(&error))?;
    }
    if common.json {
        show::json(&report);
    } else {
        show::line(&report.to_string());
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn criteria_parse(common: &Common, files: &InOut) -> Result<ExitCode> {
    let terms = Terms::builtin();
    each_line(
        common,
        files,
        || Parser::new(terms),
        |parser, line: CriteriaLine| {
            let text = line.criteria_text.unwrap_or_default();
            let parsed = parser.parse_eligibility(&text);
            written(&to_json(terms, &line.nct_id, &text, &parsed))
        },
    )
}

pub(crate) fn criteria_decide(common: &Common, files: &InOut) -> Result<ExitCode> {
    let terms = Terms::builtin();
    each_line(
        common,
        files,
        || (),
        |(), line: DecideLine| {
            let decision = decide(terms, &line.note, &line.criterion, line.section);
            written(&json!({
                "id": line.id, "verdict": decision.verdict, "evidence": decision.evidence, "reason": decision.reason
            }))
        },
    )
}

/// An answer as a line of JSON.
fn written(answer: &impl Serialize) -> std::result::Result<String, Refused> {
    serde_json::to_string(answer).map_err(|_| JSON)
}

/// Lines that are held at a time, and their bytes: all processors share them.
const BATCH: usize = 512;
const BATCH_BYTES: usize = 4 << 20;

type Answered = std::result::Result<Option<String>, Refused>;

/// Opens both files, confines the process, and answers each line of the input by a line of the output, in order. The lines are
/// shared out among the processors; each has its own `start`ed state, on which no answer may depend.
fn each_line<T, S>(
    common: &Common,
    files: &InOut,
    start: impl Fn() -> S,
    answer: impl Fn(&mut S, T) -> std::result::Result<String, Refused> + Sync,
) -> Result<ExitCode>
where
    T: for<'de> Deserialize<'de>,
    S: Send,
{
    let input = open(&files.input)?;
    let output = create(&files.output, &[&input])?;
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    confine(common)?;
    let mut input = BufReader::with_capacity(1 << 20, input);
    let mut output = BufWriter::with_capacity(1 << 20, output);
    let mut states: Vec<S> = (0..processors).map(|_| start()).collect();
    let (mut number, mut refused) = (0_u64, 0_u64);
    loop {
        let lines = next_lines(&mut input)?;
        if lines.is_empty() {
            break;
        }
        for answered in answers(&mut states, &lines, &answer) {
            number += 1;
            let told = match answered {
                Ok(Some(told)) => told,
                Ok(None) => continue,
                Err(error) => {
                    refused += 1;
                    json!({ "line": number, "error": { "code": error.code, "message": error.message } }).to_string()
                }
            };
            writeln!(output, "{told}").map_err(|error| write_failed(&error))?;
        }
    }
    output.flush().map_err(|error| write_failed(&error))?;
    if refused > 0 {
        show::remark(&format!("{refused} of {number} lines could not be read; the output says which"));
    }
    Ok(ExitCode::SUCCESS)
}

/// The answers to some lines, in their order.
fn answers<T: for<'de> Deserialize<'de>, S: Send>(
    states: &mut [S],
    lines: &[Line],
    answer: &(impl Fn(&mut S, T) -> std::result::Result<String, Refused> + Sync),
) -> Vec<Answered> {
    let next = AtomicUsize::new(0);
    let answered: Vec<OnceLock<Answered>> = lines.iter().map(|_| OnceLock::new()).collect();
    let work = |state: &mut S| {
        while let Some((line, slot)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            lines.get(at).zip(answered.get(at))
        } {
            let told = line.as_ref().map_err(|refused| *refused).and_then(|bytes| {
                let text = std::str::from_utf8(bytes).map_err(|_| ENCODING)?;
                let text = text.strip_prefix('\u{feff}').unwrap_or(text);
                if text.trim().is_empty() {
                    return Ok(None);
                }
                answer(state, serde_json::from_str(text).map_err(|_| JSON)?).map(Some)
            });
            let _once = slot.set(told);
        }
    };
    match states {
        [state] => work(state),
        states => std::thread::scope(|scope| {
            for state in states {
                scope.spawn(|| work(state));
            }
        }),
    }
    answered.into_iter().map(|slot| slot.into_inner().unwrap_or(Ok(None))).collect()
}

/// Some lines, none at the end of the input.
fn next_lines(input: &mut impl BufRead) -> Result<Vec<Line>> {
    let (mut lines, mut bytes) = (Vec::new(), 0);
    while lines.len() < BATCH && bytes < BATCH_BYTES {
        let Some(line) = next_line(input)? else { break };
        bytes += line.as_ref().map_or(0, Vec::len);
        lines.push(line);
    }
    Ok(lines)
}

pub(crate) fn rank(common: &Common, trials: &Path, topics: &Path, top: usize, output: &Path) -> Result<ExitCode> {
    let (trials, topics) = (open(trials)?, open(topics)?);
    let output = create(output, &[&trials, &topics])?;
    confine(common)?;
    let mut records = Vec::new();
    let report = read_trials(BufReader::with_capacity(1 << 20, trials), |record| records.push(record));
    if report.quarantined > 0 {
        show::remark(&format!("{} trials could not be read and are left out", report.quarantined));
    }
    let mut index = TrialIndex::new(Terms::builtin(), records);
    let mut topics = BufReader::with_capacity(1 << 20, topics);
    let mut output = BufWriter::new(output);
    let mut number = 0_u64;
    while let Some(line) = next_line(&mut topics)? {
        number += 1;
        let topic: Option<TopicLine> = line.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let Some(topic) = topic else {
            show::remark(&format!("topic line {number} could not be read [{}]", JSON.code));
            continue;
        };
        let id = topic.id.as_str().map_or_else(|| topic.id.to_string(), str::to_owned);
        for ranked in index.rank(&topic.note, top) {
            writeln!(output, "{}", ranked.trec_line(&id)).map_err(|error| write_failed(&error))?;
        }
    }
    output.flush().map_err(|error| write_failed(&error))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn open(path: &Path) -> Result<File> {
    File::open(path)
        .map_err(|error| fail(Exit::Io, "input-unreadable", &format!("the input can not be read: {}", error.kind())).into())
}

/// Makes the output, unless it is one of the inputs, which would be lost.
pub(super) fn create(path: &Path, inputs: &[&File]) -> Result<File> {
    use std::os::unix::fs::MetadataExt;
    if let Ok(there) = path.metadata() {
        let same = |input: &&File| input.metadata().is_ok_and(|of| (of.dev(), of.ino()) == (there.dev(), there.ino()));
        if inputs.iter().any(same) {
            return Err(fail(Exit::Usage, "output-is-input", "the output is the input itself")
                .with_hint("name another file with --output"));
        }
    }
    File::create(path).map_err(|error| write_failed(&error))
}

pub(super) fn write_failed(error: &std::io::Error) -> miette::Report {
    fail(Exit::Io, "output-unwritable", &format!("the output can not be written: {}", error.kind())).into()
}

/// From here on this process reaches no file, no network and no other program.
pub(super) fn confine(common: &Common) -> Result<()> {
    match sandbox::enter(&Reach { own: &[], read: &[], accepts: false }) {
        Some(proof) if proof.holds() => Ok(()),
        _ if common.allow_unsandboxed => Ok(()),
        _ => Err(fail(
            Exit::Refused,
            "not-confined",
            "the kernel does not confine this process (landlock and seccomp are needed)",
        )
        .with_hint("run on Linux 5.13 or newer, or accept the risk with --allow-unsandboxed")),
    }
}

/// The next line without its end; one that is too long is read past and refused.
fn next_line(input: &mut impl BufRead) -> Result<Option<Line>> {
    let mut line = Vec::new();
    let read = input.by_ref().take(LONGEST).read_until(b'\n', &mut line).into_diagnostic()?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Some(Ok(line)));
    }
    if (read as u64) < LONGEST {
        return Ok(Some(Ok(line)));
    }
    input.skip_until(b'\n').into_diagnostic()?;
    Ok(Some(Err(TOO_LONG)))
}
