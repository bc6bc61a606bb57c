//! Passkeys (Web Authentication Level 3), with user verification required and the passkey kept on the authenticator, so that a
//! sign-in begins without a name. The checks of the relying party are those of webauthn-rs; here is what is remembered between
//! the two steps of a ceremony: sealed, bound to the device, for five minutes, for one answer.

use almoner_base::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{
    CreationChallengeResponse, CredentialID, DiscoverableAuthentication, PasskeyRegistration, RegisterPublicKeyCredential,
    RequestChallengeResponse, Uuid,
};

use crate::credential::{Content, Kind};
use crate::db::{ACTIVE, ceremony, credential, person};
use crate::link::token;
use crate::people::Names;
use crate::sign_in::PasskeyAnswer;
use crate::{Client, Error, People, PersonId};

/// How long the second step of a ceremony may take.
const CEREMONY_MS: i64 = 5 * 60_000;

/// What is remembered between two steps.
#[derive(Serialize, Deserialize)]
pub(crate) enum Ceremony {
    /// A challenge to any passkey.
    Passkey(DiscoverableAuthentication),
    /// A new passkey of a person.
    AddPasskey([u8; 16], PasskeyRegistration),
    /// A new authenticator app of a person.
    AddTotp([u8; 16], [u8; 20]),
    /// The factors of a person who follows a link: one secret, one challenge.
    Enrol([u8; 16], [u8; 20], PasskeyRegistration),
    /// A person who was sent to the hospital's identity provider: nonce and PKCE verifier.
    Oidc { nonce: String, verifier: String },
}

impl People {
    pub(crate) fn passkey_challenge(
        &self,
        client: &Client<'_>,
    ) -> Result<(Secret<String>, RequestChallengeResponse), Error> {
        let (mut challenge, state) = self.passkeys.start_discoverable_authentication().map_err(|_| Error::Ceremony)?;
        // The page asks when the person presses the button, not while they type.
        challenge.mediation = None;
        Ok((self.begin_ceremony(&Ceremony::Passkey(state), CEREMONY_MS, client)?, challenge))
    }

    /// Whose passkey answered. The counter of the passkey goes on.
    pub(crate) fn check_passkey(&self, answer: &PasskeyAnswer<'_>, client: &Client<'_>) -> Result<person::Model, Error> {
        let Ceremony::Passkey(state) = self.finish_ceremony(answer.ceremony, client)? else { return Err(Error::Ceremony) };
        let identified = self.passkeys.identify_discoverable_authentication(answer.response);
        let (user, id) = identified.map_err(|_| Error::Refused)?;
        let row = self.db.credential_by_lookup(&self.passkey_lookup(id))?.ok_or(Error::Refused)?;
        if row.person != user.as_bytes() || row.kind != Kind::Passkey.number() {
            return Err(Error::Refused);
        }
        let mut content = self.content(&row)?;
        let Content::Passkey(passkey) = &mut content else { return Err(Error::Damaged) };
        let result = self
            .passkeys
            .finish_discoverable_authentication_v2(answer.response, state, &**passkey)
            .map_err(|_| Error::Refused)?;
        if !result.user_verified() {
            return Err(Error::Refused);
        }
        let person = self.db.person(&row.person)?.filter(|person| person.state == ACTIVE).ok_or(Error::Refused)?;
        passkey.update_credential(&result);
        self.db.passkey_used(&row.id, self.seal("credential", &row.id, &content)?, self.now().0)?;
        Ok(person)
    }

    /// A challenge for a new passkey of a person.
    pub(crate) fn passkey_registration(
        &self,
        person: PersonId,
        names: &Names,
        others: &[credential::Model],
    ) -> Result<(CreationChallengeResponse, PasskeyRegistration), Error> {
        let mut known: Vec<CredentialID> = Vec::new();
        for row in others.iter().filter(|row| row.kind == Kind::Passkey.number()) {
            if let Content::Passkey(passkey) = &self.content(row)? {
                known.push(passkey.cred_id().clone());
            }
        }
        let (mut challenge, state) = self
            .passkeys
            .start_passkey_registration(Uuid::from_bytes(person.0), &names.sign_in, &names.display, Some(known))
            .map_err(|_| Error::Ceremony)?;
        if let Some(selection) = &mut challenge.public_key.authenticator_selection {
            // The type of the field is not exported; its word is that of the standard.
            selection.resident_key = serde_json::from_str("\"required\"").ok();
            selection.require_resident_key = true;
        }
        Ok((challenge, state))
    }

    /// The row of a passkey that a browser made for this challenge. One authenticator's passkey belongs to one person.
    pub(crate) fn passkey_row(
        &self,
        person: PersonId,
        state: &PasskeyRegistration,
        response: &RegisterPublicKeyCredential,
    ) -> Result<credential::Model, Error> {
        let passkey = self.passkeys.finish_passkey_registration(response, state).map_err(|_| Error::Refused)?;
        let lookup = self.passkey_lookup(passkey.cred_id());
        if self.db.credential_by_lookup(&lookup)?.is_some() {
            return Err(Error::Refused);
        }
        self.credential_row(person, Kind::Passkey, Some(lookup), &Content::Passkey(Box::new(passkey)))
    }

    /// Remembers the first step of a ceremony; its token opens it on the same device.
    pub(crate) fn begin_ceremony(
        &self,
        state: &Ceremony,
        lifetime_ms: i64,
        client: &Client<'_>,
    ) -> Result<Secret<String>, Error> {
        let token = token()?;
        let lookup = self.ceremony_lookup(token.expose(), client);
        let sealed = self.seal("ceremony", &lookup, state)?;
        let expires = self.now().0.saturating_add(lifetime_ms);
        self.db.put_ceremony(ceremony::Model { lookup, sealed, expires })?;
        Ok(token)
    }

    /// Takes up a ceremony again. Whatever comes of it, its token opens nothing any more.
    pub(crate) fn finish_ceremony(&self, token: &str, client: &Client<'_>) -> Result<Ceremony, Error> {
        let lookup = self.ceremony_lookup(token, client);
        let row = self.db.take_ceremony(&lookup)?.filter(|row| self.now().0 < row.expires).ok_or(Error::Ceremony)?;
        self.unseal("ceremony", &lookup, &row.sealed)
    }

    pub(crate) fn ceremony_lookup(&self, token: &str, client: &Client<'_>) -> Vec<u8> {
        self.key.mac(&[b"ceremony\0", self.device(client).as_slice(), token.as_bytes()].concat()).to_vec()
    }

    fn passkey_lookup(&self, id: &[u8]) -> Vec<u8> {
        self.lookup("passkey", &URL_SAFE_NO_PAD.encode(id))
    }
}

/// The types that a page exchanges with [`People`], as WebAuthn's JSON spells them.
pub mod web {
    pub use webauthn_rs::prelude::{
        CreationChallengeResponse, PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse,
    };
}

#[cfg(test)]
mod tests;
