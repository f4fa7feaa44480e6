"""Ids of changes."""

import re

OPID = re.compile(r"[A-Za-z0-9_-]{11}\.\d{1,16}\.\d{1,2}")
