// Why somebody asks, as HL7 v3 codes; the policies decide by it. Which one fits follows from what is asked and the roles of who
// asks, so nobody has to choose it each time.

type Purpose = "CLINTRCH" | "HRESCH" | "TREAT" | "ETREAT" | "PATRQT" | "HOPERAT" | "HCOMPL" | "HSYSADMIN";

const OVERSIGHT = /^\/(api|phi)\/v1\/(audit|alerts|policies|accounts|sessions)\b/;
const SYSTEM = /^\/(api|phi)\/v1\/(health|ingest)\b/;

export function purposeFor(path: string, roles: readonly string[]): Purpose | null {
  const is = (...names: string[]) => names.some((name) => roles.includes(name));
  if (/\/v1\/(me|session|credentials|sign-in|enrolment|account)\b/.test(path) || path === "/api/v1/sessions") return "HOPERAT";
  if (OVERSIGHT.test(path)) return is("auditor", "privacy_officer") ? "HCOMPL" : "HSYSADMIN";
  if (SYSTEM.test(path)) {
    if (is("operator")) return "HSYSADMIN";
    return is("privacy_officer", "auditor") ? "HCOMPL" : "CLINTRCH";
  }
  if (path.startsWith("/phi/")) {
    if (path.includes("/break-glass")) {
      if (path.endsWith("/review")) return "HCOMPL";
      return is("clinician", "investigator") ? "ETREAT" : "HCOMPL";
    }
    if (path.includes("/deid")) return "HOPERAT";
    // Charts are released for research; who reads the figures does it to oversee.
    if (/\/releases\//.test(path)) return "HRESCH";
    if (path.endsWith("/choices")) return "PATRQT";
    if (path.endsWith("/consent")) return is("clinician") ? "TREAT" : "PATRQT";
    if (path.includes("/clinicians")) return is("operator") ? "HSYSADMIN" : "HCOMPL";
    return is("clinician") ? "TREAT" : is("investigator") ? "ETREAT" : "HCOMPL";
  }
  if (is("coordinator", "investigator", "clinician")) return "CLINTRCH";
  return is("data_scientist") ? "HRESCH" : is("auditor", "privacy_officer") ? "HCOMPL" : "CLINTRCH";
}
