"""What a campus is: place, calendar, tariff and meters, read from data files and validated."""
