import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { IDLE_MS } from "#/auth/Gate";
import { en } from "#/i18n/en";
import { heading, open } from "./app";
import { problem } from "./fake/server";

const signIn = async (user: Awaited<ReturnType<typeof open>>["user"]) => {
  await user.type(await screen.findByLabelText(en.signin.name), "cora");
  await user.type(screen.getByLabelText(en.signin.password), "correct horse");
  await user.type(screen.getByLabelText(en.signin.code), "123456");
  await user.click(screen.getByRole("button", { name: en.signin.submit }));
};

describe("signing in", () => {
  it("leads to the page that was wanted, with name, password and code in one form", async () => {
    const { user, path, fake } = await open("/decisions", { open: false });
    await heading(en.signin.title);
    expect(path()).toBe("/sign-in");
    await signIn(user);
    await heading(en.area.decisions);
    expect(fake.asked).toContain("POST /api/v1/sign-in");
  });
  it("says of a wrong code no more than that something did not fit", async () => {
    const { user } = await open("/sign-in", { open: false });
    await user.type(await screen.findByLabelText(en.signin.name), "cora");
    await user.type(screen.getByLabelText(en.signin.password), "wrong");
    await user.type(screen.getByLabelText(en.signin.code), "000000");
    await user.click(screen.getByRole("button", { name: en.signin.submit }));
    await screen.findByText(en.problem.sign_in_refused);
  });
  it("tells how long to wait after too many attempts", async () => {
    const { user, fake } = await open("/sign-in", { open: false });
    fake.next(/POST .*sign-in/, { ...problem(429, "too-many-attempts", "too many attempts"), headers: { "content-type": "application/problem+json", "retry-after": "90" } });
    await heading(en.signin.title);
    await signIn(user);
    await screen.findByText(/Wait 90 seconds/);
  });
  it("works in a browser without WebAuthn", async () => {
    await open("/sign-in", { open: false });
    await screen.findByText(en.signin.no_webauthn);
    expect(screen.queryByRole("button", { name: en.signin.with_passkey })).toBeNull();
  });
});

describe("a session that is not open any more", () => {
  it("locks in the middle of work, is opened by one factor, and the work is still there", async () => {
    const { user, fake } = await open("/trials");
    const search = await screen.findByLabelText(en.trials.search);
    await user.type(search, "asth");
    await screen.findByText(/Inhaled/);
    fake.session.state = "locked";
    await user.type(search, "m");
    await heading(en.gate.locked);
    await user.type(screen.getByLabelText(en.signin.password), "correct horse");
    await user.click(screen.getByRole("button", { name: en.gate.unlock }));
    await waitFor(() => expect(screen.queryByText(en.gate.locked)).toBeNull());
    expect(((await screen.findByLabelText(en.trials.search)) as HTMLInputElement).value).toBe("asthm");
    await screen.findByText(/Inhaled/);
  });
  it("is opened by one factor though the page was loaded anew while it was locked", async () => {
    const { user, path } = await open("/decisions", { locked: true });
    await heading(en.gate.locked);
    await user.type(screen.getByLabelText(en.signin.password), "correct horse");
    await user.click(screen.getByRole("button", { name: en.gate.unlock }));
    await heading(en.area.decisions);
    expect(path()).toBe("/decisions");
  });
  it("ends, is signed in anew, and the request that waited is answered", async () => {
    const { user, fake } = await open("/trials");
    await heading(en.area.trials);
    fake.session.state = "none";
    await user.click(await screen.findByRole("link", { name: en.area.decisions }));
    await heading(en.gate.ended);
    await signIn(user);
    await screen.findByText("NCT09000001");
  });
  it("locks by itself when nobody touches the page for 15 minutes", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      await open("/trials");
      await heading(en.area.trials);
      await vi.advanceTimersByTimeAsync(IDLE_MS - 30_000);
      expect(screen.queryByText(en.gate.locked)).toBeNull();
      await screen.findByText(en.gate.soon);
      await vi.advanceTimersByTimeAsync(32_000);
      await heading(en.gate.locked);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("refusals", () => {
  it("a denied page says why and gives a reference", async () => {
    const { fake } = await open("/trials/NCT09000001/register");
    fake.next(/GET .*\/register/, problem(403, "not-allowed", "not allowed"));
    await screen.findByText(en.denied.title);
    await screen.findByText(/Coordinator/, { selector: "p" });
    await screen.findByText("Reference req-7f3a");
  });
  it("an object that is not there, or somebody else's, is answered alike", async () => {
    await open("/trials/NCT00000000");
    await screen.findByText(en.state.not_found);
  });
  it("a page of another tab's old proof is renewed once and goes on", async () => {
    const { user, fake } = await open("/trials/NCT09000001/funnel");
    await screen.findByText(en.funnel.title);
    fake.session.csrf = "csrf-of-another-tab";
    await user.click((await screen.findAllByRole("switch"))[1] as HTMLElement);
    await screen.findAllByText(/before the change/);
  });
});
