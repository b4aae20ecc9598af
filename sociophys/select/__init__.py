"""Which people a field or a lever reaches, and among whom something is counted: a small language of people."""

from sociophys.select.among import ByAttribute, community_numbers, group_numbers, grouping
from sociophys.select.language import WAYS, Selection, selection
from sociophys.select.ways import side_sign

__all__ = [
    "WAYS",
    "ByAttribute",
    "Selection",
    "community_numbers",
    "group_numbers",
    "grouping",
    "selection",
    "side_sign",
]
