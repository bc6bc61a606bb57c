// Who did what with a trial, as the audit log has it.
import type { Trial } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { ExportButton } from "#/ui/Export";
import { AuditEntries, useAuditLog } from "../AuditEntries";
import { TrialFrame } from "./frame";

export default function TrialAudit() {
  return <TrialFrame>{(trial) => <Entries trial={trial} />}</TrialFrame>;
}

function Entries({ trial }: { trial: Trial }) {
  const { may } = useNavigation();
  const only = { trial: trial.nct_id };
  return (
    <>
      {may("ExportAudit") ? (
        <div className="row">
          <ExportButton what={{ of: "audit", only }} />
        </div>
      ) : null}
      <AuditEntries log={useAuditLog(only)} />
    </>
  );
}
