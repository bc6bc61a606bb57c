//! What can be asked: closed sets, with the names that the policies use.

use almoner_base::{ProjectId, TenantId};
use serde::Serialize;

/// A closed set whose members have a name in the schema.
macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$entry_doc:meta])* $entry:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum $name {
            $($(#[$entry_doc])* #[serde(rename = $text)] $entry,)*
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
        }
    };
}

names! {
    /// Who asks. People come with the sign-in.
    Principal {
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
    /// What is to be done.
    Action {
        /// Put identified records into the vault.
        IngestRecords = "IngestRecords",
        /// Read identified records from the vault, inside the PHI zone.
        ReadVault = "ReadVault",
        /// Show identified records.
        ReadIdentified = "ReadIdentified",
        /// Make charts of identified records.
        Deidentify = "Deidentify",
        /// Answer a question of the recency desk.
        AnswerDesk = "AnswerDesk",
        /// Destroy a patient's key.
        ShredPatient = "ShredPatient",
        /// Seal a chart for the research zone.
        SealChart = "SealChart",
        /// Store a sealed chart.
        ReceiveChart = "ReceiveChart",
        /// Read a chart.
        ReadChart = "ReadChart",
        /// Remove a chart and what rests on it.
        RetractChart = "RetractChart",
        /// Ask the recency desk.
        AskDesk = "AskDesk",
        /// Import trials.
        ImportTrial = "ImportTrial",
        /// Approve a trial version.
        ApproveTrial = "ApproveTrial",
        /// Match trials with charts.
        RunMatch = "RunMatch",
        /// Read candidates and verdicts.
        ReadResults = "ReadResults",
        /// Take candidates and verdicts out of the product.
        ExportResults = "ExportResults",
    }
}

names! {
    /// What an action is done to.
    ResourceClass {
        /// Records in the vault.
        IdentifiedRecords = "IdentifiedRecords",
        /// Charts.
        Charts = "Charts",
        /// Trials.
        Trials = "Trials",
        /// Match results.
        Results = "Results",
    }
}

impl Purpose {
    /// The purpose with this HL7 v3 code.
    #[must_use]
    pub fn from_name(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|purpose| purpose.name() == code)
    }
}

impl Action {
    /// The class of resources that the action is done to.
    #[must_use]
    pub fn resource_class(self) -> ResourceClass {
        match self {
            Self::IngestRecords
            | Self::ReadVault
            | Self::ReadIdentified
            | Self::Deidentify
            | Self::AnswerDesk
            | Self::ShredPatient => ResourceClass::IdentifiedRecords,
            Self::SealChart | Self::ReceiveChart | Self::ReadChart | Self::RetractChart | Self::AskDesk => {
                ResourceClass::Charts
            }
            Self::ImportTrial | Self::ApproveTrial => ResourceClass::Trials,
            Self::RunMatch | Self::ReadResults | Self::ExportResults => ResourceClass::Results,
        }
    }
}

/// A request for permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub principal: Principal,
    /// What is to be done.
    pub action: Action,
    /// Where.
    pub zone: Zone,
    /// Whose data.
    pub tenant: TenantId,
    /// Within which project, where the action belongs to one.
    pub project: Option<ProjectId>,
    /// What for. Without a purpose the answer is no.
    pub purpose: Option<Purpose>,
}

impl Request {
    /// A request about the default tenant, without project and purpose.
    #[must_use]
    pub fn new(principal: Principal, action: Action, zone: Zone) -> Self {
        Self { principal, action, zone, tenant: TenantId::default(), project: None, purpose: None }
    }

    /// Names the purpose.
    #[must_use]
    pub fn purpose(self, purpose: Purpose) -> Self {
        Self { purpose: Some(purpose), ..self }
    }

    /// Names the project.
    #[must_use]
    pub fn project(self, project: ProjectId) -> Self {
        Self { project: Some(project), ..self }
    }

    /// Names the tenant.
    #[must_use]
    pub fn tenant(self, tenant: TenantId) -> Self {
        Self { tenant, ..self }
    }
}
