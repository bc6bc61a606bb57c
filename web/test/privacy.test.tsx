import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { en } from "#/i18n/en";
import { csv } from "#/ui/TakeOut";
import { heading, open } from "./app";

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

describe("an accounting of disclosures", () => {
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
