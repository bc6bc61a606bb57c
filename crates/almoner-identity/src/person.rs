//! Who a person is to the product: an opaque id, roles, studies and a site; and the proof of who asks.
//!
//! Names are sealed at rest and appear in no log. [`Authentication`] is what authorization gets: it is made only by a check of
//! a session or of a program's token, and says how and how long ago the person proved who they are.

use std::collections::BTreeSet;
use std::fmt;

use almoner_audit::NetworkZone;
use almoner_base::Timestamp;
use almoner_policy::{Method, Network, Person, Role, Set, SiteId, StudyName, Zone};
use serde::{Deserialize, Serialize};

use crate::Error;

macro_rules! opaque {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) [u8; 16]);

        impl $name {
            pub(crate) fn random() -> Result<Self, Error> {
                Ok(Self(almoner_crypto::random_bytes()?))
            }

            pub(crate) fn from_row(bytes: &[u8]) -> Result<Self, Error> {
                bytes.try_into().map(Self).map_err(|_| Error::Damaged)
            }

            /// Reads the 32 hexadecimal digits that `Display` writes.
            ///
            /// # Errors
            /// The text has another form.
            pub fn parse(text: &str) -> Result<Self, Error> {
                let number = u128::from_str_radix(text, 16).map_err(|_| Error::Unknown)?;
                let id = Self(number.to_be_bytes());
                if id.to_string() == text { Ok(id) } else { Err(Error::Unknown) }
            }

            /// The bytes, for keyed hashes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    };
}

opaque! {
    /// A person: 128 random bits that say nothing about them.
    PersonId
}
opaque! {
    /// The public handle of a session, for lists and logs. It opens nothing; the session's token does.
    SessionId
}
opaque! {
    /// The public handle of a passkey, password or other credential.
    CredentialId
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$entry_doc:meta])* $entry:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$entry_doc])* #[serde(rename = $text)] $entry,)*
        }

        impl $name {
            /// All members.
            pub const ALL: &[Self] = &[$(Self::$entry),*];

            /// The stable name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$entry => $text,)*
                }
            }
        }
    };
}
pub(crate) use codes;

/// How a person proved who they are.
pub(crate) type Methods = Set<Method>;

/// The methods as one number, for the session's row.
pub(crate) fn method_bits(methods: Methods) -> i32 {
    methods.iter().fold(0, |bits, method| bits | 1 << (method as i32))
}

/// The methods that a row's number stands for.
pub(crate) fn methods_of(bits: i32) -> Methods {
    Method::ALL.iter().copied().filter(|method| bits & 1 << (*method as i32) != 0).collect()
}

/// What a person was given: roles, studies and the site where they work. Policies decide by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Grants {
    /// The roles.
    #[schema(value_type = Vec<String>)]
    pub roles: BTreeSet<Role>,
    /// The studies that the person is assigned to.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub studies: BTreeSet<StudyName>,
    /// The site.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub site: Option<SiteId>,
}

impl Grants {
    /// These roles and nothing else.
    #[must_use]
    pub fn roles(roles: &[Role]) -> Self {
        Self { roles: roles.iter().copied().collect(), ..Self::default() }
    }
}

/// The proof of who asks, from a checked session or token. Nothing else makes one.
#[derive(Clone, Debug)]
pub struct Authentication {
    pub(crate) person: PersonId,
    pub(crate) session: SessionId,
    pub(crate) zone: Zone,
    pub(crate) grants: Grants,
    pub(crate) methods: Methods,
    pub(crate) began: Timestamp,
    pub(crate) mfa_at: Timestamp,
    pub(crate) now: Timestamp,
    pub(crate) network: NetworkZone,
}

impl Authentication {
    /// Who.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// In which session.
    #[must_use]
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// In which zone; a session of one zone says nothing in the other.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// Roles, studies and site, as they are now.
    #[must_use]
    pub fn grants(&self) -> &Grants {
        &self.grants
    }

    /// How the person proved who they are, over the whole session.
    #[must_use]
    pub fn methods(&self) -> Set<Method> {
        self.methods
    }

    /// When two factors were proved last.
    #[must_use]
    pub fn mfa_at(&self) -> Timestamp {
        self.mfa_at
    }

    /// How many seconds before this request two factors were proved. A clock that went back counts as long ago.
    #[must_use]
    pub fn mfa_age_secs(&self) -> i64 {
        let age = self.now.0.saturating_sub(self.mfa_at.0);
        if age < 0 { i64::MAX } else { age / 1000 }
    }

    /// What the policies are asked about: the person with roles, studies, site and sign-in.
    ///
    /// # Errors
    /// Never: an id of this crate is an opaque id to the policies. Should it be none, the request is refused.
    pub fn person_for_policy(&self) -> Result<Person, Error> {
        let seconds = |from: Timestamp| u32::try_from(self.now.0.saturating_sub(from.0).div_euclid(1000));
        Ok(Person {
            id: almoner_policy::PersonId::new(&self.person.to_string()).map_err(|_| Error::Damaged)?,
            roles: self.grants.roles.iter().copied().collect(),
            studies: self.grants.studies.iter().cloned().collect(),
            site: self.grants.site.clone(),
            authentication: almoner_policy::Authentication {
                methods: self.methods,
                mfa_age_secs: seconds(self.mfa_at).ok(),
                session_age_secs: seconds(self.began).unwrap_or(u32::MAX),
                // A session answers on the device that it was given to and on no other.
                device_known: true,
                network: match self.network {
                    NetworkZone::Clinical | NetworkZone::Vpn => Network::Clinical,
                    NetworkZone::Host | NetworkZone::Services | NetworkZone::Organization => Network::Internal,
                    NetworkZone::Outside => Network::External,
                },
            },
        })
    }

    /// Refuses unless two factors were proved in the last `secs` seconds.
    ///
    /// # Errors
    /// [`Error::StepUpNeeded`].
    pub fn require_mfa_within(&self, secs: i64) -> Result<(), Error> {
        if self.mfa_age_secs() <= secs { Ok(()) } else { Err(Error::StepUpNeeded) }
    }
}
