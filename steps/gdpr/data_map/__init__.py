"""The reviewed data map: its model and its YAML file, how one is proposed, and where it and the live schema differ."""
