// One criterion before and after: its words where they changed, its structured form where that did.
import { t } from "#/i18n";

interface Side {
  text: string;
  readable: string | null;
}

export function Diff({ name, before, after }: { name: string; before: Side | null; after: Side | null }) {
  const same = before !== null && after !== null && before.text === after.text;
  return (
    <li className="diff">
      <span className="code">{name}</span>
      <div className="stack tight grow">
        {same ? <p>{before.text}</p> : null}
        {before ? (
          <p className="before">
            <span className="hidden-words">{t("edit.before")}: </span>
            {same ? null : <del>{before.text}</del>}
            {before.readable ? <span className="readable inline">{same ? <del>{before.readable}</del> : before.readable}</span> : null}
          </p>
        ) : null}
        {after ? (
          <p className="after">
            <span className="hidden-words">{t("edit.after")}: </span>
            {same ? null : <ins>{after.text}</ins>}
            {after.readable ? <span className="readable inline">{same ? <ins>{after.readable}</ins> : after.readable}</span> : null}
          </p>
        ) : (
          <p className="after">{t("edit.removed")}</p>
        )}
      </div>
    </li>
  );
}
