// The audit log: found by filters, each entry with a proof that the browser checks itself.
import { Button, NativeSelect, TextInput, Textarea } from "@mantine/core";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import * as calls from "#/api/calls";
import { useNavigation } from "#/app/navigation";
import { say } from "#/app/toasts";
import { number, showTime, t, word } from "#/i18n";
import { ExportButton } from "#/ui/Export";
import { Icon } from "#/ui/Icon";
import { Card, Page, TableFrame, Tabs } from "#/ui/Page";
import { Empty, Failed, Loading } from "#/ui/States";

export const AuditTabs = () => {
  const { may } = useNavigation();
  return (
    <Tabs
      label={t("area.audit")}
      items={[{ to: "/audit", label: t("audit.entries") }, ...(may("ReadAlerts") ? [{ to: "/audit/alerts", label: t("audit.alerts") }] : [])]}
    />
  );
};

export default function Audit() {
  const chosen = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const { may } = useNavigation();
  const [action, setAction] = useState(chosen["action"] ?? "");
  const filter: calls.AuditFilter = {
    action: chosen["action"],
    outcome: chosen["outcome"],
    since: chosen["since"] ? Date.parse(chosen["since"]) : undefined,
    until: chosen["until"] ? Date.parse(chosen["until"]) + 86_399_999 : undefined,
  };
  const log = useInfiniteQuery({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam }) => calls.audit({ ...filter, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const set = (name: string, value: string | undefined) => void navigate({ to: "/audit", search: { ...chosen, [name]: value }, replace: true, resetScroll: false });
  const rows = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t("area.audit")} lead={t("audit.lead")} wide tabs={<AuditTabs />} actions={may("ExportAudit") ? <ExportButton what={{ of: "audit" }} /> : null}>
      <form
        className="row"
        role="search"
        aria-label={t("audit.filters")}
        onSubmit={(event) => {
          event.preventDefault();
          set("action", action.trim() || undefined);
        }}
      >
        <TextInput aria-label={t("audit.action")} placeholder={t("audit.action")} value={action} onChange={(event) => setAction(event.currentTarget.value)} onBlur={() => set("action", action.trim() || undefined)} />
        <NativeSelect aria-label={t("audit.outcome")} value={chosen["outcome"] ?? ""} onChange={(event) => set("outcome", event.currentTarget.value || undefined)} data={[{ value: "", label: t("audit.any_outcome") }, { value: "success", label: word("outcome", "success") }, { value: "denied", label: word("outcome", "denied") }, { value: "failure", label: word("outcome", "failure") }]} />
        <TextInput type="date" aria-label={t("audit.since")} value={chosen["since"] ?? ""} onChange={(event) => set("since", event.currentTarget.value || undefined)} />
        <TextInput type="date" aria-label={t("audit.until")} value={chosen["until"] ?? ""} onChange={(event) => set("until", event.currentTarget.value || undefined)} />
      </form>
      {log.error ? (
        <Failed error={log.error} retry={() => void log.refetch()} />
      ) : !log.data ? (
        <Loading />
      ) : rows.length === 0 ? (
        <Empty icon="log" title={t("audit.none")} why={t("audit.none_why")}>
          <Button variant="default" onClick={() => { setAction(""); void navigate({ to: "/audit", search: {}, replace: true }); }}>
            {t("action.clear")}
          </Button>
        </Empty>
      ) : (
        <>
          <TableFrame label={t("audit.entries")}>
            <table>
              <thead>
                <tr>
                  <th scope="col" className="num">{t("audit.index")}</th>
                  <th scope="col">{t("log.at")}</th>
                  <th scope="col">{t("audit.action")}</th>
                  <th scope="col">{t("audit.actor")}</th>
                  <th scope="col">{t("audit.resource")}</th>
                  <th scope="col">{t("audit.outcome")}</th>
                  <th scope="col">{t("audit.purpose")}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.index}>
                    <th scope="row" className="num">
                      <Link to={`/audit/${row.index}`}>{number(row.index)}</Link>
                    </th>
                    <td className="nowrap">{showTime(row.at)}</td>
                    <td>{row.action}</td>
                    <td className="mono">{row.actor}</td>
                    <td>{row.resource}</td>
                    <td>
                      <span className={`chip ${row.outcome === "success" ? "favours" : row.outcome === "denied" ? "excludes" : "partial"}`}>
                        <Icon name={row.outcome === "success" ? "check" : "cross"} size={12} strong />
                        {word("outcome", row.outcome)}
                      </span>
                    </td>
                    <td>{row.purpose ?? "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
          {log.hasNextPage ? (
            <div>
              <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                {t("action.more")}
              </Button>
            </div>
          ) : null}
        </>
      )}
      {may("ReviewAudit") && rows[0] ? <Review newest={rows[0].index} /> : null}
    </Page>
  );
}

/** That somebody looked is an entry too. */
function Review({ newest }: { newest: number }) {
  const [words, setWords] = useState("");
  const [finding, setFinding] = useState("nothing_found");
  const [from, setFrom] = useState(String(Math.max(0, newest - 99)));
  const [to, setTo] = useState(String(newest));
  const intent = useRef(crypto.randomUUID());
  const save = useMutation({
    mutationFn: () => calls.auditReview({ scope: { from: Number(from), to: Number(to) + 1 }, finding, ...(words.trim() ? { words: words.trim() } : {}) }, intent.current),
    onSuccess: () => {
      intent.current = crypto.randomUUID();
      setWords("");
      say({ text: t("audit.reviewed"), tone: "good" });
    },
  });
  return (
    <Card title={t("audit.review")} id="review">
      <div className="row ends">
        <TextInput label={t("audit.from")} inputMode="numeric" w={110} value={from} onChange={(event) => setFrom(event.currentTarget.value.replaceAll(/\D/g, ""))} />
        <TextInput label={t("audit.to")} inputMode="numeric" w={110} value={to} onChange={(event) => setTo(event.currentTarget.value.replaceAll(/\D/g, ""))} />
        <NativeSelect label={t("audit.finding")} value={finding} onChange={(event) => setFinding(event.currentTarget.value)} data={["nothing_found", "correction_needed", "escalated"].map((value) => ({ value, label: word("finding", value) }))} />
      </div>
      <Textarea label={t("audit.words")} description={t("audit.finding_hint")} rows={2} maxLength={2000} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      {save.error ? <Failed error={save.error} /> : null}
      <div>
        <Button variant="default" loading={save.isPending} disabled={from === "" || to === "" || (finding !== "nothing_found" && words.trim().length < 10)} onClick={() => save.mutate()}>
          {t("audit.save_review")}
        </Button>
      </div>
    </Card>
  );
}
