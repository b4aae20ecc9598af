"""Fields and selections in words: every kind has its sentence, and nobody is named where names are hidden."""

from types import SimpleNamespace

import pytest

from sociophys.parameters import explicit, read_member
from sociophys.select import WAYS, Selection
from sociophys.workflow.sections import words
from sociophys.workflow.sections.assumed import hide_ids
from sociophys.workflow.sections.pressed import OWN_WORDS

FIELDS = [
    ({"kind": "campaign", "toward": "plus", "budget": 20, "start": 5, "sweeps": 20}, "from sweep 5 to 25."),
    (
        {
            "kind": "campaign",
            "toward": "plus",
            "budget": 1,
            "sweeps": 9,
            "pace": {"kind": "pulse", "height": 1, "start": 2, "width": 3},
        },
        "spread as 1 from sweep 2 to 5, counted from its start.",
    ),
    ({"kind": "news_shocks", "rate": 0.1, "height": 1, "decay": 5}, "toward either side alike with strength 1"),
    ({"kind": "contrarian", "strength": 1, "lag": 1}, "against what most people say, as it was 1 sweep before"),
    ({"kind": "contrarian", "strength": 1, "among": {"attribute": "town"}}, "most people of their town say, with"),
    ({"kind": "fact_check", "toward": "plus", "strength": 1, "threshold": 0.2}, "from a share of 20\xa0% on"),
    ({"kind": "private_conviction", "strength": 1}, "their recorded opinion and does not move"),
    ({"kind": "private_conviction", "strength": 1, "column": "mood", "follow": 0.1}, "their mood and follows"),
]


@pytest.mark.parametrize(("plain", "said"), FIELDS)
def test_fields_in_words(plain, said):
    found = OWN_WORDS[plain["kind"]](read_member("fields", plain)[0].explicit(), "1", "nothing follows")
    assert said in found
    assert found.endswith(".")
    assert "{" not in found


SAID = {
    "all": ("all", "everybody"),
    "ids": ({"ids": ["ann"]}, "person 1"),
    "ids_file": ({"ids_file": "who.txt"}, "people listed in who.txt"),
    "attribute": ({"attribute": "age", "above": 20, "below": 60}, "people whose age is above 20 and below 60"),
    "community": ({"community": "ann"}, "the community of person 1"),
    "side": ({"side": "plus"}, "people on the side of plus"),
    "border": ({"border": 3, "by": "ties"}, "3 people with the largest number of ties to the other side"),
    "top_degree": ({"top_degree": 1}, "1 person with most ties"),
    "around": ({"around": {"id": "ann", "size": 4}}, "4 people nearest to person 1, by ties"),
    "random": ({"random": 0.5}, "50\xa0% of the people picked at random"),
}


@pytest.mark.parametrize("way", WAYS)
def test_selections_in_words_name_nobody_where_names_are_hidden(way):
    raw, said = SAID[way]
    hidden = SimpleNamespace(hidden=True, shown_names={"ann": "person 1"})
    plain = hide_ids({"nodes": explicit(Selection.model_validate(raw))}, hidden)["nodes"]
    assert words.selection(plain) == said


def test_other_selections_in_words():
    assert words.selection({"community": 1}) == "the largest community"
    assert words.selection({"attribute": "town", "equals": ["a", "b"]}) == "people whose town is a and b"
    assert "somebody picked at random" in words.selection({"around": {"id": "random", "size": 2}})
