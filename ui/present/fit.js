// Room for everything: letters of a step become smaller until nothing of it is cut off, whatever font, names and numbers
// there are.
const PHONE_PX = 700; // up to this width a step may be scrolled
const LEAST_VERDICT = 0.6; // what is still longer than its tile takes two lines

function fit(step) {
  const numbers = [...step.querySelectorAll("[data-testid=stMetricValue] p, [data-testid=stMetricValue]")];
  const verdicts = [...step.querySelectorAll("[data-testid=stMetricDelta] p")];
  largest(step, "--number", () => numbers.every((e) => e.scrollWidth <= e.clientWidth));
  largest(step, "--verdict", () => verdicts.every(isOneLine), LEAST_VERDICT);
  largest(step, "--fit", () => innerWidth <= PHONE_PX || isWithin(step));
}

const isOneLine = (e) => e.getBoundingClientRect().height < 1.6 * parseFloat(getComputedStyle(e).fontSize);

// Sets a step's property to the largest number from `least` to 1 with which `fits`.
function largest(step, property, fits, least = 1 / 3) {
  const set = (x) => step.style.setProperty(property, x);
  set(1);
  if (fits()) return;
  let low = least, high = 1;
  for (let i = 0; i < 7; i++) {
    const middle = (low + high) / 2;
    set(middle);
    if (fits()) low = middle;
    else high = middle;
  }
  set(low);
}

// Whether all of a step lies within its padding, and no text is wider than its place.
function isWithin(step) {
  const box = step.getBoundingClientRect(), { paddingBottom, paddingRight } = getComputedStyle(step);
  const bottom = box.bottom - parseFloat(paddingBottom) + 1, right = box.right - parseFloat(paddingRight) + 1;
  const inside = (e) => {
    const { bottom: b, right: r } = e.getBoundingClientRect();
    return b <= bottom && r <= right;
  };
  return (
    [...step.children].every(inside) &&
    [...step.querySelectorAll("p, h1, button, img")].every((e) => inside(e) && e.scrollWidth <= e.clientWidth + 1)
  );
}
