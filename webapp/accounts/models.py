"""Who signs in: office accounts, enrolled phones, slips and sessions."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from webapp.db import Row
from webapp.people.models import Member, OrgUnit

READ_TWICE = "twice"
PROVED_CLOCK = "proved"


class Role(StrEnum):
    """What a person does here; what they may see follows from it."""

    MEMBER = "member"
    BRANCH_SECRETARY = "branch_secretary"
    COMMUNE_OFFICE = "commune_office"
    COMMUNE_SECRETARY = "commune_secretary"
    PROVINCE_VIEWER = "province_viewer"
    PROVINCE_OFFICE = "province_office"


class Account(Row):
    """A person who signs in with a name and a password, at the office."""

    username = fields.CharField(max_length=60)
    password_hash = fields.TextField()
    name = fields.TextField()
    role = fields.CharEnumField(Role, max_length=20)
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="accounts", on_delete=fields.RESTRICT, null=True
    )
    member_id: str | None
    unit: fields.ForeignKeyRelation[OrgUnit] = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="accounts", on_delete=fields.RESTRICT
    )
    unit_id: str
    disabled_at = fields.DatetimeField(null=True)
    disabled_by = fields.CharField(max_length=11, null=True)

    class Meta:
        table = "account"
        unique_together = (("commune", "username"),)
        indexes = [
            Index(fields=("member_id",), name="account_member"),
            Index(fields=("unit_id",), name="account_unit"),
        ]


class Device(Row):
    """A node that makes submissions: a member's enrolled phone, or this office for its plain web forms.

    At the province each commune's office is one.

    A shared phone holds one device for each of its persons.
    """

    kind = fields.CharField(max_length=7)  # phone | web | office | unknown
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="devices", on_delete=fields.RESTRICT, null=True
    )
    member_id: str | None
    sign_key = fields.BinaryField()  # P-256 point, 65 bytes uncompressed
    share = fields.BinaryField()  # this office's half of the key that opens the phone's readable copies
    reading_key = fields.BinaryField(null=True)  # P-256 point; its private half is under the phone's PIN
    receive_key = fields.BinaryField(null=True)  # what comes back by a courier is sealed for this point
    proved_at = fields.DatetimeField(
        null=True
    )  # when the reading key was last proved: pages open for a while
    turn = fields.BigIntField(default=0, db_default=0)  # of the last proof: none is believed twice
    pin_hash = fields.TextField(null=True)  # argon2id of what proves the PIN; none: only a new slip helps
    pin_wrong = fields.IntField(default=0, db_default=0)
    pin_until = fields.DatetimeField(null=True)  # after a wrong one: no try before
    label = fields.TextField(default="")
    enrolled_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    revoked_for = fields.TextField(null=True)  # lost | left | replaced | cloned
    wiped_at = fields.DatetimeField(null=True)  # when the phone said that it holds nothing any more
    seen_at = fields.DatetimeField(null=True)
    made = fields.BigIntField(default=0)  # the last number the phone says it has given
    held = fields.TextField(default="")  # which numbers have arrived, such as "1-40 42"
    nonces: fields.JSONField[list[str]] = fields.JSONField(default=list)
    """Of the last exchanges, each with its turn if it proved a key: "0a1b2c3d4e5f6a7b 12"."""
    manifests: fields.JSONField[dict[str, dict[str, str]]] = fields.JSONField(default=dict)
    """Hash of a manifest -> path -> hash of the page: of the last answers, so that only changes are sent."""
    putting: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)
    """The last answer with pages: `from` one manifest `to` another, and the `paths` in their order."""
    report: fields.JSONField[dict[str, int]] = fields.JSONField(default=dict)
    """Build, clock and numbers as last told; `PROVED_CLOCK`, what its clock said with the last proof that was
    believed; and `READ_TWICE`, when another phone was last heard that holds its key."""

    class Meta:
        table = "device"
        indexes = [
            Index(fields=("member_id",), name="device_member"),
            Index(fields=("commune", "kind"), name="device_kind"),
        ]


class Revocation(Row):
    """Who closed a phone's access, when and why; `by` is nobody when this office did it by itself."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="revocations", on_delete=fields.RESTRICT
    )
    device_id: str
    reason = fields.CharField(max_length=8)  # as in Device.revoked_for
    note = fields.TextField(default="")
    by = fields.CharField(max_length=11, null=True)
    by_name = fields.TextField(default="")
    made_at = fields.DatetimeField()

    class Meta:
        table = "revocation"
        unique_together = (("device",),)


class Reckoning(Row):
    """What the office decided about a phone's numbers, with who and why: given up, or believed though they jump."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="reckonings", on_delete=fields.RESTRICT
    )
    device_id: str
    verdict = fields.CharField(max_length=8)  # given-up | believed
    numbers = fields.TextField()  # such as "3 7-9"; of what is believed the last one
    reason = fields.CharField(max_length=8, default="")  # broken | again | never
    note = fields.TextField(default="")
    by = fields.CharField(max_length=11)
    by_name = fields.TextField()
    made_at = fields.DatetimeField()

    class Meta:
        table = "reckoning"
        indexes = [Index(fields=("device_id", "made_at"), name="reckoning_device")]


class Slip(Row):
    """Lets one member enrol one phone, once: minutes long as a code on a screen, days long on paper.

    A member has one good slip at a time: the next one withdraws it.
    """

    code_hash = fields.CharField(max_length=64, unique=True)
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="slips", on_delete=fields.RESTRICT
    )
    member_id: str
    paper = fields.BooleanField(default=True, db_default=True)
    made_by = fields.TextField()
    made_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    used_for = fields.CharField(max_length=11, null=True)  # the device; the same phone may ask again

    class Meta:
        table = "slip"
        indexes = [Index(fields=("member_id",), name="slip_member")]


class WrongCodes(Model):
    """How many codes of slips were wrong in one hour, from all addresses together."""

    hour = fields.CharField(max_length=13, primary_key=True)  # such as 2026-11-30T15, UTC
    count = fields.IntField(default=0)

    class Meta:
        table = "wrong_codes"


class WrongTries(Model):
    """How often a password was wrong lately, by browser, by address or for one account over all addresses."""

    key = fields.CharField(max_length=64, primary_key=True)  # a hash of whose
    count = fields.IntField(default=0)
    last_at = fields.DatetimeField()

    class Meta:
        table = "wrong_tries"
        indexes = [Index(fields=("last_at",), name="wrong_tries_last")]


class StoredSession(Model):
    """A signed-in browser. The cookie holds only a random key; deleting the row signs it out."""

    key = fields.CharField(max_length=200, primary_key=True)  # a hash of what the cookie holds
    value = fields.BinaryField()
    owner = fields.CharField(
        max_length=11, null=True
    )  # account or member, so that all of theirs can be ended
    expires_at = fields.DatetimeField(null=True)
    begun_at = fields.DatetimeField(null=True)
    seen_at = fields.DatetimeField(null=True)  # noted once a minute, and only where `idle` asks for it
    idle = fields.IntField(null=True)  # seconds without a page after which it ends

    class Meta:
        table = "stored_session"
        indexes = [
            Index(fields=("owner",), name="stored_session_owner"),
            Index(fields=("expires_at",), name="stored_session_end"),
        ]


class BrowserPin(Model):
    """A browser that keeps no keys: its sessions show pages only while its member typed this PIN lately."""

    id = fields.CharField(max_length=11, primary_key=True)
    member = fields.CharField(max_length=11)
    pin_hash = fields.TextField()  # argon2id
    wrong = fields.IntField(default=0)  # tries since the last right one
    until = fields.DatetimeField(null=True)  # no try before
    made_at = fields.DatetimeField()
    opened_at = fields.DatetimeField()  # when the PIN was typed
    seen_at = fields.DatetimeField()  # when a page was last asked for while it was open

    class Meta:
        table = "browser_pin"
        indexes = [Index(fields=("made_at",), name="browser_pin_age")]
