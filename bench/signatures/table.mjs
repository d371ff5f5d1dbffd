// The figures of three runs as a page: node table.mjs RESULTS SECONDS.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

const [file, seconds] = process.argv.slice(2);
const lines = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
// How many figures a test of time had differs from run to run; it is the same figure.
const named = (what) => what.replace(/, \d+ and more of each/, "");
const median = (who, what) => {
  const all = lines.filter((line) => line.who === who && named(line.what) === what).map((line) => line.a_second);
  return all.sort((one, other) => one - other)[Math.floor(all.length / 2)];
};
const worst = (what) => Math.max(...lines.filter((line) => named(line.what) === what).map((line) => Math.abs(line.a_second)));
const ratio = (one, other) => (other === undefined ? "" : `${(one / other).toFixed(1)} ×`);
const rows = ["raw verify m=257", "raw verify m=431", "whole detached, 4 KiB, signature alone"].map((what) => {
  const [own, jkurwa, bouncy] = ["dstu", "jkurwa", "BouncyCastle"].map((who) => median(who, what));
  return `| ${what} | ${own} | ${jkurwa ?? ""} | ${ratio(own, jkurwa)} | ${bouncy ?? ""} | ${ratio(own, bouncy)} |`;
});
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
const date = new Date().toISOString().slice(0, 10);
console.log(`# Signatures measured

\`make bench-signatures\`, ${date}, commit ${commit}. Machine: ${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB. One thread where nothing
else is said; ${seconds} seconds each, the median of three runs; peers: npm jkurwa 1.21.0 in Node.js ${process.versions.node}, BouncyCastle of Debian (libbcprov-java). All of them
verify the same files, which each run makes anew.

## Verifications a second

| what | dstu | jkurwa | dstu / jkurwa | BouncyCastle | dstu / BouncyCastle |
|---|--:|--:|--:|--:|--:|
${rows.join("\n")}

«Whole» reads a signed message with its certificate, hashes 4 KiB, checks the attributes and the signature. With the chain to a trusted certificate, which the peer leaves
aside: ${median("dstu", "whole detached, 4 KiB, with its chain")} a second. On two threads, signature alone: ${median("dstu", "whole detached, 4 KiB, two threads")}.

## Other figures

| what | figure |
|---|--:|
| signatures a second, m=257 | ${median("dstu", "raw sign m=257")} |
| signatures a second, m=431 | ${median("dstu", "raw sign m=431")} |
| GOST 34.311, MiB a second | ${median("dstu", "GOST 34.311, MiB")} |
| a signed message with 10 MiB in it, milliseconds | ${median("dstu", "attached, 10 MiB, milliseconds")} |
| Welch's t of the time of signing by a key of few bits and keys of many, the worst of the runs (over 4.5: it leaks) | ${worst("Welch's t of signing")} |`);
