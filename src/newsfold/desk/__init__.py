"""The desk: the editors' web app on the portal's own store and repository (a door)."""
