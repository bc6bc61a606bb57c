// When a page itself fails, and when there is no such page.
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { isProblem } from "#/api/problem";
import { t } from "#/i18n";
import { Empty, Failed, Reference } from "#/ui/States";
import { Icon } from "#/ui/Icon";
import { Page } from "#/ui/Page";

export function Broken({ error, reset }: { error: unknown; reset?: () => void }) {
  // Made here, since the server knows nothing of it; said to support, it says when and where, never what was on the page.
  const [reference] = useState(() => `page-${crypto.randomUUID().slice(0, 8)}`);
  if (isProblem(error)) return <Failed error={error} retry={reset ?? (() => location.reload())} />;
  return (
    <div className="page">
      <div className="failed" role="alert">
        <span className="failed-sign">
          <Icon name="alert" size={22} />
        </span>
        <div className="stack tight">
          <h1>{t("state.broken")}</h1>
          <p>{t("state.broken_why")}</p>
          <Reference id={reference} code="page-failed" />
          <div>
            <Button variant="default" onClick={() => location.reload()}>
              {t("action.reload")}
            </Button>
          </div>
        </div>
      </div>
    </div>
  );
}

export function NowhereHere() {
  const navigate = useNavigate();
  return (
    <Page title={t("state.no_page")}>
      <Empty icon="question" title={t("state.no_page_here")} why={t("state.no_page_why")}>
        <Button onClick={() => void navigate({ to: "/" })}>{t("action.home")}</Button>
      </Empty>
    </Page>
  );
}
