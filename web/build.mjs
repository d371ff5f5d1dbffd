// Builds dist/: one stylesheet, one script, the fonts; the map with its worker and its land, packed, for pages that
// have one. The binary embeds them; nothing comes from outside.
import bboxClip from "@turf/bbox-clip";
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { feature } from "topojson-client";

const fonts = "node_modules/@fontsource-variable/onest";
const options = { outdir: "dist", bundle: true, minify: true, legalComments: "none", external: ["*.woff2"] };
const target = ["es2020", "chrome90", "firefox90", "safari14"];
await rm("dist", { recursive: true, force: true });
await mkdir("dist", { recursive: true });
await build({ ...options, target, entryPoints: ["src/oblast.ts", "src/oblast.css"] });
// The map's library has no form for older browsers; they have the list and the field.
await build({ ...options, target: ["es2022"], format: "esm", entryPoints: ["src/map.ts", "src/map.css"] });
await build({
  ...options,
  target: ["es2022"],
  format: "esm",
  entryPoints: { "map-worker": "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs" },
});
// What signs: the module that scripts/wasm.sh builds, and the script that asks it.
await build({ ...options, target: ["es2022"], format: "esm", entryPoints: ["src/sign.ts"], external: ["*.wasm"] });
// What asks the browser for a key of the device, and what works for forms that anybody may send.
await build({ ...options, target: ["es2020"], format: "esm", entryPoints: ["src/passkey.ts", "src/work.ts"] });
await writeFile("dist/dstu.wasm.gz", gzipSync(await readFile("wasm/dstu_bg.wasm"), { level: 9 }));
for (const name of ["map.js", "map-worker.js"]) {
  await writeFile(`dist/${name}.gz`, gzipSync(await readFile(`dist/${name}`), { level: 9 }));
}

// Coasts around Ukraine (Natural Earth, public domain), to a hundred metres. No borders: those are others' data.
const world = JSON.parse(await readFile("node_modules/world-atlas/land-10m.json", "utf8"));
const clipped = feature(world, world.objects.land).features.map((land) => bboxClip(land, [18, 42, 44, 56]));
const rounded = (key, value) => (typeof value === "number" ? Math.round(value * 1e3) / 1e3 : value);
const land = JSON.stringify({ type: "FeatureCollection", features: clipped }, rounded);
await writeFile("dist/land.json.gz", gzipSync(land, { level: 9 }));

for (const subset of ["cyrillic", "latin"]) {
  await copyFile(`${fonts}/files/onest-${subset}-wght-normal.woff2`, `dist/onest-${subset}.woff2`);
}
await copyFile("src/icon.svg", "dist/icon.svg");
await copyFile(`${fonts}/LICENSE`, "dist/onest-LICENSE.txt");
await copyFile("node_modules/maplibre-gl/LICENSE.txt", "dist/maplibre-LICENSE.txt");
