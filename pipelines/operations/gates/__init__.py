"""Limits: what the code declares, what people change at run time, and what is told of both."""
