// The page before the application: sign-in and enrolment.
import type { ReactNode } from "react";
import { t } from "#/i18n";
import { zoneOfDocument } from "#/theme";
import { Logo } from "./Logo";

export function Front({ children }: { children: ReactNode }) {
  const phi = zoneOfDocument() === "phi";
  return (
    <div className="front">
      <aside className="front-side">
        <Logo />
        <p className="front-words">{phi ? t("front.words_phi") : t("front.words")}</p>
        <p className="front-small">{phi ? t("front.small_phi") : t("front.small")}</p>
      </aside>
      <main className="front-main">
        <div className="front-card stack">{children}</div>
      </main>
    </div>
  );
}
