// The trials that may fit one patient, as cards: yes, no or later, each with a reason; a verdict that is wrong can be set right.
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { Override, PatientTrial, VerdictWord } from "#/api/types";
import { say } from "#/app/toasts";
import { showDate, t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Card, Page } from "#/ui/Page";
import { Empty, Failed, Loaded } from "#/ui/States";
import { StatusChip, VerdictChip } from "#/ui/Verdict";
import { codes } from "../trial/frame";

type Answer = "yes" | "no" | "later";
const REASONS: Record<Answer, readonly string[]> = {
  yes: ["suitable", "ask-at-visit", "other"],
  no: ["not-appropriate", "patient-declined", "in-other-trial", "burden", "wrong-verdict", "other"],
  later: ["ask-at-visit", "other"],
};
const KNOWN_BY = "known-otherwise";
const SIGNS = { yes: "check", no: "cross", later: "later" } as const;

export default function Patient() {
  const { patient = "" } = useParams({ strict: false }) as { patient?: string };
  const query = useQuery({ queryKey: ["patient-trials", patient], queryFn: () => calls.patientTrials(patient) });
  const list = useQuery({ queryKey: ["my-patients", "first"], queryFn: () => calls.myPatients() });
  const found = list.data?.items.find((one) => one.patient === patient);
  return (
    <Page title={found?.name ?? t("patients.one")} lead={t("patients.cards_lead")} eyebrow={<Link to="/patients">{t("area.patients")}</Link>}
      actions={
        <Button component={Link} to={`/patients/${patient}/record`} variant="default">
          {t("patients.to_record")}
        </Button>
      }
    >
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="flask" title={t("patients.no_trials")} why={t("patients.no_trials_why")}>
              <Button component={Link} to="/patients">
                {t("patients.back")}
              </Button>
            </Empty>
          ) : (
            <div className="stack">
              {items.map((trial) => (
                <TrialCard key={trial.nct_id} patient={patient} trial={trial} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}

function TrialCard({ patient, trial }: { patient: string; trial: PatientTrial }) {
  const client = useQueryClient();
  const names = codes(trial.criteria);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [reason, setReason] = useState("");
  const [overrides, setOverrides] = useState<Override[]>([]);
  const intent = useRef(crypto.randomUUID());
  const save = useMutation({
    mutationFn: () => calls.answerTrial(patient, trial.nct_id, { answer: answer ?? "later", reason_code: reason, ...(overrides.length > 0 ? { override: overrides } : {}) }, intent.current),
    onSuccess: async () => {
      intent.current = crypto.randomUUID();
      say({ text: t("patients.answered"), tone: "good" });
      setAnswer(null);
      await client.invalidateQueries({ queryKey: ["patient-trials", patient] });
    },
  });
  const open = trial.criteria.filter((one) => one.effect !== "favours");
  return (
    <Card title={trial.title} id={`trial-${trial.nct_id}`} actions={<StatusChip status={trial.status} />}>
      <p className="hint num-id">{trial.nct_id}</p>
      <p>{t("patients.fits", { favours: trial.criteria.length - open.length, total: trial.criteria.length })}</p>
      {open.length > 0 ? (
        <ul className="stack tight">
          {open.map((criterion) => {
            const set = overrides.find((one) => one.criterion === criterion.criterion);
            return (
              <li key={criterion.criterion} className={`criterion verdict-${criterion.effect}`}>
                <div className="criterion-head">
                  <span className="code">{names.get(criterion.criterion)}</span>
                  <VerdictChip verdict={criterion.verdict} effect={criterion.effect} person={criterion.reasons.includes("needs-person")} />
                  <span className="method">{criterion.reasons.map((one) => word("missing", one)).join(", ")}</span>
                </div>
                <p className="criterion-text">{criterion.text}</p>
                <NativeSelect
                  size="xs"
                  w={230}
                  aria-label={t("patients.i_know", { name: names.get(criterion.criterion) ?? "" })}
                  value={set?.verdict ?? ""}
                  onChange={(event) => {
                    const verdict = event.currentTarget.value as VerdictWord | "";
                    setOverrides([...overrides.filter((one) => one.criterion !== criterion.criterion), ...(verdict ? [{ criterion: criterion.criterion, verdict, reason_code: KNOWN_BY }] : [])]);
                  }}
                  data={[{ value: "", label: t("patients.agree") }, { value: "met", label: t("patients.is_met") }, { value: "not_met", label: t("patients.is_not_met") }]}
                />
              </li>
            );
          })}
        </ul>
      ) : null}
      <details>
        <summary>{t("patients.all_criteria", { count: trial.criteria.length })}</summary>
        <ul className="plain-list">
          {trial.criteria.map((one) => (
            <li key={one.criterion} className="row">
              <span className="code">{names.get(one.criterion)}</span>
              <VerdictChip verdict={one.verdict} effect={one.effect} person={one.reasons.includes("needs-person")} />
              <span className="grow">{one.text}</span>
            </li>
          ))}
        </ul>
      </details>
      {trial.answer ? (
        <p className="row">
          <span className={`chip ${trial.answer.answer === "yes" ? "favours" : trial.answer.answer === "no" ? "excludes" : "partial"}`}>
            <Icon name={SIGNS[trial.answer.answer]} size={13} strong />
            {t(`answer.${trial.answer.answer}`)}
          </span>
          <span className="hint">
            {word("reason", trial.answer.reason_code)} · {showDate(trial.answer.at)}
          </span>
        </p>
      ) : null}
      <div className="answers" role="group" aria-label={t("patients.answer")}>
        {(["yes", "no", "later"] as const).map((one) => (
          <button
            key={one}
            type="button"
            className={`answer ${one}`}
            aria-pressed={answer === one}
            onClick={() => {
              setAnswer(one);
              setReason(REASONS[one][0] ?? "");
            }}
          >
            <Icon name={SIGNS[one]} strong />
            {t(`answer.${one}`)}
          </button>
        ))}
      </div>
      {answer ? (
        <form
          className="row ends"
          onSubmit={(event) => {
            event.preventDefault();
            if (!save.isPending) save.mutate();
          }}
        >
          <NativeSelect className="grow" label={t("decide.reason")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data={REASONS[answer].map((value) => ({ value, label: word("reason", value) }))} />
          <Button type="submit" loading={save.isPending}>
            {t("patients.save")}
          </Button>
          {save.error ? <Failed error={save.error} /> : null}
        </form>
      ) : null}
    </Card>
  );
}
