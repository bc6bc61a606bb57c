// Holds what the application asks, and what the fake server answers, against docs/reference/openapi.json: a path or a member that
// the description does not know fails the test that used it.
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  additionalProperties?: boolean | Schema;
}
interface Operation {
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const read = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, "../../docs/reference", name), "utf8")) as Document;

function contract(document: Document) {
  const table = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
      operation,
    })),
  );
  // A path without a parameter comes before one that it would match.
  table.sort((a, b) => a.path.source.split("[^/]+").length - b.path.source.split("[^/]+").length);

  function properties(schema: Schema): { known: Record<string, Schema>; required: string[] } {
    const parts = schema.allOf?.map((part) => properties(resolve(part))) ?? [];
    return {
      known: Object.assign({}, ...parts.map((part) => part.known), schema.properties),
      required: [...parts.flatMap((part) => part.required), ...(schema.required ?? [])],
    };
  }
  const resolve = (schema: Schema): Schema => (schema.$ref ? (document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : schema);

  function kindOf(value: unknown): string {
    if (value === null) return "null";
    if (Array.isArray(value)) return "array";
    return typeof value === "number" ? (Number.isInteger(value) ? "integer" : "number") : typeof value;
  }

  function faults(value: unknown, given: Schema, at: string): string[] {
    const schema = resolve(given);
    if (schema.oneOf) {
      const tries = schema.oneOf.map((one) => faults(value, one, at));
      return tries.some((found) => found.length === 0) ? [] : (tries.sort((a, b) => a.length - b.length).at(-1) ?? []);
    }
    if (schema.enum) return schema.enum.includes(value) ? [] : [`${at} is ${JSON.stringify(value)}, not one of ${schema.enum.join(", ")}`];
    const kinds = schema.type === undefined ? [] : [schema.type].flat();
    const kind = kindOf(value);
    if (kinds.length > 0 && !kinds.includes(kind) && !(kind === "integer" && kinds.includes("number"))) return [`${at} is ${kind}, not ${kinds.join(" or ")}`];
    if (Array.isArray(value)) return value.flatMap((item, place) => faults(item, schema.items ?? {}, `${at}[${place}]`));
    if (kind !== "object" || (!schema.properties && !schema.allOf)) return [];
    const { known, required } = properties(schema);
    const told = value as Record<string, unknown>;
    return [
      ...required.filter((name) => !(name in told)).map((name) => `${at}.${name} is missing`),
      ...Object.keys(told).filter((name) => !(name in known)).map((name) => `${at}.${name} is not known`),
      ...Object.entries(known).flatMap(([name, inner]) => (name in told ? faults(told[name], inner, `${at}.${name}`) : [])),
    ];
  }

  function breaches(asked: { method: string; path: string; query: URLSearchParams; headers: Headers; body: unknown }, answer: { status: number; body?: unknown }): string[] {
    const name = `${asked.method} ${asked.path}`;
    const found = table.find((one) => one.method === asked.method && one.path.test(asked.path));
    if (!found) return [`${name} is not in the description`];
    const { operation } = found;
    const known = new Set((operation.parameters ?? []).filter((one) => one.in === "query").map((one) => one.name));
    const wrong = [...asked.query.keys()].filter((one) => !known.has(one)).map((one) => `${name} knows no ?${one}`);
    for (const header of operation.parameters ?? []) {
      if (header.in === "header" && header.required && !asked.headers.get(header.name)) wrong.push(`${name} lacks ${header.name}`);
    }
    const wanted = operation.requestBody?.content["application/json"]?.schema;
    if (wanted) wrong.push(...faults(asked.body, wanted, `${name} body`));
    const told = operation.responses[String(answer.status)]?.content?.["application/json"]?.schema;
    if (told && answer.status < 300 && answer.body !== undefined) wrong.push(...faults(answer.body, told, `${name} answer`));
    return wrong;
  }

  return breaches;
}

const research = contract(read("openapi.json"));
const phi = contract(read("openapi-phi.json"));

/** What is wrong with a request and its answer by the description. Sign-in has the same form at both doors. */
export const breaches: ReturnType<typeof contract> = (asked, answer) => (asked.path.startsWith("/phi/") ? phi(asked, answer) : research(asked, answer));
