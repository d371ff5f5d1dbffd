// Writes docs/benchmarks.md from the lines of a run: {what, who, database, connections, rps, p50_ms, p95_ms, p99_ms},
// and of imports {what: "import", database, read, checked, staged, total, rows_a_second, rss_mb}.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

const [source, target, commit, date] = process.argv.slice(2);
const lines = readFileSync(source, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const median = (what, who, database, connections) => {
  const runs = lines.filter((line) => line.what === what && line.who === who && line.database === database && line.connections === connections);
  return runs.sort((a, b) => a.rps - b.rps)[Math.floor((runs.length - 1) / 2)];
};
const figure = (line) => (line ? `${Math.round(line.rps * 10) / 10} | ${line.p50_ms} | ${line.p95_ms} | ${line.p99_ms}` : "– | – | – | –");
const table = (what) =>
  ["sqlite", "postgres"]
    .flatMap((database) =>
      [1, 32].map((connections) => {
        const ours = median(what, "oblast", database, connections);
        const peer = median(what, "strapi", database, connections);
        const times = ours && peer ? `${(ours.rps / peer.rps).toFixed(1)} ×` : "not measured";
        return `| ${database} | ${connections} | ${figure(ours)} | ${figure(peer)} | ${times} |`;
      }),
    )
    .join("\n");
const head = `| database | connections | oblast, a second | p50, ms | p95, ms | p99, ms | Strapi, a second | p50, ms | p95, ms | p99, ms | oblast / Strapi |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|`;
const imports = lines
  .filter((line) => line.what === "import")
  .map((line) => {
    const beside = median("beside", "oblast", line.database, 1);
    const acts = beside ? `${Math.round(beside.rps)} | ${beside.p95_ms}` : "– | –";
    return `| ${line.database} | ${line.read} | ${line.checked} | ${line.staged} | ${line.total} | ${line.rows_a_second} | ${line.rss_mb} | ${acts} |`;
  })
  .join("\n");
const peerNote = lines.some((line) => line.who === "strapi")
  ? "The peer is Strapi 5 in production mode on the same machine in the same run."
  : "The peer was not installed for this run (`OBLAST_PEERS` names its folder).";
writeFileSync(
  target,
  `# Benchmarks

\`make bench\`, ${date}, commit ${commit}. Machine: ${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB;
load from wrk with one thread on the same machine over loopback. Median of 3 runs of ${process.env.SECONDS_EACH} seconds each.

## Durable acts a second through the API

One request is one new record of twelve typed fields, answered once it is durable (SQLite: WAL, synchronous=FULL;
PostgreSQL 15: default settings, synchronous_commit=on). With us each is an act: the row, its version in the history, a journal
entry in the hash chain and the note of the head. With the peer it is the row. ${peerNote}

${head}
${table("acts")}

## Lists of 1 000 000 rows

One request is a page of 25 records of a register with a million of them, by two filters and an order. The peer counts all rows that fit,
as it does unless told otherwise; our API gives the place where the next page begins instead.

${head}
${table("list")}

## Import of 1 000 000 rows from CSV

Twelve columns, 201 MB, through the API: read, every cell checked, staged with all indexes, published by one act. Seconds from the beginning;
rows a second over the whole. The last two columns: acts of one client beside another such import, while its rows are staged.

| database | read | checked | staged | published | rows a second | most memory, MB | acts a second beside | p95, ms |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
${imports}
`,
);
