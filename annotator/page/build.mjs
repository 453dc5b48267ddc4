// Bundles the pages and writes them as one C++ source that holds their bytes.
//
//   node build.mjs OUTPUT.cc THEME.css
//
// Runs where node_modules, generated/ (types of the contract) and src/ lie side by side.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const [output, theme] = process.argv.slice(2);
const LARGEST_GZIP_BYTES = 300 * 1024; // of all that is loaded, packed

const CONTENT_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

const bundle = await esbuild.build({
  entryPoints: { app: "src/main.tsx", theme: "src/theme_choice.ts" },
  outdir: "/assets",
  write: false,
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  target: ["chrome100", "firefox100", "safari15.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  alias: { "theme.css": theme },
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  metafile: true,
  preserveSymlinks: true,
  legalComments: "none",
  logLevel: "warning",
});

const files = bundle.outputFiles.map((file) => ({
  path: "/assets/" + basename(file.path),
  bytes: Buffer.from(file.contents),
  immutable: true,
}));
const named = (start, end) => files.find((f) => f.path.startsWith("/assets/" + start) && f.path.endsWith(end)).path;
const html = readFileSync("index.html", "utf8")
  .replace("{{style}}", named("app-", ".css"))
  .replace("{{theme}}", named("theme-", ".js"))
  .replace("{{script}}", named("app-", ".js"));
files.push({ path: "/index.html", bytes: Buffer.from(html), immutable: false });
files.push({ path: "/assets/icon.svg", bytes: readFileSync("icon.svg"), immutable: false });

// A C++ array of these bytes.
function arrayOf(name, bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 40) {
    lines.push("    " + [...bytes.subarray(at, at + 40)].join(",") + ",");
  }
  return `constexpr unsigned char ${name}[] = {\n${lines.join("\n")}\n};\n`;
}

let arrays = "";
let rows = "";
let total = 0;
files.forEach((file, i) => {
  const gzip = gzipSync(file.bytes, { level: 9 });
  total += gzip.length;
  const etag = createHash("sha256").update(file.bytes).digest("hex").slice(0, 16);
  arrays += arrayOf(`kBytes${i}`, file.bytes) + arrayOf(`kGzip${i}`, gzip);
  rows += `    {"${file.path}", "${CONTENT_TYPES[extname(file.path)]}", TextOf(kBytes${i}), ` +
    `TextOf(kGzip${i}), "\\"${etag}\\"", ${file.immutable}},\n`;
});
if (total > LARGEST_GZIP_BYTES) {
  throw new Error(`the pages are ${total} bytes packed; at most ${LARGEST_GZIP_BYTES} are allowed`);
}
console.log(`pages: ${files.length} files, ${(total / 1024).toFixed(1)} KiB packed`);

writeFileSync(output, `// Written by annotator/page/build.mjs.
#include "annotator/http/static_pages.h"

namespace assay::http {
namespace {

template <size_t kCount>
std::string_view TextOf(const unsigned char (&bytes)[kCount]) {
  return {reinterpret_cast<const char*>(bytes), kCount};
}

${arrays}
const StaticPage kPages[] = {
${rows}};

}  // namespace

std::span<const StaticPage> CompiledPages() { return kPages; }

}  // namespace assay::http
`);
