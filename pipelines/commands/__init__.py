"""The subcommands of `bgjobs`, one file each, and what they share: reading events, watching jobs, showing them."""
