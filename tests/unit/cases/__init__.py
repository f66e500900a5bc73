"""The one list of losses: a loss that joins its family's list inherits every property test."""

from cases import (
    classification,
    contrastive,
    distillation,
    information,
    multitask,
    policy,
    preference,
    regression,
)

FAMILIES = [
    information,
    classification,
    regression,
    contrastive,
    distillation,
    preference,
    policy,
    multitask,
]
CASES = [case for family in FAMILIES for case in family.CASES]
