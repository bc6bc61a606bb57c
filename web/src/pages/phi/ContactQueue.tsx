// Requests for contact from the research side: who may be asked, on what basis, by when.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import * as calls from "#/api/calls";
import { ago, t, word } from "#/i18n";
import { useNavigation } from "#/app/navigation";
import { ExportButton } from "#/ui/Export";
import { Icon } from "#/ui/Icon";
import { Page, TableFrame } from "#/ui/Page";
import { Empty, Loaded } from "#/ui/States";

export default function ContactQueue() {
  const query = useQuery({ queryKey: ["phi-contacts"], queryFn: calls.phiContacts });
  const { may } = useNavigation();
  return (
    <Page title={t("area.phi_contacts")} lead={t("queue.lead")} wide actions={may("ExportIdentified") ? <ExportButton what={{ of: "list", list: "contacts" }} /> : null}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="inbox" title={t("queue.none")} why={t("queue.none_why")} />
          ) : (
            <TableFrame label={t("area.phi_contacts")}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t("queue.request")}</th>
                    <th scope="col">{t("log.trial")}</th>
                    <th scope="col">{t("queue.due")}</th>
                    <th scope="col">{t("queue.checks")}</th>
                    <th scope="col">{t("queue.patient")}</th>
                    <th scope="col">{t("contact.state")}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => (
                    <tr key={item.contact}>
                      <th scope="row">
                        <Link to={`/contact-queue/${item.contact}`}>{item.contact.slice(0, 8)}</Link>
                      </th>
                      <td>
                        <span className="num-id">{item.nct_id}</span>
                        <p className="hint">{item.title}</p>
                      </td>
                      <td className="nowrap">{ago(item.due)}</td>
                      <td>
                        <span className="row tags">
                          <span className={`chip ${item.irb.ok ? "favours" : "excludes"}`}>
                            <Icon name={item.irb.ok ? "check" : "cross"} size={12} strong />
                            {item.irb.ok ? t("queue.irb_ok", { number: item.irb.number }) : t("queue.irb_expired", { number: item.irb.number })}
                          </span>
                          {item.opt_out ? <span className="chip excludes"><Icon name="cross" size={12} strong />{t("queue.opt_out")}</span> : null}
                          {item.deceased ? <span className="chip excludes"><Icon name="cross" size={12} strong />{t("queue.deceased")}</span> : null}
                        </span>
                      </td>
                      <td className="mono">{item.patient.slice(0, 8)}</td>
                      <td>{word("contact_state", item.state)}</td>
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
