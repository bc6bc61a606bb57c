// The audit log: found by filters, each entry with a proof that the browser checks itself.
import { Button, NativeSelect, TextInput, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import * as calls from "#/api/calls";
import { useNavigation } from "#/app/navigation";
import { say } from "#/app/toasts";
import { t, word } from "#/i18n";
import { ExportButton } from "#/ui/Export";
import { zoneOfDocument } from "#/theme";
import { Card, Page, Tabs } from "#/ui/Page";
import { Failed } from "#/ui/States";
import { AuditEntries, useAuditLog } from "./AuditEntries";

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
  const zone = zoneOfDocument();
  const [action, setAction] = useState(chosen["action"] ?? "");
  const [trial, setTrial] = useState(chosen["trial"] ?? "");
  const filter: calls.AuditFilter = {
    action: chosen["action"],
    outcome: chosen["outcome"],
    trial: zone === "research" ? chosen["trial"] : undefined,
    since: chosen["since"] ? Date.parse(chosen["since"]) : undefined,
    until: chosen["until"] ? Date.parse(chosen["until"]) + 86_399_999 : undefined,
  };
  const log = useAuditLog(filter);
  const set = (name: string, value: string | undefined) => void navigate({ to: "/audit", search: { ...chosen, [name]: value }, replace: true, resetScroll: false });
  /** What was typed counts once somebody is done with it; a number that is none can not be asked for. */
  const find = () =>
    void navigate({ to: "/audit", search: { ...chosen, action: action.trim() || undefined, trial: /^NCT\d{8}$/.test(trial) ? trial : undefined }, replace: true, resetScroll: false });
  const newest = log.data?.pages[0]?.items[0];
  return (
    <Page title={t("area.audit")} lead={t("audit.lead")} wide tabs={<AuditTabs />} actions={may("ExportAudit") ? <ExportButton what={{ of: "audit", only: filter }} /> : null}>
      <form
        className="row"
        role="search"
        aria-label={t("audit.filters")}
        onSubmit={(event) => {
          event.preventDefault();
          find();
        }}
      >
        <TextInput aria-label={t("audit.action")} placeholder={t("audit.action")} value={action} onChange={(event) => setAction(event.currentTarget.value)} onBlur={find} />
        {zone === "research" ? <TextInput aria-label={t("log.trial")} placeholder={t("log.trial")} maxLength={11} w={150} value={trial} onChange={(event) => setTrial(event.currentTarget.value.toUpperCase().trim())} onBlur={find} /> : null}
        <NativeSelect aria-label={t("audit.outcome")} value={chosen["outcome"] ?? ""} onChange={(event) => set("outcome", event.currentTarget.value || undefined)} data={[{ value: "", label: t("audit.any_outcome") }, { value: "success", label: word("outcome", "success") }, { value: "denied", label: word("outcome", "denied") }, { value: "failure", label: word("outcome", "failure") }, { value: "partial", label: word("outcome", "partial") }]} />
        <TextInput type="date" aria-label={t("audit.since")} value={chosen["since"] ?? ""} onChange={(event) => set("since", event.currentTarget.value || undefined)} />
        <TextInput type="date" aria-label={t("audit.until")} value={chosen["until"] ?? ""} onChange={(event) => set("until", event.currentTarget.value || undefined)} />
      </form>
      <AuditEntries
        log={log}
        onClear={() => {
          setAction("");
          setTrial("");
          void navigate({ to: "/audit", search: {}, replace: true });
        }}
      />
      {may("ReviewAudit") && newest ? <Review newest={newest.index} /> : null}
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
