// The fake behind a socket: serves the built application with the policy of the real server, and the fake API.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { randomBytes } from "node:crypto";
import { extname, join, normalize } from "node:path";
import type { AddressInfo } from "node:net";
import type { Fake } from "./server";

const KINDS: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".html": "text/html; charset=utf-8" };

export async function serveFake({ fake, dist, zone, port = 0 }: { fake: () => Fake; dist: string; zone: "research" | "phi"; port?: number }) {
  /** Set by tests to see what a lost connection does: `before` loses the request, `after` loses the answer. */
  const faults: { path: RegExp; when: "before" | "after" }[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    if (/^\/(api|phi)\/v1\//.test(url.pathname)) {
      const at = faults.findIndex((fault) => fault.path.test(`${request.method} ${url.pathname}`));
      const fault = at >= 0 ? faults.splice(at, 1)[0] : undefined;
      if (fault?.when === "before") return void request.socket.destroy();
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers)) if (typeof value === "string") headers.set(name, value);
      let body = {};
      try {
        body = text ? JSON.parse(text) : {};
      } catch {
        body = {};
      }
      const answer = await fake().handle({ method: request.method ?? "GET", path: url.pathname, query: url.searchParams, headers, body });
      if (fault?.when === "after") return void request.socket.destroy();
      response.writeHead(answer.status, { "content-type": "application/json", "cache-control": "no-store", "x-request-id": "req-7f3a", ...answer.headers });
      return void response.end(answer.text ?? JSON.stringify(answer.body ?? {}));
    }
    const file = normalize(url.pathname);
    if (file.startsWith("/assets/")) {
      try {
        const content = await readFile(join(dist, file));
        response.writeHead(200, { "content-type": KINDS[extname(file)] ?? "application/octet-stream", "cache-control": "public, max-age=31536000, immutable" });
        return void response.end(content);
      } catch {
        response.writeHead(404);
        return void response.end();
      }
    }
    const nonce = randomBytes(16).toString("base64");
    const page = (await readFile(join(dist, "index.html"), "utf8")).replaceAll("__NONCE__", nonce).replaceAll("__ZONE__", zone);
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      "x-content-type-options": "nosniff",
      "cross-origin-opener-policy": "same-origin",
    });
    return void response.end(page);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: bound } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${bound}`,
    faults,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
