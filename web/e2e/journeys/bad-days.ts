// What goes wrong in the middle of work, before a real server: each has an answer that loses nothing and does nothing twice.
import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { shot } from "../browser";
import { type Person, api, originOf } from "./people";

export interface Working {
  person: Person;
  page: Page;
}
interface Candidates {
  items: { study_id: string; bin: string }[];
}
/** Text that would run where it were taken for markup. */
export const HOSTILE = `"><img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>{{constructor}}`;

/** Candidates of a trial about whom nobody has decided yet. */
export async function fresh({ page: opened }: Working, nct: string): Promise<string[]> {
  const list = await api<Candidates>(opened, "GET", `/api/v1/trials/${nct}/candidates?limit=100`, "CLINTRCH");
  return list.items.filter((item) => item.bin === "new").map((item) => item.study_id);
}

const open = async ({ person, page: opened }: Working, nct: string, study: string) => {
  await opened.goto(`${originOf(person)}/trials/${nct}/candidates/${study}`);
  await opened.waitForSelector(".quick");
};
const decisions = (opened: Page) => opened.locator("#history").locator("xpath=ancestor::section").locator(".timeline li").count();

export async function staleEdit(cora: Working, ines: Working, nct: string, study: string): Promise<void> {
  await open(cora, nct, study);
  await open(ines, nct, study);
  await ines.page.keyboard.press("2");
  await ines.page.keyboard.press("Enter");
  await ines.page.waitForSelector(`.toast:has-text("${study}: Deferred")`);
  // Cora's page is of before that.
  await cora.page.keyboard.press("3");
  await cora.page.keyboard.press("Enter");
  await cora.page.waitForSelector("text=Somebody changed this meanwhile");
  const versions = await cora.page.locator(".version-text").allTextContents();
  expect(versions[0]).toContain("deferred");
  expect(versions[1]).toContain("not_eligible");
  await shot(cora.page, "journey-conflict");
  await cora.page.click("text=Put mine on top");
  await cora.page.waitForSelector(`.toast:has-text("${study}: Not eligible")`);
  await cora.page.locator(".timeline li").nth(1).waitFor();
  expect(await decisions(cora.page)).toBe(2);
}

export async function doubleClick(cora: Working, nct: string, study: string): Promise<void> {
  await open(cora, nct, study);
  await cora.page.keyboard.press("1");
  await cora.page.getByRole("button", { name: "Save: Screened" }).dblclick();
  await cora.page.waitForSelector(`.toast:has-text("${study}: Screened")`);
  await cora.page.reload();
  await cora.page.waitForSelector(".timeline li");
  expect(await decisions(cora.page)).toBe(1);
}

export async function lostConnection(cora: Working, nct: string, study: string): Promise<void> {
  await open(cora, nct, study);
  const sent: string[] = [];
  // The first answer gets lost after the server has acted, the second request before it arrives.
  await cora.page.route(/\/decisions$/, async (route) => {
    sent.push(route.request().headers()["idempotency-key"] ?? "");
    if (sent.length === 1) await route.fetch();
    if (sent.length <= 2) return route.abort("connectionreset");
    return route.continue();
  });
  await cora.page.keyboard.press("1");
  await cora.page.keyboard.press("Enter");
  await cora.page.waitForSelector("text=The connection is lost");
  await cora.page.waitForSelector(`.toast:has-text("${study}: Screened")`);
  await cora.page.unroute(/\/decisions$/);
  expect(sent).toHaveLength(3);
  expect(new Set(sent).size).toBe(1);
  await cora.page.reload();
  await cora.page.waitForSelector(".timeline li");
  expect(await decisions(cora.page)).toBe(1);
}

export async function scriptInEveryField(cora: Working, nct: string, study: string): Promise<void> {
  const { page: opened, person } = cora;
  const at = (path: string) => opened.goto(originOf(person) + path);
  /** Every field of the page that takes words. */
  const fill = async () => {
    const fields = opened.locator("main textarea:visible:enabled, main input:visible:enabled:not([type=date]):not([type=checkbox]):not([type=radio]):not([type=file]):not([inputmode=numeric])");
    for (const field of await fields.all()) {
      // oxlint-disable-next-line no-await-in-loop
      if (await field.isEditable()) await field.fill(HOSTILE);
    }
  };
  await at("/trials");
  await opened.waitForSelector(".trial-row");
  await fill();
  await opened.waitForSelector("text=No trial");
  await at(`/trials/${nct}/register`);
  await opened.waitForSelector("#register");
  await fill();
  await opened.click('button:has-text("Save")');
  await opened.locator('.toast:has-text("saved"), [role=alert]').first().waitFor();
  await at(`/trials/${nct}/edit`);
  await opened.waitForSelector(".edit-row textarea");
  await opened.locator('.edit-row textarea[aria-label^="Text of"]').first().fill(`Age at least 18 years ${HOSTILE}`);
  await opened.waitForSelector(".edit-row.changed .chip");
  await opened.click("text=Review the changes");
  await opened.fill("textarea", HOSTILE);
  await opened.click("text=Save as a new version");
  await opened.waitForURL(/\/history\/\w/);
  await opened.locator("text=onerror").first().waitFor();
  await at(`/trials/${nct}/history`);
  await opened.locator("text=onerror").first().waitFor();
  await open(cora, nct, study);
  await opened.keyboard.press("2");
  await opened.getByLabel("Note").fill(HOSTILE);
  await opened.click("text=Save: Deferred");
  await opened.locator('.toast:has-text("Deferred"), [role=alert], .mantine-Textarea-error').first().waitFor();
  for (const path of ["/audit", "/decisions", `/trials/${nct}`, `/trials/${nct}/screening`]) {
    // oxlint-disable-next-line no-await-in-loop
    await at(path);
    // oxlint-disable-next-line no-await-in-loop
    await opened.waitForSelector("h1");
  }
  expect(await opened.evaluate(() => "hacked" in globalThis)).toBe(false);
  expect(await opened.locator("main script, main img[src=x]").count()).toBe(0);
}

export async function tenMegabytes(cora: Working, nct: string): Promise<void> {
  const { page: opened, person } = cora;
  await opened.goto(`${originOf(person)}/trials/${nct}/edit`);
  const field = opened.locator(".edit-row textarea").first();
  await field.waitFor();
  const before = await field.inputValue();
  await field.evaluate((at) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", "Age at least 18 years. ".repeat(450_000));
    at.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await opened.waitForSelector("text=longer than one criterion can be");
  expect(await field.inputValue()).toBe(before);
  // Whoever sends it past the page is refused by the server before it is read.
  const told = await api<{ code: string; status: number }>(opened, "POST", `/api/v1/trials/${nct}/criteria/check`, "CLINTRCH", { text: "a".repeat(10_500_000), section: "inclusion" });
  expect(told).toMatchObject({ status: 413, code: "body-too-large" });
}

/** The server is killed at once after it took a match run, and started again; the page waits and tells how the run ended. */
export async function restart(cora: Working, nct: string): Promise<ChildProcess> {
  const { page: opened, person } = cora;
  const [binary, pid] = [process.env["ALMONER_E2E_BINARY"] ?? "", Number(process.env["ALMONER_E2E_PID"])];
  const printed = await readFile(process.env["ALMONER_E2E_LINKS"] ?? "", "utf8");
  const out = /everything lies in (\S+)/.exec(printed)?.[1] ?? "";
  const ports = ["research", "phi"].map((zone) => new RegExp(`^${zone} +https://\\S+:(\\d+)`, "m").exec(printed)?.[1] ?? "");
  await opened.goto(`${originOf(person)}/trials/${nct}`);
  await opened.waitForSelector(".criterion");
  let started: ChildProcess | null = null;
  await opened.route(/\/matches$/, async (route) => {
    const answer = await route.fetch();
    process.kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    started = spawn(binary, ["serve", "--home", `${out}/home`, "--port", ports[0] ?? "", "--phi-port", ports[1] ?? ""], { stdio: ["ignore", "ignore", "inherit"] });
    return route.fulfill({ response: answer });
  });
  await opened.locator(".actions button", { hasText: /Match again|Find candidates/ }).click();
  await opened.waitForSelector('.toast:has-text("The match is done")', { timeout: 60_000 });
  // The same session, the same page, and nothing that was decided is lost.
  await opened.goto(`${originOf(person)}/decisions`);
  await opened.waitForSelector("tbody tr");
  if (!started) throw new Error("the server was not started again");
  return started;
}
