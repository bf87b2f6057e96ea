"""The engine without a model: one folder per subject, whose entry fills in the wire model that a real model would."""
