"""Proposes carers for households: pure values in, pure values out."""
