"""The invented register: hamlets, members, households, who is in charge."""
