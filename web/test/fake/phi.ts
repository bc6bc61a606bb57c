// The routes of the second door. The people in here were made up for tests.
import type * as T from "../../src/api/types";
import { NOW, criteria } from "./data";
import { type Answer, type Ask, type Run, ok, problem } from "./server";

const PATIENTS: T.MyPatient[] = [
  { patient: "p-7d10", name: "Adelheid Testfeld", birth_year: 1961, sex: "female", trials: 2 },
  { patient: "p-7d11", name: "Bertram Musterkamp", birth_year: 1948, sex: "male", trials: 1 },
  { patient: "p-7d12", name: "Cosima Beispiel-Langnamig von und zu Probenhausen", birth_year: null, sex: null, trials: 0 },
];
const NOTE = "Adelheid Testfeld was seen on 3 March by Dr. Probst. Type 2 diabetes, HbA1c 8.1 %. Call 555-0137 for results.";
const span = (text: string, category: string): T.DeidSpan => ({ start: NOTE.indexOf(text), end: NOTE.indexOf(text) + text.length, category });
const SPANS = [span("Adelheid Testfeld", "name"), span("3 March", "date"), span("Probst", "name"), span("555-0137", "phone")];

export function phiRoutes(
  session: { roles: string[] },
  stepUp: (run: Run) => Run,
  page: <I>(items: I[], ask: Ask) => Answer,
): [string, string, Run][] {
  const answers = new Map<string, T.PatientTrial["answer"]>();
  const grants: T.BreakGlass[] = [
    { grant: "g-1", patient: null, by: "Ivo Investigator", reason_code: "emergency", justification: "Participant in the emergency room, unblinding was needed at once.", started: NOW - 7e6, ends: NOW - 4e6, ended: NOW - 4e6, reads: 3, review_due: Date.now() + 3 * 3_600_000, state: "ended", mine: false },
    { grant: "g-2", patient: null, by: "Klara Klinik", reason_code: "treatment", justification: "Unconscious patient from another ward; allergies were not known.", started: NOW - 9e6, ends: NOW - 6e6, ended: NOW - 7e6, reads: 8, review_due: Date.now() + 16 * 3_600_000, state: "ended", mine: false },
  ];
  const contacts: T.PhiContact[] = [
    { contact: "c-1", nct_id: "NCT09000001", state: "received", due: Date.now() + 2 * 86_400_000, irb: { number: "2026-0117", expires: "2026-11-30", ok: true }, legal_basis: null, opt_out: false, deceased: false, clinician: "Klara Klinik" },
    { contact: "c-2", nct_id: "NCT09000003", state: "received", due: Date.now() + 5 * 86_400_000, irb: { number: "2025-0901", expires: "2026-01-31", ok: false }, legal_basis: null, opt_out: true, deceased: false, clinician: "Klara Klinik" },
  ];
  const trials = (patient: string): T.PatientTrial[] =>
    PATIENTS.find((one) => one.patient === patient)?.trials === 0
      ? []
      : ["NCT09000001", "NCT09000003"].slice(0, PATIENTS.find((one) => one.patient === patient)?.trials ?? 0).map((nct_id, place) => ({
          nct_id,
          title: place === 0 ? "Once-weekly incretin against daily titration in adults with type 2 diabetes" : "Inhaled corticosteroid on demand for mild asthma",
          status: place === 0 ? ("eligible" as const) : ("potential" as const),
          criteria: criteria().map((one, at) => {
            const open = one.understood === "none" || (place === 1 && at === 3);
            const verdict: T.VerdictWord = open || one.readable === "person" ? "unknown" : one.section === "inclusion" ? "met" : "not_met";
            return { criterion: at, section: one.section, text: one.text, verdict, effect: verdict === "unknown" ? ("open" as const) : ("favours" as const), reasons: one.readable === "person" ? ["needs-person"] : open ? ["no-data"] : [] };
          }),
          answer: answers.get(`${patient}/${nct_id}`) ?? null,
        }));
  const deid: T.DeidDetail = { note: "n-31", type: "DocumentReference", counts: { name: 2, date: 1, phone: 1 }, residual_risk: 0.004, state: "open", text: NOTE, spans: SPANS, redacted: "[NAME] was seen on [DATE] by Dr. [NAME]. Type 2 diabetes, HbA1c 8.1 %. Call [PHONE] for results." };
  return [
    ["GET", "/phi/v1/my-patients", (ask) => page(PATIENTS, ask)],
    ["GET", "/phi/v1/patients/([\\w-]+)", (_, [id]) => {
      const found = PATIENTS.find((one) => one.patient === id);
      return found ? ok(found) : problem(404, "not-found", "no such patient");
    }],
    ["GET", "/phi/v1/patients/([\\w-]+)/trials", (ask, [patient = ""]) => page(trials(patient), ask)],
    ["POST", "/phi/v1/patients/([\\w-]+)/trials/(NCT\\d+)/answer", ({ body }, [patient, nct]) => {
      answers.set(`${patient}/${nct}`, { answer: body["answer"] as "yes", reason_code: String(body["reason_code"]), at: NOW });
      return ok({});
    }],
    ["GET", "/phi/v1/break-glass", (ask) => page(session.roles.includes("clinician") ? grants.filter((one) => one.mine) : grants, ask)],
    ["POST", "/phi/v1/break-glass", stepUp(({ body }) => {
      const made: T.BreakGlass = { grant: `g-${grants.length + 1}`, patient: "p-7d11", by: "Klara Klinik", reason_code: String(body["reason_code"]), justification: String(body["justification"]), started: Date.now(), ends: Date.now() + 60_000 * Number(body["minutes"]), ended: null, reads: 0, review_due: Date.now() + 86_400_000, state: "active", mine: true };
      grants.unshift(made);
      return { status: 201, body: { grant: made.grant, patient: made.patient, ends: made.ends } };
    })],
    ["POST", "/phi/v1/break-glass/([\\w-]+)/stop", (_, [id]) => {
      const found = grants.find((one) => one.grant === id);
      if (found) Object.assign(found, { state: "ended", ended: Date.now() });
      return ok({});
    }],
    ["POST", "/phi/v1/break-glass/([\\w-]+)/review", ({ body }, [id]) => {
      const found = grants.find((one) => one.grant === id);
      if (found) Object.assign(found, { state: "reviewed", finding: body["finding"] });
      return ok({});
    }],
    ["GET", "/phi/v1/deid", (ask) => page([deid, { ...deid, note: "n-32", counts: { name: 1 }, residual_risk: 0.031 }], ask)],
    ["GET", "/phi/v1/deid/([\\w-]+)", (_, [note]) => ok({ ...deid, note })],
    ["POST", "/phi/v1/deid/([\\w-]+)", () => ok({})],
    ["GET", "/phi/v1/contacts", (ask) => page(contacts, ask)],
    ["GET", "/phi/v1/contacts/([\\w-]+)", (_, [id]) => {
      const found = contacts.find((one) => one.contact === id);
      if (!found) return problem(404, "not-found", "no such request");
      return ok({ ...found, checked_at: Date.now(), identity: found.opt_out ? null : { name: "Adelheid Testfeld", phone: "555-0137", language: "German" } });
    }],
    ["POST", "/phi/v1/contacts/([\\w-]+)", ({ body }, [id]) => {
      const found = contacts.find((one) => one.contact === id);
      if (found) found.state = String(body["outcome"]);
      return ok({});
    }],
  ];
}
