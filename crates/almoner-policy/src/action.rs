//! What can be done, and to what class of resources.

use crate::names::names;

names! {
    /// What an action is done to.
    ResourceClass {
        /// Records in the vault.
        IdentifiedRecords = "IdentifiedRecords",
        /// Requests to contact a candidate.
        ContactRequests = "ContactRequests",
        /// Break-glass grants.
        BreakGlassGrants = "BreakGlassGrants",
        /// Charts.
        Charts = "Charts",
        /// Trials.
        Trials = "Trials",
        /// Match results.
        Results = "Results",
        /// Releases of charts, with risk reports, attestations and agreements.
        Releases = "Releases",
        /// The audit log.
        AuditLog = "AuditLog",
        /// Alerts.
        Alerts = "Alerts",
        /// The authorization policies.
        AccessRules = "AccessRules",
        /// Accounts and sessions.
        Accounts = "Accounts",
        /// Keys.
        Keys = "Keys",
        /// The running system.
        System = "System",
        /// Models.
        Models = "Models",
    }
}

/// The actions, by the class of resources that they are done to.
macro_rules! actions {
    ($($class:ident { $($(#[$doc:meta])* $action:ident),* $(,)? })*) => {
        names! {
            /// What is to be done.
            Action { $($($(#[$doc])* $action = stringify!($action),)*)* }
        }

        impl Action {
            /// The class of resources that the action is done to.
            #[must_use]
            pub fn resource_class(self) -> ResourceClass {
                match self {
                    $($(Self::$action)|* => ResourceClass::$class,)*
                }
            }
        }
    };
}

actions! {
    IdentifiedRecords {
        /// Put identified records into the vault.
        IngestRecords,
        /// Read identified records from the vault, inside the PHI zone.
        ReadVault,
        /// Show identified records to a person.
        ReadIdentified,
        /// Show the possible trials of an identified patient.
        ReadPatientTrials,
        /// Agree with a verdict about an identified patient, or override it.
        OverrideVerdict,
        /// Show notes with what was found in them, and redact or release spans.
        ReviewDeid,
        /// Give a patient the accounting of disclosures (45 CFR 164.528).
        AccountDisclosures,
        /// Record a patient's consent, refusal or opt-out.
        RecordConsent,
        /// Take a list of identified patients out of the product.
        ExportIdentified,
        /// Show a patient's own record to the patient (45 CFR 164.524).
        ReadOwnRecord,
        /// Show a patient's own accounting of disclosures to the patient.
        ReadOwnDisclosures,
        /// Change a patient's own consent.
        ChangeOwnConsent,
        /// Make charts of identified records.
        Deidentify,
        /// Answer a question of the recency desk.
        AnswerDesk,
        /// Destroy a patient's key.
        ShredPatient,
    }
    ContactRequests {
        /// Ask the PHI zone to have a candidate contacted.
        RequestContact,
        /// Read the contact queue, with the patients' names.
        ReadContacts,
        /// Record the outcome of a contact.
        AnswerContact,
    }
    BreakGlassGrants {
        /// Break the glass for one patient.
        RequestBreakGlass,
        /// End one's own grant.
        StopBreakGlass,
        /// Read the review queue.
        ReadBreakGlass,
        /// Decide whether a use was justified.
        ReviewBreakGlass,
    }
    Charts {
        /// Seal a chart for the research zone.
        SealChart,
        /// Store a sealed chart.
        ReceiveChart,
        /// Read a chart.
        ReadChart,
        /// Remove a chart and what rests on it.
        RetractChart,
        /// Take charts out of the product.
        ExportCharts,
        /// Ask the recency desk.
        AskDesk,
    }
    Trials {
        /// Import trials.
        ImportTrial,
        /// Read trials.
        ReadTrials,
        /// Edit the criteria of a trial, as a new version.
        EditTrial,
        /// Edit the site's register of a trial.
        EditRegister,
        /// Approve a trial version.
        ApproveTrial,
    }
    Results {
        /// Match trials with charts.
        RunMatch,
        /// Match with a criterion relaxed.
        RunWhatIf,
        /// Read candidates and verdicts.
        ReadResults,
        /// Decide about a candidate.
        DecideCandidate,
        /// Read the decision log.
        ReadDecisions,
        /// Read the screening log.
        ReadScreeningLog,
        /// Take candidates and verdicts out of the product.
        ExportResults,
    }
    Releases {
        /// Make a release of charts.
        MakeRelease,
        /// Read a risk report.
        ReadRiskReport,
        /// Record an expert's attestation (45 CFR 164.514(b)(1)).
        RecordAttestation,
        /// Record a data use agreement (45 CFR 164.514(e)(4)).
        RecordDua,
    }
    AuditLog {
        /// Read the audit log.
        ReadAudit,
        /// Check the audit log.
        VerifyAudit,
        /// Take the audit log out of the product.
        ExportAudit,
        /// Record a periodic review (45 CFR 164.308(a)(1)(ii)(D)).
        ReviewAudit,
        /// Set and lift legal holds on years of the log, and remove those whose retention is over (45 CFR 164.316(b)(2)(i)).
        RetainAudit,
    }
    Alerts {
        /// Read alerts.
        ReadAlerts,
        /// Give an alert an owner.
        AssignAlert,
        /// Close an alert with a finding.
        CloseAlert,
    }
    AccessRules {
        /// Read the policies.
        ReadPolicies,
        /// Ask why somebody else was or would be refused.
        ExplainAccess,
        /// Take other policies into force.
        ChangePolicies,
    }
    Accounts {
        /// Read the list of accounts and their roles.
        ReadAccounts,
        /// Enrol a person.
        EnrolUser,
        /// Close an account.
        RevokeUser,
        /// Give or take a role or an assignment.
        GrantRole,
        /// Read the list of sessions.
        ReadSessions,
        /// End another's session.
        RevokeSession,
        /// Read and change one's own sessions and factors.
        ManageOwnAccount,
    }
    Keys {
        /// Rotate keys.
        RotateKeys,
    }
    System {
        /// Read the state of the running system.
        ReadHealth,
        /// Read what was received and what was not.
        ReadIngestStatus,
        /// Take an operator's own vocabularies into force, or out of it.
        ImportTerms,
    }
    Models {
        /// Read models and their reports.
        ReadModels,
        /// Release a model.
        ApproveModel,
    }
}
