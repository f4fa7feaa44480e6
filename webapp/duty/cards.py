"""Training cards: five short pages, each with its version. Their words are here so that a test can weigh them."""

from dataclasses import dataclass

from webapp.core.i18n import gettext_noop as N_


@dataclass(frozen=True)
class TrainingCard:
    number: int
    title: str
    points: tuple[str, ...]
    version: int = 1
    """Increment it on every change: it is to be read again."""


CARDS = (
    TrainingCard(
        1,
        N_("Listening and explaining"),
        (
            N_("Ask how they are before anything else, and let them finish."),
            N_("Say one thing at a time, in the family's own language. Ask whether to say it again."),
            N_("Explain what changes for this family, until when, and where to go. Read the notice aloud."),
            N_("You do not know? Say “I will ask”, write the question down and bring the answer."),
            N_("Nobody has to agree. To explain is not to ask for a promise."),
        ),
    ),
    TrainingCard(
        2,
        N_("What to write, and what never"),
        (
            N_("Write the help that is needed: “the roof leaks”, “the card is lost”. One line is enough."),
            N_("Never write what somebody believes or thinks, an illness, an income, an identity number."),
            N_("Write nothing about a third person: no neighbour, no visitor, no guest."),
            N_("Write as if the family read along: it may read everything."),
            N_("A family that refused records: only that you came. It is told every notice all the same."),
        ),
    ),
    TrainingCard(
        3,
        N_("Carrying a concern, and bringing the answer back"),
        (
            N_("Ask whether it may be passed on, and say who will read it."),
            N_("One matter, a few words. Choose honestly how soon it must be answered."),
            N_("Give the slip with its code, and say by which day there is an answer."),
            N_("Read the answer aloud at the door. Not content? Write what is missing: it goes back."),
            N_("It cannot be done? Say so, with the reason. Silence is worse than a no."),
        ),
    ),
    TrainingCard(
        4,
        N_("A day of flood"),
        (
            N_("People first, and you too: never cross water that runs."),
            N_("Call the head of the hamlet and the commune at once. The phone's record comes afterwards."),
            N_("First the houses by the stream, the old, small children, whoever lives alone."),
            N_("Write one emergency for each family in need: it goes before everything else."),
            N_("No signal? Send word to where there is some. The phone sends by itself later."),
            N_("Then go through your list: of whom have you not heard yet?"),
        ),
    ),
    TrainingCard(
        5,
        N_("What stays between us"),
        (
            N_("What you hear in one house you tell in no other."),
            N_("The PIN is yours alone. Lock the phone before you put it down; report a lost one at once."),
            N_("No photo of a face, of papers, of the inside of a home."),
            N_("Paper forms go to the office, and lie nowhere on the way."),
            N_("A family asks who has seen its page? Show it: the list is on the phone."),
        ),
    ),
)
BY_NUMBER = {card.number: card for card in CARDS}
