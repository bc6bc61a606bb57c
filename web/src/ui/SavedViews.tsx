// Views of a list that somebody keeps under a name: its filters and order, on the server, for themself. The filters stand in the address
// too, so a link to the page is the same view for whoever may see the list.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { NewView, View, ViewFilters } from "#/api/types";
import { say } from "#/app/toasts";
import { t } from "#/i18n";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";
import { Failed } from "./States";

type Search = Record<string, string | undefined>;
const viewsQuery = { queryKey: ["views"], queryFn: calls.views };

/** What of an address is a filter of the list, as the server keeps it. */
const FILTERS: Record<NewView["of"], Record<string, (text: string) => unknown>> = {
  trials: { status: String, phase: String, condition: String, open_here: (text) => text === "true", sort: String },
  candidates: { status: String, bin: String, missing: Number, one_unknown: (text) => text === "true" },
};

function filtersOf(of: NewView["of"], chosen: Search): ViewFilters {
  const here = Object.entries(FILTERS[of]).flatMap(([name, read]) => (chosen[name] ? [[name, read(chosen[name])]] : []));
  return Object.fromEntries(here) as ViewFilters;
}

function searchOf(filters: ViewFilters): Search {
  const there = Object.entries(filters).filter(([, value]) => value !== null && value !== undefined && value !== false);
  return Object.fromEntries(there.map(([name, value]) => [name, String(value)]));
}

const same = (one: Search, other: Search) => [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => one[name] === other[name]);

export function SavedViews({ of, trial, path, chosen }: { of: NewView["of"]; trial?: string; path: string; chosen: Search }) {
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const query = useQuery(viewsQuery);
  const here = searchOf(filtersOf(of, chosen));
  const views = query.data?.items.filter((view) => view.of === of && (view.trial === null || view.trial === trial)) ?? [];
  const shown = views.find((view) => same(searchOf(view.filters), here));
  return (
    <div className="row" role="group" aria-label={t("views.title")}>
      {views.length > 0 ? (
        <NativeSelect
          aria-label={t("views.title")}
          value={shown?.view ?? ""}
          onChange={(event) => {
            const view = views.find((one) => one.view === event.currentTarget.value);
            if (view) void navigate({ to: path, search: searchOf(view.filters), replace: true });
          }}
          data={[{ value: "", label: t("views.choose") }, ...views.map((view) => ({ value: view.view, label: view.name }))]}
        />
      ) : null}
      <Button variant="subtle" leftSection={<Icon name="list" size={15} />} onClick={() => setOpen(true)}>
        {t("views.open")}
      </Button>
      <Dialog opened={open} onClose={() => setOpen(false)} title={t("views.title")}>
        <Keep view={{ of, trial: "missing" in here ? trial : undefined, filters: filtersOf(of, chosen) }} empty={Object.keys(here).length === 0} />
        {query.error ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
        <Kept views={views} />
      </Dialog>
    </div>
  );
}

function Keep({ view, empty }: { view: Omit<NewView, "name">; empty: boolean }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const intent = useRef(crypto.randomUUID());
  const save = useMutation({
    mutationFn: () => calls.saveView({ ...view, name: name.trim() }, intent.current),
    onSuccess: async () => {
      setName("");
      say({ text: t("views.kept"), tone: "good" });
      await client.invalidateQueries(viewsQuery);
    },
    onSettled: () => {
      intent.current = crypto.randomUUID();
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate();
      }}
    >
      <p className="hint">{empty ? t("views.nothing") : t("views.why")}</p>
      <TextInput label={t("views.name")} maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      {save.error ? <Failed error={save.error} /> : null}
      <div>
        <Button type="submit" loading={save.isPending} disabled={empty || name.trim() === ""}>
          {t("views.keep")}
        </Button>
      </div>
    </form>
  );
}

function Kept({ views }: { views: View[] }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (view: string) => calls.removeView(view),
    onSuccess: (left) => client.setQueryData(viewsQuery.queryKey, left),
  });
  if (views.length === 0) return null;
  return (
    <>
      {remove.error ? <Failed error={remove.error} /> : null}
      <ul className="plain-list">
        {views.map((view) => (
          <li key={view.view} className="row spread">
            <span>{view.name}</span>
            <Button variant="subtle" size="compact-sm" aria-label={t("views.remove_named", { name: view.name })} onClick={() => remove.mutate(view.view)}>
              {t("views.remove")}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
