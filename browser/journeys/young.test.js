// Ben is fifteen; Cleo is his guardian.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { arrive, fillInJoining, linkIn, moveClock, somebody, tellAge } from "../harness/deeds.js";
import { goHome } from "../harness/person.js";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown()));
after(async () => {
  await goHome();
  await town.close();
});

/** Somebody fifteen years old asks for a guardian, and the guardian gets a mail. */
async function asks(mark) {
  const [young, guardian] = [somebody("Ben", mark), somebody("Cleo", mark)];
  const ben = await arrive(town, young, { phone: true });
  await ben.open("/join/age");
  await tellAge(ben, ["14", "5", String(new Date().getFullYear() - 14)]);
  await ben.sees("A parent or guardian decides");
  await ben.fill({ "E-mail address of your parent or guardian": guardian.email });
  await ben.press("Ask my parent or guardian");
  const mail = await town.mailTo(guardian.email, /parent or guardian/);
  return { young, guardian, ben, mail };
}

test("P5 P6 Ben asks, Cleo reads both texts and approves, and only then Ben joins", async () => {
  const { young, guardian, ben, mail } = await asks("Approvewood");
  assert.match(mail.text, /privacy policy/i);
  assert.match(mail.text, /Who sells/);
  await ben.open("/join");
  await ben.sees("We asked your guardian");
  const cleo = await arrive(town, guardian);
  await cleo.open(linkIn(mail, "/guardian/"));
  await cleo.sees("May they open an account here?");
  await cleo.press("Yes, I am their parent or guardian and agree");
  await cleo.sees("They may go on");
  await ben.open("/join");
  await fillInJoining(ben, young);
  await town.mailTo(young.email, /Confirm your address/);
  await ben.leave();
  await cleo.leave();
});

test("P6 Cleo refuses: nobody joins, and the link is over", async () => {
  const { guardian, ben, mail } = await asks("Refusewood");
  const cleo = await arrive(town, guardian);
  await cleo.open(linkIn(mail, "/guardian/"));
  await cleo.press(/^No$/);
  await cleo.sees("They may not go on");
  await cleo.open(linkIn(mail, "/guardian/"), 404);
  await cleo.sees("This question is closed");
  await ben.open("/join");
  await ben.seesNot("Your name");
  await ben.leave();
  await cleo.leave();
});

test("P6 nobody answers: after the guardian's time the question lapses, and what was told is gone", async () => {
  const { guardian, ben, mail } = await asks("Silentwood");
  await moveClock(town, 15, "days");
  const cleo = await arrive(town, guardian);
  await cleo.open(linkIn(mail, "/guardian/"), 404);
  await cleo.sees("This question is closed");
  await ben.open("/join/age");
  await ben.sees("destroyed all you had told us");
  await ben.leave();
  await cleo.leave();
});
