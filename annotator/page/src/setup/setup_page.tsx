import type { Caller } from "../api/session.ts";
import { Empty } from "../ui/parts.tsx";

export function SetupPage(props: { step: string; id: string; caller: Caller }) {
  return <Empty title={props.step} />;
}
