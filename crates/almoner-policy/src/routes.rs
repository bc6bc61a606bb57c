//! Which action each verb of the command line and each route of the interfaces asks for.
//!
//! The tables are enums: whoever serves a zone's routes builds the router from [`ResearchRoute::ALL`] or [`PhiRoute::ALL`] by a `match`, so
//! that a route without a line here cannot be served, and a line without a handler does not compile. Likewise a verb is looked up by
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
    ($($(#[$doc:meta])* $zone:ident $routes:ident { $($name:ident = $method:ident $path:literal => $action:ident),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $routes {
                $(#[doc = concat!("`", $path, "`")] $name,)*
            }

            impl $routes {
                /// All routes.
                pub const ALL: &[Self] = &[$(Self::$name),*];

                /// Its name, for limits and figures.
                #[must_use]
                pub const fn name(self) -> &'static str {
                    match self { $(Self::$name => stringify!($name),)* }
                }

                /// Its method.
                #[must_use]
                pub const fn method(self) -> HttpMethod {
                    match self { $(Self::$name => HttpMethod::$method,)* }
                }

                /// Its path, with parameters in braces.
                #[must_use]
                pub const fn path(self) -> &'static str {
                    match self { $(Self::$name => $path,)* }
                }

                /// The action that it asks for.
                #[must_use]
                pub const fn action(self) -> Action {
                    match self { $(Self::$name => Action::$action,)* }
                }
            }
        )*

        /// Every route with its zone.
        fn all() -> impl Iterator<Item = (Zone, HttpMethod, &'static str, Action)> {
            let of_zones = [$((
                Zone::$zone,
                $routes::ALL.iter().map(|route| (route.method(), route.path(), route.action())).collect::<Vec<_>>(),
            )),*];
            of_zones.into_iter().flat_map(|(zone, routes)| {
                routes.into_iter().map(move |(method, path, action)| (zone, method, path, action))
            })
        }
    };
}

routes! {
    /// The routes of the research zone. Those of sign-in and accounts are `almoner-identity`'s.
    Research ResearchRoute {
        TrialList = Get "/api/v1/trials" => ReadTrials,
        TrialImport = Post "/api/v1/trials" => ImportTrial,
        TrialShow = Get "/api/v1/trials/{nct_id}" => ReadTrials,
        TrialVersions = Get "/api/v1/trials/{nct_id}/versions" => ReadTrials,
        TrialDiff = Get "/api/v1/trials/{nct_id}/versions/{version}/diff/{other}" => ReadTrials,
        CriteriaCheck = Post "/api/v1/trials/{nct_id}/criteria/check" => ReadTrials,
        TrialEdit = Post "/api/v1/trials/{nct_id}/versions" => EditTrial,
        TrialPreview = Post "/api/v1/trials/{nct_id}/versions/{version}/preview" => RunWhatIf,
        TrialApprove = Post "/api/v1/trials/{nct_id}/versions/{version}/approval" => ApproveTrial,
        RegisterShow = Get "/api/v1/trials/{nct_id}/register" => ReadTrials,
        RegisterEdit = Put "/api/v1/trials/{nct_id}/register" => EditRegister,
        MatchRun = Post "/api/v1/trials/{nct_id}/matches" => RunMatch,
        RunShow = Get "/api/v1/runs/{run}" => ReadResults,
        RunEvents = Get "/api/v1/runs/{run}/events" => ReadResults,
        Funnel = Get "/api/v1/trials/{nct_id}/funnel" => ReadResults,
        Questions = Get "/api/v1/trials/{nct_id}/questions" => ReadResults,
        WhatIf = Post "/api/v1/trials/{nct_id}/what-if" => RunWhatIf,
        CandidateList = Get "/api/v1/trials/{nct_id}/candidates" => ReadResults,
        CandidateExport = Post "/api/v1/trials/{nct_id}/candidates/export" => ExportResults,
        CandidateShow = Get "/api/v1/trials/{nct_id}/candidates/{study_id}" => ReadResults,
        CandidateTrials = Get "/api/v1/candidates/{study_id}/trials" => ReadResults,
        VerdictExport = Post "/api/v1/trials/{nct_id}/candidates/{study_id}/export" => ExportResults,
        CandidateDecide = Post "/api/v1/trials/{nct_id}/candidates/{study_id}/decisions" => DecideCandidate,
        DecisionUndo = Post "/api/v1/trials/{nct_id}/candidates/{study_id}/decisions/{decision}/undo" => DecideCandidate,
        ContactRequest = Post "/api/v1/trials/{nct_id}/candidates/{study_id}/contact" => RequestContact,
        ContactList = Get "/api/v1/contacts" => RequestContact,
        ContactExport = Post "/api/v1/contacts/export" => ExportResults,
        ScreeningLog = Get "/api/v1/trials/{nct_id}/screening-log" => ReadScreeningLog,
        DecisionLog = Get "/api/v1/decisions" => ReadDecisions,
        DecisionExport = Post "/api/v1/decisions/export" => ExportResults,
        Audit = Get "/api/v1/audit" => ReadAudit,
        AuditProof = Get "/api/v1/audit/{index}/proof" => VerifyAudit,
        AuditCheckpoint = Get "/api/v1/audit/checkpoint" => VerifyAudit,
        AuditExport = Post "/api/v1/audit/export" => ExportAudit,
        AuditReview = Post "/api/v1/audit/reviews" => ReviewAudit,
        AlertList = Get "/api/v1/alerts" => ReadAlerts,
        AlertAssign = Put "/api/v1/alerts/{alert}/owner" => AssignAlert,
        AlertClose = Post "/api/v1/alerts/{alert}/close" => CloseAlert,
        PolicyList = Get "/api/v1/policies" => ReadPolicies,
        PolicyExplain = Post "/api/v1/policies/explain" => ExplainAccess,
        Navigation = Get "/api/v1/me/navigation" => ManageOwnAccount,
        ViewList = Get "/api/v1/me/views" => ManageOwnAccount,
        ViewSave = Post "/api/v1/me/views" => ManageOwnAccount,
        ViewRemove = Delete "/api/v1/me/views/{view}" => ManageOwnAccount,
        Health = Get "/api/v1/health" => ReadHealth,
        IngestStatus = Get "/api/v1/ingest" => ReadIngestStatus,
    }
    /// The routes of the PHI zone. Those of sign-in and accounts are `almoner-identity`'s.
    Phi PhiRoute {
        MyPatients = Get "/phi/v1/my-patients" => ReadPatientTrials,
        PatientShow = Get "/phi/v1/patients/{patient}" => ReadIdentified,
        PatientTrials = Get "/phi/v1/patients/{patient}/trials" => ReadPatientTrials,
        PatientOverride = Post "/phi/v1/patients/{patient}/trials/{nct_id}/answer" => OverrideVerdict,
        PatientConsent = Post "/phi/v1/patients/{patient}/consent" => RecordConsent,
        PatientDisclosures = Get "/phi/v1/patients/{patient}/disclosures" => AccountDisclosures,
        DisclosureRecord = Post "/phi/v1/patients/{patient}/disclosures" => AccountDisclosures,
        DisclosuresFind = Post "/phi/v1/disclosures" => AccountDisclosures,
        ListExport = Post "/phi/v1/exports" => ExportIdentified,
        DeidList = Get "/phi/v1/deid" => ReviewDeid,
        DeidDraw = Post "/phi/v1/deid" => ReviewDeid,
        DeidReview = Get "/phi/v1/deid/{note}" => ReviewDeid,
        DeidDecide = Post "/phi/v1/deid/{note}" => ReviewDeid,
        ContactQueue = Get "/phi/v1/contacts" => ReadContacts,
        ContactShow = Get "/phi/v1/contacts/{contact}" => ReadContacts,
        ContactAnswer = Post "/phi/v1/contacts/{contact}" => AnswerContact,
        BreakGlassRequest = Post "/phi/v1/break-glass" => RequestBreakGlass,
        BreakGlassStop = Post "/phi/v1/break-glass/{grant}/stop" => StopBreakGlass,
        BreakGlassQueue = Get "/phi/v1/break-glass" => ReadBreakGlass,
        BreakGlassReview = Post "/phi/v1/break-glass/{grant}/review" => ReviewBreakGlass,
        BreakGlassReinstate = Post "/phi/v1/break-glass/suspended/{person}/reinstate" => ReviewBreakGlass,
        ClinicianList = Get "/phi/v1/clinicians" => ReadAccounts,
        ClinicianLink = Put "/phi/v1/clinicians/{person}" => GrantRole,
        RecipientList = Get "/phi/v1/recipients" => ReadRiskReport,
        RecipientRecord = Post "/phi/v1/recipients" => RecordDua,
        AgreementList = Get "/phi/v1/agreements" => ReadRiskReport,
        AgreementRecord = Post "/phi/v1/agreements" => RecordDua,
        ReleaseList = Get "/phi/v1/releases" => ReadRiskReport,
        ReleaseDraft = Post "/phi/v1/releases/drafts" => MakeRelease,
        ReleaseDecide = Post "/phi/v1/releases/drafts/{draft}/decision" => MakeRelease,
        LimitedDataSetMake = Post "/phi/v1/releases/limited-data-sets" => MakeRelease,
        ChoiceRecord = Post "/phi/v1/choices" => RecordConsent,
        PhiAuditExport = Post "/phi/v1/audit/export" => ExportAudit,
        PhiAuditReview = Post "/phi/v1/audit/reviews" => ReviewAudit,
        PhiAlerts = Get "/phi/v1/alerts" => ReadAlerts,
        PhiAlertAssign = Put "/phi/v1/alerts/{alert}/owner" => AssignAlert,
        PhiAlertClose = Post "/phi/v1/alerts/{alert}/close" => CloseAlert,
        PhiAudit = Get "/phi/v1/audit" => ReadAudit,
        PhiAuditProof = Get "/phi/v1/audit/{index}/proof" => VerifyAudit,
        PhiAuditCheckpoint = Get "/phi/v1/audit/checkpoint" => VerifyAudit,
        PhiIngest = Get "/phi/v1/ingest" => ReadIngestStatus,
        PhiNavigation = Get "/phi/v1/me/navigation" => ManageOwnAccount,
        PhiHealth = Get "/phi/v1/health" => ReadHealth,
    }
}

/// The verbs of the command line that open a home, and the action that each asks for first.
const VERBS: &[(&str, Action)] = &[
    ("ingest", Action::IngestRecords),
    ("release", Action::Deidentify),
    ("shred", Action::ShredPatient),
    ("terms import", Action::ImportTerms),
    ("terms remove", Action::ImportTerms),
    ("trials import", Action::ImportTrial),
    ("trials approve", Action::ApproveTrial),
    ("match", Action::RunMatch),
    ("audit verify", Action::VerifyAudit),
    ("audit copy", Action::VerifyAudit),
    ("audit prove", Action::VerifyAudit),
    ("audit show", Action::ReadAudit),
    ("audit export", Action::ExportAudit),
    ("audit alerts", Action::ReadAlerts),
    ("audit alerts assign", Action::AssignAlert),
    ("audit alerts close", Action::CloseAlert),
    ("audit review", Action::ReviewAudit),
    ("audit retention", Action::VerifyAudit),
    ("audit retention hold", Action::RetainAudit),
    ("audit retention lift", Action::RetainAudit),
    ("audit retention retire", Action::RetainAudit),
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
        all().find(|(_, own, at, _)| *own == method && *at == path).map(|(_, _, _, action)| action)
    }
}

#[cfg(test)]
mod tests;
