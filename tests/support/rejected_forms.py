"""The hidden fields of a form."""

import re
from html import unescape

from webapp.web import rejected_forms


def hidden(text: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text)
    return {name: unescape(value) for name, value in found if name in (rejected_forms.BY, "_csrf_token")}
