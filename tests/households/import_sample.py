"""The list that the README shows."""

from pathlib import Path

SAMPLE = Path(__file__).parent / "files" / "ho-gia-dinh.xlsx"
