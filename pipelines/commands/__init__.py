"""The subcommands of `bgjobs`, one file each, and what they share: reading events, following jobs, showing them."""
