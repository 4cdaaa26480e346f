// Room for everything: letters of a step become smaller until nothing of it is cut off, whatever font, names and numbers
// there are.
const PHONE_PX = 700; // up to this width a step may be scrolled

function fit(step) {
  const numbers = [...step.querySelectorAll("[data-testid=stMetricValue] p, [data-testid=stMetricValue]")];
  largest(step, "--number", () => numbers.every((e) => e.scrollWidth <= e.clientWidth));
  largest(step, "--fit", () => innerWidth <= PHONE_PX || isWithin(step));
}

// Sets a step's property to the largest number up to 1 with which `fits`; a third is the least.
function largest(step, property, fits) {
  const set = (x) => step.style.setProperty(property, x);
  set(1);
  if (fits()) return;
  let low = 1 / 3, high = 1;
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
