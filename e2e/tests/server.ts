import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createWriteStream, mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PASSWORD } from "./helpers";

const BINARY = process.env.OBLAST_BINARY ?? resolve("../target/debug/oblast");

export async function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => found(port));
    });
  });
}

/** A demonstration of a test's own, with a folder of declarations; on PostgreSQL where a database is given. */
export class Server {
  readonly folder = mkdtempSync(join(tmpdir(), "oblast-story-"));
  readonly systems = join(this.folder, "systems");
  url = "";
  private process: ChildProcess | undefined;

  constructor(private readonly database: string | undefined) {}

  private place(): string[] {
    const database = this.database === undefined ? [] : ["--database", this.database];
    return ["--data", join(this.folder, "data"), "--systems", this.systems, ...database];
  }

  /** Runs a command of the binary over these data; gives what it printed. */
  run(...args: string[]): string {
    return execFileSync(BINARY, [...args, ...this.place()], { encoding: "utf8" });
  }

  /** Runs a command that takes no data, in the folder of declarations. */
  declare(...args: string[]): { ok: boolean; printed: string } {
    try {
      return { ok: true, printed: execFileSync(BINARY, args, { encoding: "utf8", cwd: this.systems, stdio: "pipe" }) };
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      return { ok: false, printed: stdout + stderr };
    }
  }

  /** Starts it and gives its address; `now` is what its clock shows, `environment` more settings. */
  async start(own: { now?: string; port?: number; host?: string; environment?: Record<string, string> } = {}): Promise<string> {
    const { now, host = "127.0.0.1" } = own;
    const port = own.port ?? (await freePort());
    this.url = `http://${host}:${port}`;
    const log = createWriteStream(join(this.folder, "log"), { flags: "a" });
    const clock = now === undefined ? [] : ["--now", now];
    const args = ["demo", "--listen", `127.0.0.1:${port}`, ...clock, ...this.place()];
    this.process = spawn(BINARY, args, {
      env: { ...process.env, OBLAST_DEMO_PASSWORD: PASSWORD, OBLAST_PUBLIC_URL: this.url, ...own.environment },
    });
    this.process.stdout!.pipe(log);
    this.process.stderr!.pipe(log);
    for (let tries = 0; tries < 300; tries += 1) {
      const ready = await fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false);
      if (ready) return this.url;
      await new Promise((wait) => setTimeout(wait, 100));
    }
    throw new Error(`the server did not start: ${this.folder}/log`);
  }

  async stop(): Promise<void> {
    const running = this.process;
    this.process = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const ended = new Promise((end) => running.once("exit", end));
    running.kill();
    await ended;
  }
}
