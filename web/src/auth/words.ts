import { isProblem } from "#/api/problem";
import { t, word } from "#/i18n";
import { wasCancelled } from "./passkey";

/** What to tell somebody whose proof was not taken. */
export function refusal(error: unknown): string {
  if (isProblem(error)) {
    if (error.code === "too-many-attempts") return t("problem.too_many_attempts", { seconds: error.retryAfterSecs ?? 30 });
    const known = word("problem", error.code);
    return known === error.code.replaceAll(/[-_]/g, " ") ? error.message : known;
  }
  if (wasCancelled(error)) return t("signin.passkey_cancelled");
  return t("signin.passkey_failed");
}
