"""The one list of losses: a loss that joins its family's list inherits every property test."""

from cases import (
    calibration,
    classification,
    contrastive,
    distillation,
    information,
    language,
    multitask,
    policy,
    preference,
    regression,
)

FAMILIES = [
    information,
    classification,
    regression,
    language,
    contrastive,
    distillation,
    preference,
    policy,
    multitask,
    calibration,
]
CASES = [case for family in FAMILIES for case in family.CASES]
