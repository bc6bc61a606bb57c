use std::io;
use std::sync::atomic::{AtomicI64, Ordering};

use almoner_base::{FixedClock, Secret, Timestamp};
use rustls::ProtocolVersion;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::*;
use crate::DataKey;

const NOW: Timestamp = Timestamp(1_767_225_600_000);
const HOUR: u64 = 3600;

fn clock() -> Arc<dyn Clock> {
    Arc::new(FixedClock(NOW))
}

/// What each end knows of the other after an exchange of one byte each way.
struct Met {
    version: Option<ProtocolVersion>,
    server_saw: Option<[u8; 32]>,
    client_saw: Option<[u8; 32]>,
    server_saw_phi: bool,
    server_saw_research: bool,
}

fn meet(server: Arc<ServerConfig>, client: Arc<ClientConfig>, name: ServerName<'static>) -> io::Result<Met> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (near, far) = tokio::io::duplex(64 * 1024);
        let serve = async {
            let mut stream = TlsAcceptor::from(server).accept(far).await?;
            let mut byte = [0];
            stream.read_exact(&mut byte).await?;
            stream.write_all(&byte).await?;
            stream.flush().await?;
            let connection = stream.get_ref().1;
            Ok::<_, io::Error>((peer_fingerprint(connection), peer_is(connection, "phi"), peer_is(connection, "research")))
        };
        let call = async {
            let mut stream = TlsConnector::from(client).connect(name, near).await?;
            stream.write_all(&[7]).await?;
            stream.flush().await?;
            let mut byte = [0];
            stream.read_exact(&mut byte).await?;
            let connection = stream.get_ref().1;
            Ok::<_, io::Error>((connection.protocol_version(), peer_fingerprint(connection)))
        };
        let (served, called) = tokio::join!(serve, call);
        let ((server_saw, server_saw_phi, server_saw_research), (version, client_saw)) = (served?, called?);
        Ok(Met { version, server_saw, client_saw, server_saw_phi, server_saw_research })
    })
}

/// Somebody outside: knows the root, shows nothing.
fn visitor(root: &Root, versions: &[&'static rustls::SupportedProtocolVersion]) -> Arc<ClientConfig> {
    let verifier =
        WebPkiServerVerifier::builder_with_provider(store(std::slice::from_ref(root)).unwrap(), provider()).build().unwrap();
    let config = ClientConfig::builder_with_details(provider(), Arc::new(Now(clock())))
        .with_protocol_versions(versions)
        .unwrap()
        .with_webpki_verifier(verifier)
        .with_no_client_auth();
    Arc::new(config)
}

struct Home {
    authority: Authority,
    phi: Identity,
    research: Identity,
}

impl Home {
    fn new() -> Self {
        let authority = Authority::create(NOW).unwrap();
        let phi = authority.issue("phi", NOW, HOUR).unwrap();
        let research = authority.issue("research", NOW, HOUR).unwrap();
        Self { authority, phi, research }
    }

    fn server(&self) -> Arc<ServerConfig> {
        server_config_inside(&Certificates::new(&self.phi).unwrap(), &[self.authority.root()], clock()).unwrap()
    }

    fn client(&self) -> Arc<ClientConfig> {
        client_config_inside(&Certificates::new(&self.research).unwrap(), &[self.authority.root()], clock()).unwrap()
    }
}

// ASVS 12.3.3
#[test]
fn two_roles_meet_over_tls_1_3_and_know_each_others_certificate() {
    let home = Home::new();
    let met = meet(home.server(), home.client(), role_name("phi").unwrap()).unwrap();
    assert_eq!(met.version, Some(ProtocolVersion::TLSv1_3));
    assert_eq!(met.server_saw, Some(home.research.fingerprint()));
    assert_eq!(met.client_saw, Some(home.phi.fingerprint()));
    assert!(met.server_saw_research && !met.server_saw_phi);
}

// ASVS 12.3.4
#[test]
fn a_role_under_another_roles_name_is_not_spoken_to() {
    let home = Home::new();
    assert!(meet(home.server(), home.client(), role_name("research").unwrap()).is_err());
}

// ASVS 12.1.3
#[test]
fn nobody_gets_in_without_a_certificate_of_this_authority() {
    let home = Home::new();
    assert!(meet(home.server(), visitor(&home.authority.root(), &[&TLS13]), role_name("phi").unwrap()).is_err());
    let stranger = Authority::create(NOW).unwrap();
    let own = Certificates::new(&stranger.issue("research", NOW, HOUR).unwrap()).unwrap();
    let client = client_config_inside(&own, &[home.authority.root()], clock()).unwrap();
    assert!(meet(home.server(), client, role_name("phi").unwrap()).is_err());
    // A door's certificate is of this authority and no client's.
    let own = Certificates::new(&home.authority.issue_door(&["localhost"], NOW, HOUR).unwrap()).unwrap();
    let client = client_config_inside(&own, &[home.authority.root()], clock()).unwrap();
    assert!(meet(home.server(), client, role_name("phi").unwrap()).is_err());
    assert!(matches!(server_config_inside(&own, &[], clock()), Err(Error::Certificate(_))));
}

// ASVS 12.1.1
#[test]
fn tls_1_2_ends_at_the_doors_outside() {
    let home = Home::new();
    let own = Certificates::new(&home.authority.issue_door(&["localhost", "127.0.0.1"], NOW, HOUR).unwrap()).unwrap();
    let door = server_config_outside(&own, clock()).unwrap();
    for (versions, expected) in [(&TLS12, ProtocolVersion::TLSv1_2), (&TLS13, ProtocolVersion::TLSv1_3)] {
        for name in ["localhost", "127.0.0.1"] {
            let client = visitor(&home.authority.root(), &[versions]);
            let met = meet(door.clone(), client, ServerName::try_from(name).unwrap()).unwrap();
            assert_eq!((met.version, met.server_saw), (Some(expected), None));
        }
    }
    assert!(meet(home.server(), visitor(&home.authority.root(), &[&TLS12]), role_name("phi").unwrap()).is_err());
}

// ASVS 12.1.2
#[test]
fn every_suite_has_forward_secrecy_and_authenticated_encryption() {
    for suite in &provider().cipher_suites {
        let name = format!("{:?}", suite.suite());
        let sound = name.starts_with("TLS13_") || name.starts_with("TLS_ECDHE_");
        assert!(sound && (name.contains("GCM") || name.contains("POLY1305")), "{name}");
    }
}

#[test]
fn an_exchanged_certificate_is_shown_from_the_next_handshake_on() {
    let home = Home::new();
    let own = Certificates::new(&home.phi).unwrap();
    let server = server_config_inside(&own, &[home.authority.root()], clock()).unwrap();
    let seen = || meet(server.clone(), home.client(), role_name("phi").unwrap()).unwrap().client_saw;
    assert_eq!(seen(), Some(home.phi.fingerprint()));
    let next = home.authority.issue("phi", NOW, HOUR).unwrap();
    own.replace(&next).unwrap();
    assert_eq!((seen(), own.fingerprint()), (Some(next.fingerprint()), next.fingerprint()));
    // A key that is not the certificate's is refused, and what was shown before is shown on.
    let chain = next.chain().iter().map(|certificate| certificate.to_vec()).collect();
    assert!(matches!(Identity::from_der(chain, &home.phi.key_der()), Err(Error::Certificate(_))));
    assert_eq!(seen(), Some(next.fingerprint()));
}

#[test]
fn an_expired_certificate_ends_at_its_second() {
    struct Moving(AtomicI64);
    impl Clock for Moving {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.load(Ordering::Relaxed))
        }
    }
    let home = Home::new();
    let moving = Arc::new(Moving(AtomicI64::new(NOW.0)));
    let own = Certificates::new(&home.phi).unwrap();
    let server = server_config_inside(&own, &[home.authority.root()], moving.clone()).unwrap();
    let meet = || meet(server.clone(), home.client(), role_name("phi").unwrap());
    for (seconds, good) in [(0, true), (3600, true), (3601, false), (-300, true), (-301, false)] {
        moving.0.store(NOW.0 + seconds * 1000, Ordering::Relaxed);
        assert_eq!(meet().is_ok(), good, "{seconds} s");
    }
}

#[test]
fn a_kept_authority_goes_on_where_it_was() {
    let home = Home::new();
    let key = DataKey::generate().unwrap();
    let sealed = home.authority.seal(&key).unwrap();
    let secret = home.authority.key_der();
    assert!(!sealed.windows(32).any(|part| secret.expose().windows(32).any(|other| part == other)));
    let again = Authority::open(&sealed, &key).unwrap();
    assert_eq!(again.root(), home.authority.root());
    let own = Certificates::new(&again.issue("research", NOW, HOUR).unwrap()).unwrap();
    let client = client_config_inside(&own, &[home.authority.root()], clock()).unwrap();
    meet(home.server(), client, role_name("phi").unwrap()).unwrap();
    assert!(matches!(Authority::open(&sealed, &DataKey::generate().unwrap()), Err(Error::Open)));
}

#[test]
fn a_mounted_certificate_is_taken_with_its_key_alone() {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let secret = |pem: String| Secret::new(pem.into_bytes());
    let identity = Identity::from_pem(certificate.pem().as_bytes(), &secret(key.serialize_pem())).unwrap();
    assert_eq!(identity.fingerprint(), crate::sha256(certificate.der()));
    let other = rcgen::KeyPair::generate().unwrap();
    for (chain, key) in [
        (certificate.pem(), other.serialize_pem()),
        (String::new(), key.serialize_pem()),
        (certificate.pem(), String::new()),
        (certificate.pem(), certificate.pem()),
    ] {
        assert!(matches!(Identity::from_pem(chain.as_bytes(), &secret(key)), Err(Error::Certificate(_))));
    }
    assert_eq!(Root::from_pem(certificate.pem().as_bytes()).unwrap().len(), 1);
    assert!(Root::from_pem(b"nothing").is_err());
}

#[test]
fn names_that_could_pass_for_a_role_are_not_given_to_doors() {
    let authority = Authority::create(NOW).unwrap();
    for names in
        [&["phi.almoner.internal"][..], &["PHI.Almoner.Internal"], &["localhost", "phi.almoner.internal."], &["a b"], &[]]
    {
        assert!(matches!(authority.issue_door(names, NOW, HOUR), Err(Error::Certificate(_))), "{names:?}");
    }
    for role in ["", "Phi", "a.b", "phi ", "*"] {
        assert!(matches!(authority.issue(role, NOW, HOUR), Err(Error::Certificate(_))), "{role}");
    }
    assert!(authority.issue("phi", Timestamp(-1), HOUR).is_err());
    assert!(authority.issue("phi", NOW, u64::MAX).is_err());
}

#[test]
fn debug_shows_no_key() {
    let home = Home::new();
    assert_eq!(format!("{:?}", home.authority), "Authority(..)");
    let shown = format!("{:?}", home.phi);
    let [a, b, c, d, ..] = home.phi.fingerprint();
    assert_eq!(shown, format!("Identity({a:02x}{b:02x}{c:02x}{d:02x}..)"));
    assert_eq!(format!("{:?}", Certificates::new(&home.phi).unwrap()), "Certificates(..)");
}
