// The versions of a trial: who made each, when, why, what it changed and who approved it.
import { TakeOut } from "#/ui/TakeOut";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import * as calls from "#/api/calls";
import { showTime, t } from "#/i18n";
import { By } from "#/ui/By";
import { Icon } from "#/ui/Icon";
import { TableFrame } from "#/ui/Page";
import { Loaded } from "#/ui/States";
import { TrialFrame, codes, short } from "./frame";

export default function History() {
  return (
    <TrialFrame>
      {(trial) => <Versions nct={trial.nct_id} names={codes(trial.criteria_list)} />}
    </TrialFrame>
  );
}

function Versions({ nct, names }: { nct: string; names: Map<number, string> }) {
  const query = useQuery({ queryKey: ["versions", nct], queryFn: () => calls.versions(nct) });
  return (
    <Loaded query={query}>
      {(page) => (
        <>
        <TakeOut name={`${nct}-versions`} rows={page.items.map((one) => ({ version: one.version, author: one.author, made: one.made, reason: one.reason, approver: one.approval?.approver, current: one.current }))} />
        <TableFrame label={t("trial.history")}>
          <table>
            <caption>{t("history.caption")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("history.version")}</th>
                <th scope="col">{t("history.by")}</th>
                <th scope="col">{t("history.reason")}</th>
                <th scope="col">{t("history.changed")}</th>
                <th scope="col">{t("history.approval")}</th>
              </tr>
            </thead>
            <tbody>
              {page.items.map((version) => (
                <tr key={version.version}>
                  <th scope="row">
                    <Link to={`/trials/${nct}/history/${version.version}`}>{short(version.version)}</Link>
                    {version.current ? <span className="chip plain">{t("history.current")}</span> : null}
                  </th>
                  <td>
                    <By id={version.author} />
                    <br />
                    <span className="hint">{showTime(version.made)}</span>
                  </td>
                  <td>{version.reason}</td>
                  <td>{version.changed.length === 0 ? t("history.none_changed") : version.changed.map((criterion) => names.get(criterion) ?? criterion).join(", ")}</td>
                  <td>
                    {version.approval ? (
                      <>
                        <span className="chip favours">
                          <Icon name="check" size={12} strong />
                          <By id={version.approval.approver} />
                        </span>
                        <br />
                        <span className="hint">{version.approval.at ? showTime(version.approval.at) : ""}</span>
                      </>
                    ) : (
                      <span className="chip partial">
                        <Icon name="clock" size={12} strong />
                        {t("trials.not_approved")}
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
        </>
      )}
    </Loaded>
  );
}
