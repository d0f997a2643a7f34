"""What consultations offer to ordinary pages."""
