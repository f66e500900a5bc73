"""The one list of losses: a loss that joins its family's list inherits every property test."""

from cases import classification, information, regression

FAMILIES = [information, classification, regression]
CASES = [case for family in FAMILIES for case in family.CASES]
