"""/api/schedules: what is sent by the clock."""
