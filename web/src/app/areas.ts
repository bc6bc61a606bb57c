// The areas of the application: what the navigation and the palette show. An area is shown to whom the server says that they may
// ask for its action; whoever asks anyway is refused by the server.
import type { IconName } from "#/ui/Icon";
import type { Zone } from "#/theme";

export interface Area {
  id: AreaId;
  path: string;
  zone: Zone | "both";
  /** The action of the policies, any of which opens the area; none for what everybody has. */
  actions: string[];
  icon: IconName;
  group: "work" | "oversight" | "system";
}

export type AreaId =
  | "trials"
  | "decisions"
  | "contacts"
  | "audit"
  | "access"
  | "ingest"
  | "health"
  | "accounts"
  | "patients"
  | "break_glass"
  | "deid"
  | "phi_contacts"
  | "releases"
  | "agreements"
  | "disclosures";

export const AREAS: readonly Area[] = [
  { id: "trials", path: "/trials", zone: "research", actions: ["ReadTrials"], icon: "flask", group: "work" },
  { id: "decisions", path: "/decisions", zone: "research", actions: ["ReadDecisions"], icon: "list", group: "work" },
  { id: "contacts", path: "/contacts", zone: "research", actions: ["RequestContact"], icon: "send", group: "work" },
  { id: "patients", path: "/patients", zone: "phi", actions: ["ReadPatientTrials"], icon: "heart", group: "work" },
  { id: "phi_contacts", path: "/contact-queue", zone: "phi", actions: ["ReadContacts"], icon: "inbox", group: "work" },
  { id: "deid", path: "/deid", zone: "phi", actions: ["ReviewDeid"], icon: "eye", group: "work" },
  {
    id: "break_glass",
    path: "/break-glass",
    zone: "phi",
    actions: ["RequestBreakGlass", "ReadBreakGlass"],
    icon: "alert",
    group: "work",
  },
  { id: "releases", path: "/releases", zone: "phi", actions: ["ReadRiskReport"], icon: "upload", group: "oversight" },
  { id: "agreements", path: "/agreements", zone: "phi", actions: ["ReadRiskReport"], icon: "shield", group: "oversight" },
  { id: "disclosures", path: "/disclosures", zone: "phi", actions: ["AccountDisclosures"], icon: "send", group: "oversight" },
  { id: "audit", path: "/audit", zone: "both", actions: ["ReadAudit", "VerifyAudit"], icon: "log", group: "oversight" },
  { id: "access", path: "/access", zone: "research", actions: ["ReadPolicies"], icon: "shield", group: "oversight" },
  { id: "ingest", path: "/ingest", zone: "both", actions: ["ReadIngestStatus"], icon: "download", group: "system" },
  { id: "health", path: "/health", zone: "both", actions: ["ReadHealth"], icon: "system", group: "system" },
  { id: "accounts", path: "/accounts", zone: "both", actions: ["ReadAccounts"], icon: "people", group: "system" },
];

/** Paths of areas that come later. They are nobody's until then, so that no link ever changes its meaning. */
export const RESERVED: readonly string[] = [
  "/models",
  "/drift",
  "/fairness",
  "/compliance",
  "/governance",
  "/federation",
  "/synthetic",
  "/assistant",
  "/portal",
];

const plain = (name: string) => name.replaceAll(/[-_]/g, "").toLowerCase();

export function areasFor(zone: Zone, actions: readonly string[]): Area[] {
  const may = new Set(actions.map(plain));
  return AREAS.filter(
    (area) => (area.zone === zone || area.zone === "both") && area.actions.some((action) => may.has(plain(action))),
  );
}
