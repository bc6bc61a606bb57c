//! The doors for people: a listening socket that the supervisor opens and hands to a zone, and HTTP over TLS on it.
//!
//! A confined zone can not make sockets. It gets one that is bound already, over its control socket (`SCM_RIGHTS`, unix(7)), and may
//! accept on it. A handshake that takes too long is dropped, and never keeps the next caller waiting.

use std::io::{IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use almoner_audit::NetworkZone;
use almoner_base::{Clock, Secret};
use almoner_crypto::DataKey;
use almoner_crypto::tls::{Authority, Certificates, Identity, server_config_outside};
use almoner_identity::{People, http};
use axum::Router;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use base64::Engine;
use miette::{IntoDiagnostic, Result, miette};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, recvmsg,
    sendmsg,
};
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::control::{DoorPlace, Role};

mod pages;

/// The longest that a caller may take for the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Connections that have shaken hands and wait for a worker.
const WAITING: usize = 64;

/// A door's own certificate is made anew at each start, and is good for so long.
const DOOR_CERTIFICATE_SECS: u64 = 90 * 86_400;

/// Threads of a zone's server.
const WORKERS: usize = 2;
/// How long requests that were begun may take to end when the zone ends.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Hands a listening socket to the process at the other end.
pub(crate) fn hand_over(control: &UnixStream, listener: &TcpListener) -> Result<()> {
    let fds = [listener.as_fd()];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    if !ancillary.push(SendAncillaryMessage::ScmRights(&fds)) {
        return Err(miette!("the listening socket can not be handed over"));
    }
    sendmsg(control, &[IoSlice::new(b"L")], &mut ancillary, SendFlags::empty()).into_diagnostic()?;
    Ok(())
}

/// Takes the listening socket that the supervisor handed over.
pub(crate) fn take(control: &UnixStream) -> Result<TcpListener> {
    let mut byte = [0];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    recvmsg(control, &mut [IoSliceMut::new(&mut byte)], &mut ancillary, RecvFlags::CMSG_CLOEXEC).into_diagnostic()?;
    let listener = ancillary.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut fds) => fds.next().map(|fd: OwnedFd| TcpListener::from(fd)),
        _ => None,
    });
    listener.ok_or_else(|| miette!("no listening socket was handed over"))
}

/// Where a connection comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct From(SocketAddr);

impl Connected<IncomingStream<'_, Shaken>> for From {
    fn connect_info(stream: IncomingStream<'_, Shaken>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// Connections whose handshake is done.
pub(crate) struct Shaken {
    connections: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl Listener for Shaken {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.connections.recv().await {
            Some(connection) => connection,
            // The door is closed for good; the server is dropped from outside.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// Serves a zone's pages and API until the runtime is dropped.
pub(crate) async fn serve(listener: TcpListener, acceptor: TlsAcceptor, router: Router) -> Result<()> {
    listener.set_nonblocking(true).into_diagnostic()?;
    let listener = tokio::net::TcpListener::from_std(listener).into_diagnostic()?;
    let address = listener.local_addr().into_diagnostic()?;
    let (shaken, connections) = mpsc::channel(WAITING);
    let acceptor = Arc::new(acceptor);
    tokio::spawn(async move {
        loop {
            let Ok((stream, from)) = listener.accept().await else {
                // Out of descriptors, as a rule: wait for some to be given back.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let (acceptor, shaken) = (Arc::clone(&acceptor), shaken.clone());
            tokio::spawn(async move {
                let _slow_packets_only = stream.set_nodelay(true);
                if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                    let _closing = shaken.send((stream, from)).await;
                }
            });
        }
    });
    let service = router.into_make_service_with_connect_info::<From>();
    axum::serve(Shaken { connections, address }, service).await.into_diagnostic()
}

/// The TLS configuration of a zone's door: the operator's certificate, or one of the zone's own authority, whose root is written
/// beside the zone's other public files for browsers to trust.
pub(crate) fn acceptor(folder: &Path, key: &DataKey, place: &DoorPlace, clock: &Arc<dyn Clock>) -> Result<TlsAcceptor> {
    let identity = match &place.certificate {
        Some((chain, private)) => {
            let key = Secret::new(std::fs::read(private).into_diagnostic()?);
            Identity::from_pem(&std::fs::read(chain).into_diagnostic()?, &key).into_diagnostic()?
        }
        None => {
            let sealed = folder.join("keys/door.authority");
            let authority = if sealed.exists() {
                Authority::open(&std::fs::read(&sealed).into_diagnostic()?, key).into_diagnostic()?
            } else {
                let authority = Authority::create(clock.now()).into_diagnostic()?;
                std::fs::write(&sealed, authority.seal(key).into_diagnostic()?).into_diagnostic()?;
                std::fs::write(folder.join("door.pem"), pem(authority.root().certificate())).into_diagnostic()?;
                authority
            };
            authority.issue_door(&[&place.host, "127.0.0.1"], clock.now(), DOOR_CERTIFICATE_SECS).into_diagnostic()?
        }
    };
    let certificates = Certificates::new(&identity).into_diagnostic()?;
    Ok(TlsAcceptor::from(server_config_outside(&certificates, Arc::clone(clock)).into_diagnostic()?))
}

/// RFC 7468: base64 in lines of 64 between two marks.
fn pem(certificate: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(certificate);
    let lines: Vec<&str> = (0..text.len()).step_by(64).filter_map(|at| text.get(at..text.len().min(at + 64))).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

/// A running server. Dropping it ends its connections.
pub(crate) struct Server {
    runtime: Option<tokio::runtime::Runtime>,
    /// Outlives the runtime: its database has a runtime of its own, which can not end inside another.
    _door: Arc<http::Door>,
}

impl Server {
    /// Opens the door: the routes of sign-in, and beside them those of the zone, which stand behind [`http::guard`].
    pub(crate) fn start(
        listener: TcpListener,
        acceptor: TlsAcceptor,
        people: People,
        clinical: Vec<Network>,
        role: Role,
        zone: impl FnOnce(&Arc<http::Door>) -> Router,
    ) -> Result<Self> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build().into_diagnostic()?;
        let door = Arc::new(http::Door { people, oidc: None });
        let router = pages::around(http::router(Arc::clone(&door)).merge(zone(&door)), role)
            .layer(axum::middleware::from_fn(http::name_request))
            .layer(axum::middleware::from_fn(http::read_out))
            .layer(axum::middleware::map_request(move |request| std::future::ready(with_peer(request, &clinical))))
            .layer(axum::middleware::map_response(|response| std::future::ready(with_headers(response))));
        runtime.spawn(async move {
            if let Err(error) = serve(listener, acceptor, router).await {
                crate::show::remark(&format!("the door can not be served: {error}"));
            }
        });
        Ok(Self { runtime: Some(runtime), _door: door })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(LAST_WORDS);
        }
    }
}

/// Tells the routes who asks, as the accepted connection shows it; no header is believed.
fn with_peer(mut request: Request, clinical: &[Network]) -> Request {
    if let Some(ConnectInfo(From(from))) = request.extensions().get::<ConnectInfo<From>>().copied() {
        let address = from.ip().to_canonical();
        let inside = address.is_loopback() || clinical.iter().any(|network| network.holds(address));
        let network = if inside { NetworkZone::Clinical } else { NetworkZone::Outside };
        request.extensions_mut().insert(http::Peer { address, network });
    }
    request
}

/// What every answer tells a browser (OWASP ASVS 5.0, 3.4): TLS alone, no framing, no sniffing, no referrer, nothing from elsewhere.
fn with_headers(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 8] = [
        (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in HEADERS {
        // A page says for itself what it may load, and a file with a name of its own may be kept.
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// A network in CIDR notation (RFC 4632), such as `10.20.0.0/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    fn holds(self, address: IpAddr) -> bool {
        let bits = |address: IpAddr| match address {
            IpAddr::V4(address) => u128::from(u32::from(address)) << 96,
            IpAddr::V6(address) => u128::from(address),
        };
        let shift = 128 - u32::from(self.prefix);
        let same = bits(self.address) ^ bits(address);
        self.address.is_ipv4() == address.is_ipv4() && same.checked_shr(shift).unwrap_or(0) == 0
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "expected a network such as 10.20.0.0/16";
        let (address, prefix) = text.split_once('/').ok_or(EXPECTED)?;
        let address: IpAddr = address.parse().map_err(|_| EXPECTED)?;
        let prefix: u8 = prefix.parse().map_err(|_| EXPECTED)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        if prefix > longest { Err(EXPECTED) } else { Ok(Self { address, prefix }) }
    }
}

#[cfg(test)]
mod tests;
