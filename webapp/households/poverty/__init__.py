"""Official outcomes of poverty reviews, and the steps between a review and the family."""
