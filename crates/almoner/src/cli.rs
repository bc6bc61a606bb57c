//! The arguments of the command line: a contract (DESIGN.md section 5), since scripts and evaluations call it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::control::Role;
use crate::door::Network;

/// Finds candidates for clinical trials in a hospital's own records and lets no patient identity out.
#[derive(Parser)]
#[command(
    name = "almoner",
    version,
    max_term_width = 110,
    after_help = "\
Begin with:
  almoner demo                      a synthetic hospital, the whole way, in two minutes
  almoner init                      a home for your own data
  almoner ingest FOLDER             FHIR R4: bundles, NDJSON, bulk exports; plain, gzip or zstd
  almoner trials import FILE        ClinicalTrials.gov v2 JSON, or JSONL with nct_id and criteria_text
  almoner match --trial NCT01234567

Exit codes: 0 fine, 1 findings, 2 usage, 3 refused by policy, 4 input/output, damaged data or a locked home."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Args, Clone)]
pub(crate) struct Common {
    /// The data folder [default: the platform's data directory]
    #[arg(long, global = true, env = "ALMONER_HOME", value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// The research project
    #[arg(long, global = true, default_value = "default", value_name = "NAME")]
    pub(crate) project: String,
    /// Print JSON on stdout
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Run although the kernel can not confine the zones; recorded in the audit log
    #[arg(long, global = true)]
    pub(crate) allow_unsandboxed: bool,
    /// Take this day as today, for reproducible runs (YYYY-MM-DD)
    #[arg(long, global = true, value_name = "DATE", hide = true)]
    pub(crate) today: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Make keys, databases and the first approver
    #[command(
        after_help = "Examples:\n  ALMONER_PASSPHRASE=... almoner init --home /srv/almoner\n  almoner init --kms key-services.toml"
    )]
    Init {
        /// Which key services hold the root keys of the zones (docs/concepts/keys.md); files hold them otherwise
        #[arg(long, value_name = "FILE")]
        kms: Option<PathBuf>,
    },
    /// Make a synthetic hospital: FHIR, notes, gold files, trials, a sample attestation
    #[command(after_help = "Example:\n  almoner sample --patients 200 --seed 1 --out hospital")]
    Sample {
        /// How many patients
        #[arg(long, default_value_t = 200)]
        patients: u32,
        /// The same seed gives the same files, byte for byte
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// A folder that does not exist yet, or is empty
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Take FHIR records into the vault
    #[command(
        after_help = "Examples:\n  almoner ingest export/ --json\n  almoner ingest bundle.json more.ndjson.gz --strict"
    )]
    Ingest {
        /// Files, or folders of a bulk export
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Exit with 1 if anything was quarantined or an input broke off
        #[arg(long)]
        strict: bool,
    },
    /// Make a release of de-identified charts (match makes the first one by itself)
    #[command(
        after_help = "Examples:\n  almoner release\n  almoner release --policy expert_determination --attestation attestation.json"
    )]
    Release(ReleaseArgs),
    /// People's choices about research
    #[command(subcommand)]
    Choices(Choices),
    /// How likely somebody is recognised in what was released
    #[command(subcommand)]
    Risk(Risk),
    /// Your own vocabularies beside the built-in ones
    #[command(subcommand)]
    Terms(Terms),
    /// Trials and their criteria
    #[command(subcommand)]
    Trials(Trials),
    /// Find candidates
    #[command(after_help = "Examples:\n  almoner match --trial NCT01234567\n  almoner match --json > candidates.jsonl")]
    Match {
        /// Only these trials
        #[arg(long = "trial", value_name = "NCT")]
        trials: Vec<String>,
        /// Show the text of criteria and of de-identified evidence
        #[arg(long)]
        text: bool,
        /// Candidates shown for each trial, best first (not with --json, which gives all)
        #[arg(long, default_value_t = 10)]
        top: usize,
    },
    /// Destroy the key of one patient, named by study id, for good
    #[command(after_help = "Example:\n  almoner shred 7QK3-M4XW")]
    Shred {
        /// The study id
        #[arg(value_name = "STUDY_ID")]
        study_id: String,
    },
    /// De-identify text
    #[command(subcommand)]
    Deid(Deid),
    /// Read and decide eligibility criteria
    #[command(subcommand)]
    Criteria(Criteria),
    /// Rank trials for patient notes, as a TREC run
    #[command(
        after_help = "Example:\n  almoner rank --trials trials.jsonl.gz --topics topics.jsonl --top 1000 --output run.txt"
    )]
    Rank {
        /// JSONL of trials, plain or gzip
        #[arg(long, value_name = "FILE")]
        trials: PathBuf,
        /// JSONL of {"id","note"}
        #[arg(long, value_name = "FILE")]
        topics: PathBuf,
        /// Trials for each topic
        #[arg(long, default_value_t = 1000, value_name = "K")]
        top: usize,
        /// Where the run goes
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Look at the audit logs and check them
    #[command(subcommand)]
    Audit(Audit),
    /// The authorization policies, and why a request is allowed or refused
    #[command(subcommand)]
    Policy(Policy),
    /// The keys of both zones
    #[command(subcommand)]
    Keys(Keys),
    /// Open the doors for people: research on one port, identified screens on another
    #[command(
        after_help = "Example:\n  almoner serve --host almoner.example.org --listen 0.0.0.0 --certificate chain.pem --key key.pem"
    )]
    Serve(Serve),
    /// Say what is active and what is missing on this machine
    #[command(after_help = "Example:\n  almoner doctor --json")]
    Doctor,
    /// Measure this machine
    Bench {
        /// What to measure
        #[command(subcommand)]
        what: Bench,
    },
    /// Run the whole way on a synthetic hospital
    #[command(after_help = "Examples:\n  almoner demo --out /tmp/demo --patients 50\n  almoner demo --no-serve")]
    Demo {
        /// Where to put it [default: a folder `almoner-demo` here]
        #[arg(long, value_name = "DIR", default_value = "almoner-demo")]
        out: PathBuf,
        /// How many patients
        #[arg(long, default_value_t = 200)]
        patients: u32,
        /// End after the candidates, without opening the doors
        #[arg(long)]
        no_serve: bool,
        #[command(flatten)]
        serve: Serve,
    },
    /// One zone, started by the supervisor
    #[command(hide = true)]
    Role { role: Role },
}

#[derive(Args, Clone)]
pub(crate) struct ReleaseArgs {
    /// The de-identification policy
    #[arg(long, default_value = "safe_harbor", value_parser = ["safe_harbor", "expert_determination"])]
    pub(crate) policy: String,
    /// The expert's attestation, which expert_determination needs
    #[arg(long, value_name = "FILE")]
    pub(crate) attestation: Option<PathBuf>,
    /// Who is to have the charts, as the attestation names them
    #[arg(long, value_name = "NAME")]
    pub(crate) recipient: Option<String>,
    /// The day at which ages are counted and the desk answers [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Choices {
    /// Take the list of people who said no: one id of a Patient resource in each line
    #[command(
        after_help = "Example:\n  almoner choices import opted-out.txt\n\nExits with 1 if a line is no id: somebody's choice is then not heard."
    )]
    Import {
        /// The list
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum Risk {
    /// The newest measurement
    #[command(after_help = "Example:\n  almoner risk report --project heart")]
    Report,
    /// All measurements, refused releases included
    #[command(after_help = "Example:\n  almoner risk history --json")]
    History,
    /// Let a chart pass whose unusual characteristics a person has looked at
    #[command(after_help = "Example:\n  almoner risk review 7QK3-M4XW")]
    Review {
        /// The study id, from the report
        #[arg(value_name = "STUDY_ID")]
        study_id: String,
    },
}

#[derive(Args, Clone)]
pub(crate) struct Serve {
    /// The host name of the research application; passkeys are bound to it
    #[arg(long, default_value = "localhost", value_name = "NAME")]
    pub(crate) host: String,
    /// The host name of the identified screens; another one, since browsers send cookies to every port of a host [default: phi.HOST]
    #[arg(long, value_name = "NAME")]
    pub(crate) phi_host: Option<String>,
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    pub(crate) listen: std::net::IpAddr,
    /// The port of the research application
    #[arg(long, default_value_t = 8443)]
    pub(crate) port: u16,
    /// The port of the identified screens
    #[arg(long, default_value_t = 8444)]
    pub(crate) phi_port: u16,
    /// A network that counts as clinical, besides this machine; may be given several times
    #[arg(long = "clinical-network", value_name = "CIDR")]
    pub(crate) clinical: Vec<Network>,
    /// Certificate chain in PEM [default: each zone makes its own]
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) certificate: Option<PathBuf>,
    /// The certificate's key in PEM
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub(crate) key: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Terms {
    /// Read the files of an OHDSI Athena download: concepts, names, codes and what is a kind of what; or a table of your own
    #[command(
        after_help = "A folder is a download, a file a table in the form of terms/ (columns `id`, `key`, `name` and, say, `stale_days`: after how many days a value decides nothing).\nReads CONCEPT.csv and, where they are there, CONCEPT_SYNONYM.csv, CONCEPT_ANCESTOR.csv and CONCEPT_RELATIONSHIP.csv.\nReplaces what was imported before. Trials and notes are read anew at the next match, records at the next release.\n\nExamples:\n  almoner terms import athena/\n  almoner terms import athena/ --vocabulary SNOMED --vocabulary ICD10CM\n  almoner terms import own.tsv"
    )]
    Import {
        /// The folder, or the table
        #[arg(value_name = "PATH")]
        folder: PathBuf,
        /// Only this vocabulary, as Athena names it; may be given several times
        #[arg(long = "vocabulary", value_name = "NAME")]
        vocabularies: Vec<String>,
    },
    /// Take them out of force
    Remove,
}

#[derive(Subcommand)]
pub(crate) enum Trials {
    /// Take trials in, as drafts
    #[command(after_help = "Examples:\n  almoner trials import trials.jsonl.gz\n  almoner trials import NCT01234567.xml")]
    Import {
        /// ClinicalTrials.gov v2 JSON or legacy XML, or JSONL {"nct_id","criteria_text",...}, plain or gzip
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Sign for the present version of trials, so that the recency desk answers for them
    #[command(after_help = "Example:\n  almoner trials approve NCT01234567 --approver dr-lee")]
    Approve {
        /// The trials
        #[arg(required = true, value_name = "NCT")]
        trials: Vec<String>,
        /// Who approves; not the author of the version
        #[arg(long, default_value = "operator")]
        approver: String,
    },
}

#[derive(Args)]
pub(crate) struct InOut {
    /// JSONL to read
    #[arg(long, value_name = "FILE")]
    pub(crate) input: PathBuf,
    /// JSONL to write
    #[arg(long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Subcommand)]
pub(crate) enum Deid {
    /// JSONL {"id","text","known"?,"patient"?} -> {"id","text","spans":[{"start","end","category"}]}
    #[command(
        after_help = "Example:\n  almoner deid text --input notes.jsonl --output redacted.jsonl\n  almoner deid text --input notes.jsonl --output false.jsonl --as surrogates --key secret"
    )]
    Text(#[command(flatten)] DeidText),
    /// Measure de-identification on notes whose identifiers are marked (docs/reference/sample.md tells the form)
    #[command(after_help = "Example:\n  almoner deid evaluate --gold notes.jsonl --html report.html")]
    Evaluate(#[command(flatten)] DeidEvaluate),
}

#[derive(Args)]
pub(crate) struct DeidText {
    #[command(flatten)]
    pub(crate) files: InOut,
    /// What is written where an identifier stood
    #[arg(long = "as", value_enum, default_value_t = Written::Tags)]
    pub(crate) written: Written,
    /// A file of 32 bytes or more that nobody else has: the same false values in each run; without it they are drawn anew
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Written {
    /// The category, such as `[NAME]`
    Tags,
    /// False values, the same all through one `patient`; dates moved by the patient's own number of days
    Surrogates,
    /// An asterisk for each character
    Masks,
}

#[derive(Args)]
pub(crate) struct DeidEvaluate {
    /// JSONL {"id","text","spans","keep"?,"type"?,"origin"?,"known"?}
    #[arg(long, value_name = "FILE")]
    pub(crate) gold: PathBuf,
    /// Leave out what is known of each patient
    #[arg(long)]
    pub(crate) no_known: bool,
    /// Measure the form that keeps safe words alone
    #[arg(long)]
    pub(crate) safe_vocabulary: bool,
    /// Show the text of what was missed: identifiers, if the notes are real
    #[arg(long)]
    pub(crate) show_phi: bool,
    /// Also write a page with the notes, what was found and what was missed lit
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Criteria {
    /// JSONL {"nct_id","criteria_text"} -> expressions with source spans
    #[command(after_help = "Example:\n  almoner criteria parse --input trials.jsonl --output expressions.jsonl")]
    Parse(#[command(flatten)] InOut),
    /// JSONL {"id","note","criterion","section"} -> {"id","verdict","evidence":[{"start","end"}],"reason"}
    #[command(after_help = "Example:\n  almoner criteria decide --input questions.jsonl --output verdicts.jsonl")]
    Decide(#[command(flatten)] InOut),
    /// Trials -> FHIR R4 or OHDSI Circe, each with the list of what can not be said there
    #[command(
        after_help = "Examples:\n  almoner criteria export --to fhir --input trials.jsonl --output groups.jsonl --as-of 2026-07-01\n  almoner criteria export --to circe --input trials.jsonl --output cohorts.jsonl --concepts athena/CONCEPT.csv"
    )]
    Export(#[command(flatten)] CriteriaExport),
    /// CTML or OHDSI Circe -> expressions, each with the list of what was not understood
    #[command(
        after_help = "A line that has an nct_id can be given to `almoner trials import`.\n\nExample:\n  almoner criteria import --from ctml --input trial.json --output trials.jsonl"
    )]
    Import(#[command(flatten)] CriteriaImport),
}

#[derive(Args)]
pub(crate) struct CriteriaExport {
    /// The language
    #[arg(long, value_enum)]
    pub(crate) to: To,
    /// Trials, in any form that `trials import` takes
    #[arg(long, value_name = "FILE")]
    pub(crate) input: PathBuf,
    /// JSONL {"nct_id","document","unsaid":[{"at","what","code","reason"}]}
    #[arg(long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// FHIR: the day of screening, from which windows are counted (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// Circe: the CONCEPT.csv of an Athena download, for the OMOP concept ids
    #[arg(long, value_name = "FILE")]
    pub(crate) concepts: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum To {
    /// ResearchStudy and Group, in a Bundle
    Fhir,
    /// A cohort expression, as ATLAS takes it
    Circe,
}

#[derive(Args)]
pub(crate) struct CriteriaImport {
    /// The language
    #[arg(long, value_enum)]
    pub(crate) from: From,
    /// JSON: one document, several behind each other, or a list
    #[arg(long, value_name = "FILE")]
    pub(crate) input: PathBuf,
    /// JSONL {"id","nct_id"?,"criteria","edits","unsaid"}
    #[arg(long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum From {
    /// matchengine's trials
    Ctml,
    /// Cohort expressions
    Circe,
}

#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Check every byte of the logs, or a proof; reads only
    #[command(
        after_help = "Examples:\n  almoner audit verify --home /srv/almoner\n  almoner audit verify --zone phi --proof entry-17.proof"
    )]
    Verify {
        /// Only this zone's log
        #[arg(long)]
        zone: Option<Role>,
        /// Check this proof instead of the log: that the entry in it is one of the log's
        #[arg(long, value_name = "FILE", requires = "zone")]
        proof: Option<PathBuf>,
        /// A witness (its verifier key, as C2SP writes it) that must have cosigned; may be given several times
        #[arg(long = "witness", value_name = "KEY")]
        witnesses: Vec<String>,
        /// Check a copy that `audit copy` made instead of the logs
        #[arg(long, value_name = "DIR", conflicts_with_all = ["zone", "proof", "witnesses"])]
        copy: Option<PathBuf>,
    },
    /// Copy both logs to where nobody can rewrite them for six years (45 CFR 164.316(b)(2)(i)); what is there already stays
    #[command(
        after_help = "A folder takes read-only files. A settings file names a bucket under S3 Object Lock, as docs/concepts/audit.md tells; its\ncredential is taken from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. May run beside a server, as often as wanted.\n\nExamples:\n  almoner audit copy --to /mnt/worm/almoner\n  almoner audit copy --to /etc/almoner/copy.toml"
    )]
    Copy {
        /// A folder, or a settings file (.toml)
        #[arg(long, value_name = "DIR|FILE")]
        to: PathBuf,
    },
    /// Have a witness cosign the newest checkpoint of both logs (C2SP tlog-witness); it sees sizes and hashes alone
    #[command(
        after_help = "May run beside a server, as often as wanted. Exits with 1 where the witness knows another history of a log.\n\nExample:\n  almoner audit witness --url https://witness.example --key witness.example/w1+2f0b0a21+... --ca witness-ca.pem"
    )]
    Witness {
        /// Its submission prefix
        #[arg(long)]
        url: String,
        /// Its verifier key, as C2SP writes it
        #[arg(long, value_name = "KEY")]
        key: String,
        /// PEM of the authorities that vouch for its server
        #[arg(long, value_name = "FILE")]
        ca: Option<PathBuf>,
    },
    /// Show entries, newest last
    #[command(
        after_help = "Examples:\n  almoner audit show --last 20\n  almoner audit show --zone phi --action vault_read --since 2026-11-01"
    )]
    Show {
        /// How many
        #[arg(long, default_value_t = 50)]
        last: u64,
        /// Only this zone's
        #[arg(long)]
        zone: Option<Role>,
        /// Only this action, such as `vault_read`
        #[arg(long, value_name = "ACTION")]
        action: Option<String>,
        /// Only from this day on (UTC, YYYY-MM-DD)
        #[arg(long, value_name = "DATE")]
        since: Option<String>,
        /// Only what a policy refused
        #[arg(long)]
        denied: bool,
    },
    /// Take entries out of a log; that they left is in the log first
    #[command(
        after_help = "Examples:\n  almoner audit export --zone phi --format fhir --output events.ndjson\n  almoner audit export --zone phi --format syslog --to-host logs.hospital.example:6514 --ca logs-ca.pem\n\nEntries hold codes and opaque ids; an export says nothing about who a patient is."
    )]
    Export {
        /// Which zone's log
        #[arg(long)]
        zone: Role,
        /// AuditEvents of FHIR R4, one a line; CSV; or syslog messages (RFC 5424), one a line
        #[arg(long, value_enum)]
        format: Format,
        /// The first entry
        #[arg(long, default_value_t = 0, value_name = "INDEX")]
        from: u64,
        /// The entry before which the export ends [default: the end]
        #[arg(long, value_name = "INDEX")]
        to: Option<u64>,
        /// A file that does not exist yet
        #[arg(long, value_name = "FILE", required_unless_present = "to_host")]
        output: Option<PathBuf>,
        /// A receiver of syslog over TLS (RFC 5425) instead of a file
        #[arg(long, value_name = "HOST:PORT", conflicts_with = "output", requires = "ca")]
        to_host: Option<String>,
        /// PEM of the authorities that vouch for the receiver
        #[arg(long, value_name = "FILE")]
        ca: Option<PathBuf>,
    },
    /// Hold both logs against the rules, open a task for each new alert, and list the tasks
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "Exit code 1 while a task waits to be closed.\n\nExample:\n  almoner audit alerts --rules /etc/almoner/alerts.toml"
    )]
    Alerts {
        /// Rules as TOML [default: those of config/alerts.toml, compiled in]
        #[arg(long, value_name = "FILE")]
        rules: Option<PathBuf>,
        /// List closed tasks too
        #[arg(long)]
        all: bool,
        #[command(subcommand)]
        step: Option<TaskStep>,
    },
    /// Record a periodic review of a log (45 CFR 164.308(a)(1)(ii)(D))
    #[command(
        after_help = "Examples:\n  almoner audit review --zone phi --scope 0..1200 --by p.officer --finding nothing_found\n  almoner audit review --zone phi --scope 1200.. --read 300 --by p.officer --finding escalated --words finding.txt"
    )]
    Review {
        /// Which zone's log
        #[arg(long)]
        zone: Role,
        /// The entries that it covers: FROM..TO without TO, or FROM.. to the end
        #[arg(long, value_name = "FROM..TO")]
        scope: String,
        /// How many of them were read; the rules ran over the rest [default: all]
        #[arg(long, value_name = "NUMBER")]
        read: Option<u64>,
        /// Who reviewed: a sign-in name of the zone, or a person's id
        #[arg(long, value_name = "PERSON")]
        by: String,
        /// nothing_found, correction_needed or escalated
        #[arg(long, value_name = "FINDING")]
        finding: String,
        /// What was found, in words; kept encrypted beside the log, and needed unless nothing was found
        #[arg(long, value_name = "FILE")]
        words: Option<PathBuf>,
    },
    /// List the years of the logs; hold years, lift holds, and remove years whose retention is over
    #[command(
        after_help = "A year of a log is kept for six years after its end (45 CFR 164.316(b)(2)(i)), and as long as a hold covers it.\n\nExamples:\n  almoner audit retention\n  almoner audit retention hold --zone phi --from 2026 --to 2027 --by p.officer --words order.txt\n  almoner audit retention retire --zone research"
    )]
    Retention {
        #[command(subcommand)]
        step: Option<RetentionStep>,
    },
    /// Write a patient's accounting of disclosures (45 CFR 164.528) for the privacy officer
    #[command(
        after_help = "The accounting is identified data: it goes into the folder `phi/outbox` of the home, readable by its owner alone. This\ncommand tells how many lines it has and the name of the file.\n\nExample:\n  almoner audit accounting 7QK3-M4XW"
    )]
    Accounting {
        /// The study id
        #[arg(value_name = "STUDY_ID")]
        study_id: String,
        /// How far back
        #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=6))]
        years: u8,
    },
    /// Write a self-contained proof that an entry is in the log
    #[command(after_help = "Example:\n  almoner audit prove --zone phi 17 > entry-17.proof")]
    Prove {
        /// Which zone's log
        #[arg(long)]
        zone: Role,
        /// Index of the entry
        index: u64,
    },
}

#[derive(Clone, Copy, Subcommand)]
pub(crate) enum Keys {
    /// Replace the key-encryption key of both zones, wrap all data keys anew, destroy the old one; no record is read
    #[command(after_help = "Example:\n  almoner keys rotate --home /srv/almoner")]
    Rotate,
    /// Say which versions there are and how many keys each holds
    #[command(after_help = "Example:\n  almoner keys status --json")]
    Status,
}

/// The forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    Fhir,
    Csv,
    Syslog,
}

#[derive(Subcommand)]
pub(crate) enum RetentionStep {
    /// Set a legal hold, so that these years are not removed
    Hold {
        /// Which zone's log
        #[arg(long)]
        zone: Role,
        /// The first year
        #[arg(long, value_name = "YEAR")]
        from: u16,
        /// The last year
        #[arg(long, value_name = "YEAR")]
        to: u16,
        /// Who ordered it: a sign-in name of the zone, or a person's id
        #[arg(long, value_name = "PERSON")]
        by: String,
        /// Why, in words; kept encrypted beside the log
        #[arg(long, value_name = "FILE")]
        words: PathBuf,
    },
    /// Lift a legal hold
    Lift {
        /// Which zone's log
        #[arg(long)]
        zone: Role,
        /// The hold's id, from the list
        #[arg(value_name = "HOLD")]
        hold: String,
        /// Who ordered it: a sign-in name of the zone, or a person's id
        #[arg(long, value_name = "PERSON")]
        by: String,
    },
    /// Remove the oldest year, if its retention is over and no hold covers it
    Retire {
        /// Which zone's log
        #[arg(long)]
        zone: Role,
    },
}

#[derive(Subcommand)]
pub(crate) enum TaskStep {
    /// Hand a task to a person
    #[command(after_help = "Example:\n  almoner audit alerts assign 4f0c21ab --to p.officer")]
    Assign {
        /// The task's id, or its first digits
        task: String,
        /// A sign-in name of the task's zone, or a person's id
        #[arg(long, value_name = "PERSON")]
        to: String,
    },
    /// Close a task with a finding
    #[command(
        after_help = "Example:\n  almoner audit alerts close 4f0c21ab --by p.officer --finding justified --words finding.txt"
    )]
    Close {
        /// The task's id, or its first digits
        task: String,
        /// Who decided: a sign-in name of the task's zone, or a person's id; not whom the alert is about
        #[arg(long, value_name = "PERSON")]
        by: String,
        /// justified, unjustified, escalated, nothing_found, correction_needed or false_alarm
        #[arg(long, value_name = "FINDING")]
        finding: String,
        /// What was found, in words; kept encrypted beside the log
        #[arg(long, value_name = "FILE")]
        words: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
pub(crate) enum Policy {
    /// List the policies in force with their reasons, and the set's hash
    #[command(after_help = "Examples:\n  almoner policy show\n  almoner policy show floor-purpose")]
    Show {
        /// Only this policy, as it is written
        #[arg(value_name = "ID")]
        id: Option<String>,
        /// All policies as they are written
        #[arg(long)]
        text: bool,
    },
    /// Say why a request would be allowed or refused, and what would change it; asks nothing of the data
    #[command(
        after_help = "Exit code 0 if it would be allowed, 3 if refused.\n\nExample:\n  almoner policy explain --principal person --role coordinator --action ReadResults --zone research \\\n    --purpose CLINTRCH --mfa-age 1200 --assigned NCT01234567 --study NCT01234567"
    )]
    Explain(Box<Explain>),
}

#[derive(Args)]
pub(crate) struct Explain {
    /// Who asks: person, or a service (cli, phi, research, supervisor)
    #[arg(long, default_value = "person", value_name = "WHO")]
    pub(crate) principal: String,
    /// A role of the person; may be given several times
    #[arg(long)]
    pub(crate) role: Vec<String>,
    /// What is to be done, such as ReadResults
    #[arg(long)]
    pub(crate) action: String,
    /// phi or research
    #[arg(long)]
    pub(crate) zone: String,
    /// What for: a code of HL7 v3 PurposeOfUse, such as CLINTRCH
    #[arg(long)]
    pub(crate) purpose: Option<String>,
    /// Seconds since the second factor was used; without it none was
    #[arg(long, value_name = "SECONDS")]
    pub(crate) mfa_age: Option<u32>,
    /// Seconds since the session began
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    pub(crate) session_age: u32,
    /// clinical, internal or external
    #[arg(long, default_value = "clinical")]
    pub(crate) network: String,
    /// The device is not enrolled
    #[arg(long)]
    pub(crate) unknown_device: bool,
    /// A study that the person is assigned to; may be given several times
    #[arg(long, value_name = "STUDY")]
    pub(crate) assigned: Vec<String>,
    /// The site that the person belongs to
    #[arg(long, value_name = "SITE")]
    pub(crate) person_site: Option<String>,
    /// The study that the resource belongs to
    #[arg(long)]
    pub(crate) study: Option<String>,
    /// The site that the resource belongs to
    #[arg(long)]
    pub(crate) site: Option<String>,
    /// It is the person's own record, account or grant
    #[arg(long, conflicts_with = "of_another")]
    pub(crate) own: bool,
    /// It is another's record, account or grant
    #[arg(long)]
    pub(crate) of_another: bool,
    /// The person treats the patient
    #[arg(long)]
    pub(crate) treating: bool,
    /// The person wrote it
    #[arg(long, conflicts_with = "not_author")]
    pub(crate) author: bool,
    /// Another wrote it
    #[arg(long)]
    pub(crate) not_author: bool,
    /// The patient's written consent is on record
    #[arg(long)]
    pub(crate) consent: bool,
    /// What law protects in it: psychotherapy_notes, part2, hiv, genetic
    #[arg(long, value_delimiter = ',', value_name = "CLASSES")]
    pub(crate) sensitivity: Vec<String>,
    /// Parts of an identified record, such as demographics,notes
    #[arg(long, value_delimiter = ',', value_name = "GROUPS")]
    pub(crate) fields: Vec<String>,
    /// How many rows at most
    #[arg(long)]
    pub(crate) rows: Option<u32>,
    /// The hour at the site, 0 to 23
    #[arg(long, value_parser = clap::value_parser!(u8).range(0..=23))]
    pub(crate) hour: Option<u8>,
    /// A justification was written down
    #[arg(long)]
    pub(crate) justified: bool,
    /// A break-glass grant runs
    #[arg(long)]
    pub(crate) break_glass: bool,
    /// No project is named
    #[arg(long)]
    pub(crate) no_project: bool,
}

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Reading, checking and storing NDJSON
    #[command(after_help = "Example:\n  almoner bench ingest --data export/ --megabytes 1000 --json")]
    Ingest {
        /// FHIR files to replicate [default: the synthetic hospital]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// Megabytes of NDJSON
        #[arg(long, default_value_t = 256)]
        megabytes: u64,
    },
    /// Made patients against made trials, in memory
    #[command(after_help = "Example:\n  almoner bench match --patients 1000000 --trials 1000 --json")]
    Match {
        /// How many patients
        #[arg(long, default_value_t = 100_000)]
        patients: u32,
        /// How many trials
        #[arg(long, default_value_t = 1_000)]
        trials: u32,
    },
}
