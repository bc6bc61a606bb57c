// The screening log of a trial: who was put where, when and by whom, by study id.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import * as calls from "#/api/calls";
import { showTime, t, word } from "#/i18n";
import { useNavigation } from "#/app/navigation";
import { BinChip } from "#/ui/Bin";
import { By } from "#/ui/By";
import { ExportButton } from "#/ui/Export";
import { More } from "#/ui/More";
import { TableFrame } from "#/ui/Page";
import { Empty, Failed, Loading } from "#/ui/States";
import { TrialFrame } from "./frame";

export default function Screening() {
  return <TrialFrame>{(trial) => <Log nct={trial.nct_id} />}</TrialFrame>;
}

function Log({ nct }: { nct: string }) {
  const { may } = useNavigation();
  const log = useInfiniteQuery({
    queryKey: ["screening", nct],
    queryFn: ({ pageParam }) => calls.screeningLog(nct, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  if (log.error) return <Failed error={log.error} retry={() => void log.refetch()} />;
  if (!log.data) return <Loading />;
  const rows = log.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) {
    return (
      <Empty icon="list" title={t("screening.none")} why={t("screening.none_why")}>
        <Button component={Link} to={`/trials/${nct}/candidates`}>
          {t("screening.to_candidates")}
        </Button>
      </Empty>
    );
  }
  return (
    <div className="stack">
      {may("ExportResults") ? (
        <div className="row spread">
          <span />
          <ExportButton what={{ of: "decisions", nct }} />
        </div>
      ) : null}
      <TableFrame label={t("trial.screening")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("candidates.study_id")}</th>
              <th scope="col">{t("candidates.bin")}</th>
              <th scope="col">{t("candidates.reason")}</th>
              <th scope="col">{t("log.at")}</th>
              <th scope="col">{t("log.by")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.study_id}-${row.at}`}>
                <th scope="row">
                  <Link to={`/trials/${nct}/candidates/${row.study_id}`} className="num-id">
                    {row.study_id}
                  </Link>
                </th>
                <td>
                  <BinChip bin={row.bin} />
                </td>
                <td>{word("reason", row.reason_code)}</td>
                <td>{showTime(row.at)}</td>
                <td><By id={row.by} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <More of={log} />
    </div>
  );
}
