//! Syslog messages (RFC 5424) over TLS (RFC 5425).
//!
//! Facility 13 (log audit); severity 4 (warning) for what was refused or failed, else 5 (notice). `MSGID` is the action, the
//! registered element `meta` carries the index as `sequenceId`, and the message is the record as JSON, in ASCII. A receiver
//! must take 2,048 bytes and should take 8,192 (RFC 5425, section 4.3.1); usual records are below 1 KiB, and none is cut.
//!
//! Syslog knows no receipt: that a message was written to the connection does not say that it was stored. Who must be sure
//! compares what arrived with the log, by `sequenceId`. Plain TCP and UDP are not offered.

use std::io::{self, Read, Write};
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};

use super::name_of;
use crate::entry::{Decision, Outcome, Record};

/// The message of a record. `origin` is the log's; it stands in for the host name.
#[must_use]
pub fn syslog_message(record: &Record, origin: &str) -> String {
    let entry = &record.entry;
    let severity = if entry.decision == Decision::Deny || entry.outcome == Outcome::Failure { 4 } else { 5 };
    let priority = 13 * 8 + severity;
    let host =
        if (1..=255).contains(&origin.len()) && origin.bytes().all(|byte| byte.is_ascii_graphic()) { origin } else { "-" };
    let role = record.service.map_or_else(|| "-".to_owned(), |service| name_of(service.role));
    let action = name_of(entry.action);
    // RFC 5424, section 7.3.1: from 1 to 2147483647, then from 1 again.
    let sequence = record.index % 2_147_483_647 + 1;
    let json = serde_json::to_string(record).unwrap_or_default();
    let time = record.time.to_rfc3339();
    format!("<{priority}>1 {time} {host} almoner {role} {action} [meta sequenceId=\"{sequence}\"] {json}")
}

/// A message as it goes over TLS: its length in octets, a space, the message (RFC 5425, section 4.3).
#[must_use]
pub fn frame(message: &str) -> String {
    format!("{} {message}", message.len())
}

/// A connection to a syslog receiver.
pub struct SyslogSender<T: Read + Write> {
    stream: StreamOwned<ClientConnection, T>,
    origin: String,
}

impl<T: Read + Write> SyslogSender<T> {
    /// A sender of the log `origin` over a connected socket. `config` says whom to trust and which certificate to show, such
    /// as `almoner_crypto::tls::client_config_inside` makes; `receiver` is the name that the receiver's certificate must have.
    ///
    /// # Errors
    /// The handshake failed: the receiver shows no certificate that is trusted and has this name, or refuses ours.
    pub fn new(mut socket: T, config: Arc<ClientConfig>, receiver: ServerName<'static>, origin: &str) -> io::Result<Self> {
        let mut connection = ClientConnection::new(config, receiver).map_err(io::Error::other)?;
        while connection.is_handshaking() {
            connection.complete_io(&mut socket)?;
        }
        Ok(Self { stream: StreamOwned::new(connection, socket), origin: origin.to_owned() })
    }

    /// Sends records in this order. After an error the caller connects anew and begins with the first of them: receivers
    /// may see some twice and miss none.
    ///
    /// # Errors
    /// The connection broke.
    pub fn send<'a>(&mut self, records: impl IntoIterator<Item = &'a Record>) -> io::Result<()> {
        for record in records {
            self.stream.write_all(frame(&syslog_message(record, &self.origin)).as_bytes())?;
        }
        self.stream.flush()
    }

    /// Ends the connection in order (RFC 5425, section 4.4), so that the receiver can tell the end from a cut.
    ///
    /// # Errors
    /// The connection broke.
    pub fn close(mut self) -> io::Result<()> {
        self.stream.conn.send_close_notify();
        while self.stream.conn.wants_write() {
            self.stream.conn.write_tls(&mut self.stream.sock)?;
        }
        self.stream.sock.flush()?;
        // A socket that is closed with something unread, such as session tickets, resets the connection, and the receiver loses
        // what it has not read yet. So the receiver closes first, or says nothing for as long as the socket waits.
        let mut rest = [0; 1024];
        loop {
            match self.stream.sock.read(&mut rest) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) => match error.kind() {
                    io::ErrorKind::Interrupted => {}
                    io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => return Ok(()),
                    _ => return Err(error),
                },
            }
        }
    }
}
