// What the API says. The research zone's types follow from docs/reference/openapi.json (see scripts/check-types.mjs); sign-in's and,
// until its description is there, the PHI zone's are written here. Times are milliseconds since 1970 UTC; a count that is null is
// below 11 and kept back.
import type { components } from "./schema";

type Schemas = components["schemas"];
/** An answer says what it has nothing for, as null: no member is left out. */
type Told<T> = T extends readonly (infer Item)[]
  ? Told<Item>[]
  : T extends object
    ? string extends keyof T
      ? unknown
      : { [K in keyof T]-?: Told<Exclude<T[K], undefined>> }
    : T;

export type Section = Schemas["SectionName"];
export type VerdictWord = Schemas["VerdictName"];
export type Effect = Schemas["EffectName"];
export type Understood = Schemas["HowFar"];
export type CandidateStatus = Schemas["StatusName"];
export type Bin = Schemas["Bin"];
export type Span = Schemas["Span"];
export interface Page<T> {
  items: T[];
  next: string | null;
  total: number | null;
}

export interface ProblemBody {
  type?: string;
  title: string;
  status: number;
  code: string;
  request_id?: string;
  detail?: string;
  current?: unknown;
  yours?: unknown;
}

// Sign-in and accounts.
export interface Grants {
  roles: string[];
  studies?: string[];
  site?: string | null;
}
export interface Account {
  person: string;
  sign_in_name: string;
  display_name: string;
  grants: Grants;
}
export interface Session {
  account: Account;
  session: string;
  methods: string[];
  mfa_age_secs: number;
  csrf?: string;
}
export interface SignedIn {
  csrf: string;
  person: string;
  session: string;
  grants: Grants;
  methods: string[];
}
export interface SessionRow {
  id: string;
  device_class: string;
  methods: string[];
  created: number;
  seen: number;
  expires: number;
  locked: boolean;
}
export interface Credential {
  id: string;
  kind: "password" | "totp" | "passkey" | "recovery_code" | "external";
  added: number;
  used: number | null;
}
export interface AccountRow {
  person: string;
  sign_in_name?: string;
  display_name: string;
  grants: Grants;
  state?: string;
  enrolled?: boolean;
  closed?: boolean;
}
export interface EnrolmentPage {
  display_name: string;
  sign_in_name: string;
  totp: { secret: string; url: string };
  passkey: { publicKey: unknown };
  ceremony: string;
}
export type Navigation = Told<Schemas["NavigationTold"]>;

// Trials.
export type CriteriaCounts = Told<Schemas["Understood"]>;
export type StatusCounts = Told<Schemas["Counts"]>;
export type TrialItem = Told<Schemas["TrialSummary"]>;
export type Facet = Told<Schemas["FacetValue"]>;
export type TrialList = Told<Schemas["TrialPage"]>;
export type Part = Told<Schemas["Part"]>;
export type Flaw = Told<Schemas["FlawTold"]>;
export type Criterion = Told<Schemas["CriterionShown"]>;
export type Approval = Told<Schemas["ApprovalTold"]>;
export type RegisterContent = Told<Schemas["RegisterContent"]>;
export type Register = Told<Schemas["RegisterShown"]>;
export type Trial = Told<Schemas["TrialDetail"]>;
export type Version = Told<Schemas["VersionShown"]>;
export type DiffRow = Told<Schemas["CriterionChange"]>;
export type Checked = Told<Schemas["Checked"]>;
export type Preview = Told<Schemas["Preview"]>;
export type Run = Told<Schemas["RunShown"]>;
export type ImportAnswer = Told<Schemas["Imported"]>;
/** What a criterion is to ask, in one of three forms. */
export type Wording = Schemas["Wording"];
export type NewVersion = Schemas["VersionEdit"];

// Candidates.
export type OpenCriterion = Told<Schemas["OpenTold"]>;
export type CandidateItem = Told<Schemas["CandidateRow"]>;
export type CandidateList = Told<Schemas["CandidatePage"]>;
export type Evidence = Told<Schemas["EvidenceTold"]>;
export type Flip = Told<Schemas["FlipTold"]>;
export type ExplainedCriterion = Told<Schemas["CriterionVerdict"]>;
export type Versions = Told<Schemas["VersionsTold"]>;
export type Decision = Told<Schemas["DecisionTold"]>;
export type Decided = Told<Schemas["Decided"]>;
export type Candidate = Told<Schemas["CandidateDetail"]>;
export type ContactItem = Told<Schemas["ContactTold"]>;
export type FunnelRow = Told<Schemas["FunnelStep"]>;
export type WhatIf = Told<Schemas["WhatIfTold"]>;
export type ScreeningRow = Told<Schemas["ScreeningRow"]>;
export type NewDecision = Schemas["NewDecision"];
export type WhatIfAsk = Schemas["WhatIfAsked"];
export type NewExport = Schemas["ExportAsked"];

// Oversight.
export type AuditItem = Told<Schemas["AuditItem"]>;
export type AuditProof = Told<Schemas["ProofTold"]>;
export type Alert = Told<Schemas["AlertTold"]>;
export type Policies = Told<Schemas["PoliciesTold"]>;
export type Explained = Told<Schemas["Explained"]>;
export type Ingest = Told<Schemas["IngestTold"]>;
export type Health = Told<Schemas["HealthTold"]>;
export type ExplainAsk = Schemas["ExplainAsked"];
export type NewReview = Schemas["NewReview"];
export type Closing = Schemas["Closing"];

// The PHI door.
export interface MyPatient {
  patient: string;
  name: string;
  birth_year: number | null;
  sex: string | null;
  trials: number;
  answered: number;
}
export type Override = Schemas["Override"];
export interface PatientTrial {
  nct_id: string;
  version: string;
  title: string;
  status: CandidateStatus;
  open_here: boolean | null;
  criteria: { criterion: number; section: Section; text: string; verdict: VerdictWord; effect: Effect; reasons: string[] }[];
  answer: { answer: "yes" | "no" | "later"; reason_code: string; override: Override[]; version: string; at: number; by: string } | null;
}
export interface RecordRow {
  kind: string;
  text: string;
  value: string | null;
  status: string | null;
  date: string | null;
}
export interface Demographics {
  name: string;
  birth_date: string | null;
  birth_year: number | null;
  age: number | null;
  sex: string | null;
  deceased: boolean;
}
export interface Telecom {
  system: string;
  value: string;
}
export interface Relative {
  name: string;
  relationship: string;
  guardian: boolean;
  telecom: Telecom[];
}
export interface ContactDetails {
  telecom: Telecom[];
  address: string[];
  relatives: Relative[];
}
interface Rows<T> {
  items: T[];
  total: number;
}
export interface PatientRecord {
  patient: string;
  fields: string[];
  /** The grant of break-glass that opened it, where one did. */
  grant: number | null;
  demographics: Demographics | null;
  contact: ContactDetails | null;
  identifiers: { kind: string; value: string }[] | null;
  conditions: Rows<RecordRow> | null;
  medications: Rows<RecordRow> | null;
  observations: Rows<RecordRow> | null;
  procedures: Rows<RecordRow> | null;
  notes: Rows<{ title: string; date: string | null; text: string }> | null;
  /** How many entries special protection holds back. */
  withheld: number;
}
export interface BreakGlass {
  grant: number;
  by: string;
  by_name: string;
  reason_code: string;
  /** For whoever may review it alone. */
  justification: string | null;
  started: number;
  until: number;
  ended: number | null;
  reads: number;
  review_due: number;
  state: "running" | "to_review" | "overdue" | "reviewed";
  finding: string | null;
  incident: boolean;
  own: boolean;
}
export interface BreakGlassQueue extends Page<BreakGlass> {
  suspended: string[];
}
export interface DeidNote {
  note: string;
  drawn: string;
  counts: Record<string, number>;
  uncertain_words: number;
  words: number;
  residual_risk: number;
  decision: string | null;
  misses: number;
}
export interface DeidList extends Page<DeidNote> {
  summary: { reviewed: number; with_misses: number; misses: number; removed: number; note_leak_at_most: number | null };
}
export interface DeidSpan extends Span {
  category: string;
}
export interface DeidDetail extends DeidNote {
  text: string;
  spans: DeidSpan[];
  redacted: string;
}
export interface PhiContact {
  contact: string;
  nct_id: string;
  title: string;
  patient: string;
  state: string;
  code: string | null;
  reason_code: string;
  due: number;
  irb: { number: string; expires: string | null; ok: boolean };
  legal_basis: string | null;
  opt_out: boolean;
  deceased: boolean;
  /** What stands in the way now. */
  obstacle: string | null;
}
export interface PhiContactDetail extends PhiContact {
  demographics: Demographics | null;
  details: ContactDetails | null;
  guardian: Relative | null;
  history: { state: string; code: string | null; at: number; by: string | null; basis: string | null }[];
}
export interface PhiHealth {
  version: string;
  zone: string;
  patients: number | null;
  audit: { size: number };
  database: string;
  contacts_open: number | null;
  break_glass_open: number;
  trials: number;
}
export interface PhiIngest {
  runs: (Omit<Ingest["runs"][number], "by_type" | "not_exported"> & {
    by_type: { resource_type: string; accepted: number; warned: number; quarantined: number }[];
    issues: { code: string; quarantined: boolean; path: string; line: number }[];
  })[];
  not_exported: string[];
  unresolved: number;
}
