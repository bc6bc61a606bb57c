// The types of the API follow from its description. Writes them, or says that the committed ones are not those.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import openapi, { astToString } from "openapi-typescript";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const write = process.argv.includes("--write");
const documents = [
  ["openapi.json", "schema.ts"],
  ["openapi-phi.json", "schema-phi.ts"],
];
let stale = 0;
for (const [document, types] of documents) {
  const from = join(web, "..", "docs", "reference", document);
  const to = join(web, "src", "api", types);
  if (!existsSync(from)) continue;
  const head = `// Made from docs/reference/${document} by \`npm run types\`.\n`;
  const text = head + astToString(await openapi(pathToFileURL(from), { alphabetize: true, silent: true }));
  if (write) writeFileSync(to, text);
  else if (!existsSync(to) || readFileSync(to, "utf8") !== text) {
    console.error(`${relative(web, to)} does not follow from docs/reference/${document}; run \`npm run types\``);
    stale = 1;
  }
}
process.exit(stale);
