/* The card of the selected deposit, in the exported file. */
import { element } from "./dom.mjs";
import { isWide } from "./ground.mjs";
import { splitLinks } from "./text.mjs";

export function card(map, data) {
  const host = document.getElementById("frontlode-card");
  const hide = () => { host.hidden = true; };
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  map.on("frontlode:select", ({ row }) => {
    const close = element("button", "close", "×");
    close.setAttribute("aria-label", data.close);
    close.addEventListener("click", hide);
    const [head, sections] = data.cards[row.id];
    host.replaceChildren(close, ...cardHead(head), ...sections.flatMap(cardSection));
    host.hidden = false;
    host.scrollTop = 0;
    const beside = isWide(map) ? [host.offsetWidth + 40, 40] : [40, 40];
    map.panInside(row.latlng, { paddingTopLeft: [60, 60], paddingBottomRight: beside });
    host.querySelector("dl").scrollIntoView({ block: "nearest" });
  });
}

function cardHead([name, nameUk, commodities, kind]) {
  const other = element("p", "", nameUk);
  other.lang = "uk";
  const what = element("p", "", element("b", "", commodities), element("br"), kind);
  return [element("h2", "", name), other, what];
}

function cardSection([title, facts]) {
  const list = element("dl");
  for (const [label, value] of facts)
    list.append(element("dt", "", label), element("dd", "", ...linked(value)));
  return [element("h3", "", title), list];
}

/* Web addresses as links that show their host, all else as text. */
const linked = (value) => splitLinks(value).map(({ text, href }) => {
  if (!href) return text;
  const link = element("a", "", text);
  return Object.assign(link, { href, rel: "noopener noreferrer", target: "_blank" });
});
