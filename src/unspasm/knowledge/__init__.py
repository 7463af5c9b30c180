"""What medicine says, as data, and the one function that loads it.

>>> load_knowledge().facts["saddle_numb"].danger
True
"""

from unspasm.knowledge.dictionary import Fact
from unspasm.knowledge.items import SLOTS, TIERS, Intervention, Item, Knowledge, Level, Rule, Screen
from unspasm.knowledge.loader import load_knowledge, read_knowledge
from unspasm.knowledge.reading import KnowledgeError

__all__ = [
    "SLOTS",
    "TIERS",
    "Fact",
    "Intervention",
    "Item",
    "Knowledge",
    "KnowledgeError",
    "Level",
    "Rule",
    "Screen",
    "load_knowledge",
    "read_knowledge",
]
