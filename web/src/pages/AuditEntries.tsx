// Entries of the audit log, page after page, each with the way to its proof.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import * as calls from "#/api/calls";
import { number, showTime, t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { More } from "#/ui/More";
import { TableFrame } from "#/ui/Page";
import { Empty, Failed, Loading } from "#/ui/States";

export const useAuditLog = (filter: calls.AuditFilter) =>
  useInfiniteQuery({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam }) => calls.audit({ ...filter, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export function AuditEntries({ log, onClear }: { log: ReturnType<typeof useAuditLog>; onClear?: () => void }) {
  const rows = log.data?.pages.flatMap((page) => page.items) ?? [];
  if (log.error) return <Failed error={log.error} retry={() => void log.refetch()} />;
  if (!log.data) return <Loading />;
  if (rows.length === 0 && !log.hasNextPage) {
    return (
      <Empty icon="log" title={t("audit.none")} why={t("audit.none_why")}>
        {onClear ? (
          <Button variant="default" onClick={onClear}>
            {t("action.clear")}
          </Button>
        ) : null}
      </Empty>
    );
  }
  return (
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
      <More of={log} />
    </>
  );
}
