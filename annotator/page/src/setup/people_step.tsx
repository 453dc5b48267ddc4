import type { AnnotatorJson, ListAnnotatorsResponseJson } from "#contract/annotators";
import type { CreateKeyResponseJson, KeyJson, ListKeysResponseJson } from "#contract/keys";
import { useState } from "preact/hooks";
import { type CallError, call, errorOf } from "../api/connection.ts";
import { idOf, listAll, useAsked } from "../api/resources.ts";
import { askSession, type Caller, logIn } from "../api/session.ts";
import { money, moment } from "../ui/numbers.ts";
import { Dialog, Empty, ErrorNote, Field, Loading } from "../ui/parts.tsx";

const KINDS: Record<string, string> = { KIND_EXPERT: "expert", KIND_CROWD: "crowd", KIND_RULE: "rule", KIND_MODEL: "model" };
const ROLES: Record<string, string> = { ROLE_ADMIN: "administrator", ROLE_MANAGER: "manager", ROLE_ANNOTATOR: "annotator", ROLE_VIEWER: "viewer" };

interface Secret {
  whose: string;
  secret: string;
}

/** Who labels, what they are paid, and the keys by which they get in. */
export function PeopleStep(props: { caller: Caller }) {
  const isAdmin = props.caller.role === "ROLE_ADMIN";
  const asked = useAsked(async () => {
    const people = await listAll<AnnotatorJson, ListAnnotatorsResponseJson>("AnnotatorService/ListAnnotators", {}, (answer) => answer.annotators, 1000);
    const keys = isAdmin ? await listAll<KeyJson, ListKeysResponseJson>("KeyService/ListKeys", {}, (answer) => answer.keys, 1000) : [];
    return { people, keys: keys.filter((key) => !key.revokeTime) };
  }, [isAdmin]);
  const [error, setError] = useState<CallError | null>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const [warns, setWarns] = useState<(() => Promise<void>) | null>(null);
  const attempt = async (action: () => Promise<void>) => {
    try {
      setError(null);
      await action();
      asked.again();
    } catch (thrown) {
      setError(errorOf(thrown));
    }
  };
  const makeKey = async (key: KeyJson, whose: string) => {
    const made = await call<object, CreateKeyResponseJson>("KeyService/CreateKey", { key });
    setSecret({ whose, secret: made.secret ?? "" });
  };
  // The first key closes the door: an administrator's comes before it, and this browser takes it.
  const invite = (name: string) => {
    const action = () => makeKey({ role: "ROLE_ANNOTATOR", annotator: "annotators/" + name, displayName: name }, name);
    if (props.caller.keysRequired) void attempt(action);
    else setWarns(() => async () => {
      const made = await call<object, CreateKeyResponseJson>("KeyService/CreateKey", { key: { role: "ROLE_ADMIN", displayName: "first administrator" } });
      await logIn(made.secret ?? "");
      setSecret({ whose: "the administrator (you)", secret: made.secret ?? "" });
      await askSession();
    });
  };
  return (
    <>
      <h1 class="page-title">People</h1>
      <p class="lead">
        {props.caller.keysRequired ? "Everybody who labels from another place needs a key." : "On this machine nobody needs a key: open the link of a campaign and choose a name. Keys are for others."}
      </p>
      {error && <ErrorNote error={error} />}
      <AddPerson onAdd={(annotatorId, annotator) => attempt(async () => { await call("AnnotatorService/CreateAnnotator", { annotatorId, annotator }); })} />
      {asked.state === "asking" && <Loading what="Loading" />}
      {asked.state === "failed" && <ErrorNote error={asked.error} onRetry={asked.again} />}
      {asked.state === "there" && (
        <>
          <section aria-labelledby="annotators">
            <h2 id="annotators">Annotators</h2>
            {asked.value.people.length === 0 ? <Empty title="Nobody yet"><p>Add the first one above.</p></Empty> : (
              <div class="scroll" tabIndex={0} role="region" aria-label="Table of annotators">
                <table>
                  <thead><tr><th scope="col">Name</th><th scope="col">Kind</th><th scope="col" class="number">A label</th><th scope="col" class="number">An hour</th><th scope="col">Key</th></tr></thead>
                  <tbody>
                    {asked.value.people.map((each) => {
                      const name = idOf(each.name);
                      const currency = each.currencyCode ?? "";
                      return (
                        <tr key={name}>
                          <td>{name}</td>
                          <td>{KINDS[each.kind ?? ""]}</td>
                          <td class="number">{Number(each.labelPriceMicros ?? 0) > 0 ? money(each.labelPriceMicros, currency) : "–"}</td>
                          <td class="number">{Number(each.hourPriceMicros ?? 0) > 0 ? money(each.hourPriceMicros, currency) : "–"}</td>
                          <td>{isAdmin && (each.kind === "KIND_EXPERT" || each.kind === "KIND_CROWD") && <button type="button" onClick={() => invite(name)} aria-label={`Make a key for ${name}`}>Make a key</button>}</td>
                        </tr>
                      );
                    })}
                  </tbody>
                </table>
              </div>
            )}
          </section>
          {isAdmin && asked.value.keys.length > 0 && (
            <section aria-labelledby="keys">
              <h2 id="keys">Keys</h2>
              <div class="scroll" tabIndex={0} role="region" aria-label="Table of keys">
                <table>
                  <thead><tr><th scope="col">Whose</th><th scope="col">Role</th><th scope="col">Made</th><th scope="col">Revoke</th></tr></thead>
                  <tbody>
                    {asked.value.keys.map((key) => (
                      <tr key={key.name}>
                        <td>{key.displayName || idOf(key.annotator) || idOf(key.name)}</td>
                        <td>{ROLES[key.role ?? ""]}</td>
                        <td>{moment(key.createTime)}</td>
                        <td><button type="button" onClick={() => void attempt(async () => { await call("KeyService/RevokeKey", { name: key.name }); })} aria-label={`Revoke the key of ${key.displayName || idOf(key.name)}`}>Revoke</button></td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </section>
          )}
        </>
      )}
      {warns && (
        <Dialog title="The first key closes the door" onClose={() => setWarns(null)}>
          <p>From the first key on, everybody needs one, you too. First you get an administrator’s key; keep it in a safe place. This browser signs in with it at once. Then make keys for the others.</p>
          <button type="button" class="main" onClick={() => { const action = warns; setWarns(null); void attempt(action); }}>Make my key</button>
        </Dialog>
      )}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

function AddPerson(props: { onAdd: (id: string, annotator: AnnotatorJson) => Promise<void> }) {
  const empty = { name: "", kind: "KIND_EXPERT", label: "", hour: "", currency: "" };
  const [draft, setDraft] = useState(empty);
  const add = async (event: Event) => {
    event.preventDefault();
    await props.onAdd(draft.name.trim(), {
      kind: draft.kind as "KIND_EXPERT",
      ...(draft.label ? { labelPriceMicros: String(Math.round(Number(draft.label) * 1e6)) } : {}),
      ...(draft.hour ? { hourPriceMicros: String(Math.round(Number(draft.hour) * 1e6)) } : {}),
      ...(draft.label || draft.hour ? { currencyCode: draft.currency.toUpperCase() || "USD" } : {}),
    });
    setDraft(empty);
  };
  const set = (change: Partial<typeof empty>) => setDraft({ ...draft, ...change });
  return (
    <form class="add-person" onSubmit={(event) => void add(event)}>
      <Field label="Name" for="person"><input id="person" required pattern="[A-Za-z0-9_.\-]{1,63}" value={draft.name} onInput={(event) => set({ name: event.currentTarget.value })} /></Field>
      <Field label="Kind" for="person-kind">
        <select id="person-kind" value={draft.kind} onChange={(event) => set({ kind: event.currentTarget.value })}><option value="KIND_EXPERT">expert</option><option value="KIND_CROWD">crowd</option></select>
      </Field>
      <Field label="Price of a label" for="person-label"><input id="person-label" type="number" min={0} step="0.001" value={draft.label} onInput={(event) => set({ label: event.currentTarget.value })} /></Field>
      <Field label="Price of an hour" for="person-hour"><input id="person-hour" type="number" min={0} step="0.01" value={draft.hour} onInput={(event) => set({ hour: event.currentTarget.value })} /></Field>
      <Field label="Currency" for="person-currency"><input id="person-currency" maxLength={3} pattern="[A-Za-z]{3}" placeholder="USD" value={draft.currency} onInput={(event) => set({ currency: event.currentTarget.value })} /></Field>
      <button type="submit" class="main">Add</button>
    </form>
  );
}

function SecretDialog(props: { secret: Secret; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.secret.secret);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <Dialog title={`Key of ${props.secret.whose}`} onClose={props.onClose}>
      <p>It is shown this once: only its hash is kept. Hand it over by a safe way, with the address <code>{location.origin}/login</code>.</p>
      <p class="secret"><code>{props.secret.secret}</code></p>
      <p class="next-steps"><button type="button" class="main" onClick={() => void copy()}><span aria-live="polite">{copied ? "Copied" : "Copy"}</span></button><button type="button" onClick={props.onClose}>I have it</button></p>
    </Dialog>
  );
}
