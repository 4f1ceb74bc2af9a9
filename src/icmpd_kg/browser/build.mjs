/** Bundle what runs in a reader's browser: each entry point below becomes a file of the same name in dist/. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const ENTRIES = [
  "sources/explorer.ts",
  "sources/explorer.css",
  "sources/page.css",
  "sources/editor.ts",
  "sources/question.ts",
  "sources/suggest.ts",
];
const OPTIONS = {
  absWorkingDir: HERE,
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

const { metafile } = await build({ ...OPTIONS, entryPoints: ENTRIES });

/** The licences of the packages that a bundle holds travel with it. */
for (const [file, { inputs }] of Object.entries(metafile.outputs)) {
  const packages = new Set(
    Object.keys(inputs).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  if (packages.size) written(file, packages, readFileSync(join(HERE, file), "utf8"));
}

/** The engine as a script that a page loads by its address alone: from a folder, no page may start a worker's file. */
const worker = await build({
  ...OPTIONS,
  entryPoints: ["sources/inbrowser/worker.ts"],
  write: false,
  define: { "import.meta.url": "location.href" },
});
const engine = {
  worker: worker.outputFiles[0].text,
  wasm: gzipSync(readFileSync(join(HERE, "node_modules/oxigraph/web_bg.wasm")), { level: 9 }).toString("base64"),
};
written("dist/engine.js", ["oxigraph"], `self.icmpdEngine = ${JSON.stringify(engine)};\n`);

/** A bundle with the licences of the packages in it. */
function written(file, packages, text) {
  const notices = [...packages].sort().map(notice).join("\n\n");
  const head = `/*! This file holds, besides icmpd-kg (Apache-2.0):\n\n${notices.replaceAll("*/", "* /")}\n*/\n`;
  writeFileSync(join(HERE, file), head + text);
}

function notice(name) {
  const folder = join(HERE, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}`.trim();
}
