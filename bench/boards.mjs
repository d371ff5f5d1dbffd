// What a dashboard of a hundred indicators is measured by: boards.mjs DIR writes ten registers of ten indicators each, the
// classifier of a hundred communities, and for each register a table of twenty rows a community and year over ten years.
import { mkdirSync, writeFileSync } from "node:fs";

const [dir] = process.argv.slice(2);
const code = (district, community) =>
  `UA98${String(district).padStart(2, "0")}${String(community).padStart(3, "0")}00000${String(90000 + district * 100 + community)}`;
const oblast = "UA98000000000090000";
const districts = Array.from({ length: 10 }, (_, d) => d + 1);
const communities = districts.flatMap((d) => districts.map((c) => code(d, c)));

const lines = ["Перший рівень,Другий рівень,Третій рівень,Четвертий рівень,Додатковий рівень,Категорія,Назва", `${oblast},,,,,О,Вимірювальна`];
for (const d of districts) {
  const district = code(d, 0);
  lines.push(`${oblast},${district},,,,Р,Район ${d}`);
  for (const c of districts) lines.push(`${oblast},${district},${code(d, c)},,,Н,Громада ${d}-${c}`);
}
writeFileSync(`${dir}/territories.csv`, lines.join("\n") + "\n");

const measures = (n) => [
  `measure = "count"`, `measure = "sum"\nfield = "amount"`, `measure = "average"\nfield = "amount"`, `measure = "median"\nfield = "amount"`,
  `measure = "share"\nwhere = { kind = "a" }`, `measure = "share"\nwhere = { kind = "b" }`, `measure = "count"\nwhere = { kind = "a" }`,
  `measure = "sum"\nfield = "amount"\nwhere = { kind = "b" }`, `measure = "average"\nfield = "amount"\nwhere = { kind = "a" }`,
  `measure = "median"\nfield = "amount"\nwhere = { kind = "b" }`,
].map((measure, i) => `[[indicators]]\nid = "i-${i}"\ntitle = { uk = "Показник ${n}-${i}", en = "Indicator ${n}-${i}" }\n${measure}\ntime = "happened_on"\n`);
for (let n = 0; n < 10; n += 1) {
  mkdirSync(`${dir}/systems/board-${n}`, { recursive: true });
  const title = (uk, en) => `title = { uk = "${uk}", en = "${en}" }`;
  writeFileSync(`${dir}/systems/board-${n}/register.toml`, `[register]
id = "board-${n}"
version = 1
${title(`Дошка ${n}`, `Board ${n}`)}
description = { uk = "Для вимірювань", en = "For measurements" }
holder = "digital"
label = "name"
sort = "name"

[access]
read = ["public"]
create = ["operator"]
change = ["operator"]

[[fields]]
id = "name"
kind = "text"
${title("Назва", "Name")}
class = "public"

[[fields]]
id = "community"
kind = "territory"
${title("Громада", "Community")}
class = "public"

[[fields]]
id = "happened_on"
kind = "date"
${title("Дата", "Date")}
class = "public"

[[fields]]
id = "amount"
kind = "money"
${title("Сума", "Amount")}
class = "public"

[[fields]]
id = "kind"
kind = "choice"
${title("Вид", "Kind")}
class = "public"
choices = [ { id = "a", ${title("а", "a")} }, { id = "b", ${title("б", "b")} } ]

${measures(n).join("\n")}`);
  const rows = ["name,community,happened_on,amount,kind"];
  communities.forEach((community, at) => {
    for (let year = 2016; year < 2026; year += 1)
      for (let i = 0; i < 20; i += 1)
        rows.push(`Запис ${at}-${year}-${i},${community},${year}-0${(i % 9) + 1}-15,${((at * 7919 + year * 31 + i * 104729) % 100000) / 4},${i % 3 ? "a" : "b"}`);
  });
  writeFileSync(`${dir}/board-${n}.csv`, rows.join("\n") + "\n");
}
