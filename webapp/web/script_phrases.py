"""Phrases of the phone's scripts."""

from webapp.core.i18n import gettext_noop as N_

WORDS = {
    "saved": N_("Saved on this phone. Not sent yet."),
    "once": N_("This phone is full: the record is kept, but only once. Send it soon and free some space."),
    "sending": N_("Sending {n} of {m}…"),
    "received": N_("The commune received it at {time} (number {number})."),
    "all_received": N_("The commune has received everything. Last time {time}."),
    "waiting": N_("{n} records are on this phone, not sent yet."),
    "offline": N_("No signal. Your records are safe on this phone."),
    "silent": N_("The commune does not answer yet. Your records are safe on this phone."),
    "returned": N_("The commune returned {n} records to correct."),
    "full": N_("This phone is nearly full."),
    "not_saved": N_("Not saved: this phone is full. Free some space, then press Save again."),
    "undone": N_("Undone."),
    "unsent_here": N_("On this phone"),
    "slip": N_("Slip code: {code}"),
    "draft": N_("What you were writing is back."),
    "fresh": N_("Updated from the commune: {time}"),
    "no_page": N_("This page needs a signal."),
    "state_waiting": N_("Waiting for a signal"),
    "state_undo": N_("Kept for 30 seconds"),
    "state_held": N_("The commune keeps it, not read yet"),
    "state_quarantined": N_("The commune is checking it"),
    "state_refused": N_("To correct"),
    "state_accepted": N_("Received, number {number}"),
    "state_erased": N_("Erased at the office"),
    "state_cancelled": N_("Undone"),
    "made": N_("Written at {time}"),
    "locked_row": N_("Locked record {n}"),
    "wrong_pin": N_("Wrong PIN. {n} tries left."),
    "wait_pin": N_("Wrong PIN. Wait {time}, then try again."),
    "need_slip": N_("Locked after 10 wrong PINs. Unsent records are safe. Ask for a new slip."),
    "too_old": N_("No contact for 30 days. Ask for a new slip or come within signal."),
    "pins_differ": N_("The two PINs are not the same."),
    "pin_form": N_("The PIN is 6 digits, not a run such as 123456 or 111111."),
    "pin_changed": N_("The PIN is changed."),
    "name_first": N_("Say first that this is you."),
    "keep_slip": N_("No signal. Keep this slip and open it again when there is one."),
    "private": N_("Nothing can be kept here: a private window, or the phone is full."),
    "unsent_first": N_("{n} records are not sent yet. Send them or save the file first."),
    "file_saved": N_("The file is saved. Records stay here until the commune receives them."),
    "minutes": N_("{n} minutes"),
    "seconds": N_("{n} seconds"),
    "why_other": N_("Reason: {code}"),
    "why_scope": N_("This household is not yours to record."),
    "why_form": N_("Something in the record is missing or wrong."),
    "why_size": N_("The record is too long."),
    "why_number": N_("Its number cannot be right. Ask the office for a new slip."),
    "why_signature": N_(
        "It did not reach the office whole. The phone sends it again; unlocking with the PIN helps."
    ),
    "why_schema": N_("The office must be updated before it can read this."),
    "why_rejected": N_("The commune office has looked at it and did not take it in. Ask the office why."),
    "why_revoked": N_("This phone's access was closed."),
    "take_out": N_("Take it out"),
    "photo_making": N_("Making the photo small…"),
    "photo_many": N_("One record takes four photos or notes at most."),
    "photo_full": N_("This phone is nearly full. Save the record without it, or delete some photos first."),
    "photo_bad": N_("This cannot be kept. Take another one, or save the record without it."),
    "note_stop": N_("Stop"),
    "photo": N_("Photo, {size} kB"),
    "note": N_("Spoken note, {size} kB"),
    "photo_waiting": N_("Waiting, {done} of {size} kB sent"),
    "photo_sent": N_("Sent"),
    "photo_refused": N_("The office could not open it"),
    "photos_first": N_("{n} photos or notes are not sent yet. Send them first."),
    "missing": N_("{n} places still to fill in"),
    "preparing": N_("Preparing this phone…"),
    "copied": N_(
        "This phone may have been copied, so the commune closed it. No record is lost. Ask the office, then get a new slip."
    ),
    "why_equivocation": N_("Another record came under the same number. The office will ask you."),
    "wiped": N_("This phone holds nothing of yours any more. Ask for a new slip."),
}

COURIER_WORDS = {
    "return_taken": N_(
        "The commune's file is read. {n} more records are received; the pages are up to date."
    ),
    "return_locked": N_(
        "The commune's file is kept, still sealed. Open this phone with the PIN, then come back to this page to read it."
    ),
    "return_old": N_(
        "This file is older than what this phone knows. {n} more records are received; nothing else changed."
    ),
    "return_other": N_("This file is for another phone. Give it to its owner."),
    "return_forged": N_("This file is damaged or not from your commune. Nothing was changed."),
    "return_old_browser": N_(
        "This browser is too old to open the file. Update Chrome, then choose it again."
    ),
    "not_ours": N_("This is not a file of Gần Dân. Choose one that ends in .gandan."),
    "carry_kept": N_("Kept on this phone. It goes to the commune when there is a signal."),
    "carry_large": N_("This file is larger than 5 MB. Carry it to the commune itself."),
    "carry_elsewhere": N_("This file is for another commune. This phone cannot take it there."),
    "carry_own": N_("This file is from this phone itself. It sends its own records when there is a signal."),
    "rescued": N_("Record {n} of this phone before its store was lost"),
    "rescued_missing": N_("The commune has it. {n} others from that time have not reached it."),
    "rescued_all": N_("The commune has it, and everything else from that time."),
    "rescued_tried": N_(
        "The commune has not taken in record {n} after {tries} tries. This phone goes on trying. Save it as a file and take that to the commune office."
    ),
    "rescued_refused": N_(
        "The commune did not take in record {n}. It is still on this phone. Save it as a file and show that to the commune office."
    ),
    "rescued_again": N_("Try once more"),
    "carried_tried": N_("Not taken in after {n} tries"),
    "carried_code": N_("From a QR code"),
    "carried_at": N_("Kept at {time}, {kb} kB"),
    "carried_waiting": N_("Waiting for a signal"),
    "carried_received": N_("The commune received {n} records"),
    "carried_refused": N_("The commune did not take it"),
    "qr_few": N_("A QR code holds at most 3 records; {n} are waiting. Save them to a file."),
    "qr_none": N_("No record is waiting."),
    "qr_large": N_("Record {n} is too long for a QR code. Save it to a file."),
    "qr_shown": N_(
        "Let another phone scan code {n} of {m}. Records stay here until the commune receives them."
    ),
    "qr_link": N_("The same as a link, to send by message"),
    "qr_broken": N_("The codes cannot be drawn here. Save the records to a file."),
}
"""Only for carrying records by hand."""
