/* What a tooltip says of a marker, in the order of importance. */
import { fillIn } from "./text.mjs";

const NAMED_IN_GROUP = 6;

export function depositSentences(row, words) {
  const km = (value) => value.toLocaleString(words.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const distance = row.km === null ? words.no_distance
    : fillIn(words.distance[row.control], { km: km(row.km), uncertainty: km(row.uncertainty_km) });
  const band = row.control === "free" ? fillIn(row.firm ? words.firm : words.not_firm, row) : "";
  return [row.name, row.commodity, distance, band, words.outline[row.outline], row.us_text].filter(Boolean);
}

export function groupSentences(rows, words) {
  const counts = (labels, column) => Object.entries(labels)
    .map(([key, label]) => [label, rows.filter((row) => row[column] === key).length])
    .filter(([, count]) => count).map(([label, count]) => `${label}: ${count}`).join(" · ");
  const names = rows.slice(0, NAMED_IN_GROUP).map((row) => row.name).join(", ");
  const more = rows.length - NAMED_IN_GROUP;
  return [
    fillIn(words.group, { count: rows.length }), counts(words.control, "control"), counts(words.outline, "outline"),
    more > 0 ? fillIn(words.more, { names, count: more }) : names, words.open,
  ];
}
