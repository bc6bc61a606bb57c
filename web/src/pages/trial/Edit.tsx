// The editor of criteria: the text form of each, read as one types, then what changes, then why. Saving makes a new version; it
// counts once another person has approved it.
import { Alert, Button, NativeSelect, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import * as calls from "#/api/calls";
import { type Problem, isProblem } from "#/api/problem";
import type { Checked, Criterion, Section, Trial } from "#/api/types";
import { say } from "#/app/toasts";
import { t } from "#/i18n";
import { Diff } from "#/ui/Diff";
import { Icon } from "#/ui/Icon";
import { Card } from "#/ui/Page";
import { Failed } from "#/ui/States";
import { UnderstoodChip } from "#/ui/Verdict";
import { type Draft, type Edit as OneEdit, draftOf, dropDraft, keepDraft } from "./draft";
import { TrialFrame, codes, isForPerson, short } from "./frame";

/** Characters of one criterion; whoever pastes more has pasted more than one. */
export const LONGEST = 10_000;

export default function Edit() {
  return <TrialFrame>{(trial, etag) => <Editor key={trial.nct_id} trial={trial} etag={etag} />}</TrialFrame>;
}

function Editor({ trial, etag }: { trial: Trial; etag: string | null }) {
  const kept = draftOf(trial.nct_id);
  const [edits, setEdits] = useState<Draft>(kept.edits);
  const [reason, setReason] = useState(kept.reason);
  const [review, setReview] = useState(false);
  const intent = useRef(crypto.randomUUID());
  const navigate = useNavigate();
  const client = useQueryClient();
  const { criterion: wanted } = useSearch({ strict: false }) as { criterion?: string };
  const names = useMemo(() => codes(trial.criteria_list), [trial.criteria_list]);
  useEffect(() => keepDraft(trial.nct_id, edits, reason), [trial.nct_id, edits, reason]);
  useEffect(() => {
    if (wanted) document.getElementById(`edit-${wanted}`)?.focus();
  }, [wanted]);

  const save = useMutation({
    mutationFn: (match: string | null) =>
      calls.newVersion(
        trial.nct_id,
        match,
        {
          reason: reason.trim(),
          criteria: [...edits.values()].map((edit) => ({
            criterion: edit.criterion,
            section: edit.section,
            ...(edit.removed ? { removed: true } : { [edit.form]: edit.text }),
          })),
        },
        intent.current,
      ),
    onSuccess: async ({ version }) => {
      dropDraft(trial.nct_id);
      say({ text: t("edit.saved", { version: short(version) }), tone: "good" });
      await client.invalidateQueries({ queryKey: ["trial", trial.nct_id] });
      await client.invalidateQueries({ queryKey: ["versions", trial.nct_id] });
      void navigate({ to: `/trials/${trial.nct_id}/history/${version}` });
    },
    onError: () => {
      intent.current = crypto.randomUUID();
    },
  });
  const set = (edit: OneEdit) => setEdits(new Map(edits).set(edit.criterion, edit));
  const back = (criterion: number) => {
    const next = new Map(edits);
    next.delete(criterion);
    setEdits(next);
  };
  const add = (section: Section) => {
    const criterion = Math.max(-1, ...trial.criteria_list.map((one) => one.criterion), ...edits.keys()) + 1;
    set({ criterion, section, text: "", form: "text", checked: null, added: true });
  };
  const conflict = isProblem(save.error) && [409, 412].includes(save.error.status) ? save.error : null;
  const empty = [...edits.values()].some((edit) => !edit.removed && edit.text.trim() === "");

  if (review) {
    return (
      <div className="stack">
        <Card title={t("edit.review")} id="review">
          <ul className="stack tight">
            {[...edits.values()].map((edit) => {
              const before = trial.criteria_list.find((one) => one.criterion === edit.criterion);
              return <Changed key={edit.criterion} name={names.get(edit.criterion) ?? t("edit.new")} before={before} edit={edit} />;
            })}
          </ul>
        </Card>
        <Card title={t("edit.why")} id="why">
          <Textarea label={t("edit.reason")} description={t("edit.reason_hint")} rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
          {conflict ? (
            <Conflict
              problem={conflict}
              onMine={async () => {
                const fresh = await client.fetchQuery({ queryKey: ["trial", trial.nct_id], queryFn: () => calls.trial(trial.nct_id), staleTime: 0 });
                save.mutate(fresh.etag);
              }}
              onTheirs={async () => {
                setEdits(new Map());
                setReview(false);
                save.reset();
                await client.invalidateQueries({ queryKey: ["trial", trial.nct_id] });
              }}
            />
          ) : save.error ? (
            <Failed error={save.error} />
          ) : null}
          <div className="row">
            <Button onClick={() => save.mutate(etag)} loading={save.isPending} disabled={reason.trim().length < 3}>
              {t("edit.save")}
            </Button>
            <Button variant="default" onClick={() => setReview(false)}>
              {t("edit.back")}
            </Button>
          </div>
        </Card>
      </div>
    );
  }
  return (
    <div className="stack">
      <p className="lead">{t("edit.lead")}</p>
      {(["inclusion", "exclusion"] as const).map((section) => (
        <section key={section} className="stack tight" aria-label={t(`section.${section}`)}>
          <h2 className="section-title">{t(`section.${section}`)}</h2>
          {trial.criteria_list
            .filter((one) => one.section === section)
            .map((one) => (
              <Row key={one.criterion} nct={trial.nct_id} name={names.get(one.criterion) ?? ""} before={one} edit={edits.get(one.criterion)} onEdit={set} onBack={() => back(one.criterion)} />
            ))}
          {[...edits.values()]
            .filter((edit) => edit.added && edit.section === section)
            .map((edit) => (
              <Row key={edit.criterion} nct={trial.nct_id} name={t("edit.new")} edit={edit} onEdit={set} onBack={() => back(edit.criterion)} />
            ))}
          <div>
            <Button variant="subtle" size="compact-sm" leftSection={<Icon name="plus" size={16} />} onClick={() => add(section)}>
              {t(`edit.add_${section}`)}
            </Button>
          </div>
        </section>
      ))}
      <div className="foot-bar">
        <span>{t("edit.changed", { count: edits.size })}</span>
        <div className="row">
          <Button variant="default" onClick={() => { dropDraft(trial.nct_id); void navigate({ to: `/trials/${trial.nct_id}` }); }}>
            {t("edit.discard")}
          </Button>
          <Button disabled={edits.size === 0 || empty} onClick={() => setReview(true)}>
            {t("edit.review")}
          </Button>
        </div>
      </div>
    </div>
  );
}

function Row({ nct, name, before, edit, onEdit, onBack }: { nct: string; name: string; before?: Criterion; edit?: OneEdit; onEdit: (edit: OneEdit) => void; onBack: () => void }) {
  const section = edit?.section ?? before?.section ?? "inclusion";
  const criterion = edit?.criterion ?? before?.criterion ?? 0;
  const [cut, setCut] = useState(false);
  const [chosen, setForm] = useState<"text" | "readable">(before && before.understood !== "full" ? "readable" : "text");
  const form = edit?.form ?? chosen;
  const was = form === "readable" ? (before?.readable ?? "") : (before?.text ?? "");
  const text = edit?.text ?? was;
  const checked = useCheck(nct, section, form, edit && !edit.removed && text !== was ? text : null, (answer) => {
    if (edit) onEdit({ ...edit, checked: answer });
  });
  const place = isProblem(checked.error) && checked.error.code === "readable-form" ? Number(checked.error.body["at"]) : null;
  const shown = checked.data ?? edit?.checked ?? null;
  return (
    <div className={edit ? "edit-row changed" : "edit-row"}>
      <span className="code">{name}</span>
      <div className="stack tight grow">
        {edit?.removed ? (
          <p>
            <del>{before?.text}</del>
          </p>
        ) : (
          <>
          {form === "readable" && before ? <p className="criterion-text">{before.text}</p> : null}
          <Textarea
            id={`edit-${criterion}`}
            className={form === "readable" ? "as-form" : undefined}
            aria-label={form === "readable" ? t("edit.form_of", { name }) : t("edit.text_of", { name })}
            description={form === "readable" && edit ? t("edit.form_hint") : undefined}
            error={cut ? t("edit.too_long") : place === null ? undefined : t("edit.unreadable", { at: place + 1 })}
            onPaste={(event) => {
              // A browser would take the first part and say nothing.
              const long = event.clipboardData.getData("text").length + text.length > LONGEST;
              if (long) event.preventDefault();
              setCut(long);
            }}
            rows={Math.min(8, Math.max(1, Math.ceil(text.length / 90)))}
            value={text}
            maxLength={LONGEST}
            onChange={(event) => {
              setCut(false);
              const next = event.currentTarget.value;
              if (before && next === was) onBack();
              else onEdit({ criterion, section, text: next, form, checked: null, added: edit?.added });
            }}
          />
          </>
        )}
        <div className="row" aria-live="polite">
          {edit?.removed ? (
            <span className="chip partial">{t("edit.removed")}</span>
          ) : shown ? (
            <>
              <UnderstoodChip understood={shown.understood} />
              <span className="readable inline">{shown.understood === "none" ? t("trial.opaque") : shown.readable}</span>
            </>
          ) : edit && text.trim() !== "" && place === null ? (
            <span className="hint">{checked.error ? t("edit.check_failed") : t("edit.checking")}</span>
          ) : before ? (
            <>
              <UnderstoodChip understood={before.understood} person={isForPerson(before)} />
              <span className="readable inline">{isForPerson(before) ? t("trial.person_decides") : before.understood === "none" ? t("trial.opaque") : before.readable}</span>
            </>
          ) : null}
        </div>
        {shown?.flaws.map((flaw) => (
          <p key={flaw.code} className="flaw">
            <Icon name="alert" size={15} /> {flaw.message}
          </p>
        ))}
      </div>
      <div className="row edit-tools">
        {edit ? null : (
          <Button size="compact-sm" variant="subtle" onClick={() => setForm(form === "text" ? "readable" : "text")} aria-label={`${form === "text" ? t("edit.as_form") : t("edit.as_text")}: ${name}`}>
            {form === "text" ? t("edit.as_form") : t("edit.as_text")}
          </Button>
        )}
        {edit?.added ? (
          <NativeSelect size="xs" aria-label={t("edit.section_of", { name })} value={section} data={(["inclusion", "exclusion"] as const).map((value) => ({ value, label: t(`section.${value}`) }))} onChange={(event) => onEdit({ ...edit, section: event.currentTarget.value as Section })} />
        ) : null}
        {edit ? (
          <Button size="compact-sm" variant="default" onClick={onBack} leftSection={<Icon name="undo" size={15} />}>
            {t("action.undo")}
          </Button>
        ) : (
          <Button size="compact-sm" variant="subtle" color="gray" aria-label={t("edit.remove_named", { name })} onClick={() => onEdit({ criterion, section, text, form, checked: null, removed: true })}>
            {t("edit.remove")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Asks how a text reads, once somebody has stopped typing. */
export function useCheck(nct: string, section: Section, form: "text" | "readable", text: string | null, onAnswer: (answer: Checked) => void) {
  const [state, setState] = useState<{ text: string | null; data: Checked | null; error: unknown }>({ text: null, data: null, error: null });
  const tell = useRef(onAnswer);
  useEffect(() => {
    tell.current = onAnswer;
  });
  useEffect(() => {
    if (text === null || text.trim() === "") return undefined;
    let current = true;
    const timer = setTimeout(() => {
      calls
        .checkCriterion(nct, { [form]: text, section })
        .then((data) => {
          if (!current) return;
          setState({ text, data, error: null });
          tell.current(data);
        })
        .catch((error: unknown) => current && setState({ text, data: null, error }));
    }, 350);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [nct, section, form, text]);
  return state.text === text ? state : { data: null, error: null };
}

function Changed({ name, before, edit }: { name: string; before?: Criterion; edit: OneEdit }) {
  const words = edit.form === "text" ? edit.text : (before?.text ?? "");
  const form = edit.checked?.readable ?? (edit.form === "readable" ? edit.text : null);
  return <Diff name={name} before={before ?? null} after={edit.removed ? null : { text: words, readable: form }} />;
}

/** Somebody else saved in between: both are shown, nothing is lost, a person chooses. */
export function Conflict({ problem, onMine, onTheirs }: { problem: Problem; onMine: () => void; onTheirs: () => void }) {
  return (
    <Alert color="yellow" variant="light" role="alert" icon={<Icon name="compare" />} title={t("conflict.title")}>
      <div className="stack tight">
        <p>{t("conflict.why")}</p>
        <div className="split">
          <div>
            <h3>{t("conflict.theirs")}</h3>
            <pre className="version-text">{plain(problem.body["current"])}</pre>
          </div>
          <div>
            <h3>{t("conflict.yours")}</h3>
            <pre className="version-text">{plain(problem.body["yours"])}</pre>
          </div>
        </div>
        <div className="row">
          <Button variant="default" onClick={onMine}>
            {t("conflict.keep_mine")}
          </Button>
          <Button variant="default" onClick={onTheirs}>
            {t("conflict.take_theirs")}
          </Button>
        </div>
      </div>
    </Alert>
  );
}

/** What a server sent, in lines that a person can compare. */
function plain(value: unknown): string {
  if (value === null || value === undefined) return t("conflict.nothing");
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${typeof inner === "object" ? JSON.stringify(inner) : String(inner)}`)
    .join("\n");
}
