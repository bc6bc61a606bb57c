// What somebody has changed in a trial's criteria and not saved yet. Kept while the page is open, whatever page is shown.
import type { Checked, Section } from "#/api/types";

export interface Edit {
  criterion: number;
  section: Section;
  /** What was typed: the words of the trial, or the structured form. */
  text: string;
  form: "text" | "readable";
  checked: Checked | null;
  removed?: boolean;
  added?: boolean;
}
export type Draft = Map<number, Edit>;

const drafts = new Map<string, { edits: Draft; reason: string }>();

export const draftOf = (nct: string) => drafts.get(nct) ?? { edits: new Map() as Draft, reason: "" };
export const keepDraft = (nct: string, edits: Draft, reason: string): void => void drafts.set(nct, { edits, reason });
export const dropDraft = (nct: string): void => void drafts.delete(nct);
