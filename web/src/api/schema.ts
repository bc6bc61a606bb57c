// Made from docs/reference/openapi.json by `npm run types`.
export interface paths {
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get-accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-accounts-close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/end-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-accounts-end-sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-accounts-grants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-accounts-invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-accounts-link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What rules find in the log, as tasks, newest first. Looking opens a task for each new alert. */
        get: operations["AlertList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes a task with a finding. Nobody closes an alert about themself. */
        post: operations["AlertClose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert}/owner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Hands a task to a person. */
        put: operations["AlertAssign"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entries of the research zone's log, newest first. */
        get: operations["Audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/{index}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A proof that an entry is in the log, for whoever has the log's public key. */
        get: operations["AuditProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest signed head of the log. */
        get: operations["AuditCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Entries of the log as a file. */
        post: operations["AuditExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Records a periodic review of entries (45 CFR 164.308(a)(1)(ii)(D)). */
        post: operations["AuditReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/candidates/{study_id}/trials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Trials for a candidate: where the patient stands in each study that one is assigned to, best first. */
        get: operations["CandidateTrials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests for contact of the studies that one is assigned to, newest first. */
        get: operations["ContactList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Requests for contact as a file: of one trial, or of all studies whose candidates one may take out. */
        post: operations["ContactExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get-credentials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-credentials-passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/passkey/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-credentials-passkey-finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-credentials-password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-credentials-recovery-codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-credentials-remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-credentials-totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/totp/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-credentials-totp-finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was decided in the project, by which versions, newest first. */
        get: operations["DecisionLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decisions as a file: of one trial, or of all studies whose candidates one may take out. */
        post: operations["DecisionExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/enrolment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-enrolment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/enrolment/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-enrolment-finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the research zone stands. */
        get: operations["Health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was received and what was not exported. */
        get: operations["IngestStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/navigation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the person who asks may ask for. */
        get: operations["Navigation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own views. */
        get: operations["ViewList"];
        put?: never;
        /** Keeps a view. */
        post: operations["ViewSave"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/views/{view}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a view of one's own; gives those that are left. */
        delete: operations["ViewRemove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The policies in force in this zone. */
        get: operations["PolicyList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Why somebody is or would be refused, and the smallest changes that would change that. */
        post: operations["PolicyExplain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a run stands. */
        get: operations["RunShow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a run goes, as server-sent events named `progress`, until it ends. */
        get: operations["RunEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get-session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-session-sign-out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/step-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-session-step-up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-session-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-session-unlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get-sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-sessions-end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/end-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-sessions-end-others"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-sign-in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-sign-in-oidc"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/oidc/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-sign-in-oidc-finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-sign-in-passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/passkey/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["post-sign-in-passkey-finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Trials, by words, facets and order. */
        get: operations["TrialList"];
        put?: never;
        /** Trials from the register's files: one record, `{"studies":[..]}`, or one record a line. */
        post: operations["TrialImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One trial: the register's text beside what was understood. */
        get: operations["TrialShow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/candidates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Candidates of a trial's newest match, best first. */
        get: operations["CandidateList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/candidates/{study_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One candidate: the verdict on each criterion, what it rests on, what is missing, and what would change it. */
        get: operations["CandidateShow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/candidates/{study_id}/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the PHI zone to have a candidate contacted, under the approval of an IRB. */
        post: operations["ContactRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/candidates/{study_id}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decides about a candidate, from what was seen: `If-Match` holds the tag that came with the candidate. */
        post: operations["CandidateDecide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/candidates/{study_id}/decisions/{decision}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes back one's own newest decision about a candidate, shortly after it was made. */
        post: operations["DecisionUndo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/candidates/{study_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The verdicts on one candidate, with what they rest on, as a file. */
        post: operations["VerdictExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/candidates/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Candidates as a file. */
        post: operations["CandidateExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/criteria/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says what is understood of a wording, and keeps nothing. */
        post: operations["CriteriaCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/funnel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the criteria, one after the other, leave fewer patients. */
        get: operations["Funnel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/matches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Matches a trial against the charts of the project: the version that was approved last. One that nobody ever approved is matched as a
         *     preview, of whom nobody is enrolled or contacted. A run of the same trial that is under way is the answer, too.
         */
        post: operations["MatchRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/questions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is open for the candidates of a trial: the question first whose answer, whatever it is, settles most of them. */
        get: operations["Questions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the site says of a trial. */
        get: operations["RegisterShow"];
        /** Changes what the site says of a trial. */
        put: operations["RegisterEdit"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/screening-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The screening log of a trial: who stands where, and why, newest first (ICH E6). */
        get: operations["ScreeningLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The versions of a trial, the current one first. */
        get: operations["TrialVersions"];
        put?: never;
        /** Makes a new version with other criteria. It is a draft until somebody else approves it. */
        post: operations["TrialEdit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/versions/{version}/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approves the current version, which somebody else made. The zone signs it on behalf of the approver. */
        post: operations["TrialApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/versions/{version}/diff/{other}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What differs between two versions of a trial. */
        get: operations["TrialDiff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/versions/{version}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Who would come and go if this version were matched. */
        post: operations["TrialPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trials/{nct_id}/what-if": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would become of the funnel and the candidates under other criteria. */
        post: operations["WhatIf"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An account as its administrators see it. */
        Account: {
            /** @description What others call them. */
            display_name: string;
            /** @description Roles, studies and site. */
            grants: components["schemas"]["Grants"];
            /** @description The opaque id. */
            person: string;
            /** @description What the person types to sign in. */
            sign_in_name: string;
            /** @description The state. */
            state: components["schemas"]["AccountState"];
        };
        /**
         * @description The state of an account.
         * @enum {string}
         */
        AccountState: "invited" | "active" | "disabled";
        /** @description An alert's task. */
        AlertTold: {
            /**
             * Format: int64
             * @description The entry that it is about.
             */
            about: number;
            alert: string;
            /** Format: int64 */
            due: number;
            finding?: string | null;
            /** @description The rule that spoke. */
            kind: string;
            /** Format: int64 */
            opened: number;
            overdue: boolean;
            /** @description The person who has it. */
            owner?: string | null;
            /** @description Whose task it is by the rule: a role. */
            severity: string;
            /** @description `open`, `assigned` or `closed`. */
            state: string;
        };
        /** @description Who approved a version, and when. */
        ApprovalTold: {
            /** @description A person's id, or a name that the command line was given. */
            approver: string;
            /** Format: int64 */
            at?: number | null;
        };
        /** @description An export of the log. */
        AuditExportAsked: {
            format: components["schemas"]["Format"];
            /** @description At least ten characters of words. */
            justification: string;
            only?: components["schemas"]["AuditOnly"];
            /**
             * @description HL7 v3 PurposeOfUse, in place of `X-Purpose`.
             * @example HCOMPL
             */
            purpose?: string | null;
        };
        /** @description How the log stands. */
        AuditHealth: {
            /**
             * Format: int64
             * @description Seconds since the newest entry under a signature.
             */
            checkpoint_age_s: number;
            /**
             * Format: int64
             * @description Entries.
             */
            size: number;
        };
        /** @description An entry of the log. */
        AuditItem: {
            action: string;
            /** @description A person's id, or `service:` and its role. */
            actor: string;
            /**
             * Format: int64
             * @description In milliseconds since 1970 UTC.
             */
            at: number;
            /** @description Numbers by what they count. */
            counts: Record<string, never>;
            decision: string;
            /** @description The whole entry. */
            entry: Record<string, never>;
            /** Format: int64 */
            index: number;
            outcome: string;
            purpose?: string | null;
            /** @description Its kind, and its opaque id where there is one. */
            resource: string;
            /** @description The trial that it concerned. */
            trial?: string | null;
        };
        /** @description Which entries a file is about; all without it. */
        AuditOnly: {
            /**
             * @description An action's name, such as `results_read`.
             * @default null
             */
            action: string | null;
            /**
             * @description A person's id, or a service: `cli`, `phi`, `research`, `supervisor`.
             * @default null
             */
            actor: string | null;
            /**
             * Format: int64
             * @description This entry alone.
             * @default null
             */
            index: number | null;
            /**
             * @description `success`, `failure`, `partial`, or `denied`: what the policies refused.
             * @default null
             */
            outcome: string | null;
            /**
             * Format: int64
             * @description From this time on, in milliseconds since 1970 UTC.
             * @default null
             */
            since: number | null;
            /**
             * @description The trial that it concerned.
             * @default null
             */
            trial: string | null;
            /**
             * Format: int64
             * @description Before this time.
             * @default null
             */
            until: number | null;
        };
        /** @description When something was, relative to the latest entry of the chart. */
        Before: {
            /**
             * Format: int32
             * @description Days before the latest entry.
             */
            days: number;
        };
        /** @description Numbers before and after. */
        BeforeAfter: {
            /** @description As a what-if tells them: within ten of the one before is told as that one, others in steps of eleven. */
            after: components["schemas"]["ToldCounts"];
            before: components["schemas"]["ToldCounts"];
        };
        /**
         * @description Where a candidate stands in the work.
         * @enum {string}
         */
        Bin: "new" | "flagged" | "screened" | "deferred" | "not_eligible" | "referred" | "enrolled";
        /** @description A candidate, explained. */
        CandidateDetail: {
            bin: components["schemas"]["Bin"];
            contact: components["schemas"]["ContactShort"][];
            criteria: components["schemas"]["CriterionVerdict"][];
            /** @description Where the patient was referred, enrolled or found not eligible in another trial that one is assigned to, newest first. */
            elsewhere: components["schemas"]["Elsewhere"][];
            /** @description The smallest sets of answers that would make the patient eligible; none if a known answer excludes. */
            flips_to_eligible: components["schemas"]["FlipTold"][][];
            /** @description What was decided, newest first. */
            history: components["schemas"]["DecisionTold"][];
            nct_id: string;
            /** @description Study id of the next. */
            next?: string | null;
            /** @description Study id of the one before in the order. */
            prev?: string | null;
            /** Format: int64 */
            rank: number;
            reason_code?: string | null;
            /** Format: double */
            score: number;
            second: boolean;
            status: components["schemas"]["StatusName"];
            study_id: string;
            versions: components["schemas"]["VersionsTold"];
        };
        /** @description A page of candidates. */
        CandidatePage: {
            /** @description Of the whole match. */
            counts: components["schemas"]["Counts"];
            items: components["schemas"]["CandidateRow"][];
            /** Format: int64 */
            matched_at?: number | null;
            next?: string | null;
            /** @description Whether nobody ever approved that version: a preview, of whom nobody can be enrolled or contacted. */
            preview: boolean;
            /** @description The run that the list comes from; none before the first. */
            run?: string | null;
            stale: boolean;
            /**
             * Format: int64
             * @description How many candidates the filter leaves.
             */
            total?: number | null;
            /** @description The version that was matched. */
            version?: string | null;
        };
        /** @description A candidate in the list. */
        CandidateRow: {
            bin: components["schemas"]["Bin"];
            /** Format: int64 */
            decided_at?: number | null;
            /**
             * Format: int32
             * @description How many criteria speak for enrolment.
             */
            in_favour: number;
            missing: components["schemas"]["OpenTold"][];
            /**
             * Format: int64
             * @description Place among everybody, from 1.
             */
            rank: number;
            reason_code?: string | null;
            /**
             * Format: double
             * @description What the order rests on, 0 to 1; no probability.
             */
            score: number;
            /** @description Whether a second person has read it. */
            second: boolean;
            status: components["schemas"]["StatusName"];
            /** @example 7QK3-M4XW */
            study_id: string;
            /**
             * Format: int32
             * @description How many are open, those for a person included.
             */
            unknown: number;
            /** @description One letter for each criterion: `M` met, `N` not met, `U` unknown, `P` only a person can answer. */
            verdicts: string;
        };
        /**
         * @description What became of a criterion.
         * @enum {string}
         */
        ChangeKind: "same" | "changed" | "added" | "removed";
        /** @description What was understood of a wording. */
        Checked: {
            expr: Record<string, never>;
            flaws: components["schemas"]["FlawTold"][];
            parts: components["schemas"]["Part"][];
            readable: string;
            understood: components["schemas"]["HowFar"];
        };
        /** @description The newest signed head of the log. */
        CheckpointTold: {
            /** @description The log's verifier key. */
            key: string;
            /** @description The log's name. */
            origin: string;
            /** @description Base64. */
            root: string;
            /** Format: int64 */
            size: number;
        };
        /** @description With what a task is closed. */
        Closing: {
            /** @description `justified`, `unjustified`, `escalated`, `nothing_found`, `correction_needed` or `false_alarm`. */
            finding: string;
            /** @description At least ten characters of words. */
            words: string;
        };
        /** @description How complete charts are, for one type of resource. */
        Completeness: {
            /**
             * Format: int64
             * @description Charts whose source exported the type; none for 1 to 10.
             */
            patients?: number | null;
            /**
             * Format: double
             * @description Their share of all charts, 0 to 1; 0 where the number is not told.
             */
            share: number;
            /** @description `exported`, `partial` or `not_exported`. */
            state: string;
            type: string;
        };
        /**
         * @description How sure a reading is, by the method that it was made with.
         * @enum {string}
         */
        Confidence: "high" | "medium" | "none";
        /** @description How a request for contact stands. */
        ContactShort: {
            /** Format: int64 */
            at: number;
            contact: string;
            state: string;
        };
        /** @description A request for contact. */
        ContactTold: {
            /**
             * Format: int64
             * @description When the state changed last.
             */
            at: number;
            /** @description Why it came so, where the PHI side says. */
            code?: string | null;
            contact: string;
            nct_id: string;
            reason_code: string;
            /** @description `sent`, `received`, `approved`, `refused`, `contacted`, `agreed`, `declined`, `unreachable` or `withdrawn`. */
            state: string;
            study_id: string;
        };
        /** @description How many candidates stand where. */
        Counts: {
            /** Format: int64 */
            eligible: number;
            /** Format: int64 */
            excluded: number;
            /** Format: int64 */
            potential: number;
        };
        /** @description A credential as its owner sees it. */
        Credential: {
            /**
             * Format: int64
             * @description When it was added, in milliseconds since 1970 UTC.
             */
            added: number;
            /** @description The public handle. */
            id: string;
            /** @description The kind. */
            kind: components["schemas"]["CredentialKind"];
            /**
             * Format: int64
             * @description When it was used last.
             */
            used?: number | null;
        };
        /** @enum {string} */
        CredentialKind: "password" | "totp" | "passkey" | "recovery_code" | "external";
        /** @description A passkey that was added. */
        CredentialMade: {
            id: string;
        };
        /** @description A criterion in two versions. */
        CriterionChange: {
            after?: components["schemas"]["CriterionSide"] | null;
            before?: components["schemas"]["CriterionSide"] | null;
            change: components["schemas"]["ChangeKind"];
            /** Format: int32 */
            criterion: number;
        };
        /** @description What becomes of one criterion. */
        CriterionEdit: components["schemas"]["Wording"] & {
            /**
             * Format: int32
             * @description Its number; one past the last for a new one.
             */
            criterion: number;
            /** @description Whether it is taken out. */
            removed?: boolean;
        };
        /** @description A criterion with what was understood of it. */
        CriterionShown: {
            /**
             * Format: int32
             * @description Its number, stable within a version.
             */
            criterion: number;
            /** @description Whether a person put it in place of the parser's words. */
            edited: boolean;
            /** @description The expression as JSON. */
            expr: Record<string, never>;
            flaws: components["schemas"]["FlawTold"][];
            parts: components["schemas"]["Part"][];
            /** @description The expression for people to read. */
            readable: string;
            section: components["schemas"]["SectionName"];
            /** @description Where it stands in the eligibility text; empty for one of a structured field. */
            span: components["schemas"]["Span"];
            text: string;
            understood: components["schemas"]["HowFar"];
        };
        /** @description One side of a difference. */
        CriterionSide: {
            expr: Record<string, never>;
            readable: string;
            section: components["schemas"]["SectionName"];
            text: string;
        };
        /** @description The verdict on one criterion, and why. */
        CriterionVerdict: {
            /** @description What was assumed, such as `absence:condition:closed-if-covered`. */
            assumptions: string[];
            /** Format: int32 */
            criterion: number;
            decided_by?: components["schemas"]["SupplierName"] | null;
            effect: components["schemas"]["EffectName"];
            evidence: components["schemas"]["EvidenceTold"][];
            /** @description The smallest sets of answers that would decide it in the patient's favour. */
            flips: components["schemas"]["FlipTold"][][];
            missing: components["schemas"]["MissingTold"][];
            readable: string;
            /** @description Why it is unknown, in order of precedence. */
            reasons: string[];
            section: components["schemas"]["SectionName"];
            text: string;
            verdict: components["schemas"]["VerdictName"];
        };
        /** @description A decision that was made, and the tag for the next. */
        Decided: {
            decision: components["schemas"]["DecisionTold"];
            etag: string;
        };
        /** @description A criterion on which it depends where the patient stands. */
        Deciding: {
            /** Format: int32 */
            criterion: number;
            /** @description Why it is unknown, in order of precedence; none for one that excludes. */
            reasons: string[];
            section: components["schemas"]["SectionName"];
            text: string;
        };
        /** @description A policy that decides. */
        DecidingTold: {
            /** @description Its annotations. */
            annotations: Record<string, never>;
            id: string;
            /** @description Its reason. */
            text: string;
        };
        /** @description A decision as it is told. */
        DecisionTold: {
            /**
             * Format: int64
             * @description In milliseconds since 1970 UTC.
             */
            at: number;
            bin: components["schemas"]["Bin"];
            /** @description The person's id. */
            by: string;
            id: string;
            nct_id: string;
            /** @description In a candidate's own history alone. */
            note?: string | null;
            override: components["schemas"]["Override"][];
            reason_code: string;
            second_reader: boolean;
            study_id: string;
            undone: boolean;
            versions?: components["schemas"]["VersionsTold"] | null;
        };
        /** @description What differs between two versions. */
        Difference: {
            criteria: components["schemas"]["CriterionChange"][];
        };
        /**
         * @description What a verdict means for enrolment.
         * @enum {string}
         */
        EffectName: "favours" | "excludes" | "open";
        /** @description What was decided about a candidate in another trial: referred, enrolled, or found not eligible. */
        Elsewhere: {
            bin: components["schemas"]["Bin"];
            /**
             * Format: int64
             * @description In milliseconds since 1970 UTC.
             */
            decided_at: number;
            /** @example NCT99000001 */
            nct_id: string;
            reason_code?: string | null;
            title?: string | null;
        };
        /** @description That it is done. */
        Empty: Record<string, never>;
        Enrol: {
            ceremony: string;
            code?: string | null;
            passkey?: Record<string, never> | null;
            password?: string | null;
            token: string;
        };
        /** @description What a person who opened an enrolment link is shown. */
        EnrolmentPage: {
            ceremony: string;
            display_name: string;
            /** @description Options of WebAuthn's `create`. */
            passkey: Record<string, never>;
            sign_in_name: string;
            totp: components["schemas"]["TotpShown"];
        };
        /**
         * @description Where evidence comes from.
         * @enum {string}
         */
        EvidenceKind: "note" | "record";
        /** @description What a verdict rests on. */
        EvidenceTold: {
            /** @description How it is meant: `affirmed`, `negated`, `possible`, and besides `historical`, `hypothetical`, `family` or `other`. */
            assertion?: string | null;
            /** @description The concept's slug, such as `type-2-diabetes`. */
            concept?: string | null;
            /** Format: int32 */
            end?: number | null;
            kind: components["schemas"]["EvidenceKind"];
            /** @description The concept's name. */
            label?: string | null;
            /** @description De-identified words around what was found. */
            snippet?: string | null;
            /** @description Such as `Condition`, or the kind of a note. */
            source: string;
            /**
             * Format: int32
             * @description Where in the snippet it stands.
             */
            start?: number | null;
            /** @description UCUM. */
            unit?: string | null;
            value?: string | null;
            when?: components["schemas"]["Before"] | null;
        };
        /** @description A made-up request to be explained. */
        ExplainAsked: {
            /** @description Such as `ExportResults`. */
            action: string;
            /** @description Whether whoever asks is assigned to it. */
            assigned?: boolean;
            /** @description Whether a justification was written down. */
            justified?: boolean;
            /**
             * Format: int32
             * @description Seconds since the last two factors.
             */
            mfa_age?: number | null;
            /** @description Whether it is one's own work that is to be approved. */
            own?: boolean;
            /** @description HL7 v3 PurposeOfUse; none where no purpose is stated. */
            purpose?: string | null;
            /** @description The role of who would ask; oneself, as one is signed in now, unless said. */
            role?: string | null;
            /**
             * Format: int32
             * @description How many rows are wanted.
             */
            rows?: number | null;
            /** @description The study that it is about. */
            study?: string | null;
        };
        /** @description Why. */
        Explained: {
            /** @description The same, to be read by a program. */
            changes: Record<string, never>[];
            deciding: components["schemas"]["DecidingTold"][];
            /** @description `allow` or `deny`. */
            decision: string;
            policy_version: string;
            /** @description Sets of changes each of which would turn the answer, in words. */
            would_change: string[];
        };
        /** @description An export to be made. */
        ExportAsked: {
            format: components["schemas"]["Format"];
            /** @description At least ten characters of words. */
            justification: string;
            /**
             * @description HL7 v3 PurposeOfUse, in place of `X-Purpose`.
             * @example CLINTRCH
             */
            purpose?: string | null;
            /** @description The trial, where the path names none; decisions of all one's studies are meant without it. */
            trial?: string | null;
        };
        /** @description A value and how many trials have it. */
        FacetValue: {
            /** Format: int64 */
            n: number;
            value: string;
        };
        /** @description Something that is wrong with a criterion. */
        FlawTold: {
            /** @description Such as `contradiction` or `unit-without-conversion`. */
            code: string;
            message: string;
        };
        /** @description An answer that is supposed. */
        FlipTold: {
            becomes: components["schemas"]["VerdictName"];
            /**
             * Format: int32
             * @description The criterion that it belongs to.
             */
            criterion: number;
            /** @description The words that would be answered. */
            text: string;
        };
        /**
         * @description The form of a file.
         * @enum {string}
         */
        Format: "csv" | "json";
        /** @description One step of a funnel. */
        FunnelStep: {
            /** Format: int32 */
            criterion: number;
            /**
             * Format: int64
             * @description Patients whom it alone excludes; none where that would tell of fewer than eleven.
             */
            excluded_by_it_alone?: number | null;
            readable: string;
            /**
             * Format: int64
             * @description Patients whom neither it nor one before it excludes; none where that would tell of fewer than eleven.
             */
            remaining?: number | null;
        };
        /** @description A funnel with its counts. */
        FunnelTold: {
            counts: components["schemas"]["ToldCounts"];
            funnel: components["schemas"]["FunnelStep"][];
            /**
             * Format: int64
             * @description Patients at the start.
             */
            start?: number | null;
        };
        /** @description What a person was given: roles, studies and the site where they work. Policies decide by it. */
        Grants: {
            /** @description The roles. */
            roles: string[];
            /** @description The site. */
            site?: string | null;
            /** @description The studies that the person is assigned to. */
            studies?: string[];
        };
        Handle: {
            id: string;
        };
        /** @description How this zone stands. */
        HealthTold: {
            /**
             * Format: int64
             * @description Alerts that nobody has closed.
             */
            alerts_open: number;
            audit: components["schemas"]["AuditHealth"];
            /**
             * Format: int64
             * @description Charts in all projects.
             */
            charts: number;
            /** @description `ok`. */
            database: string;
            /** @description `confined`, or `off` where the operator asked for it. */
            sandbox: string;
            /**
             * Format: int64
             * @description Trials.
             */
            trials: number;
            /** Format: int64 */
            uptime_s: number;
            version: string;
            zone: string;
        };
        /**
         * @description How far a criterion was understood.
         * @enum {string}
         */
        HowFar: "full" | "partial" | "none";
        /** @description What came of an import. */
        Imported: {
            /** Format: int64 */
            accepted: number;
            /**
             * Format: int64
             * @description Trials whose approval holds, since only other things than criteria changed.
             */
            approvals_kept: number;
            /**
             * Format: int64
             * @description Criteria in people's words that hold for the new records as they did for the old.
             */
            carried: number;
            /**
             * Format: int64
             * @description Trials whose record changed.
             */
            changed: number;
            issues: components["schemas"]["ImportIssue"][];
            /**
             * Format: int64
             * @description Trials seen for the first time.
             */
            new: number;
            /** Format: int64 */
            quarantined: number;
            /** @description Criteria in people's words that the register words otherwise now: somebody has to look. */
            to_look_at: components["schemas"]["LookAt"][];
            /** Format: int64 */
            warned: number;
        };
        /** @description Something found in an import; never its content. */
        ImportIssue: {
            code: string;
            /** Format: int64 */
            line: number;
            path: string;
        };
        /** @description What was received, and how complete it is. */
        IngestTold: {
            ledger: components["schemas"]["Completeness"][];
            /** @description Inputs, newest first; none where the PHI zone has not told yet. */
            runs: components["schemas"]["InputTold"][];
        };
        /** @description One input that was read. */
        InputTold: {
            /** Format: int64 */
            accepted?: number | null;
            /**
             * Format: int64
             * @description The day on which it was read, in milliseconds since 1970 UTC.
             */
            at: number;
            by_type: components["schemas"]["TypeCounts"][];
            /** @description Whether it was read to its proper end. */
            complete: boolean;
            /** @description Resource types of which nothing was ever received. */
            not_exported: string[];
            /**
             * Format: int64
             * @description The number that messages name instead of the file.
             */
            number: number;
            /** Format: int64 */
            quarantined?: number | null;
            /** Format: int64 */
            received?: number | null;
            /** Format: int64 */
            warned?: number | null;
        };
        /** @description Somebody who is to get an account. */
        Invitation: {
            /** @description What others call them. */
            display_name: string;
            /** @description Roles, studies and site. */
            grants: components["schemas"]["Grants"];
            /** @description What the person will type to sign in. */
            sign_in_name: string;
        };
        /** @description Somebody who was invited. */
        Invited: {
            /** @description Good once and for a day. */
            link: string;
            person: string;
        };
        /** @description Why a version is approved. */
        Justified: {
            /** @description At least ten characters of words. */
            justification: string;
        };
        Link: {
            token: string;
        };
        /** @description A new enrolment link. */
        LinkMade: {
            /** @description Good once and for a day. */
            link: string;
        };
        /**
         * @description Which list.
         * @enum {string}
         */
        ListName: "trials" | "candidates";
        /** @description Criteria of a trial that a person had put otherwise, and whose words the register changed since. */
        LookAt: {
            /** @description The version before, in which their numbers are. */
            base: string;
            /** @description The numbers. */
            criteria: number[];
            /** @description The trial. */
            nct_id: string;
        };
        /**
         * @description How a part was understood.
         * @enum {string}
         */
        MethodName: "grammar" | "terminology" | "field" | "person" | "none";
        Mint: {
            audience: string;
            once: boolean;
            /** Format: int32 */
            secs: number;
        };
        /** @description What lacks for an answer. */
        MissingTold: {
            /** @description Why: a reason's code. */
            code: string;
            /** @description The words of the criterion that are open. */
            text: string;
        };
        /**
         * @description What the person who asks may ask for, for some purpose, if circumstances allow. It is for showing and hiding; each request
         *     is decided by itself.
         */
        NavigationTold: {
            actions: string[];
        };
        /** @description A request for contact to be made. */
        NewContact: {
            /** @description The IRB's number of the protocol. */
            protocol: string;
            /** @description `eligible`, `ask-patient` or `other`. */
            reason_code: string;
        };
        /** @description A decision to be made. */
        NewDecision: {
            bin: components["schemas"]["Bin"];
            /** @description At most 500 characters; nothing that identifies anybody. */
            note?: string | null;
            override?: components["schemas"]["Override"][];
            /** @description A code of the site's list. */
            reason_code: string;
            /** @description Whether this is the reading of a second person, which moves the candidate to no other bin. */
            second_reader?: boolean;
        };
        NewGrants: {
            grants: components["schemas"]["Grants"];
            id: string;
        };
        /** @description To whom a task is handed. */
        NewOwner: {
            /** @description A person's id; oneself unless said. */
            person?: string | null;
        };
        NewPasskey: {
            ceremony: string;
            response: Record<string, never>;
        };
        NewPassword: {
            current: string;
            new: string;
        };
        /** @description A periodic review of the log. */
        NewReview: {
            /** @description `nothing_found`, `correction_needed` or `escalated`. */
            finding: string;
            scope: components["schemas"]["ReviewScope"];
            /** @description What was found, in words; needed unless nothing was. */
            words?: string | null;
        };
        NewTotp: {
            ceremony: string;
            code: string;
        };
        /** @description A view to be kept. One of the same name and list takes the place of the one before. */
        NewView: {
            filters: components["schemas"]["ViewFilters"];
            name: string;
            of: components["schemas"]["ListName"];
            /** @description The trial, of a view of candidates that is for one alone. */
            trial?: string | null;
        };
        /** @description A criterion that is open, and why. */
        OpenTold: {
            /** Format: int32 */
            criterion: number;
            /** @description Such as `needs-recency`, `no-data`, `opaque`. */
            reasons: string[];
        };
        /** @description A verdict that a person sets against the computed one. */
        Override: {
            /** Format: int32 */
            criterion: number;
            /** @description A code of the site's list. */
            reason_code: string;
            verdict: components["schemas"]["VerdictName"];
        };
        /** @description Who is signed in. */
        OwnSession: {
            account: components["schemas"]["Account"];
            /** @description For a page that was loaded anew. Another site can send this request, and can not read its answer. */
            csrf: string;
            methods: string[];
            /**
             * Format: int64
             * @description Seconds since two factors were proved.
             */
            mfa_age_secs: number;
            session: string;
        };
        /** @description One page of a list. */
        Page_AlertTold: {
            /** @description The items. */
            items: {
                /**
                 * Format: int64
                 * @description The entry that it is about.
                 */
                about: number;
                alert: string;
                /** Format: int64 */
                due: number;
                finding?: string | null;
                /** @description The rule that spoke. */
                kind: string;
                /** Format: int64 */
                opened: number;
                overdue: boolean;
                /** @description The person who has it. */
                owner?: string | null;
                /** @description Whose task it is by the rule: a role. */
                severity: string;
                /** @description `open`, `assigned` or `closed`. */
                state: string;
            }[];
            /** @description What to pass as `cursor` for the next page; none at the end. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the whole list has, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_AuditItem: {
            /** @description The items. */
            items: {
                action: string;
                /** @description A person's id, or `service:` and its role. */
                actor: string;
                /**
                 * Format: int64
                 * @description In milliseconds since 1970 UTC.
                 */
                at: number;
                /** @description Numbers by what they count. */
                counts: Record<string, never>;
                decision: string;
                /** @description The whole entry. */
                entry: Record<string, never>;
                /** Format: int64 */
                index: number;
                outcome: string;
                purpose?: string | null;
                /** @description Its kind, and its opaque id where there is one. */
                resource: string;
                /** @description The trial that it concerned. */
                trial?: string | null;
            }[];
            /** @description What to pass as `cursor` for the next page; none at the end. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the whole list has, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_ContactTold: {
            /** @description The items. */
            items: {
                /**
                 * Format: int64
                 * @description When the state changed last.
                 */
                at: number;
                /** @description Why it came so, where the PHI side says. */
                code?: string | null;
                contact: string;
                nct_id: string;
                reason_code: string;
                /** @description `sent`, `received`, `approved`, `refused`, `contacted`, `agreed`, `declined`, `unreachable` or `withdrawn`. */
                state: string;
                study_id: string;
            }[];
            /** @description What to pass as `cursor` for the next page; none at the end. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the whole list has, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_DecisionTold: {
            /** @description The items. */
            items: {
                /**
                 * Format: int64
                 * @description In milliseconds since 1970 UTC.
                 */
                at: number;
                bin: components["schemas"]["Bin"];
                /** @description The person's id. */
                by: string;
                id: string;
                nct_id: string;
                /** @description In a candidate's own history alone. */
                note?: string | null;
                override: components["schemas"]["Override"][];
                reason_code: string;
                second_reader: boolean;
                study_id: string;
                undone: boolean;
                versions?: components["schemas"]["VersionsTold"] | null;
            }[];
            /** @description What to pass as `cursor` for the next page; none at the end. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the whole list has, where that is known.
             */
            total?: number | null;
        };
        /** @description One page of a list. */
        Page_ScreeningRow: {
            /** @description The items. */
            items: {
                /** Format: int64 */
                at: number;
                bin: components["schemas"]["Bin"];
                by: string;
                reason_code?: string | null;
                study_id: string;
            }[];
            /** @description What to pass as `cursor` for the next page; none at the end. */
            next?: string | null;
            /**
             * Format: int64
             * @description How many items the whole list has, where that is known.
             */
            total?: number | null;
        };
        /** @description A part of a criterion that was understood, or not, by itself. */
        Part: {
            confidence: components["schemas"]["Confidence"];
            method: components["schemas"]["MethodName"];
            opaque: boolean;
            readable: string;
            span: components["schemas"]["Span"];
        };
        Passkey: {
            ceremony: string;
            response: Record<string, never>;
        };
        /** @description What a passkey is asked. */
        PasskeyAsked: {
            ceremony: string;
            /** @description Options of WebAuthn's `create` or `get`. */
            challenge: Record<string, never>;
        };
        /** @description The policies in force. */
        PoliciesTold: {
            files: components["schemas"]["PolicyFile"][];
            policies: components["schemas"]["PolicyTold"][];
            roles: components["schemas"]["RoleTold"][];
            /** @description Content hash. */
            version: string;
        };
        /** @description Policies of one kind, as text. */
        PolicyFile: {
            name: string;
            text: string;
        };
        /** @description A policy in force. */
        PolicyTold: {
            because: string;
            /** @description `permit` or `forbid`. */
            effect: string;
            id: string;
            /** @description The policy as Cedar prints it. */
            text: string;
        };
        /**
         * @description Who would come and go with a version. Groups of fewer than eleven are neither counted nor named: nobody has a list of what
         *     would be.
         */
        Preview: {
            /** @description The version that it is compared with. */
            base: string;
            counts: components["schemas"]["BeforeAfter"];
            /** @description Study ids of some who would be candidates then and are not now. */
            entering: string[];
            /** @description Study ids of some who are now and would not be then. */
            leaving: string[];
            /**
             * Format: int64
             * @description How many, true to within ten; none where fewer than eleven.
             */
            n_entering?: number | null;
            /**
             * Format: int64
             * @description How many, true to within ten; none where fewer than eleven.
             */
            n_leaving?: number | null;
        };
        /** @description A refusal (RFC 9457). It holds no content of a record. */
        Problem: {
            /** @description stable */
            code: string;
            /** @description what is now, where the request started from something older */
            current?: unknown;
            policies?: string[];
            request_id: string;
            status: number;
            title: string;
            type: string;
            /** @description what was sent */
            yours?: unknown;
        };
        /** @description A proof that an entry is in the log. */
        ProofTold: {
            /** @description The signed checkpoint. */
            checkpoint: string;
            /** @description The path to the root, base64, from the leaf upwards. */
            hashes: string[];
            /** Format: int64 */
            index: number;
            /** @description The log's verifier key. */
            key: string;
            /** @description The entry's bytes, base64. */
            leaf: string;
            /**
             * Format: int64
             * @description Entries under the checkpoint.
             */
            size: number;
            /** @description In the form of C2SP tlog-proof. */
            text: string;
        };
        /** @description Where the hospital's identity provider asks. */
        ProviderPage: {
            url: string;
        };
        /** @description What to ask first. */
        QuestionList: {
            /** @description Those first that settle most candidates, then those that are open for most. */
            items: components["schemas"]["QuestionTold"][];
        };
        /** @description Something that is open, and what an answer would settle. */
        QuestionTold: {
            /** @description The criteria that ask it. */
            criteria: number[];
            /**
             * Format: int64
             * @description Candidates of whom it is open and in the way, told likewise.
             */
            open?: number | null;
            readable: string;
            /**
             * Format: int64
             * @description Candidates whom any answer to it alone makes eligible or excluded, told as a what-if is; none where fewer than eleven.
             */
            settles?: number | null;
            /** @description Its words in the first of them. */
            text: string;
        };
        /** @description What was written down. */
        Recorded: {
            /**
             * Format: int64
             * @description The entry's index.
             */
            entry: number;
        };
        /** @description Recovery codes, told this once. */
        RecoveryCodes: {
            recovery_codes: string[];
        };
        /** @description What the site says of a trial. */
        RegisterContent: {
            /**
             * @description The last day of the IRB's approval, `YYYY-MM-DD`.
             * @example 2027-06-30
             */
            irb_expires?: string | null;
            /** @description The IRB's number of the protocol, at most 64 characters. */
            irb_number?: string | null;
            /** @description Whether it recruits here. */
            open_here: boolean;
            /** @description The sponsor's version of the protocol, at most 64 characters. */
            protocol_version?: string | null;
            /**
             * Format: int32
             * @description How many participants the site is to enrol.
             */
            target?: number | null;
            /** @description The study team: persons' ids. */
            team?: string[];
        };
        /** @description The register's entry of a trial, with how far enrolment has come. */
        RegisterShown: components["schemas"]["RegisterContent"] & {
            /**
             * Format: int64
             * @description Candidates that were enrolled.
             */
            accrued: number;
            /** @description Who changed it last. */
            by?: string | null;
            /** Format: int64 */
            changed?: number | null;
            nct_id: string;
            /**
             * Format: int64
             * @description Candidates that were referred and not enrolled yet.
             */
            referred: number;
        };
        /** @description A criterion that asks something else. */
        Replaced: components["schemas"]["Wording"] & {
            /** Format: int32 */
            criterion: number;
        };
        Returned: {
            code: string;
            iss?: string | null;
            state: string;
        };
        /** @description Which entries a review covers. */
        ReviewScope: {
            /**
             * Format: int64
             * @description The first.
             */
            from: number;
            /**
             * Format: int64
             * @description How many of them were read; all unless said.
             */
            read?: number | null;
            /**
             * Format: int64
             * @description The one before which it ends.
             */
            to: number;
        };
        /** @description What a role may do in this zone, for some purpose, if circumstances allow. */
        RoleTold: {
            actions: string[];
            role: string;
        };
        /** @description An event of a run's stream. */
        RunEvent: {
            /** @description The run as JSON. */
            data: string;
            /** @description `progress`. */
            event: string;
        };
        /** @description A run. */
        RunShown: {
            /**
             * Format: int64
             * @description Steps that are done.
             */
            done: number;
            /** Format: int64 */
            ended?: number | null;
            nct_id: string;
            /** @description The stable code of what went wrong. */
            problem?: string | null;
            run: string;
            /** Format: int64 */
            started: number;
            state: components["schemas"]["RunState"];
            /**
             * Format: int64
             * @description Steps of the whole.
             */
            total: number;
        };
        /**
         * @description How far a run has come.
         * @enum {string}
         */
        RunState: "running" | "done" | "failed";
        /** @description A line of the screening log. */
        ScreeningRow: {
            /** Format: int64 */
            at: number;
            bin: components["schemas"]["Bin"];
            by: string;
            reason_code?: string | null;
            study_id: string;
        };
        /**
         * @description Which list a criterion stands in.
         * @enum {string}
         */
        SectionName: "inclusion" | "exclusion";
        /** @description A session as its owner sees it. */
        Session: {
            /**
             * Format: int64
             * @description When it began, in milliseconds since 1970 UTC.
             */
            created: number;
            /** @description Browser and operating system by family, such as `Firefox on Linux`. */
            device_class: string;
            /**
             * Format: int64
             * @description When it ends at the latest.
             */
            expires: number;
            /** @description The public handle. */
            id: string;
            /** @description Whether it waits for a factor. */
            locked: boolean;
            /** @description How it was proved who they are. */
            methods: string[];
            /**
             * Format: int64
             * @description When it was used last, to half a minute.
             */
            seen: number;
        };
        /** @description A session that began, was opened, or was proved anew. Its token is in a cookie. */
        SessionMade: {
            /** @description What a page sends as `X-CSRF-Token` with each change. */
            csrf: string;
            grants: components["schemas"]["Grants"];
            methods: string[];
            person: string;
            session: string;
        };
        /** @description How many sessions were ended. */
        SessionsEnded: {
            /** Format: int64 */
            ended: number;
        };
        SignIn: {
            code?: string | null;
            name: string;
            password: string;
            recovery_code?: string | null;
        };
        /** @description Characters of a text (Unicode scalar values, `end` exclusive). */
        Span: {
            /** Format: int32 */
            end: number;
            /** Format: int32 */
            start: number;
        };
        /**
         * @description Where a patient stands.
         * @enum {string}
         */
        StatusName: "eligible" | "potential" | "excluded";
        /**
         * @description What decides a criterion that the chart does not.
         * @enum {string}
         */
        SupplierName: "recency_desk" | "enrolment";
        /** @description A token of a program. */
        TokenMade: {
            token: string;
        };
        /** @description How many stand where; none where that would tell of fewer than eleven, or give back a number that is kept back. */
        ToldCounts: {
            /** Format: int64 */
            eligible?: number | null;
            /** Format: int64 */
            excluded?: number | null;
            /** Format: int64 */
            potential?: number | null;
        };
        /** @description An authenticator app to be set up. */
        TotpAsked: {
            ceremony: string;
            totp: components["schemas"]["TotpShown"];
        };
        /** @description The secret of an authenticator app that is being set up. */
        TotpShown: {
            /** @description Base32. */
            secret: string;
            /** @description The `otpauth:` URL, to be shown as a QR code. */
            url: string;
        };
        /** @description A trial with its criteria. */
        TrialDetail: components["schemas"]["TrialSummary"] & {
            approval?: components["schemas"]["ApprovalTold"] | null;
            /** @description Who made the version: `ClinicalTrials.gov`, or a person's id. */
            author: string;
            /** @description `identificationModule.briefTitle`. */
            brief_title?: string | null;
            criteria_list: components["schemas"]["CriterionShown"][];
            keywords: string[];
            /** @description `identificationModule.officialTitle`. */
            official_title?: string | null;
            register?: components["schemas"]["RegisterContent"] | null;
            /** @description `descriptionModule.briefSummary`. */
            summary?: string | null;
            /** @description The eligibility text as the register has it. */
            text: string;
        };
        /** @description What the trials that were searched for can be narrowed by. */
        TrialFacets: {
            condition: components["schemas"]["FacetValue"][];
            phase: components["schemas"]["FacetValue"][];
            status: components["schemas"]["FacetValue"][];
        };
        /** @description What lists and details tell of a trial. */
        TrialHead: {
            /** @description Whether somebody approved it. */
            approved: boolean;
            candidates?: components["schemas"]["Counts"] | null;
            /** @description `conditionsModule.conditions`. */
            conditions: string[];
            /**
             * Format: int64
             * @description When that version came, in milliseconds since 1970 UTC.
             */
            imported: number;
            /**
             * Format: int64
             * @description When that was.
             */
            matched_at?: number | null;
            /**
             * @description `identificationModule.nctId`.
             * @example NCT99000001
             */
            nct_id: string;
            /** @description Whether it recruits here; none where the site's register does not say. */
            open_here?: boolean | null;
            /** @description `designModule.phases`. */
            phase: string[];
            /** @description Whether trial, charts or program have changed since. */
            stale: boolean;
            /** @description `statusModule.overallStatus`. */
            status?: string | null;
            /** @description `identificationModule.briefTitle`. */
            title?: string | null;
            /** @description Content hash of the current version. */
            version: string;
        };
        /** @description A trial, and where the patient stands in it. */
        TrialOfCandidate: {
            /**
             * Format: int32
             * @description How many exclude.
             */
            against: number;
            /** @description Whether somebody approved that version. */
            approved: boolean;
            /** @description In which bin the patient is as a candidate of that trial. */
            bin: components["schemas"]["Bin"];
            /** @description The first of those that exclude, or else of those that are missing. */
            deciding: components["schemas"]["Deciding"][];
            /**
             * Format: int32
             * @description How many only a person can answer.
             */
            for_a_person: number;
            /**
             * Format: int32
             * @description How many criteria speak for enrolment.
             */
            in_favour: number;
            /** @description Whether a match lists the patient, so that there is a page of the candidate. */
            matched: boolean;
            /**
             * Format: int32
             * @description How many are open that records could answer.
             */
            missing: number;
            /** @example NCT99000001 */
            nct_id: string;
            /** @description Whether it recruits here; none where the site's register does not say. */
            open_here?: boolean | null;
            /**
             * Format: double
             * @description As in the list of that trial's candidates, 0 to 1; no probability.
             */
            score: number;
            status: components["schemas"]["StatusName"];
            title?: string | null;
            /** @description Content hash of the version that was asked: the current one. */
            version: string;
        };
        /** @description A page of trials. */
        TrialPage: {
            facets: components["schemas"]["TrialFacets"];
            items: components["schemas"]["TrialSummary"][];
            next?: string | null;
            /** Format: int64 */
            total?: number | null;
        };
        /** @description A page of trials for a candidate. */
        TrialsOfCandidate: {
            /** @description Trials by where the patient stands in them, over all that one may read. */
            counts: components["schemas"]["Counts"];
            items: components["schemas"]["TrialOfCandidate"][];
            next?: string | null;
            /**
             * Format: int64
             * @description How many trials the filter leaves.
             */
            total?: number | null;
        };
        /** @description A trial in a list. */
        TrialSummary: components["schemas"]["TrialHead"] & {
            criteria: components["schemas"]["Understood"];
        };
        /** @description Resources of one type in one input; a count from 1 to 10 is none. */
        TypeCounts: {
            /** Format: int64 */
            accepted?: number | null;
            /** Format: int64 */
            quarantined?: number | null;
            /** Format: int64 */
            received?: number | null;
            type: string;
            /** Format: int64 */
            warned?: number | null;
        };
        /** @description How far criteria were understood. */
        Understood: {
            /**
             * Format: int32
             * @description Without opaque parts.
             */
            full: number;
            /**
             * Format: int32
             * @description Opaque as a whole.
             */
            none: number;
            /**
             * Format: int32
             * @description With some.
             */
            partial: number;
            /** Format: int32 */
            total: number;
        };
        Unlock: {
            code?: string | null;
            passkey?: components["schemas"]["Passkey"] | null;
            password?: string | null;
        };
        /**
         * @description A verdict. For an exclusion, `met` means that the patient has what excludes.
         * @enum {string}
         */
        VerdictName: "met" | "not_met" | "unknown";
        /** @description A verdict with one of the things that it rests on; a verdict that rests on none has one row. */
        VerdictRow: {
            assertion?: string | null;
            assumptions: string[];
            /** Format: int32 */
            criterion: number;
            /**
             * Format: int32
             * @description Before the latest entry of the chart.
             */
            days_before?: number | null;
            effect: string;
            label?: string | null;
            reasons: string[];
            section: string;
            /** @description De-identified words around what was found. */
            snippet?: string | null;
            /** @description Such as `Condition`, or the kind of a note. */
            source: string;
            text: string;
            unit?: string | null;
            value?: string | null;
            verdict: string;
        };
        /** @description An edit of a trial's criteria. */
        VersionEdit: {
            criteria: components["schemas"]["CriterionEdit"][];
            /** @description Why, in words. */
            reason: string;
        };
        /** @description The versions of a trial. */
        VersionList: {
            items: components["schemas"]["VersionShown"][];
        };
        /** @description A version that was made. */
        VersionMade: {
            changed: number[];
            version: string;
        };
        /** @description A version in the list of a trial's. */
        VersionShown: {
            approval?: components["schemas"]["ApprovalTold"] | null;
            /** @description `ClinicalTrials.gov`, or a person's id. */
            author: string;
            /** @description The criteria that differ from the version that it was made from. */
            changed: number[];
            /** @description Whether matches are made against it. */
            current: boolean;
            /**
             * Format: int64
             * @description When it came or was made, in milliseconds since 1970 UTC.
             */
            made: number;
            /** @description Why, in the author's words; none for one of the register. */
            reason?: string | null;
            version: string;
        };
        /** @description Content hashes of everything that the verdicts rest on. */
        VersionsTold: {
            absence: string;
            chart: string;
            evaluator: string;
            extractor: string;
            parser: string;
            terms: string;
            trial: string;
        };
        /** @description The filters and the order of a list, by the names that the list's own route gives them. */
        ViewFilters: {
            /** @default null */
            bin: components["schemas"]["Bin"] | null;
            /**
             * @description Of trials.
             * @default null
             */
            condition: string | null;
            /**
             * Format: int32
             * @description Of candidates; then the view is of one trial, since criteria are numbered in each.
             * @default null
             */
            missing: number | null;
            /**
             * @description Of candidates.
             * @default null
             */
            one_unknown: boolean | null;
            /**
             * @description Of trials.
             * @default null
             */
            open_here: boolean | null;
            /**
             * @description Of trials.
             * @default null
             */
            phase: string | null;
            /**
             * @description Of trials.
             * @default null
             */
            sort: string | null;
            /** @default null */
            status: string | null;
        };
        /** @description Views of a person, in the order of their names. */
        Views: {
            items: components["schemas"]["ViewTold"][];
        };
        /** @description A view. */
        ViewTold: {
            filters: components["schemas"]["ViewFilters"];
            /**
             * Format: int64
             * @description When it was kept last, in milliseconds since 1970 UTC.
             */
            made: number;
            name: string;
            of: components["schemas"]["ListName"];
            trial?: string | null;
            view: string;
        };
        /** @description Other criteria. */
        WhatIfAsked: {
            /** @description Criteria that are left out. */
            drop?: number[];
            /** @description Criteria in the order of the funnel; those that are not named follow. */
            order?: number[];
            /** @description Criteria that ask something else. */
            replace?: components["schemas"]["Replaced"][];
        };
        /**
         * @description A funnel, the one that it is compared with, and how long it took. A count of a what-if that is within ten of the one that it
         *     stands for is told as that one; others are told in steps of eleven, true to within ten.
         */
        WhatIfTold: components["schemas"]["FunnelTold"] & {
            base?: components["schemas"]["FunnelTold"] | null;
            /** Format: int64 */
            took_ms: number;
        };
        /** @description One of three ways to say what a criterion asks. */
        Wording: {
            /** @description The expression as JSON. */
            expr?: Record<string, never> | null;
            /** @description The readable form, such as `age >= 18 years`. */
            readable?: string | null;
            section?: components["schemas"]["SectionName"] | null;
            /** @description As a trial writes it; it is parsed. */
            text?: string | null;
        };
    };
    responses: {
        /** @description the request can not be read */
        400: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description not signed in, or the session is locked */
        401: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description the policies do not allow it, or two factors are needed again */
        403: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description there is no such thing */
        404: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description it does not fit what is */
        409: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description somebody changed it meanwhile; both versions are in the document */
        412: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description the body is too large */
        413: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description the body is of another kind */
        415: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description what was sent can not be used */
        422: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `If-Match` is missing */
        428: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description too many requests, or the day's budget is used up */
        429: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description the request could not be carried out */
        503: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description the disk is full */
        507: {
            headers: {
                /** @description names the request */
                "X-Request-Id"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "get-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"][];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-accounts-close": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Handle"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Empty"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-accounts-end-sessions": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Handle"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsEnded"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-accounts-grants": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewGrants"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Empty"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-accounts-invite": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invitation"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invited"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-accounts-link": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Handle"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkMade"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    AlertList: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AlertTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    AlertClose: {
        parameters: {
            query?: never;
            header: {
                /** @description names one intent of the user; a repeat is answered as the first was */
                "Idempotency-Key": string;
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Closing"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    AlertAssign: {
        parameters: {
            query?: never;
            header: {
                /** @description names one intent of the user; a repeat is answered as the first was */
                "Idempotency-Key": string;
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOwner"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    Audit: {
        parameters: {
            query?: {
                /** @description An action's name, such as `results_read`. */
                action?: string;
                /** @description A person's id, or a service: `cli`, `phi`, `research`, `supervisor`. */
                actor?: string;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description Items on the page, 1 to 200; 50 unless said. */
                limit?: number;
                /** @description `success`, `failure`, `partial`, or `denied`: what the policies refused. */
                outcome?: string;
                /** @description From this time on, in milliseconds since 1970 UTC. */
                since?: number;
                /** @description The trial that it concerned. */
                trial?: string;
                /** @description Before this time. */
                until?: number;
            };
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditItem"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    AuditProof: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                index: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    AuditCheckpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    AuditExport: {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuditExportAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditItem"][];
                    "text/csv": string;
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    AuditReview: {
        parameters: {
            query?: never;
            header: {
                /** @description names one intent of the user; a repeat is answered as the first was */
                "Idempotency-Key": string;
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewReview"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recorded"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    CandidateTrials: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description Items on the page, 1 to 200; 50 unless said. */
                limit?: number;
                /** @description Whether it recruits here. */
                open_here?: boolean;
                /**
                 * @description Some of `eligible`, `potential`, `excluded`, with commas; all unless said.
                 * @example eligible,potential
                 */
                status?: string;
            };
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                study_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialsOfCandidate"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    ContactList: {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
                /** @description Items on the page, 1 to 200; 50 unless said. */
                limit?: number;
            };
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ContactTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    ContactExport: {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactTold"][];
                    "text/csv": string;
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "get-credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"][];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-credentials-passkey": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyAsked"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-credentials-passkey-finish": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasskey"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialMade"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-credentials-password": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Empty"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-credentials-recovery-codes": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-credentials-remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Handle"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Empty"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-credentials-totp": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpAsked"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-credentials-totp-finish": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTotp"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Empty"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    DecisionLog: {
        parameters: {
            query?: {
                /** @description Of this person alone. */
                by?: string;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description Items on the page, 1 to 200; 50 unless said. */
                limit?: number;
                /** @description Of this trial alone. */
                trial?: string;
            };
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DecisionTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    DecisionExport: {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionTold"][];
                    "text/csv": string;
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-enrolment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Link"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolmentPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-enrolment-finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Enrol"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    Health: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    IngestStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    Navigation: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NavigationTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    ViewList: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Views"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    ViewSave: {
        parameters: {
            query?: never;
            header: {
                /** @description names one intent of the user; a repeat is answered as the first was */
                "Idempotency-Key": string;
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewView"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    ViewRemove: {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                view: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Views"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    PolicyList: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoliciesTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    PolicyExplain: {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExplainAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explained"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    RunShow: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunShown"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    RunEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["RunEvent"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "get-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSession"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-session-sign-out": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Empty"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-session-step-up": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Unlock"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionMade"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-session-token": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Mint"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenMade"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-session-unlock": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Unlock"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionMade"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "get-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"][];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-sessions-end": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Handle"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Empty"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-sessions-end-others": {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; without it the request is refused */
                "X-CSRF-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsEnded"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionMade"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-sign-in-oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-sign-in-oidc-finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Returned"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionMade"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-sign-in-passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyAsked"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    "post-sign-in-passkey-finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Passkey"];
            };
        };
        responses: {
            /** @description done */
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionMade"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    TrialList: {
        parameters: {
            query?: {
                /** @description One of the conditions. */
                condition?: string;
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description Items on the page, 1 to 200; 50 unless said. */
                limit?: number;
                /** @description Whether it recruits here. */
                open_here?: boolean;
                /** @description One of the phases. */
                phase?: string;
                /** @description Words of number, title, conditions or keywords; all must be there. */
                search?: string;
                /** @description `nct_id`, `title`, `imported`, `matched_at` or `eligible`; those of time and number begin with the newest and largest. */
                sort?: string;
                /** @description `overall_status` of the register. */
                status?: string;
            };
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    TrialImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
                "text/plain": string;
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imported"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    TrialShow: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description the version */
                    ETag?: string;
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    CandidateList: {
        parameters: {
            query?: {
                /** @description In this bin alone. */
                bin?: components["schemas"]["Bin"];
                /** @description `next` of the page before. */
                cursor?: string;
                /** @description Begin at this place of the list, from 1, instead of after a cursor. */
                from_rank?: number;
                /** @description Items on the page, 1 to 200; 50 unless said. */
                limit?: number;
                /** @description Of whom this criterion is unknown. */
                missing?: number;
                /** @description Who is one answer away from being decided. */
                one_unknown?: boolean;
                /**
                 * @description Some of `eligible`, `potential`, `excluded`, with commas; the first two unless said.
                 * @example eligible,potential
                 */
                status?: string;
            };
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CandidatePage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    CandidateShow: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
                study_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description counts the decisions */
                    ETag?: string;
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CandidateDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    ContactRequest: {
        parameters: {
            query?: never;
            header: {
                /** @description names one intent of the user; a repeat is answered as the first was */
                "Idempotency-Key": string;
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
                study_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewContact"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    CandidateDecide: {
        parameters: {
            query?: never;
            header: {
                /** @description names one intent of the user; a repeat is answered as the first was */
                "Idempotency-Key": string;
                /** @description the `ETag` of what the edit starts from */
                "If-Match": string;
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
                study_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDecision"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description counts the decisions */
                    ETag?: string;
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decided"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    DecisionUndo: {
        parameters: {
            query?: never;
            header: {
                /** @description names one intent of the user; a repeat is answered as the first was */
                "Idempotency-Key": string;
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                decision: string;
                nct_id: string;
                study_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description counts the decisions */
                    ETag?: string;
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decided"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    VerdictExport: {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
                study_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerdictRow"][];
                    "text/csv": string;
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    CandidateExport: {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CandidateRow"][];
                    "text/csv": string;
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    CriteriaCheck: {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Wording"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checked"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    Funnel: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhatIfTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    MatchRun: {
        parameters: {
            query?: never;
            header: {
                /** @description names one intent of the user; a repeat is answered as the first was */
                "Idempotency-Key": string;
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunShown"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    Questions: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuestionList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    RegisterShow: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description the revision */
                    ETag?: string;
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisterShown"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    RegisterEdit: {
        parameters: {
            query?: never;
            header: {
                /** @description names one intent of the user; a repeat is answered as the first was */
                "Idempotency-Key": string;
                /** @description the `ETag` of what the edit starts from */
                "If-Match": string;
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterContent"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description the revision */
                    ETag?: string;
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisterShown"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    ScreeningLog: {
        parameters: {
            query?: {
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
                /** @description Items on the page, 1 to 200; 50 unless said. */
                limit?: number;
            };
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ScreeningRow"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    TrialVersions: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionList"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    TrialEdit: {
        parameters: {
            query?: never;
            header: {
                /** @description names one intent of the user; a repeat is answered as the first was */
                "Idempotency-Key": string;
                /** @description the `ETag` of what the edit starts from */
                "If-Match": string;
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VersionEdit"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description the version */
                    ETag?: string;
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionMade"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    TrialApprove: {
        parameters: {
            query?: never;
            header: {
                /** @description names one intent of the user; a repeat is answered as the first was */
                "Idempotency-Key": string;
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Justified"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    TrialDiff: {
        parameters: {
            query?: never;
            header?: {
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
                other: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Difference"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    TrialPreview: {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
    WhatIf: {
        parameters: {
            query?: never;
            header?: {
                /** @description the value that came with the session; needed beside a cookie */
                "X-CSRF-Token"?: string;
                /** @description the research project; `default` unless said */
                "X-Project"?: string;
                /** @description what for: HL7 v3 PurposeOfUse */
                "X-Purpose"?: "HRESCH" | "CLINTRCH" | "TREAT" | "ETREAT" | "HOPERAT" | "HCOMPL" | "PUBHLTH" | "PATRQT" | "HSYSADMIN";
            };
            path: {
                nct_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WhatIfAsked"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description names the request */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhatIfTold"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            412: components["responses"]["412"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            428: components["responses"]["428"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
            507: components["responses"]["507"];
        };
    };
}
