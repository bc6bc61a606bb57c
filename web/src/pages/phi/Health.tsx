// How the zone of identified records does.
import { useQuery } from "@tanstack/react-query";
import * as calls from "#/api/calls";
import { count, number, t, word } from "#/i18n";
import { Card, Figure, Page } from "#/ui/Page";
import { Loaded } from "#/ui/States";
import { TakeOut } from "#/ui/TakeOut";

export default function Health() {
  const query = useQuery({ queryKey: ["phi-health"], queryFn: calls.phiHealth, refetchInterval: 30_000 });
  return (
    <Page title={t("area.health")} lead={t("health.lead")}>
      <Loaded query={query}>
        {(health) => (
          <>
            <div className="figures">
              <Figure value={count(health.patients)} label={t("health.patients")} />
              <Figure value={number(health.trials)} label={t("area.trials")} />
              <Figure value={number(health.audit.size)} label={t("health.entries")} />
              <Figure value={count(health.contacts_open)} label={t("health.contacts")} />
              <Figure value={number(health.break_glass_open)} label={t("health.glass")} />
            </div>
            <Card title={t("health.state")} id="state" actions={<TakeOut name="health" rows={[{ ...health, audit: health.audit.size }]} />}>
              <dl className="facts">
                <dt>{t("health.zone")}</dt>
                <dd>{word("zone", health.zone)}</dd>
                <dt>{t("health.version")}</dt>
                <dd>{health.version}</dd>
                <dt>{t("health.database")}</dt>
                <dd>{health.database}</dd>
              </dl>
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}
