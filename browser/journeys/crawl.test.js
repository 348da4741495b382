// Every page that is one click away from another: open to all, no stranger asked, no cookie but the declared.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { arrive, join, somebody } from "../harness/deeds.js";
import { goHome } from "../harness/person.js";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown()));
after(async () => {
  await goHome();
  await town.close();
});

/** Leads elsewhere by design, or does something of its own. */
const NOT_A_PAGE = /\.(svg|css|json|jsonld|woff2|txt|md)$|chain\.json|cloakroom-verify\.html|^\/checkout\/(return|payment|review)|^\/account\/receipts\/|^\/privacy\/as\/|^\/log\/|^\/u\//;

/** Follows every link of the shop from a page; of pages that differ by an id alone, three. */
async function crawl(person, start, most = 120) {
  const seen = new Map();
  const waiting = [start];
  while (waiting.length && seen.size < most) {
    const path = waiting.shift();
    const kind = path.replace(/^\/(p|c)\/.*/, "/$1/·").replace(/\?.*/, "");
    if (seen.has(path) || NOT_A_PAGE.test(path) || [...seen.values()].filter((other) => other === kind).length >= 3) continue;
    seen.set(path, kind);
    const answer = await person.page.goto(path);
    assert.ok(answer.status() < 400, `${path} answered ${answer.status()}`);
    await person.look();
    const links = await person.page.locator("a[href^='/']").evaluateAll((all) => all.map((link) => link.getAttribute("href").split("#")[0]));
    waiting.push(...links.filter(Boolean));
  }
  return [...seen.keys()];
}

test("P1 P26 P35 a first visit sets functional cookies only, wherever it leads", async () => {
  const person = await arrive(town, somebody("Vera", "Visitor"));
  const pages = await crawl(person, "/");
  assert.ok(pages.length > 25, `only ${pages.length} pages were found`);
  const cookies = (await person.context.cookies(town.shop)).map((cookie) => cookie.name);
  for (const name of ["visit", "settings", "advert"]) assert.ok(!cookies.includes(name), `${name} was set without a yes`);
  await person.leave();
});

test("P9 no page of the account leaks anything, and none is in the way of anybody", async () => {
  const who = somebody("Ada", "Crawlerby");
  const ada = await arrive(town, who);
  await join(ada, who);
  const pages = await crawl(ada, "/account");
  assert.ok(pages.some((page) => page.startsWith("/account/disclosures")));
  await ada.leave();
});
