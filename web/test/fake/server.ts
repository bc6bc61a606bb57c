// A server that answers as the real one does, in memory. Page tests put it behind `fetch`, browser tests behind a socket. What is
// sent to it is checked as strictly as the real one checks: value against forgery, key of an intent, If-Match.
import type * as T from "../../src/api/types";
import { NOW, SECTIONS, TRIALS, VERSIONS, candidateAt, candidateDetail, criteria, eligibilityText, studyId, trialsFor } from "./data";
import { phiRoutes } from "./phi";
import { makeLog } from "./proof";

export interface Ask {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: Record<string, unknown>;
}
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  text?: string;
}
export type Run = (ask: Ask, params: string[]) => Answer | Promise<Answer>;

export const problem = (status: number, code: string, title: string, more: object = {}): Answer => ({
  status,
  headers: { "content-type": "application/problem+json" },
  body: { type: `https://almoner.test/problems/${code}`, title, status, code, request_id: "req-7f3a", ...more },
});
export const ok = (body: unknown, headers: Record<string, string> = {}): Answer => ({ status: 200, body, headers });

export const ACTIONS: Record<string, string[]> = {
  coordinator: ["ReadTrials", "ImportTrial", "EditTrial", "EditRegister", "RunMatch", "RunWhatIf", "ReadResults", "DecideCandidate", "ReadDecisions", "ReadScreeningLog", "RequestContact", "ExportResults", "ReadIngestStatus"],
  investigator: ["ReadTrials", "EditTrial", "ApproveTrial", "RunMatch", "RunWhatIf", "ReadResults", "DecideCandidate", "ReadDecisions", "ReadScreeningLog", "RequestContact", "ReadIngestStatus"],
  privacy_officer: ["ReadAudit", "VerifyAudit", "ReviewAudit", "ExportAudit", "ReadAlerts", "AssignAlert", "CloseAlert", "ReadPolicies", "ExplainAccess", "ReadAccounts", "ReadDecisions", "ReadIngestStatus", "ReviewDeid", "ReadBreakGlass", "ReviewBreakGlass", "ReadContacts", "ReadRiskReport", "MakeRelease", "RecordDua", "AccountDisclosures", "RecordConsent", "ExportIdentified"],
  clinician: ["ReadPatientTrials", "OverrideVerdict", "ReadContacts", "AnswerContact", "RequestBreakGlass", "StopBreakGlass", "ReadIdentified", "RecordConsent", "ExportIdentified"],
  operator: ["VerifyAudit", "ReadAlerts", "ReadPolicies", "ExplainAccess", "ReadAccounts", "EnrolUser", "GrantRole", "RevokeUser", "ReadHealth", "ReadIngestStatus"],
  auditor: ["ReadAudit", "VerifyAudit", "ReviewAudit", "ExportAudit", "ReadAlerts", "ReadPolicies", "ExplainAccess", "ReadAccounts", "ReadDecisions", "ReadRiskReport"],
};

export interface Fake {
  handle(ask: Ask): Promise<Answer>;
  /** What was asked, for tests: `POST /api/v1/...`. */
  asked: string[];
  /** Where each write started from, by the same names. */
  matched: [string, string | null][];
  session: { state: "none" | "open" | "locked"; roles: string[]; mfa: boolean; csrf: string; person: string };
  /** Answers the next request to a path with something else. */
  next(path: RegExp, answer: Answer): void;
  decisions: T.Decision[];
}

export function fakeServer({ roles = ["coordinator"], open = true, locked = false, million = true } = {}): Fake {
  const session: Fake["session"] = {
    state: locked ? "locked" : open ? "open" : "none",
    roles,
    mfa: false,
    csrf: "csrf-1",
    person: "00112233445566778899aabbccddeeff",
  };
  const asked: string[] = [];
  const matched: [string, string | null][] = [];
  const instead: { path: RegExp; answer: Answer }[] = [];
  const kept = new Map<string, Answer>();
  const decisions: T.Decision[] = [];
  const contacts: T.ContactItem[] = [];
  const registers = new Map<string, { value: T.Register; tag: number }>();
  const versions: T.Version[] = [
    { version: "b41c09d2e7aa51f3", author: "00112233445566778899aabbccddeeff", made: NOW - 86_400_000, reason: "eGFR was read without its unit", approval: { approver: "11".repeat(16), at: NOW - 80_000_000 }, current: true, changed: [3] },
    { version: "0a77e1c3d9b24f60", author: "ClinicalTrials.gov", made: NOW - 9 * 86_400_000, reason: "first import", approval: null, current: false, changed: [] },
  ];
  const entries = Array.from({ length: 41 }, (_, index) => `entry ${index} of a log`);
  const log = makeLog(entries);
  let serial = 1;
  const total = million ? 1_000_000 : 640;
  const ranks = new Map<string, number>();
  const rankOf = (study: string): number => {
    for (let rank = 1; ranks.size < 400 && rank <= 400; rank += 1) ranks.set(studyId(rank), rank);
    return ranks.get(study) ?? 0;
  };
  const of = (nct: string, study: string) => decisions.filter((made) => made.study_id === study && made.nct_id === nct);
  // Counts what was decided and what was taken back, as the real one does.
  const tagOf = (nct: string, study: string) => `"d${of(nct, study).length + of(nct, study).filter((made) => made.undone).length}"`;
  const person = () => ({ person: session.person, sign_in_name: "cora", display_name: "Cora Coordinator", grants: { roles: session.roles, studies: [], site: null }, state: "active" });
  const signedIn = (): Answer => {
    session.state = "open";
    serial += 1;
    session.csrf = `csrf-${serial}`;
    return ok({ csrf: session.csrf, person: session.person, session: "s1", grants: { roles: session.roles }, methods: ["password", "totp"] });
  };
  const views: T.View[] = [];
  const codes = ["K3QF-9PWM-2XHT", "7RBN-4VCD-8JYE", "M2TG-6KWX-5QHP", "9CFD-3NBR-7VYJ", "H4PW-8XQM-2TKE", "6GRN-5BVC-9DJY", "T7HK-2WMP-4QXF", "3YEB-9NRV-6CDJ", "Q8XT-5KGH-7MWP", "4VJD-6CYB-3RNE"];
  const page = <I>(items: I[], ask: Ask, more: object = {}): Answer => {
    const from = Number(ask.query.get("cursor") ?? 0);
    const limit = Number(ask.query.get("limit") ?? 50);
    const next = from + limit < items.length ? String(from + limit) : null;
    return ok({ items: items.slice(from, from + limit), next, total: items.length, ...more });
  };
  const detail = (nct: string): T.Trial | null => {
    const item = TRIALS.find((trial) => trial.nct_id === nct);
    if (!item) return null;
    return {
      ...item,
      brief_title: item.title,
      official_title: null,
      keywords: [],
      summary: "Adults whose sugar stays high on metformin get one of two ways of raising the dose; kidney function is followed for a year.",
      version: versions[0]?.version ?? item.version,
      register: registers.get(nct)?.value ?? null,
      author: session.person,
      approval: versions[0]?.approval ?? null,
      text: eligibilityText().text,
      criteria_list: criteria(nct === "NCT09000009"),
    };
  };
  const understood = (text: string): T.Checked => {
    const opaque = /blood moon|<script/i.test(text);
    const words = text.split(/\s+/).length;
    return {
      expr: { expr: opaque ? "opaque" : { atom: "person" }, source: { start: 0, end: text.length }, method: opaque ? "none" : "grammar" },
      readable: opaque ? "opaque" : text.toLowerCase().slice(0, 120),
      understood: opaque ? "none" : words > 30 ? "partial" : "full",
      parts: [{ span: { start: 0, end: text.length }, method: opaque ? "none" : "grammar", confidence: opaque ? "none" : "high", readable: text, opaque }],
      flaws: /age.*\b90\b.*\b18\b/.test(text) ? [{ code: "empty-interval", message: "no age is both over 90 and under 18" }] : [],
    };
  };
  const funnelOf = (body: Partial<T.WhatIfAsk>): T.WhatIf => {
    const list = criteria();
    const dropped = new Set(body.drop ?? []);
    const relaxed = new Set((body.replace ?? []).map((one) => one.criterion));
    const order = body.order?.length ? body.order : list.map((one) => one.criterion);
    let left = 1_048_211;
    const rows = (which: number[], changed: boolean) => {
      left = 1_048_211;
      return which.map((criterion) => {
        const share = changed && relaxed.has(criterion) ? 0.99 : [0.83, 0.31, 0.52, 0.91, 0.66, 1, 0.97, 0.94, 0.99, 1, 0.96, 0.98][criterion] ?? 1;
        left = Math.round(left * share);
        return { criterion, readable: list[criterion]?.readable ?? "", remaining: criterion === 8 ? null : left, excluded_by_it_alone: criterion === 8 ? null : Math.round(left * (1 - share) * 0.2) };
      });
    };
    const base = rows(list.map((one) => one.criterion), false);
    const baseLeft = left;
    const funnel = rows(order.filter((criterion) => !dropped.has(criterion)), true);
    const counts = (end: number) => ({ eligible: Math.round(end * 0.002), potential: end - Math.round(end * 0.002), excluded: 1_048_211 - end });
    return { start: 1_048_211, funnel, counts: counts(left), base: { start: 1_048_211, funnel: base, counts: counts(baseLeft) }, took_ms: 41 };
  };

  const stepUp = (run: Run): Run => (ask, params) =>
    session.mfa ? run(ask, params) : problem(403, "step-up-needed", "confirm with two factors again (step-up)");
  const withMatch = (tag: string, ask: Ask, run: () => Answer): Answer => {
    const sent = ask.headers.get("if-match");
    if (!sent) return problem(428, "precondition-required", "say which version you edit (If-Match)");
    return sent === tag ? run() : problem(412, "precondition-failed", "somebody changed this since you read it", { current: { bin: "flagged", by: "Ivo Investigator" }, yours: ask.body });
  };

  const routes: [string, string, Run][] = [
    ["GET", "/api/v1/session", () => ok({ account: person(), session: "s1", methods: ["password", "totp"], mfa_age_secs: session.mfa ? 3 : 4000, csrf: session.csrf })],
    ["POST", "/api/v1/session/unlock", ({ body }) => (body["password"] === "correct horse" || body["code"] === "123456" || body["passkey"] ? signedIn() : problem(401, "sign-in-refused", "sign-in refused"))],
    ["POST", "/api/v1/session/step-up", ({ body }) => {
      if (!body["passkey"] && (body["password"] !== "correct horse" || body["code"] !== "123456")) return problem(401, "sign-in-refused", "sign-in refused");
      session.mfa = true;
      return signedIn();
    }],
    ["POST", "/api/v1/session/sign-out", () => {
      session.state = "none";
      return ok({});
    }],
    ["POST", "/api/v1/sign-in", ({ body }) => (body["password"] === "correct horse" && (body["code"] === "123456" || body["recovery_code"]) ? signedIn() : problem(401, "sign-in-refused", "sign-in refused"))],
    ["POST", "/api/v1/sign-in/passkey", () => ok({ ceremony: "c1", challenge: { publicKey: { challenge: "AAAA", timeout: 1000, rpId: "localhost", allowCredentials: [], userVerification: "required" } } })],
    ["POST", "/api/v1/sign-in/passkey/finish", () => signedIn()],
    ["POST", "/api/v1/enrolment", ({ body }) => (body["token"] === "used" ? problem(401, "link-invalid", "the link was used or has expired; ask for a new one") : ok({ display_name: "Cora Coordinator", sign_in_name: "cora", totp: { secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", url: "otpauth://totp/Almoner%20(research):cora?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Almoner%20(research)" }, passkey: { publicKey: { challenge: "AAAA", rp: { name: "Almoner", id: "localhost" }, user: { id: "AAAA", name: "cora", displayName: "Cora" }, pubKeyCredParams: [{ type: "public-key", alg: -7 }], authenticatorSelection: { residentKey: "required", userVerification: "required" } } }, ceremony: "e1" }))],
    ["POST", "/api/v1/enrolment/finish", ({ body }) => (body["password"] && String(body["password"]).length < 12 ? problem(422, "password-short", "the password has fewer than 12 characters") : ok({ recovery_codes: codes }))],
    ["GET", "/api/v1/sessions", () => ok([{ id: "s1", device_class: "Chrome on Linux", methods: ["password", "totp"], created: NOW, seen: NOW, expires: NOW + 4e7, locked: false }, { id: "s2", device_class: "Firefox on Windows", methods: ["passkey"], created: NOW - 4e6, seen: NOW - 2e6, expires: NOW + 3e7, locked: true }])],
    ["POST", "/api/v1/sessions/end", () => ok({})],
    ["POST", "/api/v1/sessions/end-others", () => ok({ ended: 1 })],
    ["GET", "/api/v1/credentials", () => ok([{ id: "k1", kind: "password", added: NOW - 9e8, used: NOW }, { id: "k2", kind: "totp", added: NOW - 9e8, used: NOW }, { id: "k3", kind: "passkey", added: NOW - 5e8, used: null }])],
    ["POST", "/api/v1/credentials/password", ({ body }) => (String(body["new"]).length < 12 ? problem(422, "password-short", "the password has fewer than 12 characters") : ok({}))],
    ["POST", "/api/v1/credentials/totp", stepUp(() => ok({ ceremony: "t1", totp: { secret: "JBSWY3DPEHPK3PXP", url: "otpauth://totp/Almoner:cora?secret=JBSWY3DPEHPK3PXP&issuer=Almoner" } }))],
    ["POST", "/api/v1/credentials/totp/finish", () => ok({})],
    ["POST", "/api/v1/credentials/recovery-codes", stepUp(() => ok({ recovery_codes: codes }))],
    ["POST", "/api/v1/credentials/remove", stepUp(() => ok({}))],
    ["GET", "/api/v1/accounts", () => ok([person(), { person: "11".repeat(16), sign_in_name: "ivo", display_name: "Ivo Investigator", grants: { roles: ["investigator"] }, state: "active" }, { person: "22".repeat(16), sign_in_name: "pia", display_name: "Pia Privacy", grants: { roles: ["privacy_officer"] }, state: "invited" }])],
    ["POST", "/api/v1/accounts/invite", stepUp(() => ok({ person: "33".repeat(16), link: "https://localhost/enrol#dG9rZW4tb2YtYS10ZXN0" }))],
    ["POST", "/api/v1/accounts/link", stepUp(() => ok({ link: "https://localhost/enrol#dG9rZW4tb2YtYS10ZXN0" }))],
    ["POST", "/api/v1/accounts/grants", stepUp(() => ok({}))],
    ["POST", "/api/v1/accounts/end-sessions", () => ok({ ended: 2 })],
    ["POST", "/api/v1/accounts/close", () => ok({})],
    ["GET", "/(?:api|phi)/v1/me/navigation", () => ok({ actions: session.roles.flatMap((role) => ACTIONS[role] ?? []) })],

    ["GET", "/api/v1/me/views", () => ok({ items: views })],
    ["POST", "/api/v1/me/views", ({ body }) => {
      const made = { view: `v-${views.length + 1}`, trial: null, made: NOW, ...body } as T.View;
      views.push(made);
      return { status: 201, body: made };
    }],
    ["DELETE", "/api/v1/me/views/([\\w-]+)", (_, [id]) => {
      views.splice(views.findIndex((one) => one.view === id), 1);
      return ok({ items: views });
    }],

    ["GET", "/api/v1/trials", (ask) => {
      const is = (name: string, has: (trial: T.TrialItem, value: string) => boolean) => {
        const value = ask.query.get(name);
        return (trial: T.TrialItem) => !value || has(trial, value);
      };
      const filters = [
        is("search", (trial, value) => `${trial.nct_id} ${trial.title} ${trial.conditions.join(" ")}`.toLowerCase().includes(value.toLowerCase())),
        is("status", (trial, value) => trial.status === value),
        is("phase", (trial, value) => trial.phase.includes(value)),
        is("condition", (trial, value) => trial.conditions.includes(value)),
        is("open_here", (trial) => trial.open_here === true),
      ];
      const items = TRIALS.filter((trial) => filters.every((filter) => filter(trial)));
      const facet = (values: string[]) => [...new Set(values)].map((value) => ({ value, n: values.filter((one) => one === value).length }));
      const list = page(items, ask);
      return ok({ ...(list.body as object), facets: { status: facet(items.map((trial) => trial.status ?? "")), phase: facet(items.flatMap((trial) => trial.phase)), condition: facet(items.flatMap((trial) => trial.conditions)) } });
    }],
    ["POST", "/api/v1/trials", ({ body }) => (body["protocolSection"] ? ok({ accepted: 1, warned: 0, quarantined: 0, new: 1, changed: 0, carried: 0, approvals_kept: 0, to_look_at: [], issues: [] }) : ok({ accepted: 0, warned: 0, quarantined: 1, new: 0, changed: 0, carried: 0, approvals_kept: 0, to_look_at: [], issues: [{ line: 1, code: "not-a-trial", path: "protocolSection.identificationModule.nctId" }] }))],
    ["GET", "/api/v1/trials/(NCT\\d+)", (_, [nct = ""]) => {
      const trial = detail(nct);
      return trial ? ok(trial, { etag: `"${trial.version}"` }) : problem(404, "not-found", "no such trial");
    }],
    ["GET", "/api/v1/trials/(NCT\\d+)/versions", () => ok({ items: versions })],
    ["GET", "/api/v1/trials/(NCT\\d+)/versions/(\\w+)/diff/(\\w+)", () => ok({ criteria: criteria().map((one) => ({ criterion: one.criterion, change: one.criterion === 3 ? "changed" : "same", before: { section: one.section, expr: {}, text: one.text, readable: one.criterion === 3 ? "measurement eGFR >= 45" : one.readable }, after: { section: one.section, expr: {}, text: one.text, readable: one.readable } })) })],
    ["POST", "/api/v1/trials/(NCT\\d+)/criteria/check", ({ body }) => ok(understood(String(body["text"] ?? "")))],
    ["POST", "/api/v1/trials/(NCT\\d+)/versions", (ask) => withMatch(`"${versions[0]?.version}"`, ask, () => {
      const version = `c${versions.length}5d21f80a93be6`;
      versions.unshift({ version, author: session.person, made: NOW, reason: String(ask.body["reason"]), approval: null, current: false, changed: (ask.body["criteria"] as { criterion: number }[]).map((one) => one.criterion) });
      return { status: 201, body: { version, changed: [] } };
    })],
    ["POST", "/api/v1/trials/(NCT\\d+)/versions/(\\w+)/preview", () => ok({ base: versions[1]?.version, counts: { before: { eligible: 214, potential: 3120, excluded: 996_666 }, after: { eligible: 225, potential: 3142, excluded: 996_633 } }, entering: [2001, 2002, 2003].map(studyId), leaving: [], n_entering: 33, n_leaving: null })],
    ["POST", "/api/v1/trials/(NCT\\d+)/versions/(\\w+)/approval", stepUp((_, [, version]) => {
      const found = versions.find((one) => one.version === version);
      if (!found) return problem(404, "not-found", "no such version");
      if (found.author === session.person && !session.roles.includes("investigator")) return problem(403, "not-allowed", "not allowed", { detail: "Whoever wrote a version can not approve it." });
      found.approval = { approver: session.person, at: NOW };
      return ok({ approval: found.approval });
    })],
    ["GET", "/api/v1/trials/(NCT\\d+)/register", (_, [nct = ""]) => {
      const kept = registers.get(nct);
      return ok(kept?.value ?? { nct_id: nct, open_here: true, irb_number: "2026-0117", irb_expires: "2027-11-30", target: 40, accrued: 12, referred: 3, changed: NOW, by: session.person, protocol_version: "3.1", team: ["Cora Coordinator", "Ivo Investigator"] }, { etag: `"r${kept?.tag ?? 0}"` });
    }],
    ["PUT", "/api/v1/trials/(NCT\\d+)/register", (ask, [nct = ""]) => withMatch(`"r${registers.get(nct)?.tag ?? 0}"`, ask, () => {
      const tag = (registers.get(nct)?.tag ?? 0) + 1;
      registers.set(nct, { value: { nct_id: nct, accrued: 12, referred: 3, changed: NOW, by: session.person, ...(ask.body as unknown as T.RegisterContent) }, tag });
      return ok(ask.body, { etag: `"r${tag}"` });
    })],
    ["POST", "/api/v1/trials/(NCT\\d+)/matches", () => ({ status: 202, body: { run: "run-9", nct_id: "NCT09000001", state: "running", done: 0, total: 4, started: NOW, ended: null, problem: null } })],
    ["GET", "/api/v1/runs/(.+)", () => ok({ run: "run-9", nct_id: "NCT09000001", problem: null, state: "done", done: 1_000_000, total: 1_000_000, started: NOW, ended: NOW + 900 })],
    ["GET", "/api/v1/trials/(NCT\\d+)/candidates", (ask, [nct = ""]) => {
      const limit = Number(ask.query.get("limit") ?? 50);
      const from = Number(ask.query.get("from_rank") ?? 1);
      const found = TRIALS.find((trial) => trial.nct_id === nct)?.candidates;
      if (!found) return ok({ items: [], next: null, total: 0, counts: { eligible: 0, potential: 0, excluded: 0 }, run: null, matched_at: null, version: null, preview: false, stale: false });
      const wanted = ask.query.get("status");
      const missing = ask.query.get("missing");
      const narrow = ask.query.get("one_unknown") === "true" || missing !== null || ask.query.get("bin") !== null || wanted === "eligible";
      const size = wanted === "eligible" ? 214 : narrow ? 37 : total;
      const items = [];
      for (let at = from; at < Math.min(from + limit, size + 1); at += 1) {
        const item = candidateAt(narrow && wanted !== "eligible" ? at * 17 + 214 : at);
        const last = of(nct, item.study_id).findLast((made) => !made.undone);
        items.push({ ...item, rank: at, bin: last?.bin ?? "new", reason_code: last?.reason_code ?? null, decided_at: last?.at ?? null });
      }
      return ok({ items, next: null, total: size, counts: found, run: "run-8", matched_at: NOW - 3 * 3_600_000, version: "b41c09d2e7aa51f3", preview: false, stale: false });
    }],
    ["GET", "/api/v1/trials/(NCT\\d+)/candidates/([\\w-]+)", (_, [nct = "", study = ""]) => {
      const rank = rankOf(study);
      if (!rank) return problem(404, "not-found", "no such candidate");
      const sent = contacts.filter((one) => one.study_id === study).map((one) => ({ contact: one.contact, state: one.state, at: one.at }));
      return ok(candidateDetail(rank, of(nct, study), sent), { etag: tagOf(nct, study) });
    }],
    ["GET", "/api/v1/candidates/([\\w-]+)/trials", (ask, [study = ""]) => {
      const rank = rankOf(study);
      if (!rank) return problem(404, "not-found", "no such candidate");
      const all = trialsFor(rank);
      const counts = { eligible: 0, potential: 0, excluded: 0 };
      for (const one of all) counts[one.status] += 1;
      const wanted = ask.query.get("status");
      const open = ask.query.get("open_here") === "true";
      return page(all.filter((one) => (!wanted || one.status === wanted) && (!open || one.open_here === true)), ask, { counts });
    }],
    ["POST", "/api/v1/trials/(NCT\\d+)/candidates/([\\w-]+)/decisions", (ask, [nct = "", study = ""]) => withMatch(tagOf(nct, study), ask, () => {
      if (/\b\d{3}-\d{2}-\d{4}\b|@/.test(String(ask.body["note"] ?? ""))) return problem(422, "note-identifies", "the note looks like it names somebody");
      const decision = { id: `d-${decisions.length + 1}`, at: NOW + decisions.length, by: session.person, nct_id: nct, study_id: study, note: null, override: [], second_reader: false, undone: false, versions: null, ...(ask.body as object) } as unknown as T.Decision;
      decisions.push(decision);
      return { status: 201, body: { decision, etag: tagOf(nct, study).slice(1, -1) }, headers: { etag: tagOf(nct, study) } };
    })],
    ["POST", "/api/v1/trials/(NCT\\d+)/candidates/([\\w-]+)/decisions/([\\w-]+)/undo", (_, [, , id]) => {
      const found = decisions.find((made) => made.id === id);
      if (!found) return problem(404, "not-found", "no such decision");
      found.undone = true;
      const tag = tagOf(found.nct_id, found.study_id);
      return ok({ decision: found, etag: tag.slice(1, -1) }, { etag: tag });
    }],
    ["POST", "/api/v1/trials/(NCT\\d+)/candidates/([\\w-]+)/contact", ({ body }, [nct = "", study = ""]) => {
      const made = { contact: `c-${contacts.length + 1}`, nct_id: nct, study_id: study, state: "sent", reason_code: String(body["reason_code"]), code: null, at: NOW };
      contacts.push(made);
      return { status: 201, body: made };
    }],
    ["GET", "/api/v1/contacts", (ask) => page([...contacts, { contact: "c-90", nct_id: "NCT09000001", study_id: studyId(9), state: "approved", reason_code: "eligible", code: null, at: NOW - 5e8 }, { contact: "c-91", nct_id: "NCT09000003", study_id: studyId(14), state: "declined", reason_code: "eligible", code: "patient-declined", at: NOW - 9e8 }], ask)],
    ["GET", "/api/v1/trials/(NCT\\d+)/questions", () => ok({ items: [{ criteria: [3], text: "eGFR of at least 45", readable: criteria()[3]?.readable ?? "", settles: 1320, open: 2410 }] })],
    ["GET", "/api/v1/trials/(NCT\\d+)/funnel", () => ok({ ...funnelOf({}), base: null })],
    ["POST", "/api/v1/trials/(NCT\\d+)/what-if", ({ body }) => ok(funnelOf(body as unknown as T.WhatIfAsk))],
    ["GET", "/api/v1/trials/(NCT\\d+)/screening-log", (ask) => page([...decisions.map((made) => ({ study_id: made.study_id, bin: made.bin, reason_code: made.reason_code, at: made.at, by: made.by })), { study_id: studyId(9), bin: "referred" as const, reason_code: "fits", at: NOW - 5e8, by: session.person }, { study_id: studyId(21), bin: "not_eligible" as const, reason_code: "lab_too_old", at: NOW - 6e8, by: "11".repeat(16) }], ask)],
    ["GET", "/api/v1/decisions", (ask) => page([...decisions, { id: "d-70", at: NOW - 5e8, by: "11".repeat(16), nct_id: "NCT09000001", study_id: studyId(9), bin: "referred" as const, reason_code: "fits", note: null, second_reader: false, undone: false, override: [{ criterion: 4, verdict: "met" as const, reason_code: "seen_in_source" }], versions: VERSIONS }], ask)],
    ["POST", "/api/v1/(?:trials/NCT\\d+/candidates|decisions|contacts|audit)/export", stepUp(({ body }) => ({ status: 200, text: body["format"] === "csv" ? "study_id,rank\n7QK3-M4XW,1\n" : "[]", headers: { "content-type": body["format"] === "csv" ? "text/csv" : "application/json" } }))],

    ["GET", "/(?:api|phi)/v1/audit", (ask) => page(Array.from({ length: 41 }, (_, place) => 40 - place).map((index) => ({ index, at: NOW - (40 - index) * 61_000, action: ["ReadResults", "ReadTrials", "DecideCandidate", "sign_in"][index % 4] ?? "", actor: index % 3 ? session.person.slice(0, 8) : "research", resource: "Results/institution", outcome: index % 9 ? "success" : "denied", decision: index % 9 ? "allow" : "deny", purpose: index % 4 === 3 ? null : "CLINTRCH", counts: { rows: index }, trial: null, entry: {} })).filter((entry) => (!ask.query.get("outcome") || entry.outcome === ask.query.get("outcome")) && (!ask.query.get("action") || entry.action === ask.query.get("action"))), ask)],
    ["GET", "/(?:api|phi)/v1/audit/(\\d+)/proof", async (_, [index]) => {
      const made = await log;
      return Number(index) < made.size ? ok(await made.proof(Number(index))) : problem(404, "not-found", "no such entry");
    }],
    ["POST", "/(?:api|phi)/v1/audit/reviews", () => ({ status: 201, body: {} })],
    ["GET", "/api/v1/alerts", (ask) => page([{ alert: "a-1", kind: "many_candidates_read", about: 12, due: NOW + 9e6, overdue: false, severity: "medium", opened: NOW - 4e6, owner: null, state: "open", finding: null }], ask)],
    ["PUT", "/api/v1/alerts/([\\w-]+)/owner", () => ok({})],
    ["POST", "/api/v1/alerts/([\\w-]+)/close", () => ok({})],
    ["GET", "/api/v1/policies", () => ok({ version: "b71f0e", policies: [], files: [{ name: "people.cedar", text: '@id("coordinator-trials")\npermit (principal in Almoner::Role::"coordinator", action, resource);\n' }], roles: Object.entries(ACTIONS).map(([role, actions]) => ({ role, actions })) })],
    ["POST", "/api/v1/policies/explain", ({ body }) => ok(body["action"] === "ReadTrials" ? { decision: "allow", deciding: [{ id: "coordinator-trials", text: "a coordinator brings trials, reads them and mends what was understood", annotations: {} }], would_change: [], policy_version: "b71f0e" } : { decision: "deny", deciding: [], would_change: ["a role that has this action: privacy_officer, auditor", "purpose HCOMPL"], policy_version: "b71f0e" })],
    ["GET", "/api/v1/ingest", () => ok({ runs: [{ number: 3, complete: true, at: NOW - 4e7, received: 48_211, accepted: 47_990, warned: 180, quarantined: 41, by_type: [{ type: "Observation", received: 30_110, accepted: 30_000, warned: 90, quarantined: 20 }, { type: "Condition", received: 9_101, accepted: 9_090, warned: 0, quarantined: 11 }, { type: "DocumentReference", received: 9_000, accepted: 8_900, warned: 90, quarantined: 10 }], not_exported: ["AllergyIntolerance", "FamilyMemberHistory"] }], ledger: [{ type: "Condition", patients: 980, share: 0.98, state: "exported" }, { type: "Observation", patients: 700, share: 0.7, state: "partial" }, { type: "AllergyIntolerance", patients: null, share: 0, state: "not_exported" }] })],
    ["GET", "/api/v1/health", () => ok({ version: "0.1.0", uptime_s: 93_211, zone: "research", charts: 1_048_211, trials: 9, audit: { size: 41, checkpoint_age_s: 12 }, database: "sound", sandbox: "landlock+seccomp", alerts_open: 1 })],
    ...phiRoutes(stepUp, page),
  ];
  const table = routes.map(([method, path, run]) => ({ method, path: new RegExp(`^${path}$`), run }));
  const publicly = /^\/api\/v1\/(sign-in|enrolment)/;

  const handle = async (ask: Ask): Promise<Answer> => {
    asked.push(`${ask.method} ${ask.path}`);
    if (ask.method !== "GET") matched.push([`${ask.method} ${ask.path}`, ask.headers.get("if-match")]);
    const planned = instead.findIndex((one) => one.path.test(`${ask.method} ${ask.path}`));
    if (planned >= 0) return (instead.splice(planned, 1)[0] as { answer: Answer }).answer;
    const route = table.find((one) => one.method === ask.method && one.path.test(ask.path));
    if (!route) return problem(404, "not-found", "no such route");
    if (!publicly.test(ask.path)) {
      if (session.state === "none") return problem(401, "session-ended", "the session has ended; sign in again");
      if (ask.method !== "GET" && ask.headers.get("x-csrf-token") !== session.csrf) return problem(403, "cross-site", "the request did not come from this application's own page");
      if (session.state === "locked" && !/\/session\/(unlock|sign-out)$/.test(ask.path)) return problem(401, "session-locked", "the session is locked; unlock it with one factor", { csrf: session.csrf });
    }
    const key = ask.headers.get("idempotency-key");
    if (ask.method !== "GET" && !key) return problem(400, "idempotency-key-missing", "a write carries an Idempotency-Key");
    const before = key ? kept.get(key) : undefined;
    if (before) return before;
    const answer = await route.run(ask, route.path.exec(ask.path)?.slice(1) ?? []);
    if (key && answer.status < 300) kept.set(key, answer);
    return answer;
  };
  return { handle, asked, matched, session, decisions, next: (path, answer) => void instead.push({ path, answer }) };
}

export { SECTIONS };
