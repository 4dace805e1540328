"""The demo: invented publishers, served over real HTTP on loopback, and the portal made of them."""
