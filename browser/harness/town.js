// A demo shop with the outside world around it, in a folder and on ports of its own.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const PROGRAM = process.env.CLOAKROOM ?? new URL("../../target/debug/cloakroom", import.meta.url).pathname;
const PATIENCE = 30_000;

/** Opens a shop, with more words of its command line if you like; `close` it in the end. */
export async function openTown(...more) {
  const folder = await mkdtemp(join(tmpdir(), "cloakroom-journey-"));
  const town = new Town(folder, more);
  await town.start();
  return town;
}

export class Town {
  #said = "";
  #process;

  constructor(folder, more = []) {
    this.folder = folder;
    this.more = more;
    this.data = join(folder, "data");
    this.ports = ["0", "0"];
  }

  /** Starts the server, or starts it again on the same data and the same ports. */
  async start() {
    const [port, outside] = this.ports;
    const options = ["demo", "--json", "--unlimited-tries", "--data", this.data, "--port", port, "--outside-port", outside, ...this.more];
    this.#process = spawn(PROGRAM, options, { env: { ...process.env, CLOAKROOM_LOG: "debug" }, stdio: ["ignore", "pipe", "pipe"] });
    this.#process.stderr.on("data", (bytes) => (this.#said += bytes));
    const where = JSON.parse(await this.#firstLine());
    this.shop = where.shop;
    this.policy = where.policy;
    this.password = where.password;
    Object.assign(this, { payment: where.outside.payment, courier: where.outside.courier, inbox: where.outside.inbox });
    return this;
  }

  #firstLine() {
    return new Promise((resolve, reject) => {
      let heard = "";
      const late = setTimeout(() => reject(new Error(`the shop did not open:\n${this.#said}`)), PATIENCE);
      this.#process.stdout.on("data", (bytes) => {
        heard += bytes;
        if (!heard.includes("\n")) return;
        clearTimeout(late);
        resolve(heard.split("\n")[0]);
      });
      this.#process.once("exit", (code) => reject(new Error(`the shop closed with ${code}:\n${this.#said}`)));
    });
  }

  /** Everything the server wrote to its log. */
  get log() {
    return this.#said;
  }

  /** Ends the server as a power cut would, or as asked. */
  async stop(signal = "SIGINT") {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill(signal);
    await ended;
  }

  async close() {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The names of the cookies that the policy declares. */
  async declaredCookies() {
    const text = await readFile(this.policy, "utf8");
    return [...text.matchAll(/^cookie (\S+) is /gm)].map((found) => found[1]);
  }

  /** The mails that arrived at an address, oldest first. */
  async mailsTo(address) {
    const answer = await fetch(`${this.inbox}/mails.json?to=${encodeURIComponent(address)}`);
    const mails = await answer.json();
    return mails.reverse();
  }

  /** Waits for a mail whose subject fits, and gives the newest such. */
  async mailTo(address, subject) {
    return eventually(`a mail to somebody about ${subject}`, async () =>
      (await this.mailsTo(address)).filter((mail) => subject.test(mail.subject)).pop());
  }

  /** Tells one of the outside world's controls something. */
  async tell(url, body) {
    const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  /** What a partner has received. */
  async receivedBy(partner) {
    return (await fetch(`${this[partner]}/received.json`)).json();
  }
}

/** The first address in a mail's text that leads to a path with this beginning. */
export function linkIn(mail, beginning) {
  const links = [...mail.text.matchAll(/https?:\/\/\S+/g)].map((found) => found[0].replace(/[>).,]+$/, ""));
  const link = links.find((link) => new URL(link).pathname.startsWith(beginning));
  if (!link) throw new Error(`no link to ${beginning} in “${mail.subject}”`);
  return link;
}

/** Asks again and again until there is an answer. */
export async function eventually(what, ask, patience = 15_000) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
