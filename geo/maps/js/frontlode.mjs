/* Frontlode's map layers, drawn with Leaflet 1.9 and nothing else.
 *
 *   frontlode.base(map, palette)   panes, ground, frame and scale; once per map
 *   frontlode.land(data)           risk zones, occupied land, contact line
 *   frontlode.change(data)         land that changed hands between two fronts
 *   frontlode.oblasts(data)        oblasts tinted by a count, with their numbers
 *   frontlode.deposits(data)       one marker per deposit, its tooltip, its selection
 *   frontlode.legend(data)         legend card, source line, place names
 *   frontlode.rightLand(data), rightDeposits(data), divider(data)
 *                                  a second map right of a line that is moved
 *   frontlode.card(map, data)      card of the selected deposit (exported file)
 *
 * Python sends data and words as JSON. Text enters the page as text nodes only, so that
 * no text of an uploaded file is ever read as HTML. */
import { base } from "./ground.mjs";
import { land } from "./land.mjs";
import { change } from "./change.mjs";
import { oblasts } from "./oblasts.mjs";
import { Deposits } from "./deposits.mjs";
import { legend } from "./legend.mjs";
import { Divider, OnRight } from "./swipe.mjs";
import { card } from "./card.mjs";

window.frontlode = {
  base, land, change, oblasts, legend, card,
  deposits: (data) => new Deposits(data),
  rightLand: (data) => new OnRight(land(data)),
  rightDeposits: (data) => new OnRight(new Deposits(data)),
  divider: (data) => new Divider(data),
};
