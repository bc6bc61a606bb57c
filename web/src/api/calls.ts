// The calls of the API, one function each. Pages know these and no paths.
import { zoneOfDocument } from "#/theme";
import { type Ask, ask, askTagged, download, events } from "./send";
import type * as T from "./types";

const get = <R>(path: string, query?: Ask["query"], signal?: AbortSignal) => ask<R>("GET", path, { query, signal });
const post = <R>(path: string, body: unknown = {}, more: Ask = {}) => ask<R>("POST", path, { body, ...more });
const at = encodeURIComponent;
const own = () => (zoneOfDocument() === "phi" ? "/phi/v1" : "/api/v1");

// Sign-in. The ceremonies' challenges and answers are those of WebAuthn and are passed on as they are.
export interface Challenge {
  ceremony: string;
  challenge: { publicKey: unknown };
}
export interface Proof {
  password?: string;
  code?: string;
  passkey?: { ceremony: string; response: unknown };
}
export const signIn = (body: { name: string; password: string; code?: string; recovery_code?: string }) =>
  post<T.SignedIn>("/api/v1/sign-in", body);
export const beginPasskey = () => post<Challenge>("/api/v1/sign-in/passkey");
export const finishPasskey = (body: { ceremony: string; response: unknown }) =>
  post<T.SignedIn>("/api/v1/sign-in/passkey/finish", body);
export const beginOidc = () => post<{ url: string }>("/api/v1/sign-in/oidc");
export const finishOidc = (body: { state: string; code: string; iss?: string }) =>
  post<T.SignedIn>("/api/v1/sign-in/oidc/finish", body);
export const beginEnrolment = (token: string) => post<T.EnrolmentPage>("/api/v1/enrolment", { token });
export const finishEnrolment = (body: {
  token: string;
  ceremony: string;
  password?: string;
  code?: string;
  passkey?: unknown;
}) => post<{ recovery_codes: string[] }>("/api/v1/enrolment/finish", body);
export const unlock = (proof: Proof) => post<T.SignedIn>("/api/v1/session/unlock", proof);
export const confirm = (proof: Proof) => post<T.SignedIn>("/api/v1/session/step-up", proof);
export const signOut = () => post<object>("/api/v1/session/sign-out");

// One's own account.
export const sessions = () => get<T.SessionRow[]>("/api/v1/sessions");
export const endSession = (id: string) => post<object>("/api/v1/sessions/end", { id });
export const endOtherSessions = () => post<{ ended: number }>("/api/v1/sessions/end-others");
export const credentials = () => get<T.Credential[]>("/api/v1/credentials");
export const changePassword = (body: { current: string; new: string }) => post<object>("/api/v1/credentials/password", body);
export const beginTotp = () =>
  post<{ ceremony: string; totp: { secret: string; url: string } }>("/api/v1/credentials/totp");
export const finishTotp = (body: { ceremony: string; code: string }) => post<object>("/api/v1/credentials/totp/finish", body);
export const beginNewPasskey = () => post<Challenge>("/api/v1/credentials/passkey");
export const finishNewPasskey = (body: { ceremony: string; response: unknown }) =>
  post<{ id: string }>("/api/v1/credentials/passkey/finish", body);
export const newRecoveryCodes = () => post<{ recovery_codes: string[] }>("/api/v1/credentials/recovery-codes");
export const removeCredential = (id: string) => post<object>("/api/v1/credentials/remove", { id });

// The accounts of others.
export const accounts = () => get<T.Account[]>("/api/v1/accounts");
export const invite = (body: { sign_in_name: string; display_name: string; grants: T.Grants }) =>
  post<{ person: string; link: string }>("/api/v1/accounts/invite", body);
export const newLink = (id: string) => post<{ link: string }>("/api/v1/accounts/link", { id });
export const setGrants = (id: string, grants: T.Grants) => post<object>("/api/v1/accounts/grants", { id, grants });
export const endSessionsOf = (id: string) => post<{ ended: number }>("/api/v1/accounts/end-sessions", { id });
export const closeAccount = (id: string) => post<object>("/api/v1/accounts/close", { id });

// Views of lists that one keeps.
export const views = () => get<{ items: T.View[] }>("/api/v1/me/views");
export const saveView = (body: T.NewView, intent: string) => post<T.View>("/api/v1/me/views", body, { intent });
export const removeView = (view: string) => ask<{ items: T.View[] }>("DELETE", `/api/v1/me/views/${at(view)}`);

export const navigation = () => get<T.Navigation>(`${own()}/me/navigation`);

// Trials.
export interface TrialFilter {
  search?: string;
  status?: string;
  phase?: string;
  condition?: string;
  open_here?: boolean;
  sort?: string;
  cursor?: string;
  limit?: number;
}
export const trials = (filter: TrialFilter, signal?: AbortSignal) => get<T.TrialList>("/api/v1/trials", { ...filter }, signal);
export const importTrials = (body: unknown, intent: string) => post<T.ImportAnswer>("/api/v1/trials", body, { intent });
export const trial = (nct: string) => askTagged<T.Trial>("GET", `/api/v1/trials/${at(nct)}`);
export const versions = (nct: string) => get<{ items: T.Version[] }>(`/api/v1/trials/${at(nct)}/versions`);
export const diff = (nct: string, a: string, b: string) =>
  get<{ criteria: T.DiffRow[] }>(`/api/v1/trials/${at(nct)}/versions/${at(a)}/diff/${at(b)}`);
export const checkCriterion = (nct: string, body: T.Wording) =>
  post<T.Checked>(`/api/v1/trials/${at(nct)}/criteria/check`, body);
export const newVersion = (
  nct: string,
  match: string | null,
  body: T.NewVersion,
  intent: string,
) => post<{ version: string; changed: number[] }>(`/api/v1/trials/${at(nct)}/versions`, body, { match, intent });
export const preview = (nct: string, version: string) =>
  post<T.Preview>(`/api/v1/trials/${at(nct)}/versions/${at(version)}/preview`);
export const approve = (nct: string, version: string, justification: string, intent: string) =>
  post<{ approval: T.Approval }>(`/api/v1/trials/${at(nct)}/versions/${at(version)}/approval`, { justification }, { intent });
export const register = (nct: string) => askTagged<T.Register>("GET", `/api/v1/trials/${at(nct)}/register`);
export const saveRegister = (nct: string, match: string | null, body: T.RegisterContent, intent: string) =>
  ask<T.Register>("PUT", `/api/v1/trials/${at(nct)}/register`, { body, match, intent });
export const startMatch = (nct: string, intent: string) =>
  post<{ run: string }>(`/api/v1/trials/${at(nct)}/matches`, {}, { intent });
export const run = (id: string) => get<T.Run>(`/api/v1/runs/${at(id)}`);
/** Follows a run to its end. The server tells each step; where its stream breaks off, it is asked. */
export async function runEnd(id: string, onStep: (run: T.Run) => void): Promise<T.Run> {
  const last = await events<T.Run>(`/api/v1/runs/${at(id)}/events`, "progress", (now) => {
    onStep(now);
    return now.state !== "running";
  });
  for (let now = last ?? (await run(id)); ; now = await run(id)) {
    if (now.state !== "running") return now;
    onStep(now);
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

// Candidates.
export interface CandidateFilter {
  status?: string;
  bin?: string;
  missing?: number;
  one_unknown?: boolean;
  from_rank?: number;
  limit?: number;
}
export const candidates = (nct: string, filter: CandidateFilter, signal?: AbortSignal) =>
  get<T.CandidateList>(`/api/v1/trials/${at(nct)}/candidates`, { ...filter }, signal);
export const candidate = (nct: string, study: string) =>
  askTagged<T.Candidate>("GET", `/api/v1/trials/${at(nct)}/candidates/${at(study)}`);
export interface CandidateTrialFilter {
  status?: string;
  open_here?: boolean;
  cursor?: string;
}
export const candidateTrials = (study: string, filter: CandidateTrialFilter, signal?: AbortSignal) =>
  get<T.TrialsOfCandidate>(`/api/v1/candidates/${at(study)}/trials`, { ...filter }, signal);
export const decide = (nct: string, study: string, match: string | null, body: T.NewDecision, intent: string) =>
  askTagged<T.Decided>("POST", `/api/v1/trials/${at(nct)}/candidates/${at(study)}/decisions`, {
    body,
    match,
    intent,
  });
export const undo = (nct: string, study: string, decision: string, intent: string) =>
  post<object>(`/api/v1/trials/${at(nct)}/candidates/${at(study)}/decisions/${at(decision)}/undo`, {}, { intent });
export const requestContact = (nct: string, study: string, body: { reason_code: string; protocol: string }, intent: string) =>
  post<{ contact: string; state: string }>(`/api/v1/trials/${at(nct)}/candidates/${at(study)}/contact`, body, { intent });
export const contacts = (cursor?: string) => get<T.Page<T.ContactItem>>("/api/v1/contacts", { cursor, limit: 100 });
export const questions = (nct: string) => get<T.Questions>(`/api/v1/trials/${at(nct)}/questions`);
export const funnel = (nct: string) => get<T.WhatIf>(`/api/v1/trials/${at(nct)}/funnel`);
export const whatIf = (nct: string, body: T.WhatIfAsk) => post<T.WhatIf>(`/api/v1/trials/${at(nct)}/what-if`, body);
export const screeningLog = (nct: string, cursor?: string) =>
  get<T.Page<T.ScreeningRow>>(`/api/v1/trials/${at(nct)}/screening-log`, { cursor, limit: 100 });
export const decisions = (filter: { trial?: string; by?: string; cursor?: string }) =>
  get<T.Page<T.Decision>>("/api/v1/decisions", { ...filter, limit: 100 });

/** What can be taken out, and from where. */
export type Exported = { of: "candidates"; nct: string } | { of: "verdicts"; nct: string; study: string } | { of: "decisions"; nct?: string } | { of: "contacts" } | { of: "audit"; only?: AuditOnly } | { of: "list"; list: T.PhiList; patient?: string };
export const exportFile = (what: Exported, body: T.NewExport) => {
  if (zoneOfDocument() === "phi") {
    // That zone takes purpose and reason in the head of the request.
    const why = { purpose: body.purpose ?? undefined, why: body.justification, intent: crypto.randomUUID() };
    if (what.of !== "list") return download("/phi/v1/audit/export", { body: { form: body.format }, ...why }, `${what.of}.${body.format}`);
    const list = { of: what.list, form: body.format, ...(what.patient ? { patient: what.patient } : {}) };
    return download("/phi/v1/exports", { body: list, ...why }, `${what.list.replaceAll("_", "-")}.${body.format}`);
  }
  const path =
    what.of === "candidates" ? `/api/v1/trials/${at(what.nct)}/candidates/export`
    : what.of === "verdicts" ? `/api/v1/trials/${at(what.nct)}/candidates/${at(what.study)}/export`
    : `/api/v1/${what.of}/export`;
  const nct = "nct" in what ? what.nct : undefined;
  const name = nct ? `${nct}-${what.of}` : what.of;
  const about = what.of === "decisions" && nct ? { trial: nct } : what.of === "audit" && what.only ? { only: what.only } : {};
  return download(path, { body: { ...body, ...about }, intent: crypto.randomUUID() }, `${name}.${body.format}`);
};

// Oversight.
export type AuditOnly = Omit<AuditFilter, "cursor" | "limit"> & { index?: number };
export interface AuditFilter {
  action?: string;
  actor?: string;
  outcome?: string;
  trial?: string;
  since?: number;
  until?: number;
  cursor?: string;
  limit?: number;
}
export const audit = (filter: AuditFilter) => get<T.Page<T.AuditItem>>(`${own()}/audit`, { limit: 50, ...filter });
export const auditProof = (index: number) => get<T.AuditProof>(`${own()}/audit/${index}/proof`);
export const auditReview = (body: T.NewReview, intent: string) =>
  post<object>(`${own()}/audit/reviews`, body, { intent });
export const alerts = () => get<T.Page<T.Alert>>(`${own()}/alerts`);
export const takeAlert = (alert: string) => ask<object>("PUT", `${own()}/alerts/${at(alert)}/owner`, { body: {} });
export const closeAlert = (alert: string, body: T.Closing, intent: string) =>
  post<object>(`${own()}/alerts/${at(alert)}/close`, body, { intent });
export const policies = () => get<T.Policies>("/api/v1/policies");
export const explain = (body: T.ExplainAsk) => post<T.Explained>("/api/v1/policies/explain", body);
export const ingest = () => get<T.Ingest>("/api/v1/ingest");
export const health = () => get<T.Health>("/api/v1/health");

// The PHI door.
export const myPatients = (cursor?: string) => get<T.Page<T.MyPatient>>("/phi/v1/my-patients", { cursor, limit: 50 });
export const patientTrials = (patient: string) =>
  get<{ patient: string; items: T.PatientTrial[] }>(`/phi/v1/patients/${at(patient)}/trials`);
export const patientRecord = (patient: string) => get<T.PatientRecord>(`/phi/v1/patients/${at(patient)}`);
export const answerTrial = (
  patient: string,
  nct: string,
  body: { answer: "yes" | "no" | "later"; reason_code: string; override?: T.Override[] },
  intent: string,
) => post<object>(`/phi/v1/patients/${at(patient)}/trials/${at(nct)}/answer`, body, { intent });
export const breakGlassQueue = () => get<T.BreakGlassQueue>("/phi/v1/break-glass");
export const breakGlass = (
  body: { mrn: string; reason_code: string; justification: string; minutes: number },
  intent: string,
) => post<{ grant: number; patient: string; ends: number }>("/phi/v1/break-glass", body, { intent });
export const stopBreakGlass = (grant: number, intent: string) =>
  post<object>(`/phi/v1/break-glass/${grant}/stop`, {}, { intent });
export const reviewBreakGlass = (grant: number, body: { finding: string; note: string }, intent: string) =>
  post<object>(`/phi/v1/break-glass/${grant}/review`, body, { intent });
export const deidNotes = () => get<T.DeidList>("/phi/v1/deid");
export const deidNote = (note: string) => get<T.DeidDetail>(`/phi/v1/deid/${at(note)}`);
export const drawDeid = (notes: number, intent: string) => post<{ notes: number }>("/phi/v1/deid", { notes }, { intent });
export const reviewDeid = (note: string, body: { decision: string; misses: T.DeidSpan[] }, intent: string) =>
  post<object>(`/phi/v1/deid/${at(note)}`, body, { intent });
export const phiContacts = () => get<T.Page<T.PhiContact>>("/phi/v1/contacts");
export const phiContact = (contact: string) => get<T.PhiContactDetail>(`/phi/v1/contacts/${at(contact)}`);
export const answerContact = (
  contact: string,
  body: { outcome: string; reason_code: string; legal_basis: string | null },
  intent: string,
) => post<object>(`/phi/v1/contacts/${at(contact)}`, body, { intent });
export const clinicians = () => get<{ items: { person: string; practitioner: string }[] }>("/phi/v1/clinicians");
export const linkClinician = (person: string, practitioner: string, why: string, intent: string) =>
  ask<object>("PUT", `/phi/v1/clinicians/${at(person)}`, { body: { practitioner }, why, intent });
export const recordChoice = (patient: string, research: "refused" | "permitted", intent: string) =>
  post<T.ChoiceKept>(`/phi/v1/patients/${at(patient)}/consent`, { research }, { intent });
export const disclosures = (patient: string) => get<T.Disclosures>(`/phi/v1/patients/${at(patient)}/disclosures`);
export const recordDisclosure = (patient: string, body: T.NewDisclosure, intent: string) =>
  post<{ entry: number }>(`/phi/v1/patients/${at(patient)}/disclosures`, body, { intent });
export const findDisclosures = (mrn: string) => post<T.DisclosuresFound>("/phi/v1/disclosures", { mrn });
export const releases = (project: string) => get<T.Releases>("/phi/v1/releases", { project });
export const draftRelease = (body: T.NewDraft, intent: string) => post<T.Draft>("/phi/v1/releases/drafts", body, { intent });
export const decideDraft = (draft: string, body: T.NewDraftDecision, intent: string) =>
  post<T.Draft>(`/phi/v1/releases/drafts/${at(draft)}/decision`, body, { intent });
export const makeLimited = (body: T.NewLimited, intent: string) => post<T.LimitedMade>("/phi/v1/releases/limited-data-sets", body, { intent });
export const paperChoice = (body: T.PaperChoice, intent: string) => post<T.PaperChoiceKept>("/phi/v1/choices", body, { intent });
export const recipients = () => get<{ items: T.Recipient[] }>("/phi/v1/recipients");
export const newRecipient = (body: T.NewRecipient, intent: string) => post<T.Recipient>("/phi/v1/recipients", body, { intent });
export const agreements = () => get<{ items: T.Agreement[] }>("/phi/v1/agreements");
export const newAgreement = (body: T.NewAgreement, intent: string) => post<T.Agreement>("/phi/v1/agreements", body, { intent });
export const phiIngest = () => get<T.PhiIngest>("/phi/v1/ingest");
export const phiHealth = () => get<T.PhiHealth>("/phi/v1/health");
