// The people of the demo: their links from what `almoner demo` printed, their authenticator apps, and their way in.
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { dist, page } from "../browser";

export interface Person {
  name: string;
  zone: "research" | "phi";
  link: string;
  secret?: string;
  /** The step of the last code: each is taken once. */
  step?: number;
}
export const PASSWORD = "tulip ladder cobalt 27 river";

/** Reads the links of people from the output of `almoner demo`; nothing where no server was named. */
export async function people(): Promise<Map<string, Person> | null> {
  const path = process.env["ALMONER_E2E_LINKS"];
  if (!path) return null;
  const text = await readFile(path, "utf8");
  const found = new Map<string, Person>();
  for (const [, name = "", link = ""] of text.matchAll(/who signs in as `(\w+)`[^\n]*\n\s*(https:\/\/\S+)/g)) {
    const zone = new URL(link).hostname.startsWith("phi.") ? "phi" : "research";
    found.set(`${zone}/${name}`, { name, zone, link });
  }
  return found;
}

export const originOf = (person: Person): string => new URL(person.link).origin;

function base32(text: string): Buffer {
  const bits = [...text.replaceAll(/\s/g, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The app's next code (RFC 6238); waits for another step where the present one was used. */
export async function code(person: Person): Promise<string> {
  const now = () => Math.floor(Date.now() / 30_000);
  // The server takes the step after too, since clocks differ; so one can be spared.
  const step = Math.max(now(), (person.step ?? 0) + 1);
  while (step > now() + 1) {
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  person.step = step;
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", base32(person.secret ?? "")).update(counter).digest();
  const at = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const KINDS: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

/** With ALMONER_E2E_DIST=1 the pages come from web/dist, not from the binary: to try a build without building the server anew. */
async function fromDist(context: BrowserContext): Promise<void> {
  if (process.env["ALMONER_E2E_DIST"] !== "1") return;
  await context.route(/^https:\/\//, async (route) => {
    const url = new URL(route.request().url());
    if (/^\/(api|phi\/v1)\//.test(url.pathname)) return route.continue();
    if (url.pathname.startsWith("/assets/")) {
      return route.fulfill({ body: await readFile(join(dist, url.pathname)), contentType: KINDS[extname(url.pathname)] ?? "application/octet-stream" });
    }
    const html = (await readFile(join(dist, "index.html"), "utf8")).replaceAll("__NONCE__", "n0nce").replaceAll("__ZONE__", url.hostname.startsWith("phi.") ? "phi" : "research");
    const policy = "default-src 'none'; script-src 'self' 'nonce-n0nce'; style-src 'self' 'nonce-n0nce'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    return route.fulfill({ body: html, contentType: "text/html; charset=utf-8", headers: { "content-security-policy": policy, "cache-control": "no-store" } });
  });
}

/** What all windows of all journeys asked for, printed and wrote down where it outlives the page. */
export const traces = { addresses: new Set<string>(), printed: new Set<string>(), kept: new Set<string>(), tokens: new Set<string>() };

async function traced(opened: Page): Promise<void> {
  opened.on("request", (request) => {
    const url = new URL(request.url());
    // What stands behind # is not sent; the page takes it out of the address before it does anything else.
    if (!url.pathname.startsWith("/assets/")) traces.addresses.add(url.pathname + url.search);
    const token = request.headers()["x-csrf-token"];
    if (token) traces.tokens.add(token);
  });
  opened.on("framenavigated", (frame) => {
    const url = new URL(frame.url());
    if (url.pathname !== "/enrol") traces.addresses.add(url.pathname + url.search + url.hash);
  });
  opened.on("console", (message) => traces.printed.add(message.text()));
  opened.on("pageerror", (error) => traces.printed.add(error.message));
  await opened.exposeFunction("tellTrace", (name: string, value: string) => traces.kept.add(`${name}: ${value}`));
  await opened.addInitScript(() => {
    const tell = (globalThis as unknown as { tellTrace(name: string, value: string): void }).tellTrace;
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function write(name, value) {
      tell(name, value);
      set.call(this, name, value);
    };
    const begin = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function write(name, version) {
      tell("a database", name);
      return begin.call(this, name, version);
    };
    const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie") as PropertyDescriptor;
    Object.defineProperty(document, "cookie", { get: () => cookie.get?.call(document) as string, set: (value: string) => tell("a cookie", value) });
  });
}

/** A browser window that takes the demo's own certificate. */
export async function visit(browser: Browser, options: Parameters<typeof page>[1] = {}) {
  const opened = await page(browser, { ignoreHTTPSErrors: true, acceptDownloads: true, ...options });
  await fromDist(opened.page.context());
  await traced(opened.page);
  return opened;
}

/** Opens the link, sets up password and app, keeps the codes. */
export async function enrol(opened: Page, person: Person): Promise<string[]> {
  await opened.goto(person.link);
  await opened.waitForSelector(".secret");
  person.secret = ((await opened.textContent(".secret")) ?? "").replaceAll(/\s/g, "");
  await opened.fill("[autocomplete=new-password]", PASSWORD);
  await opened.fill("[autocomplete=one-time-code]", await code(person));
  await opened.click("text=Finish");
  await opened.waitForSelector(".codes");
  const codes = await opened.locator(".codes code").allTextContents();
  await opened.check("text=I have kept them in a safe place");
  await opened.click("text=Go to sign-in");
  return codes;
}

export async function signIn(opened: Page, person: Person): Promise<void> {
  if (new URL(opened.url()).pathname !== "/sign-in") await opened.goto(`${originOf(person)}/sign-in`);
  await opened.fill("[autocomplete=username]", person.name);
  await opened.fill("[autocomplete=current-password]", PASSWORD);
  await opened.fill("[autocomplete=one-time-code]", await code(person));
  await opened.click("form button[type=submit]");
  await opened.waitForSelector(".nav");
}

/** Answers the question for two factors. */
export async function stepUp(opened: Page, person: Person): Promise<void> {
  const dialog = opened.getByRole("dialog", { name: "Confirm that it is you" });
  await dialog.waitFor();
  await dialog.locator("[autocomplete=current-password]").fill(PASSWORD);
  await dialog.locator("[autocomplete=one-time-code]").fill(await code(person));
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** Asks the API as the page that is open does, for what a journey needs besides what a person clicks. */
export function api<T>(opened: Page, method: string, path: string, purpose: string, body?: unknown): Promise<T> {
  return opened.evaluate(
    async ([verb, to, why, sent]) => {
      const { csrf } = (await (await fetch("/api/v1/session")).json()) as { csrf: string };
      const headers = { "Content-Type": "application/json", "X-Purpose": why, "X-CSRF-Token": csrf, "Idempotency-Key": crypto.randomUUID() };
      return (await fetch(to, { method: verb, headers, ...(sent === null ? {} : { body: sent }) })).json();
    },
    [method, path, purpose, body === undefined ? null : JSON.stringify(body)] as const,
  ) as Promise<T>;
}

interface Named {
  id: string;
  name?: { family?: string; given?: string[] }[];
  identifier?: { value?: string }[];
}

/** Names of five letters or more, numbers and ids of the sample hospital's patients. */
export async function canaries(): Promise<Set<string>> {
  const found = new Set<string>();
  for (const line of await records("Patient")) {
    const patient = JSON.parse(line) as Named;
    const words = (patient.name ?? []).flatMap((name) => [name.family ?? "", ...(name.given ?? [])]).filter((word) => word.length >= 5);
    for (const text of [patient.id, ...words, ...(patient.identifier ?? []).map((one) => one.value ?? "")]) if (text.length >= 5) found.add(text.toLowerCase());
  }
  return found;
}

async function records(name: string): Promise<string[]> {
  const printed = await readFile(process.env["ALMONER_E2E_LINKS"] ?? "", "utf8");
  const out = /everything lies in (\S+)/.exec(printed)?.[1] ?? "almoner-demo";
  return (await readFile(join(out, "hospital", "fhir", `${name}.ndjson`), "utf8")).trim().split("\n");
}

/** Who treats the most in the sample hospital, and the record number of somebody else's patient. */
export async function hospital(): Promise<{ practitioner: string; mrn: string }> {
  const seen = new Map<string, number>();
  for (const line of await records("Encounter")) {
    for (const [reference] of line.matchAll(/Practitioner\/[\w-]+/g)) seen.set(reference, (seen.get(reference) ?? 0) + 1);
  }
  const practitioner = [...seen].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
  const treated = new Set((await records("Encounter")).filter((line) => line.includes(practitioner)).map((line) => /Patient\/([\w-]+)/.exec(line)?.[1]));
  for (const line of await records("Patient")) {
    const patient = JSON.parse(line) as { id: string; identifier?: { type?: { coding?: { code?: string }[] }; value?: string }[] };
    const mrn = patient.identifier?.find((one) => one.type?.coding?.some((coding) => coding.code === "MR"))?.value;
    if (mrn && !treated.has(patient.id)) return { practitioner, mrn };
  }
  throw new Error("the sample hospital has no patient of somebody else's");
}
