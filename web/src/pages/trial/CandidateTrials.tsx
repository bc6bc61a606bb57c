// Trials for a candidate: where one study id stands in each study that one is assigned to, best first, and what decides it.
import { Button, SegmentedControl } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import * as calls from "#/api/calls";
import type { TrialOfCandidate } from "#/api/types";
import { number, t, word } from "#/i18n";
import { BinChip } from "#/ui/Bin";
import { Icon } from "#/ui/Icon";
import { More } from "#/ui/More";
import { Page, TableFrame } from "#/ui/Page";
import { Empty, Failed, Loading } from "#/ui/States";
import { StatusChip } from "#/ui/Verdict";
import { CandidateTabs, trialQuery } from "./frame";

const STATUSES = ["eligible", "potential", "excluded"] as const;

export default function CandidateTrials() {
  const { nct = "", study = "" } = useParams({ strict: false }) as { nct?: string; study?: string };
  const chosen = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const path = `/trials/${nct}/candidates/${study}/trials`;
  const filter: calls.CandidateTrialFilter = { status: chosen["status"], open_here: chosen["open_here"] === "true" ? true : undefined };
  const set = (name: string, value: string | undefined) => void navigate({ to: path, search: { ...chosen, [name]: value }, replace: true, resetScroll: false });
  const trial = useQuery(trialQuery(nct));
  const list = useInfiniteQuery({
    queryKey: ["candidate-trials", study, filter],
    queryFn: ({ pageParam, signal }) => calls.candidateTrials(study, { ...filter, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const narrowed = filter.status !== undefined || filter.open_here === true;
  return (
    <Page
      title={study}
      wide
      eyebrow={
        <>
          <Link to={`/trials/${nct}/candidates`}>{t("trial.candidates")}</Link>
          <span className="num-id">{nct}</span>
          <span className="truncate">{trial.data?.data.brief_title ?? ""}</span>
        </>
      }
      lead={t("candidate_trials.lead")}
      tabs={<CandidateTabs nct={nct} study={study} />}
    >
      {list.error ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : !first ? (
        <Loading />
      ) : (
        <div className="stack">
          <div className="row" role="group" aria-label={t("candidates.filters")}>
            <SegmentedControl
              size="sm"
              aria-label={t("candidates.status")}
              value={filter.status ?? ""}
              onChange={(value) => set("status", value || undefined)}
              data={[
                { value: "", label: t("candidates.all") },
                ...STATUSES.map((status) => ({ value: status, label: `${t(`status.${status}`)} ${number(first.counts[status])}` })),
              ]}
            />
            <button type="button" className="toggle" aria-pressed={filter.open_here === true} onClick={() => set("open_here", filter.open_here ? undefined : "true")}>
              <Icon name="check" size={14} strong />
              {t("trials.open_here")}
            </button>
          </div>
          {rows.length === 0 ? (
            <Empty icon="search" title={t("candidate_trials.none")} why={narrowed ? t("candidate_trials.none_filtered") : t("candidate_trials.none_why")}>
              {narrowed ? (
                <Button variant="default" onClick={() => void navigate({ to: path, search: {}, replace: true })}>
                  {t("action.clear")}
                </Button>
              ) : (
                <Button component={Link} to="/trials">
                  {t("area.trials")}
                </Button>
              )}
            </Empty>
          ) : (
            <>
              <p className="hint" role="status">
                {t("candidate_trials.shown", { count: first.total ?? rows.length, n: number(first.total ?? rows.length) })}
              </p>
              <Rows rows={rows} here={nct} study={study} />
              <More of={list} />
            </>
          )}
        </div>
      )}
    </Page>
  );
}

function Rows({ rows, here, study }: { rows: TrialOfCandidate[]; here: string; study: string }) {
  return (
    <TableFrame label={t("candidate_trials.title")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("log.trial")}</th>
            <th scope="col">{t("candidates.status")}</th>
            <th scope="col">{t("candidate_trials.deciding")}</th>
            <th scope="col">{t("candidates.bin")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.nct_id}>
              <th scope="row" className="of-trial">
                {/* Without a match there is no page of the candidate yet; the trial's page makes one. */}
                <Link to={row.matched ? `/trials/${row.nct_id}/candidates/${study}` : `/trials/${row.nct_id}`} className="num-id">
                  {row.nct_id}
                </Link>{" "}
                {row.nct_id === here ? <span className="chip plain">{t("candidate_trials.this")}</span> : null}{" "}
                {row.open_here ? <span className="chip favours"><Icon name="check" size={12} strong />{t("trials.open_here_short")}</span> : null}{" "}
                {row.approved ? null : <span className="chip partial"><Icon name="alert" size={12} strong />{t("trials.not_approved")}</span>}
                <p className="hint">{row.title ?? ""}</p>
              </th>
              <td className="tally">
                <StatusChip status={row.status} />
                <p className="hint">{t("candidate_trials.favours", { n: number(row.in_favour) })}</p>
                {row.against > 0 ? <p className="hint">{t("candidate_trials.against", { n: number(row.against) })}</p> : null}
                <p className="hint">{t("candidate_trials.missing", { n: number(row.missing) })}</p>
                <p className="hint">{t("candidate_trials.for_a_person", { n: number(row.for_a_person) })}</p>
              </td>
              <td className="deciding"><Deciding row={row} /></td>
              <td><BinChip bin={row.bin} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Deciding({ row }: { row: TrialOfCandidate }) {
  if (row.deciding.length === 0) return <span className="muted">{t("candidates.nothing_open")}</span>;
  const more = (row.against > 0 ? row.against : row.missing) - row.deciding.length;
  return (
    <ul className="plain-list">
      {row.deciding.map((one) => (
        <li key={one.criterion}>
          <span className="method">{t(`section.${one.section}`)}</span> {one.text}{" "}
          {one.reasons.length > 0 ? <span className="hint">{one.reasons.map((reason) => word("missing", reason)).join(", ")}</span> : null}
        </li>
      ))}
      {more > 0 ? <li className="hint">{t("candidate_trials.more", { count: more })}</li> : null}
    </ul>
  );
}
