// Notes whose de-identification a person looks at: how many identifiers of each kind were taken out, and what risk is left.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import * as calls from "#/api/calls";
import { t, word } from "#/i18n";
import { Page, TableFrame } from "#/ui/Page";
import { Empty, Loaded } from "#/ui/States";

export default function Deid() {
  const query = useQuery({ queryKey: ["deid"], queryFn: () => calls.deidNotes() });
  return (
    <Page title={t("area.deid")} lead={t("deid.lead")}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="check" title={t("deid.none")} why={t("deid.none_why")} />
          ) : (
            <TableFrame label={t("area.deid")}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t("deid.note")}</th>
                    <th scope="col">{t("ingest.type")}</th>
                    <th scope="col">{t("deid.counts")}</th>
                    <th scope="col" className="num">{t("deid.risk")}</th>
                    <th scope="col">{t("deid.state")}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((note) => (
                    <tr key={note.note}>
                      <th scope="row">
                        <Link to={`/deid/${note.note}`}>{note.note}</Link>
                      </th>
                      <td>{note.type}</td>
                      <td>
                        <span className="row tags">
                          {Object.entries(note.counts).map(([category, n]) => (
                            <span key={category} className="chip plain">
                              {word("category", category)} {n}
                            </span>
                          ))}
                        </span>
                      </td>
                      <td className="num">{(note.residual_risk * 100).toFixed(1)} %</td>
                      <td>{word("deid_state", note.state)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
          )
        }
      </Loaded>
    </Page>
  );
}
