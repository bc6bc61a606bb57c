// What all pages of one trial share: its name, its state and its tabs.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import * as calls from "#/api/calls";
import type { Criterion, Run, Section, Trial } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { say } from "#/app/toasts";
import { ago, number, t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Page, Tabs } from "#/ui/Page";
import { Failed, Loading } from "#/ui/States";

export const trialQuery = (nct: string) => ({
  queryKey: ["trial", nct],
  queryFn: () => calls.trial(nct),
  staleTime: 30_000,
});

/** "I3" and "E2": the third inclusion and the second exclusion, as people say it. */
export function codes(criteria: { criterion: number; section: Section }[]): Map<number, string> {
  let [inclusions, exclusions] = [0, 0];
  return new Map(
    criteria.map(({ criterion, section }) => {
      if (section === "inclusion") inclusions += 1;
      else exclusions += 1;
      return [criterion, section === "inclusion" ? `I${inclusions}` : `E${exclusions}`];
    }),
  );
}

/** The two views of a candidate: in the trial at hand, and in all studies that one is assigned to. */
export function CandidateTabs({ nct, study }: { nct: string; study: string }) {
  const own = `/trials/${nct}/candidates/${study}`;
  return (
    <Tabs
      label={t("candidate_trials.views")}
      items={[
        { to: own, label: t("candidate_trials.this") },
        { to: `${own}/trials`, label: t("candidate_trials.title") },
      ]}
    />
  );
}

/** A version is a content hash; its beginning is enough to tell two apart. */
export const short = (version: string): string => (version.length > 12 ? version.slice(0, 8) : version);

const asksAPerson = (readable: string) => /^(person|(not )?participation( now| (within|before|for) \d+ d)?)$/.test(readable);

/** Whether charts say nothing of it; who takes part in another trial, decisions may tell. */
export const isForPerson = (criterion: Criterion): boolean =>
  asksAPerson(criterion.readable) || (criterion.parts.length > 0 && criterion.parts.every((part) => asksAPerson(part.readable)));

/** The pages that come next are fetched while somebody reads; what is on them is not. */
const fetchNext = () => void Promise.all([import("./Candidates"), import("./Candidate")]).catch(() => undefined);

export function TrialFrame({ children, wide = true }: { children: (trial: Trial, etag: string | null) => ReactNode; wide?: boolean }) {
  const { nct = "" } = useParams({ strict: false }) as { nct?: string };
  const { may } = useNavigation();
  const client = useQueryClient();
  const trial = useQuery(trialQuery(nct));
  useEffect(() => {
    const timer = setTimeout(fetchNext, 300);
    return () => clearTimeout(timer);
  }, []);
  const [progress, setProgress] = useState<Run | null>(null);
  const match = useMutation({
    mutationFn: async (intent: string) => calls.runEnd((await calls.startMatch(nct, intent)).run, setProgress),
    onSettled: () => setProgress(null),
    onSuccess: async (run) => {
      say({ text: run.state === "done" ? t("trial.matched") : t("trial.match_failed"), tone: run.state === "done" ? "good" : "bad" });
      await client.invalidateQueries({ queryKey: ["trial", nct] });
      await client.invalidateQueries({ queryKey: ["candidates", nct] });
      await client.invalidateQueries({ queryKey: ["trials"] });
    },
    onError: () => say({ text: t("trial.match_failed"), tone: "bad" }),
  });
  if (!trial.data) {
    return (
      <Page title={nct}>
        {trial.error ? <Failed error={trial.error} retry={() => void trial.refetch()} /> : <Loading rows={8} />}
      </Page>
    );
  }
  const { data, etag } = trial.data;
  const base = `/trials/${nct}`;
  return (
    <Page
      title={data.brief_title ?? data.title ?? data.nct_id}
      wide={wide}
      eyebrow={
        <>
          <Link to="/trials">{t("area.trials")}</Link>
          <span className="num-id">{data.nct_id}</span>
          <span>{word("trial_status", data.status)}</span>
          <span>{t("trial.version", { version: short(data.version) })}</span>
          {data.approved ? (
            <span className="chip favours">
              <Icon name="check" size={12} strong />
              {t("trial.approved")}
            </span>
          ) : (
            <span className="chip partial">
              <Icon name="alert" size={12} strong />
              {t("trials.not_approved")}
            </span>
          )}
        </>
      }
      actions={
        may("RunMatch") ? (
          <>
          {progress ? <span className="hint" role="status">{t("trial.matching", { done: progress.done, total: progress.total })}</span> : null}
          <Button variant={data.stale || !data.matched_at ? "filled" : "default"} loading={match.isPending} onClick={() => match.mutate(crypto.randomUUID())} leftSection={<Icon name="play" size={16} />}>
            {data.matched_at ? t("trial.match_again", { ago: ago(data.matched_at) }) : t("trial.match")}
          </Button>
          </>
        ) : null
      }
      tabs={
        <Tabs
          label={t("trial.tabs")}
          items={[
            { to: base, label: t("trial.criteria"), badge: data.criteria.total },
            ...(may("ReadResults") ? [{ to: `${base}/candidates`, label: t("trial.candidates"), badge: data.candidates ? number(data.candidates.eligible + data.candidates.potential) : null }] : []),
            ...(may("RunWhatIf") ? [{ to: `${base}/funnel`, label: t("trial.funnel") }] : []),
            ...(may("ReadScreeningLog") ? [{ to: `${base}/screening`, label: t("trial.screening") }] : []),
            { to: `${base}/register`, label: t("trial.register") },
            { to: `${base}/history`, label: t("trial.history") },
            ...(may("ReadAudit") ? [{ to: `${base}/audit`, label: t("trial.audit") }] : []),
          ]}
        />
      }
    >
      {children(data, etag)}
    </Page>
  );
}
