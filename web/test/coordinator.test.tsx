import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { en } from "#/i18n/en";
import { heading, open } from "./app";
import { HOSTILE, studyId } from "./fake/data";
import { problem } from "./fake/server";

const CANDIDATE = `/trials/NCT09000001/candidates/${studyId(3)}`;

describe("deciding about a candidate", () => {
  it("is a key, Enter, and can be taken back", async () => {
    const { user, fake } = await open(CANDIDATE);
    await heading(studyId(3));
    await screen.findByText(en.decide.hint);
    await user.keyboard("1");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Save: Screened"));
    await user.keyboard("{Enter}");
    await screen.findByText(`${studyId(3)}: Screened`);
    expect(fake.decisions.map((made) => [made.bin, made.reason_code])).toEqual([["screened", "criteria_confirmed"]]);
    await user.keyboard("u");
    await screen.findByText(en.decide.undone);
    expect(fake.decisions[0]?.undone).toBe(true);
  });
  it("that follows one that was taken back starts from what stands then", async () => {
    const { user, fake } = await open(CANDIDATE);
    await screen.findByText(en.decide.hint);
    await user.keyboard("1{Enter}");
    await screen.findByText(`${studyId(3)}: Screened`);
    await user.keyboard("u");
    await screen.findByText(en.decide.undone);
    await user.keyboard("3{Enter}");
    await screen.findByText(`${studyId(3)}: Not eligible`);
    const started = fake.matched.filter(([name]) => name.endsWith("/decisions")).map(([, tag]) => tag);
    // The first from nothing, the second after one decision and its undoing; neither was refused.
    expect(started).toEqual(['"d0"', '"d2"']);
    expect(fake.decisions.map((made) => [made.bin, made.undone])).toEqual([["screened", true], ["not_eligible", false]]);
  });
  it("is done once though the answer got lost and the request was sent again", async () => {
    const { user, fake } = await open(CANDIDATE, { losses: [{ path: /POST .*decisions$/, when: "after" }, { path: /POST .*decisions$/, when: "before" }] });
    await screen.findByText(en.decide.hint);
    await user.keyboard("3{Enter}");
    await screen.findByText(`${studyId(3)}: Not eligible`);
    expect(fake.asked.filter((asked) => asked.endsWith("/decisions"))).toHaveLength(2);
    expect(fake.decisions).toHaveLength(1);
  });
  it("is made once by a double click", async () => {
    const { user, fake } = await open(CANDIDATE);
    await screen.findByText(en.decide.hint);
    await user.keyboard("2");
    await user.dblClick(await screen.findByRole("button", { name: "Save: Deferred" }));
    await screen.findByText(`${studyId(3)}: Deferred`);
    expect(fake.decisions).toHaveLength(1);
  });
  it("shows both versions when somebody else decided meanwhile, and loses neither", async () => {
    const { user, fake } = await open(CANDIDATE);
    await screen.findByText(en.decide.hint);
    fake.next(/POST .*decisions$/, problem(412, "precondition-failed", "changed", { current: { bin: "flagged" }, yours: { bin: "screened" } }));
    await user.keyboard("1{Enter}");
    const conflict = await screen.findByText(en.conflict.title);
    const alert = conflict.closest("[role=alert]") as HTMLElement;
    within(alert).getByText("bin: flagged");
    within(alert).getByText("bin: screened");
    await user.click(screen.getByRole("button", { name: en.conflict.keep_mine }));
    await screen.findByText(`${studyId(3)}: Screened`);
  });
  it("says that a note names somebody", async () => {
    const { user, fake } = await open(CANDIDATE);
    await screen.findByText(en.decide.hint);
    await user.keyboard("1");
    await user.type(await screen.findByLabelText(en.decide.note), "call a@b.example");
    await user.click(screen.getByRole("button", { name: "Save: Screened" }));
    await screen.findByText(en.decide.note_identifies);
    expect(fake.decisions).toHaveLength(0);
  });
  it("takes an override with its reason along", async () => {
    const { user, fake } = await open(CANDIDATE);
    await user.click(await screen.findByRole("button", { name: "Override E4" }));
    await user.selectOptions(await screen.findByLabelText(en.override.verdict), "not_met");
    await user.click(within(screen.getByRole("group", { name: "Override E4" })).getByRole("button", { name: en.override.apply }));
    await user.keyboard("1");
    await user.click(await screen.findByRole("button", { name: "Save: Screened" }));
    await screen.findByText(`${studyId(3)}: Screened`);
    expect(fake.decisions[0]?.override).toEqual([{ criterion: 9, verdict: "not_met", reason_code: "seen_in_source" }]);
  });
  it("goes on and back by J and K", async () => {
    const { user, path } = await open(CANDIDATE);
    await heading(studyId(3));
    await user.keyboard("j");
    await heading(studyId(4));
    await user.keyboard("k");
    await heading(studyId(3));
    expect(path()).toBe(CANDIDATE);
  });
  it("marks a denial in the evidence by word, not by colour alone", async () => {
    await open(CANDIDATE);
    const lit = await screen.findByText("no history of ketoacidosis");
    expect(lit.tagName).toBe("MARK");
    within(lit.closest("figure") as HTMLElement).getByText(en.assertion.negated);
  });
  it("asks for contact only after screening", async () => {
    const { user } = await open(CANDIDATE);
    const ask = await screen.findByRole("button", { name: en.contact.ask });
    expect((ask as HTMLButtonElement).disabled).toBe(true);
    await user.keyboard("1{Enter}");
    await waitFor(() => expect((screen.getByRole("button", { name: en.contact.ask }) as HTMLButtonElement).disabled).toBe(false));
    await user.click(screen.getByRole("button", { name: en.contact.ask }));
    await user.type(await screen.findByLabelText(en.contact.protocol), "2026-0117");
    await user.click(screen.getByRole("button", { name: en.contact.submit }));
    await screen.findByText(en.contact_state.sent);
  });
});

describe("what was decided in other trials", () => {
  it("stands beside the decision, with its trial and reason", async () => {
    await open(CANDIDATE);
    const card = (await screen.findByRole("heading", { name: en.candidate.elsewhere })).closest("section") as HTMLElement;
    expect(within(card).getByRole("link", { name: "NCT09000002" }).getAttribute("href")).toBe(`/trials/NCT09000002/candidates/${studyId(3)}`);
    within(card).getByText(en.bin.enrolled);
    within(card).getByText(new RegExp(en.reason.consent_given));
  });
  it("takes no room where nothing was", async () => {
    await open(`/trials/NCT09000001/candidates/${studyId(4)}`);
    await heading(studyId(4));
    expect(screen.queryByText(en.candidate.elsewhere)).toBeNull();
  });
});

describe("a criterion that no chart decides", () => {
  it("is decided where the patient is known to be enrolled in another trial, and says so", async () => {
    await open(CANDIDATE);
    const said = await screen.findAllByText(en.decided_by.enrolment);
    const criterion = said[0]?.closest("li") as HTMLElement;
    within(criterion).getByText(en.verdict.not_met);
  });
});

describe("trials for a candidate", () => {
  const TRIALS_OF = `${CANDIDATE}/trials`;
  const rows = () => screen.findAllByRole("row").then((all) => all.slice(1));
  it("are reached from the candidate, best fit first, each with what decides it", async () => {
    const { user, path } = await open(CANDIDATE);
    await user.click(await screen.findByRole("link", { name: en.candidate_trials.title }));
    await screen.findByText("9 trials, best fit first");
    expect(path()).toBe(TRIALS_OF);
    const all = await rows();
    within(all[0] as HTMLElement).getByText(en.candidate_trials.this);
    within(all[0] as HTMLElement).getByText(en.status.eligible);
    const last = all.at(-1) as HTMLElement;
    within(last).getByText(en.status.excluded);
    within(last).getByText(/Known hypersensitivity to the study drug/);
  });
  it("lead to the candidate where a match lists it, and to the trial where none does", async () => {
    await open(TRIALS_OF);
    const all = await rows();
    const to = (nct: string) => all.map((row) => within(row).queryByRole("link", { name: nct })).find((link) => link)?.getAttribute("href");
    expect(to("NCT09000002")).toBe(`/trials/NCT09000002/candidates/${studyId(3)}`);
    expect(to("NCT09000004")).toBe("/trials/NCT09000004");
  });
  it("are narrowed by how they stand and by what is open here, and back again", async () => {
    const { user, router } = await open(TRIALS_OF);
    await user.click(await screen.findByRole("radio", { name: `${en.status.eligible} 1` }));
    await screen.findByText("1 trial, best fit first");
    expect(router.state.location.searchStr).toBe("?status=eligible");
    await user.click(screen.getByRole("radio", { name: `${en.status.potential} 7` }));
    await user.click(screen.getByRole("button", { name: en.trials.open_here }));
    await screen.findByText(en.candidate_trials.none_filtered);
    await user.click(screen.getByRole("button", { name: en.action.clear }));
    await screen.findByText("9 trials, best fit first");
  });
  it("say when the study id is not there", async () => {
    await open("/trials/NCT09000001/candidates/2222-2222/trials");
    await screen.findByText(en.state.not_found);
  });
  it("are told to nobody who may not look", async () => {
    const { fake, user } = await open(CANDIDATE);
    await screen.findByText(en.decide.hint);
    fake.next(/GET .*\/trials$/, problem(403, "not-assigned", "you are not assigned to this study"));
    await user.click(screen.getByRole("link", { name: en.candidate_trials.title }));
    await screen.findByText(en.denied.title);
  });
});

describe("the list of candidates", () => {
  it("holds a million rows in a few elements and tells their number", async () => {
    await open("/trials/NCT09000001/candidates");
    const grid = await screen.findByRole("grid");
    expect(grid.getAttribute("aria-rowcount")).toBe("1000001");
    expect(within(grid).getAllByRole("row").length).toBeLessThan(40);
  });
  it("say what to ask first, and narrow the list to whom the answer settles", async () => {
    const { user, router } = await open("/trials/NCT09000001/candidates");
    await screen.findByText(en.candidates.ask_first);
    await user.click(screen.getByRole("button", { name: /eGFR of at least 45/ }));
    expect(router.state.location.searchStr).toMatch(/missing=3/);
    expect(router.state.location.searchStr).toMatch(/one_unknown=true/);
  });
  it("keeps the search out of the address and the filters in it", async () => {
    const { user, router } = await open("/trials/NCT09000001/candidates");
    await user.click(await screen.findByRole("button", { name: en.candidates.one_unknown }));
    await screen.findByText(/37 candidates/);
    expect(router.state.location.searchStr).toBe("?one_unknown=true");
    expect(router.state.location.href).not.toMatch(/[2-9A-Z]{4}-[2-9A-Z]{4}/);
  });
  it("says that nobody was matched yet", async () => {
    await open("/trials/NCT09000004/candidates");
    await screen.findByText(en.candidates.unmatched);
  });
});

describe("a view of a list", () => {
  it("is kept under a name, chosen again, and removed", async () => {
    const { user, router, fake } = await open("/trials/NCT09000001/candidates?one_unknown=true&bin=new");
    await user.click(await screen.findByRole("button", { name: en.views.open }));
    const dialog = await screen.findByRole("dialog", { name: en.views.title });
    await user.type(within(dialog).getByLabelText(en.views.name), "one away");
    await user.click(within(dialog).getByRole("button", { name: en.views.keep }));
    await screen.findByText(en.views.kept);
    await within(dialog).findByRole("button", { name: "Remove the view one away" });
    await user.keyboard("{Escape}");
    const choice = await screen.findByRole("combobox", { name: en.views.title });
    expect((choice as HTMLSelectElement).selectedOptions[0]?.textContent).toBe("one away");
    await user.click(await screen.findByRole("button", { name: en.candidates.one_unknown }));
    await waitFor(() => expect(router.state.location.searchStr).toBe("?bin=new"));
    expect((choice as HTMLSelectElement).selectedOptions[0]?.textContent).toBe(en.views.choose);
    await user.selectOptions(choice, "one away");
    await waitFor(() => expect(Object.fromEntries(new URLSearchParams(router.state.location.searchStr))).toEqual({ bin: "new", one_unknown: "true" }));
    await user.click(screen.getByRole("button", { name: en.views.open }));
    await user.click(await screen.findByRole("button", { name: "Remove the view one away" }));
    await waitFor(() => expect(screen.queryByRole("combobox", { name: en.views.title })).toBeNull());
    expect(fake.asked.filter((asked) => asked.startsWith("DELETE"))).toHaveLength(1);
  });
  it("that asks about a criterion is of that trial alone, since each trial numbers its own", async () => {
    const { user, fake } = await open("/trials/NCT09000001/candidates?missing=3");
    await user.click(await screen.findByRole("button", { name: en.views.open }));
    await user.type(await screen.findByLabelText(en.views.name), "no eGFR");
    await user.click(screen.getByRole("button", { name: en.views.keep }));
    await screen.findByText(en.views.kept);
    const kept = (await fake.handle({ method: "GET", path: "/api/v1/me/views", query: new URLSearchParams(), headers: new Headers(), body: {} })).body;
    expect(kept).toMatchObject({ items: [{ of: "candidates", trial: "NCT09000001", filters: { missing: 3 } }] });
  });
  it("of trials holds filters and order, and no words that were searched for", async () => {
    const { user, fake } = await open("/trials?status=RECRUITING&sort=title");
    await user.type(await screen.findByLabelText(en.trials.search), "asthma");
    await user.click(screen.getByRole("button", { name: en.views.open }));
    await user.type(await screen.findByLabelText(en.views.name), "recruiting");
    await user.click(screen.getByRole("button", { name: en.views.keep }));
    await screen.findByText(en.views.kept);
    const kept = (await fake.handle({ method: "GET", path: "/api/v1/me/views", query: new URLSearchParams(), headers: new Headers(), body: {} })).body;
    expect(kept).toMatchObject({ items: [{ of: "trials", trial: null, filters: { status: "RECRUITING", sort: "title" } }] });
    expect(JSON.stringify(kept)).not.toContain("asthma");
  });
  it("can not be kept where nothing was filtered", async () => {
    const { user } = await open("/trials");
    await user.click(await screen.findByRole("button", { name: en.views.open }));
    await screen.findByText(en.views.nothing);
    await user.type(screen.getByLabelText(en.views.name), "all");
    expect((screen.getByRole("button", { name: en.views.keep }) as HTMLButtonElement).disabled).toBe(true);
  });
});

describe("criteria", () => {
  it("are edited, reviewed, given a reason, and become a version that waits for another person", async () => {
    const { user, path } = await open("/trials/NCT09000001/edit");
    const field = await screen.findByLabelText("Text of I4");
    await user.clear(field);
    await user.type(field, "eGFR of at least 30 mL/min");
    await screen.findByText("egfr of at least 30 ml/min");
    await user.click(screen.getByRole("button", { name: en.edit.review }));
    await user.type(await screen.findByLabelText(en.edit.reason), "amendment 2");
    await user.click(screen.getByRole("button", { name: en.edit.save }));
    await screen.findByText(en.version.another_approves);
    expect(path()).toMatch(/^\/trials\/NCT09000001\/history\/c/);
  });
  it("are kept while somebody looks at another page", async () => {
    const { user } = await open("/trials/NCT09000001/edit");
    await user.type(await screen.findByLabelText("Text of I2"), " or more");
    await user.click(screen.getByRole("link", { name: en.area.decisions }));
    await heading(en.area.decisions);
    await user.click(screen.getByRole("link", { name: en.area.trials }));
    await user.click(await screen.findByRole("link", { name: /Once-weekly/ }));
    await user.click(await screen.findByRole("link", { name: en.trial.edit }));
    expect(((await screen.findByLabelText("Text of I2")) as HTMLTextAreaElement).value).toMatch(/or more$/);
    await user.click(screen.getByRole("button", { name: en.edit.discard }));
  });
  it("that were not understood say so in words", async () => {
    await open("/trials/NCT09000001");
    await screen.findByText(en.trial.opaque);
    await screen.findAllByText(en.understood.none);
  });
  // ASVS 3.2.2
  it("with script in their text show it as text", async () => {
    await open("/trials/NCT09000009");
    await screen.findAllByText(HOSTILE);
    expect(document.querySelector("main script, main img")).toBeNull();
  });
});

describe("approval", () => {
  it("asks for two factors, then goes on by itself", async () => {
    const { user } = await open("/trials/NCT09000001/history/0a77e1c3d9b24f60", { roles: ["investigator"] });
    await user.type(await screen.findByLabelText(en.version.justification), "compared each line");
    await user.click(screen.getByRole("button", { name: en.version.approve }));
    await screen.findByText(en.stepup.title);
    await user.type(screen.getByLabelText(en.signin.password), "correct horse");
    await user.type(screen.getByLabelText(en.signin.code), "123456");
    await user.click(screen.getByRole("button", { name: en.stepup.submit }));
    await screen.findByText(en.version.approved);
  });
});

describe("the funnel", () => {
  it("is reordered by keyboard and says where a criterion went", async () => {
    const { user } = await open("/trials/NCT09000001/funnel");
    await user.click(await screen.findByRole("button", { name: "Move I1 down" }));
    await screen.findByText("I1 is now 2 of 12.");
  });
  it("shows counts that are kept back as hidden, in the table that is the chart's twin", async () => {
    await open("/trials/NCT09000001/funnel");
    const table = await screen.findByRole("table", { name: en.funnel.table });
    expect(within(table).getAllByText("hidden").length).toBeGreaterThan(0);
    await screen.findByRole("img", { name: /From 1,048,211 patients/ });
  });
  it("turns a threshold into an amendment", async () => {
    const { user, path } = await open("/trials/NCT09000001/funnel");
    const turn = await screen.findByLabelText("Number 1 of I4");
    await user.clear(turn);
    await user.type(turn, "30");
    await user.click(await screen.findByRole("button", { name: en.funnel.amend }));
    expect(((await screen.findByLabelText("Text of I4")) as HTMLTextAreaElement).value).toBe("eGFR of at least 30 mL/min/1.73 m2");
    expect(path()).toBe("/trials/NCT09000001/edit");
    await user.click(screen.getByRole("button", { name: en.edit.discard }));
  });
});

describe("import", () => {
  it("says what is wrong with what is no trial", async () => {
    const { user } = await open("/trials");
    await user.click(await screen.findByRole("button", { name: en.trials.import }));
    const field = await screen.findByLabelText(en.import.paste);
    await user.click(field);
    await user.paste("not json");
    await user.click(screen.getByRole("button", { name: en.import.submit }));
    await screen.findByText(en.import.no_json);
    await user.clear(field);
    await user.paste('{"a":1}');
    await user.click(screen.getByRole("button", { name: en.import.submit }));
    await screen.findByText("not-a-trial");
  });
});

describe("a criterion that is too long", () => {
  it("is not taken over in part: the paste is refused, and what stood there stays", async () => {
    const { user } = await open("/trials/NCT09000001/edit");
    const field = (await screen.findByLabelText("Text of I2")) as HTMLTextAreaElement;
    const before = field.value;
    await user.click(field);
    await user.paste("age at least 18 years. ".repeat(500));
    await screen.findByText(en.edit.too_long);
    expect(field.value).toBe(before);
  });
});

describe("a match", () => {
  it("tells its end though no step of it was heard", async () => {
    const { user } = await open("/trials/NCT09000001");
    await user.click(await screen.findByRole("button", { name: /Match again/ }));
    await screen.findByText(en.trial.matched);
  });
});
