"""The sentences that the phone's script says; English here, translated like every other phrase."""

from webapp.i18n import gettext_noop as N_

WORDS = {
    "saved": N_("Saved on this phone. Not sent yet."),
}
