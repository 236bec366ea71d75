/* Sentences with values in them, addresses in a text, fonts, and how wide a text is. */

/* Put values in the place of their names in braces. */
export const fillIn = (template, values) =>
  template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/* Return {text} and, of a web address, {text, href}: its host, and where it leads. */
export const splitLinks = (text) =>
  text.split(/(https?:\/\/[^\s;,()<>"']+)/).map((piece, i) =>
    i % 2 ? { text: piece.split("/")[2], href: piece.replace(/\.+$/, "") } : { text: piece });

const FAMILY = 'px "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';
export const font = (size) => size + FAMILY;

export const BOLD_FONT = font("bold 11");
export const NUMBER_FONT = font("bold 12");

let context = null;

/* Return the width of a text in CSS pixels. */
export function textWidth(text, textFont) {
  context = context || document.createElement("canvas").getContext("2d");
  context.font = textFont;
  return context.measureText(text).width;
}
