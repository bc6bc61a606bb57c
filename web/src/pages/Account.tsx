import { t } from "#/i18n";
import { Page } from "#/ui/Page";

export default function Account() {
  return <Page title={t("account.title")}>{null}</Page>;
}
