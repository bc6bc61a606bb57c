// How the criteria, one after the other, leave fewer patients, and what would change it: another order, one criterion less, another
// threshold. Everything by pointer and by keyboard; the chart has the table beside it as its twin.
import { TakeOut } from "#/ui/TakeOut";
import { Button, Switch, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, useDeferredValue, useMemo, useState } from "react";
import * as calls from "#/api/calls";
import type { Criterion, Trial, WhatIf } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { number, released, t } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Card, Figure } from "#/ui/Page";
import { Failed, Loaded } from "#/ui/States";
import { type Draft, type Edit, keepDraft } from "./draft";
import { TrialFrame, codes } from "./frame";

interface Change {
  text: string;
}

export default function Funnel() {
  return <TrialFrame>{(trial) => <Base trial={trial} />}</TrialFrame>;
}

function Base({ trial }: { trial: Trial }) {
  const base = useQuery({ queryKey: ["funnel", trial.nct_id], queryFn: () => calls.funnel(trial.nct_id) });
  return <Loaded query={base}>{(funnel) => <Both trial={trial} base={funnel} />}</Loaded>;
}

function Both({ trial, base }: { trial: Trial; base: WhatIf }) {
  const names = useMemo(() => codes(trial.criteria_list), [trial.criteria_list]);
  const start = useMemo(() => base.funnel.map((row) => row.criterion), [base]);
  const [order, setOrder] = useState(start);
  const [dropped, setDropped] = useState<ReadonlySet<number>>(new Set());
  const [changes, setChanges] = useState<ReadonlyMap<number, Change>>(new Map());
  const [said, setSaid] = useState("");
  const navigate = useNavigate();
  const { may } = useNavigation();
  const touched = dropped.size > 0 || changes.size > 0 || order.some((criterion, place) => criterion !== start[place]);
  const ask = useDeferredValue(
    useMemo(
      () => ({
        order,
        drop: [...dropped],
        replace: [...changes].map(([criterion, change]) => ({ criterion, text: change.text, section: sectionOf(trial, criterion) })),
      }),
      [trial, order, dropped, changes],
    ),
  );
  const answer = useQuery({
    queryKey: ["what-if", trial.nct_id, ask],
    queryFn: () => calls.whatIf(trial.nct_id, ask),
    enabled: touched,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const shown = touched ? (answer.data ?? base) : base;
  const byCriterion = new Map(shown.funnel.map((row) => [row.criterion, row]));
  const basis = new Map(base.funnel.map((row) => [row.criterion, row]));
  const move = (criterion: number, to: number) => {
    const next = order.filter((one) => one !== criterion);
    const place = Math.max(0, Math.min(next.length, to));
    next.splice(place, 0, criterion);
    setOrder(next);
    setSaid(t("funnel.moved", { name: names.get(criterion) ?? "", place: place + 1, of: next.length }));
  };
  const reset = () => {
    setOrder(start);
    setDropped(new Set());
    setChanges(new Map());
  };
  const amend = () => {
    const edits: Draft = new Map<number, Edit>(
      [...changes].map(([criterion, change]) => [criterion, { criterion, section: sectionOf(trial, criterion), text: change.text, form: "text" as const, checked: null }] as const),
    );
    for (const criterion of dropped) {
      const found = trial.criteria_list.find((one) => one.criterion === criterion);
      if (found) edits.set(criterion, { criterion, section: found.section, text: found.text, form: "text", checked: null, removed: true });
    }
    keepDraft(trial.nct_id, edits, t("funnel.amendment_reason"));
    void navigate({ to: `/trials/${trial.nct_id}/edit` });
  };
  return (
    <div className="stack">
      <div className="figures">
        <Figure value={released(shown.start)} label={t("funnel.start")} note={t("funnel.source")} />
        {(["eligible", "potential"] as const).map((status) => (
          <Figure key={status} value={released(shown.counts[status])} label={t(`status.${status}`)} note={touched ? t("funnel.before", { n: released(base.counts[status]) }) : undefined} />
        ))}
        <Figure value={t("funnel.ms", { n: shown.took_ms })} label={t("funnel.took")} />
      </div>
      <Card
        title={t("funnel.title")}
        id="funnel"
        actions={
          <div className="row">
            <TakeOut name={`${trial.nct_id}-funnel`} rows={shown.funnel.map((row) => ({ ...row, name: names.get(row.criterion) }))} />
            <Button variant="default" disabled={!touched} onClick={reset} leftSection={<Icon name="undo" size={16} />}>
              {t("funnel.reset")}
            </Button>
            {may("EditTrial") ? (
              <Button disabled={changes.size === 0 && dropped.size === 0} onClick={amend} leftSection={<Icon name="edit" size={16} />}>
                {t("funnel.amend")}
              </Button>
            ) : null}
          </div>
        }
      >
        <p className="hint">{t("funnel.how")}</p>
        <Chart base={base} shown={shown} touched={touched} names={names} />
        {answer.error && touched ? <Failed error={answer.error} retry={() => void answer.refetch()} /> : null}
        <p className="hidden-words" role="status">
          {said}
        </p>
        <div className="funnel-list" role="table" aria-label={t("funnel.table")}>
          <div role="row" className="funnel-row funnel-head">
            <span role="columnheader">{t("funnel.order")}</span>
            <span role="columnheader">{t("funnel.criterion")}</span>
            <span role="columnheader" className="num">{t("funnel.remaining")}</span>
            <span role="columnheader" className="num">{t("funnel.alone")}</span>
            <span role="columnheader">{t("funnel.counts")}</span>
          </div>
          {order.map((criterion, place) => {
            const found = trial.criteria_list.find((one) => one.criterion === criterion);
            if (!found) return null;
            const off = dropped.has(criterion);
            return (
              <Row
                key={criterion}
                criterion={found}
                name={names.get(criterion) ?? ""}
                remaining={off ? undefined : (byCriterion.get(criterion)?.remaining ?? null)}
                before={basis.get(criterion)?.remaining ?? null}
                alone={off ? undefined : (byCriterion.get(criterion)?.excluded_by_it_alone ?? null)}
                touched={touched}
                place={place}
                last={order.length - 1}
                off={off}
                change={changes.get(criterion)}
                onMove={(to) => move(criterion, to)}
                onDrop={(from) => move(from, place)}
                onOff={(next) => {
                  const set = new Set(dropped);
                  if (next) set.add(criterion);
                  else set.delete(criterion);
                  setDropped(set);
                }}
                onChange={(change) => {
                  const map = new Map(changes);
                  if (change) map.set(criterion, change);
                  else map.delete(criterion);
                  setChanges(map);
                }}
              />
            );
          })}
        </div>
        <p className="hint">{t("funnel.small")}</p>
      </Card>
    </div>
  );
}

const sectionOf = (trial: Trial, criterion: number) => trial.criteria_list.find((one) => one.criterion === criterion)?.section ?? "inclusion";

interface RowProps {
  criterion: Criterion;
  name: string;
  /** Undefined where the criterion is left out, null where the count is kept back. */
  remaining: number | null | undefined;
  before: number | null;
  alone: number | null | undefined;
  touched: boolean;
  place: number;
  last: number;
  off: boolean;
  change?: Change;
  onMove: (to: number) => void;
  onDrop: (from: number) => void;
  onOff: (off: boolean) => void;
  onChange: (change: Change | null) => void;
}

function Row({ criterion, name, remaining, before, alone, touched, place, last, off, change, onMove, onDrop, onOff, onChange }: RowProps) {
  const [over, setOver] = useState(false);
  const drag = {
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.setData("text/criterion", String(criterion.criterion));
      event.dataTransfer.effectAllowed = "move";
    },
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const from = event.dataTransfer.getData("text/criterion");
      if (from !== "") onDrop(Number(from));
    },
  };
  return (
    <div role="row" className={`funnel-row${off ? " off" : ""}${over ? " over" : ""}`} {...drag}>
      <span role="cell" className="handles">
        <span className="grip">
          <Icon name="grip" size={16} />
        </span>
        <button type="button" className="mover" disabled={place === 0} onClick={() => onMove(place - 1)} aria-label={t("funnel.up", { name })}>
          <Icon name="up" size={15} />
        </button>
        <button type="button" className="mover" disabled={place === last} onClick={() => onMove(place + 1)} aria-label={t("funnel.down", { name })}>
          <Icon name="down" size={15} />
        </button>
      </span>
      <span role="cell" className="funnel-words">
        <span className="row">
          <span className="code">{name}</span>
          <span>{change?.text ?? criterion.text}</span>
        </span>
        {off ? null : <Thresholds criterion={criterion} name={name} change={change} onChange={onChange} />}
      </span>
      <span role="cell" className="num">
        {remaining === undefined ? "–" : released(remaining)}
        {touched && remaining !== undefined && remaining !== null && before !== null && remaining !== before ? (
          <span className="delta">{t("funnel.delta", { n: `${remaining > before ? "+" : "−"}${number(Math.abs(remaining - before))}` })}</span>
        ) : null}
      </span>
      <span role="cell" className="num muted">
        {alone === undefined ? "–" : released(alone)}
      </span>
      <span role="cell">
        <Switch size="sm" checked={!off} onChange={(event) => onOff(!event.currentTarget.checked)} aria-label={t("funnel.use", { name })} />
      </span>
    </div>
  );
}

/** A number that is a threshold: not "type 2", "class 3", nor the 1.73 of a unit. */
const NUMBER = /(?<![\w./-]|\b(?:types?|class|grade|stage|phase|cohort|arm) )(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w-]|[.,]\d| ?m2)/gi;
const valueOf = (text: string): number => Number(text.replaceAll(",", ""));

/** The numbers of a criterion, each to be turned: the text with another number is read anew, and its expression goes into the what-if. */
function Thresholds({ criterion, name, change, onChange }: { criterion: Criterion; name: string; change?: Change; onChange: (change: Change | null) => void }) {
  const text = change?.text ?? criterion.text;
  const numbers = [...criterion.text.matchAll(NUMBER)].slice(0, 3);
  const now = [...text.matchAll(NUMBER)];
  if (numbers.length === 0 || criterion.understood === "none") return null;
  const set = (at: number, value: number) => {
    let seen = -1;
    const next = text.replaceAll(NUMBER, (found) => {
      seen += 1;
      return seen === at ? String(value) : found;
    });
    onChange(next === criterion.text ? null : { text: next });
  };
  return (
    <span className="row thresholds">
      {numbers.map((found, at) => (
        <Turn key={found.index} label={t("funnel.threshold", { name, n: at + 1 })} value={valueOf(now[at]?.[0] ?? found[0])} was={valueOf(found[0])} onSet={(value) => set(at, value)} />
      ))}
      {change ? (
        <Button size="compact-xs" variant="subtle" onClick={() => onChange(null)}>
          {t("action.undo")}
        </Button>
      ) : null}
    </span>
  );
}

function Turn({ label, value, was, onSet }: { label: string; value: number; was: number; onSet: (value: number) => void }) {
  const [typed, setTyped] = useState(String(value));
  // An undo, or another number of the same text, comes from outside.
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    if (Number(typed) !== value) setTyped(String(value));
  }
  const step = was >= 100 ? 10 : was >= 20 ? 5 : was % 1 === 0 ? 1 : 0.1;
  return (
    <span className="turn">
      <TextInput
        type="number"
        size="xs"
        w={84}
        step={step}
        min={0}
        aria-label={label}
        value={typed}
        onChange={(event) => {
          const next = event.currentTarget.value;
          setTyped(next);
          if (next !== "" && Number.isFinite(Number(next)) && Number(next) !== value) onSet(Number(next));
        }}
      />
      {value === was ? null : <span className="hint">{t("funnel.was", { n: was })}</span>}
    </span>
  );
}

function Chart({ base, shown, touched, names }: { base: WhatIf; shown: WhatIf; touched: boolean; names: Map<number, string> }) {
  const most = Math.max(1, base.start ?? 0, shown.start ?? 0);
  const bars = [{ name: t("funnel.all"), now: shown.start, was: base.start }, ...shown.funnel.map((row) => ({ name: names.get(row.criterion) ?? "", now: row.remaining, was: base.funnel.find((one) => one.criterion === row.criterion)?.remaining ?? null }))];
  const [step, high] = [Math.max(54, Math.min(110, Math.floor(940 / bars.length))), 150];
  const width = bars.length * step;
  const scale = (n: number | null) => (n === null ? 3 : Math.max(2, (n / most) * high));
  const last = bars.at(-1);
  const summary = t("funnel.summary", { from: released(shown.start), to: released(last?.now ?? null), steps: shown.funnel.length });
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must take the focus (WCAG 2.1.1)
    <div className="chart" role="region" aria-label={t("funnel.chart")} tabIndex={0}>
      <svg role="img" aria-label={summary} viewBox={`0 0 ${width} ${high + 46}`} width={width} height={high + 46} focusable="false">
        <line x1={0} x2={width} y1={high + 18} y2={high + 18} className="axis" />
        {bars.map((bar, place) => (
          <g key={place} transform={`translate(${place * step} 18)`}>
            {touched ? <rect x={6} y={high - scale(bar.was)} width={step - 12} height={scale(bar.was)} rx={3} className="bar was" /> : null}
            <rect x={10} y={high - scale(bar.now)} width={step - 20} height={scale(bar.now)} rx={3} className={bar.now === null ? "bar kept" : "bar"} />
            <text x={step / 2} y={high - scale(touched && bar.was !== null ? Math.max(bar.now ?? 0, bar.was) : bar.now) - 5} textAnchor="middle" className="bar-value">
              {short(bar.now)}
            </text>
            <text x={step / 2} y={high + 18} textAnchor="middle" className="bar-name">
              {bar.name}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

/** A count in few letters, for bars: 1.05 M, 324 k, 87. */
function short(value: number | null): string {
  if (value === null) return t("funnel.kept");
  if (value >= 1_000_000) return `${(value / 1_000_000).toFixed(2)} M`;
  return value >= 10_000 ? `${Math.round(value / 1000)} k` : number(value);
}
