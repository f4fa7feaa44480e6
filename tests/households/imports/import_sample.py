"""The list that the README shows."""

from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "files" / "ho-gia-dinh.xlsx"
