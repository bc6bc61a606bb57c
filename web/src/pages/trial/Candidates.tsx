// Who may fit a trial, best first, however many there are. By study id alone.
import { Button, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { CandidateItem, Section, Trial } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { ago, number, t, word } from "#/i18n";
import { BINS, BinChip } from "#/ui/Bin";
import { ExportButton } from "#/ui/Export";
import { Icon } from "#/ui/Icon";
import { SavedViews } from "#/ui/SavedViews";
import { Empty, Failed, Loading } from "#/ui/States";
import { StatusChip, VerdictStrip } from "#/ui/Verdict";
import { useScaledWindow } from "#/ui/scaled";
import { TrialFrame, codes, isForPerson } from "./frame";

const ROW = 46;
const HEAD = 38;
const CHUNK = 100;

export default function Candidates() {
  return <TrialFrame>{(trial) => <List trial={trial} />}</TrialFrame>;
}

function List({ trial }: { trial: Trial }) {
  const chosen = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const { may } = useNavigation();
  const names = useMemo(() => codes(trial.criteria_list), [trial.criteria_list]);
  const sections = useMemo(() => trial.criteria_list.map((one) => one.section), [trial.criteria_list]);
  const filter: calls.CandidateFilter = {
    status: chosen["status"],
    bin: chosen["bin"],
    missing: chosen["missing"] === undefined ? undefined : Number(chosen["missing"]),
    one_unknown: chosen["one_unknown"] === "true" ? true : undefined,
  };
  const set = (name: string, value: string | undefined) =>
    void navigate({ to: `/trials/${trial.nct_id}/candidates`, search: { ...chosen, [name]: value }, replace: true, resetScroll: false });
  const first = useQuery({ ...chunkQuery(trial.nct_id, filter, 0), placeholderData: keepPreviousData });
  const narrowed = Object.values(filter).some((value) => value !== undefined);

  if (!trial.matched_at) return <Empty icon="play" title={t("candidates.unmatched")} why={t("candidates.unmatched_why")} />;
  return (
    <div className="stack">
      <div className="row spread">
        <div className="row" role="group" aria-label={t("candidates.filters")}>
          <SegmentedControl
            size="sm"
            aria-label={t("candidates.status")}
            value={chosen["status"] ?? ""}
            onChange={(value) => set("status", value || undefined)}
            data={[
              { value: "", label: t("candidates.all") },
              { value: "eligible", label: t("status.eligible") },
              { value: "potential", label: t("status.potential") },
            ]}
          />
          <button type="button" className="toggle open" aria-pressed={filter.one_unknown === true} onClick={() => set("one_unknown", filter.one_unknown ? undefined : "true")}>
            <Icon name="question" size={14} strong />
            {t("candidates.one_unknown")}
          </button>
          <NativeSelect
            className="filter-select"
            aria-label={t("candidates.missing")}
            value={chosen["missing"] ?? ""}
            onChange={(event) => set("missing", event.currentTarget.value || undefined)}
            data={[
              { value: "", label: t("candidates.missing_any") },
              ...trial.criteria_list
                .filter((one) => !isForPerson(one))
                .map((one) => ({ value: String(one.criterion), label: t("candidates.missing_named", { name: names.get(one.criterion) ?? "", text: one.text.slice(0, 46) }) })),
            ]}
          />
          <NativeSelect
            aria-label={t("candidates.bin")}
            value={chosen["bin"] ?? ""}
            onChange={(event) => set("bin", event.currentTarget.value || undefined)}
            data={[{ value: "", label: t("candidates.bin_any") }, ...BINS.map((bin) => ({ value: bin, label: t(`bin.${bin}`) }))]}
          />
          {narrowed ? (
            <Button variant="subtle" size="compact-sm" onClick={() => void navigate({ to: `/trials/${trial.nct_id}/candidates`, search: {}, replace: true })}>
              {t("action.clear")}
            </Button>
          ) : null}
        </div>
        <div className="row">
          <SavedViews of="candidates" trial={trial.nct_id} path={`/trials/${trial.nct_id}/candidates`} chosen={chosen} />
          {may("ExportResults") ? <ExportButton what={{ of: "candidates", nct: trial.nct_id }} /> : null}
        </div>
      </div>
      <AskFirst nct={trial.nct_id} names={names} onAsk={(criterion) => void navigate({ to: `/trials/${trial.nct_id}/candidates`, search: { missing: String(criterion), one_unknown: "true" }, replace: true })} />
      {first.error ? (
        <Failed error={first.error} retry={() => void first.refetch()} />
      ) : !first.data ? (
        <Loading rows={10} />
      ) : (first.data.total ?? first.data.items.length) === 0 ? (
        <Empty icon="search" title={t("candidates.none")} why={narrowed ? t("candidates.none_filtered") : t("candidates.none_why")}>
          {narrowed ? (
            <Button variant="default" onClick={() => void navigate({ to: `/trials/${trial.nct_id}/candidates`, search: {}, replace: true })}>
              {t("action.clear")}
            </Button>
          ) : (
            <Button component={Link} to={`/trials/${trial.nct_id}/funnel`}>
              {t("candidates.to_funnel")}
            </Button>
          )}
        </Empty>
      ) : (
        <Table
          key={JSON.stringify(filter)}
          nct={trial.nct_id}
          filter={filter}
          total={first.data.total ?? first.data.items.length}
          matched={first.data.matched_at}
          preview={first.data.preview}
          names={names}
          sections={sections}
        />
      )}
    </div>
  );
}

/** The open question that settles most, which narrows the list to those whom it would settle. */
function AskFirst({ nct, names, onAsk }: { nct: string; names: Map<number, string>; onAsk: (criterion: number) => void }) {
  const questions = useQuery({ queryKey: ["questions", nct], queryFn: () => calls.questions(nct), staleTime: 60_000 });
  const best = questions.data?.items.find((one) => (one.settles ?? 0) > 0);
  const criterion = best?.criteria[0];
  if (!best || criterion === undefined) return null;
  return (
    <p className="row" title={t("candidates.ask_why")}>
      <Icon name="question" size={14} strong />
      <strong>{t("candidates.ask_first")}</strong>
      <Button variant="subtle" size="compact-sm" onClick={() => onAsk(criterion)}>
        {names.get(criterion)} {best.text || best.readable}
      </Button>
      <span className="muted">{t("candidates.ask_settles", { n: number(best.settles ?? 0) })}</span>
    </p>
  );
}

const chunkQuery = (nct: string, filter: calls.CandidateFilter, chunk: number) => ({
  queryKey: ["candidates", nct, filter, chunk],
  queryFn: ({ signal }: { signal: AbortSignal }) => calls.candidates(nct, { ...filter, from_rank: chunk * CHUNK + 1, limit: CHUNK }, signal),
  staleTime: 60_000,
  // Only what was seen last is kept, so that a walk through a million candidates costs no memory.
  gcTime: chunk === 0 ? 120_000 : 15_000,
});

interface TableProps {
  nct: string;
  filter: calls.CandidateFilter;
  total: number;
  matched: number | null;
  preview: boolean;
  names: Map<number, string>;
  sections: Section[];
}

function Table({ nct, filter, total, matched, preview, names, sections }: TableProps) {
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();
  const navigate = useNavigate();
  const [active, setActive] = useState(0);
  const [jump, setJump] = useState("");
  const view = useScaledWindow(frame, total, ROW, HEAD);
  const settled = useSettled(view.first);
  const chunks = [...new Set([Math.floor(settled / CHUNK), Math.floor(Math.min(total - 1, settled + view.rows) / CHUNK)])];
  const loaded = useQueries({ queries: chunks.map((chunk) => chunkQuery(nct, filter, chunk)) });
  const items = new Map<number, CandidateItem>();
  loaded.forEach((query, at) => {
    query.data?.items.forEach((item, place) => items.set((chunks[at] ?? 0) * CHUNK + place, item));
  });
  const failed = loaded.find((query) => query.error);
  const open = (item: CandidateItem | undefined) => {
    if (item) void navigate({ to: `/trials/${nct}/candidates/${item.study_id}` });
  };
  const move = (to: number) => {
    const next = Math.max(0, Math.min(total - 1, to));
    setActive(next);
    view.show(next);
  };
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, view.rows - 2);
    const steps: Record<string, number> = { ArrowDown: active + 1, j: active + 1, ArrowUp: active - 1, k: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: total - 1 };
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    } else if (event.key === "Enter") {
      event.preventDefault();
      open(items.get(active));
    }
  };
  const rows = Array.from({ length: view.rows }, (_, place) => view.first + place);
  return (
    <div className="stack tight">
      <div className="row spread">
        <p className="hint" role="status">
          {t("candidates.shown", { count: total, n: number(total) })}{matched ? ` · ${t("trials.matched", { ago: ago(matched) })}` : ""}{preview ? ` · ${t("candidates.preview")}` : ""}
        </p>
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            if (jump !== "") move(Number(jump) - 1);
            frame.current?.focus();
          }}
        >
          <TextInput size="xs" w={130} inputMode="numeric" maxLength={12} aria-label={t("candidates.jump")} placeholder={t("candidates.jump")} value={jump} onChange={(event) => setJump(event.currentTarget.value.replaceAll(/\D/g, ""))} />
          <Button size="xs" type="submit" variant="default">
            {t("candidates.go")}
          </Button>
        </form>
      </div>
      {failed ? <Failed error={failed.error} retry={() => void failed.refetch()} /> : null}
      {/* oxlint-disable-next-line jsx-a11y/aria-activedescendant-has-tabindex -- it has one */}
      <div
        ref={frame}
        className="grid-frame"
        style={total * ROW < 600 ? { height: total * ROW + HEAD + 2, minHeight: 0 } : undefined}
        role="grid"
        aria-label={t("trial.candidates")}
        aria-rowcount={total + 1}
        aria-colcount={7}
        tabIndex={0}
        aria-activedescendant={active >= view.first && active < view.first + view.rows ? `${id}-${active}` : undefined}
        onKeyDown={key}
      >
        <div className="grid-row grid-head" role="row" aria-rowindex={1}>
          <span role="columnheader" className="num">{t("candidates.rank")}</span>
          <span role="columnheader">{t("candidates.study_id")}</span>
          <span role="columnheader">{t("candidates.status")}</span>
          <span role="columnheader" className="wide-only">{t("trial.criteria")}</span>
          <span role="columnheader" className="wide-only num">{t("candidates.in_favour")}</span>
          <span role="columnheader">{t("candidates.open")}</span>
          <span role="columnheader">{t("candidates.bin")}</span>
        </div>
        <div className="grid-space" role="presentation" style={{ height: view.height }}>
          <div className="grid-window" role="presentation" style={{ transform: `translateY(${-view.shift}px)`, top: HEAD }}>
            {rows.map((place) => {
              const item = items.get(place);
              return item ? (
                // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the grid holds the focus and the keys
                <div
                  key={place}
                  id={`${id}-${place}`}
                  role="row"
                  aria-rowindex={place + 2}
                  aria-selected={place === active}
                  className="grid-row"
                  onClick={() => open(item)}
                >
                  <span role="gridcell" className="num muted">{number(item.rank)}</span>
                  <span role="gridcell">
                    <Link to={`/trials/${nct}/candidates/${item.study_id}`} className="num-id" tabIndex={-1} onClick={(event) => event.stopPropagation()}>
                      {item.study_id}
                    </Link>
                  </span>
                  <span role="gridcell"><StatusChip status={item.status} /></span>
                  <span role="gridcell" className="wide-only"><VerdictStrip verdicts={item.verdicts} sections={sections} /></span>
                  <span role="gridcell" className="wide-only num">{item.in_favour}</span>
                  <span role="gridcell" className="open-cell"><Missing item={item} names={names} /></span>
                  <span role="gridcell"><BinChip bin={item.bin} /></span>
                </div>
              ) : (
                <div key={place} id={`${id}-${place}`} role="row" aria-rowindex={place + 2} aria-busy className="grid-row waiting">
                  <span role="gridcell" className="num muted">{number(place + 1)}</span>
                  <span role="gridcell"><span className="hidden-words">{t("state.loading")}</span></span>
                </div>
              );
            })}
          </div>
        </div>
      </div>
      <p className="hint keys">
        <kbd>J</kbd> <kbd>K</kbd> {t("candidates.keys_move")} <kbd>Enter</kbd> {t("candidates.keys_open")}
      </p>
    </div>
  );
}

function Missing({ item, names }: { item: CandidateItem; names: Map<number, string> }) {
  if (item.missing.length === 0) return <span className="muted">{t("candidates.nothing_open")}</span>;
  const [one, ...rest] = item.missing;
  return (
    <>
      <span className="chip open">
        <Icon name="question" size={13} strong />
        {item.unknown}
      </span>
      <span className="missing-words">
        {one ? `${names.get(one.criterion) ?? one.criterion}: ${word("missing", one.reasons[0])}` : ""}
        {rest.length > 0 ? `, ${rest.map((open) => names.get(open.criterion) ?? open.criterion).join(", ")}` : ""}
      </span>
    </>
  );
}

/** The value once it has stopped changing for a moment: while somebody drags the scroll bar nothing is asked for. */
function useSettled(value: number): number {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 60);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
