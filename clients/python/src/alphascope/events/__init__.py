"""The messages of the wire; docs/clients.md describes them."""
