// A shop as it runs in production, by its configuration file, beside an outside world that outlives it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, PROGRAM, Town } from "./town.js";
import { Walker } from "./walker.js";

const PASSWORD = "four lamps behind the harbour";
const POLICY = new URL("../../policy/privacy.md", import.meta.url).pathname;

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The first line that a program prints. */
function firstLine(process) {
  return new Promise((resolve, reject) => {
    let heard = "";
    process.stdout.on("data", (bytes) => {
      heard += bytes;
      if (heard.includes("\n")) resolve(heard.split("\n")[0]);
    });
    process.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
  });
}

export class LastingTown extends Town {
  #outside;
  #shop;

  static async open() {
    const town = new LastingTown(await mkdtemp(join(tmpdir(), "cloakroom-lasting-")));
    await town.#prepare();
    await town.start();
    await town.#agree();
    return town;
  }

  async #prepare() {
    const port = await freePort();
    this.shop = `http://localhost:${port}`;
    this.#outside = spawn(PROGRAM, ["sandbox", "--shop", this.shop], { stdio: ["pipe", "pipe", "inherit"] });
    const { payment, courier, inbox, smtp } = JSON.parse(await firstLine(this.#outside));
    Object.assign(this, { payment, courier, inbox, config: join(this.folder, "cloakroom.toml") });
    const file = (name) => join(this.folder, name);
    const partner = (name, url, word) => `[partners.${word}]\nname = "${name}"\nurl = "${url}"\nkey = "demo-${word}-key"\nwebhook_secret = "demo-${word}-secret"\n`;
    await writeFile(this.config, `
[shop]
title = "Last Season"
group = "the Last Season group"
base_url = "${this.shop}"
[listen]
address = "127.0.0.1:${port}"
tls = "off"
[store]
data = "sqlite:${file("shop.db")}"
keys = "sqlite:${file("keys/keys.db")}"
root_key = "${file("root.key")}"
[policy]
file = "${POLICY}"
[mail]
smtp = "smtp://${smtp}"
from = "Last Season <care@lastseason.example>"
[contact]
care_email = "care@lastseason.example"
care_phone = "+44 20 7946 0412"
officer_post = "Data Protection Officer, Last Season, 12 Hem Lane, London E2 7QD"
cookie_advice = "https://ico.org.uk/for-the-public/online/cookies/"
${partner("Halfpenny", payment, "payment")}${partner("Hedgehop", courier, "courier")}
[tries]
from_one_address = 1000000
for_one_account = 1000000
`);
    const staff = spawn(PROGRAM, ["staff", "--config", this.config, "olu", "officer"], { stdio: ["pipe", "ignore", "inherit"] });
    staff.stdin.end(`${PASSWORD}\n`);
    const [code] = await once(staff, "exit");
    if (code !== 0) throw new Error("the officer could not be added");
  }

  async start() {
    this.#shop = spawn(PROGRAM, ["serve", "--config", this.config], { stdio: ["ignore", "ignore", "inherit"] });
    await eventually("the shop to open", () => fetch(`${this.shop}/contact`).then((answer) => answer.ok, () => false));
  }

  async stop(signal = "SIGINT") {
    if (this.#shop.exitCode !== null || this.#shop.signalCode !== null) return;
    const ended = once(this.#shop, "exit");
    this.#shop.kill(signal);
    await ended;
  }

  /** What the officer signs before anybody outside gets anything. */
  async #agree() {
    const olu = new Walker(this.shop);
    await olu.post("/desk/signin", { username: "olu", password: PASSWORD });
    for (const party of ["payment-partner", "courier"]) {
      const year = new Date().getFullYear();
      const answer = await olu.post(`/desk/agreements/${party}`, { document: "paper 1", from: `${year}-01-01`, until: `${year + 1}-12-31` });
      if (answer.status !== 200) throw new Error(`the agreement with the ${party} was answered with ${answer.status}`);
    }
  }

  async close() {
    await this.stop();
    this.#outside.stdin.end();
    await once(this.#outside, "exit");
    await rm(this.folder, { recursive: true, force: true });
  }
}
