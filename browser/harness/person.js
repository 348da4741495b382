// Somebody with a browser. Every page they come to is looked at: one heading, nothing in the way of those who cannot see,
// no request to strangers, nothing personal in an address.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
  "--disable-domain-reliability", "--disable-sync", "--metrics-recording-only", "--no-first-run", "--disable-dev-shm-usage",
];

let browser;
const lookedAt = new Set();

/** One browser for all people of a file. */
async function theBrowser() {
  browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  return browser;
}

/** Ends the browser. */
export async function goHome() {
  await browser?.close();
  browser = undefined;
}

/** Somebody who comes to the town; `secrets` are values of theirs that must not turn up where they do not belong. */
export async function visitor(town, { secrets = [], scripts = true, phone = false } = {}) {
  const viewport = phone ? { width: 390, height: 844 } : { width: 1280, height: 900 };
  const context = await (await theBrowser()).newContext({ javaScriptEnabled: scripts, viewport, baseURL: town.shop, locale: "en-GB", reducedMotion: "reduce" });
  context.setDefaultTimeout(10_000);
  return new Person(town, context, await context.newPage(), secrets, scripts);
}

export class Person {
  #requests = [];

  constructor(town, context, page, secrets, scripts) {
    Object.assign(this, { town, context, page, secrets, scripts });
    context.on("request", (request) => this.#requests.push({ url: request.url(), from: request.frame().url(), top: request.isNavigationRequest() }));
  }

  /** Another tab of the same browser. */
  async tab() {
    const person = new Person(this.town, this.context, await this.context.newPage(), this.secrets, this.scripts);
    return person;
  }

  /** Goes to a page. */
  async open(address, status = 200) {
    const answer = await this.page.goto(address);
    assert.equal(answer.status(), status, `${pathOf(this.page.url())} answered ${answer.status()}: ${await this.heading()}`);
    await this.look();
    return answer;
  }

  /** Types into fields, or chooses from lists, by their labels. */
  async fill(fields) {
    for (const [label, value] of Object.entries(fields)) {
      const field = this.page.locator("main").getByLabel(new RegExp(`^${escape(label)}( \\(if you like\\))?$`)).first();
      const isList = (await field.evaluate((element) => element.tagName)) === "SELECT";
      await (isList ? field.selectOption({ label: value }) : field.fill(value));
    }
  }

  /** Ticks, or picks, by the label. */
  async pick(label) {
    await this.page.locator("main").getByLabel(label, { exact: false }).first().check({ force: true });
  }

  /** Presses a button that leads on. */
  async press(name, within = "main") {
    await this.#lead(this.page.locator(within).getByRole("button", { name }).first());
  }

  /** Follows a link. */
  async follow(name, within = "main") {
    await this.#lead(this.page.locator(within).getByRole("link", { name }).first());
  }

  async #lead(what) {
    await Promise.all([this.page.waitForEvent("domcontentloaded"), what.click()]);
    await this.arrive();
  }

  /** Looks at the page that a click led to. */
  async arrive() {
    await this.page.waitForLoadState();
    if (this.isInShop()) await this.look();
  }

  isInShop() {
    return new URL(this.page.url()).origin === new URL(this.town.shop).origin;
  }

  async heading() {
    return (await this.page.locator("h1").allInnerTexts()).join(" / ");
  }

  /** Fails unless the words stand on the page. */
  async sees(words) {
    const text = await this.page.locator("body").innerText();
    const found = words instanceof RegExp ? words.test(text) : text.includes(words);
    assert.ok(found, `${words} is not on ${pathOf(this.page.url())} (${await this.heading()}):\n${text.slice(0, 3_000)}`);
  }

  async seesNot(words) {
    const text = await this.page.locator("body").innerText();
    assert.ok(!text.includes(words), `${words} is on ${pathOf(this.page.url())}`);
  }

  /** Looks at the page as it is now. */
  async look() {
    const headings = await this.page.locator("h1").count();
    assert.equal(headings, 1, `${pathOf(this.page.url())} has ${headings} main headings`);
    const name = `${nameOf(this.page.url())} ${await this.heading()} ${await this.page.locator(".error-summary, .cookie-notice").count()}`;
    if (!this.scripts || lookedAt.has(name)) return;
    lookedAt.add(name);
    await this.#isOpenToAll();
    if (process.env.SHOTS) await this.#shoot(nameOf(this.page.url()), await this.heading());
  }

  async #isOpenToAll() {
    const builder = new AxeBuilder({ page: this.page }).withTags(STANDARDS).setLegacyMode(true);
    // The notice about cookies lies over what has not been scrolled to yet, and half-covered links count as small.
    if (await this.page.locator(".cookie-notice").count()) builder.disableRules("target-size");
    const { violations } = await builder.analyze();
    const grave = violations.filter((violation) => ["serious", "critical"].includes(violation.impact));
    const words = grave.map((violation) => `${violation.id}: ${violation.help}\n${violation.nodes.slice(0, 3).map((node) => `    ${node.html}\n    ${node.failureSummary}`).join("\n")}`);
    assert.equal(grave.length, 0, `${pathOf(this.page.url())}\n${words.join("\n")}`);
  }

  async #shoot(path, heading) {
    const before = this.page.viewportSize();
    await mkdir(process.env.SHOTS, { recursive: true });
    for (const width of [390, 1280]) {
      for (const colorScheme of ["light", "dark"]) {
        await this.page.setViewportSize({ width, height: 900 });
        await this.page.emulateMedia({ colorScheme });
        const file = `${path}-${heading}`.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 80);
        await this.page.screenshot({ path: join(process.env.SHOTS, `${file}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
    await this.page.emulateMedia({ colorScheme: "light" });
    await this.page.setViewportSize(before);
  }

  /** What must be so of everything this browser did: call it before the town closes. */
  async leave() {
    const shop = new URL(this.town.shop).origin;
    const known = [this.town.shop, this.town.payment, this.town.courier, this.town.inbox].map((url) => new URL(url).origin);
    for (const { url, from, top } of this.#requests) {
      const origin = new URL(url).origin;
      if (url.startsWith("data:") || url.startsWith("about:") || url.startsWith("blob:")) continue;
      assert.ok(known.includes(origin), `a request went to a stranger: ${origin}`);
      if (!top && from.startsWith(shop)) assert.equal(origin, shop, `a page of the shop asked ${origin} for something`);
      for (const secret of this.secrets) assert.ok(!decodeURIComponent(url.replaceAll("+", " ")).includes(secret), `${pathOf(url)} has something personal in its address`);
    }
    for (const secret of this.secrets) assert.ok(!this.town.log.includes(secret), "the server's log holds something personal");
    const declared = await this.town.declaredCookies();
    const cookies = await this.context.cookies(this.town.shop);
    for (const { name } of cookies) assert.ok(declared.includes(name.replace("__Host-", "")), `the policy declares no cookie ${name}`);
    await this.context.close();
  }
}

/** A path without the ids in it, which differ from run to run. */
function nameOf(url) {
  return new URL(url).pathname.replace(/\/[0-9a-f]{24,}|\/[A-Za-z0-9_-]{30,}|\/\d{4,}/g, "/·");
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function pathOf(url) {
  return new URL(url).pathname;
}
