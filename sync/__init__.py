"""Bring submissions from phones to an office whole and exactly once, and pages back.

A submission is named by (device, seq) and by the SHA-256 of its body bytes, which are made
once and never written again. It travels open (an exchange) or sealed (an exchange or a file);
the office keeps it first, checks who signed for it, and only then applies it. `inbox` does
that over a `Ledger` the application supplies; `feed` says which pages a device should hold;
`merge` folds changes of the same field without trusting any clock. `FORMAT.md` has every byte.
"""
