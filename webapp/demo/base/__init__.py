"""What the invented commune is made of: names, texts, figures, dice."""
