// Who may do what, by which rule, and why something is denied: the policies themselves are asked.
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import * as calls from "#/api/calls";
import type { Explained, Policies } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Card, Page, TableFrame } from "#/ui/Page";
import { Failed, Loaded } from "#/ui/States";
import { TakeOut } from "#/ui/TakeOut";

const PURPOSES = ["CLINTRCH", "HRESCH", "TREAT", "ETREAT", "HOPERAT", "HCOMPL", "PATRQT", "HSYSADMIN"] as const;

export default function Access() {
  const query = useQuery({ queryKey: ["policies"], queryFn: calls.policies });
  const { may } = useNavigation();
  return (
    <Page title={t("area.access")} lead={t("access.lead")} wide>
      <Loaded query={query}>
        {(policies) => (
          <>
            {may("ExplainAccess") ? <Why policies={policies} /> : null}
            <Card title={t("access.roles")} id="roles" actions={<TakeOut name="roles" rows={policies.roles.flatMap(({ role, actions }) => actions.map((action) => ({ role, action, version: policies.version })))} />}>
              <TableFrame label={t("access.roles")}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{t("access.role")}</th>
                      <th scope="col">{t("access.actions")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {policies.roles.map(({ role, actions }) => (
                      <tr key={role}>
                        <th scope="row">{word("role", role)}</th>
                        <td>
                          <span className="row tags">
                            {actions.map((action) => (
                              <span key={action} className="chip plain">
                                {action}
                              </span>
                            ))}
                          </span>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableFrame>
            </Card>
            <Card title={t("access.files", { version: policies.version })} id="files">
              {policies.files.map((file) => (
                <details key={file.name}>
                  <summary>{file.name}</summary>
                  {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
                  <pre className="version-text" tabIndex={0} role="region" aria-label={file.name}>
                    {file.text}
                  </pre>
                </details>
              ))}
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Why({ policies }: { policies: Policies }) {
  const actions = [...new Set(policies.roles.flatMap((role) => role.actions))].sort();
  const [role, setRole] = useState(policies.roles[0]?.role ?? "");
  const [action, setAction] = useState(actions[0] ?? "");
  const [purpose, setPurpose] = useState<string>(PURPOSES[0]);
  const ask = useMutation({ mutationFn: () => calls.explain({ role, action, purpose }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <Card title={t("access.why")} id="why">
      <form className="row ends" onSubmit={submit}>
        <NativeSelect label={t("access.role")} value={role} onChange={(event) => setRole(event.currentTarget.value)} data={policies.roles.map((one) => ({ value: one.role, label: word("role", one.role) }))} />
        <NativeSelect label={t("access.action")} value={action} onChange={(event) => setAction(event.currentTarget.value)} data={actions} />
        <NativeSelect label={t("export.purpose")} value={purpose} onChange={(event) => setPurpose(event.currentTarget.value)} data={PURPOSES.map((value) => ({ value, label: t(`purpose.${value}`) }))} />
        <Button type="submit" loading={ask.isPending}>
          {t("access.ask")}
        </Button>
      </form>
      {ask.error ? <Failed error={ask.error} /> : null}
      {ask.data ? <Answer explained={ask.data} /> : null}
    </Card>
  );
}

function Answer({ explained }: { explained: Explained }) {
  const allowed = explained.decision === "allow";
  return (
    <div className="stack tight" role="status">
      <p>
        <span className={`chip ${allowed ? "favours" : "excludes"}`}>
          <Icon name={allowed ? "check" : "cross"} size={14} strong />
          {allowed ? t("access.allowed") : t("access.denied")}
        </span>
      </p>
      {explained.deciding.length === 0 ? <p>{t("access.no_rule")}</p> : null}
      <ul className="plain-list">
        {explained.deciding.map((rule) => (
          <li key={rule.id}>
            <code>{rule.id}</code> {rule.text}
          </li>
        ))}
      </ul>
      {explained.would_change.length > 0 ? (
        <>
          <h3>{t("access.would_change")}</h3>
          <ul className="plain-list">
            {explained.would_change.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}
