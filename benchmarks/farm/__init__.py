"""A farm of invented publishers on loopback: 200 virtual hosts with five feeds each, one of five failing in every way feeds fail."""
