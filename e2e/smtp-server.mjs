// A real mail server for the tests of the outbox: prints its port, then each mail as a line of JSON.
// Recipients that begin with "refused" get a permanent error, with "later" a passing one.
import { SMTPServer } from "smtp-server";

const answers = { refused: [550, "No such mailbox"], later: [451, "Try again later"] };
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onRcptTo({ address }, _session, done) {
    const [code, words] = answers[address.split("@")[0]] ?? [];
    done(code ? Object.assign(new Error(words), { responseCode: code }) : undefined);
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      console.log(JSON.stringify({ to: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(parts).toString() }));
      done();
    });
  },
});
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => console.log(server.server.address().port));
