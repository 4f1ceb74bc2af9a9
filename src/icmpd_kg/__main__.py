"""`python -m icmpd_kg` is `icmpd-kg`."""

from icmpd_kg.cli import main

raise SystemExit(main())
