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
import { standing } from "#/auth/state";
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
  { path: "/account", zone: "both", load: () => import("#/pages/Account") },
];

export function makeRouter(history?: RouterHistory) {
  const zone = zoneOfDocument();
  const here = (entry: Entry) => entry.zone === zone || entry.zone === "both";
  const root = createRootRoute({ component: Outlet, notFoundComponent: NowhereHere });
  const app = createRoute({
    getParentRoute: () => root,
    id: "app",
    component: lazyRouteComponent(() => import("./Shell")),
    beforeLoad: async ({ location }) => {
      if (standing.get() === "starting") await readSession();
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
