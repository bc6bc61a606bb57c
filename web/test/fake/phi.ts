// The routes of the second door. The people in here were made up for tests.
import type * as T from "../../src/api/types";
import { NOW, criteria } from "./data";
import { type Answer, type Ask, type Run, ok, problem } from "./server";

const PATIENTS: T.MyPatient[] = [
  { patient: "p-7d10", name: "Adelheid Testfeld", birth_year: 1961, sex: "female", trials: 2, answered: 1 },
  { patient: "p-7d11", name: "Bertram Musterkamp", birth_year: 1948, sex: "male", trials: 1, answered: 0 },
  { patient: "p-7d12", name: "Cosima Beispiel-Langnamig von und zu Probenhausen", birth_year: null, sex: null, trials: 0, answered: 0 },
];
const ACCOUNTING: T.Disclosures = { from: "2020-11-22", to: "2026-11-22", exempt: 14, without_recipient: 1, unsearched: 0, items: [{ date: "2026-03-04", last: "2026-03-04", times: 1, recipient: "Registry of Rare Diseases", address: "12 Invented Street", what: "name, conditions", purpose: "HRESCH" }] };
const NOTE = "Adelheid Testfeld was seen on 3 March by Dr. Probst. Type 2 diabetes, HbA1c 8.1 %. Call 555-0137 for results.";
const span = (text: string, category: string): T.DeidSpan => ({ start: NOTE.indexOf(text), end: NOTE.indexOf(text) + text.length, category });
const SPANS = [span("Adelheid Testfeld", "NAME"), span("3 March", "DATE"), span("Probst", "NAME"), span("555-0137", "PHONE")];

export function phiRoutes(
  stepUp: (run: Run) => Run,
  page: <I>(items: I[], ask: Ask, more?: object) => Answer,
): [string, string, Run][] {
  const answers = new Map<string, T.PatientTrial["answer"]>();
  const grants: T.BreakGlass[] = [
    { grant: 1, by: "aa".repeat(16), by_name: "Ivo Investigator", reason_code: "participant_safety", justification: "Participant in the emergency room, unblinding was needed at once.", started: NOW - 7e6, until: NOW - 4e6, ended: NOW - 4e6, reads: 3, review_due: NOW + 3 * 3_600_000, state: "to_review", finding: null, incident: false, own: false },
    { grant: 2, by: "bb".repeat(16), by_name: "Klara Klinik", reason_code: "emergency", justification: "Unconscious patient from another ward; allergies were not known.", started: NOW - 9e6, until: NOW - 6e6, ended: NOW - 7e6, reads: 8, review_due: NOW + 16 * 3_600_000, state: "to_review", finding: null, incident: false, own: false },
    { grant: 3, by: "bb".repeat(16), by_name: "Klara Klinik", reason_code: "handover", justification: null, started: NOW - 9e8, until: NOW - 9e8, ended: NOW - 9e8, reads: 1, review_due: NOW - 8e8, state: "reviewed", finding: "justified", incident: false, own: true },
  ];
  const contacts: T.PhiContact[] = [
    { contact: "c-1", nct_id: "NCT09000001", title: "Once-weekly incretin", patient: "Adelheid Testfeld", state: "received", code: null, reason_code: "eligible", due: NOW + 2 * 86_400_000, irb: { number: "2026-0117", expires: "2027-11-30", ok: true }, legal_basis: null, opt_out: false, deceased: false, obstacle: null },
    { contact: "c-2", nct_id: "NCT09000003", title: "Inhaled corticosteroid on demand", patient: "Bertram Musterkamp", state: "received", code: null, reason_code: "ask-patient", due: NOW + 5 * 86_400_000, irb: { number: "2025-0901", expires: "2026-01-31", ok: false }, legal_basis: null, opt_out: true, deceased: false, obstacle: "opt-out" },
  ];
  const recipients: T.Recipient[] = [{ recipient: "r-1", name: "Registry of Rare Diseases", address: "12 Invented Street" }];
  const agreements: T.Agreement[] = [
    { agreement: "a-1", kind: "irb_waiver", project: "default", nct_id: "NCT09000001", reference: "IRB 2026-0117 W", expires: "2027-11-30", holds: true, recipient: null, patient: null },
    { agreement: "a-3", kind: "data_use_agreement", project: "default", nct_id: null, reference: "DUA 21", expires: "2031-01-31", holds: true, recipient: "r-1", patient: null },
    { agreement: "a-2", kind: "data_use_agreement", project: "default", nct_id: null, reference: "DUA 14", expires: "2026-01-31", holds: false, recipient: "r-1", patient: null },
  ];
  const risk = (release: number, passed: boolean): T.RiskEntry => ({ release, policy: "expert_determination", as_of: "2026-03-01", recipient: "", charts: 812, quasi_identifiers: ["sex", "age", "area"], max_prosecutor: 0.09, max_marketer: 0.05, alone: { k: passed ? 14 : 2, prosecutor: passed ? 0.0714 : 0.5, marketer: 0.012 }, joint: { k: passed ? 12 : 2, prosecutor: passed ? 0.0833 : 0.5, marketer: 0.014 }, passed, gated: true, made: passed, unusual: { "7QK3-M4XW": ["occupation"] } });
  const drafted = (policy: string, by: string, at: T.RiskEntry | null): T.Draft["figures"] => ({ project: "default", release: 3, policy, policy_version: "f00dfeed12345678", as_of: "2026-03-01", patients: 1048, drafted: at ? 1048 : 524, charts: 812, withheld: { deceased: 31, "opted-out": 12 }, removed: { NAME: 4120, DATE: 9033 }, risk: at, by, decision: null });
  const drafts: T.Draft[] = [
    { draft: "d-3", at: NOW - 4e6, own: false, figures: drafted("expert_determination", "dd".repeat(16), risk(3, true)) },
    { draft: "d-2", at: NOW - 8e6, own: false, figures: drafted("safe_harbor", "dd".repeat(16), null) },
    { draft: "d-1", at: NOW - 9e7, own: false, figures: { ...drafted("expert_determination", "dd".repeat(16), risk(2, false)), decision: { decision: "refused", by: "ee".repeat(16), at: NOW - 8e7 } } },
  ];
  const made: T.ReleaseItem[] = [
    { release: 1, policy: "safe_harbor", policy_version: "0badc0de12345678", as_of: "2026-01-01", made: NOW - 9e9, complete: true, recipient: null, sample_attestation: false, decision: null },
    { release: 2, policy: "expert_determination", policy_version: "f00dfeed12345678", as_of: "2026-02-01", made: NOW - 5e9, complete: false, recipient: "Registry of Rare Diseases", sample_attestation: true, decision: { decision: "approved", by: "ee".repeat(16), at: NOW - 6e9 } },
  ];
  const trials = (patient: string): T.PatientTrial[] =>
    PATIENTS.find((one) => one.patient === patient)?.trials === 0
      ? []
      : ["NCT09000001", "NCT09000003"].slice(0, PATIENTS.find((one) => one.patient === patient)?.trials ?? 0).map((nct_id, place) => ({
          nct_id,
          version: "b41c09d2",
          open_here: true,
          title: place === 0 ? "Once-weekly incretin against daily titration in adults with type 2 diabetes" : "Inhaled corticosteroid on demand for mild asthma",
          status: place === 0 ? ("eligible" as const) : ("potential" as const),
          criteria: criteria().map((one, at) => {
            const open = one.understood === "none" || (place === 1 && at === 3);
            const verdict: T.VerdictWord = open || one.readable === "person" ? "unknown" : one.section === "inclusion" ? "met" : "not_met";
            return { criterion: at, section: one.section, text: one.text, verdict, effect: verdict === "unknown" ? ("open" as const) : ("favours" as const), reasons: one.readable === "person" ? ["needs-person"] : open ? ["no-data"] : [] };
          }),
          answer: answers.get(`${patient}/${nct_id}`) ?? null,
        }));
  const deid: T.DeidDetail = { note: "n-31", drawn: "2026-03-04", counts: { NAME: 2, DATE: 1, PHONE: 1 }, uncertain_words: 1, words: 21, residual_risk: 0.004, decision: null, misses: 0, text: NOTE, spans: SPANS, redacted: "[NAME] was seen on [DATE] by Dr. [NAME]. Type 2 diabetes, HbA1c 8.1 %. Call [PHONE] for results." };
  const { text: _text, spans: _spans, redacted: _redacted, ...item } = deid;
  return [
    ["GET", "/phi/v1/my-patients", (ask) => page(PATIENTS, ask)],
    ["GET", "/phi/v1/patients/([\\w-]+)", (_, [id]) => {
      const found = PATIENTS.find((one) => one.patient === id);
      if (!found) return problem(404, "not-found", "no such patient");
      return ok({ patient: id, fields: ["demographics", "conditions"], grant: null, demographics: { name: found.name, birth_date: null, birth_year: found.birth_year, age: null, sex: found.sex, deceased: false }, contact: { telecom: [{ system: "phone", value: "555-0137" }], address: ["1 Test Street"], relatives: [] }, identifiers: [], conditions: { items: [{ kind: "Condition", text: "Type 2 diabetes mellitus", value: null, status: "active", date: null }], total: 4 }, medications: { items: [], total: 0 }, observations: null, procedures: null, notes: { items: [{ title: "Visit", date: null, text: NOTE }], total: 1 }, withheld: 1 });
    }],
    ["GET", "/phi/v1/patients/([\\w-]+)/trials", (_, [patient = ""]) => ok({ patient, items: trials(patient) })],
    ["POST", "/phi/v1/patients/([\\w-]+)/trials/(NCT\\d+)/answer", ({ body }, [patient, nct]) => {
      answers.set(`${patient}/${nct}`, { answer: body["answer"] as "yes", reason_code: String(body["reason_code"]), override: (body["override"] ?? []) as T.Override[], version: "b41c09d2", at: NOW, by: "cc".repeat(16) });
      return ok({ answer: body["answer"], at: NOW });
    }],
    ["GET", "/phi/v1/break-glass", (ask) => page(grants, ask, { suspended: [] })],
    ["POST", "/phi/v1/break-glass", stepUp(({ body }) => ({ status: 201, body: { grant: 9, patient: "p-7d11", ends: Date.now() + 60_000 * Number(body["minutes"]) } }))],
    ["POST", "/phi/v1/break-glass/(\\d+)/stop", () => ok({ state: "ended" })],
    ["POST", "/phi/v1/break-glass/(\\d+)/review", ({ body }, [id]) => {
      const found = grants.find((one) => one.grant === Number(id));
      if (found) Object.assign(found, { state: "reviewed", finding: body["finding"] });
      return ok({ state: "reviewed" });
    }],
    ["GET", "/phi/v1/clinicians", () => ok({ items: [] })],
    ["PUT", "/phi/v1/clinicians/(\\w+)", stepUp(() => ok({}))],
    ["GET", "/phi/v1/ingest", () => ok({ runs: [{ number: 1, at: NOW - 4e7, complete: true, received: 4821, accepted: 4790, warned: 18, quarantined: 13, by_type: [{ resource_type: "Observation", accepted: 3000, warned: 9, quarantined: 2 }], issues: [{ code: "date", quarantined: true, path: "Patient.birthDate", line: 12 }] }], not_exported: ["AllergyIntolerance"], unresolved: 0 })],
    ["GET", "/phi/v1/health", () => ok({ version: "0.1.0", zone: "phi", patients: 1048, audit: { size: 41 }, database: "sound", contacts_open: null, break_glass_open: 2, trials: 9 })],
    ["GET", "/phi/v1/alerts", (ask) => page([], ask)],
    ["POST", "/phi/v1/deid", () => ok({ notes: 20 })],
    ["GET", "/phi/v1/deid", (ask) => page([item, { ...item, note: "n-32", counts: { NAME: 1 }, residual_risk: 0.031 }], ask, { summary: { reviewed: 12, with_misses: 1, misses: 1, removed: 77, note_leak_at_most: 0.38 } })],
    ["GET", "/phi/v1/deid/([\\w-]+)", (_, [note]) => ok({ ...deid, note })],
    ["POST", "/phi/v1/deid/([\\w-]+)", () => ok({})],
    ["POST", "/phi/v1/patients/([\\w-]+)/consent", ({ body }) => ok({ research: body["research"], withdrawn: body["research"] === "refused" ? 2 : 0 })],
    ["GET", "/phi/v1/patients/([\\w-]+)/disclosures", () => ok(ACCOUNTING)],
    ["POST", "/phi/v1/patients/([\\w-]+)/disclosures", () => ok({ entry: 412 })],
    ["GET", "/phi/v1/recipients", () => ok({ items: recipients })],
    ["POST", "/phi/v1/recipients", ({ body }) => {
      const made = { recipient: `r-${recipients.length + 1}`, name: String(body["name"]), address: (body["address"] as string | undefined) ?? null };
      recipients.push(made);
      return ok(made);
    }],
    ["GET", "/phi/v1/agreements", () => ok({ items: agreements })],
    ["POST", "/phi/v1/agreements", ({ body }) => {
      const made = { agreement: `a-${agreements.length + 1}`, nct_id: null, recipient: null, patient: null, holds: true, ...body } as T.Agreement;
      agreements.push(made);
      return ok(made);
    }],
    ["GET", "/phi/v1/releases", () => ok({ items: made, risk: [risk(2, true)], drafts })],
    ["POST", "/phi/v1/releases/drafts", stepUp(({ body }) => {
      const draft = { draft: `d-${drafts.length + 1}`, at: NOW, own: true, figures: drafted(String(body["policy"]), "00112233445566778899aabbccddeeff", risk(3, true)) };
      drafts.unshift(draft);
      return ok(draft);
    })],
    ["POST", "/phi/v1/releases/drafts/([\\w-]+)/decision", stepUp(({ body }, [id]) => {
      const found = drafts.find((one) => one.draft === id);
      if (!found) return problem(404, "not-found", "no such draft");
      if (found.own) return problem(403, "own-draft", "nobody decides about a draft of their own");
      found.figures = { ...found.figures, decision: { decision: String(body["decision"]), by: "00112233445566778899aabbccddeeff", at: NOW } };
      return ok(found);
    })],
    ["POST", "/phi/v1/releases/limited-data-sets", stepUp(() => ok({ file: "outbox/limited-1.ndjson", policy_version: "1337beef12345678", patients: 1005, withheld: { deceased: 31 } }))],
    ["POST", "/phi/v1/choices", ({ body }) => (body["mrn"] === "MRN-1" ? ok({ patient: "p-7d10", research: body["research"], withdrawn: body["research"] === "refused" ? 2 : 0 }) : problem(404, "not-found", "there is no such thing here"))],
    ["POST", "/phi/v1/disclosures", ({ body }) => (body["mrn"] === "MRN-1" ? ok({ patient: "p-7d10", told: ACCOUNTING }) : problem(404, "not-found", "there is no such thing here"))],
    ["POST", "/phi/v1/(?:exports|audit/export)", stepUp(({ body, headers }) => {
      if (decodeURIComponent(headers.get("x-justification") ?? "").length < 10) return problem(403, "justification-needed", "say why");
      return { status: 200, text: body["form"] === "csv" ? "patient,name\r\np-7d10,Adelheid Testfeld\r\n" : "[]", headers: { "content-type": body["form"] === "csv" ? "text/csv" : "application/json" } };
    })],
    ["GET", "/phi/v1/contacts", (ask) => page(contacts, ask)],
    ["GET", "/phi/v1/contacts/([\\w-]+)", (_, [id]) => {
      const found = contacts.find((one) => one.contact === id);
      if (!found) return problem(404, "not-found", "no such request");
      return ok({ ...found, demographics: found.opt_out ? null : { name: "Adelheid Testfeld", birth_date: "1961-04-02", birth_year: 1961, age: 64, sex: "female", deceased: false }, details: found.opt_out ? null : { telecom: [{ system: "phone", value: "555-0137" }], address: [], relatives: [] }, guardian: null, history: [{ state: "received", code: null, at: NOW - 9e6, by: null, basis: null }] });
    }],
    ["POST", "/phi/v1/contacts/([\\w-]+)", ({ body }, [id]) => {
      const found = contacts.find((one) => one.contact === id);
      if (found) found.state = String(body["outcome"]);
      return ok({});
    }],
  ];
}
