// Somebody without a browser: forms and cookies over plain HTTP, for stories in which hundreds of steps count.

export class Walker {
  #cookies = new Map();

  constructor(shop) {
    this.shop = shop;
  }

  get(path) {
    return this.#send("GET", path);
  }

  /** Sends a form; redirects are followed unless they lead out of the shop. */
  post(path, fields = {}) {
    return this.#send("POST", path, new URLSearchParams(fields).toString());
  }

  async #send(method, path, body) {
    const headers = { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "), "sec-fetch-site": "same-origin" };
    if (body !== undefined) headers["content-type"] = "application/x-www-form-urlencoded";
    const answer = await fetch(this.shop + path, { method, headers, body, redirect: "manual" });
    for (const set of answer.headers.getSetCookie()) {
      const [name, value] = set.split(";")[0].split("=");
      this.#cookies.set(name, value);
    }
    const text = await answer.text();
    const location = answer.headers.get("location");
    if (!location) return { status: answer.status, text, path };
    const next = new URL(location, this.shop);
    return next.origin === this.shop ? this.#send("GET", next.pathname + next.search) : { status: answer.status, text, path, location };
  }
}
