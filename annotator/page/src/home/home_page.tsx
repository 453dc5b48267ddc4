import type { AuditJson, ListAuditsResponseJson } from "#contract/audits";
import type { CampaignJson, CampaignStatusJson, ListCampaignsResponseJson } from "#contract/campaigns";
import type { DatasetJson, ListDatasetsResponseJson } from "#contract/datasets";
import { Link } from "wouter-preact";
import { call, downloadAddress } from "../api/connection.ts";
import { idOf, listAll, useAsked } from "../api/resources.ts";
import { type Caller, mayManage } from "../api/session.ts";
import { count, countOf, decimal, moment } from "../ui/numbers.ts";
import { Bar, Empty, ErrorNote, Loading } from "../ui/parts.tsx";

const STATES: Record<string, string> = {
  STATE_DRAFT: "draft",
  STATE_RUNNING: "running",
  STATE_PAUSED: "paused",
  STATE_CLOSED: "closed",
};

const LARGEST_LIST = 200;

interface Overview {
  campaigns: { campaign: CampaignJson; status: CampaignStatusJson | null }[];
  datasets: DatasetJson[];
  audits: AuditJson[];
}

async function askOverview(caller: Caller): Promise<Overview> {
  const campaigns = await listAll<CampaignJson, ListCampaignsResponseJson>(
    "CampaignService/ListCampaigns", {}, (answer) => answer.campaigns, LARGEST_LIST);
  if (caller.role === "ROLE_ANNOTATOR") {
    return { campaigns: campaigns.map((campaign) => ({ campaign, status: null })), datasets: [], audits: [] };
  }
  const [datasets, audits, statuses] = await Promise.all([
    listAll<DatasetJson, ListDatasetsResponseJson>(
      "DatasetService/ListDatasets", {}, (answer) => answer.datasets, LARGEST_LIST),
    listAll<AuditJson, ListAuditsResponseJson>(
      "AuditService/ListAudits", {}, (answer) => answer.audits, LARGEST_LIST),
    Promise.all(campaigns.map((campaign) =>
      call<object, CampaignStatusJson>("CampaignService/GetCampaignStatus", { name: campaign.name }))),
  ]);
  return {
    campaigns: campaigns.map((campaign, i) => ({ campaign, status: statuses[i] ?? null })),
    datasets: datasets.reverse(),
    audits: audits.reverse(),
  };
}

function CampaignCard(props: { campaign: CampaignJson; status: CampaignStatusJson | null; caller: Caller }) {
  const { campaign, status, caller } = props;
  const id = idOf(campaign.name);
  const complete = Number(status?.completeItemCount ?? 0);
  const items = Number(status?.itemCount ?? 0);
  const runs = campaign.state === "STATE_RUNNING";
  return (
    <li class="card">
      <h3>
        {caller.role === "ROLE_ANNOTATOR" ? campaign.displayName || id : <Link href={"/campaign/" + id}>{campaign.displayName || id}</Link>}{" "}
        <span class={"tag " + (STATES[campaign.state ?? ""] ?? "")}>{STATES[campaign.state ?? ""] ?? ""}</span>
      </h3>
      <p class="soft">{campaign.question}</p>
      {status && (
        <>
          <Bar value={items ? complete / items : 0} label={`Progress of ${id}`} />
          <p class="soft">
            {count(complete)} of {countOf(items, "item")} complete, {countOf(Number(status.labelCount ?? 0), "label")}
            {status.agreement && Number(status.agreement.itemCount ?? 0) > 0 && (
              <>, Krippendorff’s alpha {decimal(status.agreement.krippendorffAlpha)}</>
            )}
          </p>
        </>
      )}
      {caller.role !== "ROLE_VIEWER" && runs && (
        <p>
          <Link href={"/label/" + id} class="button main">
            Label
          </Link>
        </p>
      )}
    </li>
  );
}

function AuditRow(props: { audit: AuditJson }) {
  const { audit } = props;
  const errors = audit.estimatedErrors;
  return (
    <tr>
      <td>
        <Link href={"/review/" + idOf(audit.name)}>{audit.fileName || idOf(audit.dataset)}</Link>
      </td>
      <td class="number">{count(audit.itemCount)}</td>
      <td class="number">{count(audit.flaggedCount)}</td>
      <td class="number">
        {count(Math.round(Number(errors?.value ?? 0)))}{" "}
        <span class="interval">
          [{count(Math.round(Number(errors?.low ?? 0)))}, {count(Math.round(Number(errors?.high ?? 0)))}]
        </span>
      </td>
      <td>{moment(audit.createTime)}</td>
      <td>
        <a href={downloadAddress("AuditService/ExportAudit", { name: audit.name, format: "FORMAT_REPORT_HTML" }, "report.html", true)} target="_blank" rel="noreferrer">
          Report
        </a>
      </td>
    </tr>
  );
}

function DatasetRow(props: { dataset: DatasetJson; manages: boolean }) {
  const { dataset } = props;
  const id = idOf(dataset.name);
  return (
    <tr>
      <td>{id}</td>
      <td class="number">{count(dataset.itemCount)}</td>
      <td>{moment(dataset.createTime)}</td>
      <td>
        {props.manages && (
          <>
            <Link href={"/setup/audit/" + id}>Find wrong labels</Link> · <Link href={"/setup/campaign/" + id}>New campaign</Link>
          </>
        )}
      </td>
    </tr>
  );
}

export function HomePage(props: { caller: Caller }) {
  const { caller } = props;
  const asked = useAsked(() => askOverview(caller), [caller.role]);
  if (asked.state === "failed") {
    return (
      <>
        <h1 class="page-title">Overview</h1>
        <ErrorNote error={asked.error} onRetry={asked.again} />
      </>
    );
  }
  if (asked.state === "asking") return <Loading what="Loading" />;
  const { campaigns, datasets, audits } = asked.value;
  const manages = mayManage(caller);
  if (campaigns.length + datasets.length + audits.length === 0) {
    return (
      <>
      <h1 class="sr">Overview</h1>
      <Empty title={manages ? "Nothing here yet" : "No work for you yet"}>
        {manages ? (
          <>
            <p>Start with a file of items: a row each, in CSV, TSV or JSON lines.</p>
            <p>
              <Link href="/setup/data" class="button main">
                Upload a file
              </Link>
            </p>
          </>
        ) : (
          <p>When a campaign has items for you, it stands here.</p>
        )}
      </Empty>
      </>
    );
  }
  return (
    <>
      <h1 class="page-title">{caller.role === "ROLE_ANNOTATOR" ? "Your campaigns" : "Overview"}</h1>
      {campaigns.length > 0 && (
        <section>
          <h2 class={caller.role === "ROLE_ANNOTATOR" ? "sr" : ""}>Campaigns</h2>
          <ul class="cards">
            {campaigns.map(({ campaign, status }) => (
              <CampaignCard key={campaign.name} campaign={campaign} status={status} caller={caller} />
            ))}
          </ul>
        </section>
      )}
      {audits.length > 0 && (
        <section>
          <h2>Audits</h2>
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">File</th>
                  <th scope="col" class="number">Items</th>
                  <th scope="col" class="number">Suspects</th>
                  <th scope="col" class="number">Wrong labels, estimated</th>
                  <th scope="col">Begun</th>
                  <th scope="col">Report</th>
                </tr>
              </thead>
              <tbody>{audits.map((audit) => <AuditRow key={audit.name} audit={audit} />)}</tbody>
            </table>
          </div>
        </section>
      )}
      {datasets.length > 0 && (
        <section>
          <h2>Data sets</h2>
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col" class="number">Items</th>
                  <th scope="col">Made</th>
                  <th scope="col">What next</th>
                </tr>
              </thead>
              <tbody>{datasets.map((dataset) => <DatasetRow key={dataset.name} dataset={dataset} manages={manages} />)}</tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}
