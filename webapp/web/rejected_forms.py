"""Keep unsaved forms, encrypted, for their author."""

import hashlib
import hmac
import json
import os
import re
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from webapp.core.keys import csrf_secret
from webapp.settings import settings

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
LONGEST = 1_000_000
"""Bytes captured; fields after a large file are lost."""
LASTS = 24 * 3600
MANY = 20
NONCE = 12
BY, AGAIN = "_by", "_kept"
"""Hidden fields: signed account id; id of the kept copy sent again."""
SECRET = re.compile(r"pass|pin|^old$|code", re.IGNORECASE)
TEXT = re.compile(r"\s|[^\x00-\x7f]")
Pairs = list[tuple[str, str]]


@dataclass
class PartialBody:
    kind: str
    body: bytearray = field(default_factory=bytearray)
    whole: bool = False

    def add(self, message: Any) -> None:
        came, room = message.get("body", b""), LONGEST - len(self.body)
        self.body += came[:room]
        self.whole = not message.get("more_body") and len(came) <= room


@dataclass(frozen=True)
class Form:
    """Without hidden fields."""

    pairs: Pairs
    by: str = ""
    again: str = ""
    files: bool = False
    cut: bool = False
    """Truncated outside a file."""


@dataclass(frozen=True)
class Words:
    """`id`: the kept copy, or ""."""

    path: str
    pairs: Pairs
    id: str = ""
    at: float = 0
    files: bool = False
    cut: bool = False

    @property
    def texts(self) -> Pairs:
        return [pair for pair in self.pairs if TEXT.search(pair[1])]

    @property
    def others(self) -> Pairs:
        return [pair for pair in self.pairs if not TEXT.search(pair[1])]


def _mac(person_id: str) -> str:
    mac = hmac.digest(csrf_secret().encode(), f"gandan typed by {person_id}".encode(), "sha256")
    return urlsafe_b64encode(mac[:6]).decode()


def signature(person_id: str) -> str:
    """So that no other site submits text as this user."""
    return f"{person_id}.{_mac(person_id)}"


def signed_by(field: str) -> str:
    person_id, _, mac = field.partition(".")
    good = re.fullmatch(r"[\w-]{1,36}", person_id) and hmac.compare_digest(
        mac.encode(), _mac(person_id).encode()
    )
    return person_id if good else ""


def read_form(came: PartialBody) -> Form:
    """Complete fields without passwords, PINs, codes."""
    multipart = came.kind.startswith(FORMS[1])
    pairs, files, cut = _parts(came) if multipart else _pairs(came)
    hidden = {name: value for name, value in pairs if name.startswith("_")}
    typed = [(name, value) for name, value in pairs if not name.startswith("_") and not SECRET.search(name)]
    return Form(typed, signed_by(hidden.get(BY, "")), hidden.get(AGAIN, ""), files, cut)


def _pairs(came: PartialBody) -> tuple[Pairs, bool, bool]:
    body = bytes(came.body)
    if not came.whole:  # the last pair is incomplete
        body = body.rpartition(b"&")[0]
    return parse_qsl(body.decode(errors="replace")), False, not came.whole


def _parts(came: PartialBody) -> tuple[Pairs, bool, bool]:
    """No field of ours follows a file: a cut inside a file loses no text."""
    head = Message()
    head["content-type"] = came.kind
    pairs, files = [], False
    # Not the preamble, nor the last, incomplete part.
    _, *parts = bytes(came.body).split(b"--" + str(head.get_param("boundary", "")).encode())
    last = parts.pop() if parts else b""
    for part in parts:
        about, _, value = part.partition(b"\r\n\r\n")
        if b"filename=" in about:
            files = files or len(value) > 2
        elif name := re.search(rb'name="([^"]*)"', about):
            pairs.append(
                (name[1].decode(errors="replace"), value.removesuffix(b"\r\n").decode(errors="replace"))
            )
    in_file = not came.whole and b"filename=" in last.partition(b"\r\n\r\n")[0]
    return pairs, files or in_file, not came.whole and not in_file


def _folder(person_id: str = "") -> Path:
    return settings().data / "typed" / person_id


def _key() -> AESGCM:
    return AESGCM(hashlib.sha256(b"gandan typed 1" + csrf_secret().encode()).digest())


def keep(person_id: str, words: Words) -> bool:
    """In a file: works while the database fails. False if the disk fails."""
    nonce, content = (
        secrets.token_bytes(NONCE),
        json.dumps([words.path, words.pairs, words.files, words.cut]).encode(),
    )
    try:
        tidy()
        folder = _folder(person_id)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime)[: -MANY + 1]:
            old.unlink()
        name = words.id if (folder / words.id).is_file() and words.id.isalnum() else secrets.token_hex(8)
        file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "wb") as out:
            out.write(nonce + _key().encrypt(nonce, content, person_id.encode()))
    except OSError:
        return False
    return True


def tidy() -> None:
    for file in _folder().glob("*/*"):
        if file.stat().st_mtime < time.time() - LASTS:
            file.unlink(missing_ok=True)


def waits(person_id: str) -> bool:
    return next(_kept(person_id), None) is not None


def _kept(person_id: str) -> Iterator[Path]:
    folder = _folder(person_id)
    recent = time.time() - LASTS
    yield from (file for file in folder.glob("*") if file.stat().st_mtime >= recent)


def kept_for(person_id: str) -> list[Words]:
    """Newest first."""
    found = [words for file in _kept(person_id) if (words := _opened(person_id, file))]
    return sorted(found, key=lambda words: -words.at)


def _opened(person_id: str, file: Path) -> Words | None:
    try:
        sealed, at = file.read_bytes(), file.stat().st_mtime
        path, pairs, *about = json.loads(_key().decrypt(sealed[:NONCE], sealed[NONCE:], person_id.encode()))
    except (OSError, InvalidTag, ValueError):
        return None
    return Words(path, [(name, value) for name, value in pairs], file.name, at, *about)


def drop(person_id: str, id_: str) -> None:
    if re.fullmatch(r"[0-9a-f]{16}", id_):
        (_folder(person_id) / id_).unlink(missing_ok=True)


def of_request(scope: Any) -> tuple[str, Words] | None:
    """Author ("" if unsigned) and content; None without a form."""
    came: PartialBody | None = scope["state"].get("typed")
    if came is None or not came.body:
        return None
    form = read_form(came)
    query = scope["query_string"].decode("latin-1")
    path = scope["path"] + (f"?{query}" if query else "")
    return form.by, Words(path, form.pairs, form.again, time.time(), form.files, form.cut)
