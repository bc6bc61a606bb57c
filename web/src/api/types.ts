// What the API says. The types follow from docs/reference/openapi.json and openapi-phi.json (see scripts/check-types.mjs). Times are
// milliseconds since 1970 UTC; a count that is null is below 11 and kept back.
import type { components } from "./schema";
import type { components as phi } from "./schema-phi";

type Schemas = components["schemas"];
/** An answer says what it has nothing for, as null: no member is left out. */
type Told<T> = T extends readonly (infer Item)[]
  ? Told<Item>[]
  : T extends object
    ? string extends keyof T
      ? T[keyof T] extends never
        ? unknown
        : Record<string, Told<T[keyof T]>>
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

// Sign-in and accounts, the same at both doors.
export type Grants = Schemas["Grants"];
export type Account = Told<Schemas["Account"]>;
export type Session = Told<Schemas["OwnSession"]>;
export type SignedIn = Told<Schemas["SessionMade"]>;
export type SessionRow = Told<Schemas["Session"]>;
export type Credential = Told<Schemas["Credential"]>;
/** The options of a passkey are WebAuthn's own. */
export type EnrolmentPage = Omit<Told<Schemas["EnrolmentPage"]>, "passkey"> & { passkey: { publicKey: unknown } };
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
export type TrialOfCandidate = Told<Schemas["TrialOfCandidate"]>;
export type TrialsOfCandidate = Told<Schemas["TrialsOfCandidate"]>;
export type ContactItem = Told<Schemas["ContactTold"]>;
export type FunnelRow = Told<Schemas["FunnelStep"]>;
export type Questions = Told<Schemas["QuestionList"]>;
export type WhatIf = Told<Schemas["WhatIfTold"]>;
export type ScreeningRow = Told<Schemas["ScreeningRow"]>;
export type NewDecision = Schemas["NewDecision"];
export type WhatIfAsk = Schemas["WhatIfAsked"];
export type NewExport = Schemas["ExportAsked"];

// Views.
export type View = Told<Schemas["ViewTold"]>;
export type NewView = Schemas["NewView"];
export type ViewFilters = Schemas["ViewFilters"];

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
type Phi = phi["schemas"];
export type MyPatient = Told<Phi["MyPatient"]>;
/** The words of a card are those of the research zone. */
export type PatientTrial = Omit<Told<Phi["Card"]>, "status" | "criteria" | "answer"> & {
  status: CandidateStatus;
  criteria: (Omit<Told<Phi["CardCriterion"]>, "section" | "verdict" | "effect"> & { section: Section; verdict: VerdictWord; effect: Effect })[];
  answer: (Omit<Told<Phi["Answered"]>, "answer"> & { answer: "yes" | "no" | "later" }) | null;
};
export type RecordRow = Told<Phi["Row"]>;
export type PatientRecord = Told<Phi["PatientRecord"]>;
export type BreakGlass = Told<Phi["BreakGlassItem"]>;
export type BreakGlassQueue = Told<Phi["BreakGlassQueue"]>;
export type DeidNote = Told<Phi["DeidItem"]>;
export type DeidList = Told<Phi["DeidNotes"]>;
export type DeidDetail = Told<Phi["DeidNote"]>;
export type PhiContact = Told<Phi["ContactItem"]>;
export type PhiContactDetail = Told<Phi["ContactShown"]>;
export type ChoiceKept = Told<Phi["ChoiceKept"]>;
export type Disclosures = Told<Phi["Disclosures"]>;
export type NewDisclosure = Phi["NewDisclosure"];
export type DisclosuresFound = Told<Phi["DisclosuresFound"]>;
export type PhiList = Phi["ListName"];
export type Releases = Told<Phi["Releases"]>;
export type ReleaseItem = Told<Phi["ReleaseItem"]>;
export type RiskEntry = Told<Phi["RiskEntry"]>;
export type Draft = Told<Phi["DraftItem"]>;
export type NewDraft = Phi["NewDraft"];
export type NewDraftDecision = Phi["NewDecision"];
export type NewLimited = Phi["NewLimited"];
export type LimitedMade = Told<Phi["LimitedMade"]>;
export type PaperChoice = Phi["PaperChoice"];
export type PaperChoiceKept = Told<Phi["PaperChoiceKept"]>;
export type Recipient = Told<Phi["RecipientItem"]>;
export type NewRecipient = Phi["NewRecipient"];
export type Agreement = Told<Phi["AgreementItem"]>;
export type NewAgreement = Phi["NewAgreement"];
export type PhiHealth = Told<Phi["Health"]>;
export type PhiIngest = Told<Phi["IngestReport"]>;
export type Override = Phi["Override"];
export type DeidSpan = Phi["DeidSpan"];
