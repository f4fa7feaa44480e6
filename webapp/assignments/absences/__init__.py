"""Who is away, who stands in, and households without a carer."""
