// Every decision: what, by whom, by which versions, and where a person knew better.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import * as calls from "#/api/calls";
import { useNavigation } from "#/app/navigation";
import { showTime, t, word } from "#/i18n";
import { BinChip } from "#/ui/Bin";
import { By } from "#/ui/By";
import { ExportButton } from "#/ui/Export";
import { More } from "#/ui/More";
import { Page, TableFrame } from "#/ui/Page";
import { Empty, Failed, Loading } from "#/ui/States";

export default function Decisions() {
  const { may } = useNavigation();
  const log = useInfiniteQuery({
    queryKey: ["decisions"],
    queryFn: ({ pageParam }) => calls.decisions({ cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t("area.decisions")} lead={t("decisions.lead")} wide actions={may("ExportResults") ? <ExportButton what={{ of: "decisions" }} /> : null}>
      {log.error ? (
        <Failed error={log.error} retry={() => void log.refetch()} />
      ) : !log.data ? (
        <Loading />
      ) : rows.length === 0 ? (
        <Empty icon="list" title={t("decisions.none")} why={t("decisions.none_why")}>
          <Button component={Link} to="/trials">
            {t("area.trials")}
          </Button>
        </Empty>
      ) : (
        <>
          <TableFrame label={t("area.decisions")}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("log.at")}</th>
                  <th scope="col">{t("log.trial")}</th>
                  <th scope="col">{t("candidates.study_id")}</th>
                  <th scope="col">{t("candidates.bin")}</th>
                  <th scope="col">{t("candidates.reason")}</th>
                  <th scope="col">{t("decisions.override")}</th>
                  <th scope="col">{t("log.by")}</th>
                  <th scope="col">{t("decisions.versions")}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <td className="nowrap">{showTime(row.at)}</td>
                    <td>
                      <Link to={`/trials/${row.nct_id}`} className="num-id">
                        {row.nct_id}
                      </Link>
                    </td>
                    <th scope="row">
                      <Link to={`/trials/${row.nct_id}/candidates/${row.study_id}`} className="num-id">
                        {row.study_id}
                      </Link>
                    </th>
                    <td>
                      <BinChip bin={row.bin} /> {row.undone ? <span className="chip plain">{t("candidate.taken_back")}</span> : null}
                    </td>
                    <td>{word("reason", row.reason_code)}</td>
                    <td>{(row.override ?? []).map((one) => `#${one.criterion} ${t(`verdict.${one.verdict}`)}: ${word("reason", one.reason_code)}`).join("; ") || "–"}</td>
                    <td><By id={row.by} /></td>
                    <td className="versions">{Object.entries(row.versions ?? {}).map(([part, version]) => `${word("part", part)} ${version}`).join(", ") || "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
          <More of={log} />
        </>
      )}
    </Page>
  );
}
