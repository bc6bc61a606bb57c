// What the application weighs, gzipped, against its budgets: what a browser loads before it draws, the styles, each page, the whole.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const assets = join(dirname(fileURLToPath(import.meta.url)), "..", "dist", "assets");
const BUDGETS = { entry: 145, css: 18, route: 45, whole: 450 };
const files = readdirSync(assets);
const size = Object.fromEntries(files.map((name) => [name, gzipSync(readFileSync(join(assets, name)), { level: 9 }).length / 1000]));
const html = readFileSync(join(assets, "..", "index.html"), "utf8");

/** A chunk and all that it imports before it can run. */
function closure(name, seen = new Set()) {
  if (seen.has(name) || !name.endsWith(".js")) return seen;
  seen.add(name);
  const text = readFileSync(join(assets, name), "utf8");
  for (const [, next] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) closure(next, seen);
  return seen;
}
const sum = (names) => [...names].reduce((total, name) => total + size[name], 0);

const entry = new Set();
for (const [, name] of html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)) closure(name, entry);
const css = files.filter((name) => name.endsWith(".css"));
// Pages and whatever else is loaded on demand: named in a dynamic import.
const lazy = new Set();
for (const name of files.filter((file) => file.endsWith(".js"))) {
  for (const [, next] of readFileSync(join(assets, name), "utf8").matchAll(/import\(\s*["`]\.\/([^"`]+\.js)["`]\s*\)/g)) lazy.add(next);
}
const shell = [...lazy].find((name) => name.startsWith("Shell-"));
const base = new Set([...entry, ...(shell ? closure(shell) : [])]);
const routes = [...lazy]
  .filter((name) => name !== shell)
  .map((name) => ({ name, kb: sum([...closure(name)].filter((chunk) => !base.has(chunk))) }))
  .sort((a, b) => b.kb - a.kb);

const lines = [
  ["entry JS", sum(entry), BUDGETS.entry],
  ["entry and frame JS", sum(base), Infinity],
  ["CSS", sum(css), BUDGETS.css],
  [`largest route (${routes[0]?.name.replace(/-[^-]+$/, "")})`, routes[0]?.kb ?? 0, BUDGETS.route],
  ["whole, without fonts", sum(files.filter((name) => !name.endsWith(".woff2"))), BUDGETS.whole],
  ["whole, with fonts", sum(files), BUDGETS.whole],
];
let over = 0;
for (const [name, kb, budget] of lines) {
  const fits = kb <= budget;
  if (!fits) over = 1;
  console.log(`${fits ? "ok  " : "OVER"} ${name.padEnd(34)} ${kb.toFixed(1).padStart(7)} kB${budget === Infinity ? "" : ` of ${budget}`}`);
}
process.exit(over);
