// Every request of the application goes through here. What one must not forget stands here once: the value against forged
// requests, the purpose of use, one key for each thing that somebody meant to do (so that a repeat is never a second time),
// repeats after a lost connection, and what to do when the session is locked, over, or needs two factors again.
import { askForReason, askForStepUp, csrfValue, farewell, opened, reopened, setCsrf, standing, waiting, who } from "#/auth/state";
import { Problem } from "./problem";
import { purposeFor } from "./purpose";
import type { Session } from "./types";

/** How long to wait before each repeat of a request that got no answer, in milliseconds. */
export const WAITS_MS = [400, 1000, 2000, 4000, 8000, 8000, 8000];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Refusals that the page of a request must see itself, because they are about what was typed there. */
const ABOUT_FACTORS = /\/(sign-in|enrolment|session\/(unlock|step-up|sign-out))/;

/** What somebody gave as the reason of a task (`/phi/v1/deid`), for as long as the page is open: nobody is asked anew at each step. */
const reasons = new Map<string, string>();
const taskOf = (path: string) => path.split("/").slice(0, 4).join("/");

export async function send(request: Request): Promise<Response> {
  const writes = request.method !== "GET";
  const path = new URL(request.url).pathname;
  const body = writes ? await request.text() : undefined;
  const headers = new Headers(request.headers);
  if (writes && !headers.has("Idempotency-Key")) headers.set("Idempotency-Key", crypto.randomUUID());
  const purpose = purposeFor(path, who.get()?.grants.roles ?? []);
  if (purpose && !headers.has("X-Purpose")) headers.set("X-Purpose", purpose);

  let steppedUp = false;
  let explained = false;
  let refreshed = false;
  let limited = false;
  for (;;) {
    const token = csrfValue();
    if (writes && token) headers.set("X-CSRF-Token", token);
    // oxlint-disable-next-line no-await-in-loop -- each turn depends on the answer before it
    const response = await reach(new Request(request.url, { method: request.method, headers, body, signal: request.signal }));
    if (response.ok) return response;
    // oxlint-disable-next-line no-await-in-loop
    const problem = await Problem.of(response);
    if (ABOUT_FACTORS.test(path)) throw problem;
    if (problem.status === 401) {
      if (problem.code === "session-locked" && who.get()) standing.set("locked");
      else if (who.get()) {
        reasons.clear();
        standing.set("ended");
      }
      else {
        farewell.set(problem.code === "session-locked" ? "locked" : null);
        throw problem;
      }
      // oxlint-disable-next-line no-await-in-loop
      if (!(await reopened())) throw problem;
      continue;
    }
    if (problem.code === "step-up-needed" && !steppedUp) {
      steppedUp = true;
      // oxlint-disable-next-line no-await-in-loop
      if (!(await askForStepUp())) throw problem;
      continue;
    }
    // After hours the policies want to know why. Where the page asked itself, its words were not enough.
    if (problem.code === "justification-needed" && !explained && !request.headers.has("X-Justification")) {
      explained = true;
      // oxlint-disable-next-line no-await-in-loop
      const words = reasons.get(taskOf(path)) ?? (await askForReason());
      if (!words) throw problem;
      reasons.set(taskOf(path), words);
      headers.set("X-Justification", encodeURIComponent(words));
      continue;
    }
    // Another tab of the same session proved itself and got a new token; this tab's value is that of the old one.
    if (problem.code === "cross-site" && !refreshed && who.get()) {
      refreshed = true;
      // oxlint-disable-next-line no-await-in-loop
      await readSession();
      continue;
    }
    if (problem.status === 429 && !writes && !limited && (problem.retryAfterSecs ?? 99) <= 5) {
      limited = true;
      // oxlint-disable-next-line no-await-in-loop
      await pause((problem.retryAfterSecs ?? 1) * 1000);
      continue;
    }
    throw problem;
  }
}

/** Sends until there is an answer, however bad; a write carries its key, so that the server does it once. */
async function reach(request: Request): Promise<Response> {
  for (let turn = 0; ; turn += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      const response = await fetch(request.clone(), { credentials: "same-origin", cache: "no-store", redirect: "error" });
      if (![502, 504].includes(response.status) || turn >= WAITS_MS.length) return response;
    } catch (error) {
      if (request.signal.aborted) throw error;
      if (turn >= WAITS_MS.length) throw new Problem(0, { title: "the server can not be reached", code: "offline" });
    }
    waiting.set(waiting.get() + 1);
    // oxlint-disable-next-line no-await-in-loop
    await pause(WAITS_MS[turn] ?? 1000);
    waiting.set(waiting.get() - 1);
  }
}

/** Who is signed in, as the server says; null where nobody is. */
export async function readSession(): Promise<Session | null> {
  const response = await reach(new Request(new URL("/api/v1/session", location.origin)));
  if (response.ok) {
    const session = (await response.json()) as Session;
    opened(session);
    return session;
  }
  const problem = await Problem.of(response);
  if (problem.status !== 401) throw problem;
  const csrf = (problem.body["csrf"] as string | undefined) ?? null;
  setCsrf(csrf);
  if (problem.code === "session-locked") {
    // One factor opens it; without the value that a write needs, only signing in anew does.
    if (csrf) {
      standing.set("locked");
      return null;
    }
    farewell.set("locked");
  }
  standing.set("signed-out");
  return null;
}

export interface Ask {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  /** The ETag of what was read, for edits. */
  match?: string | null;
  /** Why, in the person's own words, where the policies want to know. */
  why?: string;
  /** What for, where the person says so themself; otherwise it follows from what is asked. */
  purpose?: string;
  /** One key for each thing that somebody meant to do. */
  intent?: string;
  signal?: AbortSignal;
}

function requestFor(method: string, path: string, ask: Ask): Request {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(ask.query ?? {})) {
    if (value !== null && value !== undefined && value !== "") url.searchParams.set(name, String(value));
  }
  const headers = new Headers({ Accept: "application/json" });
  if (ask.body !== undefined) headers.set("Content-Type", "application/json");
  if (ask.why) headers.set("X-Justification", encodeURIComponent(ask.why));
  if (ask.purpose) headers.set("X-Purpose", ask.purpose);
  if (ask.match) headers.set("If-Match", ask.match);
  if (ask.intent) headers.set("Idempotency-Key", ask.intent);
  return new Request(url, {
    method,
    headers,
    body: ask.body === undefined ? undefined : JSON.stringify(ask.body),
    signal: ask.signal,
  });
}

export async function ask<T>(method: string, path: string, asked: Ask = {}): Promise<T> {
  const response = await send(requestFor(method, path, asked));
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** The same, with the ETag of what came. */
export async function askTagged<T>(method: string, path: string, asked: Ask = {}): Promise<{ data: T; etag: string | null }> {
  const response = await send(requestFor(method, path, asked));
  return { data: (await response.json()) as T, etag: response.headers.get("etag") };
}

/** Reads server-sent events of one name until `ended` says so of one, or the stream ends; gives the last. Nothing is thrown: whoever
 * reads asks for the rest by itself. */
export function events<T>(path: string, name: string, ended: (event: T) => boolean): Promise<T | null> {
  if (typeof EventSource === "undefined") return Promise.resolve(null);
  return new Promise((resolve) => {
    const source = new EventSource(new URL(path, location.origin));
    let last: T | null = null;
    const end = () => {
      source.close();
      resolve(last);
    };
    source.addEventListener(name, (event) => {
      last = JSON.parse((event as MessageEvent<string>).data) as T;
      if (ended(last)) end();
    });
    // Also when the server ends the stream: the browser would begin it again.
    source.addEventListener("error", end);
  });
}

/** Gets a file and hands it to the browser to keep. */
export async function download(path: string, asked: Ask, name: string): Promise<void> {
  const response = await send(requestFor("POST", path, asked));
  keep(await response.blob(), name);
}

export function keep(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
