import type { Caller } from "../api/session.ts";
import { Empty } from "../ui/parts.tsx";

export function CampaignPage(props: { campaign: string; caller: Caller }) {
  return <Empty title={props.campaign} />;
}
