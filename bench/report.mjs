// Writes docs/benchmarks.md from the lines of a run: {who, database, connections, rps, p50_ms, p95_ms, p99_ms}.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

const [source, target, commit, date] = process.argv.slice(2);
const lines = readFileSync(source, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const groups = new Map();
for (const line of lines) {
  const key = `${line.who}|${line.database}|${line.connections}`;
  groups.set(key, [...(groups.get(key) ?? []), line]);
}
const median = (who, database, connections) => {
  const runs = groups.get(`${who}|${database}|${connections}`);
  return runs?.sort((a, b) => a.rps - b.rps)[Math.floor((runs.length - 1) / 2)];
};
const rows = [];
for (const database of ["sqlite", "postgres"]) {
  for (const connections of [1, 32]) {
    const ours = median("oblast", database, connections);
    const peer = median("strapi", database, connections);
    const figure = (line) => (line ? `${Math.round(line.rps)} | ${line.p50_ms} | ${line.p95_ms} | ${line.p99_ms}` : "– | – | – | –");
    const times = ours && peer ? `${(ours.rps / peer.rps).toFixed(1)} ×` : "not measured";
    rows.push(`| ${database} | ${connections} | ${figure(ours)} | ${figure(peer)} | ${times} |`);
  }
}
const peerNote = lines.some((line) => line.who === "strapi")
  ? "The peer is Strapi 5 in production mode on the same machine in the same run."
  : "The peer was not installed for this run (`OBLAST_PEERS` names its folder).";
writeFileSync(
  target,
  `# Benchmarks

\`make bench\`, ${date}, commit ${commit}. Machine: ${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB;
load from wrk with one thread on the same machine over loopback. Median of 3 runs of 6 seconds each.

## Durable acts a second through the API

One request is one new record of twelve typed fields, answered once it is durable (SQLite: WAL, synchronous=FULL;
PostgreSQL 15: default settings, synchronous_commit=on). With us each is an act: the row, its version in the history, a journal
entry in the hash chain and the note of the head. With the peer it is the row. ${peerNote}

| database | connections | oblast, a second | p50, ms | p95, ms | p99, ms | Strapi, a second | p50, ms | p95, ms | p99, ms | oblast / Strapi |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
${rows.join("\n")}
`,
);
