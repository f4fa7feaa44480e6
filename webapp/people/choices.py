"""Choices about members and branches."""

from webapp.core.i18n import gettext_noop as N_

CAN_CARRY = ("active", "away_short")
"""In a short absence a stand-in helps."""
MAY_HOLD = (*CAN_CARRY, "away_long")
"""A long absence ends the charge by decision of the branch; exemption or suspension at once."""
GONE = ("transferred", "deceased", "left")
"""End memberships and posts."""
STATUSES = {
    "active": N_("Active"),
    "exempt": N_("Exempt"),
    "away_short": N_("Away less than 3 months"),
    "away_long": N_("Away 3 months and more"),
    "suspended": N_("Suspended"),
    "transferred": N_("Moved away"),
    "deceased": N_("Died"),
    "left": N_("Left"),
}
DECIDED = ("active", "exempt", "suspended", "transferred", "deceased", "left")
"""Set by the office; absences have their own form."""
PRESENCE = ("active", "away_long")
EXEMPT_FROM = {
    "activities": N_("branch activities"),
    "work": N_("work of the branch"),
    "both": N_("branch activities and work"),
}
REASONS = {"age_health": N_("old age, little strength"), "away": N_("work far away")}
CAPACITIES = {
    "full": N_("As many as usual"),
    "reduced": N_("Fewer than usual"),
    "light": N_("Only a few"),
    "none": N_("None"),
}
LANGUAGES = {"viet": N_("Vietnamese"), "thai": N_("Thai"), "khmu": N_("Khmu"), "hmong": N_("Hmong")}
GENDERS = {"male": N_("Man"), "female": N_("Woman")}
STANDINGS = {"official": N_("Full member"), "probationary": N_("On probation")}
POSTS = {
    "secretary": N_("Secretary"),
    "deputy_secretary": N_("Deputy secretary"),
    "standing": N_("Member of the standing committee"),
    "committee_member": N_("Member of the committee"),
    "branch_committee": N_("Member of the branch committee"),
    "hamlet_head": N_("Head of the hamlet"),
    "front_head": N_("Head of the Front in the hamlet"),
    "association_women": N_("Leads the women's association"),
    "association_farmers": N_("Leads the farmers' association"),
    "association_veterans": N_("Leads the veterans' association"),
    "association_youth": N_("Leads the youth union"),
    "commune_cadre": N_("Cadre of the commune"),
}
ONE_ONLY = ("secretary",)
UNIT_KINDS = {
    "country": N_("country"),
    "province": N_("province"),
    "district": N_("district"),
    "commune": N_("commune"),
    "hamlet": N_("hamlet"),
}
"""Others, by later laws, are kept as typed."""
BRANCH_KINDS = {
    "hamlet": N_("hamlet"),
    "office": N_("office"),
    "school": N_("school"),
    "health": N_("health station"),
    "police": N_("police"),
    "military": N_("military"),
    "other": N_("other"),
}
CHANGES = {
    "new": N_("Put on the roster"),
    "list": N_("By a list"),
    "status": N_("State"),
    "presence": N_("Presence"),
    "capacity": N_("Households accepted"),
    "languages": N_("Languages spoken"),
    "phone": N_("Phone number"),
    "name": N_("Name and particulars"),
    "home": N_("Home place"),
    "post": N_("Post"),
    "post_end": N_("End of a post"),
    "branch": N_("Branch"),
    "second": N_("Second branch"),
    "second_end": N_("End of the second branch"),
}
