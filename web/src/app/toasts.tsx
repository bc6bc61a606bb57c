// Short messages at the lower edge, with at most one thing to do. Read out by screen readers as they come.
import { Button, CloseButton } from "@mantine/core";
import { useEffect } from "react";
import { t } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { store, useStore } from "./store";

export interface Toast {
  id: number;
  text: string;
  tone?: "good" | "bad" | "plain";
  action?: { label: string; run: () => void };
  /** How long it stays, in milliseconds. */
  stays?: number;
}

const toasts = store<Toast[]>([]);
let last = 0;

export function say(toast: Omit<Toast, "id">): number {
  last += 1;
  const id = last;
  toasts.set([...toasts.get().slice(-2), { id, ...toast }]);
  return id;
}
/** Nothing is said any more: somebody else may sit there now. */
export const hush = (): void => toasts.set([]);
export const unsay = (id: number): void => toasts.set(toasts.get().filter((toast) => toast.id !== id));

function One({ toast }: { toast: Toast }) {
  const stays = toast.stays ?? 6000;
  useEffect(() => {
    const timer = setTimeout(() => unsay(toast.id), stays);
    return () => clearTimeout(timer);
  }, [toast.id, stays]);
  return (
    <div className={`toast ${toast.tone ?? "plain"}`}>
      <Icon name={toast.tone === "bad" ? "alert" : toast.tone === "good" ? "check" : "info"} />
      <span>{toast.text}</span>
      {toast.action ? (
        <Button
          size="compact-sm"
          variant="white"
          onClick={() => {
            unsay(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </Button>
      ) : null}
      <CloseButton aria-label={t("action.dismiss")} onClick={() => unsay(toast.id)} variant="transparent" size="sm" />
    </div>
  );
}

export function Toasts() {
  const all = useStore(toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {all.map((toast) => (
        <One key={toast.id} toast={toast} />
      ))}
    </div>
  );
}
