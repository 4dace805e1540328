"""The agents' door: a portal's articles and stories over the Model Context Protocol, to be read and not to be changed."""
