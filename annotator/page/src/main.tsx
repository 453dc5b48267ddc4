import "theme.css";
import "./ui/frame.css";
import "./ui/parts.css";
import { render } from "preact";
import { Redirect, Route, Switch } from "wouter-preact";
import { askSession, sessionState } from "./api/session.ts";
import { CampaignPage } from "./campaign/campaign_page.tsx";
import { HomePage } from "./home/home_page.tsx";
import { LoginPage } from "./home/login_page.tsx";
import { LabelPage } from "./label/label_page.tsx";
import { ReviewPage } from "./review/review_page.tsx";
import { SetupPage } from "./setup/setup_page.tsx";
import { Shell } from "./ui/shell.tsx";
import { ErrorNote, Loading } from "./ui/parts.tsx";

function App() {
  const state = sessionState.value;
  if (state.kind === "asking") return <Loading what="Loading" />;
  if (state.kind === "failed") {
    return (
      <main class="alone">
        <ErrorNote error={state.error} title="The service does not answer." onRetry={() => void askSession()} />
      </main>
    );
  }
  if (state.kind === "out") return <LoginPage />;
  const { caller } = state;
  return (
    <Switch>
      <Route path="/label/:campaign">
        {(params) => <LabelPage campaign={params.campaign} caller={caller} />}
      </Route>
      <Route path="/login">
        <LoginPage />
      </Route>
      <Route>
        <Shell caller={caller}>
          <Switch>
            <Route path="/campaign/:campaign">
              {(params) => <CampaignPage key={params.campaign} campaign={params.campaign} caller={caller} />}
            </Route>
            <Route path="/review/:audit">
              {(params) => <ReviewPage key={params.audit} audit={params.audit} caller={caller} />}
            </Route>
            <Route path="/setup/:step/:id?">
              {(params) => <SetupPage step={params.step} id={params.id ?? ""} caller={caller} />}
            </Route>
            <Route path="/">
              <HomePage caller={caller} />
            </Route>
            <Route>
              <Redirect to="/" replace />
            </Route>
          </Switch>
        </Shell>
      </Route>
    </Switch>
  );
}

void askSession();
const root = document.getElementById("app");
if (root) {
  root.textContent = "";
  render(<App />, root);
}
