import { t } from "#/i18n";

export function Logo() {
  return (
    <span className="logo">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="8" className="logo-field" />
        <path d="M16 6 7 26h4.2l1.9-4.6h5.8l1.9 4.6H25L16 6Zm0 7.4 1.7 4.4h-3.4L16 13.4Z" fill="#fff" />
      </svg>
      <span className="logo-word">{t("app.name")}</span>
    </span>
  );
}
