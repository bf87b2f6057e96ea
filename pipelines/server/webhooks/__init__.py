"""Other systems' messages: which are taken, how they are proven, and how they become events."""
