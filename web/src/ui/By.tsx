// Who did something: names are not in this zone's records, so others are their opaque id, and oneself is "you".
import { useStore } from "#/app/store";
import { who } from "#/auth/state";
import { t } from "#/i18n";

export function By({ id }: { id: string }) {
  const own = useStore(who)?.person;
  if (id === own) return <>{t("log.you")}</>;
  return /^[0-9a-f]{32}$/.test(id) ? <code title={id}>{id.slice(0, 8)}</code> : <>{id}</>;
}
