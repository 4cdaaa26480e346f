// What the room has guessed, by question; kept for this tab and this link, over a reload.
class Guesses {
  constructor() {
    this.turn = 0; // of the question that the next digit answers
    this.made = JSON.parse(stored(() => sessionStorage.getItem(this.key)) || "{}");
  }

  get key() {
    return `headroom guesses ${new URL(location.href).searchParams.get("s")}`;
  }

  make(question, answer) {
    this.made[question] = this.made[question] === answer ? undefined : answer;
    stored(() => sessionStorage.setItem(this.key, JSON.stringify(this.made)));
  }

  // Style that shows what is said of the guesses made.
  get rules() {
    const made = Object.entries(this.made).filter(([, answer]) => answer !== undefined);
    return made.map(([q, a]) => `[data-told="${CSS.escape(q)}:${CSS.escape(a)}"] { display: block !important; }`).join("\n");
  }

  // Show which answers were given, and whose turn it is.
  mark(questions) {
    const set = (e, name, value) => e.getAttribute(name) !== value && e.setAttribute(name, value);
    for (const button of document.querySelectorAll("[data-guess]")) {
      const [question, answer] = button.dataset.guess.split(":");
      set(button, "aria-pressed", String(this.made[question] === answer));
    }
    questions.forEach((e, i, all) => set(e, "data-turn", String(i === this.turn % all.length)));
  }
}

// Whether this browser's reader wants to be asked: "on", "off", or "" where it does not know.
const wants = () => stored(() => localStorage.getItem("headroom guess first")) ?? "";
const keepWant = (want) => stored(() => localStorage.setItem("headroom guess first", want));

// Some browsers keep nothing, and say so by an error.
function stored(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
