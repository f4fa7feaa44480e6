"""Bytes as hexadecimal digits, on the page."""

HEX = """
    gd.hex = (bytes) => Array.from(bytes).map((byte) => byte.toString(16).padStart(2, "0")).join("");
    gd.unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
    0;
"""
