// What a page shows while it waits, when there is nothing, and when something went wrong.
import { Button, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isProblem } from "#/api/problem";
import { t, word } from "#/i18n";
import { who } from "#/auth/state";
import { Icon, type IconName } from "./Icon";

export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status" aria-label={t("state.loading")} className="stack loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={row === 0 ? 28 : 44} width={row === 0 ? "40%" : "100%"} radius="md" />
      ))}
    </div>
  );
}

export function Empty({ title, why, icon = "inbox", children }: { title: string; why: string; icon?: IconName; children?: ReactNode }) {
  return (
    <div className="empty">
      <span className="empty-sign">
        <Icon name={icon} size={28} />
      </span>
      <h2>{title}</h2>
      <p>{why}</p>
      {children}
    </div>
  );
}

/** What happened, a reference, and the way on. Never what a record says. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = isProblem(error) ? error : null;
  if (problem && (problem.code === "not-allowed" || (problem.status === 403 && problem.code !== "step-up-needed"))) {
    return <Denied reference={problem.requestId} detail={problem.detail} />;
  }
  const code = problem?.code ?? "unexpected";
  const known = word("problem", code);
  const text = known === code.replaceAll(/[-_]/g, " ") ? (problem?.message ?? t("problem.unexpected")) : known;
  return (
    <div className="failed" role="alert">
      <span className="failed-sign">
        <Icon name="alert" size={22} />
      </span>
      <div className="stack tight">
        <h2>{problem?.status === 404 ? t("state.not_found") : t("state.failed")}</h2>
        <p>{text}</p>
        <Reference id={problem?.requestId ?? null} code={code} />
        {retry ? (
          <div>
            <Button variant="default" onClick={retry} leftSection={<Icon name="undo" size={16} />}>
              {t("action.again")}
            </Button>
          </div>
        ) : null}
      </div>
    </div>
  );
}

export function Reference({ id, code }: { id: string | null; code?: string }) {
  return (
    <p className="reference">
      {code ? <span>{t("state.code", { code })}</span> : null}
      {id ? <span>{t("state.reference", { id })}</span> : null}
    </p>
  );
}

export function Denied({ reference, detail }: { reference: string | null; detail?: string | null }) {
  const roles = who.get()?.grants.roles ?? [];
  return (
    <div className="failed" role="alert">
      <span className="failed-sign">
        <Icon name="lock" size={22} />
      </span>
      <div className="stack tight">
        <h2>{t("denied.title")}</h2>
        <p>{detail ?? t("denied.why", { roles: roles.map((role) => word("role", role)).join(", ") || t("denied.no_role") })}</p>
        <p>{t("denied.next")}</p>
        <Reference id={reference} code="not-allowed" />
      </div>
    </div>
  );
}

/** A read: waiting, failed or there. */
export function Loaded<D>({ query, children, rows }: { query: UseQueryResult<D>; children: (data: D) => ReactNode; rows?: number }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Loading rows={rows} />;
}
