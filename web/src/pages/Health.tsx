// How the system does, for who keeps it.
import { useQuery } from "@tanstack/react-query";
import * as calls from "#/api/calls";
import { number, t, word } from "#/i18n";
import { Card, Figure, Page } from "#/ui/Page";
import { Loaded } from "#/ui/States";
import { TakeOut } from "#/ui/TakeOut";

export default function Health() {
  const query = useQuery({ queryKey: ["health"], queryFn: calls.health, refetchInterval: 30_000 });
  return (
    <Page title={t("area.health")} lead={t("health.lead")}>
      <Loaded query={query}>
        {(health) => (
          <>
            <div className="figures">
              <Figure value={number(health.charts)} label={t("health.charts")} />
              <Figure value={number(health.trials)} label={t("area.trials")} />
              <Figure value={number(health.audit.size)} label={t("health.entries")} note={t("health.checkpoint", { count: health.audit.checkpoint_age_s })} />
              <Figure value={number(health.alerts_open)} label={t("health.alerts")} />
            </div>
            <Card title={t("health.state")} id="state" actions={<TakeOut name="health" rows={[{ ...health, audit: health.audit.size }]} />}>
              <dl className="facts">
                <dt>{t("health.zone")}</dt>
                <dd>{word("zone", health.zone)}</dd>
                <dt>{t("health.version")}</dt>
                <dd>{health.version}</dd>
                <dt>{t("health.uptime")}</dt>
                <dd>{t("health.hours", { h: Math.floor(health.uptime_s / 3600), m: Math.floor((health.uptime_s % 3600) / 60) })}</dd>
                <dt>{t("health.database")}</dt>
                <dd>{health.database}</dd>
                <dt>{t("health.sandbox")}</dt>
                <dd>{health.sandbox}</dd>
              </dl>
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}
