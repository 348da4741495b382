// The server is killed at every point of paying, as by a power cut. Nobody pays twice, nothing is half done.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LastingTown } from "../harness/lasting.js";
import { eventually } from "../harness/town.js";
import { Walker } from "../harness/walker.js";

/** Milliseconds after which it is killed: while the order is written, the partner is called, the answer is read. */
const MOMENTS = [0, 3, 6, 10, 20, 40, 120];

let town;
before(async () => (town = await LastingTown.open()));
after(() => town?.close());

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Does something and has the server killed meanwhile; then it is started again. */
async function killedDuring(deed, moment) {
  const done = deed().catch(() => undefined);
  await pause(moment);
  await town.stop("SIGKILL");
  await done;
  await town.start();
}

/** Somebody at the review of an order. */
async function atReview(n) {
  const walker = new Walker(town.shop);
  const shelf = await walker.get("/c/bags");
  const piece = await walker.get([...shelf.text.matchAll(/href="(\/p\/[^"]+)"/g)][n % 5][1]);
  const sku = [...piece.text.matchAll(/<input[^>]*name="sku"[^>]*>/g)].map(([tag]) => tag).find((tag) => !tag.includes("disabled")).match(/value="([^"]+)"/)[1];
  await walker.post("/basket/lines", { sku });
  await walker.post("/checkout/age", { day: "14", month: "5", year: "1992" });
  walker.email = `kim.${n}@example.org`;
  const home = { "home-street": "7 Quilt Yard", "home-town": "Leeds", "home-postcode": "LS1 4AP", "home-country": "GB" };
  await walker.post("/checkout/delivery", { service: "standard", name: "Kim Killwell", email: walker.email, ...home, ship: "home", bill: "home" });
  await walker.post("/checkout/payment", { card: "new" });
  return walker;
}

/** Presses the button of the review; gives the partner's page. */
async function pressPay(walker) {
  const review = await walker.get("/checkout/review");
  const seen = review.text.match(/name="seen" value="([^"]*)"/)?.[1];
  const answer = await walker.post("/checkout/pay", { seen });
  walker.last = `${answer.status} ${answer.path}: ${answer.text.match(/<main[^]*<\/main>/)?.[0].replace(/<[^>]*>/g, " ").replace(/\s+/g, " ")}`;
  return answer.location;
}

const sessionOf = (page) => new URL(page).pathname.split("/")[2];

test("killed at any moment of paying, an order is placed once or not at all, and paid for once", { timeout: 300_000 }, async () => {
  for (const [n, moment] of MOMENTS.entries()) {
    const walker = await atReview(n);
    await killedDuring(() => pressPay(walker), moment);
    const page = await eventually("the way to the partner", () => pressPay(walker).catch(() => undefined), 40_000).catch((late) => {
      throw new Error(`${late.message}, killed after ${moment} ms: ${walker.last}`);
    });
    await town.tell(`${town.payment}/control/sessions/${sessionOf(page)}`, { state: "paid" });
    await killedDuring(() => walker.get(`/checkout/return?session=${sessionOf(page)}`), moment);
    const order = await eventually("the order", async () => {
      const answer = await walker.get(`/checkout/return?session=${sessionOf(page)}`);
      return /<h1>Order (\d+)/.exec(answer.text)?.[1];
    });
    const numbers = await eventually("the confirmation", async () => {
      const found = new Set((await town.mailsTo(walker.email)).flatMap((mail) => mail.subject.match(/\d{5,}/g) ?? []));
      return found.size > 0 && found;
    }, 40_000);
    assert.deepEqual([...numbers], [order], `killed after ${moment} ms`);
  }
  const refunds = (await town.receivedBy("payment")).filter((call) => call.path.includes("refund"));
  assert.equal(refunds.length, 0, "nobody was charged for nothing");
});
