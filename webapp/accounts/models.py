"""Models: accounts, devices, slips, sessions, rate limits."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from webapp.core.database.db import Row
from webapp.people.models import Member, OrgUnit
from webapp.web.person import Role

READ_TWICE = "twice"
PROVED_CLOCK = "proved"


class Account(Row):
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
    """Sender of submissions: a member on a phone, this office's web forms; at the province, a commune's office."""

    kind = fields.CharField(max_length=7)  # phone | web | office | unknown
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="devices", on_delete=fields.RESTRICT, null=True
    )
    member_id: str | None
    sign_key = fields.BinaryField()  # P-256 point, uncompressed
    share = fields.BinaryField()  # office's half of the key to the phone's pages
    reading_key = fields.BinaryField(null=True)  # P-256; private half encrypted under the PIN
    receive_key = fields.BinaryField(null=True)  # P-256, for return files
    proved_at = fields.DatetimeField(null=True)  # last proof of the reading key
    turn = fields.BigIntField(default=0)  # of the last proof, against replay
    pin_hash = fields.TextField(null=True)  # argon2id; NULL: needs a new slip
    pin_wrong = fields.IntField(default=0)
    pin_until = fields.DatetimeField(null=True)  # no attempt before
    label = fields.TextField(default="")
    enrolled_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    revoked_for = fields.TextField(null=True)  # lost | left | replaced | cloned
    wiped_at = fields.DatetimeField(null=True)  # reported by the phone
    seen_at = fields.DatetimeField(null=True)
    issued = fields.BigIntField(default=0)  # highest number used, as reported
    received = fields.TextField(default="")  # numbers, such as "1-40 42"
    nonces: fields.JSONField[list[str]] = fields.JSONField(default=list)
    """Recent, with turn if a key was proved: "0a1b2c3d4e5f6a7b 12"."""
    manifests: fields.JSONField[dict[str, dict[str, str]]] = fields.JSONField(default=dict)
    """Recent manifest hash -> path -> page hash."""
    putting: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)
    """Last response: `from` and `to` manifest, `paths` in order."""
    report: fields.JSONField[dict[str, int]] = fields.JSONField(default=dict)
    """Build, clock, numbers; `PROVED_CLOCK`: clock at the last proof; `READ_TWICE`: when a cloned key was last seen."""

    class Meta:
        table = "device"
        indexes = [
            Index(fields=("member_id",), name="device_member"),
            Index(fields=("commune", "kind"), name="device_kind"),
        ]


class Revocation(Row):
    """`by` NULL: automatic."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="revocations", on_delete=fields.RESTRICT
    )
    device_id: str
    reason = fields.CharField(max_length=8)
    note = fields.TextField(default="")
    by = fields.CharField(max_length=11, null=True)
    by_name = fields.TextField(default="")
    made_at = fields.DatetimeField()

    class Meta:
        table = "revocation"
        unique_together = (("device",),)


class Reckoning(Row):
    """Office ruling on a device's numbers."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="reckonings", on_delete=fields.RESTRICT
    )
    device_id: str
    verdict = fields.CharField(max_length=8)  # given-up | believed
    numbers = fields.TextField()  # "3 7-9"; `believed`: the highest
    reason = fields.CharField(max_length=8, default="")  # broken | again | never
    note = fields.TextField(default="")
    by = fields.CharField(max_length=11)
    by_name = fields.TextField()
    made_at = fields.DatetimeField()

    class Meta:
        table = "reckoning"
        indexes = [Index(fields=("device_id", "made_at"), name="reckoning_device")]


class Slip(Row):
    """Enrolment code (giấy mở máy), single use. A new one withdraws the member's others."""

    code_hash = fields.CharField(max_length=64, unique=True)
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="slips", on_delete=fields.RESTRICT
    )
    member_id: str
    paper = fields.BooleanField(default=True)
    made_by = fields.TextField()
    made_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    used_for = fields.CharField(max_length=11, null=True)  # device id

    class Meta:
        table = "slip"
        indexes = [Index(fields=("member_id",), name="slip_member")]


class WrongCodes(Model):
    """Wrong codes, all addresses."""

    hour = fields.CharField(max_length=13, primary_key=True)  # UTC: 2026-11-30T15
    count = fields.IntField(default=0)

    class Meta:
        table = "wrong_codes"


class WrongTries(Model):
    """Wrong passwords by limit."""

    key = fields.CharField(max_length=64, primary_key=True)  # HMAC
    count = fields.IntField(default=0)
    last_at = fields.DatetimeField()

    class Meta:
        table = "wrong_tries"
        indexes = [Index(fields=("last_at",), name="wrong_tries_last")]


class StoredSession(Model):
    """Session; deleting the row signs out."""

    key = fields.CharField(max_length=200, primary_key=True)  # hash of the cookie
    value = fields.BinaryField()
    owner = fields.CharField(max_length=11, null=True)  # account or member id
    expires_at = fields.DatetimeField(null=True)
    begun_at = fields.DatetimeField(null=True)
    seen_at = fields.DatetimeField(null=True)  # once a minute, if `idle` is set
    idle = fields.IntField(null=True)  # timeout in seconds

    class Meta:
        table = "stored_session"
        indexes = [
            Index(fields=("owner",), name="stored_session_owner"),
            Index(fields=("expires_at",), name="stored_session_end"),
        ]


class BrowserPin(Model):
    """PIN of a browser without keys."""

    id = fields.CharField(max_length=11, primary_key=True)
    member = fields.CharField(max_length=11)
    pin_hash = fields.TextField()  # argon2id
    wrong = fields.IntField(default=0)  # since the last right one
    until = fields.DatetimeField(null=True)  # no attempt before
    made_at = fields.DatetimeField()
    opened_at = fields.DatetimeField()  # last right PIN
    seen_at = fields.DatetimeField()  # last page while open

    class Meta:
        table = "browser_pin"
        indexes = [Index(fields=("made_at",), name="browser_pin_age")]
