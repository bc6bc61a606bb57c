// What came in, what was kept, and what the record can not tell because nobody exported it.
import { TakeOut } from "#/ui/TakeOut";
import { useQuery } from "@tanstack/react-query";
import * as calls from "#/api/calls";
import { count, showTime, t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Card, Figure, Page, TableFrame } from "#/ui/Page";
import { Empty, Loaded } from "#/ui/States";

const STATES = { exported: ["favours", "check"], partial: ["partial", "info"], not_exported: ["open", "question"] } as const;

export default function Ingest() {
  const query = useQuery({ queryKey: ["ingest"], queryFn: calls.ingest });
  return (
    <Page title={t("area.ingest")} lead={t("ingest.lead")}>
      <Loaded query={query}>
        {({ runs, ledger }) => {
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
              <Card title={t("ingest.ledger")} id="ledger" actions={<TakeOut name="ledger" rows={ledger} />}>
                <p className="hint">{t("ingest.ledger_why")}</p>
                <TableFrame label={t("ingest.ledger")}>
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">{t("ingest.type")}</th>
                        <th scope="col">{t("ingest.state")}</th>
                        <th scope="col" className="num">{t("ingest.patients")}</th>
                        <th scope="col" className="num">{t("ingest.share")}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {ledger.map((row) => {
                        const [tone, sign] = STATES[row.state as keyof typeof STATES] ?? STATES.partial;
                        return (
                          <tr key={row.type}>
                            <th scope="row">{row.type}</th>
                            <td>
                              <span className={`chip ${tone}`}>
                                <Icon name={sign} size={13} strong />
                                {word("ledger", row.state)}
                              </span>
                            </td>
                            <td className="num">{count(row.patients)}</td>
                            <td className="num">{Math.round(row.share * 100)} %</td>
                          </tr>
                        );
                      })}
                    </tbody>
                  </table>
                </TableFrame>
              </Card>
              <Card title={t("ingest.by_type")} id="by-type" actions={<TakeOut name="received" rows={last.by_type} />}>
                <TableFrame label={t("ingest.by_type")}>
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">{t("ingest.type")}</th>
                        <th scope="col" className="num">{t("ingest.received")}</th>
                        <th scope="col" className="num">{t("ingest.accepted")}</th>
                        <th scope="col" className="num">{t("ingest.warned")}</th>
                        <th scope="col" className="num">{t("ingest.quarantined")}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {last.by_type.map((row) => (
                        <tr key={row.type}>
                          <th scope="row">{row.type}</th>
                          <td className="num">{count(row.received)}</td>
                          <td className="num">{count(row.accepted)}</td>
                          <td className="num">{count(row.warned)}</td>
                          <td className="num">{count(row.quarantined)}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </TableFrame>
                {last.not_exported.length > 0 ? (
                  <p>
                    <span className="chip open">
                      <Icon name="question" size={13} strong />
                      {word("ledger", "not_exported")}
                    </span>{" "}
                    {last.not_exported.join(", ")}
                  </p>
                ) : null}
              </Card>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
