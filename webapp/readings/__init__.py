"""Who read what of which household: one row a page, chained so that nothing can be changed unnoticed."""
