"""Live updates: what changed in Postgres, told to open pages by server-sent events."""
