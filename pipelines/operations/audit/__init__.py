"""What people did to jobs, tokens and settings: who asked, through which door, and the list of it."""
