// Recovery codes are shown once. Nobody gets past them without saying that they are kept.
import { Button, Checkbox, CopyButton } from "@mantine/core";
import { useState } from "react";
import { keep } from "#/api/send";
import { t } from "#/i18n";
import { Icon } from "./Icon";

export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const [kept, setKept] = useState(false);
  const text = `${codes.join("\n")}\n`;
  return (
    <div className="stack">
      <p>{t("enrol.codes_why")}</p>
      <ol className="codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="row">
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy} leftSection={<Icon name={copied ? "check" : "copy"} size={16} />}>
              {copied ? t("action.copied") : t("action.copy")}
            </Button>
          )}
        </CopyButton>
        <Button
          variant="default"
          leftSection={<Icon name="download" size={16} />}
          onClick={() => keep(new Blob([text], { type: "text/plain" }), "almoner-recovery-codes.txt")}
        >
          {t("action.download")}
        </Button>
      </div>
      <Checkbox checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} label={t("enrol.codes_kept")} />
      <Button disabled={!kept} onClick={onKept}>
        {t("enrol.codes_done")}
      </Button>
    </div>
  );
}
