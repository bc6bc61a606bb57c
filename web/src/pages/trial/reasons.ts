// Why a candidate was put somewhere, as codes: a log of codes can be counted and holds nobody's words.
import type { Bin } from "#/api/types";

export const REASONS: Record<Bin, readonly string[]> = {
  new: ["reopened"],
  flagged: ["look_again", "discuss_with_investigator"],
  screened: ["criteria_confirmed", "criteria_confirmed_with_override"],
  deferred: ["data_missing", "washout", "lab_to_repeat", "timing"],
  not_eligible: ["criterion_not_met", "exclusion_present", "value_out_of_range", "clinical_judgement", "screen_failure", "in_other_trial"],
  referred: ["criteria_confirmed", "clinician_to_ask"],
  enrolled: ["consent_given"],
};
export const OVERRIDE_REASONS = ["seen_in_source", "record_outdated", "criterion_misread", "clinical_judgement"] as const;
/** The three decisions of every day, on the keys 1, 2 and 3. */
export const QUICK: readonly Bin[] = ["screened", "deferred", "not_eligible"];
export const OTHER: readonly Bin[] = ["flagged", "referred", "enrolled", "new"];
