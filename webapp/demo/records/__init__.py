"""What the invented members wrote down."""
