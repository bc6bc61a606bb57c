// Made from docs/reference/openapi-phi.json by `npm run types`.
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
    "/phi/v1/agreements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Waivers, authorizations and data use agreements on record. */
        get: operations["AgreementList"];
        put?: never;
        /** Puts a waiver, an authorization or a data use agreement on record. */
        post: operations["AgreementRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tasks that rules over the log opened. Looking opens one for each new alert. */
        get: operations["PhiAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/alerts/{alert}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes a task with a finding. Nobody closes an alert about themself. */
        post: operations["PhiAlertClose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/alerts/{alert}/owner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Hands a task to a person. */
        put: operations["PhiAlertAssign"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entries of this zone's log, newest first. */
        get: operations["PhiAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/audit/{index}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A proof that an entry is in the log. */
        get: operations["PhiAuditProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest signed head of the log. */
        get: operations["PhiAuditCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes entries of the log along, with a reason. */
        post: operations["PhiAuditExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/audit/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Records a periodic review of entries (45 CFR 164.308(a)(1)(ii)(D)). */
        post: operations["PhiAuditReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/break-glass": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Grants that run, wait for a review, or were reviewed. */
        get: operations["BreakGlassQueue"];
        put?: never;
        /** Grants access to one record at once (45 CFR 164.312(a)(2)(ii)). */
        post: operations["BreakGlassRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/break-glass/{grant}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Records what a review found. Nobody reviews themself. */
        post: operations["BreakGlassReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/break-glass/{grant}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends one's own grant. */
        post: operations["BreakGlassStop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/break-glass/suspended/{person}/reinstate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lifts a suspension. */
        post: operations["BreakGlassReinstate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/choices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Records a patient's choice about research that came on paper. */
        post: operations["ChoiceRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/clinicians": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which practitioners of the records accounts belong to. */
        get: operations["ClinicianList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/clinicians/{person}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Says which practitioner of the records an account belongs to. */
        put: operations["ClinicianLink"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests for contact of patients whom the clinician treats. */
        get: operations["ContactQueue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/contacts/{contact}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A request with whom it is about; whether they may be contacted is looked up anew. */
        get: operations["ContactShow"];
        put?: never;
        /** Records how a contact went. */
        post: operations["ContactAnswer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/deid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The notes of the sample under review. */
        get: operations["DeidList"];
        put?: never;
        /** Draws notes for review: at random, and those of which least is certain. */
        post: operations["DeidDraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/deid/{note}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A note as it was written beside what was found in it. */
        get: operations["DeidReview"];
        put?: never;
        /** Records what a reviewer found missed, and whether the charts stay here. */
        post: operations["DeidDecide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/disclosures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same, by record number. */
        post: operations["DisclosuresFind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a list along: at most 200 rows of those that the person may see. */
        post: operations["ListExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the zone stands. */
        get: operations["PhiHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was received, by input and resource type. */
        get: operations["PhiIngest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/me/navigation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the person may ask for, for showing or hiding navigation. */
        get: operations["PhiNavigation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/my-patients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Patients whom the clinician treats. */
        get: operations["MyPatients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/patients/{patient}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A record, as far as it is granted. */
        get: operations["PatientShow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/patients/{patient}/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Records a patient's choice about research. */
        post: operations["PatientConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/patients/{patient}/disclosures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A patient's accounting of disclosures (45 CFR 164.528). */
        get: operations["PatientDisclosures"];
        put?: never;
        /** Records a disclosure outside. */
        post: operations["DisclosureRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/patients/{patient}/trials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Possible trials of a patient. */
        get: operations["PatientTrials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/patients/{patient}/trials/{nct_id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answers a possible trial: yes, no or later. */
        post: operations["PatientOverride"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The register of recipients. */
        get: operations["RecipientList"];
        put?: never;
        /** Puts a recipient into the register. */
        post: operations["RecipientRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The releases of a project, the series of its risk, and the drafts of the next one. */
        get: operations["ReleaseList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/releases/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Drafts the next release: figures and risk. Nothing leaves. */
        post: operations["ReleaseDraft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/releases/drafts/{draft}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says whether the drafted release may be made. One that is refused can not be, until another draft of it is approved. Nobody
         *     decides about a draft of their own.
         */
        post: operations["ReleaseDecide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/phi/v1/releases/limited-data-sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a limited data set for a recipient (45 CFR 164.514(e)). */
        post: operations["LimitedDataSetMake"];
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
        /** @description An agreement on record. */
        AgreementItem: {
            agreement: string;
            /** @description The last day, as `YYYY-MM-DD`. */
            expires: string;
            holds: boolean;
            kind: components["schemas"]["AgreementKind"];
            nct_id?: string | null;
            /** @description The patient's handle, of an authorization. */
            patient?: string | null;
            project: string;
            recipient?: string | null;
            reference: string;
        };
        /**
         * @description What was agreed.
         * @enum {string}
         */
        AgreementKind: "irb_waiver" | "authorization" | "data_use_agreement";
        /** @description Agreements on record. */
        Agreements: {
            items: components["schemas"]["AgreementItem"][];
        };
        /** @description Tasks that rules over the log opened. */
        Alerts: {
            items: components["schemas"]["AlertTold"][];
            next?: string | null;
            /** Format: int64 */
            total: number;
        };
        /** @description An alert's task. */
        AlertTold: {
            /** Format: int64 */
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
            owner?: string | null;
            /** @description Whose task it is by the rule: a role. */
            severity: string;
            /** @description `open`, `assigned` or `closed`. */
            state: string;
        };
        /** @description A clinician's answer. */
        Answered: {
            /** @description `yes`, `no` or `later`. */
            answer: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970 UTC.
             */
            at: number;
            /** @description Who: opaque id. */
            by: string;
            override: components["schemas"]["Override"][];
            reason_code: string;
            /** @description Of which version. */
            version: string;
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
            counts: Record<string, never>;
            decision: string;
            /** @description The whole entry. */
            entry: Record<string, never>;
            /** Format: int64 */
            index: number;
            outcome: string;
            purpose?: string | null;
            resource: string;
            trial?: string | null;
        };
        /** @description A page of entries, newest first. */
        AuditPage: {
            items: components["schemas"]["AuditItem"][];
            next?: string | null;
            /** Format: int64 */
            total?: number | null;
        };
        /**
         * @description On what a contact rests.
         * @enum {string}
         */
        Basis: "treating_relationship" | "irb_waiver" | "authorization";
        /** @description Asks for one patient's record: by the number on their wristband, or by the handle of a patient that a page shows. */
        BreakGlassAsk: {
            /** @description Why, at least 20 characters that are not spaces. */
            justification: string;
            /**
             * Format: int32
             * @description 1 to 60.
             */
            minutes: number;
            /** @description The medical record number. */
            mrn?: string | null;
            /** @description The patient's handle. */
            patient?: string | null;
            /** @description `emergency`, `cannot_consent`, `handover`, `participant_safety`, `other`. */
            reason_code: string;
        };
        /** @description A grant that was given. */
        BreakGlassGrant: {
            /**
             * Format: int64
             * @description When it ends, in milliseconds since 1970 UTC.
             */
            ends: number;
            /**
             * Format: int64
             * @description Its number.
             */
            grant: number;
            /** @description The patient's handle. */
            patient: string;
        };
        /** @description A grant in the queue. */
        BreakGlassItem: {
            /** @description Who holds it: opaque id. */
            by: string;
            /** @description Who holds it, as others call them. */
            by_name: string;
            /**
             * Format: int64
             * @description When it ended, if it has.
             */
            ended?: number | null;
            /** @description What the review found. */
            finding?: string | null;
            /**
             * Format: int64
             * @description Its number.
             */
            grant: number;
            /** @description Whether an incident is open about it. */
            incident: boolean;
            /** @description Why, in words; for those who may review it alone. */
            justification?: string | null;
            /** @description Whether the person who asks held it, and so can not review it. */
            own: boolean;
            /**
             * Format: int64
             * @description How often the record was shown under it.
             */
            reads: number;
            /** @description Why, as a code. */
            reason_code: string;
            /**
             * Format: int64
             * @description When the review is due.
             */
            review_due: number;
            /**
             * Format: int64
             * @description Milliseconds since 1970 UTC.
             */
            started: number;
            /** @description `running`, `to_review`, `overdue` or `reviewed`. */
            state: string;
            /**
             * Format: int64
             * @description When it ends at the latest.
             */
            until: number;
        };
        /** @description Why a suspension is lifted. */
        BreakGlassNote: {
            /** @description Why, at most 2,000 bytes. */
            note: string;
        };
        /** @description The queue: grants that run or wait, the one due first in front, then those that were reviewed. */
        BreakGlassQueue: {
            items: components["schemas"]["BreakGlassItem"][];
            /** @description Always null: the queue is told whole. */
            next?: string | null;
            /** @description Who may not break the glass until further notice: opaque ids. */
            suspended: string[];
            /** Format: int64 */
            total: number;
        };
        /** @description What a review found. */
        BreakGlassReviewed: {
            /** @description `justified`, `unjustified` or `escalated`. */
            finding: string;
            /** @description Why, at most 2,000 bytes. */
            note: string;
        };
        /** @description A possible trial of a patient. */
        Card: {
            answer?: components["schemas"]["Answered"] | null;
            criteria: components["schemas"]["CardCriterion"][];
            nct_id: string;
            /** @description Whether the site's register says that it recruits here; null where it says nothing. */
            open_here?: boolean | null;
            /** @description `eligible`, `potential` or `excluded`. */
            status: string;
            title: string;
            version: string;
        };
        /** @description One criterion of a possible trial. */
        CardCriterion: {
            /** Format: int32 */
            criterion: number;
            /** @description `favours`, `excludes` or `open`. */
            effect: string;
            /** @description Why it is unknown, as codes. */
            reasons: string[];
            /** @description `inclusion` or `exclusion`. */
            section: string;
            text: string;
            /** @description `met`, `not_met` or `unknown`; for an exclusion `met` means that the patient has what excludes. */
            verdict: string;
        };
        /** @description The newest signed head of the log. */
        CheckpointTold: {
            key: string;
            origin: string;
            /** @description Base64. */
            root: string;
            /** Format: int64 */
            size: number;
        };
        /** @description A choice of the patient about research. */
        Choice: {
            /** @description `refused` or `permitted`. */
            research: string;
        };
        /** @description That a choice is kept. */
        ChoiceKept: {
            research: string;
            /**
             * Format: int64
             * @description Charts that were withdrawn by now; more may follow when the other zone is back.
             */
            withdrawn: number;
        };
        /** @description An account that belongs to a practitioner. */
        ClinicianItem: {
            /** @description The account: opaque id. */
            person: string;
            practitioner: string;
        };
        /** @description Which practitioner an account belongs to. */
        ClinicianLink: {
            /** @description `Practitioner/ID`, or an identifier as `system|value`, such as an NPI. */
            practitioner: string;
        };
        /** @description Accounts that belong to a practitioner. */
        Clinicians: {
            items: components["schemas"]["ClinicianItem"][];
        };
        /** @description With what a task is closed. */
        Closing: {
            /** @description `justified`, `unjustified`, `escalated`, `nothing_found`, `correction_needed` or `false_alarm`. */
            finding: string;
            /** @description At least ten characters of words. */
            words: string;
        };
        /** @description How it went. */
        ContactAnswer: {
            legal_basis?: components["schemas"]["Basis"] | null;
            /** @description `approved`, `refused`, `contacted`, `agreed`, `declined` or `unreachable`. */
            outcome: string;
            /**
             * @description `clinically-inappropriate`, `in-other-trial`, `not-interested`, `burden`, `no-answer`, `moved`, `interested`,
             *     `no-legal-basis` or `other`.
             */
            reason_code: string;
        };
        /** @description How it stands now. */
        ContactAnswered: {
            code?: string | null;
            contact: string;
            state: string;
        };
        /** @description How to reach the patient, and those around them. */
        ContactDetails: {
            address: string[];
            relatives: components["schemas"]["Relative"][];
            telecom: components["schemas"]["Telecom"][];
        };
        /** @description A request, without the patient's name. */
        ContactItem: {
            code?: string | null;
            contact: string;
            deceased: boolean;
            /**
             * Format: int64
             * @description Until when, in milliseconds since 1970 UTC.
             */
            due: number;
            irb: components["schemas"]["Irb"];
            legal_basis?: components["schemas"]["Basis"] | null;
            nct_id: string;
            /** @description Why the patient must not be contacted now; null where they may. */
            obstacle?: string | null;
            opt_out: boolean;
            /** @description The patient's handle. */
            patient: string;
            /** @description Why the study asks. */
            reason_code: string;
            /** @description `received`, `approved`, `contacted`, or a final state. */
            state: string;
            title: string;
        };
        /** @description The queue. */
        Contacts: {
            items: components["schemas"]["ContactItem"][];
            /** @description Always null: what may be told at once is told. */
            next?: string | null;
            /** Format: int64 */
            total: number;
        };
        /** @description A request with whom it is about. */
        ContactShown: components["schemas"]["ContactItem"] & {
            demographics?: components["schemas"]["Demographics"] | null;
            details?: components["schemas"]["ContactDetails"] | null;
            guardian?: components["schemas"]["Relative"] | null;
            /** @description The screening log of this request. */
            history: components["schemas"]["ContactStep"][];
        };
        /** @description One step of a contact: the screening log of this zone. */
        ContactStep: {
            /**
             * Format: int64
             * @description Milliseconds since 1970 UTC.
             */
            at: number;
            basis?: components["schemas"]["Basis"] | null;
            /** @description Who: opaque id; nobody where the zone decided. */
            by?: string | null;
            /** @description Why, where there is a reason. */
            code?: string | null;
            /** @description The state that it came to. */
            state: string;
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
        /** @description That a decision is kept. */
        DeidDecided: {
            decision: string;
            misses: number;
            /** @description Of these, not found again though they are known now, such as clinical words; the chart stays here then, whatever was decided. */
            not_found_again: number;
            /**
             * Format: int64
             * @description Charts that were withdrawn by now.
             */
            withdrawn: number;
        };
        /** @description What a reviewer decides. */
        DeidDecision: {
            /** @description `pass` or `withhold`. */
            decision: string;
            /** @description What was missed; taken for the patient's own from now on. */
            misses?: components["schemas"]["DeidSpan"][];
        };
        /** @description How many notes to draw. */
        DeidDraw: {
            /**
             * Format: int32
             * @description 1 to 100.
             */
            notes: number;
        };
        /** @description How many were drawn. */
        DeidDrawn: {
            notes: number;
        };
        /** @description A note of the sample. */
        DeidItem: {
            /** @description Identifiers found, by category. */
            counts: {
                [key: string]: number;
            };
            /** @description `pass`, `withhold`, or null. */
            decision?: string | null;
            /** @description `random` or `least_certain`. */
            drawn: string;
            /** Format: int64 */
            misses: number;
            note: string;
            /**
             * Format: double
             * @description `uncertain_words` as a share of the words that are left.
             */
            residual_risk: number;
            /**
             * Format: int64
             * @description Words that are left and lie outside the safe vocabulary: where something may have been missed.
             */
            uncertain_words: number;
            /** Format: int64 */
            words: number;
        };
        /** @description A note as it was written beside what was found in it. */
        DeidNote: components["schemas"]["DeidItem"] & {
            redacted: string;
            /** @description In ascending order, not overlapping; offsets count Unicode scalar values. */
            spans: components["schemas"]["DeidSpan"][];
            text: string;
        };
        /** @description The notes of the sample. */
        DeidNotes: {
            items: components["schemas"]["DeidItem"][];
            /** @description Always null: the sample is told whole. */
            next?: string | null;
            summary: components["schemas"]["DeidSummary"];
            /** Format: int64 */
            total: number;
        };
        /** @description An identifier in a text. */
        DeidSpan: {
            /** @description `NAME`, `GEO`, `DATE`, ... */
            category: string;
            end: number;
            start: number;
        };
        /** @description What the reviews say so far. */
        DeidSummary: {
            /**
             * Format: int64
             * @description Identifiers that reviewers found missed, in all notes.
             */
            misses: number;
            /**
             * Format: double
             * @description The share of notes with a miss that is not exceeded with 95 % confidence (Wilson; 3/n where none was found), from the notes
             *     drawn at random alone.
             */
            note_leak_at_most?: number | null;
            /**
             * Format: int64
             * @description Identifiers that were removed in the reviewed notes.
             */
            removed: number;
            /**
             * Format: int64
             * @description Notes drawn at random that were reviewed.
             */
            reviewed: number;
            /**
             * Format: int64
             * @description Of these, with something missed.
             */
            with_misses: number;
        };
        /** @description Who. */
        Demographics: {
            /**
             * Format: int32
             * @description Whole years.
             */
            age?: number | null;
            /** @description Only where dates were granted. */
            birth_date?: string | null;
            /** Format: int32 */
            birth_year?: number | null;
            deceased: boolean;
            name: string;
            sex?: string | null;
        };
        /** @description One line of an accounting. */
        DisclosureItem: {
            address?: string | null;
            date: string;
            last: string;
            purpose: string;
            recipient?: string | null;
            /** Format: int64 */
            times: number;
            what: string;
        };
        /** @description A patient's accounting of disclosures. */
        Disclosures: {
            /**
             * Format: int64
             * @description Disclosures that are exempt, by the paragraph of 45 CFR 164.528(a)(1).
             */
            exempt: number;
            /** @description The first day that it covers. */
            from: string;
            items: components["schemas"]["DisclosureItem"][];
            /** @description The last. */
            to: string;
            /**
             * Format: int64
             * @description Disclosures of which can not be told whether they were this patient's.
             */
            unsearched: number;
            /**
             * Format: int64
             * @description Lines whose recipient is not on record.
             */
            without_recipient: number;
        };
        /** @description An accounting that was found by record number. */
        DisclosuresFound: {
            /** @description The patient's handle. */
            patient: string;
            told: components["schemas"]["Disclosures"];
        };
        /** @description Whose accounting is wanted. */
        DisclosuresWanted: {
            /** @description The medical record number, which has no place in an address. */
            mrn: string;
        };
        /** @description What was done. */
        Done: {
            /** @description The state afterwards. */
            state: string;
        };
        /** @description A privacy officer's word on a draft. */
        DraftDecision: {
            /**
             * Format: int64
             * @description When, in milliseconds since 1970 UTC.
             */
            at: number;
            /** @description Whose: a person's id. */
            by: string;
            /** @description `approved` or `refused`. */
            decision: string;
        };
        /** @description The figures of a draft. */
        Drafted: {
            /** @description The day at which ages would be counted. */
            as_of: string;
            /** @description Who drafted it: a person's id. Another decides. */
            by?: string | null;
            /**
             * Format: int64
             * @description Charts that would leave.
             */
            charts: number;
            decision?: components["schemas"]["DraftDecision"] | null;
            /**
             * Format: int64
             * @description Of how many of them charts were drafted; fewer than all where there are more than 1,000.
             */
            drafted: number;
            /**
             * Format: int64
             * @description People who may be in a release.
             */
            patients: number;
            /** @description `safe_harbor` or `expert_determination`. */
            policy: string;
            /** @description Content hash of the policy. */
            policy_version: string;
            /** @description The project. */
            project: string;
            /**
             * Format: int32
             * @description The number that the release would have.
             */
            release: number;
            /** @description What was removed from text, by category. */
            removed: {
                [key: string]: number;
            };
            risk?: components["schemas"]["RiskEntry"] | null;
            /** @description People without a chart, by coded reason. */
            withheld: {
                [key: string]: number;
            };
        };
        /** @description A draft with its id. */
        DraftItem: {
            /**
             * Format: int64
             * @description When it was drafted, in milliseconds since 1970 UTC.
             */
            at: number;
            draft: string;
            figures: components["schemas"]["Drafted"];
            /** @description Whether the person who asks drafted it, and so can not decide about it. */
            own: boolean;
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
        /** @description The index of the entry. */
        Entered: {
            /** Format: int64 */
            entry: number;
        };
        /**
         * @description The form of an export.
         * @enum {string}
         */
        ExportForm: "csv" | "fhir" | "json";
        /** @description The main figures of one measurement. */
        Figures: {
            /**
             * Format: int32
             * @description People who look alike, the fewest.
             */
            k: number;
            /**
             * Format: double
             * @description The share of people who would be matched correctly, 0 to 1.
             */
            marketer: number;
            /**
             * Format: double
             * @description The highest prosecutor risk of one person, 0 to 1.
             */
            prosecutor: number;
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
        /** @description How the zone stands. */
        Health: {
            /** @description The size of the audit log, in entries under a signature. */
            audit: components["schemas"]["LogHealth"];
            /**
             * Format: int64
             * @description Grants of break-glass that run or wait for a review.
             */
            break_glass_open: number;
            /**
             * Format: int64
             * @description Requests for contact that wait; null under 11.
             */
            contacts_open?: number | null;
            /** @description Whether the database answers. */
            database: string;
            /**
             * Format: int64
             * @description Persons in the vault; null under 11.
             */
            patients?: number | null;
            /**
             * Format: int64
             * @description Approved trial versions that the zone knows.
             */
            trials: number;
            /** @description The program's version. */
            version: string;
            /** @description `phi`. */
            zone: string;
        };
        /** @description What was wrong with something. */
        IngestIssue: {
            code: string;
            /** Format: int64 */
            line: number;
            path: string;
            quarantined: boolean;
        };
        /** @description What was received. */
        IngestReport: {
            /** @description Resource types that facts come from, and of which nothing ever came. */
            not_exported: string[];
            runs: components["schemas"]["IngestRun"][];
            /**
             * Format: int64
             * @description Patients whom resources name and of whom no Patient resource came.
             */
            unresolved: number;
        };
        /** @description One input. */
        IngestRun: {
            /** Format: int64 */
            accepted: number;
            /**
             * Format: int64
             * @description When it was read, in milliseconds since 1970 UTC.
             */
            at: number;
            by_type: components["schemas"]["IngestType"][];
            /** @description Whether it was read to its end. */
            complete: boolean;
            /** @description The first issues: code, element path and line, never content. */
            issues: components["schemas"]["IngestIssue"][];
            /**
             * Format: int64
             * @description The number that messages name instead of the file.
             */
            number: number;
            /** Format: int64 */
            quarantined: number;
            /** Format: int64 */
            received: number;
            /** Format: int64 */
            warned: number;
        };
        /** @description Resources of one type. */
        IngestType: {
            /** Format: int64 */
            accepted: number;
            /** Format: int64 */
            quarantined: number;
            resource_type: string;
            /** Format: int64 */
            warned: number;
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
        /** @description The IRB's approval. */
        Irb: {
            /** @description The last day, as `YYYY-MM-DD`. */
            expires?: string | null;
            number: string;
            /** @description Whether it is the one on record and holds today. */
            ok: boolean;
        };
        /** @description A limited data set as it was made. */
        LimitedMade: {
            /** @description The file, within the zone's folder, for an operator to hand over. */
            file: string;
            /**
             * Format: int64
             * @description People in it.
             */
            patients: number;
            policy_version: string;
            /** @description People who are not, by coded reason. */
            withheld: {
                [key: string]: number;
            };
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
         * @description The form of the file.
         * @enum {string}
         */
        ListForm: "csv" | "json";
        /**
         * @description A list.
         * @enum {string}
         */
        ListName: "my_patients" | "contacts" | "break_glass" | "deid_notes" | "disclosures";
        /** @description The audit log. */
        LogHealth: {
            /**
             * Format: int64
             * @description Entries.
             */
            size: number;
        };
        Mint: {
            audience: string;
            once: boolean;
            /** Format: int32 */
            secs: number;
        };
        /** @description A patient whom the clinician treats: the least that tells them apart. */
        MyPatient: {
            /** @description Of these, answered. */
            answered: number;
            /** Format: int32 */
            birth_year?: number | null;
            name: string;
            /** @description The handle. */
            patient: string;
            sex?: string | null;
            /** @description Possible trials. */
            trials: number;
        };
        /** @description A page of patients. */
        MyPatients: {
            items: components["schemas"]["MyPatient"][];
            next?: string | null;
            total: number;
        };
        /** @description What the person may ask for in this zone, for showing or hiding navigation. */
        Navigation: {
            /** @description Names of actions, such as `ReadContacts`. */
            actions: string[];
        };
        /** @description A new agreement. */
        NewAgreement: {
            /** @description The last day, as `YYYY-MM-DD`. */
            expires: string;
            kind: components["schemas"]["AgreementKind"];
            /** @description The trial, where it is for one alone. */
            nct_id?: string | null;
            /** @description The patient's handle, of an authorization. */
            patient?: string | null;
            /** @description The project. */
            project: string;
            /** @description The recipient, of a data use agreement. */
            recipient?: string | null;
            /** @description The number or title under which the institution keeps it, at most 200 bytes. */
            reference: string;
        };
        /** @description A word on a draft. */
        NewDecision: {
            /** @description `approved` or `refused`. */
            decision: string;
            /** @description Why, in at least ten characters of words; they are kept beside the log. */
            words: string;
        };
        /** @description A disclosure outside that was made (45 CFR 164.528). */
        NewDisclosure: {
            /** @description The data use agreement under which it was, of a limited data set. */
            agreement?: string | null;
            /** @description What was disclosed: names of data elements, such as `name` or `conditions`. */
            fields: string[];
            /** @description What for: HL7 v3 PurposeOfUse. */
            purpose: string;
            /** @description To whom: of the register. */
            recipient: string;
        };
        /** @description A draft to be made. Nothing leaves. */
        NewDraft: {
            /** @description The day at which ages are counted, as `YYYY-MM-DD`; today unless said. */
            as_of?: string | null;
            /** @description `safe_harbor` or `expert_determination`. */
            policy: string;
            project: string;
        };
        /** @description An export of the log. Why stands in `X-Justification`. */
        NewExport: {
            form: components["schemas"]["ExportForm"];
        };
        NewGrants: {
            grants: components["schemas"]["Grants"];
            id: string;
        };
        /** @description A limited data set to be made. */
        NewLimited: {
            project: string;
            /** @description For whom: of the register, with a data use agreement on record that holds today. */
            recipient: string;
        };
        /** @description A list to be taken along. Why stands in `X-Justification`, in at least ten characters. */
        NewListExport: {
            form: components["schemas"]["ListForm"];
            of: components["schemas"]["ListName"];
            /** @description The patient's handle, of an accounting. */
            patient?: string | null;
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
        /** @description A new recipient. */
        NewRecipient: {
            /** @description The address, if known. */
            address?: string | null;
            /** @description The name of the entity or person, at most 200 bytes. */
            name: string;
        };
        /** @description A periodic review. */
        NewReview: {
            /** @description `nothing_found`, `correction_needed` or `escalated`. */
            finding: string;
            scope: components["schemas"]["Scope"];
            /** @description What was found, in words; they are kept beside the log. */
            words?: string | null;
        };
        NewTotp: {
            ceremony: string;
            code: string;
        };
        /** @description Notes. */
        Notes: {
            items: components["schemas"]["NoteShown"][];
            total: number;
        };
        /** @description One note. */
        NoteShown: {
            date?: string | null;
            text: string;
            title: string;
        };
        /** @description Nothing more is sent. */
        Nothing: Record<string, never>;
        /** @description A number of the patient. */
        Number: {
            kind: string;
            value: string;
        };
        /** @description A verdict that a clinician sets against the one that was computed. */
        Override: {
            /** Format: int32 */
            criterion: number;
            /** @description `record-wrong`, `record-outdated`, `known-otherwise`, `criterion-misread` or `other`. */
            reason_code: string;
            /** @description `met`, `not_met` or `unknown`. */
            verdict: string;
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
        /** @description A patient's choice about research that came on paper. */
        PaperChoice: {
            /** @description The medical record number. */
            mrn: string;
            /** @description `refused` or `permitted`. */
            research: string;
        };
        /** @description What was written down. */
        PaperChoiceKept: {
            /** @description The patient's handle. */
            patient: string;
            research: string;
            /**
             * Format: int64
             * @description Charts that were withdrawn at once; others go as soon as the research zone answers.
             */
            withdrawn: number;
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
        /** @description A record, as far as it was granted. */
        PatientRecord: components["schemas"]["Shown"] & {
            /** @description The parts that were granted. */
            fields: string[];
            /**
             * Format: int64
             * @description The break-glass grant under which it is shown.
             */
            grant?: number | null;
            /** @description The handle. */
            patient: string;
        };
        /** @description Possible trials of a patient. */
        PatientTrials: {
            items: components["schemas"]["Card"][];
            /** @description The handle. */
            patient: string;
        };
        /** @description a refusal (RFC 9457); holds no content of a record */
        Problem: {
            code: string;
            policies?: string[];
            request_id?: string;
            status: number;
            title: string;
            type: string;
        };
        /** @description A proof that an entry is in the log. */
        ProofTold: {
            checkpoint: string;
            /** @description The path to the root, base64, from the leaf upwards. */
            hashes: string[];
            /** Format: int64 */
            index: number;
            /** @description The log's verifier key. */
            key: string;
            /** @description The entry's bytes, base64. */
            leaf: string;
            /** Format: int64 */
            size: number;
            /** @description In the form of C2SP tlog-proof. */
            text: string;
        };
        /** @description Where the hospital's identity provider asks. */
        ProviderPage: {
            url: string;
        };
        /** @description Somebody to whom data may be disclosed. */
        RecipientItem: {
            address?: string | null;
            name: string;
            recipient: string;
        };
        /** @description The register of recipients (45 CFR 164.528(b)(2)(ii)). */
        Recipients: {
            items: components["schemas"]["RecipientItem"][];
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
        /** @description Somebody around the patient. */
        Relative: {
            /** @description Whether they decide for the patient: a guardian or a parent. */
            guardian: boolean;
            name: string;
            relationship: string;
            telecom: components["schemas"]["Telecom"][];
        };
        /** @description A release that was made, or is being made. */
        ReleaseItem: {
            /** @description The day at which ages are counted. */
            as_of: string;
            /** @description Whether all its charts have crossed. */
            complete: boolean;
            decision?: components["schemas"]["DraftDecision"] | null;
            /**
             * Format: int64
             * @description When it was begun, in milliseconds since 1970 UTC.
             */
            made: number;
            policy: string;
            policy_version: string;
            /** @description The recipient that its attestation names. */
            recipient?: string | null;
            /** Format: int32 */
            release: number;
            /** @description Whether it rests on the sample hospital's attestation, which no expert gave. */
            sample_attestation: boolean;
        };
        /** @description The releases of a project and the drafts of its next one. */
        Releases: {
            /** @description Drafts, newest first. */
            drafts: components["schemas"]["DraftItem"][];
            /** @description Oldest first. */
            items: components["schemas"]["ReleaseItem"][];
            /** @description Every measurement of the project's risk, oldest first; those that were refused too. */
            risk: components["schemas"]["RiskEntry"][];
        };
        Returned: {
            code: string;
            iss?: string | null;
            state: string;
        };
        /** @description One entry of a project's series. */
        RiskEntry: {
            /** @description The release by itself. */
            alone: components["schemas"]["Figures"];
            /** @description The day at which ages are counted. */
            as_of: string;
            /** @description Charts that were measured. */
            charts: number;
            /** @description Whether the release depended on it. */
            gated: boolean;
            /** @description Together with all earlier releases. */
            joint: components["schemas"]["Figures"];
            /** @description Whether the release was made; a refused one is kept too. */
            made: boolean;
            /**
             * Format: double
             * @description The largest marketer risk that is allowed.
             */
            max_marketer: number;
            /**
             * Format: double
             * @description The largest prosecutor risk that is allowed.
             */
            max_prosecutor: number;
            /** @description Whether both meet the thresholds. */
            passed: boolean;
            /** @description Its policy. */
            policy: string;
            /** @description By what somebody could be recognised. */
            quasi_identifiers: string[];
            /** @description Who has it; empty where nobody was named. */
            recipient: string;
            /**
             * Format: int32
             * @description The release.
             */
            release: number;
            /** @description Charts withheld for unusual characteristics, by study id, with the kinds that were found. */
            unusual: {
                [key: string]: string[];
            };
        };
        /** @description One entry. */
        Row: {
            /** @description Only where dates were granted. */
            date?: string | null;
            /** @description FHIR resource type. */
            kind: string;
            status?: string | null;
            text: string;
            value?: string | null;
        };
        /** @description Entries of one kind. */
        Rows: {
            items: components["schemas"]["Row"][];
            /** @description How many there are. */
            total: number;
        };
        /** @description The entries that a review covers, by index: `from` up to `to`, without it. */
        Scope: {
            /** Format: int64 */
            from: number;
            /**
             * Format: int64
             * @description How many were looked at one by one; all unless said.
             */
            read?: number | null;
            /** Format: int64 */
            to: number;
        };
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
        /** @description The parts of a record that were granted; a part that was not is null. */
        Shown: {
            conditions?: components["schemas"]["Rows"] | null;
            contact?: components["schemas"]["ContactDetails"] | null;
            demographics?: components["schemas"]["Demographics"] | null;
            identifiers?: components["schemas"]["Number"][] | null;
            medications?: components["schemas"]["Rows"] | null;
            notes?: components["schemas"]["Notes"] | null;
            observations?: components["schemas"]["Rows"] | null;
            procedures?: components["schemas"]["Rows"] | null;
            /**
             * Format: int64
             * @description Resources that are protected beyond the rest and were left out.
             */
            withheld: number;
        };
        SignIn: {
            code?: string | null;
            name: string;
            password: string;
            recovery_code?: string | null;
        };
        /** @description A telephone number or an address of mail. */
        Telecom: {
            system: string;
            value: string;
        };
        /** @description A token of a program. */
        TokenMade: {
            token: string;
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
        /** @description What the clinician answers. */
        TrialAnswer: {
            /** @description `yes`, `no` or `later`. */
            answer: string;
            override?: components["schemas"]["Override"][];
            /** @description `suitable`, `ask-at-visit`, `not-appropriate`, `patient-declined`, `in-other-trial`, `burden`, `wrong-verdict` or `other`. */
            reason_code: string;
        };
        /** @description That an answer is kept. */
        TrialAnswered: {
            answer: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970 UTC.
             */
            at: number;
        };
        Unlock: {
            code?: string | null;
            passkey?: components["schemas"]["Passkey"] | null;
            password?: string | null;
        };
    };
    responses: {
        /** @description the request can not be read */
        400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description not signed in, or the session is locked */
        401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description the policies do not allow it, or two factors or a reason are needed */
        403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description there is no such thing */
        404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description it does not fit what is */
        409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description the body is too large */
        413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description the body is of another kind */
        415: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description what was sent can not be used */
        422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description too many requests */
        429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description the request could not be carried out */
        503: {
            headers: {
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            /** @description the identity provider failed */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            503: components["responses"]["503"];
        };
    };
    AgreementList: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agreements"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    AgreementRecord: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAgreement"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgreementItem"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PhiAlerts: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alerts"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PhiAlertClose: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PhiAlertAssign: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PhiAudit: {
        parameters: {
            query?: {
                action?: string;
                actor?: string;
                cursor?: number;
                limit?: number;
                outcome?: string;
                since?: number;
                until?: number;
            };
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PhiAuditProof: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PhiAuditCheckpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PhiAuditExport: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewExport"];
            };
        };
        responses: {
            /** @description a file in the form that was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PhiAuditReview: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
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
            200: {
                headers: {
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
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    BreakGlassQueue: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BreakGlassQueue"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    BreakGlassRequest: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BreakGlassAsk"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BreakGlassGrant"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    BreakGlassReview: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                grant: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BreakGlassReviewed"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    BreakGlassStop: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                grant: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Nothing"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    BreakGlassReinstate: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                person: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BreakGlassNote"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    ChoiceRecord: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PaperChoice"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperChoiceKept"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    ClinicianList: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Clinicians"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    ClinicianLink: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                person: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClinicianLink"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClinicianItem"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    ContactQueue: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contacts"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    ContactShow: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                contact: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactShown"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    ContactAnswer: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                contact: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactAnswer"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactAnswered"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    DeidList: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeidNotes"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    DeidDraw: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeidDraw"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeidDrawn"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    DeidReview: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                note: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeidNote"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    DeidDecide: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                note: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeidDecision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeidDecided"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    DisclosuresFind: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DisclosuresWanted"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisclosuresFound"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    ListExport: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewListExport"];
            };
        };
        responses: {
            /** @description the file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PhiHealth: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PhiIngest: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestReport"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PhiNavigation: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Navigation"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    MyPatients: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyPatients"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PatientShow: {
        parameters: {
            query?: {
                /** @description parts of a record by name, separated by commas; all that are granted unless said */
                fields?: string;
            };
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                patient: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatientRecord"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PatientConsent: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                patient: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Choice"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChoiceKept"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PatientDisclosures: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                patient: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Disclosures"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    DisclosureRecord: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                patient: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDisclosure"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entered"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PatientTrials: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                patient: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatientTrials"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    PatientOverride: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                nct_id: string;
                patient: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrialAnswer"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialAnswered"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    RecipientList: {
        parameters: {
            query?: never;
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipients"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    RecipientRecord: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRecipient"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecipientItem"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    ReleaseList: {
        parameters: {
            query?: {
                project?: string;
            };
            header?: {
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Releases"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    ReleaseDraft: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDraft"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftItem"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    ReleaseDecide: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path: {
                draft: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDecision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftItem"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
    LimitedDataSetMake: {
        parameters: {
            query?: never;
            header: {
                /** @description a UUID for each intent of the user */
                "Idempotency-Key": string;
                /** @description the value that the page was given; needed with a cookie */
                "X-CSRF-Token"?: string;
                /** @description why, in percent-encoded UTF-8, where the policies ask for it */
                "X-Justification"?: string;
                /** @description what for: HL7 v3 PurposeOfUse; without it everything but navigation is refused */
                "X-Purpose"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLimited"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitedMade"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            415: components["responses"]["415"];
            422: components["responses"]["422"];
            429: components["responses"]["429"];
            503: components["responses"]["503"];
        };
    };
}
