"""Reading a Bundle: our own comes back exactly, another system's is taken as what it is."""
