// What is known about a criterion, always as word, sign and colour together. The colour follows what the verdict means for
// enrolment (an exclusion that is not met speaks for the person), the word follows the verdict.
import { t } from "#/i18n";
import type { CandidateStatus, Effect, Section, Understood, VerdictWord } from "#/api/types";
import { Icon, type IconName } from "./Icon";

const SIGNS: Record<Effect, IconName> = { favours: "check", excludes: "cross", open: "question" };

export function effectOf(section: Section, verdict: VerdictWord): Effect {
  if (verdict === "unknown") return "open";
  return (section === "inclusion") === (verdict === "met") ? "favours" : "excludes";
}

export function VerdictChip({ verdict, effect, person = false }: { verdict: VerdictWord; effect: Effect; person?: boolean }) {
  return (
    <span className={`chip ${person ? "person" : effect}`}>
      <Icon name={person ? "person" : SIGNS[effect]} size={14} strong />
      {person ? t("verdict.person") : t(`verdict.${verdict}`)}
    </span>
  );
}

const STATUS: Record<CandidateStatus, [Effect, IconName]> = {
  eligible: ["favours", "check"],
  potential: ["open", "question"],
  excluded: ["excludes", "cross"],
};

export function StatusChip({ status }: { status: CandidateStatus }) {
  const [effect, sign] = STATUS[status];
  return (
    <span className={`chip ${effect}`}>
      <Icon name={sign} size={14} strong />
      {t(`status.${status}`)}
    </span>
  );
}

const UNDERSTOOD: Record<Understood, [string, IconName]> = {
  full: ["favours", "check"],
  partial: ["partial", "info"],
  none: ["open", "question"],
};

export function UnderstoodChip({ understood, person = false }: { understood: Understood; person?: boolean }) {
  const [tone, sign] = UNDERSTOOD[understood];
  return (
    <span className={`chip quiet ${person ? "person" : tone}`}>
      <Icon name={person ? "person" : sign} size={14} strong />
      {person ? t("understood.person") : t(`understood.${understood}`)}
    </span>
  );
}

/** All criteria of one candidate as a strip: height and fill differ as well as colour, and the words are its name. */
export function VerdictStrip({ verdicts, sections }: { verdicts: string; sections: Section[] }) {
  let favours = 0;
  let excludes = 0;
  let open = 0;
  let person = 0;
  const cells = [...verdicts].map((letter, place) => {
    const kind = kindOf(letter, sections[place] ?? "inclusion");
    if (kind === "favours") favours += 1;
    else if (kind === "excludes") excludes += 1;
    else if (kind === "open") open += 1;
    else person += 1;
    return <rect key={place} x={place * 7} y={kind === "open" ? 4 : kind === "person" ? 6 : 0} width={5} height={HEIGHTS[kind]} rx={1.5} className={`cell ${kind}`} />;
  });
  return (
    <svg
      className="strip"
      role="img"
      aria-label={t("verdict.strip", { favours, excludes, open, person })}
      width={verdicts.length * 7}
      height={14}
      viewBox={`0 0 ${verdicts.length * 7} 14`}
    >
      {cells}
    </svg>
  );
}

type Kind = Effect | "person";
const HEIGHTS: Record<Kind, number> = { favours: 14, excludes: 14, open: 10, person: 8 };

function kindOf(letter: string, section: Section): Kind {
  if (letter === "P") return "person";
  if (letter === "U") return "open";
  return effectOf(section, letter === "M" ? "met" : "not_met");
}
