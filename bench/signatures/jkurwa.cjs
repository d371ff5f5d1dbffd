// The same signatures by jkurwa: node jkurwa.cjs DIR SECONDS.
const fs = require("node:fs");
const path = require("node:path");
const { createRequire } = require("node:module");
const load = createRequire(path.join(__dirname, "../../e2e/package.json"));
const jk = load("jkurwa");
const algorithms = load("gost89/lib/compat").algos();

const [folder, seconds] = [process.argv[2], Number(process.argv[3] ?? 2)];
const rate = (what, once) => {
  once();
  const begin = process.hrtime.bigint();
  let count = 0;
  while (Number(process.hrtime.bigint() - begin) < seconds * 1e9) {
    once();
    count += 1;
  }
  const a_second = count / (Number(process.hrtime.bigint() - begin) / 1e9);
  console.log(JSON.stringify({ who: "jkurwa", what, a_second: Math.round(a_second * 10) / 10 }));
};

for (const degree of [257, 431]) {
  const [, x, y, hash, r, s] = fs.readFileSync(path.join(folder, `raw-${degree}.txt`), "utf8").trim().split("\n");
  const curve = jk.std_curve(`DSTU_PB_${degree}`);
  const key = new jk.models.Pub(curve, curve.point(new jk.Field(x, "hex", curve), new jk.Field(y, "hex", curve)));
  const little = Buffer.concat([r, s].map((half) => Buffer.from(half, "hex").reverse()));
  const digest = Buffer.from(hash, "hex").reverse();
  rate(`raw verify m=${degree}`, () => {
    if (!key.verify(digest, little, "le")) throw new Error(`jkurwa does not take raw-${degree}`);
  });
}

const content = fs.readFileSync(path.join(folder, "content.bin"));
const bytes = fs.readFileSync(path.join(folder, "message.p7s"));
rate("whole detached, 4 KiB, signature alone", () => {
  const message = new jk.models.Message(bytes);
  message.info.contentInfo.content = content;
  if (!message.verify(algorithms.hash)) throw new Error("jkurwa does not take the message");
});
