// What every script of the pages uses: finding elements, writing text, saying something at the foot of the page.

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

export const put = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

export function toast(text) {
  one("#toast").textContent = text;
  setTimeout(() => (one("#toast").textContent = ""), 6000);
}
