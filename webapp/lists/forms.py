"""Form of an uploaded list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from litestar.datastructures import UploadFile

from webapp.core.i18n import gettext as _


@dataclass
class ListForm:
    content: bytes = b""
    file_name: str = ""
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def read(cls, sent: Mapping[str, Any]) -> "ListForm":
        file = sent.get("list")
        if not isinstance(file, UploadFile) or not file.filename:
            return cls(errors={"list": _("Choose a file.")})
        return cls(await file.read(), file.filename)
