"""Democracy Week: events over places and themes, in the room and on line. Knows nothing of consultations."""
