// The routes of the second door. The people in here were made up for tests.
import type * as T from "../../src/api/types";
import { NOW, criteria } from "./data";
import { type Answer, type Ask, type Run, ok, problem } from "./server";

const PATIENTS: T.MyPatient[] = [
  { patient: "p-7d10", name: "Adelheid Testfeld", birth_year: 1961, sex: "female", trials: 2, answered: 1 },
  { patient: "p-7d11", name: "Bertram Musterkamp", birth_year: 1948, sex: "male", trials: 1, answered: 0 },
  { patient: "p-7d12", name: "Cosima Beispiel-Langnamig von und zu Probenhausen", birth_year: null, sex: null, trials: 0, answered: 0 },
];
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
    { agreement: "a-2", kind: "data_use_agreement", project: "default", nct_id: null, reference: "DUA 14", expires: "2026-01-31", holds: false, recipient: "r-1", patient: null },
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
    ["GET", "/phi/v1/patients/([\\w-]+)/disclosures", () => ok({ from: "2020-11-22", to: "2026-11-22", exempt: 14, without_recipient: 1, unsearched: 0, items: [{ date: "2026-03-04", last: "2026-03-04", times: 1, recipient: "Registry of Rare Diseases", address: "12 Invented Street", what: "name, conditions", purpose: "HRESCH" }] })],
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
