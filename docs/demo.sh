#!/bin/sh
# A first look at the graph. `make demo` calls it with the path of icmpd-kg.
set -eu
kg=${1:-icmpd-kg}

heading() {
    printf '\n\n── %s ──\n\n' "$1"
}

heading 'Building the graph from its tables'
"$kg" build

heading 'Checking the graph against its shapes'
# The notes (projects for which the report names no donor or no country) are many, and are left for later.
"$kg" validate >/dev/null

heading '1. Which projects have a known donor, region by region?'
"$kg" query donors-by-region
printf '\nThese are the projects for which the report names a donor. To see all projects:\n'
printf '  %s query projects-by-region\n' "$kg"

heading '2. Who ran and who chaired the migration dialogues in 2020?'
"$kg" query dialogues-in-2020
printf '\nAn empty cell means that the report does not say.\n'

heading '3. Who pays for the project PACT, and where does the report say so?'
"$kg" query who-funds --param project=PACT

heading 'What to try next'
cat <<END
  $kg find "Prag Proces"        search by any name, even a misspelt one
  $kg show "Prague Process"     all that is known of one thing, with pages
  $kg queries                   the questions that are ready to ask
  $kg export --out icmpd.ttl    the whole graph in one file

So that "icmpd-kg" alone is enough:  . .venv/bin/activate
README.md tells the rest.
END
