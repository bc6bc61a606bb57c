// Ctrl-K: type where to go. A combobox over a list, as the ARIA practices describe it.
import { Modal, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useDeferredValue, useState } from "react";
import * as calls from "#/api/calls";
import { t } from "#/i18n";
import { Icon, type IconName } from "#/ui/Icon";
import { useNavigation } from "./navigation";

interface Choice {
  id: string;
  label: string;
  hint?: string;
  icon: IconName;
  to: string;
}

export function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size="lg" padding={0} yOffset="12vh" centered={false}>
      <Modal.Overlay />
      <Modal.Content aria-label={t("palette.title")}>
        <Modal.Body>{opened ? <Choices onClose={onClose} /> : null}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Choices({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const { areas, may } = useNavigation();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const sought = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ["trials", "palette", sought],
    queryFn: ({ signal }) => calls.trials({ search: sought, limit: 6 }, signal),
    enabled: sought.length >= 2 && may("ReadTrials"),
  });
  const pages: Choice[] = [
    ...areas.map((area) => ({ id: area.id, label: t(`area.${area.id}`), icon: area.icon, to: area.path })),
    { id: "account", label: t("account.title"), icon: "person" as const, to: "/account" },
  ].filter((choice) => choice.label.toLowerCase().includes(text.trim().toLowerCase()));
  const trials: Choice[] = (sought.length >= 2 && sought === text.trim() ? (found.data?.items ?? []) : []).map((trial) => ({
    id: trial.nct_id,
    label: trial.title ?? trial.nct_id,
    hint: trial.nct_id,
    icon: "flask",
    to: `/trials/${trial.nct_id}`,
  }));
  const choices = [...trials, ...pages];
  const chosen = choices[Math.min(active, choices.length - 1)];

  const go = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    void navigate({ to: choice.to });
  };
  const key = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && choices.length > 0) {
      event.preventDefault();
      setActive((active + step + choices.length) % choices.length);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      go(chosen);
    }
  };
  return (
    <div className="palette">
      <TextInput
        size="md"
        variant="unstyled"
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={chosen ? `palette-${chosen.id}` : undefined}
        aria-label={t("palette.label")}
        placeholder={t("palette.placeholder")}
        leftSection={<Icon name="search" />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={key}
      />
      <ul id="palette-list" role="listbox" aria-label={t("palette.title")}>
        {choices.map((choice) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the combobox holds the focus and the keys
          <li
            key={choice.id}
            id={`palette-${choice.id}`}
            role="option"
            aria-selected={choice === chosen}
            onClick={() => go(choice)}
            onMouseEnter={() => setActive(choices.indexOf(choice))}
          >
            <Icon name={choice.icon} />
            <span className="palette-words">{choice.label}</span>
            {choice.hint ? <span className="palette-hint">{choice.hint}</span> : null}
          </li>
        ))}
      </ul>
      {choices.length === 0 ? <p className="palette-none">{t("palette.none")}</p> : null}
    </div>
  );
}
