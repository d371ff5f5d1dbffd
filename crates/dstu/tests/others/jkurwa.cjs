// What jkurwa makes of the files in a folder, and what it makes itself: node jkurwa.cjs DIR. It stops where it does not agree.
const fs = require("node:fs");
const path = require("node:path");
const { createRequire } = require("node:module");
const load = createRequire(path.join(__dirname, "../../../../e2e/package.json"));
const jk = load("jkurwa");
const algo = load("gost89/lib/compat").algos();
const folder = process.argv[2];
const read = (name) => fs.readFileSync(path.join(folder, name));
const write = (name, bytes) => fs.writeFileSync(path.join(folder, name), bytes);
const must = (holds, words) => {
  if (!holds) throw new Error(words);
};

const content = read("content.bin");
for (const degree of [257, 431]) {
  const message = new jk.models.Message(read(`ours-${degree}.p7s`));
  message.info.contentInfo.content = content;
  must(message.verify(algo.hash), `ours-${degree}.p7s`);
  message.info.contentInfo.content = Buffer.concat([content, content]);
  must(!message.verify(algo.hash), `ours-${degree}.p7s over another content`);
}

// Our key file, and a signature by the key in it.
const { keys } = jk.Priv.from_protected(read("key.p8"), "password", algo);
must(keys.length === 1, "key.p8");
const certificates = jk.Priv.from_protected(read("key.p12"), "password", algo).certs;
must(certificates.length === 1, "key.p12");
const cert = jk.Certificate.from_asn1(certificates[0]);
const signed = new jk.models.Message({ type: "signedData", cert, data: content, hash: algo.hash, signTime: Number(process.argv[3]), signer: keys[0] });
write("theirs.p7s", signed.as_asn1());

// A message for one recipient.
const ours = new jk.models.Message(read("ours-sealed.p7e"));
const recipient = jk.Priv.from_protected(read("recipient.p8"), "password", algo).keys[0];
const sender = jk.Certificate.from_asn1(read("sender.cer"));
must(ours.decrypt(recipient, algo, () => sender).equals(content), "ours-sealed.p7e");
