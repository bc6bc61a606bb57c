import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { AREAS, RESERVED } from "#/app/areas";
import { FRONT, PAGES } from "#/app/routes";
import { en } from "#/i18n/en";
import { heading, open } from "./app";
import { studyId } from "./fake/data";

const STUDY = studyId(3);
const paths = (zone: "research" | "phi") => PAGES.filter((page) => page.zone === zone || page.zone === "both").map((page) => page.path);
const real = (path: string) =>
  path.replace("$nct", "NCT09000001").replace("$study", STUDY).replace("$version", "b41c09d2e7aa51f3").replace("$index", "7").replace("$patient", "p-7d10").replace("$note", "n-31").replace("$contact", "c-1");

describe("every page of the route table opens", () => {
  it.each(paths("research"))("research %s", async (path) => {
    await open(real(path), { roles: ["coordinator", "privacy_officer", "operator"] });
    await heading(/.+/);
    await screen.findByRole("main");
    expect(screen.queryByText(en.state.broken)).toBeNull();
    expect(screen.queryByText(en.state.no_page)).toBeNull();
  });
  it.each(paths("phi"))("phi %s", async (path) => {
    await open(real(path), { zone: "phi", roles: ["clinician", "privacy_officer", "operator"] });
    await heading(/.+/);
    expect(screen.queryByText(en.state.broken)).toBeNull();
    expect(screen.queryByText(en.state.no_page)).toBeNull();
  });
});

/** A form; or what the export of the list that leads there holds: candidates, and the log. */
const GIVEN_ELSEWHERE = ["/trials/$nct/edit", "/trials/$nct/candidates/$study", "/trials/$nct/candidates/$study/trials", "/trials/$nct/audit", "/audit/$index"];

describe("what a screen of the research door shows can be had as CSV and JSON", () => {
  it.each(paths("research").filter((path) => !GIVEN_ELSEWHERE.includes(path)))("%s", async (path) => {
    await open(real(path), { roles: ["coordinator", "privacy_officer", "operator"] });
    await heading(/.+/);
    // A table as it stands; or, where it tells of candidates or of the log, by the server with a purpose and a reason.
    await waitFor(() => expect(screen.queryAllByRole("button", { name: /^(CSV|Export)$/ }).length).toBeGreaterThan(0), { timeout: 6000 });
    expect(screen.queryAllByRole("button", { name: "CSV" }).length).toBe(screen.queryAllByRole("button", { name: "JSON" }).length);
  });
});

describe("the two doors are apart", () => {
  it.each(["/patients", "/break-glass", "/deid", "/contact-queue"])("research knows no %s", async (path) => {
    await open(path, { roles: ["clinician", "privacy_officer"] });
    await screen.findByText(en.state.no_page);
  });
  it.each(["/trials", "/trials/NCT09000001/candidates", "/decisions"])("the identified side knows no %s", async (path) => {
    await open(path, { zone: "phi", roles: ["coordinator"] });
    await screen.findByText(en.state.no_page);
  });
  it("says at the top which one this is", async () => {
    await open("/patients", { zone: "phi", roles: ["clinician"] });
    await screen.findByText(en.app.phi_banner);
  });
});

describe("areas that come later", () => {
  it("are nobody's paths until then", () => {
    const used = [...FRONT, ...PAGES].map((page) => `/${page.path.split("/")[1]}`);
    expect(RESERVED.filter((path) => used.includes(path))).toEqual([]);
  });
  it("every area of the navigation has its page", () => {
    for (const area of AREAS) {
      const zones = area.zone === "both" ? (["research", "phi"] as const) : [area.zone];
      for (const zone of zones) expect(PAGES.some((page) => page.path === area.path && (page.zone === zone || page.zone === "both")), `${zone} ${area.path}`).toBe(true);
    }
  });
});

describe("the navigation", () => {
  it("shows what the server says that one may ask for, and no more", async () => {
    await open("/trials", { roles: ["coordinator"] });
    await heading(en.area.trials);
    const nav = await screen.findByRole("navigation", { name: en.app.navigation });
    expect([...nav.querySelectorAll("a")].map((link) => link.textContent)).toEqual([en.area.trials, en.area.decisions, en.area.contacts, en.area.ingest]);
  });
  it("brings an operator to what they have", async () => {
    const { path } = await open("/", { roles: ["operator"] });
    await heading(/.+/);
    expect(path()).toBe("/audit");
  });
  it("finds a trial by Ctrl-K and opens it by Enter", async () => {
    const { user, path } = await open("/decisions");
    await heading(en.area.decisions);
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox", { name: en.palette.label }), "asthma");
    await screen.findByRole("option", { name: /Inhaled corticosteroid/ });
    await user.keyboard("{Enter}");
    await heading(/Inhaled corticosteroid/);
    expect(path()).toBe("/trials/NCT09000003");
  });
});
