// Greenroom's only script. Every page works without it: here replies come without a reload, other windows are
// followed live, the draft is kept, times and clock go on, and a dialog asks before the end.

const byId = (id) => document.getElementById(id);
const turns = byId("turns");
const composer = document.querySelector("form#composer");

/* Times: relative ones go on, exact ones are told in the reader's own zone. */

function relative(then) {
  const minutes = Math.floor((Date.now() - then) / 60_000);
  const ago = (count, unit) => `${count} ${unit}${count === 1 ? "" : "s"} ago`;
  if (minutes < 1) return "just now";
  if (minutes < 60) return ago(minutes, "minute");
  return minutes < 24 * 60 ? ago(Math.floor(minutes / 60), "hour") : null;
}

function times() {
  for (const time of document.querySelectorAll("time[datetime]")) {
    const then = new Date(time.dateTime);
    time.title = then.toLocaleString(undefined, { dateStyle: "long", timeStyle: "medium" });
    const text = "keep" in time.dataset ? null : relative(then);
    if (text && text !== time.textContent) time.textContent = text;
  }
}

let shownAt = performance.now();
function tick() {
  const clock = byId("clock");
  if (!clock) return;
  const elapsed = Math.min(Number(clock.dataset.elapsed) + performance.now() - shownAt, Number(clock.dataset.until));
  clock.querySelector("b").textContent = `${Math.floor(elapsed / 60_000)} min`;
}

times();
setInterval(() => { times(); tick(); }, 15_000);

/* News: the fragment of a reply or of an event. Turns that are here already are left alone; what stands beside them
   is replaced, unless the fragment is older than the page. */

const lastSeq = () => Number(turns.lastElementChild?.dataset.seq ?? 0);

function take(html) {
  const news = document.createElement("template");
  news.innerHTML = html;
  const parts = [...news.content.children];
  const newest = Math.max(0, ...parts.map((part) => Number(part.dataset.seq ?? 0)));
  if (newest && newest < lastSeq()) return;
  let grew = false;
  for (const part of parts) {
    if (!part.dataset.seq) {
      if (part.id === "composer") end(part);
      else if (part.id === "chair" && isEdited(byId("chair"))) continue;
      else byId(part.id)?.replaceWith(part);
    } else if (!byId(part.id)) {
      part.classList.add("new");
      turns.append(part);
      grew = true;
    }
  }
  shownAt = performance.now();
  times();
  // Whoever writes about an earlier turn is left there.
  if (grew && !turns.contains(document.activeElement)) showLast();
}

// What somebody is changing in a proposal is not taken out of their hands.
function isEdited(part) {
  return [...part?.querySelectorAll("textarea") ?? []].some((text) => text.value !== text.defaultValue);
}

function showLast() {
  turns.lastElementChild?.scrollIntoView({ block: "end" });
}

function end(part) {
  const unsent = byId("text")?.value;
  events?.close();
  byId("composer").replaceWith(part);
  document.body.classList.add("ended");
  if (unsent?.trim()) {
    const box = Object.assign(document.createElement("textarea"), { value: unsent, readOnly: true, rows: 4 });
    const label = document.createElement("label");
    label.append("What you had not sent", box);
    label.className = "unsent";
    part.append(label);
  }
}

/* Other windows. The browser connects again by itself and says which turn it saw last. A page that nobody sees lets
   go: browsers open only a handful of connections to one server. */

let events;
function follow() {
  events?.close();
  const address = turns.dataset.events;
  if (document.hidden || !address || document.body.classList.contains("ended")) return;
  events = new EventSource(`${address}?after=${lastSeq()}`);
  events.onmessage = (event) => take(event.data);
  // A guest's link was ended: nothing more will come.
  events.addEventListener("ended", () => {
    document.body.classList.add("ended");
    events.close();
    const words = document.createElement("p");
    words.className = "notice";
    words.textContent = "The link that you came by has ended. What is here stays until you leave the page.";
    byId("composer").replaceChildren(words);
  });
  // After an answer that is no stream the browser gives up; we don't.
  events.onerror = () => { if (events.readyState === EventSource.CLOSED) setTimeout(follow, 5_000); };
}
if (turns?.dataset.events) {
  follow();
  document.addEventListener("visibilitychange", follow);
}

/* The composer. */

function compose() {
  const text = byId("text");
  const notice = byId("notice");
  const state = byId("state");
  const send = composer.querySelector(".send");
  const key = `draft ${composer.dataset.session}`;
  let busy = false;
  // What was tried and may have arrived: sent again unchanged, it must be the same message; changed, another one.
  let tried = null;

  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const say = (words) => {
    notice.replaceChildren();
    if (!words) return;
    const line = document.createElement("p");
    line.className = "notice";
    line.textContent = words;
    notice.append(line);
  };
  // For this window, over a reload, and for the next one, should this be lost; there another window's words may stand.
  const keep = () => {
    try {
      const kept = JSON.stringify({ text: text.value, tried });
      sessionStorage.setItem(key, kept);
      localStorage.setItem(key, kept);
    } catch { /* A browser that keeps nothing still sends. */ }
  };
  const kept = (storage) => JSON.parse(storage.getItem(key));
  const forget = (words) => {
    try {
      sessionStorage.removeItem(key);
      if (kept(localStorage)?.text === words) localStorage.removeItem(key);
    } catch { /* Nothing was kept. */ }
  };
  const changed = () => {
    if (!CSS.supports("field-sizing", "content")) {
      text.style.height = "auto";
      text.style.height = `${text.scrollHeight + 2}px`;
    }
    const length = [...text.value].length;
    state.textContent = length > 9_000 ? `${length.toLocaleString("en")} of 10,000 characters` : "";
  };

  try {
    const draft = kept(sessionStorage) ?? kept(localStorage);
    // What the server gave back stands already in the form.
    if (draft?.text && !text.value) text.value = draft.text;
    tried = draft?.tried ?? null;
  } catch { /* Nothing was kept. */ }
  text.addEventListener("input", () => { keep(); changed(); });
  changed();

  composer.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    const press = event.submitter?.value ?? "";
    const words = press ? "" : text.value;
    if (tried?.press !== press || tried?.words !== words) tried = { press, words, id: newId() };
    keep();
    busy = true;
    text.readOnly = true;
    send.setAttribute("aria-disabled", "true");
    try {
      const response = await fetch(composer.action, {
        method: "POST",
        headers: { Accept: "text/vnd.greenroom.fragment+html" },
        body: new URLSearchParams({ text: words, press, message_id: tried.id, after: lastSeq() }),
      });
      const answer = await response.text();
      const plain = response.headers.get("content-type")?.startsWith("text/plain");
      if (response.ok) {
        say("");
        tried = null;
        if (press) keep();
        else {
          text.value = "";
          forget(words);
        }
        take(answer);
      } else {
        // A refusal is final: nothing was kept of it. After a fault of the server nobody knows yet.
        if (response.status < 500) tried = null;
        say(plain ? answer : "Not sent. Reload the page; your text stays here.");
      }
    } catch {
      say("Not sent: Greenroom can't be reached. Your text stays here; send it again in a moment.");
    }
    if (text.value) keep();
    changed();
    busy = false;
    text.readOnly = false;
    send.removeAttribute("aria-disabled");
    if (!press && text.isConnected) text.focus({ preventScroll: true });
  });

  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      composer.requestSubmit(send);
    }
  });
  const ctrl = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
  // A phone has no such keys.
  if (!matchMedia("(hover: none) and (pointer: coarse)").matches) {
    byId("keys").insertAdjacentHTML("afterbegin", `<span><kbd>${ctrl}</kbd> <kbd>Enter</kbd> sends</span>`);
  }

  const dialog = byId("finish-dialog");
  byId("finish")?.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog?.querySelector("[data-close]").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  if (!location.hash && lastSeq() > 2) showLast();
  // On a phone this would open the keyboard over the question.
  if (matchMedia("(pointer: fine)").matches) text.focus({ preventScroll: true });
}

if (composer) compose();

/* Addresses to copy. */

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = byId(button.dataset.copy);
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    button.textContent = "Copied";
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
byId("made")?.scrollIntoView({ block: "center" });

/* Comments on selected words: a button at the selection fills in the form below the turn. */

function commentOnSelection() {
  const offer = document.createElement("button");
  offer.type = "button";
  offer.className = "button main offer";
  offer.textContent = "Comment on these words";
  offer.hidden = true;
  document.body.append(offer);
  let chosen;
  const place = () => {
    const selection = getSelection();
    const range = selection.isCollapsed ? null : selection.getRangeAt(0);
    const node = range?.commonAncestorContainer;
    const words = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".turn .words");
    const form = words?.closest(".turn").querySelector(".remark");
    const text = range?.toString() ?? "";
    offer.hidden = !form || !text.trim();
    if (offer.hidden) return;
    const before = document.createRange();
    before.setStart(words, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const lead = text.length - text.trimStart().length;
    chosen = { form, words: text.trim(), start: before.toString().length + lead };
    const box = range.getBoundingClientRect();
    offer.style.top = `${box.bottom + scrollY + 8}px`;
    offer.style.left = `${Math.max(8, Math.min(box.left, innerWidth - 240)) + scrollX}px`;
  };
  document.addEventListener("selectionchange", place);
  addEventListener("resize", place);
  // The press itself must not undo the selection.
  offer.addEventListener("pointerdown", (event) => event.preventDefault());
  offer.addEventListener("click", () => {
    const { form, words, start } = chosen;
    form.open = true;
    form.querySelector("[name=words]").value = words;
    form.querySelector("[name=start]").value = start;
    offer.hidden = true;
    getSelection().removeAllRanges();
    form.querySelector("[name=text]").focus();
  });
}
if (document.querySelector(".remark")) commentOnSelection();
