// The list of trials: found by words and facets, with how many candidates there are, how fresh, and how much was understood.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { keepPreviousData } from "@tanstack/react-query";
import { useMediaQuery } from "@mantine/hooks";
import { useDeferredValue, useState } from "react";
import * as calls from "#/api/calls";
import type { Facet, TrialItem } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { ago, number, t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Page } from "#/ui/Page";
import { SavedViews } from "#/ui/SavedViews";
import { Empty, Failed, Loading } from "#/ui/States";
import { TakeOut } from "#/ui/TakeOut";
import { Understanding } from "#/ui/Understanding";
import { ImportTrials } from "./trial/ImportTrials";

const FACETS = ["status", "phase", "condition"] as const;

export default function Trials() {
  const chosen = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const { may } = useNavigation();
  const [text, setText] = useState("");
  const [importing, setImporting] = useState(false);
  const search = useDeferredValue(text.trim());
  const wide = useMediaQuery("(min-width: 901px)", true, { getInitialValueInEffect: false });
  const filter: calls.TrialFilter = {
    search,
    status: chosen["status"],
    phase: chosen["phase"],
    condition: chosen["condition"],
    open_here: chosen["open_here"] === "true" ? true : undefined,
    sort: chosen["sort"] ?? "eligible",
    limit: 100,
  };
  const list = useQuery({
    queryKey: ["trials", filter],
    queryFn: ({ signal }) => calls.trials(filter, signal),
    placeholderData: keepPreviousData,
  });
  const set = (name: string, value: string | undefined) =>
    void navigate({ to: "/trials", search: { ...chosen, [name]: value }, replace: true, resetScroll: false });
  const narrowed = search !== "" || [...FACETS, "open_here"].some((name) => chosen[name]);

  return (
    <Page
      title={t("area.trials")}
      lead={t("trials.lead")}
      wide
      actions={
        may("ImportTrial") ? (
          <Button variant="default" leftSection={<Icon name="upload" size={16} />} onClick={() => setImporting(true)}>
            {t("trials.import")}
          </Button>
        ) : null
      }
    >
      <div className="split filters">
        <details className="facets" open={wide}>
          <summary>{t("trials.filters")}</summary>
          <label className="check">
            <input type="checkbox" checked={chosen["open_here"] === "true"} onChange={(event) => set("open_here", event.currentTarget.checked ? "true" : undefined)} />
            {t("trials.open_here")}
          </label>
          {FACETS.map((name) => (
            <FacetList key={name} name={name} facets={list.data?.facets[name] ?? []} chosen={chosen[name]} onChoose={(value) => set(name, value)} />
          ))}
        </details>
        <div className="stack">
          <div className="row">
            <TextInput
              className="grow"
              aria-label={t("trials.search")}
              placeholder={t("trials.search_hint")}
              leftSection={<Icon name="search" size={16} />}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <NativeSelect
              aria-label={t("trials.sort")}
              value={chosen["sort"] ?? ""}
              onChange={(event) => set("sort", event.currentTarget.value || undefined)}
              data={[
                { value: "", label: t("trials.sort_eligible") },
                { value: "matched_at", label: t("trials.sort_matched") },
                { value: "title", label: t("trials.sort_title") },
              ]}
            />
            <SavedViews of="trials" path="/trials" chosen={chosen} />
          </div>
          {list.data ? (
            list.data.items.length > 0 ? (
              <>
                <div className="row spread">
                  <p className="hint" role="status">
                    {t("trials.found", { count: list.data.total ?? list.data.items.length })}
                  </p>
                  <TakeOut name="trials" rows={list.data.items.map(asRow)} />
                </div>
                <ul className="trial-list">
                  {list.data.items.map((trial) => (
                    <TrialRow key={trial.nct_id} trial={trial} />
                  ))}
                </ul>
              </>
            ) : narrowed ? (
              <Empty icon="search" title={t("trials.none_found")} why={t("trials.none_found_why")}>
                <Button
                  variant="default"
                  onClick={() => {
                    setText("");
                    void navigate({ to: "/trials", search: {}, replace: true });
                  }}
                >
                  {t("action.clear")}
                </Button>
              </Empty>
            ) : (
              <Empty icon="flask" title={t("trials.none")} why={t("trials.none_why")}>
                {may("ImportTrial") ? <Button onClick={() => setImporting(true)}>{t("trials.import")}</Button> : null}
              </Empty>
            )
          ) : list.error ? (
            <Failed error={list.error} retry={() => void list.refetch()} />
          ) : (
            <Loading />
          )}
        </div>
      </div>
      <ImportTrials opened={importing} onClose={() => setImporting(false)} />
    </Page>
  );
}

/** A trial as a line of a file. */
const asRow = ({ nct_id, title, status, phase, conditions, version, approved, criteria, candidates, matched_at, stale }: TrialItem) => ({
  nct_id,
  title,
  status,
  phase: phase.join(" "),
  conditions: conditions.join("; "),
  version,
  approved,
  criteria: criteria.total,
  understood: criteria.full,
  eligible: candidates?.eligible,
  potential: candidates?.potential,
  excluded: candidates?.excluded,
  matched_at,
  stale,
});

function FacetList({ name, facets, chosen, onChoose }: { name: (typeof FACETS)[number]; facets: Facet[]; chosen?: string; onChoose: (value?: string) => void }) {
  const [all, setAll] = useState(false);
  const shown = all ? facets : facets.slice(0, 7);
  if (facets.length === 0) return null;
  return (
    <fieldset className="facet">
      <legend>{t(`trials.facet_${name}`)}</legend>
      {shown.map(({ value, n }) => (
        <button key={value} type="button" className="facet-value" aria-pressed={chosen === value} onClick={() => onChoose(chosen === value ? undefined : value)}>
          <span>{name === "condition" ? value : word(name === "status" ? "trial_status" : "phase", value)}</span>
          <span className="facet-n">{number(n)}</span>
        </button>
      ))}
      {facets.length > 7 ? (
        <button type="button" className="facet-value more" onClick={() => setAll(!all)}>
          {all ? t("trials.fewer") : t("trials.all", { n: facets.length })}
        </button>
      ) : null}
    </fieldset>
  );
}

function TrialRow({ trial }: { trial: TrialItem }) {
  const to = `/trials/${trial.nct_id}`;
  return (
    <li className="trial-row">
      <div className="trial-words">
        <p className="eyebrow">
          <span className="num-id">{trial.nct_id}</span>
          <span>{word("trial_status", trial.status ?? "UNKNOWN")}</span>
          {trial.phase.length > 0 ? <span>{trial.phase.map((phase) => word("phase", phase)).join(", ")}</span> : null}
          {trial.open_here ? <span className="chip favours"><Icon name="check" size={12} strong />{t("trials.open_here_short")}</span> : null}
          {trial.approved ? null : <span className="chip partial"><Icon name="alert" size={12} strong />{t("trials.not_approved")}</span>}
        </p>
        <h2>
          <Link to={to}>{trial.title ?? trial.nct_id}</Link>
        </h2>
        <p className="conditions">{trial.conditions.join(" · ")}</p>
        <Understanding counts={trial.criteria} />
      </div>
      {trial.candidates ? (
        <div className="trial-counts">
          <Link to={`${to}/candidates`} search={{ status: "eligible" }} className="big-count favours">
            <span className="count">{number(trial.candidates.eligible)}</span>
            <span className="what"><Icon name="check" size={13} strong />{t("status.eligible")}</span>
          </Link>
          <Link to={`${to}/candidates`} search={{ status: "potential" }} className="big-count open">
            <span className="count">{number(trial.candidates.potential)}</span>
            <span className="what"><Icon name="question" size={13} strong />{t("status.potential")}</span>
          </Link>
          <p className={trial.stale ? "fresh stale" : "fresh"}>
            <Icon name={trial.stale ? "alert" : "clock"} size={14} />
            {trial.stale ? t("trials.stale") : trial.matched_at ? t("trials.matched", { ago: ago(trial.matched_at) }) : t("trials.unmatched")}
          </p>
        </div>
      ) : (
        <div className="trial-counts">
          <p className="fresh">
            <Icon name="clock" size={14} />
            {t("trials.unmatched")}
          </p>
        </div>
      )}
    </li>
  );
}
