"""The prose of the page of sources and method; it is translated where it is shown."""

from geo.text.i18n import N_

#: The words of the pages, each with its meaning.
DEFINITIONS = (
    (
        N_("Control zone"),
        N_(
            "Ukraine's land that Russian forces occupied on the front's day. "
            "Everything else within the internationally recognised borders is held by "
            "Ukraine."
        ),
    ),
    (
        N_("Contact line"),
        N_(
            "Where the two meet. The coast and the state border are no front, even "
            "where occupied land ends there."
        ),
    ),
    (
        N_("Side"),
        N_(
            "Occupied or held by Ukraine. A deposit is too near to tell when it lies "
            "nearer to the line than the uncertainty of both. The side is unknown at "
            "sea, where no front on land can tell it, and for every deposit where a "
            "front's file gives only a line."
        ),
    ),
    (
        N_("Distance"),
        N_(
            "Kilometres along the Earth's surface (WGS84): from a deposit held by "
            "Ukraine to the control zone, from an occupied one to land held by "
            "Ukraine. The second is the depth behind the line, and the table shows it "
            "as a negative number."
        ),
    ),
    (
        N_("Depth"),
        N_(
            "Counted to Ukraine's land less a strip of 2 km along coast and border "
            "and less pieces under 200 km², so that two slightly different drawings "
            "of one border do not pass for a front."
        ),
    ),
    (
        N_("Interval"),
        N_(
            "Every distance has a ±: how far the deposit may lie from its point, plus "
            "how far the true line may lie from the drawn one. On the shipped fronts "
            "nineteen twentieths of the distances keep within the line's part, not all."
        ),
    ),
    (
        N_("Band"),
        N_(
            "A class of distance on Ukraine's side; an edge belongs to the band "
            "inside it, so 10.0 km is in 0–10 km. Bands come from the distance "
            "itself, never from the zones drawn on the map."
        ),
    ),
    (
        N_("Firm"),
        N_(
            "The band is the same at both ends of the interval. Where it is not, the "
            "card gives the range."
        ),
    ),
    (
        N_("Range of a count"),
        N_(
            "Line and deposits are drawn 1,000 times where they may truly lie: the "
            "line's errors alike along it, a deposit anywhere within its uncertainty. "
            "On at most 5 % of the draws the count lies below the range, and on at "
            "most 5 % above. On each draw a deposit is on one side, so a range may "
            "begin above its count, which takes in only what is sure. Which reading "
            "of a clause holds, or a fact that no source gives, has no frequency and "
            "is not drawn: where a text is asked, the range runs from the fewest that "
            "these open facts allow to the most (Ferson and Ginzburg 1996, "
            "Reliability Engineering & System Safety 54). A search that found no "
            "permit is taken to be right, and deposits at sea have no side. Each "
            "range is its count's own; ranges do not add up."
        ),
    ),
    (
        N_("Figure"),
        N_(
            "The id at the end of a sentence to quote. From it alone `frontlode "
            "verify ID` counts the sentence again and says same or different, and "
            "which of deposits, permits, front, terms, bands, outlines or version "
            "changed. It is no signature: it shows how a figure was counted, not who "
            "says it."
        ),
    ),
    (
        N_("Distance from"),
        N_(
            "The control zone alone, or also the border with Russia and Belarus, from "
            "which the Cabinet's rule of 28 January 2026 counts too. The card always "
            "shows both."
        ),
    ),
    (
        N_("Text of the deal, and beside it"),
        N_(
            "A draft, counter-offer or framework of the minerals deal, or the signed "
            "text; beside it lie texts of other parties, and those on peace and money. "
            "Only the signed text is in force; of every other the words are would be."
        ),
    ),
    (
        N_("Coverage"),
        N_(
            "What a text says of a deposit, by its minerals, the date of the permit, "
            "whether a mine works already, and the land; the clause that decides is "
            "named. There are five classes, and no number adds them up unsaid."
        ),
    ),
    (
        N_("Covered now, or at once"),
        N_(
            "What the clause asks for is on record: under the signed text a listed "
            "mineral with a permit or production-sharing agreement of after 23 May "
            "2025. Where a sale or award is on record and the grant is not, this is "
            "inferred, and said to be."
        ),
    ),
    (
        N_("Covered once licensed, or at work"),
        N_(
            "It would count once a step is taken that the text foresees, such as a "
            "licence from here on; no permit that would rule this out was found."
        ),
    ),
    (
        N_("Disputed between sources"),
        N_(
            "Sources read the deciding clause differently. Each reading stands in the "
            "clauses of the page Terms, with who gives it and how sure that is."
        ),
    ),
    (
        N_("Not covered, unclear"),
        N_(
            "Not covered: the clause leaves it out. Unclear: a fact is missing, and "
            "the reason names which."
        ),
    ),
    (
        N_("Rests on"),
        N_(
            "Sourced: a dated permit, a listed mineral or the text itself. Inferred: "
            "from the deposit's state, or from a clause that no source gives outright. "
            "None found: a dated search found no permit, which does not prove that "
            "there is none. Never surer than the clause that decides."
        ),
    ),
    (
        N_("Permit"),
        N_(
            "One row for each permit, site or search of a deposit: state (held, "
            "sold, awarded, offered, issued once, ended, none found), holder, dates "
            "and source, or the day of the search. Sold or awarded is not granted. "
            "What is known now is applied to fronts of every day."
        ),
    ),
    (
        N_("In reach"),
        N_(
            "Covered now or once licensed, each counted by itself, and held by Ukraine "
            "beyond the uncertainty. What is too near to tell, or of unknown side, is "
            "not counted."
        ),
    ),
    (
        N_("Share"),
        N_(
            "What a party gets, and of what: of title, of the state's receipts from "
            "new licences, of a fund's profit. Shares of different things cannot be "
            "compared, so the base is always named. A number that no source gives is "
            "“not stated”, never zero."
        ),
    ),
    (
        N_("Share in effect"),
        N_(
            "What is left when one share is taken of another. In the signed text half "
            "of what the state and local budgets receive from new licences goes to a "
            "fund, and half of the fund is American: 50 % × 50 % = 25 % of those "
            "receipts. No payout is expected in the first ten years."
        ),
    ),
)

#: What no number on the pages says.
LIMITS = (
    N_(
        "Safety. Missiles and long-range drones reach the whole country; a band sorts "
        "deposits for a closer look and promises nothing."
    ),
    N_(
        "Where the line ran to the kilometre. The shipped fronts are rebuilt from who "
        "held each settlement, and fields between settlements are not seen: half of "
        "the line lies within 1.0 km of a line published for the same day, nineteen "
        "twentieths within 4 km. Of the distances to it nineteen twentieths lie within "
        "±3.5 km, and within ±4.5 km more than 20 km behind it."
    ),
    N_(
        "Ground held just across the Russian border with no settlement in it. A "
        "shipped front does not show it; where that border is nearer than the front, "
        "the ± reaches to it."
    ),
    N_(
        "The front of today, when the newest snapshot is old. The age stands above "
        "the map."
    ),
    N_(
        "Worth. Few deposits have a published resource, categories and forms differ, "
        "and ore is not metal: quantities are not added up and no price is put on "
        "them."
    ),
    N_(
        "The exact place of every deposit. Some are known by a mine's gate, some by "
        "the nearest village. Each has its own ±, and the card says how it was found."
    ),
    N_(
        "Who holds a licence, in full. The register could not be read; most permits "
        "here are known from press and company pages, and for many deposits a search "
        "found none, which is no proof that there is none."
    ),
    N_(
        "What the parties will do. Coverage reads a text as it stands; some texts are "
        "known only from reports, and reports disagree."
    ),
    N_("Every deposit of Ukraine: these are a sample, and the state counts thousands."),
)

#: How a newer front is used.
NEWER_FRONT = (
    N_(
        "The snapshots that ship end with the last day for which settlements were "
        "known. A newer file is taken on the page “Update the front”, or for one map "
        "or table alone by the command line:"
    ),
)
NEWER_FRONT_COMMANDS = (
    "frontlode map --front FILE -o map.html",
    "frontlode assess --front FILE -o table.csv",
)

#: On what terms the code and the data may be used.
LICENCE = (
    N_("The program is under the MIT licence."),
    N_(
        "The data sets keep the licence named with each. What was made here from them "
        "is under CC BY 4.0: name Frontlode and the sources."
    ),
    N_(
        "Borders follow UN General Assembly resolution 68/262: Crimea and Sevastopol "
        "are Ukraine. Natural Earth (public domain) draws them so in the edition used "
        "here."
    ),
)
