// Imports a file through the API and prints how long it took: import.mjs URL FILE ROWS [REGISTER]. TOKEN in the environment.
import { createReadStream } from "node:fs";

const [url, file, rows, register = "objects"] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${process.env.TOKEN}` };

async function ask(path, options = {}) {
  const answer = await fetch(url + path, { ...options, headers });
  const body = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(body));
  return body;
}

async function until(id, phase) {
  for (;;) {
    const run = await ask(`/api/v1/imports/${id}`);
    if (run.failure !== null || run.bad_cells > 0) throw new Error(`${run.failure}, ${run.bad_cells} bad cells`);
    if (run.phase === phase) return;
    await new Promise((wait) => setTimeout(wait, 100));
  }
}

const began = performance.now();
const seconds = () => Number(((performance.now() - began) / 1000).toFixed(1));
const body = { method: "POST", body: createReadStream(file), duplex: "half" };
const { id } = await ask(`/api/v1/registers/${register}/imports?name=rows.csv`, body);
const step = (name) => ask(`/api/v1/imports/${id}/${name}`, { method: "POST" });
const read = seconds();
await step("check");
await until(id, "checked");
const checked = seconds();
await step("stage");
await until(id, "staged");
const staged = seconds();
await step("publish");
const total = seconds();
console.log(JSON.stringify({ read, checked, staged, total, rows_a_second: Math.round(Number(rows) / total) }));
