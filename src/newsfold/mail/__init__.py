"""What is sent to people: editions kept and posted, each once; joining, leaving and bounces; signed alerts."""
