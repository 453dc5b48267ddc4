import type { AnnotatorJson, ListAnnotatorsResponseJson } from "#contract/annotators";
import { useState } from "preact/hooks";
import { call, errorOf } from "../api/connection.ts";
import { idOf, listAll, useAsked } from "../api/resources.ts";
import { Field } from "../ui/parts.tsx";

interface WhoFormProps {
  title: string;
  lead: string;
  /** The words of the button. */
  action: string;
  /** Whom it may be; empty: everybody, new people too. */
  allowed: string[];
  onChoose: (name: string) => void;
}

/** Where the key does not say who is at work: somebody chooses. */
export function WhoForm(props: WhoFormProps) {
  const { allowed } = props;
  const [name, setName] = useState("");
  const [problem, setProblem] = useState("");
  const asked = useAsked(
    () => listAll<AnnotatorJson, ListAnnotatorsResponseJson>("AnnotatorService/ListAnnotators", {}, (answer) => answer.annotators, 1000),
    [],
  );
  const people = (asked.value ?? [])
    .filter((each) => (each.kind === "KIND_EXPERT" || each.kind === "KIND_CROWD") && !each.disabled)
    .map((each) => idOf(each.name))
    .filter((each) => allowed.length === 0 || allowed.includes(each));
  const enter = async (event: Event) => {
    event.preventDefault();
    const wanted = name.trim();
    try {
      if (!people.includes(wanted)) {
        await call("AnnotatorService/CreateAnnotator", { annotatorId: wanted, annotator: { kind: "KIND_EXPERT" } });
      }
      props.onChoose(wanted);
    } catch (thrown) {
      setProblem(errorOf(thrown).message);
    }
  };
  return (
    <main class="alone">
      <form class="login" onSubmit={(event) => void enter(event)}>
        <h1>{props.title}</h1>
        <p class="lead">{props.lead}</p>
        {people.length > 0 && (
          <p class="people">
            {people.slice(0, 30).map((each) => (
              <button key={each} type="button" onClick={() => props.onChoose(each)}>{each}</button>
            ))}
          </p>
        )}
        {allowed.length === 0 && (
          <>
            <Field label={people.length > 0 ? "Or a new name" : "Your name"} for="name" hint="Letters, digits, '-', '_' and '.'.">
              <input id="name" value={name} required pattern="[A-Za-z0-9_.\-]{1,63}" autocomplete="username" aria-describedby="name-hint" onInput={(event) => setName(event.currentTarget.value)} />
            </Field>
            <button type="submit" class="main">{props.action}</button>
          </>
        )}
        {problem && <p role="alert" class="problem">{problem}</p>}
      </form>
    </main>
  );
}
