"""Connections to PostgreSQL that processes of the control plane share, and how many there are."""
