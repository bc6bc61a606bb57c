// What came into the vault, and what was wrong with it by place and code, never by content.
import { useQuery } from "@tanstack/react-query";
import * as calls from "#/api/calls";
import { count, number, showTime, t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Card, Figure, Page, TableFrame } from "#/ui/Page";
import { Empty, Loaded } from "#/ui/States";
import { TakeOut } from "#/ui/TakeOut";

export default function Ingest() {
  const query = useQuery({ queryKey: ["phi-ingest"], queryFn: calls.phiIngest });
  return (
    <Page title={t("area.ingest")} lead={t("ingest.lead")}>
      <Loaded query={query}>
        {({ runs, not_exported: missing }) => {
          const last = runs[0];
          if (!last) return <Empty icon="download" title={t("ingest.none")} why={t("ingest.none_why")} />;
          return (
            <>
              <div className="figures">
                <Figure value={count(last.received)} label={t("ingest.received")} note={showTime(last.at)} />
                <Figure value={count(last.accepted)} label={t("ingest.accepted")} />
                <Figure value={count(last.warned)} label={t("ingest.warned")} />
                <Figure value={count(last.quarantined)} label={t("ingest.quarantined")} />
              </div>
              {missing.length > 0 ? (
                <p>
                  <span className="chip open">
                    <Icon name="question" size={13} strong />
                    {word("ledger", "not_exported")}
                  </span>{" "}
                  {missing.join(", ")}
                </p>
              ) : null}
              <Card title={t("ingest.by_type")} id="by-type" actions={<TakeOut name="received" rows={last.by_type} />}>
                <TableFrame label={t("ingest.by_type")}>
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">{t("ingest.type")}</th>
                        <th scope="col" className="num">{t("ingest.accepted")}</th>
                        <th scope="col" className="num">{t("ingest.warned")}</th>
                        <th scope="col" className="num">{t("ingest.quarantined")}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {last.by_type.map((row) => (
                        <tr key={row.resource_type}>
                          <th scope="row">{row.resource_type}</th>
                          <td className="num">{number(row.accepted)}</td>
                          <td className="num">{number(row.warned)}</td>
                          <td className="num">{number(row.quarantined)}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </TableFrame>
                {last.issues.length > 0 ? (
                  <details>
                    <summary>{t("ingest.issues", { count: last.issues.length })}</summary>
                    <ul className="plain-list">
                      {last.issues.map((issue, place) => (
                        <li key={`${issue.code}-${issue.line}-${place}`}>
                          <code>{issue.code}</code> {issue.path} {t("import.line", { line: issue.line })}
                        </li>
                      ))}
                    </ul>
                  </details>
                ) : null}
              </Card>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
