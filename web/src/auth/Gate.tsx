// What stands before the application when nobody is sure any more who sits there. The pages behind stay as they are, unseen and
// out of reach, so that nothing that was typed is lost.
import { Alert, Button, Modal } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import * as calls from "#/api/calls";
import { queryClient } from "#/api/query";
import { readSession } from "#/api/send";
import { hush, say, unsay } from "#/app/toasts";
import { useStore } from "#/app/store";
import { t } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { FactorForm } from "./FactorForm";
import { SignInForm } from "./SignInForm";
import { renewed, setCsrf, standing, stepUp, who } from "./state";

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
  location.replace("/sign-in");
}

export function Gate({ children }: { children: ReactNode }) {
  const now = useStore(standing);
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
      {shut ? <Locked ended={now === "ended"} /> : null}
      <StepUp />
    </>
  );
}

function Locked({ ended }: { ended: boolean }) {
  const person = useStore(who);
  const [other, setOther] = useState(false);
  useEffect(() => {
    document.querySelector<HTMLElement>(".gate h1")?.focus();
  }, [other, ended]);
  return (
    <main className="gate">
      <div className="gate-card">
        <span className="gate-sign">
          <Icon name="lock" size={24} />
        </span>
        <h1 tabIndex={-1}>{ended ? t("gate.ended") : t("gate.locked")}</h1>
        <p>{ended ? t("gate.ended_why") : t("gate.locked_why", { name: person?.display_name ?? "" })}</p>
        {other ? <Alert color="yellow">{t("gate.other_person")}</Alert> : null}
        {ended ? (
          <SignInForm
            onOpen={() => {
              // Another person must not find the work of the one before.
              if (who.get()?.person !== person?.person) {
                setOther(true);
                queryClient.clear();
                location.replace("/");
              }
            }}
          />
        ) : (
          <FactorForm
            factors={1}
            submit={t("gate.unlock")}
            prove={async (proof) => {
              try {
                return await calls.unlock(proof);
              } catch (error) {
                if ((error as { code?: string }).code === "session-ended") standing.set("ended");
                throw error;
              }
            }}
            onProved={(answer) => {
              renewed(answer);
              standing.set("open");
            }}
          />
        )}
        <Button variant="subtle" color="gray" onClick={() => void signOut()} leftSection={<Icon name="out" size={16} />}>
          {t("gate.sign_out")}
        </Button>
      </div>
    </main>
  );
}

function StepUp() {
  const waits = useStore(stepUp);
  return (
    <Modal opened={waits !== null} onClose={() => waits?.done(false)} title={t("stepup.title")} closeButtonProps={{ "aria-label": t("action.close") }}>
      <p className="hint">{t("stepup.why")}</p>
      <FactorForm
        factors={2}
        submit={t("stepup.submit")}
        prove={calls.confirm}
        onProved={(answer) => {
          renewed(answer);
          waits?.done(true);
        }}
      />
    </Modal>
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

