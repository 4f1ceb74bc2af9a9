"""The graph over HTTP: SPARQL for programs, and each IRI of ours with what is known of it.

`server` runs `app`, which is made of routes: `protocol` (SPARQL 1.1 Protocol, Service Description), `graphs` (the read
side of the Graph Store HTTP Protocol), `resources` (linked data) and `health`. What touches the graph is `work`, done
in other processes by `icmpd_kg.confined`. `service` hands it on, and `replies` sends what comes of it in the form that
`negotiation` chose.
"""
