import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { type Caller, logIn, logOut, mayManage, signedOut } from "../api/session.ts";
import { errorOf } from "../api/connection.ts";
import { Dialog, Field } from "./parts.tsx";
import { place } from "./place.ts";

const ROLES: Record<Caller["role"], string> = {
  ROLE_ADMIN: "administrator",
  ROLE_MANAGER: "manager",
  ROLE_ANNOTATOR: "annotator",
  ROLE_VIEWER: "viewer",
};

type Theme = "system" | "light" | "dark";

function storedTheme(): Theme {
  const theme = localStorage.getItem("assay.theme");
  return theme === "light" || theme === "dark" ? theme : "system";
}

export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const following: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
  const next = following[theme];
  const change = () => {
    if (next === "system") {
      localStorage.removeItem("assay.theme");
      delete document.documentElement.dataset["theme"];
    } else {
      localStorage.setItem("assay.theme", next);
      document.documentElement.dataset["theme"] = next;
    }
    setTheme(next);
  };
  return (
    <button type="button" class="quiet" onClick={change} title={`Colours: ${theme}. Press for ${next}.`} aria-label={`Colours: ${theme}. Change to ${next}.`}>
      <span aria-hidden="true">{{ system: "◐", light: "☀", dark: "☾" }[theme]}</span>
    </button>
  );
}

export function WhoAmI(props: { caller: Caller }) {
  const { caller } = props;
  const [, go] = useLocation();
  const name = caller.annotator || ROLES[caller.role];
  if (!caller.keysRequired) return <span class="who">{name}, this machine</span>;
  const leave = async () => {
    await logOut();
    go("/login");
  };
  return (
    <span class="who">
      {name}{" "}
      <button type="button" class="quiet" onClick={() => void leave()}>
        Sign out
      </button>
    </span>
  );
}

/** Asks for the key again while the page keeps what is on it. */
export function SignedOutDialog() {
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState("");
  if (!signedOut.value) return null;
  const enter = async (event: Event) => {
    event.preventDefault();
    try {
      await logIn(key.trim());
    } catch (thrown) {
      setProblem(errorOf(thrown).message);
    }
  };
  return (
    <Dialog title="Your key is no longer taken" onClose={() => (signedOut.value = false)}>
      <p>Nothing on this page is lost. Enter a key to go on.</p>
      <form onSubmit={(event) => void enter(event)}>
        <Field label="Key" for="again-key">
          <input id="again-key" type="password" autocomplete="current-password" value={key} onInput={(e) => setKey(e.currentTarget.value)} />
        </Field>
        {problem && <p role="alert" class="problem">{problem}</p>}
        <button type="submit" class="main">Sign in</button>
      </form>
    </Dialog>
  );
}

export function Shell(props: { caller: Caller; children: ComponentChildren }) {
  const path = place.value;
  const here = (start: string) => (path.startsWith(start) ? "page" : undefined);
  return (
    <>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header class="top">
        <div class="top-inner">
          <Link href="/" class="brand">
            Assay
          </Link>
          <nav aria-label="Main">
            <Link href="/" aria-current={path === "/" ? "page" : undefined}>
              Overview
            </Link>
            {mayManage(props.caller) && (
              <>
                <Link href="/setup/data" aria-current={here("/setup/data")}>
                  Data
                </Link>
                <Link href="/setup/campaign" aria-current={here("/setup/campaign")}>
                  New campaign
                </Link>
                <Link href="/setup/people" aria-current={here("/setup/people")}>
                  People
                </Link>
              </>
            )}
          </nav>
          <ThemeButton />
          <WhoAmI caller={props.caller} />
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {props.children}
      </main>
      <SignedOutDialog />
    </>
  );
}
