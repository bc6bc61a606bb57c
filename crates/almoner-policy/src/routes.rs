//! Which action each verb of the command line and each route of the interfaces asks for.
//!
//! The table is the enum: whoever serves routes builds the router from [`Route::ALL`] by a `match` over [`Route`], so that a route without a
//! line here cannot be served, and a line without a handler does not compile. Likewise a verb is looked up by
//! [`Action::for_verb`]; what is not found is refused.
//!
//! A route names the action that is asked for first. What it does on behalf of the request in the other zone is authorized
//! there again.

use crate::action::Action;
use crate::names::Zone;

/// The methods of HTTP that routes use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HttpMethod {
    /// Reads.
    Get,
    /// Makes or starts something.
    Post,
    /// Replaces something.
    Put,
    /// Removes something.
    Delete,
}

macro_rules! routes {
    ($($zone:ident { $($name:ident = $method:ident $path:literal => $action:ident),* $(,)? })*) => {
        /// A route of the interface of a zone.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Route {
            $($(#[doc = concat!("`", $path, "`")] $name,)*)*
        }

        impl Route {
            /// All routes.
            pub const ALL: &[Self] = &[$($(Self::$name),*),*];

            /// The zone that serves it.
            #[must_use]
            pub const fn zone(self) -> Zone {
                match self { $($(Self::$name)|* => Zone::$zone,)* }
            }

            /// Its method.
            #[must_use]
            pub const fn method(self) -> HttpMethod {
                match self { $($(Self::$name => HttpMethod::$method,)*)* }
            }

            /// Its path, with parameters in braces.
            #[must_use]
            pub const fn path(self) -> &'static str {
                match self { $($(Self::$name => $path,)*)* }
            }

            /// The action that it asks for.
            #[must_use]
            pub const fn action(self) -> Action {
                match self { $($(Self::$name => Action::$action,)*)* }
            }
        }
    };
}

routes! {
    Research {
        TrialList = Get "/api/v1/trials" => ReadTrials,
        TrialImport = Post "/api/v1/trials" => ImportTrial,
        TrialShow = Get "/api/v1/trials/{nct_id}" => ReadTrials,
        TrialVersions = Get "/api/v1/trials/{nct_id}/versions" => ReadTrials,
        TrialEdit = Post "/api/v1/trials/{nct_id}/versions" => EditTrial,
        TrialApprove = Post "/api/v1/trials/{nct_id}/versions/{version}/approval" => ApproveTrial,
        TrialRegister = Put "/api/v1/trials/{nct_id}/register" => EditRegister,
        MatchRun = Post "/api/v1/trials/{nct_id}/matches" => RunMatch,
        WhatIf = Post "/api/v1/trials/{nct_id}/what-if" => RunWhatIf,
        CandidateList = Get "/api/v1/trials/{nct_id}/candidates" => ReadResults,
        CandidateShow = Get "/api/v1/trials/{nct_id}/candidates/{study_id}" => ReadResults,
        CandidateDecide = Post "/api/v1/trials/{nct_id}/candidates/{study_id}/decisions" => DecideCandidate,
        CandidateExport = Post "/api/v1/trials/{nct_id}/candidates/export" => ExportResults,
        ScreeningLog = Get "/api/v1/trials/{nct_id}/screening-log" => ReadScreeningLog,
        ContactRequest = Post "/api/v1/trials/{nct_id}/candidates/{study_id}/contact" => RequestContact,
        DecisionLog = Get "/api/v1/decisions" => ReadDecisions,
        ChartShow = Get "/api/v1/projects/{project}/charts/{study_id}" => ReadChart,
        ChartExport = Post "/api/v1/projects/{project}/charts/export" => ExportCharts,
        RiskReports = Get "/api/v1/projects/{project}/risk" => ReadRiskReport,
        ResearchAudit = Get "/api/v1/audit" => ReadAudit,
        ResearchAuditProof = Get "/api/v1/audit/{index}/proof" => VerifyAudit,
        ResearchAuditExport = Post "/api/v1/audit/export" => ExportAudit,
        ResearchAuditReview = Post "/api/v1/audit/reviews" => ReviewAudit,
        AlertList = Get "/api/v1/alerts" => ReadAlerts,
        AlertAssign = Put "/api/v1/alerts/{alert}/owner" => AssignAlert,
        AlertClose = Post "/api/v1/alerts/{alert}/close" => CloseAlert,
        PolicyList = Get "/api/v1/policies" => ReadPolicies,
        PolicyExplain = Post "/api/v1/policies/explain" => ExplainAccess,
        PolicyReload = Post "/api/v1/policies/reload" => ChangePolicies,
        AccountList = Get "/api/v1/accounts" => ReadAccounts,
        AccountEnrol = Post "/api/v1/accounts" => EnrolUser,
        AccountRevoke = Delete "/api/v1/accounts/{person}" => RevokeUser,
        AccountRoles = Put "/api/v1/accounts/{person}/roles" => GrantRole,
        SessionList = Get "/api/v1/sessions" => ReadSessions,
        SessionRevoke = Delete "/api/v1/sessions/{session}" => RevokeSession,
        OwnAccount = Get "/api/v1/account" => ManageOwnAccount,
        OwnSessionEnd = Delete "/api/v1/account/sessions/{session}" => ManageOwnAccount,
        Health = Get "/api/v1/health" => ReadHealth,
        IngestStatus = Get "/api/v1/ingest" => ReadIngestStatus,
    }
    Phi {
        PatientShow = Get "/phi/v1/patients/{patient}" => ReadIdentified,
        PatientTrials = Get "/phi/v1/patients/{patient}/trials" => ReadPatientTrials,
        PatientOverride = Post "/phi/v1/patients/{patient}/trials/{nct_id}/answer" => OverrideVerdict,
        PatientConsent = Post "/phi/v1/patients/{patient}/consent" => RecordConsent,
        PatientDisclosures = Get "/phi/v1/patients/{patient}/disclosures" => AccountDisclosures,
        PatientShred = Post "/phi/v1/patients/{patient}/shred" => ShredPatient,
        DeidReview = Get "/phi/v1/deid/{note}" => ReviewDeid,
        DeidDecide = Post "/phi/v1/deid/{note}" => ReviewDeid,
        ContactQueue = Get "/phi/v1/contacts" => ReadContacts,
        ContactAnswer = Post "/phi/v1/contacts/{contact}" => AnswerContact,
        BreakGlassRequest = Post "/phi/v1/break-glass" => RequestBreakGlass,
        BreakGlassStop = Post "/phi/v1/break-glass/{grant}/stop" => StopBreakGlass,
        BreakGlassQueue = Get "/phi/v1/break-glass" => ReadBreakGlass,
        BreakGlassReview = Post "/phi/v1/break-glass/{grant}/review" => ReviewBreakGlass,
        ReleaseMake = Post "/phi/v1/releases" => MakeRelease,
        AttestationRecord = Post "/phi/v1/attestations" => RecordAttestation,
        AgreementRecord = Post "/phi/v1/agreements" => RecordDua,
        PhiAudit = Get "/phi/v1/audit" => ReadAudit,
        PhiAuditProof = Get "/phi/v1/audit/{index}/proof" => VerifyAudit,
        PhiAuditExport = Post "/phi/v1/audit/export" => ExportAudit,
        PhiAuditReview = Post "/phi/v1/audit/reviews" => ReviewAudit,
        KeyRotate = Post "/phi/v1/keys/rotate" => RotateKeys,
        PhiHealth = Get "/phi/v1/health" => ReadHealth,
    }
}

/// The verbs of the command line that open a home, and the action that each asks for first.
const VERBS: &[(&str, Action)] = &[
    ("ingest", Action::IngestRecords),
    ("release", Action::Deidentify),
    ("shred", Action::ShredPatient),
    ("trials import", Action::ImportTrial),
    ("trials approve", Action::ApproveTrial),
    ("match", Action::RunMatch),
    ("audit verify", Action::VerifyAudit),
    ("audit prove", Action::VerifyAudit),
    ("audit show", Action::ReadAudit),
    ("audit export", Action::ExportAudit),
    ("audit alerts", Action::ReadAlerts),
    ("audit alerts assign", Action::AssignAlert),
    ("audit alerts close", Action::CloseAlert),
    ("audit review", Action::ReviewAudit),
    // The PHI role, not the command line, then accounts for disclosures, into a file for the privacy officer.
    ("audit accounting", Action::ReadAudit),
    ("policy show", Action::ReadPolicies),
    ("policy explain", Action::ExplainAccess),
    ("policy reload", Action::ChangePolicies),
    ("user enrol", Action::EnrolUser),
    ("user revoke", Action::RevokeUser),
    ("user list", Action::ReadAccounts),
    ("keys rotate", Action::RotateKeys),
    ("keys status", Action::ReadHealth),
    ("doctor", Action::ReadHealth),
];

impl Action {
    /// The action that a verb of the command line asks for; none where the table does not know the verb, which is a refusal.
    /// Verbs that open no home (`deid text`, `criteria parse`, ...) reach no data that anybody guards.
    #[must_use]
    pub fn for_verb(verb: &str) -> Option<Self> {
        VERBS.iter().find(|(name, _)| *name == verb).map(|(_, action)| *action)
    }

    /// The action that a route asks for, by method and path as they stand in the table.
    #[must_use]
    pub fn for_route(method: HttpMethod, path: &str) -> Option<Self> {
        let is_it = |route: &&Route| route.method() == method && route.path() == path;
        Route::ALL.iter().find(is_it).map(|route| route.action())
    }
}

#[cfg(test)]
mod tests;
