"""The declaration: who signed it, what they promised, and what became of it."""
