import type { Caller } from "../api/session.ts";
import { Empty } from "../ui/parts.tsx";

export function ReviewPage(props: { audit: string; caller: Caller }) {
  return <Empty title={props.audit} />;
}
