// One request: everything is checked anew at this moment, and only then is shown who it is about.
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { PhiContact } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { say } from "#/app/toasts";
import { showTime, t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Card, Page } from "#/ui/Page";
import { Failed, Loaded } from "#/ui/States";

const OUTCOMES: Record<string, readonly string[]> = {
  agreed: ["consent_to_contact"],
  declined: ["patient_declined"],
  unreachable: ["no_answer", "moved"],
  refused: ["clinical_judgement", "opt_out", "irb_expired"],
};
const BASES = ["authorization", "waiver", "review_preparatory", "treatment_relationship"] as const;

export default function ContactOne() {
  const { contact = "" } = useParams({ strict: false }) as { contact?: string };
  const query = useQuery({ queryKey: ["phi-contact", contact], queryFn: () => calls.phiContact(contact), staleTime: 0 });
  return (
    <Page title={t("queue.one", { contact })} eyebrow={<Link to="/contact-queue">{t("area.phi_contacts")}</Link>}>
      <Loaded query={query}>{(found) => <One found={found} />}</Loaded>
    </Page>
  );
}

function One({ found }: { found: PhiContact }) {
  const { may } = useNavigation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const stopped = found.opt_out || found.deceased || !found.irb.ok;
  const outcomes = stopped ? ["refused"] : Object.keys(OUTCOMES);
  const [outcome, setOutcome] = useState(outcomes[0] ?? "refused");
  const [reason, setReason] = useState(OUTCOMES[outcomes[0] ?? "refused"]?.[0] ?? "");
  const [basis, setBasis] = useState<string>(found.legal_basis ?? BASES[0]);
  const intent = useRef(crypto.randomUUID());
  const save = useMutation({
    mutationFn: () => calls.answerContact(found.contact, { outcome, reason_code: reason, legal_basis: basis }, intent.current),
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
        {found.checked_at ? <p className="hint">{t("queue.checked", { at: showTime(found.checked_at) })}</p> : null}
      </Card>
      <Card title={t("queue.who")} id="who">
        {found.identity ? (
          <dl className="facts">
            <dt>{t("accounts.name")}</dt>
            <dd>{found.identity.name}</dd>
            <dt>{t("queue.phone")}</dt>
            <dd>{found.identity.phone ?? t("queue.not_known")}</dd>
            <dt>{t("queue.language")}</dt>
            <dd>{found.identity.language ?? t("queue.not_known")}</dd>
            {found.guardian ? (
              <>
                <dt>{t("queue.guardian")}</dt>
                <dd>{t("queue.guardian_first")}</dd>
              </>
            ) : null}
          </dl>
        ) : (
          <p>{stopped ? t("queue.not_shown") : t("queue.not_known")}</p>
        )}
      </Card>
      {may("AnswerContact") ? (
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
