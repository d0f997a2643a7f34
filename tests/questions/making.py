"""Any question that the editor's blocks allow, and whoever answers it by pressing what there is to press."""

from types import SimpleNamespace
from uuid import uuid4

import html5lib
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from hypothesis import assume
from hypothesis import strategies as st
from wagtail import blocks

from consultations.questions.compile import compile_questionnaire
from consultations.questions.protocol import all_types
from consultations.questions.questionnaire import read_content
from consultations.responding.forms import AnswerForm

XHTML = "{http://www.w3.org/1999/xhtml}"
WORDS = st.sampled_from(["Buss", "Cykel", "50 % av tiden", "<b>", "مرحبا", "Å/Ä: ö", "{{ x }}", "%(n)s", "Till fots"])
LITTLE = st.integers(1, 6)


def values_of(block, draw, *, required_by_editor=None):
    """A raw value for any block, drawn by what the block says of itself."""
    if isinstance(block, blocks.StructBlock):
        return {name: values_of(child, draw) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        count = draw(st.integers(max(1, block.meta.min_num or 1), max(4, block.meta.min_num or 1)))
        items = [values_of(block.child_block, draw) for _n in range(count)]
        return [{"type": "item", "id": str(uuid4()), "value": item} for item in items]
    if isinstance(block, blocks.BooleanBlock):
        return draw(st.booleans())
    if isinstance(block, blocks.IntegerBlock | blocks.DecimalBlock):
        low, high = block.field.min_value, block.field.max_value
        number = st.integers(-5 if low is None else int(low), int(low or 0) + 12 if high is None else int(high))
        return draw(number if block.field.required else st.one_of(st.none(), number))
    if isinstance(block, blocks.ChoiceBlock):
        return draw(st.sampled_from([value for value, _label in block.field.choices]))
    if isinstance(block, blocks.RegexBlock):
        return ""
    if isinstance(block, blocks.CharBlock | blocks.TextBlock):
        return draw(WORDS if block.field.required else st.one_of(st.just(""), WORDS))
    return block.get_default() if not block.required else assume(False)


def a_question_of(kind, draw):
    """One question of a type, as an editor could have saved it, compiled in two languages and read in Swedish."""
    block = kind.block()
    try:
        value = block.clean(block.to_python(values_of(block, draw)))
    except ValidationError:
        assume(False)
    page = SimpleNamespace(presentation="single", questions=[_placed(kind.name, value)])
    content = compile_questionnaire({"sv": page, "en": page})
    return read_content(content, "sv")


def _placed(name, value):
    return SimpleNamespace(id=str(uuid4()), block_type=name, value=value)


def questions(*, asking=True):
    """Any questionnaire of one question of any type."""

    @st.composite
    def made(draw):
        kinds = [kind for kind in all_types().values() if kind.asks == asking and not kind.name.startswith("x_")]
        return a_question_of(draw(st.sampled_from(kinds)), draw)

    return made()


def rendered(form: AnswerForm, *, show_errors: bool = False):
    text = render_to_string("consultations/answering/questions.html", {"form": form, "show_errors": show_errors})
    return html5lib.parse(text)


def controls(tree):
    return [e for e in tree.iter() if e.tag in {f"{XHTML}{tag}" for tag in ("input", "select", "textarea")}]


def pressed(tree, draw) -> dict[str, list[str]]:
    """What a resident sends who ticks, chooses and writes at random among what is on the page."""
    sent: dict[str, list[str]] = {}
    radios: dict[str, list[str]] = {}
    for control in controls(tree):
        name, kind = control.attrib["name"], control.attrib.get("type", "")
        if kind == "radio":
            radios.setdefault(name, []).append(control.attrib["value"])
        elif kind == "checkbox":
            sent.setdefault(name, []).extend([control.attrib["value"]] if draw(st.booleans()) else [])
        else:
            sent.setdefault(name, []).append(_written(control, kind, draw))
    for name, offered in radios.items():
        chosen = draw(st.sampled_from([None, *offered]))
        sent |= {name: [chosen]} if chosen else {}
    return {name: values for name, values in sent.items() if values}


def _written(control, kind, draw) -> str:
    if control.tag == f"{XHTML}select":
        return draw(st.sampled_from([option.attrib["value"] for option in control.iter(f"{XHTML}option")]))
    if kind == "number":
        low, high = (control.attrib.get(name) for name in ("min", "max"))
        number = st.integers(int(float(low)) if low else -9, int(float(high)) if high else 99)
        return draw(st.one_of(st.just(""), number.map(str)))
    return draw(st.one_of(st.just(""), WORDS))


JUNK = st.sampled_from(["", "x", "-1", "99999999999999", "1e999", "NaN", "\u202e", "<script>", "٣٫٥", "a" * 2_500])


def junk(tree, draw) -> dict[str, list[str]]:
    """What a broken browser or an attacker sends under the same names."""
    names = {control.attrib["name"] for control in controls(tree)}
    return {name: draw(st.lists(JUNK, min_size=1, max_size=4)) for name in sorted(names)}
