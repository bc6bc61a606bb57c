//! Tokens over a real connection: two roles of one authority, and a third that has got hold of a token.

use std::sync::Arc;

use almoner_base::{FixedClock, Timestamp};
use almoner_crypto::tls::{
    Authority, Certificates, Identity, client_config_inside, peer_fingerprint, role_name, server_config_inside,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::attack::minter;
use super::*;

const NOW: Timestamp = Timestamp(1_800_000_000_000);
const PHI: &str = "phi.almoner.internal";

struct Home {
    authority: Authority,
    phi: Identity,
    verifier: Verifier,
}

impl Home {
    fn new() -> Self {
        let authority = Authority::create(NOW).unwrap();
        let phi = authority.issue("phi", NOW, 3600).unwrap();
        Self { authority, phi, verifier: Verifier::new(minter(1).public(), PHI, NOW).unwrap() }
    }

    fn issue(&self, role: &str) -> Identity {
        self.authority.issue(role, NOW, 3600).unwrap()
    }

    /// What the PHI zone answers when the holder of `identity` connects and sends the token. The zone takes the caller from
    /// the connection, not from what was sent.
    async fn ask(&self, identity: &Identity, token: &Token) -> Result<Accepted, Error> {
        let clock = Arc::new(FixedClock(NOW));
        let roots = [self.authority.root()];
        let server = server_config_inside(&Certificates::new(&self.phi).unwrap(), &roots, clock.clone()).unwrap();
        let client = client_config_inside(&Certificates::new(identity).unwrap(), &roots, clock).unwrap();
        let (near, far) = tokio::io::duplex(64 * 1024);
        let serve = async {
            let mut stream = TlsAcceptor::from(server).accept(far).await.unwrap();
            let mut sent = String::new();
            stream.read_to_string(&mut sent).await.unwrap();
            let caller = Fingerprint::new(peer_fingerprint(stream.get_ref().1).unwrap());
            let call = Call::new(caller, PHI, "POST", "/internal/desk", ["condition.code"]).unwrap();
            self.verifier.verify(&sent, &call, NOW)
        };
        let call = async {
            let mut stream = TlsConnector::from(client).connect(role_name("phi").unwrap(), near).await.unwrap();
            stream.write_all(token.as_str().as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
        };
        tokio::join!(serve, call).0
    }
}

// ASVS 13.2.1
#[test]
fn a_token_is_taken_from_the_holder_of_its_certificate_alone() {
    let home = Home::new();
    let (research, cli) = (home.issue("research"), home.issue("cli"));
    let call = |identity: &Identity| {
        let caller = Fingerprint::new(identity.fingerprint());
        Call::new(caller, PHI, "POST", "/internal/desk", ["condition.code"]).unwrap()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let token = minter(1).mint(&[call(&research)], Lifetime::LONGEST, NOW).unwrap();
        assert_eq!(home.ask(&cli, &token).await, Err(Error::Refused), "stolen by another role");
        assert_eq!(home.ask(&home.issue("research"), &token).await, Err(Error::Refused), "another certificate of the role");
        assert!(home.ask(&research, &token).await.is_ok());
        assert_eq!(home.ask(&research, &token).await, Err(Error::Replayed));
        let own = minter(1).mint(&[call(&cli)], Lifetime::LONGEST, NOW).unwrap();
        assert!(home.ask(&cli, &own).await.is_ok(), "the other role is refused for its token, not for its name");
    });
}
