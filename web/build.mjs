// Builds dist/: one stylesheet, one script, the fonts. The binary embeds them; nothing comes from outside.
import { build } from "esbuild";
import { copyFile, mkdir, rm } from "node:fs/promises";

const fonts = "node_modules/@fontsource-variable/onest";
await rm("dist", { recursive: true, force: true });
await mkdir("dist", { recursive: true });
await build({
  entryPoints: ["src/oblast.ts", "src/oblast.css"],
  outdir: "dist",
  bundle: true,
  minify: true,
  target: ["es2020", "chrome90", "firefox90", "safari14"],
  external: ["*.woff2"],
});
for (const subset of ["cyrillic", "latin"]) {
  await copyFile(`${fonts}/files/onest-${subset}-wght-normal.woff2`, `dist/onest-${subset}.woff2`);
}
await copyFile(`${fonts}/LICENSE`, "dist/onest-LICENSE.txt");
