import { useEffect } from "preact/hooks";
import { type Caller, mayManage } from "../api/session.ts";
import { Empty } from "../ui/parts.tsx";
import { AuditStep } from "./audit_step.tsx";
import { CampaignStep } from "./campaign_step.tsx";
import { DataStep } from "./data_step.tsx";
import { PeopleStep } from "./people_step.tsx";
import "./setup.css";

const TITLES: Record<string, string> = { data: "Data", campaign: "New campaign", people: "People", audit: "Find wrong labels" };

/** What it takes to begin: data, a campaign, people, an audit. */
export function SetupPage(props: { step: string; id: string; caller: Caller }) {
  const { step, id, caller } = props;
  useEffect(() => {
    document.title = `${TITLES[step] ?? "Set up"} · Assay`;
  }, [step]);
  if (!mayManage(caller)) {
    return (
      <>
        <h1 class="page-title">Set up</h1>
        <Empty title="Your key cannot set up campaigns"><p>A manager or an administrator can.</p></Empty>
      </>
    );
  }
  switch (step) {
    case "campaign":
      return <CampaignStep key={id} dataset={id} />;
    case "people":
      return <PeopleStep caller={caller} />;
    case "audit":
      return <AuditStep key={id} dataset={id} />;
    default:
      return <DataStep />;
  }
}
