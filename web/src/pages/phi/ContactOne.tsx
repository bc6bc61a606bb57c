// One request: everything is checked anew at this moment, and only then is shown who it is about.
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { PhiContactDetail } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { say } from "#/app/toasts";
import { showTime, t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Card, Page } from "#/ui/Page";
import { Failed, Loaded } from "#/ui/States";

const OUTCOMES: Record<string, readonly string[]> = {
  approved: ["interested", "other"],
  contacted: ["other"],
  agreed: ["interested", "other"],
  declined: ["not-interested", "burden", "in-other-trial", "other"],
  unreachable: ["no-answer", "moved", "other"],
  refused: ["clinically-inappropriate", "in-other-trial", "no-legal-basis", "other"],
};
const BASES = ["treating_relationship", "irb_waiver", "authorization"] as const;

export default function ContactOne() {
  const { contact = "" } = useParams({ strict: false }) as { contact?: string };
  const query = useQuery({ queryKey: ["phi-contact", contact], queryFn: () => calls.phiContact(contact), staleTime: 0 });
  return (
    <Page title={t("queue.one", { contact: contact.slice(0, 8) })} eyebrow={<Link to="/contact-queue">{t("area.phi_contacts")}</Link>}>
      <Loaded query={query}>{(found) => <One found={found} />}</Loaded>
    </Page>
  );
}

function One({ found }: { found: PhiContactDetail }) {
  const { may } = useNavigation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const stopped = found.obstacle !== null || found.opt_out || found.deceased || !found.irb.ok;
  const over = ["agreed", "declined", "unreachable", "refused", "withdrawn"].includes(found.state);
  const outcomes = stopped ? ["refused"] : Object.keys(OUTCOMES);
  const [outcome, setOutcome] = useState(outcomes[0] ?? "refused");
  const [reason, setReason] = useState(OUTCOMES[outcomes[0] ?? "refused"]?.[0] ?? "");
  const [basis, setBasis] = useState<string>(found.legal_basis ?? BASES[0]);
  const intent = useRef(crypto.randomUUID());
  const save = useMutation({
    mutationFn: () => calls.answerContact(found.contact, { outcome, reason_code: reason, legal_basis: outcome === "refused" ? null : basis }, intent.current),
    onSuccess: async () => {
      say({ text: t("queue.saved"), tone: "good" });
      await client.invalidateQueries({ queryKey: ["phi-contacts"] });
      void navigate({ to: "/contact-queue" });
    },
  });
  return (
    <>
      <Card title={t("queue.checks")} id="checks">
        <ul className="checks">
          <Line holds={found.irb.ok} text={found.irb.ok ? t("queue.irb_until", { number: found.irb.number, until: found.irb.expires ?? "–" }) : t("queue.irb_expired", { number: found.irb.number })} />
          <Line holds={!found.opt_out} text={found.opt_out ? t("queue.opt_out_why") : t("queue.no_opt_out")} />
          <Line holds={!found.deceased} text={found.deceased ? t("queue.deceased_why") : t("queue.alive")} />
        </ul>
        {found.obstacle ? <p className="flaw">{word("reason", found.obstacle)}</p> : null}
        <p className="hint">{t("queue.checked")}</p>
      </Card>
      <Card title={t("queue.who")} id="who">
        {found.demographics ? (
          <dl className="facts">
            <dt>{t("accounts.name")}</dt>
            <dd>{found.demographics.name}</dd>
            <dt>{t("patients.birth")}</dt>
            <dd>{found.demographics.birth_date ?? found.demographics.birth_year ?? t("patients.birth_unknown")}</dd>
            {found.details?.telecom.map((one) => (
              <div key={one.value} className="contents">
                <dt>{one.system}</dt>
                <dd>{one.value}</dd>
              </div>
            ))}
            {found.guardian ? (
              <>
                <dt>{t("queue.guardian")}</dt>
                <dd>
                  {found.guardian.name} ({found.guardian.relationship}): {t("queue.guardian_first")}
                </dd>
              </>
            ) : null}
          </dl>
        ) : (
          <p>{stopped ? t("queue.not_shown") : t("queue.not_known")}</p>
        )}
      </Card>
      {may("AnswerContact") && !over ? (
        <Card title={t("queue.outcome")} id="outcome">
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              if (!save.isPending) save.mutate();
            }}
          >
            <div className="split">
              <NativeSelect
                label={t("queue.outcome")}
                value={outcome}
                onChange={(event) => {
                  setOutcome(event.currentTarget.value);
                  setReason(OUTCOMES[event.currentTarget.value]?.[0] ?? "");
                }}
                data={outcomes.map((value) => ({ value, label: word("contact_state", value) }))}
              />
              <NativeSelect label={t("decide.reason")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data={(OUTCOMES[outcome] ?? []).map((value) => ({ value, label: word("reason", value) }))} />
              <NativeSelect label={t("queue.basis")} value={basis} onChange={(event) => setBasis(event.currentTarget.value)} data={BASES.map((value) => ({ value, label: word("basis", value) }))} />
            </div>
            {save.error ? <Failed error={save.error} /> : null}
            <div>
              <Button type="submit" loading={save.isPending}>
                {t("action.save")}
              </Button>
            </div>
          </form>
        </Card>
      ) : null}
      {found.history.length > 0 ? (
        <Card title={t("queue.history")} id="history">
          <ol className="timeline">
            {found.history.map((step) => (
              <li key={`${step.at}-${step.state}`}>
                <p>
                  <span className="chip plain">{word("contact_state", step.state)}</span> {step.code ? word("reason", step.code) : ""}
                </p>
                <p className="hint">{showTime(step.at)}</p>
              </li>
            ))}
          </ol>
        </Card>
      ) : null}
    </>
  );
}

function Line({ holds, text }: { holds: boolean; text: string }) {
  return (
    <li className={`check-line ${holds ? "favours" : "excludes"}`}>
      <Icon name={holds ? "check" : "cross"} strong />
      <span>{text}</span>
    </li>
  );
}
