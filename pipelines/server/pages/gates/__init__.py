"""The pages of limits: all of them with what goes on; one with its keys and the forms that change it."""
