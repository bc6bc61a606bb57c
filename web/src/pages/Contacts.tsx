// What became of the requests for contact. Who they are about is known on the other side alone.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import * as calls from "#/api/calls";
import { useNavigation } from "#/app/navigation";
import { showTime, t, word } from "#/i18n";
import { ExportButton } from "#/ui/Export";
import { Page, TableFrame } from "#/ui/Page";
import { Empty, Loaded } from "#/ui/States";

const TONES: Record<string, string> = { approved: "favours", agreed: "favours", contacted: "accent", refused: "excludes", declined: "excludes", withdrawn: "excludes", unreachable: "partial" };

export default function Contacts() {
  const { may } = useNavigation();
  const query = useQuery({ queryKey: ["contacts"], queryFn: () => calls.contacts() });
  return (
    <Page title={t("area.contacts")} lead={t("contact.lead")} actions={may("ExportResults") ? <ExportButton what={{ of: "contacts" }} /> : null}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="send" title={t("contact.none")} why={t("contact.none_why")}>
              <Button component={Link} to="/trials">
                {t("area.trials")}
              </Button>
            </Empty>
          ) : (
            <TableFrame label={t("area.contacts")}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t("candidates.study_id")}</th>
                    <th scope="col">{t("log.trial")}</th>
                    <th scope="col">{t("contact.state")}</th>
                    <th scope="col">{t("candidates.reason")}</th>
                    <th scope="col">{t("log.at")}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => (
                    <tr key={item.contact}>
                      <th scope="row">
                        <Link to={`/trials/${item.nct_id}/candidates/${item.study_id}`} className="num-id">
                          {item.study_id}
                        </Link>
                      </th>
                      <td className="num-id">{item.nct_id}</td>
                      <td>
                        <span className={`chip ${TONES[item.state] ?? ""}`}>{word("contact_state", item.state)}</span>
                        {item.code ? <p className="hint">{word("reason", item.code)}</p> : null}
                      </td>
                      <td>{word("reason", item.reason_code)}</td>
                      <td>{showTime(item.at)}</td>
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
