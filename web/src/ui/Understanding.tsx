// How much of a trial's criteria was understood: a bar, and the same in words.
import { t } from "#/i18n";
import type { CriteriaCounts } from "#/api/types";

export function Understanding({ counts }: { counts: CriteriaCounts }) {
  const { total, full, partial, none } = counts;
  if (total === 0) return <p className="hint">{t("understood.no_criteria")}</p>;
  const share = (n: number) => (n / total) * 120;
  return (
    <p className="understanding">
      <svg width={120} height={6} viewBox="0 0 120 6" aria-hidden="true" focusable="false">
        <rect width={120} height={6} rx={3} className="track" />
        <rect width={share(full)} height={6} rx={3} className="full" />
        <rect x={share(full)} width={share(partial)} height={6} className="part" />
      </svg>
      <span>
        {t("understood.of", { full, total })}
        {partial > 0 ? ` · ${t("understood.partly", { n: partial })}` : ""}
        {none > 0 ? ` · ${t("understood.not", { n: none })}` : ""}
      </span>
    </p>
  );
}
