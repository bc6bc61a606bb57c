// A small made-up hospital for tests: trials, criteria and candidates that follow from their rank alone, so that a million of them
// cost nothing. Nothing in here is about anybody.
import type * as T from "../../src/api/types";

const SYMBOLS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** A study id that follows from a number. */
export function studyId(rank: number): string {
  let rest = (rank * 2_654_435_761) % 852_891_037_441;
  let text = "";
  for (let place = 0; place < 8; place += 1) {
    text += SYMBOLS[rest % 31];
    rest = Math.floor(rest / 31);
  }
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}

const LINES: { section: T.Section; text: string; readable: string; understood: T.Understood; person?: boolean }[] = [
  { section: "inclusion", text: "Adults aged 18 to 80 years", readable: "age [18, 80] years", understood: "full" },
  { section: "inclusion", text: "Type 2 diabetes mellitus for at least 6 months", readable: "condition Type 2 diabetes mellitus for 180 d", understood: "full" },
  { section: "inclusion", text: "HbA1c between 7.0% and 10.5% within 90 days of screening", readable: "measurement Hemoglobin A1c [7, 10.5] % within 90 d", understood: "full" },
  { section: "inclusion", text: "eGFR of at least 45 mL/min/1.73 m2", readable: "measurement eGFR >= 45 mL/min/{1.73_m2}", understood: "full" },
  { section: "inclusion", text: "Stable dose of metformin for at least 3 months", readable: "medication Metformin for 90 d and person", understood: "partial" },
  { section: "inclusion", text: "Able and willing to give written informed consent", readable: "person", understood: "full", person: true },
  { section: "exclusion", text: "Type 1 diabetes mellitus or a history of ketoacidosis", readable: "condition Type 1 diabetes mellitus or condition Diabetic ketoacidosis", understood: "full" },
  { section: "exclusion", text: "Myocardial infarction or stroke within 180 days", readable: "condition Myocardial infarction within 180 d or condition Stroke within 180 d", understood: "full" },
  { section: "exclusion", text: "Pregnant or breast-feeding women", readable: "social Pregnant now or social Breast-feeding now", understood: "full" },
  { section: "exclusion", text: "Severe retinopathy requiring laser treatment of the Gamma-Delta type", readable: "opaque", understood: "none" },
  { section: "exclusion", text: "Heart failure, NYHA class III or IV", readable: "condition Heart failure now and measurement NYHA class >= 3", understood: "full" },
  { section: "exclusion", text: "Known hypersensitivity to the study drug", readable: "allergy Study drug", understood: "partial" },
];

export const HOSTILE = "<script>globalThis.hacked=true</script><img src=x onerror=globalThis.hacked=true>";

interface Made {
  nct_id: string;
  title: string;
  status: string;
  phase: string[];
  conditions: string[];
  candidates: T.StatusCounts | null;
  stale?: boolean;
  approved?: boolean;
  open_here?: boolean | null;
  criteria?: T.CriteriaCounts;
}
const MADE: Made[] = [
  { nct_id: "NCT09000001", title: "Once-weekly incretin against daily titration in adults with type 2 diabetes and chronic kidney disease", status: "RECRUITING", phase: ["PHASE3"], conditions: ["Type 2 diabetes", "Chronic kidney disease"], candidates: { eligible: 214, potential: 999_786, excluded: 48_211 }, open_here: true },
  { nct_id: "NCT09000002", title: "Early rhythm control after a first episode of atrial fibrillation", status: "RECRUITING", phase: ["PHASE4"], conditions: ["Atrial fibrillation"], candidates: { eligible: 37, potential: 412, excluded: 9_551 }, stale: true },
  { nct_id: "NCT09000003", title: "Inhaled corticosteroid on demand for mild asthma: a pragmatic trial", status: "RECRUITING", phase: ["PHASE3", "PHASE4"], conditions: ["Asthma"], candidates: { eligible: 88, potential: 140, excluded: 9_772 }, open_here: true },
  { nct_id: "NCT09000004", title: "Short against long anticoagulation after provoked deep vein thrombosis", status: "NOT_YET_RECRUITING", phase: ["PHASE3"], conditions: ["Deep vein thrombosis"], candidates: null, approved: false },
  { nct_id: "NCT09000005", title: "Cognitive training for mild cognitive impairment in primary care", status: "RECRUITING", phase: ["NA"], conditions: ["Mild cognitive impairment"], candidates: { eligible: 0, potential: 61, excluded: 9_939 } },
  { nct_id: "NCT09000006", title: "Neoadjuvant endocrine therapy in hormone-receptor-positive breast cancer", status: "ACTIVE_NOT_RECRUITING", phase: ["PHASE2"], conditions: ["Breast cancer"], candidates: { eligible: 5, potential: 23, excluded: 9_972 }, criteria: { total: 31, full: 14, partial: 9, none: 8 } },
  { nct_id: "NCT09000007", title: "Structured exercise for heart failure with preserved ejection fraction", status: "RECRUITING", phase: ["NA"], conditions: ["Heart failure"], candidates: { eligible: 19, potential: 207, excluded: 9_774 } },
  { nct_id: "NCT09000008", title: "Biologic tapering in rheumatoid arthritis in stable remission", status: "RECRUITING", phase: ["PHASE4"], conditions: ["Rheumatoid arthritis"], candidates: { eligible: 11, potential: 48, excluded: 9_941 } },
  { nct_id: "NCT09000009", title: `A trial whose title is not a title ${HOSTILE}`, status: "RECRUITING", phase: ["PHASE1"], conditions: ["Hypertension"], candidates: { eligible: 3, potential: 9, excluded: 40 }, approved: false },
];

export const NOW = Date.now();
const DAY = 86_400_000;

export function trialItem(made: Made): T.TrialItem {
  return {
    nct_id: made.nct_id,
    title: made.title,
    status: made.status,
    phase: made.phase,
    conditions: made.conditions,
    version: "b41c09d2e7aa51f3",
    imported: NOW - 9 * DAY,
    approved: made.approved ?? true,
    open_here: made.open_here ?? null,
    criteria: made.criteria ?? { total: 12, full: 9, partial: 2, none: 1 },
    candidates: made.candidates,
    matched_at: made.candidates ? NOW - 3 * 3_600_000 : null,
    stale: made.stale ?? false,
  };
}

export const TRIALS: T.TrialItem[] = MADE.map(trialItem);

export function eligibilityText(): { text: string; spans: T.Span[] } {
  let text = "Inclusion Criteria:\n\n";
  const spans: T.Span[] = [];
  let section: T.Section = "inclusion";
  for (const line of LINES) {
    if (line.section !== section) {
      text += "\nExclusion Criteria:\n\n";
      section = line.section;
    }
    text += "* ";
    spans.push({ start: text.length, end: text.length + line.text.length });
    text += `${line.text}\n`;
  }
  return { text, spans };
}

export function criteria(hostile = false): T.Criterion[] {
  const { spans } = eligibilityText();
  return LINES.map((line, criterion) => {
    const span = spans[criterion] ?? { start: 0, end: 0 };
    return {
      criterion,
      section: line.section,
      span,
      text: hostile && criterion === 0 ? HOSTILE : line.text,
      expr: { expr: "opaque", source: span, method: "none" },
      readable: line.readable,
      understood: line.understood,
      edited: criterion === 3,
      flaws:
        criterion === 11 ? [{ code: "question-about-nothing", message: "no concept stands for “the study drug”" }] : [],
      parts: [
        {
          span,
          method: line.understood === "none" ? "none" : line.person ? "person" : criterion === 0 ? "field" : "grammar",
          confidence: line.understood === "none" ? ("none" as const) : line.understood === "partial" ? ("medium" as const) : ("high" as const),
          readable: line.readable,
          opaque: line.understood === "none",
        },
      ],
    };
  });
}

export const SECTIONS: T.Section[] = LINES.map((line) => line.section);

/** What is known of the candidate at a rank: the first are decided, the later the less. */
export function verdictsAt(rank: number): string {
  return LINES.map((line, criterion) => {
    if (line.person) return "P";
    if (line.understood === "none") return "U";
    const open = rank > 214 && (rank * 7 + criterion * 13) % 11 < Math.min(6, 1 + Math.floor(rank / 120_000));
    if (open && criterion > 1) return "U";
    return line.section === "inclusion" ? "M" : "N";
  }).join("");
}

export function candidateAt(rank: number): T.CandidateItem {
  const verdicts = verdictsAt(rank);
  const missing = [...verdicts].flatMap((letter, criterion) =>
    letter === "U" ? [{ criterion, reasons: [criterion === 9 ? "opaque" : criterion % 2 ? "no-data" : "stale"] }] : [],
  );
  return {
    study_id: studyId(rank),
    rank,
    status: rank <= 214 ? "eligible" : "potential",
    score: Math.max(0.05, 1 - rank / 1_050_000),
    verdicts,
    in_favour: [...verdicts].filter((letter) => letter === "M" || letter === "N").length,
    unknown: missing.length,
    missing,
    bin: "new",
    reason_code: null,
    decided_at: null,
    second: false,
  };
}

/** Where the candidate at a rank stands in each trial: as listed in the first, excluded by the last line of the third, open elsewhere. */
export function trialsFor(rank: number): T.TrialOfCandidate[] {
  const own = candidateAt(rank);
  const named = (criterion: number, reasons: string[]) => ({ criterion, section: LINES[criterion]?.section ?? "inclusion", text: LINES[criterion]?.text ?? "", reasons });
  const rows = TRIALS.map((trial, place): T.TrialOfCandidate => {
    const excluded = place === 2;
    const missing = place === 0 ? own.missing : own.missing.concat([{ criterion: 3, reasons: ["stale"] }, { criterion: 4, reasons: ["no-data"] }, { criterion: 10, reasons: ["opaque"] }]);
    return {
      nct_id: trial.nct_id,
      title: trial.title,
      version: trial.version,
      approved: trial.approved,
      open_here: trial.open_here,
      status: excluded ? "excluded" : place === 0 ? own.status : "potential",
      score: excluded ? 0 : own.score / (place + 1),
      in_favour: own.in_favour,
      missing: missing.length,
      for_a_person: 1,
      against: excluded ? 1 : 0,
      deciding: excluded ? [named(11, [])] : missing.slice(0, 3).map((one) => named(one.criterion, one.reasons)),
      bin: "new",
      matched: trial.matched_at !== null,
    };
  });
  return [...rows.filter((row) => row.status !== "excluded"), ...rows.filter((row) => row.status === "excluded")];
}

const SNIPPETS: Record<number, { snippet: string; lit: string; assertion: string; label: string }> = {
  1: { snippet: "Assessment: type 2 diabetes, on oral therapy, review in the clinic in three months.", lit: "type 2 diabetes", assertion: "present", label: "Type 2 diabetes mellitus" },
  6: { snippet: "There is no history of ketoacidosis and antibodies were not found.", lit: "no history of ketoacidosis", assertion: "negated", label: "Diabetic ketoacidosis" },
  7: { snippet: "Father had a stroke at old age; the person denies chest pain.", lit: "Father had a stroke", assertion: "family", label: "Stroke" },
};

export function candidateDetail(rank: number, decisions: T.Decision[], contact: T.Candidate["contact"]): T.Candidate {
  const item = candidateAt(rank);
  const list = criteria();
  return {
    study_id: item.study_id,
    nct_id: "NCT09000001",
    rank,
    status: item.status,
    score: item.score,
    reason_code: null,
    second: false,
    versions: VERSIONS,
    prev: rank > 1 ? studyId(rank - 1) : null,
    next: studyId(rank + 1),
    bin: decisions.findLast((decision) => !decision.undone)?.bin ?? "new",
    history: decisions,
    elsewhere: rank === 3 ? [{ nct_id: "NCT09000002", title: "Early rhythm control after a first episode of atrial fibrillation", bin: "enrolled" as const, reason_code: "consent_given", decided_at: NOW - 9 * 864e5 }] : [],
    contact,
    flips_to_eligible: item.missing.length === 0 ? [] : [item.missing.map(({ criterion }) => ({ criterion, text: list[criterion]?.text ?? "", becomes: list[criterion]?.section === "exclusion" ? ("not_met" as const) : ("met" as const) }))],
    criteria: list.map((criterion, place) => {
      const letter = item.verdicts[place] ?? "U";
      const note = SNIPPETS[place];
      const verdict: T.VerdictWord = letter === "M" ? "met" : letter === "N" ? "not_met" : "unknown";
      const start = note ? note.snippet.indexOf(note.lit) : 0;
      return {
        criterion: place,
        section: criterion.section,
        text: criterion.text,
        verdict,
        effect: verdict === "unknown" ? "open" : "favours",
        decided_by: letter === "N" && place === 8 ? ("enrolment" as const) : null,
        reasons: letter === "P" ? ["needs-person"] : (item.missing.find((open) => open.criterion === place)?.reasons ?? []),
        readable: criterion.readable,
        assumptions: letter === "N" && place === 8 ? ["absence"] : [],
        evidence:
          verdict === "unknown" ? []
          : note ? [{ kind: "note" as const, concept: null, label: note.label, value: null, unit: null, when: { days: 41 + place * 9 }, snippet: note.snippet, start, end: start + note.lit.length, assertion: note.assertion, source: `note ${place}` }]
          : place === 2 || place === 3 ? [{ kind: "record" as const, concept: "4548", label: place === 2 ? "Hemoglobin A1c" : "eGFR", value: place === 2 ? "8.1" : "62", unit: place === 2 ? "%" : "mL/min/1.73 m²", when: { days: 37 }, snippet: null, start: null, end: null, assertion: null, source: "Observation" }]
          : place === 0 ? [{ kind: "record" as const, concept: null, label: "Age", value: "54", unit: "years", when: null, snippet: null, start: null, end: null, assertion: null, source: "age" }]
          : [],
        missing: verdict === "unknown" && letter !== "P" ? [{ text: criterion.readable === "opaque" ? criterion.text : criterion.readable, code: item.missing.find((open) => open.criterion === place)?.reasons[0] ?? "no-data" }] : [],
        flips: verdict === "unknown" && letter !== "P" ? [[{ criterion: place, text: criterion.readable === "opaque" ? criterion.text : criterion.readable, becomes: criterion.section === "inclusion" ? ("met" as const) : ("not_met" as const) }]] : [],
      };
    }),
  };
}

export const VERSIONS: T.Versions = { trial: "b41c09d2", parser: "9ac2e7", terms: "41d0aa", extractor: "77b3f0", evaluator: "c28e11", absence: "open", chart: "e03b9d" };
