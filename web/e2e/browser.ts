// One Chromium for a file of tests, and what all of them ask of it.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, type Page, chromium } from "playwright-core";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
export const dist = join(root, "dist");
export const artefacts = process.env["ALMONER_E2E_ARTEFACTS"] ?? join(root, "artefacts");

const BROWSERS = [process.env["ALMONER_CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export async function launch(more: string[] = []): Promise<Browser> {
  const executablePath = BROWSERS.find((path) => path !== undefined && existsSync(path));
  if (!executablePath) throw new Error("no Chromium: install the package chromium or name one in ALMONER_CHROMIUM");
  await mkdir(artefacts, { recursive: true });
  // In a container there is no user namespace for the browser's own sandbox; it opens nothing but this application.
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--enable-precise-memory-info", "--js-flags=--expose-gc", ...more] });
}

export interface Watched {
  page: Page;
  /** Errors and warnings that the browser printed, and what a page threw. */
  said: string[];
  close(): Promise<void>;
}

export async function page(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const opened = await context.newPage();
  opened.setDefaultTimeout(15_000);
  const said: string[] = [];
  opened.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) said.push(message.text());
  });
  opened.on("pageerror", (error) => said.push(error.message));
  return { page: opened, said, close: () => context.close() };
}

export const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export const shot = (opened: Page, name: string) => opened.screenshot({ path: join(artefacts, `${name}.png`) });
