// What stands before the application when nobody is sure any more who sits there. The pages behind stay as they are, unseen and
// out of reach, so that nothing that was typed is lost.
import { type ReactNode, Suspense, lazy, useEffect } from "react";
import * as calls from "#/api/calls";
import { queryClient } from "#/api/query";
import { readSession } from "#/api/send";
import { hush, say, unsay } from "#/app/toasts";
import { useStore } from "#/app/store";
import { t } from "#/i18n";
import { reason, setCsrf, standing, stepUp, who } from "./state";

export const loadProofs = () => import("./Proofs");
const Locked = lazy(async () => ({ default: (await loadProofs()).Locked }));
const StepUp = lazy(async () => ({ default: (await loadProofs()).StepUp }));
const Reason = lazy(async () => ({ default: (await loadProofs()).Reason }));

/** Without anybody touching the page for so long it locks; the server's limit is the same (NIST SP 800-63B, AAL3). */
export const IDLE_MS = 15 * 60_000;
const WARN_MS = 14 * 60_000;
/** The server counts requests, so somebody who only reads must be heard of. */
const HEARD_MS = 4 * 60_000;

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("almoner");

/** Ends the session here and in the other tabs, and leaves nothing behind that the back button could show. */
export async function signOut(): Promise<void> {
  try {
    await calls.signOut();
  } catch {
    // Whether the server heard it or not, this page forgets; the session ends by itself.
  }
  channel?.postMessage("signed-out");
  leave();
}

export function leave(): void {
  queryClient.clear();
  hush();
  setCsrf(null);
  who.set(null);
  // Whoever steps back before the next page is there is led to it by the routes.
  standing.set("signed-out");
  location.replace("/sign-in");
}

export function Gate({ children }: { children: ReactNode }) {
  const now = useStore(standing);
  const waits = useStore(stepUp) !== null;
  const asked = useStore(reason) !== null;
  const shut = now === "locked" || now === "ended";
  useIdleLock(now === "open");
  useEffect(() => {
    const listen = (event: MessageEvent) => {
      if (event.data === "signed-out" && who.get()) leave();
    };
    // A page from the back/forward cache shows what was on it; it must ask first.
    const shown = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    channel?.addEventListener("message", listen);
    addEventListener("pageshow", shown);
    return () => {
      channel?.removeEventListener("message", listen);
      removeEventListener("pageshow", shown);
    };
  }, []);
  return (
    <>
      <div className={shut ? "behind-gate" : undefined} inert={shut}>
        {children}
      </div>
      <Suspense>
        {shut ? <Locked ended={now === "ended"} /> : null}
        {waits ? <StepUp /> : null}
        {asked ? <Reason /> : null}
      </Suspense>
    </>
  );
}

function useIdleLock(open: boolean): void {
  useEffect(() => {
    if (!open) return undefined;
    let touched = Date.now();
    let heard = Date.now();
    let warning: number | null = null;
    const touch = () => {
      touched = Date.now();
      if (warning !== null) {
        unsay(warning);
        warning = null;
      }
    };
    const events = ["pointerdown", "keydown", "wheel", "touchstart"] as const;
    for (const event of events) addEventListener(event, touch, { passive: true, capture: true });
    // Compared with the clock, not counted: a laptop that slept has been idle all the same.
    const timer = setInterval(() => {
      const now = Date.now();
      if (now - touched >= IDLE_MS) return standing.set("locked");
      if (now - touched >= WARN_MS && warning === null) {
        warning = say({
          text: t("gate.soon"),
          stays: 60_000,
          action: { label: t("gate.stay"), run: touch },
        });
      }
      if (now - heard >= HEARD_MS && touched > heard) {
        heard = now;
        void readSession().catch(() => undefined);
      }
      return undefined;
    }, 1000);
    return () => {
      clearInterval(timer);
      for (const event of events) removeEventListener(event, touch, { capture: true });
    };
  }, [open]);
}

