/** Bundle what runs in a reader's browser: each entry point below becomes a file of the same name in dist/. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const ENTRIES = ["sources/explorer.ts", "sources/explorer.css", "sources/page.css", "sources/editor.ts"];

const { metafile } = await build({
  absWorkingDir: HERE,
  entryPoints: ENTRIES,
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

/** The licences of the packages that a bundle holds travel with it. */
for (const [file, { inputs }] of Object.entries(metafile.outputs)) {
  const packages = new Set(
    Object.keys(inputs).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  if (!packages.size) continue;
  const notices = [...packages].sort().map(notice).join("\n\n");
  const path = join(HERE, file);
  writeFileSync(
    path,
    `/*! This file holds, besides icmpd-kg (Apache-2.0):\n\n${notices.replaceAll("*/", "* /")}\n*/\n${readFileSync(path, "utf8")}`,
  );
}

function notice(name) {
  const folder = join(HERE, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}`.trim();
}
