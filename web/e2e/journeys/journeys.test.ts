// The work of each role, before a real server with the sample hospital: start `almoner demo`, keep what it prints in a file, and
// name that file in ALMONER_E2E_LINKS. Pictures of each step are kept.
import type { ChildProcess } from "node:child_process";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, shot } from "../browser";
import * as badDays from "./bad-days";
import * as basis from "./basis";
import { contact } from "./contact";
import { PASSWORD, type Person, api, canaries, enrol, hospital, originOf, people, signIn, stepUp, traces, visit } from "./people";

const found = await people();
const served = found !== null;
if (!served) process.stdout.write("journeys need a server: run `almoner demo`, keep its output, and name it in ALMONER_E2E_LINKS\n");

let browser: Browser;
beforeAll(async () => {
  // The demo's certificates are its own; a passkey works only where the browser minds none of it.
  browser = await launch(["--ignore-certificate-errors"]);
});
afterAll(() => browser?.close());

const person = (key: string): Person => {
  const one = found?.get(key);
  if (!one) throw new Error(`the demo printed no link for ${key}`);
  return one;
};
const h1 = (opened: Page, text: string | RegExp) => opened.getByRole("heading", { level: 1, name: text }).waitFor();
/** What a browser prints by itself about answers that a page handles. */
const ours = (said: string[]) => said.filter((line) => !/status of (40[1349]|412|422|428|429)/.test(line));

describe.runIf(served)("before a real server", () => {
  let nct = "";
  let decided = "";
  let clinician: badDays.Working | null = null;
  let coordinator: badDays.Working | null = null;
  let again: ChildProcess | null = null;
  afterAll(async () => {
    again?.kill("SIGTERM");
    await new Promise((resolve) => (again ? again.once("exit", resolve) : resolve(null)));
  });
  it("a coordinator enrols with password and app, signs in, and does a day's work", async () => {
    const cora = person("research/cora");
    const { page: opened, said, close } = await visit(browser);
    await opened.goto(cora.link);
    await opened.waitForSelector(".secret");
    await shot(opened, "journey-enrol");
    const codes = await enrol(opened, cora);
    expect(new Set(codes).size).toBe(10);
    await opened.waitForSelector("form");
    await shot(opened, "journey-sign-in");
    await signIn(opened, cora);
    await h1(opened, "Trials");
    await opened.waitForSelector(".trial-row");
    await shot(opened, "journey-trials");

    // A reload keeps the session and the right to change things.
    await opened.reload();
    await opened.waitForSelector(".trial-row");

    await opened.locator(".trial-row").filter({ has: opened.locator(".big-count.favours .count", { hasText: /[1-9]/ }) }).first().locator("h2 a").click();
    await opened.waitForSelector(".criterion");
    nct = /NCT\d+/.exec(opened.url())?.[0] ?? "";
    await shot(opened, "journey-criteria");
    await opened.hover(".criterion >> nth=1");
    expect(await opened.locator(".original mark.lit").count()).toBeGreaterThan(0);

    await opened.click('.tabs a[href$="/candidates"]');
    await opened.waitForSelector(".grid-window .grid-row[aria-selected]");
    await shot(opened, "journey-candidates");
    await opened.focus("[role=grid]");
    await opened.keyboard.press("Enter");
    await opened.waitForSelector(".quick");
    decided = (await opened.textContent("h1")) ?? "";
    expect(decided).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
    await shot(opened, "journey-candidate");
    await opened.keyboard.press("1");
    await opened.keyboard.press("Enter");
    await opened.waitForSelector(`.toast:has-text("${decided}: Screened")`);
    await opened.keyboard.press("u");
    await opened.waitForSelector('.toast:has-text("Taken back.")');
    await opened.keyboard.press("1");
    await opened.keyboard.press("Enter");
    await opened.locator(".timeline li").nth(1).waitFor();
    await shot(opened, "journey-decided");
    await opened.click('.tabs a[href$="/trials"]');
    await opened.waitForSelector("tbody tr");
    // Each study that she works on, the one at hand among them, and excluded ones last.
    expect(await opened.locator("tbody tr", { hasText: nct }).count()).toBe(1);
    const standings = await opened.locator("tbody td.tally .chip").allTextContents();
    const order = ["Eligible", "Potential", "Excluded"];
    expect(standings).toEqual(standings.toSorted((one, other) => order.indexOf(one) - order.indexOf(other)));
    await shot(opened, "journey-trials-for-candidate");

    await opened.goto(`${originOf(cora)}/trials/${nct}/funnel`);
    await opened.waitForSelector(".funnel-row:nth-child(3)");
    await opened.locator(".mover:not(:disabled)").nth(1).click();
    await opened.locator(".figure-note", { hasText: "before the change" }).first().waitFor();
    await shot(opened, "journey-funnel");

    await opened.goto(`${originOf(cora)}/trials/${nct}/edit?criterion=0`);
    await opened.waitForSelector(".edit-row textarea");
    const field = opened.locator(".edit-row textarea").first();
    await field.fill("Adults aged 21 to 70 years");
    await opened.waitForSelector(".edit-row.changed .chip");
    await opened.click("text=Review the changes");
    await opened.fill("textarea", "the protocol was amended");
    await shot(opened, "journey-edit");
    await opened.click("text=Save as a new version");
    await opened.waitForURL(/\/history\/\w/);
    await opened.click("text=Count it");
    await opened.waitForSelector(".mini");
    await shot(opened, "journey-version");
    await opened.waitForSelector("text=An investigator who did not write it approves");

    await opened.goto(`${originOf(cora)}/decisions`);
    await opened.waitForSelector("tbody tr");
    await shot(opened, "journey-decisions");
    await opened.click("text=Export");
    await opened.fill("[role=dialog] textarea", "weekly list for the study team");
    const file = opened.waitForEvent("download");
    await opened.locator("[role=dialog] button", { hasText: "Export" }).click();
    await Promise.race([file, stepUp(opened, cora).catch(() => undefined)]);
    expect((await file).suggestedFilename()).toBe("decisions.csv");

    await opened.goto(`${originOf(cora)}/accounts`);
    await opened.waitForSelector("text=You may not see this");
    await shot(opened, "journey-denied");
    expect(ours(said)).toEqual([]);

    await opened.click("text=Sign out");
    await opened.waitForSelector("form");
    await opened.goBack().catch(() => null);
    await opened.waitForSelector("form");
    expect(await opened.textContent("body")).not.toContain(decided);
    await close();
  });

  it("an investigator approves what the coordinator wrote, with two factors", async () => {
    const ines = person("research/ines");
    const { page: opened, said, close } = await visit(browser);
    await enrol(opened, ines);
    await signIn(opened, ines);
    await opened.goto(`${originOf(ines)}/trials/${nct}/history`);
    await opened.locator("tbody th a").first().click();
    await opened.fill("textarea", "compared with the amended protocol, line by line");
    await opened.click('button:has-text("Approve")');
    await Promise.race([stepUp(opened, ines).catch(() => undefined), opened.waitForSelector('.toast:has-text("approved")')]);
    await opened.waitForSelector("#approval ~ p .chip.favours, .card .chip.favours");
    await shot(opened, "journey-approved");
    expect(ours(said)).toEqual([]);
    await close();
  });

  it("a privacy officer reads the log and has an entry's proof checked in the browser", async () => {
    const petra = person("research/petra");
    const { page: opened, said, close } = await visit(browser);
    await enrol(opened, petra);
    await signIn(opened, petra);
    await opened.goto(`${originOf(petra)}/audit`);
    await opened.waitForSelector("tbody tr");
    await shot(opened, "journey-audit");
    await opened.locator("tbody th a").first().click();
    await opened.waitForSelector(".check-line");
    expect(await opened.locator(".check-line.favours").count()).toBe(2);
    await shot(opened, "journey-proof");
    await opened.goto(`${originOf(petra)}/access`);
    await opened.waitForSelector("tbody tr");
    await opened.click("text=Ask the policies");
    await opened.waitForSelector("text=/Allowed|Denied/");
    await shot(opened, "journey-access");
    expect(ours(said)).toEqual([]);
    await close();
  });

  it("an operator sees how the system does and who works here", async () => {
    const olga = person("research/olga");
    const { page: opened, said, close } = await visit(browser);
    await enrol(opened, olga);
    await signIn(opened, olga);
    for (const path of ["health", "ingest", "accounts"]) {
      // oxlint-disable-next-line no-await-in-loop
      await opened.goto(`${originOf(olga)}/${path}`);
      // oxlint-disable-next-line no-await-in-loop
      await opened.waitForSelector(".figure, tbody tr");
      // oxlint-disable-next-line no-await-in-loop
      await shot(opened, `journey-${path}`);
    }
    expect(ours(said)).toEqual([]);
    await close();
  });

  it("a clinician sees whom they treat, answers a trial and breaks the glass; the privacy officer reviews it", async () => {
    const { practitioner, mrn } = await hospital();
    const clara = person("phi/clara");
    const { page: opened, said } = await visit(browser);
    await enrol(opened, clara);
    await signIn(opened, clara);
    await opened.waitForSelector(".phi-banner");
    await h1(opened, "My patients");
    await opened.waitForSelector("text=belongs to no practitioner");

    const olga = person("phi/olga");
    const operator = await visit(browser);
    await enrol(operator.page, olga);
    await signIn(operator.page, olga);
    await operator.page.goto(`${originOf(olga)}/accounts`);
    await operator.page.click('[aria-label="Practitioner of Clara Clinician"]');
    await operator.page.fill("[role=dialog] input", practitioner);
    await operator.page.fill("[role=dialog] textarea", "her badge and the staff register");
    await operator.page.locator("[role=dialog] button[type=submit]").click();
    await Promise.race([stepUp(operator.page, olga).catch(() => undefined), operator.page.waitForSelector('.toast:has-text("practitioner is set")')]);
    await operator.page.waitForSelector('.toast:has-text("practitioner is set")');
    await operator.close();

    await opened.reload();
    await opened.waitForSelector(".patient");
    await shot(opened, "journey-patients");
    await opened.locator(".patient").filter({ hasText: /[1-9]\d* possible/ }).first().click();
    await opened.waitForSelector(".answers");
    await opened.locator(".answer.later").first().click();
    await opened.click("text=Save the answer");
    await opened.waitForSelector('.toast:has-text("answer is saved")');
    await shot(opened, "journey-answer");
    await opened.click("text=Open the record");
    await opened.waitForSelector("#demographics");
    await shot(opened, "journey-record");

    await opened.goto(`${originOf(clara)}/break-glass`);
    await opened.getByLabel("Record number of the patient").fill(mrn);
    await opened.getByLabel("Justification").fill("Unconscious in the emergency room; allergies are not known.");
    await opened.getByRole("button", { name: "Break the glass" }).click();
    await Promise.race([stepUp(opened, clara).catch(() => undefined), opened.waitForSelector(".clock")]);
    await opened.waitForSelector(".clock");
    await shot(opened, "journey-break-glass");
    await opened.click("text=Open the patient");
    await opened.waitForSelector("text=Opened by break-glass");
    await opened.goBack().catch(() => null);
    await opened.click("text=Stop now");
    await opened.waitForSelector(".clock", { state: "hidden" });
    expect(ours(said)).toEqual([]);
    // The contact journey goes on with this session.
    clinician = { person: clara, page: opened };

    const petra = person("phi/petra");
    const second = await visit(browser);
    await enrol(second.page, petra);
    await signIn(second.page, petra);
    await second.page.goto(`${originOf(petra)}/break-glass`);
    await second.page.waitForSelector("tbody tr");
    await shot(second.page, "journey-review-queue");
    await second.page.click('[aria-label="Review the access of Clara Clinician"]');
    await second.page.fill("[role=dialog] textarea", "an emergency, as the ward confirmed");
    await second.page.locator("[role=dialog] button", { hasText: "Save" }).click();
    await second.page.waitForSelector("text=Justified");
    await shot(second.page, "journey-reviewed");
    await second.page.goto(`${originOf(petra)}/deid`);
    await second.page.click("text=Draw notes for review");
    // Between 22 and 6 o'clock the policies want a reason; by day nobody is asked.
    const why = second.page.locator("[role=dialog]", { hasText: "Say why" });
    await second.page.locator("tbody tr").first().or(why).waitFor();
    if (await why.isVisible()) {
      await why.locator("textarea").fill("review before the morning");
      await why.locator("button", { hasText: "Go on" }).click();
    }
    await second.page.waitForSelector("tbody tr");
    await shot(second.page, "journey-deid");
    await second.page.locator("tbody th a").first().click();
    await second.page.waitForSelector("mark.span");
    await shot(second.page, "journey-deid-note");
    await second.page.click("text=Nothing overlooked");
    await second.page.waitForSelector('.toast:has-text("review is saved")');
    expect(ours(second.said)).toEqual([]);
    await second.close();
  });

  it("a passkey is made on the account page and opens the next session", async () => {
    const cora = person("research/cora");
    const { page: opened } = await visit(browser);
    const protocol = await opened.context().newCDPSession(opened);
    await protocol.send("WebAuthn.enable");
    await protocol.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await signIn(opened, cora);
    await opened.goto(`${originOf(cora)}/account`);
    await opened.click("text=Make a passkey");
    await Promise.race([stepUp(opened, cora).catch(() => undefined), opened.waitForSelector('.toast:has-text("Passkey ready")')]);
    await opened.waitForSelector("tbody th:has-text('Passkey')");
    await shot(opened, "journey-account");
    await opened.locator(".person button").click();
    await opened.waitForSelector("form");
    await opened.click("text=Use a passkey");
    await opened.waitForSelector(".nav");
    coordinator = { person: cora, page: opened };
  });

  it("a session of one door says nothing at the other", async () => {
    const opened = coordinator?.page as Page;
    const other = await opened.context().newPage();
    await other.goto(originOf(person("phi/clara")));
    await other.waitForSelector("text=Sign in to identified records");
    await other.close();
  });

  it("a request for contact goes from the coordinator to the clinician, and its outcome back", async () => {
    await contact(coordinator as badDays.Working, clinician as badDays.Working, nct);
    await clinician?.page.context().close();
  });

  describe("on a bad day", () => {
    let studies: string[] = [];
    const cora = () => coordinator as badDays.Working;
    beforeAll(async () => {
      const list = await api<{ items: { nct_id: string; candidates: { eligible: number; potential: number } | null }[] }>(cora().page, "GET", "/api/v1/trials?limit=100", "CLINTRCH");
      const most = list.items.filter((item) => item.nct_id !== nct).sort((a, b) => (b.candidates?.potential ?? 0) - (a.candidates?.potential ?? 0))[0];
      nct = most?.nct_id ?? nct;
      studies = await badDays.fresh(cora(), nct);
    });
    it("two decisions at once are both shown, and neither is lost", async () => {
      const ines = { person: person("research/ines"), page: (await visit(browser)).page };
      await signIn(ines.page, ines.person);
      await badDays.staleEdit(cora(), ines, nct, studies[0] ?? "");
      await ines.page.context().close();
    });
    it("a double click decides once", () => badDays.doubleClick(cora(), nct, studies[1] ?? ""));
    it("a decision whose connection breaks is sent again and made once", () => badDays.lostConnection(cora(), nct, studies[2] ?? ""));
    it("ten megabytes of pasted criteria are refused with a word, by the page and by the server", () => badDays.tenMegabytes(cora(), nct));
    it("script in every text field stays text", () => badDays.scriptInEveryField(cora(), nct, studies[3] ?? ""));
    it.runIf(process.env["ALMONER_E2E_PID"])("a server that is killed during a match run is waited for, and the run is told to its end", async () => {
      again = await badDays.restart(cora(), nct);
    });
  });

  it("a coordinator keeps a view of a list and finds it again", async () => {
    await basis.keepsView(coordinator as badDays.Working, nct);
  });

  it("a privacy officer records what contacts and releases rest on, accounts for disclosures, and drafts a release; another decides", async () => {
    const { mrn } = await hospital();
    const { page: opened, said, close } = await visit(browser);
    const petra = { person: person("phi/petra"), page: opened };
    await signIn(opened, petra.person);
    await basis.recordsBasis(petra);
    await basis.accounts(petra, mrn);
    await basis.draftsRelease(petra, mrn);
    expect(ours(said)).toEqual([]);
    await close();

    const operator = await visit(browser);
    const olga = { person: person("phi/olga"), page: operator.page };
    await signIn(operator.page, olga.person);
    const link = await basis.inviteOfficer(olga);
    await operator.close();
    const second = await visit(browser);
    const paul = { person: { name: "paul", zone: "phi" as const, link }, page: second.page };
    await enrol(second.page, paul.person);
    await signIn(second.page, paul.person);
    await basis.decidesRelease(paul);
    expect(ours(second.said)).toEqual([]);
    await second.close();
  });

  it("nothing of all this left a patient, a token or a list of study ids in an address, in the console or in what the browser keeps", async () => {
    const names = await canaries();
    expect(names.size).toBeGreaterThan(200);
    expect(traces.addresses.size).toBeGreaterThan(60);
    const words = (text: string) => text.toLowerCase().split(/[^\p{L}\p{N}-]+/u);
    const telling = (texts: Iterable<string>) => [...texts].filter((text) => words(text).some((word) => names.has(word)) || [...traces.tokens].some((token) => text.includes(token)) || text.includes(PASSWORD));
    expect(telling(traces.addresses)).toEqual([]);
    expect(telling(traces.printed)).toEqual([]);
    expect(telling(traces.kept)).toEqual([]);
    const study = /[2-9A-Z]{4}-[2-9A-Z]{4}/g;
    expect([...traces.addresses].filter((address) => (address.match(study) ?? []).length > 1)).toEqual([]);
    expect([...traces.printed, ...traces.kept].filter((text) => study.test(text))).toEqual([]);
    // The choice between light and dark, and how far a page was scrolled.
    expect([...traces.kept].filter((text) => !/^(mantine-color-scheme|tsr-scroll)/.test(text))).toEqual([]);
  });
});
