//! Entries that leave a log: into a file, or to a receiver of syslog over TLS. The zone that holds the log records it first.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::net::TcpStream;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use almoner_audit::export::{SyslogSender, audit_event, csv_header, csv_record, syslog_message};
use almoner_audit::{Duty, Filter, Record};
use almoner_crypto::tls::{Root, client_config_outside};
use miette::Result;
use serde_json::json;
use tokio_rustls::rustls::pki_types::ServerName;

use super::duties::ask;
use super::{origin_of, records};
use crate::cli::{Common, Format};
use crate::clock::SystemClock;
use crate::control::Role;
use crate::failure::{Exit, Failed, fail};
use crate::verbs::ingest::number;
use crate::{show, supervisor, verbs};

/// How long a receiver that does not answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where entries go.
pub(super) enum Place<'a> {
    /// A new file.
    File(&'a Path),
    /// `host:port`, and who vouches for it.
    Receiver(&'a str, &'a Path),
}

enum Open {
    File(File),
    Receiver(Box<SyslogSender<TcpStream>>),
}

pub(super) fn run(
    common: &Common,
    folder: &Path,
    zone: Role,
    format: Format,
    (from, to): (u64, Option<u64>),
    place: &Place<'_>,
) -> Result<ExitCode> {
    let home = verbs::open(common)?;
    let origin = origin_of(zone);
    let (mut phi, mut research) = supervisor::start(&home, &[], &verbs::choices(common)?)?;
    // Whether there is a place is found out before the log says that something left.
    let open = match place {
        Place::File(file) => Open::File(new_file(file)?),
        Place::Receiver(receiver, ca) => Open::Receiver(Box::new(connect(receiver, ca, origin)?)),
    };
    let asked = ask(&mut phi, &mut research, zone, Duty::Export { from, to });
    let range = match asked {
        Ok(range) => range,
        Err(refused) => {
            if let Place::File(file) = place {
                // Nothing was written to it.
                let _gone = std::fs::remove_file(file);
            }
            return Err(refused);
        }
    };
    phi.stop()?;
    research.stop()?;
    let filter = Filter { from: number(&range, "from"), to: Some(number(&range, "to")), ..Filter::default() };
    let records = records(folder, zone, &filter)?;
    match open {
        Open::File(file) => write(file, &records, format, origin).map_err(|error| unwritable(&error))?,
        Open::Receiver(mut sender) => {
            sender.send(&records).and_then(|()| sender.close()).map_err(|error| {
                fail(Exit::Io, "receiver-unreachable", &format!("the connection broke: {}", error.kind()))
                    .with_hint("send the same entries again; a receiver may see some twice")
            })?;
        }
    }
    let summary = json!({ "zone": zone, "entries": records.len(), "from": filter.from, "to": filter.to });
    if common.json {
        show::json(&summary);
    } else {
        let done = if matches!(place, Place::File(_)) { "written" } else { "sent" };
        show::line(&format!("{} entries of the {} log {done}", show::thousands(records.len() as u64), zone.name()));
    }
    Ok(ExitCode::SUCCESS)
}

fn new_file(file: &Path) -> Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map_err(|error| {
        let hint = "an export never takes the place of a file";
        fail(Exit::Io, "output-unwritable", &format!("the output can not be made: {}", error.kind())).with_hint(hint)
    })
}

fn unwritable(error: &std::io::Error) -> Failed {
    fail(Exit::Io, "output-unwritable", &format!("the output can not be written: {}", error.kind()))
}

fn connect(receiver: &str, ca: &Path, origin: &str) -> Result<SyslogSender<TcpStream>, Failed> {
    let unreachable = |why: &str| fail(Exit::Io, "receiver-unreachable", &format!("the receiver can not be reached: {why}"));
    let pem = std::fs::read(ca)
        .map_err(|error| fail(Exit::Io, "file-unreadable", &format!("the authorities can not be read: {}", error.kind())))?;
    let roots = Root::from_pem(&pem).map_err(|error| unreachable(&error.to_string()))?;
    let config = client_config_outside(&roots, Arc::new(SystemClock)).map_err(|error| unreachable(&error.to_string()))?;
    let host = receiver.rsplit_once(':').map_or(receiver, |(host, _)| host);
    let name = ServerName::try_from(host.to_owned()).map_err(|_| unreachable("no host and port"))?;
    let socket = TcpStream::connect(receiver).map_err(|error| unreachable(&error.kind().to_string()))?;
    let patient = socket.set_read_timeout(Some(PATIENCE)).and_then(|()| socket.set_write_timeout(Some(PATIENCE)));
    patient.map_err(|error| unreachable(&error.kind().to_string()))?;
    SyslogSender::new(socket, config, name, origin)
        .map_err(|_| unreachable("it shows no certificate that these authorities vouch for"))
}

fn write(file: File, records: &[Record], format: Format, origin: &str) -> std::io::Result<()> {
    let mut out = BufWriter::new(file);
    if format == Format::Csv {
        out.write_all(csv_header().as_bytes())?;
    }
    for record in records {
        match format {
            Format::Fhir => writeln!(out, "{}", audit_event(record, origin))?,
            Format::Csv => out.write_all(csv_record(record).as_bytes())?,
            Format::Syslog => writeln!(out, "{}", syslog_message(record, origin))?,
        }
    }
    out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
}
