"""The pages of schedules: the list, one schedule, the form that sets one."""
