"""What a text is marked with before a moderator reads it. A flag points and explains; it never decides.

One small file a rule, each a pure function from text to spans; ``rules.RULES`` is the list of them.
"""
