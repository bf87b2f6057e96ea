"""The form that sends an event, made from its JSON Schema, and the same event as code."""
