// The way to the next part of a list that comes in parts.
import { Button } from "@mantine/core";
import { t } from "#/i18n";

export function More({ of }: { of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> } }) {
  if (!of.hasNextPage) return null;
  return (
    <div>
      <Button variant="default" loading={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
        {t("action.more")}
      </Button>
    </div>
  );
}
