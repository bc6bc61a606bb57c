// What contacts and releases rest on: recipients, waivers, authorizations and data use agreements.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { Agreement, NewAgreement, Recipient } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { say } from "#/app/toasts";
import { t } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Card, Page, TableFrame } from "#/ui/Page";
import { Empty, Failed, Loaded } from "#/ui/States";
import { TakeOut } from "#/ui/TakeOut";

export const recipientsQuery = { queryKey: ["recipients"], queryFn: calls.recipients };
export const agreementsQuery = { queryKey: ["agreements"], queryFn: calls.agreements };
const KINDS = ["irb_waiver", "authorization", "data_use_agreement"] as const;

export default function Agreements() {
  const recipients = useQuery(recipientsQuery);
  const agreements = useQuery(agreementsQuery);
  const { may } = useNavigation();
  return (
    <Page title={t("area.agreements")} lead={t("basis_page.lead")} wide>
      <Loaded query={agreements}>{({ items }) => <OnRecord items={items} recipients={recipients.data?.items ?? []} />}</Loaded>
      {may("RecordDua") ? <AddAgreement recipients={recipients.data?.items ?? []} /> : null}
      <Loaded query={recipients}>{({ items }) => <Register items={items} mayAdd={may("RecordDua")} />}</Loaded>
    </Page>
  );
}

function OnRecord({ items, recipients }: { items: Agreement[]; recipients: Recipient[] }) {
  const nameOf = (id: string | null) => recipients.find((one) => one.recipient === id)?.name ?? id;
  if (items.length === 0) return <Empty icon="shield" title={t("basis_page.none")} why={t("basis_page.none_why")} />;
  return (
    <Card title={t("basis_page.agreements")} id="agreements" actions={<TakeOut name="agreements" rows={items.map(({ patient: _handle, ...item }) => item)} />}>
      <TableFrame label={t("basis_page.agreements")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("basis_page.reference")}</th>
              <th scope="col">{t("basis_page.kind")}</th>
              <th scope="col">{t("basis_page.project")}</th>
              <th scope="col">{t("basis_page.recipient")}</th>
              <th scope="col">{t("basis_page.expires")}</th>
              <th scope="col">{t("accounts.state")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.agreement}>
                <th scope="row">{item.reference}</th>
                <td>{t(`basis_page.kinds.${item.kind}`)}</td>
                <td>
                  {item.project} {item.nct_id ? <span className="num-id">{item.nct_id}</span> : null}
                </td>
                <td>{nameOf(item.recipient) ?? (item.patient ? <span className="mono">{item.patient.slice(0, 8)}</span> : "–")}</td>
                <td className="nowrap">{item.expires}</td>
                <td>
                  <span className={`chip ${item.holds ? "favours" : "excludes"}`}>
                    <Icon name={item.holds ? "check" : "cross"} size={12} strong />
                    {item.holds ? t("basis_page.holds") : t("basis_page.over")}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Card>
  );
}

const BLANK: NewAgreement = { kind: "irb_waiver", project: "default", reference: "", expires: "" };

function AddAgreement({ recipients }: { recipients: Recipient[] }) {
  const client = useQueryClient();
  const [value, setValue] = useState(BLANK);
  const intent = useRef(crypto.randomUUID());
  const set = (part: Partial<NewAgreement>) => setValue({ ...value, ...part });
  const save = useMutation({
    mutationFn: () => calls.newAgreement(value, intent.current),
    onSuccess: async () => {
      setValue(BLANK);
      say({ text: t("basis_page.added"), tone: "good" });
      await client.invalidateQueries(agreementsQuery);
    },
    onSettled: () => {
      intent.current = crypto.randomUUID();
    },
  });
  const whole = value.reference.trim() !== "" && value.expires !== "" && (value.kind !== "data_use_agreement" || value.recipient) && (value.kind !== "authorization" || value.patient);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <Card title={t("basis_page.add")} id="add-agreement">
      <form className="stack" onSubmit={submit}>
        <div className="split">
          <NativeSelect
            label={t("basis_page.kind")}
            value={value.kind}
            onChange={(event) => set({ kind: event.currentTarget.value as NewAgreement["kind"], recipient: undefined, patient: undefined })}
            data={KINDS.map((kind) => ({ value: kind, label: t(`basis_page.kinds.${kind}`) }))}
          />
          <TextInput label={t("basis_page.reference")} maxLength={200} value={value.reference} onChange={(event) => set({ reference: event.currentTarget.value })} />
          <TextInput label={t("basis_page.project")} maxLength={64} value={value.project} onChange={(event) => set({ project: event.currentTarget.value })} />
          <TextInput label={t("basis_page.expires")} type="date" value={value.expires} onChange={(event) => set({ expires: event.currentTarget.value })} />
          <TextInput label={t("basis_page.nct")} maxLength={11} value={value.nct_id ?? ""} onChange={(event) => set({ nct_id: event.currentTarget.value.toUpperCase() || undefined })} />
          {value.kind === "data_use_agreement" ? <RecipientSelect recipients={recipients} value={value.recipient ?? ""} onChange={(recipient) => set({ recipient })} /> : null}
          {value.kind === "authorization" ? <TextInput label={t("basis_page.patient")} maxLength={64} value={value.patient ?? ""} onChange={(event) => set({ patient: event.currentTarget.value.trim() || undefined })} /> : null}
        </div>
        {save.error ? <Failed error={save.error} /> : null}
        <div>
          <Button type="submit" variant="default" loading={save.isPending} disabled={!whole}>
            {t("basis_page.add")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

export function RecipientSelect({ recipients, value, onChange }: { recipients: Recipient[]; value: string; onChange: (recipient: string | undefined) => void }) {
  return (
    <NativeSelect
      label={t("basis_page.recipient")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
      data={[{ value: "", label: t("basis_page.choose") }, ...recipients.map((one) => ({ value: one.recipient, label: one.name }))]}
    />
  );
}

function Register({ items, mayAdd }: { items: Recipient[]; mayAdd: boolean }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const intent = useRef(crypto.randomUUID());
  const save = useMutation({
    mutationFn: () => calls.newRecipient({ name: name.trim(), ...(address.trim() ? { address: address.trim() } : {}) }, intent.current),
    onSuccess: async () => {
      setName("");
      setAddress("");
      say({ text: t("basis_page.recipient_added"), tone: "good" });
      await client.invalidateQueries(recipientsQuery);
    },
    onSettled: () => {
      intent.current = crypto.randomUUID();
    },
  });
  return (
    <Card title={t("basis_page.recipients")} id="recipients" actions={<TakeOut name="recipients" rows={items} />}>
      <p className="hint">{t("basis_page.recipients_why")}</p>
      {items.length === 0 ? (
        <Empty icon="people" title={t("basis_page.no_recipients")} why={t("basis_page.no_recipients_why")} />
      ) : (
        <ul className="plain-list">
          {items.map((one) => (
            <li key={one.recipient}>
              <strong>{one.name}</strong> <span className="hint">{one.address ?? ""}</span>
            </li>
          ))}
        </ul>
      )}
      {mayAdd ? (
        <form
          className="row ends"
          onSubmit={(event) => {
            event.preventDefault();
            if (!save.isPending) save.mutate();
          }}
        >
          <TextInput className="grow" label={t("basis_page.name")} maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <TextInput className="grow" label={t("basis_page.address")} maxLength={200} value={address} onChange={(event) => setAddress(event.currentTarget.value)} />
          <Button type="submit" variant="default" loading={save.isPending} disabled={name.trim() === ""}>
            {t("basis_page.add_recipient")}
          </Button>
        </form>
      ) : null}
      {save.error ? <Failed error={save.error} /> : null}
    </Card>
  );
}
