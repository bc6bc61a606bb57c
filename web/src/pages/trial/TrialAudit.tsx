// Who did what with a trial, as the audit log has it.
import type { Trial } from "#/api/types";
import { AuditEntries, useAuditLog } from "../AuditEntries";
import { TrialFrame } from "./frame";

export default function TrialAudit() {
  return <TrialFrame>{(trial) => <Entries trial={trial} />}</TrialFrame>;
}

function Entries({ trial }: { trial: Trial }) {
  return <AuditEntries log={useAuditLog({ trial: trial.nct_id })} />;
}
