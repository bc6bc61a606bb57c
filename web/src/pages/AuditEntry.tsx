// One entry of the audit log and its proof.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import * as calls from "#/api/calls";
import { keep } from "#/api/send";
import { useNavigation } from "#/app/navigation";
import { number, t } from "#/i18n";
import { zoneOfDocument } from "#/theme";
import { ExportButton } from "#/ui/Export";
import { Icon } from "#/ui/Icon";
import { Card, Page } from "#/ui/Page";
import { Loaded } from "#/ui/States";
import { check } from "./audit-proof";

export default function AuditEntry() {
  const { index: text = "" } = useParams({ strict: false }) as { index?: string };
  const index = Number(text);
  const { may } = useNavigation();
  const research = zoneOfDocument() === "research";
  const query = useQuery({
    queryKey: ["proof", index],
    queryFn: async () => {
      const proof = await calls.auditProof(index);
      return { proof, finding: await check(proof) };
    },
    staleTime: Infinity,
  });
  return (
    <Page title={t("audit.entry", { index: number(index) })} eyebrow={<Link to="/audit">{t("area.audit")}</Link>} actions={research && may("ExportAudit") ? <ExportButton what={{ of: "audit", only: { index } }} /> : null}>
      <Loaded query={query}>
        {({ proof, finding }) => (
          <>
            <Card title={t("audit.proof")} id="proof">
              <div role="status">
              <ul className="checks">
                <Line holds={finding.path} yes={t("audit.path_holds", { index: number(index), size: number(finding.size) })} no={t("audit.path_fails")} />
                <Line holds={finding.signature} yes={t("audit.signature_holds")} no={t("audit.signature_fails")} unknown={t("audit.signature_unknown")} />
              </ul>
              </div>
              <p className="hint">{t("audit.checked_here", { ms: finding.ms.toFixed(1) })}</p>
              <dl className="facts">
                <dt>{t("audit.root")}</dt>
                <dd><code>{finding.root}</code></dd>
                <dt>{t("audit.key")}</dt>
                <dd><code>{proof.key}</code></dd>
              </dl>
              <p className="hint">{t("audit.key_hint")}</p>
              <div>
                <Button variant="default" leftSection={<Icon name="download" size={16} />} onClick={() => keep(new Blob([proof.text], { type: "text/plain" }), `entry-${index}.tlog-proof`)}>
                  {t("audit.download")}
                </Button>
              </div>
            </Card>
            <details className="card">
              <summary>{t("audit.as_text")}</summary>
              <pre className="version-text">{proof.text}</pre>
            </details>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Line({ holds, yes, no, unknown }: { holds: boolean | null; yes: string; no: string; unknown?: string }) {
  const tone = holds === null ? "open" : holds ? "favours" : "excludes";
  return (
    <li className={`check-line ${tone}`}>
      <Icon name={holds === null ? "question" : holds ? "check" : "cross"} strong />
      <span>{holds === null ? unknown : holds ? yes : no}</span>
    </li>
  );
}
