// The editor of the desk: line numbers, problems while one types, and a way from a problem to its line. Without it the
// buttons do all the same, one page at a time.

const form = document.querySelector("[data-editor]");
if (form) start(form);
const file = document.querySelector("[data-file]");
if (file) takeFile(file);

// A file that is chosen goes into the field below it, where it can be looked at before it is sent.
function takeFile(place) {
  place.hidden = false;
  const field = place.closest("form").elements.source;
  place.querySelector("input").addEventListener("change", async (event) => {
    const chosen = event.target.files[0];
    if (!chosen) return;
    field.setCustomValidity(chosen.size > 1024 * 1024 ? "The file is larger than 1 MiB, which is the most that a scenario has." : "");
    field.value = chosen.size > 1024 * 1024 ? "" : await chosen.text();
    field.reportValidity();
  });
  field.addEventListener("input", () => field.setCustomValidity(""));
}

function start(form) {
  const source = form.querySelector("[data-source]");
  const gutter = form.querySelector("[data-gutter]");
  const saved = source.value;
  let waiting = 0;
  let asked = 0;
  let marks = new Map();

  const number = () => {
    const lines = source.value.split("\n").length;
    const rows = [];
    for (let line = 1; line <= lines; line += 1) {
      const row = document.createElement("span");
      row.textContent = line;
      const mark = marks.get(line);
      if (mark) {
        row.className = mark.kind;
        row.title = mark.text;
      }
      rows.push(row);
    }
    gutter.replaceChildren(...rows);
    gutter.scrollTop = source.scrollTop;
  };

  const go = (line, column) => {
    const lines = source.value.split("\n");
    let at = 0;
    for (let row = 1; row < line && row <= lines.length; row += 1) at += lines[row - 1].length + 1;
    const start = at + Math.max(0, column - 1);
    source.focus();
    source.setSelectionRange(start, at + (lines[line - 1] ?? "").length);
    const height = source.scrollHeight / Math.max(1, lines.length);
    source.scrollTop = Math.max(0, (line - 8) * height);
  };

  const item = (kind, where, words, help, line, column) => {
    const li = document.createElement("li");
    li.className = kind;
    li.dataset.line = line;
    li.dataset.column = column;
    const place = document.createElement("span");
    place.className = "where";
    place.textContent = where;
    li.append(place, " ", ...words);
    if (help) {
      const em = document.createElement("em");
      em.textContent = help;
      li.append(" ", em);
    }
    return li;
  };

  const some = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

  const show = (checked) => {
    const errors = checked.problems.filter((problem) => problem.severity === "error").length;
    const warnings = checked.problems.length - errors;
    form.querySelector("[data-summary]").textContent =
      `${some(errors, "error")}, ${some(warnings, "warning")}. Only errors keep it from being published.`;
    form.querySelector("[data-problems]").replaceChildren(...checked.problems.map((problem) =>
      item(problem.severity, `${problem.line}:${problem.column}`, [problem.message], problem.help, problem.line, problem.column)));
    const failing = checked.cases.filter((row) => row.fails).length;
    form.querySelector("[data-cases-summary]").textContent = checked.cases.length === 0
      ? "None that can be played yet."
      : `${checked.cases.length - failing} of ${checked.cases.length} hold.`;
    form.querySelector("[data-cases]").replaceChildren(...checked.cases.map((row) => {
      const q = document.createElement("q");
      q.textContent = row.say;
      const wants = document.createElement("span");
      wants.className = "soft";
      wants.textContent = row.wants;
      return item(row.fails ? "error" : "holds", row.line, [q, " ", wants], row.fails, row.line, 1);
    }));
    remember(form.querySelectorAll("[data-problems] li"));
  };

  const remember = (items) => {
    marks = new Map();
    for (const li of items) {
      const line = Number(li.dataset.line);
      if (!marks.has(line) || li.className === "error") marks.set(line, { kind: li.className, text: li.textContent });
      // Reached by the keyboard as well as by the mouse.
      li.tabIndex = 0;
    }
    form.querySelectorAll("[data-cases] li").forEach((li) => { li.tabIndex = 0; });
    number();
  };

  const check = async () => {
    const mine = (asked += 1);
    try {
      const answer = await fetch(form.dataset.check, {
        method: "POST",
        body: new URLSearchParams({ source: source.value }),
        redirect: "error",
      });
      if (!answer.ok || mine !== asked) return;
      show(await answer.json());
    } catch {
      if (mine === asked) {
        form.querySelector("[data-summary]").textContent = "The check can't be reached just now. Your text is in the editor; save it before you leave.";
      }
    }
  };

  source.addEventListener("input", () => {
    number();
    clearTimeout(waiting);
    waiting = setTimeout(check, 500);
  });
  source.addEventListener("scroll", () => { gutter.scrollTop = source.scrollTop; });
  const follow = (event) => {
    const li = event.target.closest("li[data-line]");
    if (!li || (event.type === "keydown" && event.key !== "Enter")) return;
    event.preventDefault();
    go(Number(li.dataset.line), Number(li.dataset.column));
  };
  form.querySelector(".editor-side").addEventListener("click", follow);
  form.querySelector(".editor-side").addEventListener("keydown", follow);
  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      form.querySelector("[name=action][value=save]").click();
    }
  });
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && source.value !== saved) event.preventDefault();
  });
  remember(form.querySelectorAll("[data-problems] li"));
}
