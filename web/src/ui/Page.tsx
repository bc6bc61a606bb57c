// The frame of a page: its one heading, what can be done, and the tabs of an object.
import { Link, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { t } from "#/i18n";
import { zoneOfDocument } from "#/theme";

export function Page({
  title,
  lead,
  eyebrow,
  actions,
  tabs,
  children,
  wide = false,
}: {
  title: string;
  lead?: ReactNode;
  eyebrow?: ReactNode;
  actions?: ReactNode;
  tabs?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}) {
  useEffect(() => {
    document.title = `${title} · ${zoneOfDocument() === "phi" ? t("app.title_phi") : t("app.title")}`;
  }, [title]);
  return (
    <div className={wide ? "page wide" : "page"}>
      <header className="page-head">
        <div className="page-title">
          {eyebrow ? <div className="eyebrow">{eyebrow}</div> : null}
          <h1 tabIndex={-1}>{title}</h1>
          {lead ? <div className="lead">{lead}</div> : null}
        </div>
        {actions ? <div className="actions">{actions}</div> : null}
      </header>
      {tabs}
      {children}
    </div>
  );
}

export interface TabItem {
  to: string;
  label: string;
  badge?: string | number | null;
}

export function Tabs({ items, label }: { items: TabItem[]; label: string }) {
  const path = useRouterState({ select: (state) => state.location.pathname.replace(/\/$/, "") });
  return (
    <nav className="tabs" aria-label={label}>
      {items.map((item) => (
        <Link key={item.to} to={item.to} className="tab" activeOptions={{ exact: true }} activeProps={{}} aria-current={path === item.to ? "page" : undefined}>
          {item.label}
          {item.badge !== undefined && item.badge !== null ? <span className="tab-badge">{item.badge}</span> : null}
        </Link>
      ))}
    </nav>
  );
}

export function Card({ title, actions, children, id }: { title?: string; actions?: ReactNode; children: ReactNode; id?: string }) {
  return (
    <section className="card" aria-labelledby={title && id ? id : undefined}>
      {title ? (
        <div className="card-head">
          <h2 id={id}>{title}</h2>
          {actions}
        </div>
      ) : null}
      {children}
    </section>
  );
}

/** A figure with its unit, its number of people, its date and its source. */
export function Figure({ value, label, note }: { value: ReactNode; label: string; note?: ReactNode }) {
  return (
    <div className="figure">
      <span className="figure-value">{value}</span>
      <span className="figure-label">{label}</span>
      {note ? <span className="figure-note">{note}</span> : null}
    </div>
  );
}

/** A table that scrolls sideways on a small screen, and can be reached by keyboard to do so. */
export function TableFrame({ label, children }: { label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must take the focus (WCAG 2.1.1)
    <div className="table-frame" role="region" aria-label={t("state.table", { label })} tabIndex={0}>
      {children}
    </div>
  );
}
