"""Who works with the site: users, organisations and who belongs where. Below all other apps in import order."""
