//! The closed sets that policies and program share. Each member has one name, which is the id of an entity in the schema; a
//! test compares the two. What a request says about ids that are not closed (people, studies, sites) is opaque text.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A closed set whose members have a name in the schema.
pub trait Closed: Copy + Eq + fmt::Debug + 'static {
    /// The entity type in the schema.
    const KIND: &'static str;
    /// All members, in the order of their index.
    const MEMBERS: &'static [Self];

    /// The name in the policies.
    fn text(self) -> &'static str;

    /// The place among the members.
    fn index(self) -> u32;
}

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$entry_doc:meta])* $entry:ident = $text:expr),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$entry_doc])* $entry,)*
        }

        impl $name {
            /// All members.
            pub const ALL: &[Self] = &[$(Self::$entry),*];

            /// The name in the policies.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$entry => $text,)*
                }
            }

            /// The member with this name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.name() == name)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::from_name(&name).ok_or_else(|| serde::de::Error::custom(concat!("not a ", stringify!($name))))
            }
        }

        impl $crate::names::Closed for $name {
            const KIND: &'static str = stringify!($name);
            const MEMBERS: &'static [Self] = Self::ALL;

            fn text(self) -> &'static str {
                self.name()
            }

            fn index(self) -> u32 {
                self as u32
            }
        }
    };
}
pub(crate) use names;

names! {
    /// A process or program that acts without a person.
    Service {
        /// The command line.
        Cli = "cli",
        /// The role of the PHI zone.
        Phi = "phi",
        /// The role of the research zone.
        Research = "research",
        /// The process without data that starts the roles.
        Supervisor = "supervisor",
    }
}

names! {
    /// What a person may be in the institution.
    Role {
        /// Finds and reviews candidates.
        Coordinator = "coordinator",
        /// Answers for a trial at the site.
        Investigator = "investigator",
        /// Treats patients.
        Clinician = "clinician",
        /// Answers for privacy (45 CFR 164.530(a)(1)).
        PrivacyOfficer = "privacy_officer",
        /// Works on de-identified data.
        DataScientist = "data_scientist",
        /// Releases models.
        ModelApprover = "model_approver",
        /// Reads the audit log.
        Auditor = "auditor",
        /// Keeps the system running.
        Operator = "operator",
        /// Reads what is held about them.
        Patient = "patient",
        /// A program with an account of its own, which calls the API.
        Service = "service",
    }
}

names! {
    /// Where the request is carried out.
    Zone {
        /// Identified.
        Phi = "phi",
        /// De-identified.
        Research = "research",
    }
}

names! {
    /// What for: HL7 v3 PurposeOfUse.
    Purpose {
        /// Healthcare research.
        Hresch = "HRESCH",
        /// Clinical trial research.
        Clintrch = "CLINTRCH",
        /// Treatment.
        Treat = "TREAT",
        /// Emergency treatment.
        Etreat = "ETREAT",
        /// Healthcare operations.
        Hoperat = "HOPERAT",
        /// Compliance.
        Hcompl = "HCOMPL",
        /// Public health.
        Pubhlth = "PUBHLTH",
        /// The patient's own request.
        Patrqt = "PATRQT",
        /// System administration.
        Hsysadmin = "HSYSADMIN",
    }
}

names! {
    /// Where a person's request comes from. The institution says which addresses are which.
    Network {
        /// Wards, clinics and what they reach by VPN.
        Clinical = "clinical",
        /// The rest of the institution.
        Internal = "internal",
        /// Everywhere else.
        External = "external",
    }
}

names! {
    /// How a person proved who they are.
    Method {
        /// A password.
        Password = "password",
        /// A one-time code (RFC 6238).
        Totp = "totp",
        /// A passkey (WebAuthn).
        Passkey = "passkey",
        /// A recovery code.
        RecoveryCode = "recovery_code",
        /// The institution's identity provider.
        Oidc = "oidc",
        /// A short-lived token of a program.
        Token = "token",
    }
}

names! {
    /// What law protects beyond the rest of a record.
    Sensitivity {
        /// Psychotherapy notes (45 CFR 164.508(a)(2)).
        PsychotherapyNotes = "psychotherapy_notes",
        /// Records of substance use disorder treatment (42 CFR Part 2).
        Part2 = "part2",
        /// HIV status, by state law.
        Hiv = "hiv",
        /// Genetic information (GINA; 45 CFR 164.502(a)(5)(i)).
        Genetic = "genetic",
    }
}

names! {
    /// Parts of an identified record that are decrypted, or not, each under its own key.
    FieldGroup {
        /// Name, age, sex.
        Demographics = "demographics",
        /// Address, telephone, e-mail, relatives.
        Contact = "contact",
        /// Record numbers, account numbers, other identifiers.
        Identifiers = "identifiers",
        /// Dates that can be tied to the calendar.
        Dates = "dates",
        /// Conditions and allergies.
        Conditions = "conditions",
        /// Medications.
        Medications = "medications",
        /// Measurements.
        Observations = "observations",
        /// Procedures and devices.
        Procedures = "procedures",
        /// Notes.
        Notes = "notes",
        /// Variants and what follows from them.
        Genetics = "genetics",
    }
}

/// A set of members of a closed set.
pub struct Set<T>(u64, PhantomData<T>);

impl<T: Closed> Set<T> {
    /// The set without members.
    #[must_use]
    pub const fn new() -> Self {
        Self(0, PhantomData)
    }

    /// The set of all members.
    #[must_use]
    pub fn all() -> Self {
        T::MEMBERS.iter().copied().collect()
    }

    /// Whether it holds the member.
    #[must_use]
    pub fn contains(self, member: T) -> bool {
        self.0 & (1 << member.index()) != 0
    }

    /// The set with the member too.
    #[must_use]
    pub fn with(self, member: T) -> Self {
        Self(self.0 | 1 << member.index(), PhantomData)
    }

    /// What is in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0, PhantomData)
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0, PhantomData)
    }

    /// Whether it has no member.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many members it has.
    #[must_use]
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// The members in order.
    pub fn iter(self) -> impl Iterator<Item = T> {
        T::MEMBERS.iter().copied().filter(move |member| self.contains(*member))
    }

    /// One bit for each member, by index.
    pub(crate) fn bits(self) -> u64 {
        self.0
    }
}

impl<T> Clone for Set<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Set<T> {}

impl<T> PartialEq for Set<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Set<T> {}

impl<T: Closed> Default for Set<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Closed> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        members.into_iter().fold(Self::new(), Self::with)
    }
}

impl<T: Closed, const N: usize> From<[T; N]> for Set<T> {
    fn from(members: [T; N]) -> Self {
        members.into_iter().collect()
    }
}

impl<T: Closed> fmt::Debug for Set<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Closed::text)).finish()
    }
}

impl<T: Closed + Serialize> Serialize for Set<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, T: Closed + Deserialize<'de>> Deserialize<'de> for Set<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<T>::deserialize(deserializer)?.into_iter().collect())
    }
}

/// A text that is not an opaque id. The text itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an opaque id: expected 1 to 64 letters, digits, `.`, `_`, `:` or `-`")]
pub struct NotOpaque;

macro_rules! opaque {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes 1 to 64 ASCII letters, digits, `.`, `_`, `:` or `-`.
            ///
            /// # Errors
            /// The text has another form.
            pub fn new(text: &str) -> Result<Self, NotOpaque> {
                let fits = (1..=64).contains(&text.len())
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b));
                if fits { Ok(Self(text.into())) } else { Err(NotOpaque) }
            }

            /// The id as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotOpaque;

            fn try_from(text: String) -> Result<Self, NotOpaque> {
                Self::new(&text)
            }
        }
    )*};
}

opaque! {
    /// A person with an account. Says nothing about who that is.
    PersonId,
    /// A patient, in the PHI zone's own terms. Says nothing about who that is.
    PatientHandle,
    /// A study that people are assigned to: a trial at the site, or a project.
    StudyName,
    /// A site of the institution.
    SiteId,
}

#[cfg(test)]
mod tests;
