// A table of the twelve fields for `make bench`, as CSV: the same values as in the peer's table. rows.mjs COUNT FILE
import { createWriteStream } from "node:fs";
import { once } from "node:events";

const [count, file] = process.argv.slice(2);
const out = createWriteStream(file);
const states = ["draft", "open", "review", "closed"];
const first = Date.UTC(2016, 0, 1);
const notes = '"Some note text for the object, of ordinary length, about eighty characters long."';
out.write("code,title,notes,status,region_code,quantity,serial_no,area,weight,opened_on,seen_at,extra\n");
for (let i = 1; i <= Number(count); i += 1) {
  const day = new Date(first + ((i * 15485863) % 3650) * 86_400_000).toISOString().slice(0, 10);
  const region = Math.floor((i * 104729) / 4) % 100;
  const line = `N-${i},Object title number ${i},${notes},${states[(i * 7919) % 4]},${region},${(i * 31) % 10000},${i},` +
    `${i % 5000}.25,${i % 900}.50,${day},2026-01-02T03:04:05Z,"a ${i} b x"\n`;
  if (!out.write(line)) await once(out, "drain");
}
out.end();
