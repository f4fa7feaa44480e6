"""What phones speak with: exchange, pages kept offline, couriers."""
