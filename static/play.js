// The draft played beside the editor: what is said goes to the text as it stands there, and every answer comes with its
// reasons. Without script "Save and try it" starts an interview of its own.

const pane = document.querySelector("[data-play]");
if (pane) play(pane);

function play(pane) {
  const form = pane.closest("form");
  const source = form.querySelector("[data-source]");
  const turns = pane.querySelector("[data-turns]");
  const words = pane.querySelector("[data-words]");
  const status = pane.querySelector("[data-play-status]");
  let inputs = [];
  let asked = 0;
  pane.hidden = false;

  const element = (name, className, ...content) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  };

  const lines = (title, rows) => {
    const details = element("details", "why", element("summary", "", title));
    details.open = true;
    details.append(element("ul", "", ...rows));
    return details;
  };

  const show = (all) => {
    turns.replaceChildren(...all.map((turn) => {
      const who = turn.candidate ? "You" : `Interviewer, ${turn.step}`;
      const li = element("li", turn.candidate ? "said" : "", element("b", "small soft", who), element("p", "", turn.words || "(a button)"));
      if (turn.candidate && turn.words) {
        const heard = turn.heard.length > 0 ? turn.heard : ["nothing that counts"];
        li.append(lines("What is found in it", heard.map((row) => element("li", "", row))));
      }
      if (turn.why.length > 0) {
        li.append(lines("Why", turn.why.map((row) =>
          element("li", "", `${row.because} `, element("code", "", `tier ${row.tier}: ${row.rule}`)))));
      }
      return li;
    }));
    turns.scrollTop = turns.scrollHeight;
  };

  // Says all of it again, to the text of this moment. What isn't taken is not kept among what was said.
  const again = async (next) => {
    const mine = (asked += 1);
    status.textContent = "…";
    try {
      const answer = await fetch(pane.dataset.play, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ source: source.value, mode: pane.querySelector("[data-mode]").value, inputs: next }),
        redirect: "error",
      });
      const outcome = await answer.json();
      if (mine !== asked) return false;
      status.textContent = outcome.refused ?? "";
      if (!outcome.turns) return false;
      inputs = next;
      show(outcome.turns);
      return true;
    } catch {
      if (mine === asked) status.textContent = "It can't be played just now. What you wrote is still here.";
      return false;
    }
  };

  const say = async () => {
    const text = words.value;
    if (text.trim() === "") return words.focus();
    if (await again([...inputs, { say: text }])) words.value = "";
    words.focus();
  };

  pane.querySelector("[data-say]").addEventListener("click", say);
  pane.querySelector("[data-over]").addEventListener("click", () => again([]));
  pane.querySelector("[data-again]").addEventListener("click", () => again(inputs));
  pane.querySelector("[data-mode]").addEventListener("change", () => again(inputs));
  for (const button of pane.querySelectorAll("[data-press]")) {
    button.addEventListener("click", () => again([...inputs, { press: button.dataset.press }]));
  }
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      say();
    }
  });
}
