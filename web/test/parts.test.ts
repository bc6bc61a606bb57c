import { describe, expect, it } from "vitest";
import { purposeFor } from "#/api/purpose";
import { around, cut } from "#/pages/trial/text";
import { effectOf } from "#/ui/Verdict";
import { HIGHEST, windowAt } from "#/ui/scaled";

describe("the window onto a list", () => {
  it("begins at the first row and ends at the last, however long the list", () => {
    for (const total of [1, 20, 1000, 1_000_000, 20_000_000]) {
      const { height } = windowAt(0, total, 46, 640);
      expect(height).toBeLessThanOrEqual(HIGHEST);
      expect(windowAt(0, total, 46, 640)).toMatchObject({ first: 0, shift: 0 });
      const end = windowAt(height - 640, total, 46, 640);
      const below = total * 46 - (end.first * 46 + end.shift);
      expect(Math.round(below)).toBe(Math.min(640, total * 46));
    }
  });
  it("passes over no row as the scroll bar moves down", () => {
    let last = -1;
    for (let top = 0; top < HIGHEST; top += 9973) {
      const { first } = windowAt(top, 1_000_000, 46, 640);
      expect(first).toBeGreaterThanOrEqual(last);
      last = first;
    }
  });
});

describe("spans of a text", () => {
  it("count characters as the server does, not UTF-16 units", () => {
    const text = "𝒳 ≥ 5 😀 and asthma";
    const start = Array.from(text).indexOf("a", 8);
    expect(around(text, { start, end: start + 3 })[1]).toBe("and");
  });
  it("lose no letter of the text, whatever the spans", () => {
    const text = "one two three four";
    const spans = [[4, 7], [0, 3], [5, 9], [8, 13], [14, 99]].map(([start = 0, end = 0], criterion) => ({ criterion, span: { start, end }, understood: "full" as const }));
    expect(cut(text, spans).map((piece) => piece.text).join("")).toBe(text);
  });
});

describe("what a verdict means", () => {
  it("an exclusion that is not met speaks for the person, an unknown for nothing", () => {
    expect(effectOf("inclusion", "met")).toBe("favours");
    expect(effectOf("inclusion", "not_met")).toBe("excludes");
    expect(effectOf("exclusion", "met")).toBe("excludes");
    expect(effectOf("exclusion", "not_met")).toBe("favours");
    expect(effectOf("exclusion", "unknown")).toBe("open");
  });
});

describe("the purpose of use", () => {
  it("follows from what is asked and who asks", () => {
    expect(purposeFor("/api/v1/trials", ["coordinator"])).toBe("CLINTRCH");
    expect(purposeFor("/api/v1/trials", ["data_scientist"])).toBe("HRESCH");
    expect(purposeFor("/api/v1/decisions", ["auditor"])).toBe("HCOMPL");
    expect(purposeFor("/api/v1/audit/3/proof", ["operator"])).toBe("HSYSADMIN");
    expect(purposeFor("/api/v1/accounts", ["privacy_officer"])).toBe("HCOMPL");
    expect(purposeFor("/api/v1/me/navigation", ["operator"])).toBe("HOPERAT");
    expect(purposeFor("/phi/v1/break-glass", ["clinician"])).toBe("ETREAT");
    expect(purposeFor("/phi/v1/break-glass/g1/review", ["privacy_officer"])).toBe("HCOMPL");
    expect(purposeFor("/phi/v1/patients/p/trials", ["clinician"])).toBe("TREAT");
  });
});
