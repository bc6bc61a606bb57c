// What the API says, as docs/reference/openapi.json describes it. Times are milliseconds since 1970 UTC; a count that is null is
// below 11 and kept back.

export type Section = "inclusion" | "exclusion";
export type VerdictWord = "met" | "not_met" | "unknown";
export type Effect = "favours" | "excludes" | "open";
export type Understood = "full" | "partial" | "none";
export type CandidateStatus = "eligible" | "potential" | "excluded";
export type Bin = "new" | "flagged" | "screened" | "deferred" | "not_eligible" | "referred" | "enrolled";
export interface Span {
  start: number;
  end: number;
}
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
export interface Navigation {
  actions: string[];
}

// Trials.
export interface CriteriaCounts {
  total: number;
  full: number;
  partial: number;
  none: number;
}
export interface StatusCounts {
  eligible: number;
  potential: number;
  excluded: number;
}
export interface TrialItem {
  nct_id: string;
  title: string | null;
  status: string | null;
  phase: string[];
  conditions: string[];
  /** A content hash. */
  version: string;
  imported: number;
  approved: boolean;
  open_here: boolean | null;
  criteria: CriteriaCounts;
  candidates: StatusCounts | null;
  matched_at: number | null;
  stale: boolean;
}
export interface Facet {
  value: string;
  n: number;
}
export interface TrialList extends Page<TrialItem> {
  facets: { status: Facet[]; phase: Facet[]; condition: Facet[] };
}
export interface Part {
  span: Span;
  method: "grammar" | "terminology" | "field" | "person" | "none";
  confidence: "high" | "medium" | "none";
  readable: string;
  opaque: boolean;
}
export interface Flaw {
  code: string;
  message: string;
}
export interface Criterion {
  criterion: number;
  section: Section;
  span: Span;
  text: string;
  expr: unknown;
  readable: string;
  understood: Understood;
  parts: Part[];
  edited: boolean;
  flaws: Flaw[];
}
export interface Approval {
  approver: string;
  at: number | null;
}
export interface RegisterContent {
  open_here: boolean;
  irb_number: string | null;
  irb_expires: string | null;
  target: number | null;
  protocol_version: string | null;
  team: string[];
}
export interface Register extends RegisterContent {
  nct_id: string;
  accrued: number;
  referred: number;
  changed: number | null;
  by: string | null;
}
export interface Trial extends TrialItem {
  brief_title: string | null;
  official_title: string | null;
  summary: string | null;
  keywords: string[];
  register: RegisterContent | null;
  author: string;
  approval: Approval | null;
  text: string;
  criteria_list: Criterion[];
}
export interface Version {
  version: string;
  author: string;
  made: number;
  reason: string | null;
  approval: Approval | null;
  current: boolean;
  changed: number[];
}
export interface DiffSide {
  section: Section;
  text: string;
  readable: string;
}
export interface DiffRow {
  criterion: number;
  change: "same" | "changed" | "added" | "removed";
  before: DiffSide | null;
  after: DiffSide | null;
}
export interface Checked {
  expr: unknown;
  readable: string;
  understood: Understood;
  parts: Part[];
  flaws: Flaw[];
}
/** What a criterion is to ask, in one of three forms. */
export interface Wording {
  text?: string;
  readable?: string;
  expr?: unknown;
  section?: Section;
}
export interface Preview {
  base: string;
  counts: { before: StatusCounts; after: StatusCounts };
  entering: string[];
  leaving: string[];
  n_entering: number;
  n_leaving: number;
}
export interface Run {
  run: string;
  nct_id: string;
  problem: string | null;
  state: "running" | "done" | "failed";
  done: number;
  total: number;
  started: number;
  ended: number | null;
}

// Candidates.
export interface OpenCriterion {
  criterion: number;
  reasons: string[];
}
export interface CandidateItem {
  study_id: string;
  rank: number;
  status: CandidateStatus;
  score: number;
  /** One letter for each criterion: M met, N not met, U unknown, P for a person. */
  verdicts: string;
  in_favour: number;
  unknown: number;
  missing: OpenCriterion[];
  bin: Bin;
  reason_code: string | null;
  decided_at: number | null;
  second: boolean;
}
export interface CandidateList extends Page<CandidateItem> {
  counts: StatusCounts;
  run: string | null;
  matched_at: number | null;
  version: string | null;
  stale: boolean;
}
export interface Evidence {
  kind: "note" | "record";
  concept: string | null;
  label: string | null;
  value: string | null;
  unit: string | null;
  when: { days: number } | null;
  snippet: string | null;
  start: number | null;
  end: number | null;
  assertion: string | null;
  /** Where it stands in the chart. */
  source: string;
}
export interface Flip {
  criterion: number;
  text: string;
  becomes: VerdictWord;
}
export interface ExplainedCriterion {
  criterion: number;
  section: Section;
  text: string;
  verdict: VerdictWord;
  effect: Effect;
  reasons: string[];
  readable: string;
  /** Decided by the recency desk of the other zone. */
  by_desk: boolean;
  assumptions: string[];
  evidence: Evidence[];
  missing: { text: string; code: string }[];
  flips: Flip[][];
}
export interface Versions {
  trial: string;
  parser: string;
  terms: string;
  extractor: string;
  evaluator: string;
  absence: string;
  chart: string;
}
export interface Decision {
  id: string;
  at: number;
  by: string;
  nct_id: string;
  study_id: string;
  bin: Bin;
  reason_code: string;
  note: string | null;
  override: { criterion: number; verdict: VerdictWord; reason_code: string }[];
  second_reader: boolean;
  undone: boolean;
  versions: Versions | null;
}
export interface Candidate {
  study_id: string;
  nct_id: string;
  rank: number;
  status: CandidateStatus;
  score: number;
  versions: Versions;
  prev: string | null;
  next: string | null;
  criteria: ExplainedCriterion[];
  flips_to_eligible: Flip[][];
  bin: Bin;
  reason_code: string | null;
  second: boolean;
  history: Decision[];
  contact: { contact: string; state: string; at: number }[];
}
export interface NewDecision {
  bin: Bin;
  reason_code: string;
  note?: string;
  override?: { criterion: number; verdict: VerdictWord; reason_code: string }[];
  second_reader?: boolean;
}
export interface ContactItem {
  contact: string;
  nct_id: string;
  study_id: string;
  state: string;
  reason_code: string;
  code: string | null;
  at: number;
}
export interface FunnelRow {
  criterion: number;
  readable: string;
  remaining: number | null;
  excluded_by_it_alone: number | null;
}
export interface FunnelCounts {
  eligible: number | null;
  potential: number | null;
  excluded: number | null;
}
export interface WhatIf {
  start: number | null;
  funnel: FunnelRow[];
  counts: FunnelCounts;
  base: { start: number | null; funnel: FunnelRow[]; counts: FunnelCounts } | null;
  took_ms: number;
}
export interface WhatIfAsk {
  order: number[];
  drop: number[];
  replace: ({ criterion: number } & Wording)[];
}
export interface ScreeningRow {
  study_id: string;
  bin: Bin;
  reason_code: string | null;
  at: number;
  by: string;
}

// Oversight.
export interface AuditItem {
  index: number;
  at: number;
  action: string;
  actor: string;
  resource: string;
  outcome: string;
  decision: string;
  purpose: string | null;
  trial: string | null;
  counts: unknown;
  entry: unknown;
}
export interface AuditProof {
  text: string;
  /** The entry's bytes, base64. */
  leaf: string;
  index: number;
  size: number;
  hashes: string[];
  checkpoint: string;
  /** The log's verifier key (`name+id+base64`). */
  key: string;
}
export interface Alert {
  alert: string;
  kind: string;
  severity: string;
  about: number;
  due: number;
  overdue: boolean;
  opened: number;
  owner: string | null;
  state: string;
  finding: string | null;
}
export interface Policies {
  version: string;
  files: { name: string; text: string }[];
  policies: { id: string; effect: string; because: string; text: string }[];
  roles: { role: string; actions: string[] }[];
}
export interface ExplainAsk {
  role?: string;
  action: string;
  purpose?: string;
  mfa_age?: number;
  justified?: boolean;
  assigned?: boolean;
  own?: boolean;
}
export interface Explained {
  decision: string;
  deciding: { id: string; text: string; annotations: Record<string, string> }[];
  would_change: string[];
  policy_version: string;
}
export interface IngestRun {
  number: number;
  at: number;
  complete: boolean;
  received: number | null;
  accepted: number | null;
  warned: number | null;
  quarantined: number | null;
  by_type: { type: string; received: number | null; accepted: number | null; warned: number | null; quarantined: number | null }[];
  not_exported: string[];
}
export interface Ingest {
  runs: IngestRun[];
  ledger: { type: string; patients: number | null; share: number; state: string }[];
}
export interface Health {
  version: string;
  uptime_s: number;
  zone: string;
  charts: number;
  trials: number;
  audit: { size: number; checkpoint_age_s: number };
  database: string;
  sandbox: string;
  alerts_open: number;
}
export interface ImportAnswer {
  accepted: number;
  warned: number;
  quarantined: number;
  new: number;
  changed: number;
  issues: { line: number; code: string; path: string }[];
}

// The PHI door.
export interface MyPatient {
  patient: string;
  name: string;
  birth_year: number | null;
  sex?: string | null;
  trials: number;
}
export interface PatientTrial {
  nct_id: string;
  title: string;
  status: CandidateStatus;
  criteria: { criterion: number; section: Section; text: string; verdict: VerdictWord; effect: Effect; reasons: string[] }[];
  answer: { answer: "yes" | "no" | "later"; reason_code: string; at: number } | null;
}
export interface BreakGlass {
  grant: string;
  patient: string | null;
  by: string;
  reason_code: string;
  justification: string;
  started: number;
  ends: number;
  ended: number | null;
  reads: number;
  review_due: number;
  state: "active" | "ended" | "reviewed";
  finding?: string | null;
  mine: boolean;
}
export interface DeidNote {
  note: string;
  type: string;
  counts: Record<string, number>;
  residual_risk: number;
  state: string;
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
  state: string;
  due: number;
  irb: { number: string; expires: string | null; ok: boolean };
  legal_basis: string | null;
  opt_out: boolean;
  deceased: boolean;
  clinician: string | null;
  guardian?: boolean;
  identity?: { name: string; phone: string | null; language: string | null } | null;
  checked_at?: number;
}
