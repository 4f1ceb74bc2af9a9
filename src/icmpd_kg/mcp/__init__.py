"""The graph for programs: a server of the Model Context Protocol."""
