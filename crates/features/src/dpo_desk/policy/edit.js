"use strict";
(() => {
  const form = document.getElementById("editor");
  const text = document.getElementById("text");
  const gutter = document.getElementById("gutter");
  const heading = document.getElementById("found-heading");
  const found = document.getElementById("found");
  const before = text.value;
  let waiting = 0;
  let asked = 0;
  let sending = false;

  const make = (name, className, words) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (words !== undefined) element.textContent = words;
    return element;
  };

  // Words of the file stand in backticks.
  const coded = (name, className, words) => {
    const element = make(name, className);
    words.split("`").forEach((piece, at) => element.append(at % 2 ? make("code", "", piece) : piece));
    return element;
  };

  const number = () => {
    const lines = text.value.split("\n").length;
    if (gutter.childElementCount === lines) return;
    const numbers = [];
    for (let line = 1; line <= lines; line += 1) numbers.push(make("span", "", String(line)));
    gutter.replaceChildren(...numbers);
  };

  const mark = (troubles) => {
    number();
    for (const line of gutter.children) line.className = "";
    for (const trouble of troubles) {
      const line = gutter.children[trouble.line - 1];
      if (line && line.className !== "gutter-stops") line.className = trouble.stops ? "gutter-stops" : "gutter-look";
    }
  };

  const leadTo = (line) => {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] || "").length);
    const height = text.scrollHeight / lines.length;
    text.scrollTop = Math.max(0, (line - 4) * height);
  };

  const place = (trouble) => {
    const paragraph = make("p", "trouble-place");
    if (trouble.line > 0) {
      const lead = make("button", "button-text", "Line " + trouble.line);
      lead.type = "button";
      lead.addEventListener("click", () => leadTo(trouble.line));
      paragraph.append(lead);
    } else {
      paragraph.append(make("strong", "", "The whole text"));
    }
    const tone = trouble.stops ? "state state-bad" : "state state-warn";
    paragraph.append(" ", make("span", tone, trouble.stops ? "to mend" : "second look"));
    return paragraph;
  };

  const item = (trouble) => {
    const entry = make("li", trouble.stops ? "trouble trouble-stops" : "trouble");
    entry.append(place(trouble), coded("p", "", trouble.message + "."));
    const [start, words, end] = trouble.source;
    if (start || words) {
      const code = make("code");
      code.append(start);
      if (words) code.append(make("mark", "", words));
      code.append(end);
      const source = make("p", "trouble-source");
      source.append(code);
      entry.append(source);
    }
    for (const note of trouble.notes) entry.append(coded("p", "small", note));
    if (trouble.mend) {
      const mend = coded("p", "small", " " + trouble.mend);
      mend.prepend(make("strong", "", "To mend it:"));
      entry.append(mend);
    }
    return entry;
  };

  const show = (checked) => {
    if (heading.textContent !== checked.heading) heading.textContent = checked.heading;
    const list = make("ol", "troubles");
    list.append(...checked.troubles.map(item));
    found.replaceChildren(list);
    mark(checked.troubles);
  };

  const check = async () => {
    const mine = (asked += 1);
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams([["text", text.value]]) });
      if (!answer.ok) throw new Error(String(answer.status));
      const checked = await answer.json();
      if (mine === asked) show(checked);
    } catch {
      if (mine === asked) heading.textContent = "It could not be checked just now; what you typed is still here";
    }
  };

  text.addEventListener("input", () => {
    number();
    clearTimeout(waiting);
    waiting = setTimeout(check, 350);
  });
  text.addEventListener("scroll", () => { gutter.scrollTop = text.scrollTop; }, { passive: true });
  form.addEventListener("submit", () => { sending = true; });
  addEventListener("beforeunload", (event) => {
    if (!sending && text.value !== before) event.preventDefault();
  });
  gutter.hidden = false;
  number();
  check();
})();
