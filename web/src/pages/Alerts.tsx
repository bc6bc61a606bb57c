// Alerts of the audit log: who takes them on, and what was found.
import { TakeOut } from "#/ui/TakeOut";
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { Alert } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { say } from "#/app/toasts";
import { showTime, t, word } from "#/i18n";
import { By } from "#/ui/By";
import { Page, TableFrame } from "#/ui/Page";
import { Empty, Failed, Loaded } from "#/ui/States";
import { AuditTabs } from "./Audit";
import { Dialog } from "#/ui/Dialog";

const FINDINGS = ["nothing_found", "false_alarm", "justified", "unjustified", "correction_needed", "escalated"] as const;

export default function Alerts() {
  const query = useQuery({ queryKey: ["alerts"], queryFn: calls.alerts });
  const client = useQueryClient();
  const { may } = useNavigation();
  const [closing, setClosing] = useState<Alert | null>(null);
  const [finding, setFinding] = useState("");
  const [kind, setKind] = useState<string>(FINDINGS[0]);
  const intent = useRef(crypto.randomUUID());
  const again = () => client.invalidateQueries({ queryKey: ["alerts"] });
  const take = useMutation({ mutationFn: calls.takeAlert, onSuccess: again, onError: () => say({ text: t("problem.unexpected"), tone: "bad" }) });
  const close = useMutation({
    mutationFn: (alert: string) => calls.closeAlert(alert, { finding: kind, words: finding.trim() }, intent.current),
    onSuccess: async () => {
      intent.current = crypto.randomUUID();
      setClosing(null);
      setFinding("");
      await again();
    },
  });
  return (
    <Page title={t("audit.alerts")} lead={t("alerts.lead")} tabs={<AuditTabs />}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="check" title={t("alerts.none")} why={t("alerts.none_why")} />
          ) : (
            <>
            <TakeOut name="alerts" rows={items} />
            <TableFrame label={t("audit.alerts")}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t("alerts.kind")}</th>
                    <th scope="col">{t("alerts.severity")}</th>
                    <th scope="col">{t("alerts.opened")}</th>
                    <th scope="col">{t("alerts.state")}</th>
                    <th scope="col">{t("alerts.owner")}</th>
                    <th scope="col">{t("alerts.do")}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((alert) => (
                    <tr key={alert.alert}>
                      <th scope="row">{word("alert", alert.kind)}</th>
                      <td>{word("severity", alert.severity)}</td>
                      <td className="nowrap">{showTime(alert.opened)}</td>
                      <td>{alert.finding ? word("finding", alert.finding) : word("alert_state", alert.state)} {alert.overdue ? <span className="chip excludes">{t("glass.overdue")}</span> : null}</td>
                      <td>{alert.owner ? <By id={alert.owner} /> : "–"}</td>
                      <td className="row">
                        {may("AssignAlert") && !alert.owner ? (
                          <Button size="compact-sm" variant="default" loading={take.isPending} onClick={() => take.mutate(alert.alert)}>
                            {t("alerts.take")}
                          </Button>
                        ) : null}
                        {may("CloseAlert") && alert.state !== "closed" ? (
                          <Button size="compact-sm" variant="default" onClick={() => setClosing(alert)}>
                            {t("alerts.close")}
                          </Button>
                        ) : null}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
            </>
          )
        }
      </Loaded>
      <Dialog opened={closing !== null} onClose={() => setClosing(null)} title={t("alerts.close")}>
        <div className="stack">
          <NativeSelect label={t("audit.finding")} value={kind} onChange={(event) => setKind(event.currentTarget.value)} data={FINDINGS.map((value) => ({ value, label: word("finding", value) }))} />
          <Textarea label={t("audit.words")} rows={3} maxLength={2000} value={finding} onChange={(event) => setFinding(event.currentTarget.value)} data-autofocus />
          {close.error ? <Failed error={close.error} /> : null}
          <Button loading={close.isPending} disabled={finding.trim().length < 10} onClick={() => closing && close.mutate(closing.alert)}>
            {t("alerts.close")}
          </Button>
        </div>
      </Dialog>
    </Page>
  );
}
