// One version: what it changes against the one before, whom that lets in and out, and its approval by another person.
import { Button, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { Approval, Trial } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { say } from "#/app/toasts";
import { count, released, showTime, t } from "#/i18n";
import { By } from "#/ui/By";
import { Diff } from "#/ui/Diff";
import { Icon } from "#/ui/Icon";
import { Card } from "#/ui/Page";
import { TakeOut } from "#/ui/TakeOut";
import { Failed, Loaded } from "#/ui/States";
import { TrialFrame, codes, short } from "./frame";

export default function Version() {
  return <TrialFrame>{(trial) => <One trial={trial} />}</TrialFrame>;
}

function One({ trial }: { trial: Trial }) {
  const { version = "" } = useParams({ strict: false }) as { version?: string };
  const names = codes(trial.criteria_list);
  const list = useQuery({ queryKey: ["versions", trial.nct_id], queryFn: () => calls.versions(trial.nct_id) });
  // The list is newest first: the one before in time comes after.
  const place = list.data?.items.findIndex((found) => found.version === version) ?? -1;
  const before = place < 0 ? undefined : list.data?.items[place + 1]?.version;
  const diff = useQuery({
    queryKey: ["diff", trial.nct_id, before, version],
    queryFn: () => calls.diff(trial.nct_id, before ?? "", version),
    enabled: before !== undefined,
  });
  const one = list.data?.items.find((found) => found.version === version);
  return (
    <div className="split aside">
      <Card title={before === undefined ? t("version.first") : t("version.against", { version: short(version), before: short(before) })} id="changes">
        {before === undefined ? (
          <p className="hint">{t("version.first_why")}</p>
        ) : (
          <Loaded query={diff}>
            {({ criteria }) => {
              const changed = criteria.filter((row) => row.change !== "same");
              return changed.length === 0 ? (
                <p className="hint">{t("version.same")}</p>
              ) : (
                <>
                <TakeOut name={`${trial.nct_id}-changes`} rows={changed.map(({ criterion, change, before: was, after: is }) => ({ name: names.get(criterion), criterion, change, text_before: was?.text, before: was?.readable, text_after: is?.text, after: is?.readable }))} />
                <ul className="stack tight">
                  {changed.map((row) => (
                    <Diff key={row.criterion} name={names.get(row.criterion) ?? String(row.criterion)} before={row.before} after={row.after} />
                  ))}
                </ul>
                </>
              );
            }}
          </Loaded>
        )}
      </Card>
      <div className="stack">
        {one ? (
          <Card title={t("trial.version", { version: short(version) })} id="about">
            <dl className="facts">
              <dt>{t("history.by")}</dt>
              <dd><By id={one.author} /></dd>
              <dt>{t("history.made")}</dt>
              <dd>{showTime(one.made)}</dd>
              <dt>{t("history.reason")}</dt>
              <dd>{one.reason ?? "–"}</dd>
            </dl>
          </Card>
        ) : null}
        <Preview nct={trial.nct_id} version={version} />
        {one ? <Approve nct={trial.nct_id} version={version} approval={one.approval} /> : null}
      </div>
    </div>
  );
}

function Preview({ nct, version }: { nct: string; version: string }) {
  const { may } = useNavigation();
  const preview = useMutation({ mutationFn: () => calls.preview(nct, version) });
  const answer = preview.data;
  return (
    <Card title={t("version.preview")} id="preview">
      {answer ? (
        <div className="stack tight" role="status">
          <table className="mini">
            <caption className="hidden-words">{t("version.preview")}</caption>
            <thead>
              <tr>
                <td />
                <th scope="col" className="num">{t("version.now")}</th>
                <th scope="col" className="num">{t("version.then")}</th>
              </tr>
            </thead>
            <tbody>
              {(["eligible", "potential", "excluded"] as const).map((status) => (
                <tr key={status}>
                  <th scope="row">{t(`status.${status}`)}</th>
                  <td className="num">{released(answer.counts.before[status])}</td>
                  <td className="num">{released(answer.counts.after[status])}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p>
            <Icon name="plus" size={14} /> {t("version.entering", { n: count(answer.n_entering) })}
          </p>
          <p className="ids">{answer.entering.map((study) => <Link key={study} to={`/trials/${nct}/candidates/${study}`}>{study}</Link>)}</p>
          <p>
            <Icon name="cross" size={14} /> {t("version.leaving", { n: count(answer.n_leaving) })}
          </p>
          <p className="ids">{answer.leaving.map((study) => <Link key={study} to={`/trials/${nct}/candidates/${study}`}>{study}</Link>)}</p>
        </div>
      ) : (
        <>
          <p className="hint">{t("version.preview_why")}</p>
          {preview.error ? <Failed error={preview.error} /> : null}
          <Button variant="default" disabled={!may("RunWhatIf")} loading={preview.isPending} onClick={() => preview.mutate()}>
            {t("version.run_preview")}
          </Button>
        </>
      )}
    </Card>
  );
}

function Approve({ nct, version, approval }: { nct: string; version: string; approval: Approval | null }) {
  const { may } = useNavigation();
  const client = useQueryClient();
  const [why, setWhy] = useState("");
  const intent = useRef(crypto.randomUUID());
  const approve = useMutation({
    mutationFn: () => calls.approve(nct, version, why.trim(), intent.current),
    onSuccess: async () => {
      say({ text: t("version.approved"), tone: "good" });
      await client.invalidateQueries({ queryKey: ["versions", nct] });
      await client.invalidateQueries({ queryKey: ["trial", nct] });
    },
    onError: () => {
      intent.current = crypto.randomUUID();
    },
  });
  return (
    <Card title={t("history.approval")} id="approval">
      {approval ? (
        <p>
          <span className="chip favours">
            <Icon name="check" size={12} strong />
            {t("trial.approved")}
          </span>{" "}
          <By id={approval.approver} />{approval.at ? `, ${showTime(approval.at)}` : ""}
        </p>
      ) : may("ApproveTrial") ? (
        <div className="stack tight">
          <p className="hint">{t("version.approve_why")}</p>
          <Textarea label={t("version.justification")} rows={3} maxLength={500} value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
          {approve.error ? <Failed error={approve.error} /> : null}
          <Button onClick={() => approve.mutate()} loading={approve.isPending} disabled={why.trim().length < 10} leftSection={<Icon name="shield" size={16} />}>
            {t("version.approve")}
          </Button>
        </div>
      ) : (
        <p className="hint">{t("version.another_approves")}</p>
      )}
    </Card>
  );
}
