"""How the model reaches each branch, step by step."""
