import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { en } from "#/i18n/en";
import { csv } from "#/ui/TakeOut";
import { heading, open } from "./app";
import { problem } from "./fake/server";

const officer = { zone: "phi" as const, roles: ["privacy_officer"] };

describe("what contacts and releases rest on", () => {
  it("is recorded with its recipient, and says what holds", async () => {
    const { user } = await open("/agreements", officer);
    await heading(en.area.agreements);
    await screen.findByText(en.basis_page.over);
    await user.type(await screen.findByLabelText(en.basis_page.name), "Institute of Examples");
    await user.click(screen.getByRole("button", { name: en.basis_page.add_recipient }));
    await screen.findByText("Institute of Examples", { selector: "strong" });
    await user.selectOptions(screen.getByLabelText(en.basis_page.kind), "data_use_agreement");
    await user.type(screen.getByLabelText(en.basis_page.reference), "DUA 15");
    await user.type(screen.getByLabelText(en.basis_page.expires), "2031-01-31");
    const save = screen.getByRole("button", { name: en.basis_page.add });
    expect((save as HTMLButtonElement).disabled).toBe(true);
    await user.selectOptions(screen.getByLabelText(en.basis_page.recipient), "Institute of Examples");
    await user.click(save);
    await screen.findByRole("rowheader", { name: "DUA 15" });
  });
});

const prove = async (user: Awaited<ReturnType<typeof open>>["user"]) => {
  await screen.findByText(en.stepup.title);
  await user.type(screen.getByLabelText(en.signin.password), "correct horse");
  await user.type(screen.getByLabelText(en.signin.code), "123456");
  await user.click(screen.getByRole("button", { name: en.stepup.submit }));
};
/** The card of a draft, by the time at which it was made. */
const cards = () => screen.findAllByRole("region", { name: /^Draft of release/ }).then((found) => found.filter((one) => one.tagName === "SECTION"));

describe("releases", () => {
  it("show what the next one would hold, at what risk, and which gate it stands at", async () => {
    await open("/releases", officer);
    const [newest, older, refused] = await cards();
    within(newest as HTMLElement).getByText(en.releases.passed);
    within(newest as HTMLElement).getByRole("row", { name: "This release alone 14 7.1 % 1.2 %" });
    within(newest as HTMLElement).getByText("Deceased 31");
    within(newest as HTMLElement).getByText("Name 4,120");
    within(older as HTMLElement).getByText(en.releases.unmeasured);
    within(refused as HTMLElement).getByText(en.releases.exceeded);
    within(refused as HTMLElement).getByText(en.releases.decisions.refused);
    // A study id has no place on this side.
    expect(document.body.textContent).not.toMatch(/[2-9A-Z]{4}-[2-9A-Z]{4}/);
    await screen.findByText(en.releases.sample);
  });
  it("are decided about with a reason, two factors, and by somebody else than who drafted", async () => {
    const { user, fake } = await open("/releases", officer);
    const [newest] = await cards();
    const save = within(newest as HTMLElement).getByRole("button", { name: en.releases.decide });
    expect((save as HTMLButtonElement).disabled).toBe(true);
    await user.type(within(newest as HTMLElement).getByLabelText(en.releases.words), "k is 14, and the thresholds hold");
    await user.click(save);
    await prove(user);
    await screen.findByText(en.releases.decided);
    await within((await cards())[0] as HTMLElement).findByText(en.releases.decisions.approved);
    await user.click(screen.getByRole("button", { name: en.releases.make_draft }));
    await screen.findByText(en.releases.own);
    const own = (await cards())[0] as HTMLElement;
    expect(within(own).queryByRole("button", { name: en.releases.decide })).toBeNull();
    expect(fake.asked.filter((asked) => asked.endsWith("/releases/drafts"))).toHaveLength(1);
  });
  it("as limited data sets are made for whom an agreement holds, and for nobody else", async () => {
    const { user } = await open("/releases", officer);
    const card = await screen.findByRole("region", { name: en.releases.limited });
    await user.selectOptions(await within(card).findByLabelText(en.basis_page.recipient), "Registry of Rare Diseases");
    await within(card).findByText("Under DUA 21, which holds until 2031-01-31.");
    await user.click(within(card).getByRole("button", { name: en.releases.make_limited }));
    await prove(user);
    await within(card).findByText("outbox/limited-1.ndjson");
  });
  it("are read, and not decided about, by an auditor", async () => {
    await open("/releases", { zone: "phi", roles: ["auditor"] });
    await cards();
    expect(screen.queryByRole("button", { name: en.releases.decide })).toBeNull();
    expect(screen.queryByRole("button", { name: en.releases.make_draft })).toBeNull();
    await screen.findAllByText(en.releases.waits);
  });
});

describe("what needs a reason at this hour", () => {
  const refused = () => problem(403, "justification-needed", "say why, in `X-Justification`, and try again");
  it("asks for it once for a task, and goes on", async () => {
    const { user, fake } = await open("/deid", officer);
    const handle = vi.spyOn(fake, "handle");
    const reasons = () => handle.mock.calls.filter(([ask]) => ask.method === "POST").map(([ask]) => ask.headers.get("x-justification"));
    fake.next(/POST \/phi\/v1\/deid/, refused());
    await user.click(await screen.findByRole("button", { name: en.deid.draw }));
    const dialog = await screen.findByRole("dialog", { name: en.reasoned.title });
    const submit = within(dialog).getByRole("button", { name: en.reasoned.submit });
    expect((submit as HTMLButtonElement).disabled).toBe(true);
    await user.type(within(dialog).getByLabelText(en.export.justification), "review before the morning");
    await user.click(submit);
    await screen.findByText(/20 notes/);
    expect(reasons()).toEqual([null, "review%20before%20the%20morning"]);
    fake.next(/POST \/phi\/v1\/deid/, refused());
    await user.click(screen.getByRole("button", { name: en.deid.draw }));
    await waitFor(() => expect(reasons()).toHaveLength(4));
    expect(reasons()[3]).toBe("review%20before%20the%20morning");
    expect(screen.queryByRole("dialog", { name: en.reasoned.title })).toBeNull();
  });
  it("is refused where nobody says it", async () => {
    const { user, fake } = await open("/agreements", officer);
    fake.next(/GET \/phi\/v1\/releases/, refused());
    await user.click(await screen.findByRole("link", { name: en.area.releases }));
    await screen.findByRole("dialog", { name: en.reasoned.title });
    await user.click(screen.getByRole("button", { name: en.action.close }));
    await waitFor(() => expect(screen.queryByRole("dialog", { name: en.reasoned.title })).toBeNull());
    expect(fake.asked.filter((asked) => asked === "GET /phi/v1/releases")).toHaveLength(1);
  });
});

describe("a choice on paper", () => {
  it("is recorded by record number, and a number that is nobody's is said to be so", async () => {
    const { user, router } = await open("/releases", officer);
    const card = await screen.findByRole("region", { name: en.choice.paper });
    await user.type(within(card).getByLabelText(en.choice.mrn), "MRN-9");
    await user.click(within(card).getByRole("button", { name: en.choice.keep }));
    await within(card).findByText(en.state.not_found);
    await user.clear(within(card).getByLabelText(en.choice.mrn));
    await user.type(within(card).getByLabelText(en.choice.mrn), "MRN-1");
    await user.click(within(card).getByRole("button", { name: en.choice.keep }));
    await screen.findByText(/Charts withdrawn: 2/);
    expect(router.state.location.href).not.toContain("MRN");
  });
});

describe("a list of the identified side", () => {
  it.each([
    ["/patients", "clinician", "my_patients"],
    ["/contact-queue", "clinician", "contacts"],
    ["/deid", "privacy_officer", "deid_notes"],
    ["/break-glass", "privacy_officer", "break_glass"],
    ["/disclosures/p-7d10", "privacy_officer", "disclosures"],
    ["/audit", "privacy_officer", "audit"],
  ])("%s leaves with a purpose, a reason and two factors", async (path, role, of) => {
    // The test's browser would go to the file instead of keeping it.
    const kept = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    const { user, fake } = await open(path, { zone: "phi", roles: [role] });
    await user.click(await screen.findByRole("button", { name: en.export.button }));
    const dialog = await screen.findByRole("dialog", { name: en.export.title });
    const submit = within(dialog).getByRole("button", { name: en.export.submit });
    expect((submit as HTMLButtonElement).disabled).toBe(true);
    await user.type(within(dialog).getByLabelText(en.export.justification), "for the ward round");
    await user.click(submit);
    await prove(user);
    await screen.findByText(en.export.done);
    expect(kept).toHaveBeenCalledOnce();
    kept.mockRestore();
    expect(fake.asked).toContain(of === "audit" ? "POST /phi/v1/audit/export" : "POST /phi/v1/exports");
  });
});

describe("an accounting of disclosures", () => {
  it("is found by record number, which comes into no address, and is asked for once", async () => {
    const { user, path, fake } = await open("/disclosures", officer);
    await user.type(await screen.findByLabelText(en.choice.mrn), "MRN-1");
    await user.click(screen.getByRole("button", { name: en.accounting.find }));
    await screen.findByText("Registry of Rare Diseases", { selector: "td" });
    expect(path()).toBe("/disclosures/p-7d10");
    expect(fake.asked.filter((asked) => asked.includes("/disclosures"))).toEqual(["POST /phi/v1/disclosures"]);
  });
  it("is asked for by handle; a name does not come into the address", async () => {
    const { user, path } = await open("/disclosures", officer);
    const field = await screen.findByLabelText(en.accounting.handle);
    await user.type(field, "Adelheid Testfeld");
    const show = screen.getByRole("button", { name: en.accounting.show });
    expect((show as HTMLButtonElement).disabled).toBe(true);
    await user.clear(field);
    await user.type(field, "p-7d10");
    await user.click(show);
    await screen.findByText("Registry of Rare Diseases", { selector: "td" });
    expect(path()).toBe("/disclosures/p-7d10");
  });
  it("takes up a disclosure that was made elsewhere", async () => {
    const { user } = await open("/disclosures/p-7d10", officer);
    await screen.findByRole("option", { name: "Registry of Rare Diseases" });
    await user.selectOptions(screen.getByLabelText(en.basis_page.recipient), "Registry of Rare Diseases");
    await user.type(screen.getByLabelText(en.accounting.fields), "name, conditions");
    await user.click(screen.getByRole("button", { name: en.accounting.save }));
    await screen.findByText(/entry 412/);
  });
  it("stands beside what the patient chose about research", async () => {
    const { user } = await open("/disclosures/p-7d10", officer);
    await user.click(await screen.findByRole("button", { name: en.choice.refused }));
    await screen.findByText(/Charts withdrawn: 2/);
  });
});

describe("a table as a file", () => {
  it("quotes what CSV needs quoted and holds no formula", () => {
    expect(csv([{ a: "plain", b: 'say "so", twice', c: "=1+1", d: -2, e: null }])).toBe('a,b,c,d,e\r\nplain,"say ""so"", twice","\'=1+1",-2,\r\n');
  });
});
