// Where a candidate was put: a word and a sign.
import type { Bin } from "#/api/types";
import { t } from "#/i18n";
import { Icon, type IconName } from "./Icon";

const SIGNS: Record<Bin, [IconName, string]> = {
  new: ["plus", "quiet"],
  flagged: ["flag", "partial"],
  screened: ["check", "favours"],
  deferred: ["later", "partial"],
  not_eligible: ["cross", "excludes"],
  referred: ["send", "accent"],
  enrolled: ["person", "favours"],
};
export const BINS = Object.keys(SIGNS) as Bin[];

export function BinChip({ bin }: { bin: Bin }) {
  const [sign, tone] = SIGNS[bin];
  return (
    <span className={`chip ${tone}`}>
      <Icon name={sign} size={13} strong />
      {t(`bin.${bin}`)}
    </span>
  );
}
