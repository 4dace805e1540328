"""Everyday words that products and projects are named after. As a keyword by itself, such a word needs company to be believed."""

from __future__ import annotations

from typing import Final

_WORDS: Final = """
access ada alexa amber ant apple arc arrow artifact atlas atom aurora base bash beam bean bee bison blade blaze blob blocks board boards
bolt bonsai bonus box boxes bridge bubble bug canvas cell chain chat chef chrome circle cobalt code collaborate comet compass connect
container containers copilot coral core cortex crew crystal cube dart dash delta diamond docker dot draft dragon dream drive druid duet
eagle earth echo eclipse edge elastic elixir ember engine excel exchange express fabric factory falcon fargate fire firefly flame flash
flask flow flutter focus forge forms foundry frame front functions fusion galaxy gem gemini ghost git glow glue go graph gulp hive home
horizon hub ice ignite ink insight insights ion iris ivy jam java jedi jet julia kafka kernel kite lake lens light lightning lime link
lists llama loop lotus lucid luna lynx magic mail maps matrix maven meta metal mint mirror mist monitor moon motion nest nexus node notes
nova oak oasis object office one onyx oracle orange orbit orbital origin outlook oxygen pages palm panda pandas paper pascal pearl perl
phoenix pilot pipelines pixel planner platform play polaris portal power prism project pulsar pulse puppet purview python query quest
queue rails rain react reader redis relay repos river room ruby rust safari sage salt sandbox scala scout search sentinel shield signal
silk site sketch slack slate snap snowflake solid spark spell sphere spot spring square stack star stash station stream studio sun surface
sway swift synapse table tableau target teams terminal thread threads thunder titan torch trail translator tree unity vault vector vertex
view vision viva vortex wasp watson wave web whale whiteboard wing word words yarn zen zero zoom
"""

EVERYDAY: Final = frozenset(_WORDS.split())
"""Single words that name a product here and a common thing everywhere else."""

SHORT: Final = 4
"""Letters up to which a single word is taken for ambiguous: AI, ML, Go, GPT, Rust."""
