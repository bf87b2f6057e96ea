"""The subcommands of `jobs`, one file each, and what they share: reading events, watching jobs, showing them."""
