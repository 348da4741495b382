// With TLS on: what goes between a visitor and the shop is encrypted, and the browser is told to keep it so.
import assert from "node:assert/strict";
import { get, request } from "node:https";
import { connect } from "node:tls";
import { after, before, test } from "node:test";
import { openTown } from "../harness/town.js";

let town;
before(async () => (town = await openTown("--tls")));
after(() => town?.close());

/** An answer over TLS; the certificate was made for this shop a moment ago, so nobody has signed it. */
function answer(path, form) {
  const options = { method: form ? "POST" : "GET", rejectUnauthorized: false, headers: form ? { "content-type": "application/x-www-form-urlencoded" } : {} };
  return new Promise((resolve, reject) => {
    const call = form ? request(town.shop + path, options, resolve) : get(town.shop + path, options, resolve);
    call.on("error", reject).end(form);
  });
}

/** The version of TLS that is agreed on when no more than this one is offered. */
function agreed(maxVersion) {
  const { hostname: host, port } = new URL(town.shop);
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, minVersion: "TLSv1", maxVersion, ciphers: "DEFAULT@SECLEVEL=0" }, () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.on("error", () => resolve(null));
  });
}

test("P73 pages come over TLS 1.2 or 1.3 alone, and the browser is told to stay there", async () => {
  assert.equal(await agreed("TLSv1.3"), "TLSv1.3");
  assert.equal(await agreed("TLSv1.2"), "TLSv1.2");
  assert.equal(await agreed("TLSv1.1"), null);
  const page = await answer("/");
  assert.equal(page.statusCode, 200);
  assert.match(page.headers["strict-transport-security"], /max-age=\d{8}/);
});

test("P73 cookies are bound to this host and to TLS", async () => {
  const { headers } = await answer("/join/age", "day=14&month=5&year=1992");
  assert.equal(headers["set-cookie"].length, 1);
  assert.match(headers["set-cookie"][0], /^__Host-joining=.*; HttpOnly; SameSite=Lax; Secure; Path=\//);
});

test("P73 nothing is said over a plain connection", async () => {
  await assert.rejects(fetch(town.shop.replace("https:", "http:")));
});
