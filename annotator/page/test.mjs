// Runs test/*.test.ts in node, each bundled with what it tests.

import { readdirSync } from "node:fs";
import { spawnSync } from "node:child_process";
import * as esbuild from "esbuild";

const tests = readdirSync("test").filter((name) => name.endsWith(".test.ts"));
await esbuild.build({
  entryPoints: tests.map((name) => "test/" + name),
  outdir: "test_build",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node18",
  preserveSymlinks: true,
  logLevel: "warning",
});
const built = tests.map((name) => "test_build/" + name.replace(/\.ts$/, ".mjs"));
const run = spawnSync(process.execPath, ["--test", ...built], { stdio: "inherit", timeout: 120_000 });
process.exit(run.status ?? 1);
