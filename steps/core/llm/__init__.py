"""The language model: what is asked, the call, its failures, and the checked answer."""
