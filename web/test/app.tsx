// The whole application before a fake server: the real routes, the real transport, only the network is not there.
import { createMemoryHistory } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "#/app/App";
import { makeRouter } from "#/app/routes";
import { hush } from "#/app/toasts";
import { queryClient } from "#/api/query";
import { WAITS_MS } from "#/api/send";
import { farewell, reason, setCsrf, standing, stepUp, waiting, who } from "#/auth/state";
import { afterEach, expect } from "vitest";
import { breaches } from "./contract";
import { type Fake, fakeServer } from "./fake/server";

/** How often a request to a path gets lost: before it reaches the server, or its answer on the way back. */
export interface Loss {
  path: RegExp;
  when: "before" | "after";
}

/** What of the last page was against the API's description; a test that leaves something here fails. */
export const against: string[] = [];
afterEach(() => expect([...new Set(against.splice(0))]).toEqual([]));

export async function open(path: string, { zone = "research", losses = [], ...options }: Parameters<typeof fakeServer>[0] & { zone?: "research" | "phi"; losses?: Loss[] } = {}) {
  document.head.innerHTML = `<meta name="almoner-zone" content="${zone}">`;
  queryClient.clear();
  hush();
  setCsrf(null);
  who.set(null);
  farewell.set(null);
  stepUp.set(null);
  reason.set(null);
  waiting.set(0);
  standing.set("starting");
  WAITS_MS.fill(5);
  const fake: Fake = fakeServer(options);
  globalThis.fetch = async (input) => {
    const request = input as Request;
    const url = new URL(request.url);
    const name = `${request.method} ${url.pathname}`;
    const lost = losses.findIndex((loss) => loss.path.test(name));
    const loss = lost >= 0 ? losses.splice(lost, 1)[0] : undefined;
    if (loss?.when === "before") throw new TypeError("the network is gone");
    const text = await request.text();
    const asked = { method: request.method, path: url.pathname, query: url.searchParams, headers: request.headers, body: text ? JSON.parse(text) : {} };
    const answer = await fake.handle(asked);
    against.push(...breaches(asked, answer));
    if (loss?.when === "after") throw new TypeError("the network is gone");
    return new Response(answer.text ?? JSON.stringify(answer.body ?? {}), { status: answer.status, headers: { "content-type": "application/json", ...answer.headers } });
  };
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  const user = userEvent.setup();
  render(<App router={router} />);
  return { fake, router, user, path: () => router.state.location.pathname };
}

export const heading = (name: string | RegExp) => screen.findByRole("heading", { level: 1, name }, { timeout: 8000 });
