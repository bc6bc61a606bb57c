// Releases of charts: what the next one would hold and at what risk, another person's word on it, what was made, and limited data sets.
import { Button, NativeSelect, SegmentedControl, TextInput, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { Draft, LimitedMade, ReleaseItem, RiskEntry } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { say } from "#/app/toasts";
import { number, showTime, t, word } from "#/i18n";
import { By } from "#/ui/By";
import { Icon } from "#/ui/Icon";
import { Card, Figure, Page, TableFrame } from "#/ui/Page";
import { Empty, Failed, Loaded } from "#/ui/States";
import { TakeOut } from "#/ui/TakeOut";
import { RecipientSelect, agreementsQuery, recipientsQuery } from "./Agreements";
import { PaperChoice } from "./PaperChoice";

const PROJECT = "default";
const LEAST_WORDS = 10;
const POLICIES = ["safe_harbor", "expert_determination"] as const;
const share = (value: number) => `${(value * 100).toFixed(1)} %`;
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, n) => all + n, 0);
const releasesKey = (project: string) => ["releases", project];

export default function Releases() {
  const chosen = useSearch({ strict: false }) as Record<string, string | undefined>;
  const project = chosen["project"] ?? PROJECT;
  const { may } = useNavigation();
  const query = useQuery({ queryKey: releasesKey(project), queryFn: () => calls.releases(project) });
  return (
    <Page title={t("area.releases")} lead={t("releases.lead")} wide>
      <ProjectChoice key={project} project={project} />
      {may("MakeRelease") ? <NewDraft project={project} /> : null}
      <Loaded query={query}>
        {({ items, risk, drafts }) => (
          <>
            {drafts.length === 0 ? (
              <Empty icon="shield" title={t("releases.no_draft")} why={t("releases.no_draft_why")} />
            ) : (
              drafts.map((draft) => <DraftCard key={draft.draft} draft={draft} project={project} mayDecide={may("MakeRelease")} />)
            )}
            <History items={items} />
            <Series risk={risk} />
          </>
        )}
      </Loaded>
      {may("MakeRelease") ? <Limited project={project} /> : null}
      {may("RecordConsent") ? <PaperChoice /> : null}
    </Page>
  );
}

function ProjectChoice({ project }: { project: string }) {
  const navigate = useNavigate();
  const [name, setName] = useState(project);
  return (
    <form
      className="row ends"
      role="search"
      aria-label={t("basis_page.project")}
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({ to: "/releases", search: { project: name === PROJECT ? undefined : name } });
      }}
    >
      <TextInput label={t("basis_page.project")} maxLength={40} value={name} onChange={(event) => setName(event.currentTarget.value.toLowerCase().trim())} />
      <Button type="submit" variant="default" disabled={name === project || !/^[a-z0-9][a-z0-9-]*$/.test(name)}>
        {t("releases.show_project")}
      </Button>
    </form>
  );
}

function NewDraft({ project }: { project: string }) {
  const client = useQueryClient();
  const [policy, setPolicy] = useState<string>(POLICIES[0]);
  const [day, setDay] = useState("");
  const intent = useRef(crypto.randomUUID());
  const make = useMutation({
    mutationFn: () => calls.draftRelease({ project, policy, ...(day ? { as_of: day } : {}) }, intent.current),
    onSuccess: async () => {
      say({ text: t("releases.drafted"), tone: "good" });
      await client.invalidateQueries({ queryKey: releasesKey(project) });
    },
    onSettled: () => {
      intent.current = crypto.randomUUID();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  return (
    <Card title={t("releases.draft")} id="draft">
      <form className="stack" onSubmit={submit}>
        <p className="hint">{t("releases.draft_why")}</p>
        <div className="split">
          <NativeSelect label={t("releases.policy")} value={policy} onChange={(event) => setPolicy(event.currentTarget.value)} data={POLICIES.map((value) => ({ value, label: t(`releases.policies.${value}`) }))} />
          <TextInput label={t("releases.as_of")} description={t("releases.as_of_hint")} type="date" value={day} onChange={(event) => setDay(event.currentTarget.value)} />
        </div>
        {make.error ? <Failed error={make.error} /> : null}
        <div>
          <Button type="submit" loading={make.isPending}>
            {t("releases.make_draft")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Gate({ risk }: { risk: RiskEntry | null }) {
  if (!risk) {
    return (
      <span className="chip open">
        <Icon name="question" size={12} strong />
        {t("releases.unmeasured")}
      </span>
    );
  }
  return (
    <span className={`chip ${risk.passed ? "favours" : "excludes"}`}>
      <Icon name={risk.passed ? "check" : "cross"} size={12} strong />
      {risk.passed ? t("releases.passed") : t("releases.exceeded")}
    </span>
  );
}

function DraftCard({ draft, project, mayDecide }: { draft: Draft; project: string; mayDecide: boolean }) {
  const { figures } = draft;
  const id = `draft-${draft.draft}`;
  return (
    <Card title={t("releases.draft_of", { n: number(figures.release), policy: word("releases.policies", figures.policy), id: draft.draft.slice(0, 8) })} id={id} actions={<Gate risk={figures.risk} />}>
      <p className="hint">
        {t("releases.drafted_at", { at: showTime(draft.at), day: figures.as_of })}
        {figures.by ? <> · <By id={figures.by} /></> : null}
      </p>
      <div className="figures">
        <Figure value={number(figures.patients)} label={t("releases.patients")} />
        <Figure value={number(figures.charts)} label={t("releases.charts")} note={figures.drafted < figures.patients ? t("releases.of_drafted", { n: number(figures.drafted) }) : undefined} />
        <Figure value={number(sum(figures.withheld))} label={t("releases.withheld")} />
        <Figure value={number(sum(figures.removed))} label={t("releases.removed")} />
      </div>
      {figures.risk ? <RiskTable risk={figures.risk} label={t("releases.risk_of", { n: number(figures.release), id: draft.draft.slice(0, 8) })} /> : <p>{t("releases.unmeasured_why")}</p>}
      <Counts title={t("releases.withheld")} counts={figures.withheld} group="withheld" />
      <Counts title={t("releases.removed")} counts={figures.removed} group="category" />
      {figures.decision ? (
        <p>
          <span className={`chip ${figures.decision.decision === "approved" ? "favours" : "excludes"}`}>
            <Icon name={figures.decision.decision === "approved" ? "check" : "cross"} size={12} strong />
            {word("releases.decisions", figures.decision.decision)}
          </span>{" "}
          <By id={figures.decision.by} /> · {showTime(figures.decision.at)}
        </p>
      ) : draft.own ? (
        <p className="hint">{t("releases.own")}</p>
      ) : mayDecide ? (
        <Decide draft={draft.draft} project={project} />
      ) : (
        <p className="hint">{t("releases.waits")}</p>
      )}
    </Card>
  );
}

function RiskTable({ risk, label }: { risk: RiskEntry; label: string }) {
  const rows = [
    { name: t("releases.alone"), of: risk.alone },
    { name: t("releases.joint"), of: risk.joint },
  ];
  const unusual = Object.keys(risk.unusual).length;
  return (
    <>
      <TableFrame label={label}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("releases.measured")}</th>
              <th scope="col" className="num">{t("releases.k")}</th>
              <th scope="col" className="num">{t("releases.prosecutor", { most: share(risk.max_prosecutor) })}</th>
              <th scope="col" className="num">{t("releases.marketer", { most: share(risk.max_marketer) })}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, of }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="num">{number(of.k)}</td>
                <td className="num">{share(of.prosecutor)}</td>
                <td className="num">{share(of.marketer)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <p className="hint">
        {t("releases.by", { names: risk.quasi_identifiers.join(", ") })}
        {unusual > 0 ? ` ${t("releases.unusual", { n: number(unusual) })}` : ""}
      </p>
    </>
  );
}

function Counts({ title, counts, group }: { title: string; counts: Record<string, number>; group: string }) {
  const entries = Object.entries(counts).filter(([, n]) => n > 0);
  if (entries.length === 0) return null;
  return (
    <p className="row tags">
      <span className="hint">{title}:</span>
      {entries.map(([code, n]) => (
        <span key={code} className="chip plain">
          {word(group, code)} {number(n)}
        </span>
      ))}
    </p>
  );
}

function Decide({ draft, project }: { draft: string; project: string }) {
  const client = useQueryClient();
  const [decision, setDecision] = useState("approved");
  const [words, setWords] = useState("");
  const intent = useRef(crypto.randomUUID());
  const save = useMutation({
    mutationFn: () => calls.decideDraft(draft, { decision, words: words.trim() }, intent.current),
    onSuccess: async () => {
      say({ text: t("releases.decided"), tone: "good" });
      await client.invalidateQueries({ queryKey: releasesKey(project) });
    },
    onSettled: () => {
      intent.current = crypto.randomUUID();
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate();
      }}
    >
      <SegmentedControl aria-label={t("releases.decision")} value={decision} onChange={setDecision} data={["approved", "refused"].map((value) => ({ value, label: word("releases.decisions", value) }))} />
      <Textarea label={t("releases.words")} description={t("releases.words_hint")} rows={2} maxLength={2000} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      {save.error ? <Failed error={save.error} /> : null}
      <div>
        <Button type="submit" variant="default" loading={save.isPending} disabled={words.trim().length < LEAST_WORDS}>
          {t("releases.decide")}
        </Button>
      </div>
    </form>
  );
}

function History({ items }: { items: ReleaseItem[] }) {
  const rows = items.map(({ decision, ...item }) => ({ ...item, decision: decision?.decision }));
  return (
    <Card title={t("releases.made")} id="made" actions={<TakeOut name="releases" rows={rows} />}>
      {items.length === 0 ? (
        <p>{t("releases.none_made")}</p>
      ) : (
        <TableFrame label={t("releases.made")}>
          <table>
            <thead>
              <tr>
                <th scope="col" className="num">{t("releases.number")}</th>
                <th scope="col">{t("releases.policy")}</th>
                <th scope="col">{t("releases.begun")}</th>
                <th scope="col">{t("releases.as_of")}</th>
                <th scope="col">{t("basis_page.recipient")}</th>
                <th scope="col">{t("accounts.state")}</th>
                <th scope="col">{t("releases.decision")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.release}>
                  <th scope="row" className="num">{number(item.release)}</th>
                  <td>
                    {word("releases.policies", item.policy)} <code title={item.policy_version}>{item.policy_version.slice(0, 8)}</code>
                  </td>
                  <td className="nowrap">{showTime(item.made)}</td>
                  <td className="nowrap">{item.as_of}</td>
                  <td>
                    {item.recipient ?? "–"}
                    {item.sample_attestation ? <p className="hint">{t("releases.sample")}</p> : null}
                  </td>
                  <td>
                    <span className={`chip ${item.complete ? "favours" : "open"}`}>
                      <Icon name={item.complete ? "check" : "clock"} size={12} strong />
                      {item.complete ? t("releases.complete") : t("releases.crossing")}
                    </span>
                  </td>
                  <td>{item.decision ? word("releases.decisions", item.decision.decision) : "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </Card>
  );
}

function Series({ risk }: { risk: RiskEntry[] }) {
  if (risk.length === 0) return null;
  const rows = risk.map((one) => ({
    release: one.release,
    policy: one.policy,
    as_of: one.as_of,
    charts: one.charts,
    quasi_identifiers: one.quasi_identifiers.join(" "),
    k: one.alone.k,
    prosecutor: one.alone.prosecutor,
    marketer: one.alone.marketer,
    joint_k: one.joint.k,
    joint_prosecutor: one.joint.prosecutor,
    joint_marketer: one.joint.marketer,
    passed: one.passed,
    gated: one.gated,
    made: one.made,
  }));
  return (
    <Card title={t("releases.series")} id="series" actions={<TakeOut name="release-risk" rows={rows} />}>
      <TableFrame label={t("releases.series")}>
        <table>
          <thead>
            <tr>
              <th scope="col" className="num">{t("releases.number")}</th>
              <th scope="col" className="num">{t("releases.charts")}</th>
              <th scope="col" className="num">{t("releases.k")}</th>
              <th scope="col" className="num">{t("releases.highest")}</th>
              <th scope="col" className="num">{t("releases.highest_joint")}</th>
              <th scope="col">{t("releases.gate")}</th>
            </tr>
          </thead>
          <tbody>
            {risk.map((one, place) => (
              <tr key={`${one.release}-${place}`}>
                <th scope="row" className="num">{number(one.release)}</th>
                <td className="num">{number(one.charts)}</td>
                <td className="num">{number(one.alone.k)}</td>
                <td className="num">{share(one.alone.prosecutor)}</td>
                <td className="num">{share(one.joint.prosecutor)}</td>
                <td>
                  <Gate risk={one} /> <span className="hint">{one.gated ? t("releases.gated") : t("releases.not_gated")}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Card>
  );
}

function Limited({ project }: { project: string }) {
  const recipients = useQuery(recipientsQuery);
  const agreements = useQuery(agreementsQuery);
  const [recipient, setRecipient] = useState<string>();
  const intent = useRef(crypto.randomUUID());
  const make = useMutation({
    mutationFn: () => calls.makeLimited({ project, recipient: recipient ?? "" }, intent.current),
    onSuccess: () => say({ text: t("releases.limited_made"), tone: "good" }),
    onSettled: () => {
      intent.current = crypto.randomUUID();
    },
  });
  const holds = agreements.data?.items.filter((one) => one.kind === "data_use_agreement" && one.holds && one.project === project) ?? [];
  const basis = holds.find((one) => one.recipient === recipient);
  const those = recipients.data?.items.filter((one) => holds.some((agreement) => agreement.recipient === one.recipient)) ?? [];
  return (
    <Card title={t("releases.limited")} id="limited">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!make.isPending) make.mutate();
        }}
      >
        <p className="hint">{t("releases.limited_why")}</p>
        {those.length === 0 ? (
          <p>{t("releases.no_agreement")}</p>
        ) : (
          <>
            <RecipientSelect recipients={those} value={recipient ?? ""} onChange={setRecipient} />
            {basis ? <p>{t("releases.under", { reference: basis.reference, expires: basis.expires })}</p> : null}
            <div>
              <Button type="submit" variant="default" loading={make.isPending} disabled={!basis}>
                {t("releases.make_limited")}
              </Button>
            </div>
          </>
        )}
        {make.error ? <Failed error={make.error} /> : null}
        {make.data ? <Made made={make.data} /> : null}
      </form>
    </Card>
  );
}

function Made({ made }: { made: LimitedMade }) {
  return (
    <dl className="facts" role="status">
      <dt>{t("releases.file")}</dt>
      <dd className="mono">{made.file}</dd>
      <dt>{t("releases.people")}</dt>
      <dd>{number(made.patients)}</dd>
      <dt>{t("releases.withheld")}</dt>
      <dd>
        {Object.entries(made.withheld)
          .map(([code, n]) => `${word("withheld", code)} ${number(n)}`)
          .join(", ") || t("releases.nobody")}
      </dd>
    </dl>
  );
}
