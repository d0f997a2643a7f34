"""How the people who work with the site sign in: by password or by a provider, with a second factor where it is demanded."""
