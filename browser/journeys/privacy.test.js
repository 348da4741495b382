// The policy page: whole without scripts, in order at both widths, on paper too.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { arrive, somebody } from "../harness/deeds.js";
import { goHome } from "../harness/person.js";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown()));
after(async () => {
  await goHome();
  await town.close();
});

const isInView = (element) => {
  const box = element.getBoundingClientRect();
  return box.top >= 0 && box.top < innerHeight;
};

for (const phone of [false, true]) {
  for (const scripts of [true, false]) {
    const how = `${phone ? "on a phone" : "on a wide screen"}${scripts ? "" : " without scripts"}`;
    test(`P3 the policy is read from its contents to the rule and its evidence, ${how}`, async () => {
      const reader = await arrive(town, somebody("Rita", "Readington"), { phone, scripts });
      await reader.open("/privacy");
      const page = reader.page;
      const links = page.locator(".book-contents ol a");
      assert.ok((await links.count()) > 10);
      for (const address of await links.evaluateAll((all) => all.map((link) => link.getAttribute("href"))))
        assert.equal(await page.locator(`[id="${address.slice(1)}"]`).count(), 1, `${address} leads nowhere`);
      await page.locator(".book-contents").getByText("If you are under").click();
      const title = page.locator("#s1");
      assert.ok(await title.evaluate(isInView), "the contents lead to the section");
      const paragraph = page.locator("#p2-4");
      await paragraph.locator("summary").click();
      assert.ok(await paragraph.getByText("courier may never receive personal unless order-open").isVisible());
      assert.match(await paragraph.locator(".evidence").innerText(), /Not yet|Allowed/);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${wide} pixels stand out at the side`);
      await reader.leave();
    });
  }
}

test("P3 the contents stay beside the text on a wide screen", async () => {
  const reader = await arrive(town, somebody("Rita", "Readington"));
  await reader.open("/privacy#p8-1");
  assert.ok(await reader.page.locator(".book-contents").evaluate(isInView));
  await reader.leave();
});

test("P3 on paper the policy has its rules and leaves the menus away", async () => {
  const reader = await arrive(town, somebody("Rita", "Readington"));
  await reader.open("/privacy");
  await reader.page.emulateMedia({ media: "print" });
  assert.ok(await reader.page.locator("#p2-4 pre").isVisible(), "the rules are printed though they are folded");
  for (const part of [".head", ".foot", ".book-contents", ".cookie-notice"]) assert.ok(!(await reader.page.locator(part).first().isVisible()), part);
  await reader.leave();
});
