"""What the resident does: fills in the form, checks it, sends it once, and keeps a receipt."""
