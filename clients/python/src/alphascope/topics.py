"""The topics of the wire; docs/clients.md says what is in them."""

STEPS = 'training.steps'
RUNS = 'training.runs'
OBSERVATIONS = 'curvature.observations'
