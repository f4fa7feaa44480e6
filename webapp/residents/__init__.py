"""What a family sees and says of its concern, by the receipt code."""
