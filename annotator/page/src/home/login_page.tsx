import { useState } from "preact/hooks";
import { useLocation, useSearchParams } from "wouter-preact";
import { errorOf } from "../api/connection.ts";
import { logIn } from "../api/session.ts";
import { Field } from "../ui/parts.tsx";
import { ThemeButton } from "../ui/shell.tsx";

export function LoginPage() {
  const [path, go] = useLocation();
  const [search] = useSearchParams();
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const enter = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await logIn(key.trim());
      const wanted = search.get("to") ?? "";
      if (path === "/login") go(/^\/(?!\/)/.test(wanted) ? wanted : "/", { replace: true });
    } catch (thrown) {
      const error = errorOf(thrown);
      setProblem(error.reason === "KEY_INVALID" ? "This key is not taken. It may be mistyped, revoked or expired." : error.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="alone">
      <form class="login" onSubmit={(event) => void enter(event)}>
        <h1>Assay</h1>
        <p class="lead">Sign in with the key that you were given.</p>
        <Field label="Key" for="key" hint="It begins with assay_ and was shown once when it was made.">
          <input
            id="key"
            type="password"
            autocomplete="current-password"
            autofocus
            required
            aria-describedby="key-hint"
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </Field>
        {problem && (
          <p role="alert" class="problem">
            {problem}
          </p>
        )}
        <button type="submit" class="main" disabled={busy}>
          Sign in
        </button>
      </form>
      <ThemeButton />
    </main>
  );
}
