// A dialog. Its head is no landmark: the library would make it a second banner of the page.
import { Modal, type MantineSize } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "#/i18n";

export function Dialog({ opened, onClose, title, size, closeOnClickOutside = true, children }: { opened: boolean; onClose: () => void; title: string; size?: MantineSize; closeOnClickOutside?: boolean; children: ReactNode }) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size} closeOnClickOutside={closeOnClickOutside} centered>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Header component="div">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t("action.close")} />
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
