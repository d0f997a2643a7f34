"""What the site makes of the colour that was chosen, in figures and to look at, beside its field in the settings."""

from wagtail.admin.panels import HelpPanel

from home.theme import COLOUR, DARK, LEAST, LIGHT, contrast, in_dark, in_light


class AccentPanel(HelpPanel):
    """Nothing as long as there is no colour."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context=None):
            colour = getattr(self.instance, "accent", "")
            told = told_of(colour) if COLOUR.match(colour) else None
            return super().get_context_data(parent_context) | {"told": told}


def told_of(colour: str) -> dict:
    """The colour, its least contrast in light and dark, and the shades that are used instead where that is too little."""
    light, dark = in_light(colour), in_dark(colour)
    return {
        "colour": colour.lower(),
        "least": LEAST,
        "modes": [
            {"shades": light, "contrast": min(contrast(colour, ground) for ground in LIGHT), "ground": LIGHT[1]},
            {"shades": dark, "contrast": min(contrast(colour, ground) for ground in DARK), "ground": DARK[0]},
        ],
    }
