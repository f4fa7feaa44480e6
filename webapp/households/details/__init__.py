"""What the register says of one household: changes, numbers of people, comings and goings."""
