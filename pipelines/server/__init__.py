"""The HTTP side: the API, hooks of other systems, live updates and the dashboard's pages, all on one port."""
