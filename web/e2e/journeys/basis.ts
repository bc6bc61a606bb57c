// What a privacy officer answers for: recipients and agreements, accountings of disclosures, choices about research, releases and limited
// data sets; and another one's word on a release. Each step waits for what it alone brings about.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { shot } from "../browser";
import { type Person, api, originOf, stepUp } from "./people";

const RECIPIENT = "Coastal Registry";
const DUA = "DUA 2026-9";

export interface Working {
  person: Person;
  page: Page;
}

/** Does something that may ask for two factors, and waits for what it brings about. */
async function proved({ page, person }: Working, act: () => Promise<void>, until: () => Promise<unknown>): Promise<void> {
  await act();
  const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
  const there = until();
  there.catch(() => undefined);
  const asked = await Promise.race([dialog.waitFor().then(() => true), there.then(() => false)]);
  if (asked) await stepUp(page, person);
  await there;
}

/** Takes the list of a page along; the reason is asked for, and two factors where the last are too old. */
async function takeOut(working: Working, file: string): Promise<void> {
  const { page } = working;
  await page.getByRole("button", { name: "Export", exact: true }).first().click();
  const dialog = page.getByRole("dialog", { name: "Take data out" });
  await dialog.getByLabel("Justification").fill("the patient asked for it in writing");
  const download = page.waitForEvent("download");
  await proved(working, () => dialog.getByRole("button", { name: "Export", exact: true }).click(), () => download);
  expect((await download).suggestedFilename()).toBe(file);
  await dialog.waitFor({ state: "hidden" });
}

export async function recordsBasis(petra: Working): Promise<void> {
  const { page } = petra;
  await page.goto(`${originOf(petra.person)}/agreements`);
  await page.getByLabel("Name of the recipient").fill(RECIPIENT);
  await proved(petra, () => page.getByRole("button", { name: "Add the recipient" }).click(), () => page.locator(".plain-list strong", { hasText: RECIPIENT }).waitFor());
  await page.getByLabel("Kind").selectOption("data_use_agreement");
  await page.getByLabel("Number or title").fill(DUA);
  await page.getByLabel("Last day").fill("2031-01-31");
  await page.getByLabel("Recipient", { exact: true }).selectOption({ label: RECIPIENT });
  await proved(petra, () => page.getByRole("button", { name: "Record the agreement" }).click(), () => page.getByRole("rowheader", { name: DUA }).waitFor());
  await page.locator("tr", { hasText: DUA }).locator(".chip.favours", { hasText: "Holds" }).waitFor();
  await shot(page, "journey-agreements");
}

export async function accounts(petra: Working, mrn: string): Promise<void> {
  const { page } = petra;
  await page.goto(`${originOf(petra.person)}/disclosures`);
  await page.getByRole("textbox", { name: "Record number" }).fill(mrn);
  await page.getByRole("button", { name: "Find the accounting" }).click();
  await page.getByRole("heading", { level: 1, name: "Accounting of disclosures" }).waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/disclosures\/[0-9a-z-]+$/);
  await page.getByLabel("Recipient", { exact: true }).selectOption({ label: RECIPIENT });
  await page.getByLabel("What was disclosed").fill("name, conditions");
  await proved(petra, () => page.getByRole("button", { name: "Record the disclosure" }).click(), () => page.locator(".toast", { hasText: "is in the log as entry" }).waitFor());
  await page.locator("td", { hasText: RECIPIENT }).first().waitFor();
  await shot(page, "journey-accounting");
  await takeOut(petra, "disclosures.csv");
  await page.getByRole("button", { name: "Permits research" }).click();
  await page.locator(".toast", { hasText: "The consent is kept" }).waitFor();
}

export async function draftsRelease(petra: Working, mrn: string): Promise<void> {
  const { page } = petra;
  await page.goto(`${originOf(petra.person)}/releases`);
  await page.getByRole("heading", { level: 2, name: "Draft the next release" }).waitFor();
  await proved(petra, () => page.getByRole("button", { name: "Make a draft" }).click(), () => page.getByText("You made this draft, so another privacy officer decides.").waitFor({ timeout: 60_000 }));
  await shot(page, "journey-release-draft");
  expect(await page.getByRole("button", { name: "Save the decision" }).count()).toBe(0);
  await page.getByLabel("Recipient", { exact: true }).selectOption({ label: RECIPIENT });
  await page.getByText(`Under ${DUA}, which holds until 2031-01-31.`).waitFor();
  await proved(petra, () => page.getByRole("button", { name: "Make the limited data set" }).click(), () => page.getByText(/^outbox\/limited-/).waitFor({ timeout: 60_000 }));
  const paper = page.getByRole("region", { name: "A choice on paper" });
  await paper.getByLabel("Record number").fill(mrn);
  await paper.getByText("Refuses research").click();
  await proved(petra, () => paper.getByRole("button", { name: "Record the choice" }).click(), () => page.locator(".toast", { hasText: "Charts withdrawn" }).waitFor());
  expect(await paper.getByLabel("Record number").inputValue()).toBe("");
  await shot(page, "journey-releases");
  await page.goto(`${originOf(petra.person)}/audit`);
  await page.locator("tbody tr").first().waitFor();
  await takeOut(petra, "audit.csv");
  await page.getByRole("button", { name: "Record the review" }).click();
  await page.locator(".toast", { hasText: "The review is in the log" }).waitFor();
}

/** The link of a second officer, from an operator who has just signed in. */
export async function inviteOfficer(olga: Working): Promise<string> {
  const body = { sign_in_name: "paul", display_name: "Paul Privacy", grants: { roles: ["privacy_officer"] } };
  return (await api<{ link: string }>(olga.page, "POST", "/api/v1/accounts/invite", "HSYSADMIN", body)).link;
}

export async function decidesRelease(paul: Working): Promise<void> {
  const { page } = paul;
  await page.goto(`${originOf(paul.person)}/releases`);
  const draft = page.getByRole("region", { name: /^Draft of release/ }).first();
  await draft.getByLabel("Why", { exact: true }).fill("the figures are as they were last month");
  await proved(paul, () => draft.getByRole("button", { name: "Save the decision" }).click(), () => draft.locator(".chip.favours", { hasText: "Approved" }).last().waitFor());
  await shot(page, "journey-release-decided");
}

export async function keepsView(cora: Working, nct: string): Promise<void> {
  const { page } = cora;
  const list = `${originOf(cora.person)}/trials/${nct}/candidates`;
  await page.goto(`${list}?one_unknown=true`);
  await page.getByRole("button", { name: "Views", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Saved views" });
  await dialog.getByLabel("Name of the view").fill("one away");
  await dialog.getByRole("button", { name: "Keep this view" }).click();
  await dialog.getByRole("button", { name: "Remove the view one away" }).waitFor();
  await shot(page, "journey-views");
  // On the server: a page that is loaded anew has it, and leads to the filters.
  await page.goto(list);
  await page.getByRole("combobox", { name: "Saved views" }).selectOption({ label: "one away" });
  await page.waitForURL(/one_unknown=true/);
  await page.getByRole("button", { name: "Views", exact: true }).click();
  await page.getByRole("button", { name: "Remove the view one away" }).click();
  await page.getByRole("combobox", { name: "Saved views" }).waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
}
