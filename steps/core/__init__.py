"""What the steps share: events, models, errors, settings, the runner, the database and the providers' edges."""
