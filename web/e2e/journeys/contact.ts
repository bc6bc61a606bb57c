// A request for contact, through both doors: the coordinator asks by study id, the clinician who treats the patient decides, and the
// coordinator learns how it came and never whom it was about.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { shot } from "../browser";
import { type Person, api, originOf } from "./people";

const IRB = "2026-0117";

interface Card {
  nct_id: string;
}

/** But for one whose criteria were changed since it was matched: the trial of which the clinician's patients are candidates that has the fewest candidates, so that each can be asked for. */
async function trialOf(clinician: Page, coordinator: Page, but: string): Promise<{ nct: string; studies: string[] }> {
  const patients = (await api<{ items: { patient: string; trials: number }[] }>(clinician, "GET", "/phi/v1/my-patients?limit=50", "TREAT")).items;
  const trials = new Set<string>();
  for (const { patient } of patients.filter((one) => one.trials > 0).slice(0, 4)) {
    // oxlint-disable-next-line no-await-in-loop
    for (const card of (await api<{ items: Card[] }>(clinician, "GET", `/phi/v1/patients/${patient}/trials`, "TREAT")).items) trials.add(card.nct_id);
  }
  let best = { nct: "", studies: Array.from({ length: 999 }, () => "") };
  trials.delete(but);
  for (const nct of trials) {
    // oxlint-disable-next-line no-await-in-loop
    const list = await api<{ items: { study_id: string }[]; total: number }>(coordinator, "GET", `/api/v1/trials/${nct}/candidates?limit=100`, "CLINTRCH");
    if (list.items.length > 0 && list.items.length < best.studies.length) best = { nct, studies: list.items.map((item) => item.study_id) };
  }
  return best;
}

export async function contact(cora: { person: Person; page: Page }, clara: { person: Person; page: Page }, but: string): Promise<void> {
  const [asks, treats] = [cora.page, clara.page];
  const { nct, studies } = await trialOf(treats, asks, but);
  expect(nct).toMatch(/^NCT/);

  // The register first: without the IRB's approval nobody is contacted.
  await asks.goto(`${originOf(cora.person)}/trials/${nct}/register`);
  await asks.getByLabel("Open here").check();
  await asks.getByLabel("IRB number").fill(IRB);
  await asks.getByLabel("IRB approval ends").fill("2031-12-31");
  await asks.click('button:has-text("Save")');
  await asks.waitForSelector('.toast:has-text("saved")');
  await shot(asks, "journey-register");

  await asks.goto(`${originOf(cora.person)}/trials/${nct}/candidates/${studies[0]}`);
  await asks.waitForSelector(".quick");
  await asks.keyboard.press("1");
  await asks.keyboard.press("Enter");
  await asks.waitForSelector('.toast:has-text("Screened")');
  await asks.click("text=Ask for contact");
  await expect.poll(() => asks.getByLabel("IRB number").inputValue()).toBe(IRB);
  await shot(asks, "journey-contact");
  await asks.click("text=Send the request");
  await asks.waitForSelector('.toast:has-text("request is sent")');
  // The clinician treats only some of them, and which is nobody's business here.
  for (const study of studies.slice(1)) {
    // oxlint-disable-next-line no-await-in-loop
    await api(asks, "POST", `/api/v1/trials/${nct}/candidates/${study}/contact`, "CLINTRCH", { reason_code: "ask-patient", protocol: IRB });
  }

  await treats.goto(`${originOf(clara.person)}/contact-queue`);
  await treats.waitForSelector("tbody tr");
  await shot(treats, "journey-contact-queue");
  await treats.locator("tbody th a").first().click();
  await treats.waitForSelector("#who");
  const name = (await treats.locator("#who").locator("xpath=ancestor::section").locator("dd").first().textContent()) ?? "";
  expect(name.length).toBeGreaterThan(3);
  await shot(treats, "journey-contact-one");
  await treats.click('button:has-text("Save")');
  await treats.waitForSelector('.toast:has-text("saved")');
  await treats.waitForSelector('tbody td:has-text("Approved")');

  await asks.goto(`${originOf(cora.person)}/contacts`);
  await asks.waitForSelector('.chip:has-text("Approved")');
  await shot(asks, "journey-contact-status");
  expect(await asks.textContent("body")).not.toContain(name);

  // Asked again, the request that is under way is the answer.
  const again = { reason_code: "eligible", protocol: IRB };
  const codes = await Promise.all(studies.map(async (study) => (await api<{ code?: string }>(asks, "POST", `/api/v1/trials/${nct}/candidates/${study}/contact`, "CLINTRCH", again)).code));
  expect(codes).toContain("contact-under-way");
}
