// Every screen, light and dark, at 1280 and 320 px and at 200 % zoom: no violation of axe, nothing that axe could not decide and
// nobody looked at, no sideways scrolling, no word in the console, all under the real content security policy.
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { studyId } from "../../test/fake/data";
import { serveFake } from "../../test/fake/http";
import { type Fake, fakeServer } from "../../test/fake/server";
import { axePath, dist, launch, page, shot } from "../browser";

const SCREENS = {
  front: ["/sign-in", "/enrol#a-token-of-a-test"],
  research: [
    "/trials",
    "/trials?status=RECRUITING",
    "/trials/NCT09000001",
    "/trials/NCT09000009",
    "/trials/NCT09000001/edit",
    "/trials/NCT09000001/history",
    "/trials/NCT09000001/history/b41c09d2e7aa51f3",
    "/trials/NCT09000001/register",
    "/trials/NCT09000001/screening",
    "/trials/NCT09000001/candidates",
    `/trials/NCT09000001/candidates/${studyId(300)}`,
    `/trials/NCT09000001/candidates/${studyId(300)}/trials`,
    "/trials/NCT09000001/funnel",
    "/trials/NCT09000004/candidates",
    "/trials/NCT00000000",
    "/decisions",
    "/contacts",
    "/audit",
    "/audit?trial=NCT09000001",
    "/trials/NCT09000001/audit",
    "/audit/7",
    "/audit/alerts",
    "/access",
    "/ingest",
    "/health",
    "/accounts",
    "/account",
    "/nowhere",
  ],
  phi: ["/patients", "/patients/p-7d10", "/patients/p-7d12", "/patients/p-7d10/record", "/ingest", "/health", "/accounts", "/audit", "/audit/alerts", "/releases", "/agreements", "/disclosures", "/disclosures/p-7d10", "/break-glass", "/deid", "/deid/n-31", "/contact-queue", "/contact-queue/c-1", "/contact-queue/c-2"],
};

/** What axe can not decide and a person has looked at: rule and why it is right. */
const REVIEWED: Record<string, string> = {
  "color-contrast": "decided below by the colours that were drawn",
  "aria-valid-attr-value": "the active descendant of a grid whose rows are drawn as they come into view",
};

let browser: Browser;
let axe: string;
let fake: Fake;
const servers: Awaited<ReturnType<typeof serveFake>>[] = [];
beforeAll(async () => {
  browser = await launch();
  axe = await readFile(axePath, "utf8");
});
afterAll(async () => {
  await browser?.close();
  await Promise.all(servers.map((server) => server.close()));
});

async function settled(opened: Page) {
  await opened.waitForSelector("h1", { state: "attached" });
  await opened.waitForFunction(() => !document.querySelector(".loading, .grid-row.waiting, .mantine-Skeleton-root"), undefined, { timeout: 15_000 });
  await opened.waitForTimeout(60);
}

interface Found {
  violations: string[];
  undecided: string[];
}

async function examine(opened: Page): Promise<Found> {
  // The page's policy lets no script in but its own; the debugger's protocol does.
  await opened.evaluate(axe);
  return opened.evaluate(async () => {
    const result = await (globalThis as unknown as { axe: typeof import("axe-core") }).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      resultTypes: ["violations", "incomplete"],
    });
    const told = (kind: typeof result.violations) =>
      kind.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`));
    return { violations: told(result.violations), undecided: told(result.incomplete) };
  });
}

const VIEWS = [
  { name: "light", colorScheme: "light" as const, viewport: { width: 1280, height: 860 } },
  { name: "dark", colorScheme: "dark" as const, viewport: { width: 1280, height: 860 } },
  { name: "narrow", colorScheme: "light" as const, viewport: { width: 320, height: 720 } },
  { name: "narrow-dark", colorScheme: "dark" as const, viewport: { width: 320, height: 720 } },
  // 200 % zoom of a window of 1280 px is a window of 640 with twice the density.
  { name: "zoom", colorScheme: "light" as const, viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 },
];

describe.each([
  ["front", "research", []],
  ["research", "research", ["coordinator", "investigator", "privacy_officer", "operator"]],
  ["phi", "phi", ["clinician", "privacy_officer", "operator"]],
] as const)("%s", (part, zone, roles) => {
  it.each(VIEWS)("has no fault: $name", async ({ name, ...view }) => {
    fake = fakeServer({ roles: [...roles], open: part !== "front" });
    const served = await serveFake({ fake: () => fake, dist, zone });
    servers.push(served);
    const { page: opened, said, close } = await page(browser, view);
    const faults: string[] = [];
    for (const path of SCREENS[part]) {
      // oxlint-disable-next-line no-await-in-loop -- one screen after the other
      await opened.goto(served.origin + path);
      // oxlint-disable-next-line no-await-in-loop
      await settled(opened);
      // oxlint-disable-next-line no-await-in-loop
      const { violations, undecided } = await examine(opened);
      faults.push(...violations.map((fault) => `${path} ${fault}`));
      faults.push(...undecided.filter((fault) => !((fault.split(":")[0] ?? "") in REVIEWED)).map((fault) => `${path} undecided ${fault}`));
      // oxlint-disable-next-line no-await-in-loop
      const over = await opened.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) faults.push(`${path} scrolls sideways by ${over} px`);
      // oxlint-disable-next-line no-await-in-loop
      if (["light", "dark", "narrow"].includes(name)) await shot(opened, `${part}-${path.split(/[#?]/)[0]?.replaceAll(/\W+/g, "-")}-${name}`);
    }
    expect([...new Set(faults)]).toEqual([]);
    // A refused request is printed by the browser itself; the page's answer to it is what the screen shows.
    expect(said.filter((line) => !/status of 40[14]/.test(line))).toEqual([]);
    expect(await opened.evaluate(() => "hacked" in globalThis)).toBe(false);
    await close();
  });
});

describe("what opens over a page", () => {
  it.each(VIEWS.slice(0, 3))("has no fault: $name", async ({ name, ...view }) => {
    fake = fakeServer({ roles: ["coordinator", "investigator", "operator"] });
    const served = await serveFake({ fake: () => fake, dist, zone: "research" });
    servers.push(served);
    const { page: opened, close } = await page(browser, view);
    const faults: string[] = [];
    const look = async (what: string) => {
      await opened.waitForTimeout(350);
      const { violations, undecided } = await examine(opened);
      faults.push(...violations.map((fault) => `${what} ${fault}`));
      faults.push(...undecided.filter((fault) => !((fault.split(":")[0] ?? "") in REVIEWED)).map((fault) => `${what} undecided ${fault}`));
      faults.push(...(await opened.evaluate(contrasts)).map((fault) => `${what} contrast ${fault}`));
      await shot(opened, `over-${what}-${name}`);
    };
    await opened.goto(`${served.origin}/trials`);
    await settled(opened);
    await opened.keyboard.press("Control+k");
    await opened.fill("[role=combobox]", "asthma");
    await opened.waitForSelector("[role=option]");
    await look("palette");
    await opened.keyboard.press("Escape");
    await opened.click("text=Import trials");
    await look("import");
    await opened.keyboard.press("Escape");
    if (name === "narrow") {
      await opened.click('[aria-label="Menu"]');
      await look("menu");
      await opened.keyboard.press("Escape");
    }
    await opened.goto(`${served.origin}/trials/NCT09000001/candidates/${studyId(300)}`);
    await settled(opened);
    await opened.click('[aria-label="Override I3"]');
    await opened.keyboard.press("3");
    await look("decision");
    fake.next(/POST .*decisions$/, { status: 412, headers: { "content-type": "application/problem+json" }, body: { title: "changed", status: 412, code: "precondition-failed", request_id: "req-1", current: { bin: "flagged" }, yours: { bin: "not_eligible" } } });
    await opened.locator("#decide").locator("..").locator("..").locator("button[type=submit]").click();
    await opened.waitForSelector("text=Somebody changed this meanwhile");
    await look("conflict");
    await opened.goto(`${served.origin}/accounts`);
    await settled(opened);
    await opened.click("text=Invite somebody");
    await look("invite");
    await opened.getByLabel("Name", { exact: true }).fill("Nora New");
    await opened.getByLabel("Sign-in name").fill("nora");
    await opened.click("text=Make the link");
    await opened.waitForSelector("text=Confirm that it is you");
    await look("step-up");
    await opened.keyboard.press("Escape");
    await opened.goto(`${served.origin}/decisions`);
    await settled(opened);
    fake.session.state = "locked";
    if (name === "narrow") await opened.click('[aria-label="Menu"]');
    await opened.locator(name === "narrow" ? "[role=dialog] .nav a" : ".side .nav a").first().click();
    await opened.waitForSelector(".gate");
    await look("locked");
    expect([...new Set(faults)]).toEqual([]);
    await close();
  });
});

describe("contrast, where axe could not tell", () => {
  it.each(["light", "dark"] as const)("of every word on every screen is at least 4.5 (3 for large ones): %s", async (colorScheme) => {
    const faults: string[] = [];
    for (const zone of ["research", "phi"] as const) {
      fake = fakeServer({ roles: ["coordinator", "investigator", "clinician", "privacy_officer", "operator"] });
      // oxlint-disable-next-line no-await-in-loop
      const served = await serveFake({ fake: () => fake, dist, zone });
      servers.push(served);
      // oxlint-disable-next-line no-await-in-loop
      const { page: opened, close } = await page(browser, { colorScheme });
      for (const path of SCREENS[zone]) {
        // oxlint-disable-next-line no-await-in-loop
        await opened.goto(served.origin + path);
        // oxlint-disable-next-line no-await-in-loop
        await settled(opened);
        // oxlint-disable-next-line no-await-in-loop
        faults.push(...(await opened.evaluate(contrasts)).map((fault) => `${path} ${fault}`));
      }
      // oxlint-disable-next-line no-await-in-loop
      await close();
    }
    expect([...new Set(faults)]).toEqual([]);
  });
});

/** Runs in the page: the contrast of every text with what lies under it, as it was computed. */
function contrasts(): string[] {
  type Colour = [number, number, number, number];
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  const read = (css: string): Colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top: Colour, under: Colour): Colour => [0, 1, 2].map((at) => (top[at] as number) * top[3] + (under[at] as number) * (1 - top[3])).concat(1) as Colour;
  const light = (colour: Colour) => {
    const [r = 0, g = 0, b = 0] = colour.slice(0, 3).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element: Element): Colour => {
    const stack: Colour[] = [];
    for (let at: Element | null = element; at; at = at.parentElement) {
      const colour = read(getComputedStyle(at).backgroundColor);
      stack.push(colour);
      if (colour[3] === 1) break;
    }
    return stack.reduceRight<Colour>((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const faults = new Set<string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element || !node.textContent?.trim() || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest(":disabled, [data-disabled], .hidden-words, .front-side, noscript, svg")) continue;
    const style = getComputedStyle(element);
    const under = ground(element);
    const [a, b] = [light(over(read(style.color), under)), light(under)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) faults.add(`${ratio.toFixed(2)} .${element.className} “${node.textContent.trim().slice(0, 30)}”`);
  }
  return [...faults];
}
