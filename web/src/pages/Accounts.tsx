// The people who work here: invited by a link, given roles, closed. Links are shown once, to be handed over.
import { Alert, Button, Checkbox, CopyButton, TextInput, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import * as calls from "#/api/calls";
import type { Account } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { say } from "#/app/toasts";
import { refusal } from "#/auth/words";
import { t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Page, TableFrame } from "#/ui/Page";
import { Loaded } from "#/ui/States";
import { TakeOut } from "#/ui/TakeOut";
import { zoneOfDocument } from "#/theme";
import { Dialog } from "#/ui/Dialog";

const ROLES = ["coordinator", "investigator", "clinician", "privacy_officer", "data_scientist", "model_approver", "auditor", "operator"] as const;

export default function Accounts() {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ["accounts"], queryFn: calls.accounts });
  const { may } = useNavigation();
  const [inviting, setInviting] = useState(false);
  const [editing, setEditing] = useState<Account | null>(null);
  const [linking, setLinking] = useState<Account | null>(null);
  const phi = zoneOfDocument() === "phi";
  const [link, setLink] = useState<string | null>(null);
  const again = () => client.invalidateQueries({ queryKey: ["accounts"] });
  const fail = (error: unknown) => say({ text: refusal(error), tone: "bad" });
  const newLink = useMutation({ mutationFn: calls.newLink, onSuccess: (answer) => setLink(answer.link), onError: fail });
  const close = useMutation({ mutationFn: calls.closeAccount, onSuccess: again, onError: fail });
  const end = useMutation({ mutationFn: calls.endSessionsOf, onSuccess: ({ ended }) => say({ text: t("accounts.ended", { count: ended }), tone: "good" }), onError: fail });
  return (
    <Page
      title={t("area.accounts")}
      lead={t("accounts.lead")}
      wide
      actions={
        may("EnrolUser") ? (
          <Button onClick={() => setInviting(true)} leftSection={<Icon name="plus" size={16} />}>
            {t("accounts.invite")}
          </Button>
        ) : null
      }
    >
      <Loaded query={query}>
        {(accounts) => (
          <>
          <TakeOut name="accounts" rows={accounts.map(({ person, sign_in_name, display_name, grants, state }) => ({ person, sign_in_name, display_name, roles: grants.roles.join(" "), studies: (grants.studies ?? []).join(" "), state }))} />
          <TableFrame label={t("area.accounts")}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("accounts.name")}</th>
                  <th scope="col">{t("accounts.sign_in_name")}</th>
                  <th scope="col">{t("accounts.roles")}</th>
                  <th scope="col">{t("accounts.state")}</th>
                  <th scope="col">{t("alerts.do")}</th>
                </tr>
              </thead>
              <tbody>
                {accounts.map((account) => (
                  <tr key={account.person}>
                    <th scope="row">{account.display_name}</th>
                    <td>{account.sign_in_name}</td>
                    <td>{account.grants.roles.map((role) => word("role", role)).join(", ")}</td>
                    <td>{word("account_state", account.state)}</td>
                    <td>
                      <span className="row">
                        {may("GrantRole") ? (
                          <Button size="compact-sm" variant="default" onClick={() => setEditing(account)} aria-label={t("accounts.roles_of", { name: account.display_name })}>
                            {t("accounts.change_roles")}
                          </Button>
                        ) : null}
                        {phi && may("GrantRole") && account.grants.roles.includes("clinician") ? (
                          <Button size="compact-sm" variant="default" onClick={() => setLinking(account)} aria-label={t("accounts.practitioner_of", { name: account.display_name })}>
                            {t("accounts.practitioner_short")}
                          </Button>
                        ) : null}
                        {may("EnrolUser") ? (
                          <Button size="compact-sm" variant="default" onClick={() => newLink.mutate(account.person)} aria-label={t("accounts.link_for", { name: account.display_name })}>
                            {t("accounts.new_link")}
                          </Button>
                        ) : null}
                        {may("RevokeUser") ? (
                          <>
                            <Button size="compact-sm" variant="default" onClick={() => end.mutate(account.person)} aria-label={t("accounts.end_of", { name: account.display_name })}>
                              {t("accounts.end_sessions")}
                            </Button>
                            <Button size="compact-sm" variant="subtle" color="red" onClick={() => close.mutate(account.person)} aria-label={t("accounts.close_of", { name: account.display_name })}>
                              {t("accounts.close")}
                            </Button>
                          </>
                        ) : null}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
          </>
        )}
      </Loaded>
      <Dialog opened={inviting} onClose={() => setInviting(false)} title={t("accounts.invite")}>
        <Invite
          onDone={(made) => {
            setInviting(false);
            setLink(made);
            void again();
          }}
        />
      </Dialog>
      <Dialog opened={editing !== null} onClose={() => setEditing(null)} title={editing ? t("accounts.roles_of", { name: editing.display_name }) : ""}>
        {editing ? (
          <Roles
            account={editing}
            onDone={() => {
              setEditing(null);
              void again();
            }}
          />
        ) : null}
      </Dialog>
      <Dialog opened={linking !== null} onClose={() => setLinking(null)} title={linking ? t("accounts.practitioner_of", { name: linking.display_name }) : ""}>
        {linking ? <Practitioner account={linking} onDone={() => setLinking(null)} /> : null}
      </Dialog>
      <Dialog opened={link !== null} onClose={() => setLink(null)} title={t("accounts.link")} closeOnClickOutside={false}>
        <div className="stack">
          <p>{t("accounts.link_why")}</p>
          <code className="secret">{link}</code>
          <CopyButton value={link ?? ""}>
            {({ copied, copy }) => (
              <Button onClick={copy} leftSection={<Icon name={copied ? "check" : "copy"} size={16} />}>
                {copied ? t("action.copied") : t("action.copy")}
              </Button>
            )}
          </CopyButton>
        </div>
      </Dialog>
    </Page>
  );
}

function RoleChoice({ chosen, onChange }: { chosen: string[]; onChange: (roles: string[]) => void }) {
  return (
    <fieldset className="plain stack tight">
      <legend>{t("accounts.roles")}</legend>
      {ROLES.map((role) => (
        <Checkbox key={role} label={word("role", role)} checked={chosen.includes(role)} onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, role] : chosen.filter((one) => one !== role))} />
      ))}
    </fieldset>
  );
}

/** Roles whose people work on studies that are named to them. */
const OF_STUDIES = ["coordinator", "investigator"];
const NUMBER = /^NCT\d{8}$/;
const numbers = (text: string) => text.toUpperCase().split(/[\s,;]+/).filter((one) => one !== "");

function Studies({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const wrong = numbers(value).filter((one) => !NUMBER.test(one));
  return (
    <Textarea
      label={t("accounts.studies")}
      description={t("accounts.studies_hint")}
      error={wrong.length > 0 ? t("accounts.studies_wrong", { what: wrong[0] }) : undefined}
      rows={2}
      maxLength={20_000}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const ofStudies = (roles: string[]) => zoneOfDocument() === "research" && roles.some((role) => OF_STUDIES.includes(role));

function Invite({ onDone }: { onDone: (link: string) => void }) {
  const [name, setName] = useState("");
  const [sign, setSign] = useState("");
  const [roles, setRoles] = useState<string[]>(["coordinator"]);
  const [studies, setStudies] = useState("");
  const save = useMutation({
    mutationFn: () => calls.invite({ sign_in_name: sign.trim(), display_name: name.trim(), grants: { roles, ...(ofStudies(roles) ? { studies: numbers(studies) } : {}) } }),
    onSuccess: ({ link }) => onDone(link),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput label={t("accounts.name")} value={name} maxLength={200} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <TextInput label={t("accounts.sign_in_name")} value={sign} maxLength={200} autoCapitalize="none" onChange={(event) => setSign(event.currentTarget.value)} />
      <RoleChoice chosen={roles} onChange={setRoles} />
      {ofStudies(roles) ? <Studies value={studies} onChange={setStudies} /> : null}
      {save.error ? (
        <Alert color="red" variant="light" role="alert">
          {refusal(save.error)}
        </Alert>
      ) : null}
      <Button type="submit" loading={save.isPending} disabled={!name.trim() || !sign.trim() || roles.length === 0 || !numbers(studies).every((one) => NUMBER.test(one))}>
        {t("accounts.make_link")}
      </Button>
    </form>
  );
}

function Roles({ account, onDone }: { account: Account; onDone: () => void }) {
  const [roles, setRoles] = useState(account.grants.roles);
  const [studies, setStudies] = useState((account.grants.studies ?? []).join(", "));
  const save = useMutation({ mutationFn: () => calls.setGrants(account.person, { ...account.grants, roles, studies: numbers(studies) }), onSuccess: onDone });
  return (
    <div className="stack">
      <p className="hint">{t("accounts.roles_why")}</p>
      <RoleChoice chosen={roles} onChange={setRoles} />
      {ofStudies(roles) ? <Studies value={studies} onChange={setStudies} /> : null}
      {save.error ? (
        <Alert color="red" variant="light" role="alert">
          {refusal(save.error)}
        </Alert>
      ) : null}
      <Button loading={save.isPending} disabled={!numbers(studies).every((one) => NUMBER.test(one))} onClick={() => save.mutate()}>
        {t("action.save")}
      </Button>
    </div>
  );
}

/** Says who somebody is in the records: whose patients they see follows from it. */
function Practitioner({ account, onDone }: { account: Account; onDone: () => void }) {
  const [practitioner, setPractitioner] = useState("");
  const [why, setWhy] = useState("");
  const save = useMutation({
    mutationFn: () => calls.linkClinician(account.person, practitioner.trim(), why.trim(), crypto.randomUUID()),
    onSuccess: () => {
      say({ text: t("accounts.linked"), tone: "good" });
      onDone();
    },
  });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <p className="hint">{t("accounts.practitioner_why")}</p>
      <TextInput label={t("accounts.practitioner")} value={practitioner} maxLength={200} onChange={(event) => setPractitioner(event.currentTarget.value)} data-autofocus />
      <Textarea label={t("accounts.practitioner_reason")} rows={2} maxLength={500} value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
      {save.error ? (
        <Alert color="red" variant="light" role="alert">
          {refusal(save.error)}
        </Alert>
      ) : null}
      <Button type="submit" loading={save.isPending} disabled={!practitioner.trim() || why.trim().length < 10}>
        {t("action.save")}
      </Button>
    </form>
  );
}
