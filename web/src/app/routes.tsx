// The one table of routes. Each page is a chunk of its own; nothing of it is loaded before somebody goes there.
import {
  type AnyRoute,
  Outlet,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import type { RouterHistory } from "@tanstack/react-router";
import { queryClient } from "#/api/query";
import { readSession } from "#/api/send";
import { standing, unlocked, who } from "#/auth/state";
import type { Zone } from "#/theme";
import { zoneOfDocument } from "#/theme";
import { Loading } from "#/ui/States";
import { areasFor } from "./areas";
import { navigationQuery } from "./navigation";
import { returnTo } from "./return";
import { Broken, NowhereHere } from "./Broken";

type Load = () => Promise<{ default: React.ComponentType }>;

interface Entry {
  path: string;
  zone: Zone | "both";
  load: Load;
}

/** Pages that need nobody to be signed in. */
export const FRONT: readonly Entry[] = [
  { path: "/sign-in", zone: "both", load: () => import("#/pages/SignIn") },
  { path: "/sign-in/returned", zone: "both", load: () => import("#/pages/OidcReturned") },
  { path: "/enrol", zone: "both", load: () => import("#/pages/Enrol") },
];

/** Pages of somebody who is signed in. */
export const PAGES: readonly Entry[] = [
  { path: "/trials", zone: "research", load: () => import("#/pages/Trials") },
  { path: "/trials/$nct", zone: "research", load: () => import("#/pages/trial/Criteria") },
  { path: "/trials/$nct/edit", zone: "research", load: () => import("#/pages/trial/Edit") },
  { path: "/trials/$nct/history", zone: "research", load: () => import("#/pages/trial/History") },
  { path: "/trials/$nct/history/$version", zone: "research", load: () => import("#/pages/trial/Version") },
  { path: "/trials/$nct/audit", zone: "research", load: () => import("#/pages/trial/TrialAudit") },
  { path: "/trials/$nct/register", zone: "research", load: () => import("#/pages/trial/Register") },
  { path: "/trials/$nct/screening", zone: "research", load: () => import("#/pages/trial/Screening") },
  { path: "/trials/$nct/candidates", zone: "research", load: () => import("#/pages/trial/Candidates") },
  { path: "/trials/$nct/candidates/$study", zone: "research", load: () => import("#/pages/trial/Candidate") },
  { path: "/trials/$nct/candidates/$study/trials", zone: "research", load: () => import("#/pages/trial/CandidateTrials") },
  { path: "/trials/$nct/funnel", zone: "research", load: () => import("#/pages/trial/Funnel") },
  { path: "/decisions", zone: "research", load: () => import("#/pages/Decisions") },
  { path: "/contacts", zone: "research", load: () => import("#/pages/Contacts") },
  { path: "/access", zone: "research", load: () => import("#/pages/Access") },
  { path: "/audit/alerts", zone: "both", load: () => import("#/pages/Alerts") },
  { path: "/patients", zone: "phi", load: () => import("#/pages/phi/Patients") },
  { path: "/patients/$patient", zone: "phi", load: () => import("#/pages/phi/Patient") },
  { path: "/patients/$patient/record", zone: "phi", load: () => import("#/pages/phi/Record") },
  { path: "/ingest", zone: "phi", load: () => import("#/pages/phi/Ingest") },
  { path: "/health", zone: "phi", load: () => import("#/pages/phi/Health") },
  { path: "/break-glass", zone: "phi", load: () => import("#/pages/phi/BreakGlass") },
  { path: "/deid", zone: "phi", load: () => import("#/pages/phi/Deid") },
  { path: "/deid/$note", zone: "phi", load: () => import("#/pages/phi/DeidNote") },
  { path: "/contact-queue", zone: "phi", load: () => import("#/pages/phi/ContactQueue") },
  { path: "/contact-queue/$contact", zone: "phi", load: () => import("#/pages/phi/ContactOne") },
  { path: "/releases", zone: "phi", load: () => import("#/pages/phi/Releases") },
  { path: "/agreements", zone: "phi", load: () => import("#/pages/phi/Agreements") },
  { path: "/disclosures", zone: "phi", load: () => import("#/pages/phi/Disclosures") },
  { path: "/disclosures/$patient", zone: "phi", load: () => import("#/pages/phi/Accounting") },
  { path: "/audit", zone: "both", load: () => import("#/pages/Audit") },
  { path: "/audit/$index", zone: "both", load: () => import("#/pages/AuditEntry") },
  { path: "/ingest", zone: "research", load: () => import("#/pages/Ingest") },
  { path: "/health", zone: "research", load: () => import("#/pages/Health") },
  { path: "/accounts", zone: "both", load: () => import("#/pages/Accounts") },
  { path: "/account", zone: "both", load: () => import("#/pages/Account") },
];

export function makeRouter(history?: RouterHistory) {
  const zone = zoneOfDocument();
  const here = (entry: Entry) => entry.zone === zone || entry.zone === "both";
  const root = createRootRoute({
    component: Outlet,
    notFoundComponent: () => (
      <main>
        <NowhereHere />
      </main>
    ),
  });
  const app = createRoute({
    getParentRoute: () => root,
    id: "app",
    component: lazyRouteComponent(() => import("./Shell")),
    beforeLoad: async ({ location }) => {
      if (standing.get() === "starting") await readSession();
      // The gate stands before whatever this page would show. Where somebody was known before, the page behind it is kept.
      if (standing.get() === "locked" && who.get() === null) await unlocked();
      if (standing.get() === "signed-out") {
        returnTo.keep(location.href);
        throw redirect({ to: "/sign-in", replace: true });
      }
    },
  });
  const home = createRoute({
    getParentRoute: () => app,
    path: "/",
    beforeLoad: async () => {
      const { actions } = await queryClient.ensureQueryData(navigationQuery);
      throw redirect({ to: areasFor(zone, actions)[0]?.path ?? "/account", replace: true });
    },
  });
  const page = (parent: AnyRoute) => (entry: Entry) =>
    createRoute({ getParentRoute: () => parent, path: entry.path, component: lazyRouteComponent(entry.load) });
  return createRouter({
    routeTree: root.addChildren([
      ...FRONT.filter(here).map(page(root)),
      app.addChildren([home, ...PAGES.filter(here).map(page(app))]),
    ]),
    history,
    defaultPendingComponent: () => <Loading />,
    defaultPendingMs: 120,
    defaultPendingMinMs: 0,
    defaultErrorComponent: ({ error, reset }) => <Broken error={error} reset={reset} />,
    defaultNotFoundComponent: NowhereHere,
    // What somebody may see is asked when they ask for it, not when the pointer passes.
    defaultPreload: false,
    trailingSlash: "never",
    // A search value stays the text that it is in the address; pages read what they know and drop the rest.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== "");
      const text = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
      return text === "" ? "" : `?${text}`;
    },
  });
}
