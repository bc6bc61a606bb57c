// One candidate: what speaks for and against, on what it rests, what is missing, and the decision. Whole work by keyboard: J and K
// go on and back, 1, 2 and 3 decide, U takes back.
import { Button, Checkbox, NativeSelect, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import * as calls from "#/api/calls";
import { isProblem } from "#/api/problem";
import type { Bin, Candidate as Found, Effect, ExplainedCriterion, NewDecision, VerdictWord } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { say, unsay } from "#/app/toasts";
import { who } from "#/auth/state";
import { number, showTime, t, word } from "#/i18n";
import { BinChip } from "#/ui/Bin";
import { By } from "#/ui/By";
import { Evidence } from "#/ui/Evidence";
import { ExportButton } from "#/ui/Export";
import { Icon } from "#/ui/Icon";
import { Card, Page } from "#/ui/Page";
import { Failed, Loading } from "#/ui/States";
import { StatusChip, VerdictChip } from "#/ui/Verdict";
import { Contact } from "./Contact";
import { Conflict } from "./Edit";
import { CandidateTabs, codes, trialQuery } from "./frame";
import { OTHER, OVERRIDE_REASONS, QUICK, REASONS } from "./reasons";

type Override = NonNullable<NewDecision["override"]>[number];
/** What only a person can tell stands apart: it is open and stands in nobody's way. */
type Group = Effect | "person";
const ORDER: readonly Group[] = ["excludes", "open", "person", "favours"];

export default function Candidate() {
  const { nct = "", study = "" } = useParams({ strict: false }) as { nct?: string; study?: string };
  const query = useQuery({ queryKey: ["candidate", nct, study], queryFn: () => calls.candidate(nct, study) });
  const trial = useQuery(trialQuery(nct));
  if (!query.data) {
    return (
      <Page title={study}>{query.error ? <Failed error={query.error} retry={() => void query.refetch()} /> : <Loading rows={9} />}</Page>
    );
  }
  return <One key={study} nct={nct} title={trial.data?.data.brief_title ?? nct} found={query.data.data} etag={query.data.etag} irb={trial.data?.data.register?.irb_number ?? null} />;
}

function One({ nct, title, found, etag, irb }: { nct: string; title: string; found: Found; etag: string | null; irb: string | null }) {
  const navigate = useNavigate();
  const { may } = useNavigation();
  const [overrides, setOverrides] = useState<Override[]>([]);
  const names = useMemo(() => codes(found.criteria), [found.criteria]);
  const groups = useMemo(() => {
    const by: Record<Group, ExplainedCriterion[]> = { excludes: [], open: [], person: [], favours: [] };
    for (const criterion of found.criteria) by[forPerson(criterion) ? "person" : criterion.effect].push(criterion);
    return by;
  }, [found.criteria]);
  const go = (study: string | null) => {
    if (study) void navigate({ to: `/trials/${nct}/candidates/${study}` });
  };
  useKeys((key) => {
    if (key === "j") go(found.next);
    else if (key === "k") go(found.prev);
    else return false;
    return true;
  });
  return (
    <Page
      title={found.study_id}
      wide
      eyebrow={
        <>
          <Link to={`/trials/${nct}/candidates`}>{t("trial.candidates")}</Link>
          <span className="num-id">{nct}</span>
          <span className="truncate">{title}</span>
        </>
      }
      lead={
        <span className="row">
          <StatusChip status={found.status} />
          <BinChip bin={found.bin} />
          {found.rank > 0 ? <span>{t("candidate.rank", { rank: number(found.rank) })}</span> : null}
          <span>
            {t("candidate.tally", { favours: groups.favours.length, open: groups.open.length, excludes: groups.excludes.length })}
            {groups.person.length > 0 ? t("candidate.tally_person", { person: groups.person.length }) : ""}
          </span>
        </span>
      }
      actions={
        <>
          {may("ExportResults") ? <ExportButton what={{ of: "verdicts", nct, study: found.study_id }} /> : null}
          <Button variant="default" disabled={!found.prev} onClick={() => go(found.prev)} leftSection={<Icon name="left" size={16} />}>
            {t("candidate.prev")} <kbd>K</kbd>
          </Button>
          <Button variant="default" disabled={!found.next} onClick={() => go(found.next)} rightSection={<Icon name="right" size={16} />}>
            {t("candidate.next")} <kbd>J</kbd>
          </Button>
        </>
      }
      tabs={<CandidateTabs nct={nct} study={found.study_id} />}
    >
      <div className="split aside decide">
        <div className="stack">
          <Missing found={found} names={names} />
          {ORDER.map((effect) =>
              groups[effect].length === 0 ? null : (
                <section key={effect} className="stack tight" aria-labelledby={`group-${effect}`}>
                  <h2 id={`group-${effect}`} className={`group-title ${effect}`}>
                    {t(`effect.${effect}`)} <span className="tab-badge">{groups[effect].length}</span>
                  </h2>
                  <ul className="stack tight">
                    {groups[effect].map((criterion) => (
                      <Criterion
                        key={criterion.criterion}
                        criterion={criterion}
                        name={names.get(criterion.criterion) ?? ""}
                        override={overrides.find((one) => one.criterion === criterion.criterion)}
                        onOverride={may("DecideCandidate") ? (next) => setOverrides([...overrides.filter((one) => one.criterion !== criterion.criterion), ...(next ? [next] : [])]) : undefined}
                      />
                    ))}
                  </ul>
                </section>
              ),
            )}
        </div>
        <div className="stack sticky">
          {may("DecideCandidate") ? <Decide nct={nct} found={found} etag={etag} overrides={overrides} onSaved={() => setOverrides([])} onNext={() => go(found.next)} /> : null}
          {may("RequestContact") ? <Contact nct={nct} study={found.study_id} sent={found.contact} irb={irb} bin={found.bin} /> : null}
          <Elsewhere found={found} />
          <History found={found} names={names} />
          <Versions versions={found.versions} />
        </div>
      </div>
    </Page>
  );
}

const forPerson = (criterion: ExplainedCriterion): boolean => criterion.effect === "open" && criterion.reasons.includes("needs-person");

/** Keys of the page, but not while somebody types or a dialog is open. */
function useKeys(on: (key: string) => boolean): void {
  const handler = useRef(on);
  useEffect(() => {
    handler.current = on;
  });
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const at = event.target as HTMLElement;
      if (at.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [role=dialog]")) return;
      if (handler.current(event.key.toLowerCase())) event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

function Missing({ found, names }: { found: Found; names: Map<number, string> }) {
  const missing = found.criteria.filter((criterion) => !forPerson(criterion)).flatMap((criterion) => criterion.missing.map((one) => ({ ...one, criterion: criterion.criterion })));
  if (found.status === "excluded") {
    const against = found.criteria.filter((criterion) => criterion.effect === "excludes");
    return (
      <Card title={t("candidate.why_not")} id="why-not">
        <ul className="plain-list">
          {against.map((criterion) => (
            <li key={criterion.criterion}>
              <span className="code">{names.get(criterion.criterion)}</span> {criterion.text}
            </li>
          ))}
        </ul>
      </Card>
    );
  }
  if (missing.length === 0) return null;
  return (
    <Card title={t("candidate.missing")} id="missing">
      <ul className="plain-list">
        {missing.map((one) => (
          <li key={`${one.criterion}-${one.text}`}>
            <span className="code">{names.get(one.criterion)}</span> {one.text} <span className="hint">{word("missing", one.code)}</span>
          </li>
        ))}
      </ul>
      {found.flips_to_eligible.length > 0 ? (
        <p>
          <strong>{t("candidate.smallest")}</strong>{" "}
          {found.flips_to_eligible[0]?.map((flip) => `${names.get(flip.criterion) ?? ""} ${flip.text}: ${t(`verdict.${flip.becomes}`)}`).join("; ")}
          {found.flips_to_eligible.length > 1 ? ` ${t("candidate.or_others", { count: found.flips_to_eligible.length - 1 })}` : ""}
        </p>
      ) : null}
    </Card>
  );
}

function Criterion({ criterion, name, override, onOverride }: { criterion: ExplainedCriterion; name: string; override?: Override; onOverride?: (next: Override | null) => void }) {
  const [open, setOpen] = useState(false);
  const person = forPerson(criterion);
  return (
    <li className={`criterion verdict-${person ? "person" : criterion.effect}`}>
      <div className="criterion-head">
        <span className="code">{name}</span>
        <VerdictChip verdict={criterion.verdict} effect={criterion.effect} person={person} />
        <span className="method">
          {criterion.section === "exclusion" && criterion.effect === "favours" ? t("effect.does_not_exclude") : criterion.effect === "excludes" ? t("effect.this_excludes") : ""}
          {criterion.verdict === "unknown" && !person ? criterion.reasons.map((reason) => word("missing", reason)).join(", ") : ""}
        </span>
        {onOverride ? (
          <Button size="compact-xs" variant="subtle" color="gray" aria-expanded={open} aria-label={t("override.open", { name })} onClick={() => setOpen(!open)}>
            {t("override.button")}
          </Button>
        ) : null}
      </div>
      <p className="criterion-text">{criterion.text}</p>
      {person ? null : <p className="readable">{criterion.readable}</p>}
      {criterion.evidence.map((evidence, place) => (
        <Evidence key={place} evidence={evidence} />
      ))}
      {criterion.decided_by ? (
        <p className="hint">
          <Icon name="info" size={14} /> {t(`decided_by.${criterion.decided_by}`)}
        </p>
      ) : null}
      {criterion.assumptions.map((assumption) => (
        <p key={assumption} className="hint">
          <Icon name="info" size={14} /> {word("assumption", assumption.split(":")[0])}
        </p>
      ))}
      {criterion.flips.length > 0 && !person ? (
        <p className="hint">
          {t("candidate.would_decide")} {criterion.flips.map((flip) => flip.map((one) => `${one.text}: ${t(`verdict.${one.becomes}`)}`).join(` ${t("candidate.and")} `)).join("; ")}
        </p>
      ) : null}
      {override ? (
        <p className="overridden">
          <Icon name="edit" size={14} /> {t("override.set", { verdict: t(`verdict.${override.verdict}`), reason: word("reason", override.reason_code) })}
          <Button size="compact-xs" variant="subtle" onClick={() => onOverride?.(null)}>
            {t("action.undo")}
          </Button>
        </p>
      ) : null}
      {open && onOverride ? (
        <OverrideForm
          name={name}
          criterion={criterion}
          onDone={(next) => {
            setOpen(false);
            if (next) onOverride(next);
          }}
        />
      ) : null}
    </li>
  );
}

function OverrideForm({ name, criterion, onDone }: { name: string; criterion: ExplainedCriterion; onDone: (next: Override | null) => void }) {
  const [verdict, setVerdict] = useState<VerdictWord>(criterion.verdict === "met" ? "not_met" : "met");
  const [reason, setReason] = useState<string>(OVERRIDE_REASONS[0]);
  return (
    <div className="override-form" role="group" aria-label={t("override.open", { name })}>
      <NativeSelect label={t("override.verdict")} value={verdict} onChange={(event) => setVerdict(event.currentTarget.value as VerdictWord)} data={(["met", "not_met", "unknown"] as const).map((value) => ({ value, label: t(`verdict.${value}`) }))} />
      <NativeSelect label={t("override.reason")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data={OVERRIDE_REASONS.map((value) => ({ value, label: word("reason", value) }))} />
      <Button onClick={() => onDone({ criterion: criterion.criterion, verdict, reason_code: reason })}>{t("override.apply")}</Button>
      <Button variant="default" onClick={() => onDone(null)}>
        {t("action.cancel")}
      </Button>
    </div>
  );
}

/** How long somebody can take a decision back, in milliseconds. */
export const UNDO_MS = 10_000;

function Decide({ nct, found, etag, overrides, onSaved, onNext }: { nct: string; found: Found; etag: string | null; overrides: Override[]; onSaved: () => void; onNext: () => void }) {
  const client = useQueryClient();
  const [bin, setBin] = useState<Bin | null>(null);
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const [second, setSecond] = useState(false);
  const [undoable, setUndoable] = useState<string | null>(null);
  const intent = useRef(crypto.randomUUID());
  const submit = useRef<HTMLButtonElement>(null);
  const told = useRef(0);
  const study = found.study_id;
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: ["candidate", nct, study] });
    void client.invalidateQueries({ queryKey: ["candidates", nct] });
    void client.invalidateQueries({ queryKey: ["screening", nct] });
    void client.invalidateQueries({ queryKey: ["decisions"] });
  };
  const undo = useMutation({
    mutationFn: (decision: string) => calls.undo(nct, study, decision, crypto.randomUUID()),
    onSuccess: async () => {
      setUndoable(null);
      unsay(told.current);
      // Said when the page stands anew: a decision that follows at once would start from what was taken back.
      await refresh();
      say({ text: t("decide.undone"), tone: "good" });
    },
    onError: () => say({ text: t("decide.undo_failed"), tone: "bad" }),
  });
  const save = useMutation({
    mutationFn: (match: string | null) =>
      calls.decide(
        nct,
        study,
        match,
        {
          bin: bin ?? "flagged",
          reason_code: reason,
          ...(note.trim() ? { note: note.trim() } : {}),
          ...(overrides.length > 0 ? { override: overrides } : {}),
          ...(second ? { second_reader: true } : {}),
        },
        intent.current,
      ),
    onSuccess: async ({ data }) => {
      intent.current = crypto.randomUUID();
      setUndoable(data.decision.id);
      setTimeout(() => setUndoable((now) => (now === data.decision.id ? null : now)), UNDO_MS);
      told.current = say({
        text: t("decide.saved", { study, bin: t(`bin.${data.decision.bin}`) }),
        tone: "good",
        stays: UNDO_MS,
        action: { label: t("action.undo"), run: () => undo.mutate(data.decision.id) },
      });
      setBin(null);
      setNote("");
      setSecond(false);
      onSaved();
      await refresh();
    },
  });
  const choose = (next: Bin) => {
    // Drawn at once, so that Enter goes to the button however fast it follows.
    flushSync(() => {
      setBin(next);
      setReason(REASONS[next][0] ?? "");
    });
    submit.current?.focus();
  };
  useKeys((key) => {
    const quick = QUICK[Number(key) - 1];
    if (quick) choose(quick);
    else if (key === "u" && undoable) undo.mutate(undoable);
    else return false;
    return true;
  });
  const conflict = isProblem(save.error) && [409, 412].includes(save.error.status) ? save.error : null;
  const identifies = isProblem(save.error) && save.error.status === 422 ? save.error : null;
  const last = found.history.findLast((made) => !made.undone && !made.second_reader);
  const mayReadSecond = last !== undefined && last.by !== who.get()?.person && !found.second;
  return (
    <Card title={t("decide.title")} id="decide">
      {mayReadSecond || found.second ? (
        <p className="hint row">
          <Icon name="people" size={16} /> {found.second ? t("decide.second_done") : t("decide.second_wanted")}
        </p>
      ) : null}
      <div className="quick" role="group" aria-label={t("decide.title")}>
        {QUICK.map((one, place) => (
          <button key={one} type="button" className={`quick-button ${one}`} aria-pressed={bin === one} onClick={() => choose(one)}>
            <BinChip bin={one} />
            <kbd>{place + 1}</kbd>
          </button>
        ))}
      </div>
      <NativeSelect
        label={t("decide.other")}
        value={bin && OTHER.includes(bin) ? bin : ""}
        onChange={(event) => event.currentTarget.value && choose(event.currentTarget.value as Bin)}
        data={[{ value: "", label: t("decide.choose") }, ...OTHER.filter((one) => one !== found.bin).map((value) => ({ value, label: t(`bin.${value}`) }))]}
      />
      {bin ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            // A second click while the first is on its way is the same intent.
            if (!save.isPending && !undo.isPending) save.mutate(etag);
          }}
        >
          <NativeSelect label={t("decide.reason")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data={REASONS[bin].map((value) => ({ value, label: word("reason", value) }))} />
          <Textarea label={t("decide.note")} description={t("decide.note_hint")} rows={2} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} error={identifies ? t("decide.note_identifies") : undefined} />
          {mayReadSecond ? <Checkbox label={t("decide.second")} checked={second} onChange={(event) => setSecond(event.currentTarget.checked)} /> : null}
          {overrides.length > 0 ? <p className="hint">{t("decide.with_overrides", { count: overrides.length })}</p> : null}
          {conflict ? (
            <Conflict
              problem={conflict}
              onMine={async () => {
                const fresh = await calls.candidate(nct, study);
                intent.current = crypto.randomUUID();
                save.mutate(fresh.etag);
              }}
              onTheirs={() => {
                save.reset();
                setBin(null);
                void refresh();
              }}
            />
          ) : save.error && !identifies ? (
            <Failed error={save.error} />
          ) : null}
          <Button type="submit" ref={submit} loading={save.isPending || undo.isPending}>
            {t("decide.save", { bin: t(`bin.${bin}`) })}
          </Button>
        </form>
      ) : undoable ? (
        <div className="row">
          <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate(undoable)} leftSection={<Icon name="undo" size={16} />}>
            {t("action.undo")} <kbd>U</kbd>
          </Button>
          <Button variant="light" onClick={onNext} disabled={!found.next}>
            {t("candidate.next")} <kbd>J</kbd>
          </Button>
        </div>
      ) : (
        <p className="hint">{t("decide.hint")}</p>
      )}
    </Card>
  );
}

/** Who takes part in another trial, or was screened and not taken there, is seldom free for this one. */
function Elsewhere({ found }: { found: Found }) {
  if (found.elsewhere.length === 0) return null;
  return (
    <Card title={t("candidate.elsewhere")} id="elsewhere">
      <ol className="timeline">
        {found.elsewhere.map((made) => (
          <li key={made.nct_id}>
            <p className="row">
              <BinChip bin={made.bin} />
              <Link to={`/trials/${made.nct_id}/candidates/${found.study_id}`} className="num-id">
                {made.nct_id}
              </Link>
            </p>
            {made.title ? <p>{made.title}</p> : null}
            <p className="hint">
              {made.reason_code ? `${word("reason", made.reason_code)} · ` : ""}
              {showTime(made.decided_at)}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function History({ found, names }: { found: Found; names: Map<number, string> }) {
  if (found.history.length === 0) return null;
  return (
    <Card title={t("candidate.history")} id="history">
      <ol className="timeline">
        {found.history.toReversed().map((made) => (
          <li key={made.id} className={made.undone ? "undone" : undefined}>
            <p className="row">
              <BinChip bin={made.bin} />
              {made.undone ? <span className="chip plain">{t("candidate.taken_back")}</span> : null}
              {made.second_reader ? <span className="chip plain">{t("decide.second_done")}</span> : null}
            </p>
            <p>{word("reason", made.reason_code)}</p>
            {made.note ? <p className="hint">{made.note}</p> : null}
            {made.override.map((one) => (
              <p key={one.criterion} className="hint">
                {names.get(one.criterion)} {t("override.set", { verdict: t(`verdict.${one.verdict}`), reason: word("reason", one.reason_code) })}
              </p>
            ))}
            <p className="hint">
              <By id={made.by} /> · {showTime(made.at)}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Versions({ versions }: { versions: Found["versions"] }) {
  return (
    <details className="card">
      <summary>{t("candidate.versions")}</summary>
      <dl className="facts">
        {Object.entries(versions).map(([part, version]) => (
          <div key={part} className="contents">
            <dt>{word("part", part)}</dt>
            <dd>
              <code>{version}</code>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
