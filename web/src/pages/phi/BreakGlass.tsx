// Access in an emergency: one patient, a reason, at most an hour; and the queue in which each is reviewed within 24 hours.
import { Button, NativeSelect, TextInput, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { BreakGlass as Grant } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { store, useStore } from "#/app/store";
import { say } from "#/app/toasts";
import { showTime, t, word } from "#/i18n";
import { ExportButton } from "#/ui/Export";
import { Icon } from "#/ui/Icon";
import { Card, Page, TableFrame } from "#/ui/Page";
import { Empty, Failed, Loaded } from "#/ui/States";
import { Dialog } from "#/ui/Dialog";

const REASONS = ["emergency", "cannot_consent", "handover", "participant_safety", "other"] as const;

/** What was granted while this page is open; the queue is for those who review. */
const granted = store<readonly { grant: number; patient: string; ends: number }[]>([]);
const FINDINGS = ["justified", "unjustified", "escalated"] as const;

export default function BreakGlass() {
  const { may } = useNavigation();
  const query = useQuery({ queryKey: ["break-glass"], queryFn: calls.breakGlassQueue, refetchInterval: 30_000, enabled: may("ReadBreakGlass") });
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["break-glass"] });
  const mine = useStore(granted);
  return (
    <Page title={t("area.break_glass")} lead={t("glass.lead")} actions={may("ReviewBreakGlass") && may("ExportIdentified") ? <ExportButton what={{ of: "list", list: "break_glass" }} /> : null}>
      {mine.map((grant) => (
        <Running key={grant.grant} grant={grant} />
      ))}
      {may("RequestBreakGlass") ? <Request onMade={again} /> : null}
      {may("ReadBreakGlass") ? (
        <Loaded query={query}>
          {({ items }) => <Queue items={items} mayReview={may("ReviewBreakGlass")} onDone={again} />}
        </Loaded>
      ) : null}
    </Page>
  );
}

function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

function Running({ grant }: { grant: { grant: number; patient: string; ends: number } }) {
  const now = useNow(1000);
  const left = Math.max(0, grant.ends - now);
  const stop = useMutation({ mutationFn: () => calls.stopBreakGlass(grant.grant, crypto.randomUUID()), onSuccess: () => granted.set(granted.get().filter((one) => one !== grant)) });
  return (
    <section className="running" aria-label={t("glass.running")}>
      <p className="clock" role="timer">
        {left === 0 ? t("glass.over") : `${Math.floor(left / 60_000)}:${String(Math.floor((left % 60_000) / 1000)).padStart(2, "0")}`}
      </p>
      <div className="grow">
        <h2>{t("glass.running")}</h2>
        <p className="hint">{t("glass.reads")}</p>
      </div>
      <Button component={Link} to={`/patients/${grant.patient}/record`}>
        {t("glass.open_patient")}
      </Button>
      <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
        {t("glass.stop")}
      </Button>
    </section>
  );
}

function Request({ onMade }: { onMade: () => void }) {
  const [mrn, setMrn] = useState("");
  const [reason, setReason] = useState<string>(REASONS[0]);
  const [why, setWhy] = useState("");
  const [minutes, setMinutes] = useState("60");
  const intent = useRef(crypto.randomUUID());
  const ask = useMutation({
    mutationFn: () => calls.breakGlass({ mrn: mrn.trim(), reason_code: reason, justification: why.trim(), minutes: Number(minutes) }, intent.current),
    onSuccess: (made) => {
      granted.set([...granted.get(), made]);
      intent.current = crypto.randomUUID();
      setMrn("");
      setWhy("");
      say({ text: t("glass.granted"), tone: "good" });
      onMade();
    },
    onError: () => {
      intent.current = crypto.randomUUID();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <Card title={t("glass.request")} id="request">
      <p className="hint">{t("glass.request_why")}</p>
      <form className="stack" onSubmit={submit}>
        <div className="split">
          <TextInput label={t("glass.mrn")} autoComplete="off" maxLength={64} value={mrn} onChange={(event) => setMrn(event.currentTarget.value)} />
          <NativeSelect label={t("decide.reason")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data={REASONS.map((value) => ({ value, label: word("reason", value) }))} />
        </div>
        <Textarea label={t("export.justification")} description={t("glass.justification_hint", { count: Math.max(0, 20 - why.trim().length) })} rows={3} maxLength={1000} value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
        <NativeSelect label={t("glass.minutes")} w={140} value={minutes} onChange={(event) => setMinutes(event.currentTarget.value)} data={["15", "30", "45", "60"]} />
        {ask.error ? <Failed error={ask.error} /> : null}
        <div>
          <Button type="submit" color="red" loading={ask.isPending} disabled={!mrn.trim() || why.trim().length < 20} leftSection={<Icon name="alert" size={16} />}>
            {t("glass.break")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Queue({ items, mayReview, onDone }: { items: Grant[]; mayReview: boolean; onDone: () => void }) {
  const now = useNow(30_000);
  const [reviewing, setReviewing] = useState<Grant | null>(null);
  const open = items.filter((grant) => grant.state !== "reviewed").sort((a, b) => a.review_due - b.review_due);
  const done = items.filter((grant) => grant.state === "reviewed");
  if (items.length === 0) return <Empty icon="check" title={t("glass.none")} why={t("glass.none_why")} />;
  return (
    <Card title={t("glass.queue")} id="queue">
      <p className="hint">{t("glass.queue_why")}</p>
      <TableFrame label={t("glass.queue")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("glass.left")}</th>
              <th scope="col">{t("log.by")}</th>
              <th scope="col">{t("decide.reason")}</th>
              <th scope="col">{t("glass.when")}</th>
              <th scope="col" className="num">{t("glass.read")}</th>
              <th scope="col">{t("alerts.do")}</th>
            </tr>
          </thead>
          <tbody>
            {[...open, ...done].map((grant) => {
              const hours = (grant.review_due - now) / 3_600_000;
              const tone = grant.state === "reviewed" ? "favours" : grant.state === "overdue" || hours < 0 ? "excludes" : hours < 6 ? "partial" : "";
              return (
                <tr key={grant.grant}>
                  <th scope="row">
                    <span className={`chip ${tone}`}>
                      <Icon name={grant.state === "reviewed" ? "check" : "clock"} size={13} strong />
                      {grant.state === "reviewed" ? word("finding", grant.finding) : hours < 0 ? t("glass.overdue") : t("glass.hours", { count: Math.floor(hours) })}
                    </span>
                  </th>
                  <td>{grant.by_name}</td>
                  <td>
                    {word("reason", grant.reason_code)}
                    <br />
                    <span className="hint">{grant.justification ?? t("glass.words_kept")}</span>
                  </td>
                  <td className="nowrap">{showTime(grant.started)}</td>
                  <td className="num">{grant.reads}</td>
                  <td>
                    {mayReview && !grant.own && (grant.state === "to_review" || grant.state === "overdue") ? (
                      <Button size="compact-sm" variant="default" onClick={() => setReviewing(grant)} aria-label={t("glass.review_of", { name: grant.by_name })}>
                        {t("glass.review")}
                      </Button>
                    ) : null}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
      <Dialog opened={reviewing !== null} onClose={() => setReviewing(null)} title={t("glass.review")}>
        {reviewing ? (
          <Review
            grant={reviewing}
            onDone={() => {
              setReviewing(null);
              onDone();
            }}
          />
        ) : null}
      </Dialog>
    </Card>
  );
}

function Review({ grant, onDone }: { grant: Grant; onDone: () => void }) {
  const [finding, setFinding] = useState<string>(FINDINGS[0]);
  const [note, setNote] = useState("");
  const intent = useRef(crypto.randomUUID());
  const save = useMutation({ mutationFn: () => calls.reviewBreakGlass(grant.grant, { finding, note: note.trim() }, intent.current), onSuccess: onDone });
  return (
    <div className="stack">
      <p>
        <strong>{grant.by_name}</strong>: {grant.justification ?? t("glass.words_kept")}
      </p>
      <NativeSelect label={t("audit.finding")} value={finding} onChange={(event) => setFinding(event.currentTarget.value)} data={FINDINGS.map((value) => ({ value, label: word("finding", value) }))} data-autofocus />
      <Textarea label={t("glass.note")} rows={3} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      {save.error ? <Failed error={save.error} /> : null}
      <Button loading={save.isPending} disabled={note.trim().length < 3} onClick={() => save.mutate()}>
        {t("action.save")}
      </Button>
    </div>
  );
}
