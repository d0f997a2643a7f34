"""The ways out: calendars, feeds and posters. Reads from every other app; none reads from here."""
